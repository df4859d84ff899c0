import { describe, expect, test } from 'vitest';
import { bench, failure, header, identity } from './token-ground.ts';

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

  test.each([404, 405])('when the endpoint only knows POST (%i), the password goes there', async (status) => {
    const { get, seen } = await bench((request) =>
      request.method === 'GET' ? { status } : { body: { access_token: 'posted' } },
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

  test('when POST does not help either, the error is the one of GET', async () => {
    const { get, seen } = await bench((request) => ({ status: request.method === 'GET' ? 404 : 401 }));
    expect(await failure(get())).toMatchObject({
      code: 'TOKEN_DENIED',
      message: expect.stringContaining('(404)'),
    });
    expect(seen()).toHaveLength(2);
  });

  test('when there is no password to send by POST, GET is the end', async () => {
    const { get, seen } = await bench(() => ({ status: 404 }));
    expect(await failure(get({ credential: undefined }))).toMatchObject({ code: 'TOKEN_DENIED' });
    expect(seen()).toHaveLength(1);
  });

  test('when the registry named no service, none is sent by GET or POST', async () => {
    const { get, seen } = await bench((request) =>
      request.method === 'GET' ? { status: 405 } : { body: { token: 'abc' } },
    );
    await get({ service: undefined });
    expect(seen().map(({ query, form }) => [query.has('service'), form.has('service')])).toEqual([
      [false, false],
      [false, false],
    ]);
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

  test('when POST is refused after a renewal, GET is asked with the account and the new token', async () => {
    const { get, seen } = await bench((request) => {
      if (request.method === 'GET') return { body: { token: 'got' } };
      return request.form.get('refresh_token') === 'refresh-1'
        ? { body: { access_token: 'abc', refresh_token: 'refresh-2' } }
        : { status: 404 };
    });
    const credential = { ...identity, username: 'me' };
    await get({ credential });
    expect((await get({ credential })).token).toBe('got');
    expect(seen()[2]?.authorization).toBe(`Basic ${Buffer.from('me:refresh-2').toString('base64')}`);
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
