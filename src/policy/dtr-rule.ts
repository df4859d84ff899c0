import { z } from 'zod';
import { parseExpression } from '../domain/expression.ts';
import { HoistError } from '../errors.ts';
import { say, strict } from './written.ts';

const texts = ['eq', 'sw', 'ew', 'c', 'oo', 'noo', 'matches'] as const;
const numbers = ['gte', 'gt', 'eq', 'neq', 'lte', 'lt'] as const;
const times = ['bf', 'af'] as const;

/**
 * DTR's nine fields, each with the operators that its API knows (seeds.md §1.2), those that only its manual knows for
 * `component.name`, and MSR's later `matches`.
 */
export const dtrOperators = {
  tag: texts,
  'component.name': texts,
  'license.name': ['oo', 'noo', 'matches'],
  vulnerability_all: numbers,
  vulnerability_critical: numbers,
  vulnerability_major: numbers,
  vulnerability_minor: numbers,
  updated_at: times,
  updated_at_duration: times,
} as const;

export type DtrField = keyof typeof dtrOperators;
export type NumberOperator = (typeof numbers)[number];

export const SeverityScale = z
  .enum(['dtr', 'cvss'])
  .describe(
    'What `rules` call critical, major and minor: CVSS 7.0, 4.0 and less, as DTR counted; or 9.0, 7.0 and less.',
  );
export type SeverityScale = z.infer<typeof SeverityScale>;

const operators = [...new Set<string>([...numbers, ...texts, ...times])];

/** A rule as DTR's API gives and takes it: `{ field, operator, values }`. */
export const DtrRule = strict({
  field: z.enum(Object.keys(dtrOperators) as [DtrField]).describe("What DTR's rule looks at."),
  operator: z.enum(operators).describe('How it compares.'),
  values: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .describe('What it compares with: one value; for oo and noo one or more.'),
}).superRefine(checkRule);
export type DtrRule = z.infer<typeof DtrRule>;

function checkRule({ field, operator, values }: DtrRule, context: z.RefinementCtx): void {
  const refuse = (path: readonly (string | number)[], message: string, hint: string): void =>
    context.addIssue({ code: 'custom', path: [...path], message: say(message, hint) });
  const known: readonly string[] = dtrOperators[field];
  if (!known.includes(operator)) {
    refuse(['operator'], `is not how ${field} is compared`, `Known for ${field}: ${known.join(', ')}.`);
    return;
  }
  if (values.length > 1 && operator !== 'oo' && operator !== 'noo') {
    refuse(['values', 1], `is one value too many: ${operator} compares with one`, 'Keep one of them.');
    return;
  }
  for (const [index, value] of values.entries()) {
    const problem = valueProblem(field, operator, value);
    if (problem !== undefined) refuse(['values', index], problem.message, problem.hint);
  }
}

type ValueProblem = { readonly message: string; readonly hint: string };

function valueProblem(field: DtrField, operator: string, value: string | number): ValueProblem | undefined {
  if (field.startsWith('vulnerability_')) {
    return /^\d{1,9}$/.test(String(value))
      ? undefined
      : { message: 'is not a count', hint: 'Write a whole number: values: [0].' };
  }
  if (typeof value === 'number' || value === '') {
    return { message: 'is not a text', hint: 'Put it in quotes, so that it stays as it is written.' };
  }
  if (field === 'updated_at') {
    return instantOf(value) === undefined
      ? { message: 'is not a time', hint: 'Write 2026-01-31 or 2026-01-31T12:00:00Z.' }
      : undefined;
  }
  if (field === 'updated_at_duration') {
    return secondsOf(value) === undefined
      ? { message: 'is not a duration', hint: 'Write it as Go does: 72h, 1h30m; d and w are known as well.' }
      : undefined;
  }
  return operator === 'matches' ? expressionProblem(value) : undefined;
}

function expressionProblem(expression: string): ValueProblem | undefined {
  try {
    searchExpression(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof HoistError)) throw error;
    return { message: `is ${error.message}`, hint: 'RE2 has no look-around and no back-references.' };
  }
}

/** Go's `MatchString`, as MSR's rule engine has it: found anywhere, unless `^` and `$` say where. */
export function searchExpression(expression: string): (text: string) => boolean {
  // By itself first: what is put around it must not make sense of an unbalanced one.
  parseExpression(expression);
  return parseExpression(`(?s:.*)(?:${expression})(?s:.*)`);
}

/** A day or a time in UTC, in milliseconds. */
export function instantOf(text: string): number | undefined {
  const isInstant =
    z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success;
  const instant = isInstant ? Date.parse(text) : NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** A duration in Go's syntax, and days and weeks; at most a thousand years. */
export function secondsOf(text: string): number | undefined {
  if (text.length > 40 || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|[smhdw]))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|[smhdw])/g);
  const seconds = [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
  return seconds <= 1000 * 366 * 86_400 ? seconds : undefined;
}
