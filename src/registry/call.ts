import type { HttpHeaders, HttpRequest, HttpResponse } from '../http/http.ts';
import { waitOf } from '../http/retry-after.ts';
import { resolveLocation, type ServerUrl } from '../http/server-url.ts';
import type { StreamResponse, Transport } from '../http/transport.ts';
import type { BlobBytes } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';
import type { Authorizer } from './authorize.ts';
import { answerError, networkError } from './failure.ts';
import { learnFrom, type HostContext } from './host.ts';
import { harmlessHeaders, plainHeaders, sentAs, type RegistryRequest } from './request.ts';
import { followRedirects, isRedirect, redirectRefused } from './redirect.ts';
import {
  backOff,
  codeOf,
  isRetriedError,
  isRetriedStatus,
  retryLater,
  wasCut,
  wasNeverSent,
} from './retry.ts';
import { StallWatch } from './stall.ts';
import { drain } from './stream.ts';
import { warningsOf } from './warning.ts';

type Response = { readonly status: number; readonly headers: HttpHeaders };

export type Answer<R> = {
  readonly response: R;
  /** It came from another origin than the registry's: object storage behind a redirect. */
  readonly redirected: boolean;
};

/** How one kind of request is sent, and how an answer is let go that nobody reads. */
type Way<R> = {
  send(sent: HttpRequest): Promise<R>;
  dispose(response: R): void | Promise<void>;
};

/** An answer, and the headers that it answers to. */
type Sent<R> = { readonly response: R; readonly sent: Readonly<Record<string, string>> };

/** What storage says of a URL that expired or was signed for another method; a fresh one helps, so often (F19, P45). */
const stale = new Set([400, 403, 404]);
const freshRedirects = 2;
/** Tries of any request that a connection could not even be made for (F2). */
const unsentTries = 2;

