import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSha256, type JournalEntry, type JournalQuery } from '../../../src/domain/journal-entry.ts';
import { gitHubApi } from '../../../src/github/api.ts';
import { graceSignal } from '../../../src/disk/grace.ts';
import { gitHubJournal } from '../../../src/github/journal/journal.ts';
import type { Tag } from '../../../src/image/reference.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { stateOf, type FakeDeployment, type NewDeployment } from '../../fakes/github/deployments.ts';
import type { FakeRepository } from '../../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../../fakes/github/server.ts';
import { testWorld } from '../../promotion/world.ts';
import { fixedClock } from '../fixed-clock.ts';
import { digest, finished, intended, runUrl, source, tag, target } from './records.ts';

let github: FakeGitHub;
let web: FakeRepository;
let commit: string;
let clock: ReturnType<typeof fixedClock>;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
  commit = web.commit('heads/main', {});
  clock = fixedClock();
});
afterEach(() => github.close());

function journal(options: { readonly signal?: AbortSignal; readonly own?: number } = {}): Journal {
  const { signal = new AbortController().signal, own } = options;
  const access = { token: github.token, baseUrl: github.url, clock };
  return gitHubJournal({
    writing: gitHubApi({ ...access, signal: graceSignal(signal, 60_000) }),
    reading: gitHubApi({ ...access, signal }),
    repository: 'acme/web',
    ref: commit,
    clock,
    log: testWorld().log,
    ownDeployment: async () => own,
  });
}

async function listed(query?: JournalQuery): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal().list(query)) entries.push(entry);
  return entries;
}

function only(): FakeDeployment {
  expect(web.deployments.all).toHaveLength(1);
  return web.deployments.all[0] as FakeDeployment;
}

/** A deployment as an earlier run of ours left it. */
function earlier(id: string, over: Partial<NewDeployment> = {}, intent = {}): FakeDeployment {
  return web.deployments.add({
    task: 'promote',
    environment: 'production',
    payload: intended(id, intent),
    statuses: [{ state: 'in_progress' }, { state: 'success', description: 'promoted 1/1 0123456789ab' }],
    ...over,
  });
}

const posts = (): readonly string[] => github.requests.filter((request) => request.startsWith('POST /repos'));

