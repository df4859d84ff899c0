import { problem, type Answer } from './answer.ts';
import { isAnyDigest } from './any-digest.ts';
import type { Exchange } from './exchange.ts';

/**
 * What is said of a reference that is written like a digest and is none; undefined for every other one. What is not there
 * is 404 by the spec, also by a digest of an algorithm that nobody computes here, and so is everything in a repository
 * that does not exist. Of a reference that is neither a tag nor a digest the spec says only that it must not be:
 * distribution answers 400, and the conformance tests take that as well as 404.
 */
export function malformedDigest(
  { store }: Exchange,
  repository: string,
  reference: string,
): Answer | undefined {
  if (!reference.includes(':') || isAnyDigest(reference)) return undefined;
  return store.repository(repository) === undefined
    ? undefined
    : problem(400, 'DIGEST_INVALID', 'not a digest');
}
