import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import type { Manifest } from '../../src/image/manifest.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { blob, imageIndex, imageManifest, randomBlob, type TestImage } from '../fixtures/images.ts';
import { putBlob } from '../registry/port/ground.ts';
import { walk } from '../../src/transfer/walk.ts';
import { defaultLimits } from '../../src/transfer/limits.ts';
import { carryTo, first, source, targetOf, worldOf } from './ground.ts';

const world = worldOf(createMemoryRegistry());
const asked = { referrers: 'all', missingPlatforms: 'fail', signal: world.signal } as const;

async function put(registry: MemoryRegistry, ...images: readonly (TestImage | Manifest)[]): Promise<void> {
  for (const image of images) {
    const manifest = 'manifest' in image ? image.manifest : image;
    const blobs = 'manifest' in image ? [...image.blobs.values()] : [];
    for (const bytes of blobs) await putBlob(registry, source, blob(bytes));
    await registry.putManifest(source, manifest);
  }
}

function sign(subject: Manifest, seed: number): TestImage {
  return imageManifest({ layers: [randomBlob(50, seed)], subject, artifactType: 'application/x-signature' });
}

describe('when attachments have attachments', () => {
  it('they are carried however deep they are', async () => {
    const registry = createMemoryRegistry();
    const image = imageManifest({ layers: [randomBlob(100, 1)] });
    const chain = [image];
    let subject = image;
    for (let depth = 1; depth <= 6; depth += 1) chain.push((subject = sign(subject.manifest, depth)));
    await put(registry, ...chain);
    const { targets } = await carryTo(worldOf(registry), image.manifest, [targetOf(first)]);
    expect(targets[0]).toMatchObject({ referrers: 6, left: [] });
    for (const { manifest } of chain) expect(await registry.head(first, manifest.digest)).toBeDefined();
  });

  it('a chain without an end is refused at the limit of attachments', async () => {
    const registry = createMemoryRegistry();
    const image = imageManifest({ layers: [randomBlob(100, 1)] });
    await put(registry, image);
    let links = 0;
    const endless: MemoryRegistry = {
      ...registry,
      referrers: async () => {
        links += 1;
        return { way: 'api', api: true, descriptors: [randomBlob(10, links).descriptor] };
      },
    };
    const walking = walk(endless, source, image.manifest, { ...asked, limits: { attachments: 20 } });
    await expect(walking).rejects.toMatchObject({ kind: 'refused', code: 'ATTACHMENTS_TOO_MANY' });
    expect(links).toBe(21);
  });

  it('and two of them share what is below them, nothing is pushed before what it points to', async () => {
    const image = imageManifest({ layers: [randomBlob(100, 1)] });
    const leaf = imageManifest({ layers: [randomBlob(100, 2)] });
    const shared = imageIndex([leaf.manifest]);
    const [patient, hasty] = [1, 2].map((number) =>
      imageIndex([shared], { subject: image.manifest, annotations: { number: String(number) } }),
    ) as [Manifest, Manifest];
    const registry = createMemoryRegistry();
    await put(registry, image, leaf, shared, patient, hasty);

    let known = (): void => {};
    const sharedIsKnown = new Promise<void>((resolve) => (known = resolve));
    let over = (): void => {};
    const hastyIsOver = new Promise<void>((resolve) => (over = resolve));
    const inTurn: MemoryRegistry = {
      ...registry,
      referrers: async (repository, subject, options) => {
        const list = await registry.referrers(repository, subject, options);
        // The hasty one comes first in the list.
        return {
          ...list,
          descriptors: list.descriptors.toSorted((a) => (a.digest === hasty.digest ? -1 : 1)),
        };
      },
      manifest: async (repository, reference, call) => {
        const found = await registry.manifest(repository, reference, call);
        // It is read when what is shared is known, and the leaf below that is not yet.
        if (reference === leaf.manifest.digest) {
          known();
          await hastyIsOver;
        }
        if (reference === hasty.digest) {
          await sharedIsKnown;
          setImmediate(over);
        }
        return found;
      },
    };
    const { attachmentOrder } = await walk(inTurn, source, image.manifest, asked);
    const at = (digest: Digest): number => attachmentOrder.indexOf(digest);
    expect(at(leaf.manifest.digest)).toBeGreaterThanOrEqual(0);
    expect(at(leaf.manifest.digest)).toBeLessThan(at(shared.digest));
    expect(at(shared.digest)).toBeLessThan(at(hasty.digest));
  });
});

describe('when an image is made to cost more than it is worth (A14)', () => {
  it('a blob that manifests name hundreds of times is used once by each', async () => {
    const layer = randomBlob(10, 1);
    const images = [1, 2, 3].map((seed) =>
      imageManifest({ config: randomBlob(20, seed), layers: Array.from({ length: 500 }, () => layer) }),
    );
    const root = imageIndex(images.map(({ manifest }) => manifest));
    const registry = createMemoryRegistry();
    await put(registry, ...images, root);
    const { blobs } = await walk(registry, source, root, asked);
    expect(blobs.get(layer.descriptor.digest)?.usedBy).toEqual(images.map(({ manifest }) => manifest.digest));
  });

  it('an attachment with a thousand times a thousand paths is looked at as often as it has manifests', async () => {
    const image = imageManifest({ layers: [randomBlob(100, 1)] });
    const many = (manifest: Manifest): Manifest => imageIndex(Array.from({ length: 1_000 }, () => manifest));
    const leaf = imageManifest({ layers: [randomBlob(100, 2)] });
    const [low, high] = [many(leaf.manifest), many(many(leaf.manifest))];
    const top = imageIndex(
      Array.from({ length: 1_000 }, () => high),
      { subject: image.manifest },
    );
    const registry = createMemoryRegistry();
    await put(registry, image, leaf, low, high, top, sign(image.manifest, 3));
    const { targets } = await carryTo(worldOf(registry), image.manifest, [targetOf(first)]);
    expect(targets[0]).toMatchObject({ referrers: 2 });
    expect(targets[0]?.error).toBeUndefined();
  });

  it('manifests that are too large together are refused before they are asked for', async () => {
    const children = Array.from({ length: 40 }, (_, seed) => ({
      ...randomBlob(10, seed).descriptor,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      size: 4 * 1024 ** 2,
    }));
    const root = imageIndex(children);
    const registry = createMemoryRegistry();
    await registry.putManifest(source, root).catch(() => undefined);
    const from = registry.calls.length;
    await expect(walk(registry, source, root, { ...asked, referrers: 'none' })).rejects.toMatchObject({
      kind: 'refused',
      code: 'GRAPH_TOO_LARGE',
      message: expect.stringContaining(`manifests of more than ${defaultLimits.manifestBytes} bytes`),
    });
    expect(registry.calls.slice(from)).toEqual([]);
  });

  it('so are attachments whose list did not say how large they are', async () => {
    const image = imageManifest({ layers: [randomBlob(100, 1)] });
    const signature = sign(image.manifest, 1);
    const registry = createMemoryRegistry();
    await put(registry, image, signature, sign(image.manifest, 2), sign(image.manifest, 3));
    const manifestBytes = image.manifest.bytes.length + signature.manifest.bytes.length * 2;
    await expect(
      walk(registry, source, image.manifest, { ...asked, limits: { manifestBytes } }),
    ).rejects.toMatchObject({ code: 'GRAPH_TOO_LARGE' });
  });
});
