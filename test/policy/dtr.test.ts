import { describe, expect, it } from 'vitest';
import { needsNothing, type Facts } from '../../src/domain/facts.ts';
import type { Judging } from '../../src/domain/policy.ts';
import type { Vulnerability } from '../../src/domain/vulnerability.ts';
import { parseTag } from '../../src/image/reference.ts';
import { bindDtrRule, type DtrSettings } from '../../src/policy/dtr.ts';
import { DtrRule, dtrOperators } from '../../src/policy/dtr-rule.ts';
import {
  amd64,
  arm64,
  byStranger,
  codesOf,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  indexDigest,
  judgingOf,
  localFile,
  packageOf,
  platformFacts,
  sbomPart,
  scanPart,
  signaturePart,
  signedBy,
  unreachable,
  unsigned,
  vulnerabilityOf,
  waiving,
} from './facts.ts';

type Written = readonly [field: string, operator: string, ...values: (string | number)[]];

function ruleOf([field, operator, ...values]: Written): DtrRule {
  return DtrRule.parse({ field, operator, values });
}

/** The codes that a rule comes to; empty: it passes. */
function verdict(
  rule: Written,
  facts: Facts,
  { settings, judging = judgingOf() }: { settings?: Partial<DtrSettings>; judging?: Judging } = {},
): readonly string[] {
  const bound = bindDtrRule(ruleOf(rule), { scale: 'dtr', maxAge: 7 * 86_400, ...settings });
  return codesOf(bound.judge(facts, judging));
}

function scored(id: string, v3: number): Vulnerability {
  return vulnerabilityOf(id, { severity: 'unknown', cvss: { v3 } });
}

/** Of DTR's scale 3 critical, 2 major, 2 minor; of CVSS 1 critical, 2 major, 4 minor. */
const vulnerabilities = [9.8, 7.5, 7, 6.9, 4, 3.9, 0.1].map((score, index) =>
  scored(`CVE-2026-000${index}`, score),
);

const packages = [
  packageOf('openssl@3.0.11', { licenses: ['MIT'] }),
  packageOf('bash@5.2', { licenses: ['GPL-2.0-only OR Apache-2.0'] }),
];

/** One platform, signed two days ago, with an SBOM and a scan. */
const image = factsOf({
  image: { tag: parseTag('v1.4.2-rc.1'), digest: amd64, isIndex: false },
  platforms: [platformFacts('linux/amd64')],
  evidence: [
    evidenceOf(signaturePart, { subjects: [amd64], trust: signedBy('ci', { at: hoursAgo(48) }) }),
    evidenceOf(sbomPart(packages), { subjects: [amd64] }),
    evidenceOf(scanPart(vulnerabilities), { subjects: [amd64], trust: signedBy('scanner') }),
  ],
});

