/** How long one address of a host is waited for before the next is tried. */
export interface Patience {
  /** Milliseconds. */
  readonly now: number;
  /** Told how a connection failed that had so much patience. */
  learn(error: unknown, had: number): void;
}

/** Node's own: short, so that a family of addresses that leads nowhere costs little. */
const first = 250;
const longest = 4_000;

/**
 * Node gives an address up for good once it tries the next. A host that is farther away than the first 250 ms, and whose
 * last address leads nowhere, would never be reached however often that is tried: so whoever tries again waits longer.
 */
export function createPatience(): Patience {
  let now = first;
  return {
    get now() {
      return now;
    },
    learn(error, had) {
      if (isGivenUp(error)) now = Math.max(now, Math.min(had * 4, longest));
    },
  };
}

/** Of several addresses, at least one was not waited for. */
function isGivenUp(error: unknown): boolean {
  if (!(error instanceof AggregateError)) return false;
  return error.errors.some(
    (one: unknown) => one instanceof Error && 'code' in one && one.code === 'ETIMEDOUT',
  );
}
