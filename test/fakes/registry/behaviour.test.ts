import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { ask, errorCode } from './client.ts';
import { fallbackTag, manifestType } from './document.ts';
import { addSample } from './sample.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from './server.ts';

const running: RunningRegistry[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(options: RegistryOptions): Promise<RunningRegistry> {
  const registry = await startRegistry(options);
  running.push(registry);
  return registry;
}

const bytes = Buffer.from('some bytes');
const digest = digestOf(bytes);

describe('when the registry has no referrers API', () => {
  it('says 404 and no OCI-Subject, and the fallback tag that clients wrote is served', async () => {
    const registry = await start({ referrers: false });
    expect((await ask('GET', `${registry.url}/v2/Team/referrers/${digest}`)).status).toBe(404);
    const { root, referrers } = addSample(registry.store, 'team/web', {
      tags: ['1'],
      referrers: 2,
      fallbackTags: true,
    });
    expect((await ask('GET', `${registry.url}/v2/team/web/referrers/${root}`)).status).toBe(404);
    const list = await ask('GET', `${registry.url}/v2/team/web/manifests/${fallbackTag(root)}`);
    const { manifests } = JSON.parse(list.body.toString()) as { manifests: { digest: string }[] };
    expect(manifests.map((one) => one.digest)).toEqual(referrers);

    const referrer = await ask('GET', `${registry.url}/v2/team/web/manifests/${referrers[0] ?? ''}`);
    const headers = { 'content-type': referrer.headers['content-type'] ?? '' };
    const url = `${registry.url}/v2/team/web/manifests/${referrers[0] ?? ''}`;
    const again = await ask('PUT', url, { headers, body: referrer.body });
    expect([again.status, again.headers['oci-subject']]).toEqual([201, undefined]);
  });
});

describe('when the registry negotiates, as distribution does', () => {
  it('a manifest of a type that Accept does not name is unknown (P7)', async () => {
    const registry = await start({ negotiates: true });
    addSample(registry.store, 'team/web', { tags: ['1'] });
    const get = async (headers: Record<string, string>): Promise<readonly unknown[]> => {
      const reply = await ask('GET', `${registry.url}/v2/team/web/manifests/1`, { headers });
      return reply.status === 200 ? [200] : [reply.status, errorCode(reply)];
    };
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    expect(await get({ accept })).toEqual([404, 'MANIFEST_UNKNOWN']);
    for (const headers of [{}, { accept: '*/*' }, { accept: `${accept}, ${manifestType};q=0.5` }]) {
      expect(await get(headers)).toEqual([200]);
    }
  });
});

describe('when tags are immutable', () => {
  it('a tag that is there is refused even with the digest it has, and a new one is taken (Q4)', async () => {
    const registry = await start({ immutable: (_, tag) => tag !== 'latest' });
    const { root } = addSample(registry.store, 'team/web', { tags: ['1', 'latest'] });
    const { body, headers } = await ask('GET', `${registry.url}/v2/team/web/manifests/${root}`);
    const put = async (tag: string): Promise<number> => {
      const type = { 'content-type': headers['content-type'] ?? '' };
      return (await ask('PUT', `${registry.url}/v2/team/web/manifests/${tag}`, { headers: type, body }))
        .status;
    };
    expect([await put('1'), await put('2'), await put('latest')]).toEqual([400, 201, 201]);
  });
});

describe('when nothing may be deleted', () => {
  it('says 405 and keeps everything', async () => {
    const registry = await start({ deletes: false });
    const { root } = addSample(registry.store, 'team/web', { tags: ['1'] });
    for (const path of ['manifests/1', `manifests/${root}`]) {
      const reply = await ask('DELETE', `${registry.url}/v2/team/web/${path}`);
      expect([reply.status, errorCode(reply)]).toEqual([405, 'UNSUPPORTED']);
    }
    expect(registry.store.tagged('team/web', '1')).toBe(root);
  });
});

describe('when a method is not known at a place', () => {
  const session = 'blobs/uploads/0?_state=0';

  it.each([
    ['POST', '', true, 'GET, HEAD'],
    ['POST', 'team/web/manifests/1', true, 'GET, HEAD, PUT, DELETE'],
    ['PUT', `team/web/blobs/${digest}`, true, 'GET, HEAD, DELETE'],
    ['GET', 'team/web/blobs/uploads/', true, 'POST'],
    ['POST', `team/web/${session}`, true, 'GET, HEAD, PATCH, PUT, DELETE'],
    ['DELETE', 'team/web/tags/list', true, 'GET, HEAD'],
    ['PUT', `team/web/referrers/${digest}`, true, 'GET, HEAD'],
    ['DELETE', 'team/web/manifests/1', false, 'GET, HEAD, PUT'],
    ['POST', 'team/web/manifests/1', false, 'GET, HEAD, PUT'],
    ['DELETE', `team/web/blobs/${digest}`, false, 'GET, HEAD'],
    ['PATCH', `team/web/blobs/${digest}`, false, 'GET, HEAD'],
  ])('%s /v2/%s (deletes: %s): Allow says %s', async (method, path, deletes, allowed) => {
    const registry = await start({ deletes });
    const reply = await ask(method, `${registry.url}/v2/${path}`);
    expect([reply.status, errorCode(reply), reply.headers.allow]).toEqual([405, 'UNSUPPORTED', allowed]);
  });
});

describe('when something is deleted', () => {
  it('a tag goes alone, a manifest with its tags, and what is gone is unknown', async () => {
    const registry = await start({});
    const { root, blobs } = addSample(registry.store, 'team/web', { tags: ['1', '2'] });
    const remove = async (path: string): Promise<number> =>
      (await ask('DELETE', `${registry.url}/v2/team/web/${path}`)).status;
    expect(await remove('manifests/1')).toBe(202);
    expect(registry.store.tags('team/web')).toEqual(['2']);
    expect(await remove(`manifests/${root}`)).toBe(202);
    expect(registry.store.tags('team/web')).toEqual([]);
    expect([await remove(`manifests/${root}`), await remove('manifests/2')]).toEqual([404, 404]);
    expect([await remove(`blobs/${blobs[0] ?? ''}`), await remove(`blobs/${blobs[0] ?? ''}`)]).toEqual([
      202, 404,
    ]);
  });

  it.each([
    ['team/web/manifests/none', 404, 'MANIFEST_UNKNOWN'],
    ['team/web/manifests/.none', 404, 'MANIFEST_UNKNOWN'],
    [`team/web/manifests/sha384:${'0'.repeat(96)}`, 404, 'MANIFEST_UNKNOWN'],
    ['team/web/manifests/sha256:0', 400, 'DIGEST_INVALID'],
    ['team/none/manifests/sha256:0', 404, 'MANIFEST_UNKNOWN'],
    [`Team/manifests/${digest}`, 404, 'NAME_INVALID'],
    [`team/web/blobs/${digest}`, 404, 'BLOB_UNKNOWN'],
    [`team/web/blobs/sha384:${'0'.repeat(96)}`, 404, 'BLOB_UNKNOWN'],
    ['team/web/blobs/garbage', 404, 'BLOB_UNKNOWN'],
    ['team/web/blobs/sha256:0', 400, 'DIGEST_INVALID'],
    ['team/none/blobs/sha256:0', 404, 'BLOB_UNKNOWN'],
  ])('that is not there, as %s, it answers %i %s', async (path, status, code) => {
    const registry = await start({});
    addSample(registry.store, 'team/web', { tags: ['1'] });
    const reply = await ask('DELETE', `${registry.url}/v2/${path}`);
    expect([reply.status, errorCode(reply)]).toEqual([status, code]);
  });
});

describe('when the registry is old-fashioned', () => {
  it('does not mount, does not take a single POST, and names absolute locations', async () => {
    const registry = await start({
      mount: false,
      singlePost: false,
      locations: 'absolute',
      minChunkBytes: 64,
    });
    registry.store.putBlob('base/web', bytes);
    const uploads = `${registry.url}/v2/team/web/blobs/uploads/`;
    const mounted = await ask('POST', `${uploads}?mount=${digest}&from=base/web`, { body: '' });
    const single = await ask('POST', `${uploads}?digest=${digest}`, { body: bytes });
    expect([mounted.status, single.status, single.headers['oci-chunk-min-length']]).toEqual([202, 202, '64']);
    expect(single.headers.location?.startsWith(registry.url)).toBe(true);
    expect(registry.store.blob('team/web', digest)).toBeUndefined();
  });

  it('does not know ranges and says so by sending everything', async () => {
    const registry = await start({ ranges: false });
    registry.store.putBlob('team/web', bytes);
    const headers = { range: 'bytes=5-' };
    const reply = await ask('GET', `${registry.url}/v2/team/web/blobs/${digest}`, { headers });
    expect([reply.status, reply.body.toString()]).toEqual([200, 'some bytes']);
  });
});

describe('when bodies are discarded', () => {
  it('a pushed blob was checked, is there and cannot be read', async () => {
    const registry = await start({ discard: true });
    const url = `${registry.url}/v2/team/web/blobs`;
    expect((await ask('POST', `${url}/uploads/?digest=${digest}`, { body: 'other bytes' })).status).toBe(400);
    expect((await ask('POST', `${url}/uploads/?digest=${digest}`, { body: bytes })).status).toBe(201);
    const head = await ask('HEAD', `${url}/${digest}`);
    expect([head.status, head.headers['content-length']]).toEqual([200, '10']);
    expect((await ask('GET', `${url}/${digest}`)).status).toBe(500);
  });
});
