import { z } from 'zod';
import { Duration, Name, oneOrMore, say, strict, Text } from '../policy/written.ts';
import { FromFile, FilePath } from './schema-words.ts';

/** One criterion with its options, and keys common to all; the vocabulary is judged by the policy room. */
const Check = z
  .record(Text, z.unknown())
  .refine((check) => Object.keys(check).length > 0, {
    error: say('is empty', 'Name a check, with its options.'),
  })
  .describe('A check, its options, and id, why, level, effective-from, on-platforms, on-rollback.');

/** DTR's nine fields and fourteen operators (seeds.md §1.2). */
const Rule = strict({
  field: z
    .enum([
      'tag',
      'component.name',
      'license.name',
      'vulnerability_all',
      'vulnerability_critical',
      'vulnerability_major',
      'vulnerability_minor',
      'updated_at',
      'updated_at_duration',
    ])
    .describe("What DTR's rule looks at."),
  operator: z
    .enum(['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'sw', 'ew', 'c', 'oo', 'noo', 'bf', 'af', 'matches'])
    .describe('How it compares.'),
  values: z.array(z.union([z.string(), z.number()])).describe('What it compares with.'),
});

const onRollback = z
  .enum(['record', 'enforce'])
  .describe('Whether what time and the world changed refuses a rollback too.')
  .optional();

const Policy = z.union([
  z.array(Check).describe('Checks, all of which must pass.'),
  strict({
    extends: oneOrMore(Name).describe('Policies whose checks must pass as well.').optional(),
    require: z.array(Check).describe('Checks, all of which must pass.').optional(),
    rules: z.array(Rule).describe("Rules in the form of DTR's promotion policies; all must hold.").optional(),
    'severity-scale': z
      .enum(['dtr', 'cvss'])
      .describe("What `rules` call critical: DTR's CVSS 7.0 and above, or CVSS 9.0 and above.")
      .optional(),
    'on-rollback': onRollback,
  }),
]);

const Policies = z.record(Name, Policy);

const Trust = strict({
  roots: z
    .array(z.union([Text, strict({ 'trusted-root': FilePath.describe('A trusted root of your own.') })]))
    .describe('Whose certificates count: sigstore, github, or a file.')
    .optional(),
  signers: z
    .record(
      Name,
      z.record(Text, z.unknown()).refine((signer) => Object.keys(signer).length > 0, {
        error: say(
          'is empty',
          'Say who it is: { github: { repository: OWNER/REPO, workflow: … } } or { key: … }.',
        ),
      }),
    )
    .describe('Who signs, by the name that checks use.')
    .optional(),
});

const Waiver = strict({
  id: Text.describe('Unique; named in every record.'),
  check: Text.describe('The check whose findings it removes.'),
  match: z
    .record(Text, z.unknown())
    .refine((match) => Object.keys(match).length > 0, {
      error: say('is empty', 'A waiver removes named findings: { vulnerability: CVE-…, package: … }.'),
    })
    .describe('Which findings: vulnerability, package, license, image, stage, digest.'),
  reason: Text.describe('Why it is right to accept them.'),
  owner: Text.describe('Who answers for it.'),
  expires: z.iso
    .date({ error: say('is not a date', 'Write 2026-01-31, the last day on which it counts.') })
    .describe('The last day on which it counts, in UTC.'),
  ticket: Text.describe('Where it was discussed.').optional(),
  'break-glass': z.boolean().describe('May waive a signature or provenance.').optional(),
  outcome: z.literal('missing').describe('Waives evidence that is missing, too.').optional(),
});

const Limits = strict({
  'waiver-max': Duration.describe('How far ahead a waiver may expire.').default('90d'),
  'warn-before': Duration.describe('How long before it expires a waiver is warned about.').default('14d'),
  waivable: z
    .array(Text)
    .describe('The checks whose findings may be waived.')
    .default(['vulnerabilities', 'licenses', 'components', 'size']),
});

/** The parts that may each be in a file of their own, and what the file then holds. */
export const fileable = {
  trust: Trust,
  policies: Policies,
  waivers: z.array(Waiver),
  limits: Limits,
} as const;

export const policyParts = {
  trust: z
    .union([FromFile, Trust])
    .describe('Roots and signers that evidence is verified against.')
    .default({}),
  evidence: strict({
    sources: z
      .array(z.enum(['referrers', 'cosign-tags', 'index', 'github']))
      .describe('Where to look for evidence.')
      .optional(),
    files: z
      .record(Name, z.array(Text))
      .describe('Reports that an earlier step of the same job made.')
      .optional(),
    feeds: z.record(Name, z.unknown()).describe('Lists from outside: kev, epss.').optional(),
  })
    .describe('Where evidence comes from.')
    .default({}),
  policies: z.union([FromFile, Policies]).describe('Named lists of checks.').default({}),
  waivers: z
    .union([FromFile, fileable.waivers])
    .describe('Findings that are accepted, each until a date.')
    .default([]),
  limits: z.union([FromFile, Limits]).describe('What waivers may do.').prefault({}),
};

export type Policies = z.infer<typeof Policies>;
export type Trust = z.infer<typeof Trust>;
export type Waivers = z.infer<typeof fileable.waivers>;
export type Limits = z.infer<typeof Limits>;
export type WrittenPolicy = z.infer<typeof Policy>;
