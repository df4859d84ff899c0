import { judgeGate, type GateAnswer, type Standing, type Visitor } from '../domain/gate.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { PlannedStage } from './plan-stage.ts';
import { standingBefore } from './standing.ts';
import type { Trip } from './trip.ts';

/**
 * What the gate of a stage says to this job: GitHub is asked where the stage is guarded and the run would come to it. A stage
 * that runs only by name stays shut to a run that does not name it, whatever its environment is.
 */
export async function gateOf(
  trip: Trip,
  stage: Stage,
  {
    isFirst,
    ...who
  }: Pick<Visitor, 'pipeline' | 'asked'> & {
    /** The stage that an expected plan is of. */
    readonly isFirst: boolean;
  },
): Promise<GateAnswer> {
  const { run } = trip.world;
  return judgeGate(stage, {
    ...who,
    standing: stage.auto || who.asked ? await standing(trip, stage) : { place: 'outside' },
    hasPlan: isFirst && trip.expected !== undefined,
    people: [run.actor, run.initiator],
    dry: trip.dry,
  });
}

async function standing({ world }: Trip, { environment }: Stage): Promise<Standing> {
  return environment === undefined
    ? { place: 'outside' }
    : await standingBefore(await world.gates(), environment);
}

/** What the stage may stand on, or what was not enough, for its record. */
export function withApprovals(planned: PlannedStage, answer: GateAnswer): PlannedStage {
  if (answer.way === 'waiting' || answer.approvals === undefined) return planned;
  const notice = answer.way === 'proceed' ? answer.notice : undefined;
  return {
    ...planned,
    plan: { ...planned.plan, approvals: answer.approvals },
    notices: notice === undefined ? [] : [notice],
  };
}
