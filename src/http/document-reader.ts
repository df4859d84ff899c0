import type { Dispatcher } from 'undici';
import type { HttpHeaders, HttpRequest, HttpResponse } from './http.ts';

/** The server sent more than we are ready to read (N20–N27). */
export class AnswerTooLong extends Error {
  readonly code = 'HOIST_ANSWER_TOO_LONG';
}

type Limits = Pick<HttpRequest, 'maxBytes' | 'signal'>;

/** A response handler that reads a document whole, copied out of the connection's buffers. */
export class DocumentReader implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>;
  readonly #limits: Limits;
  readonly #chunks: Uint8Array[] = [];
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HttpHeaders = {};
  #length = 0;
  #cut = false;
  readonly #onAbort = (): void => this.#controller?.abort(reasonOf(this.#limits.signal));

  constructor(limits: Limits) {
    this.#limits = limits;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // An answer that nobody waits for any more must not end the process.
    this.response.catch(() => {});
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const signal = this.#limits.signal;
    if (signal?.aborted === true) controller.abort(reasonOf(signal));
    else signal?.addEventListener('abort', this.#onAbort);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#cut) return;
    const room = this.#limits.maxBytes - this.#length;
    if (chunk.length > room) {
      this.#cut = true;
      // Of an error only the beginning is wanted; a document that is too long is worth nothing.
      if (this.#status < 400) controller.abort(new AnswerTooLong(`more than ${this.#limits.maxBytes} bytes`));
      else {
        this.#chunks.push(Uint8Array.from(chunk.subarray(0, room)));
        this.#finish();
        controller.abort(new AnswerTooLong('the rest of an error is not read'));
      }
      return;
    }
    this.#length += chunk.length;
    this.#chunks.push(Uint8Array.from(chunk));
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#limits.signal?.removeEventListener('abort', this.#onAbort);
    this.#reject(error);
  }

  #finish(): void {
    this.#limits.signal?.removeEventListener('abort', this.#onAbort);
    this.#resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) });
  }
}

export function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('aborted');
}
