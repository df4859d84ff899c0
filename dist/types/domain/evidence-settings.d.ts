import type { Repository } from '../image/reference.ts';
/** Where evidence is looked for (`evidence` of the config). */
export type EvidenceSettings = {
    readonly sources: readonly ('referrers' | 'cosign-tags' | 'index' | 'github')[];
    /** Where cosign's tags and referrers lie if not beside the image (`COSIGN_REPOSITORY`). */
    readonly repository?: Repository;
    /** Globs of reports that an earlier step of the same job wrote, from the workspace on. */
    readonly files: readonly string[];
    readonly feeds: {
        readonly kev?: FeedSource;
        readonly epss?: FeedSource;
        /** Seconds: an older feed is `STALE`. */
        readonly maxAge: number;
    };
};
/** The publisher's own address, or a file of the workspace. */
export type FeedSource = {
    readonly kind: 'publisher';
} | {
    readonly kind: 'file';
    readonly path: string;
};
