import { HoistError } from '../../errors.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import type { Digest } from '../../image/digest.ts';
import { childrenOf, type Manifest } from '../../image/manifest.ts';
import { isIndexType, isManifestType } from '../../image/media-type.ts';
import { referrerDescriptor } from '../../image/referrers-index.ts';
import { entryUnread } from './failure.ts';
import type { LayoutIndex } from './index-json.ts';

/** What a manifest points at, kept so that a folder of many is read once: content under a digest never changes. */
type Links = {
  readonly subject?: Digest;
  readonly children: readonly Digest[];
  /** As a list of referrers shows it; only of what has a subject. */
  readonly listed?: Descriptor;
};

export type ReadManifest = (descriptor: Descriptor) => Promise<Manifest | undefined>;

/** Looks at the manifests that the `index.json` of one folder names, for what refers to a digest or holds one. */
export interface LinkBook {
  /** The entries whose `subject` is the digest, each once, as a list of referrers shows them. */
  referrersOf(index: LayoutIndex, subject: Digest): Promise<readonly Descriptor[]>;
  /** Whether an index among the entries, or below them, has the digest as a child. */
  isBelow(index: LayoutIndex, digest: Digest): Promise<boolean>;
}

/** How many manifests are remembered: with N26 some tens of megabytes. */
const remembered = 100_000;

/** `read` gives the manifests of the folder: what another one holds says nothing about this one. */
export function createLinkBook(read: ReadManifest): LinkBook {
  const book = new Map<Digest, Links>();

  async function linksOf(descriptor: Descriptor): Promise<Links> {
    const known = book.get(descriptor.digest);
    if (known !== undefined) return known;
    const manifest = await read(descriptor);
    // Nothing is remembered of what is not there: it may come.
    if (manifest === undefined) return { children: [] };
    const subject = manifest.subject?.digest;
    const links: Links = {
      children: childrenOf(manifest).map(({ digest }) => digest),
      ...(subject !== undefined && { subject, listed: referrerDescriptor(manifest) }),
    };
    if (book.size < remembered) book.set(descriptor.digest, links);
    return links;
  }

  async function referrersOf(index: LayoutIndex, subject: Digest) {
    const found = new Map<Digest, Descriptor>();
    for (const { descriptor, tag } of index.entries) {
      if (!isManifestType(descriptor.mediaType) && !isIndexType(descriptor.mediaType)) continue;
      const links = await linksOf(descriptor).catch((error: unknown) => {
        // It may be a signature or a scan of this very image: not to know is not to have none.
        const { digest } = descriptor;
        throw error instanceof HoistError
          ? entryUnread(tag === undefined ? digest : `${tag} (${digest})`, error)
          : error;
      });
      if (links.subject === subject && links.listed !== undefined) found.set(descriptor.digest, links.listed);
    }
    return [...found.values()];
  }

  async function isBelow(index: LayoutIndex, digest: Digest): Promise<boolean> {
    for (const { descriptor } of index.entries) {
      if (!isIndexType(descriptor.mediaType)) continue;
      const { children } = await linksOf(descriptor).catch(nothingBelow);
      if (children.includes(digest)) return true;
    }
    return false;
  }

  return { referrersOf, isBelow };
}

/** What cannot be read holds nothing that counts: the worst of it is an entry too many, and every other tag can be written. */
function nothingBelow(error: unknown): Links {
  if (error instanceof HoistError) return { children: [] };
  throw error;
}
