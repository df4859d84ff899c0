import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import type { Digest } from '../../src/image/digest.ts';
import { blobsOf } from '../../src/image/manifest.ts';
import { hostOf, parseTag, pathOf } from '../../src/image/reference.ts';
import type { CarryTarget } from '../../src/transfer/carry.ts';
import { Delivery } from '../../src/transfer/delivery.ts';
import { biggestOf, isFresh, lacking, type Lacking } from '../../src/transfer/lacking.ts';
import { walk, type WalkOptions } from '../../src/transfer/walk.ts';
import { type MemoryOptions, type MemoryRegistry, type Verb } from '../fakes/registry/memory.ts';
import {
  blob,
  imageManifest,
  randomBlob,
  sampleImage,
  withReferrers,
  type Sample,
} from '../fixtures/images.ts';
import { putBlob, putSample } from '../registry/port/ground.ts';
import { first, source, targetOf, worldOf, seededLoosely } from './ground.ts';

const latest = parseTag('latest');
const { signal } = new AbortController();

type Asked = { readonly found: Lacking; readonly left: readonly string[]; readonly calls: readonly string[] };

/** What `first` lacks of an image; `calls` are those to it. */
async function ask(
  registry: MemoryRegistry,
  sample: Sample,
  target: Partial<CarryTarget> = {},
  options: Partial<WalkOptions> = {},
): Promise<Asked> {
  const graph = await walk(registry, source, sample.root, {
    referrers: 'all',
    missingPlatforms: 'fail',
    ...options,
  });
  const delivery = new Delivery(graph, targetOf(first, target));
  const from = registry.calls.length;
  const found = await lacking(worldOf(registry), delivery);
  const calls = registry.calls.slice(from).filter(({ repository }) => repository === first);
  return { found, left: delivery.left, calls: calls.map(({ verb, reference }) => `${verb} ${reference}`) };
}

/** Fails one verb at the target. */
function deaf(verb: Verb): MemoryOptions {
  return {
    failures: (asked, repository) =>
      asked === verb && repository === first
        ? new HoistError('unreachable', 'DENIED', `no ${verb}`)
        : undefined,
  };
}

describe('when nothing of an image may be at a target', () => {
  const sample = sampleImage({ platforms: 0, layers: 3 });
  const biggest = biggestOf(blobsOf(sample.root));
  const other = sampleImage({ platforms: 0, seed: 2 });

  it.each<[string, (registry: MemoryRegistry) => Promise<void>, boolean, MemoryOptions?]>([
    ['an empty repository is fresh', async () => {}, true],
    ['one with a tag is not', (registry) => putSample(registry, first, other, latest), false],
    [
      'one with its root is not',
      (registry) => registry.putManifest(first, sample.root).then(() => {}),
      false,
    ],
    [
      'one with its biggest blob is not',
      async (registry) => {
        const bytes = biggest && sample.blobs.get(biggest.digest);
        if (biggest && bytes) await putBlob(registry, first, { bytes, descriptor: biggest });
      },
      false,
    ],
    ['one whose tags cannot be listed is not', async () => {}, false, deaf('tags')],
  ])('%s', async (_, put, fresh, options) => {
    const registry = await seededLoosely(sample, options);
    await put(registry);
    expect(await isFresh(registry, first, { root: sample.root, signal })).toBe(fresh);
    const { found, calls } = await ask(registry, sample);
    expect(found.fresh).toBe(fresh);
    // What is fresh is asked nothing more.
    expect(calls.length === 3).toBe(fresh);
  });

  it('an empty one is fresh for an index, too, which names no blob', async () => {
    const index = sampleImage({ platforms: 2 });
    const { found, calls } = await ask(await seededLoosely(index), index);
    expect([found.fresh, found.image, calls.length]).toEqual([true, [...index.manifests.keys()], 2]);
  });

  it('by a fault of our own, nobody takes it for one that is not', async () => {
    const registry = await seededLoosely(sample, {
      failures: (verb) => (verb === 'tags' ? new TypeError('a fault') : undefined),
    });
    await expect(isFresh(registry, first, { root: sample.root, signal })).rejects.toThrow('a fault');
  });

  it('the biggest blob is the one that goes first', () => {
    const [small, large, middle] = [10, 30, 20].map((size) => randomBlob(size, size).descriptor);
    expect(biggestOf([small, large, middle].flatMap((one) => one ?? []))).toBe(large);
    expect(biggestOf([])).toBeUndefined();
  });
});

