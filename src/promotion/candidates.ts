import type { Candidate, CandidatesReport } from '../domain/candidate.ts';
import type { CandidateQuery } from '../domain/candidate-query.ts';
import { filedQuery } from '../domain/filing.ts';
import { happenedAt } from '../domain/history.ts';
import { imagesKey } from '../domain/images-key.ts';
import { isInPlace } from '../domain/outcome.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import { likelyNewestFirst } from '../domain/tag-order.ts';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import { shortDigest } from '../image/digest.ts';
import { parseReference, type Repository, type Tag } from '../image/reference.ts';
import { arrive, atSource, type ArrivedImage } from './arrive.ts';
import { unknownHold } from './hold.ts';
import { judged } from './plan-route.ts';
import { plannedSource, planStage } from './plan-stage.ts';
import { begin, type Ground } from './prepare.ts';
import { problemOf } from './record.ts';
import { recordedImages, whyNoImages } from './recorded-images.ts';
import { resolve } from './resolve.ts';
import { select } from './select.ts';
import { stageWithName } from './stage-name.ts';
import type { Trip } from './trip.ts';

export type CandidatesRequest = {
  readonly pipeline?: string | undefined;
  readonly stage?: string | undefined;
  /** A repository at the source: needed for a pattern. */
  readonly image?: string | undefined;
};

/** What may become a candidate: images fixed, not yet looked at. */
type Nominee = Pick<Candidate, 'promoted'> & {
  /** For people. */
  readonly name: string;
  images(): Promise<readonly ArrivedImage[] | undefined>;
};

type Place = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly repository: Repository | undefined;
};

/**
 * The images that could be promoted to a stage now: what the stage before it promoted recently, or the newest tags of the
 * source for a first stage, without those that are in the stage already; each with what a plan and the stage's policies say.
 *
 * @throws HoistError of kind `config` for wrong arguments, of other kinds for what could not be read
 */
export async function candidates(
  ground: Ground,
  request: CandidatesRequest,
  query: CandidateQuery,
): Promise<CandidatesReport> {
  const { pipeline, stage } = stageWithName(ground.config.pipelines, request);
  const repository = request.image === undefined ? undefined : parseReference(request.image).repository;
  const trip: Trip = begin(ground, { stage: stage.name }, true);
  const [before] = stage.after;
  const place = { pipeline, stage, repository };
  const { nominees, notices } =
    before === undefined
      ? { nominees: await ofSource(trip, place, query), notices: [] }
      : await ofStage(trip, place, { before, query });
  const { found, left } = await lookAtAll(trip, place, nominees);
  const lost = await lostNames(trip, found);
  const held = await trip.past.hold({ pipeline: pipeline.name, stage: stage.name });
  return {
    schema: 'hoist/candidates/v1',
    pipeline: pipeline.name,
    stage: stage.name,
    from: before === undefined ? 'source' : stageText({ pipeline: pipeline.name, stage: before }),
    candidates: found,
    ...(held.state === 'held' ? { hold: held.hold } : {}),
    ...(stage.environment === undefined ? {} : { environment: stage.environment.name }),
    config: ground.config.origin,
    notices: [...notices, ...left, ...lost, ...(held.state === 'unknown' ? [unknownHold(held.why)] : [])],
  };
}

/**
 * Those that the stage does not have; of those that could not be read, why.
 *
 * @throws HoistError where none could be read
 */
async function lookAtAll(trip: Trip, place: Place, nominees: readonly Nominee[]) {
  const found: Candidate[] = [];
  const left: string[] = [];
  // One after the other: they share the roots and tags that were read, and most of what policy looks at.
  for (const nominee of nominees) {
    try {
      const images = await nominee.images();
      const one = images && (await look(trip, place, { ...nominee, images }));
      if (one !== undefined) found.push(one);
    } catch (thrown) {
      if (!(thrown instanceof HoistError)) throw thrown;
      left.push(`${nominee.name} is left out: ${thrown.message}`);
      if (left.length === nominees.length || trip.world.signal.aborted) throw thrown;
    }
  }
  return { found, left };
}

/**
 * A promotion asks the source: what was promoted to the stage before, and lost its name there since, is not had by that.
 * Of what cannot be read nothing is said: the promotion will.
 */
async function lostNames({ registry, world }: Trip, found: readonly Candidate[]): Promise<readonly string[]> {
  const { signal } = world;
  const lost: string[] = [];
  for (const { repository, tag, digest } of found.flatMap((one) => (one.promoted ? one.sources : []))) {
    if (tag === undefined) continue;
    const there = await registry
      .head(repository, tag, { signal })
      .then((head) => head?.digest)
      .catch(() => digest);
    if (there === digest) continue;
    const now = there === undefined ? 'is gone' : `names ${shortDigest(there)} now`;
    lost.push(
      `${repository}:${tag} ${now}: ${shortDigest(digest)} can be promoted only where another tag of the source names it`,
    );
  }
  return lost;
}

