import { z } from 'zod';
import type { Finding, Reason } from '../../domain/decision.ts';
import type { Judging } from '../../domain/policy.ts';
import type { Package } from '../../domain/software.ts';
import { defineCheck } from '../check.ts';
import { inventoryShape, judgeInventory, type InventoryItem } from '../inventory.ts';
import { violation } from '../judgement.ts';
import { parseLicence, standingOfLicence, worst, type LicenceStanding } from '../licence-expression.ts';
import { parsePackagePattern } from '../package-pattern.ts';
import { reading, say, strict, Text, whole } from '../written.ts';

/** One licence, so that a misspelt one is a mistake in the config and not a rule that never holds. */
const Licence = Text.refine((text) => parseLicence(text)?.kind === 'licence', {
  error: say(
    'is not one SPDX licence',
    "Write it as SPDX's list does, with case: AGPL-3.0-only, GPL-2.0-only WITH Classpath-exception-2.0, LicenseRef-acme.",
  ),
});

const Expression = Text.refine((text) => parseLicence(text) !== undefined, {
  error: say('is not an SPDX expression', "Write ids of SPDX's list: MIT, Apache-2.0 OR MIT."),
});

const saysNothing = new Set(['NOASSERTION', 'NONE']);

const Licenses = strict({
  ...inventoryShape,
  allow: z.array(Licence).min(1).describe('Every licence must be one of these.').optional(),
  deny: z
    .array(Licence)
    .min(1)
    .describe('No licence may be one of these, with an exception or without.')
    .optional(),
  unknown: z
    .union([
      z.enum(['refuse', 'allow']),
      strict({ max: whole(0).describe('At most so many packages of a platform.') }),
    ])
    .describe('What becomes of packages whose licence is not stated or no SPDX expression. Default: refuse.')
    .default('refuse'),
  aliases: z
    .record(
      Text.refine((text) => !saysNothing.has(text), {
        error: say(
          'says nothing, so it cannot stand for a licence',
          'Use `except` for packages that you know.',
        ),
      }),
      Expression,
    )
    .describe('Names as they are written in SBOMs, and what they mean: { "Apache 2": Apache-2.0 }.')
    .optional(),
  except: z
    .array(Text.transform(reading(parsePackagePattern)))
    .min(1)
    .describe('Packages that are not judged, as globs over purls: pkg:deb/debian/*.')
    .optional(),
}).refine(({ allow, deny }) => (allow ?? deny) !== undefined, {
  error: say('asks for nothing', 'Name licences to allow or to deny: { deny: [AGPL-3.0-only] }.'),
});
type Licenses = z.output<typeof Licenses>;

/** Licence expressions of the packages (policy.md §2.3). */
export const licensesCheck = defineCheck({
  name: 'licenses',
  title: 'The licences of the packages, by their SPDX expressions.',
  schema: Licenses,
  about: 'world',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by?.names ?? [],
  judge(options, facts, judging) {
    const words = {
      note: 'every licence is allowed',
      help: 'Replace the packages, or add a waiver with an expiry; a name that is no SPDX id may be given in `aliases`.',
      howTo:
        'Make the SBOM with a tool that reads licences, give `aliases` for names that are no SPDX ids, or say how many may be `unknown`.',
    };
    const standingOfText = reader(options);
    return judgeInventory({ options, facts, judging, words }, (item) =>
      judgePackages(item, { options, judging, standingOfText }),
    );
  },
});

type Context = {
  readonly options: Licenses;
  readonly judging: Judging;
  readonly standingOfText: (text: string) => LicenceStanding;
};

