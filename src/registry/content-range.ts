import { headerOf, type HttpHeaders } from '../http/http.ts';

/** Whether a 206 gives exactly what was asked for: one range, from `offset` to the end of `size` bytes, as it is (P14, F13). */
export function isTheRest(headers: HttpHeaders, offset: number, size: number): boolean {
  const range = headers['content-range'];
  // Twice, or in parts of its own: not the range that was asked for.
  if (typeof range !== 'string' || /^multipart\//i.test(headerOf(headers, 'content-type') ?? ''))
    return false;
  if (codingOf(headers) !== undefined) return false;
  const [, first, last, total] =
    /^bytes ([0-9]{1,16})-([0-9]{1,16})\/([0-9]{1,16})$/.exec(range.trim()) ?? [];
  return Number(first) === offset && Number(last) === size - 1 && Number(total) === size;
}

/**
 * What an answer says that its bytes were encoded with; undefined where they are as they are, however it says so. Storage
 * labels archives with what they are already, so the label alone proves nothing: the digest of the bytes decides (P15).
 */
export function codingOf(headers: HttpHeaders): string | undefined {
  const codings = (headerOf(headers, 'content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.length === 0 ? undefined : codings.join(', ').slice(0, 40);
}

/** A validator that promises equal bytes, for `If-Range`; weak ones promise less (F11). */
export function strongTag(headers: HttpHeaders): string | undefined {
  const etag = headerOf(headers, 'etag');
  return etag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : undefined;
}

/** What a login page or a firewall answers in place of a registry (Q23). */
export function isHtml(headers: HttpHeaders): boolean {
  return /^\s*text\/html/i.test(headerOf(headers, 'content-type') ?? '');
}
