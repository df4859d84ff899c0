import { HoistError } from '../errors.ts';
import type { Forge } from '../ports/forge.ts';
import type { GitHubApi } from './api.ts';
import { gitHubContents } from './contents.ts';
import { unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';

const repositoryRoute = 'GET /repos/{owner}/{repo}';
const refRoute = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

type Head = Awaited<ReturnType<Forge['defaultBranch']>>;

export type GitHubForge = Forge & {
  /**
   * Asks what every command asks first. Comes back with the first answer, the next question is on its way then. Never
   * rejects: the error is met by whoever needs the answer.
   */
  askAhead(): Promise<void>;
};

/**
 * The repository `OWNER/REPO` on GitHub. What it answers does not change during a run: each thing is asked once. The
 * schemas of the answers are loaded when there is an answer: the first question does not wait for them.
 */
export function gitHubForge(api: GitHubApi, repository: string): GitHubForge {
  const where = splitRepository(repository);
  let branch: Promise<string> | undefined;
  let head: Promise<Head> | undefined;

  function branchName(): Promise<string> {
    branch ??= askBranch();
    return branch;
  }

  function defaultBranch(): Promise<Head> {
    head ??= askHead();
    return head;
  }

  async function askBranch(): Promise<string> {
    const body = await api.get(repositoryRoute, where);
    if (body === undefined) throw notVisible(repository, 'metadata: read');
    const { Repository } = await import('./schema.ts');
    const found = Repository.safeParse(body).data;
    if (found === undefined) throw unexpected(repositoryRoute, 'the answer names no default branch');
    return found.defaultBranch;
  }

  async function askHead(): Promise<Head> {
    const name = await branchName();
    // heads/ and the exact ref: `commits/main` would follow a tag of that name, which others may be able to push.
    const body = await api.get(refRoute, { ...where, ref: `heads/${name}` });
    if (body === undefined) throw notVisible(`${repository}, branch ${name}`, 'contents: read');
    const { GitRef } = await import('./schema.ts');
    const found = GitRef.safeParse(body).data;
    if (found === undefined) throw unexpected(refRoute, 'the answer names no commit');
    return { branch: name, commit: found.commit, files: gitHubContents(api, repository, found.commit) };
  }

  return {
    defaultBranch,
    async askAhead() {
      await branchName().catch(() => undefined);
      defaultBranch().catch(() => undefined);
    },
    async triggeringRun(runId) {
      const body = await api.get(runRoute, { ...where, run_id: runId });
      if (body === undefined) throw notVisible(`${repository}, run ${runId}`, 'actions: read');
      const { WorkflowRun } = await import('./schema.ts');
      const found = WorkflowRun.safeParse(body).data;
      if (found === undefined) throw unexpected(runRoute, 'the answer describes no run');
      const onDefaultBranch = found.own && found.branch === (await branchName());
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
