import type { Socket } from 'node:net';
import type { SlabPool } from './slab.ts';

/** A connection starts small: documents never need more, and of a slab only what was read into takes memory. */
const smallSlab = 256 * 1024;
/** Connections with TLS take the memory that larger ones would need. */
const smallTlsSlab = 64 * 1024;
/** Larger ones save a little time on large bodies (transport.md §1), and cost memory with every target. */
const largeSlab = 768 * 1024;
/** Over TLS larger ones save nothing more: the bytes come in records of 16 KiB whatever the slab. */
const largeTlsSlab = 256 * 1024;
/** A connection that has read so much is on a large body: many small ones would only fill memory with large slabs. */
const longRead = 4 * 1024 * 1024;
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
  #size: number;
  #read = 0;
  /** Where the next read goes. */
  #end = 0;
  /** From where on bytes were read and not yet handed to the socket's readable side. */
  #start = 0;
  /** What was read and not handed over yet, because the parser has not taken what it was given before. */
  #ready: Buffer[] = [];
  /** What was handed over and may still be in the readable side or in the parser. */
  #given: Buffer[] = [];
  #flush: NodeJS.Immediate | undefined;

  /** `gather`: TLS gives records of 16 KiB at most; they are put together until the event loop's turn ends. */
  constructor(pool: SlabPool, gather: boolean) {
    this.#pool = pool;
    this.#gather = gather;
    this.#size = gather ? smallTlsSlab : smallSlab;
    this.#slab = pool.take(this.#size);
  }

  /** The socket that was made with {@link onread}. */
  attach(socket: Socket): void {
    this.#socket = socket;
    const push = socket.push.bind(socket);
    // The end of the stream must come after what was gathered and not handed over yet.
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null) this.#handOverAll(push);
      return push(chunk, encoding);
    };
    const read = socket.read.bind(socket);
    // Once the parser has taken what was there, the next piece follows in a turn of its own: beside the last one, Node
    // would join the two by copying both.
    socket.read = (size?: number): unknown => {
      const chunk: unknown = read(size);
      if (this.#ready.length > 0 || this.#start < this.#end) this.#schedule();
      return chunk;
    };
    socket.once('close', () => this.#close());
  }

  readonly onread = {
    buffer: (): Buffer => this.#next(),
    callback: (length: number): boolean => this.#received(length),
  };

  #next(): Buffer {
    if (this.#slab.length - this.#end < Math.min(shortestRead, this.#size)) {
      this.#cut();
      this.#pool.release(this.#slab);
      this.#slab = this.#pool.take(this.#size);
      this.#end = 0;
      this.#start = 0;
    }
    return this.#slab.subarray(this.#end);
  }

  #received(length: number): boolean {
    this.#end += length;
    this.#read += length;
    if (this.#read > longRead) this.#size = this.#gather ? largeTlsSlab : largeSlab;
    if (!this.#gather) return this.#handOver();
    if (this.#slab.length - this.#end >= shortestRead) {
      this.#schedule();
      return true;
    }
    this.#cut();
    this.#schedule();
    // One slab is read ahead of a parser that is paused.
    return this.#ready.length === 1;
  }

  #schedule(): void {
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#handOver();
    });
  }

  /** What was gathered becomes a piece, which holds its slab from here on. */
  #cut(): void {
    if (this.#start === this.#end) return;
    const view = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.#pool.hold(view);
    this.#ready.push(view);
  }

  /**
   * Gives the parser one piece. It reads in order and puts what it could not take back into the readable side: so when
   * that is empty, all that was given before has been parsed, and only what handlers hold keeps those slabs busy.
   */
  #handOver(): boolean {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed || socket.readableLength > 0) return false;
    for (const view of this.#given.splice(0)) this.#pool.release(view);
    if (this.#ready.length === 0) this.#cut();
    const view = this.#ready.shift();
    if (view === undefined) return true;
    this.#given.push(view);
    return socket.push(view);
  }

  #handOverAll(push: (chunk: Buffer) => boolean): void {
    this.#cut();
    for (const view of this.#ready.splice(0)) {
      this.#given.push(view);
      push(view);
    }
  }

  #close(): void {
    if (this.#flush !== undefined) clearImmediate(this.#flush);
    for (const view of [...this.#given, ...this.#ready, this.#slab]) this.#pool.release(view);
    this.#given = [];
    this.#ready = [];
  }
}
