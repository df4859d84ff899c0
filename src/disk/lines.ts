import type { FileHandle } from 'node:fs/promises';

const chunkBytes = 65_536;
const newline = 0x0a;

/**
 * The lines of a file from the last to the first, without their ends, reading no more of it than is asked for. What
 * follows the last line end is a line too, even if it is torn; empty lines are left out. `open` is called for each part
 * that is read, and what it gives is closed again: nobody has to go on to the end. Undefined: there is no file.
 */
export async function* linesFromEnd(open: () => Promise<FileHandle | undefined>): AsyncGenerator<string> {
  let position: number | undefined;
  let rest: Buffer = Buffer.alloc(0);
  while (position === undefined || position > 0) {
    const file = await open();
    if (file === undefined) return;
    try {
      position ??= (await file.stat()).size;
      const length = Math.min(chunkBytes, position);
      position -= length;
      const chunk = Buffer.alloc(length);
      const { bytesRead } = await file.read(chunk, 0, length, position);
      rest = Buffer.concat([chunk.subarray(0, bytesRead), rest]);
    } finally {
      await file.close();
    }
    for (let end = rest.lastIndexOf(newline); end >= 0; end = rest.lastIndexOf(newline)) {
      if (end + 1 < rest.length) yield rest.toString('utf8', end + 1);
      rest = rest.subarray(0, end);
    }
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
