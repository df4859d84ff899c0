import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filedQuery } from '../../../src/domain/filing.ts';
import type { JournalGap, JournalQuery } from '../../../src/domain/journal-entry.ts';
import { gitHubApi } from '../../../src/github/api.ts';
import { promotionLists, type ListingLimits } from '../../../src/github/journal/listing.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { nodeOf, type FakeDeployment, type NewDeployment } from '../../fakes/github/deployments.ts';
import type { FakeRepository } from '../../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../../fakes/github/server.ts';
import { readConfigText } from '../../promotion/world.ts';
import { fixedClock } from '../fixed-clock.ts';
import { intended } from './records.ts';

const { pipelines } = await readConfigText(`
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: ghcr.io/acme/qa/web }
      - name: production
        to: ghcr.io/acme/prod/web
        environment: { name: production, rollback: emergency }
  api:
    source: ghcr.io/acme/dev/api
    stages:
      - { name: production, to: ghcr.io/acme/prod/api, environment: production }
`);
const production = filedQuery(pipelines, { pipeline: 'web', stage: 'production' });

let github: FakeGitHub;
let web: FakeRepository;
let clock: ReturnType<typeof fixedClock>;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
  clock = fixedClock();
});
afterEach(() => github.close());

function lists(limits?: ListingLimits): Journal['list'] {
  const signal = new AbortController().signal;
  const api = gitHubApi({ token: github.token, baseUrl: github.url, clock, signal });
  return promotionLists(api, 'acme/web', limits).list;
}

type Read = { readonly ids: readonly string[]; readonly gaps: readonly JournalGap[] };

/** What is listed, or the first `most` of it, and where that ended early. */
async function read(query?: JournalQuery, most = Infinity, list = lists()): Promise<Read> {
  const ids: string[] = [];
  const gaps: JournalGap[] = [];
  for await (const { id } of list(query, (gap) => gaps.push(gap))) {
    ids.push(id);
    if (ids.length === most) break;
  }
  return { ids, gaps };
}

/** A promotion to production of the pipeline web, in its environment, as an earlier run left it. */
function promotion(id: string, over: Partial<NewDeployment> = {}, intent = {}): FakeDeployment {
  return web.deployments.add({
    task: 'promote',
    environment: 'production',
    payload: intended(id, intent),
    statuses: [{ state: 'success', description: 'promoted 1/1 0123456789ab' }],
    ...over,
  });
}

/** Deployments that GitHub made for jobs of anybody. */
function foreign(count: number, environment = 'preview'): void {
  for (let at = 0; at < count; at += 1) web.deployments.add({ environment });
}

const count = (kind: string): number => github.requests.filter((request) => request.startsWith(kind)).length;

