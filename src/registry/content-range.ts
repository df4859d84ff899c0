import { headerOf, type HttpHeaders } from '../http/http.ts';

/** Whether a 206 gives exactly what was asked for: one range, from `offset` to the end of `size` bytes, as it is (P14, F13). */
export function isTheRest(headers: HttpHeaders, offset: number, size: number): boolean {
  const range = headers['content-range'];
  // Twice, or in parts of its own: not the range that was asked for.
  if (typeof range !== 'string' || /^multipart\//i.test(headerOf(headers, 'content-type') ?? ''))
    return false;
  if ((headerOf(headers, 'content-encoding') ?? 'identity') !== 'identity') return false;
  const [, first, last, total] =
    /^bytes ([0-9]{1,16})-([0-9]{1,16})\/([0-9]{1,16})$/.exec(range.trim()) ?? [];
  return Number(first) === offset && Number(last) === size - 1 && Number(total) === size;
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
