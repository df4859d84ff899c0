import type { PackageURL } from 'packageurl-js';
import type { Material } from '../domain/provenance.ts';
import { isDigest, type Digest } from '../image/digest.ts';
import { parseReference, type Repository, type Tag } from '../image/reference.ts';
import { readPurl } from './image-purl.ts';

/** An image that another was built from. */
export type BaseReference = {
  /** As provenance or annotation has it: the key of {@link Facts.baseImages}. */
  readonly written: string;
  readonly repository: Repository;
  readonly tag?: Tag;
  readonly digest?: Digest;
};

const imageScheme = /^(?:docker-image|oci):\/\//;
export const baseName = 'org.opencontainers.image.base.name';
const baseDigest = 'org.opencontainers.image.base.digest';

/**
 * The image that a material is: BuildKit's `pkg:docker/alpine@3.17?platform=…`, or `docker-image://…`. Undefined for a
 * material of another kind, `unreadable` for an image whose name is none.
 */
export function baseOfMaterial({ uri, digest }: Material): BaseReference | 'unreadable' | undefined {
  const sha256 = Object.hasOwn(digest, 'sha256') ? `sha256:${digest['sha256'] ?? ''}` : undefined;
  if (imageScheme.test(uri)) return read(uri, uri.replace(imageScheme, '').replace(/[?#].*$/s, ''), sha256);
  if (!/^pkg:\/*(?:docker|oci)\//i.test(uri)) return undefined;
  const purl = readPurl(uri);
  if (purl === undefined) return 'unreadable';
  const stated = purl.qualifiers?.['digest'];
  return read(
    uri,
    referenceOf(purl),
    sha256 ?? (stated === undefined || stated === null ? undefined : stated),
  );
}

/** What the annotations of a manifest claim; undefined where they name none. */
export function baseOfAnnotations(
  annotations: Readonly<Record<string, string>>,
): BaseReference | 'unreadable' | undefined {
  const name = Object.hasOwn(annotations, baseName) ? annotations[baseName] : undefined;
  if (name === undefined) return undefined;
  return read(name, name, Object.hasOwn(annotations, baseDigest) ? annotations[baseDigest] : undefined);
}

function referenceOf({ type, namespace, name, version, qualifiers }: PackageURL): string {
  const url = qualifiers?.['repository_url'];
  const path = [namespace, name]
    .filter((part) => part !== undefined && part !== null && part !== '')
    .join('/');
  // For oci, repository_url is the whole name; for docker, the registry before it.
  const repository = url === undefined || url === '' ? path : type === 'oci' ? url : `${url}/${path}`;
  const label = version ?? qualifiers?.['tag'] ?? '';
  if (label === '') return repository;
  return isDigest(label) ? `${repository}@${label}` : `${repository}:${label}`;
}

function read(written: string, text: string, stated: string | undefined): BaseReference | 'unreadable' {
  try {
    const { repository, tag, digest } = parseReference(text);
    const known = digest ?? (stated !== undefined && isDigest(stated) ? stated : undefined);
    return { written, repository, ...(tag && { tag }), ...(known && { digest: known }) };
  } catch {
    return 'unreadable';
  }
}

/** `docker.io/library/debian:12-slim`: what globs are held against. */
export function baseText({ repository, tag }: BaseReference): string {
  return tag === undefined ? repository : `${repository}:${tag}`;
}
