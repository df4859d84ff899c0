import { describe, expect, it } from 'vitest';
import type { VexStatement } from '../../src/domain/vex.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
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
  judge,
  localFile,
  platformFacts,
  scanPart,
  signedBy,
  unreachable,
  unsigned,
  vulnerabilityOf,
  waiving,
} from './facts.ts';

const purl = 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64';

function says(more: Partial<VexStatement> = {}): VexStatement {
  return {
    vulnerability: 'CVE-2026-1',
    aliases: [],
    products: [],
    subcomponents: [],
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    ...more,
  };
}

function vexOf(statements: readonly VexStatement[], more: Parameters<typeof evidenceOf>[1] = {}) {
  return evidenceOf(
    { kind: 'vex', vex: { format: 'openvex', statements } },
    { trust: signedBy('team'), ...more },
  );
}

const scan = evidenceOf(scanPart([vulnerabilityOf('CVE-2026-1')]), { subjects: [amd64] });

function verdict(evidence: readonly ReturnType<typeof vexOf>[], vex: object = {}) {
  const written = { by: 'ci', 'max-age': '24h', max: { critical: 0 }, vex: { by: 'team', ...vex } };
  const facts = factsOf({ platforms: [platformFacts('linux/amd64')], evidence: [scan, ...evidence] });
  return judge(vulnerabilitiesCheck, written, facts);
}

