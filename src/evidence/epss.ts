import type { Feed } from '../domain/facts.ts';
import { HoistError } from '../errors.ts';
import { isJsonObject, parseStrictJson } from '../image/strict-json.ts';

export type Scores = Omit<Feed<number>, 'digest'>;

const what = 'the EPSS scores';
const header = /^#.*\bscore_date:([0-9TZ:+-]+)/;

/**
 * One answer of FIRST's API (policy.md §2.2): numbers are strings there.
 *
 * @throws HoistError `FEED_INVALID` (refused), `JSON_INVALID` (unreachable), `JSON_AMBIGUOUS`
 */
export function readEpssAnswer(bytes: Uint8Array): Scores {
  const json = parseStrictJson(bytes, what);
  const data = isJsonObject(json) ? json['data'] : undefined;
  if (!Array.isArray(data)) throw invalid('the answer has no data');
  const scores = data.map((entry) => {
    const { cve, epss, date } = isJsonObject(entry) ? entry : {};
    if (typeof cve !== 'string' || typeof date !== 'string') throw invalid('a score has no cve or no date');
    return { date, entry: [cve, scoreOf(epss)] as const };
  });
  const dates = scores.map(({ date }) => date).toSorted();
  return { date: dates[0] ?? '', entries: new Map(scores.map(({ entry }) => entry)) };
}

/** The daily file, in FIRST's CSV with its date in the first line, or an answer of the API that was kept. */
export function readEpssFile(bytes: Uint8Array): Scores {
  const text = new TextDecoder().decode(bytes);
  if (text.startsWith('{')) {
    const scores = readEpssAnswer(bytes);
    if (scores.entries.size === 0) throw invalid('it has no scores');
    return scores;
  }
  const [first = '', names = '', ...lines] = text.split(/\r?\n/);
  const date = header.exec(first)?.[1];
  if (date === undefined) throw invalid('its first line has no score_date');
  if (!names.startsWith('cve,epss,')) throw invalid('its second line is not cve,epss,percentile');
  const entries = new Map(
    lines
      .filter((line) => line !== '')
      .map((line): readonly [string, number] => {
        const [cve = '', epss] = line.split(',', 3);
        return [cve, scoreOf(epss)];
      }),
  );
  if (entries.size === 0) throw invalid('it has no scores');
  return { date: date.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'), entries };
}

function scoreOf(value: unknown): number {
  const score = typeof value === 'string' && /^[0-9]/.test(value) ? Number(value) : value;
  if (typeof score === 'number' && score >= 0 && score <= 1) return score;
  throw invalid(`${JSON.stringify(value)?.slice(0, 40)} is no score from 0 to 1`);
}

function invalid(why: string): HoistError {
  return new HoistError('refused', 'FEED_INVALID', `${what} cannot be read: ${why}`, {
    hint: 'It has to be the daily CSV file, or an answer of the API in JSON, as FIRST publishes them.',
  });
}
