import parseVersion from 'semver/functions/parse.js';
import type { Tag } from '../image/reference.ts';

/**
 * Tags as they are likely to be new: versions from the highest down, then all others in the order of their numbers,
 * `main-20260504` before `main-20260503`. Registries tell no time.
 */
export function likelyNewestFirst(tags: readonly Tag[]): readonly Tag[] {
  // Made here: the first one loads data of languages, which takes longer than all modules of this room together.
  const natural = new Intl.Collator('en', { numeric: true });
  // Read once each: of a hundred thousand, reading them anew for every comparison takes nine times as long.
  return tags
    .map((tag) => ({ tag, version: parseVersion(tag) }))
    .sort((a, b) => {
      if (a.version !== null && b.version !== null)
        return b.version.compare(a.version) || natural.compare(b.tag, a.tag);
      if (a.version === b.version) return natural.compare(b.tag, a.tag);
      return a.version === null ? 1 : -1;
    })
    .map(({ tag }) => tag);
}
