import type { Config } from '../domain/config.ts';
import { instantText, parsePlanHash } from '../domain/plan-hash.ts';
import { expectedOutcome, totalOutcome } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import { HoistError } from '../errors.ts';
import { parseTag } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import type { CommentWish } from './discuss.ts';
import { createJudge } from './judge.ts';
import { openJournal } from './open-journal.ts';
import { createPast } from './past.ts';
import { planRoute, stopped, type PlannedRoute } from './plan-route.ts';
import type { PlannedStage } from './plan-stage.ts';
import { createProof } from './proof.ts';
import { resolve } from './resolve.ts';
import { route } from './route.ts';
import { select, type Selection, type SelectRequest } from './select.ts';
import type { Trip, TripRequest } from './trip.ts';

/** What a promotion is asked for; every field as the user wrote it. */
export type PromoteRequest = SelectRequest &
  TripRequest & {
    /** The hash of the plan that the first stage has to be equal to. */
    readonly expectedPlan?: string | undefined;
    /** Whether the pull request that brought the image is told. Default: `never`. */
    readonly prComment?: CommentWish | undefined;
  };

/** Where a promotion takes place. */
export type Ground = {
  readonly world: World;
  readonly config: Config;
  readonly registry: Registry;
};

/** A promotion with every digest fixed and every stage up to the gates planned. */
export type Prepared = {
  readonly trip: Trip;
  readonly routes: readonly PlannedRoute[];
  readonly notices: readonly string[];
};

/**
 * select → resolve → plan, for every pipeline that takes the image. Nothing is written.
 *
 * @throws HoistError of kind `config` for wrong arguments, of other kinds for what could not be read
 */
export async function prepare(ground: Ground, request: PromoteRequest, dry: boolean): Promise<Prepared> {
  const { world, config } = ground;
  checkRequest(request);
  const { selections, fromEvent, notices } = select(config, world.run, request);
  const trip = begin(ground, request, dry);
  if (trip.expected !== undefined && selections.length > 1) throw ambiguousPlan(selections);
  const routes: PlannedRoute[] = [];
  for (const selection of selections) {
    const follows =
      trip.kind === 'auto' && request.fixed !== true && (selection.digest === undefined || fromEvent);
    routes.push(await planSelection({ ...trip, follows }, selection));
  }
  return { trip, routes, notices: [...new Set([...notices, ...routes.flatMap((one) => one.notices)])] };
}

/** The plan as it is shown and kept. */
export function planOf({ trip, notices }: Prepared, stages: readonly PlannedStage[]): Plan {
  return {
    schema: 'hoist/plan/v1',
    instant: instantText(trip.instant),
    outcome: totalOutcome(stages.map(({ plan }) => expectedOutcome(plan.state))),
    stages: stages.map(({ plan }) => plan),
    ...(trip.config === undefined ? {} : { config: trip.config.origin }),
    notices,
  };
}

export function begin({ world, config, registry }: Ground, request: PromoteRequest, dry: boolean): Trip {
  const now = world.clock.now();
  const expected = request.expectedPlan === undefined ? undefined : parsePlanHash(request.expectedPlan, now);
  const journal = openJournal(world, config);
  return {
    world,
    registry,
    config,
    journal,
    past: createPast(journal, config.pipelines),
    judge: createJudge({ world, config, registry }),
    proof: createProof({ world, config, registry }),
    kind: request.stage === undefined ? 'auto' : 'manual',
    instant: expected?.instant ?? wholeSeconds(now),
    dry,
    request,
    expected,
    follows: false,
    wrote: new Set(),
  };
}

/** Plans and hashes write whole seconds, and tags are made of what they write. */
export function wholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

async function planSelection(trip: Trip, selection: Selection): Promise<PlannedRoute> {
  const { pipeline } = selection;
  const [first] = route(pipeline, trip.request.stage);
  const resolution = await resolve(trip.registry, selection, {
    fixed: trip.request.fixed === true,
    signal: trip.world.signal,
  });
  if (resolution.state === 'resolved') return await planRoute(trip, pipeline, resolution.images);
  const stages =
    first === undefined ? [] : [stopped(trip, { pipeline, stage: first, images: [], ...resolution })];
  return { trip, stages, notices: [] };
}

function checkRequest({ stage, tag, fixed, expectedPlan }: PromoteRequest): void {
  if (fixed === true && expectedPlan === undefined) {
    throw new HoistError('config', 'FIXED_WITHOUT_PLAN', 'a digest can be fixed only by a plan', {
      hint: 'Leave `fixed` out: the reusable workflow sets it beside expected-plan.',
    });
  }
  if (tag === undefined) return;
  parseTag(tag);
  if (stage !== undefined) return;
  throw new HoistError('config', 'TAG_WITHOUT_STAGE', 'a destination tag was given without a stage', {
    hint: 'A destination tag belongs to a manual promotion: name the stage too.',
  });
}

function ambiguousPlan(selections: readonly Selection[]): HoistError {
  return new HoistError(
    'config',
    'PIPELINE_AMBIGUOUS',
    'expected-plan is of one stage, and several pipelines take this image',
    {
      hint: `Name the pipeline, one of ${selections.map(({ pipeline }) => pipeline.name).join(', ')}.`,
    },
  );
}
