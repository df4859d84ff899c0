import { HoistError } from '../errors.ts';
import { invalidManifest, readAnnotations, readDescriptor, readText, type Descriptor } from './descriptor.ts';
import { algorithmOf, digestOf, type Digest } from './digest.ts';
import { bareMediaType, isIndexType, isManifestType, isSchema1Type, mediaTypes } from './media-type.ts';
import {
  isJsonObject,
  namesByCase,
  parseStrictJson,
  refuseCaseVariants,
  type JsonObject,
} from './strict-json.ts';

type Document = {
  /** Exactly the bytes received; what is pushed (P12). Owned: never a view into a pooled buffer. */
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly subject?: Descriptor;
};

/** An image manifest (OCI, Docker schema 2) or an OCI artifact manifest, whose `blobs` are the layers here. */
export type ImageManifest = Document & {
  readonly kind: 'manifest';
  /** Absent in artifact manifests. */
  readonly config?: Descriptor;
  readonly layers: readonly Descriptor[];
};

/** An OCI index or a Docker manifest list. */
export type ImageIndex = Document & {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
};

export type Manifest = ImageManifest | ImageIndex;

/** The longest manifest that is read, in bytes (N20). */
export const maxManifestBytes = 4 * 1024 * 1024;
/** N23. */
const maxIndexDescriptors = 1000;
/** N23. */
const maxLayers = 500;

export type ParseManifestOptions = {
  /** The `Content-Type` that came with the bytes, parameters and all. */
  readonly contentType?: string | undefined;
  /** The digest that was asked for; the bytes must have it. */
  readonly expected?: Digest | undefined;
  /** Where the bytes are from, for errors: `ghcr.io/acme/web:1.4.2`. */
  readonly where?: string | undefined;
};

/** What a document is, the list that it must have, and the members that would give it a second meaning (A3). */
const shapes = {
  image: { list: 'layers', limit: maxLayers, foreign: ['manifests', 'blobs', 'fsLayers', 'history'] },
  artifact: {
    list: 'blobs',
    limit: maxLayers,
    foreign: ['config', 'layers', 'manifests', 'fsLayers', 'history'],
  },
  index: {
    list: 'manifests',
    limit: maxIndexDescriptors,
    foreign: ['config', 'layers', 'blobs', 'fsLayers', 'history'],
  },
} as const;

type Shape = keyof typeof shapes;

const documentNames = namesByCase([
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'blobs',
  'subject',
  'annotations',
  'fsLayers',
  'history',
]);

/** What servers say when they do not know: then the document itself decides (P9). */
const vagueTypes: ReadonlySet<string> = new Set([
  '',
  'text/plain',
  'application/json',
  'application/octet-stream',
  'binary/octet-stream',
]);
const typeGrammar = /^[a-z]+\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

/**
 * Reads a manifest or index. The bytes are copied, hashed with the algorithm of `expected` (else SHA-256), and accepted
 * only if they have one meaning: one kind of document, no duplicate or case-varied names, a media type that agrees with
 * the `Content-Type` (P9, P13, A3). Layers and configs may be of any type (P18). A manifest of a type that we don't know
 * is read by its structure, because a copier must not fail on one (P12); it must have exactly one of `layers` and
 * `manifests`, or nobody could tell what belongs to it.
 *
 * The error's kind tells whether asking again may help. `unreachable`: `DIGEST_MISMATCH` (cut or changed on the way:
 * nothing has been written yet, so it is no failed transfer), `JSON_INVALID`, `MANIFEST_NOT_SENT` (a web page). `refused`,
 * because these bytes will never be accepted: `MANIFEST_INVALID`, `MANIFEST_AMBIGUOUS`, `JSON_AMBIGUOUS`,
 * `MANIFEST_TOO_LARGE`, `SCHEMA1`.
 *
 * @throws HoistError and nothing else
 */
