import { afterEach, describe, expect, test } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { parseHost } from '../../src/image/reference.ts';
import type { Realm } from '../../src/registry/realm.ts';
import type { TokenAnswer } from '../../src/registry/schema.ts';
import type { TokenRequest } from '../../src/registry/token-exchange.ts';
import { createTokenSource } from '../../src/registry/token.ts';
import { manualClock, serveNamed, type Named, type Reply, type Seen } from './named-servers.ts';

const host = parseHost('registry.example.com');
const basic = { kind: 'basic', username: 'me', password: 'hunter2' } as const;
const identity = { kind: 'identity', token: 'refresh-1', username: undefined } as const;
const header = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

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

async function bench(
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

async function failure(promise: Promise<unknown>): Promise<HoistError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoistError)) throw new Error(`not a HoistError: ${String(error)}`);
  expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toMatch(/hunter2|refresh-1|signature/);
  return error;
}

describe('a token by GET (P48)', () => {
  test('when credentials are a password, they go along as Basic; scopes are repeated in order; the realm keeps its query', async () => {
    const { get, seen, sent, secrets } = await bench(() => ({ body: { token: 'abc', expires_in: 300 } }));
    expect(await get()).toEqual({ token: 'abc', expiresIn: 300, refreshToken: undefined });
    const [request] = seen();
    expect(seen()).toHaveLength(1);
    expect(request).toMatchObject({ method: 'GET', authorization: header });
    expect(request?.query.getAll('scope')).toEqual([
      'repository:acme/web:pull,push',
      'repository:acme/base:pull',
    ]);
    expect(request?.query.get('service')).toBe('registry.example.com');
    expect(request?.query.get('account')).toBe('1');
    expect(request?.query.get('offline_token')).toBeNull();
    expect(sent[0]?.learned).toBe(true);
    expect(secrets).toContain('abc');
  });

  test('when there are no credentials, none are sent', async () => {
    const { get, seen } = await bench(() => ({ body: { access_token: 'anonymous' } }));
    expect((await get({ credential: undefined })).token).toBe('anonymous');
    expect(seen()[0]?.authorization).toBeUndefined();
  });

  test('when they are wrong, that is the end: no other try, nothing anonymous (P55)', async () => {
    const { get, seen } = await bench(() => ({
      status: 401,
      body: { details: 'incorrect username or password' },
    }));
    const error = await failure(get());
    expect(error).toMatchObject({
      code: 'UNAUTHORIZED',
      hint: expect.stringContaining('docker login registry.example.com'),
    });
    expect(seen()).toHaveLength(1);
  });

  test.each([401, 403])(
    'when there are none and some are wanted (%i), the error says how to log in',
    async (status) => {
      const { get } = await bench(() => ({ status }));
      expect(await failure(get({ credential: undefined }))).toMatchObject({
        code: 'UNAUTHORIZED',
        message: expect.stringContaining('none are configured'),
        hint: expect.stringContaining('docker login registry.example.com'),
      });
    },
  );

  test('when the account may not, the error names the repository', async () => {
    const { get } = await bench(() => ({ status: 403, body: { errors: [{ code: 'DENIED' }] } }));
    expect(await failure(get())).toMatchObject({
      code: 'TOKEN_DENIED',
      hint: expect.stringContaining('acme/web'),
    });
  });

  test('when the endpoint only knows POST, the password goes there', async () => {
    const { get, seen } = await bench((request) =>
      request.method === 'GET' ? { status: 405 } : { body: { access_token: 'posted' } },
    );
    expect((await get()).token).toBe('posted');
    expect(Object.fromEntries(seen()[1]?.form ?? [])).toEqual({
      grant_type: 'password',
      username: 'me',
      password: 'hunter2',
      client_id: 'hoist',
      service: 'registry.example.com',
      scope: 'repository:acme/web:pull,push repository:acme/base:pull',
    });
  });
});

