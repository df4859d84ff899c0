import type { Config } from '../domain/config.ts';
import type { PlanHash } from '../domain/plan-hash.ts';
import type { PromotionKind } from '../domain/plan.ts';
import type { Repository } from '../image/reference.ts';
import type { Journal } from '../ports/journal.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import type { Judge } from './judge.ts';
import type { Past } from './past.ts';
import type { Proof } from './proof.ts';
/** What is the same for every stage of one run of a command. */
export type Trip = {
    readonly world: World;
    readonly registry: Registry;
    /** Absent only for a `copy` where there is no config at all. */
    readonly config: Config | undefined;
    readonly past: Past;
    readonly journal: () => Promise<Journal>;
    /** Who asks policy; absent where there is no config, and so no policy. */
    readonly judge: Judge | undefined;
    /** What proves its promotions to others. */
    readonly proof: Proof;
    readonly kind: PromotionKind;
    /** The one instant of all tag templates, in whole seconds. */
    readonly instant: Date;
    /** Nothing is written; stages are taken as if they had promoted. */
    readonly dry: boolean;
    readonly request: TripRequest;
    /** The plan that the first stage has to be equal to. */
    readonly expected: PlanHash | undefined;
    /** A stage of the run is `superseded` when its source tag moves on: only for automatic runs that follow a tag. */
    readonly follows: boolean;
    /** Repositories that this run wrote: a mount may read from them (A48). */
    readonly wrote: Set<Repository>;
};
/** What a person asked for, besides the image and the pipeline. */
export type TripRequest = {
    readonly stage?: string | undefined;
    readonly tag?: string | undefined;
    readonly targets?: string | undefined;
    readonly comment?: string | undefined;
    /** The plan that is expected was made of a digest, or by name: it goes on when the tag names another by now. */
    readonly fixed?: boolean | undefined;
};
