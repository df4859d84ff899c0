import type { Dispatcher } from 'undici';
import { GatheredBytes } from '../image/gathered-bytes.ts';
import { Cancellation } from './cancellation.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from './http.ts';
import { Interim } from './interim.ts';

/** The server sent more than we are ready to read (N20–N27). */
export class AnswerTooLong extends Error {
  readonly code = 'HOIST_ANSWER_TOO_LONG';
  /** Of the answer, which is otherwise lost. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

type Limits = Pick<HttpRequest, 'maxBytes' | 'signal'>;

/** A response handler that reads a document whole, copied out of the connection's buffers. */
export class DocumentReader implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>;
  readonly #maxBytes: number;
  readonly #cancellation: Cancellation;
  readonly #interim = new Interim();
  readonly #body = new GatheredBytes();
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: Error) => void;
  #status = 0;
  #headers: HttpHeaders = {};
  #cut = false;

  constructor({ maxBytes, signal }: Limits) {
    this.#maxBytes = maxBytes;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // An answer that nobody waits for any more must not end the process.
    this.response.catch(() => {});
    this.#cancellation = new Cancellation(signal, (reason) => this.#reject(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#cancellation.started(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#cut) return;
    const room = this.#maxBytes - this.#body.length;
    if (chunk.length > room) {
      this.#cut = true;
      // Of an error only the beginning is wanted; a document that is too long is worth nothing.
      if (this.#status < 400) {
        controller.abort(new AnswerTooLong(`more than ${this.#maxBytes} bytes`, this.#status));
      } else {
        this.#body.add(chunk.subarray(0, room));
        this.#finish();
        controller.abort(new AnswerTooLong('the rest of an error is not read', this.#status));
      }
      return;
    }
    this.#body.add(chunk);
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#cancellation.over();
    this.#reject(error);
  }

  #finish(): void {
    this.#cancellation.over();
    this.#resolve({ status: this.#status, headers: this.#headers, body: this.#body.whole() });
  }
}
