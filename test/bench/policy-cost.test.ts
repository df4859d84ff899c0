import { describe, expect, it } from 'vitest';
import type { Cost } from './measured-command.ts';
import { policyShare, policyVerdicts, type PolicyCosts } from './policy-cost.ts';

function costs(...walls: readonly number[]): readonly Cost[] {
  return walls.map((wall) => ({ wall, cpu: wall / 2, peak: 1 }));
}

function measured(over: Partial<PolicyCosts> = {}): PolicyCosts {
  return { title: '', plain: costs(4, 9, 3), judged: costs(8, 6, 20), evaluations: [1, 5, 2], ...over };
}

function results(over: Partial<PolicyCosts>): readonly string[] {
  return policyVerdicts(measured(over)).map(({ result }) => result);
}

describe('the cost of a policy', () => {
  it('when rounds differ, it is the difference of the medians', () => {
    expect(policyShare(measured())).toEqual({
      plain: { wall: 4, cpu: 2 },
      judged: { wall: 8, cpu: 4 },
      added: { wall: 4, cpu: 2 },
      evaluation: 2,
    });
  });

  it('when judging takes half of what promoting takes, the goal is reached', () => {
    expect(policyVerdicts(measured())).toMatchObject([
      { scenario: 'policy', measured: '0.500 ×', bestPeer: 'promoting 4.00 s', result: 'reached' },
    ]);
  });

  it('when it takes more, the goal is missed', () => {
    expect(results({ evaluations: [2.01] })).toEqual(['missed']);
  });

  it('when nothing was measured, nothing is judged', () => {
    expect(results({ plain: [] })).toEqual(['not judged']);
    expect(results({ evaluations: [] })).toEqual(['not judged']);
  });
});
