import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Intent, TargetResult } from '../../src/domain/record.ts';
import { HoistError } from '../../src/errors.ts';
import type { Digest } from '../../src/image/digest.ts';
import { parseTag } from '../../src/image/reference.ts';
import { createPast } from '../../src/promotion/past.ts';
import { digest, finished, intended, source, tag, target } from '../github/journal/records.ts';
import { testInstant, testWorld } from './world.ts';

type Target = Intent['targets'][number];

const { intent } = intended('01A');
const end = { outcome: 'promoted', moved: 1, all: 1, finished: '', record: '' } as const;
const query = { pipeline: 'web', stage: 'production', source, target, digest };
const other = `sha256:${'e'.repeat(64)}` as Digest;

function named(...tags: readonly string[]): Target['tags'] {
  return tags.map((text) => ({ tag: parseTag(text), before: null, after: digest }));
}

const to: Target = { repository: target, digest, tags: named(tag) };

/** The whole record, of which the target was read back so. */
function readBack(over: Partial<TargetResult>): Pick<JournalEntry, 'result'> {
  const { result } = finished(intended('01A'));
  if (result === undefined) throw new Error('the record has no result');
  return { result: { ...result, targets: result.targets.map((one) => ({ ...one, ...over })) } };
}

const left = { tag, before: null, after: other } as const;

function withTargets(...targets: readonly Target[]): Pick<JournalEntry, 'intent'> {
  return { intent: { ...intent, targets } };
}

function pastOf(entries: readonly JournalEntry[]) {
  const world = testWorld({
    journal: {
      async *list(): AsyncGenerator<JournalEntry> {
        yield* entries;
      },
    },
  });
  return createPast(() => world.journal({ deployments: true }), []);
}

describe('when the journal keeps an intent and one line of how it ended', () => {
  it('shows a promotion whose tags all arrived', async () => {
    expect(await pastOf([{ id: '01A', intent, end }]).promotion(query)).toEqual({ tag });
  });

  it.each<[string, Partial<JournalEntry>]>([
    ['of which not all tags arrived', { end: { ...end, moved: 1, all: 2 } }],
    ['that failed', { end: { ...end, outcome: 'failed' } }],
    ['without a tag', withTargets({ repository: target, digest, tags: [] })],
    ['to another target', withTargets({ ...to, repository: source })],
    ['of another image of the set', withTargets({ ...to, digest: other })],
    ['of another image', { intent: { ...intent, sources: [] } }],
    ['of another source', { intent: { ...intent, sources: [{ repository: target, digest, from: target }] } }],
    ['of which the target that was read back is another', readBack({ repository: source })],
    ['of which something newer keeps the tag', readBack({ tags: [{ ...left, action: 'kept' }] })],
    ['of another pipeline', { intent: { ...intent, pipeline: 'api' } }],
    ['to another stage', { intent: { ...intent, stage: 'qa' } }],
    ['outside any stage', { intent: { ...intent, kind: 'copy' } }],
  ])('shows none by an entry %s', async (_, entry) => {
    expect(await pastOf([{ id: '01A', intent, end, ...entry }]).promotion(query)).toBeUndefined();
  });

  it('shows it by the newest entry that tells, whatever the others are of', async () => {
    const later = { ...withTargets({ ...to, repository: source }, { ...to, tags: named('2.0.0') }), end };
    const past = pastOf([
      { id: '01C', intent, end: { ...end, outcome: 'refused' } },
      { id: '01B', ...later },
      { id: '01A', intent, end },
    ]);
    expect(await past.promotion(query)).toEqual({ tag: '2.0.0' });
  });

  it('shows none that somebody else made up', async () => {
    const past = pastOf([{ id: '01A', intent, end, by: 'mallory', foreign: true }]);
    expect(await past.promotion(query)).toBeUndefined();
    expect(await past.named({ ...query, since: testInstant })).toEqual(new Map());
  });
});

