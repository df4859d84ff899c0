import type { Decision } from '../domain/decision.ts';
import type { Outcome, PromotionKind, StageState, TagAction } from '../domain/plan.ts';
import type { Style } from './style.ts';

/** How a state or an action is shown: one character for terminals, one for Markdown, a tone, a word. */
export type Sign = {
  readonly mark: string;
  readonly emoji: string;
  readonly tone: Exclude<keyof Style, 'strong'>;
  readonly word: string;
};

type TagState = TagAction | 'failed' | 'skipped';

const states: Readonly<Record<Outcome | StageState, Sign>> = {
  ready: { mark: '▶', emoji: '▶️', tone: 'good', word: 'ready' },
  promoted: { mark: '✓', emoji: '✅', tone: 'good', word: 'promoted' },
  unchanged: { mark: '=', emoji: '🟰', tone: 'faint', word: 'unchanged' },
  none: { mark: '·', emoji: '▫️', tone: 'faint', word: 'nothing to do' },
  waiting: { mark: '‖', emoji: '⏸️', tone: 'warn', word: 'waiting' },
  pending: { mark: '…', emoji: '⏳', tone: 'faint', word: 'pending' },
  superseded: { mark: '»', emoji: '⏭️', tone: 'warn', word: 'superseded' },
  refused: { mark: '✗', emoji: '⛔', tone: 'bad', word: 'refused' },
  conflict: { mark: '✗', emoji: '⚠️', tone: 'bad', word: 'conflict' },
  failed: { mark: '✗', emoji: '❌', tone: 'bad', word: 'failed' },
};

const actions: Readonly<Record<TagState, Sign>> = {
  create: { mark: '+', emoji: '🆕', tone: 'good', word: 'new' },
  move: { mark: '→', emoji: '➡️', tone: 'good', word: 'moves' },
  unchanged: { mark: '=', emoji: '🟰', tone: 'faint', word: 'unchanged' },
  kept: { mark: '-', emoji: '🔒', tone: 'warn', word: 'kept' },
  conflict: { mark: '✗', emoji: '⚠️', tone: 'bad', word: 'conflict' },
  failed: { mark: '✗', emoji: '❌', tone: 'bad', word: 'failed' },
  skipped: { mark: '·', emoji: '▫️', tone: 'faint', word: 'not written' },
};

/** What a check comes to for its stage: `warns` and `later` do not pass and refuse nothing. */
export type CheckState = 'fails' | 'unknown' | 'pending' | 'warns' | 'later' | 'passed';

const checks: Readonly<Record<CheckState, Sign>> = {
  fails: { mark: '✗', emoji: '❌', tone: 'bad', word: 'fails' },
  unknown: { mark: '?', emoji: '❓', tone: 'bad', word: 'unknown' },
  pending: { mark: '‖', emoji: '⏳', tone: 'faint', word: 'pending' },
  warns: { mark: '!', emoji: '⚠️', tone: 'warn', word: 'warns' },
  later: { mark: '!', emoji: '📅', tone: 'warn', word: 'refuses later' },
  passed: { mark: '✓', emoji: '✅', tone: 'good', word: 'passed' },
};

const verdicts: Readonly<Record<Decision['verdict'], Sign>> = {
  pass: { mark: '✓', emoji: '✅', tone: 'good', word: 'passed' },
  refused: { mark: '✗', emoji: '⛔', tone: 'bad', word: 'refused' },
  unreachable: { mark: '?', emoji: '🔌', tone: 'bad', word: 'could not be evaluated' },
  pending: { mark: '‖', emoji: '⏳', tone: 'warn', word: 'pending' },
};

export function checkSign(state: CheckState): Sign {
  return checks[state];
}

export function verdictSign(verdict: Decision['verdict']): Sign {
  return verdicts[verdict];
}

/** @param kind a rollback is called so: what it did and would do is easily taken for a promotion of something new */
export function stateSign(state: Outcome | StageState, kind?: PromotionKind): Sign {
  const sign = states[state];
  if (kind !== 'rollback') return sign;
  if (state === 'promoted') return { ...sign, word: 'rolled back' };
  return state === 'ready' ? { ...sign, word: 'ready to roll back' } : sign;
}

export function tagSign(action: TagState): Sign {
  return actions[action];
}

/** Whether a word is that of a state. */
export function isState(word: string): word is Outcome | StageState {
  return Object.hasOwn(states, word);
}
