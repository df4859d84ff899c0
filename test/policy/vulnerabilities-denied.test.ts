import { describe, expect, it } from 'vitest';
import type { Scan, Vulnerability } from '../../src/domain/vulnerability.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import { codesOf, indexDigest, judge, vulnerabilityOf } from './facts.ts';
import { base, having, scanned } from './scanned.ts';

describe('when vulnerabilities are denied by name', () => {
  const feeds = {
    kev: {
      state: 'known',
      value: { date: '2026-11-19', digest: indexDigest, entries: new Map([['CVE-2026-1', '2026-10-02']]) },
    },
    epss: {
      state: 'known',
      value: { date: '2026-11-19', digest: indexDigest, entries: new Map([['CVE-2026-1', 0.2]]) },
    },
  } as const;
  const low = (id: string, more: Partial<Vulnerability> = {}) =>
    vulnerabilityOf(id, { severity: 'low', ...more });
  const against = (
    deny: object,
    found: readonly Vulnerability[],
    scan: Partial<Scan> = {},
    withFeeds: object = feeds,
  ) => judge(vulnerabilitiesCheck, { ...base, deny }, { ...having(scanned(found, scan)), feeds: withFeeds });

  it.each([
    [{ kev: true }, low('CVE-2026-1')],
    [{ kev: true }, low('GHSA-aaaa', { aliases: ['cve-2026-1'] })],
    [{ kev: true }, low('CVE-2026-2', { kevSince: '2026-01-01' })],
    [{ epss: '>= 0.1' }, low('CVE-2026-1')],
    [{ epss: '>= 10%' }, low('CVE-2026-1')],
    [{ epss: '>= 0.1' }, low('CVE-2026-2', { epss: 0.3 })],
    [{ cvss: '>= 9' }, low('CVE-2026-2', { cvss: { v2: 5, v3: 9.1 } })],
    [{ cvss: '>= 9' }, low('CVE-2026-2', { cvss: { v4: 9.3, v3: 3 } })],
    [{ cvss: '>= 9' }, vulnerabilityOf('CVE-2026-2')],
    [{ cvss: '>= 7.5' }, vulnerabilityOf('CVE-2026-2', { severity: 'high' })],
    [{ cvss: '>= 9' }, vulnerabilityOf('CVE-2026-2', { severity: 'unknown' })],
    [{ cvss: '>= 6.9' }, vulnerabilityOf('CVE-2026-2', { severity: 'medium' })],
    [{ cvss: '<= 4' }, vulnerabilityOf('CVE-2026-2', { severity: 'medium' })],
    [{ cvss: '>= 3.9' }, low('CVE-2026-2')],
    [{ cvss: '<= 0.1' }, low('CVE-2026-2')],
    [{ ids: ['CVE-2026-2'] }, low('CVE-2026-2')],
    [{ ids: ['cve-2026-2'] }, low('GHSA-aaaa', { aliases: ['CVE-2026-2'] })],
    [{ ids: ['GHSA-aaaa'] }, low('CVE-2026-2', { aliases: ['GHSA-aaaa'] })],
  ])('with %j it fails', (deny, found) => {
    expect(codesOf(against(deny, [found]))).toEqual(['VIOLATION']);
  });

  it.each([
    [{ kev: true }, low('CVE-2026-2')],
    [{ epss: '>= 0.3' }, low('CVE-2026-1')],
    [{ epss: '>= 0.1' }, low('CVE-2026-2')],
    [{ cvss: '>= 9' }, vulnerabilityOf('CVE-2026-2', { cvss: { v3: 8.9 } })],
    [{ cvss: '>= 9' }, vulnerabilityOf('CVE-2026-2', { severity: 'high' })],
    [{ cvss: '>= 7' }, vulnerabilityOf('CVE-2026-2', { severity: 'medium' })],
    [{ cvss: '>= 4' }, low('CVE-2026-2')],
    [{ ids: ['CVE-2026-22'] }, low('CVE-2026-2')],
  ])('with %j it passes', (deny, found) => {
    expect(against(deny, [found]).reasons).toEqual([]);
  });

  it('neither only nor grace excuses them', () => {
    const written = {
      ...base,
      deny: { ids: ['CVE-2026-2'] },
      only: { fixable: true },
      grace: { low: '30d' },
    };
    const found = low('CVE-2026-2', { fix: 'not-fixed', published: '2026-11-19T00:00:00Z' });
    expect(codesOf(judge(vulnerabilitiesCheck, written, having(scanned([found]))))).toEqual(['VIOLATION']);
  });

  it.each([
    ['KEV', { kev: true }, {}, {}, 'INCOMPLETE'],
    ['EPSS', { epss: '>= 0.1' }, {}, {}, 'INCOMPLETE'],
    [
      'KEV that could not be fetched',
      { kev: true },
      { kev: { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } },
      {},
      'UNREACHABLE',
    ],
    [
      'EPSS that is too old',
      { epss: '>= 0.1' },
      { epss: { state: 'unknown', code: 'STALE', message: '3 d old' } },
      {},
      'STALE',
    ],
    ['CVSS', { cvss: '>= 9' }, feeds, { lacks: ['cvss'] }, 'INCOMPLETE'],
  ] as const)('is unknown without %s', (_, deny, withFeeds, scan, code) => {
    expect(codesOf(against(deny, [], scan as Partial<Scan>, withFeeds))).toEqual([code]);
  });

  it('takes them of another report that has them, and of none that has the other', () => {
    const known = low('CVE-2026-1', { kevSince: '2026-10-02' });
    expect(codesOf(against({ kev: true }, [low('CVE-2026-2'), known], {}, {}))).toEqual(['VIOLATION']);
    expect(codesOf(against({ epss: '>= 0.1' }, [known], {}, {}))).toEqual(['INCOMPLETE']);
    expect(against({ epss: '>= 0.5' }, [low('CVE-2026-1', { epss: 0.1 })], {}, {}).reasons).toEqual([]);
  });

  it('takes KEV and EPSS of a report of Grype', () => {
    const deny = { kev: true, epss: '>= 0.1' };
    expect(against(deny, [low('CVE-2026-1')], { format: 'grype' }, {}).reasons).toEqual([]);
    expect(
      codesOf(against(deny, [low('CVE-2026-1', { kevSince: '2026-10-02' })], { format: 'grype' }, {})),
    ).toEqual(['VIOLATION']);
  });

  it('asks for the feeds that it needs', () => {
    const needs = (deny: object) =>
      vulnerabilitiesCheck.bind(vulnerabilitiesCheck.schema.parse({ ...base, deny })).needs;
    expect(needs({ kev: true, epss: '> 0' }).feeds).toEqual(['kev', 'epss']);
    expect(needs({ ids: ['CVE-2026-1'] }).feeds).toEqual([]);
    expect(needs({ ids: ['CVE-2026-1'] }).previous).toBe('no');
  });
});
