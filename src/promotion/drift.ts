import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import type { LastWrite, StagePast, TagPast } from '../domain/stage-past.ts';
import { couldWrite, movingTags } from '../domain/stage-tag.ts';
import type { TagStatus } from '../domain/status.ts';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Ground } from './prepare.ts';

/** What a tag names now, held against what its records say. A target that cannot be read is `unknown`, never drift. */
export async function tagStatus({ registry, world }: Ground, past: TagPast): Promise<TagStatus> {
  const { repository, tag, expected, beside, maybe, isOpen = false } = past;
  const known = { repository, tag, ...said(expected) };
  try {
    const call = { signal: world.signal, expected: expected?.digest };
    const now = (await registry.head(repository, tag, call))?.digest ?? null;
    if (now !== null && now === expected?.digest) return { ...known, now, state: 'as-promoted' };
    const other = beside.get(now);
    if (other !== undefined) return { ...known, ...said(other), now, state: 'as-promoted' };
    if (maybe.has(now) || isOpen) return { ...known, now, state: 'unsettled' };
    if (expected === undefined) return { ...known, now, state: 'never-promoted' };
    return { ...known, now, state: now === null ? 'deleted' : 'moved' };
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    return { ...known, state: 'unknown', reason: thrown.message };
  }
}

function said(written: LastWrite | undefined): Pick<TagStatus, 'expected' | 'since' | 'record'> {
  if (written === undefined) return {};
  return { expected: written.digest, since: written.since, record: written.record };
}

/** A tag of which no record tells. */
export function unwritten(
  { repository, tag }: Pick<TagPast, 'repository' | 'tag'>,
  { cut }: Pick<StagePast, 'cut'>,
): TagPast {
  return { repository, tag, beside: new Map(), maybe: new Set(), ...(cut !== undefined && { isOpen: true }) };
}

type Unrecorded = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly targets: readonly Repository[];
  readonly past: StagePast;
  readonly limit: number;
};

/** Tags that the stage would write, that are there, and that no record tells of. No more than the limit are asked what they name. */
export async function findUnrecorded(
  ground: Ground,
  { pipeline, stage, targets, past, limit }: Unrecorded,
): Promise<{ readonly tags: readonly TagStatus[]; readonly notices: readonly string[] }> {
  const { registry, world } = ground;
  // Those are asked in any case.
  const moving = new Set<string>(movingTags(stage));
  const name = stageText({ pipeline: pipeline.name, stage: stage.name });
  const notices: string[] = [];
  const found = await Promise.all(
    targets.map(async (repository): Promise<readonly Tag[]> => {
      const tags: Tag[] = [];
      try {
        for await (const tag of registry.tags(repository, { signal: world.signal })) {
          const isOurs = !isAttachedTag(tag) && !moving.has(tag) && couldWrite(pipeline, stage, tag);
          if (isOurs && !past.tags.has(`${repository}:${tag}`)) tags.push(tag);
        }
      } catch (thrown) {
        if (!(thrown instanceof HoistError)) throw thrown;
        notices.push(`${name}: the tags of ${repository} could not be listed: ${thrown.message}`);
      }
      if (tags.length > limit) {
        notices.push(
          `${name}: ${tags.length} tags of ${repository} are in no record; the first ${limit} are shown, limit=N shows more`,
        );
      }
      return tags.slice(0, limit);
    }),
  );
  const tags = await Promise.all(
    found.flatMap((names, at) => {
      const repository = targets[at];
      return repository === undefined
        ? []
        : names.map((tag) => tagStatus(ground, unwritten({ repository, tag }, past)));
    }),
  );
  return { tags, notices };
}
