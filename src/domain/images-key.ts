import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';

/** One text for the images of a promotion, whatever their order: equal where repositories and digests are. */
export function imagesKey(
  images: readonly { readonly repository: Repository; readonly digest: Digest }[],
): string {
  return images
    .map(({ repository, digest }) => `${repository}@${digest}`)
    .sort()
    .join(' ');
}