describe('a token for an identity token (P49)', () => {
  test('when it is exchanged by POST, a new refresh token replaces the old', async () => {
    const { get, seen, secrets } = await bench((request) => ({
      body: {
        access_token: 'abc',
        refresh_token: request.form.get('refresh_token') === 'refresh-1' ? 'refresh-2' : 'refresh-3',
      },
    }));
    await get({ credential: identity });
    await get({ credential: identity });
    expect(
      seen().map((request) => [
        request.method,
        request.form.get('grant_type'),
        request.form.get('refresh_token'),
      ]),
    ).toEqual([
      ['POST', 'refresh_token', 'refresh-1'],
      ['POST', 'refresh_token', 'refresh-2'],
    ]);
    expect(seen()[0]?.path).toBe('/token?account=1');
    expect(secrets).toEqual(expect.arrayContaining(['abc', 'refresh-2', 'refresh-3']));
  });

  test.each([400, 401, 404, 405])('when POST answers %i, GET is asked', async (status) => {
    const { get, seen } = await bench((request) =>
      request.method === 'POST' ? { status } : { body: { token: 'got' } },
    );
    expect((await get({ credential: identity })).token).toBe('got');
    expect(seen()[1]?.authorization).toBe(`Basic ${Buffer.from('<token>:refresh-1').toString('base64')}`);
  });

  test('when GET says that it is wrong as well, it is', async () => {
    const { get, seen } = await bench(() => ({ status: 401 }));
    expect(await failure(get({ credential: identity }))).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(seen()).toHaveLength(2);
  });

  test('when POST is redirected, the secret stays', async () => {
    const { get, seen } = await bench(
      () => ({ status: 307, headers: { location: 'https://canary.example.net/' } }),
      {
        'canary.example.net': () => ({ body: { token: 'stolen' } }),
      },
    );
    expect(await failure(get({ credential: identity }))).toMatchObject({ code: 'TOKEN_UNREACHABLE' });
    expect(seen('canary.example.net')).toEqual([]);
  });
});

