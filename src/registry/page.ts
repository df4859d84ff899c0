import { HoistError } from '../errors.ts';
import type { HttpHeaders } from '../http/http.ts';
import { resolveLocation } from '../http/server-url.ts';
import { linesOf, readQuoted, skip, until } from './header-text.ts';

/** One link of a `Link` header (RFC 8288). */
export type Link = {
  readonly target: string;
  /** In lower case; several are possible. */
  readonly rel: readonly string[];
};

/** The pages of one list, from the first on. Ends, however the registry behaves (A8, A17). */
export interface PageWalk {
  /** The page to ask for; undefined after the last one. */
  readonly page: URL | undefined;
  /**
   * Goes on to what the answer's `Link` names.
   *
   * @throws HoistError `PAGES_REPEATED`, `PAGES_ENDLESS`, `LINK_INVALID`, and what {@link resolveLocation} throws
   */
  advance(headers: HttpHeaders): void;
}

const longest = 8 * 1024;

/** Walks at most `most` pages (N26). */
export function walkPages(first: URL, most: number): PageWalk {
  const seen = new Set<string>([first.href]);
  let page: URL | undefined = first;
  return {
    get page() {
      return page;
    },
    advance(headers) {
      const next = page === undefined ? undefined : nextPage(page, headers);
      if (next !== undefined && seen.has(next.href)) {
        throw endless(first, 'PAGES_REPEATED', 'names a page of the list a second time');
      }
      if (next !== undefined && seen.size >= most) {
        throw endless(first, 'PAGES_ENDLESS', `gives more than ${most} pages`);
      }
      if (next !== undefined) seen.add(next.href);
      page = next;
    },
  };
}

/**
 * The page after this one: `rel="next"`, preferred to counting entries (P38). Same origin only (A8). A link that leaves the
 * path that was asked (Artifactory loses the prefix of a virtual repository, Q16) only tells where to go on: its query is
 * taken, its path is not.
 */
export function nextPage(current: URL, headers: HttpHeaders): URL | undefined {
  const next = linesOf(headers, 'link')
    .flatMap(parseLinks)
    .find((link) => link.rel.includes('next'));
  if (next === undefined) return undefined;
  const { url } = resolveLocation(current, next.target, { use: 'link', configured: () => true });
  if (!isSamePath(url, current) && !url.searchParams.has('last')) {
    throw new HoistError('unreachable', 'LINK_INVALID', `${current.host} continues a list at another path`, {
      hint: `Set the external URL of ${current.host} to the name that is used here.`,
    });
  }
  const own = new URL(current);
  own.search = url.search;
  return own;
}

/** However it is escaped: `sha256%3A…` is `sha256:…`. An escaped slash separates nothing, so it stays one. */
function isSamePath(one: URL, other: URL): boolean {
  const segments = ({ pathname }: URL): string => JSON.stringify(pathname.split('/').map(unescaped));
  return segments(one) === segments(other);
}

/** A lone `%` is itself. */
function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** All links of one header, in one pass (A22). Old zot forgot the angle brackets: a bare target is taken too. */
export function parseLinks(header: string): readonly Link[] {
  if (header.length > longest) {
    throw new HoistError(
      'unreachable',
      'LINK_INVALID',
      `a registry sent a Link header of more than ${longest} characters`,
    );
  }
  const links: Link[] = [];
  let at = 0;
  while (at < header.length) {
    const open = skip(header, at, ' \t,');
    const bracketed = header[open] === '<';
    const start = bracketed ? open + 1 : open;
    const end = until(header, start, bracketed ? '>' : ';,');
    const target = header.slice(start, end).trim();
    const [rel, next] = readParams(header, bracketed ? end + 1 : end);
    if (target !== '') links.push({ target, rel });
    at = next;
  }
  return links;
}

/** From after a target to the comma that ends the link. The first `rel` counts (RFC 8288 §3.3). */
function readParams(header: string, from: number): readonly [rel: readonly string[], end: number] {
  let rel: readonly string[] | undefined;
  let at = skip(header, from, ' \t');
  while (header[at] === ';') {
    at = skip(header, at, ' \t;');
    const nameEnd = until(header, at, '=;,');
    const name = header.slice(at, nameEnd).trim().toLowerCase();
    at = nameEnd;
    if (header[at] !== '=') continue;
    const [value, end] = readValue(header, skip(header, at + 1, ' \t'));
    if (name === 'rel') rel ??= value.toLowerCase().split(/\s+/);
    at = skip(header, end, ' \t');
  }
  return [rel ?? [], header[at] === ',' ? at + 1 : until(header, at, ',')];
}

function readValue(header: string, start: number): readonly [value: string, end: number] {
  if (header[start] === '"') return readQuoted(header, start);
  const end = until(header, start, ';,');
  return [header.slice(start, end).trim(), end];
}

function endless(first: URL, code: string, what: string): HoistError {
  return new HoistError('unreachable', code, `${first.host} ${what}`, {
    hint: 'Its paging is broken, or the repository is larger than Hoist reads; name a tag or a digest instead of listing.',
  });
}
