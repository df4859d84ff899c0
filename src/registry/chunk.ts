import type { BlobBytes, Piece } from '../ports/registry.ts';

/**
 * Cuts a body into bodies of `size` bytes (the last may be shorter), to be read one after the other, each to its end. A
 * piece on a border is given in two parts and released after the second.
 */
export async function* inChunks(body: BlobBytes, size: number): AsyncGenerator<BlobBytes> {
  const pieces = body[Symbol.asyncIterator]();
  let rest: Piece | undefined;
  let ended = false;

  async function* chunk(): AsyncGenerator<Piece> {
    let room = size;
    while (room > 0) {
      let piece = rest;
      rest = undefined;
      if (piece === undefined) {
        const next = await pieces.next();
        if (next.done === true) {
          ended = true;
          return;
        }
        piece = next.value;
      }
      if (piece.bytes.length <= room) {
        room -= piece.bytes.length;
        yield piece;
      } else {
        rest = { bytes: piece.bytes.subarray(room), release: () => piece.release() };
        const head: Piece = { bytes: piece.bytes.subarray(0, room), release: () => {} };
        room = 0;
        yield head;
      }
    }
  }

  try {
    for (;;) {
      // Looks ahead, so that no empty chunk follows the last.
      if (rest === undefined) {
        const next = await pieces.next();
        if (next.done === true) return;
        rest = next.value;
      }
      yield chunk();
      if (ended) return;
    }
  } finally {
    await pieces.return?.();
  }
}
