import type { PromotionRecord } from '../domain/record.ts';
/** Keeps records: the intent before the first tag moves, the result after read-back, under one id. */
export interface Journal {
    intend(record: PromotionRecord): Promise<void>;
    finish(record: PromotionRecord): Promise<void>;
    /** Newest first. An intent without result is a promotion that died. */
    list(): AsyncIterable<PromotionRecord>;
}
