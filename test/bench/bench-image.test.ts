import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { benchAgent } from './access-log.ts';
import { blobBytes, checkArrival, pushBenchImage, type ImageShape } from './bench-image.ts';

const repository = 'acme/dev/web';
const tag = '1.4.2';
const shape: ImageShape = { platforms: 2, layers: 3, layerSize: 2_500_000, referrers: 2 };

describe('the image of the bench', () => {
  let registry: RunningRegistry;
  beforeEach(async () => {
    registry = await startRegistry();
  });
  afterEach(() => registry.close());

  function push(shape: ImageShape) {
    return pushBenchImage(shape, { url: registry.url, repository, tag });
  }
  function check(image: Awaited<ReturnType<typeof push>>, withReferrers: boolean, over: object = {}) {
    return checkArrival(image, { url: registry.url, ca: undefined, repository, tag, ...over }, withReferrers);
  }

  it('when it is pushed, all of it is there, and its layers are told apart by their bytes', async () => {
    const image = await push(shape);
    await check(image, true);
    expect(image.manifests.map(({ kind }) => kind)).toEqual(['manifest', 'manifest', 'index']);
    const layers = image.blobs.filter(({ size }) => size === shape.layerSize);
    expect(new Set(layers.map(({ digest }) => digest)).size).toBe(6);
    expect(blobBytes(image)).toBeGreaterThan(6 * shape.layerSize);
    expect(blobBytes(image)).toBeLessThan(6 * shape.layerSize + 20_000);
    expect(registry.requests.every(({ headers }) => headers['user-agent'] === benchAgent)).toBe(true);
  });

  it('when something has not arrived, the check says so', async () => {
    const image = await push(shape);
    await expect(check(image, false, { tag: '1.4.3' })).rejects.toThrow('404');
    await expect(check(image, false, { repository: 'acme/qa/web' })).rejects.toThrow('404');
    const other = await push({ ...shape, layers: 1, referrers: 0 });
    await expect(check(image, false)).rejects.toThrow(`not ${image.root.digest}`);
    await check(other, true);
  });

  it.each(['blob', 'child', 'referrer'] as const)('when a %s is missing, the check says so', async (what) => {
    const image = await push(shape);
    const lost = { blob: image.blobs, child: image.manifests, referrer: image.referrers }[what][0]?.digest;
    const path = `/v2/${repository}/${what === 'blob' ? 'blobs' : 'manifests'}/${lost}`;
    expect((await fetch(registry.url + path, { method: 'DELETE' })).status).toBe(202);
    await expect(check(image, true)).rejects.toThrow('404');
  });
});
