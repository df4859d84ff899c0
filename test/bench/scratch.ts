import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Scratch = {
  readonly folder: string;
  /** Bytes that it may still take. */
  free(): Promise<number>;
  close(): Promise<void>;
};

const memoryDisk = '/dev/shm';

/** A folder for everything that the bench writes: in memory if there is room for `wanted` bytes, else where temporary files go. */
export async function openScratch(wanted: number): Promise<Scratch> {
  const inMemory = existsSync(memoryDisk) && (await freeIn(memoryDisk)) >= wanted;
  const folder = await mkdtemp(join(inMemory ? memoryDisk : tmpdir(), 'hoist-bench-'));
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow);
  return {
    folder,
    free: () => freeIn(folder),
    async close() {
      await rm(folder, { recursive: true, force: true });
      process.off('exit', removeNow);
    },
  };
}

/** Of a disk that lies in memory, as much as memory has left. */
async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  const disk = bavail * bsize;
  return folder.startsWith(memoryDisk) ? Math.min(disk, process.availableMemory()) : disk;
}
