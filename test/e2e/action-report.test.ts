import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/domain/record.ts';
import type { Waves } from '../../src/domain/waves.ts';
import type { FakeJob } from '../fakes/github/environments.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { runAction, type ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

const root = join(import.meta.dirname, '../..');
const config = `version: 1
record: { attest: off }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - name: production
        to: PROD/prod/web
        environment: { name: production, approval: required }
`;

let bed: ActionBed;
/** What the jobs of the run left, by path in the folder where the report finds it. */
let artifacts: Record<string, string>;
let waves: Waves;

beforeEach(async () => {
  bed = await startActionBed();
  bed.config(config);
  bed.repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7 });
  bed.repository.environments.add({ name: 'production', reviewers: ['eve'] });
  addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
  artifacts = {};
  const plan = await bed.run({ inputs: { command: 'plan', image: '1.0.0' } });
  keep(plan, 'plan');
  waves = JSON.parse(outputsOf(plan)['waves'] ?? '') as Waves;
  await job('qa');
});
afterEach(() => bed.close());

/** What `upload-artifact` takes. */
function keep(run: ActionRun, name: string, attempt = 1): void {
  const document = run.left.get('hoist/result.json');
  if (document !== undefined)
    artifacts[`.hoist/results/hoist-00ab-${attempt}-${name}/result.json`] = document;
}

function entryOf(stage: string) {
  const all = Array.from({ length: waves.count }, (_, at) => waves[`w${at + 1}`]?.include ?? []).flat();
  const found = all.find((one) => one.stage === stage);
  if (found === undefined) throw new Error(`no job of ${stage}`);
  return found;
}

/** A stage's job that was let in. */
async function job(stage: string, attempt = 1): Promise<ActionRun> {
  const { image, plan } = entryOf(stage);
  const run = await bed.run({
    inputs: { image, pipeline: 'web', stage, 'expected-plan': plan, 'job-check-run-id': '901' },
    env: { GITHUB_RUN_ATTEMPT: String(attempt) },
  });
  keep(run, `${stage}+web`, attempt);
  return run;
}

/** What GitHub shows of the job of production. */
function shows(more: Omit<FakeJob, 'checkRun' | 'suite'>): void {
  const name = `promote / ${entryOf('production').title}`;
  bed.repository.environments.job({ checkRun: 900, suite: 7, name, ...more });
}

function review(state: 'approved' | 'rejected', comment = ''): void {
  bed.repository.environments.approve(4242, { environments: ['production'], user: 'eve', state, comment });
}

function report(attempt = 1): Promise<ActionRun> {
  return runAction({
    entry: join(root, 'dist/collect.js'),
    actionFile: join(root, '.github/actions/collect/action.yml'),
    apiUrl: bed.github.url,
    token: bed.github.token,
    inputs: { folder: '.hoist/results' },
    env: { GITHUB_RUN_ATTEMPT: String(attempt) },
    workspace: artifacts,
  });
}

function problemsOf(run: ActionRun): readonly (readonly [string, string])[] {
  const { plan } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
  const production = plan.stages.find(({ stage }) => stage === 'production');
  return (production?.problems ?? []).map(({ code, message }) => [code, message]);
}

