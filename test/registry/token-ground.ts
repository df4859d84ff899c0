import { afterEach, expect } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { parseHost } from '../../src/image/reference.ts';
import type { Realm } from '../../src/registry/realm.ts';
import type { TokenAnswer } from '../../src/registry/schema.ts';
import type { TokenRequest } from '../../src/registry/token-exchange.ts';
import { createTokenSource } from '../../src/registry/token.ts';
import { manualClock, serveNamed, type Named, type Reply, type Seen } from './named-servers.ts';

export const host = parseHost('registry.example.com');
export const basic = { kind: 'basic', username: 'me', password: 'hunter2' } as const;
export const identity = { kind: 'identity', token: 'refresh-1', username: undefined } as const;
export const header = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

let open: Named[] = [];
afterEach(async () => {
  await Promise.all(open.map((servers) => servers.close()));
  open = [];
});

type Bench = {
  readonly get: (request?: Partial<TokenRequest>) => Promise<TokenAnswer>;
  readonly seen: (name?: string) => readonly Seen[];
  readonly sent: Named['sent'];
  readonly secrets: string[];
  readonly clock: ReturnType<typeof manualClock>;
};

/** A token source, and the endpoint `auth.example.com` that it asks. */
export async function bench(
  reply: (request: Seen) => Reply,
  others: Record<string, (request: Seen) => Reply> = {},
  realm: Partial<Realm> = {},
): Promise<Bench> {
  const servers = await serveNamed({ 'auth.example.com': reply, ...others });
  open.push(servers);
  const secrets: string[] = [];
  const clock = manualClock();
  const source = createTokenSource({
    http: servers.http,
    clock,
    random: () => 0.5,
    userAgent: 'hoist/test',
    secret: (value) => secrets.push(value),
  });
  const request: TokenRequest = {
    host,
    realm: {
      url: new URL('https://auth.example.com/token?account=1'),
      trusted: true,
      learned: true,
      ...realm,
    },
    service: 'registry.example.com',
    scopes: ['repository:acme/web:pull,push', 'repository:acme/base:pull'],
    credential: basic,
  };
  return {
    get: (change = {}) => source.get({ ...request, ...change }),
    seen: (name = 'auth.example.com') => servers.seen.get(name) ?? [],
    sent: servers.sent,
    secrets,
    clock,
  };
}

/** The error that comes out, which shows no secret. */
export async function failure(promise: Promise<unknown>): Promise<HoistError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoistError)) throw new Error(`not a HoistError: ${String(error)}`);
  expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toMatch(/hunter2|refresh-1|signature/);
  return error;
}
