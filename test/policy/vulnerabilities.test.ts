import { describe, expect, it } from 'vitest';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import {
  amd64,
  arm64,
  byStranger,
  codesOf,
  factsOf,
  hoursAgo,
  indexDigest,
  judge,
  judgingOf,
  localFile,
  mistakesOf,
  platformFacts,
  signedBy,
  unreachable,
  unsigned,
  vulnerabilityOf,
} from './facts.ts';
import { base, having, none, scanned, verdict } from './scanned.ts';

const packageNamed = (name: string, version = '1.0') => ({
  name,
  version,
  purl: `pkg:deb/debian/${name}@${version}`,
});

describe('when vulnerabilities are counted', () => {
  it('passes where there are none, and says what was counted', () => {
    const result = judge(vulnerabilitiesCheck, none, having(scanned([])));
    expect(result.reasons).toEqual([]);
    expect(result.note).toBe('linux/amd64 0 critical');
  });

  it('fails above a limit, with number, limit, finding and remedy', () => {
    const result = verdict(
      { max: { critical: 0, high: 0 } },
      vulnerabilityOf('CVE-2026-1111', { epss: 0.42, kevSince: '2026-10-02' }),
    );
    expect(result.reasons).toEqual([
      {
        code: 'VIOLATION',
        message: 'critical 1 > 0',
        observed: 'critical 1',
        expected: '<= 0',
        platform: 'linux/amd64',
      },
    ]);
    expect(result.findings).toMatchObject([
      {
        platform: 'linux/amd64',
        vulnerability: { id: 'CVE-2026-1111', severity: 'critical' },
        package: { name: 'openssl', version: '3.0.11-1' },
        detail: 'fixed in 3.0.12-1 · EPSS 0.42 · KEV since 2026-10-02',
      },
    ]);
    expect(result.help).toBe('Rebuild with openssl 3.0.12-1, or add a waiver with an expiry.');
  });

  it('passes up to the limit', () => {
    const list = ['CVE-2026-1', 'CVE-2026-2'].map((id) => vulnerabilityOf(id, { severity: 'medium' }));
    expect(verdict({ max: { medium: 2 } }, ...list).reasons).toEqual([]);
    expect(codesOf(verdict({ max: { medium: 1 } }, ...list))).toEqual(['VIOLATION']);
    expect(codesOf(verdict({ max: { total: 1 } }, ...list))).toEqual(['VIOLATION']);
    expect(verdict({ max: { total: 2 } }, ...list).reasons).toEqual([]);
  });

  it('does not look at severities without a limit', () => {
    const result = verdict({ max: { critical: 0 } }, vulnerabilityOf('CVE-2026-1', { severity: 'high' }));
    expect(result.reasons).toEqual([]);
    expect(result.findings).toEqual([]);
  });

  it.each([
    [{ critical: 0, high: 5 }, 'critical 1 > 0'],
    [{ high: 0, low: 5 }, 'high 1 > 0'],
    [{ critical: 0, unknown: 0 }, 'unknown 1 > 0'],
    [{ total: 0 }, 'total 1 > 0'],
  ])('counts an unknown severity as the worst that is listed: %j', (max, message) => {
    expect(verdict({ max }, vulnerabilityOf('CVE-2026-1', { severity: 'unknown' })).reasons).toMatchObject([
      { message },
    ]);
  });

  it('lets unknown severities be limited by themselves', () => {
    const result = verdict(
      { max: { critical: 0, unknown: 1 } },
      vulnerabilityOf('CVE-2026-1', { severity: 'unknown' }),
    );
    expect(result.reasons).toEqual([]);
  });

  it.each([
    ['the same twice', [vulnerabilityOf('CVE-2026-1'), vulnerabilityOf('CVE-2026-1')], 1],
    [
      'two names of one',
      [vulnerabilityOf('GHSA-aaaa', { aliases: ['CVE-2026-1'] }), vulnerabilityOf('CVE-2026-1')],
      1,
    ],
    [
      'two advisories of one CVE',
      [
        vulnerabilityOf('GHSA-aaaa', { aliases: ['CVE-2026-1'] }),
        vulnerabilityOf('GO-2026-1', { aliases: ['cve-2026-1'] }),
      ],
      1,
    ],
    [
      'two CVEs of one advisory',
      [
        vulnerabilityOf('CVE-2026-1', { aliases: ['DSA-1'] }),
        vulnerabilityOf('CVE-2026-2', { aliases: ['DSA-1'] }),
      ],
      2,
    ],
    [
      'an advisory of two CVEs and one of these',
      [vulnerabilityOf('ELSA-1', { aliases: ['CVE-2026-1', 'CVE-2026-2'] }), vulnerabilityOf('CVE-2026-1')],
      2,
    ],
    [
      'one in two packages',
      [vulnerabilityOf('CVE-2026-1'), vulnerabilityOf('CVE-2026-1', { package: packageNamed('libssl3') })],
      2,
    ],
    [
      'one in two versions',
      [
        vulnerabilityOf('CVE-2026-1', { package: packageNamed('a', '1') }),
        vulnerabilityOf('CVE-2026-1', { package: packageNamed('a', '2') }),
      ],
      2,
    ],
    [
      'one without a package, twice',
      [1, 2].map(() => {
        const { package: _, ...rest } = vulnerabilityOf('CVE-2026-1');
        return rest;
      }),
      1,
    ],
  ])('counts %s as %i', (_, list, count) => {
    expect(verdict({ max: { total: count } }, ...list).reasons).toEqual([]);
    expect(codesOf(verdict({ max: { total: count - 1 } }, ...list))).toEqual(['VIOLATION']);
  });

  it('takes the worse of two entries that are one', () => {
    const low = vulnerabilityOf('GHSA-aaaa', { aliases: ['CVE-2026-1'], severity: 'low' });
    const result = verdict({ max: { critical: 0 } }, low, vulnerabilityOf('CVE-2026-1'));
    expect(result.findings).toMatchObject([
      { vulnerability: { id: 'CVE-2026-1', severity: 'critical', aliases: ['GHSA-aaaa'] } },
    ]);
    expect(codesOf(verdict({ max: { critical: 0 } }, vulnerabilityOf('CVE-2026-1'), low))).toEqual([
      'VIOLATION',
    ]);
  });

  it('takes it for fixed where one of the two entries says so', () => {
    const open = vulnerabilityOf('CVE-2026-1', { fix: 'not-fixed', fixedIn: [] });
    const fixed = vulnerabilityOf('GHSA-aaaa', { aliases: ['CVE-2026-1'], severity: 'low' });
    const result = verdict({ max: { critical: 0 }, only: { fixable: true } }, open, fixed);
    expect(result.findings).toMatchObject([{ detail: 'fixed in 3.0.12-1' }]);
    expect(codesOf(result)).toEqual(['VIOLATION']);
  });

  it('decides by the worst platform, each for itself', () => {
    const facts = factsOf({
      evidence: [scanned([]), scanned([vulnerabilityOf('CVE-2026-1')], {}, { subjects: [arm64] })],
    });
    const result = judge(vulnerabilitiesCheck, none, facts);
    expect(result.reasons).toMatchObject([{ code: 'VIOLATION', platform: 'linux/arm64' }]);
    const five = [1, 2, 3].map((at) => vulnerabilityOf(`CVE-2026-${at}`));
    const both = factsOf({ evidence: [scanned(five), scanned(five, {}, { subjects: [arm64] })] });
    expect(judge(vulnerabilitiesCheck, { ...base, max: { critical: 3 } }, both).reasons).toEqual([]);
  });
});

