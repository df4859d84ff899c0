/** A job of a run, as GitHub shows it to the other jobs. */
export type RunJob = {
  /** `promote / production · web · 1.4.2 · ab12cd34ef56`: of a called workflow behind the caller's own. */
  readonly name: string;
  /** GitHub's word: `success`, `failure`, `cancelled`, `skipped`, `timed_out`; absent while it has not ended. */
  readonly conclusion?: string;
  /** A runner took it: whatever guards its environment had let it in. */
  readonly begun: boolean;
  /** The name of its first step that did not end well. */
  readonly failedStep?: string;
};

/** What somebody said when GitHub asked for the approval of jobs of a run. GitHub tells neither time nor attempt (ecosystem.md §2.4). */
export type RunReview = {
  readonly environments: readonly string[];
  /** Login; empty for an account that is gone. */
  readonly user: string;
  readonly state: string;
  readonly comment: string;
};

/** What GitHub knows of a run besides what its jobs left. It is shown, and decides nothing. */
export type RunFacts = {
  /** Of the run that asks. */
  readonly attempt: number;
  /** Of the newest attempt; absent: they may not be seen. */
  readonly jobs?: readonly RunJob[];
  /** Absent: they may not be seen. */
  readonly reviews?: readonly RunReview[];
};
