import compareVersions from 'semver/functions/compare.js';
import type { Tag } from '../image/reference.ts';
import { isVersionTag } from './tag-move.ts';

/**
 * Tags as they are likely to be new: versions from the highest down, then all others in the order of their numbers,
 * `main-20260504` before `main-20260503`. Registries tell no time.
 */
export function likelyNewestFirst(tags: readonly Tag[]): readonly Tag[] {
  // Made here: the first one loads data of languages, which takes longer than all modules of this room together.
  const natural = new Intl.Collator('en', { numeric: true });
  return [...tags].sort((a, b) => {
    const [isVersion, isOtherVersion] = [isVersionTag(a), isVersionTag(b)];
    if (isVersion && isOtherVersion) return compareVersions(b, a) || natural.compare(b, a);
    return isVersion === isOtherVersion ? natural.compare(b, a) : isVersion ? -1 : 1;
  });
}
