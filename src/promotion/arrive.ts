import { expandTarget } from '../domain/pattern.ts';
import type { Problem } from '../domain/plan.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import { shortDigest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';
import type { Past } from './past.ts';
import type { SourceImage } from './resolve.ts';
import type { Showing } from './show-promotion.ts';

/** Where an image is read, and the tag that it has there: what `%n` is. */
export type Place = { readonly from: Repository; readonly fromTag: Tag | undefined };

/** An image before a stage. */
export type ArrivedImage = SourceImage & Place;

/** An image where it was pushed, before any stage has brought it on. */
export function atSource(image: SourceImage): ArrivedImage {
  return { ...image, from: image.repository, fromTag: image.tag };
}

/** What a stage leaves behind for those after it: by the pipeline's source repository, its first target. */
export type Places = ReadonlyMap<Repository, Place>;

export type Arrival =
  | {
      readonly state: 'arrived';
      readonly images: readonly ArrivedImage[];
      readonly notices: readonly string[];
    }
  | { readonly state: 'waiting' | 'refused'; readonly problem: Problem };

export type ArriveOptions = Call & {
  readonly registry: Registry;
  readonly past: Past;
  /** By a signed statement; absent where a record and the digest at the target are enough. */
  readonly shows?: Showing | undefined;
  /** What this run did, by stage. */
  readonly done: ReadonlyMap<string, Places>;
  /** A person asked for this stage by name. */
  readonly asked: boolean;
  readonly comment?: string | undefined;
};

/**
 * Where a stage reads: the first one the source, every other the first target of its first `after` stage, and only what
 * each `after` stage has promoted (contract §6). Within a run that is the run's own knowledge; across runs a signed
 * statement at the target, or a record together with the digest there. Lying in the repository is not enough.
 */
export async function arrive(
  pipeline: Pipeline,
  stage: Stage,
  images: readonly SourceImage[],
  options: ArriveOptions,
): Promise<Arrival> {
  const arrived: ArrivedImage[] = [];
  const notices: string[] = [];
  for (const image of images) {
    const places = await Promise.all(stage.after.map((name) => placeAfter(pipeline, name, image, options)));
    const missing = stage.after.filter((_, at) => places[at] === undefined);
    if (missing.length > 0 && !mayBeSkipped(stage, options)) {
      return {
        state: options.asked ? 'refused' : 'waiting',
        problem: notPromoted(pipeline, stage, image, { missing, signed: options.shows !== undefined }),
      };
    }
    if (missing.length > 0) notices.push(skipped(pipeline, stage, missing));
    const weak = stage.after.filter((_, at) => places[at]?.weak === true);
    if (weak.length > 0) notices.push(weaker(pipeline, stage, image, weak));
    const place = places[0] ?? { from: image.repository, fromTag: image.tag };
    arrived.push({ ...image, from: place.from, fromTag: place.fromTag });
  }
  return { state: 'arrived', images: arrived, notices };
}

async function placeAfter(
  pipeline: Pipeline,
  name: string,
  image: SourceImage,
  options: ArriveOptions,
): Promise<(Place & { readonly weak: boolean }) | undefined> {
  const own = options.done.get(name)?.get(image.repository);
  if (own !== undefined) return { ...own, weak: false };
  const earlier = pipeline.stages.find((stage) => stage.name === name);
  const [first] = earlier?.to ?? [];
  if (earlier === undefined || first === undefined) return undefined;
  const target = expandTarget(first, image.captures);
  const { repository: source, digest, tag } = image;
  const query = { pipeline: pipeline.name, stage: name, source, target, digest, tag };
  if (options.shows !== undefined) {
    const shown = await options.shows(earlier, query);
    return shown && { from: target, fromTag: shown.tag ?? image.tag, weak: false };
  }
  const recorded = await options.past.promotion(query);
  if (recorded === undefined) return undefined;
  const there = await options.registry.head(target, digest, { signal: options.signal });
  return there && { from: target, fromTag: recorded.tag ?? image.tag, weak: true };
}

function mayBeSkipped(stage: Stage, { asked, comment }: ArriveOptions): boolean {
  return asked && stage.skippable && comment !== undefined && comment.trim() !== '';
}

function notPromoted(
  pipeline: Pipeline,
  stage: Stage,
  image: SourceImage,
  { missing, signed }: { readonly missing: readonly string[]; readonly signed: boolean },
): Problem {
  const name = stageText({ pipeline: pipeline.name, stage: stage.name });
  const lift = stage.skippable ? ' Or say why it may be skipped, with a comment.' : '';
  return {
    code: 'NOT_PROMOTED_BEFORE',
    message: `${name} takes only what ${missing.join(' and ')} promoted, and nothing shows that for ${image.repository}@${image.digest}`,
    hint: `Promote it to ${missing.join(' and ')} first; ${signed ? signedHint : 'the record of that and the digest at its target are asked for.'}${lift}`,
  };
}

const signedHint =
  'the signed statement of that at its target is asked for, which a job with `id-token: write` or a key of `record.key-from-env` attaches. A job without that key needs its public half under `record.signers`. With `record.attest: off`, a record is enough.';

function skipped(pipeline: Pipeline, stage: Stage, missing: readonly string[]): string {
  return `${stageText({ pipeline: pipeline.name, stage: stage.name })}: ${missing.join(', ')} skipped by hand`;
}

function weaker(pipeline: Pipeline, stage: Stage, { digest }: SourceImage, names: readonly string[]): string {
  const name = stageText({ pipeline: pipeline.name, stage: stage.name });
  return `${name}: that ${names.join(', ')} promoted ${shortDigest(digest)} is shown by a record and the digest at the target, which is weaker than a signed statement`;
}
