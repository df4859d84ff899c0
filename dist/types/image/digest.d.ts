import { type Hash } from 'node:crypto';
declare const digest: unique symbol;
/** `sha256:` and 64 lower-case hex digits, or `sha512:` and 128 (P2, P3). Nothing else is ever a Digest. */
export type Digest = string & {
    readonly [digest]: true;
};
export type DigestAlgorithm = 'sha256' | 'sha512';
export declare function isDigest(text: string): text is Digest;
/** Throws `DIGEST_INVALID` for anything that P2 does not allow. */
export declare function parseDigest(text: string): Digest;
export declare function algorithmOf(value: Digest): DigestAlgorithm;
/** Whether two digests could be equal at all: those of two algorithms differ for the same bytes, too (P3). */
export declare function isComparable(value: Digest, other: Digest | undefined): boolean;
/** The hex digits after the colon. */
export declare function hexOf(value: Digest): string;
/** The first 12 hex digits, for people. */
export declare function shortDigest(value: Digest): string;
export declare function digestOf(bytes: Uint8Array, algorithm?: DigestAlgorithm): Digest;
/** Hashes a stream piece by piece with the algorithm of the digest that is expected. */
export declare function digestHasher(expected: Digest): Hash;
/** The digest of what was given to a hasher of {@link digestHasher}. */
export declare function finishDigest(expected: Digest, hasher: Hash): Digest;
export {};
