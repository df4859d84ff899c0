import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSha256 } from '../../../src/domain/journal-entry.ts';
import { graceSignal } from '../../../src/disk/grace.ts';
import type { Tag } from '../../../src/image/reference.ts';
import { stateOf } from '../../fakes/github/deployments.ts';
import { startJournalBed, type JournalBed } from './journal-bed.ts';
import { digest, finished, intended, runUrl, tag, target } from './records.ts';

let bed: JournalBed;

beforeEach(async () => {
  bed = await startJournalBed();
});
afterEach(() => bed.close());

describe('when a promotion is kept on GitHub', () => {
  it('is a deployment of the run’s commit, with the intent as its payload, and a status at each step', async () => {
    const record = intended('01A');
    const subject = bed.journal();
    await subject.intend(record);
    expect(bed.only()).toMatchObject({
      ref: bed.commit,
      task: 'promote',
      environment: 'production',
      production: true,
      description: 'web/production: manual, by ada',
      payload: record,
    });
    await subject.moved(record, { repository: target, tag, before: null, after: digest });
    const end = finished(record);
    await subject.finish(end);
    expect(bed.only().statuses).toMatchObject([
      { state: 'in_progress', description: 'web/production has begun', logUrl: runUrl },
      { state: 'in_progress', description: 'ghcr.io/acme/prod/web:1.2.3 → sha256:dddddddddddd' },
      { state: 'success', description: `promoted 1/1 ${recordSha256(end).slice(0, 12)}` },
    ]);
    expect(bed.only().statuses.map(({ environmentUrl }) => environmentUrl)).toEqual(['', '', '']);
  });

  it('a stage without an environment has one by its own name, and that is not production', async () => {
    const { environment: _, ...intent } = intended('01A').intent;
    await bed.journal().intend({ schema: 'hoist/promotion/v1', id: '01A', intent });
    expect(bed.only()).toMatchObject({ environment: 'web/production', production: false });
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
    const subject = bed.journal();
    await subject.intend(record);
    const end = finished(record, outcome);
    await subject.finish(end);
    expect(bed.only().statuses.at(-1)).toMatchObject({
      state,
      description: `${outcome} ${count} ${recordSha256(end).slice(0, 12)}`,
    });
  });

  /** A promotion of so many tags, `seconds` apart, to its end. */
  async function promoteMany(count: number, seconds = 0, subject = bed.journal(), id = '01A'): Promise<void> {
    const tags = Array.from({ length: count }, (_, at) => `v${at}` as Tag);
    const record = intended(id, {
      targets: [
        { repository: target, digest, tags: tags.map((one) => ({ tag: one, before: null, after: digest })) },
      ],
    });
    await subject.intend(record);
    for (const one of tags) {
      await bed.clock.sleep(seconds * 1000);
      await subject.moved(record, { repository: target, tag: one, before: null, after: digest });
    }
    await subject.finish(finished(record));
  }

  it('of a hundred tags the first are told, so few that GitHub has no reason to ask for a pause', async () => {
    const limited = bed.github.limitWrites(80, 30);
    await promoteMany(100);
    expect([limited(), bed.clock.slept.filter((one) => one > 0)]).toEqual([0, []]);
    const said = bed.only().statuses.map(({ description }) => description);
    expect(said).toHaveLength(12);
    expect(said.slice(1, 11)).toEqual(
      Array.from({ length: 10 }, (_, at) => `ghcr.io/acme/prod/web:v${at} → sha256:dddddddddddd`),
    );
    expect([said.at(-1)?.split(' ')[0], stateOf(bed.only())]).toEqual(['promoted', 'success']);
  });

  it('of many that take long it is told from time to time how many have moved, and the outcome last', async () => {
    await promoteMany(300, 2);
    const said = bed.only().statuses.map(({ description }) => description);
    const counts = said.filter((one) => one.endsWith(' of 300 tags have moved'));
    expect(counts.slice(0, 2)).toEqual(['25 of 300 tags have moved', '40 of 300 tags have moved']);
    expect(counts).toHaveLength(19);
    expect(said).toHaveLength(1 + 10 + 19 + 1);
    expect(said.at(-1)).toMatch(/^promoted /);
  });

  it('of a promotion of days it is told so often and no more', async () => {
    await promoteMany(300, 600);
    expect(bed.only().statuses).toHaveLength(1 + 10 + 60 + 1);
  });

  it('many promotions of one run at once share what a minute allows', async () => {
    const limited = bed.github.limitWrites(80, 30);
    const subject = bed.journal();
    for (let at = 0; at < 8; at += 1) {
      const before = bed.github.requests.length;
      await promoteMany(30, 0, subject, `01${at}`);
      expect(bed.github.requests.length).toBeGreaterThan(before);
    }
    const all = bed.web.deployments.all.flatMap(({ statuses }) => statuses);
    expect(all.filter(({ description }) => description.includes('→'))).toHaveLength(40);
    expect(limited()).toBe(0);
  });

  it('GitHub asks for a pause, the journal takes it, and everything is told once, the outcome last', async () => {
    const limited = bed.github.limitWrites(5, 17);
    await promoteMany(100);
    expect(limited()).toBe(2);
    expect(bed.clock.slept.filter((one) => one > 0)).toEqual([17_000, 17_000]);
    const said = bed.only().statuses.map(({ description }) => description);
    expect(new Set(said).size).toBe(said.length);
    expect(said.at(-1)).toMatch(/^promoted /);
  });

  it('and GitHub made a deployment for the job, that one gets a link and no payload', async () => {
    const { deployment } = bed.web.environments.job({ checkRun: 1, suite: 42, environment: 'production' });
    await bed.journal({ own: deployment?.id ?? 0 }).intend(intended('01A'));
    expect(bed.web.deployments.all).toHaveLength(2);
    expect(deployment).toMatchObject({ task: 'deploy', payload: {} });
    expect(deployment?.statuses.at(-1)).toMatchObject({
      state: 'in_progress',
      description: 'Hoist promotes web/production',
      logUrl: runUrl,
    });
  });

  it('and the job’s own deployment cannot be linked, that is no reason to stop', async () => {
    await bed.journal({ own: 7 }).intend(intended('01A'));
    expect(bed.only().statuses).toHaveLength(1);
  });
});

