import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import { stateOf } from '../fakes/github/deployments.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

const config = `version: 1
record: { attest: off }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: staging, to: PROD/staging/web }
      - name: production
        to: PROD/prod/web
        tag: ['%n', { name: stable, move: any }]
        environment: { name: production, approval: required }
`;

let bed: ActionBed;
let image: Sample;

beforeEach(async () => {
  bed = await startActionBed();
  bed.config(config);
  bed.repository.environments.add({ name: 'production', reviewers: ['eve', 'team:ops'] });
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
});
afterEach(() => bed.close());

type Job = {
  /** Default 1. */
  readonly attempt?: number;
  readonly inputs?: Readonly<Record<string, string>>;
  /** How GitHub shows where the job is; default by its check run. */
  readonly by?: 'check-run' | 'id-token' | 'id-token, without a deployment';
};

let jobs = 0;

/** A step in a job that GitHub holds in `production`. */
async function inside({ attempt = 1, inputs = {}, by = 'check-run' }: Job = {}): Promise<ActionRun> {
  const { github, repository } = bed;
  const checkRun = 900 + (jobs += 1);
  repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7, attempt });
  repository.environments.job({
    checkRun,
    suite: 7,
    environment: 'production',
    withoutDeployment: by === 'id-token, without a deployment',
  });
  if (by !== 'check-run') {
    github.idTokens.claims = {
      repository: 'acme/web',
      run_id: '4242',
      run_attempt: String(attempt),
      check_run_id: String(checkRun),
      environment: 'production',
    };
  }
  const idToken = {
    ACTIONS_ID_TOKEN_REQUEST_URL: github.idTokenUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.idTokens.requestToken,
  };
  return await bed.run({
    inputs: { image: '1.0.0', stage: 'production', 'job-check-run-id': String(checkRun), ...inputs },
    env: { GITHUB_RUN_ATTEMPT: String(attempt), ...(by === 'check-run' ? {} : idToken) },
  });
}

/** Promotes to staging, plans production, and gives the hash that is to be approved. */
async function planned(): Promise<string> {
  await bed.run({ inputs: { image: '1.0.0' } });
  const plan = await bed.run({ inputs: { command: 'plan', image: '1.0.0', stage: 'production' } });
  const hash = outputsOf(plan)['plan-hash'] ?? '';
  expect([stagesOf(plan), hash]).toEqual([{ 'web/production': 'waiting' }, expect.stringMatching(/^v1\./)]);
  return hash;
}

function approve(user = 'eve', state: 'approved' | 'rejected' = 'approved'): void {
  bed.repository.environments.approve(4242, { environments: ['production'], user, state, comment: 'go' });
}

function recordOf(run: ActionRun): PromotionRecord | undefined {
  return (JSON.parse(outputsOf(run)['result'] ?? '') as RunResult).records.at(-1);
}

function tagAt(tag: string): string | undefined {
  return bed.prod.store.tagged('prod/web', tag);
}

/** What GitHub keeps of production: the last word of each deployment of ours, oldest first. */
function kept(): readonly string[] {
  return bed.repository.deployments.all
    .filter(({ task, environment }) => task === 'promote' && environment === 'production')
    .map(({ statuses }) => statuses.at(-1)?.description.replace(/ [0-9a-f]{12}$/, '') ?? '');
}

