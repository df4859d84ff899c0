import { stageText } from './pipeline.ts';
import type { Outcome, Problem, StagePlan } from './plan.ts';
import type { RunFacts, RunJob, RunReview } from './run-facts.ts';

/** Why a stage's job left no result. */
export type StageStop = {
  readonly outcome: Outcome;
  readonly problem: Problem;
  /** No runner ever took the job: nothing can have been written. */
  readonly isBefore: boolean;
};

/**
 * What kept the job of a stage from leaving a result, by what GitHub says of the run: a person who did not let it in, a
 * rule of the environment, or what went wrong before and around Hoist. Undefined where GitHub does not tell. `title` is
 * the job's, as the waves give it.
 */
export function stopOf(stage: StagePlan, title: string, facts: RunFacts): StageStop | undefined {
  const job = jobTitled(title, facts.jobs ?? []);
  const said = reviewsOf(stage, facts.reviews ?? []);
  const no = said.filter(({ state }) => state === 'rejected');
  if (job === undefined) {
    // Which attempt and which job somebody rejected is not told: only where nobody approved it is certain.
    const isCertain = no.length > 0 && said.every(({ state }) => state !== 'approved');
    return isCertain ? rejected(stage, no) : undefined;
  }
  if (job.conclusion === 'cancelled') return cancelled(stage, job);
  if (job.conclusion === 'success') return lost(stage);
  if (job.conclusion !== 'failure' && job.conclusion !== 'timed_out') return undefined;
  if (job.begun || !isGuarded(stage)) return failed(stage, job);
  return no.length > 0 ? rejected(stage, no) : notLetIn(stage);
}

/** Two jobs of one title, where a run calls the workflow twice, tell nothing of either. */
function jobTitled(title: string, jobs: readonly RunJob[]): RunJob | undefined {
  const [found, ...others] = jobs.filter(({ name }) => name === title || name.endsWith(` / ${title}`));
  return others.length === 0 ? found : undefined;
}

function reviewsOf({ environment }: StagePlan, reviews: readonly RunReview[]): readonly RunReview[] {
  const name = environment?.name.toLowerCase();
  return reviews.filter(({ environments }) => environments.some((one) => one.toLowerCase() === name));
}

/** GitHub holds a job in any environment that has rules, also in one that is a label to Hoist. */
function isGuarded({ environment }: StagePlan): boolean {
  return environment !== undefined;
}

function rejected(stage: StagePlan, by: readonly RunReview[]): StageStop {
  const people = by.map(({ user, comment }) => {
    const name = user === '' ? 'an account that is gone' : user;
    return comment.trim() === '' ? name : `${name}, who says: ${comment.trim()}`;
  });
  return {
    outcome: 'refused',
    isBefore: true,
    problem: {
      code: 'REJECTED',
      message: `${stageText(stage)} was not let into the environment "${stage.environment?.name ?? ''}": rejected by ${[...new Set(people)].join('; and by ')}`,
      hint: 'Nothing was written. Run the job again to ask for the approval anew, or promote another image.',
    },
  };
}

function notLetIn(stage: StagePlan): StageStop {
  return {
    outcome: 'refused',
    isBefore: true,
    problem: {
      code: 'NOT_LET_IN',
      message: `GitHub did not let the job of ${stageText(stage)} into the environment "${stage.environment?.name ?? ''}", and shows nobody who rejected it`,
      hint: 'Nothing was written. Look at the rules of the environment: its branches and tags, its protection rules, and that a job waits 30 days at most.',
    },
  };
}

function cancelled(stage: StagePlan, { begun }: RunJob): StageStop {
  return {
    outcome: 'failed',
    isBefore: !begun,
    problem: {
      code: 'JOB_CANCELLED',
      message: `the job of ${stageText(stage)} was cancelled ${begun ? 'and left no result' : 'before it began'}`,
      hint: begun
        ? 'Run it again: it continues where it was. `hoist status` shows what has begun and not ended.'
        : 'Nothing was written. Run it again.',
    },
  };
}

function failed(stage: StagePlan, { begun, failedStep, conclusion }: RunJob): StageStop {
  const how = conclusion === 'timed_out' ? 'ran out of time' : 'failed';
  const where = failedStep === undefined ? '' : ` in its step "${failedStep}"`;
  return {
    outcome: 'failed',
    isBefore: !begun,
    problem: {
      code: 'JOB_FAILED',
      message: `the job of ${stageText(stage)} ${how}${begun ? where : ' before it began'}, and left no result`,
      hint: 'Look at the log of that job, and run it again.',
    },
  };
}

function lost(stage: StagePlan): StageStop {
  return {
    outcome: 'failed',
    isBefore: false,
    problem: {
      code: 'RESULT_MISSING',
      message: `the job of ${stageText(stage)} ended well, and its result is not among the artifacts of the run`,
      hint: 'Its record says what it did: `hoist history` shows it.',
    },
  };
}
