import type { Decision, Finding, IdleWaiver, Reason, ReasonCode, UsedWaiver } from '../domain/decision.ts';
import type { Facts } from '../domain/facts.ts';
import { parseTextGlob } from '../domain/glob.ts';
import { stageText } from '../domain/pipeline.ts';
import type { Limits, Waiver, WaiverMatch, WaiverOrigin } from '../domain/waiver.ts';

/** By the id of a waiver: the findings that it removed. */
export type WaiverUse = ReadonlyMap<string, ReadonlySet<string>>;

/** What one rule may ask of the waivers; what was asked is remembered. */
export type RuleWaivers = {
  readonly waiverFor: (finding: Finding) => string | undefined;
  /** The same of a reason that no finding stands behind; undefined for one that no waiver can accept. */
  readonly waiverForReason: (reason: Reason) => string | undefined;
  readonly used: WaiverUse;
};

/** The waivers before one image and one stage. */
export type WaiverDesk = {
  forRule(rule: { readonly id: string; readonly criterion: string }): RuleWaivers;
  /** What became of the waivers that concern this image, given the uses that counted. */
  settle(uses: readonly WaiverUse[]): Decision['waivers'];
};

export type WaiverSettings = {
  readonly facts: Facts;
  readonly waivers: readonly Waiver[];
  readonly limits: Limits;
  readonly now: Date;
  /** Of the policies, those inside of alternatives too. */
  readonly criteria: ReadonlySet<string>;
  readonly origins: ReadonlyMap<string, WaiverOrigin>;
};

/** Checks whose findings have names; a waiver removes those by name, and never the check by its id (I7). */
const naming: ReadonlySet<string> = new Set([
  'vulnerabilities',
  'licenses',
  'components',
  'labels',
  'annotations',
]);

/** Their refusals are removed by a waiver with `break-glass` only, which needs no place in `limits.waivable` (I7). */
const guarded: ReadonlySet<string> = new Set(['signature', 'provenance']);

/**
 * What `outcome: missing` accepts: nothing that counts was found, whatever else lies about. Were evidence by strangers
 * another case than none at all, adding it would change the verdict (I2). Never `UNREACHABLE` (I4), and never evidence
 * that is there and too old, partial or in contradiction.
 */
const missing: ReadonlySet<ReasonCode> = new Set([
  'NO_EVIDENCE',
  'UNTRUSTED',
  'WRONG_SUBJECT',
  'UNSUPPORTED',
  'UNPARSABLE',
]);

const dayMs = 86_400_000;
/** Longer than any purl that a tool writes; the work of a glob grows with what it is matched against (A22). */
const longestName = 4096;
/** Purls of nothing: a glob that takes one of these takes the purls of every package. */
const nobody = ['pkg:', 'pkg:0/0', 'pkg:0/0@0', 'pkg:0/0/0', 'pkg:0/0/0@0'];

type Standing = {
  readonly waiver: Waiver;
  /** Why it does not count, if so. */
  readonly idle?: IdleWaiver['state'];
  readonly because?: string;
  readonly names: (finding: Finding) => boolean;
  /** The findings that it would remove, or did. */
  readonly matched: Set<string>;
};

/** Which waivers count here and now, and what they remove (policy.md §5.4). */
export function openWaivers(settings: WaiverSettings): WaiverDesk {
  const standings = settings.waivers
    .filter((waiver) => concerns(waiver, settings))
    .map((waiver) => standingOf(waiver, settings));
  return {
    forRule: (rule) => forRule(standings, rule),
    settle: (uses) => settle(standings, uses, settings),
  };
}

function concerns({ check, match }: Waiver, { facts, criteria }: WaiverSettings): boolean {
  const { image, stage } = facts;
  if (!criteria.has(check)) return false;
  if (match.digest !== undefined && match.digest !== image.digest) return false;
  if (match.image !== undefined && !globMatcher(match.image)(image.repository)) return false;
  if (match.stage === undefined) return true;
  return stage !== undefined && (match.stage === stage.stage || match.stage === stageText(stage));
}

function standingOf(waiver: Waiver, settings: WaiverSettings): Standing {
  const why = whyIdle(waiver, settings);
  return { waiver, ...(why && { idle: why[0], because: why[1] }), names: namer(waiver), matched: new Set() };
}

function whyIdle(waiver: Waiver, settings: WaiverSettings): [IdleWaiver['state'], string] | undefined {
  const { limits, now, origins } = settings;
  const lastDay = Date.parse(`${waiver.expires}T00:00:00Z`);
  // Written so that a date that is none counts as past.
  if (!(now.getTime() < lastDay + dayMs)) return ['expired', `expired on ${waiver.expires}`];
  if (lastDay > now.getTime() + limits.waiverMax * 1000) {
    const days = Math.floor(limits.waiverMax / 86_400);
    return ['too-long', `expires on ${waiver.expires}, more than ${days} days from now (limits.waiver-max)`];
  }
  if (limits.waiverReview === 'required' && !isReviewed(origins.get(waiver.id))) {
    return ['unreviewed', 'nobody but its author approved it (limits.waiver-review)'];
  }
  if (guarded.has(waiver.check)) {
    const message = `a refusal by ${waiver.check} is waived with \`break-glass: true\` only`;
    return waiver.breakGlass ? undefined : ['stale', message];
  }
  if (!limits.waivable.includes(waiver.check)) {
    return ['stale', `findings of ${waiver.check} may not be waived (limits.waivable)`];
  }
  return undefined;
}

/** An author who is not known could be anybody, one of the approvers too. */
function isReviewed(origin: WaiverOrigin | undefined): boolean {
  const author = origin?.author?.toLowerCase();
  return author !== undefined && origin?.approvers.some((name) => name.toLowerCase() !== author) === true;
}

