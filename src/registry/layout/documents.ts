import { fallbackTag } from '../../image/attached-tag.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { digestHasher, finishDigest, hexOf, type Digest } from '../../image/digest.ts';
import { descriptorOf, maxManifestBytes, parseManifest, type Manifest } from '../../image/manifest.ts';
import { mismatch } from './blob-upload.ts';
import { writeWhole } from './draft.ts';
import { findTag, type LayoutIndex } from './index-json.ts';
import { blobFolder, blobPath, blobSize, hasBlobFolder, readRegular } from './safe-file.ts';

/**
 * The manifest of a digest, hashed; undefined where there is no such file.
 *
 * @param named what `index.json` says of it: OCI's documents need not state their own type
 */
export async function readManifest(
  folder: string,
  digest: Digest,
  named: Descriptor | undefined,
): Promise<Manifest | undefined> {
  if (!(await hasBlobFolder(folder, digest))) return undefined;
  const path = blobPath(folder, digest);
  const bytes = await readRegular(path, maxManifestBytes);
  if (bytes === undefined) return undefined;
  return parseManifest(bytes, { contentType: named?.mediaType, expected: digest, where: path });
}

/** Writes a manifest as a blob, if it is not there; true if it was. */
export async function keepManifest(folder: string, manifest: Manifest): Promise<boolean> {
  const { digest, bytes } = manifest;
  if ((await blobSize(folder, digest)) === bytes.length) return true;
  const actual = finishDigest(digest, digestHasher(digest).update(bytes));
  if (actual !== digest) throw mismatch(descriptorOf(manifest), `bytes of ${actual} came`);
  await writeWhole(blobFolder(folder, digest), hexOf(digest), bytes);
  return false;
}

/** What the fallback tag of a subject names, as skopeo, ORAS and regctl leave it. */
export async function readFallback(
  folder: string,
  index: LayoutIndex,
  subject: Digest,
): Promise<Manifest | undefined> {
  const named = findTag(index, fallbackTag(subject), folder);
  return named && (await readManifest(folder, named.digest, named));
}
