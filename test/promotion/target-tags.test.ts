import { expect, it } from 'vitest';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { createTargetTags } from '../../src/promotion/target-tags.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';

const repository = parseRepository('registry.example.com/acme/prod/web');
const [v1, v2] = [parseTag('v1'), parseTag('v2')];

it("when a tag names the image by another algorithm's digest it is found to name it (P3)", async () => {
  const registry = createMemoryRegistry();
  const [ours, theirs] = [1, 2].map((seed) => sampleImage({ platforms: 0, seed }));
  if (ours === undefined || theirs === undefined) throw new Error('two samples');
  await putSample(registry, repository, ours, v1);
  await putSample(registry, repository, theirs, v2);
  const digest = digestOf(ours.root.bytes, 'sha512');
  const tags = createTargetTags(registry, repository, {});
  // Asked for already, before it was known which image is meant.
  expect(await tags.names(v1)).toBe(ours.root.digest);
  expect(await tags.names(v1, digest)).toBe(digest);
  expect(await tags.names(v2, digest)).toBe(theirs.root.digest);
  expect(tags.seen(digest)).toEqual([v1]);
  expect(await tags.naming(digest, () => true)).toEqual([v1]);
});
