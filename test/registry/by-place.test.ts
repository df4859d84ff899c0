import { describe, expect, it } from 'vitest';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { registryByPlace } from '../../src/registry/by-place.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';

const web = parseRepository('ghcr.io/acme/web');
const folder = parseRepository('oci:./usb');
const tag = parseTag('1.0.0');
const { root } = sampleImage({ platforms: 1, layers: 1 });
const blob = { mediaType: 'application/octet-stream', digest: root.digest, size: 1 };

describe('when a repository is a folder or at a host', () => {
  it.each([
    [web, 'http'],
    [folder, 'layout'],
  ])('asks for %s where it is: %s', async (repository, place) => {
    const http = createMemoryRegistry({ allowMissing: true });
    const layout = createMemoryRegistry({ allowMissing: true });
    const registry = registryByPlace(http, layout);
    await registry.putManifest(repository, root);
    await registry.tag(repository, root, tag);
    await registry.manifest(repository, tag);
    await registry.head(repository, tag);
    await registry.hasBlob(repository, blob);
    await registry.beginBlob(repository, blob);
    await registry.referrers(repository, root.digest);
    await registry.attach(repository, root.digest, []);
    await registry.access(repository, 'push');
    const tags: string[] = [];
    for await (const one of registry.tags(repository)) tags.push(one);
    expect(tags).toEqual(['1.0.0']);
    const [asked, other] = place === 'http' ? [http, layout] : [layout, http];
    expect(asked.calls.map(({ verb }) => verb)).toEqual([
      'putManifest',
      'tag',
      'manifest',
      'head',
      'hasBlob',
      'beginBlob',
      'referrers',
      'attach',
      'access',
      'tags',
    ]);
    expect(other.calls).toEqual([]);
  });

  it('takes the slots of hosts in one step, and none for a folder', async () => {
    const http = createMemoryRegistry({ slots: 1 });
    const layout = createMemoryRegistry({ slots: 1 });
    const release = await registryByPlace(http, layout).reserve([web, folder], 10);
    expect([http.open().slots, layout.open().slots]).toEqual([1, 0]);
    release();
    expect(http.open().slots).toBe(0);
  });
});
