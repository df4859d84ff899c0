import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { ask } from './client.ts';
import { addSample, type Sample } from './sample.ts';
import { startRegistry, type RunningRegistry } from './server.ts';

const other = `"${digestOf(Buffer.from('other'))}"`;
let registry: RunningRegistry;
let sample: Sample;

beforeAll(async () => {
  registry = await startRegistry({ immutable: (_, tag) => tag === 'fixed' });
});

beforeEach(() => {
  registry.store.repositories.clear();
  sample = addSample(registry.store, 'team/web', { tags: ['1', 'fixed'] });
});

afterAll(async () => {
  await registry.close();
});

async function status(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return (await ask(method, `${registry.url}/v2/team/web/${path}`, { headers })).status;
}

/** Writes another image than the sample's under a tag, or by its digest. */
async function write(reference: string, headers: Record<string, string>): Promise<number> {
  const body = '{"schemaVersion":2,"manifests":[]}';
  const type = { 'content-type': 'application/vnd.oci.image.index.v1+json' };
  const at = reference === 'by digest' ? digestOf(Buffer.from(body)) : reference;
  const url = `${registry.url}/v2/team/web/manifests/${at}`;
  return (await ask('PUT', url, { headers: { ...type, ...headers }, body })).status;
}

describe('when what is read is asked for under a condition', () => {
  it('the bytes come only if they are others than the known ones', async () => {
    const blob = sample.blobs[0] ?? '';
    for (const [path, own] of [
      ['manifests/1', `"${sample.root}"`],
      [`manifests/${sample.root}`, `"${sample.root}"`],
      [`blobs/${blob}`, `"${blob}"`],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const reply = await ask(method, `${registry.url}/v2/team/web/${path}`);
        expect(reply.headers.etag).toBe(own);
        const under = (headers: Record<string, string>): Promise<number> => status(method, path, headers);
        expect(await under({ 'if-none-match': own })).toBe(304);
        expect(await under({ 'if-none-match': `${other}, W/${own}` })).toBe(304);
        expect(await under({ 'if-none-match': '*' })).toBe(304);
        expect(await under({ 'if-none-match': other })).toBe(200);
        expect(await under({ 'if-match': own })).toBe(200);
        expect(await under({ 'if-match': '*' })).toBe(200);
        expect(await under({ 'if-match': other })).toBe(412);
        expect(await under({ 'if-match': `W/${own}` })).toBe(412);
        expect(await under({ 'if-match': other, 'if-none-match': own })).toBe(412);
      }
    }
  });

  it('of a part, the condition counts first', async () => {
    const blob = sample.blobs[0] ?? '';
    const range = { range: 'bytes=0-0' };
    expect(await status('GET', `blobs/${blob}`, { ...range, 'if-none-match': `"${blob}"` })).toBe(304);
    expect(await status('GET', `blobs/${blob}`, { ...range, 'if-match': `"${blob}"` })).toBe(206);
  });

  it('what is not there is not found', async () => {
    expect(await status('GET', 'manifests/none', { 'if-match': '*' })).toBe(404);
    expect(await status('GET', `blobs/${digestOf(Buffer.from('none'))}`, { 'if-match': other })).toBe(404);
  });
});

describe('when a tag is written under a condition', () => {
  it.each([
    ['1', 'if-match', other, 412],
    ['1', 'if-match', '*', 201],
    ['1', 'if-none-match', '*', 412],
    ['1', 'if-none-match', other, 201],
    ['new', 'if-match', '*', 412],
    ['new', 'if-none-match', '*', 201],
    ['by digest', 'if-none-match', '*', 201],
  ])('%s with %s: %s, it answers %i', async (tag, header, value, answer) => {
    expect(await write(tag, { [header]: value })).toBe(answer);
    const { manifests, tags } = registry.store.repository('team/web') ?? {};
    expect(manifests?.size).toBe(answer === 412 ? 1 : 2);
    expect(tags?.get('1') === sample.root).toBe(answer === 412 || tag !== '1');
  });

  it('the tag moves only from the image that the writer saw', async () => {
    expect(await write('1', { 'if-match': `"${sample.root}"` })).toBe(201);
    expect(await write('1', { 'if-match': `"${sample.root}"` })).toBe(412);
  });

  it('and may not be written at all, that is said', async () => {
    expect(await write('fixed', { 'if-match': other })).toBe(400);
  });
});

describe('when something is deleted under a condition', () => {
  it.each(['manifests/1', 'manifests/ROOT', 'blobs/BLOB'])(
    '%s goes only if it is the one',
    async (pattern) => {
      const blob = sample.blobs[0] ?? '';
      const path = pattern.replace('ROOT', sample.root).replace('BLOB', blob);
      const own = pattern.startsWith('blobs') ? blob : sample.root;
      expect(await status('DELETE', path, { 'if-match': other })).toBe(412);
      expect(await status('DELETE', path, { 'if-match': `"${own}"` })).toBe(202);
      expect(await status('DELETE', path, { 'if-match': `"${own}"` })).toBe(404);
    },
  );
});
