import type { Vulnerability } from '../../domain/vulnerability.ts';

export type CvssScore = { readonly major: 2 | 3 | 4; readonly score: number };

const majors = [2, 3, 4] as const;

/** The highest score of each major version; undefined where there is none. */
export function highestScores(scores: readonly CvssScore[]): Vulnerability['cvss'] {
  if (scores.length === 0) return undefined;
  const highest: { v2?: number; v3?: number; v4?: number } = {};
  for (const { major, score } of scores) {
    highest[`v${major}`] = Math.max(highest[`v${major}`] ?? 0, score);
  }
  return highest;
}

/** `3.1`, `CVSSv31`, `CVSS:3.0/…` → 3. */
export function cvssMajor(version: string | undefined): CvssScore['major'] | undefined {
  const digit = /^(?:CVSSv|CVSS:|CVSS_V)?([234])/i.exec(version ?? '')?.[1];
  return majors.find((major) => String(major) === digit);
}
