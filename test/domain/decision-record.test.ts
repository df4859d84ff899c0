import { describe, expect, it } from 'vitest';
import { recordedDecision } from '../../src/domain/decision-record.ts';
import { checkResult, passing, refused } from '../report/decisions.ts';

describe('when a decision is kept in a record', () => {
  it('keeps each check with verdict, code and the digests of its evidence, and no findings', () => {
    const recorded = recordedDecision(refused);
    expect(recorded).toMatchObject({ verdict: 'refused', digest: refused.image.digest, tag: '1.4.2' });
    const [evidence] = refused.checks.find(({ id }) => id === 'prod-vulns')?.evidence ?? [];
    expect(recorded.checks.find(({ id }) => id === 'prod-vulns')).toEqual({
      id: 'prod-vulns',
      criterion: 'vulnerabilities',
      policy: 'production',
      verdict: 'fail',
      level: 'enforce',
      code: 'VIOLATION',
      evidence: [evidence?.digest],
    });
    expect(recorded.checks.find(({ id }) => id === 'sbom')).toMatchObject({ code: 'NO_EVIDENCE' });
    expect(JSON.stringify(recorded)).not.toContain('CVE-');
  });

  it('gives no code to what passes', () => {
    expect(recordedDecision(passing).checks.every((check) => !('code' in check))).toBe(true);
  });

  it('says VIOLATION of a check that fails, though something else was unknown first', () => {
    const check = checkResult('x', {
      verdict: 'fail',
      reasons: [
        { code: 'STALE', message: 'old' },
        { code: 'VIOLATION', message: 'too many' },
      ],
    });
    expect(recordedDecision({ ...refused, checks: [check] }).checks).toMatchObject([{ code: 'VIOLATION' }]);
  });

  it('keeps the evidence of alternatives, each document once', () => {
    const evidence = refused.checks.flatMap((check) => check.evidence).slice(0, 1);
    const check = checkResult('any', { evidence, any: [checkResult('a', { evidence }), checkResult('b')] });
    expect(recordedDecision({ ...refused, checks: [check] }).checks[0]?.evidence).toHaveLength(1);
  });

  it('keeps used waivers with commit, author and who approved them, as far as that is known', () => {
    expect(recordedDecision(refused).waivers).toEqual([
      {
        id: 'W-2026-014',
        check: 'vulnerabilities',
        owner: '@acme/security',
        expires: '2026-11-30',
        findings: 1,
        ticket: 'SEC-912',
        commit: '3f2a91c0d2e4f5a6b7c8d9e0f1a2b3c4d5e6f708',
        author: 'kim',
        approvers: ['robin'],
      },
    ]);
    const used = refused.waivers.used.map(({ id, check, reason, owner, expires, findings, expiresSoon }) => ({
      id,
      check,
      reason,
      owner,
      expires,
      findings,
      expiresSoon,
    }));
    const recorded = recordedDecision({ ...refused, waivers: { used, idle: [] } });
    expect(Object.keys(recorded.waivers[0] ?? {})).toEqual(['id', 'check', 'owner', 'expires', 'findings']);
  });
});
