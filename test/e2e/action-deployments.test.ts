import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSha256 } from '../../src/domain/journal-entry.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { stateOf } from '../fakes/github/deployments.ts';
import type { Fault } from '../fakes/github/server.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { runCommit, type ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, notSigned, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';
import { endsAt, recordAt, recordsOf } from './action-record.ts';

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

  it.each<[string, Fault[], string]>([
    [
      'the intent',
      [{ path: '/deployments', method: 'POST', status: 422, body: { message: 'Validation Failed' } }],
      'failed 0/1',
    ],
    [
      'the intent, nor that it failed',
      Array.from({ length: 2 }, () => ({
        path: '/deployments',
        method: 'POST',
        status: 422,
        body: { message: 'Validation Failed' },
      })),
      '',
    ],
  ])('GitHub does not take %s: no tag moves, and the step fails with the record', async (_, faults, end) => {
    for (const fault of faults) bed.github.fault(fault);
    const run = await promote();
    expect([run.exitCode, errorTitles(run), stagesOf(run)]).toEqual([
      5,
      ['RECORD_NOT_KEPT'],
      { 'web/qa': 'failed' },
    ]);
    expect(run.shown).toContain('no tag has moved');
    expect([bed.dev.store.tagged('qa/web', '1.0.0'), bed.prod.store.repository('us/web')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(endsAt(bed, 'web/qa')).toEqual(end === '' ? [] : [end]);
    const [record] = recordsOf(run);
    expect(record).toMatchObject({
      id: outputsOf(run)['record-id'],
      intent: { pipeline: 'web', stage: 'qa', targets: [{ digest: image.root }] },
      result: { outcome: 'failed', error: { code: 'RECORD_NOT_KEPT' } },
    });
    if (end !== '')
      recordAt(bed, run, { stage: 'qa', outcome: 'failed', moved: '0/1', codes: ['RECORD_NOT_KEPT'] });
    const again = await promote();
    expect(stagesOf(again)).toMatchObject({ 'web/qa': 'promoted', 'web/staging': 'promoted' });
  });

  it('GitHub does not take how it ended: the tags have moved, the step fails and says which', async () => {
    bed.github.onAsked = ({ line, body }) => {
      if (!line.endsWith('/statuses') || !body.includes('"promoted 1/1')) return;
      const end = { path: '/statuses', method: 'POST', status: 422, body: { message: 'Validation Failed' } };
      bed.github.fault(end);
      bed.github.onAsked = undefined;
    };
    const run = await promote();
    expect([run.exitCode, errorTitles(run), stagesOf(run)]).toEqual([
      5,
      ['RECORD_NOT_KEPT'],
      { 'web/qa': 'failed' },
    ]);
    expect(run.shown).toContain(bed.named('these tags have moved: DEV/qa/web:1.0.0'));
    expect(bed.dev.store.tagged('qa/web', '1.0.0')).toBe(image.root);
    const again = await promote();
    recordAt(bed, again, { stage: 'qa', outcome: 'unchanged', moved: '1/1' });
    expect(endsAt(bed, 'web/qa')).toEqual(['failed 1/1', 'unchanged 1/1']);
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
