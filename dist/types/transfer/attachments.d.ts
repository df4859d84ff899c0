import type { Digest } from '../image/digest.ts';
import type { Attachment } from '../image/graph.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ReferrersWay, Registry } from '../ports/registry.ts';
export type AttachmentSearch = {
    readonly registry: Registry;
    readonly source: Repository;
    readonly most: number;
    /** `free`: what is attached to attachments is looked for only where that costs no request. */
    readonly nested: 'always' | 'free';
    readonly signal?: AbortSignal | undefined;
};
/** The tags of the source, being listed; undefined where there are too many. */
export type KnownTags = Promise<ReadonlySet<Tag> | undefined>;
export type FoundAttachments = {
    readonly attachments: readonly Attachment[];
    /** What was asked about, and how the referrers were found. */
    readonly listed: ReadonlyMap<Digest, ReferrersWay>;
};
/** All tags of a repository, or undefined where they cannot be listed, or are so many that asking one by one is cheaper. */
export declare function tagsOf(registry: Registry, repository: Repository, signal?: AbortSignal): Promise<ReadonlySet<Tag> | undefined>;
/**
 * What is attached to some digests: by the referrers API or its fallback tag, with what is attached to that in turn, and
 * by cosign's tags. A list that cannot be read is an error, never "nothing attached" (P35).
 */
export declare function findAttachments(search: AttachmentSearch, knownTags: KnownTags, subjects: readonly Digest[]): Promise<FoundAttachments>;