describe('when a target has a part of an image', () => {
  const sample = sampleImage({ platforms: 3, layers: 1 });
  const [one, two] = sample.root.kind === 'index' ? sample.root.manifests : [];
  const at = pathOf(first);

  it.each<[string, readonly (Digest | undefined)[], readonly (Digest | undefined)[]]>([
    ['everything, nothing is pushed', [], []],
    ['all but the root, the root is', [sample.root.digest], [sample.root.digest]],
    [
      'all but two platforms, these are and the root again',
      [one?.digest, two?.digest],
      [one?.digest, two?.digest, sample.root.digest],
    ],
  ])('%s', async (_, gone, pushed) => {
    const registry = await seededLoosely(sample);
    await putSample(registry, first, sample, latest);
    // Else a repository without its root would count as fresh.
    await putSample(registry, first, sampleImage({ platforms: 0, seed: 5 }), parseTag('old'));
    for (const digest of gone) if (digest) registry.store(hostOf(first)).deleteManifest(at, digest);
    const { found } = await ask(registry, sample);
    expect(found.image).toEqual(pushed);
    const named = pushed.flatMap((digest) => {
      const manifest = digest && sample.manifests.get(digest);
      return manifest ? blobsOf(manifest).map((part) => part.digest) : [];
    });
    expect(found.blobs.map(({ digest }) => digest)).toEqual(named);
  });

  it('that its tags name, the platforms of an index are opened only where that may save more', async () => {
    const old = sampleImage({ platforms: 3, layers: 1, seed: 2 });
    const registry = await seededLoosely(sample);
    await putSample(registry, first, old, latest);
    const { found, calls } = await ask(registry, sample, { currentRoots: [old.root] });
    expect(found.known).toEqual(new Set(old.blobs.keys()));
    expect(calls.filter((call) => call.startsWith('manifest'))).toHaveLength(3);

    const [gone] = old.root.kind === 'index' ? old.root.manifests : [];
    if (gone === undefined) throw new Error('the sample is an index');
    registry.store(hostOf(first)).deleteManifest(at, gone.digest);
    const { known } = (await ask(registry, sample, { currentRoots: [old.root] })).found;
    expect(known.size).toBe(found.known.size - 2);

    const plain = sampleImage({ platforms: 0, layers: 1, seed: 3 });
    await putSample(registry, source, plain);
    const few = await ask(registry, plain, { currentRoots: [old.root] });
    expect(few.found.known).toEqual(new Set());
    expect(few.calls.filter((call) => call.startsWith('manifest'))).toEqual([]);
  });
});

