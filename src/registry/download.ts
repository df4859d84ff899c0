import { HoistError } from '../errors.ts';
import { headerOf } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { BlobBytes, Piece } from '../ports/registry.ts';
import type { StreamResponse } from '../http/transport.ts';
import type { Caller } from './call.ts';
import type { RegistryRequest } from './request.ts';
import { codingOf, isHtml, isTheRest, strongTag } from './content-range.ts';
import { answerError, networkError, type Attempt } from './failure.ts';
import { urlOf, type HostContext } from './host.ts';
import { Pace } from './pace.ts';
import { codeOf, extraTries, isRetriedError } from './retry.ts';
import type { Scope } from './scope.ts';
import { documentOf, drain } from './stream.ts';

export type BlobRead = {
  readonly scope: Scope;
  readonly blob: Descriptor;
  readonly from: number;
  readonly signal?: AbortSignal | undefined;
};

/** A resume is worth it after this much progress, or after this long (F15). */
const worthBytes = 1024 * 1024;
const worthTime = 60_000;
/**
 * How often a blob is read from its start to get at its rest, where ranges don't work: once, and once more as the new start
 * that a whole transfer would have made (F12, Q21).
 */
const mostRereads = 2;

/** Where reading is; what it has learned of the server on the way. */
type Progress = {
  offset: number;
  /** False once a range was not given as it was asked for. */
  ranges: boolean;
  rereads: number;
  etag: string | undefined;
};

/**
 * Reads a blob from an offset to exactly its size. A connection that breaks is followed by a request for the rest
 * (`Range`), which counts only with a matching `Content-Range` (P14, F11–F17); nothing is ever spliced on trust.
 */
export async function* readBlob(
  caller: Caller,
  host: HostContext,
  read: BlobRead,
): BlobBytes & AsyncGenerator<Piece> {
  const { blob, signal } = read;
  const at: Progress = { offset: read.from, ranges: true, rereads: 0, etag: undefined };
  let last = { offset: read.from, ticks: caller.clock.ticks() };
  let idle = 0;

  while (at.offset < blob.size) {
    const { response, skip } = await open(caller, host, { ...read, at });
    let ahead = skip;
    let broken: unknown;
    const pace = new Pace(caller.clock);
    try {
      for await (const piece of response.body) {
        const start = Math.min(ahead, piece.bytes.length);
        ahead -= start;
        const bytes = start === 0 ? piece.bytes : piece.bytes.subarray(start);
        const wrong =
          pace.came(piece.bytes.length) ??
          (at.offset + bytes.length > blob.size ? wrongSize(host, read, response, 'more') : undefined);
        if (wrong !== undefined || bytes.length === 0) piece.release();
        if (wrong !== undefined) throw wrong;
        if (bytes.length > 0) {
          at.offset += bytes.length;
          yield start === 0 ? piece : { bytes, release: () => piece.release() };
        }
        pace.asked();
      }
    } catch (error) {
      signal?.throwIfAborted();
      broken = error;
    }
    if (broken !== undefined && !isRetriedError(broken, 1)) throw networkError(host, attemptOf(read), broken);
    if (at.offset === blob.size) return;
    // It ended as it was meant to, and what it says of itself is why it is short.
    if (broken === undefined && disguise(read, response) !== undefined)
      throw wrongSize(host, read, response, 'fewer');

    const now = caller.clock.ticks();
    const worth = at.offset - last.offset >= worthBytes || now - last.ticks >= worthTime;
    idle = worth ? 0 : idle + 1;
    last = { offset: at.offset, ticks: now };
    const cause = `blobs break off (${codeOf(broken) ?? 'closed early'})`;
    if (idle > extraTries.read || !host.budget.spend(cause)) throw brokeOff(host, read, at.offset);
    if (idle > 1) await caller.backOff(idle - 1, signal);
  }
}

type Opening = BlobRead & { readonly at: Progress };

