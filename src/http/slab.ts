/**
 * Large read buffers that are used again. A slab is free when its count is zero: one for the connection that reads into
 * it, one for every view that somebody keeps. A slab that is still on its way to some socket must not be free: its bytes
 * would be overwritten on the wire while our own hash had already passed (transport.md §3.5).
 */
type Slab = {
  readonly bytes: Buffer;
  holds: number;
};

/** Idle slabs kept for the next reader, in bytes. */
const idleLimit = 16 * 1024 * 1024;

export class SlabPool {
  readonly #slabs = new WeakMap<ArrayBufferLike, Slab>();
  readonly #idle = new Map<number, Slab[]>();
  #idleBytes = 0;

  /** A buffer of `size` bytes, held once. */
  take(size: number): Buffer {
    const idle = this.#idle.get(size)?.pop();
    if (idle !== undefined) {
      this.#idleBytes -= size;
      idle.holds = 1;
      return idle.bytes;
    }
    const slab: Slab = { bytes: Buffer.allocUnsafeSlow(size), holds: 1 };
    this.#slabs.set(slab.bytes.buffer, slab);
    return slab.bytes;
  }

  /** Keeps the slab that a view looks into; a view of anything else is left to the garbage collector. */
  hold(view: Uint8Array): void {
    const slab = this.#slabs.get(view.buffer);
    if (slab !== undefined) slab.holds += 1;
  }

  release(view: Uint8Array): void {
    const slab = this.#slabs.get(view.buffer);
    // Idle already: given out once more it would be in two hands.
    if (slab === undefined || slab.holds === 0) return;
    slab.holds -= 1;
    if (slab.holds > 0) return;
    const size = slab.bytes.length;
    if (this.#idleBytes + size > idleLimit) return;
    this.#idleBytes += size;
    const idle = this.#idle.get(size);
    if (idle === undefined) this.#idle.set(size, [slab]);
    else idle.push(slab);
  }
}
