/** One of the time keywords of DTR's tag templates (seeds.md §1.3): what C's strftime gives in UTC, in English. */
export type TimeKeyword = {
  render(instant: Date): string;
  /** Lengths that a rendered value can have, shortest first. */
  readonly lengths: readonly number[];
  /** Whether some instant renders to this. */
  couldBe(text: string): boolean;
};

const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** By letter: the `Y` of `%Y`. `%n` is not among them. */
export const timeKeywords: ReadonlyMap<string, TimeKeyword> = new Map([
  ['A', word(days, (instant) => instant.getUTCDay())],
  ['a', word(days.map(abbreviated), (instant) => instant.getUTCDay())],
  ['w', number(1, [0, 6], (instant) => instant.getUTCDay())],
  ['d', number(2, [1, 31], (instant) => instant.getUTCDate())],
  ['B', word(months, (instant) => instant.getUTCMonth())],
  ['b', word(months.map(abbreviated), (instant) => instant.getUTCMonth())],
  ['m', number(2, [1, 12], (instant) => instant.getUTCMonth() + 1)],
  ['Y', number(4, [0, 9999], (instant) => instant.getUTCFullYear())],
  ['y', number(2, [0, 99], (instant) => instant.getUTCFullYear() % 100)],
  ['H', number(2, [0, 23], (instant) => instant.getUTCHours())],
  ['I', number(2, [1, 12], (instant) => instant.getUTCHours() % 12 || 12)],
  ['p', word(['AM', 'PM'], (instant) => (instant.getUTCHours() < 12 ? 0 : 1))],
  ['M', number(2, [0, 59], (instant) => instant.getUTCMinutes())],
  ['S', number(2, [0, 59], (instant) => instant.getUTCSeconds())],
  ['f', number(6, [0, 999_999], (instant) => instant.getUTCMilliseconds() * 1000)],
  ['Z', word(['UTC'], () => 0)],
  ['j', number(3, [1, 366], dayOfYear)],
  ['W', number(2, [0, 53], weekOfYear)],
]);

function word(words: readonly string[], index: (instant: Date) => number): TimeKeyword {
  return {
    render: (instant) => words[index(instant)] ?? '',
    lengths: [...new Set(words.map((each) => each.length))].sort((a, b) => a - b),
    couldBe: (text) => words.includes(text),
  };
}

function number(
  width: number,
  [least, most]: readonly [number, number],
  value: (instant: Date) => number,
): TimeKeyword {
  return {
    render: (instant) => String(value(instant)).padStart(width, '0'),
    lengths: [width],
    couldBe: (text) => /^[0-9]+$/.test(text) && Number(text) >= least && Number(text) <= most,
  };
}

function abbreviated(name: string): string {
  return name.slice(0, 3);
}

/** 1 for the first of January. */
function dayOfYear(instant: Date): number {
  const today = Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate());
  return (today - Date.UTC(instant.getUTCFullYear(), 0, 1)) / 86_400_000 + 1;
}

/** Weeks begin on Monday; the days before the year's first Monday are week 0. */
function weekOfYear(instant: Date): number {
  const daysSinceMonday = (instant.getUTCDay() + 6) % 7;
  return Math.floor((dayOfYear(instant) + 6 - daysSinceMonday) / 7);
}
