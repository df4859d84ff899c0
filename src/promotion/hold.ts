import type { GateAnswer } from '../domain/gate.ts';
import type { Hold } from '../domain/hold.ts';
import { stageText, type Pipeline, type Stage, type StageId } from '../domain/pipeline.ts';
import type { Problem } from '../domain/plan.ts';
import type { Trip } from './trip.ts';

/**
 * The answer of a stage's gate, or `waiting` where the stage is held after a rollback (contract §6): only who promotes to
 * it by name goes through, and with that lifts the hold.
 */
export async function holdBack(
  trip: Pick<Trip, 'past' | 'kind'>,
  stage: StageId,
  { asked, gate }: { readonly asked: boolean; readonly gate: GateAnswer },
): Promise<GateAnswer> {
  if (gate.way !== 'proceed' || (asked && trip.kind === 'manual')) return gate;
  const hold = await trip.past.hold(stage);
  return hold === undefined ? gate : { way: 'waiting', problem: heldProblem(stage, hold) };
}

/** What stops an automatic run at a stage that is held. */
export async function heldAt(
  { past }: Pick<Trip, 'past'>,
  pipeline: Pick<Pipeline, 'name'>,
  { name: stage }: Pick<Stage, 'name'>,
): Promise<{ readonly state: 'waiting'; readonly problem: Problem } | undefined> {
  const id = { pipeline: pipeline.name, stage };
  const hold = await past.hold(id);
  return hold && { state: 'waiting', problem: heldProblem(id, hold) };
}

export function heldProblem(stage: StageId, { id, since, actor, comment }: Hold): Problem {
  const why = comment === undefined ? '' : `: ${comment}`;
  return {
    code: 'HELD',
    message: `${stageText(stage)} is held since ${actor} rolled it back at ${since} (record ${id})${why}`,
    hint: `Promote to it by name, with the stage ${stage.stage}, when it may go on; that lifts the hold.`,
  };
}
