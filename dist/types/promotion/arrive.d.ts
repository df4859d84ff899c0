import type { Problem } from '../domain/plan.ts';
import { type Pipeline, type Stage } from '../domain/pipeline.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';
import type { Past } from './past.ts';
import type { SourceImage } from './resolve.ts';
import type { Showing } from './show-promotion.ts';
/** Where an image is read, and the tag that it has there: what `%n` is. */
export type Place = {
    readonly from: Repository;
    readonly fromTag: Tag | undefined;
};
/** An image before a stage. */
export type ArrivedImage = SourceImage & Place;
/** An image where it was pushed, before any stage has brought it on. */
export declare function atSource(image: SourceImage): ArrivedImage;
/** What a stage leaves behind for those after it: by the pipeline's source repository, its first target. */
export type Places = ReadonlyMap<Repository, Place>;
export type Arrival = {
    readonly state: 'arrived';
    readonly images: readonly ArrivedImage[];
    readonly notices: readonly string[];
} | {
    readonly state: 'waiting' | 'refused';
    readonly problem: Problem;
};
export type ArriveOptions = Call & {
    readonly registry: Registry;
    readonly past: Past;
    /** By a signed statement; absent where a record and the digest at the target are enough. */
    readonly shows?: Showing | undefined;
    /** What this run did, by stage. */
    readonly done: ReadonlyMap<string, Places>;
    /** A person asked for this stage by name. */
    readonly asked: boolean;
    readonly comment?: string | undefined;
};
/**
 * Where a stage reads: the first one the source, every other the first target of its first `after` stage, and only what
 * each `after` stage has promoted (contract §6). Within a run that is the run's own knowledge; across runs a signed
 * statement at the target, or a record together with the digest there. Lying in the repository is not enough.
 */
export declare function arrive(pipeline: Pipeline, stage: Stage, images: readonly SourceImage[], options: ArriveOptions): Promise<Arrival>;
