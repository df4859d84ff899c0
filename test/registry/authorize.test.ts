import { afterEach, describe, expect, test } from 'vitest';
import type { RegistrySettings } from '../../src/domain/config.ts';
import { parseHost } from '../../src/image/reference.ts';
import { createAuthorizer, type Authorizer } from '../../src/registry/authorize.ts';
import type { Credential } from '../../src/registry/credential.ts';
import type { Scope } from '../../src/registry/scope.ts';
import { manualClock, serveNamed, type Named, type Reply, type Seen } from './named-servers.ts';

const host = parseHost('registry.example.com');
const push: Scope = { host, path: 'acme/web', actions: 'pull,push' };
const pull: Scope = { host, path: 'acme/web', actions: 'pull' };
const basic: Credential = { kind: 'basic', username: 'me', password: 'hunter2' };
const basicHeader = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
const bearer = {
  'www-authenticate': 'Bearer realm="https://auth.example.com/token",service="registry.example.com"',
};

let open: Named[] = [];
afterEach(async () => {
  await Promise.all(open.map((servers) => servers.close()));
  open = [];
});

type Bench = {
  readonly authorization: Authorizer['authorization'];
  readonly challenged: Authorizer['challenged'];
  readonly clock: ReturnType<typeof manualClock>;
  readonly seen: (name?: string) => readonly Seen[];
  /** Hosts that credentials were looked up for. */
  readonly lookups: string[];
};

type Setup = {
  readonly credential?: Credential | undefined;
  readonly token?: (request: Seen) => Reply | Promise<Reply>;
  readonly others?: Record<string, (request: Seen) => Reply>;
  readonly settings?: Partial<RegistrySettings>;
};

async function bench({ credential, token, others = {}, settings }: Setup): Promise<Bench> {
  let count = 0;
  const answer = token ?? ((): Reply => ({ body: { token: `t${(count += 1)}`, expires_in: 300 } }));
  const servers = await serveNamed({
    'auth.example.com': answer,
    'canary.example.net': () => ({ body: { token: 'stolen' } }),
    ...others,
  });
  open.push(servers);
  const clock = manualClock();
  const lookups: string[] = [];
  const authorizer = createAuthorizer({
    http: servers.http,
    credentials: {
      async lookup(asked) {
        lookups.push(asked);
        return credential;
      },
    },
    settings: () =>
      settings === undefined
        ? undefined
        : { tokenRealms: [], insecure: false, plainHttp: false, ...settings },
    clock,
    secret: () => {},
    random: () => 0.5,
    userAgent: 'hoist/test',
  });
  return { ...authorizer, clock, lookups, seen: (name = 'auth.example.com') => servers.seen.get(name) ?? [] };
}

