import { HoistError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { algorithmOf } from '../image/digest.ts';
import type { BlobBytes, BlobUpload, Call } from '../ports/registry.ts';
import { hasBlob } from './blob-head.ts';
import type { RegistryRequest } from './request.ts';
import { inChunks } from './chunk.ts';
import type { UploadWay } from './dialect.ts';
import { answerError, networkError } from './failure.ts';
import { checkClaim, contradicts } from './manifests.ts';
import { extraTries, isTransient } from './retry.ts';
import { UploadBody } from './upload-body.ts';
import {
  cancelUpload,
  commitUrl,
  nextSession,
  openedSession,
  resumeAt,
  startUpload,
  storedBytes,
  type Session,
  type UploadTarget,
} from './upload-session.ts';
import {
  causeOf,
  isAccepted,
  isCorrupted,
  isWrongWay,
  mayBeThere,
  mayRestart,
  mayResume,
  type Failed,
} from './upload-verdict.ts';

/** A commit may take long on some registries, and so may a slow body (N14). */
const bodyTimeout = 600_000;
/** Waits before looking whether a blob is there whose commit got no clear answer (F20). */
const probes = [1_000, 2_000, 4_000];
const octets = { 'content-type': 'application/octet-stream' };

/** One call of `send`: restarts and resumes have one count, since each is a retry of the same bytes (N3). */
type Sending = {
  readonly open: (from: number) => BlobBytes;
  readonly call: Call;
  retries: number;
  corrupted: boolean;
};

/** The upload of one blob: sent by the way that the host is known to take, and by the next if it does not (Q1). */
export class HttpUpload implements BlobUpload {
  readonly #target: UploadTarget;
  #session: Session | undefined;

  /** `opened`: the 202 that began it. */
  constructor(target: UploadTarget, opened: HttpResponse) {
    this.#target = target;
    this.#session = openedSession(target, opened);
  }

  async send(open: (from: number) => BlobBytes, call: Call = {}): Promise<void> {
    const { host, caller, blob } = this.#target;
    const sending: Sending = { open, call, retries: 0, corrupted: false };
    for (;;) {
      const [way, ...others] = host.learned.uploads;
      if (way === undefined) throw noWay(this.#target);
      const limit = host.learned.dialect.uploadLimit;
      const body = new UploadBody({ open, blob, clock: caller.clock, limit });
      const failed = await this.#try(way, body, sending);
      if (failed === undefined || (await this.#isThereAfter(failed, body, call))) {
        this.#session = undefined;
        if (failed === undefined) await this.#checkKept(call);
        return;
      }
      await this.abort();
      if (others.length > 0 && isWrongWay(failed, body)) {
        // Unless another upload has found that out meanwhile.
        if (host.learned.uploads[0] === way) host.learned.uploads = others;
        continue;
      }
      // Its count was not true: the bytes after it were sent twice, or refused (Q8).
      if (body.continued && 'response' in failed) host.learned.rangeIsTrue = false;
      const again = mayRestart(failed, body) && !(sending.corrupted && isCorrupted(failed));
      sending.corrupted ||= isCorrupted(failed) && !body.continued;
      if (!again || !(await this.#again(sending, failed))) throw this.#error(failed);
    }
  }

  async abort(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) await cancelUpload(this.#target, session);
  }

  /** Sends the blob once, in the session that is open or a new one; undefined: it is there. */
  async #try(way: UploadWay, body: UploadBody, sending: Sending): Promise<Failed | undefined> {
    const { call } = sending;
    this.#session ??= await this.#open(call);
    try {
      const response =
        way === 'put' || this.#target.blob.size === 0
          ? await this.#put(this.#session, body, call)
          : await this.#patches(way, body, sending);
      const isDone = response.status === 201 && !contradicts(response, this.#target.blob.digest);
      return isDone ? undefined : { response };
    } catch (error) {
      call.signal?.throwIfAborted();
      // What could not be read cannot be sent; that is the source's error, and final here.
      if (body.error !== undefined) throw body.error;
      return { error };
    }
  }

  async #open(call: Call): Promise<Session> {
    const options = { extra: extraTries.session, signal: call.signal };
    const response = await startUpload(this.#target, options);
    if (response.status === 202) return openedSession(this.#target, response);
    throw answerError(this.#target.host, this.#attempt('begin an upload to'), response);
  }

  /** POST → PUT with the body. */
  #put(session: Session, body: UploadBody, call: Call): Promise<HttpResponse> {
    const { caller, host, blob } = this.#target;
    body.commits = 'with its last byte';
    const request = this.#request('PUT', { ...session, url: commitUrl(session, blob.digest) }, call);
    return caller.push(host, request, body.from(0), blob.size);
  }

  /** POST → one PATCH, or one for each chunk → empty PUT. What is cut off goes on where the registry says it stopped. */
  async #patches(way: 'patch' | 'chunks', body: UploadBody, sending: Sending): Promise<HttpResponse> {
    while (body.stored < this.#target.blob.size) {
      let failed: Failed | undefined;
      try {
        const response = await this.#fromStored(way, body, sending.call);
        if (response !== undefined) failed = { response };
      } catch (error) {
        if (body.error !== undefined || !isTransient(error)) throw error;
        failed = { error };
      }
      if (failed === undefined || (await this.#resume(failed, body, sending))) continue;
      if ('error' in failed) throw failed.error;
      return failed.response;
    }
    body.commits = 'alone';
    return this.#commit(sending.call);
  }

  /**
   * Sends what the registry has not yet; gives the answer that refused it. Stops early, once, where the registry says that
   * it took less than was sent (F26).
   */
  async #fromStored(
    way: 'patch' | 'chunks',
    body: UploadBody,
    call: Call,
  ): Promise<HttpResponse | undefined> {
    const { caller, host, blob } = this.#target;
    const chunk = way === 'patch' ? blob.size : this.#chunkSize();
    for await (const pieces of inChunks(body.from(body.stored), chunk)) {
      const start = body.stored;
      const end = Math.min(start + chunk, blob.size);
      // A stream from the start has none: what everybody's client sends (P20).
      const range = way === 'patch' && start === 0 ? {} : { 'content-range': `${start}-${end - 1}` };
      const request = this.#request('PATCH', this.#current(), call, range);
      const response = await caller.push(host, request, pieces, end - start);
      if (!isAccepted(response)) return response;
      this.#session = nextSession(this.#target, this.#current(), response);
      const stored = storedBytes(response);
      const short = stored !== undefined && stored < end && stored >= start;
      body.stored = end;
      if (!short || body.continued || !host.learned.rangeIsTrue) continue;
      body.stored = stored;
      body.continued = true;
      return undefined;
    }
    return undefined;
  }

  /** Whether an upload that was cut off may go on in its session (F6, F24, P24). */
  async #resume(failed: Failed, body: UploadBody, sending: Sending): Promise<boolean> {
    const { call } = sending;
    call.signal?.throwIfAborted();
    if (!mayResume(failed, body)) return false;
    const at = await resumeAt(this.#target, this.#current(), call.signal);
    if (at === undefined || at.offset < body.stored || !(await this.#again(sending, failed))) return false;
    this.#session = at.session;
    body.stored = at.offset;
    return true;
  }

  #commit(call: Call): Promise<HttpResponse> {
    const { caller, host, blob } = this.#target;
    const session = this.#current();
    const url = commitUrl(session, blob.digest);
    const request = this.#request('PUT', { ...session, url }, call, { 'content-length': '0' });
    return caller.ask(
      host,
      { ...request, kind: 'body', attempt: this.#attempt('commit blob') },
      extraTries.once,
    );
  }

  /** Looks, and never sends a commit again: 40 of 51 such blobs were there (F20, Q12). */
  async #isThereAfter(failed: Failed, body: UploadBody, { signal }: Call): Promise<boolean> {
    if (!mayBeThere(failed, body)) return false;
    const { caller, host, scope, blob } = this.#target;
    for (const wait of probes) {
      await caller.clock.sleep(wait, signal);
      if (await hasBlob(caller, host, { scope, blob, signal })) return true;
    }
    return false;
  }

  /** A registry that knows one algorithm only may take a blob of another and not find it again (seen on ggcr's). */
  async #checkKept({ signal }: Call): Promise<void> {
    const { caller, host, scope, blob } = this.#target;
    const algorithm = algorithmOf(blob.digest);
    if (algorithm === 'sha256' || (await hasBlob(caller, host, { scope, blob, signal }))) return;
    throw new HoistError(
      'incomplete',
      'NOT_KEPT',
      `${host.host}/${scope.path} took blob ${blob.digest} and does not have it`,
      { hint: `The registry may not know ${algorithm}: build the image with sha256.` },
    );
  }

  /** Counts a retry and waits for it; false where there is none left. */
  async #again(sending: Sending, failed: Failed): Promise<boolean> {
    const { caller, host } = this.#target;
    if (sending.retries >= extraTries.upload || !host.budget.spend(causeOf(failed))) return false;
    sending.retries += 1;
    await caller.backOff(sending.retries, sending.call.signal);
    return true;
  }

  #current(): Session {
    if (this.#session === undefined) throw new Error('no upload is open');
    return this.#session;
  }

  #chunkSize(): number {
    return Math.max(this.#target.host.learned.dialect.chunkSize, this.#current().minChunk);
  }

  #request(
    method: 'PUT' | 'PATCH',
    { url, foreign }: Session,
    { signal }: Call,
    headers: Record<string, string> = {},
  ): RegistryRequest {
    return {
      method,
      url,
      scope: this.#target.scope,
      attempt: this.#attempt('send blob'),
      headers: { ...octets, ...headers },
      headersTimeout: bodyTimeout,
      foreign,
      signal,
    };
  }

  #error(failed: Failed): unknown {
    const { host, blob } = this.#target;
    if ('error' in failed) return networkError(host, this.#attempt('send blob'), failed.error);
    // It took something, and keeps saying that it is something else.
    if (isAccepted(failed.response)) checkClaim(this.#target, failed.response, blob.digest);
    const cause = answerError(host, this.#attempt('send blob'), failed.response);
    if (!isCorrupted(failed)) return cause;
    return new HoistError(
      'incomplete',
      'CORRUPTED_IN_TRANSIT',
      `${host.host} received other bytes than were sent for blob ${blob.digest}`,
      {
        // zot says DIGEST_INVALID of what it had no room for.
        hint: 'Something between here and the registry changes bodies: look for a proxy. Or the registry could not keep all of them: look at the room on its disk.',
        cause,
      },
    );
  }

  #attempt(verb: string): { verb: string; path: string } {
    const { blob, scope } = this.#target;
    const what = verb.endsWith('blob') ? `${verb} ${blob.digest} to` : verb;
    return { verb: what, path: scope.path };
  }
}

function noWay({ host, scope }: UploadTarget): HoistError {
  return new HoistError(
    'incomplete',
    'UPLOAD_REFUSED',
    `${host.host}/${scope.path} takes blobs in none of the ways there are`,
    { hint: 'A proxy before the registry may limit methods or sizes.' },
  );
}
