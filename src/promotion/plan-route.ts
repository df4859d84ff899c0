import type { GateAnswer } from '../domain/gate.ts';
import { overtakenOf, type Problem, type StagePlan, type StageState } from '../domain/plan.ts';
import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { coveredBy, planHash, type PlanHash } from '../domain/plan-hash.ts';
import { arrive, atSource, type Arrival, type ArrivedImage, type Places } from './arrive.ts';
import { expectPlan } from './expect.ts';
import { gateOf, withApprovals } from './gate-of.ts';
import { heldAt, holdBack } from './hold.ts';
import { ruleOn, sentenceOf, stateAfter } from './ruling.ts';
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
 * found here. Behind a gate, a refusal or a conflict nothing is looked at (contract §6). Only a plan goes on behind an
 * environment that this job is not in: the jobs of the waves behind it are made of that plan (§9).
 *
 * An expected plan of an automatic stage that is asked for by name is that stage's turn in a wave: the run is automatic,
 * and of this stage alone.
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
    const arriveAs = (by: { readonly asked: boolean }): Promise<Arrival> =>
      arrive(pipeline, stage, images, {
        registry: trip.registry,
        past: trip.past,
        shows: trip.proof.shows,
        done,
        ...by,
        comment: trip.request.comment,
        signal: trip.world.signal,
      });
    const mayBeTurn = asked && stage.auto && trip.expected !== undefined;
    // What has not come to an automatic stage waits for it; only a person may skip what lies before.
    const own = await arriveAs({ asked: asked && !mayBeTurn });
    const arrival = mayBeTurn && own.state !== 'arrived' ? await arriveAs({ asked }) : own;
    if (arrival.state === 'arrived') notices.push(...arrival.notices);
    const isOnItsWay = stage.after.some((name) => done.has(name));
    const isFirst = planned.length === 0;
    const entered = await enter(trip, { pipeline, stage, arrival, asked, isFirst, images, isOnItsWay });
    for (const notice of entered.notices ?? []) trip.world.log.warn(notice);
    notices.push(...(entered.notices ?? []));
    const expected = isFirst && entered.works.length > 0 ? trip.expected : undefined;
    if (mayBeTurn && own.state !== 'arrived' && arrival.state !== 'arrived') {
      return {
        trip,
        stages: [stopped(trip, { pipeline, stage, images: images.map(atSource), ...own })],
        notices,
      };
    }
    const turn = expected && mayBeTurn ? await takeTurn(trip, entered, expected) : undefined;
    if (turn !== undefined) return { ...(await comeInTurn(trip, turn, { images, own })), notices };
    const one = expected === undefined ? entered : await expectPlan(trip, expected, entered);
    planned.push(one);
    const state = one.plan.gate?.opens === 'environment' ? one.plan.gate.behind : one.plan.state;
    // What waits for an earlier stage or for time may pass when its turn comes: the plan shows what is behind it.
    const goesOn = state === 'ready' || state === 'unchanged' || state === 'pending';
    const end = goesOn ? endAt(one) : undefined;
    passed.set(stage.name, goesOn && end === undefined ? 'done' : 'stopped');
    if (end !== undefined) notices.push(`${pipeline.name}/${stage.name} ${end}: the run ends there`);
    if (goesOn) done.set(stage.name, one.places);
  }
  return { trip, stages: planned, notices };
}

/** The stage as an automatic run comes to it, if that is the plan that is expected. */
async function takeTurn(
  trip: Trip,
  entered: PlannedStage,
  expected: PlanHash,
): Promise<PlannedStage | undefined> {
  // Only a plan that holds comes back with a hash.
  const { hash: _, ...plan } = entered.plan;
  const held = await expectPlan(trip, expected, { ...entered, plan: { ...plan, kind: 'auto' } });
  return held.plan.hash === expected.text ? held : undefined;
}

/** The run that is this stage's turn and no more, as an automatic one would come to it. */
async function comeInTurn(
  trip: Trip,
  turn: PlannedStage,
  { images, own }: { readonly images: readonly SourceImage[]; readonly own: Arrival },
): Promise<Pick<PlannedRoute, 'trip' | 'stages'>> {
  const { pipeline, stage } = turn;
  const alone: Trip = { ...trip, kind: 'auto', follows: trip.request.fixed !== true };
  const shut = own.state === 'arrived' ? await heldAt(alone, pipeline, stage) : own;
  if (shut === undefined) return { trip: alone, stages: [turn] };
  return {
    trip: alone,
    stages: [stopped(alone, { pipeline, stage, images: images.map(atSource), ...shut })],
  };
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
  /** The stage that an expected plan is of. */
  readonly isFirst: boolean;
  readonly images: readonly SourceImage[];
  /** An earlier stage of this run brings the image to where this one reads. */
  readonly isOnItsWay: boolean;
};

