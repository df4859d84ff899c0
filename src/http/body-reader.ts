import type { Dispatcher } from 'undici';
import type { Piece } from '../ports/registry.ts';
import { Cancellation } from './cancellation.ts';
import type { HttpHeaders } from './http.ts';
import { Interim } from './interim.ts';
import type { SlabPool } from './slab.ts';
import type { StreamResponse } from './transport.ts';

/** Pieces that wait for their reader before the connection is paused: a second one gains nothing and costs memory. */
const queued = 1;

/** A response handler whose body is an async iterable of pieces: views into slabs, each released by whoever reads it. */
export class BodyReader implements Dispatcher.DispatchHandler {
  readonly response: Promise<StreamResponse>;
  readonly #cancellation: Cancellation;
  readonly #interim = new Interim();
  readonly #slabs: SlabPool;
  readonly #queue: Buffer[] = [];
  #resolve!: (response: StreamResponse) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #wake: (() => void) | undefined;
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
    this.#cancellation.started(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
    const body = { [Symbol.asyncIterator]: () => this.#pieces() };
    this.#resolve({ status, headers, body, end: () => this.#end() });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // Resuming gives an empty chunk now and then.
    if (chunk.length === 0 || this.#ended) return;
    this.#slabs.hold(chunk);
    this.#queue.push(chunk);
    if (this.#queue.length >= queued) {
      this.#paused = true;
      controller.pause();
    }
    this.#wake?.();
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
    this.#cancellation.over();
    this.#ended = true;
    this.#wake?.();
  }

  #drop(): void {
    for (const bytes of this.#queue.splice(0)) this.#slabs.release(bytes);
  }

  async *#pieces(): AsyncGenerator<Piece> {
    try {
      for (;;) {
        const bytes = this.#queue.shift();
        if (bytes !== undefined) {
          this.#goOn();
          yield this.#pieceOf(bytes);
        } else if (this.#error !== undefined) {
          throw this.#error;
        } else if (this.#ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      this.#end();
    }
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
