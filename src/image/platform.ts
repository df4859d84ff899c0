/** The platform of an image as the index or the image config states it (OCI image-spec, image-index.md). */
export type Platform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
};

/** `linux/arm64/v8`; BuildKit's attestation manifests say `unknown/unknown`. */
export function platformText(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
