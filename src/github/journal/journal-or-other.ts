import type { JournalEntry, JournalQuery } from '../../domain/journal-entry.ts';
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
 * A journal, and another in its place once it may not be written or read: the first that is refused decides for the
 * whole run, so that an intent and its result are in the same one. Any other error stays an error: a journal that is out
 * of reach for a moment is no reason to keep records where they end with the job.
 */
export function journalOrOther(first: Journal, { other, notice, log }: OtherJournal): Journal {
  let instead: Promise<Journal> | undefined;

  function turnAway(error: unknown): Promise<Journal> {
    if (!(error instanceof HoistError) || error.code !== 'GITHUB_FORBIDDEN') throw error;
    if (instead === undefined) {
      log.notice(`${notice} (${error.message})`);
      instead = other();
    }
    return instead;
  }

  async function write(verb: (journal: Journal) => Promise<void>): Promise<void> {
    if (instead !== undefined) return verb(await instead);
    try {
      await verb(first);
    } catch (error) {
      await verb(await turnAway(error));
    }
  }

  /** What the other has is of this run, so newer than all that the first has. */
  async function* entries(query?: JournalQuery): AsyncGenerator<JournalEntry> {
    if (instead !== undefined) yield* (await instead).list(query);
    try {
      yield* first.list(query);
    } catch (error) {
      const wasTurnedAway = instead !== undefined;
      const journal = await turnAway(error);
      if (!wasTurnedAway) yield* journal.list(query);
    }
  }

  return {
    intend: (record) => write((journal) => journal.intend(record)),
    moved: (record, tag) => write((journal) => journal.moved(record, tag)),
    finish: (record) => write((journal) => journal.finish(record)),
    list: entries,
  };
}
