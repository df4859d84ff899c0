import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/domain/summary.ts';
import { summaryCheck } from '../../src/policy/checks/summary.ts';
import {
  byStranger,
  codesOf,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  signedBy,
  unreachable,
} from './facts.ts';

const written = {
  by: 'verifier',
  verifier: 'https://verify.example.com',
  resource: 'oci://ghcr.io/acme/web',
  levels: ['SLSA_BUILD_LEVEL_2'],
};

function said(more: Partial<Summary> = {}, hours = 1) {
  const summary: Summary = {
    form: 'vsa',
    verifier: 'https://verify.example.com',
    resource: 'oci://ghcr.io/acme/web',
    passed: true,
    levels: ['SLSA_BUILD_LEVEL_3'],
    ...more,
  };
  return evidenceOf({ kind: 'summary', summary }, { trust: signedBy('verifier', { at: hoursAgo(hours) }) });
}

const verdict = (...evidence: ReturnType<typeof said>[]) =>
  judge(summaryCheck, written, factsOf({ evidence }));

describe('when a verification summary is asked for', () => {
  it('passes all seven steps', () => {
    const result = verdict(said());
    expect(result.reasons).toEqual([]);
    expect(result.evidence).toHaveLength(1);
  });

  it.each<[string, ReturnType<typeof said>, string]>([
    ['1, the signature', { ...said(), trust: byStranger }, 'UNTRUSTED'],
    ['1, the signer', { ...said(), trust: signedBy('ci') }, 'UNTRUSTED'],
    ['2, the subject', { ...said(), subjects: [digestFor('other')] }, 'NO_EVIDENCE'],
    [
      '3, the predicate type',
      evidenceOf([], {
        predicateType: 'https://slsa.dev/verification_summary/v9',
        subjects: [],
        problem: { code: 'UNSUPPORTED', message: 'v9 is not read' },
      }),
      'UNSUPPORTED',
    ],
    ['4, the verifier', said({ verifier: 'https://other.example.com' }), 'UNTRUSTED'],
    ['5, the resource', said({ resource: 'oci://ghcr.io/acme/other' }), 'WRONG_SUBJECT'],
    ['5, any resource', said({ resource: undefined as never }), 'INCOMPLETE'],
    ['6, the result', said({ passed: false }), 'VIOLATION'],
    ['7, the level', said({ levels: ['SLSA_BUILD_LEVEL_1'] }), 'VIOLATION'],
    ['7, any level', said({ levels: [] }), 'VIOLATION'],
    ['7, the track', said({ levels: ['SLSA_SOURCE_LEVEL_3'] }), 'VIOLATION'],
    ['7, the form of a level', said({ levels: ['SLSA_BUILD_LEVEL_3x', 'x'] }), 'VIOLATION'],
  ])('stops at step %s', (_, evidence, code) => {
    expect(codesOf(verdict(evidence))).toEqual([code]);
  });

  it.each([
    ['SLSA_BUILD_LEVEL_2', true],
    ['SLSA_BUILD_LEVEL_3', true],
    ['SLSA_BUILD_LEVEL_10', true],
    ['SLSA_BUILD_LEVEL_1', false],
    ['xSLSA_BUILD_LEVEL_3', false],
    ['x SLSA_BUILD_LEVEL_3', false],
    ['SLSA_BUILD_LEVEL_3 x', false],
    ['SLSA_BUILD_LEVEL_-3', false],
    ['SLSA_BUILD_LEVEL_UNEVALUATED', false],
  ])('reaches level 2 with %s: %s', (level, expected) => {
    expect(verdict(said({ levels: ['OTHER', level] })).reasons.length === 0).toBe(expected);
  });

  it('reaches a level of no number by its name alone', () => {
    const asked = { ...written, levels: ['FEDRAMP_HIGH'] };
    const reached = (levels: readonly string[]) =>
      judge(summaryCheck, asked, factsOf({ evidence: [said({ levels })] })).reasons.length === 0;
    expect(reached(['FEDRAMP_HIGH'])).toBe(true);
    expect(reached(['FEDRAMP_LOW'])).toBe(false);
    expect(reached([])).toBe(false);
  });

  it('is unknown without one, and where a refusal may be out of sight', () => {
    expect(codesOf(verdict())).toEqual(['NO_EVIDENCE']);
    const facts = factsOf({ evidence: [said()], searches: [unreachable()] });
    expect(codesOf(judge(summaryCheck, written, facts))).toEqual(['UNREACHABLE']);
  });

  it('lets the newest on the resource decide', () => {
    expect(codesOf(verdict(said({ passed: false }, 1), said({}, 5)))).toEqual(['VIOLATION']);
    expect(verdict(said({ passed: false }, 5), said({}, 1)).reasons).toEqual([]);
    expect(verdict(said({ passed: false, resource: 'oci://other' }, 1), said({}, 5)).reasons).toEqual([]);
  });

  it('takes a simple verification result with the properties that are asked for', () => {
    const svr = said({ form: 'svr', levels: ['REVIEWED'] });
    const asked = { ...written, levels: ['REVIEWED'] };
    expect(judge(summaryCheck, asked, factsOf({ evidence: [svr] })).reasons).toEqual([]);
  });
});

describe('when the options of summary are read', () => {
  it.each(['by', 'verifier', 'resource'])('refuses them without %s', (key) => {
    expect(mistakesOf(summaryCheck, { ...written, [key]: undefined })).not.toEqual([]);
  });
});
