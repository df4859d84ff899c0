import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import type { MoveRule } from './pipeline.ts';
import type { StagePlan } from './plan.ts';
/** `v1.<UTC instant, whole seconds>.<64 hex>`, taken apart. */
export type PlanHash = {
    readonly text: string;
    readonly instant: Date;
    readonly hex: string;
    /** Older than 35 days: nothing is what it was then. */
    readonly isExpired: boolean;
};
/** What a tag named when the plan was made; `unread`: its target could not be asked. */
type Named = Digest | 'unread' | null;
/** A tag of a target, its rule, and what it names. */
export type CoveredTag = {
    readonly tag: Tag;
    readonly move: MoveRule;
    readonly now: Named;
};
type CoveredTarget = {
    readonly repository: Repository;
    readonly tags: readonly CoveredTag[];
};
/** Exactly what the contract's §6 says that a hash covers; nothing else may slip in, nor out. */
export type CoveredPlan = {
    readonly schema: 'hoist/plan/v1';
    readonly kind: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly environment: {
        readonly name: string;
        readonly approval: string;
    } | null;
    readonly sources: readonly {
        readonly repository: Repository;
        readonly tag: Tag | null;
        readonly digest: Digest;
    }[];
    readonly targets: readonly CoveredTarget[];
    readonly config: {
        readonly commit: string | null;
        readonly sha256: string;
    } | null;
    readonly waivers: readonly string[];
};
/** What the hash needs of a stage's plan. */
export type HashedStage = Pick<StagePlan, 'kind' | 'pipeline' | 'stage' | 'environment' | 'sources' | 'targets' | 'decisions'>;
/** ISO 8601 in UTC with whole seconds: the one instant of a run, as plans and hashes write it. */
export declare function instantText(instant: Date): string;
export declare function coveredBy(stage: HashedStage, config: ConfigOrigin | undefined): CoveredPlan;
export declare function planHash(instant: Date, plan: CoveredPlan): string;
/**
 * Reads what was given as `expected-plan`.
 *
 * @throws HoistError `PLAN_HASH_INVALID` (config) for anything that no plan printed
 */
export declare function parsePlanHash(text: string, now: Date): PlanHash;
export type HoldsOptions = {
    readonly config: ConfigOrigin | undefined;
    /** What a tag may have named before this digest: what the journal knows. */
    readonly before: (repository: Repository, tag: Tag) => readonly (Digest | null)[];
};
/**
 * Whether a plan that is made now is the one that was expected. A tag that is at its destination already counts as
 * the plan being true (guarantee 3), so that a run that was killed between two tags can be run again: what it named
 * before is not there to be read any more, and is looked for among what the journal and the other targets know. A
 * target that could not be asked when the plan was made may be readable now.
 */
export declare function holdsPlan(expected: PlanHash, stage: HashedStage, options: HoldsOptions): boolean;
/** The last part of a plan's hash. */
export declare function hexOfPlan(plan: CoveredPlan): string;
export {};
