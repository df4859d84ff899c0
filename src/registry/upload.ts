import { HoistError } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf } from '../image/digest.ts';
import type { BlobBytes, BlobUpload, Call, Piece } from '../ports/registry.ts';
import { hasBlob } from './blob-head.ts';
import type { Caller, RegistryRequest } from './call.ts';
import { inChunks } from './chunk.ts';
import type { UploadWay } from './dialect.ts';
import { answerError, codesOf, networkError } from './failure.ts';
import { urlOf, type HostContext } from './host.ts';
import { extraTries, isRetriedError, isRetriedStatus } from './retry.ts';
import type { Scope } from './scope.ts';

export type UploadTarget = {
  readonly caller: Caller;
  readonly host: HostContext;
  readonly scope: Scope;
  readonly blob: Descriptor;
};

/** Where the bytes go: an open session. Each answer's Location replaces the last (P21). */
type Session = { readonly url: URL; readonly foreign: boolean };

/** A commit may take long on some registries, and so may a slow body (N14). */
const bodyTimeout = 600_000;
/** After a commit whose answer got lost: is the blob there? (F20) */
const probes = [1_000, 2_000, 4_000];
/** This way of sending is not for this registry (Q1, F25). */
const wrongWay = new Set([405, 413, 416, 501]);
const octets = { 'content-type': 'application/octet-stream' };

/** Opens a session without a body: POST, tried again freely, since an orphan session is harmless (F5). */
export async function startUpload(
  target: UploadTarget,
  query: URLSearchParams,
  call: Call,
): Promise<HttpResponse> {
  const { caller, host, scope, blob } = target;
  const url = urlOf(host, scope.path, 'blobs/uploads/');
  if (algorithmOf(blob.digest) !== 'sha256') query.set('digest-algorithm', algorithmOf(blob.digest));
  url.search = query.toString();
  const request: RegistryRequest = {
    method: 'POST',
    url,
    scope,
    attempt: { verb: 'begin an upload to', path: scope.path },
    headers: { 'content-length': '0' },
    headersTimeout: 60_000,
    signal: call.signal,
  };
  return caller.ask(host, request, extraTries.session);
}

/** The upload of one blob: sent by the way that the host is known to take, and by the next if it does not. */
export class HttpUpload implements BlobUpload {
  readonly #target: UploadTarget;
  #session: Session | undefined;

  constructor(target: UploadTarget, opened: HttpResponse | undefined) {
    this.#target = target;
    this.#session =
      opened === undefined
        ? undefined
        : sessionOf(target, urlOf(target.host, target.scope.path, 'blobs/uploads/'), opened);
  }

  async send(open: (from: number) => BlobBytes, call: Call = {}): Promise<void> {
    const { host } = this.#target;
    for (let restarts = 0; ; restarts += 1) {
      const [way, ...others] = host.learned.uploads;
      if (way === undefined) throw noWay(this.#target);
      const body = new SentBody(open);
      let failed: Failed;
      try {
        this.#session ??= await this.#open(call);
        const response = await this.#by(way, { session: this.#session, body, call });
        if (response.status === 201) return;
        failed = { response };
      } catch (error) {
        call.signal?.throwIfAborted();
        // What could not be read cannot be sent; that is the source's error, and final here.
        if (body.error !== undefined) throw body.error;
        failed = { error };
      }
      this.#session = undefined;
      if (await this.#isThereAfter(failed, body, call)) return;
      if (others.length > 0 && isWrongWay(way, failed, body)) {
        host.learned.uploads = others;
        restarts -= 1;
        continue;
      }
      if (restarts >= extraTries.upload || !mayRestart(failed) || !host.budget.spend())
        throw this.#error(failed);
    }
  }

  async abort(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    const { caller, host, scope } = this.#target;
    const attempt = { verb: 'cancel an upload to', path: scope.path };
    const { url, foreign } = session;
    await caller
      .ask(host, { method: 'DELETE', url, scope, attempt, foreign }, extraTries.once)
      .catch(() => {});
  }

  async #open(call: Call): Promise<Session> {
    const response = await startUpload(this.#target, new URLSearchParams(), call);
    if (response.status !== 202)
      throw answerError(this.#target.host, this.#attempt('begin an upload to'), response);
    return sessionOf(
      this.#target,
      urlOf(this.#target.host, this.#target.scope.path, 'blobs/uploads/'),
      response,
    );
  }

  async #by(way: UploadWay, sending: Sending): Promise<HttpResponse> {
    const { blob } = this.#target;
    if (way === 'put' || way === 'post' || blob.size === 0) {
      const commit = withDigest(sending.session.url, blob);
      return this.#push(
        'PUT',
        { ...sending, session: { ...sending.session, url: commit } },
        { pieces: sending.body.from(0), size: blob.size },
      );
    }
    let session = sending.session;
    if (way === 'patch') {
      const response = await this.#push('PATCH', sending, { pieces: sending.body.from(0), size: blob.size });
      if (!isAccepted(response)) return response;
      session = sessionOf(this.#target, session.url, response, session);
    } else {
      let start = 0;
      for await (const chunk of inChunks(sending.body.from(0), this.#chunkSize())) {
        const end = Math.min(start + this.#chunkSize(), blob.size);
        const range = { 'content-range': `${start}-${end - 1}` };
        const response = await this.#push(
          'PATCH',
          { ...sending, session },
          { pieces: chunk, size: end - start, headers: range },
        );
        if (!isAccepted(response)) return response;
        session = sessionOf(this.#target, session.url, response, session);
        start = end;
      }
    }
    const commit = { ...session, url: withDigest(session.url, blob) };
    sending.body.committing = true;
    return this.#commit(commit, sending.call);
  }

  #chunkSize(): number {
    return this.#target.host.learned.dialect.chunkSize;
  }

  #push(
    method: 'PUT' | 'PATCH',
    { session, call }: Sending,
    { pieces, size, headers }: { pieces: BlobBytes; size: number; headers?: Record<string, string> },
  ): Promise<HttpResponse> {
    const { caller, host, scope } = this.#target;
    const request: RegistryRequest = {
      method,
      url: session.url,
      scope,
      attempt: this.#attempt('send blob'),
      headers: { ...octets, ...headers },
      headersTimeout: bodyTimeout,
      foreign: session.foreign,
      signal: call.signal,
    };
    return caller.push(host, request, pieces, size);
  }

  #commit(session: Session, call: Call): Promise<HttpResponse> {
    const { caller, host, scope } = this.#target;
    const request: RegistryRequest = {
      method: 'PUT',
      url: session.url,
      scope,
      attempt: this.#attempt('commit blob'),
      headers: { 'content-length': '0' },
      headersTimeout: bodyTimeout,
      kind: 'body',
      foreign: session.foreign,
      signal: call.signal,
    };
    return caller.ask(host, request, extraTries.once);
  }

  /** The commit may have worked although its answer says otherwise, or never came: look, never send it again (F20, Q12). */
  async #isThereAfter(failed: Failed, body: SentBody, call: Call): Promise<boolean> {
    const unknown = 'error' in failed ? body.complete : mayBeThere(failed.response);
    if (!unknown) return false;
    const { caller, host, scope, blob } = this.#target;
    for (const wait of probes) {
      if (await hasBlob(caller, host, { scope, blob, signal: call.signal })) return true;
      // A clear "no" to a commit that was answered needs no second look.
      if ('response' in failed && failed.response.status < 500) return false;
      await caller.clock.sleep(wait, call.signal);
    }
    return hasBlob(caller, host, { scope, blob, signal: call.signal });
  }

  #error(failed: Failed): unknown {
    const { host, blob } = this.#target;
    const attempt = this.#attempt('send blob');
    if ('error' in failed) return networkError(host, attempt, failed.error);
    if (codesOf(failed.response).some((code) => code === 'DIGEST_INVALID' || code === 'SIZE_INVALID')) {
      return new HoistError(
        'incomplete',
        'CORRUPTED_IN_TRANSIT',
        `${host.host} received other bytes than were sent for blob ${blob.digest}`,
        {
          hint: 'Something between here and the registry changes bodies: look for a proxy.',
        },
      );
    }
    return answerError(host, attempt, failed.response);
  }

