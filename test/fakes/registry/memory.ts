import { HoistError } from '../../../src/errors.ts';
import type { Descriptor } from '../../../src/image/descriptor.ts';
import { isDigest, type Digest } from '../../../src/image/digest.ts';
import { isCalled, parseManifest, type Manifest } from '../../../src/image/manifest.ts';
import {
  hostOf,
  pathOf,
  sameHost,
  type Host,
  type Repository,
  type Tag,
} from '../../../src/image/reference.ts';
import type {
  BeginOptions,
  BlobBegin,
  BlobBytes,
  Call,
  HeadCall,
  ManifestHead,
  PutResult,
  ReferrersList,
  ReferrersOptions,
  Registry,
} from '../../../src/ports/registry.ts';
import { fallbackTag, indexBytes, indexType, readDocument, type Document } from './document.ts';
import { createMemoryUpload } from './memory-upload.ts';
import { PieceKeeper } from './pieces.ts';
import { Slots } from './slots.ts';
import { referrerDescriptor, slices, Store, type StoredManifest } from './store.ts';

export type Verb = Exclude<keyof Registry, 'close' | 'reserve' | 'expect' | 'pullsLeft'> | 'send' | 'abort';

export type VerbCall = {
  readonly verb: Verb;
  readonly repository: Repository;
  /** Tag or digest; of `attach` and `referrers` the subject; empty for `tags` and `access`. */
  readonly reference: string;
};

export type MemoryOptions = {
  /** Content by host, to share with a server or another port; hosts that are not named get an empty store. */
  readonly stores?: ReadonlyMap<Host, Store>;
  /** Whether the host has the referrers API; without it `attach` keeps the fallback tag. Default: all have it. */
  readonly referrers?: (host: Host) => boolean;
  /** An error that this call shall end with, before it takes effect. Asked once a call; `openBlob` when it is read. */
  readonly failures?: (verb: Verb, repository: Repository, reference: string) => Error | undefined;
  /** Awaited before an upload takes its next piece: a target that is slow, or stands still until the test lets it go. */
  readonly pace?: (repository: Repository, digest: Digest, received: number) => Promise<void> | undefined;
  /** Ends a try of `send` at that many bytes, so that it opens the blob again from there; asked once a try, from 1. */
  readonly interrupt?: (repository: Repository, digest: Digest, attempt: number) => number | undefined;
  /** Bytes after which reading a blob ends with an error for good: a source that dies on the way. */
  readonly breaks?: (repository: Repository, digest: Digest, from: number) => number | undefined;
  /** Takes manifests whose children or blobs are not there. */
  readonly allowMissing?: boolean;
  /** Tags that may not move once they are there. */
  readonly immutable?: (repository: Repository, tag: Tag) => boolean;
  /** Whether the credentials allow it; default: everything. */
  readonly allow?: (repository: Repository, actions: 'pull' | 'push') => boolean;
  /** Bodies at once for each host; default: no limit. */
  readonly slots?: number;
  /** Bytes of a piece of `openBlob`; default 64 KiB. */
  readonly pieceBytes?: number;
};

export interface MemoryRegistry extends Registry {
  /** Every call, in the order they began. */
  readonly calls: readonly VerbCall[];
  /** The content of one host. */
  store(host: Host): Store;
  /** Pieces given out and not released, slots taken, uploads begun and not ended: all zero after a clean run. */
  open(): { readonly pieces: number; readonly slots: number; readonly uploads: number };
}