describe('when a stage is asked for', () => {
  it('only promotions are read, however much else was deployed', async () => {
    promotion('01A');
    foreign(15_000);
    foreign(15_000, 'production');
    expect(await read(production)).toEqual({ ids: ['01A'], gaps: [] });
    expect(github.requests).toEqual([
      'GET /repos/acme/web/deployments?task=promote&per_page=100&page=1',
      'POST /graphql',
    ]);
  });

  it('and was never promoted, one request tells that, among thousands of deployments of others', async () => {
    foreign(12_000, 'production');
    promotion('01A', { environment: 'web/qa' }, { stage: 'qa' });
    expect(await read(production)).toEqual({ ids: [], gaps: [] });
    expect(github.requests).toHaveLength(1);
  });

  it('reading ends where nobody reads on', async () => {
    for (let at = 0; at < 3000; at += 1) promotion(`01${at}`);
    expect((await read(production, 100)).ids).toHaveLength(100);
    expect(github.requests).toHaveLength(2);
  });

  it('all of thousands take one request of GraphQL for each hundred', async () => {
    for (let at = 0; at < 3000; at += 1) promotion(`01${at}`);
    const { ids } = await read(production);
    expect(ids).toEqual(Array.from({ length: 3000 }, (_, at) => `01${2999 - at}`));
    expect(count('POST')).toBe(30);
    // The newest of all environments, those of production, and that there are none of the two others.
    expect(count('GET')).toBe(1 + 31 + 2);
  });

  it('that is promoted seldom, what is asked of its environments is not asked of all promotions', async () => {
    promotion('01A');
    for (let at = 0; at < 4000; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    expect(await read(production, 1)).toEqual({ ids: ['01A'], gaps: [] });
    expect([count('GET'), count('POST')]).toEqual([4, 1]);
  });

  it('gives it in order, in whatever of its environments it was', async () => {
    const places = ['production', 'web/production', 'emergency'];
    for (let at = 0; at < 700; at += 1)
      promotion(`0${100 + at}`, { environment: places[(at * at) % 3] ?? '' });
    for (let at = 0; at < 200; at += 1) promotion(`1${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    const { ids } = await read(production);
    expect(ids).toEqual(Array.from({ length: 700 }, (_, at) => `0${799 - at}`));
  });

  it('other stages and pipelines in its environments are passed over', async () => {
    promotion('01A', { environment: 'web/production' });
    promotion('01B');
    promotion('01C', { environment: 'emergency' }, { kind: 'rollback' });
    promotion('01D', {}, { pipeline: 'api' });
    promotion('01E', { environment: 'staging' }, { stage: 'staging' });
    expect((await read(production)).ids).toEqual(['01C', '01B', '01A']);
    expect((await read(filedQuery(pipelines, { pipeline: 'web' }))).ids).toEqual([
      '01E',
      '01C',
      '01B',
      '01A',
    ]);
    expect((await read()).ids).toEqual(['01E', '01D', '01C', '01B', '01A']);
  });

  it('asked again in the same run, the newest are not listed again', async () => {
    promotion('01A');
    const list = lists();
    await read(production, 1, list);
    await read(filedQuery(pipelines, { pipeline: 'api', stage: 'production' }), 1, list);
    await read(production, 1, list);
    expect([count('GET'), count('POST')]).toEqual([1, 2]);
  });

  it('what is asked for as it is now is read again', async () => {
    promotion('01A');
    const list = lists();
    await read(production, 1, list);
    promotion('01B', {}, { kind: 'rollback' });
    expect((await read({ ...production, fresh: true }, 1, list)).ids).toEqual(['01B']);
  });
});

describe('when an environment was renamed', () => {
  it('what the stage has under the old name is found', async () => {
    promotion('01A', { environment: 'live' });
    promotion('01B', { environment: 'live' }, { kind: 'rollback' });
    foreign(2000);
    expect(await read(production)).toEqual({ ids: ['01B', '01A'], gaps: [] });
    expect(github.requests).toHaveLength(2);
  });

  it('that of rollbacks, too, although the stage has promotions under the present name', async () => {
    promotion('01A');
    promotion('01B', { environment: 'fire' }, { kind: 'rollback' });
    for (let at = 0; at < 99; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    expect((await read(production)).ids).toEqual(['01B', '01A']);
  });

  it('and thousands of promotions to other stages came since, they are looked through for it', async () => {
    for (let at = 0; at < 150; at += 1) promotion(`01${100 + at}`, { environment: 'live' });
    promotion('01Z', { environment: 'live' }, { kind: 'rollback' });
    for (let at = 0; at < 2500; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    const { ids, gaps } = await read(production);
    expect([ids[0], ids.length, gaps]).toEqual(['01Z', 151, []]);
    // All: 26 pages, the last one again for its names; one of each environment that it has now, two of the other.
    expect(count('GET')).toBe(26 + 1 + 3 + 2);
    expect(count('POST')).toBe(1 + 2);
  });

  it('what was only refused under the new name does not hide it', async () => {
    promotion('01A', { environment: 'live' }, { kind: 'rollback' });
    for (let at = 0; at < 150; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    promotion('03A', { statuses: [{ state: 'failure', description: 'refused 0/1 0123456789ab' }] });
    promotion('03B', { statuses: [] });
    expect((await read(production)).ids).toEqual(['03B', '03A', '01A']);
  });

  it('what others made up leads nowhere else', async () => {
    promotion('01A', { environment: 'live' }, { kind: 'rollback' });
    for (let at = 0; at < 150; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    promotion('03A', { creator: 'mallory' });
    promotion('03B', { creator: 'mallory', environment: 'elsewhere' });
    promotion('03C', { creator: '', environment: 'nowhere' });
    expect((await read(production)).ids).toEqual(['03C', '03B', '03A', '01A']);
  });

  it('what others made up since does not hide where it was', async () => {
    const others = (prefix: string): void => {
      for (let at = 0; at < 100; at += 1)
        promotion(`${prefix}${100 + at}`, { environment: 'web/qa' }, { stage: 'qa' });
    };
    promotion('01A', { environment: 'live' }, { kind: 'rollback' });
    others('02');
    promotion('03A', { creator: 'mallory', environment: 'elsewhere' });
    others('04');
    expect(await read(production)).toEqual({ ids: ['01A'], gaps: [] });
  });

  it('and the stage was never promoted, all promotions there are tell that', async () => {
    for (let at = 0; at < 250; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    expect(await read(production)).toEqual({ ids: [], gaps: [] });
  });
});

describe('when there is more than is read', () => {
  const limits = { read: 5, searched: 3 };

  it('of a stage that was never promoted, the look at other environments ends, and that is said', async () => {
    for (let at = 0; at < 350; at += 1) promotion(`02${at}`, { environment: 'web/qa' }, { stage: 'qa' });
    const { ids, gaps } = await read(production, Infinity, lists(limits));
    expect(ids).toEqual([]);
    expect(gaps).toEqual([
      {
        before: web.deployments.all[50]?.created,
        reason: expect.stringMatching(
          /^no promotion to web\/production is in an environment that it has now/,
        ),
      },
    ]);
    expect([count('GET'), count('POST')]).toEqual([6, 0]);
  });

  it('of the environment itself, the listing ends, and that is said', async () => {
    for (let at = 0; at < 520; at += 1) promotion(`02${at}`, {}, { pipeline: 'api' });
    const { ids, gaps } = await read(production, Infinity, lists(limits));
    expect(ids).toEqual([]);
    expect(gaps).toEqual([
      {
        before: web.deployments.all[220]?.created,
        reason: expect.stringContaining('to production, emergency, web/production than are read'),
      },
    ]);
    expect([count('GET'), count('POST')]).toEqual([6, 0]);
  });

  it('of everything, the listing ends, and that is said', async () => {
    for (let at = 0; at < 520; at += 1) promotion(`02${at}`);
    const { ids, gaps } = await read({}, Infinity, lists(limits));
    expect(ids).toHaveLength(500);
    expect(gaps).toEqual([
      {
        before: web.deployments.all[20]?.created,
        reason: expect.stringContaining('more promotions than are read'),
      },
    ]);
  });

  it.each([
    ['a stage', production],
    ['everything', { stage: 'qa' }],
  ])('of %s, and nobody is told, it is an error', async (_, query) => {
    for (let at = 0; at < 520; at += 1) promotion(`02${at}`, {}, { pipeline: 'api' });
    const all = lists(limits)(query)[Symbol.asyncIterator]();
    await expect(all.next()).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'GITHUB_TOO_MANY',
      hint: expect.stringContaining('a stage'),
    });
  });

  it.each([
    ['a stage', production],
    ['everything', {}],
  ])('of %s, back to a time, what is older is not missed', async (_, query) => {
    for (let at = 0; at < 1000; at += 1)
      promotion(`02${at}`, { created: '2025-01-01T00:00:00Z' }, { planned: '2025-01-01T00:00:00Z' });
    promotion('01Z');
    expect(await read({ ...query, since: '2026-01-01T00:00:00Z' })).toEqual({ ids: ['01Z'], gaps: [] });
    expect(github.requests).toHaveLength(2);
  });
});

describe('when a deployment is odd', () => {
  it.each([null, 'deployment', {}, { id: 'seven', task: 'promote' }])(
    '%j in the list is passed over',
    async (row) => {
      const there = promotion('01A');
      github.fault({ path: '/deployments', status: 200, body: [row, web.deployments.describe(there), row] });
      expect((await read(production)).ids).toEqual(['01A']);
    },
  );

  it('as its account is gone, what it tells is still told', async () => {
    promotion('01A', { creator: '' });
    expect((await read(production)).ids).toEqual(['01A']);
  });

  const status = {
    description: 'promoted 1/1 0123456789ab',
    createdAt: '2026-01-02T03:04:05Z',
    creator: { __typename: 'Bot', login: 'github-actions', id: 7 },
    logUrl: null,
  };

  it.each([
    ['not shown', null, undefined],
    ['no object', 7, undefined],
    ['without any', { some: null, others: { nodes: null } }, undefined],
    [
      'partly odd',
      { some: { nodes: [null, { description: 7 }] }, others: { nodes: [status], x: 1 } },
      'promoted',
    ],
    ['of who is gone', { some: { nodes: [{ ...status, creator: null }] }, others: { nodes: [] } }, undefined],
  ])('its statuses are %s, it is listed with what can be read of them', async (_, node, outcome) => {
    promotion('01A');
    const odd = promotion('01B', { node });
    if (typeof node === 'object' && node !== null) Object.assign(node, { id: nodeOf(odd) });
    promotion('01C');
    const found = [];
    for await (const { id, end } of lists()(production)) found.push([id, end?.outcome]);
    expect(found).toEqual([
      ['01C', 'promoted'],
      ['01B', outcome],
      ['01A', 'promoted'],
    ]);
  });
});

describe('when GitHub limits the rate', () => {
  it('the journal waits as it is told, and reads on', async () => {
    promotion('01A');
    github.fault({
      path: '/graphql',
      status: 403,
      headers: { 'retry-after': '9' },
      body: { message: 'slow' },
    });
    github.fault({
      path: '/deployments',
      status: 429,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767323075' },
      body: { message: 'rate limit' },
    });
    expect((await read(production)).ids).toEqual(['01A']);
    expect(clock.slept).toEqual([30_000, 9000]);
  });
});

describe('when deployments may not be read', () => {
  it.each([
    ['FORBIDDEN', 'Resource not accessible by integration'],
    ['INSUFFICIENT_SCOPES', 'Your token has not been granted the required scopes'],
    [undefined, 'Resource not accessible by personal access token'],
  ])('GraphQL says so by %s, and nothing of the answer is taken', async (type, message) => {
    promotion('01A');
    const errors = [{ ...(type !== undefined && { type }), message, path: ['nodes', 0] }];
    github.fault({ path: '/graphql', status: 200, body: { data: { nodes: [null] }, errors } });
    await expect(read(production)).rejects.toMatchObject({ kind: 'config', code: 'GITHUB_FORBIDDEN' });
  });

  it('REST says so, and names the permission; or shows nothing at all', async () => {
    web.permissions = new Set(['metadata']);
    await expect(read(production)).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      hint: expect.stringContaining('"deployments: read"'),
    });
    web.permissions = new Set();
    await expect(read(production)).rejects.toMatchObject({ kind: 'config', code: 'GITHUB_NOT_FOUND' });
  });
});
