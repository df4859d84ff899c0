import type { Config } from '../domain/config.ts';
import type { StagePlan } from '../domain/plan.ts';
import type { PromotionRecord } from '../domain/record.ts';
import { HoistError } from '../errors.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { type Showing } from './show-promotion.ts';
/** What proves promotions, for one run (contract §8, Proof). */
export type Proof = {
    /** @throws HoistError `ATTEST_IMPOSSIBLE` (config) where statements are required and nobody can sign */
    demand(): Promise<void>;
    /** Whether the decision is to be attached before the tags move. */
    isSigned(): Promise<boolean>;
    /** Attaches the decision at every target that gets the image; says what stands in the way of the tags. */
    decide(plan: StagePlan): Promise<HoistError | undefined>;
    /** Attaches the record where it is missing, and a missing decision; says what could not be attached though it is required. */
    record(plan: StagePlan, record: PromotionRecord): Promise<HoistError | undefined>;
    /** By which statements a stage promoted an image to a target; absent where the journal has to show it. */
    readonly shows: Showing | undefined;
};
type Bench = {
    readonly world: World;
    readonly config: Config;
    readonly registry: Registry;
};
/** A copy without pipeline is proven by nobody. */
export declare const noProof: Proof;
export declare function createProof(bench: Bench): Proof;
export {};
