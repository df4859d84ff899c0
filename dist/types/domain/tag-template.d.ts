import { type Digest } from '../image/digest.ts';
import { type Tag } from '../image/reference.ts';
import { type TimeKeyword } from './time-keyword.ts';
export type TemplatePart = {
    readonly kind: 'text';
    readonly text: string;
} | {
    readonly kind: 'time';
    readonly written: string;
    readonly keyword: TimeKeyword;
}
/** `%n`, or what stands between braces: a keyword of ours or a capture. */
 | {
    readonly kind: 'value';
    readonly written: string;
    readonly name: string;
};
/** A tag with keywords, parsed: `%n-%Y%m%d`. */
export type TagTemplate = {
    readonly text: string;
    readonly parts: readonly TemplatePart[];
};
/** What the keywords of a template stand for. */
export type TemplateValues = {
    /** `%n`: the tag that the image has where the stage reads it. */
    readonly n?: string | undefined;
    /** The run's one instant; rendered in UTC. */
    readonly instant: Date;
    readonly digest: Digest;
    /** The tag at the pipeline's source. `{major}`, `{minor}` and `{patch}` are of this if it is a version, else of `%n`. */
    readonly sourceTag?: string | undefined;
    /** The commit, at least 12 hex digits. */
    readonly sha?: string | undefined;
    /** The run's id. */
    readonly run?: string | undefined;
    /** What the source's pattern captured, or `name` for one repository and for a set. */
    readonly captures: ReadonlyMap<string, string>;
};
/** The values that stay the same when a stage is run again. */
export type LastingValues = Omit<TemplateValues, 'instant' | 'run'>;
/** The keywords in braces, which a capture may not be named after. */
export declare function isTemplateKeyword(name: string): boolean;
/**
 * DTR's nineteen keywords, `%%`, our keywords in braces, and the captures.
 *
 * @throws HoistError `TEMPLATE_INVALID` for a keyword that does not exist
 */
export declare function parseTagTemplate(text: string, captures?: Iterable<string>): TagTemplate;
/**
 * @throws HoistError `TEMPLATE_VALUE` where a keyword has no value, `TAG_INVALID` where the result is not a legal tag
 */
export declare function renderTag(template: TagTemplate, values: TemplateValues): Tag;
/**
 * Whether an earlier run, at any time and under any run id, could have made this tag of the same image: then a tag at
 * the target that names the same digest counts as written (contract §5). Walks the set of places in the tag that can
 * be reached, so it is linear in the template whatever is in it (A22).
 */
export declare function couldHaveMade(template: TagTemplate, values: LastingValues, tag: string): boolean;
/** Whether the tag is another one at another time. */
export declare function usesTime(template: TagTemplate): boolean;
/** Whether the tag is another one in another run: the rule of {@link couldHaveMade} applies. */
export declare function variesByRun(template: TagTemplate): boolean;
/** Whether the tag tells which tag of the source it was made of. */
export declare function namesSource(template: TagTemplate): boolean;
/** The names of the captures that a template uses. */
export declare function capturesOf(template: TagTemplate): readonly string[];
export type NeverLegal = {
    readonly why: string;
    readonly hint: string;
};
/** Why no values whatever make a legal tag for an image of the template; undefined where some do. */
export declare function whyNeverLegal(template: TagTemplate): NeverLegal | undefined;
