import type { Dispatcher } from 'undici';
import { onAbort } from './on-abort.ts';

/**
 * Ties a request to a signal at every moment of its life: while it waits for a connection nobody but its caller can be
 * told; once undici has begun it, it is ended there too, and its connection with it.
 */
export class Cancellation {
  readonly #signal: AbortSignal | undefined;
  readonly #cancelled: (reason: Error) => void;
  #stopListening: () => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;

  constructor(signal: AbortSignal | undefined, cancelled: (reason: Error) => void) {
    this.#signal = signal;
    this.#cancelled = cancelled;
    if (signal?.aborted === true) cancelled(reasonOf(signal));
    else this.#stopListening = onAbort(signal, () => this.#abort());
  }

  /** undici has given the request to a connection. */
  started(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted === true) controller.abort(reasonOf(this.#signal));
  }

  /** The exchange is over: the signal is of no concern any more. */
  over(): void {
    this.#stopListening();
  }

  #abort(): void {
    const reason = reasonOf(this.#signal);
    this.#cancelled(reason);
    this.#controller?.abort(reason);
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('aborted');
}
