import { describe, expect, it } from 'vitest';
import { signatureCheck } from '../../src/policy/checks/signature.ts';
import {
  amd64,
  arm64,
  byStranger,
  codesOf,
  digestFor,
  evidenceOf,
  factsOf,
  judge,
  localFile,
  mistakesOf,
  provenancePart,
  signaturePart,
  signedBy,
  unreachable,
  unsigned,
} from './facts.ts';

describe('when the digest must be signed', () => {
  it('passes on a signature by the named signer and names it', () => {
    const facts = factsOf({ evidence: [evidenceOf(signaturePart)] });
    const result = judge(signatureCheck, { by: 'ci' }, facts);
    expect(result.reasons).toEqual([]);
    expect(result.evidence).toMatchObject([{ trust: 'signed by ci', signedAt: '2026-11-20T11:00:00.000Z' }]);
    expect(result.note).toBe('signed by ci');
  });

  it('is unknown without any, and says how to sign', () => {
    const result = judge(signatureCheck, { by: 'ci' }, factsOf());
    expect(result.reasons).toEqual([{ code: 'NO_EVIDENCE', message: 'no signature by ci' }]);
    expect(result.help).toContain('cosign sign');
  });

  it.each([
    ['another signer of the config', signedBy('somebody')],
    ['a stranger', byStranger],
  ])('is unknown and lists it when it is signed by %s', (_, trust) => {
    const facts = factsOf({ evidence: [evidenceOf(signaturePart, { trust })] });
    const result = judge(signatureCheck, { by: 'ci' }, facts);
    expect(codesOf(result)).toEqual(['UNTRUSTED']);
    expect(result.ignored).toHaveLength(1);
    expect(result.evidence).toEqual([]);
  });

  it.each([
    ['unsigned', unsigned],
    ['local', localFile],
  ])('never counts one that is %s', (_, trust) => {
    const facts = factsOf({ evidence: [evidenceOf(signaturePart, { trust })] });
    expect(codesOf(judge(signatureCheck, { by: 'ci' }, facts))).toEqual(['NO_EVIDENCE']);
  });

  it('says UNSUPPORTED where there is only one of Notation', () => {
    const notation = evidenceOf([], {
      title: 'Notation signature',
      trust: unsigned,
      subjects: [],
      problem: { code: 'UNSUPPORTED', message: 'Notation is not supported' },
    });
    const result = judge(signatureCheck, { by: 'ci' }, factsOf({ evidence: [notation] }));
    expect(codesOf(result)).toEqual(['UNSUPPORTED']);
    expect(result.ignored).toMatchObject([{ title: 'Notation signature' }]);
  });

  it('says WRONG_SUBJECT where the only one is about another digest', () => {
    const moved = evidenceOf([], {
      subjects: [],
      problem: { code: 'WRONG_SUBJECT', message: 'it is about sha256:99' },
    });
    expect(codesOf(judge(signatureCheck, { by: 'ci' }, factsOf({ evidence: [moved] })))).toEqual([
      'WRONG_SUBJECT',
    ]);
  });

  it.each([
    ['WRONG_SUBJECT', 'it does not say by digest which image it is about'],
    ['INCOMPLETE', 'it names the index and does not say which platform was looked at'],
    ['UNSUPPORTED', '2.1 is not read, only 2.2 and 2.3'],
    ['UNPARSABLE', 'it ends too early'],
  ] as const)('says nothing of an SBOM that nobody signed and that is %s', (code, message) => {
    const problem = { code, message };
    const sbom = evidenceOf([], { title: 'SPDX 2.3', trust: unsigned, subjects: [], problem });
    const result = judge(signatureCheck, { by: 'ci' }, factsOf({ evidence: [sbom] }));
    expect(result.reasons).toEqual([{ code: 'NO_EVIDENCE', message: 'no signature by ci' }]);
    expect(result.ignored).toEqual([]);
    expect(result.help).toContain('cosign sign');
  });

  it('says UNREACHABLE before anything else where a place gave no answer', () => {
    const facts = factsOf({
      evidence: [evidenceOf(signaturePart, { trust: byStranger })],
      searches: [unreachable()],
    });
    const result = judge(signatureCheck, { by: 'ci' }, facts);
    expect(result.reasons).toEqual([
      {
        code: 'UNREACHABLE',
        message: 'could not look for a signature in the referrers',
        observed: 'HTTP 503',
      },
    ]);
  });

  it('passes although a place gave no answer, when another has the signature', () => {
    const facts = factsOf({ evidence: [evidenceOf(signaturePart)], searches: [unreachable('github')] });
    expect(judge(signatureCheck, { by: 'ci' }, facts).reasons).toEqual([]);
  });

  it('does not count a signed statement of another kind as a signature of the image', () => {
    const facts = factsOf({ evidence: [evidenceOf(provenancePart())] });
    expect(codesOf(judge(signatureCheck, { by: 'ci' }, facts))).toEqual(['NO_EVIDENCE']);
  });
});

