import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseReport, CaseResult } from '../../src/domain/policy-case.ts';
import { checkMarkdown, checkText } from '../../src/report/check.ts';
import { testText } from '../../src/report/test.ts';
import { passing, refused } from './decisions.ts';
import { check } from './examples.ts';
import { hostileText, isObeyed, unseen } from './hostile.ts';

const fine: CaseResult = {
  name: 'a signed release is promoted',
  file: '.github/hoist-tests/production.yml',
  line: 1,
  ok: true,
  expected: { verdict: 'pass', checks: {}, waivers: [] },
  mismatches: [],
  decision: passing,
};

const wrong: CaseResult = {
  ...fine,
  name: 'an old scan does not count',
  line: 12,
  ok: false,
  expected: { verdict: 'pass', checks: { sbom: 'pass' }, waivers: [] },
  mismatches: [
    'expected the verdict pass, and it is refused',
    'expected pass of the check sbom, and it is unknown (NO_EVIDENCE)',
  ],
  decision: refused,
};

const report: CaseReport = {
  schema: 'hoist/test/v1',
  ok: false,
  folder: '.github/hoist-tests',
  config: check.config,
  cases: [fine, wrong, { ...fine, name: 'another', file: '.github/hoist-tests/qa.yml' }],
  notices: ['notify is checked, but this version does not do it yet'],
};

describe('when policy cases have run', () => {
  it('reads as in golden/test.txt', async () => {
    await expect(testText(report)).toMatchFileSnapshot('golden/test.txt');
  });

  it('explains only what is not as expected', () => {
    const text = testText({ ...report, ok: true, cases: [fine] });
    expect(text).toContain('✓ 1 case as expected');
    expect(text).not.toContain('PASSED');
    expect(testText(report)).toContain('✗ 1 of 3 cases not as expected');
    expect(testText(report)).toContain('REFUSED');
  });

  it('is in the report of check, in a sentence each', () => {
    const all = { ...check, ok: false, access: [], cases: report.cases };
    const text = checkText(all);
    expect(text).toContain('✗ 1 of 3 policy cases not as expected');
    expect(text).toContain('✓ 2 policy cases as expected');
    expect(text).toContain('✗ an old scan does not count (.github/hoist-tests/production.yml:12)');
    expect(checkMarkdown(all)).toContain('- ❌ `.github/hoist-tests/production.yml:12` an old scan');
    expect(checkText({ ...all, cases: [] })).not.toContain('policy case');
  });

  it('shows every character of hostile names, and no line that a runner obeys', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const hostile = { ...wrong, name: text, file: text, mismatches: [text] };
        const shown = testText({ ...report, cases: [hostile], notices: [text] }, { width: 40 });
        const checked = checkText({ ...check, cases: [hostile] }, { width: 40 });
        for (const line of `${shown}${checked}`.split('\n')) {
          expect(line).not.toMatch(unseen);
          expect(isObeyed(line)).toBe(false);
        }
      }),
    );
  });
});