async function enter(
  trip: Trip,
  { pipeline, stage, arrival, asked, isFirst, images, isOnItsWay }: Entry,
): Promise<PlannedStage> {
  const here = images.map(atSource);
  const {
    gate,
    notices,
    shut: closed,
  } = await holdBack(
    trip,
    { pipeline: pipeline.name, stage: stage.name },
    { asked, auto: stage.auto, gate: await gateOf(trip, stage, { pipeline: pipeline.name, asked, isFirst }) },
  );
  const arrived = arrival.state === 'arrived' ? arrival.images : here;
  if (closed !== undefined) return stopped(trip, { pipeline, stage, images: arrived, ...closed });
  if (gate.way === 'proceed' && arrival.state === 'arrived') {
    const entered = await judged(trip, await planStage(trip, pipeline, stage, arrived), isOnItsWay);
    const allowed = withApprovals(entered, gate);
    return { ...allowed, notices: [...(allowed.notices ?? []), ...notices] };
  }
  const end = stopped(trip, { pipeline, stage, images: arrived, ...stopOf(gate, arrival) });
  const shut: PlannedStage = { ...withApprovals(end, gate), notices };
  // Whoever asked for the plan is told what no approval will mend.
  if (gate.way === 'waiting' && arrival.state !== 'arrived' && trip.dry && asked) {
    const { state, problem } = arrival;
    return { ...shut, plan: { ...shut.plan, state, problems: [problem, ...shut.plan.problems] } };
  }
  const looksAhead = trip.dry && gate.way === 'waiting' && arrival.state === 'arrived';
  if (!looksAhead) return shut;
  // What lies behind the gate's own door is what its approver wants to see: the plan shows it, with the hash that a
  // promotion by name will have.
  const isByName = !stage.auto || (gate.way === 'waiting' && gate.problem.code === 'HELD');
  const asker: Trip = isByName ? { ...trip, kind: 'manual' } : trip;
  const ahead = await judged(asker, await planStage(asker, pipeline, stage, arrived), isOnItsWay);
  const { plan, ...rest } = ahead;
  return {
    ...rest,
    notices,
    plan: {
      ...plan,
      state: 'waiting',
      gate: { opens: isByName && !asked ? 'person' : 'environment', behind: plan.state },
      problems: [...shut.plan.problems, ...plan.problems],
    },
  };
}

/**
 * Asks policy, before anything is written. A stage whose image an earlier one still brings is asked about in a plan only;
 * in a run its turn comes when the image, and what that stage leaves behind, is there.
 */
export async function judged(trip: Trip, planned: PlannedStage, isOnItsWay: boolean): Promise<PlannedStage> {
  const { pipeline, stage, plan } = planned;
  const isUnread = planned.works.some(({ error }) => error !== undefined);
  if (stage.policies.length === 0 || isUnread || (isOnItsWay && !trip.dry)) return planned;
  const mode = trip.kind === 'rollback' ? 'rollback' : trip.dry ? 'plan' : 'promote';
  const { decisions, graphs } = await ruleOn(trip, planned, { mode, isOnItsWay });
  const sentence = sentenceOf(decisions, { pipeline: pipeline.name, stage: stage.name });
  const withDecisions = { ...plan, decisions };
  return {
    ...planned,
    graphs,
    isJudged: mode !== 'plan',
    plan: {
      ...withDecisions,
      state: stateAfter(plan.state, sentence, trip.dry),
      problems: 'problem' in sentence ? [...plan.problems, sentence.problem] : plan.problems,
      // The waivers that would be used are part of what is approved.
      ...(plan.hash === undefined
        ? {}
        : { hash: planHash(trip.instant, coveredBy(withDecisions, trip.config?.origin)) }),
    },
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
  return {
    pipeline,
    stage,
    plan,
    works: [],
    graphs: new Map(),
    isJudged: true,
    places: new Map(),
    limited: false,
  };
}
