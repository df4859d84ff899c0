import { describe, expect, it } from 'vitest';
import { needsNothing, type Facts } from '../../src/domain/facts.ts';
import { parseTag } from '../../src/image/reference.ts';
import { bindDtrRule, type DtrSettings } from '../../src/policy/dtr.ts';
import { DtrRule, dtrOperators } from '../../src/policy/dtr-rule.ts';
import {
  amd64,
  byStranger,
  evidenceOf,
  factsOf,
  hoursAgo,
  indexDigest,
  packageOf,
  platformFacts,
  sbomPart,
  scanPart,
  signaturePart,
  signedBy,
} from './facts.ts';
import { ruleOf, scored, verdict, type Written } from './dtr-verdict.ts';

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
