import { describe, expect, it } from 'vitest';
import { parseStatusQuery } from '../../src/domain/status-query.ts';
import type { StageStatus, StatusReport } from '../../src/domain/status.ts';
import { status } from '../../src/promotion/status.ts';
import { entryAt, journalOf } from '../domain/entries.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { scene, type Scene } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: { repository: ghcr.io/acme/dev/web, tags: ['*.*.*'] }
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['%n', { name: live, move: any }] }
      - { name: prod, to: [us.example.com/web, eu.example.com/web], auto: false, tag: ['%n', { name: live, move: any }] }
`;

async function released(): Promise<Scene> {
  const made = await scene(config);
  for (const at of [1, 2]) {
    made.push(`ghcr.io/acme/dev/web:${at}.0.0`, withReferrers(sampleImage({ seed: at })));
    await made.promote({ image: `ghcr.io/acme/dev/web:${at}.0.0` });
    await made.promote({ image: `ghcr.io/acme/dev/web:${at}.0.0`, stage: 'prod' });
  }
  return made;
}

const ask = (made: Scene, where?: string) => status(made, parseStatusQuery(where));

function stageOf({ stages }: Pick<StatusReport, 'stages'>, name: string): StageStatus {
  const found = stages.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`there is no stage ${name}`);
  return found;
}

function statesOf(stage: StageStatus): Record<string, string> {
  return Object.fromEntries(stage.tags.map((tag) => [`${tag.repository}:${tag.tag}`, tag.state]));
}

describe('when everything is as it was promoted', () => {
  it('the board shows each tag, what it names, and since which record', async () => {
    const made = await released();
    const report = await ask(made);
    expect(report.totals).toEqual({ drift: 0, unknown: 0, held: 0, split: 0, unfinished: 0 });
    const qa = stageOf(report, 'qa');
    expect(statesOf(qa)).toEqual({
      'qa.example.com/web:1.0.0': 'as-promoted',
      'qa.example.com/web:2.0.0': 'as-promoted',
      'qa.example.com/web:live': 'as-promoted',
    });
    const record = made.world.records.find(
      ({ intent }) => intent.stage === 'qa' && intent.sources[0]?.tag === '2.0.0',
    );
    expect(qa.tags.find(({ tag }) => tag === 'live')).toMatchObject({
      record: record?.id,
      since: record?.result?.finished,
      now: record?.intent.sources[0]?.digest,
    });
    expect(stageOf(report, 'prod').last).toMatchObject({ kind: 'manual', actor: 'ada' });
  });

  it('asks each tag once, and no more tags than the newest promotions have, besides those that move', async () => {
    const made = await released();
    const before = made.registry.calls.length;
    const report = await ask(made, 'stage=qa,limit=1');
    expect(report.stages.map(({ stage }) => stage)).toEqual(['qa']);
    const asked = made.registry.calls.slice(before).filter(({ verb }) => verb === 'head');
    expect(asked.map(({ reference }) => reference).sort()).toEqual(['2.0.0', 'live']);
  });
});

describe('when something differs', () => {
  it('a tag that names another digest has moved', async () => {
    const made = await released();
    made.push('us.example.com/web:live', sampleImage({ seed: 9 }));
    const report = await ask(made);
    expect(report.totals.drift).toBe(1);
    expect(stageOf(report, 'prod').drift).toMatchObject([
      { kind: 'moved', repository: 'us.example.com/web', tag: 'live' },
    ]);
  });

  it('a tag that is gone was deleted', async () => {
    const made = await released();
    made.registry
      .store('eu.example.com' as never)
      .repositories.get('web')
      ?.tags.delete('1.0.0');
    expect(stageOf(await ask(made), 'prod').drift).toMatchObject([
      { kind: 'deleted', repository: 'eu.example.com/web', tag: '1.0.0', now: null },
    ]);
  });

  it('a tag that the stage would write and no record tells of was never promoted; others are none of ours', async () => {
    const made = await released();
    made.push('qa.example.com/web:3.0.0', sampleImage({ seed: 9 }));
    made.push('qa.example.com/web:debug', sampleImage({ seed: 9 }));
    expect(stageOf(await ask(made), 'qa').drift).toMatchObject([{ kind: 'never-promoted', tag: '3.0.0' }]);
  });

  it('a moving tag that nobody promoted was never promoted', async () => {
    const made = await scene(config);
    made.push('qa.example.com/web:live');
    expect(stageOf(await ask(made), 'qa').drift).toMatchObject([{ kind: 'never-promoted', tag: 'live' }]);
  });

  it('shows so many of them only, and says so', async () => {
    const made = await scene(config);
    for (const at of [1, 2, 3]) made.push(`qa.example.com/web:${at}.0.0`);
    const qa = stageOf(await ask(made, 'limit=2'), 'qa');
    expect(qa.drift).toHaveLength(2);
    expect(qa.notices.join()).toContain('3 tags of qa.example.com/web are in no record');
  });

  it('an image whose signatures are gone is told of', async () => {
    const made = await released();
    const store = made.registry.store('qa.example.com' as never).repositories.get('web');
    for (const [digest, manifest] of store?.manifests ?? []) {
      if (new TextDecoder().decode(manifest.bytes).includes('"subject"')) store?.manifests.delete(digest);
    }
    for (const tag of store?.tags.keys() ?? []) if (tag.startsWith('sha256-')) store?.tags.delete(tag);
    const kinds = stageOf(await ask(made), 'qa').drift.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['referrers-gone']));
  });

  it('a target that cannot be read is unknown, never drift', async () => {
    const made = await released();
    const head = made.registry.head.bind(made.registry);
    const { HoistError } = await import('../../src/errors.ts');
    made.registry.head = async (repository, reference, call) => {
      if (repository.startsWith('us.')) throw new HoistError('unreachable', 'DENIED', 'it says no');
      return await head(repository, reference, call);
    };
    const report = await ask(made);
    expect(report.totals).toMatchObject({ drift: 0, unknown: 3 });
    expect(stageOf(report, 'prod').tags).toContainEqual(
      expect.objectContaining({ repository: 'us.example.com/web', state: 'unknown', reason: 'it says no' }),
    );
  });
});

describe('when a promotion did not end well', () => {
  it('one that died is unfinished, with its age, and what it may have moved is no drift', async () => {
    const made = await released();
    made.push('ghcr.io/acme/dev/web:3.0.0', sampleImage({ seed: 3 }));
    await made.promote({ image: 'ghcr.io/acme/dev/web:3.0.0' });
    const at = made.world.records.findIndex(({ intent }) => intent.sources[0]?.tag === '3.0.0');
    const [record] = made.world.records.splice(at, 1);
    if (record === undefined) throw new Error('no record');
    const { result: _, ...intent } = record;
    made.world.records.push({ ...intent, intent: { ...intent.intent, planned: '2026-03-04T04:06:07Z' } });

    const report = await ask(made);

    expect(report.totals).toMatchObject({ unfinished: 1, drift: 0 });
    const qa = stageOf(report, 'qa');
    expect(qa.unfinished).toMatchObject([{ record: record.id, ageSeconds: 3600, actor: 'ada' }]);
    expect(statesOf(qa)).toMatchObject({
      'qa.example.com/web:live': 'unsettled',
      'qa.example.com/web:3.0.0': 'unsettled',
    });

    await made.promote({ image: 'ghcr.io/acme/dev/web:3.0.0' });
    expect((await ask(made)).totals).toMatchObject({ unfinished: 0, drift: 0 });
  });

  it('a rollback holds the stage, until somebody promotes to it by name', async () => {
    const made = await released();
    await made.rollback({ stage: 'prod', comment: 'it leaks' });
    const report = await ask(made);
    expect(report.totals).toMatchObject({ held: 1, drift: 0 });
    expect(stageOf(report, 'prod')).toMatchObject({
      hold: { actor: 'ada', comment: 'it leaks' },
      last: { kind: 'rollback' },
    });
    await made.promote({ image: 'ghcr.io/acme/dev/web:2.0.0', stage: 'prod' });
    expect((await ask(made)).totals.held).toBe(0);
  });

  it('a stage that was asked for and is none is an error', async () => {
    await expect(ask(await scene(config), 'stage=dev')).rejects.toMatchObject({ code: 'STAGE_UNKNOWN' });
  });
});

describe('when the journal could not take all of a record', () => {
  it('what an older one says of the tags that are missing is no drift, and the board says why', async () => {
    const made = await scene(config);
    made.push('qa.example.com/web:live', sampleImage({ seed: 2 }));
    made.push('qa.example.com/web:9.0.0', sampleImage({ seed: 3 }));
    const cut = { ...entryAt(2, { image: 'two', tags: ['2.0.0'] }), cut: true } as const;
    const journal = await made.world.journal({ deployments: false });
    const list = journalOf([cut, entryAt(1, { image: 'one', tags: ['live'] })]).list;
    const world = { ...made.world, journal: async () => ({ ...journal, list }) };
    const qa = stageOf(await ask({ ...made, world }), 'qa');
    expect(statesOf(qa)).toEqual({
      'qa.example.com/web:2.0.0': 'deleted',
      'qa.example.com/web:live': 'unsettled',
      'qa.example.com/web:9.0.0': 'unsettled',
    });
    expect(qa.notices).toEqual([
      expect.stringContaining(`record ${cut.id} is longer than the journal takes`),
    ]);
  });
});

describe('when the journal keeps intents and ends only, and thousands of them', () => {
  it('each entry is read once, and the answers are the same', async () => {
    const made = await scene(config);
    const entries = [
      entryAt(5002, {
        image: 'new',
        before: '5000',
        tags: ['3.0.0', 'live'],
        end: { outcome: 'failed', moved: 1 },
      }),
      ...Array.from({ length: 5000 }, (_, at) =>
        entryAt(5001 - at, { image: `${5000 - at}`, tags: [`1.${5000 - at}.0`, 'live'] }),
      ),
    ];
    const reading = journalOf(entries);
    const journal = await made.world.journal({ deployments: false });
    const world = { ...made.world, journal: async () => ({ ...journal, list: reading.list }) };
    const before = made.registry.calls.length;
    const report = await ask({ ...made, world }, 'stage=qa,limit=3');
    expect(reading.read()).toBe(5001);
    const qa = stageOf(report, 'qa');
    expect(qa.split).toMatchObject({ moved: 1, all: 2 });
    expect(made.registry.calls.length - before).toBeLessThan(12);
    expect(qa.drift.every(({ kind }) => kind === 'deleted')).toBe(true);
    expect(qa.drift.map(({ tag }) => tag)).toContain('live');
  });
});
