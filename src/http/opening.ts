import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

export type ConnectCallback = (error: Error | null, socket: Socket | TLSSocket | null) => void;

/** Milliseconds that a connection which nobody asked for is kept, as long as an idle one of the pool. */
const longestWait = 4_000;

/** An error code as undici names it, so that one table of retries serves both. */
class ConnectTimeout extends Error {
  readonly code = 'UND_ERR_CONNECT_TIMEOUT';
}

/** A connection from its first packet until it is handed over. */
export class Opening {
  readonly socket: Socket | TLSSocket;
  readonly #done: 'connect' | 'secureConnect';
  readonly #timer: NodeJS.Timeout;
  #state: 'opening' | 'open' | 'failed' = 'opening';
  #error: Error | null = null;
  #callback: ConnectCallback | undefined;

  /** `timeout`: milliseconds for TCP and TLS together (N13). */
  constructor(
    socket: Socket | TLSSocket,
    { hostname, protocol }: { readonly hostname: string; readonly protocol: string },
    timeout: number,
  ) {
    this.socket = socket;
    this.#done = protocol === 'https:' ? 'secureConnect' : 'connect';
    this.#timer = setTimeout(() => {
      socket.destroy(new ConnectTimeout(`no connection to ${hostname} within ${timeout / 1000} s`));
    }, timeout);
    socket.on('error', this.#failed);
    // What is destroyed while it connects says nothing else.
    socket.once('close', () => clearTimeout(this.#timer));
    socket.once(this.#done, this.#opened);
  }

  get isOpening(): boolean {
    return this.#state === 'opening';
  }

  /** It failed, or was closed while nobody asked for it. */
  get lost(): boolean {
    return this.#state === 'failed' || this.socket.destroyed;
  }

  /** Hands it over, now or when it is there. */
  take(callback: ConnectCallback): void {
    this.#callback = callback;
    this.socket.setTimeout(0);
    // undici does not expect an answer while it asks.
    if (this.#state !== 'opening') process.nextTick(() => this.#deliver());
  }

  /** Nobody has asked for it yet. `gone`: it was closed, or never opened; whoever asks gets a new one, and that one's error. */
  wait(gone: () => void): void {
    this.socket.once('close', gone);
    this.socket.setTimeout(longestWait, () => this.socket.destroy());
  }

  readonly #opened = (): void => {
    this.#state = 'open';
    clearTimeout(this.#timer);
    if (this.#callback !== undefined) this.#deliver();
  };

  readonly #failed = (error: Error): void => {
    this.#state = 'failed';
    this.#error = error;
    clearTimeout(this.#timer);
    if (this.#callback !== undefined) this.#deliver();
  };

  #deliver(): void {
    this.socket.removeListener('error', this.#failed);
    this.socket.removeListener(this.#done, this.#opened);
    this.#callback?.(this.#error, this.#error === null ? this.socket : null);
  }
}
