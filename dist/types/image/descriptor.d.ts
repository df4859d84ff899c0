import { HoistError } from '../errors.ts';
import { type Digest } from './digest.ts';
import { type Platform } from './platform.ts';
import { type JsonObject } from './strict-json.ts';
/** A pointer to content: what it is, which bytes, how many (OCI image-spec, descriptor.md). */
export type Descriptor = {
    readonly mediaType: string;
    readonly digest: Digest;
    /** Bytes; a safe integer ≥ 0 (A47). */
    readonly size: number;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly artifactType?: string;
    readonly platform?: Platform;
    /** Where else the content may be had. Never fetched (A4). */
    readonly urls?: readonly string[];
};
/**
 * Reads a descriptor from a document. Media and artifact types are opaque (P12, P18); embedded `data` must be the
 * content that digest and size speak of (P16) and is not kept.
 *
 * @param what names the place in errors: `ghcr.io/acme/web:1.4.2: layers[3]`
 * @throws HoistError `MANIFEST_INVALID`, `JSON_AMBIGUOUS` (both refused)
 */
export declare function readDescriptor(value: unknown, what: string): Descriptor;
/** The `annotations` of a document or descriptor, without prototype: every key is only what the document says. */
export declare function readAnnotations(object: JsonObject, what: string): Readonly<Record<string, string>>;
/** A member that is text where it is there; `null` and the empty string, which Go writes for "none", are absence. */
export declare function readText(object: JsonObject, name: string, what: string): string | undefined;
export declare function invalidManifest(what: string, why: string): HoistError;
