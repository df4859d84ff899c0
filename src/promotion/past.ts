import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { namesImage, overtakenOf } from '../domain/plan.ts';
import type { Intent } from '../domain/record.ts';
import { filedQuery } from '../domain/filing.ts';
import { holdOf, type HoldAnswer } from '../domain/hold.ts';
import { imagesKey } from '../domain/images-key.ts';
import type { EntryEnd, JournalEntry, JournalGap, JournalQuery } from '../domain/journal-entry.ts';
import { isInPlace } from '../domain/outcome.ts';
import { ownTarget } from '../domain/own-target.ts';
import { stageText, type Pipeline, type StageId } from '../domain/pipeline.ts';
import { laterOf, type Last } from '../domain/rollback-choice.ts';
import { unfinishedOf } from '../domain/unfinished.ts';
import { HoistError, type HoistErrorOptions } from '../errors.ts';
import type { Journal } from '../ports/journal.ts';
import { remembered } from './remembered.ts';
import { mostTelling, tellingRank } from './telling-rank.ts';

export type PastQuery = {
  readonly pipeline: string;
  readonly stage: string;
  /** The pipeline's source. */
  readonly source: Repository;
  readonly target: Repository;
  readonly digest: Digest;
  /** At the source: of several promotions of the digest the one under this name is meant. */
  readonly tag?: Tag | undefined;
};

/** What an earlier promotion left at a target. */
export type PastPromotion = {
  /** The first tag that it wrote or found there. */
  readonly tag: Tag | undefined;
};

/**
 * What the records say of earlier runs: those of each stage read once, where the stage's are, no further than is needed;
 * newest first.
 */
export type Past = {
  /** The most telling record by which the stage promoted the digest to the target, as read back; of several the newest. */
  promotion(query: PastQuery): Promise<PastPromotion | undefined>;
  /** What a tag at a target named before each promotion to the stage that meant to write it and ended since then. */
  named(where: NamedQuery): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>>;
  /** Promotions of the very same images to a stage that have no result: under way, or dead. */
  unfinished(query: UnfinishedQuery): Promise<readonly JournalEntry[]>;
  /** Whether a rollback holds the stage; reads no further back than that takes, and once. */
  hold(stage: StageId): Promise<HoldAnswer>;
  /** The same, of records as they are now: what was read when the run was planned may be minutes old. */
  holdNow(stage: StageId): Promise<HoldAnswer>;
  /** Throws where what was kept of the stage may not be read. */
  demand(stage: StageId): Promise<void>;
  /** Whether a promotion of one of the digests to the stage has begun and nothing closed it: it died, or is under way. */
  isOpen(stage: StageId, digests: readonly Digest[]): Promise<boolean>;
  /** Whether a rollback to these very images was begun last, and nobody knows that it ended well. */
  isBegun(query: UnfinishedQuery): Promise<boolean>;
  /** What a stage promoted to a target, the newest first: for people to see, nothing is decided by it. */
  promotedTo(where: PastTarget): AsyncIterable<{ readonly digest: Digest; readonly tags: readonly Tag[] }>;
};

export type PastTarget = Pick<PastQuery, 'pipeline' | 'stage' | 'target'>;

export type NamedQuery = StageId & { readonly target: Repository; readonly since: Date };

export type UnfinishedQuery = Pick<Intent, 'pipeline' | 'stage' | 'sources'>;

/** A promotion that died long ago is history: so many of a stage are looked at. */
export const mostLooked = 100;

/** Milliseconds by which the clocks of two machines may differ. */
const skew = 3_600_000;

