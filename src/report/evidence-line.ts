import type { Decision, EvidenceRef, IgnoredRef } from '../domain/decision.ts';
import { shortDigest } from '../image/digest.ts';
import { durationText } from './number.ts';

/** `trivy 0.72.0, signed by scanner, 3 h old, ab12cd34ef56`. Not escaped yet. */
export function evidenceText(evidence: EvidenceRef, { evaluatedAt }: Pick<Decision, 'evaluatedAt'>): string {
  const age = evidence.signedAt === undefined ? NaN : Date.parse(evaluatedAt) - Date.parse(evidence.signedAt);
  return [
    evidence.title,
    evidence.trust,
    ...(age >= 0 ? [`${ageText(age)} old`] : []),
    shortDigest(evidence.digest),
  ].join(', ');
}

export function ignoredText({ digest, title, why }: IgnoredRef): string {
  return `${title} (${shortDigest(digest)}): ${why}`;
}

function ageText(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  return days >= 2 ? `${days} days` : durationText(milliseconds);
}