describe('when there is no scan that counts', () => {
  it.each([
    ['none', [], 'NO_EVIDENCE'],
    ['one of the index only', [scanned([], {}, { subjects: [indexDigest] })], 'PARTIAL'],
    ['an unsigned one', [scanned([], {}, { trust: unsigned })], 'NO_EVIDENCE'],
    ['a stranger’s', [scanned([], {}, { trust: byStranger })], 'UNTRUSTED'],
    ['another signer’s', [scanned([], {}, { trust: signedBy('other') })], 'UNTRUSTED'],
    ['a local one that nobody named', [scanned([], {}, { trust: localFile })], 'NO_EVIDENCE'],
    ['an old one', [scanned([], {}, { trust: signedBy('ci', { at: hoursAgo(25) }) })], 'STALE'],
    ['an old one that was signed again', [scanned([], { created: '2026-11-01T00:00:00Z' })], 'STALE'],
    ['one of unknown age', [scanned([], {}, { trust: signedBy('ci', { at: 'unproven' }) })], 'INCOMPLETE'],
    ['one that recognised nothing', [scanned([], { proofOfWork: undefined as never })], 'INCOMPLETE'],
  ])('is unknown with %s', (_, evidence, code) => {
    expect(codesOf(judge(vulnerabilitiesCheck, none, having(...evidence)))).toEqual([code]);
  });

  it.each([unreachable('referrers', amd64), unreachable('github')])(
    'is UNREACHABLE although a passing one is there',
    (search) => {
      const facts = factsOf({
        platforms: [platformFacts('linux/amd64')],
        evidence: [scanned([])],
        searches: [search],
      });
      expect(codesOf(judge(vulnerabilitiesCheck, none, facts))).toEqual(['UNREACHABLE']);
    },
  );

  it('fails all the same where one that fails is there', () => {
    const facts = factsOf({
      platforms: [platformFacts('linux/amd64')],
      evidence: [scanned([vulnerabilityOf('CVE-2026-1')])],
      searches: [unreachable('github')],
    });
    expect(codesOf(judge(vulnerabilitiesCheck, none, facts))).toEqual(['VIOLATION']);
  });

  it('counts a local one where by names it and the stage allows it', () => {
    const facts = having(scanned([], { created: '2026-11-20T11:00:00Z' }, { trust: localFile }));
    expect(judge(vulnerabilitiesCheck, { ...none, by: ['scanner', 'local'] }, facts).reasons).toEqual([]);
    const strict = judge(
      vulnerabilitiesCheck,
      { ...none, by: 'local' },
      facts,
      judgingOf({ localCounts: false }),
    );
    expect(codesOf(strict)).toEqual(['NO_EVIDENCE']);
  });
});