describe('when a VEX statement excuses a finding', () => {
  it.each<[string, Partial<VexStatement>]>([
    ['about the image as a whole', {}],
    ['by an alias', { vulnerability: 'GHSA-aaaa', aliases: ['cve-2026-1'] }],
    ['about the digest of the index', { products: [indexDigest] }],
    ['about the digest of the platform', { products: [amd64] }],
    ['about a purl with our digest', { products: [`pkg:oci/web@${encodeURIComponent(indexDigest)}`] }],
    ['about a purl of our repository', { products: ['pkg:oci/web?repository_url=ghcr.io/acme/dev/web'] }],
    [
      'about a purl of our repository in two parts',
      { products: ['pkg:oci/web?repository_url=ghcr.io/acme/dev'] },
    ],
    ['about one of several names', { products: ['https://example.com/other', indexDigest] }],
    ['about the package', { subcomponents: [purl] }],
    ['about the package in any version', { subcomponents: ['pkg:deb/debian/openssl'] }],
    ['about the package as the product', { products: ['pkg:deb/debian/openssl@3.0.11-1'] }],
    ['with an impact statement only', { justification: undefined as never, impact: 'it is never called' }],
    ['as fixed', { status: 'fixed', justification: undefined as never }],
  ])('takes one %s', (_, statement) => {
    const result = verdict([vexOf([says(statement)])]);
    expect(result.reasons).toEqual([]);
    expect(result.findings).toMatchObject([{ removedBy: 'vex' }]);
  });

  it.each<[string, Partial<VexStatement>]>([
    ['about another vulnerability', { vulnerability: 'CVE-2026-11' }],
    ['that it is affected', { status: 'affected' }],
    ['that it is looked into', { status: 'under_investigation' }],
    ['without any justification', { justification: undefined as never }],
    ['about another digest', { products: [digestFor('other')] }],
    [
      'about a purl with another digest',
      {
        products: [
          `pkg:oci/web@${encodeURIComponent(digestFor('other'))}?repository_url=ghcr.io/acme/dev/web`,
        ],
      },
    ],
    ['about another repository', { products: ['pkg:oci/web?repository_url=ghcr.io/mallory/web'] }],
    ['about a name without a repository', { products: ['pkg:oci/web'] }],
    ['about something else', { products: ['https://example.com/product'] }],
    ['about a package of another distribution', { subcomponents: ['pkg:deb/ubuntu/openssl'] }],
    [
      'about a package that has our digest for a version',
      { products: [`pkg:npm/web@${encodeURIComponent(indexDigest)}`] },
    ],
    ['about another package', { subcomponents: ['pkg:deb/debian/zlib'] }],
    ['about another version', { subcomponents: ['pkg:deb/debian/openssl@3.0.12'] }],
    ['about another architecture', { subcomponents: ['pkg:deb/debian/openssl@3.0.11-1?arch=arm64'] }],
    ['about a package of another product', { products: [digestFor('other')], subcomponents: [purl] }],
    ['about what cannot be read', { subcomponents: ['pkg:', '%', 'openssl'] }],
  ])('does not take one %s', (_, statement) => {
    expect(codesOf(verdict([vexOf([says(statement)])]))).toEqual(['VIOLATION']);
  });

  it.each([
    ['by a signer that is not named', { trust: signedBy('ci') }],
    ['by a stranger', { trust: byStranger }],
    ['unsigned', { trust: unsigned }],
    ['of a file of the job', { trust: localFile }],
    ['bound to another image', { subjects: [digestFor('other')] }],
    ['bound to another platform', { subjects: [arm64] }],
  ])('does not take one %s', (_, more) => {
    expect(codesOf(verdict([vexOf([says()], more)]))).toEqual(['VIOLATION']);
  });

  it('excuses on the platform that it is about, and on no other', () => {
    const scans = [amd64, arm64].map((subject) =>
      evidenceOf(scanPart([vulnerabilityOf('CVE-2026-1')]), { subjects: [subject] }),
    );
    const written = { by: 'ci', 'max-age': '24h', max: { critical: 0 }, vex: { by: 'team' } };
    const facts = factsOf({ evidence: [...scans, vexOf([says()], { subjects: [amd64] })] });
    const result = judge(vulnerabilitiesCheck, written, facts);
    expect(result.findings.map(({ platform, removedBy }) => [platform, removedBy])).toEqual([
      ['linux/amd64', 'vex'],
      ['linux/arm64', undefined],
    ]);
    expect(result.reasons).toMatchObject([{ platform: 'linux/arm64' }]);
  });

  it('names one of several products, packages or justifications, and is named itself', () => {
    const products = ['https://example.com/other', indexDigest];
    const subcomponents = ['pkg:deb/debian/zlib', purl];
    const vex = vexOf([says({ products, subcomponents })]);
    const accepted = { justifications: ['component_not_present', 'vulnerable_code_not_present'] };
    expect(verdict([vex], accepted).findings).toMatchObject([
      { removedBy: 'vex', removal: `${vex.title}, not_affected, vulnerable_code_not_present` },
    ]);
    const fixed = vexOf([says({ status: 'fixed', justification: undefined as never })]);
    expect(verdict([fixed]).findings).toMatchObject([{ removal: `${fixed.title}, fixed` }]);
  });

  it('takes none where the policy names nobody', () => {
    const written = { by: 'ci', 'max-age': '24h', max: { critical: 0 } };
    const facts = factsOf({ platforms: [platformFacts('linux/amd64')], evidence: [scan, vexOf([says()])] });
    expect(codesOf(judge(vulnerabilitiesCheck, written, facts))).toEqual(['VIOLATION']);
  });

  it('takes only the statuses and justifications that are accepted', () => {
    expect(codesOf(verdict([vexOf([says()])], { statuses: ['fixed'] }))).toEqual(['VIOLATION']);
    expect(codesOf(verdict([vexOf([says()])], { justifications: ['component_not_present'] }))).toEqual([
      'VIOLATION',
    ]);
    expect(verdict([vexOf([says()])], { justifications: ['vulnerable_code_not_present'] }).reasons).toEqual(
      [],
    );
    expect(
      codesOf(
        verdict([vexOf([says({ justification: undefined as never, impact: 'x' })])], {
          justifications: ['x'],
        }),
      ),
    ).toEqual(['VIOLATION']);
  });

  it('takes none that is too old, or of unknown age where it matters', () => {
    const old = says({ timestamp: '2026-01-01T00:00:00Z' });
    expect(verdict([vexOf([old])]).reasons).toEqual([]);
    expect(codesOf(verdict([vexOf([old])], { 'max-age': '30d' }))).toEqual(['VIOLATION']);
    const timeless = vexOf([says()], { trust: signedBy('team', { at: 'unproven' }) });
    expect(codesOf(verdict([timeless], { 'max-age': '30d' }))).toEqual(['VIOLATION']);
    expect(verdict([vexOf([says()])], { 'max-age': '30d' }).reasons).toEqual([]);
  });
});

