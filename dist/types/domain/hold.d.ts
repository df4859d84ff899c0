import type { HoistError } from '../errors.ts';
import type { JournalEntry } from './journal-entry.ts';
/** Whether a stage is held. `unknown`: its records could not be read, or not far enough, and `why` says so. */
export type HoldAnswer = {
    readonly state: 'held';
    readonly hold: Hold;
} | {
    readonly state: 'free';
} | {
    readonly state: 'unknown';
    readonly why: HoistError;
};
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
export declare function holdOf(entries: AsyncIterable<JournalEntry>): Promise<Hold | 'none' | undefined>;
/** Is given the entries of one stage from the newest on, and answers as soon as it knows. */
export type HoldReader = {
    read(entry: JournalEntry): Hold | 'none' | undefined;
};
export declare function createHoldReader(): HoldReader;
/** A rollback that died may have moved tags: until it is known, it holds. */
export declare function mayHaveMoved({ end }: JournalEntry): boolean;
