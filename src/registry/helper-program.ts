import { statSync } from 'node:fs';
import { win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a program is started: the file, or a name that the system looks for on the PATH. */
export type Program = {
  readonly file: string;
  readonly words: readonly string[];
  /** The words are a command line as Windows takes it, quoted already. */
  readonly verbatim: boolean;
};

export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly isFile: (path: string) => boolean;
};

/** In the order in which Windows tries them. `docker-credential-gcloud` is a `.cmd`. */
const endings = ['.com', '.exe', '.bat', '.cmd'] as const;

const thisMachine: Machine = { platform: process.platform, isFile };

/**
 * The program that is a credential helper, for `get`; undefined where there is none. On Windows it is looked for here, and
 * only in the folders of the PATH: Node would begin in the folder that one is in, which may be anybody's checkout (A29),
 * and starts no `.cmd`.
 */
export function helperProgram(
  name: string,
  env: Environment,
  { platform, isFile: isThere }: Machine = thisMachine,
): Program | undefined {
  const program = `docker-credential-${name}`;
  if (platform !== 'win32') return { file: program, words: ['get'], verbatim: false };
  const folders = valueOf(env, 'PATH')
    .split(';')
    .map((folder) => folder.replaceAll('"', ''))
    .filter((folder) => win32.isAbsolute(folder));
  const file = folders
    .flatMap((folder) => endings.map((ending) => win32.join(folder, `${program}${ending}`)))
    .find(isThere);
  if (file === undefined || !/\.(?:bat|cmd)$/.test(file))
    return file === undefined ? undefined : { file, words: ['get'], verbatim: false };
  // Only the path of a folder on the PATH and a helper's name are in it, and quotes are in neither.
  return { file: commandProcessor(env), words: ['/d', '/s', '/c', `""${file}" get"`], verbatim: true };
}

function commandProcessor(env: Environment): string {
  const named = valueOf(env, 'ComSpec');
  if (win32.isAbsolute(named)) return named;
  return win32.join(valueOf(env, 'SystemRoot') || 'C:\\Windows', 'System32', 'cmd.exe');
}

/** Windows does not care about the case of a name: `Path` is usual. */
function valueOf(env: Environment, name: string): string {
  const key = Object.keys(env).find((one) => one.toUpperCase() === name.toUpperCase());
  return (key === undefined ? undefined : env[key]) ?? '';
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
