import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf } from './action-bed.ts';
import { gatedConfig, signedRecord, startGatedBed, type GatedBed } from './action-gate.ts';
import { attachedAt, endsAt, promotionsTo, recordAt, recordsOf } from './action-record.ts';

let bed: GatedBed;

beforeEach(async () => {
  bed = await startGatedBed(signedRecord);
});
afterEach(() => bed.close());

/** No tag of production names anything, nothing is said of the image there, and one record says why. */
function expectStopped(run: ActionRun, outcome: 'refused' | 'conflict', codes: readonly string[]): void {
  const exitCode = outcome === 'refused' ? 1 : 4;
  expect([run.exitCode, outputsOf(run)['outcome'], errorTitles(run)]).toEqual([exitCode, outcome, codes]);
  const { intent } = recordAt(bed, run, { stage: 'production', outcome, moved: moved(run), codes });
  expect(intent).toMatchObject({ environment: 'production', actor: 'ann', run: { id: '4242' } });
  expect(promotionsTo(bed, 'production')).toHaveLength(1);
  expect(bed.tagAt('1.0.0')).toBeUndefined();
  expect(bed.prod.store.referrers('prod/web', bed.image.root)).toEqual([]);
}

/** Of a stage that was not entered no tag is known; of another none has moved. */
function moved(run: ActionRun): string {
  const tags = recordsOf(run).flatMap(({ intent }) => intent.targets.flatMap((target) => target.tags));
  return `0/${tags.length}`;
}

