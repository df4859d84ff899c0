import type { Finding, Judgement, Reason } from '../domain/decision.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Vulnerability } from '../domain/vulnerability.ts';
import {
  absence,
  nameOf,
  noPlatform,
  proofsOf,
  refOf,
  subjectsOf,
  type Believed,
  type Proof,
} from './dtr-evidence.ts';
import type { DtrField, NumberOperator, SeverityScale } from './dtr-rule.ts';
import { passes, stops, violation } from './judgement.ts';

export type CountRule = Believed & {
  readonly field: DtrField;
  readonly operator: NumberOperator;
  readonly limit: number;
  readonly scale: SeverityScale;
  readonly maxAge: number;
};

const comparisons: Readonly<Record<NumberOperator, (count: number, limit: number) => boolean>> = {
  gte: (count, limit) => count >= limit,
  gt: (count, limit) => count > limit,
  eq: (count, limit) => count === limit,
  neq: (count, limit) => count !== limit,
  lte: (count, limit) => count <= limit,
  lt: (count, limit) => count < limit,
};

/** Where critical and major begin. DTR's own are from its API's documentation (seeds.md §1.1, severity bands). */
const bands = { dtr: { critical: 7, major: 4 }, cvss: { critical: 9, major: 7 } } as const;

/** Scanners' words in CVSS 3 (first.org): the least score of each band. */
const scores = { critical: 9, high: 7, medium: 4, low: 0.1, unknown: undefined } as const;

type Band = 'critical' | 'major' | 'minor';

/**
 * By CVSS, as DTR did: the highest base score that the report has, whatever word its source puts on it. Without one, by
 * the word; undefined where there is neither.
 */
function bandOf({ cvss, severity }: Vulnerability, scale: SeverityScale): Band | undefined {
  const known = [cvss?.v2, cvss?.v3, cvss?.v4].filter((score) => score !== undefined);
  const score = known.length > 0 ? Math.max(...known) : scores[severity];
  if (score === undefined || Number.isNaN(score)) return undefined;
  const { critical, major } = bands[scale];
  if (score >= critical) return 'critical';
  return score >= major ? 'major' : 'minor';
}

/** How many vulnerabilities each platform has; every platform must be as the rule wants. */
export function judgeCount(facts: Facts, judging: Judging, rule: CountRule): Judgement {
  if (facts.platforms.length === 0) return stops([noPlatform]);
  const reasons: Reason[] = [];
  const findings: Finding[] = [];
  const notes: string[] = [];
  const used = new Map<string, Judgement['evidence'][number]>();
  const ignored = new Map<string, Judgement['ignored'][number]>();
  for (const each of facts.platforms) {
    const platform = nameOf(each);
    const subjects = subjectsOf(each, facts);
    const proofs = proofsOf(facts, { kinds: ['scan'], subjects, believed: rule, judging });
    for (const ref of proofs.ignored) ignored.set(ref.digest, ref);
    const fresh = proofs.counting.filter((proof) => ageOf(proof, judging) <= rule.maxAge);
    if (fresh.length === 0) {
      const reason: Omit<Reason, 'platform'> =
        proofs.counting.length === 0
          ? absence(facts, { what: 'a scan', ignored: proofs.ignored })
          : { code: 'STALE', message: 'every scan is older than max-age, or has no time' };
      reasons.push({ ...reason, platform });
    }
    for (const proof of newestOfEach(fresh, judging)) {
      used.set(proof.evidence.digest, refOf(proof.evidence));
      const counted = countScan(proof, { platform, rule, judging });
      reasons.push(...counted.reasons);
      findings.push(...counted.findings);
      notes.push(`${platform} ${counted.count}`);
    }
  }
  const more = { findings, evidence: [...used.values()], ignored: [...ignored.values()] };
  const [first, ...rest] = reasons;
  if (first !== undefined) return stops([first, ...rest], more);
  return passes(`${rule.field} ${notes.join(', ')}`, more);
}

/** In seconds, from the verified time, or from the time that a trusted report states; infinite without any, or from the future. */
function ageOf({ evidence: { trust }, part }: Proof<'scan'>, { now }: Judging): number {
  const verified = trust.level === 'signed' ? trust.signedAt?.last.getTime() : undefined;
  const time = verified ?? Date.parse(part.scan.created ?? '');
  const age = (now.getTime() - time) / 1000;
  // Clocks differ by minutes.
  return Number.isNaN(age) || age < -300 ? Infinity : age;
}

