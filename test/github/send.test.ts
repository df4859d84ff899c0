import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi, type GitHubApi } from '../../src/github/api.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { fixedClock } from './fixed-clock.ts';

const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const comment = { owner: 'acme', repo: 'web', issue_number: 7, body: 'hello' };

let github: FakeGitHub;
let web: FakeRepository;
let clock: ReturnType<typeof fixedClock>;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
  web.pulls.open(7);
  clock = fixedClock();
});
afterEach(() => github.close());

function api(url = github.url, signal = new AbortController().signal): GitHubApi {
  return gitHubApi({ token: github.token, baseUrl: url, clock, signal });
}

const written = (): number => web.pulls.comments.get(7)?.length ?? 0;

describe('when something is written through the API', () => {
  it('gives the answer', async () => {
    expect(await api().send(route, comment)).toMatchObject({ became: 'done', body: { body: 'hello' } });
  });

  it.each([
    ['429', 429, { 'retry-after': '20' }, 20_000],
    ['403 with a reset', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767323075' }, 30_000],
    ['429 with nonsense', 429, { 'retry-after': '1e300' }, 60_000],
    ['429 with nothing', 429, { 'retry-after': '' }, 60_000],
  ])('and the rate is limited by %s, it waits and writes once', async (_, status, headers, wait) => {
    github.fault({ path: '/comments', status, headers, body: { message: 'rate limit' } });
    expect(await api().send(route, comment)).toMatchObject({ became: 'done' });
    expect([clock.slept, written()]).toEqual([[wait], 1]);
  });

  it('and there is no connection, it tries again and then says so', async () => {
    const gone = await startFakeGitHub();
    await gone.close();
    await expect(api(gone.url).send(route, comment)).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE' });
    expect(clock.slept).toEqual([1000, 2000, 4000]);
  });

  it.each([
    ['the connection broke before it', { hangUp: true }, 0],
    ['the connection broke after it', { loseAnswer: true }, 1],
    ['the server stumbled', { status: 502, body: '<html>' }, 0],
  ] as const)('and %s, it is unknown and not sent again', async (_, fault, there) => {
    github.fault({ path: '/comments', ...fault });
    expect(await api().send(route, comment)).toMatchObject({ became: 'unknown' });
    expect([github.requests.length, written()]).toEqual([1, there]);
  });

  it.each([
    [403, 'GITHUB_FORBIDDEN'],
    [401, 'GITHUB_UNAUTHORIZED'],
    [404, 'GITHUB_ANSWER'],
    [422, 'GITHUB_ANSWER'],
  ])('and GitHub says %i, it was not done', async (status, code) => {
    github.fault({ path: '/comments', status, body: { message: 'no' } });
    await expect(api().send(route, comment)).rejects.toMatchObject({ code });
    expect(clock.slept).toEqual([]);
  });

  it('and the run was cancelled, nothing is sent', async () => {
    const stop = AbortSignal.abort(new Error('cancelled by hand'));
    await expect(api(github.url, stop).send(route, comment)).rejects.toThrow('cancelled by hand');
    expect(github.requests).toEqual([]);
  });
});
