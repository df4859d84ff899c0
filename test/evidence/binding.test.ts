import { describe, expect, it } from 'vitest';
import {
  bindReport,
  bindStatement,
  type BindableImage,
  type BindingClaims,
} from '../../src/evidence/binding.ts';
import { digestOf, hexOf, type Digest } from '../../src/image/digest.ts';

const named = (name: string): Digest => digestOf(Buffer.from(name));
const root = named('index');
const amd64 = { digest: named('amd64'), configDigest: named('amd64 config') };
const arm64 = { digest: named('arm64'), configDigest: named('arm64 config') };
const index: BindableImage = {
  digest: root,
  isIndex: true,
  platforms: [
    { ...amd64, platform: { os: 'linux', architecture: 'amd64' } },
    { ...arm64, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
  ],
};
const single: BindableImage = {
  digest: amd64.digest,
  isIndex: false,
  platforms: [{ ...amd64, platform: { os: 'linux', architecture: 'amd64' } }],
};
const claims = (some: Partial<BindingClaims>): BindingClaims => ({ exact: [], reference: [], ...some });
const wrong = { problem: { code: 'WRONG_SUBJECT', message: expect.any(String) } };
const incomplete = { problem: { code: 'INCOMPLETE', message: expect.any(String) } };

describe('when a report is bound to an image', () => {
  it.each([
    ['a config', { exact: [arm64.configDigest] }, [arm64.digest]],
    ['a manifest', { exact: [arm64.digest] }, [arm64.digest]],
    ["a reference that was a manifest's", { reference: [arm64.digest] }, [arm64.digest]],
    ['config and manifest', { exact: [amd64.configDigest, amd64.digest] }, [amd64.digest]],
    [
      // A daemon makes its own manifest of what it pulled.
      'a config, and a manifest that nobody knows',
      { exact: [amd64.configDigest, named('of a daemon')] },
      [amd64.digest],
    ],
    [
      'the index and the platform',
      { reference: [root], platform: { os: 'linux', architecture: 'arm64' } },
      [arm64.digest],
    ],
    [
      'the index and the architecture',
      { reference: [root], platform: { architecture: 'amd64' } },
      [amd64.digest],
    ],
    [
      'the index where a platform is expected',
      { exact: [root], platform: { architecture: 'amd64' } },
      [amd64.digest],
    ],
    ['the index as a product', { whole: [root] }, [root]],
    ['a platform as a product', { whole: [arm64.digest] }, [arm64.digest]],
  ] as const)('covers what it names by %s', (_, some, subjects) => {
    expect(bindReport(claims(some), index)).toEqual({ subjects });
  });

  it.each([
    ['nothing', {}, 'it does not say by digest which image it is about'],
    [
      'another image',
      { exact: [named('other')] },
      `it is about ${named('other')}, which is no part of the image`,
    ],
    [
      'two other images',
      { exact: [named('other')], reference: [named('more')] },
      `it is about ${named('other')} and 1 more, which is no part of the image`,
    ],
    [
      'a platform that is not in the index',
      { reference: [root], platform: { os: 'linux', architecture: 's390x' } },
      'it is about linux/s390x, which the image does not have',
    ],
    [
      'another system',
      { reference: [root], platform: { os: 'windows', architecture: 'amd64' } },
      'it is about windows/amd64, which the image does not have',
    ],
    [
      'one platform by its config and another by its manifest',
      { exact: [amd64.configDigest, arm64.digest] },
      'its digests name different platforms of the image, so it is not about one of them',
    ],
  ] as const)('is refused where it names %s', (_, some, message) => {
    expect(bindReport(claims(some), index)).toEqual({ problem: { code: 'WRONG_SUBJECT', message } });
  });

  it.each([
    ['no platform', {}],
    ['an empty platform', { platform: {} }],
    ['a system only', { platform: { os: 'linux' } }],
  ])('never covers all platforms: the index and %s is incomplete (I6)', (_, some) => {
    expect(bindReport(claims({ reference: [root], ...some }), index)).toEqual(incomplete);
  });

  it('needs the variant where that alone tells platforms apart', () => {
    const platforms = ['v6', 'v7'].map((variant) => ({
      digest: named(variant),
      platform: { os: 'linux', architecture: 'arm', variant },
    }));
    const image = { digest: root, isIndex: true, platforms };
    const arm = { os: 'linux', architecture: 'arm' };
    expect(bindReport(claims({ reference: [root], platform: arm }), image)).toEqual({
      problem: { code: 'INCOMPLETE', message: 'it is about linux/arm, and the image has that 2 times' },
    });
    expect(bindReport(claims({ reference: [root], platform: { ...arm, variant: 'v7' } }), image)).toEqual({
      subjects: [named('v7')],
    });
  });

  it('needs no platform where the index has only one, and no other is claimed', () => {
    const image = { ...index, platforms: index.platforms.slice(0, 1) };
    expect(bindReport(claims({ reference: [root] }), image)).toEqual({ subjects: [amd64.digest] });
    expect(bindReport(claims({ reference: [root], platform: { architecture: 'arm64' } }), image)).toEqual(
      wrong,
    );
  });

  it('says which platform it is about, and which it does not say', () => {
    const image: BindableImage = { ...index, platforms: index.platforms.slice(0, 1) };
    const message = (platform: NonNullable<BindingClaims['platform']>, of = image) => {
      const binding = bindReport(claims({ reference: [root], platform }), of);
      return 'problem' in binding ? `${binding.problem.code}: ${binding.problem.message}` : binding.subjects;
    };
    expect(message({ os: 'linux' })).toEqual([amd64.digest]);
    expect(message({ os: 'windows' })).toBe(
      'WRONG_SUBJECT: it is about windows/?, which the image does not have',
    );
    expect(message({ os: 'linux', architecture: 'arm64', variant: 'v9' }, index)).toBe(
      'WRONG_SUBJECT: it is about linux/arm64/v9, which the image does not have',
    );
    expect(message({ architecture: 's390x' }, index)).toBe(
      'WRONG_SUBJECT: it is about ?/s390x, which the image does not have',
    );
    expect(message({ os: 'windows' }, index)).toMatch(/^INCOMPLETE: /);
    expect(message({ variant: 'v9' })).toMatch(/^INCOMPLETE: /);
  });

  it('says what it is about instead, and not more than a line of it', () => {
    const other = `sha256:${'x'.repeat(500)}`;
    expect(bindReport(claims({ exact: [other], reference: [named('b')] }), index)).toEqual({
      problem: {
        code: 'WRONG_SUBJECT',
        message: `it is about ${other.slice(0, 150)} and 1 more, which is no part of the image`,
      },
    });
  });

  it('covers both manifests that share the config', () => {
    const platforms = [amd64, { digest: named('zstd'), configDigest: amd64.configDigest }];
    const image = { digest: root, isIndex: true, platforms };
    expect(bindReport(claims({ exact: [amd64.configDigest] }), image)).toEqual({
      subjects: [amd64.digest, named('zstd')],
    });
    expect(bindReport(claims({ exact: [amd64.configDigest, amd64.digest] }), image)).toEqual({
      subjects: [amd64.digest, named('zstd')],
    });
  });

  it('binds to an image that is no index by manifest, config or reference', () => {
    for (const some of [
      { exact: [amd64.digest] },
      { exact: [amd64.configDigest] },
      { reference: [amd64.digest] },
      { whole: [amd64.digest] },
    ])
      expect(bindReport(claims(some), single)).toEqual({ subjects: [amd64.digest] });
    expect(bindReport(claims({ exact: [arm64.digest] }), single)).toEqual(wrong);
  });

  it('is refused where an index has no platform at all', () => {
    expect(bindReport(claims({ reference: [root] }), { ...index, platforms: [] })).toEqual(wrong);
  });
});

describe('when a statement is bound to an image', () => {
  const subject = (digest: Readonly<Record<string, string>>, name = 'ghcr.io/acme/web') => ({
    name,
    digest,
    annotations: {},
  });

  it.each([
    ['root', root],
    ['platform', arm64.digest],
  ])('covers the %s that a subject names', (_, digest) => {
    const subjects = [subject({ sha256: hexOf(named('other')) }), subject({ sha256: hexOf(digest) })];
    expect(bindStatement(subjects, index)).toEqual({ subjects: [digest] });
  });

  it('covers all that its subjects name, each once', () => {
    const subjects = [arm64.digest, root, root].map((digest) => subject({ sha256: hexOf(digest) }));
    expect(bindStatement(subjects, index)).toEqual({ subjects: [root, arm64.digest] });
  });

  it('matches sha512 by sha512', () => {
    const digest = digestOf(Buffer.from('image'), 'sha512');
    const image = { digest, isIndex: false, platforms: [{ digest }] };
    expect(bindStatement([subject({ sha512: hexOf(digest) })], image)).toEqual({ subjects: [digest] });
    expect(bindStatement([subject({ sha256: hexOf(digest) })], image)).toEqual(wrong);
  });

  it.each([
    ['no subject', []],
    ['no digest', [subject({})]],
    ['a config, which is no subject', [subject({ sha256: hexOf(amd64.configDigest) })]],
    ['the right name only', [subject({ sha256: hexOf(named('other')) }, `ghcr.io/acme/web@${root}`)]],
    ['the digest under another algorithm', [subject({ sha1: hexOf(root), gitCommit: hexOf(root) })]],
    ['the digest in upper case', [subject({ sha256: hexOf(root).toUpperCase() })]],
    ['the digest with its algorithm', [subject({ sha256: root })]],
    [
      'a digest that only the prototype has',
      [subject(Object.create({ sha256: hexOf(root) }) as Record<string, string>)],
    ],
  ])('is refused with %s', (_, subjects) => {
    expect(bindStatement(subjects, index)).toEqual(wrong);
  });
});
