import { type PlannedSource, type Problem, type StagePlan } from '../domain/plan.ts';
import { type Pipeline, type Stage } from '../domain/pipeline.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { ArrivedImage, Places } from './arrive.ts';
import { type TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';
/** A stage with its digests, targets and tags fixed, and what is needed to carry it out. */
export type PlannedStage = {
    readonly pipeline: Pipeline;
    readonly stage: Stage;
    readonly plan: StagePlan;
    readonly works: readonly TargetWork[];
    /** The walks of what policy has judged: the same are copied. */
    readonly graphs: ReadonlyMap<ArrivedImage, ImageGraph>;
    /** Policy was asked when everything that it looks at was there; else it is asked again before the copy. */
    readonly isJudged: boolean;
    /** What the stages behind it read, once it has promoted. */
    readonly places: Places;
    /** Some targets were left out, as was asked: the pipeline goes no further then. */
    readonly limited: boolean;
    /** What people should know about how the stage was entered. */
    readonly notices?: readonly string[];
};
/**
 * What a stage would do, with what its targets' tags name now. Reads, writes nothing.
 *
 * @throws HoistError of kind `config` for a tag that cannot be made or may not be written, and a limit that leaves no target
 */
export declare function planStage(trip: Trip, pipeline: Pipeline, stage: Stage, images: readonly ArrivedImage[]): Promise<PlannedStage>;
export declare function plannedSource({ repository, tag, digest, from, fromTag }: ArrivedImage): PlannedSource;
/** What is known of a stage before its images are. */
export declare function stageHead(trip: Trip, pipeline: Pipeline, stage: Stage): Pick<StagePlan, 'pipeline' | 'stage' | 'kind' | 'fixed' | 'isPattern' | 'after' | 'environment'>;
export declare function allKept(stage: Pick<StagePlan, 'pipeline' | 'stage'>): Problem;
