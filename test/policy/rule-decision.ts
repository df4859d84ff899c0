import type { Decision, ReasonCode } from '../../src/domain/decision.ts';
import type { BoundCheck, PolicyRule } from '../../src/domain/policy.ts';
import { evaluate, type EvaluateRequest } from '../../src/policy/evaluate.ts';
import { passes, stops, violation } from '../../src/policy/judgement.ts';
import { checkSaying, policyOf, requestOf } from './request.ts';

export const passing = checkSaying(passes('fine'));
export const failing = checkSaying(stops([violation('too bad')], { help: 'make it good' }));
export const unknown = (code: ReasonCode, more: Partial<BoundCheck> = {}) =>
  checkSaying(stops([{ code, message: 'no answer' }]), more);

export function decide(rules: readonly PolicyRule[], more: Partial<EvaluateRequest> = {}): Decision {
  return evaluate(requestOf({ policies: [policyOf(rules)], ...more }));
}
