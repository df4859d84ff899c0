import type { Descriptor } from '../../../src/image/descriptor.ts';
import { blobsOf, type Manifest } from '../../../src/image/manifest.ts';
import type { Repository, Tag } from '../../../src/image/reference.ts';
import type { BlobBytes, BlobUpload, Piece, Registry } from '../../../src/ports/registry.ts';
import type { AttachedSample, Sample, TestBlob, TestImage } from '../../fixtures/images.ts';

/**
 * What a server may lack: `mount` (blobs of another repository), `sha512-blobs`, `sha512-manifests`,
 * `artifact-manifests` (OCI's, from before 1.1), `empty-blobs` (of no bytes at all).
 */
export type Lack = 'mount' | 'sha512-blobs' | 'sha512-manifests' | 'artifact-manifests' | 'empty-blobs';

/** Where a case runs. */
export type Ground = {
  readonly registry: Registry;
  /** A repository that no case has touched. */
  fresh(): Repository;
  /** What is known to be lacking is no test at all: a skipped one would look like an omission. */
  lacks(what: Lack): boolean;
};

/** Counts what became of the pieces of an upload. */
export type Ledger = { given: number; released: number; twice: number; opened: number[] };

export function ledger(): Ledger {
  return { given: 0, released: 0, twice: 0, opened: [] };
}

export type OpenOptions = {
  readonly pieceSize?: number;
  readonly ledger?: Ledger;
};

/** What `send` is given: opens bytes from any offset, in pieces whose memory is spoiled as soon as they are released. */
export function openerOf(bytes: Uint8Array, options: OpenOptions = {}): (from: number) => BlobBytes {
  const { pieceSize = 64 * 1024, ledger: book = ledger() } = options;
  return (from) => {
    book.opened.push(from);
    return pieces(bytes.subarray(from), pieceSize, book);
  };
}

async function* pieces(bytes: Uint8Array, pieceSize: number, book: Ledger): AsyncGenerator<Piece> {
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const own = new Uint8Array(bytes.subarray(at, at + pieceSize));
    let released = false;
    book.given += 1;
    yield {
      bytes: own,
      release: () => {
        if (released) book.twice += 1;
        else book.released += 1;
        released = true;
        own.fill(0xdd);
      },
    };
  }
}

/** All bytes that a blob gives; each piece is released after it was copied. */
export async function collect(blob: BlobBytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of blob) {
    parts.push(new Uint8Array(piece.bytes));
    piece.release();
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Begins an upload and fails where the blob is said to be there already. */
export async function beginUpload(
  registry: Registry,
  repository: Repository,
  blob: Descriptor,
): Promise<BlobUpload> {
  const begun = await registry.beginBlob(repository, blob);
  if (begun.state !== 'upload') throw new Error(`${blob.digest} is ${begun.state}`);
  return begun.upload;
}

/** Puts a blob where it is not yet. */
export async function putBlob(registry: Registry, repository: Repository, blob: TestBlob): Promise<void> {
  const begun = await registry.beginBlob(repository, blob.descriptor);
  if (begun.state === 'upload') await begun.upload.send(openerOf(blob.bytes));
}

/** Puts an image with its blobs, by digest, and under tags if some are named. */
export async function putImage(
  registry: Registry,
  repository: Repository,
  image: TestImage,
  ...tags: readonly Tag[]
): Promise<void> {
  for (const descriptor of blobsOf(image.manifest)) {
    const bytes = image.blobs.get(descriptor.digest);
    if (bytes !== undefined) await putBlob(registry, repository, { bytes, descriptor });
  }
  await putManifest(registry, repository, image.manifest, ...tags);
}

/** Puts a sample with everything below it, and what is attached to it if it is such a sample, and tags its root. */
export async function putSample(
  registry: Registry,
  repository: Repository,
  sample: Sample | AttachedSample,
  ...tags: readonly Tag[]
): Promise<void> {
  for (const manifest of sample.manifests.values()) {
    for (const descriptor of blobsOf(manifest)) {
      const bytes = sample.blobs.get(descriptor.digest);
      if (bytes !== undefined) await putBlob(registry, repository, { bytes, descriptor });
    }
    await registry.putManifest(repository, manifest);
  }
  if ('referrers' in sample) {
    for (const { subject, descriptor } of sample.referrers)
      await registry.attach(repository, subject, [descriptor]);
    for (const { manifest, tag } of sample.cosignTags) await registry.tag(repository, manifest, tag);
  }
  for (const tag of tags) await registry.tag(repository, sample.root, tag);
}

export async function putManifest(
  registry: Registry,
  repository: Repository,
  manifest: Manifest,
  ...tags: readonly Tag[]
): Promise<void> {
  await registry.putManifest(repository, manifest);
  for (const tag of tags) await registry.tag(repository, manifest, tag);
}

export async function listTags(registry: Registry, repository: Repository): Promise<string[]> {
  const tags: string[] = [];
  for await (const tag of registry.tags(repository)) tags.push(tag);
  return tags;
}
