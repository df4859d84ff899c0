import { describe, expect, it } from 'vitest';
import { readPredicate } from '../../../src/evidence/format.ts';
import { partOf, problemOf } from './reading.ts';

describe('when a verification summary is read', () => {
  const type = 'https://slsa.dev/verification_summary/v1';
  const summary = (more: object = {}) => ({
    verifier: { id: 'https://example.com/verifier' },
    timeVerified: '2026-11-20T10:00:00Z',
    resourceUri: 'ghcr.io/acme/qa/web',
    policy: { uri: 'https://example.com/policy', digest: { sha256: 'aa' } },
    verificationResult: 'PASSED',
    verifiedLevels: ['SLSA_BUILD_LEVEL_3'],
    ...more,
  });
  const read = (more: object = {}) => partOf(readPredicate(type, summary(more)), 'summary').summary;

  it('tells who verified what, against what, and how it came out', () => {
    expect(read({ slsaVersion: '1.0', dependencyLevels: { SLSA_BUILD_LEVEL_2: 3 } })).toEqual({
      form: 'vsa',
      verifier: 'https://example.com/verifier',
      verified: '2026-11-20T10:00:00Z',
      resource: 'ghcr.io/acme/qa/web',
      policy: { uri: 'https://example.com/policy', digest: { sha256: 'aa' } },
      passed: true,
      levels: ['SLSA_BUILD_LEVEL_3'],
      slsaVersion: '1.0',
      dependencyLevels: { SLSA_BUILD_LEVEL_2: 3 },
    });
    expect(read({ verificationResult: 'FAILED' }).passed).toBe(false);
    expect(read({ policy: null })).not.toHaveProperty('policy');
  });

  it.each([
    [{ verifier: {} }, 'INCOMPLETE: verifier.id is missing'],
    [{ resourceUri: undefined }, 'INCOMPLETE: resourceUri is missing'],
    [{ verifiedLevels: null }, 'INCOMPLETE: verifiedLevels is missing'],
    [{ verificationResult: undefined }, 'INCOMPLETE: verificationResult is missing'],
    [
      { verificationResult: 'passed' },
      expect.stringContaining('UNPARSABLE: verificationResult: expected one of'),
    ],
    [
      { verificationResult: true },
      expect.stringContaining('UNPARSABLE: verificationResult: expected one of'),
    ],
  ])('refuses %j', (more, problem) => {
    expect(problemOf(readPredicate(type, summary(more)))).toEqual(problem);
  });

  it('reads no other version', () => {
    expect(problemOf(readPredicate('https://slsa.dev/verification_summary/v0.2', summary()))).toBe(
      'UNSUPPORTED: v0.2 is not read, only v1',
    );
  });
});

describe('when a simple verification result is read', () => {
  const type = 'https://in-toto.io/attestation/svr/v0.2';
  const result = (more: object = {}, verifier: object = {}) => ({
    verifier: { id: 'https://example.com/verifier', ...verifier },
    timeCreated: '2026-11-20T10:00:00Z',
    properties: ['SLSA_BUILD_LEVEL_3'],
    ...more,
  });
  const read = (predicate: object) => partOf(readPredicate(type, predicate), 'summary').summary;

  it('tells who verified and what holds', () => {
    const policy = { uri: 'https://example.com/policy', digest: { sha256: 'aa' } };
    expect(read(result({}, { policies: [policy] }))).toEqual({
      form: 'svr',
      verifier: 'https://example.com/verifier',
      verified: '2026-11-20T10:00:00Z',
      policy,
      passed: true,
      levels: ['SLSA_BUILD_LEVEL_3'],
    });
    expect(read(result({}, { policies: [policy, policy] }))).not.toHaveProperty('policy');
  });

  it('did not pass where nothing holds', () => {
    expect(read(result({ properties: [] })).passed).toBe(false);
  });

  it.each([
    [result({ properties: undefined }), 'INCOMPLETE: properties is missing'],
    [result({ properties: [7] }), 'UNPARSABLE: properties[0]: expected string, received number'],
    [result({ verifier: null }), 'INCOMPLETE: verifier is missing'],
  ])('refuses what is not as it should be (%#)', (predicate, problem) => {
    expect(problemOf(readPredicate(type, predicate))).toBe(problem);
  });
});

describe('when a test result is read', () => {
  const type = 'https://in-toto.io/attestation/test-result/v0.1';
  const read = (predicate: object) => partOf(readPredicate(type, predicate), 'tests').tests;

  it('tells how the tests came out, by name', () => {
    expect(
      read({
        result: 'WARNED',
        configuration: [],
        url: 'https://example.com/run/1',
        passedTests: ['unit'],
        warnedTests: ['lint'],
        failedTests: [],
      }),
    ).toEqual({
      result: 'WARNED',
      url: 'https://example.com/run/1',
      passed: ['unit'],
      warned: ['lint'],
      failed: [],
    });
    expect(read({ result: 'FAILED' })).toEqual({ result: 'FAILED', passed: [], warned: [], failed: [] });
  });

  it.each([
    [{}, 'INCOMPLETE: result is missing'],
    [{ result: 'OK' }, expect.stringContaining('UNPARSABLE: result: expected one of')],
    [{ result: 'PASSED', passedTests: 'unit' }, 'UNPARSABLE: passedTests: expected array'],
  ])('refuses %j', (predicate, problem) => {
    expect(problemOf(readPredicate(type, predicate))).toEqual(problem);
  });
});
