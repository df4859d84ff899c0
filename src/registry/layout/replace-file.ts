import { rename as renameFile } from 'node:fs/promises';
import { setTimeout as waitFor } from 'node:timers/promises';
import { systemCode } from './failure.ts';

export type ReplaceOptions = {
  readonly platform?: NodeJS.Platform;
  readonly rename?: (from: string, to: string) => Promise<void>;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
};

/** What Windows says of a file that somebody has open at this moment. */
const passing: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Milliseconds between two attempts; five seconds in all, which is more than a virus scanner holds a small file. */
const naps = [10, 20, 40, 80, 150, ...Array.from({ length: 24 }, () => 200)];

/**
 * Gives a file a name that another one may have, which it replaces in one step. Windows refuses that as long as anybody
 * has the other one open, be it only to read it: there it is tried again.
 */
export async function replaceFile(from: string, to: string, options: ReplaceOptions = {}): Promise<void> {
  const { platform = process.platform, rename = renameFile, wait = waitFor } = options;
  for (const nap of platform === 'win32' ? naps : []) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!passing.has(systemCode(error))) throw error;
    }
    await wait(nap);
  }
  await rename(from, to);
}
