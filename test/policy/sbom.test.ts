import { describe, expect, it } from 'vitest';
import { sbomCheck } from '../../src/policy/checks/sbom.ts';
import {
  amd64,
  arm64,
  byStranger,
  codesOf,
  evidenceOf,
  factsOf,
  hoursAgo,
  indexDigest,
  judge,
  judgingOf,
  localFile,
  mistakesOf,
  packageOf,
  platformFacts,
  sbomPart,
  signedBy,
  unreachable,
  unsigned,
} from './facts.ts';

const packages = [packageOf('openssl@3.0.11-1'), packageOf('zlib@1.3')];
const forAmd = evidenceOf(sbomPart(packages), { subjects: [amd64] });
const forArm = evidenceOf(sbomPart(packages), { subjects: [arm64] });
const both = [forAmd, forArm];

describe('when each platform must have an SBOM', () => {
  it('passes with one for each', () => {
    const result = judge(sbomCheck, { by: 'ci' }, factsOf({ evidence: both }));
    expect(result.reasons).toEqual([]);
    expect(result.evidence).toHaveLength(2);
  });

  it('names the platform without one, what was found, and what to do', () => {
    const strange = evidenceOf(sbomPart(packages), { subjects: [arm64], trust: unsigned });
    const result = judge(sbomCheck, { by: 'ci' }, factsOf({ evidence: [forAmd, strange] }));
    expect(result.reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no SBOM by ci', platform: 'linux/arm64' },
    ]);
    expect(result.ignored).toMatchObject([{ digest: strange.digest, why: 'unsigned' }]);
    expect(result.help).toContain('Sign the index digest');
  });

  it('does not take one of the index for the platforms', () => {
    const result = judge(sbomCheck, { by: 'ci' }, factsOf({ evidence: [evidenceOf(sbomPart(packages))] }));
    expect(codesOf(result)).toEqual(['PARTIAL']);
    expect(result.ignored).toMatchObject([
      { why: 'about the index, and it does not say of which platform it is' },
    ]);
  });

  it('takes one of an image that is no index', () => {
    const facts = factsOf({
      image: { digest: indexDigest, isIndex: false },
      platforms: [platformFacts('linux/amd64', { digest: indexDigest })],
      evidence: [evidenceOf(sbomPart(packages))],
    });
    expect(judge(sbomCheck, { by: 'ci' }, facts).reasons).toEqual([]);
  });

  it('says it once where no platform has one', () => {
    expect(judge(sbomCheck, { by: 'ci' }, factsOf()).reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no SBOM by ci' },
    ]);
  });

  it.each([
    ['by a stranger', { trust: byStranger }, 'UNTRUSTED'],
    [
      'bound to another image',
      { subjects: [], parts: [], problem: { code: 'WRONG_SUBJECT', message: 'about sha256:99' } },
      'WRONG_SUBJECT',
    ],
    [
      'that cannot be read',
      { subjects: [], parts: [], problem: { code: 'UNPARSABLE', message: 'no JSON' } },
      'UNPARSABLE',
    ],
    [
      'of a version that is not read',
      { subjects: [], parts: [], problem: { code: 'UNSUPPORTED', message: 'SPDX 1' } },
      'UNSUPPORTED',
    ],
  ] as const)('is unknown with one %s', (_, more, code) => {
    const evidence = both.map((each) => ({ ...each, ...more }));
    expect(codesOf(judge(sbomCheck, { by: 'ci' }, factsOf({ evidence })))).toEqual([code]);
  });

  it('counts a broken document of another kind as nothing', () => {
    const broken = evidenceOf([], {
      predicateType: 'https://openvex.dev/ns/v0.2.0',
      subjects: [],
      problem: { code: 'UNPARSABLE', message: 'no JSON' },
    });
    expect(codesOf(judge(sbomCheck, { by: 'ci' }, factsOf({ evidence: [broken] })))).toEqual(['NO_EVIDENCE']);
  });

  it.each([
    ['UNREACHABLE', unreachable('referrers', arm64)],
    ['UNREACHABLE', unreachable('github')],
    ['PARTIAL', { place: 'referrers', subject: arm64, found: 1000, state: 'cut' }],
  ] as const)('is unknown (%s) where one that says otherwise may be out of sight', (code, search) => {
    const result = judge(sbomCheck, { by: 'ci' }, factsOf({ evidence: both, searches: [search] }));
    expect(codesOf(result)).toEqual([code]);
  });

  it('does not mind where a place is switched off, or local files that nobody asked for', () => {
    const searches = [
      { place: 'github', subject: indexDigest, found: 0, state: 'off' },
      { place: 'local', found: 0, state: 'unreachable' },
    ] as const;
    expect(judge(sbomCheck, { by: 'ci' }, factsOf({ evidence: both, searches })).reasons).toEqual([]);
    expect(codesOf(judge(sbomCheck, { by: ['ci', 'local'] }, factsOf({ evidence: both, searches })))).toEqual(
      ['UNREACHABLE'],
    );
  });
});

