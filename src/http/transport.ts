import type { LookupFunction } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Dispatcher, Pool as PoolTypes } from 'undici';
import type { BlobBytes } from '../ports/registry.ts';
import { BodyReader } from './body-reader.ts';
import { slabConnector, type Connector } from './connect.ts';
import { DocumentReader } from './document-reader.ts';
import type { Http, HttpHeaders, HttpRequest, HttpResponse } from './http.ts';
import type { Proxy } from './proxy.ts';
import { SlabPool } from './slab.ts';

/** What differs by origin. */
export type OriginOptions = {
  readonly secureContext?: SecureContext | undefined;
  readonly verify: boolean;
  /** Null: as many as there are requests, for hosts whose requests are counted elsewhere. */
  readonly connections: number | null;
  readonly proxy?: Proxy | undefined;
};

export type TransportOptions = {
  readonly origin: (url: URL) => OriginOptions;
  /** Resolves names of hosts that a server named, and refuses what is not public (A10). */
  readonly guardedLookup: LookupFunction;
  /** Called once what sends requests is loaded, before the first of them. May not reject. */
  readonly loaded?: (() => Promise<void>) | undefined;
};

export type StreamResponse = {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** Must be read to its end, or ended early, else its connection is never free again. */
  readonly body: BlobBytes;
  /** Gives the body up, read or not: its connection is closed. */
  end(): void;
};

export type UploadRequest = Omit<HttpRequest, 'body'> & {
  readonly pieces: BlobBytes;
  /** Bytes; sent as Content-Length, and held to. */
  readonly size: number;
  /** Is told when a piece is given to the connection, and when that has put it on the wire. */
  readonly watch?: { offered(bytes: number): void; taken(): void } | undefined;
};

export interface Transport extends Http {
  /** The body as it comes, in large pieces, with backpressure. */
  download(request: HttpRequest): Promise<StreamResponse>;
  /** Sends a body piece by piece; each is released when it is on the wire. */
  upload(request: UploadRequest): Promise<HttpResponse>;
  /** Opens connections that will be asked for soon, until an origin has so many. A hint: nothing waits for it or fails by it. */
  prepare(url: URL, count: number): void;
  close(): Promise<void>;
}

type Sender = { readonly dispatcher: Dispatcher; readonly copies: boolean };

/** What is known of an origin at once. What sends to it is loaded for the first request: connections may open meanwhile. */
type Route = {
  /** Of our own sockets; behind a proxy they are undici's. */
  readonly connector: Connector | undefined;
  sender(): Promise<Sender>;
  close(): Promise<void>;
};

const connectTimeout = 10_000;
const headersTimeout = 60_000;
const bodyTimeout = 60_000;
/** Response headers as a whole (N28). */
const maxHeaderSize = 16 * 1024;

/**
 * HTTP/1.1 on undici's dispatcher: one pool for each origin, never shared with hosts that a server named, no redirects,
 * no retries, no decoding (registry.md e.3).
 */
