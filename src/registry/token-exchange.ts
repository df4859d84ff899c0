import { HoistError } from '../errors.ts';
import type { HostGate } from '../http/host-gate.ts';
import { headerOf, type Http, type HttpRequest, type HttpResponse } from '../http/http.ts';
import { waitOf } from '../http/retry-after.ts';
import { resolveLocation } from '../http/server-url.ts';
import type { Host } from '../image/reference.ts';
import type { Clock } from '../ports/clock.ts';
import { basicHeader, type Credential } from './credential.ts';
import { withRealmSetting, type Realm } from './realm.ts';
import { backOff, codeOf, extraTries, isRetriedError, isRetriedStatus, retryLater } from './retry.ts';

/** One access token to get. */
export type TokenRequest = {
  /** Of the registry: for messages. */
  readonly host: Host;
  readonly realm: Realm;
  readonly service: string | undefined;
  /** The one that is needed now first (P52). */
  readonly scopes: readonly string[];
  /** Only for a realm that is trusted with it. */
  readonly credential: Exclude<Credential, { kind: 'bearer' }> | undefined;
};

export type ExchangeOptions = {
  readonly http: Http;
  readonly clock: Clock;
  /** [0, 1), for the back-off. */
  readonly random: () => number;
  readonly userAgent: string;
};

/** Hosts that wanted to be left alone for longer than anybody waits are, by all exchanges of a run (N6). */
export type HostGates = (url: URL) => HostGate;

type Sent = Pick<HttpRequest, 'method' | 'url' | 'body'> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** (N27) */
const maxBytes = 128 * 1024;
const answerTooLong = 'HOIST_ANSWER_TOO_LONG';
/** Milliseconds for one token in all, tries and waits included (N18). */
const limit = 30_000;
/** (N29) */
const mostRedirects = 5;
const clientId = 'hoist';

/** What one token costs: its requests share one time limit. */
export class TokenExchange {
  readonly #request: TokenRequest;
  readonly #options: ExchangeOptions & { readonly gates: HostGates };
  readonly #deadline: number;

  constructor(request: TokenRequest, options: ExchangeOptions & { readonly gates: HostGates }) {
    this.#request = request;
    this.#options = options;
    this.#deadline = options.clock.ticks() + limit;
  }

