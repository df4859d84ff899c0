import { HoistError } from '../errors.ts';
import type { Host } from '../image/reference.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Retries that are there whatever the number of requests: one for each of the 32 connections that break together when a
 * balancer restarts, and as many again (N11 has 20, from clients with 6 connections).
 */
const atLeast = 64;
const share = 0.2;
/** A host that keeps failing is left alone for so long; then the next failure decides again. */
const openFor = 30_000;

/**
 * One budget of retries for a host: an outage is noticed once, not once for each of a thousand requests. When it is
 * spent the circuit opens, and what is asked next fails at once with the same cause (N11, F52). "Too many requests" is no
 * outage: the gate slows down for it, and it costs nothing here.
 */
export class RetryBudget {
  readonly #host: Host;
  readonly #clock: Clock;
  #requests = 0;
  #retries = 0;
  #openUntil = Number.NEGATIVE_INFINITY;
  #cause = '';

  constructor(host: Host, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
  }

  /**
   * Before each request.
   *
   * @throws HoistError `HOST_FAILING`
   */
  count(): void {
    if (this.#clock.ticks() < this.#openUntil) {
      throw new HoistError('unreachable', 'HOST_FAILING', `${this.#host} keeps failing: ${this.#cause}`, {
        hint: 'It was tried often enough for this run. Look at the state of the registry and run again later.',
      });
    }
    this.#requests += 1;
  }

  /** Whether one more retry is allowed; counts it. `cause` says what went wrong, for whoever asks next. */
  spend(cause: string): boolean {
    if (this.#retries < Math.max(atLeast, this.#requests * share)) {
      this.#retries += 1;
      return true;
    }
    this.#cause = cause;
    this.#openUntil = this.#clock.ticks() + openFor;
    return false;
  }
}
