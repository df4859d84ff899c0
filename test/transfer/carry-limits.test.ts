import { describe, expect, it } from 'vitest';
import { parseTag } from '../../src/image/reference.ts';
import type { TransferWorld } from '../../src/transfer/carry.ts';
import { blobDeadline } from '../../src/transfer/deadline.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { randomBlob, sampleImage, withReferrers, type Sample } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { quickClock } from '../registry/test-client.ts';
import { carryTo, first, source, targetOf, worldOf } from './ground.ts';

const latest = parseTag('latest');

async function seeded(sample: Sample, options: MemoryOptions = {}): Promise<MemoryRegistry> {
  const registry = createMemoryRegistry(options);
  await putSample(registry, source, sample, latest);
  return registry;
}

describe('when a transfer takes too long', () => {
  /** Each look at the clock is so many minutes later than the last. */
  function slowly(minutes: number): TransferWorld['clock'] {
    let looks = 0;
    return { ...quickClock, ticks: () => (looks += 1) * minutes * 60_000 };
  }

  it('nothing is committed, and everything lent is given back (N16, A18)', async () => {
    const sample = sampleImage({ platforms: 1, layers: 2 });
    const registry = await seeded(sample);
    // An hour and more for all of them is over later than half an hour for one.
    const world = { ...worldOf(registry), clock: slowly(31) };
    const { targets } = await carryTo(world, sample.root, [targetOf(first)]);
    expect(targets[0]?.error).toMatchObject({ kind: 'incomplete', code: 'TRANSFER_TOO_SLOW' });
    expect(targets[0]?.error?.message).toMatch(/^the blob sha256:[0-9a-f]{64} took longer than 30 minutes$/);
    expect(await registry.head(first, sample.root.digest)).toBeUndefined();
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
  });

  it('so do all blobs together, each of which was in time (N17)', async () => {
    const sample = sampleImage({ platforms: 1, layers: 30 });
    const registry = await seeded(sample, { slots: 1 });
    const world = { ...worldOf(registry), clock: slowly(1) };
    const { targets } = await carryTo(world, sample.root, [targetOf(first)]);
    expect(targets[0]?.error?.message).toBe('the blobs of this stage took longer than 60 minutes');
  });

  it('a large one has longer', () => {
    const clock = slowly(31);
    const blob = { ...randomBlob(1, 1).descriptor, size: 2 * 1024 ** 3 };
    const inTime = blobDeadline(clock, blob);
    // 30 minutes, and 34 at a mebibyte a second.
    expect(inTime).not.toThrow();
    expect(inTime).not.toThrow();
    expect(inTime).toThrow('took longer than 64 minutes');
  });
});

describe('when a registry counts pulls', () => {
  it('and leaves fewer than the image needs, nothing more is read (Q5)', async () => {
    const sample = sampleImage({ platforms: 3, layers: 1 });
    const registry = await seeded(sample);
    const counting = { ...registry, pullsLeft: () => 2 };
    await expect(carryTo(worldOf(counting), sample.root, [targetOf(first)])).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'PULL_LIMIT',
      message: expect.stringContaining(
        "3 more manifests have to be read, and the registry's pull limit leaves 2",
      ),
    });
    const enough = { ...registry, pullsLeft: () => 3 };
    const { targets } = await carryTo(worldOf(enough), sample.root, [targetOf(first)]);
    expect(targets[0]?.error).toBeUndefined();
  });
});

describe('when a registry takes a root and does not keep it', () => {
  it('that is known before any tag (F35)', async () => {
    const sample = sampleImage({ platforms: 1, layers: 1 });
    const registry = await seeded(sample);
    const forgetful = {
      ...registry,
      head: (async (repository, reference, call) =>
        repository === first && reference === sample.root.digest
          ? undefined
          : registry.head(repository, reference, call)) as typeof registry.head,
    };
    const result = await carryTo(worldOf(forgetful), sample.root, [targetOf(first)]);
    expect(await result.kept).toMatchObject({ kind: 'incomplete', code: 'NOT_KEPT' });
  });

  it('one that keeps it is not suspected', async () => {
    const sample = sampleImage({ platforms: 1, layers: 1 });
    const registry = await seeded(sample);
    expect(await (await carryTo(worldOf(registry), sample.root, [targetOf(first)])).kept).toBeUndefined();
  });
});

describe('when a registry takes a signature by its tag and does not keep it', () => {
  it('that is known before any tag of the image, and best effort says it', async () => {
    const sample = withReferrers(sampleImage({ platforms: 1, layers: 1 }));
    const registry = await seeded(sample);
    const [signature] = sample.cosignTags;
    if (signature !== undefined) await registry.tag(source, signature.manifest, signature.tag);
    const forgetful = {
      ...registry,
      head: (async (repository, reference, call) =>
        repository === first && reference === signature?.tag
          ? undefined
          : registry.head(repository, reference, call)) as typeof registry.head,
    };
    const strict = await carryTo(worldOf(forgetful), sample.root, [targetOf(first)]);
    expect(strict.targets[0]?.error).toMatchObject({ kind: 'incomplete', code: 'REFERRER_NOT_KEPT' });
    const lenient = await carryTo(worldOf(forgetful), sample.root, [
      targetOf(first, { referrers: 'best-effort' }),
    ]);
    expect(lenient.targets[0]).toMatchObject({ left: [expect.stringContaining('did not travel')] });
    expect(lenient.targets[0]?.error).toBeUndefined();
  });
});
