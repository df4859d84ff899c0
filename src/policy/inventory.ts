import { z } from 'zod';
import type { Evidence } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import type { Finding, Judgement, Reason } from '../domain/decision.ts';
import type { Judging } from '../domain/policy.ts';
import type { Package, Sbom } from '../domain/software.ts';
import { By } from './by.ts';
import { choose, inspect } from './choose.ts';
import { ofKind } from './evidence-kind.ts';
import { weigh, type Words } from './weigh.ts';

/** Whose SBOM is looked at: the options that all checks of packages have. */
export const inventoryShape = {
  by: By.describe('Whose SBOM counts, or `local`. Default: every signer of trust.signers.').optional(),
  trust: z
    .literal('unsigned')
    .describe('Takes unsigned SBOMs as well, which anybody who can push may have written.')
    .optional(),
};

type InventoryOptions = { readonly by?: By | undefined; readonly trust?: 'unsigned' | undefined };

/** What one SBOM of one platform comes to. */
export type SbomWeight = { readonly reasons: readonly Reason[]; readonly findings?: readonly Finding[] };

type Request = {
  readonly options: InventoryOptions;
  readonly facts: Facts;
  readonly judging: Judging;
  readonly words: Words;
  /** Which of the trusted SBOMs are looked at; default: all. */
  readonly takes?: (sbom: Sbom) => boolean;
};

export type InventoryItem = {
  readonly sbom: Sbom;
  readonly packages: readonly Package[];
  readonly evidence: Evidence;
  readonly platform: string | undefined;
};

/**
 * Judges the SBOMs of each platform. All that count must satisfy (policy.md §5.3): one that lists less excuses nothing.
 * One that lists nothing says nothing, and is not "without it".
 */
export function judgeInventory(request: Request, judge: (item: InventoryItem) => SbomWeight): Judgement {
  const { options, facts, judging, words, takes = () => true } = request;
  const kind = ofKind('sbom');
  const want = {
    ...kind,
    noun: 'SBOM',
    read: (evidence: Evidence) => kind.read(evidence).filter(({ sbom }) => takes(sbom)),
    by: options.by,
    trust: options.trust,
    covers: 'platform',
    wantsAll: true,
  } as const;
  const judgement = weigh(
    choose(inspect(facts), want, judging),
    ({ counted, platform }) => {
      const weights = counted.map(({ evidence, part: { sbom } }): SbomWeight => {
        if (sbom.packages.length === 0)
          return {
            reasons: [{ code: 'INCOMPLETE', message: `the SBOM lists no packages: ${evidence.title}` }],
          };
        return judge({ sbom, packages: sbom.packages, evidence, platform });
      });
      return {
        reasons: weights.flatMap(({ reasons }) => reasons),
        findings: weights.flatMap(({ findings = [] }) => findings),
      };
    },
    {
      howTo: 'Build with `sbom: true` and sign the index digest, or attest an SBOM for each platform.',
      ...words,
    },
  );
  const isOpen = judgement.evidence.some(({ trust }) => trust === 'unsigned');
  return isOpen
    ? { ...judgement, note: [judgement.note, 'by unsigned SBOMs'].filter(Boolean).join(', ') }
    : judgement;
}