describe('when the run was cancelled', () => {
  it('what must be said about it is still written, and nothing is read any more', async () => {
    const stop = new AbortController();
    const subject = bed.journal({ signal: stop.signal });
    const record = intended('01A');
    await subject.intend(record);
    stop.abort(new Error('cancelled by hand'));
    await subject.finish(finished(record, 'failed'));
    expect(stateOf(bed.only())).toBe('failure');
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
    const subject = bed.journal();
    await subject.intend(intended('01Z'));
    await subject.finish(finished(intended('01Z')));
  }

  it('they become inactive, with their outcome as the last word', async () => {
    const before = bed.earlier('01A');
    await promoteNow();
    expect(before.statuses.at(-1)).toMatchObject({
      state: 'inactive',
      description: 'promoted 1/1 0123456789ab',
    });
    expect(bed.web.deployments.all.map(stateOf)).toEqual(['inactive', 'success']);
  });

  it('those of other pipelines, stages and people in the same environment stay', async () => {
    const others = [
      bed.earlier('01A', {}, { pipeline: 'api' }),
      bed.earlier('01B', {}, { stage: 'canary' }),
      bed.earlier('01C', { creator: 'mallory' }),
      bed.earlier('01D', { environment: 'staging' }),
      bed.web.deployments.add({ environment: 'production', statuses: [{ state: 'success' }] }),
      bed.web.deployments.add({ task: 'promote', environment: 'production', payload: 'deploy me' }),
    ];
    const before = others.map(stateOf);
    await promoteNow();
    expect(others.map(stateOf)).toEqual(before);
  });

  it('stops at the first that is inactive already, but not at one that was superseded', async () => {
    const untouched = bed.earlier('01A');
    bed.earlier('01B', { statuses: [{ state: 'success' }, { state: 'inactive' }] });
    const before = bed.earlier('01C');
    bed.earlier('01D', { statuses: [{ state: 'inactive', description: 'superseded 0/1 0123456789ab' }] });
    bed.earlier('01E', { statuses: [{ state: 'failure', description: 'failed 0/1 0123456789ab' }] });
    await promoteNow();
    expect([stateOf(untouched), stateOf(before)]).toEqual(['success', 'inactive']);
  });

  it('was refused, they stay', async () => {
    const before = bed.earlier('01A');
    const subject = bed.journal();
    await subject.intend(intended('01Z'));
    await subject.finish(finished(intended('01Z'), 'refused'));
    expect(stateOf(before)).toBe('success');
  });

  it('GitHub fails meanwhile, the promotion is kept all the same', async () => {
    bed.earlier('01A');
    const subject = bed.journal();
    await subject.intend(intended('01Z'));
    bed.github.fault({ path: '/deployments', method: 'GET', status: 404, body: {} });
    await subject.finish(finished(intended('01Z')));
    expect(bed.web.deployments.all.map(stateOf)).toEqual(['success', 'success']);
  });
});
