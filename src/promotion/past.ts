import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { overtakenOf } from '../domain/plan.ts';
import type { Intent } from '../domain/record.ts';
import type { EntryEnd, JournalEntry } from '../domain/journal-entry.ts';
import type { Journal } from '../ports/journal.ts';

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

/** What the records say of earlier runs. Read once, when first asked; newest first. */
export type Past = {
  /** The newest record by which the stage promoted the digest to the target, as read back. */
  promotion(query: PastQuery): Promise<PastPromotion | undefined>;
  /** What a tag at a target named before each promotion that meant to write it. */
  named(repository: Repository): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>>;
  /** What a stage promoted to a target, the newest first: for people to see, nothing is decided by it. */
  promotedTo(
    where: PastTarget,
  ): Promise<readonly { readonly digest: Digest; readonly tags: readonly Tag[] }[]>;
};

export type PastTarget = Pick<PastQuery, 'pipeline' | 'stage' | 'target'>;

export function createPast(journal: () => Promise<Journal>): Past {
  let records: Promise<readonly JournalEntry[]> | undefined;
  const all = (): Promise<readonly JournalEntry[]> => (records ??= collect(journal));

  async function promotion(query: PastQuery): Promise<PastPromotion | undefined> {
    for (const record of await all()) {
      const target = promoted(record, query);
      if (target !== undefined) return target;
    }
    return undefined;
  }

  async function named(repository: Repository): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>> {
    const before = new Map<Tag, (Digest | null)[]>();
    for (const { intent } of await all()) {
      for (const target of intent.targets) {
        if (target.repository !== repository) continue;
        for (const { tag, before: then } of target.tags) before.set(tag, [...(before.get(tag) ?? []), then]);
      }
    }
    return before;
  }

  async function promotedTo({ pipeline, stage, target }: PastTarget) {
    return (await all())
      .filter(
        ({ intent, end }) =>
          end?.outcome === 'promoted' && intent.pipeline === pipeline && intent.stage === stage,
      )
      .flatMap(({ intent }) => intent.targets)
      .filter(({ repository }) => repository === target)
      .map(({ digest, tags }) => ({ digest, tags: tags.map(({ tag }) => tag) }));
  }

  return { promotion, named, promotedTo };
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

async function collect(journal: () => Promise<Journal>): Promise<readonly JournalEntry[]> {
  const records: JournalEntry[] = [];
  for await (const record of (await journal()).list()) records.push(record);
  return records;
}