describe('a registry that wants tokens', () => {
  test('when nothing is known of it, nothing is sent; after a 401 a token is', async () => {
    const { authorization, challenged, seen, lookups } = await bench({ credential: basic });
    expect(await authorization(pull)).toBeUndefined();
    expect(await challenged(pull, bearer)).toBe(true);
    expect(await authorization(pull)).toBe('Bearer t1');
    expect(seen()).toHaveLength(1);
    expect(seen()[0]).toMatchObject({ method: 'GET', authorization: basicHeader });
    expect(seen()[0]?.query.get('service')).toBe('registry.example.com');
    expect(new Set(lookups)).toEqual(new Set([host]));
  });

  test('when it is known, other repositories get theirs before they ask (P54)', async () => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    await challenged(pull, bearer);
    expect(await authorization({ ...push, path: 'acme/api' })).toBe('Bearer t1');
    expect(seen()[0]?.query.getAll('scope')).toEqual(['repository:acme/api:pull,push']);
  });

  test('when a hundred requests need one, it is fetched once', async () => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    await challenged(push, bearer);
    const headers = await Promise.all(Array.from({ length: 100 }, () => authorization(push)));
    expect(new Set(headers)).toEqual(new Set(['Bearer t1']));
    expect(seen()).toHaveLength(1);
  });

  test('when a token that may push is there, it serves for pulling, not the other way round', async () => {
    const { authorization, challenged } = await bench({ credential: basic });
    await challenged(push, bearer);
    expect(await authorization(push)).toBe('Bearer t1');
    expect(await authorization(pull)).toBe('Bearer t1');
    expect(await authorization({ ...pull, path: 'acme/api' })).toBe('Bearer t2');
    expect(await authorization({ ...push, path: 'acme/api' })).toBe('Bearer t3');
    expect(await authorization({ ...push, mountFrom: ['acme/base'] })).toBe('Bearer t4');
  });

  test('when the token has run out, it is renewed before the request', async () => {
    const { authorization, challenged, clock } = await bench({ credential: basic });
    await challenged(pull, bearer);
    await authorization(pull);
    clock.advance(271_000);
    expect(await authorization(pull)).toBe('Bearer t2');
  });

  test('when two registries share a realm, neither gets the token of the other (A12)', async () => {
    const { authorization, challenged } = await bench({ credential: basic });
    const other = { ...pull, host: parseHost('mirror.example.com') };
    await challenged(pull, bearer);
    await challenged(other, bearer);
    expect(await authorization(pull)).not.toBe(await authorization(other));
  });

  test('when a repository has a realm of its own, it is asked there (Q16)', async () => {
    const realmOf = (name: string) => ({
      'www-authenticate': `Bearer realm="https://registry.example.com/api/docker/${name}/v2/token",service="x"`,
    });
    const { authorization, challenged, seen } = await bench({
      credential: basic,
      others: { 'registry.example.com': () => ({ body: { token: 'own' } }) },
    });
    const other = { ...pull, path: 'other/web' };
    await challenged(pull, realmOf('acme'));
    await challenged(other, realmOf('other'));
    await authorization(pull);
    await authorization(other);
    expect(seen('registry.example.com').map((request) => request.path.split('?')[0])).toEqual([
      '/api/docker/acme/v2/token',
      '/api/docker/other/v2/token',
    ]);
  });

  test('when somebody stops waiting, the fetch goes on for the others', async () => {
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const { authorization, challenged, seen } = await bench({
      credential: basic,
      token: async () => {
        await held;
        return { body: { token: 'slow' } };
      },
    });
    await challenged(pull, bearer);
    const controller = new AbortController();
    const stopped = authorization(pull, { signal: controller.signal });
    const patient = authorization(pull, { signal: new AbortController().signal });
    controller.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    await expect(authorization(pull, { signal: controller.signal })).rejects.toThrow('stopped');
    answer();
    expect(await patient).toBe('Bearer slow');
    expect(seen()).toHaveLength(1);
  });

  test('when the config holds a registry token, it is sent as it is, from the first request on', async () => {
    const { authorization, challenged, seen } = await bench({
      credential: { kind: 'bearer', token: 'static' },
    });
    expect(await authorization(pull)).toBe('Bearer static');
    expect(await challenged(pull, bearer, { sent: 'Bearer static' })).toBe(false);
    expect(await authorization(pull)).toBe('Bearer static');
    expect(seen()).toEqual([]);
  });

  test('when it says nothing of how it wants to be asked, its root is looked at (P6)', async () => {
    const { authorization, challenged, seen } = await bench({
      credential: basic,
      others: { 'registry.example.com': () => ({ status: 401, headers: bearer }) },
    });
    expect(await challenged(pull, {})).toBe(true);
    expect(await authorization(pull)).toBe('Bearer t1');
    expect(seen('registry.example.com')).toMatchObject([
      { method: 'GET', path: '/v2/', authorization: undefined },
    ]);
  });
});

describe('a challenge that asks for more (A12)', () => {
  test.each([
    'repository:victim/prod:pull,push,delete',
    'registry:catalog:*',
    'repository:acme/web:*',
    'repository:acme/web:pull repository:victim/prod:push',
  ])('when its scope is %s, only ours is asked for', async (scope) => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    await challenged(pull, { 'www-authenticate': `${bearer['www-authenticate']},scope="${scope}"` });
    await authorization(pull);
    expect(seen()[0]?.query.getAll('scope')).toEqual(['repository:acme/web:pull']);
  });
});

