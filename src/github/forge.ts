import { HoistError } from '../errors.ts';
import type { Forge } from '../ports/forge.ts';
import type { GitHubApi } from './api.ts';
import { gitHubContents } from './contents.ts';
import { unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';
import { GitRef, Repository, WorkflowRun } from './schema.ts';

const repositoryRoute = 'GET /repos/{owner}/{repo}';
const refRoute = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

type Head = Awaited<ReturnType<Forge['defaultBranch']>>;

/** The repository `OWNER/REPO` on GitHub. What it answers does not change during a run: each thing is asked once. */
export function gitHubForge(api: GitHubApi, repository: string): Forge {
  const where = splitRepository(repository);
  let branch: Promise<string> | undefined;
  let head: Promise<Head> | undefined;

  async function askBranch(): Promise<string> {
    const body = await api.get(repositoryRoute, where);
    if (body === undefined) throw notVisible(repository, 'metadata: read');
    const found = Repository.safeParse(body).data;
    if (found === undefined) throw unexpected(repositoryRoute, 'the answer names no default branch');
    return found.defaultBranch;
  }

  async function askHead(): Promise<Head> {
    const name = await (branch ??= askBranch());
    // heads/ and the exact ref: `commits/main` would follow a tag of that name, which others may be able to push.
    const body = await api.get(refRoute, { ...where, ref: `heads/${name}` });
    if (body === undefined) throw notVisible(`${repository}, branch ${name}`, 'contents: read');
    const found = GitRef.safeParse(body).data;
    if (found === undefined) throw unexpected(refRoute, 'the answer names no commit');
    return { branch: name, commit: found.commit, files: gitHubContents(api, repository, found.commit) };
  }

  return {
    defaultBranch() {
      head ??= askHead();
      return head;
    },
    async triggeringRun(runId) {
      const body = await api.get(runRoute, { ...where, run_id: runId });
      if (body === undefined) throw notVisible(`${repository}, run ${runId}`, 'actions: read');
      const found = WorkflowRun.safeParse(body).data;
      if (found === undefined) throw unexpected(runRoute, 'the answer describes no run');
      const onDefaultBranch = found.own && found.branch === (await (branch ??= askBranch()));
      return { event: found.event, onDefaultBranch };
    },
  };
}

/** GitHub answers 404, not 403, for what a token may not see. */
function notVisible(what: string, permission: string): HoistError {
  return new HoistError('config', 'GITHUB_NOT_FOUND', `GitHub shows no ${what} to this token`, {
    hint: `Add "${permission}" under permissions: of the job, or give github-token a token that has it.`,
  });
}
