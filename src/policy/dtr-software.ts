import type { EvidenceRef, Finding, IgnoredRef, Judgement, Reason } from '../domain/decision.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Package } from '../domain/software.ts';
import { absence, nameOf, noPlatform, proofsOf, refOf, subjectsOf, type Believed } from './dtr-evidence.ts';
import type { DtrRule } from './dtr-rule.ts';
import { textTest } from './dtr-text.ts';
import { passes, stops, violation } from './judgement.ts';

export type SoftwareRule = Believed & { readonly rule: DtrRule; readonly words: readonly string[] };

/** `component.name` and `license.name`, by the SBOMs of each platform: of several all must satisfy (policy.md §5.3). */
export function judgeSoftware(facts: Facts, judging: Judging, rule: SoftwareRule): Judgement {
  if (facts.platforms.length === 0) return stops([noPlatform]);
  const reasons: Reason[] = [];
  const findings: Finding[] = [];
  const evidence = new Map<string, EvidenceRef>();
  const ignored = new Map<string, IgnoredRef>();
  for (const each of facts.platforms) {
    const platform = nameOf(each);
    const subjects = subjectsOf(each, facts);
    const proofs = proofsOf(facts, { kinds: ['sbom'], subjects, believed: rule, judging });
    for (const ref of proofs.ignored) ignored.set(ref.digest, ref);
    if (proofs.counting.length === 0)
      reasons.push({ ...absence(facts, { what: 'an SBOM', ignored: proofs.ignored }), platform });
    for (const proof of proofs.counting) {
      evidence.set(proof.evidence.digest, refOf(proof.evidence));
      const judged = judgePackages(proof.part.sbom.packages, { platform, rule, judging });
      findings.push(...judged.findings);
      if (judged.reason !== undefined) reasons.push(judged.reason);
    }
  }
  const more = { findings, evidence: [...evidence.values()], ignored: [...ignored.values()] };
  const [first, ...rest] = reasons;
  if (first !== undefined) return stops([first, ...rest], more);
  return passes(`${facts.platforms.length} platforms, ${rule.rule.field} ${expectation(rule)}`, more);
}

type Judged = { readonly findings: readonly Finding[]; readonly reason?: Reason };

/** `noo`: no component, or licence, is one of these. Every other operator: there is one that is so. */
function judgePackages(
  packages: readonly Package[],
  context: { readonly platform: string; readonly rule: SoftwareRule; readonly judging: Judging },
): Judged {
  const { platform, rule, judging } = context;
  const what = rule.rule.field === 'license.name' ? 'licence' : 'component';
  const expected = expectation(rule);
  if (packages.length === 0)
    return { findings: [], reason: { code: 'INCOMPLETE', message: 'the SBOM lists no component', platform } };
  const met = findingsOf(packages, context);
  if (rule.rule.operator !== 'noo') {
    if (met.length > 0) return { findings: [] };
    return { findings: [], reason: violation(`no ${what} is as the rule wants`, { platform, expected }) };
  }
  const findings = met.map((finding): Finding => {
    const removal = judging.waiverFor(finding);
    return removal === undefined ? finding : { ...finding, removedBy: 'waiver', removal };
  });
  const [first, ...more] = findings.filter(({ removedBy }) => removedBy === undefined);
  if (first === undefined) return { findings };
  const observed = first.license ?? first.package?.name ?? '';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return {
    findings,
    reason: violation(`a ${what} is forbidden: ${observed}${others}`, { platform, observed, expected }),
  };
}

function findingsOf(
  packages: readonly Package[],
  { platform, rule: { rule, words } }: { readonly platform: string; readonly rule: SoftwareRule },
): readonly Finding[] {
  const licenses = rule.field === 'license.name';
  const isList = rule.operator === 'oo' || rule.operator === 'noo';
  // Identifiers of SPDX are the same in any case.
  const plain = (name: string): string => (licenses && isList ? name.toLowerCase() : name);
  const test = textTest(isList ? 'oo' : rule.operator, words.map(plain));
  return packages.flatMap((entry) => {
    const { name, version, purl } = entry;
    const thing = {
      name,
      ...(version === undefined ? {} : { version }),
      ...(purl === undefined ? {} : { purl }),
    };
    if (!licenses) return test(name) ? [{ platform, package: thing }] : [];
    return licenseNames(entry.licenses)
      .filter((license) => test(plain(license)))
      .map((license) => ({ platform, package: thing, license }));
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