describe('when there are several scans', () => {
  const bad = [vulnerabilityOf('CVE-2026-1')];
  const at = (hours: number) => ({ trust: signedBy('ci', { at: hoursAgo(hours) }) });

  it('lets the newest of a signer and scanner decide', () => {
    const cured = judge(vulnerabilitiesCheck, none, having(scanned(bad, {}, at(5)), scanned([], {}, at(1))));
    expect(cured.reasons).toEqual([]);
    expect(cured.ignored).toMatchObject([{ why: 'there is a newer one by the same signer and scanner' }]);
    expect(
      codesOf(judge(vulnerabilitiesCheck, none, having(scanned(bad, {}, at(1)), scanned([], {}, at(5))))),
    ).toEqual(['VIOLATION']);
  });

  it('lets all decide that are equally new', () => {
    expect(
      codesOf(judge(vulnerabilitiesCheck, none, having(scanned([], {}, at(1)), scanned(bad, {}, at(1))))),
    ).toEqual(['VIOLATION']);
  });

  it('does not let one scanner unsay what another found', () => {
    const grype = { scanner: { name: 'grype' } };
    const facts = having(scanned(bad, {}, at(5)), scanned([], grype, at(1)));
    expect(codesOf(judge(vulnerabilitiesCheck, none, facts))).toEqual(['VIOLATION']);
    expect(judge(vulnerabilitiesCheck, { ...none, scanners: 'grype' }, facts).reasons).toEqual([]);
  });

  it('wants one of each scanner that is listed', () => {
    const written = { ...none, scanners: ['trivy', 'Grype'] };
    const trivy = scanned([]);
    const grype = (hours: number) => scanned([], { scanner: { name: 'grype' } }, at(hours));
    expect(judge(vulnerabilitiesCheck, written, having(trivy, grype(1))).reasons).toEqual([]);
    expect(judge(vulnerabilitiesCheck, written, having(trivy)).reasons).toMatchObject([
      { code: 'NO_EVIDENCE', message: 'no scan by the scanner Grype' },
    ]);
    expect(codesOf(judge(vulnerabilitiesCheck, written, having(trivy, grype(48))))).toEqual(['STALE']);
  });

  it('wants one of each signer of all-of', () => {
    const written = { ...none, by: { 'all-of': ['ci', 'scanner'] } };
    const ours = scanned([]);
    expect(judge(vulnerabilitiesCheck, written, having(ours)).reasons).toMatchObject([
      { message: 'no scan by scanner' },
    ]);
    const theirs = scanned([], {}, { trust: signedBy('scanner') });
    expect(judge(vulnerabilitiesCheck, written, having(ours, theirs)).reasons).toEqual([]);
  });
});

