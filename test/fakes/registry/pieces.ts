import type { BlobBytes, Piece } from '../../../src/ports/registry.ts';

/** Watches that whoever takes pieces gives each back once, and stops looking at the bytes then. */
export class PieceKeeper {
  #held = 0;

  /** Pieces that were given out and not released. */
  get held(): number {
    return this.#held;
  }

  /**
   * A piece with a copy of the bytes, which are overwritten when it is released: who looks later sees rubbish, as with
   * a pooled buffer that another blob was read into.
   *
   * @throws on the second release
   */
  lend(bytes: Uint8Array): Piece {
    const copy = new Uint8Array(bytes);
    let released = false;
    this.#held += 1;
    return {
      bytes: copy,
      release: () => {
        if (released) throw new Error('a piece was released twice');
        released = true;
        this.#held -= 1;
        copy.fill(0xdd);
      },
    };
  }
}

/** Reads a whole blob and gives every piece back. */
export async function readBlob(pieces: BlobBytes): Promise<Uint8Array> {
  const copies: Uint8Array[] = [];
  for await (const piece of pieces) {
    copies.push(new Uint8Array(piece.bytes));
    piece.release();
  }
  return Buffer.concat(copies);
}

/** Gives bytes in pieces that need no release. */
export async function* piecesOf(bytes: Uint8Array, from = 0, most = 1 << 16): BlobBytes {
  for (let at = from; at < bytes.length; at += most) {
    yield { bytes: bytes.subarray(at, at + most), release: () => undefined };
  }
}
