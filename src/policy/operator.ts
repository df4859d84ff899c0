import { z } from 'zod';
import { parseExpression } from '../domain/expression.ts';
import { isInRange, parseVersionRange } from '../domain/version-range.ts';
import { parseTextGlob } from '../domain/glob.ts';
import { HoistError } from '../errors.ts';
import { Duration, durationSeconds, readable, reading, say, strict, Text } from './written.ts';

/** A condition on a value. `holds` is undefined where the two cannot be compared, which is unknown and never a pass. */
export type Condition<Value> = {
  /** For people: `one of a, b`, `<= 5`. */
  readonly text: string;
  holds(value: Value): boolean | undefined;
  /** Compares versions as semver does: not to be asked of a package whose versions are of another kind. */
  readonly semver?: boolean;
  /** What it can hold of and nothing else, where that is written out. */
  readonly exactly?: readonly Value[];
};

const nameOne = 'Name an operator: { matches: … }.';

const Strings = z.array(z.string()).min(1);

export const textShape = {
  equals: z.string().describe('Exactly this.').optional(),
  'one-of': Strings.describe('One of these.').optional(),
  'not-equals': z.string().describe('Anything but this.').optional(),
  'not-one-of': Strings.describe('None of these.').optional(),
  'starts-with': Text.describe('Begins with this.').optional(),
  'ends-with': Text.describe('Ends with this.').optional(),
  contains: Text.describe('Has this in it.').optional(),
  glob: Text.superRefine(readable(parseTextGlob))
    .describe('A glob over the whole text; * does not cross a slash, ** does.')
    .optional(),
  matches: Text.superRefine(readable(parseExpression))
    .describe('An RE2 expression, matched against the whole text.')
    .optional(),
  semver: Text.superRefine(readable((range: string) => parseVersionRange(range, false)))
    .describe("A version in a range as npm writes it: '>= 1.2'. What is no version is unknown.")
    .optional(),
} as const;

type TextWritten =
  | string
  | string[]
  | { readonly [key in keyof typeof textShape]?: string | string[] | undefined };

/** A condition on a text: a bare text (equal), a bare list (one of), or operators, all of which must hold. */
export const TextCondition = z
  .union([
    z.string().describe('Exactly this.'),
    Strings.describe('One of these.'),
    strict(textShape).refine(hasOperator, { error: say('is empty', nameOne) }),
  ])
  .transform(reading((written) => textCondition(written as TextWritten)))
  .meta({ id: 'text-condition' });

/** The same, read from words that are already there (DTR's rules). */
export function textCondition(written: TextWritten): Condition<string> {
  if (typeof written === 'string') return one('equals', written);
  if (Array.isArray(written)) return one('one-of', written);
  if (!hasOperator(written)) throw new HoistError('config', 'CONDITION_EMPTY', 'is empty', { hint: nameOne });
  return all(
    Object.entries(written).flatMap(([operator, value]) =>
      value === undefined ? [] : [one(operator as keyof typeof textShape, value)],
    ),
  );
}

function hasOperator(written: object): boolean {
  return Object.values(written).some((value) => value !== undefined);
}

function one(operator: keyof typeof textShape, written: string | readonly string[]): Condition<string> {
  const list = typeof written === 'string' ? [written] : written;
  const [first = ''] = list;
  const shown = list.map(quoted).join(', ');
  switch (operator) {
    case 'equals':
      return { text: shown, holds: (value) => value === first, exactly: list };
    case 'one-of':
      return {
        text: list.length === 1 ? shown : `one of ${shown}`,
        holds: (value) => list.includes(value),
        exactly: list,
      };
    case 'not-equals':
      return { text: `not ${shown}`, holds: (value) => value !== first };
    case 'not-one-of':
      return { text: `none of ${shown}`, holds: (value) => !list.includes(value) };
    case 'starts-with':
      return { text: `starts with ${shown}`, holds: (value) => value.startsWith(first) };
    case 'ends-with':
      return { text: `ends with ${shown}`, holds: (value) => value.endsWith(first) };
    case 'contains':
      return { text: `contains ${shown}`, holds: (value) => value.includes(first) };
    case 'glob': {
      const glob = parseTextGlob(first);
      return { text: `like ${first}`, holds: (value) => glob.matches(value) };
    }
    case 'matches':
      return { text: `matches ${first}`, holds: parseExpression(first) };
    case 'semver':
      break;
  }
  const range = parseVersionRange(first, false);
  return { text: `version ${first}`, holds: (value) => isInRange(range, value), semver: true };
}

