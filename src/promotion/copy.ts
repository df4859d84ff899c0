import type { Config, CopyRule } from '../domain/config.ts';
import { parseGlob } from '../domain/glob.ts';
import { expectedOutcome } from '../domain/outcome.ts';
import { stageText } from '../domain/pipeline.ts';
import { instantText } from '../domain/plan-hash.ts';
import type { Plan, Problem, StagePlan } from '../domain/plan.ts';
import { stageThatFills } from '../domain/target.ts';
import { HoistError } from '../errors.ts';
import {
  parseReference,
  referenceText,
  type Reference,
  type Repository,
  type Tag,
} from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { tagsOf } from '../transfer/attachments.ts';
import type { ArrivedImage } from './arrive.ts';
import type { CarryRules } from './carry-stage.ts';
import { costOf } from './cost.ts';
import { afterwards } from './afterwards.ts';
import { createJudge, type Ruling } from './judge.ts';
import { demandLedger } from './linked-artifacts.ts';
import { imageNotFound } from './not-found.ts';
import { openJournal } from './open-journal.ts';
import { createPast } from './past.ts';
import { plannedSource } from './plan-stage.ts';
import { planTarget, type TargetWork } from './plan-target.ts';
import { plannedOf, type Planned } from './plan.ts';
import { wholeSeconds } from './prepare.ts';
import { noProof } from './proof.ts';
import { ranOf, withNotices, type Ran } from './promote.ts';
import { judgeOf, sentenceOf, stateAfter } from './ruling.ts';
import { runStage, type StageJob } from './run-stage.ts';
import { createTargetTags, type TargetTags } from './target-tags.ts';
import type { Trip } from './trip.ts';
import { refuseUnwritable } from './wished-tags.ts';

export type CopyRequest = {
  /** `ghcr.io/acme/web:1.4.2`, with a digest where that is to be pinned; or `oci:FOLDER:TAG`. */
  readonly image: string;
  /** A repository with or without tag; without, the source's tag stays. */
  readonly to: string;
  readonly comment?: string | undefined;
};

/** Where a copy takes place. Without any config, only the command line and the library get here (contract §5). */
export type CopyGround = {
  readonly world: World;
  readonly config: Config | undefined;
  readonly registry: Registry;
};

/** Everything travels, as for a stage that says nothing else. */
const rules: CarryRules = { referrers: 'all', missing: { platforms: 'fail', foreignLayers: 'fail' } };

/**
 * Copies one image from one reference to another, with everything attached to it, outside any pipeline. A tag that is
 * there with another digest is a `conflict`: a copy never moves a tag.
 *
 * @throws HoistError `COPY_NOT_ALLOWED`, `REFERENCE_INVALID`, `IMAGE_NOT_FOUND` …
 */
export async function copy(ground: CopyGround, request: CopyRequest): Promise<Ran> {
  const { trip, ...job } = await prepareCopy(ground, request, false);
  await demandLedger(trip, [job.plan]);
  await trip.past.demand(job.plan);
  const run = await runStage(trip, job);
  return withNotices(ranOf(planDocument(trip, run.plan), [run]), await afterwards(trip, run), ground);
}

/** What a copy would do. Writes nothing. */
export async function planCopy(ground: CopyGround, request: CopyRequest): Promise<Planned> {
  const { trip, ...job } = await prepareCopy(ground, request, true);
  return plannedOf(planDocument(trip, await costOf(trip, job)));
}

async function prepareCopy(
  { world, config, registry }: CopyGround,
  request: CopyRequest,
  dry: boolean,
): Promise<StageJob & { readonly trip: Trip }> {
  const source = parseReference(request.image);
  const to = parseTarget(request.to, source);
  refuseForbidden(config, to.repository);
  if (to.tag !== undefined) refuseUnwritable(config, to.repository, to.tag);
  const journal = openJournal(world, config);
  const trip: Trip = {
    world,
    registry,
    config,
    journal,
    past: createPast(journal, config?.pipelines ?? []),
    judge: config && createJudge({ world, config, registry }),
    proof: noProof,
    kind: 'copy',
    instant: wholeSeconds(world.clock.now()),
    dry,
    request: { comment: request.comment },
    expected: undefined,
    follows: false,
    wrote: new Set(),
  };
  const targetTags = createTargetTags(registry, to.repository, { signal: world.signal });
  // Asked beside the source: its answer, or its error, is the plan's to look at.
  if (to.tag !== undefined) targetTags.names(to.tag).catch(() => {});
  const [image, overtaken] = await Promise.all([
    readSource(registry, source, world.signal),
    movedOn(registry, source, world.signal),
  ]);
  const work = await planWork(trip, image, { tag: to.tag, targetTags });
  const { decisions, graphs } = await ruleOnCopy(trip, work);
  const sentence = sentenceOf(decisions, `the copy to ${to.repository}`);
  const plan: StagePlan = {
    pipeline: 'copy',
    stage: to.repository,
    kind: 'copy',
    state: overtaken === undefined ? stateAfter(stateOf(work), sentence, dry) : 'superseded',
    sources: [plannedSource(image)],
    targets: [work.planned],
    problems: [
      ...(overtaken === undefined ? [] : [overtaken]),
      ...work.problems,
      ...('problem' in sentence ? [sentence.problem] : []),
    ],
    ...(decisions.length === 0 ? {} : { decisions }),
  };
  return { trip, plan, works: [work], rules, graphs };
}

