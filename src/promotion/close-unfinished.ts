import { filedQuery } from '../domain/filing.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import { isInPlace } from '../domain/outcome.ts';
import { longestEnding, recordTime } from '../domain/record-time.ts';
import type { Intent, PromotionRecord, Result, TagResult, TargetResult } from '../domain/record.ts';
import { HoistError, messageOf } from '../errors.ts';
import type { Journal } from '../ports/journal.ts';
import { mostLooked } from './past.ts';
import type { Trip } from './trip.ts';
import { untouchedTarget } from './untouched-target.ts';

/**
 * A process that died left an intent: the next run that brought the same images to the same stage, planned anew, closes it
 * (guarantee 11). One that is still under way, or has ended meanwhile, is left alone: its own result is the last word.
 */
export async function closeUnfinished(trip: Trip, record: PromotionRecord): Promise<void> {
  const { id, intent, result } = record;
  if (result === undefined || !isInPlace(result.outcome)) return;
  try {
    const journal = await trip.journal();
    const suspects: JournalEntry[] = [];
    for (const entry of await trip.past.unfinished(intent))
      if (entry.id !== id && !(await isUnderWay(trip, entry))) suspects.push(entry);
    if (suspects.length === 0) return;
    const open = await stillOpen(trip, journal, intent);
    for (const dead of suspects) {
      // What was read when the stage was planned may have ended since.
      if (!open.has(dead.id)) continue;
      await journal.finish({
        schema: 'hoist/promotion/v1',
        id: dead.id,
        intent: dead.intent,
        result: resultFor(dead, { id, result }),
      });
      trip.world.log.info(`record ${dead.id} had no result: it is closed by ${id}`);
    }
  } catch (thrown) {
    // Who may not read what others left has nothing to close.
    if (thrown instanceof HoistError && thrown.code === 'JOURNAL_FORBIDDEN') return;
    // What is kept of this run is kept; the next one may close it.
    trip.world.log.warn(`a record without a result could not be closed: ${messageOf(thrown)}`);
  }
}

/**
 * Whether another run has only just begun to move its tags, and GitHub says that it has not ended: it may be about to
 * say how it ended. Of an older one, and where GitHub does not tell, it is taken to be dead.
 */
async function isUnderWay({ world }: Trip, { id, intent }: JournalEntry): Promise<boolean> {
  const { id: run, attempt = 1 } = intent.run;
  const isYoung = world.clock.now().getTime() - recordTime(id) < longestEnding;
  if (!isYoung || run === undefined || (run === world.run.id && attempt === world.run.attempt)) return false;
  const forge = await world.forge();
  const isOver = await forge?.isOver({ id: run, attempt }).catch(() => undefined);
  return isOver === false;
}

/** Of the newest promotions to a stage, those that have no end now. */
async function stillOpen(
  { config }: Trip,
  journal: Journal,
  { pipeline, stage }: Intent,
): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  let looked = 0;
  const asked = filedQuery(config?.pipelines ?? [], { pipeline, stage, fresh: true });
  // Only the newest are asked for: that there are older ones is nothing to tell.
  for await (const { id, intent, end } of journal.list(asked, () => undefined)) {
    if (intent.pipeline !== pipeline || intent.stage !== stage) continue;
    if (end === undefined) open.add(id);
    looked += 1;
    if (looked === mostLooked) break;
  }
  return open;
}

function resultFor(dead: JournalEntry, by: { readonly id: string; readonly result: Result }): Result {
  return {
    outcome: 'failed',
    started: dead.intent.planned,
    finished: by.result.finished,
    targets: dead.intent.targets.map((target) => targetNow(target, by.result)),
    pulled: 0,
    split: false,
    problems: [],
    error: {
      code: 'DIED',
      message: `the process ended before its result was kept; ${by.id} brought the same images here afterwards`,
    },
  };
}

/** Where the tags are now, as the later run read them back. */
function targetNow(
  { repository, digest, tags }: Intent['targets'][number],
  { targets }: Result,
): TargetResult {
  const now = new Map(
    targets
      .filter((target) => target.repository === repository)
      .flatMap((target) => target.tags)
      .map(({ tag, after }) => [tag, after]),
  );
  return {
    repository,
    digest,
    tags: tags.map(({ tag, before }): TagResult => ({
      tag,
      before,
      after: now.get(tag) ?? null,
      action: 'skipped',
      reason: 'what became of it is in the later record',
    })),
    ...untouchedTarget,
  };
}
