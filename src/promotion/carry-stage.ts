import type { Stage } from '../domain/pipeline.ts';
import { isWritten, keepsAll } from '../domain/plan.ts';
import type { TargetResult } from '../domain/record.ts';
import type { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import { blobsOf, type Manifest } from '../image/manifest.ts';
import { sameHost, type Repository } from '../image/reference.ts';
import { carry, type CarryJob, type CarryOutcome, type CarryTarget } from '../transfer/carry.ts';
import { isFresh } from '../transfer/lacking.ts';
import { walk } from '../transfer/walk.ts';
import type { ArrivedImage, Place } from './arrive.ts';
import type { TargetWork } from './plan-target.ts';
import type { SourceImage } from './resolve.ts';
import type { Trip } from './trip.ts';

/** Blobs of one platform of an image, about. */
const usualBlobs = 8;

/** What a copy needs to know of a stage; `copy` has one without being in a pipeline. */
export type CarryRules = Pick<Stage, 'referrers' | 'missing'>;

export type Carried = {
  /** Bytes read from the source. */
  readonly pulled: number;
  /** In the order of the works that were given; undefined for one that gets nothing. */
  readonly targets: readonly (Omit<TargetResult, 'tags'> | undefined)[];
  /** Of the targets that do not hold everything. */
  readonly errors: readonly HoistError[];
  /** What a target took and does not have, once that is known: no tag before. */
  readonly kept: Promise<HoistError | undefined>;
};

/**
 * Brings everything but tags to every target of every image that gets something: each image is walked once and read
 * once.
 */
export async function carryStage(
  trip: Trip,
  {
    rules,
    works: all,
    graphs,
  }: {
    readonly rules: CarryRules;
    readonly works: readonly TargetWork[];
    /** The walks that policy has judged: they are what is copied, not read again. */
    readonly graphs?: ReadonlyMap<ArrivedImage, ImageGraph> | undefined;
  },
): Promise<Carried> {
  const { registry, world } = trip;
  const works = all.filter((work) => getsImage(work, all));
  const isOneOfMany = works.filter(writesTag).length > 1;
  const byImage = [...new Set(works.map((work) => work.image))].map((image) => ({
    image,
    own: works.filter((work) => work.image === image),
  }));
  const jobs = await Promise.all(
    byImage.map(async ({ image, own }): Promise<CarryJob> => {
      const [graph, targets] = await Promise.all([
        graphs?.get(image) ??
          walkImage(trip, rules, { image, depth: own.some(needsWhole) ? 'whole' : 'root' }),
        Promise.all(
          own.map(async (work) => ({
            ...(await carryTarget(trip, rules, work)),
            provesRights: isOneOfMany && writesTag(work),
          })),
        ),
      ]);
      return { graph, targets };
    }),
  );
  const { progress, clock, log, signal } = world;
  const outcome = await carry({ registry, progress, clock, log, signal }, jobs);
  for (const { repository, error } of outcome.targets) if (error === undefined) trip.wrote.add(repository);
  // Two images of a set may go to one repository: outcomes are told apart by their place, which is that of the jobs.
  const order = byImage.flatMap(({ own }) => own);
  return {
    pulled: outcome.pulled,
    targets: all.map((work) => outcome.targets[order.indexOf(work)]).map((one) => one && resultOf(one)),
    errors: outcome.targets.flatMap(({ error }) => (error === undefined ? [] : [error])),
    kept: outcome.kept,
  };
}

function resultOf(outcome: CarryOutcome): Omit<TargetResult, 'tags'> {
  const { repository, digest, pushed, mounted, skipped, referrers, left } = outcome;
  return {
    repository,
    digest,
    pushed: pushed.bytes,
    mounted: mounted.bytes,
    skipped: skipped.bytes,
    blobs: { pushed: pushed.blobs, mounted: mounted.blobs, skipped: skipped.blobs },
    referrers,
    left,
  };
}

/**
 * A target that keeps all its tags gets nothing; but the first one of an image is where the next stage reads, and gets
 * what any other target of the image has.
 */
export function getsImage(work: TargetWork, all: readonly TargetWork[]): boolean {
  if (!keepsAll(work.planned)) return true;
  const own = all.filter(({ image }) => image === work.image);
  return own[0] === work && own.some(({ planned }) => !keepsAll(planned));
}

/** The image with everything below and attached, as the place where the stage reads holds it now. */
export async function walkImage(
  { registry, world }: Pick<Trip, 'registry' | 'world'>,
  { referrers, missing }: CarryRules,
  { image, depth }: { readonly image: Place & SourceImage; readonly depth: 'whole' | 'root' },
): Promise<ImageGraph> {
  const root = await image.root();
  const { signal } = world;
  return await walk(registry, image.from, root, {
    referrers,
    missingPlatforms: missing.platforms,
    depth,
    // Of the pipeline's source; a later stage reads somewhere else.
    tags: image.from === image.repository ? image.tags : undefined,
    signal,
  });
}

function writesTag({ planned }: TargetWork): boolean {
  return planned.tags.some(isWritten);
}

/** Where a tag names the image already and none is written, only what is attached is brought up to date (transport.md §4.3). */
export function needsWhole(work: TargetWork): boolean {
  const { planned } = work;
  return !planned.tags.some(({ action }) => action === 'unchanged') || writesTag(work);
}

export async function carryTarget(trip: Trip, rules: CarryRules, work: TargetWork): Promise<CarryTarget> {
  const { planned, image } = work;
  const moving = planned.tags.filter(isWritten);
  const current = new Set(moving.flatMap(({ now }) => (now === null || now === undefined ? [] : [now])));
  const currentRoots = await readCurrent(trip, planned.repository, current);
  const mayBeFresh = needsWhole(work) && currentRoots.length === 0;
  if (mayBeFresh) await expectBlobs(trip, work);
  return {
    repository: planned.repository,
    currentRoots,
    // Found out here, beside the walk of the source, where nothing else tells.
    ...(mayBeFresh
      ? {
          fresh: await isFresh(trip.registry, planned.repository, {
            root: await image.root(),
            signal: trip.world.signal,
          }),
        }
      : {}),
    mountFrom: [image.from, ...trip.wrote].filter(
      (repository) => repository !== planned.repository && sameHost(repository, planned.repository),
    ),
    referrers: rules.referrers,
    foreignLayers: rules.missing.foreignLayers,
  };
}

/**
 * Where no tag names anything yet the blobs will have to travel: connections for them are opened beside the questions that
 * come first. How many an index has is known only when its children were read.
 */
async function expectBlobs({ registry }: Trip, { planned, image }: TargetWork): Promise<void> {
  const root = await image.root();
  const blobs = root.kind === 'index' ? root.manifests.length * usualBlobs : blobsOf(root).length;
  registry.expect(planned.repository, blobs);
  // Inside one registry they are mounted, not read.
  if (!sameHost(image.from, planned.repository)) registry.expect(image.from, blobs);
}

/** What the moving tags name now shares layers with what replaces it: these need not be asked for one by one. */
async function readCurrent(
  { registry, world }: Trip,
  repository: Repository,
  digests: ReadonlySet<Digest>,
): Promise<readonly Manifest[]> {
  const call = { signal: world.signal };
  const found = await Promise.all([...digests].map((digest) => registry.manifest(repository, digest, call)));
  return found.filter((manifest) => manifest !== undefined);
}
