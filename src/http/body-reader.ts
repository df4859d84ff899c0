import type { Dispatcher } from 'undici';
import type { Piece } from '../ports/registry.ts';
import { Cancellation } from './cancellation.ts';
import type { HttpHeaders } from './http.ts';
import { Interim } from './interim.ts';
import type { SlabPool } from './slab.ts';
import type { StreamResponse } from './transport.ts';

/** Pieces that wait for their reader before the connection is paused: a second one gains nothing and costs memory. */
const queued = 1;

type Next = IteratorResult<Piece, undefined>;

/** A response handler whose body is an async iterable of pieces: views into slabs, each released by whoever reads it. */
export class BodyReader implements Dispatcher.DispatchHandler {
  readonly response: Promise<StreamResponse>;
  /** Not there yet where the signal was aborted before there was anything to cancel. */
  readonly #cancellation: Cancellation | undefined;
  readonly #interim = new Interim();
  readonly #slabs: SlabPool;
  readonly #queue: Buffer[] = [];
  #resolve!: (response: StreamResponse) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  /** A reader that asked before there was anything. */
  #waiting: { readonly resolve: (next: Next) => void; readonly reject: (error: Error) => void } | undefined;
  #paused = false;
  #ended = false;
  #error: Error | undefined;

  constructor({ signal }: { readonly signal?: AbortSignal | undefined }, slabs: SlabPool) {
    this.#slabs = slabs;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.response.catch(() => {});
    this.#cancellation = new Cancellation(signal, (reason) => {
      this.#drop();
      this.#fail(reason);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#cancellation?.started(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
    const pieces: AsyncIterator<Piece> = {
      next: () => this.#next(),
      return: async () => {
        this.#end();
        return { done: true, value: undefined };
      },
    };
    const body = { [Symbol.asyncIterator]: () => pieces };
    this.#resolve({ status, headers, body, end: () => this.#end() });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // Resuming gives an empty chunk now and then.
    if (chunk.length === 0 || this.#ended) return;
    this.#slabs.hold(chunk);
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      // To pause for who takes it at once would cost another round through the parser.
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: this.#pieceOf(chunk) });
      return;
    }
    this.#queue.push(chunk);
    if (this.#queue.length < queued) return;
    this.#paused = true;
    controller.pause();
  }

  onResponseEnd(): void {
    this.#settle();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(error);
  }

  #goOn(): void {
    if (!this.#paused || this.#queue.length >= queued) return;
    this.#paused = false;
    this.#controller?.resume();
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    this.#cancellation?.over();
    this.#ended = true;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#error === undefined) waiting?.resolve({ done: true, value: undefined });
    else waiting?.reject(this.#error);
  }

  #drop(): void {
    for (const bytes of this.#queue.splice(0)) this.#slabs.release(bytes);
  }

  #next(): Promise<Next> {
    const bytes = this.#queue.shift();
    if (bytes !== undefined) {
      this.#goOn();
      return Promise.resolve({ done: false, value: this.#pieceOf(bytes) });
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #end(): void {
    this.#drop();
    if (!this.#ended) this.#controller?.abort(new Error('the body is not wanted any more'));
  }

  /** Released twice, a slab would be filled for two connections at once: the second time counts for nothing. */
  #pieceOf(bytes: Buffer): Piece {
    let held = true;
    const release = (): void => {
      if (held) this.#slabs.release(bytes);
      held = false;
    };
    return { bytes, release };
  }
}
