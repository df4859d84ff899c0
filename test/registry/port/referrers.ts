import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../../src/image/descriptor.ts';
import { descriptorOf, type ImageManifest } from '../../../src/image/manifest.ts';
import type { Repository } from '../../../src/image/reference.ts';
import type { TestImage } from '../../fixtures/images.ts';
import { imageOf } from '../samples.ts';
import { listTags, putImage, type Ground } from './ground.ts';

const sbom = 'application/vnd.acme.sbom';
const signature = 'application/vnd.acme.signature';

export function referrersCases(ground: Ground): void {
  /** An image that is there, and the descriptor of it. */
  async function ready(): Promise<{ repository: Repository; subject: Descriptor }> {
    const repository = ground.fresh();
    const image = imageOf('subject');
    await putImage(ground.registry, repository, image);
    return { repository, subject: descriptorOf(image.manifest) };
  }

  function referrerOf(subject: Descriptor, name: string, artifactType: string): TestImage {
    return imageOf(name, { subject, artifactType, annotations: { 'com.acme.name': name } });
  }

  /** As a registry with the API would list it. */
  function listed(manifest: ImageManifest): Descriptor {
    const { artifactType, annotations } = manifest;
    return {
      ...descriptorOf(manifest),
      ...(artifactType === undefined ? {} : { artifactType }),
      annotations,
    };
  }

  async function attach(
    repository: Repository,
    subject: Descriptor,
    ...referrers: TestImage[]
  ): Promise<void> {
    for (const referrer of referrers) await putImage(ground.registry, repository, referrer);
    const descriptors = referrers.map(({ manifest }) => listed(manifest));
    await ground.registry.attach(repository, subject.digest, descriptors);
  }

  async function digestsOf(repository: Repository, subject: Descriptor): Promise<string[]> {
    const list = await ground.registry.referrers(repository, subject.digest);
    return list.descriptors.map(({ digest }) => digest).sort();
  }

  describe('referrers and attach', () => {
    it('when nothing refers to a digest the list is empty and says how it was found', async () => {
      const { repository, subject } = await ready();
      const list = await ground.registry.referrers(repository, subject.digest);
      expect(list.descriptors).toEqual([]);
      expect(list.way).toBe(list.api ? 'api' : 'none');
    });

    it('when the repository is absent nothing refers to anything in it', async () => {
      const { subject } = await ready();
      const list = await ground.registry.referrers(ground.fresh(), subject.digest);
      expect(list.descriptors).toEqual([]);
    });

    it('when a referrer was attached it is listed with size, type and annotations', async () => {
      const { repository, subject } = await ready();
      const referrer = referrerOf(subject, 'one', sbom);
      await attach(repository, subject, referrer);
      const list = await ground.registry.referrers(repository, subject.digest);
      expect(list.way).toBe(list.api ? 'api' : 'tag');
      expect(list.descriptors).toEqual([listed(referrer.manifest)]);
    });

    it('when the registry said that it handled the subject it lists it by itself, else by the fallback tag', async () => {
      const { repository, subject } = await ready();
      const referrer = referrerOf(subject, 'one', sbom);
      await putImage(ground.registry, repository, referrer);
      const { subjectHandled } = await ground.registry.putManifest(repository, referrer.manifest);
      const before = await ground.registry.referrers(repository, subject.digest);
      expect(subjectHandled).toBe(before.api);
      expect(before.descriptors.length === 0 && subjectHandled).toBe(false);
      await ground.registry.attach(repository, subject.digest, [listed(referrer.manifest)]);
      expect(await digestsOf(repository, subject)).toEqual([referrer.manifest.digest]);
      const fallback = `sha256-${subject.digest.slice('sha256:'.length)}`;
      expect((await listTags(ground.registry, repository)).includes(fallback)).toBe(!before.api);
    });

    it('when the manifest has no subject putting it handles none', async () => {
      const repository = ground.fresh();
      const image = imageOf('plain');
      await putImage(ground.registry, repository, image);
      expect((await ground.registry.putManifest(repository, image.manifest)).subjectHandled).toBe(false);
    });

    it('when more are attached those before stay, and none is listed twice', async () => {
      const { repository, subject } = await ready();
      const [one, two, three] = [
        referrerOf(subject, 'one', sbom),
        referrerOf(subject, 'two', sbom),
        referrerOf(subject, 'three', signature),
      ];
      await attach(repository, subject, one);
      await attach(repository, subject, two, one);
      await attach(repository, subject, three);
      await attach(repository, subject, three, two);
      const all = [one, two, three].map(({ manifest }) => manifest.digest).sort();
      expect(await digestsOf(repository, subject)).toEqual(all);
    });

    it('when several are attached at the same time all are kept', async () => {
      const { repository, subject } = await ready();
      const referrers = Array.from({ length: 12 }, (_, at) => referrerOf(subject, `at once ${at}`, sbom));
      await Promise.all(referrers.map((referrer) => attach(repository, subject, referrer)));
      const all = referrers.map(({ manifest }) => manifest.digest).sort();
      expect(await digestsOf(repository, subject)).toEqual(all);
    });

    it('when nothing is attached nothing is written', async () => {
      const { repository, subject } = await ready();
      await ground.registry.attach(repository, subject.digest, []);
      expect(await listTags(ground.registry, repository)).toEqual([]);
    });

    it('when a referrer has a referrer each is listed at its own subject', async () => {
      const { repository, subject } = await ready();
      const document = referrerOf(subject, 'document', sbom);
      const signed = referrerOf(descriptorOf(document.manifest), 'signature', signature);
      await attach(repository, subject, document);
      await attach(repository, descriptorOf(document.manifest), signed);
      expect(await digestsOf(repository, subject)).toEqual([document.manifest.digest]);
      expect(await digestsOf(repository, descriptorOf(document.manifest))).toEqual([signed.manifest.digest]);
    });

    it('when the tags are known the fallback tag is looked up only if it is among them', async () => {
      const { repository, subject } = await ready();
      const referrer = referrerOf(subject, 'one', sbom);
      await attach(repository, subject, referrer);
      const knownTags = new Set(await listTags(ground.registry, repository));
      const known = await ground.registry.referrers(repository, subject.digest, { knownTags });
      expect(known.descriptors).toHaveLength(1);
      const without = await ground.registry.referrers(repository, subject.digest, { knownTags: new Set() });
      expect(without.descriptors).toHaveLength(without.api ? 1 : 0);
    });
  });
}