/** The registry port on plain maps: every promise of the port's comments, no HTTP. */
export function createMemoryRegistry(options: MemoryOptions = {}): MemoryRegistry {
  const stores = new Map<Host, Store>(options.stores);
  const calls: VerbCall[] = [];
  const keeper = new PieceKeeper();
  const slots = new Slots(options.slots ?? Infinity);
  const uploads = new Set<object>();

  function store(host: Host): Store {
    const known = stores.get(host);
    if (known !== undefined) return known;
    const fresh = new Store();
    stores.set(host, fresh);
    return fresh;
  }

  function hasApi(repository: Repository): boolean {
    return options.referrers?.(hostOf(repository)) ?? true;
  }

  function enter(verb: Verb, repository: Repository, reference: string, call: Call = {}): [Store, string] {
    call.signal?.throwIfAborted();
    calls.push({ verb, repository, reference });
    const failure = options.failures?.(verb, repository, reference);
    if (failure !== undefined) throw failure;
    return [store(hostOf(repository)), pathOf(repository)];
  }

  function putStored(content: Store, path: string, stored: StoredManifest): void {
    const missing = options.allowMissing === true ? [] : content.missing(path, stored.document ?? nothing);
    if (missing.length > 0) {
      throw new HoistError(
        'incomplete',
        'MANIFEST_BLOB_UNKNOWN',
        `${path} does not have ${missing.join(', ')}`,
      );
    }
    content.putManifest(path, stored.bytes, { mediaType: stored.mediaType, digest: stored.digest });
  }

  async function manifest(
    repository: Repository,
    reference: string,
    call?: Call,
  ): Promise<Manifest | undefined> {
    const [content, path] = enter('manifest', repository, reference, call);
    const stored = content.manifest(path, reference);
    return stored === undefined ? undefined : manifestOf(stored);
  }

  async function head(
    repository: Repository,
    reference: string,
    call?: HeadCall,
  ): Promise<ManifestHead | undefined> {
    const [content, path] = enter('head', repository, reference, call);
    const stored = content.manifest(path, reference);
    if (stored === undefined) return undefined;
    const expected = isDigest(reference) ? undefined : call?.expected;
    const isExpected = expected !== undefined && isCalled(manifestOf(stored), expected);
    return { digest: isExpected ? expected : stored.digest };
  }

  async function putManifest(repository: Repository, pushed: Manifest, call?: Call): Promise<PutResult> {
    const [content, path] = enter('putManifest', repository, pushed.digest, call);
    putStored(content, path, storedOf(pushed));
    return { subjectHandled: pushed.subject !== undefined && hasApi(repository) };
  }

  async function tag(repository: Repository, pushed: Manifest, name: Tag, call?: Call): Promise<void> {
    const [content, path] = enter('tag', repository, name, call);
    if (content.tagged(path, name) !== undefined && options.immutable?.(repository, name) === true) {
      throw new HoistError('conflict', 'TAG_IMMUTABLE', `${repository}:${name} may not be written again`);
    }
    if (content.manifest(path, pushed.digest) === undefined) {
      throw new HoistError('incomplete', 'MANIFEST_UNKNOWN', `${repository} does not have ${pushed.digest}`);
    }
    content.tag(path, name, pushed.digest);
  }

  async function hasBlob(repository: Repository, blob: Descriptor, call?: Call): Promise<boolean> {
    const [content, path] = enter('hasBlob', repository, blob.digest, call);
    return content.blob(path, blob.digest)?.size === blob.size;
  }

  async function* openBlob(repository: Repository, blob: Descriptor, from: number, call?: Call): BlobBytes {
    const [content, path] = enter('openBlob', repository, blob.digest, call);
    const stored = content.blob(path, blob.digest);
    if (stored === undefined || stored.size !== blob.size) {
      const what = stored === undefined ? 'is not there' : `has ${stored.size} bytes, not ${blob.size}`;
      throw new HoistError('incomplete', 'BLOB_UNKNOWN', `${repository}@${blob.digest} ${what}`);
    }
    const end = from + (options.breaks?.(repository, blob.digest, from) ?? Infinity);
    for (const bytes of slices(stored, from, Math.min(end, stored.size), options.pieceBytes ?? 1 << 16)) {
      call?.signal?.throwIfAborted();
      yield keeper.lend(bytes);
    }
    if (end >= stored.size) return;
    throw new HoistError(
      'unreachable',
      'BLOB_BROKEN_OFF',
      `${repository}@${blob.digest} broke off at ${end}`,
    );
  }

  async function beginBlob(
    repository: Repository,
    blob: Descriptor,
    begin?: BeginOptions,
  ): Promise<BlobBegin> {
    const [content, path] = enter('beginBlob', repository, blob.digest, begin);
    const isAsked = begin?.assumeAbsent !== true && begin?.resend !== true;
    if (isAsked && content.blob(path, blob.digest)?.size === blob.size) return { state: 'present' };
    for (const from of begin?.resend === true ? [] : (begin?.mountFrom ?? [])) {
      const found = sameHost(from, repository) ? content.blob(pathOf(from), blob.digest) : undefined;
      if (found?.size !== blob.size) continue;
      content.keepBlob(path, found);
      return { state: 'mounted', from };
    }
    const upload = createMemoryUpload({
      blob,
      keep: (chunks) => content.keepBlob(path, { digest: blob.digest, size: blob.size, chunks }),
      enter: (verb, call) => enter(verb, repository, blob.digest, call),
      pace: (received) => options.pace?.(repository, blob.digest, received),
      interrupt: (attempt) => options.interrupt?.(repository, blob.digest, attempt),
      ended: (ended) => uploads.delete(ended),
    });
    uploads.add(upload);
    return { state: 'upload', upload };
  }

  async function* tags(repository: Repository, call?: Call): AsyncIterable<Tag> {
    const [content, path] = enter('tags', repository, '', call);
    yield* content.tags(path) as readonly Tag[];
  }

  async function referrers(
    repository: Repository,
    subject: Digest,
    search: ReferrersOptions = {},
  ): Promise<ReferrersList> {
    const [content, path] = enter('referrers', repository, subject, search);
    if (hasApi(repository)) return { way: 'api', api: true, descriptors: content.referrers(path, subject) };
    const name = fallbackTag(subject);
    const tags = await search.knownTags;
    const known = tags === undefined || tags.has(name);
    const list = known ? content.manifest(path, name) : undefined;
    if (list?.mediaType !== indexType) return { way: 'none', api: false, descriptors: [] };
    return { way: 'tag', api: false, descriptors: list.document?.children ?? [] };
  }

  async function attach(
    repository: Repository,
    subject: Digest,
    pushed: readonly Descriptor[],
    call?: Call,
  ): Promise<void> {
    const [content, path] = enter('attach', repository, subject, call);
    if (hasApi(repository)) return;
    const name = fallbackTag(subject);
    const before = content.manifest(path, name);
    if (before !== undefined && before.mediaType !== indexType) {
      throw new HoistError(
        'incomplete',
        'REFERRERS_TAG_TAKEN',
        `${repository}:${name} is not an index (P33)`,
      );
    }
    const listed = before?.document?.children ?? [];
    const fresh = pushed.filter((one) => listed.every((other) => other.digest !== one.digest));
    if (fresh.length === 0) return;
    content.putManifest(path, indexBytes([...listed, ...fresh.map(described(content, path))]), {
      tags: [name],
    });
  }

  async function reserve(
    repositories: readonly Repository[],
    _bytes: number,
    call?: Call,
  ): Promise<() => void> {
    return await slots.take(new Set(repositories.map(hostOf)), call?.signal);
  }

  async function access(repository: Repository, actions: 'pull' | 'push', call?: Call): Promise<void> {
    enter('access', repository, '', call);
    if (options.allow?.(repository, actions) !== false) return;
    throw new HoistError('refused', 'DENIED', `${repository}: the credentials do not allow ${actions}`);
  }

  return {
    calls,
    store,
    open: () => ({ pieces: keeper.held, slots: slots.taken, uploads: uploads.size }),
    manifest,
    head,
    putManifest,
    tag,
    hasBlob,
    openBlob,
    beginBlob,
    tags,
    referrers,
    attach,
    reserve,
    expect: () => undefined,
    pullsLeft: () => undefined,
    access,
    close: async () => undefined,
  };
}

const nothing: Document = { blobs: [], children: [] };

function manifestOf(stored: StoredManifest): Manifest {
  return parseManifest(stored.bytes, { contentType: stored.mediaType, expected: stored.digest });
}

function storedOf(manifest: Manifest): StoredManifest {
  const { digest, mediaType } = manifest;
  const bytes = new Uint8Array(manifest.bytes);
  return { digest, mediaType, bytes, document: readDocument(bytes) };
}

/** With the artifact type and annotations of the manifest itself, where it is there (P33). */
function described(content: Store, path: string): (descriptor: Descriptor) => Descriptor {
  return (descriptor) => {
    const stored = content.manifest(path, descriptor.digest);
    return stored === undefined ? descriptor : referrerDescriptor(stored);
  };
}
