import { severities, type Severity } from '../../domain/vulnerability.ts';

/** Trivy's, Grype's and CycloneDX's words on our scale (policy.md §5.2). */
const words: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['negligible', 'low'],
  ['info', 'low'],
  ['informational', 'low'],
  ['none', 'low'],
]);

/** A word that is on nobody's list is unknown, which a policy counts as the worst: never guessed. */
export function severityOf(word: string | undefined): Severity {
  return words.get(word?.toLowerCase() ?? '') ?? 'unknown';
}

/** The bands of CVSS 3 (specification §5) and of GitHub's `security-severity`. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'unknown';
}

/** Of several opinions on one vulnerability. Any opinion is worse than none. */
export function worstOf(several: readonly Severity[]): Severity {
  return severities.find((severity) => several.includes(severity)) ?? 'unknown';
}
