import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import {
  errorTitles,
  notSigned,
  nothingHappened,
  outputsOf,
  startActionBed,
  type ActionBed,
} from './action-bed.ts';

let bed: ActionBed;

beforeEach(async () => {
  bed = await startActionBed();
  bed.config(
    'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web }] } }\n',
  );
  addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
});
afterEach(() => bed.close());

describe('when an earlier step has changed the environment (A50)', () => {
  it('certificate checks that were switched off end the run before anything is asked', async () => {
    const run = await bed.run({ inputs: { image: '1.0.0' }, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['TLS_NOT_VERIFIED']]);
    expect(outputsOf(run)).toEqual({ ...nothingHappened, outcome: 'failed' });
    expect([bed.github.requests, bed.dev.requests, bed.prod.requests]).toEqual([[], [], []]);
  });

  it('a proxy, another CA and a log of TLS keys are said aloud, without the password in them', async () => {
    const run = await bed.run({
      inputs: { image: '1.0.0' },
      env: {
        HTTPS_PROXY: 'http://build:proxy-canary@proxy.example.com:3128',
        NODE_EXTRA_CA_CERTS: `${bed.docker}/none.pem`,
        SSLKEYLOGFILE: '/tmp/keys',
      },
    });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
    const notices = run.annotations.filter(({ level }) => level === 'notice').map(({ message }) => message);
    expect(notices).toEqual([
      expect.stringContaining('HTTPS_PROXY'),
      expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      expect.stringContaining('SSLKEYLOGFILE'),
      notSigned.message,
    ]);
    expect(run.stdout + run.stderr + run.summary).not.toContain('proxy-canary');
  });

  it('a Docker config in the workspace is not obeyed (A29)', async () => {
    const run = await bed.run({
      inputs: { image: '1.0.0' },
      workspace: { '.docker/config.json': '{"credsStore":"evil"}' },
      env: { DOCKER_CONFIG: '.docker' },
    });
    expect([run.exitCode, errorTitles(run)[0]]).toEqual([2, 'DOCKER_CONFIG_IN_WORKSPACE']);
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it.each(['GITHUB_EVENT_NAME', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'])(
    'without %s, it is no job',
    async (name) => {
      const run = await bed.run({ inputs: { image: '1.0.0' }, env: { [name]: undefined } });
      expect([run.exitCode, errorTitles(run)]).toEqual([2, ['NOT_IN_ACTIONS']]);
    },
  );

  it('without a summary’s file, it does the rest', async () => {
    const run = await bed.run({ inputs: { image: '1.0.0' }, env: { GITHUB_STEP_SUMMARY: undefined } });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
  });

  it.each([
    ['GITHUB_STEP_SUMMARY', 'notice', 'the job summary is left out'],
    ['RUNNER_TEMP', 'warning', 'the document of the result is not kept'],
  ])('where %s cannot be written, the promotion is told as what it is', async (name, level, message) => {
    const run = await bed.run({ inputs: { image: '1.0.0' }, env: { [name]: '/etc/passwd/none' } });
    expect(run.exitCode).toBe(0);
    expect(outputsOf(run)).toMatchObject({ outcome: 'promoted', stages: '{"web/qa":"promoted"}' });
    expect(outputsOf(run)['record-id']).not.toBe('');
    const said = run.annotations.map((each) => `${each.level} ${each.message}`);
    expect(said).toContainEqual(expect.stringContaining(`${level} ${message}`));
  });

  it('where GITHUB_OUTPUT cannot be written, nothing is begun', async () => {
    const run = await bed.run({ inputs: { image: '1.0.0' }, env: { GITHUB_OUTPUT: '/etc/passwd/none' } });
    expect([run.exitCode, run.stderr, errorTitles(run)]).toEqual([2, '', ['OUTPUTS_UNWRITABLE']]);
    expect(bed.writes(bed.prod)).toEqual([]);
  });
});
