import type { Finding, Reason } from '../domain/decision.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import { severities, type Scan, type Severity } from '../domain/vulnerability.ts';
import { statedTime } from './document-time.ts';
import { violation } from './judgement.ts';
import type { Age } from './operator.ts';
import { purlType, type PackagePattern } from './package-pattern.ts';
import { exceeded, isLimited, type SeverityLimits } from './severity-count.ts';
import { newUnits, type PreviousUnits } from './target-ratchet.ts';
import { denialGaps, denier, type Denial } from './vulnerability-denial.ts';
import { findingOf, unitsOf, type Unit } from './vulnerability-unit.ts';

export type ScanRules = {
  readonly max?: SeverityLimits | undefined;
  readonly deny?: Denial | undefined;
  readonly only?:
    | {
        readonly fixable?: true | undefined;
        readonly types?: readonly string[] | undefined;
        readonly purls?: readonly PackagePattern[] | undefined;
      }
    | undefined;
  readonly grace?: { readonly [key in Severity]?: Age } | undefined;
  readonly suppressions: 'refuse' | 'count' | 'accept';
  readonly against?: 'target' | undefined;
  readonly new?: number | undefined;
};

export type ScanContext = {
  readonly options: ScanRules;
  readonly feeds: Facts['feeds'];
  readonly judging: Judging;
  /** The VEX document that excuses a unit. */
  readonly excuse?: ((unit: Unit, platform?: string) => string | undefined) | undefined;
  readonly previous?: PreviousUnits;
};

export type ScanWeight = {
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
  /** The severities of what counts under `max` or `new`. */
  readonly counted: readonly Severity[];
};

/** What is known of a unit before it is asked whether something removes it. */
type Weighed = {
  readonly unit: Unit;
  readonly why: readonly string[];
  readonly notes: readonly string[];
  /** Under a limit of `max`. */
  readonly isLimited: boolean;
  /** Not at the target. */
  readonly isNew: boolean;
};

/** Judges one scan of one platform. A report that cannot answer what the policy asks is unknown, never clean. */
export function judgeScan(scan: Scan, platform: string | undefined, context: ScanContext): ScanWeight {
  const { options, feeds } = context;
  const previous = context.previous?.(platform);
  const gaps = [
    ...scanGaps(scan, options),
    ...denialGaps(options.deny, scan, feeds),
    ...(previous !== undefined && 'reason' in previous ? [previous.reason] : []),
  ];
  if (gaps.length > 0) return { reasons: gaps, findings: [], counted: [] };
  const deny = denier(options.deny, feeds);
  const known = previous !== undefined && 'units' in previous ? previous.units : undefined;
  const units = unitsOf(scan);
  const fresh = known === undefined ? new Set<Unit>() : newUnits(units, known);
  const counting: Weighed[] = [];
  const findings: Finding[] = [];
  for (const unit of units) {
    const isCounted = isMeant(unit, options.only);
    const weighed = {
      unit,
      ...deny(unit),
      isLimited: isCounted && isLimited(unit.severity, options.max),
      isNew: isCounted && fresh.has(unit),
    };
    if (weighed.why.length === 0 && !weighed.isLimited && !weighed.isNew) continue;
    const finding = findingOf(unit, platform, [...weighed.why, ...weighed.notes]);
    const removal = removalOf(weighed, finding, { platform, context });
    if (removal === undefined) counting.push(weighed);
    findings.push({ ...finding, ...removal });
  }
  return {
    reasons: reasonsFor(counting, options),
    findings,
    counted: counting.map(({ unit }) => unit.severity),
  };
}

/** What the report does not carry although the policy asks for it (policy.md §2.2). */
function scanGaps(scan: Scan, options: ScanRules): readonly Reason[] {
  const { max = {}, only, suppressions } = options;
  const lacks = (field: Scan['lacks'][number]): boolean => scan.lacks.includes(field);
  const asksSeverity = severities.some((severity) => severity !== 'unknown' && max[severity] !== undefined);
  const gaps = [
    scan.proofOfWork === undefined &&
      'nothing shows that the scanner recognised anything, so nothing found is not "clean"',
    only?.fixable === true &&
      lacks('fix') &&
      'the report does not say what is fixed, which `only: { fixable: true }` needs',
    (only?.types ?? only?.purls) !== undefined &&
      lacks('package') &&
      'the report names no packages, which `only` needs',
    asksSeverity && lacks('severity') && 'the report does not rate everything, which `max` needs',
    suppressions === 'refuse' &&
      lacks('suppressed') &&
      'the report does not list what the scanner was told to hide',
    hidesMore(scan, options) &&
      `the scan was filtered (${scan.filters.join(', ')}), and what that left out is not known`,
  ];
  return gaps.filter((message) => message !== false).map((message) => ({ code: 'INCOMPLETE', message }));
}

