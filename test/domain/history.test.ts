import { describe, expect, it } from 'vitest';
import { historyEntry } from '../../src/domain/history.ts';
import { historyPath } from '../../src/domain/history-path.ts';
import { isOfQuery, journalQueryOf, parseHistoryQuery } from '../../src/domain/history-query.ts';
import { digestNamed, entryAt } from './entries.ts';
import { refused } from './refused.ts';

const now = new Date('2026-03-04T12:00:00Z');
const query = (text: string) => parseHistoryQuery(text, now);

describe('when where is read', () => {
  it('takes lines and commas, and spaces around them', () => {
    expect(query('pipeline = web\n\n stage=qa, tag=1.4.2')).toEqual({
      pipeline: 'web',
      stage: 'qa',
      tag: '1.4.2',
      order: 'newest',
      limit: 100,
    });
  });

  it('asks for everything where nothing is given, up to a limit', () => {
    expect(parseHistoryQuery(undefined, now)).toEqual({ order: 'newest', limit: 100 });
  });

  it('has no limit where the path of a digest is asked for', () => {
    expect(query('digest=ABCDEF1')).toEqual({ digest: 'abcdef1', order: 'newest' });
    expect(query('digest=abcdef1,limit=5').limit).toBe(5);
  });

  it('takes moments as days, instants and ages', () => {
    expect(query('since=7d').since).toBe('2026-02-25T12:00:00.000Z');
    expect(query('since=2026-01-02').since).toBe('2026-01-02T00:00:00.000Z');
    expect(query('until=2026-01-02T03:04').until).toBe('2026-01-02T03:04:00.000Z');
    expect(query('until=2026-01-02T03:04:05+02:00').until).toBe('2026-01-02T01:04:05.000Z');
  });

  it('reads a repository as every place reads it', () => {
    expect(query('repository=acme/web').repository).toBe('docker.io/acme/web');
  });

  it.each([
    ['pipelin=web', /no key "pipelin"/],
    ['=web', /no key ""/],
    ['web', /not key=value/],
    ['stage=', /not key=value/],
    ['stage=qa,stage=prod', /given twice/],
    ['digest=abc', /digest may not be/],
    ['digest=xyz1234', /digest may not be/],
    ['since=yesterday', /since may not be/],
    ['since=2026-13-01', /since may not be/],
    ['limit=0', /limit may not be/],
    ['limit=100001', /limit may not be/],
    ['order=down', /order may not be/],
    ['outcome=good', /outcome may not be/],
    ['kind=hand', /kind may not be/],
  ])('refuses %s', (text, message) => {
    const error = refused(() => query(text));
    expect(error).toMatchObject({ kind: 'config', code: 'WHERE_INVALID' });
    expect(error.message).toMatch(message);
    expect(error.hint).toBeDefined();
  });

  it('names the keys that there are', () => {
    expect(refused(() => query('who=ada')).hint).toContain('pipeline, stage, repository, tag, digest, actor');
  });

  it('lets the journal leave out only what was planned longer before than a plan lasts', () => {
    expect(journalQueryOf(query('since=2026-03-01,stage=qa'))).toEqual({
      stage: 'qa',
      since: '2026-01-25T00:00:00.000Z',
    });
  });
});

describe('when an entry is held against a query', () => {
  const entry = entryAt(10, { image: 'one', tag: '1.4.2', tags: ['1.4.2', 'stable'], actor: 'Ada' });
  const digest = digestNamed('one');

  it.each([
    ['pipeline=web'],
    ['stage=qa'],
    ['repository=ghcr.io/acme/dev/web'],
    ['repository=qa.example.com/web'],
    ['tag=1.4.2'],
    ['tag=stable'],
    [`digest=${digest}`],
    [`digest=${digest.slice(0, 20)}`],
    [`digest=${digest.slice(7, 14)}`],
    ['actor=ada'],
    ['outcome=promoted'],
    ['kind=auto'],
    ['since=2026-03-04T00:10:00Z'],
    ['until=2026-03-04T00:10:00Z'],
  ])('%s finds it', (text) => expect(isOfQuery(entry, query(text))).toBe(true));

  it.each([
    ['pipeline=api'],
    ['stage=prod'],
    ['repository=ghcr.io/acme/dev/api'],
    ['tag=1.4'],
    [`digest=${digestNamed('two')}`],
    [`digest=${digest.slice(8, 16)}`],
    ['actor=bob'],
    ['outcome=unfinished'],
    ['kind=rollback'],
    ['since=2026-03-04T00:10:01Z'],
    ['until=2026-03-04T00:09:59Z'],
  ])('%s does not', (text) => expect(isOfQuery(entry, query(text))).toBe(false));

  it('one that never ended is unfinished, at the time of its plan', () => {
    const open = entryAt(10, { end: false });
    expect(isOfQuery(open, query('outcome=unfinished,since=2026-03-04T00:10'))).toBe(true);
    expect(historyEntry(open)).toMatchObject({ outcome: 'unfinished', at: '2026-03-04T00:10:00.000Z' });
    expect(historyEntry(open)).not.toHaveProperty('moved');
  });
});

describe('when the path of a digest is asked for', () => {
  it('tells every stage that it entered, oldest first, and nothing of what failed or was refused', () => {
    const entries = [
      entryAt(9, { stage: 'prod', kind: 'rollback', image: 'one' }),
      entryAt(8, { stage: 'prod', image: 'two' }),
      entryAt(7, { stage: 'prod', image: 'one', kind: 'manual' }),
      entryAt(6, { stage: 'prod', image: 'one', end: { outcome: 'refused', moved: 0 } }),
      entryAt(5, { stage: 'prod', image: 'one', end: false }),
      entryAt(4, { stage: 'qa', image: 'one', end: { outcome: 'unchanged' } }),
      entryAt(3, { stage: 'qa', image: 'one' }),
    ].map(historyEntry);
    const path = historyPath(entries, digestNamed('one').slice(7, 19));
    expect(path.map(({ stage, kind, at }) => `${stage} ${kind} ${at.slice(14, 16)}`)).toEqual([
      'qa auto 03',
      'prod manual 07',
      'prod rollback 09',
    ]);
    expect(path[0]).toMatchObject({
      from: { repository: 'ghcr.io/acme/dev/web', tag: '1.0.0' },
      to: [{ repository: 'qa.example.com/web', tags: ['1.0.0'] }],
    });
  });

  it('takes what was there already for a step where nothing else tells of it', () => {
    const entries = [entryAt(4, { end: { outcome: 'unchanged' } })].map(historyEntry);
    expect(historyPath(entries, digestNamed('one'))).toHaveLength(1);
  });
});
