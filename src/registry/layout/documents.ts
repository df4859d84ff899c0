import { HoistError } from '../../errors.ts';
import { fallbackTag } from '../../image/attached-tag.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { algorithmOf, digestOf, hexOf, type Digest } from '../../image/digest.ts';
import { descriptorOf, maxManifestBytes, parseManifest, type Manifest } from '../../image/manifest.ts';
import { mismatch } from './blob-upload.ts';
import { writeWhole } from './draft.ts';
import { findTag, type LayoutIndex } from './index-json.ts';
import { damaged } from './failure.ts';
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
  try {
    return parseManifest(bytes, { contentType: named?.mediaType, expected: digest, where: path });
  } catch (error) {
    // In the words of a folder: nothing answered, and nothing is on its way.
    throw error instanceof HoistError && error.code === 'DIGEST_MISMATCH' ? damaged(path, error) : error;
  }
}

/**
 * Whether the manifest of a digest is there, hashed: one that a loss of power or a bad disk cut short or changed is not,
 * so that it is written again (transport.md §4.3).
 */
export async function holdsManifest(folder: string, digest: Digest): Promise<boolean> {
  const size = await blobSize(folder, digest);
  if (size === undefined || size > maxManifestBytes) return false;
  const bytes = await readRegular(blobPath(folder, digest), maxManifestBytes);
  return bytes !== undefined && digestOf(bytes, algorithmOf(digest)) === digest;
}

/** Writes a manifest as a blob, if it is not there as it should be; true if it was. */
export async function keepManifest(folder: string, manifest: Manifest): Promise<boolean> {
  const { digest, bytes } = manifest;
  if (await holdsManifest(folder, digest)) return true;
  const actual = digestOf(bytes, algorithmOf(digest));
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
