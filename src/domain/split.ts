import type { JournalEntry } from './journal-entry.ts';
import { isInPlace } from './outcome.ts';
import type { Intent } from './record.ts';

/** A promotion that moved some of its tags and not others: its record. */
export type Split = { readonly record: string; readonly moved: number; readonly all: number };

/** Is given the entries of one stage from the newest on. */
export type SplitReader = { read(entry: JournalEntry): void; split(): Split | undefined };

type Found = { readonly split: Split; readonly finished: number; readonly missing: Set<string> };

/**
 * The newest promotion that is split. What completes it is a later one that moved all of its tags, at every target of the
 * split one: of a pattern, and where some targets were asked for, others may have come since that have nothing to do with
 * it. Later is also what was begun before it and ended after it. Who tries to complete it and moves nothing changes nothing.
 */
export function createSplitReader(): SplitReader {
  const filled = new Set<string>();
  const found: Found[] = [];
  /** A promotion that ended well does not list all of its targets: whatever is older may be completed. */
  let isOver = false;
  return {
    split: () => found.find(({ missing }) => missing.size > 0)?.split,
    read(entry) {
      const { id, intent, end } = entry;
      if (end === undefined) return;
      const { outcome, moved, all } = end;
      const finished = Date.parse(end.finished);
      const places = placesOf(intent);
      if (isInPlace(outcome) || (outcome === 'failed' && moved === all)) {
        for (const one of found)
          if (finished > one.finished) for (const place of places) one.missing.delete(place);
        for (const place of places) filled.add(place);
        isOver ||= entry.cut === true;
      } else if (!isOver && isSplit(entry)) {
        const missing = places.filter((place) => !filled.has(place));
        found.push({ split: { record: id, moved, all }, finished, missing: new Set(missing) });
      }
    },
  };
}

/** Where a journal keeps no result, it is by the tags that it had to move. */
function isSplit({ intent, end, result }: JournalEntry): boolean {
  if (end?.outcome !== 'failed') return false;
  return result?.split ?? (end.moved > namingBefore(intent) && end.moved < end.all);
}

/** Tags that named what they were to name before anything was written. */
function namingBefore({ targets }: Intent): number {
  return targets.flatMap(({ digest, tags }) => tags.filter(({ before }) => before === digest)).length;
}

/** Each target, with where the images come from: several repositories of a pattern may share a target. */
function placesOf({ sources, targets }: Intent): readonly string[] {
  const from = [...new Set(sources.map(({ repository }) => repository))].sort().join(' ');
  return targets.map(({ repository }) => `${from} ${repository}`);
}