describe('when a target is asked what is attached to an image', () => {
  const sample = withReferrers(sampleImage({ platforms: 1, layers: 1 }));
  const all = new Set([...sample.referrers, ...sample.cosignTags].map(({ manifest }) => manifest.digest));
  const digestsOf = ({ found }: Asked): ReadonlySet<Digest> =>
    new Set(found.attachments.map(({ descriptor }) => descriptor.digest));

  for (const depth of ['whole', 'root'] as const) {
    it(`it lacks what it does not list, and a cosign tag that names something else (${depth})`, async () => {
      const registry = await seededLoosely(sample);
      await putSample(registry, first, { ...sample, referrers: [], cosignTags: [] }, latest);
      const [listed, ...others] = sample.referrers;
      const [signature] = sample.cosignTags;
      if (listed === undefined || signature === undefined) throw new Error('the sample has attachments');
      // In memory, what names a subject is listed for it: only one of them is there.
      for (const { manifest } of others)
        registry.store(hostOf(first)).deleteManifest(pathOf(first), manifest.digest);
      await registry.tag(first, sample.root, signature.tag);
      const asked = await ask(registry, sample, {}, { depth });
      const lacked = new Set([...all].filter((digest) => digest !== listed.manifest.digest));
      expect(digestsOf(asked)).toEqual(lacked);
      expect(new Set(asked.found.attached)).toEqual(lacked);
      expect(asked.found.image).toEqual([]);
    });

    it(`and has all of it, it lacks nothing (${depth})`, async () => {
      const registry = await seededLoosely(sample);
      await putSample(registry, first, sample, latest);
      const { found } = await ask(registry, sample, {}, { depth });
      expect([found.image, found.attachments, found.attached, found.blobs]).toEqual([[], [], [], []]);
    });
  }

  it('and cannot say, that is an error, never nothing; a stage that carries what it can goes on', async () => {
    const registry = await seededLoosely(sample, deaf('referrers'));
    await putSample(registry, first, { ...sample, referrers: [], cosignTags: [] }, latest);
    await expect(ask(registry, sample)).rejects.toThrow('no referrers');
    const { found, left } = await ask(registry, sample, { referrers: 'best-effort' });
    expect([found.attachments, new Set(left)]).toEqual([[], new Set(['no referrers'])]);
    const broken: MemoryRegistry = { ...registry, referrers: () => Promise.reject(new TypeError('a fault')) };
    const seen = await walk(await seededLoosely(sample), source, sample.root, {
      referrers: 'all',
      missingPlatforms: 'fail',
    });
    const delivery = new Delivery(seen, targetOf(first, { referrers: 'best-effort' }));
    await expect(lacking(worldOf(broken), delivery)).rejects.toThrow('a fault');
  });

  it('and the source lists what it does not have, a stage that carries what it can says so', async () => {
    const registry = await seededLoosely(sample);
    await putSample(registry, first, { ...sample, referrers: [], cosignTags: [] }, latest);
    const [gone] = sample.referrers;
    if (gone === undefined) throw new Error('the sample has attachments');
    registry.store(hostOf(first)).deleteManifest(pathOf(first), gone.manifest.digest);
    const listing: MemoryRegistry = {
      ...registry,
      manifest: async (repository, reference, call) =>
        repository === source && reference === gone.manifest.digest
          ? undefined
          : registry.manifest(repository, reference, call),
    };
    const { found, left } = await ask(listing, sample, { referrers: 'best-effort' }, { depth: 'root' });
    const digests = found.attachments.map(({ descriptor }) => descriptor.digest);
    expect(digests).not.toContain(gone.manifest.digest);
    expect(left).toEqual([expect.stringContaining(gone.manifest.digest)]);
  });

  it('and the stage carries nothing attached, it is not asked', async () => {
    const registry = await seededLoosely(sample, deaf('referrers'));
    await putSample(registry, first, sampleImage({ platforms: 0, seed: 9 }), latest);
    const { found } = await ask(registry, sample, { referrers: 'none' });
    expect([found.attachments, found.attached]).toEqual([[], []]);
  });

  it('and the stage carries nothing attached, an empty target lacks none of it either', async () => {
    const registry = await seededLoosely(sample);
    const { found } = await ask(registry, sample, { referrers: 'none', fresh: true });
    expect([found.attachments, found.attached]).toEqual([[], []]);
    // The config and the layer of its one platform.
    expect(found.blobs).toHaveLength(2);
  });
});

describe('when a layer may not be distributed (P17)', () => {
  const foreign = blob('windows', 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
  const image = imageManifest({ layers: [foreign, randomBlob(500, 1)] });
  const sample: Sample = {
    root: image.manifest,
    manifests: new Map([[image.manifest.digest, image.manifest]]),
    blobs: image.blobs,
  };
  const digests = blobsOf(image.manifest).map(({ digest }) => digest);

  it('and the source has it, it is carried like any other', async () => {
    const { found } = await ask(await seededLoosely(sample), sample);
    expect(found.blobs.map(({ digest }) => digest)).toEqual(digests);
  });

  it('and the source does not, the image is refused, or carried without it where the stage allows that', async () => {
    const registry = await seededLoosely({
      ...sample,
      blobs: new Map([...image.blobs].filter(([digest]) => digest !== foreign.descriptor.digest)),
    });
    await expect(ask(registry, sample)).rejects.toMatchObject({ code: 'FOREIGN_LAYER' });
    const { found } = await ask(registry, sample, { foreignLayers: 'allow' });
    const rest = digests.filter((digest) => digest !== foreign.descriptor.digest);
    expect(found.blobs.map(({ digest }) => digest)).toEqual(rest);
  });

  it('any other is never left out, whatever the source has of it', async () => {
    const registry = await seededLoosely({ ...sample, blobs: new Map() });
    const { found } = await ask(registry, sample, { foreignLayers: 'allow' });
    expect(found.blobs.map(({ digest }) => digest)).toEqual(
      digests.filter((digest) => digest !== foreign.descriptor.digest),
    );
  });
});
