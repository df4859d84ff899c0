import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi } from '../../src/github/api.ts';
import { gitHubForge } from '../../src/github/forge.ts';
import type { CommitPlace, Forge } from '../../src/ports/forge.ts';
import type { FakePermission, FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { fixedClock } from './fixed-clock.ts';

const commit = 'a'.repeat(40);
const head = 'b'.repeat(40);
const at: CommitPlace = { repository: 'acme/web', commit };
const actions = { slug: 'github-actions', id: 15_368 };

let github: FakeGitHub;
let web: FakeRepository;
let forge: Forge;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web', 'main');
  const { signal } = new AbortController();
  const api = gitHubApi({ token: github.token, baseUrl: github.url, clock: fixedClock(), signal });
  forge = gitHubForge(api, {
    repository: 'acme/web',
    server: 'https://github.com',
    web: () => Promise.reject(new Error('not here')),
    signal,
  });
});
afterEach(() => github.close());

function run(id: number, name: string, more: object = {}): object {
  return {
    id,
    name,
    status: 'completed',
    conclusion: 'success',
    app: actions,
    check_suite: { id: 7 },
    ...more,
  };
}

describe('when the checks of a commit are asked for', () => {
  it('every page is read, and jobs of GitHub Actions have their workflow', async () => {
    web.known.set(commit, {
      checkRuns: Array.from({ length: 201 }, (_, index) => run(index + 1, `job-${index}`)),
      workflowRuns: [{ check_suite_id: 7, path: '.github/workflows/ci.yml@refs/heads/main' }],
    });
    const checks = await forge.checkRuns(at);
    expect(checks).toHaveLength(201);
    expect(checks[200]).toEqual({
      name: 'job-200',
      app: actions,
      status: 'completed',
      conclusion: 'success',
      workflow: '.github/workflows/ci.yml',
    });
    expect(github.requests.filter((request) => request.includes('check-runs'))).toHaveLength(3);
  });

  it('the newest of a name counts, for each app and workflow by itself', async () => {
    web.known.set(commit, {
      checkRuns: [
        run(1, 'build', { conclusion: 'failure' }),
        run(9, 'build', { conclusion: null, status: 'in_progress' }),
        run(5, 'build'),
        run(20, 'build', { check_suite: { id: 8 } }),
        run(21, 'build', { app: { slug: 'other', id: 3 }, check_suite: null }),
        run(22, 'build', { app: null }),
      ],
      workflowRuns: [
        { check_suite_id: 7, path: '.github/workflows/ci.yml' },
        { check_suite_id: 8, path: '.github/workflows/evil.yml' },
      ],
    });
    const checks = await forge.checkRuns(at);
    expect(
      checks.map(({ app, workflow, status, conclusion }) => [app.slug, workflow, status, conclusion]),
    ).toEqual([
      ['github-actions', '.github/workflows/ci.yml', 'in_progress', undefined],
      ['github-actions', '.github/workflows/evil.yml', 'completed', 'success'],
      ['other', undefined, 'completed', 'success'],
      ['', undefined, 'completed', 'success'],
    ]);
  });

  it('workflows are not asked for where no check is of GitHub Actions', async () => {
    web.known.set(commit, { checkRuns: [run(1, 'ci', { app: { slug: 'buildkite', id: 2 } })] });
    await forge.checkRuns(at);
    expect(github.requests.some((request) => request.includes('/actions/runs'))).toBe(false);
  });
});

