import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { outcomesOf, startHoist, statesOf, type Hoist } from './hoist.ts';

let registry: RunningRegistry;
let hoist: Hoist;
let image: Digest;
beforeEach(async () => {
  registry = await startRegistry();
  image = push('1.0.0');
});
afterEach(async () => {
  await hoist.close();
  await registry.close();
});

function push(tag: string): Digest {
  return addSample(registry.store, 'dev/web', { seed: tag, tags: [tag], referrers: 1 }).root;
}

type WrittenStage = { readonly name: string; readonly [key: string]: unknown };

/** `dev/web` through stages that each have a repository of their name. */
async function withStages(...stages: readonly WrittenStage[]): Promise<void> {
  const { host } = registry;
  hoist = await startHoist({
    config: {
      version: 1,
      pipelines: {
        web: {
          source: `${host}/dev/web`,
          stages: stages.map((stage) => ({ to: `${host}/${stage.name}/web`, ...stage })),
        },
      },
    },
  });
}

function tagsAt(stage: string): Readonly<Record<string, Digest>> {
  return Object.fromEntries(registry.store.repository(`${stage}/web`)?.tags ?? []);
}

describe('when a pipeline comes to a stage that runs only by hand', () => {
  beforeEach(() => withStages({ name: 'qa' }, { name: 'approved', auto: false }, { name: 'prod' }));

  it('stops there, waiting, and looks at nothing behind it', async () => {
    const ran = await hoist.promote('1.0.0');
    expect(ran.code).toBe(0);
    expect(ran.document.outcome).toBe('waiting');
    expect(outcomesOf(ran)).toEqual({ 'web/qa': 'promoted', 'web/approved': 'waiting' });
    expect(ran.document.records.map(({ intent }) => intent.stage)).toEqual(['qa']);
    expect(registry.requests.filter(({ path }) => /approved|prod/.test(path))).toEqual([]);
    expect((await hoist.run('promote', '1.0.0')).stdout).toContain('Promote with the stage approved.');
  });

  it('asked for by name with a tag of its own, it goes on and the stages behind it inherit the tag', async () => {
    await hoist.promote('1.0.0');
    const ran = await hoist.promote(
      '1.0.0',
      '--stage',
      'approved',
      '--tag',
      '2026-release',
      '--comment',
      'go-live: <b>week 48</b>',
    );
    expect(ran.code).toBe(0);
    expect(outcomesOf(ran)).toEqual({ 'web/approved': 'promoted', 'web/prod': 'promoted' });
    expect(tagsAt('approved')).toEqual({ '2026-release': image });
    expect(tagsAt('prod')).toEqual({ '2026-release': image });
    expect(ran.document.records.map(({ intent }) => [intent.kind, intent.comment])).toEqual([
      ['manual', 'go-live: <b>week 48</b>'],
      ['manual', 'go-live: <b>week 48</b>'],
    ]);
    const [approved, prod] = ran.document.records;
    expect(approved?.intent.sources[0]).toMatchObject({ from: `${registry.host}/qa/web`, fromTag: '1.0.0' });
    expect(prod?.intent.sources[0]).toMatchObject({
      repository: `${registry.host}/dev/web`,
      tag: '1.0.0',
      from: `${registry.host}/approved/web`,
      fromTag: '2026-release',
    });
  });

  it('what was not promoted before is refused, although it lies in the repository', async () => {
    addSample(registry.store, 'qa/web', { seed: '1.0.0', tags: ['1.0.0'] });
    const ran = await hoist.promote('1.0.0', '--stage', 'approved');
    expect(ran).toMatchObject({ code: 1, document: { outcome: 'refused' } });
    expect(ran.document.plan.stages[0]?.problems[0]).toMatchObject({ code: 'NOT_PROMOTED_BEFORE' });
    expect(tagsAt('approved')).toEqual({});
  });

  it('a journal that says so is not enough once the digest is gone', async () => {
    await hoist.promote('1.0.0');
    registry.store.deleteManifest('qa/web', image);
    const ran = await hoist.promote('1.0.0', '--stage', 'approved');
    expect(ran).toMatchObject({ code: 1, document: { outcome: 'refused' } });
  });

  it('another journal knows nothing of it; the same one does, from another folder too', async () => {
    const journal = join(hoist.folder, 'kept', 'journal.jsonl');
    await hoist.promote('1.0.0', '--journal', journal);
    const elsewhere = await hoist.promote('1.0.0', '--stage', 'approved', '--journal', 'other.jsonl');
    expect(elsewhere.code).toBe(1);
    const plan = await hoist.plan('1.0.0', '--stage', 'approved', '--journal', journal);
    expect(plan.document.notices.join()).toContain('weaker than a signed statement');
    const ran = await hoist.promote('1.0.0', '--stage', 'approved', '--journal', journal);
    expect(outcomesOf(ran)).toEqual({ 'web/approved': 'promoted', 'web/prod': 'promoted' });
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { id: string; result?: object });
    expect(records.map(({ result }) => result !== undefined)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
    expect(records.map(({ id }) => id)).toEqual(records.map(({ id }) => id).toSorted());
  });
});

