import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { PromotionRecord } from '../../domain/record.ts';
import { HoistError } from '../../errors.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';

export type OtherJournal = {
  /** Opened when it is needed. */
  readonly other: () => Promise<Journal>;
  /** What people are told once. */
  readonly notice: string;
  readonly log: Pick<Log, 'notice'>;
};

/**
 * A journal, and another to write to in its place once it may not be written: the first that is refused decides for the
 * whole run, so that an intent and its result are in the same one. It is read all the same, and where that is refused
 * nothing takes its place: in another journal there would be no hold, and nothing that was promoted. Any other error stays
 * an error: a journal that is out of reach for a moment is no reason to keep records where they end with the job.
 */
export function journalOrOther(first: Journal, { other, notice, log }: OtherJournal): Journal {
  let instead: Promise<Journal> | undefined;

  function turnAway(error: unknown): Promise<Journal> {
    if (!isForbidden(error)) throw error;
    if (instead === undefined) {
      log.notice(`${notice} (${error.message})`);
      instead = other();
    }
    return instead;
  }

  /** Only where it begins: what was begun in one journal ends there. */
  async function intend(record: PromotionRecord): Promise<void> {
    if (instead !== undefined) return (await instead).intend(record);
    try {
      await first.intend(record);
    } catch (error) {
      if (record.intent.kind === 'rollback' && isForbidden(error)) throw unheld(error);
      await (await turnAway(error)).intend(record);
    }
  }

  const begun = async (): Promise<Journal> => (instead === undefined ? first : await instead);

  /** What the other has is of this run, so newer than all that the first has. */
  async function* entries(...asked: Parameters<Journal['list']>): AsyncGenerator<JournalEntry> {
    if (instead !== undefined) yield* (await instead).list(...asked);
    try {
      yield* first.list(...asked);
    } catch (error) {
      throw isForbidden(error) || isHidden(error) ? unreadable(error) : error;
    }
  }

  return {
    intend,
    moved: async (record, tag) => (await begun()).moved(record, tag),
    finish: async (record) => (await begun()).finish(record),
    list: entries,
  };
}

function isForbidden(error: unknown): error is HoistError {
  return error instanceof HoistError && error.code === 'GITHUB_FORBIDDEN';
}

/** GitHub answers as if there were nothing, too, where a token may not see it. */
function isHidden(error: unknown): error is HoistError {
  return error instanceof HoistError && error.code === 'GITHUB_NOT_FOUND';
}

/** A rollback that is kept in this run alone would hold nothing: the next push would bring the fault back. */
function unheld(error: HoistError): HoistError {
  return new HoistError(
    'config',
    'HOLD_NOT_KEPT',
    `the rollback may not be kept as a deployment, and so would not hold the stage (${error.message})`,
    {
      hint: 'Add "deployments: write" under permissions: of the job, or set record: { deployments: false } in the config: then no stage is held.',
      cause: error,
    },
  );
}

function unreadable(error: HoistError): HoistError {
  return new HoistError(
    'config',
    'JOURNAL_FORBIDDEN',
    `the deployments of this repository, where promotions and holds are kept, may not be read (${error.message})`,
    {
      hint: 'Add "deployments: read" under permissions: of the job ("deployments: write" to keep promotions there), or set record: { deployments: false } in the config: then nothing is known of earlier runs, and no stage is held.',
      cause: error,
    },
  );
}
