import { HoistError } from '../errors.ts';
import { isLoopback } from './loopback.ts';
import { isDigest, parseDigest, type Digest } from './digest.ts';

declare const host: unique symbol;
declare const repository: unique symbol;
declare const tag: unique symbol;

/**
 * A registry's canonical host, lower case and without a DNS name's last dot: `ghcr.io`, `localhost:5000`, `[::1]:5000`.
 * Docker Hub is `docker.io`. The port 443 is left out, except where it says something: a name without a dot is a host
 * only with a port (`registry:443`), and a loopback host without one is port 80.
 */
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
const drive = /^[A-Za-z]:[/\\]/;
const tagGrammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const hostGrammar = new RegExp(
  `^(?:(${label}(?:\\.${label})*)\\.?|(\\[[0-9a-f:.]+\\]))(?::([1-9][0-9]{0,4}))?$`,
);
const dockerHub = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);

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
  const [, domain, address, port] = hostGrammar.exec(text.toLowerCase()) ?? [];
  const name = canonicalName(domain ?? address ?? '');
  if (name === undefined || Number(port ?? 443) > 65_535) {
    throw new HoistError('config', 'HOST_INVALID', `not a registry host: ${show(text)}`, {
      hint: hostHint(text),
    });
  }
  return withPort(name, port) as Host;
}

function hostHint(text: string): string {
  if (text.includes('://'))
    return 'Leave the scheme out: registry.example.com:5000; `plain-http` in the config is for hosts without TLS.';
  if (/^[0-9a-f:.]+$/i.test(text) && text.indexOf(':') !== text.lastIndexOf(':'))
    return 'An IPv6 address stands in brackets: [2001:db8::1]:5000.';
  return 'A host is a DNS name or an IP address with an optional port: registry.example.com:5000.';
}

