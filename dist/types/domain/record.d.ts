import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { RecordedDecision } from './decision-record.ts';
import type { Approvals } from './environment.ts';
import type { Outcome, Plan, PlannedSource, Problem, PromotionKind, TagAction } from './plan.ts';
/** What is kept before the first tag moves (contract §8). */
export type Intent = {
    readonly pipeline: string;
    readonly stage: string;
    readonly kind: PromotionKind;
    /** ISO 8601, UTC. */
    readonly planned: string;
    readonly actor: string;
    readonly initiator: string;
    readonly comment?: string;
    /** The GitHub environment of the stage. */
    readonly environment?: string;
    readonly sources: readonly PlannedSource[];
    readonly targets: readonly {
        readonly repository: Repository;
        readonly digest: Digest;
        readonly tags: readonly {
            readonly tag: Tag;
            readonly before: Digest | null;
            readonly after: Digest;
        }[];
    }[];
    /** What policy said of each image, as evaluated last before the first tag moved. */
    readonly policy?: readonly RecordedDecision[];
    readonly config?: {
        readonly path: string;
        readonly commit?: string;
        readonly sha256: string;
    };
    readonly planHash?: string;
    readonly run: {
        readonly url?: string;
        readonly id?: string;
        readonly attempt?: number;
    };
};
export type TagResult = {
    readonly tag: Tag;
    readonly before: Digest | null;
    /** As read back. */
    readonly after: Digest | null;
    readonly action: TagAction | 'failed' | 'skipped';
    readonly reason?: string;
};
export type TargetResult = {
    readonly repository: Repository;
    readonly digest: Digest;
    readonly tags: readonly TagResult[];
    /** Bytes. */
    readonly pushed: number;
    readonly mounted: number;
    readonly skipped: number;
    readonly blobs: {
        readonly pushed: number;
        readonly mounted: number;
        readonly skipped: number;
    };
    readonly referrers: number;
    /** Referrers that could not travel, under `referrers: best-effort`. */
    readonly left: readonly string[];
};
/** What is kept after the targets were read back. */
export type Result = {
    readonly outcome: Outcome;
    /** Where the stage has an environment that must be entered. */
    readonly approvals?: Approvals;
    readonly started: string;
    readonly finished: string;
    readonly targets: readonly TargetResult[];
    /** Bytes read from the source: each blob once for all targets, and again where one of them had to be given it anew. */
    readonly pulled: number;
    /** The images are at some targets and not at others, or under some of their tags only. */
    readonly split: boolean;
    readonly problems: readonly Problem[];
    readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly hint?: string;
    };
};
export type PromotionRecord = {
    readonly schema: 'hoist/promotion/v1';
    /** Sortable by time (ULID). */
    readonly id: string;
    readonly intent: Intent;
    readonly result?: Result;
};
/** Of a whole run: what the Action's `result` output and `--json` hold for commands that write. */
export type RunResult = {
    readonly schema: 'hoist/result/v1';
    readonly outcome: Outcome;
    /** By `pipeline/stage`. */
    readonly stages: readonly {
        readonly pipeline: string;
        readonly stage: string;
        readonly outcome: Outcome;
    }[];
    readonly records: readonly PromotionRecord[];
    /** What the run followed: also of the gates and refusals where it stopped. */
    readonly plan: Plan;
    readonly notices: readonly string[];
};
