import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';

type Place = { readonly repository: Repository; readonly digest: Digest };

/** An image of a promotion, at one of its targets. */
export type OwnTarget = {
  readonly source: Repository;
  readonly target: Repository;
  readonly digest: Digest;
};

/**
 * Of the targets of a promotion the one that an image got to. Two images of a set may be one digest, and go to one
 * repository under a tag each: they are told apart by their order, which is that of the sources.
 */
export function ownTarget<Target extends Place>(
  targets: readonly Target[],
  sources: readonly Place[],
  { source, target, digest }: OwnTarget,
): Target | undefined {
  const there = targets.filter((one) => one.repository === target && one.digest === digest);
  if (there.length <= 1) return there[0];
  return there[sources.filter((one) => one.digest === digest).findIndex((one) => one.repository === source)];
}
