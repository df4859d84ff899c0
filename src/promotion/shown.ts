import { isFromDisk } from '../domain/promotion-statement.ts';
import { keepsAll } from '../domain/plan.ts';
import type { StageId } from '../domain/pipeline.ts';
import type { PromotionRecord, TargetResult } from '../domain/record.ts';
import { readStageResource } from '../domain/statement.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import type { FoundStatement } from './statements.ts';

export type Decision = Extract<FoundStatement, { readonly kind: 'decision' }>;
export type Promotion = Extract<FoundStatement, { readonly kind: 'promotion' }>;

/** A target of a stage, and an image there. */
export type TargetImage = { readonly repository: Repository; readonly digest: Digest };

/** What is looked for. A stage of which nothing is said: any. */
export type Wanted = TargetImage &
  Partial<StageId> & {
    /**
     * Also what a file on a disk decided, which nobody else could have looked at (contract §4): enough to know that a
     * statement is there, and never to believe it.
     */
    readonly evenFromDisk?: boolean;
  };

/** The signed decisions that the image may go there. */
export function decisionsFor(
  statements: readonly FoundStatement[],
  { repository, pipeline, stage, evenFromDisk = false }: Wanted,
): readonly Decision[] {
  return statements.filter((found): found is Decision => {
    if (found.kind !== 'decision' || found.trust.level !== 'signed') return false;
    const { form, passed, policy, resource = '' } = found.summary;
    const place = readStageResource(resource);
    return (
      form === 'vsa' &&
      passed &&
      (evenFromDisk || !isFromDisk(policy)) &&
      place?.repository === repository &&
      (pipeline === undefined || place.pipeline === pipeline) &&
      (stage === undefined || place.stage === stage)
    );
  });
}

/** The signed records by which it came there. */
export function promotionsTo(statements: readonly FoundStatement[], image: Wanted): readonly Promotion[] {
  return statements.filter((found): found is Promotion => {
    if (found.kind !== 'promotion' || found.trust.level !== 'signed') return false;
    const { intent, result } = found.record;
    const { pipeline, stage, evenFromDisk = false } = image;
    return (
      (result?.outcome === 'promoted' || result?.outcome === 'unchanged') &&
      intent.kind !== 'copy' &&
      (evenFromDisk || intent.config?.commit !== undefined) &&
      (pipeline === undefined || intent.pipeline === pipeline) &&
      (stage === undefined || intent.stage === stage) &&
      targetOf(found.record, image) !== undefined
    );
  });
}

/** What a record says of a target, where the image got there. */
export function targetOf({ result }: PromotionRecord, image: TargetImage): TargetResult | undefined {
  return result?.targets.find(
    (target) => target.repository === image.repository && target.digest === image.digest && !keepsAll(target),
  );
}
