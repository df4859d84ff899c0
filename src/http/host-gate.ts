import type { Clock } from '../ports/clock.ts';
import { onAbort } from './on-abort.ts';

export type GateOptions = {
  /** Requests under way at once, and the connections of the pool. */
  readonly connections: number;
  readonly requestsPerSecond?: number | undefined;
  readonly clock: Clock;
};

/** Who waits for a place. */
type Waiting = { readonly admit: () => void; readonly refuse: (reason: Error) => void };

/** Successes after which one more request may run at once (transport.md §3.1). */
const successesToGrow = 20;
/** A burst of 429 is one signal, not many. */
const slowestHalving = 1_000;

/**
 * What one host is asked at once. Starts at what the host is known to take, halves when it says "too many" and grows
 * back with success; a `Retry-After` stops every request to the host (N6, N12).
 */
export class HostGate {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #interval: number;
  readonly #waiting: Waiting[] = [];
  readonly #sleeping = new Set<AbortController>();
  #limit: number;
  #running = 0;
  #pausedUntil = 0;
  #closed: { readonly until: number; readonly reason: () => Error } | undefined;
  #nextStart = 0;
  #halvedAt = -slowestHalving;
  #successes = 0;

  constructor(options: GateOptions) {
    this.#clock = options.clock;
    this.#most = options.connections;
    this.#limit = options.connections;
    this.#interval = options.requestsPerSecond === undefined ? 0 : 1_000 / options.requestsPerSecond;
  }

  /** How many requests may run at once now. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * Runs a request when the host may be asked. Bodies have their slot already and only obey the pause. Throws what
   * {@link closeFor} was given while that holds.
   */
  async run<T>(
    kind: 'document' | 'body',
    signal: AbortSignal | undefined,
    request: () => Promise<T>,
  ): Promise<T> {
    if (kind === 'body') {
      await this.#turn(signal);
      return request();
    }
    await this.#enter(signal);
    try {
      await this.#turn(signal);
      return await request();
    } finally {
      this.#leave();
    }
  }

  /** The host said "too many" (429, or `Retry-After` with anything); `wait` in milliseconds where it said how long. */
  slowDown(wait: number | undefined): void {
    const now = this.#clock.ticks();
    this.#successes = 0;
    if (wait !== undefined) this.#pausedUntil = Math.max(this.#pausedUntil, now + wait);
    if (now - this.#halvedAt < slowestHalving) return;
    this.#halvedAt = now;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** The host wants to be left alone for longer than anybody waits: until then all requests end at once with that reason. */
  closeFor(wait: number, reason: () => Error): void {
    const now = this.#clock.ticks();
    if (this.#closed !== undefined && now + wait <= this.#closed.until) return;
    this.#closed = { until: now + wait, reason };
    // Whoever had a turn to come gives it up.
    this.#nextStart = now;
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(reason());
    for (const sleep of this.#sleeping) sleep.abort(reason());
  }

  succeeded(): void {
    if (this.#limit === this.#most) return;
    this.#successes += 1;
    if (this.#successes < successesToGrow) return;
    this.#successes = 0;
    this.#limit += 1;
    this.#admit();
  }

  /** Waits for a place; who stops waiting gives up its turn. */
  async #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.#requireOpen();
    if (this.#running < this.#limit) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        admit: () => {
          stopListening();
          resolve();
        },
        refuse: (reason) => {
          stopListening();
          reject(reason);
        },
      };
      const stopListening = onAbort(signal, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal?.reason as Error);
      });
      this.#waiting.push(waiting);
    });
  }

  #leave(): void {
    this.#running -= 1;
    this.#admit();
  }

  #admit(): void {
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running += 1;
      next.admit();
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.#requireOpen();
    if (this.#interval > 0) {
      const now = this.#clock.ticks();
      const start = Math.max(now, this.#nextStart);
      this.#nextStart = start + this.#interval;
      if (start > now) await this.#sleep(start - now, signal);
    }
    // Another answer may have asked for a longer wait meanwhile.
    for (let now = this.#clock.ticks(); now < this.#pausedUntil; now = this.#clock.ticks()) {
      await this.#sleep(this.#pausedUntil - now, signal);
    }
    this.#requireOpen();
  }

  #requireOpen(): void {
    if (this.#closed !== undefined && this.#clock.ticks() < this.#closed.until) throw this.#closed.reason();
  }

  /** A wait for the host's turn, which is over as well when the host wants to be left alone. */
  async #sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const sleep = new AbortController();
    const stopListening = onAbort(signal, () => sleep.abort(signal?.reason));
    this.#sleeping.add(sleep);
    try {
      await this.#clock.sleep(milliseconds, sleep.signal);
    } finally {
      stopListening();
      this.#sleeping.delete(sleep);
    }
  }
}
