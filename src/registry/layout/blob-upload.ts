import { HoistError } from '../../errors.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { digestHasher, finishDigest, hexOf } from '../../image/digest.ts';
import type { BlobBytes, BlobUpload, Call } from '../../ports/registry.ts';
import { beginDraft } from './draft.ts';
import { blobFolder, blobPath, hasBlobFolder } from './safe-file.ts';

/** Writes a blob as it comes, hashes it on the way, and gives it its name only if digest and size are right. */
export function createUpload(folder: string, blob: Descriptor): BlobUpload {
  const stop = new AbortController();

  async function send(open: (from: number) => BlobBytes, call: Call = {}): Promise<void> {
    const signal = call.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, call.signal]);
    signal.throwIfAborted();
    // A link in place of the folder is refused before anything is written through it.
    await hasBlobFolder(folder, blob.digest);
    const draft = await beginDraft(blobFolder(folder, blob.digest));
    try {
      const hasher = digestHasher(blob.digest);
      let size = 0;
      for await (const piece of open(0)) {
        try {
          signal.throwIfAborted();
          size += piece.bytes.length;
          if (size > blob.size) throw mismatch(blob, 'more bytes came');
          const written = draft.write(piece.bytes);
          hasher.update(piece.bytes);
          await written;
        } finally {
          piece.release();
        }
      }
      signal.throwIfAborted();
      if (size < blob.size) throw mismatch(blob, `${size} bytes came`);
      const digest = finishDigest(blob.digest, hasher);
      if (digest !== blob.digest) throw mismatch(blob, `bytes of ${digest} came`);
      await draft.commit(hexOf(blob.digest));
    } finally {
      await draft.discard();
    }
  }

  return {
    send,
    abort: async () =>
      stop.abort(
        new HoistError('incomplete', 'UPLOAD_ABORTED', `${blobPath(folder, blob.digest)} was given up`),
      ),
  };
}

/** What came is not what was announced. */
export function mismatch(blob: Descriptor, what: string): HoistError {
  return new HoistError('incomplete', 'DIGEST_MISMATCH', `${what} for ${blob.digest} of ${blob.size} bytes`, {
    hint: 'The source serves other content than its manifest names; nothing of it was kept.',
  });
}
