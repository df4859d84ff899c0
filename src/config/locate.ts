import type { ConfigOrigin } from '../domain/config.ts';
import { parseFilePath } from '../domain/file-path.ts';
import { HoistError } from '../errors.ts';
import { digestOf, hexOf } from '../image/digest.ts';
import type { Files } from '../ports/files.ts';
import type { Forge } from '../ports/forge.ts';

export const defaultConfigPath = '.github/hoist.yml';

export type LocateOptions = {
  /** From the root of the repository; never from an event (contract §4). */
  readonly path?: string | undefined;
  /** The disk: it decides where there is no forge, and is only compared where there is one. */
  readonly files: Files;
  /** The repository on GitHub, in Actions. */
  readonly forge?: Pick<Forge, 'defaultBranch'> | undefined;
};

export type LocatedConfig = {
  readonly bytes: Uint8Array;
  readonly origin: ConfigOrigin;
  /** What the config names is read from here, so from the same commit. */
  readonly files: Files;
};

export type Location = {
  /** Undefined where there is no config. */
  readonly found: LocatedConfig | undefined;
  /** For people: that the workspace has another config, which does not count. */
  readonly notices: readonly string[];
};

/**
 * The config that decides: in Actions the one at the head of the default branch, whatever the event, the ref or the
 * workspace; elsewhere the file on disk.
 */
export async function locateConfig({
  path = defaultConfigPath,
  files,
  forge,
}: LocateOptions): Promise<Location> {
  const name = parseFilePath(path);
  if (forge === undefined) return { found: await readFrom(files, name), notices: [] };
  const head = await forge.defaultBranch();
  const found = await readFrom(head.files, name, head.commit);
  const place = `the default branch (${head.branch} at ${head.commit.slice(0, 12)})`;
  return { found, notices: await compare(found, { files, name, place }) };
}

async function readFrom(
  files: Files,
  path: string,
  commit = files.commit,
): Promise<LocatedConfig | undefined> {
  const bytes = await files.read(path).catch((error: unknown) => {
    throw placed(error, path);
  });
  if (bytes === undefined) return undefined;
  const sha256 = hexOf(digestOf(bytes));
  return { bytes, files, origin: { path, sha256, ...(commit === undefined ? {} : { commit }) } };
}

/** A file that is too large or no file has no place in it: it is shown at its beginning, as all refusals have one. */
function placed(error: unknown, file: string): unknown {
  if (!(error instanceof HoistError) || error.kind !== 'config' || error.position !== undefined) return error;
  const { code, message, hint } = error;
  return new HoistError('config', code, message, {
    hint,
    position: { file, line: 1, column: 1 },
    cause: error,
  });
}

type Comparison = { readonly files: Files; readonly name: string; readonly place: string };

async function compare(
  found: LocatedConfig | undefined,
  { files, name, place }: Comparison,
): Promise<string[]> {
  const workspace = await readWorkspace(files, name);
  if (workspace === undefined) return [];
  if (found === undefined) {
    return [`${name} is in the workspace but not on ${place}: it does not count before it is there`];
  }
  if (isSameText(workspace, found.bytes)) return [];
  return [`${name} in the workspace differs from the one on ${place}, which decides`];
}

/** Git on Windows may check files out with other line ends than they are committed with. */
function isSameText(one: Uint8Array, other: Uint8Array): boolean {
  const textOf = (bytes: Uint8Array): string =>
    Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
  return textOf(one) === textOf(other);
}

/** The workspace is only shown: whatever is wrong with its file stops nobody. */
async function readWorkspace(files: Files, name: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(name);
  } catch (error) {
    if (error instanceof HoistError) return undefined;
    throw error;
  }
}
