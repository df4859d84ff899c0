import type { FakeDeployment, FakeDeployments } from './deployments.ts';
import { listed, notFound, user, wire, type Answer } from './wire.ts';

export type FakeEnvironment = {
  readonly name: string;
  /** Logins of people, or `team:SLUG`. */
  readonly reviewers?: readonly string[];
  readonly preventsSelfReview?: boolean;
  /** Undefined: GitHub does not say. */
  readonly adminsBypass?: boolean;
  /** Minutes. */
  readonly waitTimer?: number;
  readonly branches?: 'all' | 'protected' | 'listed';
};

export type FakeJob = {
  /** The id of its check run. */
  readonly checkRun: number;
  readonly suite: number;
  readonly name?: string;
  readonly status?: 'queued' | 'in_progress' | 'completed' | 'waiting';
  /** The environment that it is in. */
  readonly environment?: string;
  /** `environment.deployment: false`: GitHub makes no deployment for it. */
  readonly withoutDeployment?: boolean;
  /** How it ended; with it the job is `completed`. */
  readonly conclusion?: 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out';
  /** What it has done, by name, with how each ended; none: no runner took it. */
  readonly steps?: Readonly<Record<string, 'success' | 'failure' | 'cancelled' | 'skipped'>>;
};

export type FakeApproval = {
  readonly environments: readonly string[];
  readonly user: string;
  readonly state?: 'approved' | 'rejected' | 'pending';
  readonly comment?: string;
};

type Held = FakeJob & { readonly deployment: FakeDeployment | undefined };

/** The environments of a repository, and the jobs that are in them. */
export class FakeEnvironments {
  readonly #all = new Map<string, FakeEnvironment>();
  readonly #jobs = new Map<number, Held>();
  /** By run. */
  readonly #approvals = new Map<number, FakeApproval[]>();
  readonly #repository: string;
  readonly #deployments: FakeDeployments;

  constructor(repository: string, deployments: FakeDeployments) {
    this.#repository = repository;
    this.#deployments = deployments;
  }

  add(environment: FakeEnvironment): void {
    this.#all.set(environment.name.toLowerCase(), environment);
  }

  /** A job; one with an environment is held in it, and GitHub makes a deployment for it. */
  job(job: FakeJob): Held {
    const { environment, withoutDeployment = false } = job;
    const deployment =
      environment === undefined || withoutDeployment
        ? undefined
        : this.#deployments.add({ environment, statuses: [{ state: 'in_progress' }] });
    const held = { ...job, deployment };
    this.#jobs.set(job.checkRun, held);
    return held;
  }

  approve(run: number, approval: FakeApproval): void {
    this.#approvals.set(run, [...(this.#approvals.get(run) ?? []), approval]);
  }

  get(name: string): Answer {
    const found = this.#all.get(name.toLowerCase());
    if (found === undefined) return notFound;
    const { branches = 'all', reviewers = [], waitTimer = 0 } = found;
    const rules = [
      ...(waitTimer === 0 ? [] : [{ id: 1, node_id: 'a', type: 'wait_timer', wait_timer: waitTimer }]),
      ...(reviewers.length === 0
        ? []
        : [
            {
              id: 2,
              node_id: 'b',
              type: 'required_reviewers',
              prevent_self_review: found.preventsSelfReview ?? false,
              reviewers: reviewers.map(reviewerOf),
            },
          ]),
      ...(branches === 'all' ? [] : [{ id: 3, node_id: 'c', type: 'branch_policy' }]),
    ];
    const body = wire('environment', {
      name: found.name,
      deployment_branch_policy:
        branches === 'all'
          ? null
          : { protected_branches: branches === 'protected', custom_branch_policies: branches === 'listed' },
    });
    const more = found.adminsBypass === undefined ? {} : { can_admins_bypass: found.adminsBypass };
    return { status: 200, body: { ...body, protection_rules: rules, ...more } };
  }

  checkRun(id: number): Answer {
    const found = this.#jobs.get(id);
    return found === undefined ? notFound : { status: 200, body: this.#describe(found) };
  }

  checkRunsOf(suite: number, query: URLSearchParams): Answer {
    const found = [...this.#jobs.values()].filter((job) => job.suite === suite);
    return listed(
      found.map((job) => this.#describe(job)),
      query,
      'check_runs',
    );
  }

  /** `GET …/actions/runs/{run_id}/jobs`, of the newest attempt. */
  jobsOf(suite: number, query: URLSearchParams): Answer {
    const found = [...this.#jobs.values()].filter((job) => job.suite === suite);
    const whole = found.map(({ checkRun, name = 'promote', status, conclusion, steps = {} }) =>
      wire('job', {
        id: checkRun,
        name,
        status: conclusion === undefined ? (status ?? 'in_progress') : 'completed',
        conclusion: conclusion ?? null,
        steps: Object.entries(steps).map(([step, ended], at) => ({
          name: step,
          status: 'completed',
          conclusion: ended,
          number: at + 1,
        })),
      }),
    );
    return listed(whole, query, 'jobs');
  }

  approvals(run: number): Answer {
    const given = this.#approvals.get(run) ?? [];
    const body = given.map(({ environments, user: login, state = 'approved', comment = '' }) =>
      wire('environment-approvals', {
        environments: environments.map((name) => ({ name })),
        state,
        comment,
        user: user(login),
      }),
    );
    return { status: 200, body };
  }

  #describe({ checkRun, suite, name = 'promote', status = 'in_progress', deployment }: Held): object {
    const url = `https://api.github.com/repos/${this.#repository}/deployments/${deployment?.id}`;
    return wire('check-run', {
      id: checkRun,
      name,
      status,
      check_suite: { id: suite },
      app: { id: 15_368, slug: 'github-actions' },
      ...(deployment !== undefined && {
        deployment: wire('deployment-simple', {
          id: deployment.id,
          task: 'deploy',
          environment: deployment.environment,
          url,
        }),
      }),
    });
  }
}

function reviewerOf(name: string): object {
  return name.startsWith('team:')
    ? { type: 'Team', reviewer: wire('team', { slug: name.slice('team:'.length) }) }
    : { type: 'User', reviewer: user(name) };
}
