import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSha256, type JournalQuery } from '../../../src/domain/journal-entry.ts';
import { stateOf } from '../../fakes/github/deployments.ts';
import { startJournalBed, type JournalBed } from './journal-bed.ts';
import { digest, finished, intended, runUrl, source, target } from './records.ts';

let bed: JournalBed;

beforeEach(async () => {
  bed = await startJournalBed();
});
afterEach(() => bed.close());

describe('when the journal is listed', () => {
  it('gives what was kept: intent, outcome and when it ended, the newest first', async () => {
    const subject = bed.journal();
    const [first, second] = [intended('01A'), intended('01B', { comment: 'again' })];
    await subject.intend(first);
    const ended = finished(first);
    await subject.finish(ended);
    await subject.intend(second);
    const done = bed.web.deployments.all[0]?.statuses.find(({ state }) => state === 'success');
    expect(await bed.listed()).toEqual([
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
    const before = bed.earlier('01A');
    const ended = before.statuses.at(-1)?.created;
    const subject = bed.journal();
    await subject.intend(intended('01Z'));
    await subject.finish(finished(intended('01Z')));
    expect(stateOf(before)).toBe('inactive');
    expect((await bed.listed()).at(-1)?.end).toMatchObject({ outcome: 'promoted', finished: ended });
  });

  it('a promotion of hundreds of tags still tells its outcome', async () => {
    const moves = Array.from({ length: 200 }, (_, index) => ({
      state: 'in_progress',
      description: `ghcr.io/acme/prod/web:${index} → sha256:dddddddddddd`,
    }));
    bed.earlier('01A', {
      statuses: [...moves, { state: 'success', description: 'promoted 200/200 0123456789ab' }],
    });
    expect((await bed.listed())[0]?.end).toMatchObject({ moved: 200, all: 200 });
  });

  it('everything that is not ours is passed over', async () => {
    bed.web.deployments.add({ environment: 'production', payload: { web: 1 } });
    bed.web.deployments.add({ task: 'promote', payload: 'text' });
    bed.web.deployments.add({ task: 'promote', payload: { schema: 'hoist/promotion/v2', id: '01A' } });
    bed.web.deployments.add({ task: 'deploy', payload: intended('01B') });
    bed.earlier('01C', {}, { targets: [{ repository: target, digest: 'sha256:no', tags: [] }] });
    bed.earlier('01D', {}, { sources: [{ repository: '../..', digest }] });
    bed.earlier('01E', { payload: JSON.stringify(intended('01E')) });
    expect((await bed.listed()).map(({ id }) => id)).toEqual(['01E']);
  });

  it('one that somebody else made is marked, and one of the token’s own app is not', async () => {
    bed.earlier('01A', { creator: 'mallory' });
    bed.earlier('01B', { creator: 'github-actions' });
    bed.web.deployments.viewer = 'acme-promoter[bot]';
    bed.earlier('01C');
    bed.earlier('01D', { creator: 'github-actions[bot]' });
    expect((await bed.listed()).map(({ by, foreign = false }) => [by, foreign])).toEqual([
      ['github-actions[bot]', false],
      ['acme-promoter[bot]', false],
      ['github-actions', true],
      ['mallory', true],
    ]);
  });

  it('what somebody else says on a deployment of ours is no outcome', async () => {
    bed.earlier('01A', {
      statuses: [
        { state: 'failure', description: 'failed 0/1 0123456789ab' },
        { state: 'success', description: 'promoted 1/1 0123456789ab', creator: 'mallory' },
      ],
    });
    bed.earlier('01B', {
      statuses: [{ state: 'success', description: 'promoted 1/1 0123456789ab', creator: 'mallory' }],
    });
    expect((await bed.listed()).map(({ end }) => end?.outcome)).toEqual([undefined, 'failed']);
  });

  it.each([
    'promoted 1/1',
    'Promoted 1/1 0123456789ab',
    'promoted 1/1 0123456789ab ',
    'toString 1/1 0123456789ab',
    'promoted 1/1 0123456789AB',
  ])('the status "%s" is no outcome', async (description) => {
    bed.earlier('01A', { statuses: [{ state: 'success', description }] });
    expect((await bed.listed())[0]?.end).toBeUndefined();
  });

  it('and asked for a pipeline, a stage or a time, only that is given', async () => {
    bed.earlier('01A', {}, { planned: '2025-12-01T00:00:00Z' });
    bed.earlier('01B', {}, { pipeline: 'api' });
    bed.earlier('01C', { environment: 'staging' }, { stage: 'staging' });
    const ids = async (query: JournalQuery): Promise<readonly string[]> =>
      (await bed.listed(query)).map(({ id }) => id);
    expect(await ids({ pipeline: 'api' })).toEqual(['01B']);
    expect(await ids({ stage: 'staging' })).toEqual(['01C']);

    expect(await ids({ since: '2026-01-01T00:00:00Z' })).toEqual(['01C', '01B']);
  });

  it('thousands take a request for each hundred, and none when nobody reads on', async () => {
    for (let at = 0; at < 1050; at += 1) bed.earlier(`01${at}`);
    expect(await bed.listed()).toHaveLength(1050);
    // Each hundred is listed, and then what became of them.
    expect(bed.github.requests).toHaveLength(22);
    for await (const { id } of bed.journal().list()) {
      expect(id).toBe('011049');
      break;
    }
    expect(bed.github.requests).toHaveLength(24);
  });

  it('back to a time, older pages are not read', async () => {
    for (let at = 0; at < 500; at += 1) bed.earlier(`01${at}`, { created: '2025-01-01T00:00:00Z' });
    bed.earlier('01Z');
    expect(await bed.listed({ since: '2026-01-01T00:00:00Z' })).toHaveLength(1);
    expect(bed.github.requests).toHaveLength(2);
  });

  it('and deployments may not be seen, that is an error', async () => {
    bed.web.permissions = new Set(['metadata']);
    await expect(bed.listed()).rejects.toMatchObject({ code: 'GITHUB_FORBIDDEN' });
  });

  it('a source that was cut is taken to be read where it is', async () => {
    bed.earlier('01A', {}, { sources: [{ repository: source, digest }] });
    expect((await bed.listed())[0]?.intent.sources).toEqual([{ repository: source, digest, from: source }]);
  });
});
