import type { HistoryOutcome } from './history.ts';
import type { Outcome, StageState } from './plan.ts';

const loudestFirst = [
  'failed',
  'conflict',
  'refused',
  'waiting',
  'superseded',
  'promoted',
  'unchanged',
  'none',
] as const satisfies readonly Outcome[];

/** The outcome of a run: the first of the contract's §2 order that is present; `none` of nothing. */
export function totalOutcome(outcomes: Iterable<Outcome>): Outcome {
  const present = new Set(outcomes);
  return loudestFirst.find((outcome) => present.has(outcome)) ?? 'none';
}

/** What a stage that is only planned would come to: `ready` would promote, `pending` waits for something. */
export function expectedOutcome(state: StageState): Outcome {
  if (state === 'ready') return 'promoted';
  return state === 'pending' ? 'waiting' : state;
}

/** Every target holds the image, under its tags: by this promotion, or from before. */
export function isInPlace(outcome: HistoryOutcome | undefined): boolean {
  return outcome === 'promoted' || outcome === 'unchanged';
}

/** The exit code of several stages: the first of 5, 2, 4, 1, 3 that is present, else 0. Of 2 it is said that nothing was done: 5 is louder. */
export function totalExitCode(codes: Iterable<number>): number {
  const present = new Set(codes);
  return [5, 2, 4, 1, 3].find((code) => present.has(code)) ?? 0;
}
