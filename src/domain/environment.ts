/** The rules of a GitHub environment, as far as they guard a stage. */
export type EnvironmentRules = {
  readonly name: string;
  /** People and teams whose approval GitHub waits for; one of them is enough. 0: nobody is asked. */
  readonly reviewers: number;
  /** GitHub keeps the one who started the run from approving it. */
  readonly preventsSelfReview: boolean;
  /** Administrators may let a job in without approval. */
  readonly adminsBypass: boolean;
  /** Minutes. */
  readonly waitTimer: number;
  /** Which refs may run in it. */
  readonly branches: 'all' | 'protected' | 'listed';
};

/** Where GitHub holds this job, and what shows it. */
export type JobPlace = {
  /** Absent: GitHub says that the job is in no environment. */
  readonly environment?: string;
  readonly shownBy: 'check-run' | 'id-token';
  /** The deployment that GitHub made for the job itself. */
  readonly deployment?: number;
};

/** What somebody said when GitHub asked for approval. GitHub lists it by run, without a time (ecosystem.md §2.4). */
export type Review = {
  /** Login. */
  readonly user: string;
  readonly state: 'approved' | 'rejected';
  readonly comment: string;
};

export type Reviews = {
  /** Of one environment of this run, in GitHub's order. */
  readonly given: readonly Review[];
  /** `job`: no other job of the run and no earlier attempt was in that environment, so they are for this job. */
  readonly attribution: 'job' | 'run';
};

/** The approval that a promotion stood on, for its record (contract §8). */
export type Approvals = Reviews & {
  readonly environment: string;
  /** GitHub let the job in, and lists no approval. */
  readonly bypassed: boolean;
};
