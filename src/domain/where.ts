import { HoistError } from '../errors.ts';

/** What a reading command looks for: `key=value`, each key at most once. */
export type Where<Key extends string> = ReadonlyMap<Key, string>;

/**
 * Reads `key=value`, one a line or separated by commas; blank parts are passed over.
 *
 * @throws HoistError `WHERE_INVALID` for a part without `=` or without a value, a key that is none of `keys`, and a key twice
 */
export function parseWhere<Key extends string>(text: string | undefined, keys: readonly Key[]): Where<Key> {
  const found = new Map<Key, string>();
  for (const part of (text ?? '').split(/[\n,]/)) {
    const written = part.trim();
    if (written === '') continue;
    const at = written.indexOf('=');
    const name = written.slice(0, Math.max(0, at)).trim();
    const value = written.slice(at + 1).trim();
    const key = keys.find((one) => one === name);
    if (at < 0 || value === '') throw invalid(`${shown(written)} is not key=value`, keys);
    if (key === undefined) throw invalid(`there is no key ${shown(name)}`, keys);
    if (found.has(key)) throw invalid(`${key} is given twice`, keys);
    found.set(key, value);
  }
  return found;
}

/** The value of a key as one of some words; undefined where the key is not given. Throws `WHERE_INVALID`. */
export function wordOf<Word extends string>(
  key: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw wrongValue(key, value, `Write one of ${words.join(', ')}.`);
}

/** A count from 1 to 100,000; undefined where the key is not given. Throws `WHERE_INVALID`. */
export function countOf(key: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = /^[0-9]{1,6}$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= mostOfAnything) return count;
  throw wrongValue(key, value, `Write a number from 1 to ${mostOfAnything}.`);
}

const mostOfAnything = 100_000;
const secondsOf: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * A moment: a day or an instant in ISO 8601 (UTC where it names no zone), or an age: `30m`, `12h`, `7d`, `2w`. Gives ISO
 * 8601 in UTC with milliseconds, so that moments compare as text. Throws `WHERE_INVALID`.
 */
export function momentOf(key: string, value: string | undefined, now: Date): string | undefined {
  if (value === undefined) return undefined;
  const [, count, unit = ''] = /^([0-9]{1,6})([mhdw])$/.exec(value) ?? [];
  if (count !== undefined)
    return new Date(now.getTime() - Number(count) * (secondsOf[unit] ?? 0) * 1000).toISOString();
  const iso =
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/;
  const [, time, , , zone] = iso.exec(value) ?? [];
  const moment = new Date(time !== undefined && zone === undefined ? `${value}Z` : value);
  if (iso.test(value) && !Number.isNaN(moment.getTime())) return moment.toISOString();
  throw wrongValue(key, value, 'Write a day (2026-05-04), an instant (2026-05-04T10:00:00Z) or an age (7d).');
}

/** An error about the value of a key. */
export function wrongValue(key: string, value: string, hint: string): HoistError {
  return new HoistError('config', 'WHERE_INVALID', `where: ${key} may not be ${shown(value)}`, { hint });
}

function invalid(what: string, keys: readonly string[]): HoistError {
  return new HoistError('config', 'WHERE_INVALID', `where: ${what}`, {
    hint: `Write key=value, one a line or separated by commas; keys are ${keys.join(', ')}.`,
  });
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