describe('when several digests could be signed', () => {
  const onPlatforms = [
    evidenceOf(signaturePart, { subjects: [amd64] }),
    evidenceOf(signaturePart, { subjects: [arm64] }),
  ];

  it('refuses an index whose children alone are signed', () => {
    const result = judge(signatureCheck, { by: 'ci' }, factsOf({ evidence: onPlatforms }));
    expect(codesOf(result)).toEqual(['NO_EVIDENCE']);
    expect(result.ignored).toMatchObject([
      { why: 'about another manifest' },
      { why: 'about another manifest' },
    ]);
  });

  it.each(['platforms', 'any'])('takes these with on: %s', (on) => {
    expect(judge(signatureCheck, { by: 'ci', on }, factsOf({ evidence: onPlatforms })).reasons).toEqual([]);
  });

  it('names the platform that is not signed', () => {
    const facts = factsOf({ evidence: onPlatforms.slice(0, 1) });
    expect(judge(signatureCheck, { by: 'ci', on: 'platforms' }, facts).reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no signature by ci', platform: 'linux/arm64' },
    ]);
  });

  it('does not take the index for its platforms with on: platforms', () => {
    const facts = factsOf({ evidence: [evidenceOf(signaturePart)] });
    expect(codesOf(judge(signatureCheck, { by: 'ci', on: 'platforms' }, facts))).toEqual(['PARTIAL']);
    expect(judge(signatureCheck, { by: 'ci', on: 'any' }, facts).reasons).toEqual([]);
  });

  it('says what has to be signed', () => {
    const howTo = (on: string) => judge(signatureCheck, { by: 'ci', on }, factsOf()).help;
    expect(howTo('platforms')).toContain('Sign each platform: cosign sign ');
    expect(howTo('index')).toContain('Sign the digest of the index: cosign sign ');
  });

  it('is not passed by an index without platforms', () => {
    const facts = factsOf({ platforms: [], evidence: [evidenceOf(signaturePart)] });
    expect(judge(signatureCheck, { by: 'ci', on: 'platforms' }, facts).reasons).not.toEqual([]);
  });

  it('never counts one about a digest that is not of this image', () => {
    const facts = factsOf({ evidence: [evidenceOf(signaturePart, { subjects: [digestFor('other')] })] });
    for (const on of ['index', 'platforms', 'any'])
      expect(judge(signatureCheck, { by: 'ci', on }, facts).reasons).not.toEqual([]);
  });
});

