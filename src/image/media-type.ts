/** The media types of the standard (OCI image-spec, media-types.md) and their Docker forerunners. */
export const mediaTypes = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  /** Withdrawn before OCI 1.1, and still in registries. */
  ociArtifact: 'application/vnd.oci.artifact.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  /** Schema 1, signed and not: asked for only to refuse it clearly (P8). */
  dockerSigned1: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  dockerUnsigned1: 'application/vnd.docker.distribution.manifest.v1+json',
} as const;

/** The `Accept` header of every manifest request; without it old registries convert to schema 1 (P7). */
export const acceptManifests = [
  mediaTypes.ociIndex,
  mediaTypes.ociManifest,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
  mediaTypes.ociArtifact,
  mediaTypes.dockerSigned1,
  mediaTypes.dockerUnsigned1,
].join(', ');

const manifestTypes: ReadonlySet<string> = new Set([
  mediaTypes.ociManifest,
  mediaTypes.dockerManifest,
  mediaTypes.ociArtifact,
]);
const indexTypes: ReadonlySet<string> = new Set([mediaTypes.ociIndex, mediaTypes.dockerList]);
const schema1Types: ReadonlySet<string> = new Set([mediaTypes.dockerSigned1, mediaTypes.dockerUnsigned1]);

const nonDistributable =
  /^application\/vnd\.(?:oci\.image\.layer\.nondistributable\.v1\.tar(?:\+[a-z0-9]+)?|docker\.image\.rootfs\.foreign\.diff\.tar(?:\.[a-z0-9]+)?)$/;

/** A manifest of one image or artifact: OCI, Docker schema 2, OCI artifact manifest. Not an index. */
export function isManifestType(mediaType: string): boolean {
  return manifestTypes.has(mediaType);
}

/** An OCI index or a Docker manifest list. */
export function isIndexType(mediaType: string): boolean {
  return indexTypes.has(mediaType);
}

/** Docker schema 1, which cannot be copied byte for byte (P8). */
export function isSchema1Type(mediaType: string): boolean {
  return schema1Types.has(mediaType);
}

/** A layer that its maker did not allow to be pushed everywhere. `urls` alone do not make one (P17). */
export function isForeignLayerType(mediaType: string): boolean {
  return nonDistributable.test(mediaType);
}

/** A `Content-Type` without its parameters, in lower case (P9); empty for none. */
export function bareMediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1).join('').trim().toLowerCase();
}
