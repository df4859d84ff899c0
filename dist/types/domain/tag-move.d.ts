import type { Digest } from '../image/digest.ts';
import type { Tag } from '../image/reference.ts';
import type { MoveRule } from './pipeline.ts';
import type { TagAction } from './plan.ts';
import type { OriginsOf } from './tag-origin.ts';
/** What is known when a tag is about to be written. Never labels, build times or records (contract §6). */
export type MoveInput = {
    readonly rule: MoveRule;
    readonly tag: Tag;
    /** What the tag names at the target now; null: nothing; undefined: the target could not be read. */
    readonly now: Digest | null | undefined;
    readonly next: Digest;
    /** The image's tag at the pipeline's source; absent for a digest without one. */
    readonly sourceTag?: Tag | undefined;
    /** Whether the source tag, read again, still names `next`. */
    readonly sourceTagStillNamesUs?: boolean | undefined;
    /** Tags at the target that name `now`: at least those that {@link isVersionTag} finds and those made of `sourceTag`. */
    readonly presentTags?: readonly Tag[] | undefined;
    /** Whether a tag at the target was made of the same source tag; default: it is the same tag. */
    readonly fromSameSourceTag?: ((tag: Tag) => boolean) | undefined;
    /** Which source tags a tag at the target may have been made of; default: itself. */
    readonly originsOf?: OriginsOf | undefined;
};
export type MoveDecision = {
    readonly action: TagAction;
    /** Of a conflict; default: `TAG_MAY_NOT_MOVE`. */
    readonly code?: string;
    /** Why it is kept, in conflict, or not certain. */
    readonly reason?: string;
    readonly hint?: string;
};
/** Whether a tag is a version that `forward` can compare: `1.4.2`, `v2.0.0-rc.1`; not `1.4`, not `stable`. */
export declare function isVersionTag(tag: string): boolean;
/** What a stage's tag may do (contract §6, "Tags"). Used by the plan, and again right before the tag is written. */
export declare function decideMove(input: MoveInput): MoveDecision;