describe('when a promotion is kept on GitHub', () => {
  it('is a deployment of the run’s commit, with the intent as its payload, and a status at each step', async () => {
    const record = intended('01A');
    const subject = journal();
    await subject.intend(record);
    expect(only()).toMatchObject({
      ref: commit,
      task: 'promote',
      environment: 'production',
      production: true,
      description: 'web/production: manual, by ada',
      payload: record,
    });
    await subject.moved(record, { repository: target, tag, before: null, after: digest });
    const end = finished(record);
    await subject.finish(end);
    expect(only().statuses).toMatchObject([
      { state: 'in_progress', description: 'web/production has begun', logUrl: runUrl },
      { state: 'in_progress', description: 'ghcr.io/acme/prod/web:1.2.3 → sha256:dddddddddddd' },
      { state: 'success', description: `promoted 1/1 ${recordSha256(end).slice(0, 12)}` },
    ]);
    expect(only().statuses.map(({ environmentUrl }) => environmentUrl)).toEqual(['', '', '']);
  });

  it('a stage without an environment has one by its own name, and that is not production', async () => {
    const { environment: _, ...intent } = intended('01A').intent;
    await journal().intend({ schema: 'hoist/promotion/v1', id: '01A', intent });
    expect(only()).toMatchObject({ environment: 'web/production', production: false });
  });

  it.each([
    ['promoted', 'success', '1/1'],
    ['unchanged', 'success', '1/1'],
    ['refused', 'failure', '0/1'],
    ['conflict', 'failure', '0/1'],
    ['failed', 'failure', '0/1'],
    ['superseded', 'inactive', '0/1'],
  ] as const)('and was %s, its last status is %s', async (outcome, state, count) => {
    const record = intended('01A');
    const subject = journal();
    await subject.intend(record);
    const end = finished(record, outcome);
    await subject.finish(end);
    expect(only().statuses.at(-1)).toMatchObject({
      state,
      description: `${outcome} ${count} ${recordSha256(end).slice(0, 12)}`,
    });
  });

  /** A promotion of so many tags, `seconds` apart, to its end. */
  async function promoteMany(count: number, seconds = 0, subject = journal(), id = '01A'): Promise<void> {
    const tags = Array.from({ length: count }, (_, at) => `v${at}` as Tag);
    const record = intended(id, {
      targets: [
        { repository: target, digest, tags: tags.map((one) => ({ tag: one, before: null, after: digest })) },
      ],
    });
    await subject.intend(record);
    for (const one of tags) {
      await clock.sleep(seconds * 1000);
      await subject.moved(record, { repository: target, tag: one, before: null, after: digest });
    }
    await subject.finish(finished(record));
  }

  it('of a hundred tags the first are told, so few that GitHub has no reason to ask for a pause', async () => {
    const limited = github.limitWrites(80, 30);
    await promoteMany(100);
    expect([limited(), clock.slept.filter((one) => one > 0)]).toEqual([0, []]);
    const said = only().statuses.map(({ description }) => description);
    expect(said).toHaveLength(12);
    expect(said.slice(1, 11)).toEqual(
      Array.from({ length: 10 }, (_, at) => `ghcr.io/acme/prod/web:v${at} → sha256:dddddddddddd`),
    );
    expect([said.at(-1)?.split(' ')[0], stateOf(only())]).toEqual(['promoted', 'success']);
  });

  it('of many that take long it is told from time to time how many have moved, and the outcome last', async () => {
    await promoteMany(300, 2);
    const said = only().statuses.map(({ description }) => description);
    const counts = said.filter((one) => one.endsWith(' of 300 tags have moved'));
    expect(counts.slice(0, 2)).toEqual(['25 of 300 tags have moved', '40 of 300 tags have moved']);
    expect(counts).toHaveLength(19);
    expect(said).toHaveLength(1 + 10 + 19 + 1);
    expect(said.at(-1)).toMatch(/^promoted /);
  });

  it('of a promotion of days it is told so often and no more', async () => {
    await promoteMany(300, 600);
    expect(only().statuses).toHaveLength(1 + 10 + 60 + 1);
  });

  it('many promotions of one run at once share what a minute allows', async () => {
    const limited = github.limitWrites(80, 30);
    const subject = journal();
    for (let at = 0; at < 8; at += 1) {
      const before = github.requests.length;
      await promoteMany(30, 0, subject, `01${at}`);
      expect(github.requests.length).toBeGreaterThan(before);
    }
    const all = web.deployments.all.flatMap(({ statuses }) => statuses);
    expect(all.filter(({ description }) => description.includes('→'))).toHaveLength(40);
    expect(limited()).toBe(0);
  });

  it('GitHub asks for a pause, the journal takes it, and everything is told once, the outcome last', async () => {
    const limited = github.limitWrites(5, 17);
    await promoteMany(100);
    expect(limited()).toBe(2);
    expect(clock.slept.filter((one) => one > 0)).toEqual([17_000, 17_000]);
    const said = only().statuses.map(({ description }) => description);
    expect(new Set(said).size).toBe(said.length);
    expect(said.at(-1)).toMatch(/^promoted /);
  });

  it('and GitHub made a deployment for the job, that one gets a link and no payload', async () => {
    const { deployment } = web.environments.job({ checkRun: 1, suite: 42, environment: 'production' });
    await journal({ own: deployment?.id ?? 0 }).intend(intended('01A'));
    expect(web.deployments.all).toHaveLength(2);
    expect(deployment).toMatchObject({ task: 'deploy', payload: {} });
    expect(deployment?.statuses.at(-1)).toMatchObject({
      state: 'in_progress',
      description: 'Hoist promotes web/production',
      logUrl: runUrl,
    });
  });

  it('and the job’s own deployment cannot be linked, that is no reason to stop', async () => {
    await journal({ own: 7 }).intend(intended('01A'));
    expect(only().statuses).toHaveLength(1);
  });
});

