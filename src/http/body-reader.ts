import type { Dispatcher } from 'undici';
import type { Piece } from '../ports/registry.ts';
import { reasonOf } from './document-reader.ts';
import type { HttpHeaders } from './http.ts';
import type { SlabPool } from './slab.ts';
import type { StreamResponse } from './transport.ts';

/** Pieces that wait for their reader before the connection is paused. */
const queued = 2;

/** A response handler whose body is an async iterable of pieces: views into slabs, each released by whoever reads it. */
export class BodyReader implements Dispatcher.DispatchHandler {
  readonly response: Promise<StreamResponse>;
  readonly #signal: AbortSignal | undefined;
  readonly #slabs: SlabPool;
  readonly #queue: Buffer[] = [];
  #resolve!: (response: StreamResponse) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #wake: (() => void) | undefined;
  #paused = false;
  #ended = false;
  #error: Error | undefined;
  readonly #onAbort = (): void => this.#controller?.abort(reasonOf(this.#signal));

  constructor(request: { readonly signal?: AbortSignal | undefined }, slabs: SlabPool) {
    this.#signal = request.signal;
    this.#slabs = slabs;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.response.catch(() => {});
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted === true) controller.abort(reasonOf(this.#signal));
    else this.#signal?.addEventListener('abort', this.#onAbort);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    this.#resolve({ status, headers, body: { [Symbol.asyncIterator]: () => this.#pieces() } });
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
    this.#error = error;
    this.#settle();
    this.#reject(error);
  }

  #goOn(): void {
    if (!this.#paused || this.#queue.length >= queued) return;
    this.#paused = false;
    this.#controller?.resume();
  }

  #settle(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#ended = true;
    this.#wake?.();
  }

  async *#pieces(): AsyncGenerator<Piece> {
    try {
      for (;;) {
        const bytes = this.#queue.shift();
        if (bytes !== undefined) {
          this.#goOn();
          yield { bytes, release: () => this.#slabs.release(bytes) };
        } else if (this.#error !== undefined) {
          throw this.#error;
        } else if (this.#ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
            if (this.#queue.length > 0 || this.#ended) resolve();
          });
          this.#wake = undefined;
        }
      }
    } finally {
      for (const bytes of this.#queue.splice(0)) this.#slabs.release(bytes);
      if (!this.#ended) this.#controller?.abort(new Error('the body is not wanted any more'));
    }
  }
}
