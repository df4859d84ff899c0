/** The platform of an image as the index or the image config states it (OCI image-spec, image-index.md). */
export type Platform = {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
    readonly osVersion?: string;
};
/** `linux/arm64/v8`; BuildKit's attestation manifests say `unknown/unknown`. */
export declare function platformText(platform: Platform): string;
/**
 * Reads the members `os`, `architecture`, `variant` and `os.version` of an index entry or an image config. Undefined
 * where system or architecture is not stated: both are facts for a policy, and neither is ever guessed.
 */
export declare function readPlatform(value: unknown): Platform | undefined;
