import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { digestHasher, finishDigest } from '../image/digest.ts';
import { GatheredBytes } from '../image/gathered-bytes.ts';
import type { Repository } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';

export type BlobPlace = { readonly registry: Registry; readonly repository: Repository };

/**
 * A small blob, whole and hashed. Its pieces are copied and given back as they come; nothing is allocated from a size
 * that was only stated (A16).
 *
 * @throws HoistError `BLOB_TOO_LARGE` (refused), `DIGEST_MISMATCH` (unreachable), and what the registry throws
 */
export async function readBlob(
  { registry, repository }: BlobPlace,
  blob: Descriptor,
  { maxBytes, signal }: Call & { readonly maxBytes: number },
): Promise<Uint8Array> {
  if (blob.size > maxBytes) throw tooLarge(blob, maxBytes);
  const hasher = digestHasher(blob.digest);
  const bytes = new GatheredBytes();
  for await (const piece of registry.openBlob(repository, blob, 0, { signal })) {
    try {
      if (bytes.length + piece.bytes.length > blob.size) throw tooLarge(blob, blob.size);
      hasher.update(piece.bytes);
      bytes.add(piece.bytes);
    } finally {
      piece.release();
    }
  }
  if (finishDigest(blob.digest, hasher) !== blob.digest) throw mismatch(repository, blob);
  return bytes.whole();
}

function tooLarge(blob: Descriptor, maxBytes: number): HoistError {
  return new HoistError('refused', 'BLOB_TOO_LARGE', `${blob.digest} has more than ${maxBytes} bytes`, {
    hint: 'So much is not read to judge an image.',
  });
}

function mismatch(repository: Repository, blob: Descriptor): HoistError {
  return new HoistError(
    'unreachable',
    'DIGEST_MISMATCH',
    `${repository}: the bytes of ${blob.digest} have another digest`,
    { hint: 'The answer was cut or changed on the way, or the registry serves false content.' },
  );
}
