import { isDigest } from '../../../src/image/digest.ts';

const grammar = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

/**
 * What the image spec's grammar takes for a digest (descriptor.md, Digests). An algorithm that nobody computes here is
 * no reason to refuse one where the content is not asked for: as a subject, or as something that is not there.
 */
export function isAnyDigest(text: string): boolean {
  return /^sha(?:256|512):/.test(text) ? isDigest(text) : grammar.test(text);
}
