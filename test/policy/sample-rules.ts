import type { Decision } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/facts.ts';
import { evaluate, type EvaluateRequest } from '../../src/policy/evaluate.ts';
import { bindTo, policyOf, requestOf, ruleOf } from './request.ts';
import { samples, type Sample } from './samples.ts';

/** How often a property is tried, with other facts each time. */
export const runs = { numRuns: 100 };

export const ruleNamed = (sample: Sample, index: number) =>
  ruleOf(bindTo(sample.check, sample.written), { id: `${sample.check.name}-${index}` });
export const rules = samples.map(ruleNamed);

export function decide(facts: Facts, more: Partial<EvaluateRequest> = {}): Decision {
  return evaluate(requestOf({ facts, policies: [policyOf(rules)], ...more }));
}
