import { describe, expect, it, onTestFinished } from 'vitest';
import type { Descriptor } from '../../src/image/descriptor.ts';
import type { Digest } from '../../src/image/digest.ts';
import { blobsOf } from '../../src/image/manifest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { carry, type CarryResult } from '../../src/transfer/carry.ts';
import { walk } from '../../src/transfer/walk.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import type { Store } from '../fakes/registry/store.ts';
import {
  blob,
  imageManifest,
  randomBlob,
  sampleImage,
  withReferrers,
  type Sample,
} from '../fixtures/images.ts';
import { testClient } from '../registry/test-client.ts';
import { targetOf, worldOf } from './ground.ts';

const path = 'acme/web';

type Repaired = CarryResult & { readonly target: RunningRegistry };

/** Carries an image from one registry to another that lies in one way or another about what it has. */
async function carried(
  sample: Sample & { readonly absent?: readonly Descriptor[] },
  intercept: (request: SeenRequest, store: Store) => ReturnType<Intercept>,
  referrers: 'all' | 'none' = 'none',
): Promise<Repaired> {
  const origin = await startRegistry();
  const target: RunningRegistry = await startRegistry({
    intercept: (request) => intercept(request, target.store),
  });
  const registry = testClient();
  onTestFinished(async () => {
    await registry.close();
    await origin.close();
    await target.close();
  });
  addImage(origin.store, path, sample, []);
  for (const { digest } of sample.absent ?? []) origin.store.deleteBlob(path, digest);
  const graph = await walk(registry, parseRepository(`${origin.host}/${path}`), sample.root, {
    referrers,
    missingPlatforms: 'fail',
  });
  const to = targetOf(parseRepository(`${target.host}/${path}`), {
    referrers,
    mountFrom: [parseRepository(`${target.host}/acme/near`)],
    // Else the source is read beside the first questions.
    fresh: false,
    foreignLayers: 'allow',
  });
  return { ...(await carry(worldOf(registry), [{ graph, targets: [to] }])), target };
}

/** Says of every blob that it is there. */
function claimAll(sample: Sample): Intercept {
  return ({ method, route }: SeenRequest) => {
    if (method !== 'HEAD' || route.kind !== 'blob') return undefined;
    const size = sample.blobs.get(route.reference as Digest)?.length;
    return { status: 200, headers: { 'content-length': String(size) } };
  };
}

describe('when a registry claims blobs that it does not have', { timeout: 10_000 }, () => {
  it('they are sent all the same once it refused the manifest for them twice (F30, P29, Q10, Q17)', async () => {
    const sample = sampleImage({ platforms: 0, layers: 2 });
    const { target, targets, pulled } = await carried(sample, claimAll(sample));
    expect(targets[0]?.error).toBeUndefined();
    for (const { digest } of blobsOf(sample.root)) expect(target.store.blob(path, digest)).toBeDefined();
    expect(target.store.manifest(path, sample.root.digest)).toBeDefined();
    const puts = target.requests.filter(({ method, route }) => method === 'PUT' && route.kind === 'manifest');
    expect(puts).toHaveLength(3);
    expect(numbers({ targets, pulled })).toEqual(allPushed(sample));
  });

  it('below the children of an index, too', async () => {
    const sample = sampleImage({ platforms: 2, layers: 2 });
    const { target, targets } = await carried(sample, claimAll(sample));
    expect(targets[0]?.error).toBeUndefined();
    for (const digest of sample.blobs.keys()) expect(target.store.blob(path, digest)).toBeDefined();
    expect(target.store.manifest(path, sample.root.digest)).toBeDefined();
  });

  it('and children, they are pushed again', async () => {
    const sample = sampleImage({ platforms: 2, layers: 1 });
    const [child] = sample.root.kind === 'index' ? sample.root.manifests : [];
    let claims = true;
    const { target, targets } = await carried(sample, ({ method, route }) => {
      if (route.kind !== 'manifest' || route.reference !== child?.digest) return undefined;
      if (method === 'HEAD') return { status: 200, headers: { 'docker-content-digest': child.digest } };
      // It took the child the first time without keeping it.
      const isFirst = method === 'PUT' && claims;
      claims = false;
      return isFirst ? { status: 201 } : undefined;
    });
    expect(targets[0]?.error).toBeUndefined();
    expect(target.store.manifest(path, child?.digest ?? '')).toBeDefined();
    expect(target.store.manifest(path, sample.root.digest)).toBeDefined();
  });
});

