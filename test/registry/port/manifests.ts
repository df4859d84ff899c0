import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { descriptorOf } from '../../../src/image/manifest.ts';
import { parseTag } from '../../../src/image/reference.ts';
import { mediaTypes } from '../../../src/image/media-type.ts';
import { imageIndex } from '../../fixtures/images.ts';
import { artifactOf, dockerImageOf, imageOf, manifestInSha512 } from '../samples.ts';
import { putBlob, putImage, putManifest, type Ground } from './ground.ts';

const absent = digestOf(Buffer.from('nobody ever pushed this'));

export function manifestCases(ground: Ground): void {
  describe('manifest, head and putManifest', () => {
    it('when the repository is absent it has no manifest', async () => {
      const repository = ground.fresh();
      expect(await ground.registry.manifest(repository, parseTag('latest'))).toBeUndefined();
      expect(await ground.registry.manifest(repository, absent)).toBeUndefined();
      expect(await ground.registry.head(repository, parseTag('latest'))).toBeUndefined();
      expect(await ground.registry.head(repository, absent)).toBeUndefined();
    });

    it('when the repository holds something else it has no such manifest', async () => {
      const repository = ground.fresh();
      await putImage(ground.registry, repository, imageOf('web'), parseTag('v1'));
      expect(await ground.registry.manifest(repository, parseTag('v2'))).toBeUndefined();
      expect(await ground.registry.manifest(repository, absent)).toBeUndefined();
      expect(await ground.registry.head(repository, parseTag('v2'))).toBeUndefined();
      expect(await ground.registry.head(repository, absent)).toBeUndefined();
    });

    it('when a manifest was put it comes back by digest, byte for byte', async () => {
      const repository = ground.fresh();
      const image = imageOf('web', { annotations: { 'com.acme.note': 'für alle' } });
      await putImage(ground.registry, repository, image);
      const { digest } = image.manifest;
      expect(await ground.registry.head(repository, digest)).toEqual({ digest });
      const got = await ground.registry.manifest(repository, digest);
      expect(got).toMatchObject({
        kind: 'manifest',
        digest,
        mediaType: mediaTypes.ociManifest,
        annotations: { 'com.acme.note': 'für alle' },
        config: image.manifest.config,
        layers: image.manifest.layers,
      });
      expect(Buffer.from(got?.bytes ?? [])).toEqual(Buffer.from(image.manifest.bytes));
    });

    it('when a manifest was put twice it is there once', async () => {
      const repository = ground.fresh();
      const image = imageOf('web');
      await putImage(ground.registry, repository, image);
      await putImage(ground.registry, repository, image);
      expect(await ground.registry.head(repository, image.manifest.digest)).toEqual({
        digest: image.manifest.digest,
      });
    });

    it('when a manifest was put in one repository another does not have it', async () => {
      const image = imageOf('web');
      await putImage(ground.registry, ground.fresh(), image);
      const other = ground.fresh();
      await putImage(ground.registry, other, imageOf('other'));
      expect(await ground.registry.manifest(other, image.manifest.digest)).toBeUndefined();
    });

    it('when it is of Docker it keeps its media types', async () => {
      const repository = ground.fresh();
      const image = dockerImageOf('docker');
      await putImage(ground.registry, repository, image);
      const list = imageIndex([image.manifest], { mediaType: mediaTypes.dockerList });
      await putManifest(ground.registry, repository, list, parseTag('v1'));
      expect(await ground.registry.manifest(repository, parseTag('v1'))).toMatchObject({
        kind: 'index',
        mediaType: mediaTypes.dockerList,
        manifests: list.manifests,
      });
      expect(await ground.registry.manifest(repository, image.manifest.digest)).toMatchObject({
        mediaType: mediaTypes.dockerManifest,
        config: image.manifest.config,
      });
    });

    it('when an index was put after its children all of them come back', async () => {
      const repository = ground.fresh();
      const children = ['amd64', 'arm64', 's390x'].map((name) => imageOf(name));
      for (const child of children) await putImage(ground.registry, repository, child);
      const index = imageIndex(children.map(({ manifest }) => manifest));
      await putManifest(ground.registry, repository, index);
      const got = await ground.registry.manifest(repository, index.digest);
      expect(got).toMatchObject({ kind: 'index', digest: index.digest, manifests: index.manifests });
      expect(Buffer.from(got?.bytes ?? [])).toEqual(Buffer.from(index.bytes));
      for (const { manifest } of children) {
        expect((await ground.registry.manifest(repository, manifest.digest))?.digest).toBe(manifest.digest);
      }
    });

    it('when an index holds an index it comes back as well', async () => {
      const repository = ground.fresh();
      const image = imageOf('deep');
      await putImage(ground.registry, repository, image);
      const inner = imageIndex([image.manifest]);
      await putManifest(ground.registry, repository, inner);
      const outer = imageIndex([inner], { annotations: { 'com.acme.note': 'outer' } });
      await putManifest(ground.registry, repository, outer, parseTag('nested'));
      const got = await ground.registry.manifest(repository, parseTag('nested'));
      expect(got).toMatchObject({ kind: 'index', digest: outer.digest });
      expect(await ground.registry.head(repository, inner.digest)).toEqual({ digest: inner.digest });
    });

    it.each(ground.lacks('artifact-manifests') ? [] : [mediaTypes.ociArtifact])(
      'when it is an %s it comes back with its subject',
      async (mediaType) => {
        const repository = ground.fresh();
        const image = imageOf('web');
        await putImage(ground.registry, repository, image);
        const subject = descriptorOf(image.manifest);
        const { manifest, content } = artifactOf(subject);
        await putBlob(ground.registry, repository, content);
        await putManifest(ground.registry, repository, manifest);
        expect(await ground.registry.manifest(repository, manifest.digest)).toMatchObject({
          mediaType,
          artifactType: 'application/vnd.acme.note',
          subject,
        });
      },
    );

    it.each(ground.lacks('sha512-manifests') ? [] : ['sha512'])(
      'when its digest is %s it comes back by it',
      async () => {
        const repository = ground.fresh();
        const image = imageOf('long');
        await putImage(ground.registry, repository, image);
        const long = manifestInSha512(image.manifest);
        await putManifest(ground.registry, repository, long);
        expect(await ground.registry.head(repository, long.digest)).toEqual({ digest: long.digest });
        expect((await ground.registry.manifest(repository, long.digest))?.digest).toBe(long.digest);
      },
    );
  });
}
