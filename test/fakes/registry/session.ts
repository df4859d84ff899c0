import { createHash, randomUUID, type Hash } from 'node:crypto';
import { hexOf, algorithmOf, type Digest, type DigestAlgorithm } from '../../../src/image/digest.ts';
import type { StoredBlob } from './store.ts';

/** What one request holds of a session. */
export type Writer = {
  readonly write: (piece: Buffer) => void;
  /** False once a later request took the session over: what came after that was dropped. */
  readonly holds: () => boolean;
};

/** Of one upload. */
export type SessionOptions = {
  readonly repository: string;
  readonly algorithm: DigestAlgorithm;
  /** Whether the bytes are kept and not only hashed. */
  readonly keep: boolean;
  /** Milliseconds since any moment. */
  readonly now: () => number;
};

/** One upload, from its POST to its closing PUT. */
export class UploadSession {
  readonly id: string = randomUUID();
  readonly repository: string;
  /** Part of the session's URL: who builds the URL by hand lacks it (P21). */
  readonly state: string = randomUUID().slice(0, 8);
  readonly #algorithm: DigestAlgorithm;
  readonly #hasher: Hash;
  #chunks: Buffer[] = [];
  #size = 0;
  #writer = 0;
  readonly #keep: boolean;
  readonly #now: () => number;
  #used: number;

  constructor({ repository, algorithm, keep, now }: SessionOptions) {
    this.repository = repository;
    this.#keep = keep;
    this.#algorithm = algorithm;
    this.#hasher = createHash(algorithm);
    this.#now = now;
    this.#used = now();
  }

  /** Milliseconds since somebody wrote to it or asked about it. */
  get idle(): number {
    return this.#now() - this.#used;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Takes over the session: what an earlier request still delivers is dropped, so that the offset told to a client
   * that resumes stays true. No more than `most` bytes are taken.
   */
  writer(most = Infinity): Writer {
    this.settle();
    const own = this.#writer;
    const end = this.#size + most;
    return {
      write: (piece) => {
        if (own !== this.#writer) return;
        this.#used = this.#now();
        const taken = piece.subarray(0, end - this.#size);
        this.#hasher.update(taken);
        if (this.#keep) this.#chunks.push(taken);
        this.#size += taken.length;
      },
      holds: () => own === this.#writer,
    };
  }

  /** Stops whoever writes and tells how much is there. */
  settle(): number {
    this.#used = this.#now();
    this.#writer += 1;
    return this.#size;
  }

  /** The blob if the bytes have that digest. The session is of no use after it, and takes nothing: its hash is made. */
  finish(digest: Digest): StoredBlob | undefined {
    this.settle();
    const chunks = this.#chunks;
    const found = algorithmOf(digest) === this.#algorithm ? this.#hasher.digest('hex') : hash(digest, chunks);
    this.#chunks = [];
    return found === hexOf(digest) ? { digest, size: this.#size, chunks } : undefined;
  }
}

function hash(digest: Digest, chunks: readonly Buffer[]): string {
  const hasher = createHash(algorithmOf(digest));
  for (const chunk of chunks) hasher.update(chunk);
  return hasher.digest('hex');
}
