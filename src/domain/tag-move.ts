import type SemVer from 'semver/classes/semver.js';
import parseVersion from 'semver/functions/parse.js';
import type { Digest } from '../image/digest.ts';
import type { Tag } from '../image/reference.ts';
import type { MoveRule } from './pipeline.ts';
import type { TagAction } from './plan.ts';
import type { OriginsOf } from './tag-origin.ts';

/** What is known when a tag is about to be written. Never labels, build times or records (contract §6). */
export type MoveInput = {
  readonly rule: MoveRule;
  readonly tag: Tag;
  /** What the tag names at the target now; null: nothing; undefined: the target could not be read. */
  readonly now: Digest | null | undefined;
  readonly next: Digest;
  /** The image's tag at the pipeline's source; absent for a digest without one. */
  readonly sourceTag?: Tag | undefined;
  /** Whether the source tag, read again, still names `next`. */
  readonly sourceTagStillNamesUs?: boolean | undefined;
  /** Tags at the target that name `now`: at least those that {@link isVersionTag} finds and those made of `sourceTag`. */
  readonly presentTags?: readonly Tag[] | undefined;
  /** Whether a tag at the target was made of the same source tag; default: it is the same tag. */
  readonly fromSameSourceTag?: ((tag: Tag) => boolean) | undefined;
  /** Which source tags a tag at the target may have been made of; default: itself. */
  readonly originsOf?: OriginsOf | undefined;
};

export type MoveDecision = {
  readonly action: TagAction;
  /** Of a conflict; default: `TAG_MAY_NOT_MOVE`. */
  readonly code?: string;
  /** Why it is kept, in conflict, or not certain. */
  readonly reason?: string;
  readonly hint?: string;
};

/** Whether a tag is a version that `forward` can compare: `1.4.2`, `v2.0.0-rc.1`; not `1.4`, not `stable`. */
export function isVersionTag(tag: string): boolean {
  return parseVersion(tag) !== null;
}

/** What a stage's tag may do (contract §6, "Tags"). Used by the plan, and again right before the tag is written. */
export function decideMove(input: MoveInput): MoveDecision {
  const { rule, now, next } = input;
  if (now === undefined) return unread(rule);
  if (now === null) return { action: 'create' };
  if (now === next) return { action: 'unchanged' };
  if (rule === 'any') return { action: 'move' };
  if (rule === 'forward') return decideForward(input);
  return {
    action: 'conflict',
    reason: 'the tag names another digest and may not move',
    hint: 'Promote under a new tag, or set `move: forward` or `move: any` for this tag of the stage.',
  };
}

function unread(rule: MoveRule): MoveDecision {
  return {
    action: rule === 'any' ? 'move' : 'create',
    reason: 'the target could not be read; what the tag names is looked at again before it is written',
  };
}

function decideForward(input: MoveInput): MoveDecision {
  const { sourceTag, tag } = input;
  const isFromSame = input.fromSameSourceTag ?? ((present: Tag): boolean => present === sourceTag);
  const originsOf = input.originsOf ?? ((present: Tag): readonly Tag[] => [present]);
  const present = [...new Set([tag, ...(input.presentTags ?? [])])];
  const fromSame = sourceTag !== undefined && present.some(isFromSame);
  if (fromSame && input.sourceTagStillNamesUs === true) {
    const back = goesBack(
      sourceTag,
      versionsOf(present.filter((each) => !isFromSame(each)).flatMap(originsOf)),
    );
    return back === undefined ? { action: 'move' } : { action: 'kept', reason: back };
  }

  const ours = sourceTag === undefined ? null : parseVersion(sourceTag);
  if (sourceTag === undefined) return incomparable('the image was given by digest, without a source tag');
  if (ours === null) {
    return incomparable(
      fromSame
        ? `the source tag ${sourceTag} names another image now`
        : `the source tag ${sourceTag} is not a version`,
    );
  }
  const theirs = versionsOf(present.flatMap(originsOf));
  const newest = theirs.at(-1);
  if (newest === undefined) {
    return incomparable(
      'what the tag names now has no version tag at the target',
      'Give that image its version as a tag at the target, or set `move: any` for this tag.',
    );
  }
  const back = goesBack(sourceTag, theirs);
  if (back !== undefined) return { action: 'kept', reason: back };
  return ours.compare(newest) > 0
    ? { action: 'move' }
    : incomparable(
        `the tag names another image of the same version ${newest.raw}`,
        'Promote it under a version of its own, or set `move: any` for this tag.',
      );
}

/** Why a version would go back from those that are there; undefined where it would not, or is none. */
function goesBack(sourceTag: Tag, theirs: readonly SemVer[]): string | undefined {
  const ours = parseVersion(sourceTag);
  const newest = theirs.at(-1);
  if (ours === null || newest === undefined) return undefined;
  if (ours.compare(newest) < 0) return `${sourceTag} would go back from ${newest.raw}`;
  const release = theirs.findLast((version) => version.prerelease.length === 0);
  if (ours.prerelease.length > 0 && release !== undefined) {
    return `the pre-release ${sourceTag} does not replace the release ${release.raw}`;
  }
  return undefined;
}

/** The versions among tags, oldest first. */
function versionsOf(tags: readonly Tag[]): SemVer[] {
  return tags
    .map((tag) => parseVersion(tag))
    .filter((version) => version !== null)
    .sort((a, b) => a.compare(b));
}

function incomparable(
  reason: string,
  hint = 'Promote a tag that is a version, or set `move: any` for this tag.',
): MoveDecision {
  return { action: 'conflict', reason: `whether this is forward cannot be told: ${reason}`, hint };
}
