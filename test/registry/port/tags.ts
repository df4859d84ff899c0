import { describe, expect, it } from 'vitest';
import { digestOf, type Digest } from '../../../src/image/digest.ts';
import { parseTag } from '../../../src/image/reference.ts';
import { imageOf } from '../samples.ts';
import { listTags, putImage, type Ground } from './ground.ts';

export function tagCases(ground: Ground): void {
  describe('tag and tags', () => {
    it('when the repository is absent it has no tags', async () => {
      expect(await listTags(ground.registry, ground.fresh())).toEqual([]);
    });

    it('when a manifest was only put by digest no tag names it', async () => {
      const repository = ground.fresh();
      await putImage(ground.registry, repository, imageOf('untagged'));
      expect(await listTags(ground.registry, repository)).toEqual([]);
    });

    it('when a manifest was tagged it comes back by each of its tags', async () => {
      const repository = ground.fresh();
      const image = imageOf('web');
      await putImage(ground.registry, repository, image, parseTag('v1'), parseTag('stable'));
      const { digest } = image.manifest;
      for (const tag of ['v1', 'stable']) {
        expect(await ground.registry.head(repository, parseTag(tag))).toEqual({ digest });
        const got = await ground.registry.manifest(repository, parseTag(tag));
        expect(got?.digest).toBe(digest);
        expect(Buffer.from(got?.bytes ?? [])).toEqual(Buffer.from(image.manifest.bytes));
      }
      expect((await listTags(ground.registry, repository)).sort()).toEqual(['stable', 'v1']);
    });

    it('when the digest that is expected has another algorithm the bytes tell whether it is that (P3)', async () => {
      const repository = ground.fresh();
      const [image, other] = [imageOf('web'), imageOf('other')];
      await putImage(ground.registry, repository, image, parseTag('v1'));
      const { digest, bytes } = image.manifest;
      const named = async (expected: Digest): Promise<unknown> =>
        (await ground.registry.head(repository, parseTag('v1'), { expected }))?.digest;
      expect(await named(digestOf(bytes, 'sha512'))).toBe(digestOf(bytes, 'sha512'));
      expect(await named(digestOf(other.manifest.bytes, 'sha512'))).toBe(digest);
      expect(await named(other.manifest.digest)).toBe(digest);
      const none = { expected: digestOf(bytes, 'sha512') };
      expect(await ground.registry.head(repository, parseTag('v2'), none)).toBeUndefined();
    });

    it('when a tag moves it names the new manifest, and the old one is still there', async () => {
      const repository = ground.fresh();
      const [before, after] = [imageOf('before'), imageOf('after')];
      await putImage(ground.registry, repository, before, parseTag('stable'));
      await putImage(ground.registry, repository, after, parseTag('stable'));
      const { digest } = after.manifest;
      expect(await ground.registry.head(repository, parseTag('stable'))).toEqual({ digest });
      expect(await listTags(ground.registry, repository)).toEqual(['stable']);
      expect((await ground.registry.manifest(repository, before.manifest.digest))?.digest).toBe(
        before.manifest.digest,
      );
    });

    it('when a tag is put where it is already it stays there once', async () => {
      const repository = ground.fresh();
      const image = imageOf('web');
      await putImage(ground.registry, repository, image, parseTag('v1'), parseTag('v1'));
      expect(await listTags(ground.registry, repository)).toEqual(['v1']);
    });

    it('when tags differ in case they are two, and the longest legal tag is one', async () => {
      const repository = ground.fresh();
      const [lower, upper] = [imageOf('lower'), imageOf('upper')];
      const longest = `_${'x'.repeat(127)}`;
      await putImage(ground.registry, repository, lower, parseTag('rc'), parseTag(longest));
      await putImage(ground.registry, repository, upper, parseTag('RC'));
      expect((await listTags(ground.registry, repository)).sort()).toEqual(['RC', longest, 'rc']);
      expect(await ground.registry.head(repository, parseTag('rc'))).toEqual({
        digest: lower.manifest.digest,
      });
      expect(await ground.registry.head(repository, parseTag('RC'))).toEqual({
        digest: upper.manifest.digest,
      });
    });

    it('when there are many tags, put at once, all are listed, each once', async () => {
      const repository = ground.fresh();
      const image = imageOf('web');
      await putImage(ground.registry, repository, image);
      const names = Array.from({ length: 130 }, (_, at) => `v${String(at).padStart(3, '0')}`);
      await Promise.all(names.map((name) => ground.registry.tag(repository, image.manifest, parseTag(name))));
      expect((await listTags(ground.registry, repository)).sort()).toEqual(names);
    });

    it('when only some tags are read the list can be left early', async () => {
      const repository = ground.fresh();
      await putImage(ground.registry, repository, imageOf('web'), parseTag('a'), parseTag('b'));
      for await (const tag of ground.registry.tags(repository)) {
        expect(['a', 'b']).toContain(tag);
        break;
      }
      expect((await listTags(ground.registry, repository)).sort()).toEqual(['a', 'b']);
    });
  });
}
