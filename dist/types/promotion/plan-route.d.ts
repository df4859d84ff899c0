import { type Problem, type StageState } from '../domain/plan.ts';
import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { type ArrivedImage } from './arrive.ts';
import { type PlannedStage } from './plan-stage.ts';
import type { SourceImage } from './resolve.ts';
import type { Trip } from './trip.ts';
/** The stages of one pipeline that a run comes to, in order: those that it may enter, and the gates where it stops. */
export type PlannedRoute = {
    readonly trip: Trip;
    readonly stages: readonly PlannedStage[];
    readonly notices: readonly string[];
};
/**
 * Plans every stage up to the next gate, before anything is written: what cannot be made or may not be written is
 * found here. Behind a gate, a refusal or a conflict nothing is looked at (contract §6). Only a plan goes on behind an
 * environment that this job is not in: the jobs of the waves behind it are made of that plan (§9).
 *
 * An expected plan of an automatic stage that is asked for by name is that stage's turn in a wave: the run is automatic,
 * and of this stage alone.
 */
export declare function planRoute(trip: Trip, pipeline: Pipeline, images: readonly SourceImage[]): Promise<PlannedRoute>;
/**
 * Asks policy, before anything is written. A stage whose image an earlier one still brings is asked about in a plan only;
 * in a run its turn comes when the image, and what that stage leaves behind, is there.
 */
export declare function judged(trip: Trip, planned: PlannedStage, isOnItsWay: boolean): Promise<PlannedStage>;
type Stop = {
    readonly pipeline: Pipeline;
    readonly stage: Stage;
    readonly images: readonly ArrivedImage[];
    readonly state: StageState;
    readonly problem: Problem;
};
/** A stage that is not entered: nothing was asked of its targets. */
export declare function stopped(trip: Trip, { pipeline, stage, images, state, problem }: Stop): PlannedStage;
export {};
