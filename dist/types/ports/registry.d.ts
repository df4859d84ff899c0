import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository, Tag } from '../image/reference.ts';
export type Call = {
    readonly signal?: AbortSignal | undefined;
};
/**
 * Some bytes of a blob on their way. They may be a view into a pooled buffer: whoever holds a piece calls `release`
 * exactly once when it no longer looks at the bytes, and only then (transport.md §3.5).
 */
export type Piece = {
    readonly bytes: Uint8Array;
    release(): void;
};
/** Bytes of a blob from an offset on. Ending the iteration early closes the connection. */
export type BlobBytes = AsyncIterable<Piece>;
export type TagCall = Call & {
    /**
     * What the tag named when it was decided that it may be written; null: nothing. A write whose answer is lost is sent
     * again only while that is still true; else `TAG_RACED` (conflict), and whoever decided decides again.
     */
    readonly before?: Digest | null | undefined;
};
export type HeadCall = Call & {
    /**
     * What the reference may name: a claim in another algorithm tells nothing about that, so the manifest is read and
     * hashed, and is called by this digest if it is the same (P3). Any other manifest is called as the registry calls it.
     */
    readonly expected?: Digest | undefined;
};
/** What a HEAD tells: a digest that the registry claims and nobody has checked against bytes (P11). */
export type ManifestHead = {
    readonly digest: Digest;
};
export interface BlobUpload {
    /**
     * Sends the whole blob and commits it. `open(from)` is called once for each try and gives the bytes from an offset on;
     * it may be called again, from 0 or from where the registry says it stopped. The pieces that `send` took are
     * released by it once they are on the wire. Resolves when the registry has, or after an unknown commit was found to have (F20), the blob.
     */
    send(open: (from: number) => BlobBytes, call?: Call): Promise<void>;
    /** Ends the upload session, best effort (P26). */
    abort(): Promise<void>;
}
export type BlobBegin = {
    readonly state: 'present';
} | {
    readonly state: 'mounted';
    readonly from: Repository;
} | {
    readonly state: 'upload';
    readonly upload: BlobUpload;
};
export type BeginOptions = Call & {
    /** Where to mount from: the source, or repositories that this run wrote; same registry only (P25, A48). */
    readonly mountFrom?: readonly Repository[] | undefined;
    /** Taken to hold nothing: whether the blob is there is not asked beyond what a mount tells. Where that is wrong it is sent again. */
    readonly assumeAbsent?: boolean | undefined;
    /**
     * The registry was wrong about what it holds: it is not asked again, and nothing is mounted; the bytes are sent whatever
     * it says (F30, P29). Goes before the other two.
     */
    readonly resend?: boolean | undefined;
};
/** How a list of referrers was found; `none` means: clean 404s, so there are none. */
export type ReferrersWay = 'api' | 'tag' | 'none';
export type ReferrersList = {
    readonly way: ReferrersWay;
    /** Whether this registry answers the referrers API at all, for the run. */
    readonly api: boolean;
    readonly descriptors: readonly Descriptor[];
};
export type ReferrersOptions = Call & {
    /**
     * The tags of the repository, if they were just listed or are being listed: the fallback tag is asked for only if it is
     * among them. A promise is waited for only where the fallback tag matters; `undefined`: not known.
     */
    readonly knownTags?: ReadonlySet<string> | Promise<ReadonlySet<string> | undefined> | undefined;
};
export type AttachOptions = Call & {
    /** Those that were pushed: one that the registry took and lost is pushed again. */
    readonly manifests?: ReadonlyMap<Digest, Manifest> | undefined;
};
export type PutResult = {
    /** The registry said that it handled `subject` (P33); not a proof (P34). */
    readonly subjectHandled: boolean;
};
/**
 * A registry, or all of them: every verb names the repository. Three things implement it: the HTTP client, the OCI
 * image layout on disk, the one in memory. One test suite holds all three to what is written here.
 *
 * `undefined` is "absent", said by the registry itself with a 404 (or, for a missing tag of a private repository, never):
 * 401, 403, a time-out or HTML is an error, never "absent" (guarantee 4). Errors are HoistErrors of kind `unreachable`
 * (a denial, too: nothing was judged), `refused` (bytes that will never be accepted), `conflict` (immutable tag) or
 * `incomplete`, without any secret.
 */
export interface Registry {
    /** The manifest under a tag or digest by GET; its digest is computed from the bytes and, asked by digest, equal to it (P10). */
    manifest(repository: Repository, reference: Tag | Digest, call?: Call): Promise<Manifest | undefined>;
    /** Whether and which manifest is there, by HEAD where the registry can, else by GET (P11, Q5). */
    head(repository: Repository, reference: Tag | Digest, call?: HeadCall): Promise<ManifestHead | undefined>;
    /** Pushes by digest, bytes unchanged (P28). */
    putManifest(repository: Repository, manifest: Manifest, call?: Call): Promise<PutResult>;
    /** Points a tag at a manifest that is there. Never decides whether it may. */
    tag(repository: Repository, manifest: Manifest, tag: Tag, call?: TagCall): Promise<void>;
    /** Whether the blob is there (P19); a size other than the descriptor's is `false`. */
    hasBlob(repository: Repository, blob: Descriptor, call?: Call): Promise<boolean>;
    /** Opens a blob for reading from an offset. Resumes by itself (F11–F19); ends exactly at the descriptor's size (F16, F17). Does not hash. */
    openBlob(repository: Repository, blob: Descriptor, from: number, call?: Call): BlobBytes;
    /** Finds out whether the blob has to be sent: present, mounted, or an upload that has been begun (transport.md §4.1). */
    beginBlob(repository: Repository, blob: Descriptor, options?: BeginOptions): Promise<BlobBegin>;
    /** All tags, in the registry's order (P38, P39); an absent repository has none. Capped (N26): throws beyond. */
    tags(repository: Repository, call?: Call): AsyncIterable<Tag>;
    /** What refers to a digest, by the API or by the fallback tag (P35–P37). The descriptors are claims: the caller checks `subject`. */
    referrers(repository: Repository, subject: Digest, options?: ReferrersOptions): Promise<ReferrersList>;
    /**
     * Makes sure that pushed referrers are found: where the registry does not list them by itself, merges them into the
     * fallback tag's index (P33, F47). The one document that Hoist writes rather than copies. A referrer that is not there
     * although it was pushed is an error.
     */
    attach(repository: Repository, subject: Digest, referrers: readonly Descriptor[], options?: AttachOptions): Promise<void>;
    /** Waits until every host of `repositories` has a slot for a body of that size, and takes them in one step. Call what it gives to free them. */
    reserve(repositories: readonly Repository[], bytes: number, call?: Call): Promise<() => void>;
    /**
     * So many requests will be made at once soon: connections may be opened meanwhile. A hint, from which nothing follows;
     * no more than the host takes.
     */
    expect(repository: Repository, requests: number): void;
    /** Manifests that the registry will still give before its pull limit is used up, as far as it said so (Q5); undefined: it counts none. */
    pullsLeft(repository: Repository): number | undefined;
    /** Whether the credentials allow to pull, or to push; asks only what leaves nothing behind (F39b). Throws what stands in the way. */
    access(repository: Repository, actions: 'pull' | 'push', call?: Call): Promise<void>;
    close(): Promise<void>;
}
