import type { JournalEntry, JournalQuery, MovedTag } from '../domain/journal-entry.ts';
import type { PromotionRecord } from '../domain/record.ts';
/** Keeps records: the intent before the first tag moves, the result after read-back, under one id. */
export interface Journal {
    intend(record: PromotionRecord): Promise<void>;
    /** A tag of a record that was intended has moved. Never the reason why a promotion fails: what cannot be kept is in the result. */
    moved(record: PromotionRecord, tag: MovedTag): Promise<void>;
    finish(record: PromotionRecord): Promise<void>;
    /** Newest first. An entry without an end is a promotion that is under way or died. */
    list(query?: JournalQuery): AsyncIterable<JournalEntry>;
}
