import type { Config } from '../domain/config.ts';
import { matchSource } from '../domain/pattern.ts';
import { stageText, type Pipeline } from '../domain/pipeline.ts';
import type { RollbackWish } from '../domain/rollback-choice.ts';
import { HoistError } from '../errors.ts';
import { isDigest } from '../image/digest.ts';
import { isTag, parseReference, type Repository } from '../image/reference.ts';
import { afterwards } from './afterwards.ts';
import { withCosts } from './cost.ts';
import type { StageRun } from './keep.ts';
import { demandLedger } from './linked-artifacts.ts';
import { plannedOf, type Planned } from './plan.ts';
import { parseImageWish } from './image-text.ts';
import { planRollback } from './plan-rollback.ts';
import type { PlannedStage } from './plan-stage.ts';
import { begin, planOf, type Ground } from './prepare.ts';
import { ranOf, withNotices, type Ran } from './promote.ts';
import { runStage } from './run-stage.ts';
import { stageWithName } from './stage-name.ts';
import { withWhatIsToKeep } from './to-keep.ts';
import type { Trip } from './trip.ts';

/** What a rollback is asked for; every field as the user wrote it. */
export type RollbackRequest = {
  readonly stage?: string | undefined;
  readonly pipeline?: string | undefined;
  /** A tag or a digest of what was promoted to the stage before; default: the previous one. */
  readonly image?: string | undefined;
  /** Why: required. */
  readonly comment?: string | undefined;
  readonly expectedPlan?: string | undefined;
};

/**
 * Brings the previous, or a named earlier, image of a stage back: moves its moving tags, after policy was asked what the image
 * is. The stage is held afterwards. What became of it is in the result, not thrown.
 *
 * @throws HoistError of kind `config` for wrong arguments
 */
export async function rollback(ground: Ground, request: RollbackRequest): Promise<Ran> {
  const { trip, planned } = await prepareRollback(ground, request, false);
  await trip.proof.demand();
  await demandLedger(trip, [planned.plan]);
  const { plan, works, stage, graphs, notices = [] } = planned;
  for (const notice of notices) trip.world.log.warn(notice);
  const run = await runStage(trip, { plan, works, rules: stage, graphs });
  const told = await afterwards(trip, run);
  const ran = ranOf(planOf({ trip, routes: [], notices }, [planned]), [run]);
  const { document, exitCode } = withNotices(ran, told, ground);
  return { document: { ...document, notices: [...document.notices, ...heldText(trip, run)] }, exitCode };
}

/** Who rolls back in a hurry has to know that the next push stops there; records of the job alone hold nothing (§6). */
function heldText({ world, config }: Trip, { plan, outcome }: StageRun): readonly string[] {
  const isKept = world.run.surface === 'cli' || config?.record.deployments === true;
  if (outcome !== 'promoted' || !isKept) return [];
  const { pipeline, stage } = plan;
  return [
    `${stageText({ pipeline, stage })} is held now: automatic promotions wait there until somebody promotes to it by name`,
  ];
}

/** What a rollback would do. Writes nothing. */
export async function dryRollback(ground: Ground, request: RollbackRequest): Promise<Planned> {
  const { trip, planned } = await prepareRollback(ground, request, true);
  const stages = await withWhatIsToKeep(trip, await withCosts(trip, [planned]));
  return plannedOf(planOf({ trip, routes: [], notices: [] }, stages));
}

async function prepareRollback(
  ground: Ground,
  request: RollbackRequest,
  dry: boolean,
): Promise<{ readonly trip: Trip; readonly planned: PlannedStage }> {
  const { comment, image } = request;
  if (comment === undefined || comment.trim() === '') throw withoutReason();
  const wish = image === undefined ? {} : parseWish(image);
  const { pipeline, stage } = stageWithName(pipelinesFor(ground.config, wish.repository), request);
  if (pipeline.source.kind === 'pattern' && wish.repository === undefined) throw withoutRepository(pipeline);
  const begun = begin(ground, { stage: stage.name, comment, expectedPlan: request.expectedPlan }, dry);
  const trip: Trip = { ...begun, kind: 'rollback' };
  return { trip, planned: await planRollback(trip, { pipeline, stage, wish }) };
}

/** As every image is written, `[REPOSITORY][:TAG][@DIGEST]`, a tag or a digest; or a repository alone. */
function parseWish(image: string): RollbackWish {
  const text = image.trim();
  if (!isTag(text) && !isDigest(text) && !/^[:@]/.test(text)) {
    const { repository, tag, digest } = parseReference(text);
    if (tag === undefined && digest === undefined) return { repository };
  }
  const { text: _, ...wish } = parseImageWish(text);
  return wish;
}

/** A repository at the source tells the pipeline; one at a target tells which records are meant. */
function pipelinesFor({ pipelines }: Config, repository: Repository | undefined): readonly Pipeline[] {
  if (repository === undefined) return pipelines;
  const taking = pipelines.filter((pipeline) => matchSource(pipeline, repository) !== undefined);
  return taking.length > 0 ? taking : pipelines;
}

function withoutReason(): HoistError {
  return new HoistError('config', 'COMMENT_MISSING', 'a rollback needs a reason', {
    hint: 'Say why with a comment; it is kept in the record and shown while the stage is held.',
  });
}

function withoutRepository({ name }: Pipeline): HoistError {
  return new HoistError('config', 'IMAGE_MISSING', `${name} has a pattern for many repositories`, {
    hint: 'Say which is to be rolled back: its repository at the source, with or without a tag or a digest.',
  });
}
