import { HoistError } from '../errors.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '../http/http.ts';
import { headerOf } from '../http/http.ts';
import { resolveLocation, type ServerUrl } from '../http/server-url.ts';
import type { StreamResponse, Transport } from '../http/transport.ts';
import type { BlobBytes } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';
import type { Authorizer } from './authorize.ts';
import { answerError, networkError, type Attempt } from './failure.ts';
import { learnFrom, type HostContext } from './host.ts';
import { backOff, isRetriedError, isRetriedStatus, retryAfter, wasNeverSent } from './retry.ts';
import type { Scope } from './scope.ts';

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

export type Answer<R> = {
  readonly response: R;
  /** It came from another origin than the registry's: object storage behind a redirect. */
  readonly redirected: boolean;
};

/** Error bodies (N27). */
const errorBytes = 64 * 1024;
const redirects = new Set([301, 302, 303, 307, 308]);
/** (N29) */
const mostRedirects = 5;
/** What may follow a redirect to another origin; everything else stays (A5). */
const harmless = new Set(['accept', 'accept-encoding', 'range', 'if-range', 'user-agent']);

export type CallerOptions = {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: () => number;
  readonly userAgent: string;
  /** Hosts that the config or a reference names: they may be private (A10). */
  readonly isConfigured: (url: URL) => boolean;
};

