import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { CheckResult, Decision, ReasonCode, UsedWaiver, Verdict } from './decision.ts';
/** What a record keeps of a decision (contract §8): who answers to an auditor needs no findings, and a journal is small. */
export type RecordedDecision = {
    readonly repository: Repository;
    readonly tag?: Tag;
    readonly digest: Digest;
    readonly policies: readonly string[];
    /** ISO 8601. */
    readonly evaluatedAt: string;
    readonly verdict: Decision['verdict'];
    readonly checks: readonly RecordedCheck[];
    /** Those that removed a finding. */
    readonly waivers: readonly RecordedWaiver[];
};
export type RecordedCheck = {
    readonly id: string;
    readonly criterion: string;
    readonly policy: string;
    readonly verdict: Verdict;
    readonly level: CheckResult['level'];
    /** Why it does not pass: `VIOLATION` where it fails, else the first that makes it unknown. */
    readonly code?: ReasonCode;
    /** Of the documents that counted, each once. */
    readonly evidence: readonly Digest[];
};
export type RecordedWaiver = Pick<UsedWaiver, 'id' | 'check' | 'owner' | 'expires' | 'findings'> & {
    readonly ticket?: string;
    readonly commit?: string;
    readonly author?: string;
    readonly approvers?: readonly string[];
};
export declare function recordedDecision(decision: Decision): RecordedDecision;
