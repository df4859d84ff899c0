import type { Scan, Vulnerability } from '../../src/domain/vulnerability.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import { amd64, evidenceOf, factsOf, judge, platformFacts, scanPart } from './facts.ts';

export const base = { by: 'ci', 'max-age': '24h' };
export const none = { ...base, max: { critical: 0 } };

export function scanned(
  vulnerabilities: readonly Vulnerability[],
  scan: Partial<Scan> = {},
  more: Parameters<typeof evidenceOf>[1] = {},
) {
  return evidenceOf(scanPart(vulnerabilities, scan), { subjects: [amd64], ...more });
}

export function having(...evidence: ReturnType<typeof scanned>[]) {
  return factsOf({ platforms: [platformFacts('linux/amd64')], evidence });
}

export function verdict(written: object, ...vulnerabilities: Vulnerability[]) {
  return judge(vulnerabilitiesCheck, { ...base, ...written }, having(scanned(vulnerabilities)));
}
