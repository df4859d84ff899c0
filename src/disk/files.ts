import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative, isAbsolute, sep } from 'node:path';
import { fileTooLarge, maxFileBytes, notAFile, parseFilePath } from '../domain/file-path.ts';
import { HoistError } from '../errors.ts';
import type { Files } from '../ports/files.ts';

/**
 * The files below a folder. A path that climbs out, by `..` or through a symlink, is refused.
 *
 * `read` throws `FILE_PATH_INVALID`, `FILE_OUTSIDE`, `FILE_NOT_REGULAR`, `FILE_TOO_LARGE`, `FILE_UNREADABLE`.
 */
export function diskFiles(root: string): Files {
  return { read: (path) => readBelow(root, path, maxFileBytes) };
}

/** What the system says of a path that is not there. */
export const absentCodes: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/** The bytes of a file below a folder, or undefined where there is none. See {@link diskFiles}. */
export async function readBelow(
  root: string,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const name = parseFilePath(path);
  try {
    return await readInside(root, name, maxBytes);
  } catch (error) {
    if (error instanceof HoistError) throw error;
    if (absentCodes.has(codeOf(error))) return undefined;
    throw new HoistError('config', 'FILE_UNREADABLE', `${name} cannot be read: ${codeOf(error)}`, {
      hint: 'Check who may read the file.',
      cause: error,
    });
  }
}

async function readInside(root: string, name: string, maxBytes: number): Promise<Uint8Array> {
  const folder = await realpath(root);
  const real = await realpath(join(folder, name));
  const inside = relative(folder, real);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new HoistError('config', 'FILE_OUTSIDE', `${name} is a link to a file outside the folder`, {
      hint: 'Put the file itself into the folder.',
    });
  }
  // NONBLOCK: a named pipe without a writer would hold the open for ever. NOFOLLOW: no link was left to follow.
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return await readRegular(file, name, maxBytes);
  } finally {
    await file.close();
  }
}

async function readRegular(file: FileHandle, name: string, maxBytes: number): Promise<Uint8Array> {
  const found = await file.stat();
  if (found.isDirectory()) throw notAFile(name, 'directory');
  if (!found.isFile()) throw notAFile(name, 'device');
  if (found.size > maxBytes) throw fileTooLarge(name, found.size, maxBytes);
  return new Uint8Array(await file.readFile());
}

/** `ENOENT` */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
