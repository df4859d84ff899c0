import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { JournalEntry, JournalGap } from './journal-entry.ts';
import type { Outcome, PlannedSource, PromotionKind } from './plan.ts';
import type { Intent } from './record.ts';
/** How a promotion ended; `unfinished`: it is under way, or died. */
export type HistoryOutcome = Outcome | 'unfinished';
/** A promotion as `history` shows it: what every journal can tell. */
export type HistoryEntry = {
    /** The record's id, sortable by time. */
    readonly id: string;
    /** ISO 8601, UTC: when it ended; of an unfinished one, when it was planned. */
    readonly at: string;
    readonly planned: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly kind: PromotionKind;
    readonly outcome: HistoryOutcome;
    /** Tags that name what they were to name, of all that were meant; absent for an unfinished one. */
    readonly moved?: number;
    readonly all?: number;
    readonly actor: string;
    readonly initiator: string;
    readonly comment?: string;
    readonly environment?: string;
    readonly sources: readonly PlannedSource[];
    readonly targets: Intent['targets'];
    /** The journal could not take all of it: there are more sources, targets or tags than these. */
    readonly cut?: true;
    readonly planHash?: string;
    readonly config?: Intent['config'];
    /** Where people look at it. */
    readonly url?: string;
    /** The first 12 hex digits of the SHA-256 of the whole record. */
    readonly record?: string;
    /** Of an entry that no run made: who did, and may have made up all of it. Empty where the journal does not know. */
    readonly madeBy?: string;
};
/** One stage that a digest entered. */
export type HistoryStep = {
    readonly digest: Digest;
    readonly at: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly kind: PromotionKind;
    readonly from: {
        readonly repository: Repository;
        readonly tag?: Tag;
    };
    readonly to: readonly {
        readonly repository: Repository;
        readonly tags: readonly Tag[];
    }[];
    readonly id: string;
};
export type HistoryReport = {
    readonly schema: 'hoist/history/v1';
    /** As asked for, by key. */
    readonly where: Readonly<Record<string, string | number>>;
    readonly entries: readonly HistoryEntry[];
    /** The limit was reached: there may be more. */
    readonly limited: boolean;
    /**
     * The environments of GitHub that were looked at, where pipeline or stage were asked for: those that the config names,
     * and those of the newest promotions. Absent: everywhere.
     */
    readonly environments?: readonly string[];
    /** Where there was more than is read: nothing of before was looked at. */
    readonly gap?: JournalGap;
    /** Where a digest was asked for: every stage that it entered, oldest first. */
    readonly path?: readonly HistoryStep[];
    readonly notices: readonly string[];
};
/** When a promotion ended, else when it was planned. */
export declare function happenedAt({ intent, end }: JournalEntry): string;
export declare function outcomeOf({ end }: JournalEntry): HistoryOutcome;
export declare function historyEntry(entry: JournalEntry): HistoryEntry;
