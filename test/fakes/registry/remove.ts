import { isDigest } from '../../../src/image/digest.ts';
import { isTag } from '../../../src/image/reference.ts';
import { problem, type Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

const accepted: Answer = { status: 202 };

/** DELETE of a tag, or of a manifest with all its tags (end-9). */
export function removeManifest({ store }: Exchange, repository: string, reference: string): Answer {
  if (!isDigest(reference) && !isTag(reference))
    return problem(400, 'DIGEST_INVALID', 'neither a tag nor a digest');
  const gone = isDigest(reference)
    ? store.deleteManifest(repository, reference)
    : store.deleteTag(repository, reference);
  return gone
    ? accepted
    : problem(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { name: repository, reference });
}

/** DELETE of a blob (end-10). */
export function removeBlob({ store }: Exchange, repository: string, digest: string): Answer {
  if (!isDigest(digest)) return problem(400, 'DIGEST_INVALID', 'not a digest');
  return store.deleteBlob(repository, digest) ? accepted : problem(404, 'BLOB_UNKNOWN', 'blob unknown');
}
