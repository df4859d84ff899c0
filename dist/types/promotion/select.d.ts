import type { Config } from '../domain/config.ts';
import { type Captures } from '../domain/pattern.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Run } from '../domain/run.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
/** One repository that a pipeline carries, with what its pattern captured. */
export type SelectedSource = {
    readonly repository: Repository;
    readonly captures: Captures;
};
/** A pipeline and the image, or the set of images, that it shall carry; tags are not resolved yet. */
export type Selection = {
    readonly pipeline: Pipeline;
    readonly sources: readonly SelectedSource[];
    readonly tag?: Tag;
    readonly digest?: Digest;
    /** The repository that the digest is of: in a set, one of several. */
    readonly named?: Repository;
};
export type SelectRequest = {
    readonly image?: string | undefined;
    readonly pipeline?: string | undefined;
    readonly stage?: string | undefined;
};
export type Selected = {
    readonly selections: readonly Selection[];
    /** The image came from the event, not from a person. */
    readonly fromEvent: boolean;
    /** Why nothing was selected. */
    readonly notices: readonly string[];
};
/**
 * Which pipelines take the image that was asked for by hand or by the event (contract §3). Nothing is read.
 *
 * @throws HoistError of kind `config`: `IMAGE_MISSING`, `IMAGE_INVALID`, `IMAGE_NOT_TAKEN`, `PIPELINE_UNKNOWN`,
 *   `PIPELINE_AMBIGUOUS`, `STAGE_UNKNOWN`, `SET_TAKES_A_TAG`
 */
export declare function select(config: Config, run: Run, request: SelectRequest): Selected;
