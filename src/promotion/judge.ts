import type { Config } from '../domain/config.ts';
import type { Decision } from '../domain/decision.ts';
import type { Facts, PreviousImage } from '../domain/facts.ts';
import { needsNothing } from '../domain/facts.ts';
import type { Policy } from '../domain/policy.ts';
import type { StageId } from '../domain/pipeline.ts';
import { isVersionTag } from '../domain/tag-move.ts';
import { stagePlaces } from '../domain/stage-place.ts';
import type { WaiverOrigin } from '../domain/waiver.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import type { ImageGraph } from '../image/graph.ts';
import type * as evaluation from '../policy/evaluate.ts';
import type { CommitPlace } from '../ports/forge.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { walk } from '../transfer/walk.ts';
import { openerFor, type Opener } from './accepted.ts';
import { atSource, type ArrivedImage } from './arrive.ts';
import { walkImage, type CarryRules } from './carry-stage.ts';
import type { TargetWork } from './plan-target.ts';
import { createTargetTags } from './target-tags.ts';
import { originsOf } from './waiver-origins.ts';

/** What is asked of policy: the images of one stage, or the one of a copy. */
export type Case = {
  /** Absent for a copy. */
  readonly stage?: StageId;
  /** The names of the policies. */
  readonly policies: readonly string[];
  readonly rules: CarryRules;
  readonly approvalRequired: boolean;
  readonly works: readonly TargetWork[];
  /** `plan`: what an earlier stage or time may still change is pending. `rollback`: what the world changed is recorded only. */
  readonly mode: 'promote' | 'plan' | 'rollback';
  /** An earlier stage of this run brings the image to where this one reads: until then it is read at the pipeline's source. */
  readonly isOnItsWay: boolean;
};

export type Ruling = {
  /** One an image, in the order of the works. */
  readonly decisions: readonly Decision[];
  /** What was judged is what is copied: the walks that serve for both. */
  readonly graphs: ReadonlyMap<ArrivedImage, ImageGraph>;
};

/** Judges images by the policies of a config (guarantee 6). One for a run: roots are fetched and documents opened once. */
export type Judge = ((question: Case) => Promise<Ruling>) & {
  /** Opens documents by the config's signers. */
  readonly open: Opener;
  /** The commits that certificates prove of the images that were judged so far. */
  readonly proven: ReadonlyMap<Digest, CommitPlace>;
};

type Bench = {
  readonly world: World;
  readonly registry: Registry;
  readonly config: Config;
  readonly open: Opener;
  readonly proven: Map<Digest, CommitPlace>;
};

const nothingAsked: Ruling = { decisions: [], graphs: new Map() };

export function createJudge({ world, registry, config }: Omit<Bench, 'open' | 'proven'>): Judge {
  const { trust } = config;
  const open = openerFor(world, trust, trust.signers);
  const bench: Bench = { world, registry, config, open, proven: new Map() };
  const judge = async (question: Case): Promise<Ruling> => {
    if (question.policies.length === 0) return nothingAsked;
    const images = [...new Set(question.works.map(({ image }) => image))];
    const judged = await Promise.all(images.map((image) => judgeImage(bench, question, image)));
    return {
      decisions: judged.map(({ decision }) => decision),
      graphs: new Map(
        judged.flatMap(({ graph }, at): [ArrivedImage, ImageGraph][] => {
          const image = images[at];
          return graph === undefined || image === undefined ? [] : [[image, graph]];
        }),
      ),
    };
  };
  return Object.assign(judge, { open: bench.open, proven: bench.proven });
}

async function judgeImage(
  bench: Bench,
  question: Case,
  image: ArrivedImage,
): Promise<{ readonly decision: Decision; readonly graph: ImageGraph | undefined }> {
  const { world, registry, config } = bench;
  const policies = question.policies.flatMap((name) => config.policies.get(name) ?? []);
  const [{ evaluate, needsOf }, { gather }, { provenCommit }] = await Promise.all([
    import('../policy/evaluate.ts'),
    import('../evidence/gather.ts'),
    import('../evidence/forge-facts.ts'),
  ]);
  const { isOnItsWay, rules } = question;
  const where = isOnItsWay ? atSource(image) : image;
  // A list that cannot be read is for policy to judge, where it matters; the copy has a rule of its own for it.
  const lenient: CarryRules = { ...rules, referrers: rules.referrers === 'none' ? 'none' : 'best-effort' };
  const graph = await walkImage({ registry, world }, lenient, { image: where, depth: 'whole' });
  const needs = needsOf(policies);
  const ofStage = stageFacts(config, question.stage, image);
  const facts = await gather({
    registry,
    graph,
    image: { repository: image.repository, ...(image.tag === undefined ? {} : { tag: image.tag }) },
    ...ofStage,
    besides: isOnItsWay ? [] : earlierPlaces(needs.stages, ofStage.stages),
    needs,
    settings: config.evidence,
    forge: await world.forge(),
    web: needs.feeds.length === 0 ? undefined : await world.web(),
    workspace: await world.workspace(),
    previous: () => previousOf(bench, question, image),
    now: world.clock.now(),
    signal: world.signal,
    open: bench.open,
  });
  const commit = provenCommit(facts.evidence, (await world.forge())?.server);
  if (commit.state === 'known') bench.proven.set(image.digest, commit.value);
  const decision = await decide(bench, evaluate, { question, facts, policies });
  const isWhole = graph.left.length === 0 && graph.missing.length === 0;
  return { decision, graph: isWhole && !isOnItsWay ? graph : undefined };
}

