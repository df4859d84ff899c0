import type { Clock } from '../ports/clock.ts';
import type { BlobBytes, Piece } from '../ports/registry.ts';

/** Pieces that wait for a writer before the source is paused; one more is on its way in the connection. */
const queued = 1;
/** A writer that takes nothing for so long holds up the others no more. */
const stall = 20_000;

/** Made once: a reason that is made for each writer costs a stack. */
const enough = new Error('nobody waits any more');

/** A piece that several writers look at, free when the last of them is done. */
export class SharedPiece {
  readonly bytes: Uint8Array;
  readonly #piece: Piece;
  #holders: number;

  constructor(piece: Piece, holders: number) {
    this.bytes = piece.bytes;
    this.#piece = piece;
    this.#holders = holders;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#piece.release();
  }
}

export type BranchOptions = {
  readonly clock: Clock;
  /** The writer took nothing for 20 s while others wait for it: its upload should be ended. */
  readonly stalled: () => void;
};

/** One writer's end of a shared read. */
export class Branch {
  readonly #options: BranchOptions;
  readonly #queue: SharedPiece[] = [];
  /** Pieces that the writer took and has not put on the wire yet. */
  #taken = 0;
  #state: 'open' | 'ended' | 'failed' | 'left' = 'open';
  #error: unknown;
  /** Ticks when the reader began to wait for this writer. */
  #waitingSince: number | undefined;
  /** Whether others wait for what is waited for now. */
  #shared: () => boolean = () => false;
  #watching = false;
  readonly #ended = new AbortController();
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  constructor(options: BranchOptions) {
    this.#options = options;
  }

  /** Still takes pieces. */
  get live(): boolean {
    return this.#state === 'open';
  }

  put(piece: SharedPiece): void {
    this.#queue.push(piece);
    this.#wakeWriter?.();
  }

  end(): void {
    this.#state = 'ended';
    this.#wakeWriter?.();
  }

  fail(error: unknown): void {
    this.#state = 'failed';
    this.#error = error;
    this.#wakeWriter?.();
  }

  /** The writer goes its own way: what waits for it is let go. */
  leave(): void {
    if (this.#state !== 'failed') this.#state = 'left';
    for (const piece of this.#queue.splice(0)) piece.release();
    this.#wakeReader?.();
  }

  /**
   * Resolves when another piece may be put, or nobody wants one here. A writer that stalls is let go if there are others
   * (`shared`): they go on, and it begins again with a read of its own.
   */
  room(shared: () => boolean): Promise<void> {
    return this.#until(() => !this.live || this.#queue.length < queued, shared);
  }

  /** Resolves when the writer has put everything on the wire, or stalled over it. */
  drained(shared: () => boolean): Promise<void> {
    return this.#until(() => this.#queue.length + this.#taken === 0 || this.#state === 'left', shared);
  }

  async #until(done: () => boolean, shared: () => boolean): Promise<void> {
    while (!done()) {
      this.#waitingSince = this.#options.clock.ticks();
      this.#shared = shared;
      void this.#watch();
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      this.#waitingSince = undefined;
    }
  }

  /** One timer for all waits of a branch: most last a millisecond. */
  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    const { clock, stalled } = this.#options;
    let wait = stall;
    while (await slept(clock, wait, this.#ended.signal)) {
      const waited = this.#waitingSince === undefined ? 0 : clock.ticks() - this.#waitingSince;
      wait = stall - waited;
      if (wait > 0) continue;
      wait = stall;
      if (!this.#shared()) continue;
      this.leave();
      stalled();
      return;
    }
  }

  /** Nobody waits for the writer any more. */
  stop(): void {
    this.#ended.abort(enough);
  }

  pieces(): BlobBytes {
    return { [Symbol.asyncIterator]: () => this.#pieces() };
  }

  #let(piece: SharedPiece): void {
    piece.release();
    this.#taken -= 1;
    this.#wakeReader?.();
  }

  async *#pieces(): AsyncGenerator<Piece> {
    try {
      for (;;) {
        const piece = this.#queue.shift();
        if (piece !== undefined) {
          this.#taken += 1;
          this.#wakeReader?.();
          yield { bytes: piece.bytes, release: () => this.#let(piece) };
        } else if (this.#state === 'failed') {
          throw this.#error;
        } else if (this.#state === 'open') {
          await new Promise<void>((resolve) => (this.#wakeWriter = resolve));
        } else {
          return;
        }
      }
    } finally {
      this.leave();
    }
  }
}

/** Whether the time passed, rather than the wait being ended. */
async function slept(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
    return !signal.aborted;
  } catch {
    return false;
  }
}
