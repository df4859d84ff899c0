import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, writeFailure } from './failure.ts';
import { replaceFile } from './replace-file.ts';

/** A file on its way into a folder: it has a name of its own until it is whole. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>;
  /** Flushes it to the disk and gives it its name, in one step for whoever looks. */
  commit(name: string): Promise<void>;
  /** Removes what was not committed; never throws. */
  discard(): Promise<void>;
}

/** How the names of our own files begin that are no part of a layout. */
export const ownPrefix = '.hoist-';

const draftName = /^\.hoist-[0-9a-f-]{36}\.tmp$/;
const abandonedAfter = 24 * 60 * 60 * 1000;

/** Begins a file in a folder, which is made if it is not there. Nobody but us can read it until it is committed (A28). */
export async function beginDraft(folder: string): Promise<Draft> {
  const path = join(folder, `${ownPrefix}${randomUUID()}.tmp`);
  let handle: FileHandle | undefined;
  try {
    await mkdir(folder, { recursive: true });
    handle = await open(path, 'wx', 0o600);
  } catch (error) {
    throw writeFailure(path, error);
  }
  const opened = handle;
  let ended = false;

  return {
    async write(bytes) {
      try {
        for (let at = 0; at < bytes.length;) at += (await opened.write(bytes, at)).bytesWritten;
      } catch (error) {
        throw writeFailure(path, error);
      }
    },
    async commit(name) {
      try {
        await openUp(opened, folder);
        await flush(opened);
        await opened.close();
        await replaceFile(path, join(folder, name));
        ended = true;
      } catch (error) {
        throw writeFailure(join(folder, name), error);
      }
    },
    async discard() {
      if (ended) return;
      ended = true;
      await opened.close().catch(() => undefined);
      await unlink(path).catch(() => undefined);
    },
  };
}

/**
 * Makes a file as open as its folder: who may list that may read this. Shares and disks of Windows below Linux keep no modes
 * and may refuse to set one; there the mount decides who may read.
 */
export async function openUp(file: Pick<FileHandle, 'chmod'>, folder: string): Promise<void> {
  const { mode } = await stat(folder);
  try {
    await file.chmod(mode & 0o666);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
  }
}

/** Brings a file's bytes to the disk; file systems that cannot, as some that are mounted from elsewhere, are left alone. */
export async function flush(file: Pick<FileHandle, 'sync'>): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
  }
}

/** Writes a whole small file in one step: whoever reads sees the old one or the new one. */
export async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const draft = await beginDraft(folder);
  try {
    await draft.write(bytes);
    await draft.commit(name);
  } finally {
    await draft.discard();
  }
}

/** Makes the names in a folder survive a loss of power; systems that cannot are left alone. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    const known = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOENT'];
    if (!known.includes(systemCode(error) ?? '')) throw writeFailure(folder, error);
  } finally {
    await handle?.close();
  }
}

/** Removes the drafts that a killed run left in a folder a day ago or earlier. */
export async function sweepDrafts(folder: string, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => draftName.test(each))) {
    const path = join(folder, name);
    const age = await lstat(path).then(
      ({ mtimeMs }) => now.getTime() - mtimeMs,
      () => 0,
    );
    if (age > abandonedAfter) await unlink(path).catch(() => undefined);
  }
}
