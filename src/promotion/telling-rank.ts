import type { Intent } from '../domain/record.ts';
import type { PastQuery } from './past.ts';

export const mostTelling = 2;

/**
 * How well a promotion of a digest says which tag an image has in a stage. One digest may be there under several names, as
 * 1.0.0 and 1.0.1: whoever goes on with the one does not mean the other. A rollback says least: it tells of the tags that
 * move only, and the image has the one that it came with as well.
 */
export function tellingRank(
  { kind, sources }: Pick<Intent, 'kind' | 'sources'>,
  { source, digest, tag }: Pick<PastQuery, 'source' | 'digest' | 'tag'>,
): number {
  if (kind === 'rollback') return 0;
  const isMeant = sources.some(
    (one) => one.repository === source && one.digest === digest && (tag === undefined || one.tag === tag),
  );
  return isMeant ? mostTelling : 1;
}
