import type { PlannedTarget, Problem } from '../domain/plan.ts';
import type { Stage } from '../domain/pipeline.ts';
import { type OriginsOf } from '../domain/tag-origin.ts';
import { type MoveDecision } from '../domain/tag-move.ts';
import { type LastingValues } from '../domain/tag-template.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ArrivedImage } from './arrive.ts';
import type { TargetTags } from './target-tags.ts';
import type { WishedTag } from './wished-tags.ts';
/** One image on its way to one target. */
export type TargetWork = {
    readonly image: ArrivedImage;
    readonly planned: PlannedTarget;
    readonly problems: readonly Problem[];
    /** What a tag may do when it names `now`: asked again right before it is written. */
    decide(tag: Tag, now: Digest | null): MoveDecision;
    /** The same once it is known that the source tag names another image: what follows it does not go forward any more. */
    decideOvertaken(tag: Tag, now: Digest | null): MoveDecision;
    /**
     * Where a tag names what it did not when the plan was made: asks what else that is called by now, so that it can be
     * compared. Another run has just written it, and its version tag beside it.
     */
    learn(tag: Tag, now: Digest | null): Promise<void>;
    /** Which source tags a tag at the target may have been made of. */
    readonly originsOf: OriginsOf;
    /** Why the target could not be read, or cannot be written. */
    readonly error?: HoistError;
};
export type TargetQuestion = {
    readonly stage: Pick<Stage, 'tags'>;
    readonly image: ArrivedImage;
    readonly wished: readonly WishedTag[];
    readonly values: LastingValues;
    /** Default: each tag stands for itself. */
    readonly originsOf?: OriginsOf;
    /** What to do about a tag that may not move, where no stage has a rule that could be changed. */
    readonly hint?: string;
};
/** What would happen to each tag at a target: read once here, decided by `domain/tag-move.ts`. */
export declare function planTarget(tags: TargetTags, question: TargetQuestion): Promise<TargetWork>;
export type TagAt = {
    readonly repository: Repository;
    readonly tag: Tag;
    readonly now: Digest | null;
};
/** Why a tag may not be written. */
export declare function moveProblem({ repository, tag, now }: TagAt, { code, reason, hint }: MoveDecision): Problem;
