import type { GateAnswer } from '../domain/gate.ts';
import { filedQuery } from '../domain/filing.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import { isWritten, type PlannedTag, type Problem } from '../domain/plan.ts';
import { rollbackChoices, type RollbackChoice, type RollbackWish } from '../domain/rollback-choice.ts';
import { variesByRun } from '../domain/tag-template.ts';
import { HoistError } from '../errors.ts';
import type { Repository } from '../image/reference.ts';
import type { ArrivedImage } from './arrive.ts';
import { expectPlan } from './expect.ts';
import { gateOf, withApprovals } from './gate-of.ts';
import { judged, stopped } from './plan-route.ts';
import { planStage, type PlannedStage } from './plan-stage.ts';
import type { TargetWork } from './plan-target.ts';
import { recordedImages, whyNoImages } from './recorded-images.ts';
import { isShownAt } from './shown-at-target.ts';
import type { Trip } from './trip.ts';

/**
 * Plans to bring an earlier image of a stage back (contract §6): the newest that was promoted to it, that its moving tags do
 * not name now and that no rollback left; or the one that is wished for. What cannot be done is a refused stage.
 *
 * @throws HoistError `NO_MOVING_TAG` (config)
 */
export async function planRollback(
  trip: Trip,
  { pipeline, stage: written, wish }: Rollback & { readonly wish: RollbackWish },
): Promise<PlannedStage> {
  const stage = rollbackStage(pipeline, written);
  const unread: string[] = [];
  const others: string[] = [];
  const choice = await choose(trip, { pipeline, stage }, { wish, unread, others });
  if (choice === undefined)
    return refused(trip, { pipeline, stage }, nothingEarlier(pipeline, stage, { wish, unread, others }));
  // Its statements are of the stage as it is written: they were signed in its own environment.
  const problem = await whyNot(trip, { pipeline, stage: written }, choice.planned.works);
  if (problem !== undefined) return refused(trip, { pipeline, stage, images: choice.images }, problem);
  const gate = await gateOf(trip, stage, { pipeline: pipeline.name, asked: true, isFirst: true });
  if (gate.way !== 'proceed' && !trip.dry)
    return withApprovals(refused(trip, { pipeline, stage, images: choice.images }, gate.problem), gate);
  const planned = await judged(trip, choice.planned, false);
  const expected = trip.expected === undefined ? planned : await expectPlan(trip, trip.expected, planned);
  if (gate.way === 'proceed') return withApprovals(expected, gate);
  return beforeGate(expected, gate);
}

/**
 * What lies behind the gate is what an approver wants to see, with the hash that is to be expected. What no approval would
 * mend is said at once, and nobody is asked for an approval then.
 */
function beforeGate(
  planned: PlannedStage,
  { way, problem }: Exclude<GateAnswer, { way: 'proceed' }>,
): PlannedStage {
  const { plan } = planned;
  const mayPass = plan.state === 'ready' || plan.state === 'pending';
  if (way === 'waiting' && !mayPass) return planned;
  return {
    ...planned,
    plan: {
      ...plan,
      state: way,
      ...(way === 'waiting' ? { gate: { opens: 'environment', behind: plan.state } } : {}),
      problems: [problem, ...plan.problems],
    },
  };
}

type Rollback = { readonly pipeline: Pipeline; readonly stage: Stage };

/**
 * The stage as a rollback sees it: of its tags those that may move, and they move wherever they are told; its environment
 * is that of rollbacks. A tag with time or a run's id is of one promotion and never moves.
 */
function rollbackStage(pipeline: Pipeline, stage: Stage): Stage {
  const { environment } = stage;
  const tags = stage.tags
    .filter(({ move, template }) => move !== 'never' && !variesByRun(template))
    .map(({ template }) => ({ template, move: 'any' as const }));
  if (tags.length > 0)
    return {
      ...stage,
      tags,
      ...(environment === undefined
        ? {}
        : { environment: { ...environment, name: environment.rollback ?? environment.name } }),
    };
  const name = stageText({ pipeline: pipeline.name, stage: stage.name });
  throw new HoistError(
    'config',
    'NO_MOVING_TAG',
    `${name} has no tag that moves, so nothing can be brought back`,
    {
      hint: 'A rollback moves tags with `move: forward` or `move: any`; what uses a tag that never moves names another one to go back.',
    },
  );
}

type Choice = { readonly images: readonly ArrivedImage[]; readonly planned: PlannedStage };

/**
 * Each is planned in turn: what the stage's moving tags name already is not what one goes back to, unless an earlier try has
 * brought it there: by the expected plan, or by the journal, where that tells of no good end. Who runs that again wants
 * it ended, not to go further back (guarantee 3). Nor is an image that a tag was kept from: it would come to it for the
 * first time. A tag that is not there and that no record tells of was kept from nothing: the stage was given it since.
 */