describe('when a policy of DTR is pasted', () => {
  const pass: readonly string[] = [];
  const fail = ['VIOLATION'];

  const cases: readonly (readonly [rule: Written, expected: readonly string[]])[] = [
    [['tag', 'eq', 'v1.4.2-rc.1'], pass],
    [['tag', 'eq', 'v1.4.2'], fail],
    [['tag', 'sw', 'v1.'], pass],
    [['tag', 'sw', '1.'], fail],
    [['tag', 'ew', '-rc.1'], pass],
    [['tag', 'ew', '-rc.2'], fail],
    [['tag', 'c', '4.2-'], pass],
    [['tag', 'c', '4.3'], fail],
    [['tag', 'oo', 'latest', 'v1.4.2-rc.1'], pass],
    [['tag', 'oo', 'latest', 'stable'], fail],
    [['tag', 'noo', 'latest', 'stable'], pass],
    [['tag', 'noo', 'latest', 'v1.4.2-rc.1'], fail],
    [['tag', 'matches', 'rc\\.[0-9]'], pass],
    [['tag', 'matches', '^v[0-9.]+$'], fail],

    [['component.name', 'oo', 'zlib', 'bash'], pass],
    [['component.name', 'oo', 'zlib', 'Bash'], fail],
    [['component.name', 'noo', 'log4j', 'zlib'], pass],
    [['component.name', 'noo', 'log4j', 'openssl'], fail],
    [['component.name', 'eq', 'bash'], pass],
    [['component.name', 'eq', 'bas'], fail],
    [['component.name', 'sw', 'open'], pass],
    [['component.name', 'sw', 'libre'], fail],
    [['component.name', 'ew', 'ssl'], pass],
    [['component.name', 'ew', 'tls'], fail],
    [['component.name', 'c', 'ens'], pass],
    [['component.name', 'c', 'log4'], fail],
    [['component.name', 'matches', '^b.sh$'], pass],
    [['component.name', 'matches', '^ssl'], fail],

    [['license.name', 'oo', 'BSD-3-Clause', 'mit'], pass],
    [['license.name', 'oo', 'BSD-3-Clause'], fail],
    [['license.name', 'noo', 'AGPL-3.0-only', 'GPL-2.0'], pass],
    [['license.name', 'noo', 'GPL-2.0-only'], fail],
    [['license.name', 'matches', '^GPL-'], pass],
    [['license.name', 'matches', '^AGPL-'], fail],

    [['vulnerability_all', 'lte', 7], pass],
    [['vulnerability_all', 'lte', '6'], fail],
    [['vulnerability_all', 'lt', 8], pass],
    [['vulnerability_all', 'lt', 7], fail],
    [['vulnerability_all', 'gte', 7], pass],
    [['vulnerability_all', 'gte', 8], fail],
    [['vulnerability_all', 'gt', 6], pass],
    [['vulnerability_all', 'gt', 7], fail],
    [['vulnerability_all', 'eq', 7], pass],
    [['vulnerability_all', 'eq', 0], fail],
    [['vulnerability_all', 'neq', 0], pass],
    [['vulnerability_all', 'neq', 7], fail],

    ...(['critical', 'major', 'minor'] as const).flatMap((band) => {
      const count = band === 'critical' ? 3 : 2;
      const field = `vulnerability_${band}`;
      return [
        [[field, 'lte', count], pass],
        [[field, 'lte', count - 1], fail],
        [[field, 'lt', count + 1], pass],
        [[field, 'lt', count], fail],
        [[field, 'gte', count], pass],
        [[field, 'gte', count + 1], fail],
        [[field, 'gt', count - 1], pass],
        [[field, 'gt', count], fail],
        [[field, 'eq', count], pass],
        [[field, 'eq', 0], fail],
        [[field, 'neq', 0], pass],
        [[field, 'neq', count], fail],
      ] as const;
    }),

    [['updated_at', 'bf', '2026-11-19'], pass],
    [['updated_at', 'bf', '2026-11-18T12:00:00Z'], fail],
    [['updated_at', 'af', '2026-11-18'], pass],
    [['updated_at', 'af', '2026-11-18T13:00:00+01:00'], fail],
    [['updated_at_duration', 'bf', '24h'], pass],
    [['updated_at_duration', 'bf', '1h30m'], pass],
    [['updated_at_duration', 'bf', '3d'], fail],
    [['updated_at_duration', 'af', '1w'], pass],
    [['updated_at_duration', 'af', '24h'], fail],
  ];

  it.each(cases)('%j comes to %j, as in DTR', (rule, expected) => {
    expect(verdict(rule, image)).toEqual(expected);
  });

  it('the table has every field with every operator that it knows, both ways', () => {
    const seen = new Set(cases.map(([[field, operator], codes]) => `${field} ${operator} ${codes.length}`));
    const wanted = Object.entries(dtrOperators).flatMap(([field, operators]) =>
      operators.flatMap((operator) => [`${field} ${operator} 0`, `${field} ${operator} 1`]),
    );
    expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
    expect(Object.keys(dtrOperators)).toHaveLength(9);
    expect(new Set(Object.values(dtrOperators).flat()).size).toBe(14);
  });

  it('critical counts from CVSS 7.0 on the scale of DTR, and from 9.0 on that of CVSS', () => {
    const cvss = { settings: { scale: 'cvss' } } as const;
    expect(verdict(['vulnerability_critical', 'eq', 1], image, cvss)).toEqual([]);
    expect(verdict(['vulnerability_major', 'eq', 2], image, cvss)).toEqual([]);
    expect(verdict(['vulnerability_minor', 'eq', 4], image, cvss)).toEqual([]);
  });
});

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

