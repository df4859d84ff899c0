import type { Config } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { locateConfig, type LocateOptions } from './locate.ts';
import type * as parsing from './parse.ts';
import type { NamedFile, NamedFiles } from './parse.ts';
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
  const text = await parseConfig(found.bytes, found.origin.path);
  // A part in a file of its own may name files in turn: trust its keys.
  const written = writtenConfig(text, await readAll(text.files, found.files));
  const files = await readAll(written.files, found.files);
  return { config: await resolveConfig(written, { origin: found.origin, files }), notices };
}

async function readAll(named: readonly NamedFile[], files: Files): Promise<NamedFiles> {
  const byPath = new Map(named.map((file) => [file.path, file]));
  return new Map(await Promise.all([...byPath.values()].map((file) => readNamed(file, files))));
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
