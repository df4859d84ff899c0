import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import { artifactTypeOf, type Manifest } from '../image/manifest.ts';
import { mediaTypes } from '../image/media-type.ts';
import { readBlob, type BlobPlace } from './blob.ts';
import type { Look } from './look.ts';

/** A document that is there and has not been read yet. */
export type Lead = {
  readonly look: Look;
  readonly about?: Digest;
  /** Known before it is read, for a blob. */
  readonly digest?: Digest;
  readonly size?: number;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly manifest?: Digest;
  readonly file?: string;
  read(maxBytes: number): Promise<Uint8Array>;
};

/** Types of documents that somebody might read as evidence. Others, an archive of sources say, are not worth the bytes. */
const documentTypes = /json|in-toto|dsse|simplesigning|sigstore|jose|cose|spdx|cyclonedx|openvex|sarif/i;
/** Types that every image has, so that they say nothing of its layers. */
const vagueTypes: ReadonlySet<string> = new Set([
  mediaTypes.ociConfig,
  mediaTypes.dockerConfig,
  mediaTypes.ociEmpty,
]);

export type LayerPlace = BlobPlace & {
  readonly look: Look;
  readonly about?: Digest | undefined;
  readonly signal: AbortSignal;
};

/** The documents that a manifest holds: its layers, by types that are hints and decide only what is worth reading. */
export function leadsIn(manifest: Manifest, place: LayerPlace): readonly Lead[] {
  if (manifest.kind === 'index') return [];
  const artifactType = artifactTypeOf(manifest) ?? '';
  const isDocument = documentTypes.test(artifactType) && !vagueTypes.has(artifactType);
  return manifest.layers
    .filter(({ mediaType }) => isDocument || documentTypes.test(mediaType))
    .map((layer) => leadOf(layer, manifest, place));
}

function leadOf(layer: Descriptor, manifest: Manifest, { look, about, signal, ...place }: LayerPlace): Lead {
  return {
    look,
    digest: layer.digest,
    size: layer.size,
    mediaType: layer.mediaType,
    annotations: { ...manifest.annotations, ...layer.annotations },
    manifest: manifest.digest,
    ...(about !== undefined && { about }),
    read: (maxBytes) => readBlob(place, layer, { maxBytes, signal }),
  };
}
