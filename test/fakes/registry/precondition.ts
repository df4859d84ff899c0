import { problem, type Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

const failed = problem(412, 'UNSUPPORTED', 'the precondition does not hold');

/**
 * What `If-Match` and `If-None-Match` make of a request for what has that digest, or for nothing; undefined: go on. To be
 * asked last, when the request would succeed without them (RFC 9110 §13.2). The digest in quotes is the ETag.
 */
export function precondition({ request, seen }: Exchange, digest: string | undefined): Answer | undefined {
  const etag = digest === undefined ? undefined : etagOf(digest);
  const match = request.headers['if-match'];
  if (match !== undefined && !names(match, etag)) return failed;
  const none = request.headers['if-none-match'];
  // A weak tag is as good here, but not above: If-Match compares strongly (RFC 9110 §8.8.3.2).
  if (none === undefined || etag === undefined || !names(none.replaceAll('W/"', '"'), etag)) return undefined;
  return seen.method === 'GET' || seen.method === 'HEAD' ? { status: 304, headers: { etag } } : failed;
}

/** A strong one: other bytes have another digest. */
export function etagOf(digest: string): string {
  return `"${digest}"`;
}

function names(header: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim() === etag);
}