describe('a token endpoint that misbehaves (F39)', () => {
  test.each<[string, Reply]>([
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }],
    ['no token', { body: { expires_in: 300 } }],
    ['an empty answer', { body: '' }],
    ['a token that breaks a header', { body: { token: 'a\r\nb' } }],
    ['2 MiB of token', { body: { token: 'a'.repeat(2 * 1024 * 1024) } }],
  ])('when it gives %s, that is an error', async (_name, reply) => {
    const { get, seen } = await bench(() => reply);
    expect(await failure(get())).toMatchObject({ code: 'TOKEN_INVALID' });
    expect(seen()).toHaveLength(1);
  });

  test.each([429, 500, 502, 503, 504])('when it answers %i at first, it is asked again', async (status) => {
    let first = true;
    const { get, clock } = await bench(() => {
      const reply = first ? { status, headers: { 'retry-after': '7' } } : { body: { token: 'later' } };
      first = false;
      return reply;
    });
    expect((await get()).token).toBe('later');
    expect(clock.slept).toEqual([7_000]);
  });

  test('when it answers 503 for ever, it is asked six times at most and within 30 seconds', async () => {
    const { get, seen, clock } = await bench(() => ({ status: 503 }));
    expect(await failure(get())).toMatchObject({ code: 'TOKEN_UNREACHABLE', kind: 'unreachable' });
    expect(seen().length).toBeGreaterThan(3);
    expect(seen().length).toBeLessThanOrEqual(6);
    expect(clock.slept.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(30_000);
  });

  test('when it wants us to wait longer than a token is worth, that is an error at once', async () => {
    const { get, seen, clock } = await bench(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    expect(await failure(get())).toMatchObject({ kind: 'unreachable' });
    expect(seen()).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  test.each([
    ['120', 'TOKEN_UNREACHABLE'],
    ['3600', 'RETRY_LATER'],
  ])('when it wants to be left alone for %s s, nobody asks it until then (N6, N12)', async (text, code) => {
    let over = false;
    const { get, seen, clock } = await bench(() =>
      over ? { body: { token: 'later' } } : { status: 429, headers: { 'retry-after': text } },
    );
    const first = await failure(get());
    expect(first.code).toBe(code);
    expect(await failure(get({ scopes: ['repository:acme/api:pull'] }))).toEqual(first);
    expect(seen()).toHaveLength(1);

    over = true;
    await clock.sleep(Number(text) * 1_000);
    expect((await get()).token).toBe('later');
  });

  test.each([
    ['ECONNRESET', 6],
    ['CERT_HAS_EXPIRED', 1],
  ])('when the connection ends with %s, it is tried %i times', async (code, tries) => {
    let asked = 0;
    const source = createTokenSource({
      http: {
        exchange: () => ((asked += 1), Promise.reject(Object.assign(new Error(code), { code }))),
      },
      clock: manualClock(),
      random: () => 0,
      userAgent: 'hoist/test',
      secret: () => {},
    });
    const realm = { url: new URL('https://auth.example.com/token'), trusted: true, learned: true };
    const request = { host, realm, service: undefined, scopes: [], credential: basic };
    expect(await failure(source.get(request))).toMatchObject({ code: 'TOKEN_UNREACHABLE' });
    expect(asked).toBe(tries);
  });

  test('when its name is not known, the error names it and the registry', async () => {
    const { get } = await bench(() => ({}), {}, { url: new URL('https://gone.example.com/token') });
    const error = await failure(get());
    expect(error).toMatchObject({ code: 'TOKEN_UNREACHABLE' });
    expect(error.message).toContain('gone.example.com');
    expect(error.message).toContain('registry.example.com');
  });
});

describe('a token endpoint that redirects (A5)', () => {
  test('when it stays on its origin, credentials stay with it', async () => {
    const { get, seen } = await bench((request) =>
      request.path.startsWith('/token')
        ? { status: 302, headers: { location: '/v2/token?x=signature' } }
        : { body: { token: 'abc' } },
    );
    expect((await get()).token).toBe('abc');
    expect(seen()[1]).toMatchObject({ path: '/v2/token?x=signature', authorization: header });
  });

  test.each([301, 302, 303, 307, 308])(
    'when %i leads to another origin and back, credentials are never attached again',
    async (status) => {
      const { get, seen, sent } = await bench(
        (request) =>
          request.path.startsWith('/token')
            ? { status, headers: { location: 'https://canary.example.net/a' } }
            : { body: { token: 'abc' } },
        { 'canary.example.net': () => ({ status, headers: { location: 'https://auth.example.com/back' } }) },
      );
      expect((await get()).token).toBe('abc');
      expect(seen('canary.example.net').map((request) => request.authorization)).toEqual([undefined]);
      expect(seen()[1]).toMatchObject({ path: '/back', authorization: undefined });
      expect(sent.map((request) => request.learned)).toEqual([true, true, true]);
    },
  );

  test.each([true, false])(
    'when it leads to a private address, nothing is sent there (only the registry named it: %s)',
    async (learned) => {
      const answer = { status: 302, headers: { location: 'https://169.254.169.254/latest?signature' } };
      const { get, sent } = await bench(() => answer, {}, { learned });
      expect(await failure(get())).toMatchObject({ code: 'ADDRESS_PRIVATE' });
      expect(sent).toHaveLength(1);
    },
  );

  test('when it was configured, it may be private and lead to itself; whom it names else must be public', async () => {
    const locations = ['/v2/token', 'https://canary.example.net/a'];
    const { get, sent } = await bench(
      () => ({}),
      {
        '10.0.0.5': () => ({ status: 302, headers: { location: locations.shift() ?? '' } }),
        'canary.example.net': () => ({ body: { token: 'abc' } }),
      },
      { learned: false, url: new URL('https://10.0.0.5/token') },
    );
    expect((await get()).token).toBe('abc');
    expect(sent.map(({ url, learned }) => [url.host, learned])).toEqual([
      ['10.0.0.5', false],
      ['10.0.0.5', false],
      ['canary.example.net', true],
    ]);
  });

  test('when it never ends, five hops are followed', async () => {
    let hop = 0;
    const { get, seen } = await bench(() => ({ status: 302, headers: { location: `/hop/${(hop += 1)}` } }));
    expect(await failure(get())).toMatchObject({ code: 'TOKEN_UNREACHABLE' });
    expect(seen()).toHaveLength(6);
  });

  test('when it says where without a Location, or down to http, that is an error', async () => {
    const nowhere = await bench(() => ({ status: 302 }));
    expect(await failure(nowhere.get())).toMatchObject({ code: 'TOKEN_UNREACHABLE' });
    const down = await bench(() => ({
      status: 302,
      headers: { location: 'http://auth.example.com:8080/token' },
    }));
    expect(await failure(down.get())).toMatchObject({ code: 'LOCATION_INSECURE' });
  });
});

describe('a token endpoint with a private address (A10)', () => {
  test('when the connection is refused for it, the hint names the setting', async () => {
    const source = createTokenSource({
      http: {
        exchange: () => Promise.reject(new HoistError('unreachable', 'ADDRESS_PRIVATE', 'not public')),
      },
      clock: manualClock(),
      random: () => 0.5,
      userAgent: 'hoist/test',
      secret: () => {},
    });
    const realm = { url: new URL('https://auth.example.com:8443/token'), trusted: true, learned: true };
    expect(
      await failure(source.get({ host, realm, service: undefined, scopes: [], credential: basic })),
    ).toMatchObject({
      code: 'ADDRESS_PRIVATE',
      hint: expect.stringContaining('registries.registry.example.com.token-realms: [auth.example.com:8443]'),
    });
  });
});