export function parseManifest(bytes: Uint8Array, options: ParseManifestOptions = {}): Manifest {
  const where = options.where ?? 'the manifest';
  const sent = bareMediaType(options.contentType);
  if (bytes.length > maxManifestBytes) throw manifestTooLarge(where);
  // Before the digest: schema 1 has its digest over other bytes than those that are sent (P8).
  if (isSchema1Type(sent)) throw schema1(where);
  if (sent === 'text/html') throw notSent(where);
  const owned = new Uint8Array(bytes);
  const digest = digestOf(owned, options.expected === undefined ? 'sha256' : algorithmOf(options.expected));
  if (digest !== (options.expected ?? digest)) throw mismatch(where, options.expected, digest);

  const json = parseStrictJson(owned, where);
  if (!isJsonObject(json)) throw invalidManifest(where, 'it is not a JSON object');
  refuseCaseVariants(json, documentNames, where);
  const mediaType = mediaTypeOf(json, sent, where);
  const shape = shapeOf(json, mediaType, where);
  checkVersion(json, mediaType, where);
  return documentOf(json, shape, { bytes: owned, digest, mediaType, where });
}

/** The descriptors of the manifests directly below: children of an index, none of a manifest. */
export function childrenOf(manifest: Manifest): readonly Descriptor[] {
  return manifest.kind === 'index' ? manifest.manifests : [];
}

/** The descriptors of the blobs that a manifest names, config first; none of an index. */
export function blobsOf(manifest: Manifest): readonly Descriptor[] {
  if (manifest.kind === 'index') return [];
  return manifest.config === undefined ? manifest.layers : [manifest.config, ...manifest.layers];
}

/** Whether that is the manifest's digest in its algorithm, which may be another than that of `manifest.digest` (P3). */
export function isCalled(manifest: Manifest, digest: Digest): boolean {
  return digestOf(manifest.bytes, algorithmOf(digest)) === digest;
}

/** A descriptor that points at the manifest itself. */
export function descriptorOf(manifest: Manifest): Descriptor {
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length };
}

/** What kind of artifact a manifest is, as a list of referrers states it: for images that do not say, the config's type (P33). */
export function artifactTypeOf(manifest: Manifest): string | undefined {
  if (manifest.artifactType !== undefined || manifest.kind === 'index') return manifest.artifactType;
  return manifest.config?.mediaType;
}

function mediaTypeOf(json: JsonObject, sent: string, where: string): string {
  const stated = readText(json, 'mediaType', where);
  const vague = vagueTypes.has(sent);
  if (stated !== undefined && !vague && stated.toLowerCase() !== sent) {
    throw ambiguous(where, `it says that it is ${show(stated)} and was sent as ${show(sent)}`);
  }
  const mediaType = stated ?? (vague ? typeByStructure(json) : sent);
  // It becomes the Content-Type of the push (P28).
  if (!typeGrammar.test(mediaType)) throw invalidManifest(where, `${show(mediaType)} is not a media type`);
  if (isSchema1Type(mediaType) || (stated === undefined && json['schemaVersion'] === 1)) throw schema1(where);
  return mediaType;
}

/** OCI allows to leave the type out; Docker's documents always have it. */
function typeByStructure(json: JsonObject): string {
  return 'manifests' in json ? mediaTypes.ociIndex : mediaTypes.ociManifest;
}

function shapeOf(json: JsonObject, mediaType: string, where: string): Shape {
  const shape = shapeByType(mediaType) ?? ('manifests' in json ? 'index' : 'image');
  const { list, foreign } = shapes[shape];
  const second = foreign.find((name) => Object.hasOwn(json, name));
  if (second !== undefined) throw ambiguous(where, `it is ${show(mediaType)} and has ${show(second)}`);
  if (shape !== 'artifact' && !Object.hasOwn(json, list)) throw invalidManifest(where, `${list} is missing`);
  if (isManifestType(mediaType) && shape === 'image' && !isJsonObject(json['config'])) {
    throw invalidManifest(where, 'config is missing');
  }
  return shape;
}

