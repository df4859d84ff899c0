import { describe, expect, it } from 'vitest';
import { blobsOf } from '../../src/image/manifest.ts';
import { hostOf, parseRepository, pathOf } from '../../src/image/reference.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { imageManifest, randomBlob, sampleImage, type Sample } from '../fixtures/images.ts';
import { listTags, putSample } from '../registry/port/ground.ts';
import {
  carryTo,
  first,
  lackingAt,
  second,
  source,
  targetOf,
  worldOf,
  callsTo,
  latest,
  seeded,
} from './ground.ts';

describe('when an image goes to two registries', () => {
  it('reads every blob from the source once and leaves both complete, without a tag', async () => {
    const sample = sampleImage({ platforms: 3, layers: 3, sharedLayers: 1 });
    const registry = await seeded(sample);
    const from = registry.calls.length;
    const result = await carryTo(worldOf(registry), sample.root, [targetOf(first), targetOf(second)]);

    expect(result.targets.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(callsTo(registry, 'openBlob', from, source).toSorted()).toEqual(
      [...sample.blobs.keys()].toSorted(),
    );
    expect(result.pulled).toBe([...sample.blobs.values()].reduce((sum, bytes) => sum + bytes.length, 0));
    for (const target of [first, second]) {
      expect(await lackingAt(registry, target, sample.root)).toEqual([]);
      expect(await listTags(registry, target)).toEqual([]);
    }
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
  });

  it('and one of them fails, the other is complete and the failure says why', async () => {
    const sample = sampleImage({ platforms: 2, layers: 4 });
    const registry = await seeded(sample, {
      failures: (verb, repository) =>
        verb === 'putManifest' && repository === second ? new Error('disk full') : undefined,
    });
    const { targets } = await carryTo(worldOf(registry), sample.root, [targetOf(first), targetOf(second)]);
    expect(targets[0]?.error).toBeUndefined();
    expect(targets[1]?.error?.message).toBe('disk full');
    expect(await lackingAt(registry, first, sample.root)).toEqual([]);
  });

  it('and one of them stands still, it is detached, served by a read of its own, and both are complete', async () => {
    const layer = randomBlob(3_000_000, 7);
    const image = imageManifest({ layers: [layer] });
    const sample = {
      root: image.manifest,
      manifests: new Map([[image.manifest.digest, image.manifest]]),
      blobs: image.blobs,
    };
    let stuck = false;
    const registry = await seeded(sample, {
      pace: (repository, digest, received) => {
        if (repository !== second || digest !== layer.descriptor.digest || received === 0 || stuck)
          return undefined;
        stuck = true;
        return new Promise(() => {});
      },
    });
    const from = registry.calls.length;
    const result = await carryTo(worldOf(registry), sample.root, [targetOf(first), targetOf(second)]);
    expect(stuck).toBe(true);
    expect(result.targets.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(
      callsTo(registry, 'openBlob', from, source).filter((digest) => digest === layer.descriptor.digest),
    ).toHaveLength(2);
    for (const target of [first, second]) expect(await lackingAt(registry, target, sample.root)).toEqual([]);
  });

  it('of the same host, the bytes go there once and the other repository mounts them', async () => {
    const sample = sampleImage({ platforms: 1, layers: 3 });
    const registry = await seeded(sample);
    const neighbour = parseRepository('one.example.com/acme/prod/other');
    const from = registry.calls.length;
    const { targets } = await carryTo(worldOf(registry), sample.root, [targetOf(first), targetOf(neighbour)]);
    expect(targets.map(({ pushed, mounted }) => [pushed.blobs, mounted.blobs])).toEqual([
      [sample.blobs.size, 0],
      [0, sample.blobs.size],
    ]);
    expect(callsTo(registry, 'beginBlob', from)).toHaveLength(2 * sample.blobs.size);
  });
});

describe('when the target is on the registry of the source', () => {
  it('mounts every blob and reads none', async () => {
    const sample = sampleImage({ platforms: 2 });
    const registry = await seeded(sample);
    const near = parseRepository('source.example.com/acme/prod/web');
    const result = await carryTo(worldOf(registry), sample.root, [targetOf(near)]);
    expect(result.pulled).toBe(0);
    expect(result.targets[0]?.mounted.blobs).toBe(sample.blobs.size);
    expect(await lackingAt(registry, near, sample.root)).toEqual([]);
  });
});

describe('when the target has the image already', () => {
  it('asks for no blob', async () => {
    const sample = sampleImage();
    const registry = await seeded(sample);
    await carryTo(worldOf(registry), sample.root, [targetOf(first)]);
    await registry.tag(first, sample.root, latest);
    const from = registry.calls.length;
    const result = await carryTo(worldOf(registry), sample.root, [targetOf(first)]);
    for (const verb of ['hasBlob', 'beginBlob', 'openBlob', 'putManifest'])
      expect(callsTo(registry, verb, from)).toEqual([]);
    expect(result.targets[0]?.error).toBeUndefined();
  });

  it('but lacks a platform under its index, that is brought', async () => {
    const sample = sampleImage();
    const registry = await seeded(sample);
    await carryTo(worldOf(registry), sample.root, [targetOf(first)]);
    await registry.tag(first, sample.root, latest);
    const [child] = sample.root.kind === 'index' ? sample.root.manifests : [];
    if (child === undefined) throw new Error('the sample is an index');
    registry.store(hostOf(first)).deleteManifest(pathOf(first), child.digest);
    expect(await lackingAt(registry, first, sample.root)).not.toEqual([]);

    const result = await carryTo(worldOf(registry), sample.root, [targetOf(first)]);
    expect(result.targets[0]?.error).toBeUndefined();
    expect(await lackingAt(registry, first, sample.root)).toEqual([]);
  });

  it('under another digest, layers that its present image lists are not asked for', async () => {
    const shared = randomBlob(5_000, 1);
    const old = imageManifest({ layers: [shared, randomBlob(5_000, 2)] });
    const next = imageManifest({ layers: [shared, randomBlob(5_000, 3)] });
    const sampleOf = (image: typeof old): Sample => ({
      root: image.manifest,
      manifests: new Map([[image.manifest.digest, image.manifest]]),
      blobs: image.blobs,
    });
    const registry = await seeded(sampleOf(next));
    await putSample(registry, first, sampleOf(old), latest);
    const from = registry.calls.length;
    const result = await carryTo(worldOf(registry), next.manifest, [
      targetOf(first, { currentRoots: [old.manifest] }),
    ]);
    const asked = [...callsTo(registry, 'beginBlob', from), ...callsTo(registry, 'hasBlob', from)];
    expect(asked).not.toContain(shared.descriptor.digest);
    expect(result.targets[0]?.skipped.blobs).toBe(2);
    expect(await lackingAt(registry, first, next.manifest)).toEqual([]);
  });
});

describe('when the source gives other bytes than the digest says', () => {
  const layer = randomBlob(700_000, 3);
  const image = imageManifest({ layers: [layer] });

  /** So many reads of the layer have a wrong bit. */
  async function lying(times: number): Promise<MemoryRegistry> {
    const registry = await seeded({
      root: image.manifest,
      manifests: new Map([[image.manifest.digest, image.manifest]]),
      blobs: image.blobs,
    });
    let left = times;
    const openBlob: MemoryRegistry['openBlob'] = async function* (repository, blob, from, call) {
      const lies = blob.digest === layer.descriptor.digest && left-- > 0;
      for await (const piece of registry.openBlob(repository, blob, from, call)) {
        const bytes = Uint8Array.from(piece.bytes);
        if (lies) bytes[0] = (bytes[0] ?? 0) ^ 1;
        yield { bytes, release: () => piece.release() };
      }
    };
    return { ...registry, openBlob };
  }

  it('nothing false is committed and the error names the blob', async () => {
    const registry = await lying(Infinity);
    const { targets } = await carryTo(worldOf(registry), image.manifest, [targetOf(first), targetOf(second)]);
    expect(targets.map(({ error }) => error?.code)).toEqual(['BLOB_DIGEST', 'BLOB_DIGEST']);
    expect(await registry.hasBlob(first, layer.descriptor)).toBe(false);
    expect(await registry.head(first, image.manifest.digest)).toBeUndefined();
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
  });

  it.each([
    [2, undefined],
    [3, 'BLOB_DIGEST'],
  ])('%i times, the result for a target is %s: it is read once and twice more (F18)', async (times, code) => {
    const registry = await lying(times);
    const { targets } = await carryTo(worldOf(registry), image.manifest, [targetOf(first)]);
    expect(targets[0]?.error?.code).toBe(code);
    expect(await registry.hasBlob(first, layer.descriptor)).toBe(code === undefined);
  });
});

describe('when two images share blobs', () => {
  it('each blob is read once for both', async () => {
    const { carry } = await import('../../src/transfer/carry.ts');
    const { walk } = await import('../../src/transfer/walk.ts');
    const shared = randomBlob(4_000, 1);
    const images = [2, 3].map((seed) => imageManifest({ layers: [shared, randomBlob(4_000, seed)] }));
    const registry = createMemoryRegistry();
    for (const image of images)
      await putSample(registry, source, {
        root: image.manifest,
        manifests: new Map([[image.manifest.digest, image.manifest]]),
        blobs: image.blobs,
      });
    const from = registry.calls.length;
    const graphs = await Promise.all(
      images.map(({ manifest }) =>
        walk(registry, source, manifest, { referrers: 'all', missingPlatforms: 'fail' }),
      ),
    );
    const result = await carry(
      worldOf(registry),
      graphs.map((graph) => ({ graph, targets: [targetOf(first)] })),
    );
    expect(result.targets.map(({ error }) => error)).toEqual([undefined, undefined]);
    const read = callsTo(registry, 'openBlob', from);
    expect(read).toHaveLength(new Set(read).size);
    expect(new Set(read)).toEqual(
      new Set(images.flatMap(({ manifest }) => blobsOf(manifest).map(({ digest }) => digest))),
    );
  });
});