describe('when a digest was promoted more than once', () => {
  const entryOf = (id: string, over: Partial<Intent>, name: string): JournalEntry => ({
    id,
    intent: { ...intent, ...over, targets: [{ ...to, tags: named(name) }] },
    end,
  });
  const asked = (text: string): Partial<Intent> => ({
    sources: intent.sources.map((one) => ({ ...one, tag: parseTag(text) })),
  });
  const refused = (count: number): readonly JournalEntry[] =>
    Array.from({ length: count }, (_, at) => ({
      id: `00${at}`,
      intent,
      end: { ...end, outcome: 'refused' },
    }));

  it.each<[string, readonly JournalEntry[], string]>([
    ['the newest', [entryOf('01B', {}, 'b'), entryOf('01A', {}, 'a')], 'b'],
    ['under this name', [entryOf('01B', asked('9.9.9'), 'b'), entryOf('01A', {}, 'a')], 'a'],
    ['no rollback', [entryOf('01B', { kind: 'rollback' }, 'b'), entryOf('01A', asked('9.9.9'), 'a')], 'a'],
    ['a rollback where there is no other', [entryOf('01B', { kind: 'rollback' }, 'b')], 'b'],
    [
      'whatever lies between a rollback and it',
      [entryOf('01B', { kind: 'rollback' }, 'b'), ...refused(500), entryOf('01A', {}, 'a')],
      'a',
    ],
    [
      'of another name, where this one is not among the next hundred',
      [entryOf('01B', asked('9.9.9'), 'b'), ...refused(100), entryOf('01A', {}, 'a')],
      'b',
    ],
  ])('that which counts: %s', async (_, entries, name) => {
    expect(await pastOf(entries).promotion({ ...query, tag })).toEqual({ tag: name });
  });
});

describe('when the records of a stage are asked what is open there', () => {
  const stage = { pipeline: 'web', stage: 'production' };

  function after(count: number): readonly JournalEntry[] {
    const ended = Array.from({ length: count }, (_, at) => ({ id: `01B${at}`, intent, end: failed }));
    return [...ended, { id: '01A', intent }];
  }
  const failed = { ...end, outcome: 'failed' } as const;

  it('one hundred are looked at', async () => {
    for (const [count, isOpen] of [
      [99, true],
      [100, false],
    ] as const) {
      const past = pastOf(after(count));
      expect(await past.isOpen(stage, [other, digest])).toBe(isOpen);
      expect(await past.isOpen(stage, [other])).toBe(false);
      expect((await past.unfinished(intent)).map(({ id }) => id)).toEqual(isOpen ? ['01A'] : []);
    }
  });

  it('only the very same images are', async () => {
    const set = (...names: readonly string[]): Intent['sources'] =>
      names.map((name) => ({ repository: target, digest: name === 'a' ? digest : other, from: target }));
    const past = pastOf([{ id: '01A', intent: { ...intent, sources: set('a', 'b') } }]);
    for (const [sources, count] of [
      [set('b', 'a'), 1],
      [set('a'), 0],
      [set('b', 'b'), 0],
    ] as const) {
      expect(await past.unfinished({ ...stage, sources })).toHaveLength(count);
    }
  });

  it('a record that lists the image and was cut does not show a target, and nobody says that it was not there', async () => {
    const cut = { ...withTargets(), id: '01B', cut: true, end } as const;
    const whole = { id: '01A', intent, end } as const;
    await expect(pastOf([cut]).promotion(query)).rejects.toMatchObject({
      code: 'JOURNAL_TOO_LONG',
      message: expect.stringContaining('record 01B'),
    });
    expect(await pastOf([cut, whole]).promotion(query)).toEqual({ tag });
    expect(await pastOf([{ ...cut, end: { ...end, outcome: 'failed' } }]).promotion(query)).toBeUndefined();
    expect(await pastOf([cut]).promotion({ ...query, digest: other })).toBeUndefined();
  });

  it('what a tag of another target named is not told, and one that has no end does not end the search', async () => {
    const before = (then: Digest | null, repository = target): Pick<JournalEntry, 'intent'> =>
      withTargets({ ...to, repository, tags: named(tag).map((one) => ({ ...one, before: then })) });
    const past = pastOf([
      { id: '01C', ...before(other) },
      { id: '01B', ...before(digest, source), end: { ...end, finished: testInstant.toISOString() } },
      { id: '01A', ...before(null), end: { ...end, finished: testInstant.toISOString() } },
    ]);
    const names = await past.named({ ...stage, target, since: testInstant });
    expect([...names]).toEqual([[tag, [other, null]]]);
  });

  it('a hold of which it is not known why it is not known is no answer', async () => {
    const down = new HoistError('unreachable', 'DOWN', 'it is down');
    const past = createPast(async () => {
      throw down;
    }, []);
    await expect(past.hold(stage)).rejects.toBe(down);
  });
});
