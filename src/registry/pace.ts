import type { BlobBytes, Piece } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';

/** A server that sends a byte now and then defeats every idle time-out: less than this over the window is a stall (N15, A18). */
const slowest = 10 * 1024;
const windowSeconds = 120;

class TooSlow extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/** Measures only the time that is spent waiting for the sender: a slow receiver is not the sender's fault. */
export class Pace {
  readonly #clock: Clock;
  #waited = 0;
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async *watch(body: BlobBytes): AsyncGenerator<Piece> {
    let asked = this.#clock.ticks();
    for await (const piece of body) {
      this.#waited += this.#clock.ticks() - asked;
      this.#bytes += piece.bytes.length;
      if (this.#waited >= windowSeconds * 1_000) {
        if (this.#bytes < slowest * windowSeconds) {
          piece.release();
          throw new TooSlow(`less than ${slowest} bytes a second over ${windowSeconds} s`);
        }
        this.#waited = 0;
        this.#bytes = 0;
      }
      yield piece;
      asked = this.#clock.ticks();
    }
  }
}
