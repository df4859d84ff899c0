import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { fallbackTag } from '../../src/image/attached-tag.ts';
import { blobsOf } from '../../src/image/manifest.ts';
import { hostOf, parseRepository, parseTag, pathOf } from '../../src/image/reference.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { imageManifest, randomBlob, sampleImage, withReferrers, type Sample } from '../fixtures/images.ts';
import { listTags, putSample } from '../registry/port/ground.ts';
import { carryTo, first, lackingAt, second, source, targetOf, worldOf } from './ground.ts';

const latest = parseTag('latest');

async function seeded(sample: Sample, options: MemoryOptions = {}): Promise<MemoryRegistry> {
  const registry = createMemoryRegistry(options);
  await putSample(registry, source, sample, latest);
  return registry;
}

function callsTo(registry: MemoryRegistry, verb: string, from: number, repository?: string): string[] {
  return registry.calls
    .slice(from)
    .filter((call) => call.verb === verb && (repository === undefined || call.repository === repository))
    .map((call) => call.reference);
}

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

describe('when things are attached to the image', () => {
  const attached = withReferrers(sampleImage());

  it('they are at the target and found there, on the index and on its children', async () => {
    const registry = await seeded(attached);
    const { targets } = await carryTo(worldOf(registry), attached.root, [targetOf(first)]);
    expect(targets[0]).toMatchObject({
      referrers: attached.referrers.length + attached.cosignTags.length,
      left: [],
    });
    for (const { subject, manifest } of attached.referrers) {
      const found = (await registry.referrers(first, subject)).descriptors.map(({ digest }) => digest);
      expect(found).toContain(manifest.digest);
    }
    for (const { tag, manifest } of attached.cosignTags)
      expect((await registry.head(first, tag))?.digest).toBe(manifest.digest);
  });

  it('they are brought up to date although the image was there', async () => {
    const registry = await seeded(attached);
    await putSample(registry, first, { ...attached, referrers: [], cosignTags: [] }, latest);
    const result = await carryTo(worldOf(registry), attached.root, [targetOf(first, { tagsMove: false })], {
      depth: 'root',
    });
    expect(result.targets[0]?.error).toBeUndefined();
    for (const { subject, manifest } of attached.referrers) {
      expect((await registry.referrers(first, subject)).descriptors.map(({ digest }) => digest)).toContain(
        manifest.digest,
      );
    }
  });

  it('and the target has no referrers API they are listed under the fallback tag', async () => {
    const registry = await seeded(attached, { referrers: (host) => host === 'source.example.com' });
    const { targets } = await carryTo(worldOf(registry), attached.root, [targetOf(first)]);
    expect(targets[0]?.error).toBeUndefined();
    expect(await listTags(registry, first)).toContain(fallbackTag(attached.root.digest));
  });

  it('and a clean-up deleted one that the fallback tag still lists, it is brought again before a tag moves', async () => {
    const registry = await seeded(attached, { referrers: (host) => host === 'source.example.com' });
    await carryTo(worldOf(registry), attached.root, [targetOf(first)]);
    const gone = new Set(attached.referrers.slice(0, 2).map(({ manifest }) => manifest.digest as string));
    const cleaned: MemoryRegistry = {
      ...registry,
      head: async (repository, reference, call) =>
        repository === first && gone.has(reference) ? undefined : registry.head(repository, reference, call),
      putManifest: async (repository, manifest, call) => {
        gone.delete(manifest.digest);
        return registry.putManifest(repository, manifest, call);
      },
    };
    const { targets } = await carryTo(worldOf(cleaned), attached.root, [targetOf(first)]);
    expect(targets[0]?.error).toBeUndefined();
    expect([...gone]).toEqual([]);
    expect(targets[0]?.referrers).toBe(attached.referrers.length + attached.cosignTags.length);
  });

  it('a cosign tag that holds more at the target is kept, and it is said', async () => {
    const registry = await seeded(attached);
    const [signed] = attached.cosignTags;
    if (signed === undefined) throw new Error('the sample has a cosign tag');
    const theirs = imageManifest({ layers: [randomBlob(100, 99)] });
    await putSample(
      registry,
      first,
      {
        root: theirs.manifest,
        manifests: new Map([[theirs.manifest.digest, theirs.manifest]]),
        blobs: theirs.blobs,
      },
      signed.tag,
    );
    const world = worldOf(registry);
    const { targets } = await carryTo(world, attached.root, [targetOf(first)]);
    expect((await registry.head(first, signed.tag))?.digest).toBe(theirs.manifest.digest);
    expect(targets[0]?.left[0]).toMatch(/holds 1 signature that the source does not have, and was kept/);
    expect(world.warnings).toHaveLength(1);
  });

  it('a referrer whose subject is another image is not carried', async () => {
    const stranger = imageManifest({ layers: [randomBlob(100, 5)], subject: sampleImage({ seed: 9 }).root });
    const registry = await seeded(attached, { referrers: () => false });
    await putSample(registry, source, {
      root: stranger.manifest,
      manifests: new Map([[stranger.manifest.digest, stranger.manifest]]),
      blobs: stranger.blobs,
    });
    await registry.attach(source, attached.root.digest, [
      {
        mediaType: stranger.manifest.mediaType,
        digest: stranger.manifest.digest,
        size: stranger.manifest.bytes.length,
      },
    ]);
    await carryTo(worldOf(registry), attached.root, [targetOf(first)]);
    expect(await registry.head(first, stranger.manifest.digest)).toBeUndefined();
    expect(
      (await registry.referrers(first, attached.root.digest)).descriptors.map(({ digest }) => digest),
    ).not.toContain(stranger.manifest.digest);
  });

  it('and the list cannot be read the image is not carried, unless the stage says best-effort', async () => {
    const registry = await seeded(attached, {
      failures: (verb, repository) =>
        verb === 'referrers' && repository === source ? new Error('502') : undefined,
    });
    await expect(carryTo(worldOf(registry), attached.root, [targetOf(first)])).rejects.toThrow('502');
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

describe('when a stage carries attachments as far as it can', () => {
  const attached = withReferrers(sampleImage());
  const effort = { referrers: 'best-effort' } as const;

  it('a referrer that is listed and gone is left behind, the others travel, and it is said', async () => {
    const registry = await seeded(attached);
    const [gone, ...others] = attached.referrers;
    if (gone === undefined) throw new Error('the sample has referrers');
    const lacking = Object.create(registry) as MemoryRegistry;
    lacking.manifest = async (repository, reference, call) =>
      repository === source && reference === gone.manifest.digest
        ? undefined
        : registry.manifest(repository, reference, call);
    const { targets } = await carryTo(worldOf(lacking), attached.root, [targetOf(first, effort)], effort);
    expect(targets[0]?.error).toBeUndefined();
    expect(targets[0]?.left).toEqual([expect.stringContaining(gone.manifest.digest)]);
    for (const { subject, manifest } of others) {
      const found = (await registry.referrers(first, subject)).descriptors.map(({ digest }) => digest);
      expect(found).toContain(manifest.digest);
    }
  });

  it('the same in a stage that wants all of them is an error', async () => {
    const registry = await seeded(attached);
    const [gone] = attached.referrers;
    const lacking = Object.create(registry) as MemoryRegistry;
    lacking.manifest = async (repository, reference, call) =>
      repository === source && reference === gone?.manifest.digest
        ? undefined
        : registry.manifest(repository, reference, call);
    await expect(carryTo(worldOf(lacking), attached.root, [targetOf(first)])).rejects.toThrow(
      /does not have it/,
    );
  });

  it('one that the target refuses does not keep the others away', async () => {
    const [refused, ...others] = attached.referrers;
    if (refused === undefined) throw new Error('the sample has referrers');
    const registry = await seeded(attached, {
      failures: (verb, repository, reference) =>
        verb === 'putManifest' && repository === first && reference === refused.manifest.digest
          ? new HoistError('incomplete', 'REFUSED_BY_REGISTRY', 'not this one')
          : undefined,
    });
    const { targets } = await carryTo(worldOf(registry), attached.root, [targetOf(first, effort)], effort);
    expect(targets[0]?.error).toBeUndefined();
    expect(targets[0]?.left).toEqual(['not this one']);
    for (const { subject, manifest } of others) {
      const found = (await registry.referrers(first, subject)).descriptors.map(({ digest }) => digest);
      expect(found).toContain(manifest.digest);
    }
  });
});

describe('when an account may pull and push, and not list tags', () => {
  it('the image travels with what is attached to it', async () => {
    const attached = withReferrers(sampleImage());
    const registry = await seeded(attached, {
      failures: (verb) =>
        verb === 'tags' ? new HoistError('unreachable', 'DENIED', 'tags/list is not for you') : undefined,
    });
    const { targets } = await carryTo(worldOf(registry), attached.root, [targetOf(first)]);
    expect(targets[0]).toMatchObject({ referrers: attached.referrers.length + attached.cosignTags.length });
    expect(targets[0]?.error).toBeUndefined();
    expect(await lackingAt(registry, first, attached.root)).toEqual([]);
  });
});
