import { problem, type Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { malformedDigest } from './malformed-digest.ts';
import { etagOf, precondition } from './precondition.ts';
import type { StoredBlob } from './store.ts';

/** GET and HEAD of a manifest by tag or digest (end-3); `negotiates` makes `Accept` count. */
export function pullManifest(
  exchange: Exchange,
  { repository, reference }: { readonly repository: string; readonly reference: string },
  negotiates: boolean,
): Answer {
  const { store, request } = exchange;
  const malformed = malformedDigest(exchange, repository, reference);
  if (malformed !== undefined) return malformed;
  const stored = store.manifest(repository, reference);
  if (stored === undefined) {
    return problem(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { name: repository, reference });
  }
  if (negotiates && !accepts(request.headers.accept, stored.mediaType)) {
    return problem(404, 'MANIFEST_UNKNOWN', `it is ${stored.mediaType}, which Accept does not name`);
  }
  const { digest, mediaType, bytes } = stored;
  const headers = { 'content-type': mediaType, 'docker-content-digest': digest, etag: etagOf(digest) };
  return precondition(exchange, digest) ?? { status: 200, headers, body: bytes };
}

/** GET and HEAD of a blob (end-2), whole or one range of it. */
export function pullBlob(exchange: Exchange, repository: string, digest: string, ranges: boolean): Answer {
  const { store, request } = exchange;
  const malformed = malformedDigest(exchange, repository, digest);
  if (malformed !== undefined) return malformed;
  const blob = store.blob(repository, digest);
  if (blob === undefined) return problem(404, 'BLOB_UNKNOWN', 'blob unknown', { name: repository, digest });
  if (isGone(blob) && request.method !== 'HEAD')
    return problem(500, 'UNSUPPORTED', 'the bytes were not kept');
  const unmet = precondition(exchange, digest);
  if (unmet !== undefined) return unmet;
  const etag = etagOf(digest);
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    etag,
    ...(ranges ? { 'accept-ranges': 'bytes' } : {}),
  };
  const whole = { status: 200, headers, body: { blob, from: 0, to: blob.size } };
  // Range is defined for GET alone (RFC 9110 §14.2): HEAD tells of the whole blob.
  if (!ranges || request.method !== 'GET') return whole;
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== etag) return whole;
  const range = rangeOf(request.headers.range, blob.size);
  if (range === undefined) return whole;
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${blob.size}` } };
  }
  const { from, to } = range;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${to - 1}/${blob.size}` },
    body: { blob, from, to },
  };
}

type Range = { readonly from: number; readonly to: number };

/** One `bytes` range, `to` exclusive. Several ranges, other units and nonsense are as if there were no header (RFC 9110 §14.2). */
function rangeOf(header: string | undefined, size: number): Range | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=([0-9]*)-([0-9]*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  if (first === '') {
    const from = Math.max(0, size - Number(last));
    return from < size ? { from, to: size } : 'unsatisfiable';
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : 'unsatisfiable';
}

function isGone({ size, chunks }: StoredBlob): boolean {
  return size > 0 && chunks.length === 0;
}

/** No `Accept` takes everything (P7). */
function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined) return true;
  const named = header.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase());
  return [mediaType.toLowerCase(), 'application/*', '*/*'].some((type) => named.includes(type));
}
