import { HoistError } from '../errors.ts';
import { headerOf } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { BlobBytes, Piece } from '../ports/registry.ts';
import type { StreamResponse } from '../http/transport.ts';
import { documentOf, drain, type Caller, type RegistryRequest } from './call.ts';
import { answerError, networkError } from './failure.ts';
import { urlOf, type HostContext } from './host.ts';
import { Pace } from './pace.ts';
import { extraTries, isRetriedError, isRetriedStatus } from './retry.ts';
import type { Scope } from './scope.ts';

export type BlobRead = {
  readonly scope: Scope;
  readonly blob: Descriptor;
  readonly from: number;
  readonly signal?: AbortSignal | undefined;
};

/** A resume is worth it after this much progress, or after this long (F15). */
const worthBytes = 1024 * 1024;
const worthTime = 60_000;
/** Back to the registry for a fresh storage URL (F19). */
const freshRedirects = 2;

/** What one connection is expected to give. */
type Opened = {
  readonly response: StreamResponse;
  /** Bytes to throw away before the offset. */ readonly skip: number;
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
  const { blob } = read;
  const state = { offset: read.from, ranges: true, restarts: 0, etag: undefined as string | undefined };
  let resumedAt = { offset: read.from, ticks: caller.clock.ticks() };
  let idle = 0;

  while (state.offset < blob.size) {
    const { response, skip } = await open(caller, host, { ...read, state });
    let ahead = skip;
    try {
      for await (const piece of paced(caller, response.body)) {
        const start = Math.min(ahead, piece.bytes.length);
        ahead -= start;
        const bytes = piece.bytes.subarray(start);
        if (bytes.length === 0) {
          piece.release();
          continue;
        }
        if (state.offset + bytes.length > blob.size) throw tooLong(host, read);
        state.offset += bytes.length;
        yield { bytes, release: () => piece.release() };
      }
    } catch (error) {
      read.signal?.throwIfAborted();
      if (!isRetriedError(error, 1)) throw networkError(host, attemptOf(read), error);
      if (!host.budget.spend()) throw networkError(host, attemptOf(read), error);
    }
    if (state.offset === blob.size) return;

    const progress =
      state.offset - resumedAt.offset >= worthBytes || caller.clock.ticks() - resumedAt.ticks >= worthTime;
    idle = progress ? 0 : idle + 1;
    if (idle > extraTries.read) throw brokeOff(host, read, state.offset);
    resumedAt = { offset: state.offset, ticks: caller.clock.ticks() };
  }
}

type ReadState = { offset: number; ranges: boolean; restarts: number; etag: string | undefined };

async function open(
  caller: Caller,
  host: HostContext,
  read: BlobRead & { readonly state: ReadState },
): Promise<Opened> {
  const { state, blob } = read;
  for (let fresh = 0; ;) {
    const ranged = state.offset > 0 && state.ranges;
    const { response, redirected } = await caller.open(host, requestFor(host, read, ranged), extraTries.read);
    const { status } = response;
    if (
      redirected &&
      (status === 400 || status === 403 || status === 404 || isRetriedStatus(status)) &&
      fresh < freshRedirects
    ) {
      fresh += 1;
      await drain(response);
      continue;
    }
    if (ranged && (status === 416 || status === 400)) {
      await drain(response);
      stopRanges(host, read);
      continue;
    }
    if (status === 206 && ranged) {
      if (isTheRest(response, state.offset, blob.size)) return { response, skip: 0 };
      await drain(response);
      stopRanges(host, read);
      continue;
    }
    if (status === 200) {
      if (ranged) stopRanges(host, read);
      checkWhole(host, read, response);
      state.etag = strongTag(response);
      return { response, skip: state.offset };
    }
    throw answerError(host, attemptOf(read), await documentOf(response));
  }
}

function requestFor(
  host: HostContext,
  read: BlobRead & { readonly state: ReadState },
  ranged: boolean,
): RegistryRequest {
  const { state } = read;
  const headers: Record<string, string> = {};
  if (ranged) {
    headers['range'] = `bytes=${state.offset}-`;
    if (state.etag !== undefined) headers['if-range'] = state.etag;
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

/** From here on the blob is read from its start and what is there already is thrown away: once, never O(n²) (F12). */
function stopRanges(host: HostContext, read: BlobRead & { readonly state: ReadState }): void {
  const { state } = read;
  state.ranges = false;
  state.restarts += 1;
  if (state.restarts > 1) throw brokeOff(host, read, state.offset);
}

function isTheRest(response: StreamResponse, offset: number, size: number): boolean {
  const range = response.headers['content-range'];
  if (typeof range !== 'string') return false;
  const match = /^bytes ([0-9]+)-([0-9]+)\/([0-9]+|\*)$/.exec(range.trim());
  if (match === null) return false;
  const [, first, last, total] = match;
  return Number(first) === offset && Number(last) === size - 1 && (total === '*' || Number(total) === size);
}

function checkWhole(host: HostContext, read: BlobRead, response: StreamResponse): void {
  const encoding = headerOf(response.headers, 'content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw damaged(host, read, `it comes with Content-Encoding ${encoding.slice(0, 40)}`);
  }
  const length = headerOf(response.headers, 'content-length');
  if (length !== undefined && Number(length) !== read.blob.size) {
    throw damaged(host, read, `it has ${length.slice(0, 20)} bytes, its descriptor says ${read.blob.size}`);
  }
}

function strongTag(response: StreamResponse): string | undefined {
  const etag = headerOf(response.headers, 'etag');
  return etag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : undefined;
}

async function* paced(caller: Caller, body: BlobBytes): AsyncGenerator<Piece> {
  const pace = new Pace(caller.clock);
  for await (const piece of pace.watch(body)) yield piece;
}

function attemptOf(read: BlobRead): { verb: string; path: string } {
  return { verb: `read blob ${read.blob.digest} of`, path: read.scope.path };
}

function tooLong(host: HostContext, read: BlobRead): HoistError {
  return damaged(host, read, `it is longer than the ${read.blob.size} bytes of its descriptor`);
}

function damaged(host: HostContext, read: BlobRead, why: string): HoistError {
  return new HoistError(
    'incomplete',
    'BLOB_DAMAGED',
    `blob ${read.blob.digest} of ${host.host}/${read.scope.path}: ${why}`,
    {
      hint: 'The source registry, or a cache before it, does not give what the manifest names. Push the image there again.',
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