function quoted(text: string): string {
  return text === '' || /[\s,]/.test(text) ? JSON.stringify(text) : text;
}

/** False if any does not hold; else undefined if any cannot be compared. */
function all<Value>(conditions: readonly Condition<Value>[]): Condition<Value> {
  return {
    text: conditions.map(({ text }) => text).join(' and '),
    semver: conditions.some(({ semver }) => semver === true),
    holds(value) {
      const answers = conditions.map((condition) => condition.holds(value));
      if (answers.includes(false)) return false;
      return answers.includes(undefined) ? undefined : true;
    },
  };
}

const comparisons = {
  '=': (value: number, limit: number) => value === limit,
  '!=': (value: number, limit: number) => value !== limit,
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
} as const;

type Reader = (text: string) => number | undefined;

/** `"<= 5"`, `5` (equal), or `{ min, max }`, both inclusive. */
export const NumberCondition = numeric(
  (text) => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined),
  'Write a number with an operator: "<= 5", or { min: 1, max: 5 }.',
).meta({ id: 'number-condition' });

/** As {@link NumberCondition}, of parts: `">= 95%"` and `">= 0.95"` are the same; nothing is more than 100%. */
export const PartCondition = numeric(
  (text) => {
    const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
    return match === null ? undefined : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  },
  'Write a part with an operator: ">= 95%".',
  1,
).meta({ id: 'part-condition' });

const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

function readSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([kKMG]i?B|B)$/.exec(text);
  const unit = sizeUnits[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Bytes: `500MB`, `1.5GiB`. */
export const Size = Text.transform((text, context) => {
  const bytes = readSize(text);
  if (bytes !== undefined) return { bytes, text };
  context.addIssue({ code: 'custom', message: 'is not a size\nWrite a number and a unit: 500MB, 1.5GiB.' });
  return z.NEVER;
});

/** `72h` in seconds, with what was written. */
export const Age = Duration.transform((text) => ({ seconds: durationSeconds(text), text }));
export type Age = z.infer<typeof Age>;

function numeric(read: Reader, hint: string, most = Number.MAX_VALUE) {
  const error = say('', hint);
  const limit = z.number({ error }).min(0, { error }).max(most, { error });
  const range = strict({
    min: limit.describe('At least this.').optional(),
    max: limit.describe('At most this.').optional(),
  });
  return z.union([limit, Text, range]).transform(
    reading((written): Condition<number> => {
      if (typeof written === 'number') return compare('=', written, String(written));
      if (typeof written === 'string') return parseComparison(written, { read, hint, most });
      const { min, max } = written;
      if (min === undefined && max === undefined)
        throw new HoistError('config', 'NUMBER_INVALID', 'is empty', { hint });
      return all([
        ...(min === undefined ? [] : [compare('>=', min, String(min))]),
        ...(max === undefined ? [] : [compare('<=', max, String(max))]),
      ]);
    }),
  );
}

function parseComparison(
  text: string,
  { read, hint, most }: { readonly read: Reader; readonly hint: string; readonly most: number },
): Condition<number> {
  const match = /^(<=|>=|!=|=|<|>)?\s*(.+)$/.exec(text.trim());
  const value = read(match?.[2] ?? '');
  if (value === undefined || value > most)
    throw new HoistError('config', 'NUMBER_INVALID', 'is not a comparison', { hint });
  return compare((match?.[1] ?? '=') as keyof typeof comparisons, value, match?.[2] ?? '');
}

function compare(operator: keyof typeof comparisons, limit: number, shown: string): Condition<number> {
  return {
    text: `${operator} ${shown}`,
    holds: (value) => (Number.isNaN(value) ? undefined : comparisons[operator](value, limit)),
  };
}