  get(credential: TokenRequest['credential']): Promise<HttpResponse> {
    const { realm, service, scopes } = this.#request;
    const url = new URL(realm.url);
    if (service !== undefined) url.searchParams.set('service', service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    const headers = credential === undefined ? {} : { authorization: basicHeader(credential) };
    return this.#follow({ method: 'GET', url, headers });
  }

  post(grant: Readonly<Record<string, string>>): Promise<HttpResponse> {
    const { realm, service, scopes } = this.#request;
    const form = new URLSearchParams({ ...grant, client_id: clientId });
    if (service !== undefined) form.set('service', service);
    if (scopes.length > 0) form.set('scope', scopes.join(' '));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#follow({ method: 'POST', url: realm.url, headers, body: form.toString() });
  }

  /** Redirects of a GET, without credentials once it has left the realm's origin (A5, A6). A POST holds a secret: it stays. */
  async #follow(first: Sent): Promise<HttpResponse> {
    let sent = { ...first, learned: this.#request.realm.learned };
    for (let hops = 0; ; hops += 1) {
      const response = await this.#send(sent);
      if (response.status < 301 || response.status > 308 || response.status === 304) return response;
      const location = headerOf(response.headers, 'location');
      if (first.method !== 'GET' || location === undefined || hops === mostRedirects) {
        throw this.#unreachable(`redirects in a way that is not followed (${response.status})`);
      }
      const next = resolveLocation(sent.url, location, {
        use: 'redirect',
        configured: (url) => !this.#request.realm.learned && url.origin === this.#request.realm.url.origin,
      });
      sent = { ...sent, url: next.url, learned: next.learned, headers: next.sameOrigin ? sent.headers : {} };
    }
  }

  async #send(sent: Sent & { readonly learned: boolean }): Promise<HttpResponse> {
    const { http, clock, random, userAgent, gates } = this.#options;
    const gate = gates(sent.url);
    const headers = { 'user-agent': userAgent, accept: 'application/json', ...sent.headers };
    for (let tries = 1; ; tries += 1) {
      let wait = backOff(tries, random);
      const left = Math.ceil(this.#deadline - clock.ticks());
      if (left <= 0 || tries > 1 + extraTries.read) throw this.#unreachable('gave no token in time');
      try {
        const signal = AbortSignal.timeout(left);
        const response = await gate.run('body', signal, () =>
          http.exchange({ ...sent, headers, maxBytes, headersTimeout: left, signal }),
        );
        if (!isRetriedStatus(response.status)) return response;
        const asked = waitOf(response.headers, clock);
        wait = asked ?? wait;
        const tooLate = clock.ticks() + wait >= this.#deadline;
        const reason =
          retryLater(sent.url.host, asked, clock) ??
          (tooLate ? () => this.#unreachable(`answered ${response.status}`) : undefined);
        if (asked !== undefined && reason !== undefined) gate.closeFor(asked, reason);
        if (reason !== undefined) throw reason();
      } catch (error) {
        if (error instanceof HoistError) throw this.#withSetting(error, sent.url);
        if (codeOf(error) === answerTooLong) throw this.invalid();
        if (!isRetriedError(error, tries) || clock.ticks() + wait >= this.#deadline) {
          throw this.#unreachable(`cannot be asked (${codeOf(error) ?? 'no answer'})`, error);
        }
      }
      await clock.sleep(wait);
    }
  }

  refused(status: number): HoistError {
    const { host, credential } = this.#request;
    if (status === 401 && credential !== undefined) {
      return new HoistError(
        'unreachable',
        'UNAUTHORIZED',
        `the credentials for ${host} are wrong or expired`,
        {
          hint: `Log in again before this step: docker login ${host}.`,
        },
      );
    }
    if (credential === undefined && (status === 401 || status === 403)) return needsLogin(host);
    return new HoistError(
      'unreachable',
      'TOKEN_DENIED',
      `${this.#request.realm.url.host} gave no token for ${host} (${status})`,
      {
        hint: `The account may not use ${this.#repositories()}, or that does not exist. Check its rights, or docker login ${host} with another one.`,
      },
    );
  }

  invalid(): HoistError {
    return new HoistError(
      'unreachable',
      'TOKEN_INVALID',
      `${this.#request.realm.url.host} answered without a usable token`,
      {
        hint: 'A proxy or a login page may stand in front of it.',
      },
    );
  }

  #unreachable(what: string, cause?: unknown): HoistError {
    const { realm, host } = this.#request;
    return new HoistError(
      'unreachable',
      'TOKEN_UNREACHABLE',
      `${realm.url.host}, which gives tokens for ${host}, ${what}`,
      {
        hint: 'Run again later; if it never works, check that the host can be reached from here.',
        cause,
      },
    );
  }

  /** A redirect from there is nothing that a setting allows. */
  #withSetting(error: HoistError, url: URL): unknown {
    const { realm, host } = this.#request;
    return url.origin === realm.url.origin ? withRealmSetting(error, host, url.host) : error;
  }

  #repositories(): string {
    return (
      this.#request.scopes.map((scope) => scope.split(':').slice(1, -1).join(':')).join(', ') ||
      this.#request.host
    );
  }
}

/** For a registry that wants credentials where there are none. */
function needsLogin(host: Host): HoistError {
  return new HoistError(
    'unreachable',
    'UNAUTHORIZED',
    `${host} wants credentials, and none are configured for it`,
    {
      hint: `Log in before this step: docker login ${host}, or docker/login-action with registry: ${host}.`,
    },
  );
}
