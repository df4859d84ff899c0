import type { CheckResult, Decision } from '../../src/domain/decision.ts';
import type { StagePlan } from '../../src/domain/plan.ts';

/** Of the one image of a stage: the last thing that policy said of it. */
export function decisionOf(stages: readonly StagePlan[], stage: string): Decision {
  const decision = stages.find((one) => one.stage === stage)?.decisions?.[0];
  if (decision === undefined) throw new Error(`policy was not asked for ${stage}`);
  return decision;
}

/** By id: `pass`, `pending`, or the codes for which a check does not pass. */
export function verdictsOf({ checks }: Pick<Decision, 'checks'>): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map((check) => [check.id, verdictOf(check)]));
}

function verdictOf({ verdict, reasons }: CheckResult): string {
  if (verdict === 'pass' || verdict === 'pending') return verdict;
  return [...new Set(reasons.map(({ code }) => code))].join(' ');
}

export function checkOf({ checks }: Pick<Decision, 'checks'>, id: string): CheckResult {
  const found = checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`there is no check ${id}`);
  return found;
}