/** A response with the bytes from the offset on, after `skip` that are there already. */
async function open(
  caller: Caller,
  host: HostContext,
  opening: Opening,
): Promise<{ readonly response: StreamResponse; readonly skip: number }> {
  const { at, blob } = opening;
  for (;;) {
    const ranged = at.offset > 0 && at.ranges;
    const { response } = await caller.open(host, requestFor(host, opening, ranged), extraTries.read);
    const { status } = response;
    if (ranged && status === 206 && isTheRest(response.headers, at.offset, blob.size))
      return { response, skip: 0 };
    if (status === 200) {
      checkWhole(host, opening, response);
      at.etag ??= strongTag(response.headers);
      if (at.offset > 0) reread(host, opening, response);
      return { response, skip: at.offset };
    }
    if (!ranged || (status !== 206 && status !== 416 && status !== 400))
      throw answerError(host, attemptOf(opening), await documentOf(response));
    // No such range, or another than was asked for: from the start (F13, F14).
    at.ranges = false;
    if (status === 206) response.end();
    else await drain(response);
  }
}

function requestFor(host: HostContext, { at, ...read }: Opening, ranged: boolean): RegistryRequest {
  const headers: Record<string, string> = {};
  if (ranged) {
    headers['range'] = `bytes=${at.offset}-`;
    if (at.etag !== undefined) headers['if-range'] = at.etag;
  }
  return {
    method: 'GET',
    url: urlOf(host, read.scope.path, `blobs/${read.blob.digest}`),
    scope: read.scope,
    attempt: attemptOf(read),
    kind: 'body',
    headers,
    signal: read.signal,
  };
}

/** What is there already will be read again and thrown away: not often, or a bad line costs O(n²) (F12). */
function reread(host: HostContext, { at, ...read }: Opening, response: StreamResponse): void {
  at.ranges = false;
  at.rereads += 1;
  if (at.rereads <= mostRereads) return;
  response.end();
  throw brokeOff(host, read, at.offset);
}

/** Says before the first byte what cannot be the blob (F9, F17, Q23). */
function checkWhole(host: HostContext, read: BlobRead, response: StreamResponse): void {
  const length = headerOf(response.headers, 'content-length');
  if (length === undefined || Number(length) === read.blob.size) return;
  response.end();
  throw wrongSize(host, read, response, length.slice(0, 20));
}

type Disguise = { readonly what: string; readonly hint: string };

/** What an answer that has not the blob's size is instead, as far as it tells (P15, Q23). */
function disguise({ blob }: BlobRead, { status, headers }: StreamResponse): Disguise | undefined {
  // The rest of what was right so far.
  if (status !== 200) return undefined;
  const coding = codingOf(headers);
  if (coding !== undefined)
    return {
      what: `it comes with Content-Encoding ${coding}`,
      hint: 'A proxy or a cache before the registry compresses answers: switch that off for blobs.',
    };
  if (!isHtml(headers) || /^text\/html\b/i.test(blob.mediaType)) return undefined;
  return {
    what: 'it is a web page, so a proxy or a firewall may have given it',
    hint: 'Something answers in place of the registry: log in there, or see HTTPS_PROXY and NO_PROXY.',
  };
}

function attemptOf(read: BlobRead): Attempt {
  return { verb: `read blob ${read.blob.digest} of`, path: read.scope.path, reads: true };
}

/** `size`: the bytes that came, or whether they are more or fewer than they should be. */
function wrongSize(host: HostContext, read: BlobRead, response: StreamResponse, size: string): HoistError {
  const found = disguise(read, response);
  const what = found === undefined ? '' : ` (${found.what})`;
  return new HoistError(
    'incomplete',
    'BLOB_DAMAGED',
    `blob ${read.blob.digest} of ${host.host}/${read.scope.path} has ${size} bytes${what}, its descriptor says ${read.blob.size}`,
    {
      hint:
        found?.hint ??
        'The source registry, or a cache before it, does not give what the manifest names. Push the image there again.',
    },
  );
}

function brokeOff(host: HostContext, read: BlobRead, offset: number): HoistError {
  return new HoistError(
    'unreachable',
    'BLOB_BROKEN_OFF',
    `blob ${read.blob.digest} of ${host.host}/${read.scope.path} broke off at byte ${offset} of ${read.blob.size}, again and again`,
    { hint: 'Run again later; what is complete at the target is not sent again.' },
  );
}
