import { describe, expect, it } from 'vitest';
import { sizeCheck } from '../../../src/policy/checks/size.ts';
import { evaluate } from '../../../src/policy/evaluate.ts';
import { factsOf, judge, mistakesOf, platformFacts } from '../facts.ts';
import { bindTo, policyOf, requestOf, ruleOf, saying, waiverOf } from '../request.ts';

const sized = (bytes: number, layers = 5) =>
  factsOf({ platforms: [platformFacts('linux/amd64'), platformFacts('linux/arm64', { bytes, layers })] });

describe('when sizes are judged', () => {
  it('when every platform is within, it passes, and each counts for itself', () => {
    expect(saying(judge(sizeCheck, { max: '50MB' }, sized(50_000_000)))).toBe('pass');
    expect(saying(judge(sizeCheck, { max: '50MB', layers: '<= 5' }, sized(1)))).toBe('pass');
  });

  it('when one platform is over, it fails there and tells by how much', () => {
    expect(judge(sizeCheck, { max: '50MB' }, sized(50_000_001)).reasons).toEqual([
      {
        code: 'VIOLATION',
        message: 'it weighs more than the policy allows',
        platform: 'linux/arm64',
        observed: '50.1MB',
        expected: '<= 50MB',
      },
    ]);
    expect(judge(sizeCheck, { max: '1GiB' }, sized(2 ** 31)).reasons).toMatchObject([
      { observed: '2048MiB' },
    ]);
  });

  it('when a platform has too many layers, it fails there', () => {
    expect(judge(sizeCheck, { layers: '<= 5' }, sized(1, 6)).reasons).toMatchObject([
      { code: 'VIOLATION', platform: 'linux/arm64', observed: '6 layers', expected: '<= 5' },
    ]);
  });

  it('when a number is none, it does not pass', () => {
    expect(saying(judge(sizeCheck, { max: '1GB' }, sized(Number.NaN)))).toBe('VIOLATION linux/arm64');
    expect(saying(judge(sizeCheck, { layers: '!= 5' }, sized(1, Number.NaN)))).toContain('VIOLATION');
  });

  it('when there is no platform, nothing could pass', () => {
    expect(saying(judge(sizeCheck, { max: '1GB' }, factsOf({ platforms: [] })))).toBe('INCOMPLETE');
  });

  it('when a waiver names the rule, it is accepted', () => {
    const policies = [
      policyOf([ruleOf(bindTo(sizeCheck, { max: '1MB', layers: '<= 4' }), { id: 'web-size' })]),
    ];
    const waiver = waiverOf({ rule: 'web-size' }, { check: 'size' });
    expect(evaluate(requestOf({ policies })).verdict).toBe('refused');
    expect(evaluate(requestOf({ policies, waivers: [waiver] }))).toMatchObject({
      verdict: 'pass',
      waivers: { used: [{ id: 'W-1', findings: 4 }] },
    });
  });

  it.each([{}, { max: 500 }, { max: '500' }, { layers: '< many' }, { most: '1MB' }, '1MB'])(
    '%j is refused',
    (written) => {
      expect(mistakesOf(sizeCheck, written)).not.toEqual([]);
    },
  );
});