function stageFacts(
  { pipelines }: Config,
  stage: Case['stage'],
  { repository }: ArrivedImage,
): Pick<Facts, 'stage' | 'stages'> {
  if (stage === undefined) return {};
  const pipeline = pipelines.find(({ name }) => name === stage.pipeline);
  return { stage, ...(pipeline === undefined ? {} : { stages: stagePlaces(pipeline, repository) }) };
}

/** What a stage attaches later, or beside the way that the image came, lies at its own target. */
function earlierPlaces(names: readonly string[], stages: Facts['stages'] = new Map()): readonly Repository[] {
  return names.flatMap((name) => stages.get(name)?.targets.slice(0, 1) ?? []);
}

/** Who wrote and approved a waiver is asked only of those that would count. */
async function decide(
  { world, config }: Bench,
  evaluate: typeof evaluation.evaluate,
  {
    question,
    facts,
    policies,
  }: { readonly question: Case; readonly facts: Facts; readonly policies: readonly Policy[] },
): Promise<Decision> {
  const { waivers, limits } = config;
  const { mode, approvalRequired } = question;
  const request = { facts, policies, waivers, mode, approvalRequired, now: world.clock.now() };
  const first = evaluate({ ...request, limits: { ...limits, waiverReview: 'off' }, origins: new Map() });
  const used = new Set(first.waivers.used.map(({ id }) => id));
  if (used.size === 0) return first;
  const origins: ReadonlyMap<string, WaiverOrigin> = await originsOf(
    await world.forge(),
    { repository: world.run.repository, commit: config.origin.commit },
    waivers.filter(({ id }) => used.has(id)),
  );
  return evaluate({ ...request, limits, origins });
}

/** What the first moving tag of the stage's first target names now. */
async function previousOf(bench: Bench, question: Case, image: ArrivedImage): Promise<Facts['previous']> {
  const work = question.works.find((one) => one.image === image);
  if (work === undefined || work.error !== undefined)
    return { state: 'unknown', code: 'UNREACHABLE', message: work?.error?.message ?? 'no target was read' };
  const { repository, tags } = work.planned;
  const moving = tags.find(({ move }) => move !== 'never');
  if (moving === undefined || moving.now === null) return { state: 'known', value: undefined };
  if (moving.now === undefined)
    return { state: 'unknown', code: 'UNREACHABLE', message: `${repository}:${moving.tag} was not read` };
  try {
    return { state: 'known', value: await previousImage(bench, work, moving.now) };
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    return { state: 'unknown', code: 'UNREACHABLE', message: thrown.message };
  }
}

async function previousImage(
  { world, registry, config, open }: Bench,
  { planned: { repository }, originsOf: sourceTagsOf }: TargetWork,
  digest: TargetWork['planned']['digest'],
): Promise<PreviousImage> {
  const { signal } = world;
  const call = { signal };
  const root = await registry.manifest(repository, digest, call);
  if (root === undefined) {
    throw new HoistError('unreachable', 'IMAGE_NOT_FOUND', `${repository} does not have ${digest} any more`);
  }
  const { gather } = await import('../evidence/gather.ts');
  const [graph, tags] = await Promise.all([
    walk(registry, repository, root, { referrers: 'best-effort', missingPlatforms: 'allow', signal }),
    createTargetTags(registry, repository, call).naming(digest, isVersionTag),
  ]);
  const facts = await gather({
    registry,
    graph,
    image: { repository },
    needs: { ...needsNothing, evidence: true, configs: true },
    settings: config.evidence,
    forge: await world.forge(),
    web: undefined,
    // The job's reports are about what it promotes, not about what is there.
    workspace: undefined,
    now: world.clock.now(),
    signal,
    open,
  });
  const { evidence, searches, platforms } = facts;
  return {
    digest,
    tags: [...new Set(tags.flatMap(sourceTagsOf))].filter(isVersionTag),
    evidence,
    searches,
    platforms,
  };
}
