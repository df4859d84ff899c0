import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { digestHasher, finishDigest } from '../image/digest.ts';
import { isLayout, type Repository } from '../image/reference.ts';
import type { BlobBytes, Piece } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';
import { Branch, SharedPiece } from './branch.ts';

export type RelayOptions = {
  readonly blob: Descriptor;
  /** Named where it gives other bytes. */
  readonly source: Repository;
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
  return count === 1 ? soleRelay(options) : sharedRelay(count, options);
}

/** One writer takes its pieces straight from the source: there is nobody to wait for, and nothing to keep. */
function soleRelay(options: RelayOptions): Relay {
  let end: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const source = reading(options, 0, () => end());
  let first: Promise<IteratorResult<Piece>> | undefined;
  let used = false;

  /** The source is closed; a piece that was read and never taken is given back. Nobody is left to be told of an error. */
  async function leave(): Promise<void> {
    const unused = first;
    first = undefined;
    const closed = source.return(undefined).catch(() => {});
    (await unused?.catch(() => undefined))?.value?.release();
    await closed;
    end();
  }

  const taking: AsyncIterator<Piece> = {
    next() {
      const ahead = first;
      first = undefined;
      return ahead ?? source.next();
    },
    async return() {
      await leave();
      return { done: true, value: undefined };
    },
  };

  return {
    writers: [
      (from) => {
        if (!used && from === 0) {
          used = true;
          return { [Symbol.asyncIterator]: () => taking };
        }
        void leave();
        return reading(options, from);
      },
    ],
    leave: () => void leave(),
    async run() {
      // The source is asked at once, whenever the target is ready for it.
      first = source.next();
      first.catch(() => {});
      await ended;
    },
  };
}

/**
 * Bytes of a piece that a writer has to take in time to count as live (20 s, in Branch): with larger ones a slow line would
 * look like one that is stuck.
 */
const largestPart = 256 * 1024;

function sharedRelay(count: number, options: RelayOptions): Relay {
  const branches = Array.from(
    { length: count },
    (_, writer) => new Branch({ clock: options.clock, stalled: () => options.stalled(writer) }),
  );
  const live = (): readonly Branch[] => branches.filter((branch) => branch.live);

  async function run(): Promise<void> {
    try {
      for await (const piece of inParts(reading(options, 0), largestPart)) {
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
      await Promise.all(last.map((branch) => branch.drained(() => true)));
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
        return reading(options, from);
      };
    }),
    leave: (writer) => branches[writer]?.leave(),
    run,
  };
}

/** The same bytes in pieces of at most `size`. What they look at is released with the last of them. */
async function* inParts(pieces: BlobBytes, size: number): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    const { length } = piece.bytes;
    if (length <= size) {
      yield piece;
      continue;
    }
    let left = Math.ceil(length / size);
    const release = (): void => {
      left -= 1;
      if (left === 0) piece.release();
    };
    let at = 0;
    try {
      while (at < length) {
        const bytes = piece.bytes.subarray(at, at + size);
        at += size;
        yield { bytes, release };
      }
    } finally {
      // Those that nobody came for.
      for (; at < length; at += size) release();
    }
  }
}

/**
 * Reads from an offset on. From the start the pieces are hashed on their way; the last comes only when the digest is right.
 * Of a rest we cannot say that: there the registry's own check of the digest stands alone.
 */
async function* reading(
  { blob, source, open, read }: RelayOptions,
  from: number,
  ended: () => void = () => {},
): AsyncGenerator<Piece> {
  const hasher = from === 0 ? digestHasher(blob.digest) : undefined;
  let length = from;
  try {
    for await (const piece of open(from)) {
      try {
        read(piece.bytes.length);
        hasher?.update(piece.bytes);
        length += piece.bytes.length;
        if (length >= blob.size) check(blob, source, hasher);
      } catch (error) {
        piece.release();
        throw error;
      }
      yield piece;
    }
    if (length === 0) check(blob, source, hasher);
  } finally {
    ended();
  }
}

function check(
  blob: Descriptor,
  source: Repository,
  hasher: ReturnType<typeof digestHasher> | undefined,
): void {
  if (hasher === undefined || finishDigest(blob.digest, hasher) === blob.digest) return;
  throw new HoistError(
    'incomplete',
    'BLOB_DIGEST',
    `${source} gave other bytes than ${blob.digest} for that blob`,
    {
      hint: isLayout(source)
        ? 'The file of that blob is damaged: write the folder again from where it came; nothing was committed at the target.'
        : 'The source registry, or a cache before it, holds a damaged copy. Push the image there again; nothing was committed at the target.',
    },
  );
}
