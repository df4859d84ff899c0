import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Change } from './change.ts';
import type { Decision } from './decision.ts';
import type { Approvals } from './environment.ts';
import type { Approval, MoveRule } from './pipeline.ts';
/** How a promotion came about. */
export type PromotionKind = 'auto' | 'manual' | 'rollback' | 'sync' | 'copy';
/** What became of a stage, in the order of the contract's §2. */
export type Outcome = 'failed' | 'conflict' | 'refused' | 'waiting' | 'superseded' | 'promoted' | 'unchanged' | 'none';
/** Something that stands in the way, for people and for machines. */
export type Problem = {
    /** `TAG_MAY_NOT_MOVE`, `GATE`, `SET_INCOMPLETE`. */
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
};
/** What would happen to one tag, or happened. */
export type TagAction = 'create' | 'move' | 'unchanged' | 'kept' | 'conflict';
export type PlannedTag = {
    readonly tag: Tag;
    readonly move: MoveRule;
    /** What it names now; null: nothing. Undefined: the target could not be read at planning. */
    readonly now: Digest | null | undefined;
    readonly action: TagAction;
    /** Why it is kept or in conflict. */
    readonly reason?: string;
};
/** One image of the plan, from where it will be read. */
export type PlannedSource = {
    /** The pipeline's source repository. */
    readonly repository: Repository;
    /** The tag at the pipeline's source; absent for a digest alone. */
    readonly tag?: Tag;
    readonly digest: Digest;
    /** Where this stage reads it: the source itself, or the first target of the stage before. */
    readonly from: Repository;
    /** The tag that the image has where the stage reads it: what `%n` is. */
    readonly fromTag?: Tag;
};
/** What the copy would cost at one target. Estimates: another run may change them; not covered by the hash. */
export type Transfer = {
    /** Those that a mount may bring included. */
    readonly blobs: number;
    /** Bytes that have to be sent. */
    readonly bytes: number;
    /** Blobs that a mount may bring without bytes. */
    readonly mountable: number;
    readonly manifests: number;
    readonly referrers: number;
    /** Requests to the target that write and read back; not those that planning makes, too. */
    readonly requests: number;
};
export type PlannedTarget = {
    readonly repository: Repository;
    /** The source's repository, the key of {@link PlannedSource}. */
    readonly source: Repository;
    readonly digest: Digest;
    readonly tags: readonly PlannedTag[];
    /** Whether the root is at the target already; `unread`: the target could not be asked. */
    readonly image: 'present' | 'absent' | 'unread';
    readonly transfer?: Transfer;
};
/** The tags of one image at one target, planned or written. */
type Tagged = {
    readonly source?: Repository;
    readonly digest: Digest;
    readonly tags: readonly Acted[];
};
type Acted = {
    readonly action: string;
};
/** Whether a tag is made or moved, or was. */
export declare function isWritten({ action }: Acted): boolean;
/** Whether a tag names the image when all is done: it is written, or did before. */
export declare function namesImage(tag: Acted): boolean;
/** Every tag is kept, as something newer has them. */
export declare function keepsAll({ tags }: Pick<Tagged, 'tags'>): boolean;
/** The images that no tag of a stage names, as all are kept, at all of its targets: not promoted, and not passed on. */
export declare function overtakenOf(targets: readonly Tagged[]): readonly Digest[];
/** What a stage would do. `ready`: it would promote. The rest as in {@link Outcome}. */
export type StageState = 'ready' | 'unchanged' | 'waiting' | 'refused' | 'conflict' | 'superseded' | 'failed' | 'pending';
export type StagePlan = {
    readonly pipeline: string;
    readonly stage: string;
    readonly kind: PromotionKind;
    readonly state: StageState;
    /** Of an automatic promotion that was given a digest: no newer push overtakes it. */
    readonly fixed?: true;
    /** The pipeline has a pattern for many repositories: a tag or digest alone would not tell which. */
    readonly isPattern?: true;
    /** The stages that must have promoted before; absent for the first. */
    readonly after?: readonly string[];
    readonly environment?: {
        readonly name: string;
        readonly approval: Approval;
    };
    /** Who approved, where the stage asked for it and was entered. */
    readonly approvals?: Approvals;
    /** Of a plan that looked behind the gate where the stage waits. */
    readonly gate?: {
        /** Somebody who asks for the stage by name, or a job that is in its environment. */
        readonly opens: 'person' | 'environment';
        /** What the stage would do if the gate were open. */
        readonly behind: StageState;
    };
    /**
     * Everything is there, and a run would still keep something: what shows that the stage promoted it, or what closes an
     * earlier promotion or lifts a hold. Looked at in Actions only, where plans become jobs.
     */
    readonly toKeep?: true;
    readonly sources: readonly PlannedSource[];
    readonly targets: readonly PlannedTarget[];
    /** Distinct bytes that would be read from the source, once for all targets. */
    readonly pulled?: number;
    /** Requests to the targets, and to the source for blobs, beyond those of planning. */
    readonly requests?: number;
    readonly problems: readonly Problem[];
    /** What policy says of each image; absent where the stage names no policy, or was not judged. */
    readonly decisions?: readonly Decision[];
    /** What would change at the first target of each image that has one already. Not covered by the hash. */
    readonly changes?: readonly Change[];
    /** `v1.<UTC instant>.<64 hex>`; absent while something that it covers is not known yet. */
    readonly hash?: string;
};
/** What a promotion would do, with digests fixed. */
export type Plan = {
    readonly schema: 'hoist/plan/v1';
    /** ISO 8601 in UTC, whole seconds: the one instant of all tag templates. */
    readonly instant: string;
    readonly outcome: Outcome;
    readonly stages: readonly StagePlan[];
    readonly config?: {
        readonly path: string;
        readonly commit?: string;
        readonly sha256: string;
    };
    readonly notices: readonly string[];
};
export {};
