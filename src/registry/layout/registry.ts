import { resolve } from 'node:path';
import { HoistError } from '../../errors.ts';
import { fallbackTag } from '../../image/attached-tag.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { isComparable, isDigest, type Digest } from '../../image/digest.ts';
import { isCalled, type Manifest } from '../../image/manifest.ts';
import { isLayout, layoutFolder, type Repository, type Tag } from '../../image/reference.ts';
import { mergeReferrers } from '../../image/referrers-index.ts';
import type { Clock } from '../../ports/clock.ts';
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
} from '../../ports/registry.ts';
import { createTurns } from '../turns.ts';
import { createSlabPool, readBlob } from './blob-reader.ts';
import { createUpload } from './blob-upload.ts';
import { holdsManifest, keepManifest, readFallback, readManifest } from './documents.ts';
import { changeIndex, checkWritable, prepare, readIndex, sweep, type IndexChange } from './folder.ts';
import { findDigest, findTag, tagsOf, withManifest, withTag } from './index-json.ts';
import { createLinkBook, type LinkBook } from './links.ts';
import { blobSize } from './safe-file.ts';

export type LayoutOptions = {
  readonly clock: Clock;
};

/**
 * The registry port on folders in OCI image layout: `oci:FOLDER`, each a repository of its own. A folder that is not
 * there is an empty repository, and is made when something is written.
 *
 * A manifest that no tag names has an entry without name in `index.json`, as long as no index there holds it. Referrers
 * are found by the fallback tag, which `attach` keeps, and besides by the `subject` of the entries: ORAS writes no
 * fallback tag. Blobs are never mounted, for nothing would have looked at their bytes.
 *
 * Nothing but `oci-layout`, `index.json` and `blobs/<alg>/<hex>` is read, and of these only regular files (A28).
 */
