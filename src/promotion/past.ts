import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { overtakenOf } from '../domain/plan.ts';
import type { Intent } from '../domain/record.ts';
import { holdOf, type Hold } from '../domain/hold.ts';
import { isAsked, type EntryEnd, type JournalEntry } from '../domain/journal-entry.ts';
import type { StageId } from '../domain/pipeline.ts';
import { unfinishedOf } from '../domain/unfinished.ts';
import type { Journal } from '../ports/journal.ts';
import { remembered } from './remembered.ts';

export type PastQuery = {
  readonly pipeline: string;
  readonly stage: string;
  /** The pipeline's source. */
  readonly source: Repository;
  readonly target: Repository;
  readonly digest: Digest;
};

/** What an earlier promotion left at a target. */
export type PastPromotion = {
  /** The first tag that it wrote or found there. */
  readonly tag: Tag | undefined;
};

/** What the records say of earlier runs. Read once, no further than is needed; newest first. */
export type Past = {
  /** The newest record by which the stage promoted the digest to the target, as read back. */
  promotion(query: PastQuery): Promise<PastPromotion | undefined>;
  /** What a tag at a target named before each promotion that meant to write it. */
  named(repository: Repository): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>>;
  /** Promotions of the very same images to a stage that have no result: under way, or dead. */
  unfinished(query: UnfinishedQuery): Promise<readonly JournalEntry[]>;
  /** Whether a rollback holds the stage; reads no further back than that takes. */
  hold(stage: StageId): Promise<Hold | undefined>;
  /** The same, of records as they are now: what was read when the run was planned may be minutes old. */
  holdNow(stage: StageId): Promise<Hold | undefined>;
  /** Whether a promotion of one of the digests to the stage has begun and nothing closed it: it died, or is under way. */
  isOpen(stage: StageId, digests: readonly Digest[]): Promise<boolean>;
  /** What a stage promoted to a target, the newest first: for people to see, nothing is decided by it. */
  promotedTo(where: PastTarget): AsyncIterable<{ readonly digest: Digest; readonly tags: readonly Tag[] }>;
};

export type PastTarget = Pick<PastQuery, 'pipeline' | 'stage' | 'target'>;

export type UnfinishedQuery = Pick<Intent, 'pipeline' | 'stage' | 'sources'>;

/** A promotion that died long ago is history: so many of a stage are looked at. */
export const mostLooked = 100;

export function createPast(journal: () => Promise<Journal>): Past {
  const all = remembered(async () => ours(await journal()));

  async function promotion(query: PastQuery): Promise<PastPromotion | undefined> {
    for await (const record of all()) {
      const target = promoted(record, query);
      if (target !== undefined) return target;
    }
    return undefined;
  }

  async function named(repository: Repository): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>> {
    const before = new Map<Tag, (Digest | null)[]>();
    for await (const { intent } of all()) {
      for (const target of intent.targets) {
        if (target.repository !== repository) continue;
        for (const { tag, before: then } of target.tags) before.set(tag, [...(before.get(tag) ?? []), then]);
      }
    }
    return before;
  }

  async function unfinished({ pipeline, stage, sources }: UnfinishedQuery): Promise<readonly JournalEntry[]> {
    const found: JournalEntry[] = [];
    for await (const entry of newestOf({ pipeline, stage }))
      if (entry.end === undefined && sameImages(entry.intent.sources, sources)) found.push(entry);
    return found;
  }

  async function isOpen(stage: StageId, digests: readonly Digest[]): Promise<boolean> {
    const own: JournalEntry[] = [];
    for await (const entry of newestOf(stage)) own.push(entry);
    return unfinishedOf(own).some(({ intent }) =>
      intent.sources.some((source) => digests.includes(source.digest)),
    );
  }

  async function* only({ pipeline, stage }: StageId): AsyncGenerator<JournalEntry> {
    for await (const entry of all()) if (isAsked(entry, { pipeline, stage })) yield entry;
  }

  async function* newestOf(stage: StageId): AsyncGenerator<JournalEntry> {
    let looked = 0;
    for await (const entry of only(stage)) {
      yield entry;
      if ((looked += 1) === mostLooked) return;
    }
  }

  async function* promotedTo({ pipeline, stage, target }: PastTarget) {
    for await (const { intent, end } of only({ pipeline, stage })) {
      if (end?.outcome !== 'promoted') continue;
      for (const { repository, digest, tags } of intent.targets)
        if (repository === target) yield { digest, tags: tags.map(({ tag }) => tag) };
    }
  }

  return {
    promotion,
    named,
    unfinished,
    hold: (stage) => holdOf(only(stage)),
    holdNow: (stage) => createPast(journal).hold(stage),
    isOpen,
    promotedTo,
  };
}

/** What died, or ended in any other way than these two, left the stage unfinished. */
function promoted({ intent, end, result }: JournalEntry, query: PastQuery): PastPromotion | undefined {
  if (end?.outcome !== 'promoted' && end?.outcome !== 'unchanged') return undefined;
  if (intent.pipeline !== query.pipeline || intent.stage !== query.stage || intent.kind === 'copy')
    return undefined;
  const carried = intent.sources.some(
    (source) => source.repository === query.source && source.digest === query.digest,
  );
  if (!carried) return undefined;
  if (result === undefined) return fromIntent(intent, end, query);
  if (overtakenOf(result.targets).includes(query.digest)) return undefined;
  const there = result.targets.find((target) => isAt(target, query));
  if (there === undefined) return undefined;
  const own = there.tags.find(({ action }) => isThere.has(action));
  return { tag: own?.tag };
}

const isThere: ReadonlySet<string> = new Set(['create', 'move', 'unchanged']);

/** Where only the intent and a line were kept: nothing less than every tag that was meant shows a promotion. */
function fromIntent(intent: Intent, end: EntryEnd, query: PastQuery): PastPromotion | undefined {
  const there = intent.targets.find((target) => isAt(target, query));
  const [first] = there?.tags ?? [];
  return first === undefined || end.moved < end.all ? undefined : { tag: first.tag };
}

function isAt(
  target: { readonly repository: Repository; readonly digest: Digest },
  { target: repository, digest }: PastQuery,
): boolean {
  return target.repository === repository && target.digest === digest;
}

function sameImages(some: Intent['sources'], others: Intent['sources']): boolean {
  const names = (sources: Intent['sources']): string =>
    sources
      .map(({ repository, digest }) => `${repository}@${digest}`)
      .sort()
      .join();
  return names(some) === names(others);
}

/** Whoever may make deployments could have made up what is foreign: it helps nothing through, and no tag forward. */
async function* ours(journal: Journal): AsyncGenerator<JournalEntry> {
  for await (const entry of journal.list()) if (entry.foreign !== true) yield entry;
}
