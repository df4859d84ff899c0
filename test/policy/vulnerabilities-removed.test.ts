import { describe, expect, it } from 'vitest';
import type { Scan, Vulnerability } from '../../src/domain/vulnerability.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import { codesOf, hoursAgo, judge, vulnerabilityOf, waiving } from './facts.ts';
import { base, having, none, scanned, verdict } from './scanned.ts';

describe('when only some are counted', () => {
  const written = (only: object) => ({ max: { critical: 0 }, only });

  it.each([
    [{ fixable: true }, vulnerabilityOf('CVE-2026-1', { fix: 'not-fixed', fixedIn: [] })],
    [{ fixable: true }, vulnerabilityOf('CVE-2026-1', { fix: 'wont-fix', fixedIn: [] })],
    [{ types: ['npm'] }, vulnerabilityOf('CVE-2026-1')],
    [{ purls: ['pkg:npm/**'] }, vulnerabilityOf('CVE-2026-1')],
  ])('%j leaves one out', (only, found) => {
    expect(verdict(written(only), found).reasons).toEqual([]);
  });

  it.each([
    [{ fixable: true }, vulnerabilityOf('CVE-2026-1')],
    [{ fixable: true }, vulnerabilityOf('CVE-2026-1', { fix: 'unknown', fixedIn: [] })],
    [{ types: ['deb', 'npm'] }, vulnerabilityOf('CVE-2026-1')],
    [
      { types: ['go-module'] },
      vulnerabilityOf('CVE-2026-1', { package: { name: 'x', type: 'go-module', purl: 'pkg:golang/x@1' } }),
    ],
    [{ types: ['npm'] }, vulnerabilityOf('CVE-2026-1', { package: { name: 'x' } })],
    [{ purls: ['pkg:deb/debian/openssl'] }, vulnerabilityOf('CVE-2026-1')],
    [{ purls: ['pkg:npm/**'] }, vulnerabilityOf('CVE-2026-1', { package: { name: 'x' } })],
  ])('%j keeps one, and what it cannot tell', (only, found) => {
    expect(codesOf(verdict(written(only), found))).toEqual(['VIOLATION']);
  });

  it.each([
    [{ only: { fixable: true } }, { lacks: ['fix'] }],
    [{ only: { types: ['deb'] } }, { lacks: ['package'] }],
    [{ only: { purls: ['pkg:deb/**'] } }, { lacks: ['package'] }],
    [{}, { lacks: ['severity'] }],
    [{ suppressions: 'refuse' }, { lacks: ['suppressed'] }],
    [{}, { filters: ['only-fixed'] }],
    [{ only: { fixable: true } }, { filters: ['only-fixed', 'exclude'] }],
  ])('is unknown with %j where the report %j', (more, scan) => {
    const facts = having(scanned([], scan as Partial<Scan>));
    expect(codesOf(judge(vulnerabilitiesCheck, { ...none, ...more }, facts))).toEqual(['INCOMPLETE']);
  });

  it.each([
    [{ only: { fixable: true } }, { filters: ['only-fixed'] }],
    [{ suppressions: 'accept' }, { filters: ['exclude'] }],
    [{}, { lacks: ['fix', 'package', 'cvss', 'published', 'suppressed'] }],
  ])('is not with %j where it %j', (more, scan) => {
    const facts = having(scanned([], scan as Partial<Scan>));
    expect(judge(vulnerabilitiesCheck, { ...none, ...more }, facts).reasons).toEqual([]);
  });
});

describe('when findings have a time of grace', () => {
  const grace = { max: { critical: 0 }, grace: { critical: '7d' } };

  it.each([
    [{ published: '2026-11-18T00:00:00Z' }, 'grace'],
    [{ fixedSince: '2026-11-18' }, 'grace'],
    [{ published: '2026-11-10T00:00:00Z' }, undefined],
    [{ published: '2026-11-10T00:00:00Z', fixedSince: '2026-11-19' }, undefined],
    [{}, undefined],
    [{ published: 'soon' }, undefined],
    [{ published: '2027-11-18T00:00:00Z' }, undefined],
  ])('with %j it is removed by %s', (dates, removedBy) => {
    const result = verdict(grace, vulnerabilityOf('CVE-2026-1', dates));
    expect(result.findings.map((finding) => finding.removedBy)).toEqual([removedBy]);
    expect(result.reasons.length).toBe(removedBy === undefined ? 1 : 0);
  });

  it('is over with its last moment', () => {
    const removedBy = (published: string) =>
      verdict(grace, vulnerabilityOf('CVE-2026-1', { published })).findings[0]?.removedBy;
    expect(removedBy(hoursAgo(7 * 24).toISOString())).toBeUndefined();
    expect(removedBy(new Date(hoursAgo(7 * 24).getTime() + 1).toISOString())).toBe('grace');
  });

  it('does not spread to other severities', () => {
    const found = vulnerabilityOf('CVE-2026-1', { published: '2026-11-18T00:00:00Z', severity: 'high' });
    expect(codesOf(verdict({ ...grace, max: { high: 0 } }, found))).toEqual(['VIOLATION']);
  });
});

