import type { JobPlace } from '../domain/environment.ts';
import { HoistError, messageOf } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { GitHubApi } from './api.ts';
import type { JobClaims } from './id-token.ts';
import { splitRepository } from './repository.ts';

const checkRoute = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

export type PlaceOptions = {
  readonly api: GitHubApi;
  /** `OWNER/REPO` */
  readonly repository: string;
  readonly run: { readonly id: string; readonly attempt: number };
  /** What the input `job-check-run-id` says. Workflows can write there what they like: it is held against the run. */
  readonly checkRunId?: number | undefined;
  /** Undefined: the job has no ID token. */
  readonly claims: () => Promise<JobClaims | undefined>;
  readonly log: Log;
};

/** What is known of the job that this process runs in. */
export type Job = {
  readonly place?: JobPlace;
  readonly checkRun?: number;
  /** The check suite that all jobs of the run are in. */
  readonly suite?: number;
};

/**
 * Where GitHub holds this job: by the deployment of its check run, which shows more, or by its ID token, which also tells
 * of an environment without deployments. What may not be asked is as if it were not there; anything else that goes
 * wrong is an error, unless the other shows the place.
 */
export async function jobOf(options: PlaceOptions): Promise<Job> {
  const { run, repository, log } = options;
  const told = await settled(options.claims());
  const claims = told.value;
  if (claims !== undefined && !isOfThisRun(claims, repository, run))
    throw foreign('its ID token is of another run');
  const check = await checkOf(options, claims);
  const job = {
    ...(check !== undefined && { checkRun: check.id }),
    ...(check?.suite !== undefined && { suite: check.suite }),
  };
  if (check?.deployment !== undefined) {
    const { environment, id } = check.deployment;
    // The token is this job's own: where both speak of the place, they have to agree.
    if (claims !== undefined && claims.environment?.toLowerCase() !== environment.toLowerCase())
      throw foreign('its check run is in another environment than its ID token says');
    return { ...job, place: { environment, shownBy: 'check-run', deployment: id } };
  }
  if (claims !== undefined) {
    const { environment } = claims;
    return { ...job, place: { ...(environment !== undefined && { environment }), shownBy: 'id-token' } };
  }
  if (told.error !== undefined) {
    if (check === undefined) throw told.error;
    log.debug(`the job's ID token was not read: ${messageOf(told.error)}`);
  }
  return check === undefined ? job : { ...job, place: { shownBy: 'check-run' } };
}

function isOfThisRun(claims: JobClaims, repository: string, run: PlaceOptions['run']): boolean {
  return (
    claims.repository.toLowerCase() === repository.toLowerCase() &&
    claims.run === run.id &&
    claims.attempt === run.attempt
  );
}

type Check = {
  readonly id: number;
  readonly status: string;
  readonly suite?: number;
  readonly deployment?: { readonly id: number; readonly environment: string };
};

/**
 * The job's check run. Its id comes from the ID token, or from an input; then it must be of this run, and running: the
 * check run of a job that was approved once must not place another one. Without an ID token a running job of the same run
 * could be named in its place: where that matters, the job has `id-token: write`.
 */
async function checkOf(options: PlaceOptions, claims: JobClaims | undefined): Promise<Check | undefined> {
  const { api, repository, run, checkRunId } = options;
  const where = splitRepository(repository);
  const id = claims?.checkRun ?? checkRunId;
  if (id === undefined) return undefined;
  const [body, suiteOfRun] = await Promise.all([
    seen(api.get(checkRoute, { ...where, check_run_id: id })),
    claims?.checkRun === undefined ? suiteOf(api, { ...where, run_id: run.id }) : undefined,
  ]);
  if (body === undefined) return undefined;
  const { JobCheck } = await import('./schema.ts');
  const check = JobCheck.safeParse(body).data;
  if (check === undefined) return undefined;
  if (claims?.checkRun !== undefined) return check;
  if (suiteOfRun === undefined) return undefined;
  if (check.suite !== suiteOfRun) throw foreign(`check run ${id} is of another run`);
  if (check.status !== 'in_progress') throw foreign(`check run ${id} is not running`);
  return check;
}

/** Undefined where the run may not be seen: then nothing shows whose the check run is. */
async function suiteOf(
  api: GitHubApi,
  run: { readonly owner: string; readonly repo: string; readonly run_id: string },
): Promise<number | undefined> {
  const body = await seen(api.get(runRoute, run));
  const { RunSuite } = await import('./schema.ts');
  return RunSuite.safeParse(body).data;
}

/** Undefined for what the token may not see. */
async function seen(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HoistError && error.code === 'GITHUB_FORBIDDEN') return undefined;
    throw error;
  }
}

async function settled<T>(promise: Promise<T>): Promise<{ readonly value?: T; readonly error?: unknown }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

function foreign(why: string): HoistError {
  return new HoistError(
    'config',
    'JOB_FOREIGN',
    `what shows where this job runs is not of this job: ${why}`,
    {
      hint: 'Leave the input job-check-run-id alone: it sets itself.',
    },
  );
}