function judgePackages(
  { packages, platform }: InventoryItem,
  { options, judging, standingOfText }: Context,
): { readonly reasons: readonly Reason[]; readonly findings: readonly Finding[] } {
  const found = packages.flatMap((each): Found[] => {
    const standing = standingOf(each, standingOfText);
    if (standing === 'allowed' || (standing === 'unknown' && options.unknown === 'allow')) return [];
    const finding = findingOf(each, platform);
    if (options.except?.some((pattern) => pattern.matches(each)) === true)
      return [{ standing, finding: { ...finding, removedBy: 'except' } }];
    const waiver = judging.waiverFor(finding);
    return [
      {
        standing,
        finding: waiver === undefined ? finding : { ...finding, removedBy: 'waiver', removal: waiver },
      },
    ];
  });
  const counting = found.filter(({ finding }) => finding.removedBy === undefined);
  const of = (wanted: LicenceStanding): readonly Found[] =>
    counting.filter(({ standing }) => standing === wanted);
  return {
    reasons: [
      ...refusal('a licence is denied', of('denied'), `none of ${options.deny?.join(', ') ?? ''}`),
      ...refusal(
        'a licence is not among those that are allowed',
        of('unlisted'),
        options.allow?.join(', ') ?? '',
      ),
      ...unknownReasons(of('unknown'), options.unknown),
    ],
    findings: found.map(({ finding }) => finding),
  };
}

type Found = { readonly standing: LicenceStanding; readonly finding: Finding };

/** By the text of a licence; each text is read once, however many packages have it. */
function reader({ allow, deny = [], aliases = {} }: Licenses): (text: string) => LicenceStanding {
  const known = new Map<string, LicenceStanding>();
  const allowed = allow && new Set(allow);
  const denied = new Set(deny.map(current));
  const read = (written: string): LicenceStanding => {
    const text = Object.hasOwn(aliases, written) ? (aliases[written] ?? written) : written;
    const expression = parseLicence(text);
    if (expression === undefined) return 'unknown';
    return standingOfLicence(expression, (licence) => {
      if (denied.has(current(licence.text)) || denied.has(current(licence.id))) return 'denied';
      if (allowed?.has(licence.text) === true) return 'allowed';
      if (licence.isReference) return 'unknown';
      return allowed === undefined ? 'allowed' : 'unlisted';
    });
  };
  return (text) => {
    const standing = known.get(text) ?? read(text);
    known.set(text, standing);
    return standing;
  };
}

/** SPDX's own new names of the GNU licences: whoever denies `GPL-2.0-only` denies what older tools call `GPL-2.0`. */
function current(id: string): string {
  return id.replace(/^((?:AGPL|LGPL|GPL|GFDL)-\d\.\d)(\+?)(?= |$)/, (_, name: string, plus: string) =>
    plus === '' ? `${name}-only` : `${name}-or-later`,
  );
}

/** Several licences mean AND; none means that nobody said. */
function standingOf(
  { licenses }: Package,
  standingOfText: (text: string) => LicenceStanding,
): LicenceStanding {
  return licenses.length === 1 ? standingOfText(licenses[0] ?? '') : worst(licenses.map(standingOfText));
}

function refusal(message: string, found: readonly Found[], expected: string): readonly Reason[] {
  if (found.length === 0) return [];
  const names = [
    ...new Set(found.map(({ finding }) => `${finding.license ?? ''} (${finding.package?.name ?? ''})`)),
  ];
  const more = names.length > 5 ? `, and ${names.length - 5} more` : '';
  return [violation(message, { observed: `${names.slice(0, 5).join(', ')}${more}`, expected })];
}

function unknownReasons(found: readonly Found[], unknown: Licenses['unknown']): readonly Reason[] {
  const most = typeof unknown === 'string' ? 0 : unknown.max;
  if (found.length <= most) return [];
  const observed = found.length === 1 ? '1 package' : `${found.length} packages`;
  if (typeof unknown !== 'string')
    return [violation('too many packages have no known licence', { observed, expected: `<= ${most}` })];
  return [{ code: 'INCOMPLETE', message: 'packages have no known licence', observed }];
}

function findingOf({ name, version, purl, licenses }: Package, platform: string | undefined): Finding {
  const text = licenses.join(' AND ');
  return {
    ...(platform !== undefined && { platform }),
    license: text === '' ? 'NOASSERTION' : text.length > 200 ? `${text.slice(0, 200)}…` : text,
    package: { name, ...(version !== undefined && { version }), ...(purl !== undefined && { purl }) },
  };
}
