import { headerOf, type HttpResponse } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf, type Digest } from '../image/digest.ts';
import type { Caller } from './call.ts';
import type { RegistryRequest } from './request.ts';
import { answerError } from './failure.ts';
import { urlOf, type HostContext } from './host.ts';
import { extraTries } from './retry.ts';
import type { Scope } from './scope.ts';

/** One blob and where it goes. */
export type UploadTarget = {
  readonly caller: Caller;
  readonly host: HostContext;
  readonly scope: Scope;
  readonly blob: Descriptor;
};

/** Where the bytes go. Each answer's Location replaces the last (P21). */
export type Session = {
  readonly url: URL;
  /** Another origin than the registry's, now or ever since the upload began: no credentials go there (A7). */
  readonly foreign: boolean;
  /** What the registry wants a chunk to have at least, in bytes (P23). */
  readonly minChunk: number;
};

/** What is believed of `OCI-Chunk-Min-Length`: nothing is held in memory for it, but a promise has its bounds (A21). */
const mostMinChunk = 64 * 1024 * 1024;
/** A session that cannot be cancelled in this time is left to the registry's own clean-up (F41). */
const cancelTime = 2_000;

export type StartOptions = {
  /** `mount` and `from`. */
  readonly query?: URLSearchParams | undefined;
  readonly extra: number;
  readonly signal?: AbortSignal | undefined;
};

/** Opens a session: POST without a body, tried again freely, since an orphan session is harmless (F5, F21). */
export async function startUpload(target: UploadTarget, options: StartOptions): Promise<HttpResponse> {
  const { caller, host, scope, blob } = target;
  const url = uploadsUrl(target);
  const query = new URLSearchParams(options.query);
  if (algorithmOf(blob.digest) !== 'sha256') query.set('digest-algorithm', algorithmOf(blob.digest));
  url.search = query.toString();
  const request: RegistryRequest = {
    method: 'POST',
    url,
    scope,
    attempt: { verb: 'begin an upload to', path: scope.path },
    headers: { 'content-length': '0' },
    signal: options.signal,
  };
  return caller.ask(host, request, options.extra);
}

/** The session that an answer to POST opened. */
export function openedSession(target: UploadTarget, answer: HttpResponse): Session {
  const location = headerOf(answer.headers, 'location');
  if (location === undefined) {
    const attempt = { verb: 'begin an upload (no Location in the answer) to', path: target.scope.path };
    throw answerError(target.host, attempt, answer);
  }
  const text = headerOf(answer.headers, 'oci-chunk-min-length') ?? '';
  const least = /^[0-9]{1,19}$/.test(text) ? Number(text) : 0;
  const minChunk = Math.min(least, mostMinChunk);
  return sessionAt(target, { url: uploadsUrl(target), foreign: false, minChunk }, location);
}

/** The session after a part was taken. Some registries leave the Location out; the last one still counts (F27). */
export function nextSession(target: UploadTarget, last: Session, answer: HttpResponse): Session {
  const location = headerOf(answer.headers, 'location');
  return location === undefined ? last : sessionAt(target, last, location);
}

/** The URL of the closing PUT. */
export function commitUrl(session: Session, digest: Digest): URL {
  const url = new URL(session.url);
  if (url.searchParams.get('digest') === digest) return url;
  // Appended as text: what is there may be signed and must stay to the letter (P21).
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}

/**
 * Where an upload that was cut off can go on: the registry's own count of what it has (P24, F24). Undefined where it says
 * nothing that makes sense, so that the blob is sent again from its start.
 */
export async function resumeAt(
  target: UploadTarget,
  session: Session,
  signal: AbortSignal | undefined,
): Promise<{ readonly session: Session; readonly offset: number } | undefined> {
  const { caller, host, scope, blob } = target;
  if (!host.learned.rangeIsTrue) return undefined;
  const { url, foreign } = session;
  const attempt = { verb: 'ask how far an upload got to', path: scope.path };
  const request: RegistryRequest = { method: 'GET', url, scope, attempt, foreign, signal };
  const answer = await caller.ask(host, request, extraTries.once).catch(() => undefined);
  signal?.throwIfAborted();
  if (answer?.status !== 204) return undefined;
  const offset = storedBytes(answer);
  if (offset === undefined || offset > blob.size) return undefined;
  return { session: nextSession(target, session, answer), offset };
}

/**
 * How many bytes the registry says it has: `Range: 0-<last>`. Undefined where it does not say; `0-0` means none or one
 * byte, so it says nothing either (P24).
 */
export function storedBytes(answer: HttpResponse): number | undefined {
  const last = /^(?:bytes[= ])?0-([0-9]{1,15})$/.exec(headerOf(answer.headers, 'range')?.trim() ?? '')?.[1];
  return last === undefined || last === '0' ? undefined : Number(last) + 1;
}

/** Ends a session, best effort and not for long; with the rights of a push, not of a delete (P26). */
export async function cancelUpload(target: UploadTarget, opened: Session | HttpResponse): Promise<void> {
  const { caller, host, scope } = target;
  try {
    const { url, foreign } = 'url' in opened ? opened : openedSession(target, opened);
    const attempt = { verb: 'cancel an upload to', path: scope.path };
    const signal = AbortSignal.timeout(cancelTime);
    await caller.ask(host, { method: 'DELETE', url, scope, attempt, foreign, signal }, extraTries.once);
  } catch {
    // The registry cleans up by itself, sooner or later.
  }
}

function sessionAt(target: UploadTarget, last: Session, location: string): Session {
  const { url } = target.caller.uploadLocation(last.url, location);
  return { ...last, url, foreign: last.foreign || url.origin !== target.host.base.origin };
}

function uploadsUrl({ host, scope }: UploadTarget): URL {
  return urlOf(host, scope.path, 'blobs/uploads/');
}