describe('when an answer is lost', () => {
  it('of a deployment that was made, it is found and not made twice', async () => {
    github.fault({ path: '/deployments', method: 'POST', loseAnswer: true });
    const subject = journal();
    await subject.intend(intended('01A'));
    await subject.finish(finished(intended('01A')));
    expect(stateOf(only())).toBe('success');
    expect(posts().filter((request) => request.endsWith('/deployments'))).toHaveLength(1);
  });

  it('of a deployment that was not made, it is made', async () => {
    github.fault({ path: '/deployments', method: 'POST', hangUp: true });
    await journal().intend(intended('01A'));
    expect(only().payload).toMatchObject({ id: '01A' });
  });

  it('of a status, it is said once all the same', async () => {
    const subject = journal();
    const record = intended('01A');
    await subject.intend(record);
    github.fault({ path: '/statuses', method: 'POST', loseAnswer: true });
    await subject.moved(record, { repository: target, tag, before: null, after: digest });
    github.fault({ path: '/statuses', method: 'POST', status: 502, body: '<html>' });
    await subject.finish(finished(record));
    expect(only().statuses.map(({ state }) => state)).toEqual(['in_progress', 'in_progress', 'success']);
  });

  it('three times without a trace, that is an error', async () => {
    for (let times = 0; times < 3; times += 1)
      github.fault({ path: '/deployments', method: 'POST', hangUp: true });
    await expect(journal().intend(intended('01A'))).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE' });
    expect(web.deployments.all).toEqual([]);
  });

  it('the deployment of another promotion is not taken for it', async () => {
    earlier('01B');
    github.fault({ path: '/deployments', method: 'POST', hangUp: true });
    await journal().intend(intended('01A'));
    expect(web.deployments.all).toHaveLength(2);
  });
});

describe('when GitHub does not take a write', () => {
  it('because it limits the rate, the journal waits and writes once', async () => {
    github.fault({
      path: '/deployments',
      method: 'POST',
      status: 403,
      headers: { 'retry-after': '7' },
      body: { message: 'You have exceeded a secondary rate limit.' },
    });
    await journal().intend(intended('01A'));
    expect(clock.slept).toEqual([7000]);
    expect(only().statuses).toHaveLength(1);
  });

  it('because the token may only read, that is said', async () => {
    web.readOnly = new Set(['deployments']);
    await expect(journal().intend(intended('01A'))).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      hint: expect.stringContaining('"deployments: write"'),
    });
  });

  it('because the payload is longer than it takes, a small one is written', async () => {
    github.fault({
      path: '/deployments',
      method: 'POST',
      status: 422,
      body: { message: 'Validation Failed: payload is too long' },
    });
    await journal().intend(intended('01A', { comment: 'why '.repeat(5000) }));
    expect(only().payload).toMatchObject({ id: '01A', cut: ['sources', 'comment'] });
  });

  it('a deployment that could not be made is made when the promotion ends', async () => {
    web.readOnly = new Set(['deployments']);
    const subject = journal();
    await expect(subject.intend(intended('01A'))).rejects.toThrow('may not do this');
    web.readOnly = new Set();
    await subject.finish(finished(intended('01A'), 'failed'));
    expect(stateOf(only())).toBe('failure');
  });
});

describe('when the run was cancelled', () => {
  it('what must be said about it is still written, and nothing is read any more', async () => {
    const stop = new AbortController();
    const subject = journal({ signal: stop.signal });
    const record = intended('01A');
    await subject.intend(record);
    stop.abort(new Error('cancelled by hand'));
    await subject.finish(finished(record, 'failed'));
    expect(stateOf(only())).toBe('failure');
    await expect(subject.list()[Symbol.asyncIterator]().next()).rejects.toThrow('cancelled by hand');
  });

  it('and the time for that is over, it stops', async () => {
    const stop = new AbortController();
    stop.abort(new Error('cancelled by hand'));
    const late = graceSignal(stop.signal, 0);
    await new Promise((resolve) => late.addEventListener('abort', resolve));
    expect(late.reason).toMatchObject({ message: 'cancelled by hand' });
  });
});

