import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Clock } from '../ports/clock.ts';
import type { BlobBytes, Piece } from '../ports/registry.ts';

/** How long a measurement of the speed has to be before it is acted on. */
const measured = 60_000;

export type BodyOptions = {
  readonly open: (from: number) => BlobBytes;
  readonly blob: Descriptor;
  readonly clock: Clock;
  /** What the registry gives an upload in all, in milliseconds (Q7). */
  readonly limit?: number | undefined;
};

/** The body of one try on its way, and what became of it. */
export class UploadBody {
  readonly #options: BodyOptions;
  readonly #began: number;
  /** The error that ended the try, if it was not the registry: what cannot be read cannot be sent. */
  error: unknown;
  /** Bytes of the whole blob that were handed to a connection; they may have arrived. */
  handed = 0;
  /** Bytes that the registry has said it took. */
  stored = 0;
  /** Whether the request that is on its way commits the blob: not at all yet, when its body is complete, or by itself. */
  commits: 'not yet' | 'with its last byte' | 'alone' = 'not yet';
  /** The registry said that it took less than was sent, and it was believed (F26). */
  continued = false;

  constructor(options: BodyOptions) {
    this.#options = options;
    this.#began = options.clock.ticks();
  }

  /** Every byte was handed to a connection. */
  get complete(): boolean {
    return this.handed === this.#options.blob.size;
  }

  async *from(offset: number): AsyncGenerator<Piece> {
    this.handed = offset;
    try {
      for await (const piece of this.#options.open(offset)) {
        this.#checkSpeed();
        // Counted before: once it is with the connection, it may be on the wire.
        this.handed += piece.bytes.length;
        if (this.handed > this.#options.blob.size) throw this.#otherSize();
        yield piece;
      }
      if (!this.complete) throw this.#otherSize();
    } catch (error) {
      this.error = error ?? new Error('the source failed');
      throw error;
    }
  }

  #otherSize(): HoistError {
    const { digest, size } = this.#options.blob;
    const what = this.handed > size ? 'more' : 'fewer';
    return new HoistError(
      'incomplete',
      'BLOB_SIZE',
      `the source gave ${what} bytes than the ${size} of ${digest}`,
      {
        hint: 'The source holds a damaged copy. Push the image there again; nothing was committed at the target.',
      },
    );
  }

  /** An upload that cannot end in time is not carried on until the registry cuts it off (Q7). */
  #checkSpeed(): void {
    const { limit, clock, blob } = this.#options;
    if (limit === undefined) return;
    const elapsed = clock.ticks() - this.#began;
    if (elapsed < measured) return;
    const expected = elapsed * (blob.size / Math.max(1, this.handed));
    if (expected <= limit) return;
    const minutes = (time: number): string => `${Math.ceil(time / 60_000)} minutes`;
    throw new HoistError(
      'incomplete',
      'UPLOAD_TOO_SLOW',
      `blob ${blob.digest} would take ${minutes(expected)}, and the registry gives an upload ${minutes(limit)}`,
      { hint: 'Run where the way to the registry is faster, or make the layer smaller.' },
    );
  }
}
