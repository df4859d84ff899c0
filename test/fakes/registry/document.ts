import type { Descriptor } from '../../../src/image/descriptor.ts';
import { algorithmOf, hexOf, type Digest } from '../../../src/image/digest.ts';
import type { Tag } from '../../../src/image/reference.ts';

export const indexType = 'application/vnd.oci.image.index.v1+json';
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexTypes = new Set([indexType, 'application/vnd.docker.distribution.manifest.list.v2+json']);

/**
 * What a registry reads in a manifest, and no more. Written apart from `src/image/manifest.ts` on purpose: a fake that
 * shared the subject's reading would share its mistakes, and a real registry takes documents that Hoist refuses (A3).
 */
export type Document = {
  readonly mediaType?: string;
  readonly artifactType?: string;
  /** The media type of the config: an image manifest without a type of its own is listed with it. */
  readonly configType?: string;
  /** Config, layers and an artifact manifest's blobs. */
  readonly blobs: readonly Descriptor[];
  readonly children: readonly Descriptor[];
  /** The digest of the subject as it stands there, of any algorithm or no digest at all; empty for a subject without. */
  readonly subject?: string;
  readonly annotations?: Readonly<Record<string, string>>;
};

type Json = { readonly [key: string]: unknown };

/** Undefined for anything that is not a JSON object. */
export function readDocument(bytes: Uint8Array): Document | undefined {
  const json = parseObject(bytes);
  if (json === undefined) return undefined;
  const config = isObject(json['config']) ? json['config'] : undefined;
  const artifactType = textOf(json['artifactType']);
  const configType = textOf(config?.['mediaType']);
  const subject = subjectOf(json['subject']);
  const mediaType = textOf(json['mediaType']);
  return {
    blobs: [config, ...listOf(json['layers']), ...listOf(json['blobs'])].filter(isDescriptor),
    children: listOf(json['manifests']).filter(isDescriptor),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(configType === undefined ? {} : { configType }),
    ...(subject === undefined ? {} : { subject }),
    ...(isObject(json['annotations']) ? { annotations: json['annotations'] as Record<string, string> } : {}),
  };
}

/** By the type alone: an image manifest may have fields that the image spec does not know, `manifests` among them. */
export function isIndex(mediaType: string): boolean {
  return indexTypes.has(mediaType);
}

/** A layer that may live elsewhere is not asked for when a manifest is pushed (P17). */
export function mayBeElsewhere(descriptor: Descriptor): boolean {
  return (descriptor.urls?.length ?? 0) > 0 || /nondistributable|foreign/.test(descriptor.mediaType);
}

export function indexBytes(manifests: readonly Descriptor[]): Uint8Array {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }));
}

/** The tag of the referrers tag schema (P36). */
export function fallbackTag(subject: Digest): Tag {
  return `${algorithmOf(subject)}-${hexOf(subject).slice(0, 64)}` as Tag;
}

function parseObject(bytes: Uint8Array): Json | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDescriptor(value: unknown): value is Descriptor {
  return isObject(value) && typeof value['digest'] === 'string';
}

/** `null` is what some programs write for nothing. */
function subjectOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return (isObject(value) ? textOf(value['digest']) : undefined) ?? '';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
