/** A server may announce an answer many times before it gives one, and keep every time-out at bay with it (A18). */
const mostInterim = 16;

class TooManyInterim extends Error {
  readonly code = 'HOIST_ANSWER_ENDLESS';
}

/** Counts what comes before an answer: `103 Early Hints` and the like say nothing to us. */
export class Interim {
  #count = 0;

  /** Whether this status is not the answer yet; `stop` is told of one too many. */
  isBefore(status: number, stop: (error: Error) => void): boolean {
    if (status >= 200) return false;
    this.#count += 1;
    if (this.#count > mostInterim) stop(new TooManyInterim(`more than ${mostInterim} interim answers`));
    return true;
  }
}
