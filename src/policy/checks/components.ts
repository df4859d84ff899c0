import { z } from 'zod';
import type { Finding, Reason } from '../../domain/decision.ts';
import type { Judging } from '../../domain/policy.ts';
import type { Package } from '../../domain/software.ts';
import { defineCheck } from '../check.ts';
import { inventoryShape, judgeInventory, type InventoryItem } from '../inventory.ts';
import { violation } from '../judgement.ts';
import { TextCondition } from '../operator.ts';
import { parsePackagePattern, purlType } from '../package-pattern.ts';
import { reading, say, strict, Text, whole } from '../written.ts';

const Component = strict({
  purl: Text.describe(
    'A purl or a glob over purls: pkg:npm/event-stream, pkg:deb/debian/*. Either this or name.',
  )
    .transform(reading(parsePackagePattern))
    .optional(),
  name: TextCondition.describe("The package's name. Either this or purl.").optional(),
  version: TextCondition.describe(
    'Its version: a text, or { semver: "< 2" } where its kind has such versions.',
  ).optional(),
}).refine(({ purl, name }) => (purl === undefined) !== (name === undefined), {
  error: say('names no component', 'Write either purl or name: { purl: pkg:npm/event-stream }.'),
});
type Component = z.output<typeof Component>;

/** Packages that must not be there, and packages that must. */
export const componentsCheck = defineCheck({
  name: 'components',
  title: 'Packages that the image must not have, or must have, by its SBOMs.',
  schema: strict({
    ...inventoryShape,
    deny: z.array(Component).min(1).describe('None of these is there.').optional(),
    require: z.array(Component).min(1).describe('Each of these is there.').optional(),
    'max-count': whole(1).describe('At most so many packages.').optional(),
  }).refine((written) => (written.deny ?? written.require ?? written['max-count']) !== undefined, {
    error: say(
      'asks for nothing',
      'Name what to deny or to require: { deny: [{ purl: pkg:npm/event-stream }] }.',
    ),
  }),
  about: 'world',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by?.names ?? [],
  judge(options, facts, judging) {
    const { deny = [], require = [], 'max-count': most } = options;
    const words = {
      note: 'no denied package',
      help: 'Build the image with the packages that the policy allows, or add a waiver with an expiry.',
    };
    return judgeInventory({ options, facts, judging, words }, (item) => {
      const denied = deny.map((component) => judgeDenied(component, item, judging));
      const { packages } = item;
      const tooMany = most !== undefined && packages.length > most;
      return {
        reasons: [
          ...denied.flatMap(({ reasons }) => reasons),
          ...require.flatMap((component) => judgeRequired(component, packages)),
          ...(tooMany
            ? [violation('too many packages', { observed: String(packages.length), expected: `<= ${most}` })]
            : []),
        ],
        findings: denied.flatMap(({ findings }) => findings),
      };
    });
  },
});

function judgeDenied(
  component: Component,
  { packages, platform }: InventoryItem,
  judging: Judging,
): { readonly reasons: readonly Reason[]; readonly findings: readonly Finding[] } {
  const found = packages.flatMap((each): { readonly finding: Finding; readonly isCertain: boolean }[] => {
    const answer = matches(component, each);
    if (answer === false) return [];
    const finding = findingOf(each, platform);
    const waiver = judging.waiverFor(finding);
    const removal = waiver === undefined ? {} : ({ removedBy: 'waiver', removal: waiver } as const);
    return [{ finding: { ...finding, ...removal }, isCertain: answer === true }];
  });
  const findings = found.map(({ finding }) => finding);
  const counting = found.filter(({ finding }) => finding.removedBy === undefined);
  const certain = counting.filter(({ isCertain }) => isCertain);
  const expected = `not ${componentText(component)}`;
  const names = (list: typeof found): string =>
    [...new Set(list.map(({ finding }) => findingText(finding)))].slice(0, 5).join(', ');
  if (certain.length > 0)
    return {
      findings,
      reasons: [violation('a denied package is there', { observed: names(certain), expected })],
    };
  if (counting.length === 0) return { findings, reasons: [] };
  const message = 'whether a package is denied cannot be told from its version';
  return { findings, reasons: [{ code: 'INCOMPLETE', message, observed: names(counting), expected }] };
}

function judgeRequired(component: Component, packages: readonly Package[]): readonly Reason[] {
  const answers = packages.map((each) => matches(component, each));
  if (answers.includes(true)) return [];
  const expected = componentText(component);
  if (!answers.includes(undefined)) return [violation('a required package is not there', { expected })];
  const message = 'whether a required package is there cannot be told from its version';
  return [{ code: 'INCOMPLETE', message, expected }];
}

/** Undefined: the package is meant, and its version cannot be compared or is not stated. */
function matches({ purl, name, version }: Component, found: Package): boolean | undefined {
  if (purl !== undefined && !purl.matches(found)) return false;
  if (name !== undefined && name.holds(found.name) !== true) return name.holds(found.name);
  if (version === undefined) return true;
  if (found.version === undefined) return undefined;
  if (version.semver === true && !versionsAreSemver(found)) return undefined;
  return version.holds(found.version);
}

/** Kinds of package whose versions only look like semver: 5.6.1-1 is not a pre-release of 5.6.1 there (§6, 5). */
const otherVersions = new Set([
  'deb',
  'rpm',
  'apk',
  'alpm',
  'maven',
  'jar',
  'gem',
  'pypi',
  'python',
  'portage',
]);

function versionsAreSemver({ type, purl }: Package): boolean {
  const kinds = [type?.toLowerCase(), purlType(purl)];
  return !kinds.some((kind) => kind !== undefined && otherVersions.has(kind));
}

function componentText({ purl, name, version }: Component): string {
  const text = purl?.text ?? name?.text ?? '';
  return version === undefined ? text : `${text}, version ${version.text}`;
}

function findingOf({ name, version, purl }: Package, platform: string | undefined): Finding {
  return {
    ...(platform !== undefined && { platform }),
    package: { name, ...(version !== undefined && { version }), ...(purl !== undefined && { purl }) },
  };
}

function findingText({ package: found }: Finding): string {
  return found === undefined
    ? ''
    : [found.name, found.version].filter((text) => text !== undefined).join(' ');
}
