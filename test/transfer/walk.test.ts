import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/image/manifest.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { blob, imageManifest, randomBlob, type TestImage } from '../fixtures/images.ts';
import { putBlob } from '../registry/port/ground.ts';
import { walk } from '../../src/transfer/walk.ts';
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
    for (let depth = 1; depth <= 6; depth += 1) chain.push(sign(chain[depth - 1]!.manifest, depth));
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
});