async function choose(
  trip: Trip,
  { pipeline, stage }: Rollback,
  { wish, unread, others }: { readonly wish: RollbackWish } & Record<'unread' | 'others', string[]>,
): Promise<Choice | undefined> {
  const isNamed = wish.tag !== undefined || wish.digest !== undefined;
  const asked = filedQuery([pipeline], { pipeline: pipeline.name, stage: stage.name });
  const entries = (await trip.journal()).list(asked, ({ reason }) => void unread.push(reason));
  let unclear: (Choice & { readonly isNew: () => boolean }) | undefined;
  for await (const choice of rollbackChoices(entries, wish)) {
    const { entry, isBegun, leftAlone, isTold } = choice;
    const { signal } = trip.world;
    const images = recordedImages(trip.registry, entry, { pipeline, stage, signal });
    if (images === undefined) {
      (entry.cut === true ? unread : others).push(whyNoImages(entry, pipeline));
      continue;
    }
    const planned = await planStage(trip, pipeline, stage, images);
    if (isNamed || isBegun) return { images, planned };
    if (isThere(planned, choice) && !(await isExpected(trip, planned))) continue;
    const alone = movedTags(planned).filter(([repository, { tag }]) => leftAlone(repository, tag));
    const [never] = alone;
    if (never === undefined) return { images, planned };
    unread.push(`record ${entry.id} left ${never[0]}:${never[1].tag} on another image`);
    if (alone.every(([, { now }]) => now === null)) {
      const isNew = (): boolean => alone.every(([repository, { tag }]) => !isTold(repository, tag));
      unclear ??= { images, planned, isNew };
    }
  }
  return unclear?.isNew() === true ? unclear : undefined;
}

function movedTags({ works }: PlannedStage): readonly (readonly [Repository, PlannedTag])[] {
  return works.flatMap(({ planned: { repository, tags } }) =>
    tags.filter(isWritten).map((tag) => [repository, tag] as const),
  );
}

/**
 * The stage has it: nothing would move, as far as the targets could be read. Or it was promoted last, and a tag names it
 * still: that another was lost since, or belongs to a target that was added or restored from a backup, makes what the others
 * have now no more what one goes back to. A rollback is completed where that was undone.
 */
function isThere({ plan, works }: PlannedStage, { entry, isLast }: RollbackChoice): boolean {
  if (plan.state === 'unchanged') return true;
  const tags = works
    .filter(({ error }) => error === undefined)
    .flatMap(({ planned }) => planned.tags.map((tag) => ({ ...tag, repository: planned.repository })));
  const named = tags.filter(({ action }) => action === 'unchanged').length;
  if (named === 0) return false;
  const isLastOfAll = tags.every(({ repository, tag }) => isLast(repository, tag));
  return named === tags.length || (entry.intent.kind !== 'rollback' && isLastOfAll);
}

async function isExpected(trip: Trip, planned: PlannedStage): Promise<boolean> {
  if (trip.expected === undefined) return false;
  return (await expectPlan(trip, trip.expected, planned)).plan.state !== 'conflict';
}

/** Every target must hold the digest, and something must show that the stage promoted it there. */
async function whyNot(
  trip: Trip,
  { pipeline, stage }: Rollback,
  works: readonly TargetWork[],
): Promise<Problem | undefined> {
  const id = { pipeline: pipeline.name, stage: stage.name };
  for (const work of works) {
    // That it could not be read is told by the plan.
    if (work.error !== undefined) continue;
    const { repository, digest } = work.planned;
    const there = await trip.registry.head(repository, digest, { signal: trip.world.signal });
    if (there === undefined) {
      return {
        code: 'NOT_AT_TARGET',
        message: `${repository} does not hold ${digest}, so ${stageText(id)} cannot go back to it`,
        hint: 'Name another image that was promoted here, or promote this one anew.',
      };
    }
    if (!(await isShownAt(trip, { pipeline, stage }, work))) {
      return {
        code: 'NOT_SHOWN',
        message: `nothing shows that ${stageText(id)} promoted ${digest} to ${repository}`,
        hint: 'Only what was promoted can be rolled back to; `hoist history` lists it.',
      };
    }
  }
  return undefined;
}

/** Of what could not be read; the last of them first of all: where the journal ended. */
const mostTold = 3;

function nothingEarlier(
  pipeline: Pipeline,
  stage: Stage,
  { wish, unread, others }: { readonly wish: RollbackWish } & Record<'unread' | 'others', readonly string[]>,
): Problem {
  const [newest] = others;
  const more = [...(newest === undefined ? [] : [newest]), ...unread]
    .slice(-mostTold)
    .map((reason) => `; ${reason}`)
    .join('');
  const name = stageText({ pipeline: pipeline.name, stage: stage.name });
  const asked = wish.digest ?? wish.tag;
  return asked === undefined
    ? {
        code: 'NOTHING_EARLIER',
        message: `no earlier image of ${name} is recorded that its moving tags do not name and that no rollback left${more}`,
        hint:
          newest === undefined
            ? 'Name the image to go back to; `hoist history` lists what was promoted.'
            : otherHint,
      }
    : {
        code: 'NOT_PROMOTED_HERE',
        message: `no record shows that ${asked} was promoted to ${name}${more}`,
        hint: newest === undefined ? 'Name an image that was; `hoist history` lists them.' : otherHint,
      };
}

/** To name it does not help: under the config as it is, nobody knows where its images belong. */
const otherHint =
  'What was promoted from another source, or with more or fewer images, comes back under a config that has these; `hoist history` lists it.';

function refused(
  trip: Trip,
  { pipeline, stage, images = [] }: Rollback & { readonly images?: readonly ArrivedImage[] },
  problem: Problem,
): PlannedStage {
  return stopped(trip, { pipeline, stage, images, state: 'refused', problem });
}