/** A filter that leaves out no more than the policy does is no loss. */
function hidesMore({ filters }: Scan, { only, suppressions, deny, against }: ScanRules): boolean {
  if (suppressions === 'accept') return false;
  const countsFixable = only?.fixable === true && deny === undefined && against === undefined;
  return filters.some((filter) => !(countsFixable && filter === 'only-fixed'));
}

/** What is not known of a unit does not keep it out. */
function isMeant({ fix, package: found }: Unit, only: ScanRules['only']): boolean {
  if (only === undefined) return true;
  if (only.fixable === true && (fix === 'not-fixed' || fix === 'wont-fix')) return false;
  if (found === undefined) return true;
  const types = [found.type?.toLowerCase(), purlType(found.purl)].filter((type) => type !== undefined);
  if (
    only.types !== undefined &&
    types.length > 0 &&
    !only.types.some((type) => types.includes(type.toLowerCase()))
  )
    return false;
  return (
    only.purls === undefined ||
    found.purl === undefined ||
    only.purls.some((pattern) => pattern.matches(found))
  );
}

/** VEX, then grace, then waivers: a waiver that is not needed is not used. */
function removalOf(
  { unit, why }: Weighed,
  finding: Finding,
  { platform, context }: { readonly platform: string | undefined; readonly context: ScanContext },
): Pick<Finding, 'removedBy' | 'removal'> | undefined {
  const { options, judging, excuse } = context;
  if (unit.suppressed !== undefined && options.suppressions === 'accept')
    return { removedBy: 'except', removal: `hidden by the scanner's settings: ${unit.suppressed.by}` };
  const document = excuse?.(unit, platform);
  if (document !== undefined) return { removedBy: 'vex', removal: document };
  const until = why.length > 0 ? undefined : graceOf(unit, options.grace, judging.now);
  if (until !== undefined) return { removedBy: 'grace', removal: `until ${until.toISOString()}` };
  const waiver = judging.waiverFor(finding);
  return waiver === undefined ? undefined : { removedBy: 'waiver', removal: waiver };
}

/** Until when it does not count yet. Without a date there is no grace. */
function graceOf(unit: Unit, grace: ScanRules['grace'], now: Date): Date | undefined {
  const age = grace?.[unit.severity];
  const since = statedTime(unit.published, now) ?? statedTime(unit.fixedSince, now);
  if (age === undefined || since === undefined) return undefined;
  const until = new Date(since.getTime() + age.seconds * 1000);
  return until > now ? until : undefined;
}

function reasonsFor(counting: readonly Weighed[], options: ScanRules): readonly Reason[] {
  const limited = counting.filter(({ isLimited }) => isLimited).map(({ unit }) => unit.severity);
  const added = counting.filter(({ isNew }) => isNew);
  const most = options.new ?? 0;
  const hidden = options.suppressions === 'refuse' ? counting.filter(({ unit }) => unit.suppressed) : [];
  return [
    ...exceeded(limited, options.max),
    ...denials(counting),
    ...(added.length > most
      ? [
          violation('vulnerabilities that the target does not have', {
            observed: `${added.length}: ${idsOf(added)}`,
            expected: `<= ${most}`,
          }),
        ]
      : []),
    ...(hidden.length > 0
      ? [
          violation("the scanner's settings hid findings", {
            observed: idsOf(hidden),
            expected: 'none hidden',
          }),
        ]
      : []),
  ];
}

function denials(counting: readonly Weighed[]): readonly Reason[] {
  const rules = [...new Set(counting.flatMap(({ why }) => why))];
  return rules.map((rule) =>
    violation(`denied: ${rule}`, { observed: idsOf(counting.filter(({ why }) => why.includes(rule))) }),
  );
}

function idsOf(counting: readonly Weighed[]): string {
  const ids = [...new Set(counting.map(({ unit }) => unit.id))];
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')}, and ${ids.length - 5} more` : ids.join(', ');
}
