import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { StageId } from './pipeline.ts';
import type { Outcome } from './plan.ts';
import type { Intent, PromotionRecord, Result } from './record.ts';
/** How a promotion ended, as every journal keeps it: what fits the last status of a deployment. */
export type EntryEnd = {
    readonly outcome: Outcome;
    /** Tags that name what they were to name, as read back. */
    readonly moved: number;
    /** Tags that the intent lists. */
    readonly all: number;
    /** ISO 8601, UTC. */
    readonly finished: string;
    /** The first 12 hex digits of {@link recordSha256}. */
    readonly record: string;
};
/**
 * A promotion as a journal has it. It is shown, never obeyed (guarantee 11): whoever may write deployments could have
 * made it up.
 */
export type JournalEntry = {
    /** Sortable by time (ULID). */
    readonly id: string;
    /** On GitHub it may have been cut to what a payload takes. */
    readonly intent: Intent;
    /** The journal could not take all of it: there are more sources, targets or tags than the intent lists. */
    readonly cut?: true;
    /** Absent where the promotion is under way, or died. */
    readonly end?: EntryEnd;
    /** Where the journal keeps the whole record. */
    readonly result?: Result;
    /** Where people look at it: the deployment's run. */
    readonly url?: string;
    /** Who made the entry, where the journal knows: the login of the deployment's creator. */
    readonly by?: string;
    /** Made by somebody else than runs of GitHub Actions or the app of our token: shown as such, and counts for nothing. */
    readonly foreign?: true;
};
/** A tag that was just written, and read back. */
export type MovedTag = {
    readonly repository: Repository;
    readonly tag: Tag;
    readonly before: Digest | null;
    readonly after: Digest;
};
/** What of a journal is asked for. Every field narrows; a journal may give more than was asked, never less. */
export type JournalQuery = {
    readonly pipeline?: string;
    readonly stage?: string;
    /** Nothing that was planned before: ISO 8601, UTC. */
    readonly since?: string;
    /**
     * The stages in question, and the environments that their promotions are deployments to as far as the config tells:
     * a journal that has environments looks there, and for promotions of before they were renamed elsewhere, too.
     * Absent: everywhere.
     */
    readonly filed?: readonly StageFiling[];
    /** What this process has read of the journal before may be minutes old: nothing of it is taken again. */
    readonly fresh?: true;
};
export type StageFiling = StageId & {
    readonly environments: readonly string[];
};
/** Where a listing ended before the journal did: whatever lies behind was not looked at. */
export type JournalGap = {
    /** Nothing that was kept before this: ISO 8601, UTC. */
    readonly before: string;
    /** For people: what was read, and what was not. */
    readonly reason: string;
};
/** Hex, over the canonical JSON (RFC 8785) of the whole record. */
export declare function recordSha256(record: PromotionRecord): string;
/** How a finished record ended; undefined for an intent alone. */
export declare function endOf(record: PromotionRecord): EntryEnd | undefined;
/** A record as a journal that keeps all of it lists it. */
export declare function entryOf(record: PromotionRecord): JournalEntry;
/** Whether an entry is of what a query asks for. */
export declare function isAsked({ intent }: JournalEntry, { pipeline, stage, since }: JournalQuery): boolean;
