import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import type { ImageGraph } from '../../src/image/graph.ts';
import { descriptorOf, type Manifest } from '../../src/image/manifest.ts';
import { hostOf, pathOf } from '../../src/image/reference.ts';
import { walk, type WalkOptions } from '../../src/transfer/walk.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import {
  blob,
  imageIndex,
  imageManifest,
  randomBlob,
  sampleImage,
  withReferrers,
  type Sample,
  type TestImage,
} from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { source, seededLoosely } from './ground.ts';

function walked(
  registry: MemoryRegistry,
  root: Manifest,
  options: Partial<WalkOptions> = {},
): Promise<ImageGraph> {
  return walk(registry, source, root, { referrers: 'all', missingPlatforms: 'fail', ...options });
}

/** Indexes and images as one sample: what is named last is the root. */
function sampleOf(images: readonly TestImage[], ...indexes: readonly Manifest[]): Sample {
  const manifests = [...images.map(({ manifest }) => manifest), ...indexes];
  const root = manifests.at(-1);
  if (root === undefined) throw new Error('a sample has a root');
  return {
    root,
    manifests: new Map(manifests.map((manifest) => [manifest.digest, manifest])),
    blobs: new Map(images.flatMap(({ blobs }) => [...blobs])),
  };
}

function image(seed: number): TestImage {
  return imageManifest({ layers: [randomBlob(500, seed)] });
}

describe('when the source does not hold what an index says', () => {
  it('a platform that is gone is an error, unless the stage lets platforms be missing', async () => {
    const sample = sampleImage({ platforms: 3 });
    const registry = await seededLoosely(sample);
    const [gone, ...others] = sample.root.kind === 'index' ? sample.root.manifests : [];
    if (gone === undefined) throw new Error('the sample is an index');
    registry.store(hostOf(source)).deleteManifest(pathOf(source), gone.digest);
    // Its error is the one that counts, whatever becomes of the list of tags meanwhile.
    const tags = Promise.reject(new Error('no list'));
    await expect(walked(registry, sample.root, { tags })).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'CHILD_MISSING',
    });
    const graph = await walked(registry, sample.root, { missingPlatforms: 'allow' });
    expect(graph.missing.map(({ digest }) => digest)).toEqual([gone.digest]);
    expect(graph.imageOrder).toEqual([...others.map(({ digest }) => digest), sample.root.digest]);
  });

  it('a platform of another size is refused', async () => {
    const child = image(1);
    const lying = imageIndex([{ ...descriptorOf(child.manifest), size: child.manifest.bytes.length + 1 }]);
    const registry = await seededLoosely(sampleOf([child], lying));
    await expect(walked(registry, lying)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
  });

  it('two sizes for one blob are refused', async () => {
    const shared = randomBlob(500, 1);
    const lie = { ...shared, descriptor: { ...shared.descriptor, size: 499 } };
    const images = [shared, lie].map((layer) => imageManifest({ layers: [layer] }));
    const sample = sampleOf(images, imageIndex(images.map(({ manifest }) => manifest)));
    const registry = createMemoryRegistry({ allowMissing: true });
    for (const manifest of sample.manifests.values()) await registry.putManifest(source, manifest);
    await expect(walked(registry, sample.root)).rejects.toMatchObject({
      kind: 'refused',
      code: 'SIZE_CONTRADICTED',
    });
  });
});

describe('when an image is larger than anybody carries (A14, N23–N26)', () => {
  const images = [image(1), image(2)];
  const inner = imageIndex(images.map(({ manifest }) => manifest));
  const nested = sampleOf(images, inner, imageIndex([inner]));
  const attached = withReferrers(sampleImage({ platforms: 0, layers: 1 }));
  const sizes = [...nested.manifests.values(), ...[...nested.blobs.values()].map((bytes) => ({ bytes }))];

  it.each([
    ['indexes below each other', nested, 'depth', 2, 'GRAPH_TOO_LARGE'],
    ['manifests', nested, 'manifests', 4, 'GRAPH_TOO_LARGE'],
    ['bytes', nested, 'bytes', sizes.reduce((sum, { bytes }) => sum + bytes.length, 0), 'GRAPH_TOO_LARGE'],
    ['things attached', attached, 'attachments', 3, 'ATTACHMENTS_TOO_MANY'],
  ] as const)(
    'by its %s, it is refused, and one that just fits is not',
    async (_, sample, of, most, code) => {
      const registry = await seededLoosely(sample);
      await expect(walked(registry, sample.root, { limits: { [of]: most - 1 } })).rejects.toMatchObject({
        kind: 'refused',
        code,
      });
      expect(await walked(registry, sample.root, { limits: { [of]: most } })).toMatchObject({ left: [] });
    },
  );
});

describe('when indexes name each other and the same things', () => {
  it('each is read once, and comes after all that it names', async () => {
    const [one, two, below] = [image(1), image(2), image(3)];
    const inner = imageIndex([two.manifest, below.manifest, one.manifest]);
    const root = imageIndex([one.manifest, inner, two.manifest]);
    const sample = sampleOf([one, two, below], inner, root);
    const registry = await seededLoosely(sample);
    const from = registry.calls.length;
    const { imageOrder, blobs } = await walked(registry, root, { referrers: 'none' });
    expect(imageOrder).toEqual(
      [one.manifest, two.manifest, below.manifest, inner, root].map(({ digest }) => digest),
    );
    const [config] = one.manifest.kind === 'manifest' ? [one.manifest.config] : [];
    expect(blobs.get(config?.digest ?? root.digest)?.usedBy.toSorted()).toEqual(
      [one, two, below].map(({ manifest }) => manifest.digest).toSorted(),
    );
    const read = registry.calls.slice(from).map(({ verb, reference }) => `${verb} ${reference}`);
    expect(read.toSorted()).toEqual(
      [one.manifest, two.manifest, below.manifest, inner]
        .map(({ digest }) => `manifest ${digest}`)
        .toSorted(),
    );
  });
});

