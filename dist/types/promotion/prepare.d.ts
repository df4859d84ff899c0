import type { Config } from '../domain/config.ts';
import type { Plan } from '../domain/plan.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import type { CommentWish } from './discuss.ts';
import { type PlannedRoute } from './plan-route.ts';
import type { PlannedStage } from './plan-stage.ts';
import { type SelectRequest } from './select.ts';
import type { Trip, TripRequest } from './trip.ts';
/** What a promotion is asked for; every field as the user wrote it. */
export type PromoteRequest = SelectRequest & TripRequest & {
    /** The hash of the plan that the first stage has to be equal to. */
    readonly expectedPlan?: string | undefined;
    /** Whether the pull request that brought the image is told. Default: `never`. */
    readonly prComment?: CommentWish | undefined;
};
/** Where a promotion takes place. */
export type Ground = {
    readonly world: World;
    readonly config: Config;
    readonly registry: Registry;
};
/** A promotion with every digest fixed and every stage up to the gates planned. */
export type Prepared = {
    readonly trip: Trip;
    readonly routes: readonly PlannedRoute[];
    readonly notices: readonly string[];
};
/**
 * select → resolve → plan, for every pipeline that takes the image. Nothing is written.
 *
 * @throws HoistError of kind `config` for wrong arguments, of other kinds for what could not be read
 */
export declare function prepare(ground: Ground, request: PromoteRequest, dry: boolean): Promise<Prepared>;
/** The plan as it is shown and kept. */
export declare function planOf({ trip, notices }: Prepared, stages: readonly PlannedStage[]): Plan;
export declare function begin({ world, config, registry }: Ground, request: PromoteRequest, dry: boolean): Trip;
/** Plans and hashes write whole seconds, and tags are made of what they write. */
export declare function wholeSeconds(instant: Date): Date;
