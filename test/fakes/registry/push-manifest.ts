import { algorithmOf, digestOf, isDigest, type Digest } from '../../../src/image/digest.ts';
import { isTag } from '../../../src/image/reference.ts';
import { problem, type Answer } from './answer.ts';
import { isAnyDigest } from './any-digest.ts';
import { declaredLength, receiveAll, type Exchange } from './exchange.ts';
import { readDocument } from './document.ts';
import { precondition } from './precondition.ts';

export type ManifestOptions = {
  /** Default 4 MiB, what distribution takes (N20). */
  readonly maxManifestBytes?: number | undefined;
  /** Takes manifests whose children or blobs are not there. */
  readonly allowMissing?: boolean | undefined;
  /** Whether the referrers API is there, and so `OCI-Subject`. */
  readonly referrers: boolean;
  /** Tags that may not be written again once they are there, not even with the same digest (Q4). */
  readonly immutable?: ((repository: string, tag: string) => boolean) | undefined;
  /** What is said of such a tag; default 400 `TAG_INVALID`, as ECR does. */
  readonly immutableAnswer?: Answer | undefined;
  /** Takes `?tag=` (P32); default yes. */
  readonly tagParameters?: boolean | undefined;
};

/** RFC 6838 §4.2. It comes back as `Content-Type`: what has a line break or a snowman in it could not be sent. */
const mediaTypeGrammar = /^[a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126}$/i;

const immutableTag = problem(400, 'TAG_INVALID', 'the tag exists and the repository is immutable');

/** PUT of a manifest by tag or digest, with more tags as parameters (end-7a, end-7b). */
export async function pushManifest(
  exchange: Exchange,
  target: { readonly repository: string; readonly reference: string },
  options: ManifestOptions,
): Promise<Answer> {
  const { store, request, seen } = exchange;
  const { repository, reference } = target;
  const byDigest = isDigest(reference);
  if (!byDigest && !isTag(reference)) return problem(400, 'DIGEST_INVALID', 'neither a tag nor a digest');
  const more = byDigest && options.tagParameters !== false ? seen.query.getAll('tag') : [];
  if (!more.every(isTag)) return problem(400, 'TAG_INVALID', 'not a tag');

  const most = options.maxManifestBytes ?? 4 << 20;
  const tooLarge = problem(413, 'SIZE_INVALID', `a manifest has at most ${most} bytes`);
  if ((declaredLength(exchange) ?? 0) > most) return tooLarge;
  const bytes = await receiveAll(exchange, most);
  if (bytes === undefined) return tooLarge;

  const document = readDocument(bytes);
  if (document === undefined) return problem(400, 'MANIFEST_INVALID', 'not a JSON object');
  const said = request.headers['content-type']?.split(';')[0]?.trim();
  const mediaType = said ?? document.mediaType;
  if (mediaType === undefined || (document.mediaType !== undefined && document.mediaType !== mediaType)) {
    return problem(400, 'MANIFEST_INVALID', 'Content-Type and mediaType do not agree');
  }
  if (!mediaTypeGrammar.test(mediaType)) return problem(400, 'MANIFEST_INVALID', 'not a media type');
  if (document.subject !== undefined && !isAnyDigest(document.subject)) {
    return problem(400, 'MANIFEST_INVALID', 'the subject has no digest');
  }
  const digest: Digest = digestOf(bytes, byDigest ? algorithmOf(reference) : 'sha256');
  if (byDigest && digest !== reference) {
    return problem(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  const missing = options.allowMissing === true ? [] : store.missing(repository, document);
  if (missing.length > 0) {
    return problem(400, 'MANIFEST_BLOB_UNKNOWN', 'manifest references unknown content', missing);
  }
  const tags = byDigest ? more : [reference];
  const fixed = tags.some(
    (tag) => store.tagged(repository, tag) !== undefined && options.immutable?.(repository, tag),
  );
  if (fixed) return options.immutableAnswer ?? immutableTag;

  const unmet = precondition(exchange, store.manifest(repository, reference)?.digest);
  if (unmet !== undefined) return unmet;
  store.putManifest(repository, bytes, { digest, mediaType, tags });
  const handled = options.referrers ? document.subject : undefined;
  return {
    status: 201,
    headers: {
      location: `/v2/${repository}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(handled === undefined ? {} : { 'oci-subject': handled }),
      ...(more.length === 0 ? {} : { 'oci-tag': more }),
    },
  };
}
