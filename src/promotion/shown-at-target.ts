import type { Pipeline, Stage } from '../domain/pipeline.ts';
import type { TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

/**
 * Whether something shows that a stage promoted an image to a target, besides the digest lying there: signed statements at
 * the target; with `attest: off`, and outside Actions where nobody is to sign, a record of the journal (contract §6).
 */
export async function isShownAt(
  { past, proof }: Pick<Trip, 'past' | 'proof'>,
  { pipeline, stage }: { readonly pipeline: Pipeline; readonly stage: Stage },
  { image, planned }: Pick<TargetWork, 'image' | 'planned'>,
): Promise<boolean> {
  const query = {
    pipeline: pipeline.name,
    stage: stage.name,
    source: image.repository,
    target: planned.repository,
    digest: image.digest,
  };
  const shown = proof.shows === undefined ? await past.promotion(query) : await proof.shows(stage, query);
  return shown !== undefined;
}
