import { HoistError } from '../../../src/errors.ts';
import type { Descriptor } from '../../../src/image/descriptor.ts';
import { digestHasher, finishDigest } from '../../../src/image/digest.ts';
import type { BlobBytes, BlobUpload, Call, Piece } from '../../../src/ports/registry.ts';

export type MemoryUploadOptions = {
  readonly blob: Descriptor;
  /** Commits the blob. */
  readonly keep: (chunks: readonly Uint8Array[]) => void;
  /** Logs the call and throws what a test wants it to end with. */
  readonly enter: (verb: 'send' | 'abort', call?: Call) => void;
  readonly pace: (received: number) => Promise<void> | undefined;
  readonly interrupt: (attempt: number) => number | undefined;
  readonly ended: (upload: BlobUpload) => void;
};

/** An upload into memory: nothing is there before the digest of all bytes was found right. */
export function createMemoryUpload(options: MemoryUploadOptions): BlobUpload {
  const { blob } = options;
  const upload: BlobUpload = {
    async send(open, call) {
      options.enter('send', call);
      try {
        options.keep(await receive(open, call?.signal));
      } finally {
        options.ended(upload);
      }
    },
    async abort() {
      options.enter('abort');
      options.ended(upload);
    },
  };

  async function receive(
    open: (from: number) => BlobBytes,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array[]> {
    const hasher = digestHasher(blob.digest);
    const chunks: Uint8Array[] = [];
    let received = 0;
    for (let attempt = 1; ; attempt += 1) {
      const end = options.interrupt(attempt) ?? Infinity;
      let stopped = false;
      for await (const piece of open(received)) {
        const bytes = await take(piece, Math.max(0, end - received), { received, signal });
        stopped = bytes.length < piece.bytes.length;
        signal?.throwIfAborted();
        hasher.update(bytes);
        chunks.push(bytes);
        received += bytes.length;
        if (stopped) break;
      }
      if (stopped) continue;
      signal?.throwIfAborted();
      const digest = finishDigest(blob.digest, hasher);
      if (digest === blob.digest && received === blob.size) return chunks;
      const got = `${received} bytes of ${digest}`;
      throw new HoistError('incomplete', 'DIGEST_INVALID', `${got} came for ${blob.size} of ${blob.digest}`);
    }
  }

  async function take(piece: Piece, most: number, { received, signal }: Taking): Promise<Uint8Array> {
    try {
      await Promise.race([options.pace(received), aborted(signal)]);
      return new Uint8Array(piece.bytes.subarray(0, most));
    } finally {
      piece.release();
    }
  }

  return upload;
}

type Taking = { readonly received: number; readonly signal: AbortSignal | undefined };

/** Never resolves; rejects when the call is cancelled. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
