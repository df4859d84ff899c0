/**
 * A document that comes in pieces of any size, put together. A server may send it a byte at a time: kept apart, each piece
 * would cost an object, and four megabytes a gigabyte (A17).
 */
export class GatheredBytes {
  #bytes = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies a piece, whose memory may be used again. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      // A document that comes in one piece, as most do, is copied once and takes no more room than it has bytes.
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** All of them; nothing may be added any more. */
  whole(): Uint8Array {
    return this.#length === this.#bytes.length
      ? this.#bytes
      : Buffer.from(this.#bytes.subarray(0, this.#length));
  }
}
