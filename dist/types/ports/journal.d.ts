import type { JournalEntry, JournalGap, JournalQuery, MovedTag } from '../domain/journal-entry.ts';
import type { PromotionRecord } from '../domain/record.ts';
/** Keeps records: the intent before the first tag moves, the result after read-back, under one id. */
export interface Journal {
    intend(record: PromotionRecord): Promise<void>;
    /** A tag of a record that was intended has moved. Never the reason why a promotion fails: what cannot be kept is in the result. */
    moved(record: PromotionRecord, tag: MovedTag): Promise<void>;
    finish(record: PromotionRecord): Promise<void>;
    /**
     * Newest first, by stage. An entry without an end is a promotion that is under way or died. Of a journal that has more
     * than can be read the listing ends early: `left` is told, and where there is none that is an error. One that may not
     * be read is an error, never empty.
     *
     * @throws HoistError `JOURNAL_FORBIDDEN` (config); what could not be read (unreachable)
     */
    list(query?: JournalQuery, left?: (gap: JournalGap) => void): AsyncIterable<JournalEntry>;
}