describe("a realm that is not the registry's (A6)", () => {
  test('when there are credentials, it is refused, and the canary hears nothing', async () => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    await challenged(pull, {
      'www-authenticate': 'Bearer realm="https://canary.example.net/token",service="x"',
    });
    await expect(authorization(pull)).rejects.toMatchObject({
      code: 'REALM_REFUSED',
      hint: expect.stringContaining('registries.registry.example.com.token-realms: [canary.example.net]'),
    });
    expect(seen('canary.example.net')).toEqual([]);
  });

  test('when there are none, it may be asked anonymously', async () => {
    const { authorization, challenged, seen } = await bench({});
    await challenged(pull, {
      'www-authenticate': 'Bearer realm="https://canary.example.net/token",service="x"',
    });
    expect(await authorization(pull)).toBe('Bearer stolen');
    expect(seen('canary.example.net')).toMatchObject([{ authorization: undefined }]);
  });

  test('when the config lists it, it gets the credentials', async () => {
    const { authorization, challenged, seen } = await bench({
      credential: basic,
      settings: { tokenRealms: ['canary.example.net'] },
    });
    await challenged(pull, {
      'www-authenticate': 'Bearer realm="https://canary.example.net/token",service="x"',
    });
    await authorization(pull);
    expect(seen('canary.example.net')).toMatchObject([{ authorization: basicHeader }]);
  });

  test('when it is no URL, or plain http, that is an error; Basic beside it is taken instead', async () => {
    const { authorization, challenged } = await bench({ credential: basic });
    const broken = 'Bearer realm="null://registry.example.com/token"';
    await expect(challenged(pull, { 'www-authenticate': broken })).rejects.toMatchObject({
      code: 'REALM_INVALID',
    });
    expect(await challenged(pull, { 'www-authenticate': [broken, 'Basic realm="x"'] })).toBe(true);
    expect(await authorization(pull)).toBe(basicHeader);
  });
});

describe('a registry that wants Basic', () => {
  const challenge = { 'www-authenticate': 'BASIC realm="Sonatype Nexus Repository Manager"' };

  test('when it has asked once, every request carries it', async () => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    expect(await challenged(push, challenge)).toBe(true);
    expect(await authorization({ ...pull, path: 'other' })).toBe(basicHeader);
    expect(seen()).toEqual([]);
  });

  test('when it refuses what was sent, or there is nothing to send, trying again is of no use', async () => {
    const known = await bench({ credential: basic });
    expect(await known.challenged(push, challenge, { sent: basicHeader })).toBe(false);
    const nothing = await bench({});
    expect(await nothing.challenged(push, challenge)).toBe(false);
    expect(await nothing.authorization(push)).toBeUndefined();
  });

  test('when it is ECR, it is sent without being asked for (Q8), and to no look-alike (A11)', async () => {
    const { authorization } = await bench({ credential: basic });
    const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    expect(await authorization({ ...pull, host: parseHost(ecr) })).toBe(basicHeader);
    for (const name of [`${ecr}.evil.test`, `${ecr}:8443`, `x${ecr}`]) {
      expect(await authorization({ ...pull, host: parseHost(name) })).toBeUndefined();
    }
  });
});

