import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/domain/facts.ts';
import type { Material } from '../../src/domain/provenance.ts';
import { hexOf } from '../../src/image/digest.ts';
import { baseImageCheck } from '../../src/policy/checks/base-image.ts';
import {
  amd64,
  arm64,
  byStranger,
  codesOf,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  platformFacts,
  provenancePart,
  signaturePart,
  signedBy,
  unreachable,
} from './facts.ts';

const digest = digestFor('base');

function material(uri: string, known = true): Material {
  return { uri, digest: known ? { sha256: hexOf(digest) } : {} };
}

const debian = material('pkg:docker/debian@12-slim?platform=linux%2Famd64');
const golang = material('pkg:docker/golang@1.24');
const git = { uri: 'https://github.com/acme/web.git', digest: { sha1: 'a'.repeat(40) } };

const builtOn = (...materials: Material[]) => evidenceOf(provenancePart({ materials }));

function verdict(
  written: object,
  evidence: readonly ReturnType<typeof builtOn>[],
  more: Partial<Facts> = {},
) {
  return judge(baseImageCheck, { by: 'ci', ...written }, factsOf({ evidence, ...more }));
}

describe('when base images are allowed or denied', () => {
  it.each([
    [{ allow: ['docker.io/library/debian:*-slim'] }, debian],
    [{ allow: ['docker.io/library/debian'] }, debian],
    [{ allow: ['docker.io/library/*'] }, debian],
    [{ allow: ['**/alpine', 'docker.io/library/debian:12*'] }, debian],
    [{ deny: ['docker.io/library/alpine'] }, debian],
    [{ allow: ['ghcr.io/acme/base'] }, material('pkg:docker/ghcr.io/acme/base@1.0')],
    [{ allow: ['ghcr.io/acme/base:1.0'] }, material('pkg:docker/acme/base@1.0?repository_url=ghcr.io')],
    [
      { allow: ['ghcr.io/acme/base'] },
      material(`pkg:oci/base@${encodeURIComponent(digest)}?repository_url=ghcr.io/acme/base`),
    ],
    [{ allow: ['docker.io/library/debian:12'] }, material('docker-image://docker.io/library/debian:12')],
    [{ 'require-digest': true }, debian],
    [{ 'require-digest': true }, material(`pkg:docker/debian@12?digest=${digest}`, false)],
  ])('passes with %j', (written, base) => {
    expect(verdict(written, [builtOn(git, base)]).reasons).toEqual([]);
  });

  it.each([
    [{ allow: ['docker.io/library/debian:*-slim'] }, golang],
    [{ allow: ['debian'] }, debian],
    [{ allow: ['docker.io/library/debian'] }, material('pkg:docker/mallory/debian@12')],
    [{ allow: ['docker.io/library/debian'] }, material('pkg:docker/evil.example.com/library/debian@12')],
    [{ deny: ['docker.io/library/debian'] }, debian],
    [{ deny: ['**'] }, debian],
    [{ allow: ['docker.io/**'], deny: ['docker.io/library/debian:12*'] }, debian],
    [{ 'require-digest': true }, material('pkg:docker/debian@12', false)],
  ])('fails with %j', (written, base) => {
    expect(codesOf(verdict(written, [builtOn(git, base)]))).toEqual(['VIOLATION']);
  });

  it('judges all that were used, of every stage and every provenance', () => {
    const written = { allow: ['docker.io/library/debian'] };
    expect(codesOf(verdict(written, [builtOn(debian, golang)]))).toEqual(['VIOLATION']);
    expect(codesOf(verdict(written, [builtOn(debian), builtOn(golang)]))).toEqual(['VIOLATION']);
    expect(verdict(written, [builtOn(debian), builtOn(git)]).reasons).toEqual([]);
  });

  it.each([
    'pkg:docker/',
    'pkg:docker/%',
    'pkg:docker/UPPER CASE@1',
    'docker-image://',
    'pkg:oci/base@sha256%3A00',
  ])('is unknown with a base that cannot be read: %s', (uri) => {
    expect(
      codesOf(verdict({ deny: ['docker.io/library/alpine'] }, [builtOn(debian, material(uri))])),
    ).toEqual(['UNPARSABLE']);
  });
});

describe('when nothing names the base', () => {
  const written = { allow: ['docker.io/library/debian'] };

  it.each([
    ['nothing is there', [], 'NO_EVIDENCE'],
    ['the provenance lists no image', [builtOn(git)], 'INCOMPLETE'],
    ['it is by a stranger', [{ ...builtOn(debian), trust: byStranger }], 'UNTRUSTED'],
    ['there is only a signature', [evidenceOf(signaturePart)], 'NO_EVIDENCE'],
  ])('is unknown where %s', (_, evidence, code) => {
    expect(codesOf(verdict(written, evidence))).toEqual([code]);
  });

  it('is unknown where more may be out of sight', () => {
    expect(codesOf(verdict(written, [builtOn(debian)], { searches: [unreachable()] }))).toEqual([
      'UNREACHABLE',
    ]);
  });
});