describe('when the scanner was told to hide findings', () => {
  it('does not say so of those that it did not hide', () => {
    const open = vulnerabilityOf('CVE-2026-2');
    const messages = (...found: readonly Vulnerability[]) =>
      verdict({ max: { critical: 0 }, suppressions: 'refuse' }, ...found).reasons.map(
        ({ message, observed }) => [message, observed],
      );
    expect(messages(open)).toEqual([['critical 1 > 0', 'critical 1']]);
    expect(messages(open, hidden)).toEqual([
      ['critical 2 > 0', 'critical 2'],
      ["the scanner's settings hid findings", 'CVE-2026-1'],
    ]);
  });

  const hidden = vulnerabilityOf('CVE-2026-1', { suppressed: { by: '.trivyignore' } });

  it.each([
    [{}, ['VIOLATION']],
    [{ suppressions: 'count' }, ['VIOLATION']],
    [{ suppressions: 'refuse' }, ['VIOLATION']],
    [{ suppressions: 'accept' }, []],
  ])('with %j it comes to %j', (written, codes) => {
    expect(codesOf(verdict({ max: { critical: 0 }, ...written }, hidden))).toEqual(codes);
  });

  it('refuses any with refuse, within the limits too', () => {
    expect(verdict({ max: { critical: 5 } }, hidden).reasons).toEqual([]);
    expect(codesOf(verdict({ max: { critical: 5 }, suppressions: 'refuse' }, hidden))).toEqual(['VIOLATION']);
  });

  it('says what it accepted', () => {
    expect(verdict({ max: { critical: 0 }, suppressions: 'accept' }, hidden).findings).toMatchObject([
      { removedBy: 'except', removal: "hidden by the scanner's settings: .trivyignore" },
    ]);
  });

  it('counts it where the same is listed unhidden as well', () => {
    const result = verdict(
      { max: { critical: 0 }, suppressions: 'accept' },
      hidden,
      vulnerabilityOf('CVE-2026-1'),
    );
    expect(codesOf(result)).toEqual(['VIOLATION']);
  });
});

describe('when findings are waived', () => {
  it('does not count them, and shows them', () => {
    const waiver = waiving(({ vulnerability }) => vulnerability?.id === 'CVE-2026-1');
    const facts = having(scanned([vulnerabilityOf('CVE-2026-1'), vulnerabilityOf('CVE-2026-2')]));
    const one = judge(vulnerabilitiesCheck, { ...base, max: { critical: 1 } }, facts, waiver);
    expect(one.reasons).toEqual([]);
    expect(one.findings).toMatchObject([
      { removedBy: 'waiver', removal: 'W-1' },
      { vulnerability: { id: 'CVE-2026-2' } },
    ]);
    expect(codesOf(judge(vulnerabilitiesCheck, none, facts, waiver))).toEqual(['VIOLATION']);
  });

  it('asks for none that would not count', () => {
    const asked: unknown[] = [];
    const judging = waiving((finding) => asked.push(finding) > 0);
    const unlimited = vulnerabilityOf('CVE-2026-1', { severity: 'low' });
    const young = vulnerabilityOf('CVE-2026-2', { published: '2026-11-19T00:00:00Z' });
    judge(
      vulnerabilitiesCheck,
      { ...none, grace: { critical: '7d' } },
      having(scanned([unlimited, young])),
      judging,
    );
    expect(asked).toEqual([]);
  });

  it('removes a denied one, but never what is not known', () => {
    const all = waiving(() => true);
    const facts = having(scanned([vulnerabilityOf('CVE-2026-1')]));
    expect(
      judge(vulnerabilitiesCheck, { ...base, deny: { ids: ['CVE-2026-1'] } }, facts, all).reasons,
    ).toEqual([]);
    expect(codesOf(judge(vulnerabilitiesCheck, none, having(), all))).toEqual(['NO_EVIDENCE']);
  });
});
