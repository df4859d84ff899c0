import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { createPast } from '../../src/promotion/past.ts';
import { digest, intended, source, tag, target } from '../github/journal/records.ts';
import { testInstant, testWorld } from './world.ts';

const { intent } = intended('01A');
const end = { outcome: 'promoted', moved: 1, all: 1, finished: '', record: '' } as const;
const query = { pipeline: 'web', stage: 'production', source, target, digest };

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

  it('shows none that somebody else made up', async () => {
    const past = pastOf([{ id: '01A', intent, end, by: 'mallory', foreign: true }]);
    expect(await past.promotion(query)).toBeUndefined();
    expect(await past.named({ ...query, since: testInstant })).toEqual(new Map());
  });
});
