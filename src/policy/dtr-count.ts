import type { Finding, Judgement, Reason } from '../domain/decision.ts';
import type { EvidencePart } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Vulnerability } from '../domain/vulnerability.ts';
import type { By } from './by.ts';
import { choose, inspect, type Counted, type Demand } from './choose.ts';
import { ageOf, newest, orderTime } from './document-time.ts';
import type { DtrField, NumberOperator, SeverityScale } from './dtr-rule.ts';
import { ofKind } from './evidence-kind.ts';
import { violation } from './judgement.ts';
import { packageKey } from './package-pattern.ts';
import { groupOf } from './vulnerability-unit.ts';
import { setAside, weigh, type Weight } from './weigh.ts';

export type CountRule = {
  readonly field: DtrField;
  readonly operator: NumberOperator;
  readonly limit: number;
  readonly scale: SeverityScale;
  /** Seconds: an older scan is `STALE`. */
  readonly maxAge: number;
  readonly by: By;
};

type ScanPart = Extract<EvidencePart, { readonly kind: 'scan' }>;
type Counting = {
  readonly platform: string | undefined;
  readonly rule: CountRule;
  readonly judging: Judging;
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

/** Scanners' words on CVSS 3's scale: the least score of each. */
const scores = { critical: 9, high: 7, medium: 4, low: 0.1, unknown: undefined } as const;

/** How many vulnerabilities each platform has; every platform must be as the rule wants. */
export function judgeCount(facts: Facts, judging: Judging, rule: CountRule): Judgement {
  const { by, field, operator, limit } = rule;
  const want = { ...ofKind('scan'), noun: 'scan', by, covers: 'platform', wantsAll: true } as const;
  return weigh(
    choose(inspect(facts), want, judging),
    (demand) => countDemand(demand, { platform: demand.platform, rule, judging }),
    {
      note: `${field} ${operator} ${limit}`,
      help: 'Rebuild on what fixes them, or waive single findings until a date.',
      howTo: 'Scan each platform by its digest, and attach the report with a signature.',
    },
  );
}

/** Of each scanner the newest scan counts, and different scanners must each be satisfied (policy.md §5.3). */
function countDemand({ counted }: Demand<ScanPart>, context: Counting): Weight {
  const { now } = context.judging;
  const { maxAge } = context.rule;
  const scanners = new Set(counted.map(({ part }) => part.scan.scanner.name));
  const last = [...scanners].flatMap((name) =>
    newest(
      counted.filter(({ part }) => part.scan.scanner.name === name),
      ({ part, evidence }) => orderTime(evidence, part.scan.created, now),
    ),
  );
  const isFresh = ({ part, evidence }: Counted<ScanPart>): boolean =>
    (ageOf(evidence, part.scan.created, now) ?? Infinity) <= maxAge;
  const fresh = last.filter(isFresh);
  const ignored = last
    .filter((each) => !isFresh(each))
    .map(({ evidence }) => setAside(evidence, 'older than max-age, or of no known time'));
  if (fresh.length === 0) {
    return {
      reasons: [{ code: 'STALE', message: 'every scan is older than max-age, or of no known time' }],
      ignored,
    };
  }
  const weights = fresh.map(({ part }) => countScan(part, context));
  return {
    reasons: weights.flatMap(({ reasons }) => reasons),
    findings: weights.flatMap(({ findings = [] }) => findings),
    used: fresh.map(({ evidence }) => evidence),
    ignored,
  };
}

function countScan({ scan }: ScanPart, { platform, rule, judging }: Counting): Weight {
  const { field, operator, limit, scale } = rule;
  if (scan.filters.length > 0) return incomplete(`the scan leaves findings out: ${scan.filters.join(', ')}`);
  if (scan.proofOfWork === undefined) return incomplete('nothing shows that the scanner looked at anything');
  const band = field.replace('vulnerability_', '');
  const found = distinct(scan.vulnerabilities).flatMap((vulnerability) => {
    const own = band === 'all' ? band : bandOf(vulnerability, scale);
    if (own !== undefined && own !== band) return [];
    const finding = findingOf(vulnerability, platform);
    const removal = judging.waiverFor(finding);
    const shown: Finding = removal === undefined ? finding : { ...finding, removedBy: 'waiver', removal };
    return [{ finding: shown, isSure: own !== undefined }];
  });
  const findings = found.map(({ finding }) => finding);
  const left = found.filter(({ finding }) => finding.removedBy === undefined);
  const [least, most] = [left.filter(({ isSure }) => isSure).length, left.length];
  // What cannot be put on the scale may count or not: only what holds both ways is known.
  const answers = new Set<boolean>();
  for (let count = least; count <= most; count += 1) answers.add(comparisons[operator](count, limit));
  if (!answers.has(false)) return { reasons: [], findings };
  const observed = least === most ? String(least) : `${least} to ${most}`;
  const expected = `${operator} ${limit}`;
  if (!answers.has(true))
    return { reasons: [violation(`${field} is ${observed}`, { observed, expected })], findings };
  const message = `${most - least} vulnerabilities have neither a CVSS score nor a severity`;
  return { reasons: [{ code: 'INCOMPLETE', message, observed, expected }], findings };
}

function incomplete(message: string): Weight {
  const reason: Reason = { code: 'INCOMPLETE', message };
  return { reasons: [reason] };
}

/**
 * By CVSS, as DTR did: the highest base score that the report has, whatever word its source puts on it. Without one, by
 * the word; undefined where there is neither.
 */
function bandOf(
  vulnerability: Vulnerability,
  scale: SeverityScale,
): 'critical' | 'major' | 'minor' | undefined {
  const score = scoreOf(vulnerability) ?? scores[vulnerability.severity];
  if (score === undefined) return undefined;
  if (score >= bands[scale].critical) return 'critical';
  return score >= bands[scale].major ? 'major' : 'minor';
}

function scoreOf({ cvss = {} }: Vulnerability): number | undefined {
  const known = [cvss.v2, cvss.v3, cvss.v4].filter((score) => score !== undefined && !Number.isNaN(score));
  return known.length === 0 ? undefined : Math.max(...known.map(Number));
}

/** One vulnerability of one package counts once, whatever it is called; of two reports of it, the worse score. */
function distinct(vulnerabilities: readonly Vulnerability[]): readonly Vulnerability[] {
  const known = new Map<string, Vulnerability>();
  const rank = (each: Vulnerability): number => scoreOf(each) ?? scores[each.severity] ?? -1;
  for (const each of vulnerabilities) {
    const { package: entry } = each;
    const key = JSON.stringify([groupOf(each), entry === undefined ? '' : packageKey(entry)]);
    const other = known.get(key);
    if (other === undefined || rank(each) > rank(other)) known.set(key, each);
  }
  return [...known.values()];
}

function findingOf(vulnerability: Vulnerability, platform: string | undefined): Finding {
  const { id, aliases, severity, package: entry } = vulnerability;
  const score = scoreOf(vulnerability);
  return {
    ...(platform !== undefined && { platform }),
    vulnerability: { id, aliases, severity },
    ...(entry && {
      package: {
        name: entry.name,
        ...(entry.version !== undefined && { version: entry.version }),
        ...(entry.purl !== undefined && { purl: entry.purl }),
      },
    }),
    ...(score !== undefined && { detail: `CVSS ${score}` }),
  };
}
