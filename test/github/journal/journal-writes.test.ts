import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stateOf } from '../../fakes/github/deployments.ts';
import { parseTag } from '../../../src/image/reference.ts';
import { startJournalBed, type JournalBed } from './journal-bed.ts';
import { digest, finished, intended, tag, target } from './records.ts';

let bed: JournalBed;

beforeEach(async () => {
  bed = await startJournalBed();
});
afterEach(() => bed.close());

const posts = (): readonly string[] =>
  bed.github.requests.filter((request) => request.startsWith('POST /repos'));

describe('when an answer is lost', () => {
  it('of a deployment that was made, it is found and not made twice', async () => {
    bed.github.fault({ path: '/deployments', method: 'POST', loseAnswer: true });
    const subject = bed.journal();
    await subject.intend(intended('01A'));
    await subject.finish(finished(intended('01A')));
    expect(stateOf(bed.only())).toBe('success');
    expect(posts().filter((request) => request.endsWith('/deployments'))).toHaveLength(1);
  });

  it('of a deployment that was not made, it is made', async () => {
    bed.github.fault({ path: '/deployments', method: 'POST', hangUp: true });
    await bed.journal().intend(intended('01A'));
    expect(bed.only().payload).toMatchObject({ id: '01A' });
  });

  it('of a status, it is said once all the same', async () => {
    const subject = bed.journal();
    const record = intended('01A');
    await subject.intend(record);
    bed.github.fault({ path: '/statuses', method: 'POST', loseAnswer: true });
    await subject.moved(record, { repository: target, tag, before: null, after: digest });
    bed.github.fault({ path: '/statuses', method: 'POST', status: 502, body: '<html>' });
    await subject.finish(finished(record));
    expect(bed.only().statuses.map(({ state }) => state)).toEqual(['in_progress', 'in_progress', 'success']);
  });

  it('three times without a trace, that is an error', async () => {
    for (let times = 0; times < 3; times += 1)
      bed.github.fault({ path: '/deployments', method: 'POST', hangUp: true });
    await expect(bed.journal().intend(intended('01A'))).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE' });
    expect(bed.web.deployments.all).toEqual([]);
  });

  it('three times of a tag that moved, that is an error too', async () => {
    const subject = bed.journal();
    await subject.intend(intended('01A'));
    for (let times = 0; times < 3; times += 1)
      bed.github.fault({ path: '/statuses', method: 'POST', hangUp: true });
    const moved = subject.moved(intended('01A'), { repository: target, tag, before: null, after: digest });
    await expect(moved).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE' });
  });

  it('of a status that was not said, one like it is not taken for it', async () => {
    const subject = bed.journal();
    await subject.intend(intended('01A'));
    const move = { repository: target, before: null, after: digest };
    await subject.moved(intended('01A'), { ...move, tag });
    bed.github.fault({ path: '/statuses', method: 'POST', hangUp: true });
    await subject.moved(intended('01A'), { ...move, tag: parseTag('stable') });
    const said = bed.only().statuses.map(({ description }) => description);
    expect(said).toContainEqual(expect.stringContaining(`:${tag} `));
    expect(said).toContainEqual(expect.stringContaining(':stable '));
  });

  it('the deployment of another promotion is not taken for it', async () => {
    bed.earlier('01B');
    bed.github.fault({ path: '/deployments', method: 'POST', hangUp: true });
    await bed.journal().intend(intended('01A'));
    expect(bed.web.deployments.all).toHaveLength(2);
  });
});

describe('when GitHub does not take a write', () => {
  it('because it limits the rate, the journal waits and writes once', async () => {
    bed.github.fault({
      path: '/deployments',
      method: 'POST',
      status: 403,
      headers: { 'retry-after': '7' },
      body: { message: 'You have exceeded a secondary rate limit.' },
    });
    await bed.journal().intend(intended('01A'));
    expect(bed.clock.slept).toEqual([7000]);
    expect(bed.only().statuses).toHaveLength(1);
  });

  it('because the token may only read, that is said', async () => {
    bed.web.readOnly = new Set(['deployments']);
    await expect(bed.journal().intend(intended('01A'))).rejects.toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      hint: expect.stringContaining('"deployments: write"'),
    });
  });

  it('because the payload is longer than it takes, a small one is written', async () => {
    bed.github.fault({
      path: '/deployments',
      method: 'POST',
      status: 422,
      body: { message: 'Validation Failed: payload is too long' },
    });
    await bed.journal().intend(intended('01A', { comment: 'why '.repeat(5000) }));
    expect(bed.only().payload).toMatchObject({ id: '01A', cut: ['sources', 'comment'] });
  });

  it('the end of a promotion that is not among the newest is not written anywhere', async () => {
    bed.earlier('01B');
    await expect(bed.journal().finish(finished(intended('01A')))).rejects.toMatchObject({
      code: 'DEPLOYMENT_LOST',
    });
    expect(posts()).toEqual([]);
  });

  it('a deployment that could not be made is made when the promotion ends', async () => {
    bed.web.readOnly = new Set(['deployments']);
    const subject = bed.journal();
    await expect(subject.intend(intended('01A'))).rejects.toThrow('may not do this');
    bed.web.readOnly = new Set();
    await subject.finish(finished(intended('01A'), 'failed'));
    expect(stateOf(bed.only())).toBe('failure');
  });
});
