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

const exitCodes = { refused: 1, config: 2, unreachable: 3, conflict: 4, incomplete: 5 } as const;

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
export class HoistError extends Error {
  readonly kind: ErrorKind;
  /** Stable, upper case, declared by the room that throws: `TAG_INVALID`, `UNAUTHORIZED`. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly position: SourcePosition | undefined;

  constructor(kind: ErrorKind, code: string, message: string, options: HoistErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HoistError';
    this.kind = kind;
    this.code = code;
    this.hint = options.hint;
    this.position = options.position;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** Several errors of one kind that are reported together: all mistakes of a config, say. Never empty. */
export class HoistErrors extends HoistError {
  readonly errors: readonly HoistError[];

  constructor(errors: readonly [HoistError, ...HoistError[]]) {
    const first = errors[0];
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    super(first.kind, first.code, `${first.message}${more}`, { hint: first.hint, position: first.position });
    this.errors = errors;
  }
}

/** Throws what was found wrong: one error as it is, several together. Goes on where nothing was. */
export function throwAny(errors: readonly HoistError[]): void {
  const [first, ...rest] = errors;
  if (first !== undefined) throw rest.length === 0 ? first : new HoistErrors([first, ...rest]);
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What whoever meets it can change, where something thrown says so. */
export function hintOf(error: unknown): string | undefined {
  return error instanceof HoistError ? error.hint : undefined;
}
