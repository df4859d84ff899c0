import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { descriptorOf, type Manifest } from '../../src/image/manifest.ts';
import { parseTag } from '../../src/image/reference.ts';
import type { CarryOutcome } from '../../src/transfer/carry.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import {
  blob,
  imageIndex,
  imageManifest,
  sampleImage,
  withReferrers,
  type Sample,
  type TestImage,
} from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { carryTo, first, source, targetOf, worldOf, type TestWorld } from './ground.ts';

const latest = parseTag('latest');
const plain = sampleImage({ platforms: 0, layers: 1 });

type Carried = {
  readonly outcome: CarryOutcome;
  readonly world: TestWorld;
  readonly registry: MemoryRegistry;
};

async function carried(
  registry: MemoryRegistry,
  root: Manifest,
  referrers: 'all' | 'best-effort' = 'all',
): Promise<Carried> {
  const world = worldOf(registry);
  const { targets } = await carryTo(world, root, [targetOf(first, { referrers })], { referrers });
  const [outcome] = targets;
  if (outcome === undefined) throw new Error('there is one target');
  return { outcome, world, registry };
}

function alone({ manifest, blobs }: TestImage): Sample {
  return { root: manifest, manifests: new Map([[manifest.digest, manifest]]), blobs };
}

describe("when cosign's tag of an image is at the target already", () => {
  const tag = withReferrers(plain).cosignTags[0]?.tag ?? latest;
  const signatures = ['one', 'two', 'three', 'four'].map((text) => blob(text));
  const holding = (from: number, to: number): TestImage =>
    imageManifest({ layers: signatures.slice(from, to) });
  const ours = holding(0, 2);

  it.each<[string, Sample, readonly string[]]>([
    ['with fewer signatures', alone(holding(0, 1)), []],
    ['with the same', alone(ours), []],
    ['with one more', alone(holding(0, 3)), ['1 signature']],
    ['with two others', alone(holding(2, 4)), ['2 signatures']],
    ['as an index', sampleImage({ platforms: 1 }), ['0 signatures']],
  ])('%s, no signature there is lost', async (_, theirs, kept) => {
    const registry = createMemoryRegistry();
    await putSample(registry, source, plain, latest);
    await putSample(registry, source, alone(ours), tag);
    await putSample(registry, first, theirs, tag);
    const { outcome, world } = await carried(registry, plain.root);
    expect(outcome.error).toBeUndefined();
    const moved = kept.length === 0;
    expect(outcome.referrers).toBe(moved ? 1 : 0);
    expect(outcome.left).toEqual(
      kept.map((what) => `${first}:${tag} holds ${what} that the source does not have, and was kept`),
    );
    expect(world.warnings).toEqual(outcome.left);
    expect((await registry.head(first, tag))?.digest).toBe((moved ? ours.manifest : theirs.root).digest);
  });
});

describe('when what is attached cannot be made findable at the target', () => {
  const sample = withReferrers(plain);
  const all = sample.referrers.length + sample.cosignTags.length;

  async function refusing(failures: MemoryOptions['failures']): Promise<MemoryRegistry> {
    const registry = createMemoryRegistry(failures === undefined ? {} : { failures });
    await putSample(registry, source, sample, latest);
    return registry;
  }

  it.each([
    ['referrers cannot be listed', 'attach', sample.referrers.length],
    ["cosign's tag cannot be written", 'tag', sample.cosignTags.length],
  ] as const)('because %s, the stage fails, or says what it leaves behind', async (_, refused, lost) => {
    const failures: MemoryOptions['failures'] = (verb, repository) =>
      verb === refused && repository === first
        ? new HoistError('incomplete', 'DENIED', 'it is not allowed')
        : undefined;
    const strict = await carried(await refusing(failures), sample.root);
    expect(strict.outcome.error).toMatchObject({ code: 'DENIED' });
    const { outcome, world } = await carried(await refusing(failures), sample.root, 'best-effort');
    expect(outcome.error).toBeUndefined();
    expect(outcome.left).toContain('it is not allowed');
    expect(world.warnings).toContainEqual(expect.stringContaining('it is not allowed'));
    expect(outcome.referrers).toBe(all - lost);
  });

  it('by a fault of our own, no stage goes on', async () => {
    const registry = await refusing((verb, repository) =>
      verb === 'attach' && repository === first ? new TypeError('a fault') : undefined,
    );
    const { outcome } = await carried(registry, sample.root, 'best-effort');
    expect(outcome.error?.message).toBe('a fault');
  });
});

describe('when a part of what is attached cannot be pushed', () => {
  it('the whole of it is not made findable either', async () => {
    const child = imageManifest({ layers: [blob('part')] });
    const index = imageIndex([child.manifest], { subject: plain.root, artifactType: 'application/x' });
    const registry = createMemoryRegistry({
      referrers: () => false,
      failures: (verb, repository, reference) =>
        verb === 'putManifest' && repository === first && reference === child.manifest.digest
          ? new HoistError('incomplete', 'REFUSED_BY_REGISTRY', 'not this one')
          : undefined,
    });
    await putSample(registry, source, plain, latest);
    await putSample(registry, source, alone(child));
    await registry.putManifest(source, index);
    await registry.attach(source, plain.root.digest, [descriptorOf(index)]);

    expect((await carried(registry, plain.root)).outcome.error).toMatchObject({ message: 'not this one' });
    const { outcome } = await carried(registry, plain.root, 'best-effort');
    expect(outcome.error).toBeUndefined();
    expect(outcome.referrers).toBe(0);
    expect((await registry.referrers(first, plain.root.digest)).descriptors).toEqual([]);
    expect(await registry.head(first, index.digest)).toBeUndefined();
  });
});

describe('when a blob cannot be read', () => {
  const layer = blob('of both');
  const image = imageManifest({ layers: [layer] });
  const sbom = imageManifest({ layers: [layer, blob('of the SBOM')], subject: image.manifest });

  it.each([
    ['that only something attached needs, the image arrives without that', 1, undefined],
    ['that the image needs, too, it does not arrive', 0, 'BLOB_BROKEN_OFF'],
  ])('%s, whatever the stage leaves behind', async (_, at, code) => {
    const broken = sbom.manifest.layers[at]?.digest;
    const registry = createMemoryRegistry({
      breaks: (repository, digest) => (repository === source && digest === broken ? 1 : undefined),
    });
    await putSample(registry, source, alone(image), latest);
    await putSample(registry, source, alone(sbom));
    const { outcome } = await carried(registry, image.manifest, 'best-effort');
    expect(outcome.error?.code).toBe(code);
    expect(outcome.referrers).toBe(0);
    expect((await registry.head(first, image.manifest.digest)) === undefined).toBe(code !== undefined);
    expect(await registry.head(first, sbom.manifest.digest)).toBeUndefined();
    const strict = await carried(registry, image.manifest);
    expect(strict.outcome.error).toBeDefined();
  });
});
