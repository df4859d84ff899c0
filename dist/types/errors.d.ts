/** Where in a file a statement about it points: 1-based line and column. */
export type SourcePosition = {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    /** The line itself, for a code frame where the file is not at hand. */
    readonly excerpt?: string;
};
/**
 * What an error means for the run.
 *
 * - `config`: the config, the arguments or the event are wrong (exit 2)
 * - `refused`: a policy or a gate said no (exit 1)
 * - `unreachable`: something could not be reached or evaluated; trying again may help (exit 3)
 * - `conflict`: a tag may not move, or the plan is no longer true (exit 4)
 * - `incomplete`: transfer or recording failed (exit 5)
 */
export type ErrorKind = 'config' | 'refused' | 'unreachable' | 'conflict' | 'incomplete';
export type HoistErrorOptions = {
    /** What to change so that it works. One sentence, addressed to the user. */
    readonly hint?: string | undefined;
    readonly position?: SourcePosition | undefined;
    readonly cause?: unknown;
};
/**
 * An error that a user can act on. `message` says what happened, `hint` what to change. Neither ever holds a
 * credential, a query string or a request body (A45): whoever throws is responsible for that.
 */
export declare class HoistError extends Error {
    readonly kind: ErrorKind;
    /** Stable, upper case, declared by the room that throws: `TAG_INVALID`, `UNAUTHORIZED`. */
    readonly code: string;
    readonly hint: string | undefined;
    readonly position: SourcePosition | undefined;
    constructor(kind: ErrorKind, code: string, message: string, options?: HoistErrorOptions);
    get exitCode(): number;
}
/** Several errors of one kind that are reported together: all mistakes of a config, say. Never empty. */
export declare class HoistErrors extends HoistError {
    readonly errors: readonly HoistError[];
    constructor(errors: readonly [HoistError, ...HoistError[]]);
}
/** Throws what was found wrong: one error as it is, several together. Goes on where nothing was. */
export declare function throwAny(errors: readonly HoistError[]): void;
/** The text of anything that was thrown. */
export declare function messageOf(error: unknown): string;
/** What whoever meets it can change, where something thrown says so. */
export declare function hintOf(error: unknown): string | undefined;
