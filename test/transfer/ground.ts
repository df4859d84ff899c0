import type { Manifest } from '../../src/image/manifest.ts';
import { parseRepository, parseTag, type Repository } from '../../src/image/reference.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { carry, type CarryResult, type CarryTarget, type TransferWorld } from '../../src/transfer/carry.ts';
import { walk, type WalkOptions } from '../../src/transfer/walk.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import type { Sample } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { quickClock } from '../registry/test-client.ts';

export const source = parseRepository('source.example.com/acme/dev/web');
export const first = parseRepository('one.example.com/acme/prod/web');
export const second = parseRepository('two.example.com/acme/prod/web');

export const latest = parseTag('latest');

const nothing = { advance: () => {}, done: () => {} };

export type TestWorld = TransferWorld & { readonly warnings: string[] };

export function worldOf(registry: Registry, signal: AbortSignal = new AbortController().signal): TestWorld {
  const warnings: string[] = [];
  return {
    registry,
    signal,
    clock: { ...quickClock, ticks: () => performance.now() * 1_000 },
    progress: { begin: () => {}, blob: () => nothing, skip: () => {}, end: () => {} },
    log: {
      info: () => {},
      notice: () => {},
      warn: (text) => warnings.push(text),
      error: () => {},
      debug: () => {},
      group: (_, run) => run(),
      secret: () => {},
    },
    warnings,
  };
}

export function targetOf(repository: Repository, parts: Partial<CarryTarget> = {}): CarryTarget {
  return {
    repository,
    currentRoots: [],
    mountFrom: [],
    referrers: 'all',
    foreignLayers: 'fail',
    ...parts,
  };
}

/** Walks an image at the source and carries it to some targets. */
export async function carryTo(
  world: TransferWorld,
  root: Manifest,
  targets: readonly CarryTarget[],
  options: Partial<WalkOptions> = {},
): Promise<CarryResult> {
  const graph = await walk(world.registry, source, root, {
    referrers: 'all',
    missingPlatforms: 'fail',
    ...options,
  });
  return carry(world, [{ graph, targets }]);
}

/** Everything of an image that a repository lacks: empty where it is complete. */
export async function lackingAt(
  registry: Registry,
  repository: Repository,
  root: Manifest,
): Promise<string[]> {
  const { blobsOf, childrenOf } = await import('../../src/image/manifest.ts');
  const lacking: string[] = [];
  const visit = async (digest: Manifest['digest']): Promise<void> => {
    const manifest = await registry.manifest(repository, digest);
    if (manifest === undefined) {
      lacking.push(digest);
      return;
    }
    for (const blob of blobsOf(manifest))
      if (!(await registry.hasBlob(repository, blob))) lacking.push(blob.digest);
    for (const child of childrenOf(manifest)) await visit(child.digest);
  };
  await visit(root.digest);
  return lacking;
}

/** A registry whose source repository holds an image with all that is attached to it, under the tag `latest`. */
export async function seeded(sample: Sample, options: MemoryOptions = {}): Promise<MemoryRegistry> {
  const registry = createMemoryRegistry(options);
  await putSample(registry, source, sample, latest);
  return registry;
}

/** The same of one that takes manifests whose parts are not there. */
export async function seededLoosely(sample: Sample, options: MemoryOptions = {}): Promise<MemoryRegistry> {
  return await seeded(sample, { allowMissing: true, ...options });
}

/** What was asked of a registry since so many calls. */
export function callsTo(registry: MemoryRegistry, verb: string, from: number, repository?: string): string[] {
  return registry.calls
    .slice(from)
    .filter((call) => call.verb === verb && (repository === undefined || call.repository === repository))
    .map((call) => call.reference);
}
