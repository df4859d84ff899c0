import type { Captures } from '../domain/pattern.ts';
import type { Problem } from '../domain/plan.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import { type Repository, type Tag } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';
import type { KnownTags } from '../transfer/attachments.ts';
import type { Selection } from './select.ts';
/** One image of a run, its digest fixed: from here on all speak of that (guarantee 1). */
export type SourceImage = {
    /** The pipeline's source. */
    readonly repository: Repository;
    readonly captures: Captures;
    /** Absent only where `copy` was given a digest alone. */
    readonly tag: Tag | undefined;
    readonly digest: Digest;
    /** The tags of the source, where they were asked for beside it. */
    readonly tags?: KnownTags;
    /** The root, read at most once and only when something beyond its digest is needed. */
    root(): Promise<Manifest>;
};
export type Resolution = {
    readonly state: 'resolved';
    readonly images: readonly SourceImage[];
} | {
    readonly state: 'waiting' | 'superseded';
    readonly problem: Problem;
};
/**
 * Fixes the digest of every image of a selection: a tag by one GET (A1). A set whose repositories do not all have
 * the tag yet is `waiting`; a digest that its tag no longer names is `superseded` (contract §3, §6).
 *
 * @throws HoistError `IMAGE_NOT_FOUND`, `DIGEST_WITHOUT_TAG`, `DIGEST_WITH_TAGS` (config), and what the registry throws
 */
export declare function resolve(registry: Registry, selection: Selection, { fixed, ...call }: ResolveCall): Promise<Resolution>;
type ResolveCall = Call & {
    /** A plan was made when the tag named the digest: nothing is asked of the tag any more. */
    readonly fixed?: boolean;
};
/** Docker Hub counts GETs of manifests against the pull limit, not HEADs; a GET by digest proves the HEAD's claim (transport.md §4.6). */
export declare function countsManifestGets(repository: Repository): boolean;
export {};
