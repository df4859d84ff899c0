import { chmod, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fallbackTag } from '../../../src/image/attached-tag.ts';
import { hexOf } from '../../../src/image/digest.ts';
import { descriptorOf, type Manifest } from '../../../src/image/manifest.ts';
import { layoutRepository, parseTag } from '../../../src/image/reference.ts';
import { imageIndex, randomBlob, sampleImage, withReferrers } from '../../fixtures/images.ts';
import { beginUpload, openerOf, putBlob, putImage, putManifest, putSample } from '../port/ground.ts';
import { artifactOf, imageOf } from '../samples.ts';
import { makeBed, refName, type Bed } from './bed.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await makeBed();
});
afterEach(async () => {
  await bed.close();
});

describe('the folder', () => {
  it('when it is not there it is made with the first write, and is a layout then', async () => {
    const image = imageOf('web');
    await putImage(bed.registry, bed.repository, image, parseTag('v1'));
    const blobs = [image.manifest.digest, ...image.blobs.keys()].map(
      (digest) => `blobs/sha256/${hexOf(digest)}`,
    );
    expect(await bed.files()).toEqual([...blobs, 'index.json', 'oci-layout'].sort());
    expect(JSON.parse(await readFile(join(bed.folder, 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
    expect(JSON.parse(await readFile(join(bed.folder, 'index.json'), 'utf8'))).toMatchObject({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
    });
  });

  it('when it is only read it is not made', async () => {
    await bed.registry.access(bed.repository, 'pull');
    await bed.registry.access(bed.repository, 'push');
    await bed.registry.hasBlob(bed.repository, randomBlob(10, 1).descriptor);
    await expect(stat(bed.folder)).rejects.toThrow(/ENOENT/);
  });

  it('when it holds something else nothing is written into it', async () => {
    await mkdir(bed.folder);
    await writeFile(join(bed.folder, 'thesis.txt'), 'mine');
    const error = { kind: 'config', code: 'LAYOUT_INVALID' };
    await expect(putBlob(bed.registry, bed.repository, randomBlob(10, 1))).rejects.toMatchObject(error);
    await expect(bed.registry.access(bed.repository, 'push')).rejects.toMatchObject(error);
    expect(await bed.files()).toEqual(['thesis.txt']);
  });

  it('when it is a file, or its version is another, it is said', async () => {
    await writeFile(bed.folder, '');
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
    });
    await expect(putBlob(bed.registry, bed.repository, randomBlob(10, 1))).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
    });
    const other = await makeBed();
    await mkdir(other.folder);
    await writeFile(join(other.folder, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
    await expect(other.registry.manifest(other.repository, parseTag('v1'))).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
    });
    await other.close();
  });

  it('when files are written they are as open as their folder, and nothing else stays', async () => {
    await mkdir(bed.folder, { mode: 0o700 });
    await mkdir(join(bed.folder, 'blobs'));
    await mkdir(join(bed.folder, 'blobs/sha256'));
    await chmod(join(bed.folder, 'blobs/sha256'), 0o750);
    await writeFile(join(bed.folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    const image = imageOf('web');
    await putImage(bed.registry, bed.repository, image);
    const modeOf = async (name: string) => (await stat(join(bed.folder, name))).mode & 0o777;
    expect(await modeOf('index.json')).toBe(0o600);
    expect(await modeOf(`blobs/sha256/${hexOf(image.manifest.digest)}`)).toBe(0o640);
  });

  it('when a killed run left drafts the old ones are removed, and what is younger stays', async () => {
    await putBlob(bed.registry, bed.repository, randomBlob(10, 1));
    const draft = (digit: string) => `blobs/sha256/.hoist-${digit.repeat(8)}-0000-4000-8000-000000000000.tmp`;
    for (const digit of ['1', '2']) await writeFile(join(bed.folder, draft(digit)), 'half');
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(bed.folder, draft('1')), longAgo, longAgo);
    const next = await makeBed();
    await putBlob(next.registry, bed.repository, randomBlob(10, 2));
    const files = await bed.files();
    expect(files).not.toContain(draft('1'));
    expect(files).toContain(draft('2'));
    await next.close();
  });

  it('when an upload fails nothing of it stays', async () => {
    const blob = randomBlob(100_000, 1);
    const upload = await beginUpload(bed.registry, bed.repository, blob.descriptor);
    await expect(upload.send(openerOf(blob.bytes.subarray(1)))).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect(await bed.files()).toEqual(['oci-layout']);
  });
});

describe('a manifest that is damaged on the disk', () => {
  const sample = sampleImage({ platforms: 2, layers: 1 });
  const [child = sample.root] = sample.manifests.values();
  const fileOf = ({ digest }: Manifest): string => join(bed.folder, 'blobs/sha256', hexOf(digest));

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.subarray(0, 40)],
    ['of other bytes and the same size', (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1)],
  ])('when it is %s, it counts as absent, and is written again', async (_, damage) => {
    await putSample(bed.registry, bed.repository, sample);
    for (const manifest of [child, sample.root]) {
      await writeFile(fileOf(manifest), damage(manifest.bytes));
      expect(await bed.registry.head(bed.repository, manifest.digest)).toBeUndefined();
    }
    await bed.registry.putManifest(bed.repository, child);
    await bed.registry.tag(bed.repository, sample.root, parseTag('v2'));
    for (const manifest of [child, sample.root]) {
      expect(await bed.registry.head(bed.repository, manifest.digest)).toEqual({ digest: manifest.digest });
      expect(await readFile(fileOf(manifest))).toEqual(Buffer.from(manifest.bytes));
    }
  });

  it('when it lies beside another image, that is read and written, and only who asks for referrers is told which entry it is', async () => {
    const image = imageOf('web');
    await putSample(bed.registry, bed.repository, sample, parseTag('bad'));
    await putImage(bed.registry, bed.repository, image, parseTag('v1'));
    await writeFile(fileOf(sample.root), '{"schemaVersion":2');
    const next = await makeBed();
    const { registry } = next;
    await registry.putManifest(bed.repository, image.manifest);
    await registry.tag(bed.repository, image.manifest, parseTag('v2'));
    expect(await registry.manifest(bed.repository, parseTag('v2'))).toEqual(image.manifest);
    await expect(registry.referrers(bed.repository, image.manifest.digest)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining(`the entry bad (${sample.root.digest}) of index.json`) as string,
      hint: 'Remove it from the layout, or write it again from where it came.',
    });
    await expect(registry.manifest(bed.repository, parseTag('bad'))).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      hint: expect.stringMatching(/^The layout is damaged there/) as string,
    });
    await next.close();
  });
});

