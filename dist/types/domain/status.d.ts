import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import type { Hold } from './hold.ts';
import type { JournalGap } from './journal-entry.ts';
import type { PlannedSource, PromotionKind } from './plan.ts';
import type { Split } from './split.ts';
/**
 * What is not as it was promoted. `moved`: the tag names another digest than its last record says. `deleted`: it is gone.
 * `never-promoted`: the stage would write such a tag, it is there, and no record tells of it. `referrers-gone`: signatures
 * and the like were carried, and none is there any more.
 */
export type DriftKind = 'moved' | 'deleted' | 'never-promoted' | 'referrers-gone';
export type Drift = {
    readonly kind: DriftKind;
    readonly repository: Repository;
    readonly tag?: Tag;
    /** What the record says; absent where there is none. */
    readonly expected?: Digest;
    /** What is there; null: nothing. */
    readonly now: Digest | null;
    /** The id of the last record of the tag. */
    readonly record?: string;
};
/** A tag of a stage at a target. */
export type TagStatus = {
    readonly repository: Repository;
    readonly tag: Tag;
    /** Null: there is no such tag; absent: the target could not be read. */
    readonly now?: Digest | null;
    readonly expected?: Digest;
    /** Since when, by the records, and by which of them. ISO 8601, UTC. */
    readonly since?: string;
    readonly record?: string;
    /** `unsettled`: a promotion that failed or did not end, or whose record was cut, may have moved it. `unknown` is never drift. */
    readonly state: 'as-promoted' | 'unsettled' | 'moved' | 'deleted' | 'never-promoted' | 'unknown';
    /** Why it is unknown. */
    readonly reason?: string;
};
/** The last promotion of a stage that ended well. */
export type LastPromotion = {
    readonly record: string;
    readonly at: string;
    readonly kind: PromotionKind;
    readonly actor: string;
    readonly comment?: string;
    readonly sources: readonly PlannedSource[];
};
/** A promotion that began and did not end: it is under way, or died. */
export type Unfinished = {
    readonly record: string;
    /** ISO 8601, UTC. */
    readonly planned: string;
    readonly ageSeconds: number;
    readonly kind: PromotionKind;
    readonly actor: string;
    readonly sources: readonly PlannedSource[];
    readonly url?: string;
};
export type StageStatus = {
    readonly pipeline: string;
    readonly stage: string;
    readonly auto: boolean;
    readonly environment?: string;
    readonly last?: LastPromotion;
    readonly tags: readonly TagStatus[];
    readonly drift: readonly Drift[];
    readonly hold?: Hold;
    readonly split?: Split;
    readonly unfinished: readonly Unfinished[];
    /** What could not be read or was left out. */
    readonly notices: readonly string[];
};
export type StatusReport = {
    readonly schema: 'hoist/status/v1';
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly stages: readonly StageStatus[];
    /** How many of each; `unknown` counts tags. */
    readonly totals: {
        readonly drift: number;
        readonly unknown: number;
        readonly held: number;
        readonly split: number;
        readonly unfinished: number;
    };
    readonly config: ConfigOrigin;
    /** Where the journal has more than is read: of before nothing was looked at, and what no record tells is `unknown`. */
    readonly gap?: JournalGap;
    readonly notices: readonly string[];
};