function shapeByType(mediaType: string): Shape | undefined {
  if (isIndexType(mediaType)) return 'index';
  if (mediaType === mediaTypes.ociArtifact) return 'artifact';
  return isManifestType(mediaType) ? 'image' : undefined;
}

function checkVersion(json: JsonObject, mediaType: string, where: string): void {
  const version = json['schemaVersion'];
  const optional = mediaType === mediaTypes.ociArtifact || shapeByType(mediaType) === undefined;
  if (version === 2 || (optional && version === undefined)) return;
  throw invalidManifest(where, `schemaVersion ${show(version)} is not 2`);
}

type Origin = Pick<Document, 'bytes' | 'digest' | 'mediaType'> & { readonly where: string };

function documentOf(json: JsonObject, shape: Shape, { where, ...origin }: Origin): Manifest {
  const entries = readList(json, shape, where);
  const artifactType = readText(json, 'artifactType', where);
  const subject = optionalDescriptor(json, 'subject', where);
  const document: Document = {
    ...origin,
    annotations: readAnnotations(json, where),
    ...(artifactType !== undefined && { artifactType }),
    ...(subject && { subject }),
  };
  if (shape === 'index') return { kind: 'index', ...document, manifests: entries };
  const config = optionalDescriptor(json, 'config', where);
  return { kind: 'manifest', ...document, ...(config && { config }), layers: entries };
}

/** `null` is what Go writes for an empty list. */
function readList(json: JsonObject, shape: Shape, where: string): readonly Descriptor[] {
  const { list, limit } = shapes[shape];
  const entries: unknown = json[list] ?? [];
  if (!Array.isArray(entries)) throw invalidManifest(where, `${list} is not a list`);
  if (entries.length > limit) throw tooLarge(where, `more than ${limit} ${list}`);
  return entries.map((entry, at) => readDescriptor(entry, `${where}: ${list}[${at}]`));
}

function optionalDescriptor(json: JsonObject, name: string, where: string): Descriptor | undefined {
  const value = json[name];
  return value === undefined || value === null ? undefined : readDescriptor(value, `${where}: ${name}`);
}

function mismatch(where: string, expected: Digest | undefined, actual: Digest): HoistError {
  return new HoistError(
    'unreachable',
    'DIGEST_MISMATCH',
    `${where}: the bytes are ${actual}, ${expected} was asked for`,
    {
      hint: 'The answer was cut or changed on the way, or the registry serves false content; nothing was taken from it.',
    },
  );
}

function notSent(where: string): HoistError {
  return new HoistError(
    'unreachable',
    'MANIFEST_NOT_SENT',
    `${where}: a web page came instead of a manifest`,
    {
      hint: 'A proxy or a login page stands before the registry; see HTTPS_PROXY and NO_PROXY.',
    },
  );
}

function ambiguous(where: string, why: string): HoistError {
  return new HoistError('refused', 'MANIFEST_AMBIGUOUS', `${where}: the manifest has two meanings: ${why}`, {
    hint: 'Build and push the image again with a current tool (CVE-2021-41190).',
  });
}

/** For whoever stops reading at {@link maxManifestBytes} (N20). */
export function manifestTooLarge(where: string): HoistError {
  return tooLarge(where, `more than ${maxManifestBytes} bytes`);
}

function tooLarge(where: string, why: string): HoistError {
  return new HoistError('refused', 'MANIFEST_TOO_LARGE', `${where}: the manifest is too large: ${why}`, {
    hint: 'Split the image; registries need not take more either.',
  });
}

function schema1(where: string): HoistError {
  return new HoistError('refused', 'SCHEMA1', `${where}: this is an image of Docker schema 1`, {
    hint: 'It cannot be copied under its own digest. Pull and push it once with a current tool, then promote the new digest.',
  });
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 120);
}