export type CallerOptions = {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: () => number;
  readonly userAgent: string;
  /** Hosts that the config or a reference names: they may be private (A10). */
  readonly isConfigured: (url: URL) => boolean;
  /** What users should know: said once by whoever listens. */
  readonly warn: (text: string) => void;
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

  warn(text: string): void {
    this.#options.warn(text);
  }

  /** The wait before a try that follows so many (N5). */
  async backOff(tries: number, signal: AbortSignal | undefined): Promise<void> {
    await this.clock.sleep(backOff(tries, this.#options.random), signal);
  }

  /** A document, tried again `extra` times where the status or the network says that this may help. */
  async ask(host: HostContext, request: RegistryRequest, extra: number): Promise<HttpResponse> {
    return (await this.answer(host, request, extra)).response;
  }

  /** The same, with whether the registry answered itself. */
  answer(host: HostContext, request: RegistryRequest, extra: number): Promise<Answer<HttpResponse>> {
    const { transport } = this.#options;
    return this.#retry(host, request, extra, {
      send: (sent) => transport.exchange(sent),
      dispose: () => {},
    });
  }

  /** A body to read, tried again until its headers are there. */
  open(host: HostContext, request: RegistryRequest, extra: number): Promise<Answer<StreamResponse>> {
    const { transport } = this.#options;
    return this.#retry(host, request, extra, {
      send: (sent) => transport.download(sent),
      dispose: drain,
    });
  }

  /**
   * A body to send: once. Whoever calls decides what a failure means (F20). After a 401 that fresh credentials may mend it
   * gives that answer, and the next request brings them (F37).
   */
  async push(
    host: HostContext,
    request: RegistryRequest,
    pieces: BlobBytes,
    size: number,
  ): Promise<HttpResponse> {
    host.budget.count();
    const watch = new StallWatch(this.clock, request.signal);
    const { response, sent } = await host.gate
      .run('body', request.signal, () =>
        this.#authorized(host, request, (ready) =>
          this.#options.transport.upload({ ...ready, signal: watch.signal, pieces, size, watch }),
        ),
      )
      .finally(() => watch.end());
    if (request.foreign !== true) this.#learn(host, response);
    if (isRedirect(response.status))
      throw redirectRefused(host, request.attempt, `it redirects a ${request.method}`);
    if (response.status === 401 && !(await this.#renewed(host, request, { sent, response })))
      throw answerError(host, request.attempt, response);
    return response;
  }

  async #retry<R extends Response>(
    host: HostContext,
    request: RegistryRequest,
    extra: number,
    way: Way<R>,
  ): Promise<Answer<R>> {
    host.budget.count();
    const used = { fresh: 0, stale: false };
    for (let tries = 1; ; tries += 1) {
      const trail = { url: request.url };
      let unread: R | undefined;
      try {
        const answer = await this.#perform(host, request, { way, trail });
        unread = answer.response;
        const { status } = answer.response;
        const strange = answer.redirected || request.foreign === true;
        const wait = strange ? undefined : this.#learn(host, answer.response);
        if (
          answer.redirected &&
          request.method === 'GET' &&
          stale.has(status) &&
          used.fresh < freshRedirects
        ) {
          used.fresh += 1;
        } else if (!this.#mayAskAgain(host, answer) || tries > extra || !this.#spend(host, status)) {
          return answer;
        }
        await way.dispose(answer.response);
        unread = undefined;
        await (wait === undefined
          ? this.backOff(tries, request.signal)
          : this.clock.sleep(wait, request.signal));
      } catch (error) {
        if (unread !== undefined) await way.dispose(unread);
        request.signal?.throwIfAborted();
        if (extra > 0 && wasCut(error) && !used.stale) {
          // The server had closed the connection while nobody used it: asked again at once, and free (F8).
          used.stale = true;
          tries -= 1;
          continue;
        }
        const most = wasNeverSent(error) ? Math.max(extra, unsentTries) : extra;
        if (!isRetriedError(error, tries) || tries > most || !host.budget.spend(`${codeOf(error)}`))
          throw networkError(host, request.attempt, error, trail.url);
        await this.backOff(tries, request.signal);
      }
    }
  }

  /** Whether asking again may help. A pull limit that is used up stays so for hours (Q5). */
  #mayAskAgain({ learned }: HostContext, { response: { status, headers } }: Answer<Response>): boolean {
    return isRetriedStatus(status) && !(status === 429 && learned.dialect.pullsLeft(headers) === 0);
  }

  /** "Too many requests" is no failure of the host: it only makes us slower. */
  #spend(host: HostContext, status: number): boolean {
    return status === 429 || host.budget.spend(`it answers ${status}`);
  }

  /**
   * What an answer tells about its host; gives the wait that it asks for. Throws `RETRY_LATER` where that is longer than
   * anybody waits, and so does whatever asks the host until then (N6).
   */
  #learn(host: HostContext, response: Response): number | undefined {
    const { status, headers } = response;
    learnFrom(host, headers);
    for (const text of warningsOf(headers)) this.warn(`${host.host}: ${text}`);
    const asksToWait = status === 429 || (status >= 500 && headers['retry-after'] !== undefined);
    if (!asksToWait) {
      if (status < 500) host.gate.succeeded();
      return undefined;
    }
    const wait = waitOf(headers, this.clock);
    const later = retryLater(host.host, wait, this.clock);
    if (wait === undefined || later === undefined) {
      host.gate.slowDown(wait);
      return wait;
    }
    host.gate.closeFor(wait, later);
    throw later();
  }

  /** One try: authorized, re-authorized once after a 401 (N10), redirects followed by hand. */
  async #perform<R extends Response>(
    host: HostContext,
    request: RegistryRequest,
    { way, trail }: { readonly way: Way<R>; readonly trail: { url: URL } },
  ): Promise<Answer<R>> {
    const once = (): Promise<Sent<R>> =>
      host.gate.run(request.kind ?? 'document', request.signal, () =>
        this.#authorized(host, request, (ready) => way.send(ready)),
      );
    let { response, sent } = await once();
    if (response.status === 401 && (await this.#renewed(host, request, { sent, response }))) {
      await way.dispose(response);
      ({ response, sent } = await once());
    }
    if (!isRedirect(response.status)) return { response, redirected: false };
    return followRedirects({
      host,
      ...request,
      response,
      configured: this.#options.isConfigured,
      dispose: (unread) => way.dispose(unread),
      send: async ({ url, learned, away }) => {
        trail.url = url;
        const own = away ? harmlessHeaders(request, this.#options.userAgent) : await this.#headers(request);
        return way.send({ ...this.#sent({ ...request, url }, own), learned });
      },
    });
  }

  /** After a 401: whether other credentials than those that were sent are there now. */
  async #renewed(
    host: HostContext,
    request: RegistryRequest,
    { sent, response }: Sent<Response>,
  ): Promise<boolean> {
    if (request.foreign === true) return false;
    // Some registries show what they are by their challenge only.
    learnFrom(host, response.headers);
    return this.#options.authorizer.challenged(request.scope, response.headers, {
      signal: request.signal,
      sent: sent['authorization'],
    });
  }

  /** Sends with credentials of this moment: a wait for the host's turn may be longer than a token lives (P54, F37). */
  async #authorized<R extends Response>(
    host: HostContext,
    request: RegistryRequest,
    send: (ready: HttpRequest) => Promise<R>,
  ): Promise<Sent<R>> {
    const headers = await this.#headers(request);
    const response = await send(this.#sent(request, headers));
    if (response.status === 401)
      host.learned.passwordRefused = headers['authorization']?.startsWith('Basic ') === true;
    return { response, sent: headers };
  }

  async #headers(request: RegistryRequest): Promise<Record<string, string>> {
    const headers = plainHeaders(request, this.#options.userAgent);
    if (request.foreign === true) return headers;
    const authorization = await this.#options.authorizer.authorization(request.scope, {
      signal: request.signal,
    });
    if (authorization !== undefined) headers['authorization'] = authorization;
    return headers;
  }

  #sent(request: RegistryRequest, headers: Record<string, string>): HttpRequest {
    return sentAs(request, { headers, configured: this.#options.isConfigured });
  }
}
