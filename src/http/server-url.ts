import { HoistError } from '../errors.ts';
import { requirePublicLiteral } from './address-guard.ts';
import { isStorageHost } from './storage-host.ts';

/** What the URL is for: the next hop of a GET or HEAD, where a body goes, or the next page of a list. */
export type ServerUrlUse = 'redirect' | 'upload' | 'link';

export type ServerUrlOptions = {
  readonly use: ServerUrlUse;
  /** Whether the user named this host: the registry itself, or an entry under `registries`. Those may be private. */
  readonly configured: (url: URL) => boolean;
};

/** A URL that a server gave, judged. */
export type ServerUrl = {
  readonly url: URL;
  /** Scheme, host and port are those of the URL that was asked: only then may credentials go along (A5). */
  readonly sameOrigin: boolean;
  /** The host is known from a server only: {@link HttpRequest.learned}. */
  readonly learned: boolean;
};

const longest = 8 * 1024;
const visibleAscii = /^[\x21-\x5b\x5d-\x7e]+$/;
const absolute = /^https?:\/\/[^/?#]/i;
const anyScheme = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Resolves a `Location` or `Link` against the URL that was asked, and refuses what no honest registry sends (A4–A9, P21,
 * N28): other schemes, user names, backslashes, `//host`, a step down from https to http, a page on another origin, an
 * upload to a host that is neither configured nor a known object store. `http:` for the very host that was asked over
 * https is a proxy that hides TLS from the registry: it is read as https (Q2).
 *
 * Errors name the host and never the path or the query, which may be a signature.
 *
 * @throws HoistError `LOCATION_INVALID`, `LOCATION_INSECURE`, `LOCATION_FOREIGN`, `ADDRESS_PRIVATE`
 */
export function resolveLocation(base: URL, location: string, options: ServerUrlOptions): ServerUrl {
  const url = secured(base, parse(base, location));
  const sameOrigin = url.origin === base.origin;
  const learned = !options.configured(url);
  if (!sameOrigin) requireAllowed(base, url, options);
  if (learned) requirePublicLiteral(url);
  return { url, sameOrigin, learned };
}

function parse(base: URL, location: string): URL {
  if (location.length > longest) throw invalid(base, `longer than ${longest} characters`);
  if (!visibleAscii.test(location)) throw invalid(base, 'with characters that a URL does not have');
  if (location.startsWith('//')) throw invalid(base, 'without a scheme');
  if (anyScheme.test(location) && !absolute.test(location)) throw invalid(base, 'that is not an http URL');
  const url = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
  if (url === undefined) throw invalid(base, 'that cannot be read');
  if (url.username !== '' || url.password !== '') throw invalid(base, 'with a user name');
  url.hash = '';
  return url;
}

function secured(base: URL, url: URL): URL {
  if (url.protocol === 'https:' || base.protocol === 'http:') return url;
  const upgraded = new URL(url);
  upgraded.protocol = 'https:';
  if (upgraded.origin === base.origin) return upgraded;
  throw new HoistError(
    'unreachable',
    'LOCATION_INSECURE',
    `${base.host} sent us to ${url.host} over plain http`,
    {
      hint: `Nothing is sent unencrypted because a server says so. Set the external URL of ${base.host} to https: its "http.host" or base URL, or the proxy's X-Forwarded-Proto.`,
    },
  );
}

function requireAllowed(base: URL, url: URL, { use, configured }: ServerUrlOptions): void {
  if (use === 'redirect') return;
  if (use === 'upload' && (configured(url) || isStorageHost(url))) return;
  const what = use === 'upload' ? 'to send the bytes' : 'for the next page';
  throw new HoistError('unreachable', 'LOCATION_FOREIGN', `${base.host} sent us to ${url.host} ${what}`, {
    hint:
      use === 'upload'
        ? `If ${url.host} is right, give it an entry under "registries" in the config; it is never sent credentials.`
        : `A list continues on the host that was asked. Set the external URL of ${base.host} to the name that is used here.`,
  });
}

function invalid(base: URL, what: string): HoistError {
  return new HoistError('unreachable', 'LOCATION_INVALID', `${base.host} sent us to a URL ${what}`, {
    hint: 'A proxy in front of the registry may have changed it; nothing was sent there.',
  });
}