describe('when components and licences are judged by a rule of DTR', () => {
  it('every SBOM of every platform must satisfy', () => {
    const clean = evidenceOf(sbomPart([packageOf('bash@5')]), { subjects: [amd64, arm64] });
    const worse = evidenceOf(sbomPart([packageOf('log4j@2')]), { subjects: [arm64] });
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf({ evidence: [clean] }))).toEqual([]);
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf({ evidence: [clean, worse] }))).toEqual([
      'VIOLATION',
    ]);
    expect(verdict(['component.name', 'oo', 'bash'], factsOf({ evidence: [clean, worse] }))).toEqual([
      'VIOLATION',
    ]);
  });

  it('without an SBOM, or with one of nothing, nothing is absent', () => {
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf())).toEqual(['NO_EVIDENCE']);
    const empty = evidenceOf(sbomPart([]), { subjects: [amd64, arm64] });
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf({ evidence: [empty] }))).toEqual([
      'INCOMPLETE',
    ]);
    expect(verdict(['license.name', 'noo', 'GPL-2.0'], factsOf({ evidence: [empty] }))).toEqual([
      'INCOMPLETE',
    ]);
  });

  it('a waiver removes a single finding', () => {
    const evidence = [
      evidenceOf(sbomPart([packageOf('a@1', { licenses: ['MIT AND AGPL-3.0-only'] })]), {
        subjects: [amd64, arm64],
      }),
    ];
    const rule: Written = ['license.name', 'noo', 'AGPL-3.0-only'];
    expect(verdict(rule, factsOf({ evidence }))).toEqual(['VIOLATION']);
    const judging = waiving(({ license }) => license === 'AGPL-3.0-only');
    expect(verdict(rule, factsOf({ evidence }), { judging })).toEqual([]);
  });

  it('what is forbidden is shown with platform and package, each of them', () => {
    const evidence = [
      evidenceOf(
        sbomPart([
          packageOf('a@1', { licenses: ['MIT', 'agpl-3.0-only'] }),
          { name: 'b', licenses: ['AGPL-3.0-only'] },
        ]),
        { subjects: [amd64] },
      ),
    ];
    const facts = factsOf({ platforms: [platformFacts('linux/amd64')], evidence });
    const judged = (rule: Written) =>
      bindDtrRule(ruleOf(rule), { scale: 'dtr', maxAge: 1 }).judge(facts, judgingOf());
    const a = { name: 'a', version: '1', purl: 'pkg:deb/debian/a@1' };
    expect(judged(['license.name', 'noo', 'AGPL-3.0-only'])).toMatchObject({
      reasons: [{ message: 'the licence agpl-3.0-only and 1 more is forbidden', platform: 'linux/amd64' }],
      findings: [
        { platform: 'linux/amd64', package: a, license: 'agpl-3.0-only' },
        { platform: 'linux/amd64', package: { name: 'b' }, license: 'AGPL-3.0-only' },
      ],
    });
    expect(judged(['component.name', 'noo', 'a', 'c'])).toMatchObject({
      reasons: [{ message: 'the component a is forbidden', observed: 'a', expected: 'noo a, c' }],
      findings: [{ platform: 'linux/amd64', package: a }],
    });
    expect(judged(['component.name', 'oo', 'c'])).toMatchObject({
      reasons: [{ message: 'no component is as the rule wants', expected: 'oo c' }],
    });
  });

  it('the words between licences are no licences', () => {
    const licenses = ['(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0'];
    const evidence = [evidenceOf(sbomPart([packageOf('a@1', { licenses })]), { subjects: [amd64, arm64] })];
    for (const word of ['AND', 'or', 'With', '('])
      expect(verdict(['license.name', 'oo', word], factsOf({ evidence }))).toEqual(['VIOLATION']);
    for (const word of ['mit', 'Apache-2.0', 'GPL-2.0-only'])
      expect(verdict(['license.name', 'noo', word], factsOf({ evidence }))).toEqual(['VIOLATION']);
  });

  it('a licence that is no expression is judged as it is written', () => {
    const evidence = [
      evidenceOf(sbomPart([packageOf('a@1', { licenses: ['Acme Source License 2'] })]), {
        subjects: [amd64, arm64],
      }),
    ];
    expect(verdict(['license.name', 'noo', 'Acme Source License 2'], factsOf({ evidence }))).toEqual([
      'VIOLATION',
    ]);
  });
});

describe('when the time of an image is judged by a rule of DTR', () => {
  const signedAt = (first: Date, last = first): Facts =>
    factsOf({ evidence: [evidenceOf(signaturePart, { trust: signedBy('ci', { at: first, last }) })] });

  it('only a proven time counts, and never one of the future', () => {
    const rule: Written = ['updated_at_duration', 'af', '72h'];
    expect(verdict(rule, factsOf())).toEqual(['NO_EVIDENCE']);
    const unproven = evidenceOf(signaturePart, { trust: signedBy('ci', { at: 'unproven' }) });
    expect(verdict(rule, factsOf({ evidence: [unproven] }))).toEqual(['INCOMPLETE']);
    expect(verdict(rule, signedAt(hoursAgo(-1)))).toEqual(['INCOMPLETE']);
    // Clocks differ by minutes.
    expect(verdict(rule, signedAt(hoursAgo(-4 / 60)))).toEqual([]);
    expect(verdict(rule, signedAt(hoursAgo(-6 / 60)))).toEqual(['INCOMPLETE']);
    const stranger = evidenceOf(signaturePart, { trust: byStranger });
    expect(verdict(rule, factsOf({ evidence: [stranger] }))).toEqual(['UNTRUSTED']);
  });

  it('of a range, the end that is worse for the rule counts', () => {
    const facts = signedAt(hoursAgo(48), hoursAgo(24));
    expect(verdict(['updated_at_duration', 'bf', '30h'], facts)).toEqual(['VIOLATION']);
    expect(verdict(['updated_at_duration', 'bf', '20h'], facts)).toEqual([]);
    expect(verdict(['updated_at_duration', 'af', '30h'], facts)).toEqual(['VIOLATION']);
    expect(verdict(['updated_at_duration', 'af', '50h'], facts)).toEqual([]);
  });
});

