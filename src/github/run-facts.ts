import type { RunFacts, RunJob, RunReview } from '../domain/run-facts.ts';
import { HoistError } from '../errors.ts';
import type { GitHubApi } from './api.ts';
import { notVisible, unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';

const jobsRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
const approvalsRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals';
/** Of a hundred jobs each: a run of the reusable workflow has at most 256, and its caller's. */
const mostPages = 10;

/** `attempt` is the one that asks. */
export type RunPlace = { readonly repository: string; readonly id: string; readonly attempt: number };

/**
 * What GitHub tells of a run for a report. What may not be seen or cannot be read is left out, and `missed` says why:
 * a report does without.
 */
export async function runFactsOf(
  api: GitHubApi,
  place: RunPlace,
): Promise<{ readonly facts: RunFacts; readonly missed: readonly HoistError[] }> {
  const missed: HoistError[] = [];
  const orNothing = async <T>(answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof HoistError)) throw error;
      missed.push(error);
      return undefined;
    }
  };
  const [jobs, reviews] = await Promise.all([
    orNothing(jobsOf(api, place)),
    orNothing(runReviews(api, place)),
  ]);
  const facts = {
    attempt: place.attempt,
    ...(jobs === undefined ? {} : { jobs }),
    ...(reviews === undefined ? {} : { reviews }),
  };
  return { facts, missed };
}

/** Every job of the newest attempt, those that an earlier one ended well among them. */
async function jobsOf(api: GitHubApi, { repository, id }: RunPlace): Promise<readonly RunJob[]> {
  const parameters = { ...splitRepository(repository), run_id: id, filter: 'latest' };
  const pages = await api.pages(jobsRoute, parameters, mostPages);
  if (pages === undefined) throw notVisible(`${repository}, run ${id}`, 'actions: read');
  const { RunJobs } = await import('./schema.ts');
  return pages.bodies.flatMap((body) => {
    const page = RunJobs.safeParse(body).data;
    if (page === undefined) throw unexpected(jobsRoute, 'the answer lists no jobs');
    return page;
  });
}

/**
 * Who approved or rejected in a run, whatever the environment, in GitHub's order.
 *
 * @throws HoistError `GITHUB_NOT_FOUND`, `GITHUB_ANSWER`, and as {@link GitHubApi.get}
 */
export async function runReviews(
  api: GitHubApi,
  { repository, id }: Pick<RunPlace, 'repository' | 'id'>,
): Promise<readonly RunReview[]> {
  const body = await api.get(approvalsRoute, { ...splitRepository(repository), run_id: id });
  if (body === undefined) throw notVisible(`${repository}, run ${id}`, 'actions: read');
  const { RunApprovals } = await import('./schema.ts');
  const found = RunApprovals.safeParse(body).data;
  if (found === undefined) throw unexpected(approvalsRoute, 'the answer lists no approvals');
  return found.map(({ environments, state, user, comment }) => ({
    environments: environments.map(({ name }) => name),
    user: user?.login ?? '',
    state,
    comment: comment ?? '',
  }));
}
