import { HostGate } from '../http/host-gate.ts';
import type { HttpResponse } from '../http/http.ts';
import type { Credential, Secret } from './credential.ts';
import { readToken, type TokenAnswer } from './schema.ts';
import { TokenExchange, type ExchangeOptions, type TokenRequest } from './token-exchange.ts';

export interface TokenSource {
  /**
   * Asks the token endpoint: by GET, by POST for identity tokens, each falling back to the other where the endpoint does
   * not know it (P48, P49). Tokens are told to `secret` before they are given.
   *
   * @throws HoistError `UNAUTHORIZED` for wrong or missing credentials, `TOKEN_DENIED`, `TOKEN_INVALID`, `TOKEN_UNREACHABLE`
   */
  get(request: TokenRequest): Promise<TokenAnswer>;
}

export type TokenSourceOptions = ExchangeOptions & { readonly secret: Secret };

/** Answers of an endpoint that does not know POST, or not this grant (P49, F39). */
const postRefused = new Set([400, 401, 404, 405]);
/** Answers of an endpoint that knows only POST; 401 is never one (P55). */
const getRefused = new Set([404, 405]);

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  /** Refresh tokens that an answer replaced, by the one from the config (P50). */
  const renewed = new Map<string, string>();

  const gates = new Map<string, HostGate>();

  function gateOf({ host }: URL): HostGate {
    const gate = gates.get(host) ?? new HostGate({ clock: options.clock, connections: 1 });
    gates.set(host, gate);
    return gate;
  }

  function read(exchange: TokenExchange, answer: HttpResponse): TokenAnswer {
    if (answer.status !== 200) throw exchange.refused(answer.status);
    const found = readToken(answer.body);
    if (found === undefined) throw exchange.invalid();
    options.secret(found.token);
    if (found.refreshToken !== undefined) options.secret(found.refreshToken);
    return found;
  }

  async function byPassword(exchange: TokenExchange, { credential }: TokenRequest): Promise<TokenAnswer> {
    const answer = await exchange.get(credential);
    if (credential?.kind !== 'basic' || !getRefused.has(answer.status)) return read(exchange, answer);
    const { username, password } = credential;
    const posted = await exchange.post({ grant_type: 'password', username, password });
    return read(exchange, posted.status === 200 ? posted : answer);
  }

  async function byIdentity(
    exchange: TokenExchange,
    credential: Credential & { kind: 'identity' },
  ): Promise<TokenAnswer> {
    const token = renewed.get(credential.token) ?? credential.token;
    const posted = await exchange.post({ grant_type: 'refresh_token', refresh_token: token });
    if (postRefused.has(posted.status)) return read(exchange, await exchange.get({ ...credential, token }));
    const answer = read(exchange, posted);
    if (answer.refreshToken !== undefined) renewed.set(credential.token, answer.refreshToken);
    return answer;
  }

  return {
    get(request) {
      const exchange = new TokenExchange(request, { ...options, gates: gateOf });
      const { credential } = request;
      return credential?.kind === 'identity'
        ? byIdentity(exchange, credential)
        : byPassword(exchange, request);
    },
  };
}
