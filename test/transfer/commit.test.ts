import { describe, expect, it } from 'vitest';
import type { TagAction } from '../../src/domain/plan.ts';
import { HoistError } from '../../src/errors.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { parseManifest, type Manifest } from '../../src/image/manifest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { commitTag } from '../../src/transfer/commit.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { sampleImage } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { testClient } from '../registry/test-client.ts';
import { first, worldOf } from './ground.ts';

const ours = sampleImage({ platforms: 0, seed: 1 });
const theirs = sampleImage({ platforms: 0, seed: 2 });
const tag = parseTag('stable');

type Rule = (now: Digest | null) => { readonly action: TagAction; readonly reason?: string };

const never: Rule = (now) => {
  if (now === null) return { action: 'create' };
  return now === ours.root.digest
    ? { action: 'unchanged' }
    : { action: 'conflict', reason: 'it may not move' };
};

/** A registry that holds both images, the tag not yet; `onPut` says what happens to the nth write of the tag. */
async function bed(
  onPut: (nth: number, server: RunningRegistry) => number | undefined,
): Promise<RunningRegistry> {
  let puts = 0;
  const server: RunningRegistry = await startRegistry({
    intercept: (request) => {
      if (request.method !== 'PUT' || !request.path.endsWith('/manifests/stable')) return undefined;
      puts += 1;
      const status = onPut(puts, server);
      return status === undefined ? undefined : { status };
    },
  });
  for (const image of [ours, theirs]) addImage(server.store, 'acme/web', image, []);
  return server;
}

async function commit(server: RunningRegistry, decide: Rule): Promise<Awaited<ReturnType<typeof commitTag>>> {
  const registry = testClient();
  try {
    const manifest: Manifest = ours.root;
    const repository = parseRepository(`${server.host}/acme/web`);
    return await commitTag(worldOf(registry), { repository, manifest, tag, expectedBefore: null, decide });
  } finally {
    await registry.close();
    await server.close();
  }
}

describe('when the answer to a tag is lost', () => {
  it('and somebody else wrote it meanwhile, it is judged anew and never overwritten (P31)', async () => {
    const server = await bed((nth, { store }) => {
      if (nth > 1) return undefined;
      store.tag('acme/web', tag, theirs.root.digest);
      return 503;
    });
    const result = await commit(server, never);
    expect(result).toMatchObject({
      action: 'conflict',
      before: theirs.root.digest,
      after: theirs.root.digest,
    });
    expect(server.store.tagged('acme/web', tag)).toBe(theirs.root.digest);
  });

  it('and nobody else wrote it, it is written', async () => {
    const server = await bed((nth) => (nth === 1 ? 503 : undefined));
    expect(await commit(server, never)).toMatchObject({
      action: 'create',
      before: null,
      after: ours.root.digest,
    });
  });

  it('but it took effect, that is seen, and nothing is sent again', async () => {
    const server = await bed((nth, { store }) => {
      if (nth > 1) throw new Error('written twice');
      store.tag('acme/web', tag, ours.root.digest);
      return 502;
    });
    expect(await commit(server, never)).toMatchObject({ action: 'create', after: ours.root.digest });
  });
});

describe('when others write the tag all the time', () => {
  it('three tries are made, each after a look, and then no more (P31)', async () => {
    const registry = createMemoryRegistry();
    await putSample(registry, first, ours);
    const verbs: string[] = [];
    const raced = {
      ...registry,
      head: ((...call) => (verbs.push('head'), registry.head(...call))) as typeof registry.head,
      tag: async () => {
        verbs.push('tag');
        throw new HoistError('conflict', 'TAG_RACED', 'somebody else was faster');
      },
    };
    const result = await commitTag(worldOf(raced), {
      repository: first,
      manifest: ours.root,
      tag,
      expectedBefore: null,
      decide: never,
    });
    expect(result).toMatchObject({ action: 'failed', reason: 'others keep writing the tag' });
    expect(verbs).toEqual(['head', 'tag', 'head', 'tag', 'head', 'tag']);
  });
});

describe('when the image is called by a sha512', () => {
  const { bytes, mediaType } = ours.root;
  const expected = digestOf(bytes, 'sha512');
  const strong = parseManifest(bytes, { contentType: mediaType, expected });

  it('a registry that tells tags by sha256 is found to have written it, and to have it already (P3, P10)', async () => {
    const server = await bed(() => undefined);
    const registry = testClient();
    const repository = parseRepository(`${server.host}/acme/web`);
    const decide: Rule = (now) => ({ action: now === expected ? 'unchanged' : 'create' });
    const write = () =>
      commitTag(worldOf(registry), { repository, manifest: strong, tag, expectedBefore: null, decide });
    try {
      expect(await write()).toEqual({ tag, before: null, after: expected, action: 'create' });
      expect(await registry.head(repository, tag)).toEqual({ digest: ours.root.digest });
      expect(await write()).toMatchObject({ action: 'unchanged', after: expected });
    } finally {
      await registry.close();
      await server.close();
    }
  });
});

describe('when a tag was written and cannot be read back', () => {
  it('the result says that it moved', async () => {
    let written = false;
    const server = await startRegistry({
      intercept: (request) => {
        if (!request.path.endsWith('/manifests/stable')) return undefined;
        if (request.method === 'PUT') written = true;
        else if (written) return { status: 403 };
        return undefined;
      },
    });
    addImage(server.store, 'acme/web', ours, []);
    const result = await commit(server, never);
    expect(result).toMatchObject({ action: 'failed', after: ours.root.digest });
    expect(result.reason).toMatch(/^written, but it could not be read back/);
  });
});
