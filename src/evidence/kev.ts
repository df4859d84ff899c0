import type { Feed } from '../domain/facts.ts';
import { HoistError } from '../errors.ts';
import { isJsonObject, parseStrictJson } from '../image/strict-json.ts';

const what = 'the list of known exploited vulnerabilities';

/**
 * CISA's catalogue (policy.md §2.2): CVE → date added. A list that says how many it has and has another number was cut.
 *
 * @throws HoistError `FEED_INVALID` (refused), `JSON_INVALID` (unreachable: a web page, say), `JSON_AMBIGUOUS`
 */
export function readKev(bytes: Uint8Array): Omit<Feed<string>, 'digest'> {
  const json = parseStrictJson(bytes, what);
  if (!isJsonObject(json)) throw invalid('it is not an object');
  const { dateReleased, count, vulnerabilities } = json;
  if (typeof dateReleased !== 'string') throw invalid('it has no dateReleased');
  if (!Array.isArray(vulnerabilities) || vulnerabilities.length === 0) throw invalid('it lists nothing');
  if (count !== undefined && count !== vulnerabilities.length)
    throw invalid(`it says ${JSON.stringify(count)} and lists ${vulnerabilities.length}`);
  const entries = new Map(vulnerabilities.map(entryOf));
  return { date: dateReleased, entries };
}

function entryOf(entry: unknown): readonly [string, string] {
  const { cveID, dateAdded } = isJsonObject(entry) ? entry : {};
  if (typeof cveID === 'string' && typeof dateAdded === 'string') return [cveID, dateAdded];
  throw invalid('an entry has no cveID or no dateAdded');
}

function invalid(why: string): HoistError {
  return new HoistError('refused', 'FEED_INVALID', `${what} cannot be read: ${why}`, {
    hint: 'It has to be the catalogue in JSON, as CISA publishes it.',
  });
}
