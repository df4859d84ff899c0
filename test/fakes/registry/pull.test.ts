import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, type Digest } from '../../../src/image/digest.ts';
import { ask, errorCode } from './client.ts';
import { addSample, layerOf, type Sample } from './sample.ts';
import { startRegistry, type RunningRegistry } from './server.ts';
import { repeatedBlob } from './store.ts';

const blob = layerOf('pull', 2048);
const digest = digestOf(blob);
let registry: RunningRegistry;
let sample: Sample;

beforeAll(async () => {
  registry = await startRegistry({ pageSize: 3, warnings: ['going away "soon"'] });
  registry.store.putBlob('team/web', blob);
  sample = addSample(registry.store, 'team/web', {
    tags: ['b', 'a', 'B', '1.10', '1.9', 'z', 'c'],
    platforms: ['linux/amd64', 'linux/arm64/v8'],
    referrers: 5,
  });
});

afterAll(async () => {
  await registry.close();
});

type Index = {
  readonly mediaType: string;
  readonly manifests: readonly { readonly digest: Digest; readonly artifactType: string }[];
};

/** All pages, by following `Link`. */
async function pages(path: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    const { body, headers } = await ask('GET', new URL(at, registry.url).href);
    all.push(JSON.parse(body.toString()));
    at = /^<([^>]+)>; rel="next"$/.exec(String(headers['link'] ?? ''))?.[1];
  }
  return all;
}

