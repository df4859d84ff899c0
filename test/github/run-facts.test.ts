import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi } from '../../src/github/api.ts';
import { runFactsOf } from '../../src/github/run-facts.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { fixedClock } from './fixed-clock.ts';

let github: FakeGitHub;
let web: FakeRepository;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
  web.run({ id: 42, event: 'push', branch: 'main', suite: 7 });
});
afterEach(() => github.close());

function ask(id = '42') {
  const { signal } = new AbortController();
  const api = gitHubApi({ token: github.token, baseUrl: github.url, clock: fixedClock(), signal });
  return runFactsOf(api, { repository: 'acme/web', id, attempt: 2 });
}

describe('when a report asks what GitHub knows of its run', () => {
  it('every job comes with how it ended and whether it began, from all pages', async () => {
    for (let at = 1; at <= 120; at += 1) {
      web.environments.job({ checkRun: at, suite: 7, name: `job ${at}`, conclusion: 'skipped' });
    }
    web.environments.job({
      checkRun: 121,
      suite: 7,
      name: 'promote / production',
      conclusion: 'failure',
      steps: { 'Set up job': 'success', 'Log in': 'failure', 'Run Hoist': 'skipped' },
    });
    web.environments.job({ checkRun: 122, suite: 7, name: 'waits', status: 'waiting' });
    web.environments.job({ checkRun: 123, suite: 8, name: 'of another run' });
    const { facts, missed } = await ask();
    expect([facts.attempt, facts.jobs?.length, missed]).toEqual([2, 122, []]);
    expect(facts.jobs?.slice(-3)).toEqual([
      { name: 'job 120', begun: false, conclusion: 'skipped' },
      { name: 'promote / production', begun: true, conclusion: 'failure', failedStep: 'Log in' },
      { name: 'waits', begun: false },
    ]);
  });

  it('who approved and rejected comes with their words, whatever the environment', async () => {
    web.environments.approve(42, {
      environments: ['us', 'eu'],
      user: 'eve',
      state: 'rejected',
      comment: 'no',
    });
    web.environments.approve(42, { environments: ['us'], user: 'bob' });
    expect((await ask()).facts.reviews).toEqual([
      { environments: ['us', 'eu'], user: 'eve', state: 'rejected', comment: 'no' },
      { environments: ['us'], user: 'bob', state: 'approved', comment: '' },
    ]);
  });

  it('and it may not see something, that is left out and said', async () => {
    web.permissions = new Set(['metadata']);
    const { facts, missed } = await ask();
    expect([facts, missed.map(({ code }) => code)]).toEqual([
      { attempt: 2 },
      ['GITHUB_FORBIDDEN', 'GITHUB_FORBIDDEN'],
    ]);
  });

  it('and an answer is none of GitHub’s, it is left out and said', async () => {
    github.fault({ path: '/jobs', status: 200, body: { jobs: [{}] } });
    github.fault({ path: '/approvals', status: 404, body: {} });
    const { facts, missed } = await ask();
    expect([facts, missed.map(({ code }) => code)]).toEqual([
      { attempt: 2 },
      expect.arrayContaining(['GITHUB_ANSWER', 'GITHUB_NOT_FOUND']),
    ]);
  });
});
