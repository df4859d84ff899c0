import { type Outcome, type Problem, type StagePlan } from '../domain/plan.ts';
import type { PromotionRecord, TargetResult } from '../domain/record.ts';
import { HoistError } from '../errors.ts';
import type { Trip } from './trip.ts';
/** How a stage ended, before that is kept. */
export type Ended = {
    readonly outcome: Outcome;
    readonly error: HoistError | undefined;
    readonly problems: readonly Problem[];
    readonly started: Date;
    /** With what the targets named right before the first tag. */
    readonly plan: StagePlan;
    readonly targets: readonly TargetResult[];
    readonly pulled: number;
    /** Something may have been written, if only blobs. */
    readonly carried: boolean;
    /** The record whose intent is kept already. */
    readonly intended: PromotionRecord | undefined;
};
/** What came of one stage. */
export type StageRun = {
    readonly plan: StagePlan;
    readonly outcome: Outcome;
    readonly exitCode: number;
    readonly record?: PromotionRecord;
};
/** Keeps the record of what wrote, was refused, conflicted or failed (guarantee 8). */
export declare function keep(trip: Trip, ended: Ended): Promise<StageRun>;
/** What died is closed, a rollback that was begun is ended, and a hold is lifted, by a record only. */
export declare function closesSomething({ past }: Trip, plan: StagePlan): Promise<boolean>;
