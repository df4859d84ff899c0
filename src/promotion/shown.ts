import type { TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';
import type { StageId } from '../domain/pipeline.ts';

/**
 * Whether something shows that a stage promoted an image to a target, besides the digest lying there. Today that is a
 * record of the journal. **This is the one place where a signed statement is asked for**: unless `record.attest` is `off`,
 * a statement at the target that `verify` accepts has to show it (contract §6, Rollback).
 */
export async function isShownAt(
  trip: Pick<Trip, 'past' | 'registry' | 'config'>,
  { pipeline, stage }: StageId,
  { image, planned }: Pick<TargetWork, 'image' | 'planned'>,
): Promise<boolean> {
  const recorded = await trip.past.promotion({
    pipeline,
    stage,
    source: image.repository,
    target: planned.repository,
    digest: image.digest,
  });
  return recorded !== undefined;
}