async function ruleOnCopy(trip: Trip, work: TargetWork): Promise<Ruling> {
  const rule = trip.config?.copy;
  if (rule?.allowed !== true || rule.policy === undefined || work.error !== undefined)
    return { decisions: [], graphs: new Map() };
  return await judgeOf(trip)({
    policies: [rule.policy],
    rules,
    approvalRequired: false,
    works: [work],
    mode: trip.dry ? 'plan' : 'promote',
    isOnItsWay: false,
  });
}

function parseTarget(
  text: string,
  source: Reference,
): { readonly repository: Repository; readonly tag?: Tag } {
  const { repository, tag = source.tag, digest } = parseReference(text);
  if (digest !== undefined && digest !== source.digest) {
    throw new HoistError(
      'config',
      'REFERENCE_INVALID',
      'the target of a copy has no digest: it gets that of the source',
      {
        hint: `Write ${referenceText(tag === undefined ? { repository } : { repository, tag })}.`,
      },
    );
  }
  return { repository, ...(tag === undefined ? {} : { tag }) };
}

function refuseForbidden(config: Config | undefined, repository: Repository): void {
  if (config === undefined) return;
  const { copy: rule, pipelines } = config;
  if (!isAllowed(rule, repository)) {
    throw new HoistError('config', 'COPY_NOT_ALLOWED', `the config does not allow a copy to ${repository}`, {
      hint: 'Allow it in the config: copy: { to: [GLOB] }; or promote the image through a pipeline.',
    });
  }
  const stage = stageThatFills(pipelines, repository);
  if (stage === undefined) return;
  throw new HoistError(
    'config',
    'COPY_NOT_ALLOWED',
    `${repository} is filled by the stage ${stageText(stage)}`,
    {
      hint: 'Promote the image to that stage, or copy to another repository.',
    },
  );
}

function isAllowed(rule: CopyRule, repository: Repository): boolean {
  return rule.allowed && rule.to.some((glob) => parseGlob(glob).matches(repository));
}

async function readSource(registry: Registry, source: Reference, signal: AbortSignal): Promise<ArrivedImage> {
  const { repository, tag, digest } = source;
  const reference = digest ?? tag;
  if (reference === undefined) {
    throw new HoistError('config', 'IMAGE_INVALID', `no tag and no digest: ${repository}`, {
      hint: repository.startsWith('docker.io/library/')
        ? 'A copy is of REPOSITORY:TAG or REPOSITORY@sha256:…; a single word is a repository of Docker Hub.'
        : `Write ${repository}:TAG or ${repository}@sha256:….`,
    });
  }
  // What is attached is found by its tags, too: listed beside the image, not after it.
  const tags = tagsOf(registry, repository, signal);
  tags.catch(() => {});
  const root = await registry.manifest(repository, reference, { signal });
  if (root === undefined) throw imageNotFound(referenceText(source), repository);
  return {
    repository,
    captures: new Map(),
    tag,
    tags,
    digest: root.digest,
    root: async () => root,
    from: repository,
    fromTag: tag,
  };
}

/** Why a digest does not go under the tag that it was given with: that names another by now (contract §3, P5). */
async function movedOn(
  registry: Registry,
  { repository, tag, digest }: Reference,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  if (tag === undefined || digest === undefined) return undefined;
  const now = (await registry.head(repository, tag, { signal }))?.digest;
  if (now === digest) return undefined;
  return {
    code: 'OVERTAKEN',
    message: `${repository}:${tag} names ${now ?? 'nothing'} now, not ${digest}`,
    hint: `Copy ${repository}:${tag} as it is now, or the digest alone: ${repository}@${digest}.`,
  };
}

async function planWork(
  trip: Trip,
  image: ArrivedImage,
  { tag, targetTags }: { readonly tag: Tag | undefined; readonly targetTags: TargetTags },
): Promise<TargetWork> {
  const call = { signal: trip.world.signal };
  const values = { n: image.fromTag, digest: image.digest, sourceTag: image.tag, captures: image.captures };
  const wished = tag === undefined ? [] : [{ tag, move: 'never' as const }];
  const work = await planTarget(targetTags, {
    stage: { tags: [] },
    image,
    wished,
    values,
    hint: `A copy never moves a tag: copy to another one, ${targetTags.repository}:TAG.`,
  });
  if (tag !== undefined || work.error !== undefined) return work;
  const there = await trip.registry.head(targetTags.repository, image.digest, call);
  return { ...work, planned: { ...work.planned, image: there === undefined ? 'absent' : 'present' } };
}

function stateOf({ planned }: TargetWork): StagePlan['state'] {
  const [tag] = planned.tags;
  if (tag === undefined) return planned.image === 'present' ? 'unchanged' : 'ready';
  if (tag.action === 'conflict') return 'conflict';
  return tag.action === 'unchanged' ? 'unchanged' : 'ready';
}

function planDocument({ instant, config }: Trip, stage: StagePlan): Plan {
  return {
    schema: 'hoist/plan/v1',
    instant: instantText(instant),
    outcome: expectedOutcome(stage.state),
    stages: [stage],
    ...(config === undefined ? {} : { config: config.origin }),
    notices: [],
  };
}