describe('a registry that refuses (F37, F38, P51)', () => {
  const insufficient = { 'www-authenticate': `${bearer['www-authenticate']},error="insufficient_scope"` };

  /** A client as it should be: one more try after a 401 where that may help. */
  async function request(
    authorizer: Authorizer,
    scope: Scope,
    accepts: (header: string | undefined) => boolean,
  ): Promise<{ ok: boolean; tries: number }> {
    for (let tries = 1; ; tries += 1) {
      const sent = await authorizer.authorization(scope);
      if (accepts(sent)) return { ok: true, tries };
      const again = await authorizer.challenged(scope, sent === undefined ? bearer : insufficient, { sent });
      if (!again || tries === 5) return { ok: false, tries };
    }
  }

  test('when it never takes a token, it is asked three times and the realm twice', async () => {
    const authorizer = await bench({ credential: basic });
    expect(await request(authorizer, push, () => false)).toEqual({ ok: false, tries: 3 });
    expect(authorizer.seen()).toHaveLength(2);
  });

  test('when a token has been revoked, one renewal is enough', async () => {
    const authorizer = await bench({ credential: basic });
    await request(authorizer, push, (header) => header === 'Bearer t1');
    expect(await request(authorizer, push, (header) => header === 'Bearer t2')).toEqual({
      ok: true,
      tries: 2,
    });
  });

  test('when the one that may push was revoked, pulling gets one of its own', async () => {
    const { authorization, challenged } = await bench({ credential: basic });
    await challenged(push, bearer);
    await authorization(push);
    const sent = await authorization(pull);
    expect(sent).toBe('Bearer t1');
    expect(await challenged(pull, insufficient, { sent })).toBe(true);
    expect(await authorization(pull)).toBe('Bearer t2');
  });

  test('when many requests come back refused at once, the token is renewed once', async () => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    await challenged(push, bearer);
    const sent = await authorization(push);
    const again = await Promise.all(
      Array.from({ length: 30 }, () => challenged(push, insufficient, { sent })),
    );
    expect(again.every(Boolean)).toBe(true);
    const headers = await Promise.all(Array.from({ length: 30 }, () => authorization(push)));
    expect(new Set(headers)).toEqual(new Set(['Bearer t2']));
    for (let late = 0; late < 10; late += 1)
      expect(await challenged(push, insufficient, { sent })).toBe(true);
    expect(await authorization(push)).toBe('Bearer t2');
    expect(seen()).toHaveLength(2);
  });

  test('when it offers only what we do not know, or nothing at all, trying again is of no use', async () => {
    const { challenged, seen } = await bench({
      credential: basic,
      others: { 'registry.example.com': () => ({ status: 200 }) },
    });
    expect(await challenged(pull, { 'www-authenticate': 'Negotiate, Digest realm="x"' })).toBe(false);
    expect(await challenged(pull, {})).toBe(false);
    expect(seen('registry.example.com')).toHaveLength(1);
    await challenged(pull, bearer);
    expect(await challenged(pull, {})).toBe(false);
    expect(seen('registry.example.com')).toHaveLength(1);
  });

  test('when the realm refuses a second scope, the first is asked for alone (P52)', async () => {
    const { authorization, challenged, seen } = await bench({
      credential: basic,
      token: (asked) =>
        asked.query.getAll('scope').length > 1 ? { status: 403 } : { body: { token: 'narrow' } },
    });
    const scope = { ...push, mountFrom: ['acme/base'] };
    await challenged(scope, bearer);
    expect(await authorization(scope)).toBe('Bearer narrow');
    expect(seen().map((asked) => asked.query.getAll('scope').length)).toEqual([2, 1]);
  });

  test('when a token for two scopes has only run out, the next one is for both', async () => {
    const { authorization, challenged, seen } = await bench({ credential: basic });
    const scope = { ...push, mountFrom: ['acme/base'] };
    await challenged(scope, bearer);
    expect(await challenged(scope, bearer, { sent: await authorization(scope) })).toBe(true);
    expect(await authorization(scope)).toBe('Bearer t2');
    expect(seen().map((asked) => asked.query.getAll('scope').length)).toEqual([2, 2]);
  });

  test('when the registry does not take a token for two scopes, the next one is for the first alone', async () => {
    const authorizer = await bench({ credential: basic });
    const scope = { ...push, mountFrom: ['acme/base'] };
    expect(await request(authorizer, scope, (header) => header === 'Bearer t2')).toEqual({
      ok: true,
      tries: 3,
    });
    expect(authorizer.seen().map((asked) => asked.query.getAll('scope'))).toEqual([
      ['repository:acme/web:pull,push', 'repository:acme/base:pull'],
      ['repository:acme/web:pull,push'],
    ]);
  });

  test.each([
    [401, 'UNAUTHORIZED', { ...push, mountFrom: ['acme/base'] }],
    [403, 'TOKEN_DENIED', push],
  ])(
    'when the realm answers %i, every request learns it, none asks it twice or goes on without (P55)',
    async (status, code, scope) => {
      const { authorization, challenged, seen } = await bench({
        credential: basic,
        token: () => ({ status }),
      });
      await challenged(scope, bearer);
      await expect(authorization(scope)).rejects.toMatchObject({ code });
      await expect(authorization(scope)).rejects.toMatchObject({ code });
      expect(seen().map((asked) => asked.authorization)).toEqual([basicHeader, basicHeader]);
    },
  );
});
