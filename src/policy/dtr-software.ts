import type { Finding, Judgement } from '../domain/decision.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Package } from '../domain/software.ts';
import type { By } from './by.ts';
import { choose, inspect } from './choose.ts';
import type { DtrRule } from './dtr-rule.ts';
import { textTest } from './dtr-text.ts';
import { ofKind } from './evidence-kind.ts';
import { violation } from './judgement.ts';
import { weigh, type Weight } from './weigh.ts';

export type SoftwareRule = {
  readonly rule: DtrRule;
  readonly words: readonly string[];
  readonly by: By;
};

type Judged = {
  readonly platform: string | undefined;
  readonly rule: SoftwareRule;
  readonly judging: Judging;
};

/** `component.name` and `license.name`, by the SBOMs of each platform: of several all must satisfy (policy.md §5.3). */
export function judgeSoftware(facts: Facts, judging: Judging, rule: SoftwareRule): Judgement {
  const want = { ...ofKind('sbom'), noun: 'SBOM', by: rule.by, covers: 'platform', wantsAll: true } as const;
  return weigh(
    choose(inspect(facts), want, judging),
    ({ counted, platform }) => {
      const weights = counted.map(({ part }) =>
        judgePackages(part.sbom.packages, { platform, rule, judging }),
      );
      return {
        reasons: weights.flatMap(({ reasons }) => reasons),
        findings: weights.flatMap(({ findings = [] }) => findings),
      };
    },
    {
      note: `${rule.rule.field} ${expectation(rule)}`,
      howTo: 'Make an SBOM of each platform, and sign it or the index digest.',
    },
  );
}

/** `noo`: no component, or licence, is one of these. Every other operator: there is one that is so. */
function judgePackages(packages: readonly Package[], context: Judged): Weight {
  const { rule, judging } = context;
  const what = rule.rule.field === 'license.name' ? 'licence' : 'component';
  const expected = expectation(rule);
  if (packages.length === 0)
    return { reasons: [{ code: 'INCOMPLETE', message: 'the SBOM lists no component' }] };
  const met = findingsOf(packages, context);
  if (rule.rule.operator !== 'noo') {
    return { reasons: met.length > 0 ? [] : [violation(`no ${what} is as the rule wants`, { expected })] };
  }
  const findings = met.map((finding): Finding => {
    const removal = judging.waiverFor(finding);
    return removal === undefined ? finding : { ...finding, removedBy: 'waiver', removal };
  });
  const [first, ...more] = findings.filter(({ removedBy }) => removedBy === undefined);
  if (first === undefined) return { reasons: [], findings };
  const observed = first.license ?? first.package?.name ?? '';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return {
    findings,
    reasons: [violation(`the ${what} ${observed}${others} is forbidden`, { observed, expected })],
  };
}

function findingsOf(
  packages: readonly Package[],
  { platform, rule: { rule, words } }: Judged,
): readonly Finding[] {
  const licenses = rule.field === 'license.name';
  const isList = rule.operator === 'oo' || rule.operator === 'noo';
  // Identifiers of SPDX are the same in any case.
  const plain = (name: string): string => (licenses && isList ? name.toLowerCase() : name);
  const test = textTest(isList ? 'oo' : rule.operator, words.map(plain));
  const place = platform === undefined ? {} : { platform };
  return packages.flatMap((entry) => {
    const { name, version, purl } = entry;
    const thing = { name, ...(version !== undefined && { version }), ...(purl !== undefined && { purl }) };
    if (!licenses) return test(name) ? [{ ...place, package: thing }] : [];
    return licenseNames(entry.licenses)
      .filter((license) => test(plain(license)))
      .map((license) => ({ ...place, package: thing, license }));
  });
}

function expectation({ rule: { operator }, words }: SoftwareRule): string {
  return `${operator} ${words.join(', ')}`;
}

/** Every name in SPDX expressions, and each text as a whole, which need not be an expression. */
function licenseNames(texts: readonly string[]): readonly string[] {
  const words = texts.flatMap((text) => text.split(/[\s()]+/));
  return [...new Set([...texts, ...words])].filter((word) => !/^(?:AND|OR|WITH|)$/i.test(word));
}
