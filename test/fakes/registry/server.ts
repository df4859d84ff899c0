import { withHeaders, type Answer, type AnswerHeaders } from './answer.ts';
import { Gatekeeper, type AuthOptions } from './auth.ts';
import type { Exchange, SeenRequest } from './exchange.ts';
import type { Intercept } from './fault.ts';
import { createHandler, type RegistryBehaviour } from './handler.ts';
import type { ListenOptions } from './listener.ts';
import { serve, type Served } from './serve.ts';
import { Storage, type StorageOptions } from './storage.ts';
import { Store } from './store.ts';
import { giveToken } from './token-server.ts';

export type RegistryOptions = ListenOptions &
  RegistryBehaviour & {
    /** Content to serve; default: none yet. */
    readonly store?: Store;
    /** Asked for every request of every listener. */
    readonly intercept?: Intercept;
    /** Texts for `Warning` headers of every answer (P44). */
    readonly warnings?: readonly string[];
    readonly auth?: AuthOptions;
    readonly storage?: StorageOptions;
  };

/** A listener beside the registry's own. */
export type Side = {
  readonly host: string;
  readonly url: string;
  readonly requests: SeenRequest[];
};

export interface RunningRegistry {
  /** `127.0.0.1:40123`: what a reference begins with. */
  readonly host: string;
  /** `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly store: Store;
  /** Every request in the order of arrival; `requests.length = 0` forgets them. */
  readonly requests: SeenRequest[];
  /** The token server, where it has a listener of its own. */
  readonly tokens?: Side;
  /** The other origin of blobs and uploads; `expire` makes every URL given out so far worthless. */
  readonly storage?: Side & { expire(): void };
  /** Connections that were opened so far. */
  readonly connections: number;
  /** Uploads that were begun and neither closed nor cancelled. */
  readonly uploads: number;
  /** Every token that was issued is worth nothing from here on (F37). */
  revokeTokens(): void;
  close(): Promise<void>;
}

/** Starts a registry over a store: the OCI distribution spec, v1.1.1 and main, on HTTP or TLS. */
export async function startRegistry(options: RegistryOptions = {}): Promise<RunningRegistry> {
  const store = options.store ?? new Store();
  const gatekeeper =
    options.auth === undefined ? undefined : new Gatekeeper(options.auth, options.auth.realm ?? '');
  const storage = options.storage === undefined ? undefined : new Storage(options.storage);
  let count = 0;
  const shared = { store, intercept: options.intercept, number: () => count++ };
  const aside = { hostname: options.hostname, tls: options.tls };

  const stored =
    storage === undefined
      ? undefined
      : await serve({
          ...shared,
          name: 'storage',
          listen: options.storage?.plain === true ? { hostname: options.hostname } : aside,
          respond: (exchange) => respondStored(exchange, storage),
        });
  if (storage !== undefined && stored !== undefined) storage.origin = stored.listener.origin;
  const uploadOrigin = options.storage?.uploads === true ? stored?.listener.origin : undefined;
  const elsewhere =
    uploadOrigin === undefined ? {} : { uploadOrigin, blobOrigin: () => main.listener.origin };
  const handler = createHandler({ ...options, ...elsewhere });

  const tokens =
    options.auth?.realm === 'own'
      ? await serve({ ...shared, name: 'tokens', listen: aside, respond: respondToken })
      : undefined;
  const main = await serve({ ...shared, name: 'registry', listen: options, respond });
  if (gatekeeper !== undefined && (options.auth?.realm ?? 'own') === 'own') {
    gatekeeper.realm = `${(tokens ?? main).listener.origin}/token`;
  }

  async function respond(exchange: Exchange): Promise<Answer> {
    return withHeaders(await decide(exchange), everywhere(options.warnings));
  }

  async function decide(exchange: Exchange): Promise<Answer> {
    const { route, method } = exchange.seen;
    if (route.kind === 'token' && tokens === undefined) return await respondToken(exchange);
    const admitted = gatekeeper?.admit(exchange) ?? (() => true);
    if (typeof admitted === 'object') return admitted;
    const isRead = method === 'GET' || method === 'HEAD';
    const made = await handler.answer({ ...exchange, may: admitted });
    const redirected =
      route.kind === 'blob' && isRead && made.status < 300 && options.storage?.blobs === true;
    return redirected && storage !== undefined ? storage.redirect(exchange) : made;
  }

  async function respondToken(exchange: Exchange): Promise<Answer> {
    if (gatekeeper === undefined || options.auth === undefined) return { status: 404 };
    return await giveToken(exchange, gatekeeper, options.auth);
  }

  async function respondStored(exchange: Exchange, kept: Storage): Promise<Answer> {
    const { route } = exchange.seen;
    if (route.kind === 'blob') return kept.answer(exchange, route.repository, route.reference);
    return route.kind === 'upload' ? await handler.answer(exchange) : { status: 404 };
  }

  return {
    ...sideOf(main),
    store,
    ...(tokens === undefined ? {} : { tokens: sideOf(tokens) }),
    ...(stored === undefined ? {} : { storage: { ...sideOf(stored), expire: () => storage?.expire() } }),
    get connections() {
      return main.listener.connections;
    },
    get uploads() {
      return handler.uploads;
    },
    revokeTokens: () => gatekeeper?.revoke(),
    close: async () => {
      await Promise.all([main.listener.close(), tokens?.listener.close(), stored?.listener.close()]);
    },
  };
}

function sideOf({ listener, requests }: Served): Side {
  return { host: listener.host, url: listener.origin, requests };
}

function everywhere(warnings: readonly string[] = []): AnswerHeaders {
  return {
    'docker-distribution-api-version': 'registry/2.0',
    ...(warnings.length === 0 ? {} : { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`) }),
  };
}
