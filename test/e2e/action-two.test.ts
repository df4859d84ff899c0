import { afterEach, describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../../src/domain/record.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { lacking } from '../tools.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';
import { signedRecord, signingKey } from './action-gate.ts';
import { attachedAt, promotionsTo, recordAt, recordsOf } from './action-record.ts';
import { RawRepository } from './raw-registry.ts';

let bed: ActionBed;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Tags = string;
const moving: Tags = "['%n', { name: stable, move: forward }]";
const fixed: Tags = 'release';

/** Two versions at the source, and one stage at `host`. */
async function begin(
  host: string | undefined,
  tags: Tags,
  intercept?: (request: SeenRequest) => unknown,
): Promise<readonly Digest[]> {
  bed = await startActionBed({
    prod: {
      intercept: async (request) => {
        await intercept?.(request);
        return undefined;
      },
    },
  });
  closing.push(() => bed.close());
  bed.config(`version: 1
${signedRecord}
pipelines: { web: { source: DEV/dev/web, stages: [{ name: production, to: ${host ?? 'PROD'}/prod/web, tag: ${tags} }] } }
`);
  return ['1.0.0', '1.1.0'].map(
    (tag) =>
      addSample(bed.dev.store, 'dev/web', {
        seed: tag,
        tags: [tag],
        platforms: ['linux/amd64', 'linux/arm64'],
      }).root,
  );
}

async function promote(
  tag: string,
  run: number,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  bed.repository.run({ id: run, event: 'push', branch: 'main', status: 'in_progress' });
  return await bed.run({
    inputs: { image: tag, stage: 'production', ...inputs },
    env: { SIGNING_KEY: signingKey, GITHUB_RUN_ID: String(run) },
  });
}

async function planned(tag: string): Promise<string> {
  const inputs = { command: 'plan', image: tag, stage: 'production' };
  const plan = await bed.run({ inputs, env: { SIGNING_KEY: signingKey } });
  return outputsOf(plan)['plan-hash'] ?? '';
}

/** A gate at the first request that fits: who comes there waits until it is opened. */
function barrier(fits: (request: SeenRequest) => boolean) {
  let arrive: () => void = () => undefined;
  let open: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  let isFirst = true;
  return {
    arrived,
    open: () => open(),
    async intercept(request: SeenRequest): Promise<void> {
      if (!isFirst || !fits(request)) return;
      isFirst = false;
      arrive();
      await opened;
    },
  };
}

/** Each run has its record, on GitHub too, and no deployment is left open. */
function ends(runs: readonly ActionRun[]): readonly string[] {
  expect(promotionsTo(bed, 'web/production')).toHaveLength(runs.length);
  return runs.map((run) => {
    const [record, ...others] = recordsOf(run);
    if (record?.result === undefined || others.length > 0) throw new Error('a run has no record, or several');
    const { outcome, problems, error } = record.result;
    const said = [...problems, ...(error === undefined ? [] : [error])].map(({ code }) => code);
    const all = record.intent.targets.flatMap(({ tags }) => tags).length;
    const there = record.result.targets.flatMap(({ digest, tags }) =>
      tags.filter(({ action, after }) => action !== 'kept' && after === digest),
    ).length;
    const moved = `${Math.min(there, all)}/${all}`;
    recordAt(bed, run, { stage: 'production', outcome, moved, codes: said, mayBeRetired: true });
    return outcome;
  });
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

function result(run: ActionRun): PromotionRecord['result'] {
  return recordsOf(run)[0]?.result;
}

describe('when two versions are promoted to one stage at once', () => {
  it('the newer one was there first: the older writes its version, and keeps what is newer', async () => {
    const older = barrier(({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'));
    const [one, two] = await begin(undefined, moving, (request) => older.intercept(request));
    const first = promote('1.0.0', 1);
    await older.arrived;
    const second = await promote('1.1.0', 2);
    older.open();
    const runs = [await first, second];
    expect(ends(runs)).toEqual(['promoted', 'promoted']);
    const tags = ['1.0.0', '1.1.0', 'stable'].map((tag) => bed.prod.store.tagged('prod/web', tag));
    expect(tags).toEqual([one, two, two]);
    expect(result(must(runs[0]))?.targets[0]?.tags.map(({ tag, action }) => `${tag} ${action}`)).toEqual([
      '1.0.0 create',
      'stable kept',
    ]);
    // Run again there is nothing to do: its own version is there, and what is newer is kept.
    expect(stagesOf(await promote('1.0.0', 3))).toMatchObject({ 'web/production': 'unchanged' });
  });

  it('both were approved by their plans: the second is a conflict, recorded, and moves nothing', async () => {
    const first = barrier(({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'));
    const [, two] = await begin(undefined, moving, (request) => first.intercept(request));
    const [plan, later] = [await planned('1.0.0'), await planned('1.1.0')];
    const slow = promote('1.0.0', 1, { 'expected-plan': plan });
    await first.arrived;
    const quick = await promote('1.1.0', 2, { 'expected-plan': later });
    first.open();
    const runs = [await slow, quick];
    // What was approved was that `stable` names nothing.
    expect([ends(runs), runs.map(({ exitCode }) => exitCode)]).toEqual([
      ['conflict', 'promoted'],
      [4, 0],
    ]);
    expect(bed.prod.store.tagged('prod/web', 'stable')).toBe(two);
    expect(attachedAt(bed.prod.store, 'prod/web', must(two)).promotions).toEqual(recordsOf(quick));
  });

  it('to a tag that never moves: one wins, the other is a conflict, and both are recorded', async () => {
    const slow = barrier(({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'));
    const [one, two] = await begin(undefined, fixed, (request) => slow.intercept(request));
    const first = promote('1.0.0', 1);
    await slow.arrived;
    const second = await promote('1.1.0', 2);
    slow.open();
    const runs = [await first, second];
    expect([ends(runs), runs.map(({ exitCode }) => exitCode)]).toEqual([
      ['conflict', 'promoted'],
      [4, 0],
    ]);
    expect(bed.prod.store.tagged('prod/web', 'release')).toBe(two);
    expect(result(runs[0] ?? second)?.targets[0]?.tags).toMatchObject([
      { tag: 'release', action: 'conflict', after: two },
    ]);
    // Of what was not promoted nothing says that it was.
    expect(attachedAt(bed.prod.store, 'prod/web', must(one)).promotions).toEqual([]);
  });
});

describe('when one version is promoted twice at once', () => {
  it('both end well, one wrote and the other found it written, and both are recorded', async () => {
    const slow = barrier(({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'));
    const [one] = await begin(undefined, moving, (request) => slow.intercept(request));
    const first = promote('1.0.0', 1);
    await slow.arrived;
    const second = await promote('1.0.0', 2);
    slow.open();
    const runs = [await first, second];
    expect([ends(runs), runs.map(({ exitCode }) => exitCode)]).toEqual([
      ['unchanged', 'promoted'],
      [0, 0],
    ]);
    expect(['1.0.0', 'stable'].map((tag) => bed.prod.store.tagged('prod/web', tag))).toEqual([one, one]);
  });
});

describe('when an automatic run was overtaken while it copied', () => {
  it('that one is superseded, moves no tag, and its record says by what; the newer push goes through', async () => {
    const slow = barrier(({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'));
    await begin(undefined, moving, (request) => slow.intercept(request));
    const run = bed.run({ inputs: { image: '1.0.0' }, env: { SIGNING_KEY: signingKey } });
    await slow.arrived;
    const newer = addSample(bed.dev.store, 'dev/web', { seed: 'newer', tags: ['1.0.0'] }).root;
    slow.open();
    const ended = await run;
    expect([ended.exitCode, stagesOf(ended), errorTitles(ended)]).toEqual([
      0,
      { 'web/production': 'superseded' },
      [],
    ]);
    const { result: said } = recordAt(bed, ended, {
      stage: 'production',
      outcome: 'superseded',
      moved: '0/2',
      codes: ['OVERTAKEN'],
    });
    expect(said?.problems[0]?.message).toContain(newer);
    expect(bed.prod.store.tags('prod/web')).toEqual([]);
    const next = await bed.run({ inputs: { image: '1.0.0' }, env: { SIGNING_KEY: signingKey } });
    recordAt(bed, next, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect(bed.prod.store.tagged('prod/web', 'stable')).toBe(newer);
  });
});

describe('when a rollback comes while an automatic promotion copies', () => {
  it('that one moves no tag and waits, its record says why, and the tag stays where the rollback left it', async () => {
    let isSlow = false;
    const slow = barrier(
      ({ method, path }) => isSlow && method === 'PUT' && path.includes('/manifests/sha256'),
    );
    const [one, two] = await begin(undefined, "['%n', { name: stable, move: any }]", (request) =>
      slow.intercept(request),
    );
    for (const [at, tag] of ['1.0.0', '1.1.0'].entries()) await promote(tag, at + 1);
    expect(bed.prod.store.tagged('prod/web', 'stable')).toBe(two);
    addSample(bed.dev.store, 'dev/web', { seed: '1.2.0', tags: ['1.2.0'], platforms: ['linux/amd64'] });

    isSlow = true;
    const run = bed.run({ inputs: { image: '1.2.0' }, env: { SIGNING_KEY: signingKey, GITHUB_RUN_ID: '3' } });
    await slow.arrived;
    isSlow = false;
    const back = await bed.run({
      inputs: { command: 'rollback', stage: 'production', comment: 'it leaks' },
      env: { SIGNING_KEY: signingKey, GITHUB_RUN_ID: '4' },
    });
    expect(stagesOf(back)).toEqual({ 'web/production': 'promoted' });
    slow.open();
    const ended = await run;
    expect([ended.exitCode, stagesOf(ended)]).toEqual([0, { 'web/production': 'waiting' }]);
    const { result } = recordAt(bed, ended, {
      stage: 'production',
      outcome: 'waiting',
      moved: '0/2',
      codes: ['HELD'],
    });
    expect(result?.problems[0]?.message).toContain('it leaks');
    expect([bed.prod.store.tagged('prod/web', 'stable'), bed.prod.store.tagged('prod/web', '1.2.0')]).toEqual(
      [one, undefined],
    );
  });
});

const registries = [
  { name: 'the embedded registry', programs: [], start: () => startRegistry() },
  {
    name: 'distribution 3',
    programs: [distributionProgram(3)],
    start: () => startDistribution({ version: 3 }),
  },
] as const;

describe.each(registries)('when four jobs race to one stage of $name', ({ programs, start }) => {
  it.skipIf(lacking(...programs))(
    'each has its record, and the tags name what a record explains',
    async () => {
      const registry = await start();
      closing.push(() => registry.close());
      const digests = await begin(registry.host, moving);
      const runs = await Promise.all(
        ['1.0.0', '1.1.0', '1.0.0', '1.1.0'].map((tag, at) => promote(tag, at + 1)),
      );
      // Who planned when another had brought the same image, and its record, found nothing to do.
      const idle = runs.filter((run) => recordsOf(run).length === 0);
      for (const run of idle) expect(stagesOf(run)).toEqual({ 'web/production': 'unchanged' });
      expect(ends(runs.filter((run) => !idle.includes(run)))).toContain('promoted');
      // What was overwritten between its write and the look at it is not called promoted.
      const codes = ['OVERTAKEN', 'TAG_MAY_NOT_MOVE', 'TAGS_NOT_WRITTEN'];
      for (const run of runs) {
        const { problems = [], error } = result(run) ?? {};
        for (const { code } of [...problems, ...(error === undefined ? [] : [error])])
          expect(codes).toContain(code);
      }
      const raw = new RawRepository(registry.host, 'prod/web');
      const told = runs.flatMap((run) => result(run)?.targets.flatMap(({ tags }) => tags) ?? []);
      const [one, two] = digests;
      for (const [tag, allowed] of [
        ['1.0.0', [one]],
        ['1.1.0', [two]],
        ['stable', [one, two]],
      ] as const) {
        const bytes = await raw.manifest(tag);
        const now = bytes && digestOf(bytes);
        const wrote = told.filter((each) => each.tag === tag && ['create', 'move'].includes(each.action));
        expect([tag, now === undefined || allowed.includes(now)]).toEqual([tag, true]);
        expect([tag, wrote.some(({ after }) => after === now)]).toEqual([tag, now !== undefined]);
      }
    },
  );
});
