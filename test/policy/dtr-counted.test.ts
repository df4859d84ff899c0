import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/domain/facts.ts';
import type { Vulnerability } from '../../src/domain/vulnerability.ts';
import { bindDtrRule } from '../../src/policy/dtr.ts';
import {
  amd64,
  arm64,
  byStranger,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  judgingOf,
  localFile,
  platformFacts,
  scanPart,
  signedBy,
  unreachable,
  unsigned,
  vulnerabilityOf,
  waiving,
} from './facts.ts';
import { ruleOf, scored, verdict, type Written } from './dtr-verdict.ts';

describe('when vulnerabilities are counted by a rule of DTR', () => {
  const scanned = (list: readonly Vulnerability[], more: Parameters<typeof scanPart>[1] = {}): Facts =>
    factsOf({
      platforms: [platformFacts('linux/amd64')],
      evidence: [evidenceOf(scanPart(list, more), { subjects: [amd64] })],
    });
  const critical = (count: number): Written => ['vulnerability_critical', 'lte', count];

  it('the highest score counts, whatever word the source puts on it', () => {
    const low = vulnerabilityOf('CVE-2026-1', { severity: 'low', cvss: { v2: 5, v3: 7 } });
    expect(verdict(critical(0), scanned([low]))).toEqual(['VIOLATION']);
    const high = vulnerabilityOf('CVE-2026-1', { severity: 'critical', cvss: { v3: 6.9 } });
    expect(verdict(critical(0), scanned([high]))).toEqual([]);
  });

  it.each([
    ['critical', 'VIOLATION', 'VIOLATION'],
    ['high', 'VIOLATION', undefined],
    ['medium', undefined, undefined],
    ['low', undefined, undefined],
    ['unknown', 'INCOMPLETE', 'INCOMPLETE'],
  ] as const)('without a score, %s is %s for DTR and %s for CVSS', (severity, dtr, cvss) => {
    const facts = scanned([vulnerabilityOf('CVE-2026-1', { severity })]);
    expect(verdict(critical(0), facts)[0]).toBe(dtr);
    expect(verdict(critical(0), facts, { settings: { scale: 'cvss' } })[0]).toBe(cvss);
  });

  it('what is on no scale is unknown only where it could matter', () => {
    const facts = scanned([vulnerabilityOf('CVE-2026-1', { severity: 'unknown' })]);
    expect(verdict(critical(1), facts)).toEqual([]);
    expect(verdict(['vulnerability_critical', 'gt', 1], facts)).toEqual(['VIOLATION']);
    expect(verdict(['vulnerability_critical', 'neq', 0], facts)).toEqual(['INCOMPLETE']);
    expect(verdict(['vulnerability_all', 'lte', 0], facts)).toEqual(['VIOLATION']);
  });

  it('one vulnerability of one package counts once, by whatever name, and its worse score', () => {
    const facts = scanned([
      vulnerabilityOf('GHSA-aaaa', { aliases: ['CVE-2026-1'], cvss: { v3: 5 } }),
      vulnerabilityOf('CVE-2026-1', { cvss: { v3: 9 } }),
    ]);
    expect(verdict(['vulnerability_all', 'eq', 1], facts)).toEqual([]);
    expect(verdict(['vulnerability_critical', 'eq', 1], facts)).toEqual([]);
  });

  it('two advisories that have one of several vulnerabilities in common are two', () => {
    const facts = scanned([
      vulnerabilityOf('DSA-1-1', { aliases: ['CVE-2026-1', 'CVE-2026-2'], cvss: { v3: 9 } }),
      vulnerabilityOf('DSA-2-1', { aliases: ['CVE-2026-1', 'CVE-2026-3'], cvss: { v3: 9 } }),
      vulnerabilityOf('CVE-2026-4', { aliases: ['CVE-2026-1'], cvss: { v3: 9 } }),
    ]);
    expect(verdict(['vulnerability_all', 'eq', 3], facts)).toEqual([]);
  });

  it('one vulnerability of two packages counts twice, with and without purls', () => {
    const facts = scanned([
      vulnerabilityOf('CVE-2026-1', { package: { name: 'a' } }),
      vulnerabilityOf('CVE-2026-1', { package: { name: 'b' } }),
      vulnerabilityOf('CVE-2026-1', { package: { name: 'b', version: '2' } }),
      vulnerabilityOf('CVE-2026-1', { package: { name: 'b', purl: 'pkg:deb/debian/b@2' } }),
      vulnerabilityOf('CVE-2026-1', { package: { name: 'b', purl: 'pkg:deb/debian/b@2' } }),
    ]);
    expect(verdict(['vulnerability_all', 'eq', 4], facts)).toEqual([]);
  });

  it('what counted is shown with platform, names, package and score, and what was waived as waived', () => {
    const facts = scanned([
      vulnerabilityOf('CVE-2026-1', { aliases: ['GHSA-a'], cvss: { v3: 9 } }),
      vulnerabilityOf('CVE-2026-2', { package: { name: 'zlib' } }),
    ]);
    const judging = waiving(({ vulnerability }) => vulnerability?.id === 'CVE-2026-2');
    const bound = bindDtrRule(ruleOf(critical(0)), { scale: 'dtr', maxAge: 86_400 });
    expect(bound.judge(facts, judging)).toMatchObject({
      reasons: [
        {
          code: 'VIOLATION',
          platform: 'linux/amd64',
          message: 'vulnerability_critical is 1',
          observed: '1',
          expected: 'lte 0',
        },
      ],
      findings: [
        {
          platform: 'linux/amd64',
          vulnerability: { id: 'CVE-2026-1', aliases: ['GHSA-a'], severity: 'critical' },
          package: {
            name: 'openssl',
            version: '3.0.11-1',
            purl: 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64',
          },
          detail: 'CVSS 9',
        },
        {
          platform: 'linux/amd64',
          vulnerability: { id: 'CVE-2026-2' },
          package: { name: 'zlib' },
          removedBy: 'waiver',
          removal: 'W-1',
        },
      ],
    });
  });

  it('says between which numbers it is where not everything is on the scale', () => {
    const facts = scanned([
      scored('CVE-2026-1', 9),
      vulnerabilityOf('CVE-2026-2', { severity: 'unknown' }),
      vulnerabilityOf('CVE-2026-3', { severity: 'unknown' }),
    ]);
    const bound = bindDtrRule(ruleOf(critical(2)), { scale: 'dtr', maxAge: 86_400 });
    expect(bound.judge(facts, judgingOf()).reasons).toMatchObject([
      {
        code: 'INCOMPLETE',
        message: '2 vulnerabilities have neither a CVSS score nor a severity',
        observed: '1 to 3',
      },
    ]);
  });

  it('what the scanner itself hid counts, and what a waiver names does not', () => {
    const hidden = vulnerabilityOf('CVE-2026-1', { cvss: { v3: 9 }, suppressed: { by: '.trivyignore' } });
    expect(verdict(critical(0), scanned([hidden]))).toEqual(['VIOLATION']);
    const judging = waiving(({ vulnerability }) => vulnerability?.id === 'CVE-2026-1');
    expect(verdict(critical(0), scanned([hidden]), { judging })).toEqual([]);
  });

  it('every platform needs a scan of its own, and each must be as the rule wants', () => {
    const worse = evidenceOf(scanPart([scored('CVE-2026-1', 9)]), { subjects: [arm64] });
    const clean = evidenceOf(scanPart([]), { subjects: [amd64] });
    expect(verdict(critical(0), factsOf({ evidence: [clean, worse] }))).toEqual(['VIOLATION']);
    expect(verdict(critical(0), factsOf({ evidence: [clean] }))).toEqual(['NO_EVIDENCE']);
    expect(verdict(critical(0), factsOf({ platforms: [], evidence: [clean] }))).not.toEqual([]);
  });

  it('the newest scan of each scanner counts', () => {
    const at = (hours: number) => signedBy('scanner', { at: hoursAgo(hours) });
    const platforms = [platformFacts('linux/amd64')];
    const old = evidenceOf(scanPart([scored('CVE-2026-1', 9)]), { subjects: [amd64], trust: at(48) });
    const fresh = evidenceOf(scanPart([]), { subjects: [amd64], trust: at(1) });
    expect(verdict(critical(0), factsOf({ platforms, evidence: [old, fresh] }))).toEqual([]);
    const grype = evidenceOf(scanPart([scored('CVE-2026-1', 9)], { scanner: { name: 'grype' } }), {
      subjects: [amd64],
      trust: at(48),
    });
    expect(verdict(critical(0), factsOf({ platforms, evidence: [grype, fresh] }))).toEqual(['VIOLATION']);
  });

  it('a scan that is too old, that shows no work, or that leaves findings out is not clean', () => {
    const trust = signedBy('scanner', { at: hoursAgo(24 * 8) });
    const old = evidenceOf(scanPart([]), { subjects: [amd64], trust });
    const platforms = [platformFacts('linux/amd64')];
    expect(verdict(critical(0), factsOf({ platforms, evidence: [old] }))).toEqual(['STALE']);
    const undated = evidenceOf(scanPart([]), {
      subjects: [amd64],
      trust: signedBy('scanner', { at: 'unproven' }),
    });
    expect(verdict(critical(0), factsOf({ platforms, evidence: [undated] }))).toEqual(['STALE']);
    const part = scanPart([]);
    if (part.kind !== 'scan') throw new Error('not a scan');
    const { proofOfWork: _, ...scan } = part.scan;
    const idle = evidenceOf({ kind: 'scan', scan }, { subjects: [amd64] });
    expect(verdict(critical(0), factsOf({ platforms, evidence: [idle] }))).toEqual(['INCOMPLETE']);
    expect(verdict(critical(0), scanned([], { filters: ['only-fixed'] }))).toEqual(['INCOMPLETE']);
  });

  it('evidence of nobody who is named neither helps nor hurts', () => {
    const platforms = [platformFacts('linux/amd64')];
    const clean = scanPart([]);
    for (const trust of [unsigned, byStranger, localFile]) {
      const facts = factsOf({ platforms, evidence: [evidenceOf(clean, { subjects: [amd64], trust })] });
      expect(verdict(critical(0), facts)).not.toEqual([]);
    }
    const signed = factsOf({ platforms, evidence: [evidenceOf(clean, { subjects: [amd64] })] });
    expect(verdict(critical(0), signed, { settings: { by: ['ci'] } })).toEqual([]);
    expect(verdict(critical(0), signed, { settings: { by: ['scanner'] } })).toEqual(['UNTRUSTED']);
  });

  it('a local report counts where `by` names local, unless it does not count for the stage', () => {
    const platforms = [platformFacts('linux/amd64')];
    const scan = scanPart([], { created: hoursAgo(1).toISOString() });
    const facts = factsOf({
      platforms,
      evidence: [evidenceOf(scan, { subjects: [amd64], trust: localFile })],
    });
    const settings = { by: ['scanner', 'local'] };
    expect(verdict(critical(0), facts, { settings })).toEqual([]);
    const judging = judgingOf({ localCounts: false });
    expect(verdict(critical(0), facts, { settings, judging })).not.toEqual([]);
  });

  it('a scan of another image, or a place that could not be asked, is not "none"', () => {
    const other = evidenceOf(scanPart([]), { subjects: [digestFor('other')] });
    const platforms = [platformFacts('linux/amd64')];
    expect(verdict(critical(0), factsOf({ platforms, evidence: [other] }))).not.toEqual([]);
    const searches = [unreachable('referrers', amd64)];
    expect(verdict(critical(0), factsOf({ platforms, searches }))).toEqual(['UNREACHABLE']);
  });
});