describe('when things are attached to what is attached', () => {
  const sample = sampleImage({ platforms: 0, layers: 1 });
  /** Each on the one before, the first on the image. */
  const chain: TestImage[] = [];
  for (let at = 0; at < 4; at += 1)
    chain.push(
      imageManifest({
        artifactType: 'application/x',
        layers: [blob(`${at}`)],
        subject: chain.at(-1)?.manifest ?? sample.root,
      }),
    );

  async function chained(options: MemoryOptions = {}): Promise<MemoryRegistry> {
    const registry = await seededLoosely(sample, options);
    for (const link of chain) {
      await putSample(registry, source, sampleOf([link]));
      const subject = link.manifest.subject?.digest;
      if (subject !== undefined) await registry.attach(source, subject, [descriptorOf(link.manifest)]);
    }
    return registry;
  }

  it.each([true, false])('they are found, each in turn (the registry has the API: %s)', async (api) => {
    const registry = await chained({ referrers: () => api });
    const { attachments, attachmentOrder, listed } = await walked(registry, sample.root);
    const wanted = chain.map(({ manifest }) => manifest.digest);
    expect(attachments.map(({ descriptor }) => descriptor.digest)).toEqual(wanted);
    expect(attachmentOrder).toEqual(wanted);
    expect([...(listed?.values() ?? [])]).toEqual([
      ...chain.map(() => (api ? 'api' : 'tag')),
      api ? 'api' : 'none',
    ]);
  });

  it('or to an image deep below, they are found', async () => {
    const below = image(1);
    const inner = imageIndex([below.manifest]);
    const deep = sampleOf([below], inner, imageIndex([inner]));
    const signature = imageManifest({ artifactType: 'application/x', subject: below.manifest });
    const registry = await seededLoosely(deep);
    await putSample(registry, source, sampleOf([signature]));
    const { attachments } = await walked(registry, deep.root);
    expect(attachments.map(({ descriptor }) => descriptor.digest)).toEqual([signature.manifest.digest]);
  });

  it('in a ring, each is looked at once', async () => {
    const registry = await seededLoosely(sample, { referrers: () => false });
    const [first] = chain;
    if (first === undefined) throw new Error('there is a chain');
    await putSample(registry, source, sampleOf([first]));
    // A list is only a claim: these two say that they are attached to each other.
    await registry.attach(source, sample.root.digest, [descriptorOf(first.manifest)]);
    await registry.attach(source, first.manifest.digest, [descriptorOf(sample.root)]);
    const from = registry.calls.length;
    const { attachments } = await walked(registry, sample.root);
    expect(attachments.map(({ descriptor }) => descriptor.digest)).toEqual([first.manifest.digest]);
    expect(registry.calls.slice(from).filter(({ verb }) => verb === 'referrers')).toHaveLength(2);
  });
});

describe('when the list of what is attached cannot be read', () => {
  const sample = withReferrers(sampleImage({ platforms: 1 }));
  const failing = (error: Error): Promise<MemoryRegistry> =>
    seededLoosely(sample, {
      failures: (verb, _, reference) =>
        verb === 'referrers' && reference === sample.root.digest ? error : undefined,
    });

  it('that is an error, never nothing; a stage that carries what it can goes on and says so (P35)', async () => {
    const registry = await failing(new HoistError('unreachable', 'SERVER_ERROR', 'it answers 502'));
    await expect(walked(registry, sample.root)).rejects.toThrow('it answers 502');
    const graph = await walked(registry, sample.root, { referrers: 'best-effort' });
    expect(graph).toMatchObject({ attachments: [], left: ['it answers 502'] });
  });

  it('by a fault of our own, no stage goes on', async () => {
    const registry = await failing(new TypeError('a fault'));
    await expect(walked(registry, sample.root, { referrers: 'best-effort' })).rejects.toThrow('a fault');
  });

  it('nothing is asked where the stage carries nothing attached', async () => {
    const registry = await failing(new Error('asked'));
    const from = registry.calls.length;
    const graph = await walked(registry, sample.root, { referrers: 'none' });
    expect(graph).toMatchObject({ attachments: [], left: [] });
    expect(new Set(registry.calls.slice(from).map(({ verb }) => verb))).toEqual(new Set(['manifest']));
  });
});

describe('when only what is attached is looked at', () => {
  it('to the platforms as well, no platform is read', async () => {
    const sample = withReferrers(sampleImage({ platforms: 2 }));
    const registry = await seededLoosely(sample);
    const from = registry.calls.length;
    const graph = await walked(registry, sample.root, { depth: 'root' });
    expect(graph.whole).toBe(false);
    const found = graph.attachments.map(({ descriptor }) => descriptor.digest);
    expect(new Set(found)).toEqual(
      new Set([...sample.referrers, ...sample.cosignTags].map(({ manifest }) => manifest.digest)),
    );
    const read = registry.calls.slice(from).filter(({ verb }) => verb === 'manifest');
    expect(read.map(({ reference }) => reference)).toEqual(sample.cosignTags.map(({ tag }) => tag));
    // Of the root and both platforms: what is attached to attachments would cost a request each.
    const asked = registry.calls.slice(from).filter(({ verb }) => verb === 'referrers');
    expect(asked).toHaveLength(3);
  });
});
