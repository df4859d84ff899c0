import type { Stage } from '../domain/pipeline.ts';
import type { TargetResult } from '../domain/record.ts';
import type { HoistError } from '../errors.ts';
import type { ImageGraph } from '../image/graph.ts';
import { type CarryTarget } from '../transfer/carry.ts';
import type { ArrivedImage, Place } from './arrive.ts';
import type { TargetWork } from './plan-target.ts';
import type { SourceImage } from './resolve.ts';
import type { Trip } from './trip.ts';
/** What a copy needs to know of a stage; `copy` has one without being in a pipeline. */
export type CarryRules = Pick<Stage, 'referrers' | 'missing'>;
export type Carried = {
    /** Bytes read from the source. */
    readonly pulled: number;
    /** In the order of the works that were given; undefined for one that gets nothing. */
    readonly targets: readonly (Omit<TargetResult, 'tags'> | undefined)[];
    /** Of the targets that do not hold everything. */
    readonly errors: readonly HoistError[];
    /** What a target took and does not have, once that is known: no tag before. */
    readonly kept: Promise<HoistError | undefined>;
};
/**
 * Brings everything but tags to every target of every image that gets something: each image is walked once and read
 * once.
 */
export declare function carryStage(trip: Trip, { rules, works: all, graphs, }: {
    readonly rules: CarryRules;
    readonly works: readonly TargetWork[];
    /** The walks that policy has judged: they are what is copied, not read again. */
    readonly graphs?: ReadonlyMap<ArrivedImage, ImageGraph> | undefined;
}): Promise<Carried>;
/**
 * A target that keeps all its tags gets nothing; but the first one of an image is where the next stage reads, and gets
 * what any other target of the image has.
 */
export declare function getsImage(work: TargetWork, all: readonly TargetWork[]): boolean;
/** The image with everything below and attached, as the place where the stage reads holds it now. */
export declare function walkImage({ registry, world }: Pick<Trip, 'registry' | 'world'>, { referrers, missing }: CarryRules, { image, depth }: {
    readonly image: Place & SourceImage;
    readonly depth: 'whole' | 'root';
}): Promise<ImageGraph>;
/** Where a tag names the image already and none is written, only what is attached is brought up to date (transport.md §4.3). */
export declare function needsWhole(work: TargetWork): boolean;
export declare function carryTarget(trip: Trip, rules: CarryRules, work: TargetWork): Promise<CarryTarget>;
