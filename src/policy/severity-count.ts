import { z } from 'zod';
import type { Reason } from '../domain/decision.ts';
import { severities, type Severity } from '../domain/vulnerability.ts';
import { violation } from './judgement.ts';
import { say, whole } from './written.ts';

const limit = whole(0);
const keys = [...severities, 'total'];

/** At most so many of a platform: `{ critical: 0, high: 5 }`. */
export const SeverityLimits = z
  .strictObject(
    {
      critical: limit.describe('At most so many critical ones.').optional(),
      high: limit.describe('At most so many high ones.').optional(),
      medium: limit.describe('At most so many medium ones.').optional(),
      low: limit.describe('At most so many low ones; negligible and informational ones are low.').optional(),
      unknown: limit
        .describe(
          'At most so many without a known severity. Default: they count as the worst that is listed.',
        )
        .optional(),
      total: limit.describe('At most so many of all.').optional(),
    },
    {
      error: (issue) => {
        if (issue.code !== 'unrecognized_keys') return undefined;
        // Another scale, by other scores: an alias would change what is refused (policy.md §5.2).
        if (issue.keys.some((key) => key === 'major' || key === 'minor')) {
          return say(
            "knows no major and minor, which are of DTR's scale",
            'Say what you mean in critical, high, medium, low; or write the rule as DTR does, under `rules`, with severity-scale: dtr.',
          );
        }
        return keys.join(' ');
      },
    },
  )
  .refine((limits) => Object.values(limits).some((value) => value !== undefined), {
    error: say('is empty', 'Write how many may be there: { critical: 0 }.'),
  });
export type SeverityLimits = z.output<typeof SeverityLimits>;

/** The limit under which a severity counts; undefined: none but the total. */
export function limitOf(severity: Severity, limits: SeverityLimits): Severity | undefined {
  if (limits[severity] !== undefined) return severity;
  return severity === 'unknown' ? severities.find((each) => limits[each] !== undefined) : undefined;
}

/** What counts at all: under a limit of its own, or as one of the total. */
export function isLimited(severity: Severity, limits: SeverityLimits | undefined): boolean {
  return limits !== undefined && (limits.total !== undefined || limitOf(severity, limits) !== undefined);
}

/** Which limits are exceeded. */
export function exceeded(
  counted: readonly Severity[],
  limits: SeverityLimits | undefined,
): readonly Reason[] {
  if (limits === undefined) return [];
  const names = counted.map((severity) => limitOf(severity, limits));
  const perSeverity = severities.flatMap((severity) =>
    over(severity, names.filter((name) => name === severity).length, limits[severity]),
  );
  return [...perSeverity, ...over('total', counted.length, limits.total)];
}

function over(name: string, count: number, most: number | undefined): readonly Reason[] {
  if (most === undefined || count <= most) return [];
  return [violation(`${name} ${count} > ${most}`, { observed: `${name} ${count}`, expected: `<= ${most}` })];
}

/** For people: `0 critical, 3 high`; of what is limited, or all. */
export function countsText(counted: readonly Severity[], limits: SeverityLimits | undefined): string {
  const shown = severities.filter((severity) => limits === undefined || limits[severity] !== undefined);
  const parts = shown.map((severity) => `${counted.filter((each) => each === severity).length} ${severity}`);
  return parts.length === 0 ? `${counted.length} in total` : parts.join(', ');
}