describe('when limits are more than one', () => {
  it('keeps what has no fix where only its type is asked for', () => {
    const found = vulnerabilityOf('CVE-2026-1', { fix: 'not-fixed', fixedIn: [] });
    expect(codesOf(verdict({ max: { critical: 0 }, only: { types: ['deb'] } }, found))).toEqual([
      'VIOLATION',
    ]);
    expect(codesOf(verdict({ max: { critical: 0 }, only: { purls: ['pkg:deb/**'] } }, found))).toEqual([
      'VIOLATION',
    ]);
  });

  it('keeps what one of several purls names, and what has no package at all', () => {
    const only = { purls: ['pkg:npm/**', 'pkg:deb/**'] };
    expect(codesOf(verdict({ max: { critical: 0 }, only }, vulnerabilityOf('CVE-2026-1')))).toEqual([
      'VIOLATION',
    ]);
    const { package: _, ...bare } = vulnerabilityOf('CVE-2026-1');
    for (const some of [only, { types: ['npm'] }])
      expect(codesOf(verdict({ max: { critical: 0 }, only: some }, bare))).toEqual(['VIOLATION']);
  });

  it('does not count under a limit what is only denied', () => {
    const found = vulnerabilityOf('CVE-2026-2', { fix: 'not-fixed', fixedIn: [] });
    const result = verdict(
      { max: { critical: 0 }, only: { fixable: true }, deny: { ids: ['CVE-2026-2'] } },
      found,
    );
    expect(result.reasons.map(({ message }) => message)).toEqual(['denied: on the list of denied ids']);
  });

  it('names what is denied by each rule, and not more than five', () => {
    const scores = [1, 2, 3, 4, 5, 6].map((serial) =>
      vulnerabilityOf(`CVE-2026-${serial}`, { cvss: { v3: serial < 6 ? 9 : 1 } }),
    );
    const result = verdict({ deny: { cvss: '>= 9', ids: ['CVE-2026-6'] } }, ...scores);
    expect(result.reasons).toMatchObject([
      {
        message: 'denied: CVSS >= 9',
        observed: 'CVE-2026-1, CVE-2026-2, CVE-2026-3, CVE-2026-4, CVE-2026-5',
      },
      { message: 'denied: on the list of denied ids', observed: 'CVE-2026-6' },
    ]);
    const all = verdict({ deny: { cvss: '>= 1' } }, ...scores).reasons[0]?.observed;
    expect(all).toBe('CVE-2026-1, CVE-2026-2, CVE-2026-3, CVE-2026-4, CVE-2026-5, and 1 more');
  });

  it('needs no severities where none is limited by itself', () => {
    const unrated = having(scanned([], { lacks: ['severity'] }));
    for (const max of [{ total: 0 }, { unknown: 0 }])
      expect(judge(vulnerabilitiesCheck, { ...base, max }, unrated).reasons).toEqual([]);
  });

  it('says how many of each severity there are, or in total', () => {
    const found = [vulnerabilityOf('CVE-2026-1'), vulnerabilityOf('CVE-2026-2', { severity: 'low' })];
    const more = [...found, vulnerabilityOf('CVE-2026-3', { severity: 'low' })];
    expect(verdict({ max: { critical: 1, low: 2 } }, ...more).note).toBe('linux/amd64 1 critical, 2 low');
    expect(verdict({ max: { total: 2 } }, ...found).note).toBe('linux/amd64 2 in total');
  });

  it('does not take a filtered scan for whole where what was filtered could be denied', () => {
    const facts = having(scanned([], { filters: ['only-fixed'] }));
    const written = { ...none, only: { fixable: true } };
    expect(judge(vulnerabilitiesCheck, written, facts).reasons).toEqual([]);
    const denied = { ...written, deny: { ids: ['CVE-2026-2'] } };
    expect(codesOf(judge(vulnerabilitiesCheck, denied, facts))).toEqual(['INCOMPLETE']);
    const compared = { ...written, against: 'target' };
    expect(codesOf(judge(vulnerabilitiesCheck, compared, facts))).toEqual(['INCOMPLETE']);
  });
});

describe('when the options of vulnerabilities are read', () => {
  it.each([
    [{ max: { critical: 0 } }],
    [{ ...base }],
    [{ ...base, max: {} }],
    [{ ...base, max: { critical: -1 } }],
    [{ ...base, max: { critical: 0.5 } }],
    [{ ...base, deny: {} }],
    [{ ...base, deny: { kev: false } }],
    [{ ...none, only: {} }],
    [{ ...none, grace: {} }],
    [{ ...none, grace: { severe: '7d' } }],
    [{ ...none, new: 1 }],
    [{ ...none, against: 'staging' }],
    [{ ...none, vex: {} }],
    [{ ...none, 'max-age': '1 day' }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(vulnerabilitiesCheck, written)).not.toEqual([]);
  });

  it.each(['major', 'minor'])('explains why there is no %s', (severity) => {
    const [message] = mistakesOf(vulnerabilitiesCheck, { ...base, max: { [severity]: 0 } });
    expect(message).toContain("DTR's scale");
    expect(message).toContain('severity-scale: dtr');
    const [both] = mistakesOf(vulnerabilitiesCheck, { ...base, max: { severe: 0, [severity]: 0 } });
    expect(both).toBe(message);
  });

  it('names the severities that there are for any other word', () => {
    const [message] = mistakesOf(vulnerabilitiesCheck, { ...base, max: { severe: 0 } });
    expect(message).toBe('critical high medium low unknown total');
  });
});
