import type { SourcePosition } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
/** A finding that is accepted until a date (policy.md §5.4). Removes named findings, never a whole check (I7). */
export type Waiver = {
    readonly id: string;
    /** The criterion whose findings it removes. */
    readonly check: string;
    readonly match: WaiverMatch;
    readonly reason: string;
    readonly owner: string;
    /** `2027-01-31`: the last day on which it counts, in UTC. */
    readonly expires: string;
    readonly ticket?: string;
    /** May remove a refusal of `signature` or `provenance`. */
    readonly breakGlass: boolean;
    /** Also accepts that the evidence is missing. */
    readonly missing: boolean;
    readonly position: SourcePosition;
    /** The last line that it is written on, in the file of `position`. */
    readonly lastLine?: number;
};
/** At least one of the first five. Every field that is there must match. */
export type WaiverMatch = {
    readonly vulnerability?: string;
    /** A glob over the purl, or over name@version where there is none. */
    readonly package?: string;
    readonly license?: string;
    readonly label?: string;
    /** Matches the id of a check whose findings have no name of their own: `size`. */
    readonly rule?: string;
    /** A glob over the source repository. */
    readonly image?: string;
    readonly stage?: string;
    readonly digest?: Digest;
};
export type Limits = {
    /** Seconds. */
    readonly waiverMax: number;
    readonly warnBefore: number;
    /** Criteria whose findings may be waived. */
    readonly waivable: readonly string[];
    /** `required`: a waiver counts only when its change was approved by somebody else than its author. */
    readonly waiverReview: 'required' | 'off';
    /** `local` evidence may count for a stage with `approval: required`. */
    readonly localWithApproval: boolean;
};
/** Who wrote a waiver, and who approved it; found out where it is used. */
export type WaiverOrigin = {
    readonly commit?: string;
    readonly author?: string;
    readonly approvers: readonly string[];
};
