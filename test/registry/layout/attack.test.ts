import { execFileSync } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hexOf, type Digest } from '../../../src/image/digest.ts';
import { parseTag } from '../../../src/image/reference.ts';
import { collect, putBlob, putImage } from '../port/ground.ts';
import { randomBlob } from '../../fixtures/images.ts';
import { imageOf } from '../samples.ts';
import { makeBed, type Bed } from './bed.ts';

const unsafe = { kind: 'refused', code: 'LAYOUT_UNSAFE' };
const image = imageOf('web');
const config = image.manifest.config ?? { mediaType: '', digest: image.manifest.digest, size: 0 };

let bed: Bed;
beforeEach(async () => {
  bed = await makeBed();
  await putImage(bed.registry, bed.repository, image, parseTag('v1'));
});
afterEach(async () => {
  await bed.close();
});

function fileOf(digest: Digest): string {
  return join(bed.folder, 'blobs/sha256', hexOf(digest));
}

/** Puts something else where a file of the layout is; the file's own content lies beside the layout then. */
async function replace(path: string, make: (path: string, original: string) => Promise<void>): Promise<void> {
  const original = join(bed.folder, '../original');
  await rename(path, original);
  await make(path, original);
}

const fakes: Readonly<Record<string, (path: string, original: string) => Promise<void>>> = {
  'a link to a file with the right content': (path, original) => symlink(original, path),
  'a relative link out of the layout': (path) => symlink('../../../original', path),
  'a link to nothing': (path) => symlink('nowhere', path),
  'a link to /dev/zero': (path) => symlink('/dev/zero', path),
  'a pipe': async (path) => {
    execFileSync('mkfifo', [path]);
  },
  'a folder': (path) => mkdir(path),
};

describe.skipIf(process.platform === 'win32')('what is no regular file is never followed (A28)', () => {
  describe.each(Object.keys(fakes))('when it is %s', (name) => {
    const make = fakes[name] ?? (async () => undefined);

    it('a blob is refused by every verb that looks at it', async () => {
      await replace(fileOf(config.digest), make);
      await expect(bed.registry.hasBlob(bed.repository, config)).rejects.toMatchObject(unsafe);
      await expect(bed.registry.beginBlob(bed.repository, config)).rejects.toMatchObject(unsafe);
      await expect(collect(bed.registry.openBlob(bed.repository, config, 0))).rejects.toMatchObject(unsafe);
    });

    it('a manifest is refused, by tag and by digest', async () => {
      await replace(fileOf(image.manifest.digest), make);
      for (const reference of [parseTag('v1'), image.manifest.digest]) {
        await expect(bed.registry.manifest(bed.repository, reference)).rejects.toMatchObject(unsafe);
      }
      await expect(bed.registry.head(bed.repository, image.manifest.digest)).rejects.toMatchObject(unsafe);
      await expect(bed.registry.putManifest(bed.repository, image.manifest)).rejects.toMatchObject(unsafe);
    });

    it.each(['index.json', 'oci-layout'])('%s is refused', async (file) => {
      await replace(join(bed.folder, file), make);
      await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject(unsafe);
      await expect(bed.registry.tag(bed.repository, image.manifest, parseTag('v2'))).rejects.toMatchObject(
        unsafe,
      );
    });
  });

  it.each(['blobs', 'blobs/sha256'])(
    'when %s is a link nothing is read or written through it',
    async (name) => {
      const elsewhere = join(bed.folder, '../elsewhere');
      await rename(join(bed.folder, name), elsewhere);
      await symlink(elsewhere, join(bed.folder, name));
      const blob = randomBlob(100, 1);
      await expect(bed.registry.hasBlob(bed.repository, config)).rejects.toMatchObject(unsafe);
      await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject(unsafe);
      await expect(putBlob(bed.registry, bed.repository, blob)).rejects.toMatchObject(unsafe);
      await expect(
        bed.registry.tag(bed.repository, imageOf('more').manifest, parseTag('v2')),
      ).rejects.toMatchObject(unsafe);
    },
  );

  it('when the folder becomes a link between begin and send nothing is written through it', async () => {
    const blob = randomBlob(100, 2);
    const begun = await bed.registry.beginBlob(bed.repository, blob.descriptor);
    const elsewhere = join(bed.folder, '../elsewhere');
    await mkdir(elsewhere);
    await rm(join(bed.folder, 'blobs/sha256'), { recursive: true });
    await symlink(elsewhere, join(bed.folder, 'blobs/sha256'));
    if (begun.state !== 'upload') throw new Error(begun.state);
    const sent = begun.upload.send(async function* () {
      yield { bytes: blob.bytes, release: () => undefined };
    });
    await expect(sent).rejects.toMatchObject(unsafe);
    await expect(readFile(join(elsewhere, hexOf(blob.descriptor.digest)))).rejects.toThrow(/ENOENT/);
  });
});

