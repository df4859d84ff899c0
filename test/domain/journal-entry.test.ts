import { describe, expect, it } from 'vitest';
import { endOf, entryOf, isAsked, recordSha256 } from '../../src/domain/journal-entry.ts';
import type { PromotionRecord, TagResult } from '../../src/domain/record.ts';
import type { Digest } from '../../src/image/digest.ts';
import { parseTag } from '../../src/image/reference.ts';
import { digest, finished, intended, runUrl } from '../github/journal/records.ts';

const other = `sha256:${'e'.repeat(64)}` as Digest;
const record = finished(intended('01A'));

/** The same record with these tags, as they were read back; so many were meant. */
function readBack(meant: number, ...tags: readonly Pick<TagResult, 'action' | 'after'>[]): PromotionRecord {
  const { intent, result } = record;
  if (result === undefined) throw new Error('the record has no result');
  const named = tags.map((one, at): TagResult => ({ ...one, tag: parseTag(`t${at}`), before: null }));
  const planned = Array.from({ length: meant }, (_, at) => ({
    tag: parseTag(`t${at}`),
    before: null,
    after: digest,
  }));
  return {
    ...record,
    intent: { ...intent, targets: intent.targets.map((target) => ({ ...target, tags: planned })) },
    result: { ...result, targets: result.targets.map((target) => ({ ...target, tags: named })) },
  };
}

describe('when a record has ended', () => {
  it('its end has the outcome, the time, the tags and the beginning of its hash', () => {
    expect(endOf(record)).toEqual({
      outcome: 'promoted',
      moved: 1,
      all: 1,
      finished: '2026-01-02T03:04:06Z',
      record: recordSha256(record).slice(0, 12),
    });
    expect(recordSha256(record)).toMatch(/^[0-9a-f]{64}$/);
    expect(recordSha256({ ...record, id: '01B' })).not.toBe(recordSha256(record));
  });

  it.each<[string, PromotionRecord, number, number]>([
    ['one that was there already', readBack(1, { action: 'unchanged', after: digest }), 1, 1],
    ['one that names another image', readBack(1, { action: 'failed', after: other }), 0, 1],
    ['one that was not written', readBack(1, { action: 'skipped', after: null }), 0, 1],
    ['one that something newer keeps', readBack(1, { action: 'kept', after: digest }), 0, 1],
    [
      'one of two',
      readBack(2, { action: 'create', after: digest }, { action: 'conflict', after: other }),
      1,
      2,
    ],
    [
      'more than were meant',
      readBack(1, { action: 'create', after: digest }, { action: 'move', after: digest }),
      1,
      1,
    ],
  ])('of its tags those count that name the image: %s', (_, ended, moved, all) => {
    expect(endOf(ended)).toMatchObject({ moved, all });
  });
});

describe('when a record is listed', () => {
  it('has an end and a result only when it has ended, and the address of its run', () => {
    expect(entryOf(record)).toEqual({
      id: '01A',
      intent: record.intent,
      end: endOf(record),
      result: record.result,
      url: runUrl,
    });
    const open = intended('01B', { run: {} });
    expect(Object.entries(entryOf(open))).toEqual([
      ['id', '01B'],
      ['intent', open.intent],
    ]);
  });

  it.each([
    [{}, true],
    [{ pipeline: 'web', stage: 'production' }, true],
    [{ pipeline: 'api' }, false],
    [{ stage: 'qa' }, false],
    [{ since: '2026-01-02T03:04:05Z' }, true],
    [{ since: '2026-01-02T03:04:06Z' }, false],
  ])('whether it is asked for by %j is %s', (query, expected) => {
    expect(isAsked(entryOf(record), query)).toBe(expected);
  });
});
