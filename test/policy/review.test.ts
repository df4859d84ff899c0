import { describe, expect, it } from 'vitest';
import type { Answer, PullFacts } from '../../src/domain/facts.ts';
import { reviewCheck } from '../../src/policy/checks/review.ts';
import { codesOf, commitOf, factsOf, judge, mistakesOf } from './facts.ts';

function pulled(pull: Answer<PullFacts | undefined>, written: object = {}) {
  return judge(reviewCheck, written, factsOf({ commit: commitOf({ pull }) }));
}

function approvedBy(...approvers: readonly string[]): Answer<PullFacts> {
  return { state: 'known', value: { number: 12, author: 'kim', approvers } };
}

describe('when the pull request of the commit must be approved', () => {
  it.each<[string, Answer<PullFacts | undefined>, object, readonly string[]]>([
    ['one person approved', approvedBy('robin'), {}, []],
    ['nobody approved', approvedBy(), {}, ['VIOLATION']],
    ['two are wanted and two approved', approvedBy('robin', 'sam'), { approvals: '>= 2' }, []],
    ['two are wanted and one approved', approvedBy('robin'), { approvals: { min: 2 } }, ['VIOLATION']],
    ['it was pushed without one', { state: 'known', value: undefined }, {}, ['NO_EVIDENCE']],
    [
      'GitHub did not say',
      { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' },
      {},
      ['UNREACHABLE'],
    ],
  ])('and %s, it comes to that', (_, pull, written, codes) => {
    expect(codesOf(pulled(pull, written))).toEqual(codes);
  });

  it('names the pull request, and who approved it', () => {
    expect(pulled(approvedBy('robin', 'sam'))).toMatchObject({
      note: 'pull request 12, approved by robin, sam',
    });
    expect(pulled(approvedBy('robin'), { approvals: 2 }).reasons).toMatchObject([
      { observed: '1: robin', expected: 'approvals = 2' },
    ]);
  });

  it('is unknown without a commit that is proven', () => {
    expect(codesOf(judge(reviewCheck, {}, factsOf()))).toEqual(['NO_EVIDENCE']);
  });

  it('asks for the pull request and nothing else of the commit', () => {
    expect(reviewCheck.bind(reviewCheck.schema.parse({})).needs.commit).toEqual({
      checks: false,
      statuses: false,
      tags: false,
      pull: true,
      branches: [],
    });
  });

  it.each([[{ approvals: 'many' }], [{ approvals: -1 }], [{ 'not-author': false }]])(
    'refuses the options %j',
    (written) => {
      expect(mistakesOf(reviewCheck, written)).not.toEqual([]);
    },
  );
});