describe('when a stage may be skipped', () => {
  it('a person does so with a comment, and not without one', async () => {
    await withStages(
      { name: 'qa' },
      {
        name: 'prod',
        auto: false,
        skippable: true,
      },
    );
    const silent = await hoist.promote('1.0.0', '--stage', 'prod');
    expect(silent).toMatchObject({ code: 1, document: { outcome: 'refused' } });
    const told = await hoist.promote('1.0.0', '--stage', 'prod', '--comment', 'hot fix');
    expect(told).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(told.document.records[0]?.intent.sources[0]?.from).toBe(`${registry.host}/dev/web`);
    expect(tagsAt('prod')).toEqual({ '1.0.0': image });
  });
});

describe('when stages branch', () => {
  it('one that stops holds up only what is behind it', async () => {
    await withStages(
      { name: 'qa' },
      { name: 'security', auto: false, after: 'qa' },
      { name: 'staging', after: 'qa' },
      { name: 'prod', after: ['staging', 'security'] },
      { name: 'demo', after: 'staging' },
    );
    const ran = await hoist.promote('1.0.0');
    expect(outcomesOf(ran)).toEqual({
      'web/qa': 'promoted',
      'web/security': 'waiting',
      'web/staging': 'promoted',
      'web/demo': 'promoted',
    });
    const byHand = await hoist.promote('1.0.0', '--stage', 'security');
    expect(outcomesOf(byHand)).toEqual({ 'web/security': 'promoted', 'web/prod': 'promoted' });
    expect(byHand.document.records[1]?.intent.sources[0]?.from).toBe(`${registry.host}/staging/web`);
  });
});

describe('when a stage asks for what a laptop cannot give', () => {
  it.each([
    ['an environment', { environment: 'production' }],
    ['an approval', { environment: { name: 'p', approval: 'required' } }],
  ] as const)('%s: it does not run by itself, and by name it is refused', async (_, guard) => {
    const { host } = registry;
    hoist = await startHoist({
      config: {
        version: 1,
        pipelines: {
          web: { source: `${host}/dev/web`, stages: [{ name: 'prod', to: `${host}/prod/web`, ...guard }] },
        },
      },
    });
    const byItself = await hoist.promote('1.0.0');
    expect(byItself).toMatchObject({ code: 0, document: { outcome: 'waiting' } });
    const byName = await hoist.promote('1.0.0', '--stage', 'prod');
    expect(byName).toMatchObject({ code: 1, document: { outcome: 'refused' } });
    expect(byName.document.plan.stages[0]?.problems[0]?.code).toBe('GATE');
    const plan = await hoist.plan('1.0.0', '--stage', 'prod');
    // A plan is made before the gate: it shows what waits behind.
    expect(plan.code).toBe(0);
    expect(statesOf(plan.document)).toEqual({ 'web/prod': 'waiting' });
    expect(tagsAt('prod')).toEqual({});
  });

  it('an environment that is only a label lets it pass', async () => {
    await withStages({ name: 'prod', environment: { name: 'p', approval: 'none' } });
    expect(await hoist.promote('1.0.0')).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
  });
});

describe('when a run died after its intent', () => {
  it('the next one finishes it, and what was not finished shows nothing', async () => {
    await withStages({ name: 'qa' }, { name: 'prod', auto: false });
    await hoist.promote('1.0.0');
    const path = join(hoist.folder, '.hoist/journal.jsonl');
    const [intent = ''] = (await readFile(path, 'utf8')).split('\n');
    // As a crash leaves it: the intent, and the first half of the result's line.
    await hoist.write('.hoist/journal.jsonl', `${intent}\n${intent.slice(0, 100)}`);
    expect(await hoist.promote('1.0.0', '--stage', 'prod')).toMatchObject({ code: 1 });
    expect(outcomesOf(await hoist.promote('1.0.0'))).toEqual({
      'web/qa': 'unchanged',
      'web/prod': 'waiting',
    });
    expect(await hoist.promote('1.0.0', '--stage', 'prod')).toMatchObject({
      code: 0,
      document: { outcome: 'promoted' },
    });
  });
});
