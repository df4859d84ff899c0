import type { CheckResult, Decision } from '../domain/decision.ts';
import { countText } from './number.ts';
import type { CheckState } from './sign.ts';

export function checkState({ verdict, level }: Pick<CheckResult, 'verdict' | 'level'>): CheckState {
  if (verdict === 'pass') return 'passed';
  if (level !== 'enforce') return level === 'warn' ? 'warns' : 'later';
  return verdict === 'fail' ? 'fails' : verdict;
}

const order = ['fails', 'unknown', 'pending', 'warns', 'later', 'passed'] as const satisfies CheckState[];

/** What a refused developer has to read comes first; checks of one state stay in the order of the policy. */
export function byState(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.toSorted((a, b) => order.indexOf(checkState(a)) - order.indexOf(checkState(b)));
}

export function countOf(checks: readonly CheckResult[], ...states: readonly CheckState[]): number {
  return checks.filter((check) => states.includes(checkState(check))).length;
}

/** `2 of 13 checks refuse, 1 warns, 1 waiver used`. Of numbers and our own words only. */
export function tallyText({ checks, waivers, verdict }: Decision): string {
  const refuse = countOf(checks, 'fails', 'unknown');
  const pending = countOf(checks, 'pending');
  const warn = countOf(checks, 'warns', 'later');
  const all = countText(checks.length, 'check');
  const refuses = verdict === 'unreachable' ? 'could not be evaluated' : refuse === 1 ? 'refuses' : 'refuse';
  const open = [
    ...(refuse === 0 ? [] : [`${refuse} of ${all} ${refuses}`]),
    ...(pending === 0 ? [] : [refuse === 0 ? `${pending} of ${all} pending` : `${pending} pending`]),
  ];
  return [
    ...(open.length === 0 ? [all] : open),
    ...(warn === 0 ? [] : [`${warn} ${warn === 1 ? 'warns' : 'warn'}`]),
    ...(waivers.used.length === 0 ? [] : [`${countText(waivers.used.length, 'waiver')} used`]),
  ].join(', ');
}
