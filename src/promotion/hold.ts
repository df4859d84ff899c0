import type { GateAnswer } from '../domain/gate.ts';
import type { Hold } from '../domain/hold.ts';
import { stageText, type Pipeline, type Stage, type StageId } from '../domain/pipeline.ts';
import type { Problem } from '../domain/plan.ts';
import type { HoistError } from '../errors.ts';
import { problemOf } from './record.ts';
import type { Trip } from './trip.ts';

/** What a stage's gate and its hold say: `shut` where the hold stops it, or cannot be known. */
export type Holding = {
  readonly gate: GateAnswer;
  readonly shut?: Shut;
  readonly notices: readonly string[];
};
export type Shut = { readonly state: 'failed'; readonly problem: Problem };

/**
 * The answer of a stage's gate, or `waiting` where the stage is held after a rollback (contract §6): only who promotes to
 * it by name goes through, and with that lifts the hold. A run that writes asks it of every stage that it may enter, and
 * does not enter where a hold cannot be known. A plan says so instead.
 *
 * @throws HoistError `JOURNAL_FORBIDDEN` (config)
 */
export async function holdBack(
  trip: Pick<Trip, 'past' | 'kind' | 'dry'>,
  stage: StageId,
  { asked, auto, gate }: { readonly asked: boolean; readonly auto: boolean; readonly gate: GateAnswer },
): Promise<Holding> {
  const isByName = asked && trip.kind === 'manual';
  // Nobody is asked to let a job in that would end at the hold.
  const mayComeToIt = gate.way === 'proceed' || (gate.way === 'waiting' && trip.dry && auto);
  if (!mayComeToIt) return { gate, notices: [] };
  // By name nothing holds it, but what may not be read at all must not be written either.
  if (isByName && !trip.dry) await trip.past.demand(stage);
  if (isByName) return { gate, notices: [] };
  const answer = await trip.past.hold(stage);
  if (answer.state === 'held')
    return { gate: { way: 'waiting', problem: heldProblem(stage, answer.hold) }, notices: [] };
  if (answer.state === 'free') return { gate, notices: [] };
  if (trip.dry) return { gate, notices: [unknownHold(answer.why)] };
  return { gate, shut: unable(answer.why), notices: [] };
}

/** What stops an automatic run at a stage that is held. */
export async function heldAt(
  { past, dry }: Pick<Trip, 'past' | 'dry'>,
  pipeline: Pick<Pipeline, 'name'>,
  { name: stage }: Pick<Stage, 'name'>,
): Promise<{ readonly state: 'waiting'; readonly problem: Problem } | Shut | undefined> {
  const id = { pipeline: pipeline.name, stage };
  const answer = await past.hold(id);
  if (answer.state === 'held') return { state: 'waiting', problem: heldProblem(id, answer.hold) };
  return answer.state === 'unknown' && !dry ? unable(answer.why) : undefined;
}

/** What may not be read concerns every stage, and ends the run; what is not read far enough concerns this one. */
function unable(why: HoistError): Shut {
  if (why.kind === 'config') throw why;
  return { state: 'failed', problem: problemOf(why) };
}

/** What a plan says where it cannot tell whether stages are held. */
export function unknownHold({ code, message, hint = '' }: HoistError): string {
  const what =
    code === 'JOURNAL_FORBIDDEN'
      ? 'holds are not known, so a stage that was rolled back is shown as if it were not: '
      : '';
  return `${what}${message}. ${hint}`;
}

/**
 * What a rollback that came while the image travelled says, asked right before the intent: a run that comes by itself waits
 * there like the next one; who asked for the stage by name asked before, and looks again (contract §6, Rollback).
 */
export async function rolledBackMeanwhile(
  { past, kind, request, expected }: Pick<Trip, 'past' | 'kind' | 'request' | 'expected'>,
  stage: StageId,
): Promise<{ readonly state: 'waiting' | 'conflict'; readonly problem: Problem } | undefined> {
  if (kind === 'rollback' || kind === 'copy') return undefined;
  const isAsked = kind === 'manual' && request.stage === stage.stage;
  const now = await past.holdNow(stage);
  if (now.state === 'unknown' && !isAsked) throw now.why;
  if (now.state !== 'held') return undefined;
  const problem = heldProblem(stage, now.hold);
  if (!isAsked) return { state: 'waiting', problem };
  // What was read at its gate is the hold that a promotion by name lifts.
  const before = await past.hold(stage);
  const isKnown = before.state === 'held' && before.hold.id === now.hold.id;
  // Who approved a plan knew of what had happened until it was made.
  if (isKnown && (expected === undefined || Date.parse(now.hold.since) <= expected.instant.getTime()))
    return undefined;
  const hint = 'Look at why, plan again, and promote by name what that plan says.';
  return { state: 'conflict', problem: { ...problem, code: 'ROLLED_BACK', hint } };
}

function heldProblem(stage: StageId, { id, since, actor, comment }: Hold): Problem {
  const why = comment === undefined ? '' : `: ${comment}`;
  return {
    code: 'HELD',
    message: `${stageText(stage)} is held since ${actor} rolled it back at ${since} (record ${id})${why}`,
    hint: `Promote to it by name, with the stage ${stage.stage}, when it may go on; that lifts the hold.`,
  };
}
