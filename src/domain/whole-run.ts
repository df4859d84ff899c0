import { expectedOutcome, totalOutcome } from './outcome.ts';
import { stageText } from './pipeline.ts';
import type { Outcome, Plan, StagePlan } from './plan.ts';
import type { RunResult } from './record.ts';
import { wavesOf } from './waves.ts';

/**
 * What the jobs of one run came to together, in the order of the plan that they followed. `runs` are in the order of
 * their attempts: what a later one says of a stage stands. A job that left nothing was not let in by its environment, or
 * did not come that far; and a stage that no job came to has promoted nothing.
 */
export function wholeRun(plan: Plan, runs: readonly RunResult[]): RunResult {
  const outcomes = new Map(
    runs.flatMap((run) => run.stages.map((stage) => [stageText(stage), stage] as const)),
  );
  const fresh = new Map(
    runs.flatMap((run) => run.plan.stages.map((stage) => [stageText(stage), stage] as const)),
  );
  const planned = new Set(plan.stages.map(stageText));
  const waves = wavesOf(plan);
  const toDo = new Set(
    Array.from({ length: waves.count }, (_, at) => waves[`w${at + 1}`]?.include ?? [])
      .flat()
      .map(stageText),
  );
  const left = (stage: StagePlan): Outcome => {
    if (!toDo.has(stageText(stage))) {
      const expected = expectedOutcome(stage.state);
      return expected === 'promoted' ? 'waiting' : expected;
    }
    const { environment } = stage;
    return environment === undefined || environment.approval === 'none' ? 'failed' : 'waiting';
  };
  const stages = [
    ...plan.stages.map((stage) => {
      const { pipeline, stage: name } = stage;
      return outcomes.get(stageText(stage)) ?? { pipeline, stage: name, outcome: left(stage) };
    }),
    ...[...outcomes.values()].filter((stage) => !planned.has(stageText(stage))),
  ];
  const notices = new Set([...plan.notices, ...runs.flatMap((run) => run.notices)]);
  return {
    schema: 'hoist/result/v1',
    outcome: totalOutcome(stages.map(({ outcome }) => outcome)),
    stages,
    records: runs.flatMap((run) => run.records),
    plan: {
      ...plan,
      stages: [
        ...plan.stages.map((stage) => fresh.get(stageText(stage)) ?? stage),
        ...[...fresh.values()].filter((stage) => !planned.has(stageText(stage))),
      ],
    },
    notices: [...notices],
  };
}
