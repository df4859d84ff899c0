import { HoistError } from '../errors.ts';
import type { Descriptor } from './descriptor.ts';
import { shortDigest, type Digest } from './digest.ts';
import { artifactTypeOf, descriptorOf, parseManifest, type Manifest } from './manifest.ts';
import { mediaTypes } from './media-type.ts';
import type { JsonObject } from './strict-json.ts';

/** The descriptor under which a referrer is listed: with its type, or its config's, and its annotations (P33). */
export function referrerDescriptor(manifest: Manifest): Descriptor {
  const artifactType = artifactTypeOf(manifest);
  return {
    ...descriptorOf(manifest),
    ...(artifactType !== undefined && { artifactType }),
    ...(Object.keys(manifest.annotations).length > 0 && { annotations: manifest.annotations }),
  };
}

/**
 * The document of a subject's fallback tag with some referrers added: an OCI index, the one document that is written
 * rather than copied (P33). What is there stays as it is, members that we don't know included, in its order; what is
 * new follows in the order given; nothing is listed twice. Equal arguments give equal bytes, and where nothing is new
 * `existing` itself comes back.
 *
 * The subject is never listed as its own referrer, and an `existing` that is the subject counts as absent: some
 * registries answer the fallback tag with the image itself (transport.md §4.5).
 *
 * @param existing what the fallback tag names now, if anything
 * @throws HoistError `FALLBACK_TAG_TAKEN` (incomplete: the tag names something else), `MANIFEST_TOO_LARGE` (refused)
 */
export function mergeReferrers(
  existing: Manifest | undefined,
  add: readonly Descriptor[],
  subject: Digest,
): Manifest {
  const present = existing?.digest === subject ? undefined : existing;
  if (present !== undefined && present.mediaType !== mediaTypes.ociIndex) throw taken(present, subject);
  const document = present === undefined ? emptyIndex : documentOf(present);
  const kept = distinct(entriesOf(document), new Set([subject]));
  const listed = new Set([subject, ...kept.map((entry) => entry.digest)]);
  const added = distinct(add, listed).map(written);
  if (present !== undefined && added.length === 0 && kept.length === entriesOf(document).length)
    return present;
  const text = JSON.stringify({
    ...document,
    mediaType: mediaTypes.ociIndex,
    manifests: [...kept, ...added],
  });
  return parseManifest(new TextEncoder().encode(text), { where: `the referrers of ${shortDigest(subject)}` });
}

const emptyIndex: JsonObject = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };

type Entry = { readonly digest: Digest };

/** The bytes as JSON once more: parseManifest has accepted them, and read less than they say. */
function documentOf(index: Manifest): JsonObject {
  return JSON.parse(new TextDecoder().decode(index.bytes)) as JsonObject;
}

function entriesOf(document: JsonObject): readonly Entry[] {
  return (document['manifests'] ?? []) as readonly Entry[];
}

/** The entries whose digest was not seen before, each once. */
function distinct<T extends Entry>(entries: readonly T[], before: ReadonlySet<Digest>): readonly T[] {
  const seen = new Set(before);
  return entries.filter(({ digest }) => !seen.has(digest) && seen.add(digest));
}

/** Members in one order, whoever made the descriptor. */
function written({ mediaType, digest, size, artifactType, annotations, platform, urls }: Descriptor): object {
  const { osVersion, ...rest } = platform ?? {};
  return {
    mediaType,
    digest,
    size,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations && { annotations }),
    ...(urls && { urls }),
    ...(platform && { platform: { ...rest, ...(osVersion !== undefined && { 'os.version': osVersion }) } }),
  };
}

function taken(manifest: Manifest, subject: Digest): HoistError {
  const message = `the fallback tag for the referrers of ${subject} names ${manifest.mediaType}, no OCI index`;
  return new HoistError('incomplete', 'FALLBACK_TAG_TAKEN', message, {
    hint: 'Remove that tag at the target, or set `referrers: best-effort` for the stage.',
  });
}
