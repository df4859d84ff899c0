import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { turns } from '../wait.ts';
import { carryTo, first, lackingAt, second, source, targetOf, worldOf } from './ground.ts';

const sample = sampleImage({ platforms: 1, layers: 1 });
const latest = parseTag('latest');

async function seeded(options: MemoryOptions = {}): Promise<MemoryRegistry> {
  const registry = createMemoryRegistry(options);
  await putSample(registry, source, sample, latest);
  return registry;
}

const refused = new HoistError('incomplete', 'QUOTA', 'its quota is used up');

describe('when one of two targets does not take a blob', { timeout: 10_000 }, () => {
  it.each<[string, MemoryOptions]>([
    [
      'from the beginning',
      {
        failures: (verb, repository) => (verb === 'beginBlob' && repository === second ? refused : undefined),
      },
    ],
    [
      'in the end, when the other is done',
      {
        pace: (repository) =>
          repository === second ? turns(50).then(() => Promise.reject(refused)) : undefined,
      },
    ],
  ])('%s, that is its error, and the other has the image', async (_, options) => {
    const registry = await seeded(options);
    const { targets } = await carryTo(worldOf(registry), sample.root, [targetOf(first), targetOf(second)]);
    expect(targets.map(({ error }) => error)).toEqual([undefined, refused]);
    expect(await lackingAt(registry, first, sample.root)).toEqual([]);
    // Nothing is asked twice or tried behind that error.
    const asked = registry.calls.filter(({ repository }) => repository === second);
    const begun = asked.filter(({ verb }) => verb === 'beginBlob').map(({ reference }) => reference);
    expect(begun).toHaveLength(new Set(begun).size);
    expect(asked.map(({ verb }) => verb)).not.toContain('putManifest');
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
  });
});

describe(
  'when the source is read beside the first question, and a target turns out to want no bytes',
  { timeout: 10_000 },
  () => {
    const near = parseRepository('one.example.com/acme/near');
    const mounting = targetOf(first, { mountFrom: [near] });

    it.each([
      ['alone', [mounting], [0]],
      ['and another does', [mounting, targetOf(second)], [0, sample.blobs.size]],
    ])('%s, it mounts them, and what was read is given back', async (_, targets, pushed) => {
      const registry = await seeded();
      await putSample(registry, near, sample);
      const result = await carryTo(worldOf(registry), sample.root, targets);
      expect(result.targets.map((target) => [target.error, target.pushed.blobs])).toEqual(
        pushed.map((count) => [undefined, count]),
      );
      expect(result.targets[0]?.mounted.blobs).toBe(sample.blobs.size);
      for (const { repository } of targets)
        expect(await lackingAt(registry, repository, sample.root)).toEqual([]);
      expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
    });
  },
);

describe('when a target has blobs of an image already', () => {
  it('they are not sent again', async () => {
    const registry = await seeded();
    await putSample(registry, first, sample, latest);
    const next = sampleImage({ platforms: 1, layers: 2 });
    await putSample(registry, source, next);
    const { targets } = await carryTo(worldOf(registry), next.root, [targetOf(first)]);
    const old = sample.blobs.size;
    expect(targets[0]).toMatchObject({
      skipped: { blobs: old },
      pushed: { blobs: next.blobs.size - old },
      mounted: { blobs: 0 },
    });
  });
});
