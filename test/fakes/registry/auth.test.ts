import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import type { AuthOptions } from './auth.ts';
import { ask, errorCode, type Reply } from './client.ts';
import { startRegistry, type RunningRegistry } from './server.ts';

const bytes = Buffer.from('secret layer');
const digest = digestOf(bytes);
const reader = {
  password: 'read:me',
  allow: (repository: string, action: string) => repository !== 'vault/web' && action === 'pull',
};
const users = { ada: { password: 'lovelace', refreshToken: 'refresh-ada' }, reader };
let registry: RunningRegistry;

afterEach(async () => {
  await registry.close();
});

async function start(auth: Omit<AuthOptions, 'users'>): Promise<string> {
  registry = await startRegistry({ auth: { ...auth, users } });
  registry.store.putBlob('team/web', bytes);
  registry.store.putBlob('vault/web', bytes);
  return registry.url;
}

function basic(name: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

function tokenOf({ body }: Reply): Record<string, string> {
  const { token } = JSON.parse(body.toString()) as { token: string };
  return { authorization: `Bearer ${token}` };
}

describe('when the registry wants Basic credentials', () => {
  it('lets in who has them, as far as they may, and nobody else', async () => {
    const url = await start({ scheme: 'basic' });
    const get = (headers: Record<string, string>): Promise<Reply> =>
      ask('GET', `${url}/v2/team/web/blobs/${digest}`, { headers });
    const nobody = await get({});
    expect([nobody.status, nobody.headers['www-authenticate']]).toEqual([401, 'Basic realm="registry"']);
    expect((await get(basic('ada', 'wrong'))).status).toBe(401);
    expect((await get(basic('toString', ''))).status).toBe(401);
    expect((await get(basic('reader', 'read:me'))).body.toString()).toBe('secret layer');
    const push = await ask('POST', `${url}/v2/team/web/blobs/uploads/`, {
      headers: basic('reader', 'read:me'),
      body: '',
    });
    expect([push.status, errorCode(push)]).toEqual([403, 'DENIED']);
    expect((await ask('GET', `${url}/v2/`, { headers: basic('ada', 'lovelace') })).status).toBe(200);
  });
});

describe('when the registry wants a token', () => {
  const scope = (repository: string, actions: string): string => `scope=repository:${repository}:${actions}`;

  it('the challenge says where to get which, and the token opens just that', async () => {
    const url = await start({ scheme: 'bearer' });
    const challenge = await ask('POST', `${url}/v2/team/web/blobs/uploads/`, { body: '' });
    expect([challenge.status, challenge.headers['www-authenticate']]).toEqual([
      401,
      `Bearer realm="${url}/token",service="registry",scope="repository:team/web:pull,push"`,
    ]);
    const query = `service=registry&${scope('team/web', 'pull,push')}`;
    const headers = tokenOf(await ask('GET', `${url}/token?${query}`, { headers: basic('ada', 'lovelace') }));
    expect((await ask('POST', `${url}/v2/team/web/blobs/uploads/`, { headers, body: '' })).status).toBe(202);
    const elsewhere = await ask('GET', `${url}/v2/vault/web/blobs/${digest}`, { headers });
    expect(elsewhere.headers['www-authenticate']).toContain(
      'scope="repository:vault/web:pull",error="insufficient_scope"',
    );
  });

  it('a token with less than was asked for is given without a word (P51)', async () => {
    const url = await start({ scheme: 'bearer' });
    const query = `service=registry&${scope('team/web', 'pull,push')}`;
    const given = await ask('GET', `${url}/token?${query}`, { headers: basic('reader', 'read:me') });
    expect(given.status).toBe(200);
    const headers = tokenOf(given);
    expect((await ask('GET', `${url}/v2/team/web/blobs/${digest}`, { headers })).status).toBe(200);
    expect((await ask('POST', `${url}/v2/team/web/blobs/uploads/`, { headers, body: '' })).status).toBe(401);
  });

  it('several scopes, repeated or in one field, are all in the token', async () => {
    const url = await start({ scheme: 'bearer' });
    const two = `${scope('team/web', 'pull,push')}&${scope('vault/web', 'pull')}`;
    const got = await ask('GET', `${url}/token?service=registry&${two}`, {
      headers: basic('ada', 'lovelace'),
    });
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-ada',
      service: 'registry',
      client_id: 'hoist',
      scope: 'repository:team/web:pull,push repository:vault/web:pull',
    });
    const posted = await ask('POST', `${url}/token`, { body: form.toString() });
    for (const headers of [tokenOf(got), tokenOf(posted)]) {
      const mount = `${url}/v2/team/web/blobs/uploads/?mount=${digest}&from=vault/web`;
      expect((await ask('POST', mount, { headers, body: '' })).status).toBe(201);
    }
  });

  it('mounts nothing from where the token may not read, and says what is missing (A48, P52)', async () => {
    const url = await start({ scheme: 'bearer' });
    registry.store.deleteBlob('team/web', digest);
    const query = `service=registry&${scope('team/web', 'pull,push')}`;
    const headers = tokenOf(await ask('GET', `${url}/token?${query}`, { headers: basic('ada', 'lovelace') }));
    const mount = `${url}/v2/team/web/blobs/uploads/?mount=${digest}`;
    const refused = await ask('POST', `${mount}&from=vault/web`, { headers, body: '' });
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining(
        'scope="repository:team/web:pull,push repository:vault/web:pull",error="insufficient_scope"',
      ),
    ]);
    expect((await ask('POST', `${mount}&from=team/web`, { headers, body: '' })).status).toBe(202);
    expect((await ask('POST', mount, { headers, body: '' })).status).toBe(202);
    expect(registry.store.blob('team/web', digest)).toBeUndefined();
  });

  it('a token that is old, taken back or made up is refused', async () => {
    let now = 0;
    const url = await start({
      scheme: 'bearer',
      expiresIn: 60,
      now: () => now,
      anonymous: (_, action) => action === 'pull',
    });
    const get = (headers: Record<string, string>): Promise<Reply> =>
      ask('GET', `${url}/v2/team/web/blobs/${digest}`, { headers });
    const fresh = async (): Promise<Record<string, string>> =>
      tokenOf(await ask('GET', `${url}/token?service=registry&${scope('team/web', 'pull')}`));
    const headers = await fresh();
    expect((await get(headers)).status).toBe(200);
    now = 60_000;
    expect((await get(headers)).headers['www-authenticate']).toContain('error="invalid_token"');
    const second = await fresh();
    registry.revokeTokens();
    expect([(await get(second)).status, (await get({ authorization: 'Bearer made-up' })).status]).toEqual([
      401, 401,
    ]);
  });

  it('wrong credentials get none, and where POST is unknown it is 404 (Q10)', async () => {
    const url = await start({ scheme: 'bearer', post: false, realm: 'own' });
    const tokens = registry.tokens?.url ?? '';
    expect(tokens).not.toBe(url);
    expect(
      (await ask('GET', `${tokens}/token?service=registry`, { headers: basic('ada', 'x') })).status,
    ).toBe(401);
    expect((await ask('GET', `${tokens}/token?service=other`)).status).toBe(400);
    expect((await ask('POST', `${tokens}/token`, { body: 'grant_type=password' })).status).toBe(404);
    expect(registry.tokens?.requests.map(({ route }) => route.kind)).toEqual(['token', 'token', 'token']);
  });
});