describe('when annotations name the base', () => {
  const annotations = {
    'org.opencontainers.image.base.name': 'docker.io/library/debian:12-slim',
    'org.opencontainers.image.base.digest': digest,
  };
  const annotated = (
    evidence: readonly ReturnType<typeof builtOn>[],
    text: Readonly<Record<string, string>> = annotations,
  ) =>
    judge(
      baseImageCheck,
      { allow: ['docker.io/library/debian'], 'require-digest': true },
      factsOf({ image: { annotations: text }, evidence }),
    );

  it('counts where the digest is signed', () => {
    expect(annotated([evidenceOf(signaturePart)]).reasons).toEqual([]);
  });

  it('does not count where it is not', () => {
    expect(codesOf(annotated([]))).toEqual(['NO_EVIDENCE']);
    expect(codesOf(annotated([evidenceOf(signaturePart, { trust: byStranger })]))).toEqual(['UNTRUSTED']);
  });

  it('never overrules what provenance names', () => {
    expect(codesOf(annotated([evidenceOf(signaturePart), builtOn(golang)]))).toEqual(['VIOLATION']);
  });

  it('takes the platform before the index', () => {
    const own = { 'org.opencontainers.image.base.name': 'docker.io/library/alpine:3' };
    const facts = factsOf({
      image: { annotations },
      platforms: [platformFacts('linux/amd64', { annotations: own })],
      evidence: [evidenceOf(signaturePart)],
    });
    expect(codesOf(judge(baseImageCheck, { allow: ['docker.io/library/debian'] }, facts))).toEqual([
      'VIOLATION',
    ]);
  });

  it('counts of each platform what is said of it, where the platforms are signed', () => {
    const facts = (arm: string) =>
      factsOf({
        image: { annotations: {} },
        platforms: [
          platformFacts('linux/amd64', { annotations }),
          platformFacts('linux/arm64', {
            annotations: { 'org.opencontainers.image.base.name': `docker.io/library/${arm}` },
          }),
        ],
        evidence: [amd64, arm64].map((subject) => evidenceOf(signaturePart, { subjects: [subject] })),
      });
    const allow = ['docker.io/library/debian'];
    expect(judge(baseImageCheck, { allow }, facts('debian:12')).reasons).toEqual([]);
    expect(judge(baseImageCheck, { allow }, facts('alpine:3')).reasons).toMatchObject([
      { code: 'VIOLATION', platform: 'linux/arm64', observed: 'docker.io/library/alpine:3' },
    ]);
  });

  it('does not count what an index says around platforms that alone are signed', () => {
    const evidence = [amd64, arm64].map((subject) => evidenceOf(signaturePart, { subjects: [subject] }));
    expect(codesOf(annotated(evidence))).toEqual(['NO_EVIDENCE']);
    expect(annotated([...evidence, evidenceOf(signaturePart)]).reasons).toEqual([]);
  });

  it('is a violation without a digest where that is required, and unknown when it cannot be read', () => {
    const { 'org.opencontainers.image.base.name': name } = annotations;
    expect(
      codesOf(annotated([evidenceOf(signaturePart)], { 'org.opencontainers.image.base.name': name })),
    ).toEqual(['VIOLATION']);
    expect(
      codesOf(annotated([evidenceOf(signaturePart)], { 'org.opencontainers.image.base.name': 'A B' })),
    ).toEqual(['UNPARSABLE']);
  });
});

describe('when the base must be current', () => {
  const current = (answer: unknown, key: string = debian.uri) =>
    verdict({ 'up-to-date': true }, [builtOn(debian)], {
      baseImages: new Map([[key, answer]]) as Facts['baseImages'],
    });

  it.each([
    [{ state: 'known', value: { digest, below: [] } }, []],
    [{ state: 'known', value: { digest: digestFor('index of base'), below: [amd64, digest] } }, []],
    [{ state: 'known', value: { digest: digestFor('newer'), below: [amd64] } }, ['VIOLATION']],
    [{ state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' }, ['UNREACHABLE']],
  ])('with %j it comes to %j', (answer, codes) => {
    expect(codesOf(current(answer))).toEqual(codes);
  });

  it('finds it by its canonical name as well, and is unknown where nobody asked', () => {
    const answer = { state: 'known', value: { digest, below: [] } };
    expect(current(answer, 'docker.io/library/debian:12-slim').reasons).toEqual([]);
    expect(codesOf(current(answer, 'another'))).toEqual(['INCOMPLETE']);
  });

  it.each([
    material('pkg:docker/debian@12-slim', false),
    material(`pkg:docker/debian@${encodeURIComponent(digest)}`),
  ])('is unknown without tag or digest', (base) => {
    expect(codesOf(verdict({ 'up-to-date': true }, [builtOn(base)]))).toEqual(['INCOMPLETE']);
  });

  it('asks for it, and is about the world', () => {
    const bound = baseImageCheck.bind(baseImageCheck.schema.parse({ 'up-to-date': true }));
    expect([bound.needs.baseImages, bound.about]).toEqual([true, 'world']);
    const other = baseImageCheck.bind(baseImageCheck.schema.parse({ 'require-digest': true }));
    expect([other.needs.baseImages, other.about]).toEqual([false, 'image']);
  });
});

describe('when the build on its base may not be too old', () => {
  it.each([
    [hoursAgo(24 * 44), []],
    [hoursAgo(24 * 46), ['STALE']],
    ['unproven', ['INCOMPLETE']],
  ] as const)('signed at %s it comes to %j', (at, codes) => {
    const evidence = [{ ...builtOn(debian), trust: signedBy('ci', { at }) }];
    expect(codesOf(verdict({ 'max-age': '45d' }, evidence))).toEqual(codes);
  });
});

describe('when the options of base-image are read', () => {
  it.each([
    [{}],
    [{ by: 'ci' }],
    [{ allow: [] }],
    [{ allow: [''] }],
    [{ 'up-to-date': false }],
    [{ by: 'local', deny: ['x'] }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(baseImageCheck, written)).not.toEqual([]);
  });
});
