import { describe, expect, it, onTestFinished } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { blobsOf } from '../../src/image/manifest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { carry, type CarryResult } from '../../src/transfer/carry.ts';
import { walk } from '../../src/transfer/walk.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { sampleImage, type Sample } from '../fixtures/images.ts';
import { testClient } from '../registry/test-client.ts';
import { targetOf, worldOf } from './ground.ts';

const path = 'acme/web';

type Repaired = CarryResult & { readonly target: RunningRegistry };

/** Carries an image from one registry to another that lies in one way or another about what it has. */
async function carried(sample: Sample, intercept: Intercept): Promise<Repaired> {
  const origin = await startRegistry();
  const target = await startRegistry({ intercept });
  const registry = testClient();
  onTestFinished(async () => {
    await registry.close();
    await origin.close();
    await target.close();
  });
  addImage(origin.store, path, sample, []);
  const graph = await walk(registry, parseRepository(`${origin.host}/${path}`), sample.root, {
    referrers: 'none',
    missingPlatforms: 'fail',
  });
  const to = targetOf(parseRepository(`${target.host}/${path}`), { referrers: 'none' });
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
    const { target, targets } = await carried(sample, claimAll(sample));
    expect(targets[0]?.error).toBeUndefined();
    for (const { digest } of blobsOf(sample.root)) expect(target.store.blob(path, digest)).toBeDefined();
    expect(target.store.manifest(path, sample.root.digest)).toBeDefined();
    const puts = target.requests.filter(({ method, route }) => method === 'PUT' && route.kind === 'manifest');
    expect(puts).toHaveLength(3);
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
