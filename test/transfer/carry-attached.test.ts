import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { fallbackTag } from '../../src/image/attached-tag.ts';
import type { MemoryRegistry } from '../fakes/registry/memory.ts';
import { imageManifest, randomBlob, sampleImage, withReferrers } from '../fixtures/images.ts';
import { listTags, putSample } from '../registry/port/ground.ts';
import { carryTo, first, lackingAt, source, targetOf, worldOf, latest, seeded } from './ground.ts';
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
    const result = await carryTo(worldOf(registry), attached.root, [targetOf(first)], {
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
