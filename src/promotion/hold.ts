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
  trip: Pick<Trip, 'past' | 'kind' | 'dry'>,
  stage: StageId,
  { asked, gate }: { readonly asked: boolean; readonly gate: GateAnswer },
): Promise<GateAnswer> {
  if (gate.way !== 'proceed') return gate;
  const isByName = asked && trip.kind === 'manual';
  if (isByName && trip.dry) return gate;
  const hold = await trip.past.hold(stage);
  return hold === undefined || isByName ? gate : { way: 'waiting', problem: heldProblem(stage, hold) };
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

/**
 * What a rollback that came while the image travelled says, asked right before the intent: a run that comes by itself waits
 * there like the next one; who asked for the stage by name asked before, and looks again (contract §6, Rollback).
 */
export async function rolledBackMeanwhile(
  { past, kind, request }: Pick<Trip, 'past' | 'kind' | 'request'>,
  stage: StageId,
): Promise<{ readonly state: 'waiting' | 'conflict'; readonly problem: Problem } | undefined> {
  if (kind === 'rollback' || kind === 'copy') return undefined;
  const isAsked = kind === 'manual' && request.stage === stage.stage;
  // Of a stage that was asked for by name: the hold that was read at its gate is the one that this promotion lifts.
  const [before, now] = await Promise.all([isAsked ? past.hold(stage) : undefined, past.holdNow(stage)]);
  if (now === undefined || now.id === before?.id) return undefined;
  const problem = heldProblem(stage, now);
  if (!isAsked) return { state: 'waiting', problem };
  const hint = 'Look at why, plan again, and promote by name what that plan says.';
  return { state: 'conflict', problem: { ...problem, code: 'ROLLED_BACK', hint } };
}

export function heldProblem(stage: StageId, { id, since, actor, comment }: Hold): Problem {
  const why = comment === undefined ? '' : `: ${comment}`;
  return {
    code: 'HELD',
    message: `${stageText(stage)} is held since ${actor} rolled it back at ${since} (record ${id})${why}`,
    hint: `Promote to it by name, with the stage ${stage.stage}, when it may go on; that lifts the hold.`,
  };
}
