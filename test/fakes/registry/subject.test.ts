import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { ask, type Reply } from './client.ts';
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