describe('when a rule of DTR is bound', () => {
  const bound = (field: string, settings: Partial<DtrSettings> = {}) => {
    const operators: Readonly<Record<string, Written>> = {
      tag: [field, 'eq', 'a'],
      'license.name': [field, 'oo', 'MIT'],
      updated_at: [field, 'af', '2026-01-01'],
      updated_at_duration: [field, 'af', '72h'],
    };
    return bindDtrRule(ruleOf(operators[field] ?? [field, 'eq', '1']), {
      scale: 'dtr',
      maxAge: 86_400,
      ...settings,
    });
  };

  it.each([
    ['tag', 'tag', 'image', 'nothing'],
    ['component.name', 'components', 'image', 'nothing'],
    ['license.name', 'licenses', 'world', 'nothing'],
    ['vulnerability_all', 'vulnerabilities', 'world', 'nothing'],
    ['vulnerability_critical', 'vulnerabilities', 'world', 'nothing'],
    ['vulnerability_major', 'vulnerabilities', 'world', 'nothing'],
    ['vulnerability_minor', 'vulnerabilities', 'world', 'nothing'],
    ['updated_at', 'age', 'world', 'nothing'],
    ['updated_at_duration', 'age', 'world', 'time'],
  ])('%s is one of %s, about the %s, and depends on %s', (field, criterion, about, dependsOn) => {
    const evidence = field !== 'tag';
    const signers = evidence ? ['ci'] : [];
    expect(bound(field, { by: ['ci'] })).toMatchObject({ criterion, about, dependsOn, signers });
    expect(bound(field).signers).toEqual([]);
    expect(bound(field).needs).toEqual({ ...needsNothing, evidence });
  });
});

describe('when an image is given by digest alone', () => {
  it('a rule on its tag is unknown', () => {
    const { tag: _, ...without } = image.image;
    expect(verdict(['tag', 'noo', 'latest'], { ...image, image: without })).toEqual(['INCOMPLETE']);
  });
});

describe('when a rule is none that DTR knows', () => {
  it.each<readonly [what: string, rule: Written, path: string, message: string]>([
    ['a count by prefix', ['vulnerability_all', 'sw', 1], 'operator', 'is not how vulnerability_all'],
    ['a tag by number', ['tag', 'lte', 'a'], 'operator', 'is not how tag'],
    ['two values', ['tag', 'eq', 'a', 'b'], 'values.1', 'one value too many'],
    ['a part of a count', ['vulnerability_all', 'lt', 1.5], 'values.0', 'is not a count'],
    ['a negative count', ['vulnerability_all', 'lt', '-1'], 'values.0', 'is not a count'],
    ['a huge count', ['vulnerability_all', 'lt', 1e21], 'values.0', 'is not a count'],
    ['a version as a number', ['tag', 'oo', 'a', 1.1], 'values.1', 'is not a text'],
    ['no expression', ['tag', 'matches', 'a)|(b'], 'values.0', 'not an RE2 expression'],
    ['a look-ahead', ['tag', 'matches', '(?=a)'], 'values.0', 'not an RE2 expression'],
    ['no time', ['updated_at', 'bf', 'yesterday'], 'values.0', 'is not a time'],
    ['no date', ['updated_at', 'bf', '2026-02-30'], 'values.0', 'is not a time'],
    ['no duration', ['updated_at_duration', 'bf', '3 days'], 'values.0', 'is not a duration'],
    ['an endless duration', ['updated_at_duration', 'af', '99999999999h'], 'values.0', 'is not a duration'],
  ])('%s is refused where it stands', (_, [field, operator, ...values], path, message) => {
    const result = DtrRule.safeParse({ field, operator, values });
    const issues = result.error?.issues.map((issue) => [issue.path.join('.'), issue.message] as const) ?? [];
    expect(issues).toHaveLength(1);
    expect(issues[0]?.[0]).toBe(path);
    expect(issues[0]?.[1]).toContain(message);
  });

  it('an expression that takes long elsewhere is judged in linear time', () => {
    const tag = 'a'.repeat(128);
    const facts = { ...image, image: { ...image.image, tag: parseTag(tag), digest: indexDigest } };
    expect(verdict(['tag', 'matches', '(a+)+b'], facts)).toEqual(['VIOLATION']);
  });
});
