import type { Descriptor } from '../image/descriptor.ts';
import { digestOf } from '../image/digest.ts';
import { descriptorOf, parseManifest, type Manifest } from '../image/manifest.ts';
import { mediaTypes } from '../image/media-type.ts';
import type { Repository } from '../image/reference.ts';
import type { Call, Piece, Registry } from '../ports/registry.ts';

/** A document of ours that is attached to an image. */
export type Artifact = {
  /** Of the manifest and of its one layer. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
};

export type ArtifactPlace = Call & {
  readonly registry: Registry;
  readonly repository: Repository;
  readonly subject: Manifest;
};

const empty = Buffer.from('{}');

/**
 * Attaches a document as an OCI 1.1 referrer: an empty config and one layer, as cosign 3 writes bundles. It is found
 * there when this is done, by the API or the fallback tag.
 */
export async function attachArtifact(
  place: ArtifactPlace,
  { mediaType, bytes, annotations }: Artifact,
): Promise<void> {
  const { registry, repository, subject, signal } = place;
  const config = await putBlob(place, { mediaType: mediaTypes.ociEmpty, bytes: empty });
  const layer = await putBlob(place, { mediaType, bytes });
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: mediaType,
    config,
    layers: [layer],
    subject: descriptorOf(subject),
    annotations,
  };
  const manifest = parseManifest(Buffer.from(JSON.stringify(document)), {
    contentType: mediaTypes.ociManifest,
  });
  await registry.putManifest(repository, manifest, { signal });
  const listed = { ...descriptorOf(manifest), artifactType: mediaType, annotations };
  const manifests = new Map([[manifest.digest, manifest]]);
  await registry.attach(repository, subject.digest, [listed], { manifests, signal });
}

async function putBlob(
  { registry, repository, signal }: ArtifactPlace,
  { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array },
): Promise<Descriptor> {
  const blob = { mediaType, digest: digestOf(bytes), size: bytes.length };
  const begun = await registry.beginBlob(repository, blob, { signal });
  if (begun.state !== 'upload') return blob;
  try {
    await begun.upload.send((from) => inOnePiece(bytes.subarray(from)), { signal });
  } catch (error) {
    await begun.upload.abort();
    throw error;
  }
  return blob;
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Piece> {
  if (bytes.length > 0) yield { bytes, release: () => undefined };
}
