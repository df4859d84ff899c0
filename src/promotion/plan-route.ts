import { judgeGate, type GateAnswer } from '../domain/gate.ts';
import { overtakenOf, type Problem, type StagePlan, type StageState } from '../domain/plan.ts';
import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { arrive, type Arrival, type ArrivedImage, type Places } from './arrive.ts';
import { expectPlan } from './expect.ts';
import { plannedSource, planStage, stageHead, type PlannedStage } from './plan-stage.ts';
import type { SourceImage } from './resolve.ts';
import { isReached, route, type Passage } from './route.ts';
import type { Trip } from './trip.ts';

/** The stages of one pipeline that a run comes to, in order: those that it may enter, and the gates where it stops. */
export type PlannedRoute = {
  readonly trip: Trip;
  readonly stages: readonly PlannedStage[];
  readonly notices: readonly string[];
};

/**
 * Plans every stage up to the next gate, before anything is written: what cannot be made or may not be written is
 * found here. Behind a gate, a refusal or a conflict nothing is looked at (contract §6).
 */
export async function planRoute(
  trip: Trip,
  pipeline: Pipeline,
  images: readonly SourceImage[],
): Promise<PlannedRoute> {
  const stages = route(pipeline, trip.request.stage);
  const passed = new Map<string, Passage>();
  const done = new Map<string, Places>();
  const planned: PlannedStage[] = [];
  const notices: string[] = [];
  for (const stage of stages) {
    if (!isReached(stage, passed, stages)) {
      passed.set(stage.name, 'stopped');
      continue;
    }
    const asked = trip.request.stage === stage.name;
    const arrival = await arrive(pipeline, stage, images, {
      registry: trip.registry,
      past: trip.past,
      done,
      asked,
      comment: trip.request.comment,
      signal: trip.world.signal,
    });
    if (arrival.state === 'arrived') notices.push(...arrival.notices);
    const entered = await enter(trip, { pipeline, stage, arrival, asked, images });
    const first = planned.length === 0 && trip.expected !== undefined && entered.works.length > 0;
    const one =
      first && trip.expected !== undefined ? await expectPlan(trip, trip.expected, entered) : entered;
    planned.push(one);
    const goesOn = one.plan.state === 'ready' || one.plan.state === 'unchanged';
    const end = goesOn ? endAt(one) : undefined;
    passed.set(stage.name, goesOn && end === undefined ? 'done' : 'stopped');
    if (end !== undefined) notices.push(`${pipeline.name}/${stage.name} ${end}: the run ends there`);
    if (goesOn) done.set(stage.name, one.places);
  }
  return { trip, stages: planned, notices };
}

/** Why nothing behind a stage is looked at although the stage is gone through. */
function endAt({ limited, plan }: PlannedStage): string | undefined {
  if (limited) return 'is limited to some of its targets';
  const [overtaken] = overtakenOf(plan.targets);
  return overtaken === undefined ? undefined : `keeps every tag of ${overtaken} on something newer`;
}

type Entry = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly arrival: Arrival;
  readonly asked: boolean;
  readonly images: readonly SourceImage[];
};

async function enter(trip: Trip, { pipeline, stage, arrival, asked, images }: Entry): Promise<PlannedStage> {
  const here = images.map((image): ArrivedImage => ({
    ...image,
    from: image.repository,
    fromTag: image.tag,
  }));
  const gate = judgeGate(stage, { pipeline: pipeline.name, asked, environment: 'unknown' });
  const arrived = arrival.state === 'arrived' ? arrival.images : here;
  if (gate.way === 'proceed' && arrival.state === 'arrived')
    return await planStage(trip, pipeline, stage, arrived);
  const shut = stopped(trip, { pipeline, stage, images: arrived, ...stopOf(gate, arrival) });
  const looksAhead = trip.dry && gate.way === 'waiting' && arrival.state === 'arrived';
  if (!looksAhead) return shut;
  // What lies behind the gate's own door is what its approver wants to see: the plan shows it, with the hash that a
  // promotion by name will have.
  const asker: Trip = stage.auto ? trip : { ...trip, kind: 'manual' };
  const { plan, ...rest } = await planStage(asker, pipeline, stage, arrived);
  return {
    ...rest,
    plan: { ...plan, state: 'waiting', problems: [...shut.plan.problems, ...plan.problems] },
  };
}

function stopOf(gate: GateAnswer, arrival: Arrival): Pick<Stop, 'state' | 'problem'> {
  if (gate.way !== 'proceed') return { state: gate.way, problem: gate.problem };
  if (arrival.state !== 'arrived') return arrival;
  throw new Error('a stage that may be entered does not stop');
}

type Stop = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly images: readonly ArrivedImage[];
  readonly state: StageState;
  readonly problem: Problem;
};

/** A stage that is not entered: nothing was asked of its targets. */
export function stopped(trip: Trip, { pipeline, stage, images, state, problem }: Stop): PlannedStage {
  const plan: StagePlan = {
    ...stageHead(trip, pipeline, stage),
    state,
    sources: images.map(plannedSource),
    targets: [],
    problems: [problem],
  };
  return { pipeline, stage, plan, works: [], places: new Map(), limited: false };
}