describe('when something of a commit may not be seen', () => {
  const questions: readonly (readonly [FakePermission, string, (forge: Forge) => Promise<unknown>])[] = [
    ['checks', 'checks: read', (one) => one.checkRuns(at)],
    ['actions', 'actions: read', (one) => one.checkRuns(at)],
    ['statuses', 'statuses: read', (one) => one.statuses(at)],
    ['contents', 'contents: read', (one) => one.contains(at, 'main')],
    ['pull_requests', 'pull-requests: read', (one) => one.pullOf(at)],
    ['attestations', 'attestations: read', (one) => one.attestations(`sha256:${'0'.repeat(64)}` as never)],
  ];

  it.each(questions)('because %s is missing, the error says to add "%s"', async (permission, needed, ask) => {
    web.known.set(commit, { checkRuns: [run(1, 'build')], statuses: [], pulls: [] });
    web.permissions = new Set([...web.permissions].filter((one) => one !== permission));
    await expect(ask(forge)).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      hint: expect.stringContaining(needed),
    });
  });

  it.each(questions.filter(([permission]) => permission !== 'attestations' && permission !== 'actions'))(
    'or the commit is not there (%s), that is an error and never "none"',
    async (_, __, ask) => {
      web.refs.set('heads/main', head);
      await expect(ask(forge)).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' });
    },
  );

  it.each(
    questions.map(([permission, , ask]) => [permission, ask] as const).filter(([one]) => one !== 'actions'),
  )('or the answer is something else (%s), it is an error', async (permission, ask) => {
    web.refs.set('heads/main', head);
    const path = {
      checks: '/check-runs',
      statuses: '/status',
      contents: '/compare',
      pull_requests: '/pulls',
      attestations: '/attestations',
    }[permission as string];
    github.fault({ path: path ?? '', status: 200, body: { hello: [] } });
    await expect(ask(forge)).rejects.toMatchObject({ code: 'GITHUB_ANSWER' });
  });

  it('a later page is gone, the list is not taken for complete', async () => {
    web.known.set(commit, {
      statuses: Array.from({ length: 150 }, () => ({ context: 'ci', state: 'success' })),
    });
    github.fault({
      path: '/status',
      status: 200,
      headers: { link: '<https://x.example/?page=2>; rel="next"' },
      body: { statuses: [] },
    });
    expect(await forge.statuses(at)).toHaveLength(50);
    github.fault({
      path: '/status',
      status: 200,
      headers: { link: '<https://x.example/?page=9>; rel="next"' },
      body: { statuses: [] },
    });
    github.fault({ path: '/status', status: 404, body: {} });
    await expect(forge.statuses(at)).rejects.toMatchObject({ code: 'GITHUB_ANSWER' });
  });

  it('a list has no end, it is given up after twenty pages (A17)', async () => {
    web.known.set(commit, {
      statuses: Array.from({ length: 2_101 }, () => ({ context: 'ci', state: 'success' })),
    });
    await expect(forge.statuses(at)).rejects.toMatchObject({ code: 'GITHUB_TOO_MANY' });
    expect(github.requests).toHaveLength(20);
  });
});

describe('when statuses are asked for', () => {
  it('they come as GitHub combines them', async () => {
    web.known.set(commit, {
      statuses: [
        { context: 'ci/x', state: 'success' },
        { context: 'ci/y', state: 'pending', creator: { login: 'bot' } },
      ],
    });
    expect(await forge.statuses(at)).toEqual([
      { context: 'ci/x', state: 'success' },
      { context: 'ci/y', state: 'pending', creator: 'bot' },
    ]);
  });
});

describe('when it is asked whether a branch has a commit', () => {
  it.each([
    ['behind', true],
    ['identical', true],
    ['ahead', false],
    ['diverged', false],
  ])('%s means %s', async (status, holds) => {
    web.refs.set('heads/release/1', head);
    web.known.set(commit, { compared: { [head]: status } });
    expect(await forge.contains(at, 'release/1')).toBe(holds);
  });

  it('its head is the commit, nothing is compared', async () => {
    web.refs.set('heads/main', commit);
    expect(await forge.contains(at, 'main')).toBe(true);
    expect(github.requests).toHaveLength(1);
  });

  it('a tag of that name is not followed', async () => {
    web.refs.set('tags/main', commit);
    await expect(forge.contains(at, 'main')).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' });
  });
});

