import { describe, expect, it } from 'vitest';
import type { Approvals } from '../../src/domain/environment.ts';
import { approvalLine, approvalMarkdown, approvalTexts } from '../../src/report/approval.ts';
import { verifyMarkdown, verifyText } from '../../src/report/verify.ts';
import { verified } from './board-examples.ts';

const approved: Approvals = {
  environment: 'production',
  given: [
    { user: 'eve', state: 'rejected', comment: 'not on Friday' },
    { user: '', state: 'approved', comment: '' },
  ],
  attribution: 'run',
  bypassed: false,
};
const bypassed: Approvals = { ...approved, given: approved.given.slice(0, 1), bypassed: true };

describe('when it is told who let a promotion in', () => {
  it('each who said something has a line, also an account that is gone', () => {
    const lines = [
      'environment production: rejected by eve for this run, maybe for another job of it: not on Friday',
      'environment production: approved by an account that is gone for this run, maybe for another job of it',
    ];
    expect(approvalTexts(approved)).toEqual(lines);
    expect(approvalMarkdown(approved)).toEqual([
      'Environment `production`: `rejected` by `eve` for this run, maybe for another job of it: `not on Friday`<br>Environment `production`: `approved` by an account that is gone for this run, maybe for another job of it',
    ]);
    expect(approvalTexts({ ...approved, attribution: 'job' })[1]).toMatch(/ gone for this job$/);
  });

  it('a bypass is said first, and does not hide who rejected it', () => {
    expect(approvalTexts(bypassed)).toEqual([
      'environment production: bypassed, GitHub lists no approval',
      'environment production: rejected by eve for this run, maybe for another job of it: not on Friday',
    ]);
    expect(approvalMarkdown(bypassed)[0]).toMatch(
      /^⚠️ Environment `production`: \*\*bypassed\*\*, GitHub lists no approval<br>.*`rejected` by `eve`/,
    );
    expect(approvalTexts({ ...bypassed, given: [] })).toHaveLength(1);
  });

  it('nothing is said where nobody was asked', () => {
    expect([approvalTexts(undefined), approvalMarkdown(undefined)]).toEqual([[], []]);
    expect(approvalMarkdown({ ...approved, given: [] })).toEqual([]);
  });

  it('in one line it is the same', () => {
    expect(approvalLine({ ...bypassed, given: [] })).toBe('production: bypassed, GitHub lists no approval');
    expect(approvalLine(bypassed)).toMatch(
      /^production: bypassed, GitHub lists no approval; rejected by eve /,
    );
  });

  it('verify tells a bypass too', () => {
    const { stated } = verified;
    if (stated === undefined) throw new Error('nothing is stated');
    const report = { ...verified, stated: { ...stated, approvals: { ...bypassed, given: [] } } };
    expect(verifyText(report)).toContain('approvals   production: bypassed, GitHub lists no approval');
    expect(verifyMarkdown(report)).toContain('- approvals: `production: bypassed, GitHub lists no approval`');
  });
});