describe('when production wants an approval', () => {
  it('a run promotes through the two stages before it and waits, with a record of each of the two', async () => {
    const run = await bed.promote();
    expect([run.exitCode, stagesOf(run)]).toEqual([
      0,
      { 'web/qa': 'promoted', 'web/staging': 'promoted', 'web/production': 'waiting' },
    ]);
    const promoted = { outcome: 'promoted', moved: '1/1' } as const;
    const qa = recordAt(bed, run, { stage: 'qa', ...promoted });
    const staging = recordAt(bed, run, { stage: 'staging', ...promoted });
    expect(bed.repository.deployments.all).toHaveLength(2);
    const { root } = bed.image;
    expect(attachedAt(bed.dev.store, 'qa/web', root)).toEqual({ decisions: 1, promotions: [qa], bare: [] });
    // What qa attached travels with the image.
    expect(attachedAt(bed.prod.store, 'staging/web', root)).toEqual({
      decisions: 2,
      promotions: [qa, staging],
      bare: [],
    });
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();
  });

  it.each(['check-run', 'id-token', 'id-token, without a deployment'] as const)(
    'approved, and the job shown by its %s, it is promoted and the record names who approved',
    async (by) => {
      const run = await bed.production('1.0.0', { by });
      expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/production': 'promoted' }]);
      expect([bed.tagAt('1.0.0'), bed.tagAt('stable')]).toEqual([bed.image.root, bed.image.root]);
      const record = recordAt(bed, run, { stage: 'production', outcome: 'promoted', moved: '2/2' });
      expect(record).toMatchObject({
        intent: {
          environment: 'production',
          planHash: expect.stringMatching(/^v1\./),
          config: { commit: bed.repository.refs.get('heads/main') },
        },
        result: {
          approvals: {
            environment: 'production',
            given: [{ user: 'eve', state: 'approved', comment: 'go' }],
            bypassed: false,
          },
        },
      });
      const [ours] = promotionsTo(bed, 'production');
      expect(ours?.production).toBe(true);
      expect(ours?.statuses.map(({ description }) => description).slice(1, -1)).toEqual(
        ['1.0.0', 'stable'].map(
          (tag) => `${bed.named('PROD')}/prod/web:${tag} → ${bed.image.root.slice(0, 19)}`,
        ),
      );
      expect(run.summary).toContain('eve');
      const { promotions, decisions } = attachedAt(bed.prod.store, 'prod/web', bed.image.root);
      expect([decisions, promotions.at(-1)]).toEqual([3, record]);
    },
  );

  it.each<[string, (hash: string) => Promise<ActionRun>, 'job' | 'run']>([
    [
      'no other job and no earlier attempt was in the environment, it is for this job',
      (hash) => bed.inside({ inputs: { 'expected-plan': hash } }),
      'job',
    ],
    [
      'it can be for another job of the run, the record says so',
      (hash) => {
        bed.repository.environments.job({ checkRun: 800, suite: 4242, environment: 'production' });
        return bed.inside({ inputs: { 'expected-plan': hash } });
      },
      'run',
    ],
    [
      'a rerun may show an older one, the record says so',
      (hash) => bed.inside({ inputs: { 'expected-plan': hash }, attempt: 2 }),
      'run',
    ],
  ])('and %s', async (_, enter, attribution) => {
    const hash = await bed.planned();
    bed.approve();
    const run = await enter(hash);
    const { result } = recordAt(bed, run, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect(result?.approvals).toEqual({
      environment: 'production',
      given: [{ user: 'eve', state: 'approved', comment: 'go' }],
      attribution,
      bypassed: false,
    });
    expect(run.summary).toContain(attribution === 'job' ? 'for this job' : 'maybe for another job');
  });

  it.each<[string, () => void, boolean, string]>([
    ['by the actor alone', () => bed.approve('ann'), true, 'SELF_REVIEW'],
    ['for no plan', () => bed.approve(), false, 'PLAN_REQUIRED'],
  ])('approved %s, it is refused, and the refusal is recorded', async (_, given, hasPlan, code) => {
    const hash = await bed.planned();
    given();
    const run = await bed.inside(hasPlan ? { inputs: { 'expected-plan': hash } } : {});
    expectStopped(run, 'refused', [code]);
    expect(bed.tagAt('stable')).toBeUndefined();
  });

  it('and an administrator bypassed it, that is said aloud and recorded', async () => {
    const hash = await bed.planned();
    const run = await bed.inside({ inputs: { 'expected-plan': hash } });
    const { result } = recordAt(bed, run, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect(result?.approvals).toMatchObject({ environment: 'production', given: [], bypassed: true });
    expect(run.annotations.map(({ message }) => message).join()).toContain('bypassed');
    expect(run.summary).toContain('**bypassed**, GitHub lists no approval');
    expect(bed.tagAt('1.0.0')).toBe(bed.image.root);
  });

  it('and the stage refuses a bypass, it is refused, and that is recorded', async () => {
    bed.config(gatedConfig(signedRecord, 'approval: required, bypass: refuse'));
    const hash = await bed.planned();
    expectStopped(await bed.inside({ inputs: { 'expected-plan': hash } }), 'refused', ['BYPASSED']);
    expect(bed.tagAt('stable')).toBeUndefined();
  });

  it('and what was said is not enough, the record of the refusal tells it', async () => {
    const hash = await bed.planned();
    bed.approve('eve', 'rejected');
    bed.approve('ann');
    const run = await bed.inside({ inputs: { 'expected-plan': hash } });
    expectStopped(run, 'refused', ['SELF_REVIEW']);
    expect(recordsOf(run)[0]?.result?.approvals).toEqual({
      environment: 'production',
      given: [
        { user: 'eve', state: 'rejected', comment: 'go' },
        { user: 'ann', state: 'approved', comment: 'go' },
      ],
      attribution: 'job',
      bypassed: false,
    });
    expect(run.summary).toContain('eve');
  });

  it('and the only one who said something rejected it, that is no approval', async () => {
    bed.config(gatedConfig(signedRecord, 'approval: required, bypass: refuse'));
    const hash = await bed.planned();
    bed.approve('eve', 'rejected');
    expectStopped(await bed.inside({ inputs: { 'expected-plan': hash } }), 'refused', ['BYPASSED']);
    expect(bed.tagAt('stable')).toBeUndefined();
  });

  it('a job that is not in the environment is refused', async () => {
    const hash = await bed.planned();
    bed.approve();
    const run = await bed.run({
      inputs: { image: '1.0.0', stage: 'production', 'expected-plan': hash },
    });
    expectStopped(run, 'refused', ['GATE']);
    expect(bed.tagAt('stable')).toBeUndefined();
  });

  it('a rerun of a job that promoted finds everything there, and adds no record', async () => {
    const hash = await bed.planned();
    bed.approve();
    const first = await bed.inside({ inputs: { 'expected-plan': hash } });
    const record = recordAt(bed, first, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    const again = await bed.inside({ inputs: { 'expected-plan': hash }, attempt: 2 });
    expect([again.exitCode, stagesOf(again)]).toEqual([0, { 'web/production': 'unchanged' }]);
    expect([recordsOf(again), endsAt(bed, 'production')]).toEqual([[], ['promoted 2/2']]);
    expect(attachedAt(bed.prod.store, 'prod/web', bed.image.root).promotions.at(-1)).toEqual(record);
  });
});

describe('when the world changed while production waited', () => {
  it('the config, the plan is a conflict', async () => {
    const hash = await bed.planned();
    bed.approve();
    const commit = bed.config(`${gatedConfig(signedRecord)}# a comment is enough\n`);
    const run = await bed.inside({ inputs: { 'expected-plan': hash } });
    expectStopped(run, 'conflict', ['PLAN_CHANGED']);
    expect(recordsOf(run)[0]?.intent.config?.commit).toBe(commit);
    expect(run.shown).toContain('config');
  });

  it('the target’s tag, the plan is a conflict that names it', async () => {
    const hash = await bed.planned();
    bed.approve();
    const other = addSample(bed.prod.store, 'prod/web', { tags: ['stable'], layerBytes: 7 });
    const run = await bed.inside({ inputs: { 'expected-plan': hash } });
    expectStopped(run, 'conflict', ['PLAN_CHANGED']);
    expect(bed.tagAt('stable')).toBe(other.root);
    expect(recordsOf(run)[0]?.result?.problems[0]?.message).toContain('stable');
  });

  it('the source tag, the digest that was approved is not under it any more', async () => {
    const hash = await bed.planned();
    bed.approve();
    addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], layerBytes: 4321 });
    const run = await bed.inside({ inputs: { 'expected-plan': hash } });
    // What is under the tag now was never in staging: it waits its turn, and nothing was begun.
    expect([run.exitCode, outputsOf(run)['outcome'], recordsOf(run)]).toEqual([0, 'waiting', []]);
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();
  });

  it('the source tag, and the job names tag and digest as those of the reusable workflow do: superseded', async () => {
    const hash = await bed.planned();
    bed.approve();
    const newer = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], layerBytes: 4321 });
    const run = await bed.inside({
      inputs: { image: `:1.0.0@${bed.image.root}`, pipeline: 'web', 'expected-plan': hash },
    });
    expect([run.exitCode, stagesOf(run), recordsOf(run)]).toEqual([
      0,
      { 'web/production': 'superseded' },
      [],
    ]);
    expect(run.shown).toContain(newer.root.slice(7, 19));
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();
  });
});

describe('when the environment does not protect', () => {
  it.each<[string, () => void, string]>([
    [
      'missing',
      () =>
        bed.config(
          gatedConfig(signedRecord).replace('name: production, approval', 'name: prodution, approval'),
        ),
      'ENVIRONMENT_MISSING',
    ],
    [
      'without reviewers',
      () => bed.repository.environments.add({ name: 'production' }),
      'ENVIRONMENT_UNPROTECTED',
    ],
  ])('as it is %s, check, plan and promote end before anything is begun', async (_, spoil, code) => {
    spoil();
    for (const command of ['check', 'plan', 'promote']) {
      const run = await bed.run({ inputs: { command, ...(command === 'check' ? {} : { image: '1.0.0' }) } });
      expect([command, run.exitCode, errorTitles(run)]).toEqual([command, 2, [code]]);
    }
    const wrote = [bed.dev, bed.prod]
      .flatMap((registry) => bed.writes(registry))
      .filter((one) => !/:0{64}$/.test(one));
    expect(wrote).toEqual([]);
    expect(bed.repository.deployments.all).toEqual([]);
  });
});