describe('when the tags of a commit are asked for', () => {
  it('annotated ones are followed, and all pages are read', async () => {
    web.tags.push(
      ...Array.from({ length: 150 }, (_, index) => ({ name: `v${index}`, commit: head })),
      { name: 'light', commit },
      { name: 'annotated', commit, by: ['c'.repeat(40)] },
      { name: 'twice', commit, by: ['c'.repeat(40), 'd'.repeat(40)] },
    );
    expect(await forge.tagsAt(at)).toEqual(['light', 'annotated', 'twice']);
    expect(github.requests).toEqual(['POST /graphql', 'POST /graphql']);
  });

  it('and the repository is not to be seen, that is an error', async () => {
    await expect(forge.tagsAt({ ...at, repository: 'acme/other' })).rejects.toMatchObject({
      code: 'GITHUB_ANSWER',
      message: expect.stringContaining('Could not resolve to a Repository'),
    });
  });

  it('and GraphQL limits the rate, it waits and asks again', async () => {
    github.fault({ path: '/graphql', status: 200, body: { errors: [{ type: 'RATE_LIMITED' }] } });
    expect(await forge.tagsAt(at)).toEqual([]);
  });

  it.each([{}, { data: null }, { data: { repository: { refs: null } } }, []])(
    'and the answer is %j, it is an error',
    async (body) => {
      github.fault({ path: '/graphql', status: 200, body });
      await expect(forge.tagsAt(at)).rejects.toThrow(/tags/);
    },
  );
});

describe('when the pull request of a commit is asked for', () => {
  const into = { ref: 'main', repo: { default_branch: 'main' } };
  const pull = (number: number, more: object = {}): object => ({
    number,
    user: { login: 'ada' },
    merged_at: `2026-01-0${number}T00:00:00Z`,
    merge_commit_sha: head,
    base: into,
    ...more,
  });
  const review = (login: string | null, state: string): object => ({
    state,
    user: login === null ? null : { login },
  });

  it('the last word of each reviewer counts, without the author', async () => {
    web.known.set(commit, { pulls: [pull(1)] });
    web.reviews.set(1, [
      review('ada', 'APPROVED'),
      review('bob', 'CHANGES_REQUESTED'),
      review('bob', 'APPROVED'),
      review('bob', 'COMMENTED'),
      review('cleo', 'APPROVED'),
      review('cleo', 'CHANGES_REQUESTED'),
      review('dan', 'APPROVED'),
      review('dan', 'DISMISSED'),
      review('eve', 'COMMENTED'),
      review('fay', 'PENDING'),
      review(null, 'APPROVED'),
    ]);
    expect(await forge.pullOf(at)).toEqual({ number: 1, author: 'ada', approvers: ['bob'] });
  });

  it('the one that made the commit is taken, else the first that was merged to the default branch', async () => {
    for (const number of [1, 2, 3, 4]) web.reviews.set(number, []);
    const others = [
      pull(1, { base: { ...into, ref: 'develop' } }),
      pull(4),
      pull(3),
      pull(2, { merged_at: null }),
    ];
    web.known.set(commit, { pulls: others });
    expect(await forge.pullOf(at)).toMatchObject({ number: 3 });
    web.known.set(commit, { pulls: [...others.slice(0, 1), pull(3), pull(4, { merge_commit_sha: commit })] });
    expect(await forge.pullOf(at)).toMatchObject({ number: 4 });
  });

  it('none brought it, that is an answer', async () => {
    web.known.set(commit, { pulls: [pull(1, { merged_at: null })] });
    expect(await forge.pullOf(at)).toBeUndefined();
  });
});

describe('when a line is blamed', () => {
  it('the answer is who last wrote it at that commit', async () => {
    web.blames.set(`${head}:.github/hoist.yml`, [
      { from: 1, to: 4, commit, author: 'ada' },
      { from: 5, to: 5, commit: head, author: null },
    ]);
    expect(await forge.blame('.github/hoist.yml', head, 4)).toEqual({ commit, author: 'ada' });
    expect(await forge.blame('.github/hoist.yml', head, 5)).toEqual({ commit: head });
    expect(await forge.blame('.github/hoist.yml', head, 6)).toBeUndefined();
    await expect(forge.blame('other.yml', head, 1)).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' });
  });
});
