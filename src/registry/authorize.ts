import type { RegistrySettings } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import type { HttpHeaders } from '../http/http.ts';
import { onAbort } from '../http/on-abort.ts';
import type { Host } from '../image/reference.ts';
import type { Call } from '../ports/registry.ts';
import { basicOf, bearerOf, parseChallenges } from './challenge.ts';
import { basicHeader, type Credential } from './credential.ts';
import type { Credentials } from './credentials.ts';
import { dialectOf } from './dialect.ts';
import { originOf } from './origin.ts';
import { judgeRealm, realmRefused, type Realm } from './realm.ts';
import type { TokenAnswer } from './schema.ts';
import type { Scope } from './scope.ts';
import { TokenCache } from './token-cache.ts';
import { createTokenSource, type TokenSourceOptions } from './token.ts';

/** What a 401 answered to. */
export type ChallengedCall = Call & {
  /** The `Authorization` that the refused request carried: with it, a renewal by another request is told from a refusal. */
  readonly sent?: string | undefined;
};

/** Says what goes into `Authorization`, for one registry or another (P47–P55). */
export interface Authorizer {
  /**
   * The header's value; undefined: send none. Once a host has shown how it asks, tokens are fetched before the request, so
   * that no body is sent in vain (P54).
   *
   * @throws HoistError what {@link TokenSource.get} and {@link Credentials.lookup} throw, `REALM_REFUSED`
   */
  authorization(scope: Scope, call?: Call): Promise<string | undefined>;

  /**
   * Learns from a 401. False: trying again is of no use, it is denied.
   *
   * @throws HoistError `REALM_INVALID`, `ADDRESS_PRIVATE`
   */
  challenged(scope: Scope, headers: HttpHeaders, call?: ChallengedCall): Promise<boolean>;
}

export type AuthorizerOptions = TokenSourceOptions & {
  readonly credentials: Credentials;
  readonly settings: (host: Host) => RegistrySettings | undefined;
};

/** How a host, or one of its repositories, asks for credentials. */
type Way =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: Realm; readonly service: string | undefined };

const pingBytes = 64 * 1024;

