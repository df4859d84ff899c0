import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSha256 } from '../../src/domain/journal-entry.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { stateOf } from '../fakes/github/deployments.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { runCommit, type ActionRun } from '../fakes/runner/runner.ts';
import { notSigned, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
let image: Sample;

beforeEach(async () => {
  bed = await startActionBed();
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
});
afterEach(() => bed.close());

function promote(tag = '1.0.0'): Promise<ActionRun> {
  return bed.run({ inputs: { image: tag } });
}

describe('when the Action promotes', () => {
  it('each stage is a deployment of the run’s commit, which tells what became of the tags', async () => {
    const run = await promote();
    expect(stagesOf(run)).toMatchObject({ 'web/qa': 'promoted', 'web/staging': 'promoted' });
    const { records } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
    const { all } = bed.repository.deployments;
    expect(all.map(({ environment, ref, task }) => [environment, ref, task])).toEqual([
      ['web/qa', runCommit, 'promote'],
      ['web/staging', runCommit, 'promote'],
    ]);
    for (const [at, record] of records.entries()) {
      const sha = recordSha256(record).slice(0, 12);
      const count = at === 0 ? '1/1' : '2/2';
      expect(all[at]?.payload).toMatchObject({ id: record.id, intent: { stage: record.intent.stage } });
      expect(all[at]?.statuses.at(-1)).toMatchObject({
        state: 'success',
        description: `promoted ${count} ${sha}`,
      });
    }
    expect(all[0]?.statuses[1]?.description).toBe(
      bed.named(`DEV/qa/web:1.0.0 → sha256:${image.root.slice(7, 19)}`),
    );
    expect([run.left.has('hoist/journal.jsonl'), run.annotations]).toEqual([false, [notSigned]]);
  });

  it('the next run finds what was promoted, and takes the place of the image before', async () => {
    await promote();
    expect(stagesOf(await promote())).toMatchObject({ 'web/qa': 'unchanged', 'web/staging': 'unchanged' });
    expect(bed.repository.deployments.all).toHaveLength(2);
    addSample(bed.dev.store, 'dev/web', { tags: ['1.1.0'], layerBytes: 1234 });
    await promote('1.1.0');
    expect(bed.repository.deployments.all.map(stateOf)).toEqual([
      'inactive',
      'inactive',
      'success',
      'success',
    ]);
  });

  it('a hundred tags, GitHub is not asked for more than it takes, and the outcome is its last word', async () => {
    const tags = Array.from({ length: 100 }, (_, at) => `{ name: 'v${at}', move: any }`);
    bed.config(
      `version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web, tag: [${tags.join(', ')}] }] } }\n`,
    );
    const limited = bed.github.limitWrites(80, 600);
    const run = await promote();
    expect([run.exitCode, stagesOf(run), limited()]).toEqual([0, { 'web/qa': 'promoted' }, 0]);
    const [made] = bed.repository.deployments.all;
    expect(made?.statuses.length).toBeLessThan(20);
    expect(made?.statuses.at(-1)).toMatchObject({
      state: 'success',
      description: expect.stringMatching(/^promoted 100\/100 [0-9a-f]{12}$/),
    });
  });

  it('GitHub asks for a pause in between, the run takes it', async () => {
    const limited = bed.github.limitWrites(3, 1);
    const run = await promote();
    expect([run.exitCode, limited()]).toEqual([0, 2]);
    expect(bed.repository.deployments.all.map(stateOf)).toEqual(['success', 'success']);
  });

  it('the answer that a deployment was made is lost, it is there once', async () => {
    bed.github.fault({ path: '/deployments', method: 'POST', loseAnswer: true });
    expect((await promote()).exitCode).toBe(0);
    expect(bed.repository.deployments.all.map(stateOf)).toEqual(['success', 'success']);
  });

  it('GitHub does not take the record, the step fails and says what moved', async () => {
    bed.github.fault({
      path: '/deployments',
      method: 'POST',
      status: 422,
      body: { message: 'Validation Failed' },
    });
    const run = await promote();
    expect(run.exitCode).toBeGreaterThan(0);
    expect(bed.dev.store.tagged('qa/web', '1.0.0')).toBeUndefined();
  });

  it('and the config wants no deployments, none is made', async () => {
    bed.config(
      'version: 1\nrecord: { deployments: false }\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web }] } }\n',
    );
    const run = await promote();
    expect([run.exitCode, bed.repository.deployments.all]).toEqual([0, []]);
    expect(run.left.get('hoist/journal.jsonl')).toContain('"outcome":"promoted"');
  });

  it('in a job that GitHub made a deployment for, that one gets a link, and no token is shown', async () => {
    const { github, repository } = bed;
    repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7 });
    const { deployment: own } = repository.environments.job({ checkRun: 9, suite: 7, environment: 'qa' });
    github.idTokens.claims = {
      repository: 'acme/web',
      run_id: '4242',
      run_attempt: '1',
      check_run_id: '9',
      environment: 'qa',
    };
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: github.idTokenUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.idTokens.requestToken,
    };
    const run = await bed.run({ inputs: { image: '1.0.0' }, env });
    expect(run.exitCode).toBe(0);
    expect(own?.payload).toEqual({});
    expect(own?.statuses.map(({ description }) => description)).toEqual([
      '',
      'Hoist promotes web/qa',
      'Hoist promotes web/staging',
    ]);
    const shown = run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.stderr + run.summary;
    expect(run.stdout).toContain(`::add-mask::${github.idTokens.requestToken}`);
    expect(shown).not.toMatch(/runner-request-token|eyJ/);
  });

  it('a job that was approved once cannot lend its place by the input', async () => {
    bed.repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7 });
    const { deployment: other } = bed.repository.environments.job({
      checkRun: 9,
      suite: 6,
      environment: 'qa',
    });
    const run = await bed.run({ inputs: { image: '1.0.0', 'job-check-run-id': '9' } });
    expect(run.exitCode).toBe(0);
    expect(other?.statuses).toHaveLength(1);
  });
});