describe('when statements disagree', () => {
  const at = (timestamp: string, status: VexStatement['status']) => says({ timestamp, status });

  it('lets the newest decide', () => {
    const cleared = [at('2026-11-01T00:00:00Z', 'affected'), at('2026-11-02T00:00:00Z', 'not_affected')];
    expect(verdict([vexOf(cleared)]).reasons).toEqual([]);
    const withdrawn = [at('2026-11-01T00:00:00Z', 'not_affected'), at('2026-11-02T00:00:00Z', 'affected')];
    expect(codesOf(verdict([vexOf(withdrawn)]))).toEqual(['VIOLATION']);
    expect(codesOf(verdict(withdrawn.map((each) => vexOf([each]))))).toEqual(['VIOLATION']);
  });

  it('excuses nothing where two are as new, or one has no time', () => {
    const same = [at('2026-11-01T00:00:00Z', 'affected'), at('2026-11-01T00:00:00Z', 'not_affected')];
    expect(codesOf(verdict([vexOf(same)]))).toEqual(['VIOLATION']);
    const untimed = vexOf([says({ status: 'affected' })], { trust: signedBy('team', { at: 'unproven' }) });
    expect(codesOf(verdict([untimed, vexOf([at('2026-11-01T00:00:00Z', 'not_affected')])]))).toEqual([
      'VIOLATION',
    ]);
  });

  it('goes by the time of the signature where a statement has none', () => {
    const early = vexOf([says({ status: 'affected' })], { trust: signedBy('team', { at: hoursAgo(5) }) });
    const late = vexOf([says()], { trust: signedBy('team', { at: hoursAgo(1) }) });
    expect(verdict([early, late]).reasons).toEqual([]);
    const swapped = [
      vexOf([says()], { trust: signedBy('team', { at: hoursAgo(5) }) }),
      vexOf([says({ status: 'affected' })], { trust: signedBy('team', { at: hoursAgo(1) }) }),
    ];
    expect(codesOf(verdict(swapped))).toEqual(['VIOLATION']);
  });
});

describe('when VEX comes with other ways out', () => {
  it('uses no waiver for what VEX removes', () => {
    const asked: unknown[] = [];
    const written = { by: 'ci', 'max-age': '24h', max: { critical: 0 }, vex: { by: 'team' } };
    const facts = factsOf({ platforms: [platformFacts('linux/amd64')], evidence: [scan, vexOf([says()])] });
    judge(
      vulnerabilitiesCheck,
      written,
      facts,
      waiving((finding) => asked.push(finding) > 0),
    );
    expect(asked).toEqual([]);
  });

  it('names its signers among those of the check', () => {
    const written = { by: 'ci', 'max-age': '24h', max: { critical: 0 }, vex: { by: ['team', 'ci'] } };
    expect(vulnerabilitiesCheck.bind(vulnerabilitiesCheck.schema.parse(written)).signers).toEqual([
      'ci',
      'team',
    ]);
  });

  it('is simply not applied where it cannot be reached: the finding counts', () => {
    const written = { by: 'ci', 'max-age': '24h', max: { critical: 0 }, vex: { by: 'team' } };
    const facts = factsOf({
      platforms: [platformFacts('linux/amd64')],
      evidence: [scan],
      searches: [unreachable()],
    });
    expect(codesOf(judge(vulnerabilitiesCheck, written, facts))).toEqual(['VIOLATION']);
  });
});
