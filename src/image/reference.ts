import { HoistError } from '../errors.ts';
import { isDigest, parseDigest, type Digest } from './digest.ts';

declare const host: unique symbol;
declare const repository: unique symbol;
declare const tag: unique symbol;

/** A registry's host in lower case, with its port where that is not 443: `ghcr.io`, `localhost:5000`. Docker Hub is `docker.io`. */
export type Host = string & { readonly [host]: true };

/**
 * The canonical name of a repository: `docker.io/library/debian`, `localhost:5000/web`, or of a folder in OCI image
 * layout: `oci:./folder`. Two names of one repository are the same string, so it can be a map's key.
 */
export type Repository = string & { readonly [repository]: true };

/** `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (P1). */
export type Tag = string & { readonly [tag]: true };

/** What a user writes: `[HOST/]PATH[:TAG][@DIGEST]` or `oci:FOLDER[:TAG][@DIGEST]`. */
export type Reference = {
  readonly repository: Repository;
  readonly tag?: Tag;
  readonly digest?: Digest;
};

const layoutPrefix = 'oci:';
const tagGrammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const hostGrammar =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;
const dockerHub = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

export function isTag(text: string): text is Tag {
  return tagGrammar.test(text);
}

/** Throws `TAG_INVALID`. */
export function parseTag(text: string): Tag {
  if (isTag(text)) return text;
  throw new HoistError('config', 'TAG_INVALID', `not a tag: ${show(text)}`, {
    hint: 'A tag has 1 to 128 characters: letters, digits, ".", "_", "-"; the first is a letter, a digit or "_".',
  });
}

/** The canonical form of a host as the user or a config names it; throws `HOST_INVALID`. */
export function parseHost(text: string): Host {
  const lower = text.toLowerCase();
  const bare = lower.endsWith(':443') ? lower.slice(0, -4) : lower;
  if (!hostGrammar.test(bare) || (portOf(bare) ?? 1) > 65_535 || portOf(bare) === 0) {
    throw new HoistError('config', 'HOST_INVALID', `not a registry host: ${show(text)}`, {
      hint: 'A host is a DNS name or an IP address with an optional port: registry.example.com:5000.',
    });
  }
  return (dockerHub.has(bare) ? 'docker.io' : bare) as Host;
}

/** The canonical name of a repository without tag or digest; throws `REPOSITORY_INVALID`. */
export function parseRepository(text: string): Repository {
  const reference = parseReference(text);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    throw new HoistError('config', 'REPOSITORY_INVALID', `a repository has no tag and no digest: ${show(text)}`, {
      hint: `Write ${reference.repository}.`,
    });
  }
  return reference.repository;
}

/**
 * Reads a reference as Docker does (P4): the first component is a host only if it has `.` or `:` or is `localhost`;
 * everything else is on Docker Hub, and one component alone is in `library/` there.
 *
 * @throws HoistError `REFERENCE_INVALID`, `TAG_INVALID`, `DIGEST_INVALID`, `HOST_INVALID`
 */
export function parseReference(text: string): Reference {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
  const named = at < 0 ? text : text.slice(0, at);
  const start = named.startsWith(layoutPrefix) ? layoutPrefix.length : 0;
  const colon = named.lastIndexOf(':');
  const tagged = colon > Math.max(named.lastIndexOf('/'), start);
  const tag = tagged ? parseTag(named.slice(colon + 1)) : undefined;
  const name = tagged ? named.slice(0, colon) : named;
  return {
    repository: start > 0 ? layoutRepository(name.slice(start)) : registryRepository(name),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The canonical name of an OCI image layout folder. */
export function layoutRepository(folder: string): Repository {
  const trimmed = folder.replace(/(?<=.)\/+$/, '');
  if (trimmed === '' || /[\0-\x1f]/.test(trimmed)) {
    throw new HoistError('config', 'REFERENCE_INVALID', `not a folder: ${show(folder)}`, {
      hint: 'Write oci: and the path of a folder: oci:./images.',
    });
  }
  return `${layoutPrefix}${trimmed}` as Repository;
}

function registryRepository(name: string): Repository {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = first.includes('.') || first.includes(':') || first.toLowerCase() === 'localhost';
  const host = hasHost ? parseHost(first) : ('docker.io' as Host);
  const rest = hasHost ? name.slice(slash + 1) : name;
  const path = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  if (host.length + path.length > 255 || !path.split('/').every((part) => component.test(part))) {
    throw new HoistError('config', 'REFERENCE_INVALID', `not an image reference: ${show(name)}`, {
      hint: 'Write HOST/PATH:TAG or HOST/PATH@sha256:…; the path is lower case: ghcr.io/acme/web:1.4.2.',
    });
  }
  return `${host}/${path}` as Repository;
}

export function isLayout(name: Repository): boolean {
  return name.startsWith(layoutPrefix);
}

/** The folder of an OCI image layout's repository name. */
export function layoutFolder(name: Repository): string {
  return name.slice(layoutPrefix.length);
}

/** The registry host of a repository; a layout has none, and `oci` stands for it. */
export function hostOf(name: Repository): Host {
  return (isLayout(name) ? 'oci' : name.slice(0, name.indexOf('/'))) as Host;
}

/** What comes after the host: `library/debian`. For a layout the folder. */
export function pathOf(name: Repository): string {
  return isLayout(name) ? layoutFolder(name) : name.slice(name.indexOf('/') + 1);
}

/** The last component: what a set's `{name}` is. */
export function baseNameOf(name: Repository): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

export function sameHost(a: Repository, b: Repository): boolean {
  return !isLayout(a) && !isLayout(b) && hostOf(a) === hostOf(b);
}

/** Prints a reference so that {@link parseReference} gives it back. */
export function referenceText(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.repository}${tag}${digest}`;
}

/** The reference part of a manifest's URL: digest or tag. */
export function isDigestReference(reference: Tag | Digest): reference is Digest {
  return isDigest(reference);
}

function portOf(text: string): number | undefined {
  const match = /:([0-9]+)$/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