describe('index.json', () => {
  it('when an image of three platforms was put it is one entry, whatever the order of the calls', async () => {
    const sample = sampleImage();
    await putSample(bed.registry, bed.repository, sample);
    expect(await bed.entries()).toEqual([descriptorOf(sample.root)]);
    for (const manifest of sample.manifests.values())
      await bed.registry.putManifest(bed.repository, manifest);
    expect(await bed.entries()).toEqual([descriptorOf(sample.root)]);
    await bed.registry.tag(bed.repository, sample.root, parseTag('v1'));
    expect(await bed.entries()).toEqual([{ ...descriptorOf(sample.root), annotations: { [refName]: 'v1' } }]);
  });

  it('when a child has a tag of its own it keeps its entry', async () => {
    const image = imageOf('web');
    await putImage(bed.registry, bed.repository, image, parseTag('amd64'));
    const index = imageIndex([image.manifest]);
    await putManifest(bed.registry, bed.repository, index, parseTag('v1'));
    expect(await bed.names()).toEqual(['amd64', 'v1']);
  });

  it('when a tag moves the image before stays as an entry without name', async () => {
    const [before, after] = [imageOf('before'), imageOf('after')];
    await putImage(bed.registry, bed.repository, before, parseTag('stable'));
    await putImage(bed.registry, bed.repository, after, parseTag('stable'));
    expect(await bed.entries()).toEqual([
      descriptorOf(before.manifest),
      { ...descriptorOf(after.manifest), annotations: { [refName]: 'stable' } },
    ]);
  });

  it('when referrers are attached one list of them is an entry, and they are none', async () => {
    const sample = withReferrers(sampleImage());
    await putSample(bed.registry, bed.repository, sample, parseTag('v1'));
    const child = sample.referrers
      .map(({ subject }) => subject)
      .find((subject) => subject !== sample.root.digest);
    const lists = [sample.root.digest, child ?? sample.root.digest].map((digest) => fallbackTag(digest));
    expect(await bed.names()).toEqual([...lists, `${fallbackTag(sample.root.digest)}.sig`, 'v1'].sort());
  });

  it('when a referrer has a tag of its own and is in the list as well, it is one referrer', async () => {
    const image = imageOf('web');
    await putImage(bed.registry, bed.repository, image);
    const { manifest, content } = artifactOf(descriptorOf(image.manifest));
    await putBlob(bed.registry, bed.repository, { bytes: content.bytes, descriptor: content.descriptor });
    await bed.registry.tag(bed.repository, manifest, parseTag('note'));
    await bed.registry.attach(bed.repository, image.manifest.digest, [descriptorOf(manifest)]);
    const { descriptors } = await bed.registry.referrers(bed.repository, image.manifest.digest);
    expect(descriptors.map(({ digest }) => digest)).toEqual([manifest.digest]);
  });

  it('when it cannot be read, access to it is none', async () => {
    await putImage(bed.registry, bed.repository, imageOf('web'));
    await writeFile(join(bed.folder, 'index.json'), 'half of i');
    for (const actions of ['pull', 'push'] as const)
      await expect(bed.registry.access(bed.repository, actions)).rejects.toMatchObject({
        code: 'JSON_INVALID',
      });
  });

  it('when another tool wrote members that we do not know they are kept', async () => {
    const image = imageOf('web');
    await putImage(bed.registry, bed.repository, image, parseTag('v1'));
    const [entry] = await bed.entries();
    const theirs = { ...entry, platform: { os: 'linux', architecture: 'amd64' }, 'com.acme.member': [1] };
    const document = {
      schemaVersion: 2,
      annotations: { 'com.acme.note': 'kept' },
      manifests: [theirs],
      extra: true,
    };
    await writeFile(join(bed.folder, 'index.json'), JSON.stringify(document, undefined, 2));
    await putImage(bed.registry, bed.repository, imageOf('more'), parseTag('v2'));
    const written = JSON.parse(await readFile(join(bed.folder, 'index.json'), 'utf8')) as {
      manifests: unknown[];
    };
    expect(written).toMatchObject({ annotations: { 'com.acme.note': 'kept' }, extra: true });
    expect(written.manifests[0]).toEqual(theirs);
    expect(written.manifests).toHaveLength(2);
  });

  it('when a tag names what is not there it is an error, not an absent tag', async () => {
    await putImage(bed.registry, bed.repository, imageOf('web'), parseTag('v1'));
    const gone = imageOf('gone').manifest;
    const [entry] = await bed.entries();
    const broken = [entry, { ...descriptorOf(gone), annotations: { [refName]: 'v2' } }];
    await writeFile(join(bed.folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: broken }));
    expect(await bed.registry.head(bed.repository, parseTag('v2'))).toEqual({ digest: gone.digest });
    await expect(bed.registry.manifest(bed.repository, parseTag('v2'))).rejects.toMatchObject({
      code: 'LAYOUT_INCOMPLETE',
    });
    expect(await bed.registry.manifest(bed.repository, gone.digest)).toBeUndefined();
  });

  it('when ORAS left referrers as entries and no fallback tag they are found by their subject', async () => {
    const image = imageOf('web');
    const subject = descriptorOf(image.manifest);
    const referrer = imageOf('sbom', { subject, artifactType: 'application/spdx+json' });
    await putImage(bed.registry, bed.repository, image, parseTag('v1'));
    await putImage(bed.registry, bed.repository, referrer);
    expect(await bed.registry.referrers(bed.repository, subject.digest)).toEqual({
      way: 'tag',
      api: false,
      descriptors: [{ ...descriptorOf(referrer.manifest), artifactType: 'application/spdx+json' }],
    });
  });

  it('when the file of a referrer is gone it is none, although another folder has it', async () => {
    const { registry } = bed;
    const image = imageOf('web');
    const subject = descriptorOf(image.manifest);
    const referrer = imageOf('sbom', { subject, artifactType: 'application/spdx+json' });
    const other = layoutRepository(join(bed.folder, '../other'));
    for (const repository of [bed.repository, other]) {
      await putImage(registry, repository, image, parseTag('v1'));
      await putImage(registry, repository, referrer);
    }
    await rm(join(bed.folder, 'blobs/sha256', hexOf(referrer.manifest.digest)));
    expect((await registry.referrers(other, subject.digest)).descriptors).toHaveLength(1);
    expect((await registry.referrers(bed.repository, subject.digest)).descriptors).toEqual([]);
  });

  it('when two objects change it at the same time nothing is lost', async () => {
    const other = await makeBed();
    const image = imageOf('web');
    await putImage(bed.registry, bed.repository, image);
    const names = Array.from({ length: 40 }, (_, at) => `v${at}`);
    await Promise.all(
      names.map((name, at) =>
        (at % 2 === 0 ? bed : other).registry.tag(bed.repository, image.manifest, parseTag(name)),
      ),
    );
    expect(await bed.names()).toEqual(names.sort());
    await other.close();
  });
});