describe('when production wants an approval', () => {
  it('a run promotes through the two stages before it and waits, without a record of the third', async () => {
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect([run.exitCode, stagesOf(run)]).toEqual([
      0,
      { 'web/qa': 'promoted', 'web/staging': 'promoted', 'web/production': 'waiting' },
    ]);
    expect(bed.repository.deployments.all.map(({ environment }) => environment)).toEqual([
      'web/qa',
      'web/staging',
    ]);
    expect(tagAt('1.0.0')).toBeUndefined();
  });

  it.each(['check-run', 'id-token', 'id-token, without a deployment'] as const)(
    'approved, and the job shown by its %s, it is promoted and the record names who approved',
    async (by) => {
      const hash = await planned();
      approve();
      const run = await inside({ inputs: { 'expected-plan': hash }, by });
      expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/production': 'promoted' }]);
      expect([tagAt('1.0.0'), tagAt('stable')]).toEqual([image.root, image.root]);
      expect(recordOf(run)).toMatchObject({
        intent: { environment: 'production', planHash: hash },
        result: {
          approvals: {
            environment: 'production',
            given: [{ user: 'eve', state: 'approved', comment: 'go' }],
            bypassed: false,
          },
        },
      });
      expect(kept()).toEqual(['promoted 2/2']);
      const ours = bed.repository.deployments.all.find(
        ({ task, environment }) => task === 'promote' && environment === 'production',
      );
      expect(ours?.production).toBe(true);
      expect(run.summary).toContain('eve');
    },
  );

  it('the approval can be for another job of the run, the record says so', async () => {
    const hash = await planned();
    approve();
    bed.repository.environments.job({ checkRun: 800, suite: 7, environment: 'production' });
    const run = await inside({ inputs: { 'expected-plan': hash } });
    expect(recordOf(run)?.result?.approvals?.attribution).toBe('run');
  });

  it('no other job and no earlier attempt was in the environment, it is for this job', async () => {
    const hash = await planned();
    approve();
    const run = await inside({ inputs: { 'expected-plan': hash } });
    expect(recordOf(run)?.result?.approvals?.attribution).toBe('job');
  });

  it('a rerun may show an older approval, the record says so', async () => {
    const hash = await planned();
    approve();
    const run = await inside({ inputs: { 'expected-plan': hash }, attempt: 2 });
    expect(recordOf(run)?.result?.approvals?.attribution).toBe('run');
  });

  it.each<[string, () => void, string, readonly string[]]>([
    ['by the actor alone', () => approve('ann'), 'SELF_REVIEW', ['refused 0/2']],
    ['for no plan', () => approve(), 'PLAN_REQUIRED', ['refused 0/2']],
  ])('approved %s, it is refused, and the refusal is recorded', async (what, given, code, ends) => {
    const hash = await planned();
    given();
    const run = await inside(what === 'for no plan' ? {} : { inputs: { 'expected-plan': hash } });
    expect([run.exitCode, outputsOf(run)['outcome'], errorTitles(run)]).toEqual([1, 'refused', [code]]);
    expect(tagAt('1.0.0')).toBeUndefined();
    expect(recordOf(run)?.result?.problems.map((problem) => problem.code)).toEqual([code]);
    expect(kept()).toEqual(ends.map((end) => end.replace('0/2', '0/0')));
  });

  it('and an administrator bypassed it, that is said aloud and recorded, or refused', async () => {
    const hash = await planned();
    const run = await inside({ inputs: { 'expected-plan': hash } });
    expect(recordOf(run)?.result?.approvals).toMatchObject({ given: [], bypassed: true });
    expect(run.annotations.map(({ message }) => message).join()).toContain('bypassed');
    expect(tagAt('1.0.0')).toBe(image.root);

    bed.config(config.replace('approval: required', 'approval: required, bypass: refuse'));
    addSample(bed.dev.store, 'dev/web', { tags: ['1.1.0'], layerBytes: 999 });
    await bed.run({ inputs: { image: '1.1.0' } });
    const plan = await bed.run({ inputs: { command: 'plan', image: '1.1.0', stage: 'production' } });
    const refused = await inside({
      inputs: { image: '1.1.0', 'expected-plan': outputsOf(plan)['plan-hash'] ?? '' },
    });
    expect([refused.exitCode, errorTitles(refused)]).toEqual([1, ['BYPASSED']]);
    expect(tagAt('1.1.0')).toBeUndefined();
  });

  it('a job that is not in the environment is refused', async () => {
    const hash = await planned();
    approve();
    const run = await bed.run({
      inputs: { image: '1.0.0', stage: 'production', 'expected-plan': hash },
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([1, ['GATE']]);
    expect(tagAt('1.0.0')).toBeUndefined();
  });
});

describe('when the world changed while production waited', () => {
  it('the config, the plan is a conflict', async () => {
    const hash = await planned();
    approve();
    bed.config(`${config}# a comment is enough\n`);
    const run = await inside({ inputs: { 'expected-plan': hash } });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([4, 'conflict']);
    expect(tagAt('1.0.0')).toBeUndefined();
    expect(recordOf(run)?.result?.outcome).toBe('conflict');
  });

  it('the target’s tag, the plan is a conflict', async () => {
    const hash = await planned();
    approve();
    const other = addSample(bed.prod.store, 'prod/web', { tags: ['stable'], layerBytes: 7 });
    const run = await inside({ inputs: { 'expected-plan': hash } });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([4, 'conflict']);
    expect([tagAt('1.0.0'), tagAt('stable')]).toEqual([undefined, other.root]);
    expect(kept()).toHaveLength(1);
  });

  it('the source tag, the digest that was approved is not under it any more', async () => {
    const hash = await planned();
    approve();
    addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], layerBytes: 4321 });
    const run = await inside({ inputs: { 'expected-plan': hash } });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'waiting']);
    expect(tagAt('1.0.0')).toBeUndefined();
  });
});

