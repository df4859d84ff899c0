import type { Config } from '../domain/config.ts';
import type { MoveRule, Stage, TagRule } from '../domain/pipeline.ts';
import { type TemplateValues } from '../domain/tag-template.ts';
import type { Repository, Tag } from '../image/reference.ts';
/** A tag that a stage shall write for one image, before anybody has looked at the target. */
export type WishedTag = {
    readonly tag: Tag;
    readonly move: MoveRule;
    /** The rule it came of, where a tag of an earlier run may stand for it: a template with time or run. */
    readonly varying?: TagRule;
    /** Tells at the target which source tag it was made of. */
    readonly rule?: TagRule;
};
/**
 * The tags of a stage for one image. `byHand` is the destination tag of a manual promotion: it takes the place of the
 * stage's first tag, for this run only. Two rules that come to one tag are one, the stricter.
 *
 * @throws HoistError `TEMPLATE_VALUE`, `TAG_INVALID` (config)
 */
export declare function wishedTags(stage: Stage, values: TemplateValues, byHand: Tag | undefined): readonly WishedTag[];
/** Two rules that come to one tag are one, the stricter of them. */
export declare function onePerTag(wished: readonly WishedTag[]): readonly WishedTag[];
/**
 * No tag that a source filter selects is ever written (guarantee 9), whatever a template or a person made of it, nor
 * one that belongs to signatures and the like.
 *
 * @throws HoistError `TAG_IS_A_SOURCE`, `TAG_IS_ATTACHED` (config)
 */
export declare function refuseUnwritable(config: Config | undefined, repository: Repository, tag: Tag): void;
