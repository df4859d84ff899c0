import { type Platform } from './platform.ts';
/**
 * What an image's config says of it (OCI image-spec, config.md; Docker's is the same). Claims of whoever built it, bound
 * to its digest. Values of environment variables are not kept: they may be secrets.
 */
export type ImageConfig = {
    readonly platform?: Platform;
    /** RFC 3339, as written. Reproducible builds set 1970. */
    readonly created?: string;
    /** As written: a name or number with an optional group; empty where the image does not say, which is root. */
    readonly user: string;
    /** The names of environment variables, in order. */
    readonly env: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly entrypoint: readonly string[];
    readonly cmd: readonly string[];
    /** `8080/tcp`. */
    readonly exposedPorts: readonly string[];
    readonly volumes: readonly string[];
    /** The command that tells whether a container is well; absent where the image has none, or says `NONE`. */
    readonly healthcheck?: readonly string[];
    /** The commit that the label `org.opencontainers.image.revision` claims. */
    readonly revision?: string;
};
/**
 * Reads an image config. Members that we don't use may be anything and what is absent is absent, so an artifact's `{}`
 * is a config too. A member that we use and that is not what the standard says is an error and never "absent", else a
 * policy would judge what no runtime sees. Runtimes are written in Go: names are found without regard to case, and two
 * that differ by case only are refused (A3).
 *
 * @param bytes at most 4 MiB (N21)
 * @param what names the document in errors: `the config of ghcr.io/acme/web:1.4.2`
 * @throws HoistError `CONFIG_INVALID`, `JSON_AMBIGUOUS` (refused), `JSON_INVALID` (unreachable)
 */
export declare function readImageConfig(bytes: Uint8Array, what: string): ImageConfig;