export function createTransport(options: TransportOptions): Transport {
  const slabs = new SlabPool();
  const routes = new Map<string, Route>();
  let told: Promise<void> | undefined;
  let closed = false;

  function routeTo(request: { readonly url: URL; readonly learned?: boolean | undefined }): Route {
    const learned = request.learned === true;
    const key = `${learned ? 'learned ' : ''}${request.url.origin}`;
    const known = routes.get(key);
    if (known !== undefined) return known;
    const made = makeRoute(request.url, learned);
    routes.set(key, made);
    return made;
  }

  function makeRoute(url: URL, learned: boolean): Route {
    const origin = options.origin(url);
    const common = {
      connections: origin.connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout,
      bodyTimeout,
      maxHeaderSize,
      keepAliveTimeout: 4_000,
    };
    const { proxy } = origin;
    if (proxy !== undefined) return routeOf(undefined, () => whenLoaded(proxySender(origin, proxy, common)));
    const connector = slabConnector({
      slabs,
      secureContext: origin.secureContext,
      verify: origin.verify,
      lookup: learned ? options.guardedLookup : undefined,
      timeout: connectTimeout,
    });
    return routeOf(connector, () => whenLoaded(poolSender(url, connector, common)));
  }

  async function whenLoaded(sender: Promise<Sender>): Promise<Sender> {
    const made = await sender;
    await (told ??= options.loaded?.());
    return made;
  }

  async function dispatch(
    request: HttpRequest,
    handler: Dispatcher.DispatchHandler,
    body?: Pick<UploadRequest, 'pieces' | 'watch'>,
  ): Promise<void> {
    request.signal?.throwIfAborted();
    if (closed) throw new Error('the transport is closed');
    const { dispatcher, copies } = await routeTo(request).sender();
    // A connection whose answer has just ended is free one turn later; asked before, the pool would open another.
    await new Promise((resolve) => setImmediate(resolve));
    request.signal?.throwIfAborted();
    dispatcher.dispatch(
      {
        origin: request.url.origin,
        path: `${request.url.pathname}${request.url.search}`,
        method: request.method,
        headers: { ...request.headers },
        body: body === undefined ? (request.body ?? null) : (sendable(body, copies) as never),
        // undici closes the connection after each HEAD unless told not to (transport.md §3.2).
        reset: false,
        idempotent: false,
        headersTimeout: request.headersTimeout ?? headersTimeout,
      },
      handler,
    );
  }

  return {
    async exchange(request) {
      const reader = new DocumentReader(request);
      await dispatch(request, reader);
      return answered(reader.response);
    },
    async download(request) {
      const reader = new BodyReader(request, slabs);
      await dispatch(request, reader);
      return answered(reader.response);
    },
    async upload({ pieces, size, watch, ...request }) {
      const reader = new DocumentReader(request);
      const headers = { ...request.headers, 'content-length': String(size) };
      await dispatch({ ...request, headers }, reader, size === 0 ? undefined : { pieces, watch });
      return answered(reader.response);
    },
    prepare(url, count) {
      if (closed) return;
      try {
        routeTo({ url }).connector?.prepare(url, count);
      } catch {
        // Whoever sends there is told.
      }
    },
    async close() {
      closed = true;
      const made = [...routes.values()];
      routes.clear();
      await Promise.all(made.map((route) => route.close()));
    },
  };
}

function routeOf(connector: Connector | undefined, open: () => Promise<Sender>): Route {
  let opened: Promise<Sender> | undefined;
  return {
    connector,
    sender: () => (opened ??= open()),
    async close() {
      connector?.close();
      // Whoever sent there was told why it could not be opened.
      const sender = await opened?.catch(() => undefined);
      await sender?.dispatcher.destroy();
    },
  };
}

async function poolSender(url: URL, connector: Connector, common: object): Promise<Sender> {
  const { default: Pool } = await import('undici/lib/dispatcher/pool.js');
  // undici's own type of a connector knows no URL parts that may be missing, ours does.
  const connect = connector.connect as PoolTypes.Options['connect'] & object;
  return { dispatcher: new Pool(url.origin, { ...common, connect }), copies: false };
}

/** What undici says in words only, with a code of ours: one table of retries and one of messages serve all errors. */
class TransportError extends Error {
  readonly code: string;

  constructor(code: string, cause: Error) {
    super(cause.message, { cause });
    this.code = code;
  }
}

async function answered<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    throw error instanceof Error ? coded(error) : error;
  }
}

function coded(error: Error): Error {
  // The parser's code is often undefined.
  if (error.name === 'HTTPParserError') return new TransportError('HOIST_ANSWER_NOT_HTTP', error);
  // A proxy refused to connect us (F9).
  const status = /^Proxy response \(([0-9]{3})\)/.exec(error.message)?.[1];
  return status === undefined ? error : new TransportError(`HOIST_PROXY_${status}`, error);
}

/**
 * Behind a proxy the sockets are undici's own: their queues may hold bytes, so pieces are copied (`copies`). It takes the
 * whole of undici, whose proxy agent needs methods that only the package's entry gives to its dispatchers.
 */
async function proxySender(origin: OriginOptions, proxy: Proxy, common: object): Promise<Sender> {
  const { ProxyAgent } = await import('undici');
  const agent = new ProxyAgent({
    ...common,
    uri: proxy.url.href,
    ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    requestTls: {
      rejectUnauthorized: origin.verify,
      ...(origin.secureContext === undefined ? {} : { secureContext: origin.secureContext }),
    },
  });
  return { dispatcher: agent, copies: true };
}

/**
 * The bytes of pieces, for undici: it asks for the next one only when the last is on the wire. A piece whose sending was
 * cut short is not released: some socket may still look at it, and the garbage collector knows when none does.
 */
async function* sendable(
  { pieces, watch }: Pick<UploadRequest, 'pieces' | 'watch'>,
  copies: boolean,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    watch?.offered(piece.bytes.length);
    if (copies) {
      const copy = Uint8Array.from(piece.bytes);
      piece.release();
      yield copy;
    } else {
      yield piece.bytes;
      piece.release();
    }
    watch?.taken();
  }
}
