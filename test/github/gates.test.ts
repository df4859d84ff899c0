import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi } from '../../src/github/api.ts';
import { gitHubGates } from '../../src/github/gates.ts';
import { jobClaims } from '../../src/github/id-token.ts';
import { createBearerGet } from '../../src/http/bearer.ts';
import type { Gates } from '../../src/ports/gates.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { testWorld } from '../promotion/world.ts';
import { fixedClock } from './fixed-clock.ts';

const claims = { repository: 'acme/web', run_id: '42', run_attempt: '1', check_run_id: '9' };
const suite = 77;

let github: FakeGitHub;
let web: FakeRepository;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
  web.run({ id: 42, event: 'push', branch: 'main', suite });
});
afterEach(() => github.close());

/** Of a job whose workflow has `id-token: write` where the test gave claims, and with what the input says. */
function gates(options: { readonly input?: number; readonly attempt?: number } = {}): Gates {
  const { input, attempt = 1 } = options;
  const clock = fixedClock();
  const { signal } = new AbortController();
  const secret = (): void => undefined;
  const env =
    github.idTokens.claims === undefined
      ? {}
      : {
          ACTIONS_ID_TOKEN_REQUEST_URL: github.idTokenUrl,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.idTokens.requestToken,
        };
  const ask = createBearerGet({ clock, userAgent: 'hoist/test', secret });
  return gitHubGates({
    api: gitHubApi({ token: github.token, baseUrl: github.url, clock, signal }),
    repository: 'acme/web',
    run: { id: '42', attempt },
    checkRunId: input,
    claims: () => jobClaims({ env, ask, secret }),
    log: testWorld().log,
  });
}

describe('when an environment is asked for', () => {
  it('its rules come as GitHub has them', async () => {
    web.environments.add({
      name: 'Production/EU',
      reviewers: ['ada', 'team:release'],
      preventsSelfReview: true,
      adminsBypass: false,
      waitTimer: 30,
      branches: 'protected',
    });
    expect(await gates().environment('production/eu')).toEqual({
      name: 'Production/EU',
      reviewers: 2,
      preventsSelfReview: true,
      adminsBypass: false,
      waitTimer: 30,
      branches: 'protected',
    });
  });

  it('one without rules protects nothing, and administrators may pass where GitHub does not say', async () => {
    web.environments.add({ name: 'dev' });
    web.environments.add({ name: 'qa', branches: 'listed' });
    const subject = gates();
    expect(await subject.environment('dev')).toEqual({
      name: 'dev',
      reviewers: 0,
      preventsSelfReview: false,
      adminsBypass: true,
      waitTimer: 0,
      branches: 'all',
    });
    expect(await subject.environment('qa')).toMatchObject({ branches: 'listed' });
  });

  it('one that does not exist is no environment', async () => {
    expect(await gates().environment('prodution')).toBeUndefined();
  });

  it('is asked for once', async () => {
    web.environments.add({ name: 'dev' });
    const subject = gates();
    await Promise.all([subject.environment('dev'), subject.environment('Dev')]);
    expect(github.requests).toHaveLength(1);
  });

  it('and GitHub describes none, that is an error and never an environment without rules', async () => {
    github.fault({ path: '/environments/dev', status: 200, body: { name: 'dev', protection_rules: 7 } });
    await expect(gates().environment('dev')).rejects.toMatchObject({
      code: 'GITHUB_ANSWER',
      message: expect.stringContaining('describes no environment'),
    });
  });

  it('and may not be seen, that is an error and never "no environment"', async () => {
    web.permissions = new Set(['metadata']);
    await expect(gates().environment('dev')).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      hint: expect.stringContaining('"actions: read"'),
    });
  });
});