export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const source = createTokenSource(options);
  const cache = new TokenCache(() => options.clock.ticks());
  /** By host, and by repository where its own answer was seen: Artifactory has a realm for each (Q16). */
  const ways = new Map<string, Way>();
  /** Scope sets whose token was refused: without mounts from then on (P52). */
  const narrowed = new Set<string>();

  function lookup(scope: Scope): Promise<Credential | undefined> {
    return options.credentials.lookup(scope.host, scope.path, scope.actions);
  }

  function wayOf(scope: Scope): Way | undefined {
    return ways.get(`${scope.host}/${scope.path}`) ?? ways.get(scope.host);
  }

  async function tokenFor(scope: Scope, way: Way & { kind: 'bearer' }): Promise<TokenAnswer> {
    const credential = await lookup(scope);
    if (credential?.kind === 'bearer')
      return { token: credential.token, expiresIn: 60, refreshToken: undefined };
    if (credential !== undefined && !way.realm.trusted) throw realmRefused(scope.host, way.realm);
    const request = { host: scope.host, realm: way.realm, service: way.service, credential };
    const [first, ...others] = scopesOf(scope);
    if (others.length === 0 || narrowed.has(keyOf(scope, way)))
      return source.get({ ...request, scopes: [first] });
    try {
      return await source.get({ ...request, scopes: [first, ...others] });
    } catch (error) {
      if (!(error instanceof HoistError) || error.code !== 'TOKEN_DENIED') throw error;
      return source.get({ ...request, scopes: [first] });
    }
  }

  /** A host that did not say how it wants to be asked may say so at its root (P6). */
  async function wayFromRoot(scope: Scope, origin: URL, call: Call | undefined): Promise<Way | undefined> {
    const request = {
      method: 'GET',
      url: new URL('v2/', origin),
      maxBytes: pingBytes,
      signal: call?.signal,
    } as const;
    const { status, headers } = await options.http.exchange({
      ...request,
      headers: { 'user-agent': options.userAgent },
    });
    return status === 401 ? wayIn(headers, scope, origin) : undefined;
  }

  async function wayIn(headers: HttpHeaders, { host }: Scope, origin: URL): Promise<Way | undefined> {
    const challenges = parseChallenges(headers);
    const bearer = bearerOf(challenges);
    const basic = basicOf(challenges) === undefined ? undefined : ({ kind: 'basic' } as const);
    if (bearer === undefined) return basic;
    try {
      const tokenRealms = options.settings(host)?.tokenRealms ?? [];
      const realm = await judgeRealm(bearer.realm, { host, origin, tokenRealms });
      return { kind: 'bearer', realm, service: bearer.service };
    } catch (error) {
      if (basic !== undefined) return basic;
      throw error;
    }
  }

  return {
    async authorization(scope, call) {
      call?.signal?.throwIfAborted();
      const way = wayOf(scope);
      if (way?.kind === 'bearer') {
        const wider = widerKeyOf(scope, way);
        const held = wider === undefined ? undefined : cache.header(wider);
        return (
          held ??
          abortable(
            cache.obtain(keyOf(scope, way), () => tokenFor(scope, way)),
            call?.signal,
          )
        );
      }
      const credential = await lookup(scope);
      if (credential === undefined) return undefined;
      if (credential.kind === 'bearer') return `Bearer ${credential.token}`;
      const asked = way !== undefined || dialectOf(scope.host).firstRequest === 'basic';
      return asked ? basicHeader(credential) : undefined;
    },

    async challenged(scope, headers, call) {
      const origin = originOf(scope.host, options.settings(scope.host));
      const silent = headers['www-authenticate'] === undefined && wayOf(scope) === undefined;
      const way = silent ? await wayFromRoot(scope, origin, call) : await wayIn(headers, scope, origin);
      if (way === undefined) return false;
      if (!ways.has(scope.host)) ways.set(scope.host, way);
      ways.set(`${scope.host}/${scope.path}`, way);

      const credential = await lookup(scope);
      if (credential?.kind === 'bearer') return call?.sent !== `Bearer ${credential.token}`;
      if (way.kind === 'basic') return credential !== undefined && call?.sent !== basicHeader(credential);

      const key = keyOf(scope, way);
      const wider = widerKeyOf(scope, way);
      // A registry that gave a token for all scopes and takes it for none may read only one of them (P52).
      if (call?.sent !== undefined && bearerOf(parseChallenges(headers))?.error !== undefined)
        narrowed.add(key);
      return (wider === undefined || cache.refuse(wider, call?.sent)) && cache.refuse(key, call?.sent);
    },
  };
}

/** What we need and nothing that a challenge asks for (A12); what is needed now comes first (P52). */
export function scopesOf(scope: Scope): readonly [string, ...string[]] {
  const mounts = new Set(scope.mountFrom);
  mounts.delete(scope.path);
  return [
    `repository:${scope.path}:${scope.actions}`,
    ...[...mounts].map((path) => `repository:${path}:pull`),
  ];
}

/** A token is bound to the registry, where it came from and what it is for (A12). */
function keyOf(scope: Scope, way: Way & { kind: 'bearer' }): string {
  return JSON.stringify([scope.host, way.realm.url.href, way.service, ...scopesOf(scope)]);
}

/** A token that may push may pull: one fetch less. */
function widerKeyOf(scope: Scope, way: Way & { kind: 'bearer' }): string | undefined {
  if (scope.actions !== 'pull' || scopesOf(scope).length > 1) return undefined;
  return keyOf({ host: scope.host, path: scope.path, actions: 'pull,push' }, way);
}

/** A fetch is shared: whoever stops waiting does not stop it. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => reject(signal.reason as Error));
    promise.then(resolve, reject).finally(stopListening);
  });
}