describe('when a promotion takes the place of earlier ones', () => {
  async function promoteNow(): Promise<void> {
    const subject = journal();
    await subject.intend(intended('01Z'));
    await subject.finish(finished(intended('01Z')));
  }

  it('they become inactive, with their outcome as the last word', async () => {
    const before = earlier('01A');
    await promoteNow();
    expect(before.statuses.at(-1)).toMatchObject({
      state: 'inactive',
      description: 'promoted 1/1 0123456789ab',
    });
    expect(web.deployments.all.map(stateOf)).toEqual(['inactive', 'success']);
  });

  it('those of other pipelines, stages and people in the same environment stay', async () => {
    const others = [
      earlier('01A', {}, { pipeline: 'api' }),
      earlier('01B', {}, { stage: 'canary' }),
      earlier('01C', { creator: 'mallory' }),
      earlier('01D', { environment: 'staging' }),
      web.deployments.add({ environment: 'production', statuses: [{ state: 'success' }] }),
      web.deployments.add({ task: 'promote', environment: 'production', payload: 'deploy me' }),
    ];
    const before = others.map(stateOf);
    await promoteNow();
    expect(others.map(stateOf)).toEqual(before);
  });

  it('stops at the first that is inactive already, but not at one that was superseded', async () => {
    const untouched = earlier('01A');
    earlier('01B', { statuses: [{ state: 'success' }, { state: 'inactive' }] });
    const before = earlier('01C');
    earlier('01D', { statuses: [{ state: 'inactive', description: 'superseded 0/1 0123456789ab' }] });
    earlier('01E', { statuses: [{ state: 'failure', description: 'failed 0/1 0123456789ab' }] });
    await promoteNow();
    expect([stateOf(untouched), stateOf(before)]).toEqual(['success', 'inactive']);
  });

  it('was refused, they stay', async () => {
    const before = earlier('01A');
    const subject = journal();
    await subject.intend(intended('01Z'));
    await subject.finish(finished(intended('01Z'), 'refused'));
    expect(stateOf(before)).toBe('success');
  });

  it('GitHub fails meanwhile, the promotion is kept all the same', async () => {
    earlier('01A');
    const subject = journal();
    await subject.intend(intended('01Z'));
    github.fault({ path: '/deployments', method: 'GET', status: 404, body: {} });
    await subject.finish(finished(intended('01Z')));
    expect(web.deployments.all.map(stateOf)).toEqual(['success', 'success']);
  });
});