describe('when the job is placed', () => {
  it('the deployment of its check run shows it, found by its ID token', async () => {
    github.idTokens.claims = { ...claims, environment: 'production' };
    const { deployment } = web.environments.job({ checkRun: 9, suite, environment: 'production' });
    expect(await gates().place()).toEqual({
      environment: 'production',
      shownBy: 'check-run',
      deployment: deployment?.id,
    });
  });

  it('or found by the input', async () => {
    const { deployment } = web.environments.job({ checkRun: 9, suite, environment: 'production' });
    expect(await gates({ input: 9 }).place()).toEqual({
      environment: 'production',
      shownBy: 'check-run',
      deployment: deployment?.id,
    });
  });

  it('the ID token shows it where GitHub makes no deployment, and where check runs may not be seen', async () => {
    github.idTokens.claims = { ...claims, environment: 'production' };
    web.environments.job({ checkRun: 9, suite, environment: 'production', withoutDeployment: true });
    const shown = { environment: 'production', shownBy: 'id-token' };
    expect(await gates().place()).toEqual(shown);
    web.permissions = new Set(['metadata']);
    expect(await gates().place()).toEqual(shown);
  });

  it('a job in no environment is said to be in none', async () => {
    web.environments.job({ checkRun: 9, suite });
    expect(await gates({ input: 9 }).place()).toEqual({ shownBy: 'check-run' });
    github.idTokens.claims = claims;
    expect(await gates().place()).toEqual({ shownBy: 'id-token' });
  });

  it('where neither can be asked, nothing is said', async () => {
    expect(await gates().place()).toBeUndefined();
    web.environments.job({ checkRun: 9, suite, environment: 'production' });
    web.permissions = new Set(['metadata']);
    expect(await gates({ input: 9 }).place()).toBeUndefined();
  });

  it('a check run that nothing shows to be of this run places nobody', async () => {
    web.environments.job({ checkRun: 9, suite, environment: 'production' });
    web.permissions = new Set(['metadata', 'checks']);
    expect(await gates({ input: 9 }).place()).toBeUndefined();
  });

  it('a check run that says nothing places nobody', async () => {
    github.fault({ path: '/check-runs/9', status: 200, body: {} });
    expect(await gates({ input: 9 }).place()).toBeUndefined();
  });

  it.each(['/check-runs/9', '/actions/runs/42'])(
    'anything but a missing right at %s is an error, never as if there were nothing',
    async (path) => {
      web.environments.job({ checkRun: 9, suite, environment: 'production' });
      github.fault({ path, status: 401, body: { message: 'Bad credentials' } });
      await expect(gates({ input: 9 }).place()).rejects.toMatchObject({
        code: expect.stringMatching(/^GITHUB_(?!FORBIDDEN)/),
      });
    },
  );

  it.each([
    ['of another run', { suite: 1 }, 'of another run'],
    ['of a job that ended', { status: 'completed' as const }, 'not running'],
    ['of a job that waits', { status: 'waiting' as const }, 'not running'],
  ])('an input that names a check run %s is refused', async (_, over, why) => {
    web.environments.job({ checkRun: 9, suite, environment: 'production', ...over });
    await expect(gates({ input: 9 }).place()).rejects.toMatchObject({
      kind: 'config',
      code: 'JOB_FOREIGN',
      message: expect.stringContaining(why),
    });
  });

  it('the ID token has the word over the input', async () => {
    web.environments.job({ checkRun: 8, suite, environment: 'production' });
    web.environments.job({ checkRun: 9, suite });
    github.idTokens.claims = claims;
    expect(await gates({ input: 8 }).place()).toEqual({ shownBy: 'id-token' });
  });

  it.each([{ repository: 'mallory/web' }, { run_id: '41' }, { run_attempt: '2' }])(
    'an ID token of another run (%j) is refused',
    async (over) => {
      github.idTokens.claims = { ...claims, environment: 'production', ...over };
      await expect(gates().place()).rejects.toMatchObject({ code: 'JOB_FOREIGN' });
    },
  );

  it.each([{ environment: 'staging' }, {}])(
    'an ID token that says another place (%j) than its check run is refused',
    async (over) => {
      web.environments.job({ checkRun: 9, suite, environment: 'production' });
      github.idTokens.claims = { ...claims, ...over };
      await expect(gates().place()).rejects.toMatchObject({
        kind: 'config',
        code: 'JOB_FOREIGN',
        message: expect.stringContaining('another environment than its ID token says'),
      });
    },
  );

  it('names of repositories and environments know no case', async () => {
    web.environments.job({ checkRun: 9, suite, environment: 'production' });
    github.idTokens.claims = { ...claims, repository: 'Acme/Web', environment: 'Production' };
    expect(await gates().place()).toMatchObject({ environment: 'production', shownBy: 'check-run' });
  });

  it('the ID token cannot be had and the check run shows no environment, the job is in none', async () => {
    github.idTokens.claims = claims;
    web.environments.job({ checkRun: 9, suite });
    github.fault({ path: '/runner/idtoken', status: 403, body: {} });
    expect(await gates({ input: 9 }).place()).toEqual({ shownBy: 'check-run' });
  });

  it('the ID token cannot be had, the check run decides; without one it is an error', async () => {
    github.idTokens.claims = claims;
    const fault = { path: '/runner/idtoken', status: 403, body: {} };
    github.fault(fault);
    await expect(gates().place()).rejects.toMatchObject({ code: 'ID_TOKEN_UNREACHABLE' });
    web.environments.job({ checkRun: 9, suite, environment: 'production' });
    github.fault(fault);
    expect(await gates({ input: 9 }).place()).toMatchObject({ environment: 'production' });
  });

  it('is asked once', async () => {
    web.environments.job({ checkRun: 9, suite, environment: 'production' });
    const subject = gates({ input: 9 });
    await Promise.all([subject.place(), subject.place()]);
    expect(github.requests).toHaveLength(2);
  });
});

