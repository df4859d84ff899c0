import type { SourcePosition } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { EvidencePlace } from './evidence.ts';
import type { StageId } from './pipeline.ts';
import type { WaiverOrigin } from './waiver.ts';
/** `pending`: of a plan only; it depends on an earlier stage or on time, and does not pass yet. */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'pending';
/** Why a check does not pass. `VIOLATION` is a fail, every other code is unknown (policy.md §5.6). */
export type ReasonCode = 'VIOLATION' | 'NO_EVIDENCE' | 'UNTRUSTED' | 'WRONG_SUBJECT' | 'STALE' | 'PARTIAL' | 'INCOMPLETE' | 'UNPARSABLE' | 'UNSUPPORTED' | 'CONTRADICTION'
/** Trying again may help; the only one that does. */
 | 'UNREACHABLE';
export type Reason = {
    readonly code: ReasonCode;
    readonly message: string;
    /** `linux/arm64`; absent where it is about the image as a whole. */
    readonly platform?: string;
    /** What was found and what the policy wants: `critical 1`, `<= 0`. */
    readonly observed?: string;
    readonly expected?: string;
};
/** A thing that a check found and that can be named: a vulnerability, a licence, a component. */
export type Finding = {
    readonly platform?: string;
    readonly vulnerability?: {
        readonly id: string;
        readonly aliases: readonly string[];
        readonly severity: string;
    };
    readonly package?: {
        readonly name: string;
        readonly version?: string;
        readonly purl?: string;
    };
    readonly license?: string;
    readonly label?: string;
    /** One line for people: `fixed in 3.0.12-1 · EPSS 0.42 · KEV since 2026-10-02`. */
    readonly detail?: string;
    /** Why it does not count. */
    readonly removedBy?: 'waiver' | 'vex' | 'grace' | 'except';
    /** The waiver, or the VEX document. */
    readonly removal?: string;
};
/** A document that counted. */
export type EvidenceRef = {
    readonly digest: Digest;
    readonly title: string;
    readonly place: EvidencePlace;
    /** `signed by ci`, `sealed by ci`, `local`. */
    readonly trust: string;
    readonly signers: readonly string[];
    /** ISO 8601, verified. */
    readonly signedAt?: string;
};
/** A document that was found and did not count. */
export type IgnoredRef = {
    readonly digest: Digest;
    readonly title: string;
    readonly why: string;
};
/** What a check comes to before waivers, levels and dates are known to it; what {@link CheckResult} is made of. */
export type Judgement = {
    /** Empty: it passes. */
    readonly reasons: readonly Reason[];
    readonly findings: readonly Finding[];
    readonly evidence: readonly EvidenceRef[];
    readonly ignored: readonly IgnoredRef[];
    /** For people, when it passes: `2 platforms, 0 critical`. */
    readonly note?: string;
    /** What would make it pass. */
    readonly help?: string;
};
export type CheckResult = Judgement & {
    /** The rule's id, or the criterion's name. */
    readonly id: string;
    readonly criterion: string;
    /** The policy that it is from. */
    readonly policy: string;
    readonly verdict: Verdict;
    /** `warn` never refuses; `later`: its `effective-from` has not come. */
    readonly level: 'enforce' | 'warn' | 'later';
    /** The config's own words on it. */
    readonly why?: string;
    readonly effectiveFrom?: string;
    readonly position?: SourcePosition;
    /** How one looked: `referrers 2 · tags .sig/.att none · index 1 · GitHub 0`. Only where it does not pass. */
    readonly lookedAt?: string;
    /** Of `any`: what its alternatives came to. */
    readonly any?: readonly CheckResult[];
};
export type UsedWaiver = {
    readonly id: string;
    readonly check: string;
    readonly reason: string;
    readonly owner: string;
    readonly expires: string;
    readonly ticket?: string;
    /** How many findings it removed. */
    readonly findings: number;
    readonly expiresSoon: boolean;
    readonly origin?: WaiverOrigin;
};
/** Waivers of this stage and image that did nothing: `stale` matched nothing. */
export type IdleWaiver = {
    readonly id: string;
    readonly state: 'expired' | 'stale' | 'unreviewed' | 'too-long';
    readonly message: string;
};
/** What policy says of one image before one stage. */
export type Decision = {
    readonly schema: 'hoist/decision/v1';
    readonly image: {
        readonly repository: Repository;
        readonly tag?: Tag;
        readonly digest: Digest;
        readonly platforms: readonly string[];
    };
    readonly stage?: StageId;
    /** The names of the policies. */
    readonly policies: readonly string[];
    /** ISO 8601. */
    readonly evaluatedAt: string;
    /** `unreachable`: nothing failed, and all that is unknown could not be reached (exit 3). */
    readonly verdict: 'pass' | 'refused' | 'unreachable' | 'pending';
    readonly checks: readonly CheckResult[];
    readonly waivers: {
        readonly used: readonly UsedWaiver[];
        readonly idle: readonly IdleWaiver[];
    };
};