describe('when it is asked whose SBOM counts', () => {
  const trusted = (trust: typeof unsigned) => factsOf({ evidence: both.map((each) => ({ ...each, trust })) });

  it('is any declared signer without by', () => {
    expect(judge(sbomCheck, {}, trusted(signedBy('somebody'))).reasons).toEqual([]);
    expect(judge(sbomCheck, {}, trusted(unsigned)).reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no SBOM by a declared signer' },
    ]);
    expect(codesOf(judge(sbomCheck, {}, trusted(localFile)))).toEqual(['NO_EVIDENCE']);
  });

  it('is local only where by names it and the stage allows it', () => {
    expect(judge(sbomCheck, { by: ['ci', 'local'] }, trusted(localFile)).reasons).toEqual([]);
    expect(codesOf(judge(sbomCheck, { by: 'ci' }, trusted(localFile)))).toEqual(['NO_EVIDENCE']);
    const strict = judge(sbomCheck, { by: 'local' }, trusted(localFile), judgingOf({ localCounts: false }));
    expect(codesOf(strict)).toEqual(['NO_EVIDENCE']);
  });

  it('is anybody with trust: unsigned, which is said, but never a signature that is not valid', () => {
    const result = judge(sbomCheck, { trust: 'unsigned' }, trusted(unsigned));
    expect(result.reasons).toEqual([]);
    expect(result.note).toContain('by unsigned SBOMs');
    expect(judge(sbomCheck, { trust: 'unsigned', by: 'ci' }, trusted(unsigned)).reasons).toEqual([]);
    expect(codesOf(judge(sbomCheck, { trust: 'unsigned' }, trusted(byStranger)))).toEqual(['UNTRUSTED']);
  });

  it('says what sealed it', () => {
    const result = judge(sbomCheck, { by: 'ci' }, trusted(signedBy('ci', { sealedBy: indexDigest })));
    expect(result.evidence[0]?.trust).toBe('sealed by ci');
  });
});

describe('when an SBOM must be of use', () => {
  const having = (...parts: ReturnType<typeof sbomPart>[]) =>
    factsOf({
      platforms: [platformFacts('linux/amd64')],
      evidence: parts.map((part) => evidenceOf(part, { subjects: [amd64] })),
    });

  it('is unknown when it lists nothing: that is not "no packages"', () => {
    expect(codesOf(judge(sbomCheck, { by: 'ci' }, having(sbomPart([]))))).toEqual(['INCOMPLETE']);
  });

  it('fails with too few packages', () => {
    const result = judge(sbomCheck, { by: 'ci', 'min-components': 3 }, having(sbomPart(packages)));
    expect(result.reasons).toMatchObject([
      { code: 'VIOLATION', observed: '2', expected: '>= 3', platform: 'linux/amd64' },
    ]);
    expect(judge(sbomCheck, { by: 'ci', 'min-components': 2 }, having(sbomPart(packages))).reasons).toEqual(
      [],
    );
  });

  it('fails where too few have a purl, and never rounds up', () => {
    const many = Array.from({ length: 1999 }, (_, at) => packageOf(`p${at}@1`));
    const facts = having(sbomPart([...many, { name: 'bare', licenses: [] }]));
    expect(judge(sbomCheck, { by: 'ci', 'purl-coverage': '>= 99%' }, facts).reasons).toEqual([]);
    const result = judge(sbomCheck, { by: 'ci', 'purl-coverage': '= 100%' }, facts);
    expect(result.reasons).toMatchObject([{ code: 'VIOLATION', observed: '99.9%' }]);
  });

  it('judges every trusted one: a good one does not excuse a bad one', () => {
    const facts = having(sbomPart(packages), sbomPart(packages.slice(0, 1)));
    expect(codesOf(judge(sbomCheck, { by: 'ci', 'min-components': 2 }, facts))).toEqual(['VIOLATION']);
  });

  it('looks at the wanted formats only', () => {
    const facts = having(sbomPart(packages, { format: 'spdx-3' }), sbomPart([], { format: 'cyclonedx' }));
    expect(judge(sbomCheck, { by: 'ci', formats: ['spdx'] }, facts).reasons).toEqual([]);
    expect(codesOf(judge(sbomCheck, { by: 'ci', formats: ['syft'] }, facts))).toEqual(['NO_EVIDENCE']);
  });

  it.each([
    ['STALE', signedBy('ci', { at: hoursAgo(50) }), undefined],
    ['STALE', signedBy('ci', { at: hoursAgo(1) }), '2026-11-01T00:00:00Z'],
    ['INCOMPLETE', signedBy('ci', { at: 'unproven' }), undefined],
    ['INCOMPLETE', signedBy('ci', { at: 'unproven' }), '2027-01-01T00:00:00Z'],
    ['INCOMPLETE', signedBy('ci', { at: 'unproven' }), 'yesterday'],
  ] as const)('is %s by %j and created %s', (code, trust, created) => {
    const evidence = [
      evidenceOf(sbomPart(packages, created === undefined ? {} : { created }), { subjects: [amd64], trust }),
    ];
    const facts = factsOf({ platforms: [platformFacts('linux/amd64')], evidence });
    expect(codesOf(judge(sbomCheck, { by: 'ci', 'max-age': '48h' }, facts))).toEqual([code]);
  });
});

describe('when the options of sbom are read', () => {
  it.each([
    [{ by: 'ci', 'min-components': 0 }],
    [{ trust: 'local' }],
    [{ formats: [] }],
    [{ formats: ['pdf'] }],
    [{ 'purl-coverage': '200%' }],
    [{ bye: 'ci' }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(sbomCheck, written)).not.toEqual([]);
  });
});