/** Sends requests to registries: authentication, redirects, pauses and retries in one place, each by its rule. */
export class Caller {
  readonly clock: Clock;
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.clock = options.clock;
  }

  /** Where a registry wants a body (P21, A7). */
  uploadLocation(asked: URL, location: string): ServerUrl {
    return resolveLocation(asked, location, { use: 'upload', configured: this.#options.isConfigured });
  }

  /** Whether requests for this scope carry credentials; throws where the registry's token service refuses. */
  async authorize(scope: Scope, signal?: AbortSignal): Promise<boolean> {
    return (await this.#options.authorizer.authorization(scope, { signal })) !== undefined;
  }

  /** A document, tried again `extra` times where the status or the network says that this may help. */
  async ask(host: HostContext, request: RegistryRequest, extra: number): Promise<HttpResponse> {
    return (
      await this.#retry(host, request, extra, () =>
        this.#perform(host, request, (sent) => this.#options.transport.exchange(sent)),
      )
    ).response;
  }

  /** A body to read, tried again until its headers are there. */
  open(host: HostContext, request: RegistryRequest, extra: number): Promise<Answer<StreamResponse>> {
    return this.#retry(host, request, extra, () =>
      this.#perform(host, request, (sent) => this.#options.transport.download(sent), drain),
    );
  }

  /** A body to send: once. Whoever calls decides what a failure means (F20). */
  async push(
    host: HostContext,
    request: RegistryRequest,
    pieces: BlobBytes,
    size: number,
  ): Promise<HttpResponse> {
    host.budget.count();
    const headers = await this.#headers(request);
    const response = await host.gate.run('body', request.signal, () =>
      this.#options.transport.upload({ ...this.#sent(request, headers), pieces, size }),
    );
    this.#learn(host, response);
    return response;
  }

  async #retry<R extends { readonly status: number; readonly headers: HttpHeaders }>(
    host: HostContext,
    request: RegistryRequest,
    extra: number,
    send: () => Promise<Answer<R>>,
  ): Promise<Answer<R>> {
    host.budget.count();
    for (let tries = 1; ; tries += 1) {
      const last = tries > extra;
      try {
        const answer = await send();
        if (answer.redirected) return answer;
        const wait = this.#learn(host, answer.response);
        if (!isRetriedStatus(answer.response.status) || last || !host.budget.spend()) return answer;
        await this.clock.sleep(wait ?? backOff(tries, this.#options.random), request.signal);
      } catch (error) {
        request.signal?.throwIfAborted();
        const again = (extra > 0 && isRetriedError(error, tries)) || wasNeverSent(error);
        if (!again || tries > Math.max(extra, 1) || !host.budget.spend())
          throw networkError(host, request.attempt, error);
        await this.clock.sleep(backOff(tries, this.#options.random), request.signal);
      }
    }
  }

  /** What an answer tells about its host; gives the wait that it asks for. */
  #learn(
    host: HostContext,
    response: { readonly status: number; readonly headers: HttpHeaders },
  ): number | undefined {
    learnFrom(host, response.headers);
    if (
      response.status !== 429 &&
      !(response.status >= 500 && response.headers['retry-after'] !== undefined)
    ) {
      host.gate.succeeded();
      return undefined;
    }
    const wait = retryAfter(response.headers, this.clock);
    host.gate.slowDown(wait);
    return wait;
  }

  /** One try: authorized, re-authorized once after a 401 (N10), redirects followed by hand. */
  async #perform<R extends { readonly status: number; readonly headers: HttpHeaders }>(
    host: HostContext,
    request: RegistryRequest,
    send: (sent: HttpRequest) => Promise<R>,
    dispose: (response: R) => Promise<void> = async () => {},
  ): Promise<Answer<R>> {
    let sent: string | undefined;
    const once = async (): Promise<R> => {
      const headers = await this.#headers(request);
      sent = headers['authorization'];
      return host.gate.run(request.kind ?? 'document', request.signal, () =>
        send(this.#sent(request, headers)),
      );
    };
    let response = await once();
    if (response.status === 401 && request.foreign !== true) {
      const again = await this.#options.authorizer.challenged(request.scope, response.headers, {
        signal: request.signal,
        sent,
      });
      if (again) {
        await dispose(response);
        response = await once();
      }
    }
    if (!redirects.has(response.status)) return { response, redirected: false };
    return this.#follow(host, request, { response, send, dispose });
  }

  async #follow<R extends { readonly status: number; readonly headers: HttpHeaders }>(
    host: HostContext,
    request: RegistryRequest,
    first: { readonly response: R; send(sent: HttpRequest): Promise<R>; dispose(response: R): Promise<void> },
  ): Promise<Answer<R>> {
    let { response } = first;
    let url = request.url;
    let left = false;
    for (let hops = 1; redirects.has(response.status); hops += 1) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw this.#badRedirect(host, request, `it redirects a ${request.method}`);
      }
      if (hops > mostRedirects)
        throw this.#badRedirect(host, request, `more than ${mostRedirects} redirects`);
      const location = headerOf(response.headers, 'location');
      if (location === undefined) throw this.#badRedirect(host, request, 'a redirect without Location');
      await first.dispose(response);
      const target = resolveLocation(url, location, {
        use: 'redirect',
        configured: this.#options.isConfigured,
      });
      // Once it has left the registry's origin, a request never gets its credentials back (A5).
      left ||= target.url.origin !== host.base.origin;
      url = target.url;
      const headers = left ? this.#harmless(request) : await this.#headers(request);
      response = await first.send({ ...this.#sent({ ...request, url }, headers), learned: target.learned });
    }
    return { response, redirected: left };
  }

  #badRedirect(host: HostContext, request: RegistryRequest, why: string): HoistError {
    return new HoistError(
      'unreachable',
      'REDIRECT',
      `could not ${request.attempt.verb} ${host.host}/${request.attempt.path}: ${why}`,
      {
        hint: 'Use the name that the registry itself answers under; a redirect of the whole host does not work for writing.',
      },
    );
  }

  async #headers(request: RegistryRequest): Promise<Record<string, string>> {
    const headers = this.#plain(request);
    if (request.foreign === true) return headers;
    const authorization = await this.#options.authorizer.authorization(request.scope, {
      signal: request.signal,
    });
    if (authorization !== undefined) headers['authorization'] = authorization;
    return headers;
  }

  #plain(request: RegistryRequest): Record<string, string> {
    return { 'user-agent': this.#options.userAgent, 'accept-encoding': 'identity', ...request.headers };
  }

  #harmless(request: RegistryRequest): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#plain(request)).filter(([name]) => harmless.has(name.toLowerCase())),
    );
  }

  #sent(request: RegistryRequest, headers: Record<string, string>): HttpRequest {
    return {
      method: request.method,
      url: request.url,
      headers,
      maxBytes: request.maxBytes ?? errorBytes,
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.headersTimeout === undefined ? {} : { headersTimeout: request.headersTimeout }),
      ...(request.foreign === true ? { learned: !this.#options.isConfigured(request.url) } : {}),
      signal: request.signal,
    };
  }
}

/** Reads a short body to its end, so that its connection can be used again. */
export async function drain(response: StreamResponse): Promise<void> {
  let length = 0;
  for await (const piece of response.body) {
    length += piece.bytes.length;
    piece.release();
    if (length > errorBytes) break;
  }
}

/** The start of an error's body as a document, for a message. */
export async function documentOf(response: StreamResponse): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body) {
    chunks.push(Uint8Array.from(piece.bytes.subarray(0, errorBytes - length)));
    length += piece.bytes.length;
    piece.release();
    if (length >= errorBytes) break;
  }
  return { status: response.status, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Throws what an unexpected answer means. */
export function refuse(host: HostContext, request: RegistryRequest, response: HttpResponse): never {
  throw answerError(host, request.attempt, response);
}
