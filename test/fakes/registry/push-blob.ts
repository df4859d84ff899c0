import { isDigest, type Digest, type DigestAlgorithm } from '../../../src/image/digest.ts';
import { problem, withHeaders, type Answer } from './answer.ts';
import { parseContentRange } from './content-range.ts';
import { declaredLength, receive, type Exchange } from './exchange.ts';
import { UploadSession } from './session.ts';

export type UploadOptions = {
  /** `OCI-Chunk-Min-Length` of an answer to POST. */
  readonly minChunkBytes?: number | undefined;
  /** A blob that any repository has is mounted without `from`; default yes. */
  readonly anonymousMount?: boolean | undefined;
  /** Default yes; otherwise POST with `mount` only opens an upload. */
  readonly mount?: boolean | undefined;
  /** Default yes; otherwise POST with a body opens an upload, and the body is lost. */
  readonly singlePost?: boolean | undefined;
  /** Bodies are hashed and counted but not kept: a blob that was pushed is there and cannot be read. For huge ones. */
  readonly discard?: boolean | undefined;
  /** Where sessions are, if not here: the origin of another listener (A7). */
  readonly uploadOrigin?: string | undefined;
  /** Where blobs are, for uploads that are elsewhere: a relative `Location` would lead to that place. */
  readonly blobOrigin?: (() => string) | undefined;
  /** Default `relative`. */
  readonly locations?: 'relative' | 'absolute' | undefined;
  /** In milliseconds, for uploads that are given up; default `Date.now`. */
  readonly now?: (() => number) | undefined;
};

/** The uploads of one registry: POST, PATCH, PUT, GET and DELETE (end-4a to end-6, end-11, end-13, end-14). */
export class Uploads {
  readonly #sessions = new Map<string, UploadSession>();
  readonly #options: UploadOptions;

  constructor(options: UploadOptions) {
    this.#options = options;
  }

  /** Uploads that were begun and neither closed nor cancelled. */
  get size(): number {
    return this.#sessions.size;
  }

  async begin(exchange: Exchange, repository: string): Promise<Answer> {
    const { query } = exchange.seen;
    const mounted = this.#mounted(exchange, repository);
    if (mounted !== undefined) return mounted;
    const algorithm = query.get('digest-algorithm') ?? query.get('digest')?.split(':')[0] ?? 'sha256';
    if (!isAlgorithm(algorithm)) return problem(400, 'DIGEST_INVALID', 'the algorithm is not supported');
    const { discard, now = Date.now } = this.#options;
    const session = new UploadSession({ repository, algorithm, keep: discard !== true, now });
    const digest = query.get('digest');
    if (digest !== null && this.#options.singlePost !== false) {
      if (!isDigest(digest)) return problem(400, 'DIGEST_INVALID', 'not a digest');
      const whole = await receive(exchange, session.writer().write);
      return whole ? this.#commit(exchange, session, digest) : cutOff;
    }
    this.#forget();
    this.#sessions.set(session.id, session);
    const least = this.#options.minChunkBytes;
    const answer = this.#answer(202, session, exchange);
    return least === undefined ? answer : withHeaders(answer, { 'oci-chunk-min-length': least });
  }

