import { isInPlace, totalExitCode, totalOutcome } from '../domain/outcome.ts';
import { stageText } from '../domain/pipeline.ts';
import { overtakenOf, type Plan } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
import { afterwards } from './afterwards.ts';
import { discuss } from './discuss.ts';
import { demandLedger } from './linked-artifacts.ts';
import type { PlannedRoute } from './plan-route.ts';
import { planOf, prepare, type Ground, type PromoteRequest } from './prepare.ts';
import { isReached, type Passage } from './route.ts';
import { ruleOn } from './ruling.ts';
import { runStage } from './run-stage.ts';
import type { StageRun } from './keep.ts';

/** What a run came to, with the exit code of the contract's §2. */
export type Ran = { readonly document: RunResult; readonly exitCode: number };

/**
 * Plans, then carries the image through every stage up to the next gate; with a `stage`, to that one by hand and on
 * through the automatic stages behind it. A stage that stops holds up only what is behind it.
 *
 * @throws HoistError where nothing could be begun: wrong arguments, a source that cannot be read
 */
export async function promote(ground: Ground, request: PromoteRequest): Promise<Ran> {
  const prepared = await prepare(ground, request, false);
  await prepared.trip.proof.demand();
  await demandLedger(
    prepared.trip,
    prepared.routes.flatMap((route) => route.stages.map(({ plan }) => plan)),
  );
  const runs: StageRun[] = [];
  const told: Promise<readonly string[]>[] = [];
  for (const route of prepared.routes) runs.push(...(await runRoute(route, told)));
  const stages = prepared.routes.flatMap((route) => route.stages);
  const ran = withNotices(
    ranOf(withDecisions(planOf(prepared, stages), runs), runs),
    (await Promise.all(told)).flat(),
    ground,
  );
  await discuss(prepared.trip, { kind: 'run', document: ran.document }, request.prComment);
  return ran;
}

/** A stage behind another is judged in its turn: what policy said of it then is shown as for the first. */
function withDecisions(plan: Plan, runs: readonly StageRun[]): Plan {
  const decisions = new Map(runs.map((run) => [stageText(run.plan), run.plan.decisions]));
  return {
    ...plan,
    stages: plan.stages.map((stage) => {
      const judged = decisions.get(stageText(stage));
      return judged === undefined ? stage : { ...stage, decisions: judged };
    }),
  };
}

/** What could not be told of stages, beside what the run tells itself. */
export function withNotices(ran: Ran, notices: readonly string[], { world }: Pick<Ground, 'world'>): Ran {
  for (const notice of notices) world.log.warn(notice);
  const { document, exitCode } = ran;
  return { document: { ...document, notices: [...document.notices, ...notices] }, exitCode };
}

/** A stage is told of when its result is kept; the next one does not wait for that. */
async function runRoute(
  { trip, stages }: PlannedRoute,
  told: Promise<readonly string[]>[],
): Promise<readonly StageRun[]> {
  const passed = new Map<string, Passage>();
  const runs: StageRun[] = [];
  const inRun = stages.map(({ stage }) => stage);
  for (const { pipeline, stage, plan, works, graphs, isJudged } of stages) {
    if (!isReached(stage, passed, inRun)) {
      passed.set(stage.name, 'stopped');
      continue;
    }
    const name = stageText({ pipeline: pipeline.name, stage: stage.name });
    const judge = isJudged
      ? {}
      : { judge: () => ruleOn(trip, { pipeline, stage, works }, { mode: 'promote', isOnItsWay: false }) };
    const work = (): Promise<StageRun> => runStage(trip, { plan, works, rules: stage, graphs, ...judge });
    const run = await (works.length === 0 ? work() : trip.world.log.group(name, work));
    const overtaken = overtakenOf(run.record?.result?.targets ?? []);
    const goesOn = isInPlace(run.outcome) && overtaken.length === 0;
    passed.set(stage.name, goesOn ? 'done' : 'stopped');
    runs.push(run);
    told.push(afterwards(trip, run));
  }
  return runs;
}

/** The document of a run: what became of its stages, the records that were kept, and the plan that it followed. */
export function ranOf(plan: Plan, runs: readonly StageRun[]): Ran {
  const document: RunResult = {
    schema: 'hoist/result/v1',
    outcome: totalOutcome(runs.map((run) => run.outcome)),
    stages: runs.map(({ plan: { pipeline, stage }, outcome }) => ({ pipeline, stage, outcome })),
    records: runs.flatMap(({ record }) => record ?? []),
    plan,
    notices: plan.notices,
  };
  return { document, exitCode: totalExitCode(runs.map((run) => run.exitCode)) };
}