describe('sizes have limits', () => {
  it('when index.json has 10 GiB it is refused at once', async () => {
    await truncate(join(bed.folder, 'index.json'), 10 * 1024 ** 3);
    const refused = { kind: 'refused', code: 'LAYOUT_TOO_LARGE' };
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject(refused);
    await expect(bed.registry.tag(bed.repository, image.manifest, parseTag('v2'))).rejects.toMatchObject(
      refused,
    );
  });

  it('when a manifest has 5 MiB it is refused', async () => {
    await truncate(fileOf(image.manifest.digest), 5 * 1024 ** 2);
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject({
      code: 'LAYOUT_TOO_LARGE',
    });
  });

  it('when index.json has too many entries it is refused', async () => {
    const entry = { mediaType: image.manifest.mediaType, digest: image.manifest.digest, size: 1 };
    const manifests = Array.from({ length: 100_001 }, () => entry);
    await writeFile(join(bed.folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject({
      code: 'LAYOUT_TOO_LARGE',
    });
  });
});

describe('what a layout says is not believed', () => {
  it('when a manifest has other bytes than its digest says it is refused', async () => {
    const text = await readFile(fileOf(image.manifest.digest), 'utf8');
    await writeFile(
      fileOf(image.manifest.digest),
      text.replace('linux', 'plan9').replace('"size":', '"size" :').slice(0, text.length),
    );
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it.each([
    'sha256:../../../../etc/passwd',
    'sha256:ABCDEF',
    `sha1:${'0'.repeat(40)}`,
    `sha256:${'0'.repeat(63)}/`,
  ])('when an entry has the digest %s the layout is refused (A13)', async (digest) => {
    const manifests = [{ mediaType: image.manifest.mediaType, digest, size: 1 }];
    await writeFile(join(bed.folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    });
  });

  it('when a file shrinks while it is read the reader is told', async () => {
    const blob = randomBlob(2 * 1024 * 1024, 3);
    await putBlob(bed.registry, bed.repository, blob);
    const read = async () => {
      for await (const piece of bed.registry.openBlob(bed.repository, blob.descriptor, 0)) {
        piece.release();
        const file = await open(fileOf(blob.descriptor.digest), 'r+');
        await file.truncate(600_000);
        await file.close();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'BLOB_SIZE' });
  });

  it('when one tag names two images neither is taken', async () => {
    await putImage(bed.registry, bed.repository, imageOf('other'), parseTag('v2'));
    const entries = (await bed.entries()).map((entry) => ({
      ...entry,
      annotations: { 'org.opencontainers.image.ref.name': 'v1' },
    }));
    await writeFile(join(bed.folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: entries }));
    const ambiguous = { kind: 'refused', code: 'LAYOUT_AMBIGUOUS' };
    await expect(bed.registry.manifest(bed.repository, parseTag('v1'))).rejects.toMatchObject(ambiguous);
    await expect(bed.registry.head(bed.repository, parseTag('v1'))).rejects.toMatchObject(ambiguous);
  });
});
