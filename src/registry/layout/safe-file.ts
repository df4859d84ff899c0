import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { HoistError } from '../../errors.ts';
import { algorithmOf, hexOf, type Digest } from '../../image/digest.ts';
import { isAbsence, readFailure, unsafe } from './failure.ts';

/** A regular file that is open for reading. Whoever gets it closes it. */
export type SafeFile = { readonly handle: FileHandle; readonly size: number };

/** Windows has neither, and its links are caught by `lstat`. */
const flags =
  constants.O_RDONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** `blobs/<alg>` of a layout. */
export function blobFolder(folder: string, digest: Digest): string {
  return join(folder, 'blobs', algorithmOf(digest));
}

/** `blobs/<alg>/<hex>`: a path is only ever built from a Digest, never from text (A13, A28). */
export function blobPath(folder: string, digest: Digest): string {
  return join(blobFolder(folder, digest), hexOf(digest));
}

/**
 * The size of a blob's file; undefined where there is none.
 *
 * @throws HoistError `LAYOUT_UNSAFE` for everything but a regular file in real folders
 */
export async function blobSize(folder: string, digest: Digest): Promise<number | undefined> {
  if (!(await hasBlobFolder(folder, digest))) return undefined;
  return await regularSize(blobPath(folder, digest));
}

/** Opens a blob's file; undefined where there is none. Throws as {@link blobSize} does. */
export async function openBlobFile(folder: string, digest: Digest): Promise<SafeFile | undefined> {
  if (!(await hasBlobFolder(folder, digest))) return undefined;
  return await openRegular(blobPath(folder, digest));
}

/** Whether `blobs/<alg>` is there. A link in its place would lead out of the layout. */
export async function hasBlobFolder(folder: string, digest: Digest): Promise<boolean> {
  for (const path of [join(folder, 'blobs'), blobFolder(folder, digest)]) {
    const stat = await lstatOf(path);
    if (stat === undefined) return false;
    if (!stat.isDirectory()) throw unsafe(path, 'is not a real folder');
  }
  return true;
}

/**
 * All bytes of a small file; undefined where there is none.
 *
 * @param limit bytes; the size is looked at before anything is read, and again while reading
 * @throws HoistError `LAYOUT_UNSAFE`, `LAYOUT_TOO_LARGE`, `LAYOUT_UNREADABLE`, `DENIED`
 */
export async function readRegular(path: string, limit: number): Promise<Uint8Array | undefined> {
  const file = await openRegular(path);
  if (file === undefined) return undefined;
  try {
    if (file.size > limit) throw tooLarge(path, file.size, limit);
    const bytes = new Uint8Array(file.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    await file.handle.close();
  }
}

async function openRegular(path: string): Promise<SafeFile | undefined> {
  // Looked at before it is opened: opening a pipe or a device can block or act.
  if ((await regularSize(path)) === undefined) return undefined;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, flags);
    const stat = await handle.stat();
    if (!stat.isFile()) throw unsafe(path, 'is not a regular file');
    return { handle, size: stat.size };
  } catch (error) {
    await handle?.close();
    if (isAbsence(error)) return undefined;
    throw readFailure(path, error);
  }
}

async function regularSize(path: string): Promise<number | undefined> {
  const stat = await lstatOf(path);
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) throw unsafe(path, 'is a symbolic link');
  if (!stat.isFile()) throw unsafe(path, 'is not a regular file');
  return stat.size;
}

async function lstatOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw readFailure(path, error);
  }
}

function tooLarge(path: string, size: number, limit: number): HoistError {
  return new HoistError('refused', 'LAYOUT_TOO_LARGE', `${path} has ${size} bytes, of at most ${limit}`, {
    hint: 'It is not what an OCI image layout holds there, or too much for one layout: split it.',
  });
}
