import type { Descriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';
import type { Manifest } from './manifest.ts';
import type { Repository, Tag } from './reference.ts';
/**
 * Something attached to a manifest of the image: by the `subject` field (found through the referrers API or the
 * fallback tag), or by one of cosign's tags (`sha256-<hex>.sig`, `.att`, `.sbom`).
 */
export type Attachment = {
    readonly how: 'referrer';
    readonly subject: Digest;
    /** As the source listed it: with artifact type and annotations, for the fallback tag at the target. */
    readonly descriptor: Descriptor;
} | {
    readonly how: 'cosign-tag';
    readonly subject: Digest;
    readonly tag: Tag;
    readonly descriptor: Descriptor;
};
/** A blob of the graph, once however many manifests name it (F60). */
export type GraphBlob = {
    readonly descriptor: Descriptor;
    /** The manifests that name it. */
    readonly usedBy: readonly Digest[];
};
/**
 * One digest with everything below and everything attached, as the source held it when it was walked. What was
 * judged and what is copied is this value; nothing of it is looked up again by tag (A1).
 */
export type ImageGraph = {
    /** Where it was read. */
    readonly source: Repository;
    readonly root: Manifest;
    /** Every manifest: image, children, attachments and what those point to. */
    readonly manifests: ReadonlyMap<Digest, Manifest>;
    /** The image's own manifests, children before parents, each once, the root last. */
    readonly imageOrder: readonly Digest[];
    /** The manifests of attachments, children before parents, each after its subject's attachments' own parts. */
    readonly attachmentOrder: readonly Digest[];
    readonly attachments: readonly Attachment[];
    /**
     * The manifests whose attachments were all listed, referrers and cosign's tags, and how the referrers were found: by the
     * API, by the fallback tag, or none. What is not in here was not looked for.
     */
    readonly listed?: ReadonlyMap<Digest, 'api' | 'tag' | 'none'>;
    readonly blobs: ReadonlyMap<Digest, GraphBlob>;
    /** False: only the root and the list of attachments were read; the targets hold the image already. */
    readonly whole: boolean;
    /** What could not be listed, under `referrers: best-effort`. */
    readonly left: readonly string[];
    /** Children that the index names and the source does not have; empty unless `missing: { platforms: allow }`. */
    readonly missing: readonly Descriptor[];
    /** The sum of all blobs and manifests, in bytes, each once. */
    readonly bytes: number;
};
