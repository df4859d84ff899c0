import { describe, expect, test } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { createTokenSource } from '../../src/registry/token.ts';
import { eventually, turns } from '../wait.ts';
import { standingClock } from './clocks.ts';
import { manualClock, type Reply } from './named-servers.ts';
import { basic, bench, failure, header, host } from './token-ground.ts';

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

  test('when it is to be asked later, it is not asked before', async () => {
    const answers = [503, 200, 200];
    const asked: number[] = [];
    const clock = standingClock();
    const source = createTokenSource({
      http: {
        async exchange() {
          const status = answers.shift() ?? 500;
          asked.push(status);
          const headers = status === 503 ? { 'retry-after': '1' } : {};
          return { status, headers, body: Buffer.from('{"token":"later"}') };
        },
      },
      clock,
      random: () => 0.5,
      userAgent: 'hoist/test',
      secret: () => {},
    });
    const realm = { url: new URL('https://auth.example.com/token'), trusted: true, learned: true };
    const token = source.get({ host, realm, service: undefined, scopes: [], credential: basic });
    await eventually(() => clock.waits.length === 1);
    await turns(20);
    expect(asked).toEqual([503]);
    // Who asks for another token meanwhile is not held up by that.
    const other = {
      host,
      realm,
      service: undefined,
      scopes: ['repository:acme/api:pull'],
      credential: basic,
    };
    expect((await source.get(other)).token).toBe('later');
    clock.pass(1_000);
    expect((await token).token).toBe('later');
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
