import type { OperatingSystem } from '../../domain/software.ts';

/**
 * What shows that a scanner looked at something. No findings is also what scanners print where they recognised nothing,
 * so without this an empty list is not "clean" (policy.md §2.2).
 */
export function proofOf(seen: {
  readonly packages?: number;
  readonly findings: number;
  readonly os?: OperatingSystem | undefined;
}): string | undefined {
  const { packages = 0, findings, os } = seen;
  if (packages > 0) return packages === 1 ? '1 package' : `${packages} packages`;
  if (findings > 0) return findings === 1 ? '1 finding' : `${findings} findings`;
  if (os === undefined) return undefined;
  return os.version === undefined ? os.family : `${os.family} ${os.version}`;
}