function forRule(
  standings: readonly Standing[],
  { id, criterion }: { readonly id: string; readonly criterion: string },
): RuleWaivers {
  const used = new Map<string, Set<string>>();
  const candidates = standings.filter(
    ({ waiver }) => waiver.check === criterion && (waiver.match.rule ?? id) === id,
  );
  const take = (taken: readonly Standing[], finding: Finding): string | undefined => {
    const key = keyOf(id, finding);
    for (const { matched } of taken) matched.add(key);
    const first = taken.find(({ idle }) => idle === undefined)?.waiver.id;
    if (first !== undefined) used.set(first, (used.get(first) ?? new Set()).add(key));
    return first;
  };
  return {
    used,
    waiverFor: (finding) =>
      take(
        candidates.filter(({ names }) => names(finding)),
        finding,
      ),
    waiverForReason(reason) {
      const isMissing = missing.has(reason.code);
      if (!isMissing && (reason.code !== 'VIOLATION' || naming.has(criterion))) return undefined;
      return take(
        candidates.filter(({ waiver }) => namesRuleOnly(waiver.match) && (waiver.missing || !isMissing)),
        findingOf(reason),
      );
    },
  };
}

/** A reason that a waiver removed, as it is shown. */
export function findingOf({ platform, message }: Reason): Finding {
  return { ...(platform !== undefined && { platform }), detail: message };
}

/** One finding on one platform under one rule, however often it is asked for. */
function keyOf(rule: string, finding: Finding): string {
  const { platform, vulnerability, package: found, license, label, detail } = finding;
  const { name, version, purl } = found ?? {};
  const names = [vulnerability?.id, name, version, purl, license, label];
  return JSON.stringify([rule, platform, ...(isNameless(finding) ? [detail] : names)]);
}

/**
 * Whether a finding is one that the waiver names: every name that the waiver gives must be the finding's. A waiver that
 * names a rule alone takes what has no name of its own, and never all the findings of a check (I7).
 */
function namer({ match }: Waiver): (finding: Finding) => boolean {
  const { vulnerability, license, label } = match;
  if (namesRuleOnly(match)) return isNameless;
  if ((vulnerability ?? match.package ?? license ?? label) === undefined) return () => false;
  const matchesPackage = match.package === undefined ? undefined : packageMatcher(match.package);
  return (finding) => {
    const { package: found } = finding;
    return (
      (vulnerability === undefined || hasVulnerability(finding, vulnerability)) &&
      (license === undefined || sameText(finding.license, license)) &&
      (label === undefined || finding.label === label) &&
      (matchesPackage === undefined || (found !== undefined && matchesPackage(packageText(found))))
    );
  };
}

function namesRuleOnly({ rule, vulnerability, package: named, license, label }: WaiverMatch): boolean {
  return rule !== undefined && (vulnerability ?? named ?? license ?? label) === undefined;
}

function isNameless({ vulnerability, package: found, license, label }: Finding): boolean {
  return vulnerability === undefined && found === undefined && license === undefined && label === undefined;
}

/** By its id and all aliases: scanners call one thing CVE or GHSA. */
function hasVulnerability({ vulnerability }: Finding, id: string): boolean {
  return [vulnerability?.id, ...(vulnerability?.aliases ?? [])].some((name) => sameText(name, id));
}

/** Identifiers of vulnerabilities and of SPDX have no case. */
function sameText(found: string | undefined, wanted: string): boolean {
  return found?.toLowerCase() === wanted.toLowerCase();
}

function packageText({ name, version, purl }: NonNullable<Finding['package']>): string {
  return purl ?? (version === undefined ? name : `${name}@${version}`);
}

/** A glob that takes every package names nothing, and a waiver removes what it names (I7). */
function packageMatcher(text: string): (name: string) => boolean {
  const matches = globMatcher(text);
  const names = /[A-Za-z0-9]/.test(text.replace(/^pkg:/, '')) && !nobody.some(matches);
  return names ? matches : () => false;
}

/** What is no glob matches nothing: the config refuses it with its place, and here it must not relax anything. */
function globMatcher(text: string): (name: string) => boolean {
  try {
    const glob = parseTextGlob(text);
    return (name) => name.length <= longestName && glob.matches(name);
  } catch {
    return () => false;
  }
}

function settle(
  standings: readonly Standing[],
  uses: readonly WaiverUse[],
  { limits, now, origins }: WaiverSettings,
): Decision['waivers'] {
  const used = standings.flatMap(({ waiver }): UsedWaiver[] => {
    const { id, check, reason, owner, expires, ticket } = waiver;
    const findings = new Set(uses.flatMap((use) => [...(use.get(id) ?? [])])).size;
    if (findings === 0) return [];
    const left = Date.parse(`${expires}T00:00:00Z`) + dayMs - now.getTime();
    const origin = origins.get(id);
    return [
      {
        id,
        check,
        reason,
        owner,
        expires,
        ...(ticket !== undefined && { ticket }),
        findings,
        expiresSoon: left <= limits.warnBefore * 1000,
        ...(origin && { origin }),
      },
    ];
  });
  const idle = standings.flatMap(({ waiver, idle, because, matched }): IdleWaiver[] => {
    if (idle !== undefined) return [{ id: waiver.id, state: idle, message: `${because}${counted(matched)}` }];
    return matched.size > 0 ? [] : [{ id: waiver.id, state: 'stale', message: 'matched nothing' }];
  });
  return { used, idle };
}

function counted({ size }: ReadonlySet<string>): string {
  if (size === 0) return '';
  return size === 1 ? '; it names 1 finding' : `; it names ${size} findings`;
}
