import type { Change, NamedImage } from '../domain/change.ts';
import type { Config } from '../domain/config.ts';
import { needsNothing } from '../domain/facts.ts';
import { namesImage } from '../domain/plan.ts';
import { HoistError } from '../errors.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { walk } from '../transfer/walk.ts';
import type { Opener } from './accepted.ts';
import { atSource, type ArrivedImage } from './arrive.ts';
import { walkImage } from './carry-stage.ts';
import type { ComparedImage } from './compare.ts';
import type { PlannedStage } from './plan-stage.ts';
import type { TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

/** The server of commits that are proven where no forge says which it is. */
const publicServer = 'https://github.com';
const mostTags = 5;

type Bench = {
  readonly trip: Trip;
  readonly config: Config;
  readonly open: Opener;
  /** What earlier stages of the plan would fill: an image is not there yet. */
  readonly filled: ReadonlySet<Repository>;
  /** An image is read once, whatever stages of the plan it is before and after. */
  readonly known: Map<string, Promise<ComparedImage>>;
};

/**
 * Adds to planned stages what would change at the first target of each image: what an approver looks at before the wait.
 * It is shown, not covered by the hash, and asked in plans only. What cannot be read is told as not known.
 */
export async function withChanges(
  trip: Trip,
  stages: readonly PlannedStage[],
): Promise<readonly PlannedStage[]> {
  const { config, judge } = trip;
  if (config === undefined || judge === undefined) return stages;
  const known: Bench['known'] = new Map();
  const filled = new Set<Repository>();
  const changed: PlannedStage[] = [];
  for (const stage of stages) {
    const bench = { trip, config, open: judge.open, filled: new Set(filled), known };
    const changes = await changesOf(bench, stage);
    changed.push(changes.length === 0 ? stage : { ...stage, plan: { ...stage.plan, changes } });
    for (const { planned } of stage.works) filled.add(planned.repository);
  }
  return changed;
}

async function changesOf(bench: Bench, stage: PlannedStage): Promise<readonly Change[]> {
  const images = [...new Set(stage.works.map(({ image }) => image))];
  const changes = await Promise.all(
    images.map(async (image) => {
      const work = stage.works.find((one) => one.image === image);
      return work === undefined ? undefined : await changeOf(bench, stage, work);
    }),
  );
  return changes.filter((change) => change !== undefined);
}

/** Undefined where there was nothing before, and where nothing changes. */
async function changeOf(bench: Bench, stage: PlannedStage, work: TargetWork): Promise<Change | undefined> {
  const { image, planned } = work;
  const from = await previousOf(bench, stage, work);
  if (from === undefined || from.digest === image.digest) return undefined;
  const names = planned.tags.filter(namesImage).map(({ tag }) => tag);
  const own = image.tag === undefined ? [] : [image.tag];
  const to = { digest: image.digest, tags: (names.length === 0 ? own : names).slice(0, mostTags) };
  const { source, repository: target } = planned;
  return { source, target, from, to, differences: await differencesOf(bench, stage, { work, from }) };
}

async function differencesOf(
  bench: Bench,
  stage: PlannedStage,
  { work, from }: { readonly work: TargetWork; readonly from: NamedImage },
): Promise<Change['differences']> {
  const { compareImages } = await import('./compare.ts');
  try {
    const [before, after, forge] = await Promise.all([
      once(bench, `${work.planned.repository}@${from.digest}`, () =>
        readPrevious(bench, stage, { repository: work.planned.repository, digest: from.digest }),
      ),
      once(bench, `${work.image.from}@${work.image.digest}`, () => readNext(bench, stage, work.image)),
      bench.trip.world.forge(),
    ]);
    return { state: 'known', value: compareImages(before, after, forge?.server ?? publicServer) };
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    return { state: 'unknown', code: 'UNREACHABLE', message: thrown.message };
  }
}

function once({ known }: Bench, key: string, read: () => Promise<ComparedImage>): Promise<ComparedImage> {
  const reading = known.get(key) ?? read();
  known.set(key, reading);
  return reading;
}

/** What the first moving tag names, else the first tag that is there, else what was promoted there last. */
async function previousOf(
  { trip }: Bench,
  { pipeline, stage }: PlannedStage,
  { planned, error }: TargetWork,
): Promise<Change['from'] | undefined> {
  if (error !== undefined) return undefined;
  const there = planned.tags.filter(({ now }) => now !== null && now !== undefined);
  const tag = there.find(({ move }) => move !== 'never') ?? there[0];
  const query = { pipeline: pipeline.name, stage: stage.name, target: planned.repository };
  const past = await pastOf(trip, query);
  const digest = tag?.now ?? past.find((one) => one.digest !== planned.digest)?.digest;
  if (digest === undefined) return undefined;
  const names = past.filter((one) => one.digest === digest).flatMap(({ tags }) => tags);
  const tags = [...new Set([...(tag === undefined ? [] : [tag.tag]), ...names])].slice(0, mostTags);
  return { digest, tags, found: tag === undefined ? 'journal' : 'tag' };
}

type PastImage = { readonly digest: Digest; readonly tags: readonly Tag[] };

/** What was there longer ago is not looked for. */
const mostPast = 50;

async function pastOf(
  { past }: Trip,
  query: Parameters<Trip['past']['promotedTo']>[0],
): Promise<readonly PastImage[]> {
  try {
    const found: PastImage[] = [];
    for await (const one of past.promotedTo(query)) if (found.push(one) === mostPast) break;
    return found;
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    return [];
  }
}

async function readPrevious(
  bench: Bench,
  { stage }: PlannedStage,
  { repository, digest }: { readonly repository: Repository; readonly digest: Digest },
): Promise<ComparedImage> {
  const { registry, world } = bench.trip;
  const { signal } = world;
  const root = await registry.manifest(repository, digest, { signal });
  if (root === undefined)
    throw new HoistError('unreachable', 'IMAGE_NOT_FOUND', `${repository} does not have ${digest} any more`);
  const graph = await walk(registry, repository, root, {
    referrers: 'best-effort',
    // What is lost there would look like a platform that comes.
    missingPlatforms: stage.missing.platforms,
    signal,
  });
  return await factsOf(bench, { graph, repository, isNew: false });
}

async function readNext(bench: Bench, stage: PlannedStage, image: ArrivedImage): Promise<ComparedImage> {
  const rules = { referrers: 'best-effort', missing: stage.stage.missing } as const;
  const where = bench.filled.has(image.from) ? atSource(image) : image;
  const graph =
    stage.graphs.get(image) ?? (await walkImage(bench.trip, rules, { image: where, depth: 'whole' }));
  return await factsOf(bench, { graph, repository: image.repository, isNew: true });
}

async function factsOf(
  { trip, config, open }: Bench,
  {
    graph,
    repository,
    isNew,
  }: { readonly graph: ImageGraph; readonly repository: Repository; readonly isNew: boolean },
): Promise<ComparedImage> {
  const { registry, world } = trip;
  const { gather } = await import('../evidence/gather.ts');
  const { platforms, evidence } = await gather({
    registry,
    graph,
    image: { repository },
    needs: { ...needsNothing, evidence: true, configs: true },
    settings: config.evidence,
    forge: await world.forge(),
    web: undefined,
    // The job's reports are about what it promotes, not about what is there.
    workspace: isNew ? await world.workspace() : undefined,
    now: world.clock.now(),
    signal: world.signal,
    open,
  });
  return { graph, platforms, evidence };
}