describe('when the environment does not protect', () => {
  it.each<[string, () => void, string]>([
    [
      'missing',
      () => bed.config(config.replace('name: production, approval', 'name: prodution, approval')),
      'ENVIRONMENT_MISSING',
    ],
    [
      'without reviewers',
      () => bed.repository.environments.add({ name: 'production' }),
      'ENVIRONMENT_UNPROTECTED',
    ],
  ])('as it is %s, check, plan and promote end before anything is written', async (_, spoil, code) => {
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

describe('when somebody forged a deployment with our payload', () => {
  it('is no help to the image', async () => {
    await bed.run({ inputs: { image: '1.0.0' } });
    const staging = bed.repository.deployments.all.find(({ environment }) => environment === 'web/staging');
    const forged = addSample(bed.prod.store, 'staging/web', { tags: ['6.6.6'], layerBytes: 66 });
    addSample(bed.dev.store, 'dev/web', { tags: ['6.6.6'], layerBytes: 66 });
    const payload = JSON.parse(
      JSON.stringify(staging?.payload).replaceAll(image.root, forged.root),
    ) as object;
    bed.repository.deployments.add({
      task: 'promote',
      environment: 'web/staging',
      payload,
      creator: 'mallory',
      statuses: [{ state: 'success', description: 'promoted 1/1 0123456789ab', creator: 'mallory' }],
    });
    const run = await bed.run({
      inputs: { command: 'plan', image: '6.6.6', stage: 'production' },
    });
    expect(outputsOf(run)['outcome']).toBe('refused');
    expect(errorTitles(run)).toContain('NOT_PROMOTED_BEFORE');
  });
});

describe('when the job ends early', () => {
  it('killed between tag and record, the next run closes what it left open', async () => {
    await bed.run({ inputs: { image: '1.0.0' } });
    const dead = bed.repository.deployments.all[0];
    // As if nothing had come after the first status.
    dead?.statuses.splice(1);
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(stagesOf(run)).toMatchObject({ 'web/qa': 'unchanged' });
    const qa = bed.repository.deployments.all.filter(({ environment }) => environment === 'web/qa');
    expect(qa.map(stateOf)).toEqual(['failure', 'success']);
    expect(qa.map(({ statuses }) => statuses.at(-1)?.description)).toEqual([
      expect.stringMatching(/^failed 1\/1 /),
      expect.stringMatching(/^unchanged 1\/1 /),
    ]);
  });
});