/** Undefined where the stage has it already. */
async function look(
  trip: Trip,
  { pipeline, stage }: Place,
  { images, promoted }: Pick<Nominee, 'promoted'> & { readonly images: readonly ArrivedImage[] },
): Promise<Candidate | undefined> {
  const about = promoted === undefined ? {} : { promoted };
  const sources = images.map(plannedSource);
  try {
    const arrival = await arrive(pipeline, stage, images, {
      registry: trip.registry,
      past: trip.past,
      shows: trip.proof.shows,
      done: new Map(),
      asked: true,
      signal: trip.world.signal,
    });
    if (arrival.state !== 'arrived')
      return { ...about, sources, state: arrival.state, problems: [arrival.problem], targets: [] };
    const { plan } = await judged(trip, await planStage(trip, pipeline, stage, arrival.images), false);
    if (plan.state === 'unchanged') return undefined;
    const { state, problems, targets, decisions } = plan;
    return {
      ...about,
      sources: plan.sources,
      state,
      problems,
      targets,
      ...(decisions === undefined ? {} : { decisions }),
    };
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    return { ...about, sources, state: 'failed', problems: [problemOf(thrown)], targets: [] };
  }
}

/** What the stage before promoted, each image once, from the newest record on; reads no further than the limit. */
async function ofStage(
  trip: Trip,
  { pipeline, repository }: Place,
  { before, query }: { readonly before: string; readonly query: CandidateQuery },
): Promise<{ readonly nominees: readonly Nominee[]; readonly notices: readonly string[] }> {
  const stage = pipeline.stages.find(({ name }) => name === before);
  const found: Nominee[] = [];
  const notices: string[] = [];
  const passed: string[] = [];
  const seen = new Set<string>();
  if (stage === undefined) return { nominees: found, notices };
  const { tag, since, limit } = query;
  const asked = filedQuery([pipeline], { pipeline: pipeline.name, stage: before });
  const journal = await trip.journal();
  for await (const entry of journal.list(asked, ({ reason }) => notices.push(reason))) {
    if (found.length >= limit) break;
    const { sources } = entry.intent;
    if (entry.foreign === true) continue;
    if (!isInPlace(entry.end?.outcome)) continue;
    if (since !== undefined && Date.parse(happenedAt(entry)) < Date.parse(since)) continue;
    if (tag !== undefined && !sources.some((source) => source.tag !== undefined && tag.matches(source.tag)))
      continue;
    if (repository !== undefined && !sources.some((source) => source.repository === repository)) continue;
    const key = imagesKey(sources);
    const images = recordedImages(trip.registry, entry, { pipeline, stage, signal: trip.world.signal });
    if (seen.has(key)) continue;
    seen.add(key);
    if (images === undefined) {
      passed.push(whyNoImages(entry, pipeline));
      continue;
    }
    const promoted = { at: happenedAt(entry), record: entry.id, actor: entry.intent.actor };
    found.push({ name: `record ${entry.id}`, promoted, images: async () => images });
  }
  const [newest] = passed;
  if (newest !== undefined)
    notices.push(
      `${passed.length === 1 ? '' : `${passed.length} promotions to ${before} are left out; the newest: `}${newest}`,
    );
  return { nominees: found, notices };
}

/** The likely newest tags of the source that the pipeline takes; of a set, those of its first repository. */
async function ofSource(
  trip: Trip,
  { pipeline, repository }: Place,
  { tag: wanted, limit }: CandidateQuery,
): Promise<readonly Nominee[]> {
  const { source } = pipeline;
  const own =
    source.kind === 'set'
      ? source.repositories[0]
      : source.kind === 'repository'
        ? source.repository
        : repository;
  if (own === undefined) {
    throw new HoistError('config', 'IMAGE_MISSING', `${pipeline.name} has a pattern for many repositories`, {
      hint: 'Say which is meant: give its repository at the source as the image.',
    });
  }
  const tags: Tag[] = [];
  for await (const tag of trip.registry.tags(own, { signal: trip.world.signal })) {
    if (isAttachedTag(tag) || !source.tags.matches(tag) || wanted?.matches(tag) === false) continue;
    tags.push(tag);
  }
  return likelyNewestFirst(tags)
    .slice(0, limit)
    .map((tag) => `${own}:${tag}`)
    .map((name) => ({ name, images: () => imagesTagged(trip, pipeline, name) }));
}

async function imagesTagged(
  { registry, config, world }: Trip,
  pipeline: Pipeline,
  image: string,
): Promise<readonly ArrivedImage[] | undefined> {
  if (config === undefined) return undefined;
  const [selection] = select(config, world.run, { image, pipeline: pipeline.name }).selections;
  if (selection === undefined) return undefined;
  const resolution = await resolve(registry, selection, { signal: world.signal });
  // Of a set, what is not in all repositories yet is no candidate yet.
  if (resolution.state !== 'resolved') return undefined;
  return resolution.images.map(atSource);
}
