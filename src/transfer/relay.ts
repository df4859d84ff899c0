import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { digestHasher, finishDigest } from '../image/digest.ts';
import type { BlobBytes, Piece } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';
import { Branch, SharedPiece } from './branch.ts';

export type RelayOptions = {
  readonly blob: Descriptor;
  /** Opens the source from an offset. */
  readonly open: (from: number) => BlobBytes;
  /** Told of bytes as they are read from the source. */
  readonly read: (bytes: number) => void;
  readonly clock: Clock;
  /** A writer, by its number, takes no more bytes: end its upload, so that it can begin again. */
  readonly stalled: (writer: number) => void;
};

/** One read of a blob that several writers share. */
export type Relay = {
  /** For each writer, what its upload opens: the shared read first, a read of its own whenever it has to begin again. */
  readonly writers: readonly ((from: number) => BlobBytes)[];
  /** A writer wants nothing (more): the others wait for it no longer. */
  leave(writer: number): void;
  /** Reads the source to its end or until nobody listens. Never rejects: the writers get the error. */
  run(): Promise<void>;
};

/**
 * Reads a blob once for `count` writers, at the pace of the slowest that is still live (transport.md §4.4). The last
 * piece is withheld from all of them until the digest of the whole matches: as each body is as long as its
 * Content-Length, nothing false can ever be committed (transport.md §3.6).
 */
export function createRelay(count: number, options: RelayOptions): Relay {
  const branches = Array.from(
    { length: count },
    (_, writer) => new Branch({ clock: options.clock, stalled: () => options.stalled(writer) }),
  );
  const live = (): readonly Branch[] => branches.filter((branch) => branch.live);

  async function run(): Promise<void> {
    try {
      for await (const piece of checked(options.blob, counted(options, options.open(0)))) {
        const takers = live();
        if (takers.length === 0) {
          piece.release();
          return;
        }
        const shared = new SharedPiece(piece, takers.length);
        for (const branch of takers) branch.put(shared);
        await Promise.all(takers.map((branch) => branch.room(() => live().length > 1)));
      }
      const last = live();
      for (const branch of last) branch.end();
      await Promise.all(last.map((branch) => branch.drained(() => count > 1)));
    } catch (error) {
      for (const branch of live()) branch.fail(error);
    } finally {
      for (const branch of branches) branch.stop();
    }
  }

  return {
    writers: branches.map((branch) => {
      let used = false;
      return (from) => {
        if (!used && from === 0) {
          used = true;
          return branch.pieces();
        }
        branch.leave();
        const own = counted(options, options.open(from));
        return from === 0 ? checked(options.blob, own) : own;
      };
    }),
    leave: (writer) => branches[writer]?.leave(),
    run,
  };
}

async function* counted(options: RelayOptions, bytes: BlobBytes): AsyncGenerator<Piece> {
  for await (const piece of bytes) {
    try {
      options.read(piece.bytes.length);
    } catch (error) {
      piece.release();
      throw error;
    }
    yield piece;
  }
}

/** Gives the pieces on while hashing them; the last only when the digest is right. */
export async function* checked(blob: Descriptor, bytes: BlobBytes): AsyncGenerator<Piece> {
  const hasher = digestHasher(blob.digest);
  let length = 0;
  for await (const piece of bytes) {
    hasher.update(piece.bytes);
    length += piece.bytes.length;
    if (length >= blob.size && finishDigest(blob.digest, hasher) !== blob.digest) {
      piece.release();
      throw wrongDigest(blob);
    }
    yield piece;
  }
  if (length === 0 && finishDigest(blob.digest, hasher) !== blob.digest) throw wrongDigest(blob);
}

function wrongDigest(blob: Descriptor): HoistError {
  return new HoistError(
    'incomplete',
    'BLOB_DIGEST',
    `the source gave other bytes than ${blob.digest} for that blob`,
    {
      hint: 'The source registry, or a cache before it, holds a damaged copy. Push the image there again; nothing was committed at the target.',
    },
  );
}
