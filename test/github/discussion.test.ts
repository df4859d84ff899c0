import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi } from '../../src/github/api.ts';
import { gitHubDiscussion } from '../../src/github/discussion.ts';
import type { Discussion } from '../../src/ports/discussion.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { fixedClock } from './fixed-clock.ts';

const marker = '<!-- hoist:plan -->';
const body = `${marker}\nThe plan`;
const commit = 'a'.repeat(40);

let github: FakeGitHub;
let web: FakeRepository;
let discussion: Discussion;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
  const clock = fixedClock();
  const { signal } = new AbortController();
  const api = gitHubApi({ token: github.token, baseUrl: github.url, clock, signal });
  discussion = gitHubDiscussion(api, { repository: 'acme/web', clock });
});
afterEach(() => github.close());

const bodies = (): readonly string[] => (web.pulls.comments.get(7) ?? []).map((comment) => comment.body);
const writes = (): readonly string[] => github.requests.filter((one) => /^(?:POST \/repos|PATCH)/.test(one));

describe('when the pull requests of a commit are asked for', () => {
  const place = (number: number, from: string): object => ({
    number,
    head: { repo: { full_name: from } },
    base: { repo: { full_name: 'acme/web' } },
  });

  it('they come newest first, and those of forks are told', async () => {
    web.known.set(commit, { pulls: [place(3, 'acme/web'), place(12, 'mallory/web'), place(5, 'acme/web')] });
    expect(await discussion.pullsOf(commit)).toEqual([
      { number: 12, isFromFork: true },
      { number: 5, isFromFork: false },
      { number: 3, isFromFork: false },
    ]);
  });

  it('one whose fork was deleted is of a fork, although GitHub’s description knows no such thing', async () => {
    const base = { repo: { full_name: 'acme/web' } };
    github.fault({ path: '/pulls', status: 200, body: [{ number: 5, head: { repo: null }, base }] });
    expect(await discussion.pullsOf(commit)).toEqual([{ number: 5, isFromFork: true }]);
  });

  it('and the commit is not there, that is an error', async () => {
    await expect(discussion.pullsOf(commit)).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' });
  });
});

describe('when a comment is written', () => {
  it('is made, and the next one changes it', async () => {
    web.pulls.open(7);
    const url = await discussion.comment(7, { marker, body });
    expect(url).toMatch(/^https:\/\/github\.com\/acme\/web\/pull\/7#issuecomment-\d+$/);
    expect(await discussion.comment(7, { marker, body: `${body} of tomorrow` })).toBe(url);
    expect(bodies()).toEqual([`${body} of tomorrow`]);
  });

  it('one that says the same is not written', async () => {
    web.pulls.open(7, [{ author: 'github-actions[bot]', body: body.replace('\n', '\r\n') }]);
    await discussion.comment(7, { marker, body: `${body}\n` });
    expect(writes()).toEqual([]);
  });

  it('the marker is put into it where it is missing', async () => {
    web.pulls.open(7);
    await discussion.comment(7, { marker, body: 'The plan' });
    await discussion.comment(7, { marker, body: 'The plan' });
    expect(bodies()).toEqual([body]);
  });

  it.each(['mallory', 'github-actions', 'another-app[bot]'])(
    'one of %s that holds the marker is left alone',
    async (author) => {
      web.pulls.open(7, [{ author, body: `${marker} look here` }]);
      await discussion.comment(7, { marker, body });
      expect(bodies()).toEqual([`${marker} look here`, body]);
    },
  );

  it('one of ours with another marker is left alone', async () => {
    web.pulls.open(7, [{ author: 'github-actions[bot]', body: '<!-- hoist:other --> x' }]);
    await discussion.comment(7, { marker, body });
    expect(bodies()).toEqual(['<!-- hoist:other --> x', body]);
  });

  it('ours is found behind hundreds of others', async () => {
    const others = Array.from({ length: 250 }, () => ({ author: 'ada', body: 'nice' }));
    web.pulls.open(7, [...others, { author: 'github-actions[bot]', body: `${marker} old` }]);
    await discussion.comment(7, { marker, body });
    expect(bodies()).toHaveLength(251);
    expect(bodies().at(-1)).toBe(body);
  });

  it.each(['loseAnswer', 'hangUp'] as const)(
    'and the answer is lost (%s), it is there once',
    async (kind) => {
      web.pulls.open(7);
      const lost = { path: '/comments', method: 'POST' };
      github.fault(kind === 'hangUp' ? { ...lost, hangUp: true } : { ...lost, loseAnswer: true });
      await discussion.comment(7, { marker, body });
      expect(bodies()).toEqual([body]);
    },
  );

  it('and the answer to a change is lost, it is changed', async () => {
    web.pulls.open(7, [{ author: 'github-actions[bot]', body: `${marker} old` }]);
    github.fault({ path: '/comments', method: 'PATCH', hangUp: true });
    await discussion.comment(7, { marker, body });
    expect(bodies()).toEqual([body]);
  });

  it('and the token may not write, that is said', async () => {
    web.pulls.open(7);
    web.readOnly = new Set(['pull_requests']);
    await expect(discussion.comment(7, { marker, body })).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      hint: expect.stringContaining('"pull-requests: write"'),
    });
  });

  it('and there is no such pull request, that is said', async () => {
    await expect(discussion.comment(8, { marker, body })).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' });
  });
});
