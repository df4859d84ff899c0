import { describe, expect, it } from 'vitest';
import { mismatchesOf } from '../../src/domain/expectation.ts';
import { checkResult, passing, refused } from '../report/decisions.ts';

const nothing = { checks: {}, waivers: [] };

describe('when a decision is compared with what was expected', () => {
  it('is as expected by its verdict alone', () => {
    expect(mismatchesOf({ ...nothing, verdict: 'refused' }, refused)).toEqual([]);
    expect(mismatchesOf({ ...nothing, verdict: 'pass' }, refused)).toEqual([
      'expected the verdict pass, and it is refused',
    ]);
  });

  it('takes the verdict of a check and the code of any of its reasons', () => {
    for (const wanted of ['unknown', 'NO_EVIDENCE'] as const)
      expect(mismatchesOf({ ...nothing, checks: { sbom: wanted } }, refused)).toEqual([]);
    expect(mismatchesOf({ ...nothing, checks: { sbom: 'fail', tag: 'STALE' } }, refused)).toEqual([
      'expected fail of the check sbom, and it is unknown (NO_EVIDENCE)',
      'expected STALE of the check tag, and it is pass',
    ]);
  });

  it('wants every check of one name to be so', () => {
    const twice = { ...passing, checks: [checkResult('tag'), checkResult('tag', { verdict: 'fail' })] };
    expect(mismatchesOf({ ...nothing, checks: { tag: 'pass' } }, twice)).toEqual([
      'expected pass of the check tag, and it is fail',
    ]);
  });

  it('says of a check or a waiver that is not there that it is not', () => {
    const expected = {
      checks: { constructor: 'pass' as const },
      waivers: ['W-2026-014', 'W-2026-003', 'W-9'],
    };
    expect(mismatchesOf(expected, refused)).toEqual([
      expect.stringMatching(/check constructor, and there is none of that id: tag, signature/),
      'expected the waiver W-2026-003 to be used, and it is not: the waiver W-2026-003 expired on 2026-10-31',
      'expected the waiver W-9 to be used, and it is not',
    ]);
  });
});
