import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { overtakenOf } from '../domain/plan.ts';
import type { PromotionRecord, TargetResult } from '../domain/record.ts';
import type { Journal } from '../ports/journal.ts';

export type PastQuery = {
  readonly pipeline: string;
  readonly stage: string;
  /** The pipeline's source. */
  readonly source: Repository;
  readonly target: Repository;
  readonly digest: Digest;
};

/** What the records say of earlier runs. Read once, when first asked; newest first. */
export type Past = {
  /** The newest record by which the stage promoted the digest to the target, as read back. */
  promotion(query: PastQuery): Promise<TargetResult | undefined>;
  /** What a tag at a target named before each promotion that meant to write it. */
  named(repository: Repository): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>>;
};

export function createPast(journal: () => Promise<Journal>): Past {
  let records: Promise<readonly PromotionRecord[]> | undefined;
  const all = (): Promise<readonly PromotionRecord[]> => (records ??= collect(journal));

  async function promotion(query: PastQuery): Promise<TargetResult | undefined> {
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

  return { promotion, named };
}

/** An intent without result died; any other outcome than these two left the stage unfinished. */
function promoted({ intent, result }: PromotionRecord, query: PastQuery): TargetResult | undefined {
  if (result?.outcome !== 'promoted' && result?.outcome !== 'unchanged') return undefined;
  if (intent.pipeline !== query.pipeline || intent.stage !== query.stage || intent.kind === 'copy')
    return undefined;
  const carried = intent.sources.some(
    (source) => source.repository === query.source && source.digest === query.digest,
  );
  if (!carried || overtakenOf(result.targets).includes(query.digest)) return undefined;
  return result.targets.find(
    (target) => target.repository === query.target && target.digest === query.digest,
  );
}

async function collect(journal: () => Promise<Journal>): Promise<readonly PromotionRecord[]> {
  const records: PromotionRecord[] = [];
  for await (const record of (await journal()).list()) records.push(record);
  return records;
}
