import type { Config } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { locateConfig, type LocateOptions } from './locate.ts';
import { parseConfig, writtenConfig, type NamedFile } from './parse.ts';
import { resolveConfig } from './resolve.ts';

export type LoadedConfig = {
  /** Undefined where there is no config. */
  readonly config: Config | undefined;
  /** For people: that the workspace has another config, which does not count. */
  readonly notices: readonly string[];
};

/**
 * Finds the config that decides, reads it and what it names, and gives it in our words.
 *
 * @throws HoistErrors of kind `config` with everything that is wrong with it; `unreachable` where GitHub cannot be asked
 */
export async function loadConfig(options: LocateOptions): Promise<LoadedConfig> {
  const { found, notices } = await locateConfig(options);
  if (found === undefined) return { config: undefined, notices };
  const text = parseConfig(found.bytes, found.origin.path);
  const files = new Map(await Promise.all(text.files.map((file) => readNamed(file, found.files))));
  const config = resolveConfig(writtenConfig(text, files), { origin: found.origin, files });
  return { config, notices };
}

async function readNamed(
  { path, position }: NamedFile,
  files: Files,
): Promise<readonly [path: string, bytes: Uint8Array | undefined]> {
  try {
    return [path, await files.read(path)];
  } catch (error) {
    if (!(error instanceof HoistError) || error.kind !== 'config') throw error;
    const { code, message, hint } = error;
    throw new HoistError('config', code, message, { hint, position, cause: error });
  }
}
