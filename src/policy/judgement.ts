import type { Judgement, Reason } from '../domain/decision.ts';

/** It passes, for the reason that the note gives. */
export function passes(note: string, more: Partial<Judgement> = {}): Judgement {
  return { reasons: [], findings: [], evidence: [], ignored: [], note, ...more };
}

/** It does not pass; a single `VIOLATION` makes it a fail, else it is unknown. */
export function stops(reasons: readonly [Reason, ...Reason[]], more: Partial<Judgement> = {}): Judgement {
  return { findings: [], evidence: [], ignored: [], ...more, reasons };
}

export function violation(message: string, more: Omit<Reason, 'code' | 'message'> = {}): Reason {
  return { code: 'VIOLATION', message, ...more };
}
