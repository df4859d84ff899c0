import { HoistError } from '../errors.ts';
import { type Descriptor } from './descriptor.ts';
import { type Digest } from './digest.ts';
type Document = {
    /** Exactly the bytes received; what is pushed (P12). Owned: never a view into a pooled buffer. */
    readonly bytes: Uint8Array;
    readonly digest: Digest;
    readonly mediaType: string;
    readonly artifactType?: string;
    readonly annotations: Readonly<Record<string, string>>;
    readonly subject?: Descriptor;
};
/** An image manifest (OCI, Docker schema 2) or an OCI artifact manifest, whose `blobs` are the layers here. */
export type ImageManifest = Document & {
    readonly kind: 'manifest';
    /** Absent in artifact manifests. */
    readonly config?: Descriptor;
    readonly layers: readonly Descriptor[];
};
/** An OCI index or a Docker manifest list. */
export type ImageIndex = Document & {
    readonly kind: 'index';
    readonly manifests: readonly Descriptor[];
};
export type Manifest = ImageManifest | ImageIndex;
/** The longest manifest that is read, in bytes (N20). */
export declare const maxManifestBytes: number;
export type ParseManifestOptions = {
    /** The `Content-Type` that came with the bytes, parameters and all. */
    readonly contentType?: string | undefined;
    /** The digest that was asked for; the bytes must have it. */
    readonly expected?: Digest | undefined;
    /** Where the bytes are from, for errors: `ghcr.io/acme/web:1.4.2`. */
    readonly where?: string | undefined;
};
/**
 * Reads a manifest or index. The bytes are copied, hashed with the algorithm of `expected` (else SHA-256), and accepted
 * only if they have one meaning: one kind of document, no duplicate or case-varied names, a media type that agrees with
 * the `Content-Type` (P9, P13, A3). Layers and configs may be of any type (P18). A manifest of a type that we don't know
 * is read by its structure, because a copier must not fail on one (P12); it must have exactly one of `layers` and
 * `manifests`, or nobody could tell what belongs to it.
 *
 * The error's kind tells whether asking again may help. `unreachable`: `DIGEST_MISMATCH` (cut or changed on the way:
 * nothing has been written yet, so it is no failed transfer), `JSON_INVALID`, `MANIFEST_NOT_SENT` (a web page). `refused`,
 * because these bytes will never be accepted: `MANIFEST_INVALID`, `MANIFEST_AMBIGUOUS`, `JSON_AMBIGUOUS`,
 * `MANIFEST_TOO_LARGE`, `SCHEMA1`.
 *
 * @throws HoistError and nothing else
 */
export declare function parseManifest(bytes: Uint8Array, options?: ParseManifestOptions): Manifest;
/** The descriptors of the manifests directly below: children of an index, none of a manifest. */
export declare function childrenOf(manifest: Manifest): readonly Descriptor[];
/** The descriptors of the blobs that a manifest names, config first; none of an index. */
export declare function blobsOf(manifest: Manifest): readonly Descriptor[];
/** Whether that is the manifest's digest in its algorithm, which may be another than that of `manifest.digest` (P3). */
export declare function isCalled(manifest: Manifest, digest: Digest): boolean;
/** A descriptor that points at the manifest itself. */
export declare function descriptorOf(manifest: Manifest): Descriptor;
/** What kind of artifact a manifest is, as a list of referrers states it: for images that do not say, the config's type (P33). */
export declare function artifactTypeOf(manifest: Manifest): string | undefined;
/** For whoever stops reading at {@link maxManifestBytes} (N20). */
export declare function manifestTooLarge(where: string): HoistError;
export {};
