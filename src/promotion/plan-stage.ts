import { expandTarget } from '../domain/pattern.ts';
import { coveredBy, planHash } from '../domain/plan-hash.ts';
import {
  keepsAll,
  type PlannedSource,
  type PlannedTarget,
  type Problem,
  type StagePlan,
  type StageState,
} from '../domain/plan.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import { originsBy } from '../domain/tag-origin.ts';
import { couldHaveMade, type TemplateValues } from '../domain/tag-template.ts';
import { parseGlob } from '../domain/glob.ts';
import { HoistError } from '../errors.ts';
import type { ImageGraph } from '../image/graph.ts';
import { parseTag, type Repository } from '../image/reference.ts';
import type { ArrivedImage, Place, Places } from './arrive.ts';
import { planTarget, type TargetWork } from './plan-target.ts';
import { readRevision } from './revision.ts';
import { createTargetTags, type TargetTags } from './target-tags.ts';
import type { Trip } from './trip.ts';
import { onePerTag, refuseUnwritable, wishedTags, type WishedTag } from './wished-tags.ts';

/** A stage with its digests, targets and tags fixed, and what is needed to carry it out. */
export type PlannedStage = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly plan: StagePlan;
  readonly works: readonly TargetWork[];
  /** The walks of what policy has judged: the same are copied. */
  readonly graphs: ReadonlyMap<ArrivedImage, ImageGraph>;
  /** Policy was asked when everything that it looks at was there; else it is asked again before the copy. */
  readonly isJudged: boolean;
  /** What the stages behind it read, once it has promoted. */
  readonly places: Places;
  /** Some targets were left out, as was asked: the pipeline goes no further then. */
  readonly limited: boolean;
  /** What people should know about how the stage was entered. */
  readonly notices?: readonly string[];
};

type Draft = {
  readonly image: ArrivedImage;
  readonly values: TemplateValues;
  readonly wished: readonly WishedTag[];
  readonly targets: readonly TargetTags[];
};

/**
 * What a stage would do, with what its targets' tags name now. Reads, writes nothing.
 *
 * @throws HoistError of kind `config` for a tag that cannot be made or may not be written, and a limit that leaves no target
 */
export async function planStage(
  trip: Trip,
  pipeline: Pipeline,
  stage: Stage,
  images: readonly ArrivedImage[],
): Promise<PlannedStage> {
  const byHand = trip.request.stage === stage.name ? trip.request.tag : undefined;
  const all = await Promise.all(images.map((image) => draft(trip, stage, { image, byHand })));
  const drafts = all.map((one) => ({ ...one, targets: withinLimit(trip, one.targets) }));
  if (drafts.every(({ targets }) => targets.length === 0)) throw nothingLeft(trip, stage);
  const settled = await Promise.all(drafts.map(findEarlier));
  for (const { targets, wished } of settled) {
    for (const { repository } of targets) {
      for (const { tag } of wished) refuseUnwritable(trip.config, repository, tag);
    }
  }
  refuseTwice(settled);
  const works = await Promise.all(
    settled.flatMap(({ image, values, wished, targets }) =>
      targets.map((target) =>
        planTarget(target, {
          stage,
          image,
          wished,
          values,
          originsOf: originsBy(pipeline, stage, image.captures),
        }),
      ),
    ),
  );
  return {
    pipeline,
    stage,
    works,
    graphs: new Map(),
    isJudged: stage.policies.length === 0,
    plan: stagePlan(trip, { pipeline, stage, images, works }),
    places: placesOf(images, all, works),
    limited: drafts.some((one, at) => one.targets.length < (all[at]?.targets.length ?? 0)),
  };
}

async function draft(
  trip: Trip,
  stage: Stage,
  { image, byHand }: { readonly image: ArrivedImage; readonly byHand: string | undefined },
): Promise<Draft> {
  const { registry, world } = trip;
  const call = { signal: world.signal };
  const values: TemplateValues = {
    n: image.fromTag,
    instant: trip.instant,
    digest: image.digest,
    sourceTag: image.tag,
    sha: needsRevision(stage)
      ? await readRevision(registry, image.repository, await image.root(), call)
      : undefined,
    run: world.run.id,
    captures: image.captures,
  };
  return {
    image,
    values,
    wished: wishedTags(stage, values, byHand === undefined ? undefined : parseTag(byHand)),
    targets: stage.to.map((to) => createTargetTags(registry, expandTarget(to, image.captures), call)),
  };
}

function needsRevision(stage: Stage): boolean {
  return stage.tags.some(({ template }) =>
    template.parts.some((part) => part.kind === 'value' && part.name === 'sha'),
  );
}

/**
 * A template with time or run is idempotent: a tag that an earlier run made of the same image counts as written. Where
 * one target has such a tag, the others get the same: one image has one name in a stage.
 */
