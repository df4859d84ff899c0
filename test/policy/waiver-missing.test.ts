import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../src/domain/decision.ts';
import type { Waiver } from '../../src/domain/waiver.ts';
import { stops } from '../../src/policy/judgement.ts';
import { checkSaying, waiverOf } from './request.ts';
import { decide, policiesOf, saying } from './waiver-decision.ts';

describe('when the evidence is missing', () => {
  const waive = (code: ReasonCode, more: Partial<Waiver> = {}) =>
    decide([waiverOf({ rule: 'vulnerabilities' }, { missing: true, ...more })], {
      policies: policiesOf(saying(code, 'vulnerabilities')),
    }).verdict;

  it.each(['NO_EVIDENCE', 'UNTRUSTED', 'WRONG_SUBJECT', 'UNSUPPORTED', 'UNPARSABLE'] as const)(
    'when nothing that counts is there, %s, a waiver may accept that, if it says so',
    (code) => {
      expect(waive(code)).toBe('pass');
      expect(waive(code, { missing: false })).toBe('refused');
    },
  );

  it.each(['STALE', 'PARTIAL', 'INCOMPLETE', 'CONTRADICTION', 'VIOLATION'] as const)(
    'when something is there, %s, none accepts that',
    (code) => {
      expect(waive(code)).toBe('refused');
    },
  );

  it('when one could not look, that is not missing (I4)', () => {
    expect(waive('UNREACHABLE')).toBe('unreachable');
  });

  it.each(['STALE', 'PARTIAL', 'INCOMPLETE', 'CONTRADICTION', 'UNREACHABLE'] as const)(
    'when a check has no names for what it finds, none accepts %s either',
    (code) => {
      const policies = policiesOf(saying(code, 'size'));
      const waiver = waiverOf({ rule: 'size' }, { check: 'size', missing: true });
      expect(decide([waiver], { policies }).checks[0]).toMatchObject({
        verdict: 'unknown',
        reasons: [{ code }],
        findings: [],
      });
    },
  );

  it('when the waiver names a finding instead of the rule, it does not accept a missing report', () => {
    expect(waive('NO_EVIDENCE', { match: { vulnerability: 'CVE-2026-1' } })).toBe('refused');
    expect(waive('NO_EVIDENCE', { match: { rule: 'vulnerabilities', vulnerability: 'CVE-2026-1' } })).toBe(
      'refused',
    );
  });

  it('when it is a signature, the glass must be broken as well', () => {
    const policies = policiesOf(saying('NO_EVIDENCE', 'signature'));
    const signature = (more: Partial<Waiver>) =>
      decide([waiverOf({ rule: 'signature' }, { check: 'signature', ...more })], { policies }).verdict;
    expect(signature({ missing: true })).toBe('refused');
    expect(signature({ breakGlass: true })).toBe('refused');
    expect(signature({ missing: true, breakGlass: true })).toBe('pass');
  });

  it('when one platform alone lacks it, the other reasons stay', () => {
    const both = checkSaying(
      stops([
        { code: 'NO_EVIDENCE', message: 'no SBOM', platform: 'linux/arm64' },
        { code: 'STALE', message: 'old', platform: 'linux/amd64' },
      ]),
      { criterion: 'licenses' },
    );
    const waiver = waiverOf({ rule: 'licenses' }, { check: 'licenses', missing: true });
    expect(decide([waiver], { policies: policiesOf(both) })).toMatchObject({
      verdict: 'refused',
      checks: [{ reasons: [{ code: 'STALE' }], findings: [{ platform: 'linux/arm64', removal: 'W-1' }] }],
      waivers: { used: [{ id: 'W-1' }] },
    });
  });

  it('when it accepts some of the reasons, the check is not said to be accepted, and what helps stays', () => {
    const both = checkSaying(
      stops(
        [
          { code: 'NO_EVIDENCE', message: 'no SBOM' },
          { code: 'STALE', message: 'old' },
        ],
        { help: 'Make a new one.' },
      ),
      { criterion: 'licenses' },
    );
    const waiver = waiverOf({ rule: 'licenses' }, { check: 'licenses', missing: true });
    const [check] = decide([waiver], { policies: policiesOf(both) }).checks;
    expect(check).toMatchObject({ help: 'Make a new one.' });
    expect(check).not.toHaveProperty('note');
  });

  it('when it accepts all of them, the check says by which', () => {
    const decision = decide([waiverOf({ rule: 'licenses' }, { check: 'licenses', missing: true })], {
      policies: policiesOf(saying('NO_EVIDENCE', 'licenses')),
    });
    expect(decision.checks[0]).toMatchObject({ verdict: 'pass', note: 'accepted by the waiver W-1' });
  });

  it('when a check throws, no waiver accepts that', () => {
    const broken = checkSaying(
      () => {
        throw new Error('no');
      },
      { criterion: 'vulnerabilities' },
    );
    const waiver = waiverOf({ rule: 'vulnerabilities' }, { missing: true });
    expect(decide([waiver], { policies: policiesOf(broken) }).verdict).toBe('refused');
  });
});
