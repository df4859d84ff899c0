import type { Socket } from 'node:net';
import type { SlabPool } from './slab.ts';

/** A connection starts small: documents and small blobs never need more. */
const smallSlab = 64 * 1024;
/** Measured best for large bodies (transport.md §1). */
const largeSlab = 512 * 1024;
/** A rest shorter than this is not worth a read. */
const shortestRead = 16 * 1024;

/**
 * Feeds a socket's readable side from slabs: the `onread` option of `net.connect` and `tls.connect` hands over our own
 * memory, so that a large body costs few reads and no copy. What the HTTP parser gives to a response handler are views
 * into these slabs.
 */
export class SlabReader {
  readonly #pool: SlabPool;
  readonly #gather: boolean;
  #socket: Socket | undefined;
  #slab: Buffer;
  #size = smallSlab;
  /** Where the next read goes. */
  #end = 0;
  /** From where on bytes were read and not yet handed to the socket's readable side. */
  #start = 0;
  /** Slabs that are full and may still be in the readable side or in the parser. */
  #passed: Buffer[] = [];
  #flush: NodeJS.Immediate | undefined;

  /** `gather`: TLS gives records of 16 KiB at most; they are put together until the event loop's turn ends. */
  constructor(pool: SlabPool, gather: boolean) {
    this.#pool = pool;
    this.#gather = gather;
    this.#slab = pool.take(this.#size);
  }

  /** The socket that was made with {@link onread}. */
  attach(socket: Socket): void {
    this.#socket = socket;
    const push = socket.push.bind(socket);
    // The end of the stream must come after what was gathered and not handed over yet.
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null) this.#handOver(push);
      return push(chunk, encoding);
    };
    socket.once('close', () => this.#close());
  }

  readonly onread = {
    buffer: (): Buffer => this.#next(),
    callback: (length: number): boolean => this.#received(length),
  };

  #next(): Buffer {
    if (this.#slab.length - this.#end < Math.min(shortestRead, this.#size)) {
      this.#passed.push(this.#slab);
      this.#slab = this.#pool.take(this.#size);
      this.#end = 0;
      this.#start = 0;
    }
    return this.#slab.subarray(this.#end);
  }

  #received(length: number): boolean {
    this.#letGo();
    const full = this.#end + length === this.#slab.length;
    this.#end += length;
    if (full) this.#size = largeSlab;
    if (!this.#gather) return this.#handOver();
    if (this.#slab.length - this.#end < shortestRead) {
      this.#size = largeSlab;
      return this.#handOver();
    }
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#handOver();
    });
    return true;
  }

  #handOver(push?: (chunk: Buffer) => boolean): boolean {
    const socket = this.#socket;
    if (socket === undefined || this.#start === this.#end || socket.destroyed) return true;
    const view = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return (push ?? socket.push.bind(socket))(view);
  }

  /**
   * The parser reads in order and puts what it could not take back into the readable side. So when that is empty,
   * everything passed has been parsed, and only the views that handlers hold keep a slab busy.
   */
  #letGo(): void {
    if (this.#passed.length === 0 || this.#socket === undefined || this.#socket.readableLength > 0) return;
    for (const slab of this.#passed) this.#pool.release(slab);
    this.#passed = [];
  }

  #close(): void {
    if (this.#flush !== undefined) clearImmediate(this.#flush);
    for (const slab of [...this.#passed, this.#slab]) this.#pool.release(slab);
    this.#passed = [];
  }
}
