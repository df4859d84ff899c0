import { HoistError } from '../../errors.ts';
import { attachedTo } from '../../image/attached-tag.ts';
import { readDescriptor, type Descriptor } from '../../image/descriptor.ts';
import type { Digest } from '../../image/digest.ts';
import { childrenOf, descriptorOf, type Manifest } from '../../image/manifest.ts';
import { mediaTypes } from '../../image/media-type.ts';
import { isTag, type Tag } from '../../image/reference.ts';
import { isJsonObject, parseStrictJson, type JsonObject } from '../../image/strict-json.ts';
import { damagedHint } from './failure.ts';

/** One line of `index.json`. */
export type IndexEntry = {
  /** As it is written there, members that we don't know included. */
  readonly written: JsonObject;
  readonly descriptor: Descriptor;
  /** From `org.opencontainers.image.ref.name`; of a whole reference, as some tools write there, its tag. */
  readonly tag?: Tag;
};

/** What `index.json` says (image-spec, image-layout.md). */
export type LayoutIndex = {
  readonly document: JsonObject;
  readonly entries: readonly IndexEntry[];
};

const refName = 'org.opencontainers.image.ref.name';
/** Docker and containerd load images under this name rather than under the other. */
const containerdName = 'io.containerd.image.name';
/** N26. */
const maxEntries = 100_000;

export const emptyIndex: LayoutIndex = {
  document: { schemaVersion: 2, mediaType: mediaTypes.ociIndex },
  entries: [],
};

/** @throws HoistError `JSON_INVALID`, `JSON_AMBIGUOUS`, `MANIFEST_INVALID`, `LAYOUT_TOO_LARGE` */
export function parseIndex(bytes: Uint8Array, where: string): LayoutIndex {
  const document = parseStrictJson(bytes, where, damagedHint);
  if (!isJsonObject(document)) throw invalid(where, 'it is not a JSON object');
  const list = document['manifests'] ?? [];
  if (!Array.isArray(list)) throw invalid(where, 'manifests is not a list');
  if (list.length > maxEntries) {
    throw new HoistError(
      'refused',
      'LAYOUT_TOO_LARGE',
      `${where} has ${list.length} entries, of at most ${maxEntries}`,
      {
        hint: 'Split the layout.',
      },
    );
  }
  return {
    document,
    entries: list.map((entry: unknown, at) => entryOf(entry, `${where}: manifests[${at}]`)),
  };
}

export function indexBytes({ document, entries }: LayoutIndex): Uint8Array {
  const manifests = entries.map(({ written }) => written);
  return new TextEncoder().encode(JSON.stringify({ ...document, manifests }));
}

/** All tags, in the order of the file, each once. */
export function tagsOf({ entries }: LayoutIndex): ReadonlySet<Tag> {
  return new Set(entries.flatMap(({ tag }) => (tag === undefined ? [] : [tag])));
}

/**
 * What a tag names.
 *
 * @throws HoistError `LAYOUT_AMBIGUOUS` where it names two digests
 */
export function findTag({ entries }: LayoutIndex, tag: Tag, where: string): Descriptor | undefined {
  const found = entries.filter((entry) => entry.tag === tag).map(({ descriptor }) => descriptor);
  const first = found[0];
  if (found.every(({ digest }) => digest === first?.digest)) return first;
  throw new HoistError('refused', 'LAYOUT_AMBIGUOUS', `${where} gives the tag ${tag} to several images`, {
    hint: 'Name the digest, or write the layout again with a tag for each image.',
  });
}

export function findDigest({ entries }: LayoutIndex, digest: Digest): Descriptor | undefined {
  return entries.find(({ descriptor }) => descriptor.digest === digest)?.descriptor;
}

/**
 * With a manifest that was put by digest: it gets an entry without name, so that other tools find it and none of them
 * takes it for garbage. Its children need none any more, and so an image of many platforms is one entry in the end,
 * as `oci:folder` without tag asks for. Where nothing changes, `index` itself comes back.
 *
 * @param isBelow it is known to be below another entry
 */
export function withManifest(index: LayoutIndex, manifest: Manifest, isBelow = false): LayoutIndex {
  const below = new Set(childrenOf(manifest).map(({ digest }) => digest));
  const kept = index.entries.filter((entry) => !(isBare(entry) && below.has(entry.descriptor.digest)));
  const known = isBelow || findDigest(index, manifest.digest) !== undefined;
  if (known && kept.length === index.entries.length) return index;
  return { ...index, entries: known ? kept : [...kept, freshEntry(manifest)] };
}

/** With a tag moved to a manifest. What it named before stays as an entry without name. */
export function withTag(index: LayoutIndex, manifest: Manifest, tag: Tag): LayoutIndex {
  const { digest } = manifest;
  const tagged = index.entries.filter((entry) => entry.tag === tag);
  if (tagged.length === 1 && tagged[0]?.descriptor.digest === digest) return index;
  const entries = index.entries.flatMap((entry) => {
    if (entry.tag !== tag) return isBare(entry) && entry.descriptor.digest === digest ? [] : [entry];
    const rest = withoutName(entry);
    return isSuperfluous(rest, { index, tag, digest }) ? [] : [rest];
  });
  return { ...index, entries: [...entries, freshEntry(manifest, tag)] };
}

/** The list of referrers before this one is of no use to anyone, and what has another entry needs no second. */
function isSuperfluous(
  entry: IndexEntry,
  { index, tag, digest }: { readonly index: LayoutIndex; readonly tag: Tag; readonly digest: Digest },
): boolean {
  if (!isBare(entry)) return false;
  if (attachedTo(tag)?.kind === 'referrers' || entry.descriptor.digest === digest) return true;
  return index.entries.some(
    (other) => other.tag !== tag && other.descriptor.digest === entry.descriptor.digest,
  );
}

function isBare({ written }: IndexEntry): boolean {
  return written['annotations'] === undefined;
}

function freshEntry(manifest: Manifest, tag?: Tag): IndexEntry {
  const descriptor = descriptorOf(manifest);
  if (tag === undefined) return { written: descriptor, descriptor };
  return { written: { ...descriptor, annotations: { [refName]: tag } }, descriptor, tag };
}

function withoutName({ written, descriptor }: IndexEntry): IndexEntry {
  const { annotations, ...rest } = written;
  const kept = Object.entries(isJsonObject(annotations) ? annotations : {}).filter(
    ([name]) => name !== refName && name !== containerdName,
  );
  return {
    descriptor,
    written: kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) },
  };
}

function entryOf(value: unknown, where: string): IndexEntry {
  const descriptor = readDescriptor(value, where);
  const tag = tagIn(descriptor.annotations?.[refName]);
  return { written: value as JsonObject, descriptor, ...(tag !== undefined && { tag }) };
}

function tagIn(name: string | undefined): Tag | undefined {
  if (name === undefined) return undefined;
  if (isTag(name)) return name;
  const colon = name.lastIndexOf(':');
  const last = name.slice(colon + 1);
  return colon > 0 && isTag(last) && !name.includes('@') ? last : undefined;
}

function invalid(where: string, why: string): HoistError {
  return new HoistError('config', 'LAYOUT_INVALID', `${where}: ${why}`, {
    hint: 'Name a folder that holds an OCI image layout.',
  });
}