describe('when several signers are named', () => {
  const by = (name: string | string[]) => evidenceOf(signaturePart, { trust: signedBy(name) });

  it.each([
    [['ci', 'release'], ['release'], true],
    [{ 'any-of': ['ci', 'release'] }, ['release'], true],
    [{ 'all-of': ['ci', 'release'] }, ['release'], false],
    [{ 'all-of': ['ci', 'release'] }, ['release', 'ci'], true],
    [['ci', 'release'], ['other'], false],
  ])('with by: %j and signatures by %j it passes: %s', (written, signers, passes) => {
    const facts = factsOf({ evidence: signers.map((name) => by(name)) });
    expect(judge(signatureCheck, { by: written }, facts).reasons.length === 0).toBe(passes);
  });

  it('says who of all-of is missing', () => {
    const result = judge(
      signatureCheck,
      { by: { 'all-of': ['ci', 'release'] } },
      factsOf({ evidence: [by('ci')] }),
    );
    expect(result.reasons).toEqual([{ code: 'NO_EVIDENCE', message: 'no signature by release' }]);
    expect(result.evidence).toHaveLength(1);
  });

  it.each([
    ['two signers', [by('ci'), by('release')], true],
    ['one signer twice', [by('ci'), by('ci')], false],
    ['one identity with both names', [by(['ci', 'release']), by(['release', 'ci'])], false],
    ['one with both names and one with one', [by(['ci', 'release']), by('ci')], true],
  ])('with a threshold of 2 and %s it passes: %s', (_, evidence, passes) => {
    const written = { by: ['ci', 'release'], threshold: 2 };
    const { reasons } = judge(signatureCheck, written, factsOf({ evidence }));
    const one = { code: 'VIOLATION', observed: '1', expected: '>= 2' };
    expect(reasons).toMatchObject(passes ? [] : [one]);
  });
});

describe('when a signature must say something', () => {
  const signed = (annotations: Record<string, string>) =>
    factsOf({ evidence: [evidenceOf({ kind: 'signature', annotations })] });
  const written = { by: 'ci', annotations: { env: 'prod' } };

  it('passes when it says so', () => {
    expect(judge(signatureCheck, written, signed({ env: 'prod' })).reasons).toEqual([]);
  });

  it.each([{ env: 'dev' }, {}])('fails with %j', (annotations) => {
    expect(codesOf(judge(signatureCheck, written, signed(annotations)))).toEqual(['VIOLATION']);
  });

  it('says what it has instead', () => {
    expect(judge(signatureCheck, written, signed({ env: 'dev' })).reasons).toEqual([
      {
        code: 'VIOLATION',
        message: 'the signature by ci does not say what it must of env',
        observed: 'dev',
        expected: 'prod',
      },
    ]);
    expect(judge(signatureCheck, written, signed({})).reasons).toMatchObject([{ observed: 'nothing' }]);
  });

  it('passes when one of several says so, and counts no other', () => {
    const evidence = ['dev', 'prod'].map((env) => evidenceOf({ kind: 'signature', annotations: { env } }));
    for (const list of [evidence, evidence.toReversed()]) {
      const result = judge(signatureCheck, written, factsOf({ evidence: list }));
      expect(result.reasons).toEqual([]);
      expect(result.evidence).toMatchObject([{ digest: evidence[1]?.digest }]);
    }
    const two = { by: ['ci', 'qa'], threshold: 2, annotations: { env: 'prod' } };
    const other = evidenceOf({ kind: 'signature', annotations: { env: 'dev' } }, { trust: signedBy('qa') });
    expect(judge(signatureCheck, two, factsOf({ evidence: [...evidence, other] })).reasons).toMatchObject([
      { code: 'VIOLATION', observed: '1', expected: '>= 2' },
    ]);
  });

  it('does not take what every object has for an annotation', () => {
    const asked = { by: 'ci', annotations: { constructor: { contains: 'Object' } } };
    expect(codesOf(judge(signatureCheck, asked, signed({})))).toEqual(['VIOLATION']);
  });
});

describe('when the options of signature are read', () => {
  it.each([
    [{}],
    [{ by: [] }],
    [{ by: 'not a name' }],
    [{ by: 'local' }],
    [{ by: ['ci', 'local'] }],
    [{ by: { 'any-of': ['ci'], 'all-of': ['ci'] } }],
    [{ by: { 'all-of': ['ci', 'local'] } }],
    [{ by: 'ci', threshold: 0 }],
    [{ by: 'ci', on: 'children' }],
    [{ by: 'ci', who: 'me' }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(signatureCheck, written)).not.toEqual([]);
  });

  it('asks for evidence and knows its signers', () => {
    const bound = signatureCheck.bind(signatureCheck.schema.parse({ by: ['ci', 'release', 'ci'] }));
    expect(bound.needs.evidence).toBe(true);
    expect(bound.signers).toEqual(['ci', 'release']);
    expect([bound.about, bound.dependsOn]).toEqual(['image', 'nothing']);
  });
});
