import { HoistError } from '../errors.ts';
import { algorithmOf, digestOf, isDigest, type Digest } from './digest.ts';
import { readPlatform, type Platform } from './platform.ts';
import { isJsonObject, namesByCase, refuseCaseVariants, type JsonObject } from './strict-json.ts';

/** A pointer to content: what it is, which bytes, how many (OCI image-spec, descriptor.md). */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes; a safe integer ≥ 0 (A47). */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly platform?: Platform;
  /** Where else the content may be had. Never fetched (A4). */
  readonly urls?: readonly string[];
};

const descriptorNames = namesByCase([
  'mediaType',
  'digest',
  'size',
  'annotations',
  'artifactType',
  'platform',
  'urls',
  'data',
]);
const platformNames = namesByCase(['os', 'architecture', 'variant', 'os.version', 'os.features', 'features']);
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads a descriptor from a document. Media and artifact types are opaque (P12, P18); embedded `data` must be the
 * content that digest and size speak of (P16) and is not kept.
 *
 * @param what names the place in errors: `ghcr.io/acme/web:1.4.2: layers[3]`
 * @throws HoistError `MANIFEST_INVALID`, `JSON_AMBIGUOUS` (both refused)
 */
export function readDescriptor(value: unknown, what: string): Descriptor {
  if (!isJsonObject(value)) throw invalidManifest(what, 'it is not a descriptor');
  refuseCaseVariants(value, descriptorNames, what);
  const digest = readDigest(value, what);
  const size = readSize(value, what);
  checkData(value['data'], { digest, size }, what);
  const artifactType = readText(value, 'artifactType', what);
  const platform = readPlatformOf(value, what);
  const urls = readUrls(value, what);
  const annotations = isAbsent(value['annotations']) ? undefined : readAnnotations(value, what);
  return {
    mediaType: readText(value, 'mediaType', what) ?? missing(what, 'mediaType'),
    digest,
    size,
    ...(annotations && { annotations }),
    ...(artifactType !== undefined && { artifactType }),
    ...(platform && { platform }),
    ...(urls && { urls }),
  };
}

/** The `annotations` of a document or descriptor, without prototype: every key is only what the document says. */
export function readAnnotations(object: JsonObject, what: string): Readonly<Record<string, string>> {
  const annotations = Object.create(null) as Record<string, string>;
  const stated = object['annotations'];
  if (isAbsent(stated)) return annotations;
  if (!isJsonObject(stated)) throw invalidManifest(what, 'annotations is not an object');
  for (const [key, value] of Object.entries(stated)) {
    if (typeof value !== 'string') throw invalidManifest(what, `annotation ${show(key)} is not a string`);
    annotations[key] = value;
  }
  return annotations;
}

/** A member that is text where it is there; `null` and the empty string, which Go writes for "none", are absence. */
export function readText(object: JsonObject, name: string, what: string): string | undefined {
  const value = object[name];
  if (isAbsent(value) || value === '') return undefined;
  if (typeof value !== 'string' || value.length > 1024 || /\p{Cc}/u.test(value)) {
    throw invalidManifest(what, `${name} is not a line of text`);
  }
  return value;
}

export function invalidManifest(what: string, why: string): HoistError {
  return new HoistError('refused', 'MANIFEST_INVALID', `${what}: ${why}`, {
    hint: 'The image breaks the standard; build and push it again with a current tool.',
  });
}

function readDigest(object: JsonObject, what: string): Digest {
  const value = object['digest'];
  if (typeof value === 'string' && isDigest(value)) return value;
  throw invalidManifest(what, `digest ${show(value)} is not sha256: or sha512: with lower-case hex digits`);
}

function readSize(object: JsonObject, what: string): number {
  const value = object['size'];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalidManifest(what, `size ${show(value)} is not a whole number of bytes`);
}

function readPlatformOf(object: JsonObject, what: string): Platform | undefined {
  const value = object['platform'];
  if (isAbsent(value)) return undefined;
  if (!isJsonObject(value)) throw invalidManifest(what, 'platform is not an object');
  refuseCaseVariants(value, platformNames, `${what}.platform`);
  return readPlatform(value);
}

function readUrls(object: JsonObject, what: string): readonly string[] | undefined {
  const value = object['urls'];
  if (isAbsent(value)) return undefined;
  if (!Array.isArray(value) || !value.every((url) => typeof url === 'string')) {
    throw invalidManifest(what, 'urls is not a list of strings');
  }
  return value;
}

function checkData(data: unknown, content: { digest: Digest; size: number }, what: string): void {
  if (isAbsent(data)) return;
  if (typeof data !== 'string' || !base64.test(data)) throw invalidManifest(what, 'data is not base64');
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === content.size && digestOf(bytes, algorithmOf(content.digest)) === content.digest)
    return;
  throw invalidManifest(what, 'the embedded data is not what digest and size say');
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function missing(what: string, name: string): never {
  throw invalidManifest(what, `${name} is missing`);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'that is missing').slice(0, 120);
}
