import type { EnvironmentRules, JobPlace, Review, Reviews } from '../domain/environment.ts';
import { HoistError } from '../errors.ts';
import type { Gates } from '../ports/gates.ts';
import { unexpected } from './failure.ts';
import { jobOf, type Job, type PlaceOptions } from './place.ts';
import { splitRepository } from './repository.ts';
import { runReviews } from './run-facts.ts';

const environmentRoute = 'GET /repos/{owner}/{repo}/environments/{environment_name}';
const suiteRoute = 'GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs';
const mostPages = 20;

/** The gates of a repository on GitHub, for the job that this process runs in. */
export function gitHubGates(options: PlaceOptions): Gates {
  const { api, repository, run } = options;
  const where = splitRepository(repository);
  const environments = new Map<string, Promise<EnvironmentRules | undefined>>();
  const reviewed = new Map<string, Promise<Reviews>>();
  let job: Promise<Job> | undefined;

  function thisJob(): Promise<Job> {
    job ??= jobOf(options);
    return job;
  }

  async function rulesOf(name: string): Promise<EnvironmentRules | undefined> {
    const body = await api.get(environmentRoute, { ...where, environment_name: name });
    if (body === undefined) return undefined;
    const { Environment } = await import('./schema.ts');
    const found = Environment.safeParse(body).data;
    if (found === undefined) throw unexpected(environmentRoute, 'the answer describes no environment');
    const { rules, protectedBranches, adminsBypass } = found;
    const reviewers = rules.flatMap((rule) => (rule.kind === 'reviewers' ? [rule] : []));
    return {
      name: found.name,
      reviewers: reviewers.reduce((sum, rule) => sum + rule.reviewers, 0),
      preventsSelfReview: reviewers.some((rule) => rule.preventsSelfReview),
      adminsBypass,
      waitTimer: Math.max(0, ...rules.map((rule) => (rule.kind === 'wait' ? rule.minutes : 0))),
      branches: protectedBranches === undefined ? 'all' : protectedBranches ? 'protected' : 'listed',
    };
  }

  async function reviewsOf(environment: string): Promise<Reviews> {
    const [given, attribution] = await Promise.all([approvals(environment), attributionIn(environment)]);
    return { given, attribution };
  }

  async function approvals(environment: string): Promise<readonly Review[]> {
    const found = await runReviews(api, { repository, id: run.id });
    return found.flatMap(({ environments: named, state, user, comment }) =>
      (state === 'approved' || state === 'rejected') && named.some((name) => isSame(name, environment))
        ? [{ user, state, comment }]
        : [],
    );
  }

  /**
   * Approvals are of a run and carry neither time nor attempt. They can only be for this job if it is the first attempt
   * and no other job of the run was in the environment; what cannot be told is `run`.
   */
  async function attributionIn(environment: string): Promise<Reviews['attribution']> {
    if (run.attempt !== 1) return 'run';
    const { place, checkRun, suite } = await thisJob();
    if (checkRun === undefined || suite === undefined) return 'run';
    const others = (await jobsOf(suite))?.filter(({ id }) => id !== checkRun);
    if (others === undefined) return 'run';
    // A job without a deployment may be in it all the same where the workflow asks for none, as ours does then.
    const hides = place?.deployment === undefined && others.length > 0;
    const shares = others.some(({ deployment }) => isSame(deployment?.environment ?? '', environment));
    return hides || shares ? 'run' : 'job';
  }

  /** The check runs of all jobs of the run; undefined: they may not be seen. */
  async function jobsOf(suite: number) {
    const parameters = { ...where, check_suite_id: suite, filter: 'all' };
    const pages = await api.pages(suiteRoute, parameters, mostPages).catch((error: unknown) => {
      if (error instanceof HoistError && error.code === 'GITHUB_FORBIDDEN') return undefined;
      throw error;
    });
    if (pages === undefined) return undefined;
    // It is only recorded: no reason to stop.
    if (pages.cut) return undefined;
    const { JobChecks } = await import('./schema.ts');
    return pages.bodies.flatMap((body) => {
      const page = JobChecks.safeParse(body).data;
      if (page === undefined) throw unexpected(suiteRoute, 'the answer lists no check runs');
      return page;
    });
  }

  return {
    environment: (name) => once(environments, name.toLowerCase(), () => rulesOf(name)),
    place: async (): Promise<JobPlace | undefined> => (await thisJob()).place,
    reviews: (name) => once(reviewed, name.toLowerCase(), () => reviewsOf(name)),
  };
}

/** GitHub's names of environments know no case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  return asked;
}
