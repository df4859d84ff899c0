import type { Clock } from '../ports/clock.ts';
import { slowest } from './pace.ts';

/** A receiver that takes no piece for so long is stuck (N15, F36); a large one may take as long as a slow line needs for it. */
const longest = 60_000;
const looks = 15_000;

class Stuck extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/** Made once: a reason that is made for each body costs a stack. */
const enough = new Error('nobody waits any more');

/**
 * Watches a body on its way out. Only the time in which a piece waits to be taken counts: a slow source is not the
 * receiver's fault, and after the last piece the time-out for the answer holds.
 */
export class StallWatch {
  /** Aborted when the caller's is, or when the receiver is stuck. */
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #stuck = new AbortController();
  readonly #over = new AbortController();
  #since: number | undefined;
  #allowed = longest;

  constructor(clock: Clock, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.signal = signal === undefined ? this.#stuck.signal : AbortSignal.any([signal, this.#stuck.signal]);
    // Ends by its sleep being aborted, which is no error.
    this.#look().catch(() => {});
  }

  /** A piece of so many bytes is offered from now on. */
  offered(bytes: number): void {
    this.#since = this.#clock.ticks();
    this.#allowed = Math.max(longest, (bytes / slowest) * 1_000);
  }

  /** It is on the wire. */
  taken(): void {
    this.#since = undefined;
  }

  /** Stops watching. */
  end(): void {
    this.#over.abort(enough);
  }

  async #look(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#clock.sleep(looks, this.#over.signal);
      if (this.#since === undefined || this.#clock.ticks() - this.#since < this.#allowed) continue;
      this.#stuck.abort(new Stuck(`nothing taken for ${Math.round(this.#allowed / 1_000)} s`));
      return;
    }
  }
}
