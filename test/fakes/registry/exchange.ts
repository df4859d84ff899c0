import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Route } from './route.ts';
import type { Store } from './store.ts';

/** One request as the server saw it; filled in while it is answered. */
export type SeenRequest = {
  /** From 0, in the order in which the headers arrived, over all listeners of the registry. */
  readonly index: number;
  readonly listener: 'registry' | 'tokens' | 'storage';
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly route: Route;
  /** Which connection it came on, from 0. */
  readonly connection: number;
  /** Absent until it is answered, and for a request whose connection was cut instead. */
  status?: number;
  /** Bytes of body that were read. */
  received: number;
  /** Bytes of body that were handed to the socket. */
  sent: number;
};

/** What a handler works on. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly seen: SeenRequest;
  readonly store: Store;
  /** `http://127.0.0.1:5000`. */
  readonly origin: string;
  /** Whether who asks may do that elsewhere too: a mount reads another repository (A48). */
  readonly may: (repository: string, action: 'pull' | 'push' | 'delete') => boolean;
  /** The connection is to be reset when so many bytes of the request's body have come. */
  readonly cutAfter?: number | undefined;
};

/**
 * Hands every piece of the request's body to `take`, as it comes. Answers whether the body came whole.
 * Without promises for each piece: this is what the benchmarks push through.
 */
export function receive(exchange: Exchange, take: (piece: Buffer) => void): Promise<boolean> {
  const { request, seen, cutAfter = Infinity } = exchange;
  return new Promise((resolve) => {
    request.on('data', (piece: Buffer) => {
      seen.received += piece.length;
      take(piece);
      if (seen.received >= cutAfter) request.socket.resetAndDestroy();
    });
    request.once('close', () => resolve(request.complete && !request.destroyed));
    request.once('end', () => resolve(true));
    request.once('error', () => resolve(false));
  });
}

/** The whole body, or undefined where it is longer than `most` or was cut off. */
export async function receiveAll(exchange: Exchange, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  const whole = await receive(exchange, (piece) => {
    if (exchange.seen.received <= most) pieces.push(piece);
  });
  return whole && exchange.seen.received <= most ? Buffer.concat(pieces) : undefined;
}

/** The declared length of the body; undefined for a chunked one. */
export function declaredLength({ request }: Exchange): number | undefined {
  const text = request.headers['content-length'];
  if (text !== undefined) return Number(text);
  return request.headers['transfer-encoding'] === undefined ? 0 : undefined;
}
