import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFilePath } from '../domain/file-path.ts';
import { parseGlob } from '../domain/glob.ts';
import { HoistError } from '../errors.ts';
import type { Workspace } from '../ports/workspace.ts';
import { absentCodes, codeOf, readBelow } from './files.ts';

/** Entries that are looked at for one pattern (A17). */
const mostEntries = 50_000;
const special = /[*?[\\]/;

/** The folder that earlier steps of the job wrote to. */
export function diskWorkspace(root: string): Workspace {
  return {
    find: async (pattern) => findFiles(root, parseFilePath(pattern)),
    read: (path, maxBytes) => readBelow(root, path, maxBytes),
  };
}

async function findFiles(root: string, pattern: string): Promise<readonly string[]> {
  const glob = parseGlob(pattern);
  const parts = pattern.split('/');
  const fixed = parts.findIndex((part) => special.test(part));
  if (fixed < 0) return [pattern];
  const deepest = pattern.includes('**') ? Number.POSITIVE_INFINITY : parts.length;
  const found: string[] = [];
  let looked = 0;
  let level = [parts.slice(0, fixed).join('/')];
  for (let depth = fixed; level.length > 0 && depth < deepest; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await entriesOf(join(root, folder))) {
        looked += 1;
        if (looked > mostEntries) throw tooLarge(pattern);
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        // A link may lead anywhere: it is neither followed nor a file.
        if (entry.isDirectory()) next.push(path);
        else if (entry.isFile() && glob.matches(path)) found.push(path);
      }
    }
    level = next;
  }
  return found.toSorted();
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (absentCodes.has(codeOf(error))) return [];
    throw new HoistError('config', 'FILE_UNREADABLE', `a folder cannot be listed: ${codeOf(error)}`, {
      hint: 'Check who may read the workspace.',
      cause: error,
    });
  }
}

function tooLarge(pattern: string): HoistError {
  return new HoistError(
    'config',
    'WORKSPACE_TOO_LARGE',
    `${pattern} would have to be looked for among more than ${mostEntries} files`,
    { hint: 'Begin the pattern with the folder that the reports are in: reports/trivy-*.json.' },
  );
}
