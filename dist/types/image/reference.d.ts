import { type Digest } from './digest.ts';
declare const host: unique symbol;
declare const repository: unique symbol;
declare const tag: unique symbol;
/**
 * A registry's canonical host, lower case and without a DNS name's last dot: `ghcr.io`, `localhost:5000`, `[::1]:5000`.
 * Docker Hub is `docker.io`. The port 443 is left out, except where it says something: a name without a dot is a host
 * only with a port (`registry:443`), and a loopback host without one is port 80.
 */
export type Host = string & {
    readonly [host]: true;
};
/**
 * The canonical name of a repository: `docker.io/library/debian`, `localhost:5000/web`, or of a folder in OCI image
 * layout: `oci:./folder`. Two names of one repository are the same string, so it can be a map's key.
 */
export type Repository = string & {
    readonly [repository]: true;
};
/** `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (P1). */
export type Tag = string & {
    readonly [tag]: true;
};
/** What a user writes: `[HOST/]PATH[:TAG][@DIGEST]` or `oci:FOLDER[:TAG][@DIGEST]`. */
export type Reference = {
    readonly repository: Repository;
    readonly tag?: Tag;
    readonly digest?: Digest;
};
export declare function isTag(text: string): text is Tag;
/** Throws `TAG_INVALID`. */
export declare function parseTag(text: string): Tag;
/** The canonical form of a host as the user or a config names it; throws `HOST_INVALID`. */
export declare function parseHost(text: string): Host;
/** The canonical name of a repository; throws as {@link parseReference}, and `REPOSITORY_INVALID` for a tag or a digest. */
export declare function parseRepository(text: string): Repository;
/**
 * Reads a reference as Docker does (P4): the first component is a host only if it has `.` or `:` or is `localhost`;
 * everything else is on Docker Hub, and one component alone is in `library/` there.
 *
 * @throws HoistError `REFERENCE_INVALID`, `TAG_INVALID`, `DIGEST_INVALID`, `HOST_INVALID`
 */
export declare function parseReference(text: string): Reference;
/**
 * The canonical name of an OCI image layout folder: `oci:./images` for `images/`, `./images` and `.//images`, and
 * `oci:D:/images` for `D:\images`. A `..` stays as it is, since what it leads to is up to links on the disk. Throws
 * `REFERENCE_INVALID`.
 */
export declare function layoutRepository(written: string): Repository;
export declare function isLayout(name: Repository): boolean;
/** The folder of an OCI image layout's repository name. */
export declare function layoutFolder(name: Repository): string;
/** The registry host of a repository; a layout has none, and `oci` stands for it. */
export declare function hostOf(name: Repository): Host;
/** What comes after the host: `library/debian`. For a layout the folder. */
export declare function pathOf(name: Repository): string;
/** The last component: what a set's `{name}` is. */
export declare function baseNameOf(name: Repository): string;
export declare function sameHost(a: Repository, b: Repository): boolean;
/** Prints a reference so that {@link parseReference} gives it back. */
export declare function referenceText(reference: Reference): string;
/** The reference part of a manifest's URL: digest or tag. */
export declare function isDigestReference(reference: Tag | Digest): reference is Digest;
export {};
