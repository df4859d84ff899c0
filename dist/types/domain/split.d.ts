import type { JournalEntry } from './journal-entry.ts';
/** A promotion that moved some of its tags and not others: its record. */
export type Split = {
    readonly record: string;
    readonly moved: number;
    readonly all: number;
};
/** Is given the entries of one stage from the newest on. */
export type SplitReader = {
    read(entry: JournalEntry): void;
    split(): Split | undefined;
};
/**
 * The newest promotion that is split. What completes it is a later one that moved all of its tags, at every target of the
 * split one: of a pattern, and where some targets were asked for, others may have come since that have nothing to do with
 * it. Later is also what was begun before it and ended after it. Who tries to complete it and moves nothing changes nothing.
 */
export declare function createSplitReader(): SplitReader;
