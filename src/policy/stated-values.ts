import { z } from 'zod';
import type { Finding, Judgement, Reason } from '../domain/decision.ts';
import type { Judging } from '../domain/policy.ts';
import { violation } from './judgement.ts';
import { TextCondition, type Condition } from './operator.ts';
import { concluded } from './per-platform.ts';
import { say, Text } from './written.ts';

/** Conditions by key, and keys that must be there whatever they say. */
export type StatedCondition = {
  readonly required: readonly string[];
  readonly conditions: readonly (readonly [key: string, condition: Condition<string>])[];
};

/** `{ KEY: condition, required: [KEY, …] }`, of labels and annotations. */
export const StatedValues = z
  .object({ required: z.array(Text).min(1).describe('Keys that must be there, and not empty.').optional() })
  .catchall(
    TextCondition.describe(
      'What its value must be: { org.opencontainers.image.vendor: acme, version: { semver: ">= 1" } }.',
    ),
  )
  .refine((written) => Object.keys(written).length > 0, {
    error: say('is empty', 'Name a key and what it must be, or `required: […]`.'),
  })
  .transform(({ required = [], ...conditions }): StatedCondition => ({
    required,
    conditions: Object.entries(conditions),
  }));

/** What one manifest or config says of itself. */
export type Stated = { readonly platform?: string; readonly values: Readonly<Record<string, string>> };

export type StatedJudging = {
  /** `label`, `annotation`. */
  readonly what: string;
  readonly judging: Judging;
  /** What could not be read. */
  readonly unread?: readonly Reason[];
  /** Everything that states a key must agree; where one of these has it, the others need not. */
  readonly covers?: Stated;
};

/** Judges what is stated, key by key, and that all who state a value state the same (policy.md §5.2). */
export function judgeStated(
  { required, conditions }: StatedCondition,
  stated: readonly Stated[],
  { what, judging, unread = [], covers }: StatedJudging,
): Judgement {
  const findings: Finding[] = [];
  const reasons: Reason[] = [...unread];
  const lacks = (key: string): readonly Stated[] =>
    covers !== undefined && valueOf(covers, key) !== undefined
      ? []
      : stated.filter((one) => valueOf(one, key) === undefined);

  for (const key of required) {
    const empty = [...(covers ? [covers] : []), ...stated].filter((one) => valueOf(one, key) === '');
    reasons.push(...[...lacks(key), ...empty].map((one) => lacking(one, `the ${what} ${key} is not there`)));
  }
  for (const [key, condition] of conditions) {
    const stating = [...(covers ? [covers] : []), ...stated].flatMap((one) => {
      const value = valueOf(one, key);
      return value === undefined ? [] : [{ one, value, holds: condition.holds(value) }];
    });
    const expected = condition.text;
    reasons.push(
      ...lacks(key).map((one) => ({ ...lacking(one, `the ${what} ${key} is not there`), expected })),
    );
    for (const { one, value, holds } of stating) {
      if (holds === true) continue;
      const about = { ...platformOf(one), observed: value, expected };
      if (holds === undefined) {
        reasons.push({
          code: 'INCOMPLETE',
          message: `the ${what} ${key} cannot be compared with that`,
          ...about,
        });
        continue;
      }
      const finding: Finding = { ...platformOf(one), label: key, detail: value };
      const removal = judging.waiverFor(finding);
      findings.push({ ...finding, ...(removal !== undefined && { removedBy: 'waiver', removal }) });
      if (removal === undefined) reasons.push(violation(`the ${what} ${key} is not as it must be`, about));
    }
    const values = new Set(stating.map(({ value }) => value));
    if (values.size > 1 && stating.every(({ holds }) => holds === true)) {
      const message = `the platforms disagree on the ${what} ${key}`;
      reasons.push({ code: 'CONTRADICTION', message, observed: [...values].join(', '), expected });
    }
  }
  const keys = [...new Set([...required, ...conditions.map(([key]) => key)])];
  return concluded(reasons, {
    findings,
    note: keys.join(', '),
    help: `Build the image with the ${what}s that the policy wants.`,
  });
}

function valueOf({ values }: Stated, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function platformOf({ platform }: Stated): { platform?: string } {
  return platform === undefined ? {} : { platform };
}

function lacking(one: Stated, message: string): Reason {
  return { code: 'INCOMPLETE', message, ...platformOf(one) };
}
