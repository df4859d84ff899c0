import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { ask, errorCode, type Reply } from './client.ts';
import { indexType, manifestType } from './document.ts';
import { startRegistry, type RunningRegistry } from './server.ts';

const config = Buffer.from('{}');
const configType = 'application/vnd.example.config';
const subject = digestOf(Buffer.from('pushed later'));
let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startRegistry();
});

beforeEach(() => {
  registry.store.repositories.clear();
  registry.store.putBlob('team/web', config);
});

afterAll(async () => {
  await registry.close();
});

type Listed = { readonly digest: string; readonly artifactType?: string };

function image(more: object): string {
  const descriptor = { mediaType: configType, digest: digestOf(config), size: config.length };
  return JSON.stringify({ schemaVersion: 2, config: descriptor, layers: [], ...more });
}

function push(body: string, type = manifestType): Promise<Reply> {
  const url = `${registry.url}/v2/team/web/manifests/${digestOf(Buffer.from(body))}`;
  return ask('PUT', url, { headers: { 'content-type': type }, body });
}

async function referrers(of: string, query = ''): Promise<readonly Listed[]> {
  const reply = await ask('GET', `${registry.url}/v2/team/web/referrers/${of}${query}`);
  expect([reply.status, reply.headers['content-type']]).toEqual([200, indexType]);
  return (JSON.parse(reply.body.toString()) as { manifests: readonly Listed[] }).manifests;
}

/** The descriptor of a subject. */
function descriptor(digest: unknown): object {
  return { subject: { mediaType: manifestType, digest, size: 12 } };
}

describe('when a referrer is listed', () => {
  it.each([
    ['an image manifest', manifestType, image({}), configType],
    ['one with a field that an index has', manifestType, image({ manifests: [] }), configType],
    ['one with a type of its own', manifestType, image({ artifactType: 'text/x' }), 'text/x'],
    ['one with an empty type', manifestType, image({ artifactType: '' }), configType],
    ['an index', indexType, '{"schemaVersion":2,"manifests":[]}', undefined],
    ['an index with a field that an image has', indexType, image({ manifests: [] }), undefined],
  ])('%s has the artifact type that the spec wants', async (_, type, document, artifactType) => {
    const body = JSON.stringify({ ...(JSON.parse(document) as object), ...descriptor(subject) });
    expect((await push(body, type)).status).toBe(201);
    expect((await referrers(subject)).map((one) => one.artifactType)).toEqual([artifactType]);
  });
});

describe('when a manifest with a subject is pushed', () => {
  it.each([
    ['SHA-256', subject],
    ['SHA-512', digestOf(config, 'sha512')],
    [
      'an algorithm that is registered nowhere',
      'multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8',
    ],
    ['an algorithm that is not supported', `sha384:${'0'.repeat(96)}`],
  ])('by %s, it is said to be handled and listed', async (_, digest) => {
    expect(await referrers(digest)).toEqual([]);
    const body = image(descriptor(digest));
    const reply = await push(body);
    expect([reply.status, reply.headers['oci-subject']]).toEqual([201, digest]);
    expect((await referrers(digest)).map((one) => one.digest)).toEqual([digestOf(Buffer.from(body))]);
  });

  it.each([
    ['a digest that is none', descriptor('garbage')],
    ['a digest that is too short', descriptor('sha256:abc')],
    ['a digest in capitals', descriptor(`sha256:${'A'.repeat(64)}`)],
    ['an empty digest', descriptor('')],
    ['no digest', descriptor(undefined)],
    ['no descriptor', { subject: subject }],
  ])('that has %s, it is refused: nobody could list it', async (_, more) => {
    const reply = await push(image(more));
    expect([reply.status, errorCode(reply)]).toEqual([400, 'MANIFEST_INVALID']);
    expect(registry.store.repository('team/web')?.manifests.size).toBe(0);
  });

  it('that is null, it has none', async () => {
    const reply = await push(image({ subject: null }));
    expect([reply.status, reply.headers['oci-subject']]).toEqual([201, undefined]);
  });
});

describe('when referrers of what is no digest are asked for', () => {
  it.each(['garbage', 'latest', 'sha256:abc', `sha256:${'A'.repeat(64)}`, 'sha-256:', ':abc'])(
    '%s is refused',
    async (reference) => {
      const reply = await ask('GET', `${registry.url}/v2/team/web/referrers/${reference}`);
      expect([reply.status, errorCode(reply)]).toEqual([400, 'DIGEST_INVALID']);
    },
  );
});