describe(
  'when a registry takes what is attached to an image and loses some of it',
  { timeout: 10_000 },
  () => {
    it('that is pushed again (P34)', async () => {
      const sample = withReferrers(sampleImage({ platforms: 1, layers: 1 }));
      const isAttached = new Set<string>(sample.referrers.map(({ manifest }) => manifest.digest));
      const lost = new Set<string>();
      const { targets, target } = await carried(
        sample,
        ({ method, route }) => {
          if (method !== 'PUT' || route.kind !== 'manifest' || lost.has(route.reference)) return undefined;
          if (!isAttached.has(route.reference)) return undefined;
          lost.add(route.reference);
          return { status: 201 };
        },
        'all',
      );
      expect(targets[0]?.error).toBeUndefined();
      expect([...lost].filter((digest) => target.store.manifest(path, digest) === undefined)).toEqual([]);
      expect(lost.size).toBe(isAttached.size);
    });
  },
);

describe('when a registry refuses a manifest for a while', { timeout: 10_000 }, () => {
  it('a foreign layer that the source does not hold is not asked of it (P17, F30)', async () => {
    const foreign = blob('windows', 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
    const { manifest, blobs } = imageManifest({ layers: [foreign, randomBlob(500, 3)] });
    const sample = { root: manifest, manifests: new Map([[manifest.digest, manifest]]), blobs };
    let left = 2;
    const { targets, target } = await carried(
      { ...sample, absent: [foreign.descriptor] },
      ({ method, route }) =>
        method === 'PUT' && route.kind === 'manifest' && left-- > 0
          ? problem(400, 'MANIFEST_BLOB_UNKNOWN', 'not yet')
          : undefined,
    );
    expect(targets[0]?.error).toBeUndefined();
    expect(target.store.manifest(path, manifest.digest)).toBeDefined();
  });
});

/** What a carry says that it moved, and read. */
function numbers({ targets, pulled }: Pick<CarryResult, 'targets' | 'pulled'>): unknown {
  const [{ pushed, mounted, skipped } = {}] = targets;
  return { pushed, mounted: mounted?.blobs, skipped: skipped?.blobs, pulled };
}

function allPushed(sample: Sample): object {
  const bytes = [...sample.blobs.values()].reduce((sum, { length }) => sum + length, 0);
  return { pushed: { blobs: sample.blobs.size, bytes }, mounted: 0, skipped: 0, pulled: bytes };
}

describe('when what was said of a blob turns out not to be true', { timeout: 10_000 }, () => {
  it('a mount counts as what it became: bytes that were read and sent', async () => {
    const sample = sampleImage({ platforms: 0, layers: 2 });
    const result = await carried(sample, ({ query }) =>
      query.has('mount') ? { status: 201, headers: { location: '/v2/x' } } : undefined,
    );
    expect(result.targets[0]?.error).toBeUndefined();
    expect(numbers(result)).toEqual(allPushed(sample));
  });

  it('a blob that was sent twice counts once, and its reads twice', async () => {
    const sample = sampleImage({ platforms: 0, layers: 2 });
    const lost = new Set<unknown>();
    const result = await carried(sample, ({ method, route, query }, store) => {
      const digest = query.get('digest');
      if (method !== 'PUT' || route.kind !== 'upload' || digest === null || lost.has(digest))
        return undefined;
      lost.add(digest);
      // It takes effect, and the bytes are gone right after.
      return (answer) => {
        store.deleteBlob(path, digest);
        return answer;
      };
    });
    expect(result.targets[0]?.error).toBeUndefined();
    const bytes = [...sample.blobs.values()].reduce((sum, { length }) => sum + length, 0);
    expect(numbers(result)).toEqual({ ...allPushed(sample), pulled: 2 * bytes });
  });
});
