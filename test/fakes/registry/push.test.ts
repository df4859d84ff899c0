import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { ask, errorCode, type Reply } from './client.ts';
import { layerOf } from './sample.ts';
import { startRegistry, type RunningRegistry } from './server.ts';
import { bytesOf } from './store.ts';

const blob = layerOf('push', 300_000);
const digest = digestOf(blob);
let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startRegistry();
});

beforeEach(() => {
  registry.store.repositories.clear();
});

afterAll(async () => {
  await registry.close();
});

async function begin(query = ''): Promise<URL> {
  const reply = await ask('POST', `${registry.url}/v2/team/web/blobs/uploads/${query}`, { body: '' });
  expect(reply.status).toBe(202);
  return next(reply);
}

function next({ headers }: Reply): URL {
  return new URL(headers.location ?? '', registry.url);
}

function closing(location: URL, value: string = digest): string {
  const url = new URL(location);
  url.searchParams.set('digest', value);
  return url.href;
}

function stored(): Uint8Array | undefined {
  const kept = registry.store.blob('team/web', digest);
  return kept === undefined ? undefined : bytesOf(kept);
}

describe('when a blob is pushed', () => {
  it('by POST and PUT, it is there and its location can be read', async () => {
    const reply = await ask('PUT', closing(await begin()), { body: blob });
    expect(reply.status).toBe(201);
    expect(reply.headers['docker-content-digest']).toBe(digest);
    const read = await ask('GET', next(reply).href);
    expect(read.body.equals(blob)).toBe(true);
  });

  it('by one POST, it is there', async () => {
    const url = `${registry.url}/v2/team/web/blobs/uploads/?digest=${digest}`;
    expect((await ask('POST', url, { body: blob })).status).toBe(201);
    expect(stored()).toEqual(blob);
  });

  it('by one PATCH without a range, it is there after an empty PUT', async () => {
    const patched = await ask('PATCH', (await begin()).href, { body: blob });
    expect(patched.status).toBe(202);
    expect(patched.headers.range).toBe(`0-${blob.length - 1}`);
    expect(stored()).toBeUndefined();
    expect((await ask('PUT', closing(next(patched)), { body: '' })).status).toBe(201);
    expect(stored()).toEqual(blob);
  });

  it('in chunks of any sizes, the last one in the PUT or not, it is what was sent', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: blob.length - 1 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), async (places, lastInPut) => {
        registry.store.repositories.clear();
        const edges = [...new Set([0, ...places, blob.length])].sort((a, b) => a - b);
        let location = await begin();
        for (const [index, from] of edges.slice(0, -1).entries()) {
          const to = edges[index + 1] ?? blob.length;
          const headers = { 'content-range': `${from}-${to - 1}` };
          const isLast = lastInPut && to === blob.length;
          const url = isLast ? closing(location) : location.href;
          const reply = await ask(isLast ? 'PUT' : 'PATCH', url, { headers, body: blob.subarray(from, to) });
          expect(reply.status).toBe(isLast ? 201 : 202);
          location = next(reply);
        }
        if (!lastInPut) await ask('PUT', closing(location), { body: '' });
        expect(Buffer.compare(stored() ?? Buffer.alloc(0), blob)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('with SHA-512, it is kept under that digest, announced or not', async () => {
    const long = digestOf(blob, 'sha512');
    for (const query of ['', '?digest-algorithm=sha512']) {
      expect((await ask('PUT', closing(await begin(query), long), { body: blob })).status).toBe(201);
      expect(registry.store.blob('team/web', long)?.size).toBe(blob.length);
      registry.store.repositories.clear();
    }
  });

  it('with another digest than its own, nothing is kept and the session is over', async () => {
    const location = await begin();
    const reply = await ask('PUT', closing(location), { body: blob.subarray(1) });
    expect([reply.status, errorCode(reply)]).toEqual([400, 'DIGEST_INVALID']);
    expect(stored()).toBeUndefined();
    expect((await ask('GET', location.href)).status).toBe(404);
  });

  it('with a chunk that is not the next one, it says 416 and where to go on', async () => {
    const location = await begin();
    await ask('PATCH', location.href, {
      headers: { 'content-range': '0-999' },
      body: blob.subarray(0, 1000),
    });
    const headers = { 'content-range': '2000-2999' };
    const refused = await ask('PATCH', location.href, { headers, body: blob.subarray(2000, 3000) });
    expect(refused.status).toBe(416);
    const status = await ask('GET', next(refused).href);
    expect([status.status, status.headers.range]).toEqual([204, '0-999']);
    const rest = { 'content-range': `1000-${blob.length - 1}` };
    const reply = await ask('PUT', closing(next(status)), { headers: rest, body: blob.subarray(1000) });
    expect(reply.status).toBe(201);
    expect(stored()).toEqual(blob);
  });

  it('to a URL that was put together by hand, the session is not known (P21)', async () => {
    const location = await begin();
    const byHand = `${location.origin}${location.pathname}`;
    const reply = await ask('PATCH', byHand, { body: blob });
    expect([reply.status, errorCode(reply)]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('and cancelled, the session is gone', async () => {
    const location = await begin();
    expect(registry.uploads).toBeGreaterThan(0);
    const before = registry.uploads;
    expect((await ask('DELETE', location.href)).status).toBe(204);
    expect(registry.uploads).toBe(before - 1);
    expect((await ask('PUT', closing(location), { body: blob })).status).toBe(404);
  });
});

describe('when a blob is mounted', () => {
  const mount = (from: string): string => `${registry.url}/v2/team/web/blobs/uploads/?mount=${digest}${from}`;

  it.each([
    ['another repository', '&from=base/web', 'base/web'],
    ['the repository itself', '&from=team/web', 'team/web'],
    ['anywhere', '', 'base/web'],
  ])('from %s that has it, it is there', async (_, from, where) => {
    registry.store.putBlob(where, blob);
    const reply = await ask('POST', mount(from), { body: '' });
    expect(reply.status).toBe(201);
    expect((await ask('GET', next(reply).href)).body.equals(blob)).toBe(true);
  });

  it('from a repository without it, an upload is begun', async () => {
    registry.store.putBlob('base/web', blob);
    const reply = await ask('POST', mount('&from=base/other'), { body: '' });
    expect(reply.status).toBe(202);
    expect((await ask('PUT', closing(next(reply)), { body: blob })).status).toBe(201);
  });
});

describe('when a manifest is pushed', () => {
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: blob.length };
  const text = `{ "schemaVersion": 2, "mediaType": "${type}",\n  "config": ${JSON.stringify(layer)}, "layers": [] }`;
  const own = digestOf(Buffer.from(text));
  const put = (reference: string, contentType = type, body = text): Promise<Reply> =>
    ask('PUT', `${registry.url}/v2/team/web/manifests/${reference}`, {
      headers: { 'content-type': contentType },
      body,
    });

  it('by tag, exactly its bytes come back by tag and digest', async () => {
    registry.store.putBlob('team/web', blob);
    expect((await put('1.0')).status).toBe(201);
    for (const reference of ['1.0', own]) {
      const reply = await ask('GET', `${registry.url}/v2/team/web/manifests/${reference}`);
      expect(reply.body.toString()).toBe(text);
      expect([reply.headers['content-type'], reply.headers['docker-content-digest']]).toEqual([type, own]);
    }
  });

  it('by digest with tags as parameters, each tag is named in the answer and points to it (P32)', async () => {
    registry.store.putBlob('team/web', blob);
    const reply = await put(`${own}?tag=1.0&tag=1`);
    expect(reply.lines.filter((line) => line.startsWith('oci-tag:'))).toEqual(['oci-tag: 1.0', 'oci-tag: 1']);
    expect(['1.0', '1'].map((tag) => registry.store.tagged('team/web', tag))).toEqual([own, own]);
  });

  it('that names a blob as a child or a manifest as a layer, it is taken if they are there', async () => {
    registry.store.putBlob('team/web', blob);
    expect((await put('1.0')).status).toBe(201);
    const index = 'application/vnd.oci.image.index.v1+json';
    const cache = JSON.stringify({ schemaVersion: 2, mediaType: index, manifests: [layer] });
    expect((await put('cache', index, cache)).status).toBe(201);
    const inner = { mediaType: type, digest: own, size: text.length };
    const outer = JSON.stringify({ schemaVersion: 2, mediaType: type, config: layer, layers: [inner] });
    expect((await put('outer', type, outer)).status).toBe(201);
    const absent = { ...inner, digest: digestOf(Buffer.from('absent')) };
    const broken = JSON.stringify({ schemaVersion: 2, mediaType: index, manifests: [layer, absent] });
    const refused = await put('broken', index, broken);
    expect([refused.status, errorCode(refused)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
  });

  it.each(['☃', 'a\nb/c', 'json', 'a/b c', 'a/', '/b', ' '])(
    'with %j as its media type, it is refused: it could not be sent back',
    async (mediaType) => {
      const body = JSON.stringify({ schemaVersion: 2, mediaType });
      const reply = await ask('PUT', `${registry.url}/v2/team/web/manifests/1.0`, { body });
      expect([reply.status, errorCode(reply)]).toEqual([400, 'MANIFEST_INVALID']);
      expect((await ask('GET', `${registry.url}/v2/team/web/manifests/1.0`)).status).toBe(404);
    },
  );

  it.each([
    ['blobs that are not there', '1.0', type, text, 400, 'MANIFEST_BLOB_UNKNOWN'],
    ['another Content-Type than its mediaType', '1.0', 'application/json', text, 400, 'MANIFEST_INVALID'],
    ['a Content-Type that is none', '1.0', 'json', '{"schemaVersion":2}', 400, 'MANIFEST_INVALID'],
    ['something that is no JSON', '1.0', type, '{', 400, 'MANIFEST_INVALID'],
    ['a digest that is not its own', digest, type, text, 400, 'DIGEST_INVALID'],
    ['a digest that is none', 'sha256:1', type, text, 400, 'DIGEST_INVALID'],
    ['more than 4 MiB', '1.0', type, ' '.repeat(4 * 1024 * 1024 + 1), 413, 'SIZE_INVALID'],
  ])(
    'with %s, it is refused and no tag is written',
    async (_, reference, contentType, body, status, code) => {
      const reply = await put(reference, contentType, body);
      expect([reply.status, errorCode(reply)]).toEqual([status, code]);
      expect(registry.store.tags('team/web')).toEqual([]);
    },
  );
});
