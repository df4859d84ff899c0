import type Range from 'semver/classes/range.js';
import parseVersion from 'semver/functions/parse.js';
import minVersion from 'semver/ranges/min-version.js';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import { isTag, type Tag } from '../image/reference.ts';
import { parseVersionRange } from './version-range.ts';
import { parseGlob } from './glob.ts';

/** Which tags of a source a pipeline carries. */
export type TagFilter = {
  /** As written, for messages. */
  readonly text: string;
  matches(tag: Tag): boolean;
  /** Tags that the filter selects, found from its own words: for checks of a config before any registry is asked. */
  readonly examples?: readonly Tag[];
};

/** N33. */
const maxPatterns = 200;

const usualTags = [
  'latest main stable edge nightly dev rc bookworm 1 7 42 1.2 v1 v1.2 20260102 ab12cd3 sha-ab12cd3 pr-7',
  '1.2.3 v1.2.3 1.2.3-rc.1 v1.2.3-rc.1 1.2.3-stable v1.2.3-stable',
].flatMap((tags) => tags.split(' '));

/** The default: every tag. Like all filters it never selects a tag that is an attachment's (`sha256-….sig`). */
export function everyTag(): TagFilter {
  return filter('every tag', () => true, []);
}

/**
 * Globs, those with a leading `!` excluded, in any order. No pattern at all selects nothing (A24); only excludes
 * select everything but those.
 *
 * @throws HoistError `GLOB_INVALID`
 */
export function globFilter(patterns: readonly string[]): TagFilter {
  if (patterns.length > maxPatterns) {
    throw new HoistError('config', 'GLOB_INVALID', `there are more than ${maxPatterns} patterns`, {
      hint: 'Put some of them together with *, ? and [a-z].',
    });
  }
  const excludes = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => tagGlob(pattern.slice(1)));
  const includes = patterns.filter((pattern) => !pattern.startsWith('!')).map((pattern) => tagGlob(pattern));
  const included = (tag: Tag): boolean =>
    includes.length === 0 ? excludes.length > 0 : includes.some((glob) => glob.matches(tag));
  return filter(
    patterns.length === 0 ? 'no tag' : patterns.join(', '),
    (tag) => included(tag) && !excludes.some((glob) => glob.matches(tag)),
    includes.flatMap((glob) => ['1', '1.2.3', 'a', ''].map((filling) => glob.sample(filling))),
  );
}

function tagGlob(text: string): ReturnType<typeof parseGlob> {
  const glob = parseGlob(text);
  if (!/[/:]/.test(text)) return glob;
  throw new HoistError('config', 'GLOB_INVALID', `the pattern ${JSON.stringify(text)} can match no tag`, {
    hint: 'A tag has no `/` and no `:`: leave the repository out.',
  });
}

/**
 * Tags that are versions in the range; a leading `v` counts (`v1.4.2`), `1.4` is no version. As in npm, a pre-release
 * is in a range only if the range names a pre-release of the same version, unless `preReleases` is set.
 *
 * @throws HoistError `SEMVER_INVALID`
 */
export function semverFilter(range: string, options: { readonly preReleases?: boolean } = {}): TagFilter {
  const parsed = parseVersionRange(range, options.preReleases ?? false);
  const least = minVersion(parsed)?.version;
  const hints = least === undefined ? [] : [least, `v${least}`, `${least}-rc.1`];
  return filter(`semver ${range}`, (tag) => isIn(parsed, tag), hints);
}

function isIn(range: Range, tag: Tag): boolean {
  const version = parseVersion(tag);
  return version !== null && range.test(version);
}

/** A filter by any rule; tags that are attachments' are never selected. */
export function filter(text: string, selects: (tag: Tag) => boolean, hints: readonly string[]): TagFilter {
  const matches = (tag: Tag): boolean => !isAttachedTag(tag) && selects(tag);
  const examples = [...new Set([...hints, ...usualTags])].filter(
    (tag) => isTag(tag) && matches(tag),
  ) as Tag[];
  return { text, matches, examples };
}