  #attempt(verb: string): { verb: string; path: string } {
    const { blob, scope } = this.#target;
    const what = verb.endsWith('blob') ? `${verb} ${blob.digest} to` : verb;
    return { verb: what, path: scope.path };
  }
}

type Sending = { readonly session: Session; readonly body: SentBody; readonly call: Call };
type Failed = { readonly response: HttpResponse } | { readonly error: unknown };

/** A body on its way, and what became of it. */
class SentBody {
  readonly #open: (from: number) => BlobBytes;
  /** The source's own error, if it was the source that failed. */
  error: unknown;
  sent = 0;
  complete = false;
  /** All is sent, and only the empty commit is open. */
  committing = false;

  constructor(open: (from: number) => BlobBytes) {
    this.#open = open;
  }

  async *from(offset: number): AsyncGenerator<Piece> {
    try {
      for await (const piece of this.#open(offset)) {
        yield piece;
        this.sent += piece.bytes.length;
      }
      this.complete = true;
    } catch (error) {
      this.error = error ?? new Error('the source failed');
      throw error;
    }
  }
}

function sessionOf(target: UploadTarget, asked: URL, response: HttpResponse, last?: Session): Session {
  const location = headerOf(response.headers, 'location');
  if (location === undefined) {
    // Some registries leave it out of a PATCH's answer; the last one still counts (F27).
    if (last !== undefined) return last;
    throw answerError(
      target.host,
      { verb: 'begin an upload (no Location in the answer) to', path: target.scope.path },
      response,
    );
  }
  const { url, sameOrigin } = target.caller.uploadLocation(asked, location);
  return { url, foreign: !sameOrigin };
}

function withDigest(url: URL, blob: Descriptor): URL {
  const commit = new URL(url);
  // Appended as text: what is there may be signed and must stay to the letter (P21).
  commit.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(blob.digest)}`;
  return commit;
}

/** (P22) */
function isAccepted(response: HttpResponse): boolean {
  return response.status >= 200 && response.status <= 204;
}

function mayBeThere(response: HttpResponse): boolean {
  return isAccepted(response) || isRetriedStatus(response.status) || response.status === 404;
}

function isWrongWay(way: UploadWay, failed: Failed, body: SentBody): boolean {
  if ('error' in failed) return isRetriedError(failed.error, 1) && body.sent > 0 && !body.complete;
  const { status } = failed.response;
  return wrongWay.has(status) || (way !== 'put' && !body.committing && (status === 400 || status === 404));
}

function mayRestart(failed: Failed): boolean {
  if ('error' in failed) return isRetriedError(failed.error, 1);
  const { status } = failed.response;
  if (isRetriedStatus(status) || isAccepted(failed.response) || status === 401 || status === 404) return true;
  return codesOf(failed.response).some(
    (code) => code === 'DIGEST_INVALID' || code === 'SIZE_INVALID' || code.startsWith('BLOB_UPLOAD_'),
  );
}

function noWay({ host, scope }: UploadTarget): HoistError {
  return new HoistError(
    'incomplete',
    'UPLOAD_REFUSED',
    `${host.host}/${scope.path} takes blobs in none of the ways there are`,
    {
      hint: 'A proxy before the registry may limit methods or sizes.',
    },
  );
}