describe('when a blob is pulled', () => {
  it.each([
    ['bytes=500-1499', 206, 'bytes 500-1499/2048', 500, 1500],
    ['bytes=500-', 206, 'bytes 500-2047/2048', 500, 2048],
    ['bytes=-500', 206, 'bytes 1548-2047/2048', 1548, 2048],
    ['bytes=2000-5000', 206, 'bytes 2000-2047/2048', 2000, 2048],
    ['bytes=-5000', 206, 'bytes 0-2047/2048', 0, 2048],
    ['bytes=0-0', 206, 'bytes 0-0/2048', 0, 1],
    ['bytes=500-0', 416, 'bytes */2048', 0, 0],
    ['bytes=5000-10000', 416, 'bytes */2048', 0, 0],
    ['bytes=-0', 416, 'bytes */2048', 0, 0],
    ['bytes=0-1,4-5', 200, undefined, 0, 2048],
    ['lines=1-2', 200, undefined, 0, 2048],
  ])('with %s, it answers %i %s', async (range, status, contentRange, from, to) => {
    const reply = await ask('GET', `${registry.url}/v2/team/web/blobs/${digest}`, { headers: { range } });
    expect([reply.status, reply.headers['content-range']]).toEqual([status, contentRange]);
    expect(reply.body.equals(blob.subarray(from, to))).toBe(true);
  });

  it('with If-Range of something else, the whole blob comes', async () => {
    const headers = { range: 'bytes=5-', 'if-range': '"other"' };
    const reply = await ask('GET', `${registry.url}/v2/team/web/blobs/${digest}`, { headers });
    expect([reply.status, reply.body.length]).toEqual([200, 2048]);
  });

  it('by HEAD, the length is told and nothing is sent', async () => {
    const reply = await ask('HEAD', `${registry.url}/v2/team/web/blobs/${digest}`);
    expect([reply.status, reply.headers['content-length'], reply.body.length]).toEqual([200, '2048', 0]);
  });

  it.each(['bytes=0-0', 'bytes=5000-'])('by HEAD with %s, the length is the whole one', async (range) => {
    const url = `${registry.url}/v2/team/web/blobs/${digest}`;
    const reply = await ask('HEAD', url, { headers: { range } });
    expect([reply.status, reply.headers['content-length']]).toEqual([200, '2048']);
  });

  it('by a reader that stops, the registry waits, and every byte comes when it goes on', async () => {
    const large = registry.store.keepBlob('team/large', repeatedBlob(layerOf('large', 100_003), 400));
    registry.requests.length = 0;
    const request = get(`${registry.url}/v2/team/large/blobs/${large.digest}`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    for (let turn = 0; turn < 60; turn += 1) await ask('GET', `${registry.url}/v2/`);
    expect(registry.requests[0]?.sent).toBeLessThan(large.size / 2);
    const hasher = createHash('sha256');
    for await (const piece of response) hasher.update(piece as Buffer);
    expect(`sha256:${hasher.digest('hex')}`).toBe(large.digest);
    expect(registry.requests[0]?.sent).toBe(large.size);
  });
});

describe('when something is asked for that is not there', () => {
  const absent = '0'.repeat(64);
  const foreign = 'multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8';

  it.each([
    ['a blob', `/v2/team/web/blobs/sha256:${absent}`, 404, 'BLOB_UNKNOWN'],
    ['a blob of another algorithm', `/v2/team/web/blobs/${foreign}`, 404, 'BLOB_UNKNOWN'],
    ['what cannot be a digest', '/v2/team/web/blobs/latest', 404, 'BLOB_UNKNOWN'],
    ['a digest that is none', '/v2/team/web/blobs/sha256:0', 400, 'DIGEST_INVALID'],
    ['a manifest', `/v2/team/web/manifests/sha256:${absent}`, 404, 'MANIFEST_UNKNOWN'],
    ['a manifest of another algorithm', `/v2/team/web/manifests/${foreign}`, 404, 'MANIFEST_UNKNOWN'],
    ['a manifest by a digest that is none', '/v2/team/web/manifests/sha256:0', 400, 'DIGEST_INVALID'],
    ['a tag', '/v2/team/web/manifests/none', 404, 'MANIFEST_UNKNOWN'],
    ['what cannot be a tag', '/v2/team/web/manifests/.none', 404, 'MANIFEST_UNKNOWN'],
    ['a digest that is none of no repository', '/v2/team/none/blobs/sha256:0', 404, 'BLOB_UNKNOWN'],
    ['a manifest so', '/v2/team/none/manifests/sha256:0', 404, 'MANIFEST_UNKNOWN'],
    ['tags of no repository', '/v2/team/none/tags/list', 404, 'NAME_UNKNOWN'],
    ['tags of a name in capitals', '/v2/Team/tags/list', 404, 'NAME_INVALID'],
    ['a tag of a name in capitals', '/v2/Team/manifests/a', 404, 'NAME_INVALID'],
    ['a blob of a name in capitals', `/v2/Team/blobs/sha256:${absent}`, 404, 'NAME_INVALID'],
    ['referrers of a name in capitals', `/v2/Team/referrers/sha256:${absent}`, 400, 'NAME_INVALID'],
    ['another path', '/v1/search', 404, 'UNSUPPORTED'],
  ])('%s: it says so in the spec’s words', async (_, path, status, code) => {
    const reply = await ask('GET', `${registry.url}${path}`);
    expect([reply.status, errorCode(reply)]).toEqual([status, code]);
    expect((await ask('HEAD', `${registry.url}${path}`)).status).toBe(status);
  });
});

describe('when a manifest is asked for with Accept', () => {
  const other = 'application/vnd.docker.distribution.manifest.v2+json';

  it.each([other, 'application/json', 'text/html;q=0.9', ''])(
    '%j, which does not name its type, it comes all the same',
    async (accept) => {
      for (const reference of ['a', sample.root]) {
        const url = `${registry.url}/v2/team/web/manifests/${reference}`;
        const reply = await ask('GET', url, { headers: { accept } });
        expect([reply.status, reply.headers['docker-content-digest']]).toEqual([200, sample.root]);
      }
    },
  );
});

describe('when the request target is in absolute form', () => {
  const list = '/v2/team/web/tags/list?n=1';

  it.each([
    ['the registry itself', (url: string) => `${url}${list}`],
    ['another name', () => `HTTP://registry.example:5000${list}`],
    ['TLS before a proxy', () => `https://registry.example${list}`],
  ])('and names %s, the path counts', async (_, target) => {
    const { hostname, port } = new URL(registry.url);
    const asking = get({ hostname, port, path: target(registry.url) });
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    const body = Buffer.concat(await response.toArray()).toString();
    expect([response.statusCode, body]).toEqual([200, '{"name":"team/web","tags":["1.10"]}']);
    expect(response.headers['link']).toContain('</v2/team/web/tags/list?');
  });
});

describe('when tags are listed', () => {
  it('they come in ASCII order over all pages', async () => {
    const all = (await pages('/v2/team/web/tags/list')) as { tags: string[] }[];
    expect(all.map(({ tags }) => tags)).toEqual([['1.10', '1.9', 'B'], ['a', 'b', 'c'], ['z']]);
  });

  it.each([
    ['n=2', ['1.10', '1.9']],
    ['n=2&last=a', ['b', 'c']],
    ['last=b', ['c', 'z']],
    ['n=0', []],
    ['last=zz', []],
    ['last=1.1?', ['1.9', 'B', 'a']],
    ['n=1000000000&last=b', ['c', 'z']],
    ['n=99999999999999999999&last=b', ['c', 'z']],
  ])('with %s, these come', async (query, tags) => {
    const reply = await ask('GET', `${registry.url}/v2/team/web/tags/list?${query}`);
    expect(JSON.parse(reply.body.toString())).toEqual({ name: 'team/web', tags });
  });
});

describe('when tags are listed with an n that is no number', () => {
  it.each(['-1', '1.5', '1e3', 'all', ''])('%j is refused', async (n) => {
    const reply = await ask('GET', `${registry.url}/v2/team/web/tags/list?n=${n}`);
    expect([reply.status, errorCode(reply)]).toEqual([400, 'UNSUPPORTED']);
  });
});

describe('when referrers are listed', () => {
  it('all of them come over several pages, with type and annotations', async () => {
    const all = (await pages(`/v2/team/web/referrers/${sample.root}`)) as Index[];
    expect(all.map(({ manifests }) => manifests.length)).toEqual([3, 2]);
    const found = all.flatMap(({ manifests }) => manifests);
    expect(found.map((one) => one.digest)).toEqual(sample.referrers);
    expect(found[0]).toMatchObject({
      artifactType: 'application/spdx+json',
      annotations: { 'org.opencontainers.image.title': 'sbom-0.spdx.json' },
    });
  });

  it.each(['application/spdx+json', 'application%2Fspdx%2Bjson'])(
    'filtered by %s, over all pages, these come',
    async (type) => {
      const path = `/v2/team/web/referrers/${sample.root}?artifactType=${type}`;
      const all = (await pages(path)) as Index[];
      expect(all.map(({ manifests }) => manifests.length)).toEqual([3, 2]);
    },
  );

  it('a filter is applied and said to be', async () => {
    const url = `${registry.url}/v2/team/web/referrers/${sample.root}?artifactType=none`;
    const reply = await ask('GET', url);
    expect(reply.headers['oci-filters-applied']).toBe('artifactType');
    expect(JSON.parse(reply.body.toString())).toMatchObject({ manifests: [] });
  });

  it('of a digest that nobody knows, the list is empty and not absent', async () => {
    const reply = await ask('GET', `${registry.url}/v2/no/where/referrers/${digest}`);
    expect(reply.headers['content-type']).toBe('application/vnd.oci.image.index.v1+json');
    expect([reply.status, JSON.parse(reply.body.toString())]).toMatchObject([200, { manifests: [] }]);
  });
});

describe('when the registry warns', () => {
  it('each answer carries the header in the spec’s form (P44)', async () => {
    const reply = await ask('GET', `${registry.url}/v2/`);
    expect(reply.headers['warning']).toBe(String.raw`299 - "going away \"soon\""`);
  });
});
