import type { Workspace } from '../ports/workspace.ts';
import { HoistError } from '../errors.ts';
import type { Lead } from './lead.ts';
import { Look } from './look.ts';
import type { Looked } from './attached.ts';

/** The reports that earlier steps of the job wrote, one look a pattern. They say themselves which image they are about. */
export async function lookAtFiles(
  workspace: Workspace | undefined,
  patterns: readonly string[],
): Promise<readonly Looked[]> {
  return Promise.all(patterns.map((pattern) => lookAtPattern(workspace, pattern)));
}

async function lookAtPattern(workspace: Workspace | undefined, pattern: string): Promise<Looked> {
  const look = new Look('local');
  if (workspace === undefined) {
    look.off('there is no workspace');
    return { look, leads: [] };
  }
  try {
    const paths = await workspace.find(pattern);
    if (paths.length === 0) look.note(`no file is named ${pattern}`);
    return { look, leads: paths.map((path) => leadOf(workspace, look, path)) };
  } catch (error) {
    look.fail(error);
    return { look, leads: [] };
  }
}

function leadOf(workspace: Workspace, look: Look, path: string): Lead {
  return {
    look,
    mediaType: 'application/json',
    annotations: {},
    file: path,
    async read(maxBytes) {
      const bytes = await workspace.read(path, maxBytes);
      if (bytes !== undefined) return bytes;
      throw new HoistError('config', 'FILE_MISSING', `${path} is not there`, {
        hint: 'Write the report in a step before this one, or correct evidence.files.',
      });
    },
  };
}
