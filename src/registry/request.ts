import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { answerError, type Attempt } from './failure.ts';
import type { HostContext } from './host.ts';
import type { Scope } from './scope.ts';

/** One question to a registry. */
export type RegistryRequest = {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  readonly scope: Scope;
  /** For messages. */
  readonly attempt: Attempt;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly maxBytes?: number;
  readonly headersTimeout?: number;
  /** A body has its slot already; documents queue for the host. */
  readonly kind?: 'document' | 'body';
  /** The URL was given by a server and is of another origin: no credentials go there (A7). */
  readonly foreign?: boolean;
  readonly signal?: AbortSignal | undefined;
};

/** Error bodies (N27). */
const errorBytes = 64 * 1024;
/** What may follow a redirect to another origin; everything else stays (A5). */
const harmless = new Set(['accept', 'accept-encoding', 'range', 'if-range', 'user-agent']);

/** The headers without credentials. Nothing is decoded on the way: a digest is of the bytes as they are (P15). */
export function plainHeaders(request: RegistryRequest, userAgent: string): Record<string, string> {
  return { 'user-agent': userAgent, 'accept-encoding': 'identity', ...request.headers };
}

/** What of the headers a stranger may see. */
export function harmlessHeaders(request: RegistryRequest, userAgent: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(plainHeaders(request, userAgent)).filter(([name]) => harmless.has(name.toLowerCase())),
  );
}

/** The request as it is sent. */
export function sentAs(
  request: RegistryRequest,
  {
    headers,
    configured,
  }: {
    readonly headers: Readonly<Record<string, string>>;
    readonly configured: (url: URL) => boolean;
  },
): HttpRequest {
  return {
    method: request.method,
    url: request.url,
    headers,
    maxBytes: request.maxBytes ?? errorBytes,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.headersTimeout === undefined ? {} : { headersTimeout: request.headersTimeout }),
    ...(request.foreign === true ? { learned: !configured(request.url) } : {}),
    signal: request.signal,
  };
}

/** Throws what an unexpected answer means. */
export function refuse(host: HostContext, request: RegistryRequest, response: HttpResponse): never {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  throw answerError(host, { ...request.attempt, reads }, response);
}
