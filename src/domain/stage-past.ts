import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { happenedAt } from './history.ts';
import { createHoldReader, type Hold } from './hold.ts';
import type { JournalEntry } from './journal-entry.ts';
import { isInPlace } from './outcome.ts';
import { longestEnding, recordTime } from './record-time.ts';
import { createSplitReader, type Split } from './split.ts';
import type { LastPromotion } from './status.ts';
import { createUnfinishedReader } from './unfinished.ts';

/** What the records of a stage say of one of its tags. */
export type TagPast = {
  readonly repository: Repository;
  readonly tag: Tag;
  /** As the last record that is sure of it says, and since when. */
  readonly expected?: LastWrite;
  /**
   * What promotions that were under way beside that one wrote, too: a journal has them in the order in which they began, or
   * ended, and any of them may have written the tag last.
   */
  readonly beside: ReadonlyMap<Digest | null, LastWrite>;
  /** What it may name instead, as something failed or did not end since. */
  readonly maybe: ReadonlySet<Digest | null>;
  /** A newer record lacks some of its tags, of which this may be one: what it names instead is not known. */
  readonly isOpen?: true;
  /** The last record that is sure carried so many referrers to that target, where the journal tells. */
  readonly referrers?: number;
};

export type LastWrite = { readonly digest: Digest; readonly record: string; readonly since: string };

/** What the records of a stage come to. */
export type StagePast = {
  readonly last: LastPromotion | undefined;
  readonly hold: Hold | undefined;
  /** The entries went so far back that it is clear whether the stage is held. */
  readonly isHoldClear: boolean;
  readonly split: Split | undefined;
  readonly unfinished: readonly JournalEntry[];
  /** By `repository:tag`: every tag that a record tells of. */
  readonly tags: ReadonlyMap<string, TagPast>;
  /** The newest record that the journal could not take with all of its tags. */
  readonly cut: string | undefined;
  /** The tags of the newest promotions. */
  readonly recent: ReadonlySet<string>;
};

/** Is given the entries of one stage from the newest on; each costs no more than its own tags. */
export type StagePastReader = { read(entry: JournalEntry): void; past(): StagePast };

type Draft = Omit<TagPast, 'maybe' | 'beside'> & {
  readonly maybe: Set<Digest | null>;
  readonly beside: Map<Digest | null, LastWrite>;
  /** When the last record that is sure was begun: milliseconds since 1970. */
  readonly begun: number;
  readonly isSettled: boolean;
};

/** @param most so many of the newest promotions count as recent */
export function createStagePastReader(most: number): StagePastReader {
  const tags = new Map<string, Draft>();
  const recent = new Set<string>();
  const holdReader = createHoldReader();
  const unfinished = createUnfinishedReader();
  const splits = createSplitReader();
  let hold: Hold | 'none' | undefined;
  let last: LastPromotion | undefined;
  let promotions = 0;
  let cut: string | undefined;

  function read(entry: JournalEntry): void {
    hold ??= holdReader.read(entry);
    unfinished.read(entry);
    splits.read(entry);
    if (!mayHaveWritten(entry)) return;
    if (isInPlace(entry.end?.outcome)) {
      last ??= lastOf(entry);
      promotions += 1;
    }
    for (const one of writtenBy(entry)) {
      const key = `${one.repository}:${one.tag}`;
      tags.set(key, withOlder(tags.get(key) ?? draftOf(one, cut !== undefined), one));
      if (promotions <= most) recent.add(key);
    }
    if (entry.cut === true) cut ??= entry.id;
  }

  return {
    read,
    past: () => ({
      last,
      hold: hold === 'none' ? undefined : hold,
      isHoldClear: hold !== undefined,
      split: splits.split(),
      unfinished: unfinished.open,
      tags,
      cut,
      recent,
    }),
  };
}

/** What was refused, in conflict or overtaken wrote no tag. */
function mayHaveWritten({ end }: JournalEntry): boolean {
  if (end === undefined || isInPlace(end.outcome)) return true;
  return end.outcome === 'failed' && end.moved > 0;
}

function lastOf(entry: JournalEntry): LastPromotion {
  const { kind, actor, comment, sources } = entry.intent;
  return {
    record: entry.id,
    at: happenedAt(entry),
    kind,
    actor,
    ...(comment === undefined ? {} : { comment }),
    sources,
  };
}

type Written = {
  readonly repository: Repository;
  readonly tag: Tag;
  readonly digest: Digest;
  readonly before: Digest | null;
  readonly isSure: boolean;
  readonly record: string;
  readonly since: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly ended: number;
  readonly referrers?: number;
};

function writtenBy(entry: JournalEntry): readonly Written[] {
  const { id, intent, end, result } = entry;
  const isWhole = end !== undefined && end.outcome !== 'failed' && end.moved >= end.all;
  const common = { record: id, since: happenedAt(entry), begun: begunAt(entry), ended: endedAt(entry) };
  return intent.targets.flatMap(({ repository, digest, tags }) => {
    const target = result?.targets.find((one) => one.repository === repository && one.digest === digest);
    return tags.flatMap(({ tag, before }): Written[] => {
      const done = target?.tags.find((one) => one.tag === tag);
      // Something newer had it, as the tag was about to be written.
      if (done?.action === 'kept') return [];
      const isSure = done === undefined ? isWhole : done.after === digest;
      const referrers = target === undefined ? {} : { referrers: target.referrers };
      return [{ repository, tag, digest, before, isSure, ...common, ...referrers }];
    });
  });
}

/**
 * No tag is written before the record is made, whose id tells when that was: what had ended by then wrote before. Of an id of
 * another form it is when the plan was made.
 */
function begunAt({ id, intent }: JournalEntry): number {
  return Math.max(Date.parse(intent.planned), recordTime(id) || 0);
}

/** Of what is under way, or died, by when it should have ended. */
function endedAt(entry: JournalEntry): number {
  return entry.end === undefined ? begunAt(entry) + longestEnding : Date.parse(entry.end.finished);
}

function draftOf({ repository, tag }: Written, isOpen: boolean): Draft {
  return {
    repository,
    tag,
    maybe: new Set<Digest | null>(),
    beside: new Map<Digest | null, LastWrite>(),
    begun: Number.NaN,
    isSettled: false,
    ...(isOpen && { isOpen }),
  };
}

function withOlder(draft: Draft, older: Written): Draft {
  const { digest, before, isSure, record, since, begun, ended, referrers } = older;
  const { expected } = draft;
  if (expected === undefined && !isSure) {
    draft.maybe.add(digest).add(before);
    return draft;
  }
  const first = { digest, record, since };
  if (ended > draft.begun) {
    if (isSure) draft.beside.set(digest, draft.beside.get(digest) ?? first);
    else draft.maybe.add(digest);
  }
  if (!isSure || draft.isSettled) return draft;
  if (expected === undefined)
    return { ...draft, expected: first, begun, ...(referrers === undefined ? {} : { referrers }) };
  // It has named the same since an older record.
  return expected.digest === digest ? { ...draft, expected: first } : { ...draft, isSettled: true };
}