async function findEarlier(drafted: Draft): Promise<Draft> {
  const { image, values, targets } = drafted;
  const wished = await Promise.all(
    drafted.wished.map(async (wish): Promise<WishedTag> => {
      const { varying } = wish;
      if (varying === undefined) return wish;
      const found = await Promise.all(
        targets.map(async (target) => {
          try {
            return await target.naming(image.digest, (tag) => couldHaveMade(varying.template, values, tag));
          } catch (thrown) {
            // A target that cannot be read is the plan's to report; here it just has no earlier tag.
            if (thrown instanceof HoistError) return [];
            throw thrown;
          }
        }),
      );
      const newest = found.flat().sort().at(-1);
      return newest === undefined ? wish : { ...wish, tag: newest };
    }),
  );
  return { ...drafted, wished: onePerTag(wished) };
}

function withinLimit(trip: Trip, targets: readonly TargetTags[]): readonly TargetTags[] {
  if (trip.request.targets === undefined) return targets;
  const glob = parseGlob(trip.request.targets);
  return targets.filter(({ repository }) => glob.matches(repository));
}

function nothingLeft({ request: { targets = '' } }: Trip, stage: Stage): HoistError {
  const known = `Its targets are ${stage.to.map((to) => to.text).join(', ')}.`;
  // The glob is matched against the whole repository, which always has a slash.
  const wider = targets.replaceAll(/\*+/g, '**');
  const hint =
    wider === targets ? known : `${known} A * does not cross a slash, ** does: did you mean '${wider}'?`;
  const message = `no target of the stage ${stage.name} matches ${targets}`;
  return new HoistError('config', 'TARGETS_EMPTY', message, { hint });
}

/** Two images that are to have one tag of one repository: which of them it names would be chance. */
function refuseTwice(drafts: readonly Draft[]): void {
  const taken = new Map<string, Repository>();
  for (const { image, wished, targets } of drafts) {
    for (const { repository } of targets) {
      for (const { tag } of wished) {
        const other = taken.get(`${repository}:${tag}`);
        if (other !== undefined) throw tagTwice(`${repository}:${tag}`, [other, image.repository]);
        taken.set(`${repository}:${tag}`, image.repository);
      }
    }
  }
}

function tagTwice(reference: string, [one, other]: readonly [Repository, Repository]): HoistError {
  return new HoistError('config', 'TAG_TWICE_AT_TARGET', `${reference} is to name both ${one} and ${other}`, {
    hint: 'Make the tag, or the target, with {name}, so that each image has its own; a destination tag given by hand is the same for all images of a set.',
  });
}

type StageParts = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly images: readonly ArrivedImage[];
  readonly works: readonly TargetWork[];
};

function stagePlan(trip: Trip, { pipeline, stage, images, works }: StageParts): StagePlan {
  const state = stateOf(works);
  const problems = works.flatMap((work) => work.problems);
  const plan = {
    ...stageHead(trip, pipeline, stage),
    sources: images.map(plannedSource),
    targets: works.map((work): PlannedTarget => work.planned),
  };
  return {
    ...plan,
    state,
    problems:
      state === 'superseded'
        ? [...problems, allKept({ pipeline: pipeline.name, stage: stage.name })]
        : problems,
    hash: planHash(trip.instant, coveredBy(plan, trip.config?.origin)),
  };
}

export function plannedSource({ repository, tag, digest, from, fromTag }: ArrivedImage): PlannedSource {
  return {
    repository,
    ...(tag === undefined ? {} : { tag }),
    digest,
    from,
    ...(fromTag === undefined ? {} : { fromTag }),
  };
}

/** What is known of a stage before its images are. */
export function stageHead(
  trip: Trip,
  pipeline: Pipeline,
  stage: Stage,
): Pick<StagePlan, 'pipeline' | 'stage' | 'kind' | 'fixed' | 'isPattern' | 'after' | 'environment'> {
  const { environment } = stage;
  return {
    pipeline: pipeline.name,
    stage: stage.name,
    kind: trip.kind,
    ...(trip.kind === 'auto' && !trip.follows ? { fixed: true } : {}),
    ...(pipeline.source.kind === 'pattern' ? { isPattern: true } : {}),
    ...(stage.after.length === 0 ? {} : { after: stage.after }),
    ...(environment === undefined
      ? {}
      : { environment: { name: environment.name, approval: environment.approval } }),
  };
}

function stateOf(works: readonly TargetWork[]): StageState {
  const tags = works.flatMap(({ planned }) => planned.tags);
  if (tags.some(({ action }) => action === 'conflict')) return 'conflict';
  if (keepsAll({ tags })) return 'superseded';
  return tags.every(({ action }) => action === 'unchanged' || action === 'kept') ? 'unchanged' : 'ready';
}

export function allKept(stage: Pick<StagePlan, 'pipeline' | 'stage'>): Problem {
  return {
    code: 'OVERTAKEN',
    message: `every tag of ${stageText(stage)} names something newer and is kept`,
  };
}

/** The first tag that the first target has or gets. */
function placesOf(
  images: readonly ArrivedImage[],
  drafts: readonly Draft[],
  works: readonly TargetWork[],
): Places {
  return new Map(
    images.flatMap((image, at): [Repository, Place][] => {
      const first = drafts[at]?.targets[0]?.repository;
      const planned = works.find(
        (work) => work.image === image && work.planned.repository === first,
      )?.planned;
      const tag = planned?.tags.find(({ action }) => action !== 'kept')?.tag ?? image.fromTag;
      return first === undefined ? [] : [[image.repository, { from: first, fromTag: tag }]];
    }),
  );
}