describe('when the journal is listed', () => {
  it('gives what was kept: intent, outcome and when it ended, the newest first', async () => {
    const subject = journal();
    const [first, second] = [intended('01A'), intended('01B', { comment: 'again' })];
    await subject.intend(first);
    const ended = finished(first);
    await subject.finish(ended);
    await subject.intend(second);
    const done = web.deployments.all[0]?.statuses.find(({ state }) => state === 'success');
    expect(await listed()).toEqual([
      { id: '01B', intent: second.intent, url: runUrl, by: 'github-actions[bot]' },
      {
        id: '01A',
        intent: first.intent,
        end: {
          outcome: 'promoted',
          moved: 1,
          all: 1,
          finished: done?.created,
          record: recordSha256(ended).slice(0, 12),
        },
        url: runUrl,
        by: 'github-actions[bot]',
      },
    ]);
  });

  it('one that a later promotion took the place of ended when it ended', async () => {
    const before = earlier('01A');
    const ended = before.statuses.at(-1)?.created;
    const subject = journal();
    await subject.intend(intended('01Z'));
    await subject.finish(finished(intended('01Z')));
    expect(stateOf(before)).toBe('inactive');
    expect((await listed()).at(-1)?.end).toMatchObject({ outcome: 'promoted', finished: ended });
  });

  it('a promotion of hundreds of tags still tells its outcome', async () => {
    const moves = Array.from({ length: 200 }, (_, index) => ({
      state: 'in_progress',
      description: `ghcr.io/acme/prod/web:${index} → sha256:dddddddddddd`,
    }));
    earlier('01A', {
      statuses: [...moves, { state: 'success', description: 'promoted 200/200 0123456789ab' }],
    });
    expect((await listed())[0]?.end).toMatchObject({ moved: 200, all: 200 });
  });

  it('everything that is not ours is passed over', async () => {
    web.deployments.add({ environment: 'production', payload: { web: 1 } });
    web.deployments.add({ task: 'promote', payload: 'text' });
    web.deployments.add({ task: 'promote', payload: { schema: 'hoist/promotion/v2', id: '01A' } });
    web.deployments.add({ task: 'deploy', payload: intended('01B') });
    earlier('01C', {}, { targets: [{ repository: target, digest: 'sha256:no', tags: [] }] });
    earlier('01D', {}, { sources: [{ repository: '../..', digest }] });
    earlier('01E', { payload: JSON.stringify(intended('01E')) });
    expect((await listed()).map(({ id }) => id)).toEqual(['01E']);
  });

  it('one that somebody else made is marked, and one of the token’s own app is not', async () => {
    earlier('01A', { creator: 'mallory' });
    earlier('01B', { creator: 'github-actions' });
    web.deployments.viewer = 'acme-promoter[bot]';
    earlier('01C');
    earlier('01D', { creator: 'github-actions[bot]' });
    expect((await listed()).map(({ by, foreign = false }) => [by, foreign])).toEqual([
      ['github-actions[bot]', false],
      ['acme-promoter[bot]', false],
      ['github-actions', true],
      ['mallory', true],
    ]);
  });

  it('what somebody else says on a deployment of ours is no outcome', async () => {
    earlier('01A', {
      statuses: [
        { state: 'failure', description: 'failed 0/1 0123456789ab' },
        { state: 'success', description: 'promoted 1/1 0123456789ab', creator: 'mallory' },
      ],
    });
    earlier('01B', {
      statuses: [{ state: 'success', description: 'promoted 1/1 0123456789ab', creator: 'mallory' }],
    });
    expect((await listed()).map(({ end }) => end?.outcome)).toEqual([undefined, 'failed']);
  });

  it.each([
    'promoted 1/1',
    'Promoted 1/1 0123456789ab',
    'promoted 1/1 0123456789ab ',
    'toString 1/1 0123456789ab',
    'promoted 1/1 0123456789AB',
  ])('the status "%s" is no outcome', async (description) => {
    earlier('01A', { statuses: [{ state: 'success', description }] });
    expect((await listed())[0]?.end).toBeUndefined();
  });

  it('and asked for a pipeline, a stage or a time, only that is given', async () => {
    earlier('01A', {}, { planned: '2025-12-01T00:00:00Z' });
    earlier('01B', {}, { pipeline: 'api' });
    earlier('01C', { environment: 'staging' }, { stage: 'staging' });
    const ids = async (query: JournalQuery): Promise<readonly string[]> =>
      (await listed(query)).map(({ id }) => id);
    expect(await ids({ pipeline: 'api' })).toEqual(['01B']);
    expect(await ids({ stage: 'staging' })).toEqual(['01C']);

    expect(await ids({ since: '2026-01-01T00:00:00Z' })).toEqual(['01C', '01B']);
  });

  it('thousands take a request for each hundred, and none when nobody reads on', async () => {
    for (let at = 0; at < 1050; at += 1) earlier(`01${at}`);
    expect(await listed()).toHaveLength(1050);
    // Each hundred is listed, and then what became of them.
    expect(github.requests).toHaveLength(22);
    for await (const { id } of journal().list()) {
      expect(id).toBe('011049');
      break;
    }
    expect(github.requests).toHaveLength(24);
  });

  it('back to a time, older pages are not read', async () => {
    for (let at = 0; at < 500; at += 1) earlier(`01${at}`, { created: '2025-01-01T00:00:00Z' });
    earlier('01Z');
    expect(await listed({ since: '2026-01-01T00:00:00Z' })).toHaveLength(1);
    expect(github.requests).toHaveLength(2);
  });

  it('and deployments may not be seen, that is an error', async () => {
    web.permissions = new Set(['metadata']);
    await expect(listed()).rejects.toMatchObject({ code: 'GITHUB_FORBIDDEN' });
  });

  it('a source that was cut is taken to be read where it is', async () => {
    earlier('01A', {}, { sources: [{ repository: source, digest }] });
    expect((await listed())[0]?.intent.sources).toEqual([{ repository: source, digest, from: source }]);
  });
});
