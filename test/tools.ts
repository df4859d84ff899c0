import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program that tests use as a witness (`skopeo`, `crane`, `regctl`, `cosign`, `registry`), from the folder in
 * `HOIST_TOOLS` or its `bin`, else from `PATH`. Undefined where it is not installed.
 */
export function tool(name: string): string | undefined {
  const own = process.env['HOIST_TOOLS'];
  const folders = own === undefined || own === '' ? [] : [own, join(own, 'bin')];
  const searched = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)].filter(
    (folder) => folder !== '',
  );
  return searched.map((folder) => join(folder, name)).find(isProgram);
}

/**
 * Whether one of these programs is missing, for `describe.skipIf(lacking('skopeo'))`. Says what is left out. With
 * `HOIST_TOOLS_REQUIRED=1` a missing one is an error instead.
 */
export function lacking(...names: readonly string[]): boolean {
  const missing = names.filter((name) => tool(name) === undefined);
  if (missing.length === 0) return false;
  const reason = `${missing.join(', ')} not found in HOIST_TOOLS or PATH`;
  if (process.env['HOIST_TOOLS_REQUIRED'] === '1') throw new Error(reason);
  console.warn(`left out: tests with ${names.join(', ')} (${reason})`);
  return true;
}

/** The path of a program that is there. */
export function requireTool(name: string): string {
  const path = tool(name);
  if (path === undefined) throw new Error(`${name} is not in HOIST_TOOLS or PATH`);
  return path;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
