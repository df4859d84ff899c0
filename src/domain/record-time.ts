const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** When a record was made, in milliseconds since 1970, by its id: the first ten digits of a ULID. NaN for any other id. */
export function recordTime(id: string): number {
  if (id.length !== 26) return Number.NaN;
  let time = 0;
  for (const digit of id.slice(0, 10)) {
    const value = digits.indexOf(digit);
    if (value < 0) return Number.NaN;
    time = time * digits.length + value;
  }
  return time;
}

/** Milliseconds in which a promotion that has begun to move tags ends, one way or the other. */
export const longestEnding = 10 * 60_000;
