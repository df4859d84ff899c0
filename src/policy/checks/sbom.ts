import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { Package } from '../../domain/software.ts';
import { defineCheck } from '../check.ts';
import { inventoryShape, judgeInventory } from '../inventory.ts';
import { violation } from '../judgement.ts';
import { freshness } from '../one-document.ts';
import { Age, PartCondition, type Condition } from '../operator.ts';
import { strict, whole } from '../written.ts';

const formatOf = {
  'spdx-2': 'spdx',
  'spdx-3': 'spdx',
  cyclonedx: 'cyclonedx',
  syft: 'syft',
  trivy: 'trivy',
} as const;

/** Each platform has an SBOM that is of use. */
export const sbomCheck = defineCheck({
  name: 'sbom',
  title: 'Each platform has a trusted SBOM of usable quality.',
  schema: strict({
    ...inventoryShape,
    formats: z
      .array(z.enum(['spdx', 'cyclonedx', 'syft', 'trivy']))
      .min(1)
      .describe('Only SBOMs in these formats count. Default: all that Hoist reads.')
      .optional(),
    'min-components': whole(1).describe('It must list so many packages. Default: 1.').optional(),
    'purl-coverage': PartCondition.describe(
      'The part of its packages that have a purl: ">= 95%".',
    ).optional(),
    'max-age': Age.describe('How old it may be: 90d.').optional(),
  }),
  about: 'image',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by?.names ?? [],
  judge(options, facts, judging) {
    const { formats, 'min-components': least = 1, 'purl-coverage': coverage, 'max-age': maxAge } = options;
    const help = 'Make the SBOM with a tool that sees the packages of the final image, and attest it.';
    return judgeInventory(
      {
        options,
        facts,
        judging,
        words: { note: 'an SBOM for each platform', help },
        takes: ({ format }) => formats?.includes(formatOf[format]) ?? true,
      },
      ({ sbom, packages, evidence }) => ({
        reasons: [
          ...count(packages, least),
          ...covered(packages, coverage),
          ...freshness(evidence, sbom.created, { noun: 'SBOM', maxAge, now: judging.now }),
        ],
      }),
    );
  },
});

function count(packages: readonly Package[], least: number): readonly Reason[] {
  if (packages.length >= least) return [];
  const message = 'the SBOM lists too few packages';
  return [violation(message, { observed: String(packages.length), expected: `>= ${least}` })];
}

function covered(packages: readonly Package[], condition: Condition<number> | undefined): readonly Reason[] {
  if (condition === undefined) return [];
  const share = packages.filter(({ purl }) => purl !== undefined).length / packages.length;
  if (condition.holds(share) === true) return [];
  // Rounded down: 99.96% is not 100%.
  const observed = `${Math.floor(share * 1000) / 10}%`;
  return [violation('too few of the packages have a purl', { observed, expected: condition.text })];
}
