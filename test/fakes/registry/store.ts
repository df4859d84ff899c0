import { createHash } from 'node:crypto';
import type { Descriptor } from '../../../src/image/descriptor.ts';
import { digestOf, isDigest, parseDigest, type Digest } from '../../../src/image/digest.ts';
import { isIndex, manifestType, mayBeElsewhere, readDocument, type Document } from './document.ts';

/** A blob in the pieces it came in. They are shared by every repository that has the blob and never joined. */
export type StoredBlob = {
  readonly digest: Digest;
  readonly size: number;
  readonly chunks: readonly Uint8Array[];
};

export type StoredManifest = {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Undefined for bytes that no registry would have taken, put there by a test. */
  readonly document: Document | undefined;
};

export type StoredRepository = {
  readonly blobs: Map<Digest, StoredBlob>;
  readonly manifests: Map<Digest, StoredManifest>;
  readonly tags: Map<string, Digest>;
};

export type PutManifestOptions = {
  /** The `Content-Type` it is served with; default: the body's `mediaType`. */
  readonly mediaType?: string | undefined;
  /** Served under this digest whether or not it is true; default: the SHA-256. */
  readonly digest?: Digest | undefined;
  readonly tags?: readonly string[];
};

/**
 * The content of one registry, by the repository's path (`library/debian`). Nothing is checked here: tests put broken
 * things in, and the server and the port check what comes through them.
 */
export class Store {
  readonly repositories = new Map<string, StoredRepository>();

  repository(path: string): StoredRepository | undefined {
    return this.repositories.get(path);
  }

  blob(path: string, digest: string): StoredBlob | undefined {
    return this.repositories.get(path)?.blobs.get(digest as Digest);
  }

  /** Keeps `bytes` themselves, not a copy. */
  putBlob(path: string, bytes: Uint8Array, digest: Digest = digestOf(bytes)): StoredBlob {
    return this.keepBlob(path, { digest, size: bytes.length, chunks: [bytes] });
  }

  keepBlob(path: string, blob: StoredBlob): StoredBlob {
    this.#repositoryFor(path).blobs.set(blob.digest, blob);
    return blob;
  }

  /** By tag or digest. */
  manifest(path: string, reference: string): StoredManifest | undefined {
    const repository = this.repositories.get(path);
    const digest = isDigest(reference) ? reference : repository?.tags.get(reference);
    return digest === undefined ? undefined : repository?.manifests.get(digest);
  }

  putManifest(path: string, bytes: Uint8Array, options: PutManifestOptions = {}): StoredManifest {
    const document = readDocument(bytes);
    const digest = options.digest ?? digestOf(bytes);
    const mediaType = options.mediaType ?? document?.mediaType ?? manifestType;
    const stored = { digest, mediaType, bytes, document };
    this.#repositoryFor(path).manifests.set(digest, stored);
    for (const tag of options.tags ?? []) this.tag(path, tag, digest);
    return stored;
  }

  tag(path: string, tag: string, digest: Digest): void {
    this.#repositoryFor(path).tags.set(tag, digest);
  }

  /** What a tag names; a tag may name a manifest that is gone. */
  tagged(path: string, tag: string): Digest | undefined {
    return this.repositories.get(path)?.tags.get(tag);
  }

  /** In ASCII order, as the spec asks. */
  tags(path: string): readonly string[] {
    return [...(this.repositories.get(path)?.tags.keys() ?? [])].sort();
  }

  /** What the referrers API lists for a digest, oldest first. */
  referrers(path: string, subject: string): readonly Descriptor[] {
    const manifests = [...(this.repositories.get(path)?.manifests.values() ?? [])];
    return manifests.filter((stored) => stored.document?.subject === subject).map(referrerDescriptor);
  }

  /**
   * What a document names and the repository does not have, be it a blob or a manifest: an index may name a blob (caches
   * of BuildKit do), and a layer may be a manifest.
   */
  missing(path: string, document: Document): readonly Digest[] {
    const repository = this.repositories.get(path);
    const named = [...document.blobs.filter((blob) => !mayBeElsewhere(blob)), ...document.children];
    return named
      .map(({ digest }) => digest)
      .filter((digest) => !repository?.blobs.has(digest) && !repository?.manifests.has(digest));
  }

  deleteTag(path: string, tag: string): boolean {
    return this.repositories.get(path)?.tags.delete(tag) ?? false;
  }

  /** With every tag that names it. */
  deleteManifest(path: string, digest: Digest): boolean {
    const repository = this.repositories.get(path);
    if (!repository?.manifests.delete(digest)) return false;
    for (const [tag, named] of repository.tags) if (named === digest) repository.tags.delete(tag);
    return true;
  }

  deleteBlob(path: string, digest: string): boolean {
    return this.repositories.get(path)?.blobs.delete(digest as Digest) ?? false;
  }

  #repositoryFor(path: string): StoredRepository {
    const known = this.repositories.get(path);
    if (known !== undefined) return known;
    const fresh: StoredRepository = { blobs: new Map(), manifests: new Map(), tags: new Map() };
    this.repositories.set(path, fresh);
    return fresh;
  }
}

/** The bytes of a blob from `from` up to `to` (exclusive), as views of at most `most` bytes. */
export function* slices(blob: StoredBlob, from: number, to: number, most = 1 << 20): Generator<Uint8Array> {
  let start = 0;
  for (const chunk of blob.chunks) {
    const end = start + chunk.length;
    for (let at = Math.max(start, from); at < Math.min(end, to); at += most) {
      yield chunk.subarray(at - start, Math.min(at + most, end, to) - start);
    }
    start = end;
    if (start >= to) return;
  }
}

export function bytesOf(blob: StoredBlob): Uint8Array {
  return Buffer.concat(blob.chunks, blob.size);
}

/** A blob of any length that takes no more memory than one chunk of it. */
export function repeatedBlob(chunk: Uint8Array, times: number): StoredBlob {
  const hasher = createHash('sha256');
  for (let count = 0; count < times; count += 1) hasher.update(chunk);
  const chunks = Array.from({ length: times }, () => chunk);
  return { digest: parseDigest(`sha256:${hasher.digest('hex')}`), size: chunk.length * times, chunks };
}

/** How a referrer is listed, by the API and in the fallback tag's index (P33). */
export function referrerDescriptor(stored: StoredManifest): Descriptor {
  const { configType, annotations } = stored.document ?? {};
  const artifactType = stored.document?.artifactType ?? (isIndex(stored.mediaType) ? undefined : configType);
  return {
    mediaType: stored.mediaType,
    digest: stored.digest,
    size: stored.bytes.length,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
