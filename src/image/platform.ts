import { isJsonObject } from './strict-json.ts';

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

/**
 * Reads the members `os`, `architecture`, `variant` and `os.version` of an index entry or an image config. Undefined
 * where system or architecture is not stated: both are facts for a policy, and neither is ever guessed.
 */
export function readPlatform(value: unknown): Platform | undefined {
  if (!isJsonObject(value)) return undefined;
  const { os, architecture, variant } = value;
  const osVersion = value['os.version'];
  if (!isText(os) || !isText(architecture)) return undefined;
  return { os, architecture, ...(isText(variant) && { variant }), ...(isText(osVersion) && { osVersion }) };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
