import { z } from 'zod';
import { checkNames, checks } from './catalogue.ts';
import { DtrRule, SeverityScale } from './dtr-rule.ts';
import { takesPlatform } from './platform-name.ts';
import { Day, Duration, Name, oneOrMore, readable, say, strict, Text } from './written.ts';

/** An item of a policy as written, its options as the check's own schema gives them. */
export type WrittenItem = {
  readonly id?: string | undefined;
  readonly why?: string | undefined;
  readonly level?: 'enforce' | 'warn' | undefined;
  readonly 'effective-from'?: string | undefined;
  readonly 'on-platforms'?: readonly string[] | undefined;
  readonly 'on-rollback'?: 'record' | 'enforce' | undefined;
  readonly any?: readonly WrittenItem[] | undefined;
  /** By the name of the check. */
  readonly [check: string]: unknown;
};

const PlatformText = z.string().regex(/^[A-Za-z0-9_.*?[\]\\-]+(?:\/[A-Za-z0-9_.*?[\]\\-]+){1,2}$/, {
  error: say('is not a platform', "Write system and architecture: linux/amd64, linux/arm64/v8, 'windows/*'."),
});

/** What an alternative of `any` may have besides its check: what is left belongs to the `any` as a whole. */
const alternativeKeys = {
  id: Name.describe('What reports and waivers call it. Default: the name of the check.').optional(),
  why: Text.describe('Why it is asked for; it is shown where it refuses.').optional(),
  'on-platforms': z
    .array(PlatformText)
    .min(1)
    .superRefine(readable((texts: readonly string[]) => texts.map(takesPlatform)))
    .describe('Only for these platforms, or globs of them: [linux/amd64]. Default: all.')
    .optional(),
};

const OnRollback = z
  .enum(['record', 'enforce'])
  .describe('Whether what time and the world changed refuses a rollback too. Default: record.');

const itemKeys = {
  ...alternativeKeys,
  level: z
    .enum(['enforce', 'warn'])
    .describe('warn: it is shown and refuses nothing. Default: enforce.')
    .optional(),
  'effective-from': Day.describe('Before this day, in UTC, it is shown and refuses nothing.').optional(),
  'on-rollback': OnRollback.optional(),
};

/** Each check's options under its name. Judged by key, so that an error speaks of the one check that was meant. */
const optionKeys: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  checks.map(({ name, title, schema }) => [
    name,
    schema
      .meta({ id: `check-${name}` })
      .optional()
      .describe(title),
  ]),
);

function item(keys: Readonly<Record<string, z.ZodType>>, names: readonly string[]): z.ZodType<WrittenItem> {
  const known = [...names, ...Object.keys(keys).filter((key) => !names.includes(key))];
  return z
    .strictObject(
      { ...optionKeys, ...keys },
      { error: (issue) => (issue.code === 'unrecognized_keys' ? say(known.join(' '), 'check') : undefined) },
    )
    .meta({ oneOf: names.map((name) => ({ required: [name] })) });
}

const Alternative = item(alternativeKeys, checkNames).meta({
  id: 'alternative',
  description: 'One check with its options, and id, why, on-platforms.',
});

/** Exactly one check, or `any`; that there is one and no second is judged where the position is known. */
const Item = item(
  {
    any: z
      .array(Alternative)
      .min(2, { error: say('needs two alternatives or more', 'Write any: [{ CHECK: … }, { CHECK: … }].') })
      .describe('Alternatives, of which one must pass.')
      .optional(),
    ...itemKeys,
  },
  [...checkNames, 'any'],
).meta({
  id: 'item',
  description:
    'A check with its options, or any; and id, why, level, effective-from, on-platforms, on-rollback.',
});

const Items = z.array(Item).describe('Checks, all of which must pass.');

/** A named list of checks: policy.md §5.2 and §5.5, or DTR's own form. */
export const WrittenPolicy = z.union([
  Items,
  strict({
    extends: oneOrMore(Name).describe('Policies whose checks must pass as well.').optional(),
    require: Items.optional(),
    rules: z
      .array(DtrRule)
      .describe("Rules in the form of DTR's promotion policies; all must hold.")
      .optional(),
    'severity-scale': SeverityScale.optional(),
    by: oneOrMore(Name)
      .describe('Whose evidence `rules` judge: signers, or local. Default: every signer of trust.signers.')
      .optional(),
    'max-age': Duration.describe('How old a scan may be that `rules` judge. Default: 7d.').optional(),
    'on-rollback': OnRollback.optional(),
  }),
]);
export type WrittenPolicy = z.output<typeof WrittenPolicy>;

/** The keys of an item that name what it checks. */
export function checksOf(written: WrittenItem): readonly string[] {
  return Object.keys(written).filter((key) => !Object.hasOwn(itemKeys, key));
}
