import { readFile, realpath } from 'node:fs/promises';
import type { CredentialsOptions } from './credentials.ts';

/** The disk, for {@link CredentialsOptions}. */
export const credentialFiles: Pick<CredentialsOptions, 'readFile' | 'realPath'> = {
  async readFile(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  },
  async realPath(path) {
    try {
      return await realpath(path);
    } catch (error) {
      if (isAbsent(error)) return path;
      throw error;
    }
  },
};

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
