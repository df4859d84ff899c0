import type { Facts } from '../../src/domain/facts.ts';
import type { Judging } from '../../src/domain/policy.ts';
import type { Vulnerability } from '../../src/domain/vulnerability.ts';
import { bindDtrRule, type DtrSettings } from '../../src/policy/dtr.ts';
import { DtrRule } from '../../src/policy/dtr-rule.ts';
import { codesOf, judgingOf, vulnerabilityOf } from './facts.ts';

export type Written = readonly [field: string, operator: string, ...values: (string | number)[]];

export function ruleOf([field, operator, ...values]: Written): DtrRule {
  return DtrRule.parse({ field, operator, values });
}

/** The codes that a rule comes to; empty: it passes. */
export function verdict(
  rule: Written,
  facts: Facts,
  { settings, judging = judgingOf() }: { settings?: Partial<DtrSettings>; judging?: Judging } = {},
): readonly string[] {
  const bound = bindDtrRule(ruleOf(rule), { scale: 'dtr', maxAge: 7 * 86_400, ...settings });
  return codesOf(bound.judge(facts, judging));
}

export function scored(id: string, v3: number): Vulnerability {
  return vulnerabilityOf(id, { severity: 'unknown', cvss: { v3 } });
}
