import type { CheckResult, Decision } from './decision.ts';
import type { Expectation } from './policy-case.ts';

/** What of a decision is not as it was expected, a sentence each; empty: all is. */
export function mismatchesOf(
  { verdict, checks, waivers }: Expectation,
  decision: Decision,
): readonly string[] {
  return [
    ...(verdict === undefined || verdict === decision.verdict
      ? []
      : [`expected the verdict ${verdict}, and it is ${decision.verdict}`]),
    ...Object.entries(checks).flatMap(([id, wanted]) => mismatchOf(id, wanted, decision)),
    ...waivers.flatMap((id) => unusedWaiver(id, decision)),
  ];
}

function mismatchOf(id: string, wanted: string, { checks }: Decision): readonly string[] {
  const named = checks.filter((check) => check.id === id);
  if (named.length === 0) {
    return [
      `expected ${wanted} of the check ${id}, and there is none of that id: ${checks.map((check) => check.id).join(', ')}`,
    ];
  }
  // Two policies may each have a check of one name; both must be as expected.
  return named
    .filter((check) => check.verdict !== wanted && !check.reasons.some(({ code }) => code === wanted))
    .map((check) => `expected ${wanted} of the check ${id}, and it is ${stateText(check)}`);
}

function stateText({ verdict, reasons }: CheckResult): string {
  const codes = [...new Set(reasons.map(({ code }) => code))];
  return codes.length === 0 ? verdict : `${verdict} (${codes.join(', ')})`;
}

function unusedWaiver(id: string, { waivers }: Decision): readonly string[] {
  if (waivers.used.some((waiver) => waiver.id === id)) return [];
  const idle = waivers.idle.find((waiver) => waiver.id === id);
  return [
    `expected the waiver ${id} to be used, and it is not${idle === undefined ? '' : `: ${idle.message}`}`,
  ];
}
