import type { JournalEntry } from './journal-entry.ts';

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
      const { end } = entry;
      if (end === undefined) {
        if (!ended.has(imagesKey(entry)) && !tagsOf(entry).every((tag) => written.has(tag))) open.push(entry);
        return;
      }
      if (end.outcome !== 'promoted' && end.outcome !== 'unchanged') return;
      ended.add(imagesKey(entry));
      if (end.moved >= end.all) for (const tag of tagsOf(entry)) written.add(tag);
    },
  };
}

function imagesKey({ intent }: JournalEntry): string {
  return intent.sources
    .map(({ repository, digest }) => `${repository}@${digest}`)
    .sort()
    .join(' ');
}

/** Never empty, so that what has no tag is not closed by just anything. */
function tagsOf({ id, intent }: JournalEntry): readonly string[] {
  const tags = intent.targets.flatMap((target) =>
    target.tags.map(({ tag }) => `${target.repository}:${tag}`),
  );
  return tags.length === 0 ? [id] : tags;
}
