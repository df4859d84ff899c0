import { z } from 'zod';
import type { Reason } from '../domain/decision.ts';
import { follow, parsePointer } from './json-pointer.ts';
import { violation } from './judgement.ts';
import { NumberCondition, textCondition, textShape, type Condition } from './operator.ts';
import { setCondition, setReasons, type SetCondition } from './set-condition.ts';
import { reading, say, strict } from './written.ts';

const Sets = setCondition();
const { equals: _, ...textOperators } = textShape;

/** Something that a document must say at a JSON pointer. */
export type PointerCondition = {
  readonly at: string;
  /** Why the document does not say it; empty: it does. */
  reasons(document: unknown): readonly Reason[];
};

/** `{ at: /result, equals: PASSED }`, `{ at: /score, number: ">= 7" }`, `{ at: /passedTests, set: { all-of: [unit] } }`. */
export const PointerCondition = strict({
  at: z
    .string()
    .superRefine((text, context) => void reading(parsePointer)(text, context))
    .describe('A JSON pointer into the predicate: /result, /scores/0.'),
  equals: z.union([z.string(), z.number(), z.boolean()]).describe('Exactly this, of this type.').optional(),
  ...textOperators,
  number: NumberCondition.describe('A number with an operator: ">= 7".').optional(),
  set: Sets.describe('A list of texts: { all-of, any-of, none-of, exactly }.').optional(),
})
  .refine((written) => Object.keys(written).some((key) => key !== 'at'), {
    error: say('has no operator', 'Say what must be there: { at: /result, equals: PASSED }.'),
  })
  .transform(
    reading(({ at, equals, number, set, ...text }): PointerCondition => {
      const pointer = parsePointer(at);
      const texts = Object.values(text).some((value) => value !== undefined)
        ? textCondition(text)
        : undefined;
      return {
        at,
        reasons(document) {
          const value = follow(pointer, document);
          if (value === undefined) return [{ code: 'INCOMPLETE', message: `nothing is at ${at}` }];
          return [
            ...(equals === undefined || value === equals ? [] : [unlike(at, value, String(equals))]),
            ...(texts === undefined ? [] : textReasons(at, value, texts)),
            ...(number === undefined ? [] : numberReasons(at, value, number)),
            ...(set === undefined ? [] : listReasons(at, value, set)),
          ];
        },
      };
    }),
  );

function textReasons(at: string, value: unknown, condition: Condition<string>): readonly Reason[] {
  if (typeof value !== 'string') return [otherType(at, 'text', condition.text)];
  return held(at, value, condition);
}

function numberReasons(at: string, value: unknown, condition: Condition<number>): readonly Reason[] {
  // JSON.parse gives Infinity for 1e400.
  if (typeof value !== 'number' || !Number.isFinite(value)) return [otherType(at, 'number', condition.text)];
  return held(at, value, condition);
}

function listReasons(at: string, value: unknown, condition: SetCondition): readonly Reason[] {
  const isTexts = Array.isArray(value) && value.every((each): each is string => typeof each === 'string');
  return isTexts
    ? setReasons(condition, value, { what: `the texts at ${at}` })
    : [otherType(at, 'list of texts')];
}

function held<Value>(at: string, value: Value, condition: Condition<Value>): readonly Reason[] {
  const answer = condition.holds(value);
  if (answer === true) return [];
  if (answer === false) return [unlike(at, value, condition.text)];
  const message = `what is at ${at} cannot be compared`;
  return [{ code: 'INCOMPLETE', message, observed: shown(value), expected: condition.text }];
}

function unlike(at: string, value: unknown, expected: string): Reason {
  return violation(`what is at ${at} is not what the policy wants`, { observed: shown(value), expected });
}

function otherType(at: string, wanted: string, expected?: string): Reason {
  const message = `what is at ${at} is no ${wanted}`;
  return { code: 'INCOMPLETE', message, ...(expected !== undefined && { expected }) };
}

/** Documents are other people's: no more of them than a line. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
