import type { Repository } from '../image/reference.ts';
import { expandTarget, matchSource } from './pattern.ts';
import type { Pipeline, StageEnvironment } from './pipeline.ts';

/** Where a stage brings one image, and which environment guards it: what its statements must be of. */
export type StagePlace = {
  readonly targets: readonly Repository[];
  readonly environment?: StageEnvironment;
};

/** The stages of a pipeline by name, for an image out of one repository of its source. */
export function stagePlaces(pipeline: Pipeline, source: Repository): ReadonlyMap<string, StagePlace> {
  const captures = matchSource(pipeline, source);
  if (captures === undefined) return new Map();
  return new Map(
    pipeline.stages.map(({ name, to, environment }) => [
      name,
      {
        targets: to.map((target) => expandTarget(target, captures)),
        ...(environment === undefined ? {} : { environment }),
      },
    ]),
  );
}
