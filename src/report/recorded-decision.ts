import type { RecordedCheck, RecordedDecision } from '../domain/decision-record.ts';
import { checkState } from './check-state.ts';
import { countText } from './number.ts';
import { verdictSign } from './sign.ts';

/**
 * What a record keeps of a decision, in one sentence: `policy refused: 1 of 13 checks refuses (prod-vulns VIOLATION);
 * waiver W-2026-014 of @acme/security`. Not escaped yet.
 */
export function recordedText({ verdict, checks, waivers }: RecordedDecision): string {
  const refusing = checks.filter((check) => ['fails', 'unknown'].includes(checkState(check)));
  const warning = checks.filter((check) => ['warns', 'later'].includes(checkState(check)));
  const all = countText(checks.length, 'check');
  const count = refusing.length === 1 ? 'refuses' : 'refuse';
  return [
    `policy ${verdictSign(verdict).word}: ${refusing.length === 0 ? all : `${refusing.length} of ${all} ${count} ${named(refusing)}`}`,
    ...(warning.length === 0 ? [] : [`warned of ${named(warning)}`]),
    ...waivers.map(({ id, owner }) => `waiver ${id} of ${owner}`),
  ].join('; ');
}

function named(checks: readonly RecordedCheck[]): string {
  return `(${checks.map(({ id, code }) => (code === undefined ? id : `${id} ${code}`)).join(', ')})`;
}