describe('when reviews are asked for', () => {
  beforeEach(() => {
    web.environments.job({ checkRun: 9, suite, environment: 'production' });
  });

  it('those for the environment come, in GitHub’s order, and none that is pending', async () => {
    web.environments.approve(42, { environments: ['staging'], user: 'cleo' });
    web.environments.approve(42, { environments: ['staging', 'Production'], user: 'ada', comment: 'go' });
    web.environments.approve(42, { environments: ['production'], user: 'bob', state: 'rejected' });
    web.environments.approve(42, { environments: ['production'], user: 'dan', state: 'pending' });
    web.environments.approve(41, { environments: ['production'], user: 'eve' });
    expect(await gates({ input: 9 }).reviews('production')).toEqual({
      given: [
        { user: 'ada', state: 'approved', comment: 'go' },
        { user: 'bob', state: 'rejected', comment: '' },
      ],
      attribution: 'job',
    });
  });

  it('they are of the job where other jobs of the run were elsewhere', async () => {
    web.environments.job({ checkRun: 10, suite, environment: 'staging' });
    web.environments.job({ checkRun: 11, suite, status: 'completed' });
    web.environments.job({ checkRun: 12, suite: 1, environment: 'production' });
    expect((await gates({ input: 9 }).reviews('production')).attribution).toBe('job');
  });

  it('they are of the run where another job was in the environment', async () => {
    web.environments.job({ checkRun: 10, suite, environment: 'Production', status: 'completed' });
    expect((await gates({ input: 9 }).reviews('production')).attribution).toBe('run');
  });

  it('they are of the run after a re-run: they may be of an earlier attempt', async () => {
    expect((await gates({ input: 9, attempt: 2 }).reviews('production')).attribution).toBe('run');
  });

  it('they are of the run where jobs may be in environments without a deployment', async () => {
    github.idTokens.claims = { ...claims, check_run_id: '20', environment: 'production' };
    web.environments.job({ checkRun: 20, suite, environment: 'production', withoutDeployment: true });
    expect((await gates().reviews('production')).attribution).toBe('run');
  });

  it('they are of the run where any other job ran, as none shows its environment then', async () => {
    github.idTokens.claims = { ...claims, check_run_id: '20', environment: 'production' };
    web.environments.job({ checkRun: 20, suite: 5, environment: 'production', withoutDeployment: true });
    web.environments.job({ checkRun: 21, suite: 5, status: 'completed' });
    expect((await gates().reviews('production')).attribution).toBe('run');
  });

  it('they are of the job that is the only one', async () => {
    github.idTokens.claims = { ...claims, check_run_id: '20', environment: 'production' };
    web.environments.job({ checkRun: 20, suite: 5, environment: 'production', withoutDeployment: true });
    expect((await gates().reviews('production')).attribution).toBe('job');
  });

  it('they are of the run where it cannot be told', async () => {
    web.permissions = new Set(['metadata', 'actions']);
    expect((await gates({ input: 9 }).reviews('production')).attribution).toBe('run');
    expect((await gates().reviews('production')).attribution).toBe('run');
  });

  it('they are of the run where the other jobs may not be seen, or are more than are read', async () => {
    github.fault({ path: '/check-suites/77/check-runs', status: 403, body: { message: 'no' } });
    expect((await gates({ input: 9 }).reviews('production')).attribution).toBe('run');
    for (let id = 1000; id < 3001; id += 1) web.environments.job({ checkRun: id, suite });
    expect((await gates({ input: 9 }).reviews('production')).attribution).toBe('run');
  });

  it('and GitHub cannot say who the other jobs are, that is an error', async () => {
    github.fault({ path: '/check-suites/77/check-runs', status: 200, body: { check_runs: [{}] } });
    await expect(gates({ input: 9 }).reviews('production')).rejects.toMatchObject({
      code: 'GITHUB_ANSWER',
      message: expect.stringContaining('lists no check runs'),
    });
    github.fault({ path: '/check-suites/77/check-runs', status: 404, body: {} });
    expect((await gates({ input: 9 }).reviews('production')).attribution).toBe('run');
  });

  it('they are of the run where the check run of the job names no suite', async () => {
    github.fault({
      path: '/check-runs/9',
      status: 200,
      body: { id: 9, status: 'in_progress', check_suite: null, deployment: null },
    });
    github.idTokens.claims = { ...claims, environment: 'production' };
    expect((await gates().reviews('production')).attribution).toBe('run');
  });

  it('each environment is asked for once, by whatever case', async () => {
    const subject = gates({ input: 9 });
    const both = await Promise.all([subject.reviews('production'), subject.reviews('Production')]);
    expect(both[0]).toBe(both[1]);
    await subject.reviews('staging');
    expect(github.requests.filter((line) => line.includes('/approvals'))).toHaveLength(2);
  });

  it('and may not be seen, that is an error', async () => {
    web.permissions = new Set(['metadata', 'checks']);
    await expect(gates({ input: 9 }).reviews('production')).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
    });
  });
});
