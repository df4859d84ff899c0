import { HoistError } from '../../errors.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import type { Call, Piece } from '../../ports/registry.ts';
import { readFailure } from './failure.ts';
import { blobPath, openBlobFile } from './safe-file.ts';

/** Memory for pieces, used again once they are released. */
export interface SlabPool {
  take(): Uint8Array;
  give(slab: Uint8Array): void;
}

const slabBytes = 512 * 1024;
const keptSlabs = 16;

export function createSlabPool(): SlabPool {
  const free: Uint8Array[] = [];
  return {
    take: () => free.pop() ?? new Uint8Array(slabBytes),
    give: (slab) => {
      if (free.length < keptSlabs) free.push(slab);
    },
  };
}

export type ReadOptions = Call & {
  readonly from: number;
  readonly slabs: SlabPool;
};

/** The bytes of a blob from an offset on, ending exactly at the descriptor's size (F16, F17). The file is closed when the reader leaves. */
export async function* readBlob(
  folder: string,
  blob: Descriptor,
  { from, slabs, signal }: ReadOptions,
): AsyncGenerator<Piece> {
  signal?.throwIfAborted();
  const path = blobPath(folder, blob.digest);
  const file = await openBlobFile(folder, blob.digest);
  if (file === undefined) throw wrong('BLOB_UNKNOWN', `${path} is not there`);
  const { handle, size } = file;
  try {
    if (size !== blob.size) throw wrong('BLOB_SIZE', `${path} has ${size} bytes, not ${blob.size}`);
    let at = from;
    while (at < size) {
      const slab = slabs.take();
      const { bytesRead } = await handle.read(slab, 0, Math.min(slab.length, size - at), at);
      signal?.throwIfAborted();
      if (bytesRead === 0) throw wrong('BLOB_SIZE', `${path} became shorter while it was read`);
      at += bytesRead;
      yield pieceOf(slab, bytesRead, slabs);
    }
    signal?.throwIfAborted();
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    await handle.close();
  }
}

function pieceOf(slab: Uint8Array, length: number, slabs: SlabPool): Piece {
  let held = true;
  return {
    bytes: slab.subarray(0, length),
    release: () => {
      if (held) slabs.give(slab);
      held = false;
    },
  };
}

function wrong(code: string, message: string): HoistError {
  return new HoistError('incomplete', code, message, {
    hint: 'The layout is incomplete or damaged; write it again from where it came.',
  });
}
