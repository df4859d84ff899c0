import Range from 'semver/classes/range.js';
import compare from 'semver/functions/compare.js';
import parseVersion from 'semver/functions/parse.js';
import isSubset from 'semver/ranges/subset.js';
import { HoistError } from '../errors.ts';

/** N33. */
const longest = 256;

/**
 * A range of versions as npm writes it. One that no version is in is none.
 *
 * @throws HoistError `SEMVER_INVALID`
 */
export function parseVersionRange(range: string, includePrerelease: boolean): Range {
  const parsed = readRange(range, includePrerelease);
  if (!isEmpty(range)) return parsed;
  throw new HoistError('config', 'SEMVER_INVALID', `no version is in the range ${JSON.stringify(range)}`, {
    hint: "A space means that both must hold, || that one of them: '>= 1.2 < 2', '1.x || 2.x'.",
  });
}

/** Asked with pre-releases, where it is exact: a range that is empty with them is empty without. */
function isEmpty(range: string): boolean {
  return isSubset(range, '<0.0.0-0', { includePrerelease: true });
}

function readRange(range: string, includePrerelease: boolean): Range {
  try {
    if (range.trim() === '' || range.length > longest) throw new Error('empty or too long');
    return new Range(range, { includePrerelease });
  } catch (error) {
    const message = `not a range of versions: ${JSON.stringify(range.slice(0, 80))}`;
    throw new HoistError('config', 'SEMVER_INVALID', message, {
      hint: "Write it as npm does: '>= 1.2.0', '^2', '1.x || 2.x'.",
      cause: error,
    });
  }
}

/** Whether a text is a version in a range; undefined: it is no version. A leading `v` counts. */
export function isInRange(range: Range, text: string): boolean | undefined {
  const version = parseVersion(text);
  return version === null ? undefined : range.test(version);
}

/** Negative where `a` is the older version; undefined where one of them is no version. A leading `v` counts. */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === null || right === null ? undefined : compare(left, right);
}
