import { z } from 'zod';
import type { Reason } from '../domain/decision.ts';
import { parseTextGlob, type Glob } from '../domain/glob.ts';
import { reading, say, strict, Text } from './written.ts';

/** A condition on a list of names, each of which is a text in one spelling. */
export type SetCondition = {
  readonly allOf: readonly string[];
  readonly anyOf: readonly string[];
  readonly noneOf: readonly Glob[];
  readonly exactly?: readonly string[];
};

const Names = z.array(Text).min(1);

const setShape = {
  'all-of': Names.describe('Each of these is there.').optional(),
  'any-of': Names.describe('At least one of these is there.').optional(),
  'none-of': Names.describe('None of these is there; globs.').optional(),
  exactly: z.array(Text).describe('These are there, and no others.').optional(),
} as const;

/** `{ all-of, any-of, none-of, exactly }`, all of which must hold; `spell` gives the one spelling of a written name. */
export function setCondition(spell: (written: string) => string = (written) => written) {
  return strict(setShape)
    .refine((written) => Object.values(written).some((value) => value !== undefined), {
      error: say('is empty', 'Name an operator: { none-of: […] }.'),
    })
    .transform(
      reading((written): SetCondition => {
        const { exactly } = written;
        return {
          allOf: (written['all-of'] ?? []).map(spell),
          anyOf: (written['any-of'] ?? []).map(spell),
          noneOf: (written['none-of'] ?? []).map(parseTextGlob),
          ...(exactly && { exactly: exactly.map(spell) }),
        };
      }),
    );
}

/** Why a list does not meet the condition: violations, each with what was found. */
export function setReasons(
  { allOf, anyOf, noneOf, exactly }: SetCondition,
  found: readonly string[],
  { what, platform, spellings = alone }: SetNames,
): readonly Reason[] {
  const there = new Set(found);
  const wanted = [...new Set([...allOf, ...(exactly ?? [])])];
  const lacking = wanted.filter((name) => !there.has(name));
  const isForbidden = (name: string): boolean =>
    noneOf.some((glob) => spellings(name).some((spelling) => glob.matches(spelling)));
  const forbidden = [...there].filter(isForbidden);
  const others = exactly === undefined ? [] : [...there].filter((name) => !exactly.includes(name));
  const hasAny = anyOf.length === 0 || anyOf.some((name) => there.has(name));

  const reasons: (readonly [message: string, expected: string])[] = [];
  if (lacking.length > 0) reasons.push([`${what} lack ${lacking.join(', ')}`, wanted.join(', ')]);
  if (!hasAny) reasons.push([`${what} have none of ${anyOf.join(', ')}`, `any of ${anyOf.join(', ')}`]);
  if (forbidden.length > 0) {
    const globs = noneOf.map(({ text }) => text).join(', ');
    reasons.push([`${what} have ${forbidden.join(', ')}, which is not allowed`, `none of ${globs}`]);
  }
  if (others.length > 0) {
    reasons.push([`${what} have ${others.join(', ')} besides`, `exactly ${exactly?.join(', ') || 'none'}`]);
  }
  const observed = found.join(', ') || 'none';
  return reasons.map(([message, expected]) => ({
    code: 'VIOLATION',
    message,
    ...(platform !== undefined && { platform }),
    observed,
    expected,
  }));
}

export type SetNames = {
  /** For messages, in the plural: `the ports`. */
  readonly what: string;
  readonly platform?: string;
  /** All names under which `none-of` may mean one. Default: itself. */
  readonly spellings?: (name: string) => readonly string[];
};

function alone(name: string): readonly string[] {
  return [name];
}
