import { keepsAll, type StagePlan } from '../domain/plan.ts';
import { HoistError } from '../errors.ts';
import { closesSomething } from './keep.ts';
import type { PlannedStage } from './plan-stage.ts';
import { isShownAt } from './shown-at-target.ts';
import type { Trip } from './trip.ts';

/**
 * Marks the stages where everything is there and a run would still keep something, so that the reusable workflow has a
 * job for them: the next run attaches what is missing, `unchanged` or not (contract §8), and a stage is held until
 * somebody promotes to it by name, whatever image that is (§6). The others of those stages get no job: they wait for
 * nobody, whatever environment guards them.
 */
export async function withWhatIsToKeep(
  trip: Trip,
  stages: readonly PlannedStage[],
): Promise<readonly PlannedStage[]> {
  if (trip.world.run.surface !== 'action') return stages;
  return await Promise.all(
    stages.map(async (planned): Promise<PlannedStage> => {
      if (!isThere(planned.plan)) return planned;
      const isKept = await isToKeep(trip, planned);
      return { ...planned, plan: isKept ? { ...planned.plan, toKeep: true } : atNoGate(planned.plan) };
    }),
  );
}

function isThere({ state, gate, hash }: StagePlan): boolean {
  return hash !== undefined && (gate?.opens === 'environment' ? gate.behind : state) === 'unchanged';
}

function atNoGate(there: StagePlan): StagePlan {
  const { gate: _, ...plan } = there;
  return { ...plan, state: 'unchanged', problems: plan.problems.filter(({ code }) => code !== 'GATE') };
}

async function isToKeep(trip: Trip, planned: PlannedStage): Promise<boolean> {
  try {
    return (await closesSomething(trip, planned.plan)) || (await lacksWhatShowsIt(trip, planned));
  } catch (thrown) {
    // What may not be read, or does not answer, is told where it stands in a way: here it is one job less.
    if (thrown instanceof HoistError) return false;
    throw thrown;
  }
}

/** Only where somebody asks for it, and a job could keep it: else each run would have a job that changes nothing. */
async function lacksWhatShowsIt(trip: Trip, { pipeline, stage, works }: PlannedStage): Promise<boolean> {
  const isAskedFor =
    trip.config?.record.attest === 'required' ||
    pipeline.stages.some(({ after }) => after.includes(stage.name));
  if (!isAskedFor || !(await couldBeKept(trip))) return false;
  for (const work of works) {
    if (!keepsAll(work.planned) && !(await isShownAt(trip, { pipeline, stage }, work))) return true;
  }
  return false;
}

/** The job that plans may sign what the jobs of stages may; a key is theirs alone. */
async function couldBeKept({ world, config, proof }: Trip): Promise<boolean> {
  if (config === undefined) return false;
  const { record } = config;
  if (proof.shows === undefined) return record.deployments;
  if (record.keyFromEnv !== undefined && record.signers !== undefined) return true;
  return (await world.signer(record)).state === 'ready';
}
