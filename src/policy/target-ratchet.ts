import type { Reason } from '../domain/decision.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Vulnerability } from '../domain/vulnerability.ts';
import type { By } from './by.ts';
import { choose } from './choose.ts';
import { ofKind } from './evidence-kind.ts';
import { chooseScans } from './scan-choice.ts';
import { groupOf, type Unit } from './vulnerability-unit.ts';

/** By platform: what the image at the target has, or why that is not known. Undefined: there is no image. */
export type PreviousUnits = (
  platform: string | undefined,
) => { readonly units: ReadonlySet<string> } | { readonly reason: Reason } | undefined;

/**
 * What the target runs now, by its newest trusted scans. They may be of any age: an old scan knows less, and so excuses
 * less.
 */
export function previousUnits(
  { previous }: Facts,
  { by, judging }: { readonly by: By | undefined; readonly judging: Judging },
): PreviousUnits {
  if (previous.state === 'unknown') {
    const { code, message } = previous;
    return () => ({ reason: { code, message: `what the target has now is not known: ${message}` } });
  }
  const { value } = previous;
  if (value === undefined) return () => undefined;
  const want = { noun: 'scan', ...ofKind('scan'), by, covers: 'platform' } as const;
  const { demands } = choose(value, want, judging);
  return (platform) => {
    const ours = demands.filter((demand) => demand.platform === platform);
    // A platform that the target lacks has nothing there that could excuse anything.
    if (ours.length === 0) return { units: new Set() };
    const candidates = ours.flatMap(({ counted }) =>
      counted.map(({ evidence, part }) => ({ evidence, part: part.scan })),
    );
    const { scans } = chooseScans(candidates, { now: judging.now });
    const gap = ours[0]?.gap;
    if (scans.length === 0 && gap !== undefined)
      return { reason: { ...gap, message: `the image that the target has now: ${gap.message}` } };
    return { units: new Set(scans.flatMap(({ part }) => part.vulnerabilities.map(keyOf))) };
  };
}

/** Those that the target does not have. */
export function newUnits(units: readonly Unit[], known: ReadonlySet<string>): ReadonlySet<Unit> {
  return new Set(units.filter((unit) => !known.has(keyOf(unit))));
}

/** Without the version: an update that leaves a vulnerability in place does not make it new. */
function keyOf(unit: Pick<Vulnerability, 'id' | 'aliases' | 'package'>): string {
  return JSON.stringify([groupOf(unit), unit.package?.name]);
}
