import { isDigest } from '../../image/digest.ts';
import type { BindingClaims } from '../binding.ts';

/** The digests in `sha256:…` or `ghcr.io/acme/web@sha256:…`; what holds none names nothing. */
export function digestsIn(texts: Iterable<string | undefined>): readonly string[] {
  return [...texts].flatMap((text) => {
    const digest = text?.slice(text.lastIndexOf('@') + 1) ?? '';
    return isDigest(digest) ? [digest] : [];
  });
}

/** What a package URL of an image names: `pkg:oci/web@sha256%3Aab…?arch=amd64&repository_url=…` (purl-spec, oci). */
export function claimsOfImagePurl(purl: string | undefined): Pick<BindingClaims, 'reference' | 'platform'> {
  const match = /^pkg:oci\/[^@?#]+@([^?#]+)(?:\?([^#]*))?/.exec(purl ?? '');
  if (match === null) return { reference: [] };
  const [, version = '', qualifiers = ''] = match;
  const architecture = new URLSearchParams(qualifiers).get('arch');
  return {
    reference: digestsIn([decoded(version)]),
    ...(architecture && { platform: { architecture } }),
  };
}

/** `pkg:deb/debian/openssl@3.0` → `deb`. */
export function purlType(purl: string | undefined): string | undefined {
  return /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\//.exec(purl ?? '')?.[1]?.toLowerCase();
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
