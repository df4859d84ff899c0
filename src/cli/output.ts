import { fstatSync, writeFileSync } from 'node:fs';
import { HoistError } from '../errors.ts';
import type { ScreenStream } from './screen.ts';

/** What is printed on standard output. */
export interface Output {
  /**
   * Writes all of it.
   *
   * @throws HoistError `OUTPUT_UNWRITABLE`; of a pipe it is thrown where nobody catches it, once the pipe says so
   */
  write(text: string): void;
}

/**
 * What goes into a file is written here: Node's stream writes once and does not look at how many bytes were taken, so that
 * the rest would be lost without a word where the disk is full.
 */
export function openOutput(stream: ScreenStream & { readonly fd?: number }): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads through `head` closes early; that is no failure.
    if (error.code !== 'EPIPE') throw unwritable(error);
  });
  const { fd, isTTY } = stream;
  if (fd === undefined || isTTY === true || !isFile(fd)) return { write: (text) => void stream.write(text) };
  return {
    write(text) {
      try {
        writeFileSync(fd, text);
      } catch (error) {
        throw unwritable(error);
      }
    },
  };
}

/** A device such as `/dev/full` is none that one waits for either. */
function isFile(fd: number): boolean {
  try {
    const found = fstatSync(fd);
    return found.isFile() || found.isCharacterDevice();
  } catch {
    return false;
  }
}

function unwritable(error: unknown): HoistError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return new HoistError('incomplete', 'OUTPUT_UNWRITABLE', `the result cannot be written whole: ${code}`, {
    hint: 'Look at where standard output leads, and at the room there. What was promoted is in the journal: hoist history.',
    cause: error,
  });
}
