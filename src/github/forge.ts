import type { Forge } from '../ports/forge.ts';
import type { Web } from '../ports/web.ts';
import type { GitHubApi } from './api.ts';
import { gitHubContents } from './contents.ts';
import { notVisible, unexpected } from './failure.ts';
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

export type GitHubForgeOptions = {
  /** `OWNER/REPO` */
  readonly repository: string;
  /** `https://github.com`: GITHUB_SERVER_URL. */
  readonly server: string;
  /** For what GitHub keeps elsewhere. */
  readonly web: () => Promise<Web>;
  readonly signal: AbortSignal;
};

/**
 * The repository `OWNER/REPO` on GitHub. What it answers does not change during a run: each thing is asked once. The
 * schemas of the answers are loaded when there is an answer: the first question does not wait for them.
 */
export function gitHubForge(api: GitHubApi, options: GitHubForgeOptions): GitHubForge {
  const { repository, server, web, signal } = options;
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
    server,
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
    async isOver({ id, attempt }) {
      const body = await api.get(runRoute, { ...where, run_id: id });
      const { RunProgress } = await import('./schema.ts');
      const run = RunProgress.safeParse(body).data;
      return run && (run.attempt > attempt || run.status === 'completed');
    },
    // Few runs ask for these, and each is code of its own: loaded when it is needed.
    async attestations(digest) {
      const { attestationsOf } = await import('./attestations.ts');
      return attestationsOf({ api, repository, web, signal }, digest);
    },
    checkRuns: async (at) => (await import('./commit.ts')).checkRunsOf(api, at),
    statuses: async (at) => (await import('./commit.ts')).statusesOf(api, at),
    contains: async (at, name) => (await import('./commit.ts')).branchContains(api, at, name),
    tagsAt: async (at) => (await import('./commit.ts')).tagsAt(api, at),
    pullOf: async (at) => (await import('./pull.ts')).pullOf(api, at),
    blame: async (path, commit, line) =>
      (await import('./blame.ts')).blame(api, repository, { path, commit, line }),
  };
}