export function createPast(
  journal: () => Promise<Journal>,
  pipelines: readonly Pipeline[],
  { fresh = false }: { readonly fresh?: boolean } = {},
): Past {
  const listings = new Map<string, Listing>();

  function listingOf(stage: StageId): Listing {
    const key = stageText(stage);
    const listing =
      listings.get(key) ??
      openListing(journal, filedQuery(pipelines, { ...only(stage), ...(fresh && { fresh }) }));
    listings.set(key, listing);
    return listing;
  }

  async function promotion(query: PastQuery): Promise<PastPromotion | undefined> {
    const listing = listingOf(query);
    let cut: JournalEntry | undefined;
    let best: { readonly target: PastPromotion; readonly rank: number } | undefined;
    let looked = 0;
    for await (const record of listing.entries()) {
      const target = promoted(record, query);
      const rank = tellingRank(record.intent, query);
      if (target !== undefined && rank === mostTelling) return target;
      if (target !== undefined && rank > (best?.rank ?? -1)) best = { target, rank };
      if (record.cut === true && hasCarried(record, query)) cut ??= record;
      // Under another name it may never have been promoted: that is no reason to read everything.
      if (best !== undefined && best.rank > 0 && (looked += 1) === mostLooked) break;
    }
    if (best !== undefined) return best.target;
    const gap = listing.gap();
    const what = `whether ${stageText(query)} promoted ${query.digest} to ${query.target} is not known`;
    if (cut !== undefined) throw notKnown(what, tooLong(cut), { hint: cutHint });
    if (gap === undefined) return undefined;
    throw notKnown(what, gap, {
      hint: `Promote it to ${query.stage} once more: the record that it leaves is found from then on.`,
    });
  }

  async function named({ target: repository, since, ...stage }: NamedQuery) {
    const before = new Map<Tag, (Digest | null)[]>();
    for await (const { intent, end } of listingOf(stage).entries()) {
      // The journal is in order: what comes after this was made before it ended.
      if (end !== undefined && Date.parse(end.finished) < since.getTime() - skew) break;
      for (const target of intent.targets) {
        if (target.repository !== repository) continue;
        for (const { tag, before: then } of target.tags) before.set(tag, [...(before.get(tag) ?? []), then]);
      }
    }
    return before;
  }

  async function unfinished({ pipeline, stage, sources }: UnfinishedQuery): Promise<readonly JournalEntry[]> {
    const found: JournalEntry[] = [];
    const wanted = imagesKey(sources);
    for await (const entry of newestOf({ pipeline, stage }))
      if (entry.end === undefined && imagesKey(entry.intent.sources) === wanted) found.push(entry);
    return found;
  }

  async function hold(stage: StageId): Promise<HoldAnswer> {
    const listing = listingOf(stage);
    try {
      const answer = await holdOf(listing.entries());
      if (answer === 'none') return { state: 'free' };
      if (answer !== undefined) return { state: 'held', hold: answer };
    } catch (thrown) {
      if (thrown instanceof HoistError && thrown.code === 'JOURNAL_FORBIDDEN')
        return { state: 'unknown', why: thrown };
      throw thrown;
    }
    const gap = listing.gap();
    if (gap === undefined) return { state: 'free' };
    const why = notKnown(`whether ${stageText(stage)} is held is not known`, gap, {
      hint: `Promote to it by name, with the stage ${stage.stage}: a hold does not stop that, and the record that it leaves is found from then on.`,
    });
    return { state: 'unknown', why };
  }

  async function isOpen(stage: StageId, digests: readonly Digest[]): Promise<boolean> {
    const own: JournalEntry[] = [];
    for await (const entry of newestOf(stage)) own.push(entry);
    return unfinishedOf(own).some(({ intent }) =>
      intent.sources.some((source) => digests.includes(source.digest)),
    );
  }

  async function isBegun({ sources, ...stage }: UnfinishedQuery): Promise<boolean> {
    const own = new Set(sources.map(({ repository }) => repository));
    let last: Last | undefined;
    for await (const entry of newestOf(stage))
      if (entry.intent.sources.some(({ repository }) => own.has(repository))) last = laterOf(last, entry);
    return last?.begun === imagesKey(sources);
  }

  async function* newestOf(stage: StageId): AsyncGenerator<JournalEntry> {
    let looked = 0;
    for await (const entry of listingOf(stage).entries()) {
      yield entry;
      if ((looked += 1) === mostLooked) return;
    }
  }

  async function* promotedTo({ target, ...stage }: PastTarget) {
    for await (const { intent, end } of newestOf(stage)) {
      if (end?.outcome !== 'promoted') continue;
      for (const { repository, digest, tags } of intent.targets)
        if (repository === target) yield { digest, tags: tags.map(({ tag }) => tag) };
    }
  }

  async function demand(stage: StageId): Promise<void> {
    for await (const _ of listingOf(stage).entries()) return;
  }

  return {
    promotion,
    named,
    unfinished,
    hold,
    holdNow: (stage) => createPast(journal, pipelines, { fresh: true }).hold(stage),
    demand,
    isOpen,
    isBegun,
    promotedTo,
  };
}

/** The records of one stage, those that anybody could have made up left out. */
type Listing = {
  readonly entries: () => AsyncIterable<JournalEntry>;
  /** Known when all entries were read. */
  readonly gap: () => JournalGap | undefined;
};

function openListing(journal: () => Promise<Journal>, query: JournalQuery): Listing {
  let gap: JournalGap | undefined;
  const left = (found: JournalGap): void => void (gap = found);
  return {
    entries: remembered(async () => ours((await journal()).list(query, left))),
    gap: () => gap,
  };
}

function only({ pipeline, stage }: StageId): StageId {
  return { pipeline, stage };
}

function notKnown(
  what: string,
  { reason }: Pick<JournalGap, 'reason'>,
  options: HoistErrorOptions,
): HoistError {
  return new HoistError('unreachable', 'JOURNAL_TOO_LONG', `${what}: ${reason}`, options);
}

/** What died, or ended in any other way than these two, left the stage unfinished. */
function promoted({ intent, end, result }: JournalEntry, query: PastQuery): PastPromotion | undefined {
  if (end === undefined || !hasCarried({ intent, end }, query)) return undefined;
  if (result === undefined) return fromIntent(intent, end, query);
  if (overtakenOf(result.targets).includes(query.digest)) return undefined;
  const there = ownTarget(result.targets, intent.sources, query);
  if (there === undefined) return undefined;
  const own = there.tags.find(namesImage);
  return { tag: own?.tag };
}

function hasCarried({ intent, end }: Pick<JournalEntry, 'intent' | 'end'>, query: PastQuery): boolean {
  return (
    isInPlace(end?.outcome) &&
    intent.pipeline === query.pipeline &&
    intent.stage === query.stage &&
    intent.kind !== 'copy' &&
    intent.sources.some((source) => source.repository === query.source && source.digest === query.digest)
  );
}

function tooLong({ id }: JournalEntry): Pick<JournalGap, 'reason'> {
  return { reason: `record ${id} is longer than the journal takes, and does not list that target any more` };
}

const cutHint =
  'Have promotions signed (`record.attest: auto` and `id-token: write`): then statements at the targets show them. Or promote fewer images, tags or targets at a time.';

/** Where only the intent and a line were kept: nothing less than every tag that was meant shows a promotion. */
function fromIntent(intent: Intent, end: EntryEnd, query: PastQuery): PastPromotion | undefined {
  const there = ownTarget(intent.targets, intent.sources, query);
  const [first] = there?.tags ?? [];
  return first === undefined || end.moved < end.all ? undefined : { tag: first.tag };
}

/** Whoever may make deployments could have made up what is foreign: it helps nothing through, and no tag forward. */
async function* ours(entries: AsyncIterable<JournalEntry>): AsyncGenerator<JournalEntry> {
  for await (const entry of entries) if (entry.foreign !== true) yield entry;
}