describe('when production was not let through', () => {
  it('by a reviewer, the report names who and why, and nothing was written or kept', async () => {
    shows({ conclusion: 'failure' });
    review('rejected', 'not <b>today</b> @acme/ops');
    const run = await report();
    expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/qa': 'promoted', 'web/production': 'refused' }]);
    expect(outputsOf(run)['outcome']).toBe('refused');
    expect(problemsOf(run)).toEqual([
      [
        'REJECTED',
        'web/production was not let into the environment "production": rejected by eve, who says: not <b>today</b> @acme/ops',
      ],
    ]);
    expect(run.annotations.map(({ level, title }) => [level, title])).toEqual([['warning', 'REJECTED']]);
    expect(run.shown).toContain('rejected by eve');
    expect(run.summary).toContain('rejected by eve');
    // What a reviewer writes is shown as it was written: no tag, and nobody is called.
    expect(run.summary).toContain('who says: not `<b>today</b> @acme/ops`<br>');
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();
    expect(bed.repository.deployments.all.map(({ environment }) => environment)).toEqual(['web/qa']);
  });

  it('and the job is run again without a new approval, that is a bypass, refused or on record', async () => {
    shows({ conclusion: 'failure' });
    review('rejected');
    bed.config(config.replace('approval: required', 'approval: required, bypass: refuse'));
    const plan = await bed.run({ inputs: { command: 'plan', image: '1.0.0', stage: 'production' } });
    const expected = outputsOf(plan)['plan-hash'] ?? '';
    bed.repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7, attempt: 2 });
    const inputs = { image: '1.0.0', stage: 'production', 'expected-plan': expected };
    const outside = await bed.run({ inputs, env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect([outside.exitCode, errorTitles(outside)]).toEqual([1, ['GATE']]);
    bed.repository.environments.job({ checkRun: 902, suite: 7, environment: 'production' });
    const inside = { inputs: { ...inputs, 'job-check-run-id': '902' }, env: { GITHUB_RUN_ATTEMPT: '2' } };
    const bypassed = await bed.run(inside);
    expect([bypassed.exitCode, errorTitles(bypassed)]).toEqual([1, ['BYPASSED']]);
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();

    review('approved', 'now it may');
    const approved = await bed.run(inside);
    expect([approved.exitCode, stagesOf(approved)]).toEqual([0, { 'web/production': 'promoted' }]);
    const { records } = JSON.parse(outputsOf(approved)['result'] ?? '') as RunResult;
    expect(records[0]?.result?.approvals).toMatchObject({
      attribution: 'run',
      bypassed: false,
      given: [
        { user: 'eve', state: 'rejected' },
        { user: 'eve', state: 'approved', comment: 'now it may' },
      ],
    });
  });

  it('in a second attempt, that stands above what the first came to', async () => {
    bed.repository.environments.job({ checkRun: 901, suite: 7, environment: 'production' });
    review('approved');
    bed.config(`${config}# changed\n`);
    expect(stagesOf(await job('production'))).toEqual({ 'web/production': 'conflict' });
    expect(stagesOf(await report())).toMatchObject({ 'web/production': 'conflict' });
    bed.repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7, attempt: 2 });
    shows({ conclusion: 'failure' });
    review('rejected');
    const run = await report(2);
    expect([stagesOf(run), problemsOf(run).map(([code]) => code)]).toEqual([
      { 'web/qa': 'promoted', 'web/production': 'refused' },
      ['REJECTED'],
    ]);
  });

  it('by a rule of the environment, that is told from a rejection', async () => {
    shows({ conclusion: 'failure' });
    const run = await report();
    expect([stagesOf(run)['web/production'], problemsOf(run).map(([code]) => code)]).toEqual([
      'refused',
      ['NOT_LET_IN'],
    ]);
  });
});

describe('when a job left nothing for another reason', () => {
  it('the login before Hoist failed, the report names the step', async () => {
    shows({
      conclusion: 'failure',
      environment: 'production',
      steps: { 'Set up job': 'success', 'Run docker/login-action': 'failure' },
    });
    review('approved');
    const run = await report();
    expect(stagesOf(run)).toEqual({ 'web/qa': 'promoted', 'web/production': 'failed' });
    expect(problemsOf(run)).toEqual([
      ['JOB_FAILED', expect.stringContaining('in its step "Run docker/login-action"')],
    ]);
  });

  it('the run was cancelled while it waited, the report says that nothing began', async () => {
    shows({ conclusion: 'cancelled' });
    const run = await report();
    expect(problemsOf(run)).toEqual([['JOB_CANCELLED', expect.stringContaining('before it began')]]);
    expect(outputsOf(run)['outcome']).toBe('failed');
  });

  it('and GitHub may not be asked, the report does without and says what it lacks', async () => {
    shows({ conclusion: 'failure' });
    bed.repository.permissions = new Set(['metadata', 'contents']);
    const run = await report();
    expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/qa': 'promoted', 'web/production': 'waiting' }]);
    expect(run.annotations).toMatchObject([
      { level: 'notice', message: expect.stringContaining('"actions: read"') },
      { level: 'notice', message: expect.stringContaining('"actions: read"') },
    ]);
  });

  it('every job left its result, GitHub is not asked', async () => {
    bed.repository.environments.job({ checkRun: 901, suite: 7, environment: 'production' });
    review('approved');
    expect((await job('production')).exitCode).toBe(0);
    const before = bed.github.requests.length;
    expect(stagesOf(await report())).toEqual({ 'web/qa': 'promoted', 'web/production': 'promoted' });
    expect(bed.github.requests.slice(before)).toEqual([]);
  });
});