/** Of each scanner the newest; different scanners must each be satisfied. */
function newestOfEach(proofs: readonly Proof<'scan'>[], judging: Judging): readonly Proof<'scan'>[] {
  const newest = new Map<string, Proof<'scan'>>();
  for (const proof of proofs) {
    const { name } = proof.part.scan.scanner;
    const other = newest.get(name);
    if (other === undefined || ageOf(proof, judging) < ageOf(other, judging)) newest.set(name, proof);
  }
  return [...newest.values()];
}

type Counting = { readonly platform: string; readonly rule: CountRule; readonly judging: Judging };
type Counted = {
  readonly count: number;
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
};

function countScan({ part: { scan } }: Proof<'scan'>, { platform, rule, judging }: Counting): Counted {
  const { field, operator, limit, scale } = rule;
  if (scan.proofOfWork === undefined || scan.filters.length > 0) {
    const message =
      scan.filters.length > 0
        ? `the scan left findings out: ${scan.filters.join(', ')}`
        : 'nothing shows that the scanner looked at anything';
    return { count: 0, reasons: [{ code: 'INCOMPLETE', message, platform }], findings: [] };
  }
  const wanted = field.replace('vulnerability_', '');
  const relevant = distinct(scan.vulnerabilities).flatMap((vulnerability) => {
    const band = bandOf(vulnerability, scale);
    const counts = wanted === 'all' || band === undefined || band === wanted;
    return counts ? [{ vulnerability, sure: wanted === 'all' || band !== undefined }] : [];
  });
  const findings = relevant.map(({ vulnerability, sure }) => {
    const finding = findingOf(vulnerability, platform);
    const removal = judging.waiverFor(finding);
    return {
      sure,
      finding: removal === undefined ? finding : { ...finding, removedBy: 'waiver' as const, removal },
    };
  });
  const left = findings.filter(({ finding }) => !('removedBy' in finding));
  const count = left.filter(({ sure }) => sure).length;
  const most = left.length;
  const answers = new Set<boolean>();
  for (let each = count; each <= most; each += 1) answers.add(comparisons[operator](each, limit));
  const removed = findings.filter(({ finding }) => 'removedBy' in finding).map(({ finding }) => finding);
  if (!answers.has(false)) return { count, reasons: [], findings: removed };
  const expected = `${operator} ${limit}`;
  const all = findings.map(({ finding }) => finding);
  if (!answers.has(true)) {
    const observed = count === most ? `${field} ${count}` : `${field} ${count} to ${most}`;
    return { count, reasons: [violation(observed, { platform, observed, expected })], findings: all };
  }
  const message = `${most - count} vulnerabilities have neither a CVSS score nor a severity`;
  const reason: Reason = { code: 'INCOMPLETE', message, platform, observed: `${count} to ${most}`, expected };
  return { count, reasons: [reason], findings: all };
}

function findingOf(
  { id, aliases, severity, cvss, package: entry }: Vulnerability,
  platform: string,
): Finding {
  const score = Math.max(...[cvss?.v2, cvss?.v3, cvss?.v4].map((each) => each ?? -1));
  return {
    platform,
    vulnerability: { id, aliases, severity },
    ...(entry === undefined
      ? {}
      : {
          package: {
            name: entry.name,
            ...(entry.version === undefined ? {} : { version: entry.version }),
            ...(entry.purl === undefined ? {} : { purl: entry.purl }),
          },
        }),
    ...(score < 0 ? {} : { detail: `CVSS ${score}` }),
  };
}

/** One vulnerability of one package counts once, whatever it is called; of two reports of it the worse score. */
function distinct(vulnerabilities: readonly Vulnerability[]): readonly Vulnerability[] {
  const known = new Map<string, Vulnerability>();
  for (const each of vulnerabilities) {
    const name = [each.id, ...each.aliases].filter((id) => /^CVE-/i.test(id)).sort()[0] ?? each.id;
    const entry = each.package;
    const key = JSON.stringify([name.toUpperCase(), entry?.purl ?? [entry?.name, entry?.version]]);
    const other = known.get(key);
    if (other === undefined || rank(each) > rank(other)) known.set(key, each);
  }
  return [...known.values()];
}

function rank({ cvss, severity }: Vulnerability): number {
  return Math.max(cvss?.v2 ?? -1, cvss?.v3 ?? -1, cvss?.v4 ?? -1, scores[severity] ?? -1);
}
