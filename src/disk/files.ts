import { constants } from 'node:fs';
import { mkdir, open, realpath, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, isAbsolute, sep } from 'node:path';
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
  if (!isInside(folder, real)) {
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

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return !(inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside));
}

/**
 * Writes a file below a folder, with the folders on its way; false where there is one already.
 *
 * @throws HoistError `FILE_PATH_INVALID`, `FILE_OUTSIDE`, `FILE_UNWRITABLE`
 */
export async function createBelow(root: string, path: string, bytes: Uint8Array): Promise<boolean> {
  const name = parseFilePath(path);
  try {
    const folder = await realpath(root);
    const file = join(folder, name);
    // Before anything is made: a folder on the way may be a link.
    if (!isInside(folder, await realExisting(dirname(file)))) {
      throw new HoistError('config', 'FILE_OUTSIDE', `a folder of ${name} is a link that leads outside`, {
        hint: 'Put the folder itself there.',
      });
    }
    await makeFolder(dirname(file));
    await createWhole(file, bytes);
    return true;
  } catch (error) {
    if (error instanceof HoistError) throw error;
    if (codeOf(error) === 'EEXIST' && syscallOf(error) === 'open') return false;
    throw new HoistError('config', 'FILE_UNWRITABLE', `${name} cannot be written: ${codeOf(error)}`, {
      hint: 'Check that its folder is a folder, has room, and that you may write there.',
      cause: error,
    });
  }
}

/** What cannot be written whole leaves nothing: half of a file would be there already when this is tried again. */
async function createWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes a folder and those above it. Of a disk that is read-only Node says that something is not there, where it makes
 * several: the first that is missing is made alone then, for the system's own reason.
 */
export async function makeFolder(path: string, make: typeof mkdir = mkdir): Promise<void> {
  try {
    await make(path, { recursive: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') await make(await firstMissing(path));
    throw error;
  }
}

async function firstMissing(path: string): Promise<string> {
  const above = dirname(path);
  const isThere = above === path || (await stat(above).catch(() => undefined)) !== undefined;
  return isThere ? path : await firstMissing(above);
}

/** Where the nearest folder that is there really is. */
async function realExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return await realExisting(dirname(path));
  }
}

function syscallOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error ? String(error.syscall) : '';
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
