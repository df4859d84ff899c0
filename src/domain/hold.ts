import type { HoistError } from '../errors.ts';
import type { JournalEntry } from './journal-entry.ts';
import { isInPlace } from './outcome.ts';

/** Whether a stage is held. `unknown`: its records could not be read, or not far enough, and `why` says so. */
export type HoldAnswer =
  | { readonly state: 'held'; readonly hold: Hold }
  | { readonly state: 'free' }
  | { readonly state: 'unknown'; readonly why: HoistError };

/** A stage that was rolled back: nothing enters it by itself until somebody promotes to it by name (contract §6). */
export type Hold = {
  /** The record of the rollback. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly actor: string;
  readonly comment?: string;
};

/**
 * The hold of a stage, by its entries from the newest on; undefined where the entries ended before that was clear. Reads
 * no further than it must: a rollback holds. A promotion that entered the stage shows that nothing held it when it was
 * planned, or was by name and lifted what did: what had ended by then is not looked at, and what it could not know of
 * holds on. A journal may make a hold up, which holds something back and no more (guarantee 11).
 */
export async function holdOf(entries: AsyncIterable<JournalEntry>): Promise<Hold | 'none' | undefined> {
  const reader = createHoldReader();
  for await (const entry of entries) {
    const answer = reader.read(entry);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Is given the entries of one stage from the newest on, and answers as soon as it knows. */
export type HoldReader = { read(entry: JournalEntry): Hold | 'none' | undefined };

export function createHoldReader(): HoldReader {
  let entered: JournalEntry | undefined;
  return {
    read(entry) {
      if (entered !== undefined && knewOf(entered, entry)) return 'none';
      if (entry.intent.kind === 'rollback' && mayHaveMoved(entry)) return holdBy(entry);
      // A rollback that found everything there is no promotion, and a held stage does not keep it out.
      if (entry.intent.kind !== 'rollback' && isInPlace(entry.end?.outcome)) entered ??= entry;
      return undefined;
    },
  };
}

/** Whether a promotion was planned when an older entry had ended; of one that died, when it had been planned. */
function knewOf({ intent: { kind, planned } }: JournalEntry, { intent, end }: JournalEntry): boolean {
  if (end !== undefined) return Date.parse(end.finished) <= Date.parse(planned);
  // What died as a rollback holds until somebody goes through by name.
  return kind === 'manual' && Date.parse(intent.planned) <= Date.parse(planned);
}

/** A rollback that died may have moved tags: until it is known, it holds. */
export function mayHaveMoved({ end }: JournalEntry): boolean {
  return end === undefined || end.outcome === 'promoted' || (end.outcome === 'failed' && end.moved > 0);
}

function holdBy({ id, intent, end }: JournalEntry): Hold {
  return {
    id,
    since: end?.finished ?? intent.planned,
    actor: intent.actor,
    ...(intent.comment === undefined ? {} : { comment: intent.comment }),
  };
}
