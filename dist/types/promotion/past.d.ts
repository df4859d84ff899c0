import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Intent } from '../domain/record.ts';
import { type HoldAnswer } from '../domain/hold.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import { type Pipeline, type StageId } from '../domain/pipeline.ts';
import type { Journal } from '../ports/journal.ts';
export type PastQuery = {
    readonly pipeline: string;
    readonly stage: string;
    /** The pipeline's source. */
    readonly source: Repository;
    readonly target: Repository;
    readonly digest: Digest;
    /** At the source: of several promotions of the digest the one under this name is meant. */
    readonly tag?: Tag | undefined;
};
/** What an earlier promotion left at a target. */
export type PastPromotion = {
    /** The first tag that it wrote or found there. */
    readonly tag: Tag | undefined;
};
/**
 * What the records say of earlier runs: those of each stage read once, where the stage's are, no further than is needed;
 * newest first.
 */
export type Past = {
    /** The most telling record by which the stage promoted the digest to the target, as read back; of several the newest. */
    promotion(query: PastQuery): Promise<PastPromotion | undefined>;
    /** What a tag at a target named before each promotion to the stage that meant to write it and ended since then. */
    named(where: NamedQuery): Promise<ReadonlyMap<Tag, readonly (Digest | null)[]>>;
    /** Promotions of the very same images to a stage that have no result: under way, or dead. */
    unfinished(query: UnfinishedQuery): Promise<readonly JournalEntry[]>;
    /** Whether a rollback holds the stage; reads no further back than that takes, and once. */
    hold(stage: StageId): Promise<HoldAnswer>;
    /** The same, of records as they are now: what was read when the run was planned may be minutes old. */
    holdNow(stage: StageId): Promise<HoldAnswer>;
    /** Throws where what was kept of the stage may not be read. */
    demand(stage: StageId): Promise<void>;
    /** Whether a promotion of one of the digests to the stage has begun and nothing closed it: it died, or is under way. */
    isOpen(stage: StageId, digests: readonly Digest[]): Promise<boolean>;
    /** Whether a rollback to these very images was begun last, and nobody knows that it ended well. */
    isBegun(query: UnfinishedQuery): Promise<boolean>;
    /** What a stage promoted to a target, the newest first: for people to see, nothing is decided by it. */
    promotedTo(where: PastTarget): AsyncIterable<{
        readonly digest: Digest;
        readonly tags: readonly Tag[];
    }>;
};
export type PastTarget = Pick<PastQuery, 'pipeline' | 'stage' | 'target'>;
export type NamedQuery = StageId & {
    readonly target: Repository;
    readonly since: Date;
};
export type UnfinishedQuery = Pick<Intent, 'pipeline' | 'stage' | 'sources'>;
/** A promotion that died long ago is history: so many of a stage are looked at. */
export declare const mostLooked = 100;
export declare function createPast(journal: () => Promise<Journal>, pipelines: readonly Pipeline[], { fresh }?: {
    readonly fresh?: boolean;
}): Past;
