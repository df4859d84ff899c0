import { expectedOutcome, totalOutcome } from './outcome.ts';
import { stageText } from './pipeline.ts';
import type { Outcome, Plan, StagePlan } from './plan.ts';
import type { RunResult } from './record.ts';
import type { RunFacts } from './run-facts.ts';
import { stopOf, type StageStop } from './stage-stop.ts';
import { wavesOf } from './waves.ts';

/** What a job of the run left, in which attempt. */
export type JobResult = { readonly attempt: number; readonly result: RunResult };

export type WholeRun = {
  readonly document: RunResult;
  /** Why stages that had a job have no result, as far as it is known. */
  readonly stops: readonly StageStop[];
};

/** By `pipeline/stage`: the titles of the jobs that a plan's waves have. */
function titlesOf(plan: Plan): ReadonlyMap<string, string> {
  const waves = wavesOf(plan);
  const jobs = Array.from({ length: waves.count }, (_, at) => waves[`w${at + 1}`]?.include ?? []).flat();
  return new Map(jobs.map((job) => [stageText(job), job.title]));
}

/** By `pipeline/stage`, the newest job that came to the stage. */
function newestBy(jobs: readonly JobResult[]): ReadonlyMap<string, JobResult> {
  return new Map(jobs.flatMap((job) => job.result.stages.map((stage) => [stageText(stage), job] as const)));
}

/** Whether some stage has no result of this attempt, so that it is worth asking GitHub what became of its job. */
export function lacksResults(plan: Plan, jobs: readonly JobResult[], attempt: number): boolean {
  const newest = newestBy(jobs);
  return [...titlesOf(plan).keys()].some((name) => (newest.get(name)?.attempt ?? 0) < attempt);
}

/**
 * What the jobs of one run came to together, in the order of the plan that they followed. `jobs` are in the order of
 * their attempts: what a later one says of a stage stands, also where all that is known of it is that it was not let
 * in. A job that left nothing was not let in by its environment, or did not come that far: `facts` tell, where there
 * are any. A stage that no job came to has promoted nothing.
 */
export function wholeRun(plan: Plan, jobs: readonly JobResult[], facts?: RunFacts): WholeRun {
  const titles = titlesOf(plan);
  const newest = newestBy(jobs);
  const stops = new Map<string, StageStop>();
  for (const stage of plan.stages) {
    const name = stageText(stage);
    const title = titles.get(name);
    const stop = title === undefined || facts === undefined ? undefined : stopOf(stage, title, facts);
    const job = newest.get(name);
    const stands = job !== undefined && (job.attempt >= (facts?.attempt ?? 0) || stop?.isBefore !== true);
    if (stop !== undefined && !stands) stops.set(name, stop);
  }
  const standing = (name: string): JobResult | undefined => (stops.has(name) ? undefined : newest.get(name));
  const planned = new Set(plan.stages.map(stageText));
  const others = [...newest.keys()].filter((name) => !planned.has(name));
  const told = (name: string) => stageIn(standing(name)?.result.stages, name);
  const stages = [
    ...plan.stages.map((stage) => {
      const { pipeline, stage: name } = stage;
      const stop = stops.get(stageText(stage))?.outcome;
      const outcome = stop ?? left(stage, titles.has(stageText(stage)));
      return told(stageText(stage)) ?? { pipeline, stage: name, outcome };
    }),
    ...others.flatMap((name) => told(name) ?? []),
  ];
  const results = jobs.map(({ result }) => result);
  const document: RunResult = {
    schema: 'hoist/result/v1',
    outcome: totalOutcome(stages.map(({ outcome }) => outcome)),
    stages,
    // Those of earlier attempts at a stage are in the journal, and with the artifacts.
    records: inOrderOf(
      stages,
      jobs.flatMap((job) => job.result.records.filter(({ intent }) => standing(stageText(intent)) === job)),
    ),
    plan: {
      ...plan,
      stages: [
        ...plan.stages.map((stage) => {
          const stop = stops.get(stageText(stage));
          if (stop !== undefined) return stopped(stage, stop);
          return stageIn(standing(stageText(stage))?.result.plan.stages, stageText(stage)) ?? stage;
        }),
        ...others.flatMap((name) => stageIn(standing(name)?.result.plan.stages, name) ?? []),
      ],
    },
    notices: [...new Set([...plan.notices, ...results.flatMap((result) => result.notices)])],
  };
  return { document, stops: [...stops.values()] };
}

function stageIn<T extends { readonly pipeline: string; readonly stage: string }>(
  stages: readonly T[] | undefined,
  name: string,
): T | undefined {
  return stages?.findLast((stage) => stageText(stage) === name);
}

/** The records of jobs that ended in any order, as the stages of the plan follow each other. */
function inOrderOf(stages: RunResult['stages'], records: RunResult['records']): RunResult['records'] {
  const place = new Map(stages.map((stage, at) => [stageText(stage), at]));
  const at = ({ intent }: RunResult['records'][number]): number => place.get(stageText(intent)) ?? 0;
  return records.toSorted((a, b) => at(a) - at(b));
}

/** What became of a stage that nobody says anything of. */
function left(stage: StagePlan, hasJob: boolean): Outcome {
  if (!hasJob) {
    const expected = expectedOutcome(stage.state);
    return expected === 'promoted' ? 'waiting' : expected;
  }
  const { environment } = stage;
  return environment === undefined || environment.approval === 'none' ? 'failed' : 'waiting';
}

/** That the planning job was outside the gate is no news any more. */
function stopped(stage: StagePlan, { problem }: StageStop): StagePlan {
  return { ...stage, problems: [problem, ...stage.problems.filter(({ code }) => code !== 'GATE')] };
}
