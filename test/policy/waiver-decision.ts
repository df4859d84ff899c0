import type { Decision, Finding, ReasonCode } from '../../src/domain/decision.ts';
import type { Waiver } from '../../src/domain/waiver.ts';
import { evaluate, type EvaluateRequest } from '../../src/policy/evaluate.ts';
import { stops } from '../../src/policy/judgement.ts';
import { checkFinding, checkSaying, policyOf, requestOf, ruleOf } from './request.ts';

export const libxml: Finding = {
  platform: 'linux/amd64',
  vulnerability: { id: 'CVE-2026-1', aliases: ['GHSA-aaaa-bbbb-cccc'], severity: 'critical' },
  package: { name: 'libxml2', version: '2.9.14', purl: 'pkg:deb/debian/libxml2@2.9.14?arch=amd64' },
};

export const saying = (code: ReasonCode, criterion: string) =>
  checkSaying(stops([{ code, message: 'no' }]), { criterion });

export function decide(waivers: readonly Waiver[], more: Partial<EvaluateRequest> = {}): Decision {
  return evaluate(requestOf({ policies: [policyOf([ruleOf(checkFinding([libxml]))])], waivers, ...more }));
}

export const policiesOf = (...checks: readonly ReturnType<typeof checkSaying>[]) => [
  policyOf(checks.map((check) => ruleOf(check))),
];
