/**
 * A pattern for names of tags and repositories. It is matched against the whole name, with case:
 *
 * - `*` any characters but `/`, also none; `**` any characters, `/` too
 * - `?` one character but `/`
 * - `[abc]`, `[a-z]` one of these; `[!abc]` or `[^abc]` one other, never `/`; a `]` in first place stands for itself
 * - `\` takes the special meaning from the next character
 */
export type Glob = {
    readonly text: string;
    matches(name: string): boolean;
    /** A name that the glob was meant for: each star stands for `filling`. Need not match when `filling` has a `/`. */
    sample(filling: string): string;
};
/** Matches one name and nothing else, whatever is in it. */
export declare function exactGlob(name: string): Glob;
/** Throws `GLOB_INVALID`, also for a pattern that no name can match. */
export declare function parseGlob(text: string): Glob;
/** The same over any text, of labels and purls say: `pkg:npm/%40acme/*`. Throws `GLOB_INVALID`. */
export declare function parseTextGlob(text: string): Glob;
