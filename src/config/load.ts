import type { Config } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { locateConfig, type LocateOptions } from './locate.ts';
import type * as parsing from './parse.ts';
import type { NamedFile } from './parse.ts';
import type * as resolving from './resolve.ts';

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
  // YAML and schemas cost 30 ms: loaded while GitHub answers, and not at all where there is no config.
  const early = options.forge === undefined ? undefined : reading();
  const { found, notices } = await locateConfig(options);
  if (found === undefined) return { config: undefined, notices };
  const [{ parseConfig, writtenConfig }, { resolveConfig }] = await (early ?? reading());
  const text = parseConfig(found.bytes, found.origin.path);
  const files = new Map(await Promise.all(text.files.map((file) => readNamed(file, found.files))));
  const config = resolveConfig(writtenConfig(text, files), { origin: found.origin, files });
  return { config, notices };
}

function reading(): Promise<[typeof parsing, typeof resolving]> {
  return Promise.all([import('./parse.ts'), import('./resolve.ts')]);
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
