import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/domain/summary.ts';
import { testsCheck } from '../../src/policy/checks/tests.ts';
import {
  amd64,
  byStranger,
  codesOf,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  signedBy,
  unreachable,
} from './facts.ts';

function ran(report: Partial<TestReport>, hours = 1) {
  const tests: TestReport = { result: 'PASSED', passed: [], warned: [], failed: [], ...report };
  return evidenceOf({ kind: 'tests', tests }, { trust: signedBy('ci', { at: hoursAgo(hours) }) });
}

function verdict(written: object, ...evidence: ReturnType<typeof ran>[]) {
  return judge(testsCheck, { by: 'ci', ...written }, factsOf({ evidence }));
}

describe('when attested tests are asked for', () => {
  it('passes with a result that passed', () => {
    expect(verdict({}, ran({})).reasons).toEqual([]);
  });

  it.each([
    [{ result: 'FAILED', failed: ['e2e'] }, {}],
    [{ result: 'WARNED', warned: ['e2e'] }, {}],
    [{ result: 'FAILED' }, { result: 'WARNED' }],
  ] as const)('fails with %j and the options %j', (report, written) => {
    expect(codesOf(verdict(written, ran(report as Partial<TestReport>)))).toEqual(['VIOLATION']);
  });

  it('takes warnings where the policy does', () => {
    const warned = ran({ result: 'WARNED', warned: ['e2e'] });
    expect(verdict({ result: 'WARNED', required: ['e2e'] }, warned).reasons).toEqual([]);
  });

  it.each([
    ['none', [], 'NO_EVIDENCE'],
    ['one by a stranger', [{ ...ran({}), trust: byStranger }], 'UNTRUSTED'],
    ['an old one', [ran({}, 49)], 'STALE'],
    ['one of unknown age', [{ ...ran({}), trust: signedBy('ci', { at: 'unproven' }) }], 'INCOMPLETE'],
  ])('is unknown with %s', (_, evidence, code) => {
    expect(codesOf(verdict({ 'max-age': '2d' }, ...evidence))).toEqual([code]);
  });

  it('is unknown where a failed one may be out of sight', () => {
    const facts = factsOf({ evidence: [ran({})], searches: [unreachable()] });
    expect(codesOf(judge(testsCheck, { by: 'ci' }, facts))).toEqual(['UNREACHABLE']);
  });

  it('wants one for each platform, or of the index', () => {
    expect(verdict({}, { ...ran({}), subjects: [amd64] }).reasons).toMatchObject([
      { platform: 'linux/arm64' },
    ]);
  });
});

describe('when tests are required by name', () => {
  it('finds them in several results', () => {
    const written = { required: ['unit', 'e2e'] };
    expect(verdict(written, ran({ passed: ['unit'] }), ran({ passed: ['e2e'] }, 2)).reasons).toEqual([]);
  });

  it('is unknown where one did not run', () => {
    expect(verdict({ required: ['load'] }, ran({ passed: ['unit'] })).reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no test result has the test load', expected: 'load' },
    ]);
  });

  it.each([{ warned: ['e2e'] }, { failed: ['e2e'] }, { passed: ['e2e'], failed: ['e2e'] }])(
    'fails with %j',
    (report) => {
      expect(codesOf(verdict({ required: ['e2e'] }, ran(report)))).toEqual(['VIOLATION']);
    },
  );
});

describe('when tests ran again', () => {
  const bad = { result: 'FAILED', passed: ['a'], failed: ['b'] } as const;

  it('lets the later run of the same tests decide', () => {
    const again = verdict({ required: ['b'] }, ran(bad, 5), ran({ passed: ['a', 'b', 'c'] }, 1));
    expect(again.reasons).toEqual([]);
    expect(again.ignored).toMatchObject([{ why: 'a later one covers its tests' }]);
    expect(codesOf(verdict({}, ran(bad, 1), ran({ passed: ['a', 'b'] }, 5)))).toEqual(['VIOLATION']);
  });

  it('lets all decide that are equally new, or of no known time', () => {
    const good = ran({ passed: ['b'] }, 1);
    const failing = { passed: ['a'], failed: ['b'] };
    const timeless = { ...ran(failing), trust: signedBy('ci', { at: 'unproven' }) };
    for (const worse of [ran(failing, 1), timeless])
      for (const evidence of [
        [good, worse],
        [worse, good],
      ])
        expect(codesOf(verdict({ required: ['b'] }, ...evidence))).toEqual(['VIOLATION']);
  });

  it('does not take a test for passed that a report does not say anything of', () => {
    const twice = { passed: ['b'], warned: ['b'] };
    expect(codesOf(verdict({ required: ['b'] }, ran(twice)))).toEqual(['VIOLATION']);
    expect(verdict({ required: ['b'], result: 'WARNED' }, ran(twice)).reasons).toEqual([]);
    expect(codesOf(verdict({ required: ['toString'] }, ran(twice)))).toEqual(['NO_EVIDENCE']);
  });

  it('is not replaced by one of no known time, nor replaces such a one', () => {
    const timeless = (report: Partial<TestReport>) => ({
      ...ran(report),
      trust: signedBy('ci', { at: 'unproven' }),
    });
    expect(codesOf(verdict({}, ran(bad, 5), timeless({ passed: ['a', 'b'] })))).toEqual(['VIOLATION']);
    expect(codesOf(verdict({}, timeless(bad), ran({ passed: ['a', 'b'] }, 1)))).toEqual(['VIOLATION']);
    expect(codesOf(verdict({}, ran(bad, 1), ran({ passed: ['a', 'b'] }, 1)))).toEqual(['VIOLATION']);
  });

  it('tells which tests it was', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'];
    const observed = (report: Partial<TestReport>) => verdict({}, ran(report)).reasons[0]?.observed;
    expect(observed({ result: 'FAILED', failed: many, warned: ['w'] })).toBe('FAILED: a, b, c, d, e');
    expect(observed({ result: 'WARNED', warned: ['w'] })).toBe('WARNED: w');
    expect(observed({ result: 'FAILED' })).toBe('FAILED');
  });

  it('does not let another suite unsay a failure', () => {
    expect(codesOf(verdict({}, ran(bad, 5), ran({ passed: ['a'] }, 1)))).toEqual(['VIOLATION']);
  });
});

describe('when the options of tests are read', () => {
  it.each([[{}], [{ by: 'ci', result: 'FAILED' }], [{ by: 'local' }], [{ by: 'ci', required: [] }]])(
    'refuses %j',
    (written) => {
      expect(mistakesOf(testsCheck, written)).not.toEqual([]);
    },
  );
});
