import { z } from 'zod';
import type { Finding } from '../../domain/decision.ts';
import { severities } from '../../domain/vulnerability.ts';
import { By } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect } from '../choose.ts';
import { ofKind } from '../evidence-kind.ts';
import { Age } from '../operator.ts';
import { parsePackagePattern } from '../package-pattern.ts';
import { chooseScans } from '../scan-choice.ts';
import { judgeScan } from '../scan-judgement.ts';
import { countsText, SeverityLimits } from '../severity-count.ts';
import { previousUnits } from '../target-ratchet.ts';
import { Vex, vexReader } from '../vex-statement.ts';
import { Denial } from '../vulnerability-denial.ts';
import { oneOrMore, reading, say, strict, Text, whole } from '../written.ts';
import { weigh } from '../weigh.ts';

const Only = strict({
  fixable: z
    .literal(true)
    .describe('Those that have a fix; where it is not known whether they have, they count.')
    .optional(),
  types: z.array(Text).min(1).describe('Packages of these types: [deb, npm].').optional(),
  purls: z
    .array(Text.transform(reading(parsePackagePattern)))
    .min(1)
    .describe('Packages whose purl is like one of these globs: [pkg:npm/**].')
    .optional(),
}).refine((written) => Object.values(written).some((value) => value !== undefined), {
  error: say('is empty', 'Name what counts: { fixable: true }.'),
});

const Grace = z
  .partialRecord(z.enum(severities), Age)
  .refine((grace) => Object.keys(grace).length > 0, { error: say('is empty', 'Write { high: 7d }.') });

const Vulnerabilities = strict({
  by: By.describe('Whose scans count, or `local`. Default: every signer of trust.signers.').optional(),
  scanners: oneOrMore(Text)
    .transform((written) => [written].flat())
    .describe('Each of these must have scanned each platform: trivy, grype. Default: any one.')
    .optional(),
  'max-age': Age.describe(
    'How old a scan may be: 24h. An older one does not count, so that a newer one cannot be hidden.',
  ),
  max: SeverityLimits.describe('At most so many of a platform, by severity.').optional(),
  deny: Denial.describe('Refused whatever their number; `only` and `grace` do not excuse them.').optional(),
  only: Only.describe('What `max` and `new` count. Default: everything.').optional(),
  grace: Grace.describe(
    'For so long after it was published, or where that is not known after a fix came out, one of this severity does not count: { high: 7d }.',
  ).optional(),
  suppressions: z
    .enum(['refuse', 'count', 'accept'])
    .describe("What becomes of findings that the scanner's own settings hid. Default: count.")
    .default('count'),
  against: z
    .literal('target')
    .describe(
      'Compares with what the first moving tag of the stage names at its first target now. Without such a tag, or where it names nothing yet, there is nothing to be worse than.',
    )
    .optional(),
  new: whole(0)
    .describe('With `against`: at most so many that the target does not have. Default: 0.')
    .optional(),
  vex: Vex.describe('Whose VEX excuses findings. Default: none.').optional(),
})
  .refine(({ max, deny, against }) => max !== undefined || deny !== undefined || against !== undefined, {
    error: say('asks for nothing', 'Limit something: { max: { critical: 0 } }, deny, or against: target.'),
  })
  .refine((written) => written.new === undefined || written.against !== undefined, {
    error: say('`new` says nothing without `against`', 'Add against: target.'),
  });

/** Counts by severity and targeted denials, of the newest scans of each platform. */
export const vulnerabilitiesCheck = defineCheck({
  name: 'vulnerabilities',
  title: 'What trusted scans found, by severity and by name.',
  schema: Vulnerabilities,
  about: 'world',
  needs: ({ deny, against }) => ({
    evidence: true,
    previous: against === undefined ? 'no' : 'evidence',
    feeds: [
      ...(deny?.kev === true ? (['kev'] as const) : []),
      ...(deny?.epss === undefined ? [] : (['epss'] as const)),
    ],
  }),
  signers: ({ by, vex }) => [...new Set([...(by?.names ?? []), ...(vex?.by.names ?? [])])],
  judge(options, facts, judging) {
    const { by, scanners, 'max-age': maxAge, vex, max } = options;
    const { now } = judging;
    const want = { noun: 'scan', ...ofKind('scan'), by, covers: 'platform', wantsAll: true } as const;
    const context = {
      options,
      feeds: facts.feeds,
      judging,
      excuse: vex && vexReader({ vex, facts, judging }),
      ...(options.against && { previous: previousUnits(facts, { by, judging }) }),
    };
    const counts: string[] = [];
    const judgement = weigh(
      choose(inspect(facts), want, judging),
      ({ counted, platform }) => {
        const candidates = counted.map(({ evidence, part }) => ({ evidence, part: part.scan }));
        const { scans, ignored, reasons } = chooseScans(candidates, { scanners, maxAge, now });
        const judged = scans.map(({ part }) => judgeScan(part, platform, context));
        for (const { counted: units } of judged)
          counts.push(`${platform ?? 'image'} ${countsText(units, max)}`);
        return {
          reasons: [...reasons, ...judged.flatMap((each) => each.reasons)],
          findings: judged.flatMap(({ findings }) => findings),
          used: scans.map(({ evidence }) => evidence),
          ignored,
        };
      },
      {
        note: '',
        howTo: `Scan each platform and attest the report: trivy image --format cosign-vuln, cosign attest --type vuln.`,
      },
    );
    const { reasons } = judgement;
    const help = reasons.some(({ code }) => code === 'VIOLATION')
      ? remedy(judgement.findings)
      : judgement.help;
    return { ...judgement, note: counts.join('; '), ...(help !== undefined && { help }) };
  },
});

function remedy(findings: readonly Finding[]): string {
  const fixed = findings.flatMap(({ removedBy, package: found, detail = '' }) => {
    const versions = /^fixed in ([^·]+)/.exec(detail)?.[1]?.trim();
    return removedBy !== undefined || found === undefined || versions === undefined
      ? []
      : [`${found.name} ${versions}`];
  });
  const wanted = [...new Set(fixed)].slice(0, 3).join(', ');
  return wanted === ''
    ? 'Nothing is fixed yet: replace the package, or add a waiver with an expiry or a VEX statement.'
    : `Rebuild with ${wanted}, or add a waiver with an expiry.`;
}
