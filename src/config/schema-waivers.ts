import { z } from 'zod';
import { parseGlob, parseTextGlob } from '../domain/glob.ts';
import { HoistError } from '../errors.ts';
import { parseDigest } from '../image/digest.ts';
import { Day, Duration, Name, readable, strict, Text } from '../policy/written.ts';

/** A glob of nothing but wildcards would waive a whole check (I7). */
function refuseEverything(glob: string): void {
  if (/^[*?]+$/.test(glob)) {
    throw new HoistError('config', 'WAIVER_WIDE', 'is every package', {
      hint: 'A waiver removes named findings: name the package.',
    });
  }
}

const Match = strict({
  vulnerability: Text.describe('Its id, or another name of it: CVE-2026-12345.').optional(),
  package: Text.max(256)
    .superRefine(readable(refuseEverything))
    .superRefine(readable(parseTextGlob))
    .describe('A glob over the purl, or over NAME@VERSION where there is none: pkg:deb/debian/libxml2*.')
    .optional(),
  license: Text.describe('The licence as it is found.').optional(),
  label: Text.describe('The name of the label or annotation.').optional(),
  rule: Name.describe('The id of the check, where its findings have no names: size.').optional(),
  image: Text.superRefine(readable(parseGlob))
    .describe('Only for these source repositories: a glob.')
    .optional(),
  stage: Name.describe('Only for stages of this name.').optional(),
  digest: Text.superRefine(readable(parseDigest)).describe('Only for this image.').optional(),
});

const Waiver = strict({
  id: Name.describe('Unique; named in every record.'),
  check: Text.describe('The check whose findings it removes.'),
  match: Match.describe('Which findings, and of which images. Every key that is there must match.'),
  reason: Text.describe('Why it is right to accept them.'),
  owner: Text.describe('Who answers for it.'),
  expires: Day.describe('The last day on which it counts, in UTC.'),
  ticket: Text.describe('Where it was discussed.').optional(),
  'break-glass': z
    .boolean()
    .describe('Waives a refusal by signature or provenance, which no other waiver may.')
    .default(false),
  outcome: z.literal('missing').describe('Accepts that the evidence is missing, too.').optional(),
});

export const Waivers = z.array(Waiver);
export type Waivers = z.output<typeof Waivers>;
export type WrittenWaiver = z.output<typeof Waiver>;

export const Limits = strict({
  'waiver-max': Duration.describe('How far ahead a waiver may expire.').default('90d'),
  'warn-before': Duration.describe('How long before it expires a waiver is warned about.').default('14d'),
  waivable: z
    .array(Text)
    .describe('The checks whose findings may be waived.')
    .default(['vulnerabilities', 'licenses', 'components', 'size']),
  'waiver-review': z
    .enum(['required', 'off'])
    .describe('required: a waiver counts when somebody else than its author approved its change.')
    .default('off'),
  'local-with-approval': z
    .boolean()
    .describe('Whether reports of the job (`local`) count for a stage with approval: required.')
    .default(false),
});
export type Limits = z.output<typeof Limits>;
