import type { Verdict } from './goal.ts';
import type { Cost } from './measured-command.ts';
import { median } from './median.ts';
import { ratioText, secondsText } from './number-text.ts';

export const policyName = 'policy';

/** A set promoted with a policy and without one, in turn. */
export type PolicyCosts = {
  readonly title: string;
  readonly judged: readonly Cost[];
  readonly plain: readonly Cost[];
  /** Seconds of processor time that the evaluation of all facts took, nothing gathered; a number each time. */
  readonly evaluations: readonly number[];
};

/** Of the medians, in seconds. */
export type PolicyShare = {
  readonly plain: { readonly wall: number; readonly cpu: number };
  readonly judged: { readonly wall: number; readonly cpu: number };
  readonly added: { readonly wall: number; readonly cpu: number };
  readonly evaluation: number;
};

/** What policy adds: evidence gathered, signatures verified, documents read and everything judged. */
export function policyShare({ judged, plain, evaluations }: PolicyCosts): PolicyShare {
  const middle = (costs: readonly Cost[]): PolicyShare['plain'] => ({
    wall: median(costs.map(({ wall }) => wall)) ?? Number.NaN,
    cpu: median(costs.map(({ cpu }) => cpu)) ?? Number.NaN,
  });
  const [without, having] = [middle(plain), middle(judged)];
  return {
    plain: without,
    judged: having,
    added: { wall: having.wall - without.wall, cpu: having.cpu - without.cpu },
    evaluation: median(evaluations) ?? Number.NaN,
  };
}

/** Judging a set takes less time than promoting it. What gathering adds to that is reported, and has no goal. */
export function policyVerdicts(costs: PolicyCosts): readonly (Verdict & { readonly scenario: string })[] {
  const { plain, evaluation } = policyShare(costs);
  const verdict = (goal: string, most: number, seconds: number): Verdict & { readonly scenario: string } => {
    const ratio = seconds / plain.wall;
    return {
      scenario: policyName,
      goal: `${goal} ≤ ${ratioText(most)} × promoting`,
      measured: `${ratio.toFixed(3)} ×`,
      bestPeer: `promoting ${secondsText(plain.wall)} s`,
      result: Number.isNaN(ratio) ? 'not judged' : ratio <= most ? 'reached' : 'missed',
    };
  };
  return [verdict('evaluating', 0.5, evaluation)];
}
