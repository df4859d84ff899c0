import type { Repository } from '../image/reference.ts';
import type { Pipeline, StageEnvironment } from './pipeline.ts';
/** Where a stage brings one image, and which environment guards it: what its statements must be of. */
export type StagePlace = {
    readonly targets: readonly Repository[];
    readonly environment?: StageEnvironment;
};
/** The stages of a pipeline by name, for an image out of one repository of its source. */
export declare function stagePlaces(pipeline: Pipeline, source: Repository): ReadonlyMap<string, StagePlace>;
