import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { createAuthority } from './certificate.ts';
import { ask } from './client.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from './server.ts';

const bytes = Buffer.from('some bytes');
const digest = digestOf(bytes);
let registry: RunningRegistry;

afterEach(async () => {
  await registry.close();
});

async function start(options: RegistryOptions): Promise<string> {
  registry = await startRegistry(options);
  registry.store.putBlob('team/web', bytes);
  return registry.url;
}

describe('when blobs are at another origin', () => {
  it('GET leads to a URL there that is good for GET alone and without credentials (P45, Q9)', async () => {
    const url = await start({ storage: { blobs: true } });
    const redirect = await ask('GET', `${url}/v2/team/web/blobs/${digest}`);
    const location = redirect.headers.location ?? '';
    expect([redirect.status, new URL(location).origin]).toEqual([307, registry.storage?.url]);
    expect((await ask('GET', location)).body.toString()).toBe('some bytes');
    const range = await ask('GET', location, { headers: { range: 'bytes=5-' } });
    expect([range.status, range.body.toString()]).toEqual([206, 'bytes']);
    expect((await ask('HEAD', location)).status).toBe(403);
    expect((await ask('GET', location, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
    registry.storage?.expire();
    expect((await ask('GET', location)).status).toBe(403);
  });

  it('a blob that is not there is 404 and leads nowhere', async () => {
    const url = await start({ storage: { blobs: true, status: 302 } });
    expect((await ask('GET', `${url}/v2/team/web/blobs/sha256:${'0'.repeat(64)}`)).status).toBe(404);
    expect((await ask('HEAD', `${url}/v2/team/web/blobs/${digest}`)).status).toBe(302);
  });

  it('uploads can be there too, and end up in the same content', async () => {
    const url = await start({ storage: { uploads: true } });
    const begun = await ask('POST', `${url}/v2/team/new/blobs/uploads/`, { body: '' });
    const location = begun.headers.location ?? '';
    expect(new URL(location).origin).toBe(registry.storage?.url);
    const closed = await ask('PUT', `${location}&digest=${digest}`, { body: bytes });
    expect(closed.status).toBe(201);
    const pulled = await ask('GET', new URL(closed.headers.location ?? '', location).href);
    expect([pulled.status, pulled.body.toString()]).toEqual([200, 'some bytes']);
    expect(registry.storage?.requests.map(({ method, received }) => [method, received])).toEqual([
      ['PUT', 10],
    ]);
  });
});

describe('when the registry has TLS', () => {
  it('who trusts its authority gets in, others do not, and storage may be without (A9)', async () => {
    const authority = createAuthority();
    const tls = authority.issue(['127.0.0.1', 'localhost']);
    const url = await start({ tls, storage: { blobs: true, plain: true } });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const reply = await ask('GET', `${url}/v2/team/web/blobs/${digest}`, { ca: authority.ca });
    expect([reply.status, reply.headers.location?.slice(0, 7)]).toEqual([307, 'http://']);
    await expect(ask('GET', `${url}/v2/`)).rejects.toThrow(/self-signed|unable to verify|issuer/);
    await expect(ask('GET', `${url}/v2/`, { ca: createAuthority().ca })).rejects.toThrow(
      /signature|verify|issuer/,
    );
  });

  it.each([
    ['another name', ['registry.example.com'], undefined, /altnames|IP/],
    ['a past date', ['127.0.0.1'], { from: new Date(0), to: new Date(1e12) }, /expired/],
  ] as const)(
    'its certificate may be for %s, which clients refuse (F3)',
    async (_, names, validity, message) => {
      const authority = createAuthority();
      const url = await start({ tls: authority.issue(names, validity) });
      await expect(ask('GET', `${url}/v2/`, { ca: authority.ca })).rejects.toThrow(message);
    },
  );
});