export function createLayoutRegistry({ clock }: LayoutOptions): Registry {
  const slabs = createSlabPool();
  const books = new Map<string, LinkBook>();
  const turns = createTurns();
  const swept = new Set<string>();

  function linksIn(folder: string): LinkBook {
    const known = books.get(folder);
    if (known !== undefined) return known;
    const made = createLinkBook((descriptor) => readManifest(folder, descriptor.digest, descriptor));
    books.set(folder, made);
    return made;
  }

  /** Of one process, one after the other; of several, by the lock file. */
  async function change(folder: string, call: Call, how: IndexChange): Promise<void> {
    await turns.take(folder, () => changeIndex(folder, { clock, signal: call.signal }, how));
  }

  async function makeReady(folder: string): Promise<void> {
    await prepare(folder);
    if (swept.has(folder)) return;
    swept.add(folder);
    await sweep(folder, clock.now());
  }

  async function manifest(repository: Repository, reference: Tag | Digest, call?: Call) {
    const folder = enter(repository, call);
    const index = await readIndex(folder);
    if (isDigest(reference)) return await readManifest(folder, reference, findDigest(index, reference));
    const named = findTag(index, reference, repository);
    if (named === undefined) return undefined;
    const found = await readManifest(folder, named.digest, named);
    if (found !== undefined) return found;
    throw new HoistError(
      'incomplete',
      'LAYOUT_INCOMPLETE',
      `${repository}:${reference} names ${named.digest}, which is not there`,
      {
        hint: 'The layout was not written to its end, or cut afterwards; write it again.',
      },
    );
  }

  async function head(
    repository: Repository,
    reference: Tag | Digest,
    call?: HeadCall,
  ): Promise<ManifestHead | undefined> {
    const folder = enter(repository, call);
    const index = await readIndex(folder);
    if (!isDigest(reference)) {
      const named = findTag(index, reference, repository);
      if (named === undefined) return undefined;
      const expected = call?.expected;
      if (expected === undefined || isComparable(named.digest, expected)) return { digest: named.digest };
      const found = await readManifest(folder, named.digest, named);
      return { digest: found !== undefined && isCalled(found, expected) ? expected : named.digest };
    }
    return (await holdsManifest(folder, reference)) ? { digest: reference } : undefined;
  }

  async function putManifest(repository: Repository, pushed: Manifest, call: Call = {}): Promise<PutResult> {
    const folder = enter(repository, call);
    await makeReady(folder);
    const existed = await keepManifest(folder, pushed);
    await change(folder, call, async (index) => {
      const isBelow = existed && (await linksIn(folder).isBelow(index, pushed.digest));
      return withManifest(index, pushed, isBelow);
    });
    return { subjectHandled: false };
  }

  async function tag(repository: Repository, pushed: Manifest, name: Tag, call: Call = {}): Promise<void> {
    const folder = enter(repository, call);
    await makeReady(folder);
    await keepManifest(folder, pushed);
    await change(folder, call, (index) => withTag(withManifest(index, pushed), pushed, name));
  }

  async function hasBlob(repository: Repository, blob: Descriptor, call?: Call): Promise<boolean> {
    const folder = enter(repository, call);
    return (await blobSize(folder, blob.digest)) === blob.size;
  }

  async function* openBlob(repository: Repository, blob: Descriptor, from: number, call?: Call): BlobBytes {
    yield* readBlob(enter(repository, call), blob, { from, slabs, signal: call?.signal });
  }

  async function beginBlob(
    repository: Repository,
    blob: Descriptor,
    options?: BeginOptions,
  ): Promise<BlobBegin> {
    const folder = enter(repository, options);
    const size = await blobSize(folder, blob.digest);
    if (size === blob.size && options?.resend !== true) return { state: 'present' };
    await makeReady(folder);
    return { state: 'upload', upload: createUpload(folder, blob) };
  }

  async function* tags(repository: Repository, call?: Call): AsyncIterable<Tag> {
    yield* tagsOf(await readIndex(enter(repository, call)));
  }

  async function referrers(
    repository: Repository,
    subject: Digest,
    { signal, knownTags }: ReferrersOptions = {},
  ): Promise<ReferrersList> {
    const folder = enter(repository, { signal });
    const index = await readIndex(folder);
    const known = await knownTags;
    const isKnown = known === undefined || known.has(fallbackTag(subject));
    const list = isKnown ? await readFallback(folder, index, subject) : undefined;
    const listed = list?.kind === 'index' && list.digest !== subject ? list.manifests : [];
    const names = new Set(listed.map(({ digest }) => digest));
    const scanned = await linksIn(folder).referrersOf(index, subject);
    const descriptors = [...listed, ...scanned.filter(({ digest }) => !names.has(digest))];
    return { way: descriptors.length === 0 ? 'none' : 'tag', api: false, descriptors };
  }

  async function attach(
    repository: Repository,
    subject: Digest,
    added: readonly Descriptor[],
    call: Call = {},
  ): Promise<void> {
    const folder = enter(repository, call);
    if (added.length === 0) return;
    await makeReady(folder);
    await change(folder, call, async (index) => {
      const list = mergeReferrers(await readFallback(folder, index, subject), added, subject);
      await keepManifest(folder, list);
      return withTag(withManifest(index, list), list, fallbackTag(subject));
    });
  }

  async function reserve(
    _repositories: readonly Repository[],
    _bytes: number,
    call?: Call,
  ): Promise<() => void> {
    call?.signal?.throwIfAborted();
    return () => undefined;
  }

  async function access(repository: Repository, actions: 'pull' | 'push', call?: Call): Promise<void> {
    const folder = enter(repository, call);
    await readIndex(folder);
    if (actions === 'push') await checkWritable(folder);
  }

  return {
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
    close: () => turns.idle(),
  };
}

function enter(repository: Repository, call: Call | undefined): string {
  call?.signal?.throwIfAborted();
  if (isLayout(repository)) return resolve(layoutFolder(repository));
  throw new HoistError('config', 'REFERENCE_INVALID', `${repository} is no folder`, {
    hint: 'Write oci: and the path of a folder: oci:./images.',
  });
}
