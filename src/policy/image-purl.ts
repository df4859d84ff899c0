import { PackageURL } from 'packageurl-js';
import type { Digest } from '../image/digest.ts';
import { parseRepository, type Repository } from '../image/reference.ts';
import type { NamedPackage } from './package-pattern.ts';

export type ImageName = { readonly repository: Repository; readonly digests: readonly Digest[] };

/** A purl, or undefined for a text that is none. */
export function readPurl(text: string): PackageURL | undefined {
  try {
    return PackageURL.fromString(text);
  } catch {
    return undefined;
  }
}

/** Whether a purl means this image: by its digest, or by its repository without any version. */
export function meansImage(purl: PackageURL, { repository, digests }: ImageName): boolean {
  if (purl.type !== 'oci' && purl.type !== 'docker') return false;
  if (purl.version !== undefined && purl.version !== '')
    return digests.some((digest) => digest === purl.version);
  const url = purl.qualifiers?.['repository_url'];
  if (url === undefined) return false;
  return [url, `${url}/${purl.name ?? ''}`].some((name) => canonical(name) === repository);
}

function canonical(name: string): string | undefined {
  try {
    return parseRepository(name);
  } catch {
    return undefined;
  }
}

/** Whether what a document calls a package is one that was found: what it does not say (version, qualifiers) may be any. */
export function meansPackage(stated: string, { name, version, purl }: NamedPackage): boolean {
  if (purl === undefined) return stated === name || stated === `${name}@${version ?? ''}`;
  if (stated === purl) return true;
  const [wanted, actual] = [readPurl(stated), readPurl(purl)];
  if (wanted === undefined || actual === undefined) return false;
  const isSame =
    wanted.type === actual.type &&
    (wanted.namespace ?? '') === (actual.namespace ?? '') &&
    wanted.name === actual.name &&
    (wanted.version === undefined || wanted.version === actual.version);
  return (
    isSame &&
    Object.entries(wanted.qualifiers ?? {}).every(([key, value]) => actual.qualifiers?.[key] === value)
  );
}
