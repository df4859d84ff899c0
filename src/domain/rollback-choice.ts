import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { mayHaveMoved } from './hold.ts';
import { imagesKey } from './images-key.ts';
import type { JournalEntry } from './journal-entry.ts';
import { isInPlace } from './outcome.ts';

/** What a rollback was asked to go to; nothing: the previous image. */
export type RollbackWish = {
  readonly repository?: Repository;
  readonly tag?: Tag;
  readonly digest?: Digest;
};

export type RollbackChoice = {
  readonly entry: JournalEntry;
  /** A rollback to its images was begun last, and nobody knows that it ended well. */
  readonly isBegun: boolean;
  /**
   * The tag was there, and this promotion of its target left it on what it named: on something newer, as a `forward` tag is
   * kept for a patch of an older version. So the image has never had it. To be asked before the next choice is.
   */
  readonly leftAlone: (repository: Repository, tag: Tag) => boolean;
  /** Nothing that came later may have written the tag. To be asked before the next choice is. */
  readonly isLast: (repository: Repository, tag: Tag) => boolean;
  /** An entry that was read until now meant to write the tag, or found it there. */
  readonly isTold: (repository: Repository, tag: Tag) => boolean;
};

/**
 * What a stage can be rolled back to, newest first: each promotion of its images to the same tags once. Without a tag or a digest those that
 * a rollback left since are passed over (contract §6). `entries` are those of one stage, newest first; they are read only as far
 * as somebody asks on.
 */
export async function* rollbackChoices(
  entries: AsyncIterable<JournalEntry>,
  wish: RollbackWish,
): AsyncGenerator<RollbackChoice> {
  const left = new Set<Digest>();
  const seen = new Set<string>();
  const made = new Set<string>();
  const written = new Set<string>();
  const told = new Set<string>();
  let isCut = false;
  let last: Last | undefined;
  const isNamed = wish.tag !== undefined || wish.digest !== undefined;
  for await (const entry of entries) {
    // What anybody could have made up is nothing to go back to, and leaves nothing.
    if (entry.foreign === true) continue;
    const { sources } = entry.intent;
    const key = imagesKey(sources);
    const tags = tagsOf(entry);
    const promotion = [key, ...tags.keys()].join(' ');
    if (isOf(entry, wish)) last = laterOf(last, entry);
    const isBegun = key === last?.begun;
    const isLeft = !isNamed && !isBegun && sources.some(({ digest }) => left.has(digest));
    if (hasEntered(entry) && isMeant(entry, wish) && !isLeft && !seen.has(promotion)) {
      seen.add(promotion);
      yield {
        entry,
        isBegun,
        leftAlone: leavesAlone(entry, (place) => tags.has(place) || made.has(place)),
        isLast: (repository, tag) => !isCut && !written.has(`${repository}:${tag}`),
        isTold: (repository, tag) => told.has(`${repository}:${tag}`),
      };
    }
    isCut ||= entry.cut === true;
    for (const [place, before] of tags) {
      told.add(place);
      // What was new then was on nothing older.
      if (before === null) made.add(place);
      if (mayHaveMoved(entry) || isInPlace(entry.end?.outcome)) written.add(place);
    }
    for (const digest of leftBy(entry)) left.add(digest);
  }
}

/** By `repository:tag`, what the tags of a promotion named before it. */
function tagsOf({ intent }: JournalEntry): ReadonlyMap<string, Digest | null> {
  return new Map(
    intent.targets.flatMap(({ repository, tags }) =>
      tags.map(({ tag, before }) => [`${repository}:${tag}`, before] as const),
    ),
  );
}

/** @param isKnown whether it wrote the tag, or that was not there yet */
function leavesAlone(
  { intent, cut }: JournalEntry,
  isKnown: (place: string) => boolean,
): RollbackChoice['leftAlone'] {
  return (repository, tag) =>
    cut !== true &&
    intent.targets.some((target) => target.repository === repository) &&
    !isKnown(`${repository}:${tag}`);
}

/** What moved a tag last, or may have: the images of a rollback that did not end well. */
export type Last = { readonly id: string; readonly begun: string | undefined };

/**
 * Is given the entries of the images in question from the newest on. A record that was closed by a later one is met before
 * it where a journal goes by when something was written.
 */
export function laterOf(last: Last | undefined, entry: JournalEntry): Last | undefined {
  const { id, intent, end } = entry;
  if (isInPlace(end?.outcome)) return last === undefined || last.id < id ? { id, begun: undefined } : last;
  if (last !== undefined || !mayHaveMoved(entry)) return last;
  return { id, begun: intent.kind === 'rollback' ? imagesKey(intent.sources) : undefined };
}

function hasEntered({ intent, end }: JournalEntry): boolean {
  return isInPlace(end?.outcome) && intent.sources.length > 0;
}

/** Of a pattern the other repositories are another matter. */
function isOf({ intent: { sources, targets } }: JournalEntry, { repository }: RollbackWish): boolean {
  return (
    repository === undefined ||
    sources.some((source) => source.repository === repository) ||
    targets.some((target) => target.repository === repository)
  );
}

function isMeant(entry: JournalEntry, wish: RollbackWish): boolean {
  const { sources, targets } = entry.intent;
  const { tag, digest } = wish;
  const hasTag =
    sources.some((source) => source.tag === tag || source.fromTag === tag) ||
    targets.some((target) => target.tags.some((one) => one.tag === tag));
  return (
    isOf(entry, wish) &&
    (tag === undefined || hasTag) &&
    (digest === undefined || sources.some((source) => source.digest === digest))
  );
}

/** What the tags of a rollback named before it, unless it moved none. */
function leftBy(entry: JournalEntry): readonly Digest[] {
  const { intent } = entry;
  if (intent.kind !== 'rollback' || !mayHaveMoved(entry)) return [];
  return intent.targets.flatMap(({ digest, tags }) =>
    tags.flatMap(({ before }) => (before === null || before === digest ? [] : [before])),
  );
}
