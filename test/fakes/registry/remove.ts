import { isDigest } from '../../../src/image/digest.ts';
import { problem, type Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { malformedDigest } from './malformed-digest.ts';
import { precondition } from './precondition.ts';

const accepted: Answer = { status: 202 };

/** DELETE of a tag, or of a manifest with all its tags (end-9). */
export function removeManifest(exchange: Exchange, repository: string, reference: string): Answer {
  const { store } = exchange;
  const malformed = malformedDigest(exchange, repository, reference);
  if (malformed !== undefined) return malformed;
  const there = store.manifest(repository, reference)?.digest;
  const unmet = there === undefined ? undefined : precondition(exchange, there);
  if (unmet !== undefined) return unmet;
  const gone = isDigest(reference)
    ? store.deleteManifest(repository, reference)
    : store.deleteTag(repository, reference);
  return gone
    ? accepted
    : problem(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { name: repository, reference });
}

/** DELETE of a blob (end-10). */
export function removeBlob(exchange: Exchange, repository: string, digest: string): Answer {
  const { store } = exchange;
  const malformed = malformedDigest(exchange, repository, digest);
  if (malformed !== undefined) return malformed;
  if (store.blob(repository, digest) === undefined) return problem(404, 'BLOB_UNKNOWN', 'blob unknown');
  const unmet = precondition(exchange, digest);
  if (unmet !== undefined) return unmet;
  store.deleteBlob(repository, digest);
  return accepted;
}
