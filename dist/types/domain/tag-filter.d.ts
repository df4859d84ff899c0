import { type Tag } from '../image/reference.ts';
/** Which tags of a source a pipeline carries. */
export type TagFilter = {
    /** As written, for messages. */
    readonly text: string;
    matches(tag: Tag): boolean;
    /** Tags that the filter selects, found from its own words: for checks of a config before any registry is asked. */
    readonly examples?: readonly Tag[];
};
/** The default: every tag. Like all filters it never selects a tag that is an attachment's (`sha256-….sig`). */
export declare function everyTag(): TagFilter;
/**
 * Globs, those with a leading `!` excluded, in any order. No pattern at all selects nothing (A24); only excludes
 * select everything but those.
 *
 * @throws HoistError `GLOB_INVALID`
 */
export declare function globFilter(patterns: readonly string[]): TagFilter;
/**
 * Tags that are versions in the range; a leading `v` counts (`v1.4.2`), `1.4` is no version. As in npm, a pre-release
 * is in a range only if the range names a pre-release of the same version, unless `preReleases` is set.
 *
 * @throws HoistError `SEMVER_INVALID`
 */
export declare function semverFilter(range: string, options?: {
    readonly preReleases?: boolean;
}): TagFilter;
/** A filter by any rule; tags that are attachments' are never selected. */
export declare function filter(text: string, selects: (tag: Tag) => boolean, hints: readonly string[]): TagFilter;
