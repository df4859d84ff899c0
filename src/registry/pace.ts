import type { Clock } from '../ports/clock.ts';

/** Bytes a second. A server that sends a byte now and then defeats every idle time-out: less than this over the window is a stall (N15, A18). */
export const slowest = 10 * 1024;
const windowSeconds = 120;

class TooSlow extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/** Measures only the time that is spent waiting for the sender: a slow receiver is not the sender's fault. */
export class Pace {
  readonly #clock: Clock;
  #asked: number;
  #waited = 0;
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#asked = clock.ticks();
  }

  /** The sender is waited for from now on. */
  asked(): void {
    this.#asked = this.#clock.ticks();
  }

  /** So many bytes have come. Gives the error that the body ends with, if that was too few for the time it took. */
  came(bytes: number): Error | undefined {
    this.#waited += this.#clock.ticks() - this.#asked;
    this.#bytes += bytes;
    if (this.#waited < windowSeconds * 1_000) return undefined;
    if (this.#bytes < slowest * windowSeconds)
      return new TooSlow(`less than ${slowest} bytes a second over ${windowSeconds} s`);
    this.#waited = 0;
    this.#bytes = 0;
    return undefined;
  }
}
