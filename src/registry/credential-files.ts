import { readFile, realpath } from 'node:fs/promises';
import { HoistError, messageOf } from '../errors.ts';
import type { CredentialsOptions } from './credentials.ts';
import { codeOf } from './retry.ts';

/** The disk, for {@link CredentialsOptions}. What is there and cannot be read is `DOCKER_CONFIG_UNREADABLE`, never absent. */
export const credentialFiles: Pick<CredentialsOptions, 'readFile' | 'realPath'> = {
  async readFile(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw unreadable(path, error);
    }
  },
  async realPath(path) {
    try {
      return await realpath(path);
    } catch (error) {
      if (isAbsent(error)) return path;
      throw unreadable(path, error);
    }
  },
};

function isAbsent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Not a failure of the network, although it is met on the way to a registry. */
function unreadable(path: string, error: unknown): HoistError {
  const why = codeOf(error) ?? messageOf(error);
  return new HoistError(
    'config',
    'DOCKER_CONFIG_UNREADABLE',
    `${path}, where a Docker config is looked for, cannot be read: ${why}`,
    {
      hint: 'Check who may read it: after sudo docker login it may belong to root. Or set DOCKER_CONFIG to another folder.',
      cause: error,
    },
  );
}
