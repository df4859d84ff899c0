import type { Descriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';

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

/** The descriptors of the manifests directly below: children of an index, none of a manifest. */
export function childrenOf(manifest: Manifest): readonly Descriptor[] {
  return manifest.kind === 'index' ? manifest.manifests : [];
}

/** The descriptors of the blobs that a manifest names, config first; none of an index. */
export function blobsOf(manifest: Manifest): readonly Descriptor[] {
  if (manifest.kind === 'index') return [];
  return manifest.config === undefined ? manifest.layers : [manifest.config, ...manifest.layers];
}

/** A descriptor that points at the manifest itself. */
export function descriptorOf(manifest: Manifest): Descriptor {
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length };
}