  async append(exchange: Exchange, repository: string, id: string): Promise<Answer> {
    const session = this.#session(exchange, repository, id);
    if (session === undefined) return unknown;
    return (await this.#take(exchange, session)) ?? this.#answer(202, session, exchange);
  }

  async close(exchange: Exchange, repository: string, id: string): Promise<Answer> {
    const session = this.#session(exchange, repository, id);
    if (session === undefined) return unknown;
    const digest = exchange.seen.query.get('digest');
    if (digest === null || !isDigest(digest))
      return problem(400, 'DIGEST_INVALID', 'digest is missing or no digest');
    const failed = await this.#take(exchange, session);
    if (failed !== undefined) return failed;
    this.#sessions.delete(id);
    return this.#commit(exchange, session, digest);
  }

  status(exchange: Exchange, repository: string, id: string): Answer {
    const session = this.#session(exchange, repository, id);
    if (session === undefined) return unknown;
    session.settle();
    return this.#answer(204, session, exchange);
  }

  cancel(exchange: Exchange, repository: string, id: string): Answer {
    const session = this.#session(exchange, repository, id);
    if (session === undefined) return unknown;
    this.#sessions.delete(id);
    session.settle();
    return { status: 204 };
  }

  /** Undefined: the blob has to be sent. Whether it is elsewhere is told only to who may read it there (A48). */
  #mounted({ store, seen, may }: Exchange, repository: string): Answer | undefined {
    const { mount: allowed, anonymousMount } = this.#options;
    const digest = seen.query.get('mount');
    const from = seen.query.get('from');
    if (digest === null || allowed === false) return undefined;
    if (from === null && anonymousMount === false) return undefined;
    const places = from === null ? [...store.repositories.keys()] : [from];
    const place = places.find((path) => store.blob(path, digest) !== undefined && may(path, 'pull'));
    const blob = place === undefined ? undefined : store.blob(place, digest);
    if (blob === undefined) return undefined;
    store.keepBlob(repository, blob);
    return this.#created(repository, blob.digest);
  }

  /** Ends what its client gave up, when somebody asks for an upload: nothing is to wait for a clock here. */
  #forget(): void {
    for (const [id, session] of this.#sessions) {
      if (session.idle < mostIdle) continue;
      this.#sessions.delete(id);
      session.settle();
    }
  }

  #session({ seen }: Exchange, repository: string, id: string): UploadSession | undefined {
    this.#forget();
    const session = this.#sessions.get(id);
    return session?.repository === repository && seen.query.get('_state') === session.state
      ? session
      : undefined;
  }

  /**
   * Takes the body as the session's next bytes; undefined: every byte of it is there and nobody else wrote since. A chunk
   * that is not the next one gets 416, and what is there already stays. Of a body that turns out to have another length
   * than its range, what belongs to the range stays, as of one that broke off.
   */
  async #take(exchange: Exchange, session: UploadSession): Promise<Answer | undefined> {
    const header = exchange.request.headers['content-range'];
    const range = header === undefined ? undefined : parseContentRange(header);
    if (header !== undefined && range?.first !== session.settle())
      return this.#answer(416, session, exchange);
    const declared = declaredLength(exchange);
    const length = range?.length ?? declared;
    if (declared !== undefined && declared !== length) return otherLength;
    const writer = session.writer(length);
    if (!(await receive(exchange, writer.write))) return cutOff;
    if (!this.#sessions.has(session.id)) return unknown;
    if (!writer.holds()) return this.#answer(416, session, exchange);
    return length === undefined || exchange.seen.received === length ? undefined : otherLength;
  }

  #commit({ store }: Exchange, session: UploadSession, digest: Digest): Answer {
    const blob = session.finish(digest);
    if (blob === undefined)
      return problem(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
    store.keepBlob(session.repository, blob);
    return this.#created(session.repository, digest);
  }

  #created(repository: string, digest: Digest): Answer {
    const location = `${this.#options.blobOrigin?.() ?? ''}/v2/${repository}/blobs/${digest}`;
    return { status: 201, headers: { location, 'docker-content-digest': digest } };
  }

  #answer(status: number, session: UploadSession, { origin }: Exchange): Answer {
    const { uploadOrigin, locations } = this.#options;
    const start = uploadOrigin ?? (locations === 'absolute' ? origin : '');
    return {
      status,
      headers: {
        location: `${start}/v2/${session.repository}/blobs/uploads/${session.id}?_state=${session.state}`,
        range: `0-${Math.max(0, session.size - 1)}`,
        'docker-upload-uuid': session.id,
      },
    };
  }
}

/** Milliseconds; a client that was cut off may come back the next morning. */
const mostIdle = 24 * 60 * 60 * 1000;

const unknown = problem(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
const otherLength = problem(400, 'SIZE_INVALID', 'the body has another length than Content-Range');
/** Nobody is there to read it. */
const cutOff = problem(400, 'BLOB_UPLOAD_INVALID', 'the body was cut off');

function isAlgorithm(text: string): text is DigestAlgorithm {
  return text === 'sha256' || text === 'sha512';
}
