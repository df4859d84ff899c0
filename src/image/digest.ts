import { createHash, type Hash } from 'node:crypto';
import { HoistError } from '../errors.ts';

declare const digest: unique symbol;

/** `sha256:` and 64 lower-case hex digits, or `sha512:` and 128 (P2, P3). Nothing else is ever a Digest. */
export type Digest = string & { readonly [digest]: true };

export type DigestAlgorithm = 'sha256' | 'sha512';

const grammar = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isDigest(text: string): text is Digest {
  return grammar.test(text);
}

/** Throws `DIGEST_INVALID` for anything that P2 does not allow. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  const shown = JSON.stringify(text.slice(0, 200).replace(/\?.*/su, '?…'));
  throw new HoistError('config', 'DIGEST_INVALID', `not a digest: ${shown}`, {
    hint: 'A digest is sha256: and 64 lower-case hex digits, or sha512: and 128.',
  });
}

export function algorithmOf(value: Digest): DigestAlgorithm {
  return value.startsWith('sha256:') ? 'sha256' : 'sha512';
}

/** Whether two digests could be equal at all: those of two algorithms differ for the same bytes, too (P3). */
export function isComparable(value: Digest, other: Digest | undefined): boolean {
  return other === undefined || algorithmOf(value) === algorithmOf(other);
}

/** The hex digits after the colon. */
export function hexOf(value: Digest): string {
  return value.slice(7);
}

/** The first 12 hex digits, for people. */
export function shortDigest(value: Digest): string {
  return hexOf(value).slice(0, 12);
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
}

/** Hashes a stream piece by piece with the algorithm of the digest that is expected. */
export function digestHasher(expected: Digest): Hash {
  return createHash(algorithmOf(expected));
}

/** The digest of what was given to a hasher of {@link digestHasher}. */
export function finishDigest(expected: Digest, hasher: Hash): Digest {
  return `${algorithmOf(expected)}:${hasher.digest('hex')}` as Digest;
}
