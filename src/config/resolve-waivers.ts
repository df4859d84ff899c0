import type { Policy, PolicyRule } from '../domain/policy.ts';
import type { Waiver, WaiverMatch } from '../domain/waiver.ts';
import { parseDigest } from '../image/digest.ts';
import { checkNames } from '../policy/catalogue.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { stageNames } from './stage-names.ts';
import type { WrittenWaiver } from './schema-waivers.ts';
import type { Path } from './yaml.ts';

/** Checks that no waiver removes unless it breaks the glass (I7). */
const glass: readonly string[] = ['signature', 'provenance'];

/** What names a finding of these checks; those of all others are named by the id of the check. */
const namedBy: Readonly<Record<string, readonly (keyof WaiverMatch)[]>> = {
  vulnerabilities: ['vulnerability', 'package'],
  licenses: ['license', 'package'],
  components: ['package'],
  labels: ['label'],
  annotations: ['label'],
};

type Context = {
  readonly written: WrittenConfig;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly problems: Problems;
};

/** What time decides, expiry and how far ahead it is, is judged where a waiver is used. */
export function resolveWaivers(written: WrittenConfig, options: Omit<Context, 'written'>): readonly Waiver[] {
  const context = { ...options, written };
  const ids = written.waivers.map(({ id }) => id);
  return written.waivers.map((waiver, index) => {
    const path: Path = ['waivers', index];
    if (ids.indexOf(waiver.id) < index) {
      context.problems.add({
        code: 'WAIVER_TWICE',
        message: `two waivers have the id ${waiver.id}`,
        path: [...path, 'id'],
        hint: 'Give each its own id.',
      });
    }
    checkStage(waiver, path, context);
    if (checkNames.includes(waiver.check)) {
      checkAllowed(waiver, path, context);
      checkMatch(waiver, [...path, 'match'], context);
    } else {
      context.problems.unknown('check', waiver.check, { path: [...path, 'check'], known: checkNames });
    }
    const { id, check, reason, owner, expires, ticket, outcome } = waiver;
    return {
      id,
      check,
      match: matchOf(waiver),
      reason,
      owner,
      expires,
      ...(ticket === undefined ? {} : { ticket }),
      breakGlass: waiver['break-glass'],
      missing: outcome === 'missing',
      position: written.at(path),
      lastLine: lastLineOf(waiver, path, written),
    };
  });
}

/** Of what decides; the lines of a long reason behind it do not. */
function lastLineOf({ match, ...waiver }: WrittenWaiver, path: Path, written: WrittenConfig): number {
  const places: Path[] = [
    ...Object.keys(waiver).map((key) => [...path, key]),
    ...Object.keys(match).map((key) => [...path, 'match', key]),
  ];
  return Math.max(...[path, ...places].map((place) => written.at(place).line));
}

function checkStage({ match: { stage } }: WrittenWaiver, path: Path, { written, problems }: Context): void {
  const known = stageNames(written);
  if (stage !== undefined && !known.includes(stage))
    problems.unknown('stage', stage, { path: [...path, 'match', 'stage'], known });
}

function checkAllowed(waiver: WrittenWaiver, path: Path, { written, problems }: Context): void {
  const { check, 'break-glass': breaksGlass } = waiver;
  const isGlass = glass.includes(check);
  if (breaksGlass && !isGlass) {
    problems.add({
      code: 'WAIVER_FORBIDDEN',
      message: `break-glass is for ${glass.join(' and ')}, and this waiver is for ${check}`,
      path: [...path, 'break-glass'],
      hint: 'Remove break-glass.',
    });
  } else if (isGlass && !breaksGlass) {
    problems.add({
      code: 'WAIVER_FORBIDDEN',
      message: `a refusal by ${check} is not waived`,
      path: [...path, 'check'],
      hint: 'In an emergency add break-glass: true; every report will say so.',
    });
  } else if (!isGlass && !written.limits.waivable.includes(check)) {
    problems.add({
      code: 'WAIVER_FORBIDDEN',
      message: `limits.waivable does not let ${check} be waived`,
      path: [...path, 'check'],
      hint: `It allows ${written.limits.waivable.join(', ') || 'nothing'}; add ${check} there if that is meant.`,
    });
  }
}

/** A waiver removes named findings, never a whole check (I7). */
function checkMatch({ check, match, outcome }: WrittenWaiver, path: Path, context: Context): void {
  const { written, policies, problems } = context;
  const names = Object.hasOwn(namedBy, check) ? namedBy[check] : undefined;
  // Evidence that is missing has no findings: the check itself is named.
  const wanted = outcome === 'missing' ? (['rule'] as const) : (names ?? (['rule'] as const));
  if (!wanted.some((key) => match[key] !== undefined)) {
    problems.add({
      code: 'WAIVER_WIDE',
      message: `the waiver names no finding of ${check}, so it would waive the whole check`,
      path,
      part: 'key',
      hint: `Add ${wanted.join(' or ')}.`,
    });
  }
  for (const key of ['vulnerability', 'package', 'license', 'label'] as const) {
    if (match[key] === undefined || wanted.includes(key)) continue;
    problems.add({
      code: 'WAIVER_IDLE',
      message: `findings of ${check} have no ${key}, so the waiver would match nothing`,
      path: [...path, key],
      part: 'key',
      hint: `Findings of ${check} are named by ${wanted.join(' or ')}.`,
    });
  }
  const { rule } = match;
  if (rule === undefined) return;
  const ids = [...policies.values()].flatMap((policy) => idsOf(policy.rules, check));
  if (!ids.includes(rule)) {
    problems.unknown('rule', rule, { path: [...path, 'rule'], known: [...new Set(ids)] });
  } else if (rule !== check && !isGiven(rule, written)) {
    problems.add({
      code: 'RULE_UNNAMED',
      message: `${rule} is only its place in a row, and another check would take it when one is added`,
      path: [...path, 'rule'],
      hint: 'Give the check an id, and name that.',
    });
  }
}

/** Of all rules of a check, the alternatives of `any` among them. */
function idsOf(rules: readonly PolicyRule[], check: string): readonly string[] {
  return rules.flatMap(({ id, what }) =>
    'any' in what ? idsOf(what.any, check) : what.criterion === check ? [id] : [],
  );
}

function isGiven(id: string, { policies }: WrittenConfig): boolean {
  const items = Object.values(policies).flatMap((policy) =>
    Array.isArray(policy) ? policy : (policy.require ?? []),
  );
  return items.some((item) => item.id === id || item.any?.some((each) => each.id === id) === true);
}

function matchOf({ match }: WrittenWaiver): WaiverMatch {
  const { digest, ...texts } = match;
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return { ...given, ...(digest === undefined ? {} : { digest: parseDigest(digest) }) };
}

/** The checks that `limits` names. */
export function checkLimits(written: WrittenConfig, problems: Problems): void {
  const isDefault = written.raw(['limits', 'waivable']) === undefined;
  for (const [index, check] of (isDefault ? [] : written.limits.waivable).entries()) {
    const path: Path = ['limits', 'waivable', index];
    if (!checkNames.includes(check)) problems.unknown('check', check, { path, known: checkNames });
    if (glass.includes(check)) {
      problems.add({
        code: 'WAIVER_FORBIDDEN',
        message: `${check} is never waivable`,
        path,
        hint: 'A single waiver may say break-glass: true.',
      });
    }
  }
}
