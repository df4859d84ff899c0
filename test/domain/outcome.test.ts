import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedOutcome, totalExitCode, totalOutcome } from '../../src/domain/outcome.ts';
import type { Outcome, StageState } from '../../src/domain/plan.ts';

const order: readonly Outcome[] = [
  'failed',
  'conflict',
  'refused',
  'waiting',
  'superseded',
  'promoted',
  'unchanged',
  'none',
];

describe('when several stages come to one outcome', () => {
  it('is the first of the contract’s order that is present', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...order), { minLength: 1 }), (outcomes) => {
        const total = totalOutcome(outcomes);
        expect(outcomes).toContain(total);
        for (const outcome of outcomes)
          expect(order.indexOf(total)).toBeLessThanOrEqual(order.indexOf(outcome));
      }),
    );
  });

  it('is none of nothing', () => {
    expect(totalOutcome([])).toBe('none');
    expect(totalExitCode([])).toBe(0);
  });

  it.each([
    [[0, 3, 1, 4, 5], 5],
    [[3, 1, 4], 4],
    [[3, 1, 0], 1],
    [[0, 3], 3],
    [[0, 0], 0],
    [[2], 2],
    [[3, 2, 1, 4], 2],
    [[2, 5], 5],
  ])('makes of the exit codes %j the code %i', (codes, total) => {
    expect(totalExitCode(codes)).toBe(total);
  });
});

describe('when a stage is only planned', () => {
  it.each<[StageState, Outcome]>([
    ['ready', 'promoted'],
    ['pending', 'waiting'],
    ['unchanged', 'unchanged'],
    ['conflict', 'conflict'],
  ])('%s would come to %s', (state, outcome) => expect(expectedOutcome(state)).toBe(outcome));
});
