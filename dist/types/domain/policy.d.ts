import type { SourcePosition } from '../errors.ts';
import type { Finding, Judgement } from './decision.ts';
import type { Facts, Needs } from './facts.ts';
/** What a check is told besides the facts. */
export type Judging = {
    readonly now: Date;
    /** The id of the waiver that removes a finding; undefined: it counts. Asking marks the waiver as used. */
    waiverFor(finding: Finding): string | undefined;
    /** Evidence at level `local` counts where `by` names it. False for a stage with `approval: required`, unless `limits` allows it. */
    readonly localCounts: boolean;
};
/** A check with its options read: what an item of `require` came to. */
export type BoundCheck = {
    readonly criterion: string;
    readonly needs: Needs;
    /** The names that `by` gives. */
    readonly signers: readonly string[];
    /** On what it depends that a plan cannot know yet. */
    readonly dependsOn: 'nothing' | 'time' | 'stage';
    /** `image`: what the image is; `world`: what time and the world changed, which a rollback records only (contract §6). */
    readonly about: 'image' | 'world';
    judge(facts: Facts, judging: Judging): Judgement;
};
/** One item of a policy: a check, or alternatives of which one must pass. */
export type PolicyRule = {
    readonly id: string;
    readonly what: BoundCheck | {
        readonly any: readonly PolicyRule[];
    };
    readonly why?: string;
    readonly level: 'enforce' | 'warn';
    /** `2027-01-15`: before that day it is shown and refuses nothing. */
    readonly effectiveFrom?: string;
    /** `linux/amd64`; undefined: all. */
    readonly onPlatforms?: readonly string[];
    readonly onRollback: 'record' | 'enforce';
    readonly position?: SourcePosition;
};
/** Its own rules and those of the policies that it extends, each once. Never empty. */
export type Policy = {
    readonly name: string;
    readonly rules: readonly PolicyRule[];
};
