import { describe, expect, it } from 'vitest';
import type { Facts, PreviousImage } from '../../src/domain/facts.ts';
import type { Vulnerability } from '../../src/domain/vulnerability.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import {
  amd64,
  byStranger,
  codesOf,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  platformFacts,
  scanPart,
  signedBy,
  unreachable,
  vulnerabilityOf,
} from './facts.ts';

const old = digestFor('what the target has');

function previousOf(found: readonly Vulnerability[], more: Partial<PreviousImage> = {}): Facts['previous'] {
  const trust = signedBy('ci', { at: hoursAgo(24 * 90) });
  return {
    state: 'known',
    value: {
      digest: old,
      tags: [],
      platforms: [platformFacts('linux/amd64', { digest: old })],
      evidence: [evidenceOf(scanPart(found), { subjects: [old], trust })],
      searches: [],
      ...more,
    },
  };
}

function verdict(found: readonly Vulnerability[], previous: Facts['previous'], more: object = {}) {
  const written = { by: 'ci', 'max-age': '24h', against: 'target', ...more };
  const evidence = [evidenceOf(scanPart(found), { subjects: [amd64] })];
  return judge(
    vulnerabilitiesCheck,
    written,
    factsOf({ platforms: [platformFacts('linux/amd64')], evidence, previous }),
  );
}

const known = vulnerabilityOf('CVE-2026-1');
const fresh = vulnerabilityOf('CVE-2026-2', { severity: 'low' });

describe('when an image is compared with what the target has', () => {
  it('passes with what is there already, by a scan of any age', () => {
    expect(verdict([known], previousOf([known])).reasons).toEqual([]);
  });

  it('knows it in another version and under another name', () => {
    const updated = vulnerabilityOf('GHSA-aaaa', {
      aliases: ['CVE-2026-1'],
      package: { name: 'openssl', version: '3.0.13', purl: 'pkg:deb/debian/openssl@3.0.13' },
    });
    expect(verdict([updated], previousOf([known])).reasons).toEqual([]);
  });

  it('fails with a new one, of any severity, and names it', () => {
    const result = verdict([known, fresh], previousOf([known]));
    expect(result.reasons).toMatchObject([
      { code: 'VIOLATION', observed: '1: CVE-2026-2', expected: '<= 0' },
    ]);
    expect(result.findings).toMatchObject([{ vulnerability: { id: 'CVE-2026-2' } }]);
    expect(verdict([known, fresh], previousOf([known]), { new: 1 }).reasons).toEqual([]);
  });

  it('counts one in another package as new', () => {
    const elsewhere = vulnerabilityOf('CVE-2026-1', { package: { name: 'libressl' } });
    expect(codesOf(verdict([known, elsewhere], previousOf([known])))).toEqual(['VIOLATION']);
  });

  it('counts all as new on a platform that the target lacks', () => {
    const previous = previousOf([known], { platforms: [platformFacts('linux/arm64', { digest: old })] });
    expect(codesOf(verdict([known], previous))).toEqual(['VIOLATION']);
  });

  it('passes where the target has nothing yet, but for the limits', () => {
    const nothing = { state: 'known', value: undefined } as const;
    expect(verdict([known], nothing).reasons).toEqual([]);
    expect(codesOf(verdict([known], nothing, { max: { critical: 0 } }))).toEqual(['VIOLATION']);
  });

  it.each([
    [
      'the target did not answer',
      { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' },
      'UNREACHABLE',
    ],
    ['nobody scanned it', previousOf([], { evidence: [] }), 'NO_EVIDENCE'],
    [
      'its scans could not be looked for',
      previousOf([], { evidence: [], searches: [unreachable('referrers', old)] }),
      'UNREACHABLE',
    ],
    [
      'a stranger scanned it',
      previousOf([], { evidence: [evidenceOf(scanPart([known]), { subjects: [old], trust: byStranger })] }),
      'UNTRUSTED',
    ],
  ] as const)('is unknown where %s', (_, previous, code) => {
    expect(codesOf(verdict([known], previous))).toEqual([code]);
  });

  it('asks for the evidence of the previous image', () => {
    const written = { by: 'ci', 'max-age': '24h', against: 'target' };
    expect(vulnerabilitiesCheck.bind(vulnerabilitiesCheck.schema.parse(written)).needs.previous).toBe(
      'evidence',
    );
  });
});
