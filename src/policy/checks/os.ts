import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { OperatingSystem } from '../../domain/software.ts';
import { By } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Want } from '../choose.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { conditionOn } from '../one-document.ts';
import { TextCondition } from '../operator.ts';
import { say, strict } from '../written.ts';
import { weigh } from '../weigh.ts';

const Os = strict({
  by: By.describe(
    'Whose scans and SBOMs count, or `local`. Default: every signer of trust.signers.',
  ).optional(),
  family: TextCondition.describe('The distribution: [debian, alpine].').optional(),
  version: TextCondition.describe('Its version: { starts-with: "12" }.').optional(),
  'end-of-life': z.literal('refuse').describe('It must not be past its end of life.').optional(),
}).refine(({ family, version, 'end-of-life': end }) => (family ?? version ?? end) !== undefined, {
  error: say('asks for nothing', 'Write { end-of-life: refuse }, family or version.'),
});
type Os = z.output<typeof Os>;

const scans = ofKind('scan');
const sboms = ofKind('sbom');

/** The distribution inside, as scans and SBOMs recognised it. All that name one must satisfy. */
export const osCheck = defineCheck({
  name: 'os',
  title: 'The distribution in the image, and whether it is still maintained.',
  schema: Os,
  about: (options) => (options['end-of-life'] === undefined ? 'image' : 'world'),
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by?.names ?? [],
  judge(options, facts, judging) {
    const want: Want<OperatingSystem | undefined> = {
      noun: 'scan or SBOM',
      read: systemsOf,
      couldBe: (evidence) => scans.couldBe(evidence) || sboms.couldBe(evidence),
      by: options.by,
      covers: 'platform',
      wantsAll: true,
    };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) => {
        const known = counted.flatMap(({ part, evidence }) =>
          part === undefined ? [] : [{ os: part, evidence }],
        );
        if (known.length === 0)
          return {
            reasons: [{ code: 'INCOMPLETE', message: 'no scan or SBOM recognised the distribution' }],
          };
        return {
          reasons: [
            ...known.flatMap(({ os }) => judgeNames(os, options)),
            ...judgeEnd(
              known.map(({ os }) => os),
              options,
            ),
          ],
          used: known.map(({ evidence }) => evidence),
        };
      },
      {
        note: 'the distribution is allowed',
        help: 'Build on a distribution and version that the policy allows.',
        howTo:
          'Scan each platform with Trivy, which recognises the distribution and its end of life, and attest the report.',
      },
    );
  },
});

function systemsOf(evidence: Evidence): readonly (OperatingSystem | undefined)[] {
  return [
    ...scans.read(evidence).map(({ scan }) => scan.os),
    ...sboms.read(evidence).map(({ sbom }) => sbom.os),
  ];
}

function judgeNames({ family, version }: OperatingSystem, options: Os): readonly Reason[] {
  return [
    ...conditionOn('distribution', family, options.family),
    ...conditionOn('version of the distribution', version, options.version),
  ];
}

function judgeEnd(systems: readonly OperatingSystem[], options: Os): readonly Reason[] {
  if (options['end-of-life'] === undefined) return [];
  const ended = systems.find(({ endOfLife }) => endOfLife === true);
  if (ended !== undefined) {
    const observed = [ended.family, ended.version].filter((text) => text !== undefined).join(' ');
    return [violation('the distribution is past its end of life', { observed, expected: 'maintained' })];
  }
  if (systems.some(({ endOfLife }) => endOfLife === false)) return [];
  return [{ code: 'INCOMPLETE', message: 'nothing says whether the distribution is past its end of life' }];
}
