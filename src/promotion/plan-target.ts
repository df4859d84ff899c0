import type { PlannedTag, PlannedTarget, Problem } from '../domain/plan.ts';
import type { Stage } from '../domain/pipeline.ts';
import { type OriginsOf } from '../domain/tag-origin.ts';
import { decideMove, isVersionTag, type MoveDecision } from '../domain/tag-move.ts';
import { couldHaveMade, namesSource, type LastingValues } from '../domain/tag-template.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ArrivedImage } from './arrive.ts';
import type { TargetTags } from './target-tags.ts';
import type { WishedTag } from './wished-tags.ts';

/** One image on its way to one target. */
export type TargetWork = {
  readonly image: ArrivedImage;
  readonly planned: PlannedTarget;
  readonly problems: readonly Problem[];
  /** What a tag may do when it names `now`: asked again right before it is written. */
  decide(tag: Tag, now: Digest | null): MoveDecision;
  /** The same once it is known that the source tag names another image: what follows it does not go forward any more. */
  decideOvertaken(tag: Tag, now: Digest | null): MoveDecision;
  /**
   * Where a tag names what it did not when the plan was made: asks what else that is called by now, so that it can be
   * compared. Another run has just written it, and its version tag beside it.
   */
  learn(tag: Tag, now: Digest | null): Promise<void>;
  /** Which source tags a tag at the target may have been made of. */
  readonly originsOf: OriginsOf;
  /** Why the target could not be read, or cannot be written. */
  readonly error?: HoistError;
};

export type TargetQuestion = {
  readonly stage: Pick<Stage, 'tags'>;
  readonly image: ArrivedImage;
  readonly wished: readonly WishedTag[];
  readonly values: LastingValues;
  /** Default: each tag stands for itself. */
  readonly originsOf?: OriginsOf;
  /** What to do about a tag that may not move, where no stage has a rule that could be changed. */
  readonly hint?: string;
};

/** What would happen to each tag at a target: read once here, decided by `domain/tag-move.ts`. */
export async function planTarget(tags: TargetTags, question: TargetQuestion): Promise<TargetWork> {
  const { image, wished, originsOf = (tag: Tag) => [tag] } = question;
  const { repository } = tags;
  const base = { repository, source: image.repository, digest: image.digest };
  // The source tag was read when the run began, and is read again right before the first tag.
  const decide = decider(tags, question, true);
  const decideOvertaken = decider(tags, question, false);
  const learn = learner(tags, question);
  try {
    await tags.usable();
    const planned = await Promise.all(wished.map((wish) => planTag(tags, wish, { ...question, decide })));
    const present = planned.some(({ tag }) => tag.action === 'unchanged');
    return {
      image,
      planned: { ...base, tags: planned.map(({ tag }) => tag), image: present ? 'present' : 'absent' },
      problems: planned.flatMap(({ tag, decision }) => problemsOf(repository, tag, decision)),
      decide,
      decideOvertaken,
      learn,
      originsOf,
    };
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    const unread = wished.map(({ tag, move }): PlannedTag => ({
      tag,
      move,
      now: undefined,
      ...actionOf(decideMove({ rule: move, tag, now: undefined, next: image.digest })),
    }));
    return {
      image,
      planned: { ...base, tags: unread, image: 'unread' },
      problems: [unreadProblem(repository, thrown)],
      decide,
      decideOvertaken,
      learn,
      originsOf,
      error: thrown,
    };
  }
}

type Decide = TargetWork['decide'];

async function planTag(
  tags: TargetTags,
  wish: WishedTag,
  question: TargetQuestion & { readonly decide: Decide },
): Promise<{ readonly tag: PlannedTag; readonly decision: MoveDecision }> {
  const { tag, move } = wish;
  const { image, decide } = question;
  const now = await tags.names(tag, image.digest);
  // Only a move that has to be judged as forward needs to know what else the present image is called.
  if (isCompared(wish, now, image)) await tags.naming(now, tellsVersion(question));
  const decision = decide(tag, now);
  return { tag: { tag, move, now, ...actionOf(decision) }, decision };
}

function isCompared(
  { move }: Pick<WishedTag, 'move'>,
  now: Digest | null,
  { digest }: ArrivedImage,
): now is Digest {
  return move === 'forward' && now !== null && now !== digest;
}

function tellsVersion(question: TargetQuestion): (tag: Tag) => boolean {
  return (tag) => isVersionTag(tag) || isFromSameTag(question, tag);
}

function learner(tags: TargetTags, question: TargetQuestion): TargetWork['learn'] {
  return async (tag, now) => {
    const wish = question.wished.find((one) => one.tag === tag);
    if (wish === undefined || !isCompared(wish, now, question.image)) return;
    await tags.namingNow(now, tellsVersion(question));
  };
}

function decider(tags: TargetTags, question: TargetQuestion, sourceTagStillNamesUs: boolean): Decide {
  const { image, wished, originsOf, hint } = question;
  return (tag, now) => {
    const decision = decideMove({
      rule: wished.find((wish) => wish.tag === tag)?.move ?? 'never',
      tag,
      now,
      next: image.digest,
      sourceTag: image.tag,
      sourceTagStillNamesUs,
      presentTags: now === null ? [] : tags.seen(now),
      fromSameSourceTag: (present) => isFromSameTag(question, present),
      originsOf,
    });
    return hint !== undefined && decision.action === 'conflict' ? { ...decision, hint } : decision;
  };
}

/** Whether a tag at the target was made of the same source tag: a channel like `main` that moves on. */
function isFromSameTag({ stage, values, image, originsOf }: TargetQuestion, tag: Tag): boolean {
  if (image.tag !== undefined && originsOf?.(tag).includes(image.tag) === true) return true;
  return stage.tags.some(({ template }) => namesSource(template) && couldHaveMade(template, values, tag));
}

function actionOf({ action, reason }: MoveDecision): Pick<PlannedTag, 'action' | 'reason'> {
  return { action, ...(reason === undefined ? {} : { reason }) };
}

function problemsOf(
  repository: Repository,
  { tag, now }: PlannedTag,
  decision: MoveDecision,
): readonly Problem[] {
  return decision.action === 'conflict' ? [moveProblem({ repository, tag, now: now ?? null }, decision)] : [];
}

export type TagAt = { readonly repository: Repository; readonly tag: Tag; readonly now: Digest | null };

/** Why a tag may not be written. */
export function moveProblem(
  { repository, tag, now }: TagAt,
  { code = 'TAG_MAY_NOT_MOVE', reason, hint }: MoveDecision,
): Problem {
  return {
    code,
    message: `${repository}:${tag} is ${now ?? 'not there'}: ${reason ?? 'it may not be written'}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

function unreadProblem(repository: Repository, { kind, message, hint }: HoistError): Problem {
  const what = kind === 'incomplete' ? 'cannot be written' : 'could not be read';
  return {
    code: 'TARGET_UNREAD',
    message: `${repository} ${what}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
