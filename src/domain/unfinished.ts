import { imagesKey } from './images-key.ts';
import type { JournalEntry } from './journal-entry.ts';
import { isInPlace } from './outcome.ts';

/**
 * The promotions of one stage that began and never ended, as far as nothing closed them: a later one of the same images
 * that ended does, and so do later ones that wrote every tag that was meant. `entries` are those of one stage, newest
 * first.
 */
export function unfinishedOf(entries: Iterable<JournalEntry>): readonly JournalEntry[] {
  const reader = createUnfinishedReader();
  for (const entry of entries) reader.read(entry);
  return reader.open;
}

/** Is given the entries of one stage from the newest on. */
export type UnfinishedReader = { read(entry: JournalEntry): void; readonly open: readonly JournalEntry[] };

export function createUnfinishedReader(): UnfinishedReader {
  const ended = new Set<string>();
  const written = new Set<string>();
  const open: JournalEntry[] = [];
  return {
    open,
    read(entry) {
      const { intent, end } = entry;
      if (end === undefined) {
        if (!ended.has(imagesKey(intent.sources)) && !tagsOf(entry).every((tag) => written.has(tag)))
          open.push(entry);
        return;
      }
      if (!isInPlace(end.outcome)) return;
      ended.add(imagesKey(intent.sources));
      if (end.moved >= end.all) for (const tag of tagsOf(entry)) written.add(tag);
    },
  };
}

/** Never empty, so that what has no tag is not closed by just anything. */
function tagsOf({ id, intent }: JournalEntry): readonly string[] {
  const tags = intent.targets.flatMap((target) =>
    target.tags.map(({ tag }) => `${target.repository}:${tag}`),
  );
  return tags.length === 0 ? [id] : tags;
}