/** One spelling for each name and address: `127.1` is 127.0.0.1, as every URL with it would say. */
function canonicalName(name: string): string | undefined {
  const url = `https://${name}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function withPort(name: string, port: string | undefined): string {
  if (port !== undefined && port !== '443') return `${name}:${port}`;
  if (dockerHub.has(name)) return 'docker.io';
  if (isLoopback(name)) return port === undefined ? name : `${name}:443`;
  return looksLikeHost(name) ? name : `${name}:443`;
}

/** Whether the first component of a name is a host and no part of a path on Docker Hub (P4). */
function looksLikeHost(first: string): boolean {
  return first.includes('.') || first.includes(':') || first.toLowerCase() === 'localhost';
}

/** The canonical name of a repository; throws as {@link parseReference}, and `REPOSITORY_INVALID` for a tag or a digest. */
export function parseRepository(text: string): Repository {
  const [, host] = /^([^/:]+):\d{1,5}$/.exec(text) ?? [];
  if (host !== undefined && looksLikeHost(host)) {
    throw new HoistError('config', 'REFERENCE_INVALID', `a host alone is no repository: ${show(text)}`, {
      hint: `Write the path behind it: ${text}/acme/web.`,
    });
  }
  const reference = parseReference(text);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    throw new HoistError(
      'config',
      'REPOSITORY_INVALID',
      `a repository has no tag and no digest: ${show(text)}`,
      {
        hint: `Write ${reference.repository}.`,
      },
    );
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
  if (isDigest(text)) {
    throw new HoistError('config', 'REFERENCE_INVALID', `a digest alone names no repository: ${text}`, {
      hint: `Write HOST/PATH@${text}.`,
    });
  }
  if (text.startsWith(layoutPrefix)) {
    const { name, ...rest } = split(withSlashes(text.slice(layoutPrefix.length)));
    return { repository: layoutRepository(name), ...rest };
  }
  const { name, ...rest } = split(text);
  return { repository: registryRepository(name), ...rest };
}

/** Takes `@DIGEST` and `:TAG` off the last component; before it both may be part of a host or a folder. */
function split(text: string): { name: string; tag?: Tag; digest?: Digest } {
  const at = text.lastIndexOf('@');
  const digested = at > text.lastIndexOf('/');
  const named = digested ? text.slice(0, at) : text;
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  return {
    name: tagged ? named.slice(0, colon) : named,
    ...(tagged && { tag: parseTag(named.slice(colon + 1)) }),
    ...(digested && { digest: parseDigest(text.slice(at + 1)) }),
  };
}

/** What begins with a drive is a path of Windows, such as the runner's `D:\a\_temp`; its variables write it like this. */
function withSlashes(folder: string): string {
  if (!drive.test(folder)) return folder;
  return `${folder.slice(0, 1).toUpperCase()}${folder.slice(1).replaceAll('\\', '/')}`;
}

/**
 * The canonical name of an OCI image layout folder: `oci:./images` for `images/`, `./images` and `.//images`, and
 * `oci:D:/images` for `D:\images`. A `..` stays as it is, since what it leads to is up to links on the disk. Throws
 * `REFERENCE_INVALID`.
 */
export function layoutRepository(written: string): Repository {
  const folder = withSlashes(written);
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  // It separates on Windows and is part of a name elsewhere: one config would name two folders.
  if (folder.includes('\\')) {
    throw new HoistError('config', 'REFERENCE_INVALID', `not a folder: ${show(folder)}`, {
      hint: 'Write / between folders, also on Windows: oci:./images/web. Only after a drive may it be \\.',
    });
  }
  // A ":" or "@" in the last part could not be told from a tag or digest when the name is read again.
  if (folder === '' || /\p{Cc}/u.test(folder) || /[:@]/.test(parts.at(-1) ?? '')) {
    throw new HoistError('config', 'REFERENCE_INVALID', `not a folder: ${show(folder)}`, {
      hint: 'Write oci: and the path of a folder whose own name has no ":" and no "@": oci:./images.',
    });
  }
  const path = parts.join('/');
  if (folder.startsWith('/')) return `${layoutPrefix}/${path}` as Repository;
  if (drive.test(folder)) return `${layoutPrefix}${path}` as Repository;
  if (parts.length === 0) return `${layoutPrefix}.` as Repository;
  return `${layoutPrefix}${parts[0] === '..' ? '' : './'}${path}` as Repository;
}

function registryRepository(name: string): Repository {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (/^(?:\.{1,2}|~)?[/\\]/.test(name) || drive.test(name))
    throw invalidName(name, 'A folder is written with oci: before it: oci:./images/web.');
  if (name.includes('://'))
    throw invalidName(name, 'Leave the scheme out: registry.example.com:5000/acme/web.');
  const hasHost = looksLikeHost(first);
  const host = hasHost ? parseHost(first) : ('docker.io' as Host);
  const rest = hasHost ? name.slice(slash + 1) : name;
  const path = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  // Docker refuses these as well: they are digests that lost their `sha256:` (P1 alone would take them).
  if (!hasHost && /^[0-9a-f]{64}$/.test(name))
    throw invalidName(name, 'Write HOST/PATH@sha256:… for a digest.');
  if (host.length + path.length > 255)
    throw invalidName(name, 'Host and path may have 255 characters together, as registries take no more.');
  if (!path.split('/').every((part) => component.test(part))) {
    throw invalidName(
      name,
      'Write HOST/PATH:TAG or HOST/PATH@sha256:…; the path is lower case: ghcr.io/acme/web:1.4.2.',
    );
  }
  return `${host}/${path}` as Repository;
}

function invalidName(name: string, hint: string): HoistError {
  return new HoistError('config', 'REFERENCE_INVALID', `not an image reference: ${show(name)}`, { hint });
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
  const path = pathOf(name);
  return path.slice(path.lastIndexOf('/') + 1);
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

/** Without what may be a password before `@` or a token in a query (A45). */
function show(text: string): string {
  const safe = text
    .slice(0, 200)
    .replace(/\?.*/su, '?…')
    .replaceAll(/[^/]+@/g, '…@');
  return JSON.stringify(text.length > 200 ? `${safe}…` : safe);
}
