import { describe, expect, it } from 'vitest';
import type { Provenance } from '../../src/domain/provenance.ts';
import { provenanceCheck } from '../../src/policy/checks/provenance.ts';
import {
  amd64,
  arm64,
  byStranger,
  codesOf,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  provenancePart,
  signedBy,
  unsigned,
} from './facts.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const claims = {
  9: 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.4.2',
  11: 'github-hosted',
  12: 'https://github.com/acme/web',
  13: commit,
  14: 'refs/tags/v1.4.2',
  20: 'push',
};

function built(
  more: Partial<Provenance> = {},
  proven: Readonly<Record<number, string>> = claims,
  at: Date = hoursAgo(1),
) {
  return evidenceOf(provenancePart(more), { trust: signedBy('ci', { claims: proven, at }) });
}

function verdict(written: object, ...evidence: ReturnType<typeof built>[]) {
  return judge(provenanceCheck, { by: 'ci', ...written }, factsOf({ evidence }));
}

describe('when provenance is asked for', () => {
  it('is enough that a named signer made some', () => {
    expect(verdict({}, built()).reasons).toEqual([]);
  });

  it.each([
    ['none', [], 'NO_EVIDENCE'],
    ['an unsigned one', [evidenceOf(provenancePart(), { trust: unsigned })], 'NO_EVIDENCE'],
    ['one by a stranger', [evidenceOf(provenancePart(), { trust: byStranger })], 'UNTRUSTED'],
    ['one by another signer', [evidenceOf(provenancePart(), { trust: signedBy('other') })], 'UNTRUSTED'],
  ])('is unknown with %s', (_, evidence, code) => {
    expect(codesOf(judge(provenanceCheck, { by: 'ci' }, factsOf({ evidence })))).toEqual([code]);
  });

  it('takes one for each platform as well as one of the index', () => {
    const one = evidenceOf(provenancePart(), { subjects: [amd64] });
    const other = evidenceOf(provenancePart(), { subjects: [arm64] });
    expect(verdict({}, one, other).reasons).toEqual([]);
    expect(verdict({}, one).reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no provenance by ci', platform: 'linux/arm64' },
    ]);
  });
});

describe('when the certificate says how it was built', () => {
  it.each([
    [{ repository: 'acme/web' }],
    [{ repository: 'ACME/Web' }],
    [{ repository: 'https://github.com/acme/web' }],
    [{ repository: ['acme/other', 'acme/web'] }],
    [{ ref: 'refs/tags/v*' }],
    [{ ref: ['refs/heads/main', 'refs/tags/*'] }],
    [{ workflow: 'acme/web/.github/workflows/release.yml' }],
    [{ runner: 'github-hosted' }],
    [{ trigger: 'push' }],
    [{ trigger: ['push', 'release'] }],
    [{ 'max-age': '2h' }],
  ])('passes with %j', (written) => {
    expect(verdict(written, built()).reasons).toEqual([]);
  });

  it.each([
    [{ repository: 'acme/other' }],
    [{ repository: 'acme/we' }],
    [{ repository: 'evil/acme/web' }],
    [{ repository: 'https://git.example.com/acme/web' }],
    [{ ref: 'refs/heads/*' }],
    [{ ref: 'refs/tags/v' }],
    [{ workflow: 'acme/web/.github/workflows/other.yml' }],
    [{ workflow: 'acme/web/.github/workflows/release.yml@refs/tags/v1.4.2' }],
    [{ runner: 'self-hosted' }],
    [{ trigger: 'pull_request' }],
  ])('fails with %j', (written) => {
    expect(codesOf(verdict(written, built()))).toEqual(['VIOLATION']);
  });

  it('is STALE when it was signed too long ago', () => {
    const result = verdict({ 'max-age': '1d' }, built({}, claims, hoursAgo(73)));
    expect(result.reasons).toMatchObject([{ code: 'STALE', observed: '3 d', expected: '<= 1d' }]);
  });

  it.each([
    [{ repository: 'acme/web' }],
    [{ ref: '**' }],
    [{ workflow: 'acme/web/.github/workflows/release.yml' }],
    [{ runner: 'github-hosted' }],
    [{ trigger: 'push' }],
    [{ builder: { contains: 'github' } }],
    [{ 'build-type': { contains: 'github' } }],
    [{ hermetic: true }],
  ])('is unknown with %j where nothing states it', (written) => {
    expect(codesOf(verdict(written, built({}, {})))).toEqual(['INCOMPLETE']);
  });
});

describe('when only the predicate says how it was built', () => {
  const stated = built(
    {
      builder: 'https://builder.example.com/v1',
      buildType: 'https://builder.example.com/type/1',
      source: { uri: 'git+https://github.com/acme/web.git@refs/heads/main', ref: 'refs/heads/main' },
      workflow: { repository: 'https://github.com/acme/web', path: '.github/workflows/ci.yml' },
      hermetic: true,
    },
    {},
  );

  it.each([
    [{ repository: 'acme/web', ref: 'refs/heads/main' }],
    [{ workflow: 'acme/web/.github/workflows/ci.yml' }],
    [{ builder: { 'starts-with': 'https://builder.example.com/' } }],
    [{ 'build-type': 'https://builder.example.com/type/1' }],
    [{ hermetic: true }],
  ])('passes with %j', (written) => {
    expect(verdict(written, stated).reasons).toEqual([]);
  });

  it('fails where it says that the build had a network', () => {
    expect(codesOf(verdict({ hermetic: true }, built({ hermetic: false })))).toEqual(['VIOLATION']);
  });
});

describe('when predicate and certificate disagree', () => {
  it.each<[Partial<Provenance>]>([
    [{ source: { uri: 'https://github.com/mallory/web' } }],
    [{ source: { uri: 'https://github.com/acme/web-fork' } }],
    [{ source: { uri: 'https://github.com/acme/web', commit: 'f'.repeat(40) } }],
    [{ source: { ref: 'refs/heads/main' } }],
    [{ workflow: { repository: 'https://github.com/mallory/web' } }],
    [{ workflow: { ref: 'refs/heads/evil' } }],
  ])('refuses %j whatever is asked for', (said) => {
    expect(codesOf(verdict({}, built(said)))).toEqual(['CONTRADICTION']);
  });

  it.each([
    'https://github.com/acme/web.git',
    'git+https://github.com/acme/web@refs/tags/v1.4.2',
    'https://github.com/acme/web.git#refs/tags/v1.4.2',
    'git@github.com:acme/web.git',
    'ssh://git@github.com/acme/web',
    'https://github.com/Acme/Web/',
  ])('knows %s as the same repository', (uri) => {
    expect(verdict({}, built({ source: { uri, commit: commit.toUpperCase() } })).reasons).toEqual([]);
  });
});

describe('when there are several provenances', () => {
  it('never mixes fields of two', () => {
    const one = built({}, { ...claims, 14: 'refs/heads/main' });
    const other = built({ hermetic: true }, { ...claims, 12: 'https://github.com/acme/other' });
    const result = verdict({ repository: 'acme/web', hermetic: true }, one, other);
    expect(result.reasons).not.toEqual([]);
  });

  it('passes by the one that satisfies all, and sets the others aside', () => {
    const bad = built({}, { ...claims, 12: 'https://github.com/acme/other' });
    const good = built();
    const result = verdict({ repository: 'acme/web', runner: 'github-hosted' }, bad, good);
    expect(result.reasons).toEqual([]);
    expect(result.evidence.map(({ digest }) => digest)).toEqual([good.digest]);
    expect(result.ignored.map(({ digest }) => digest)).toEqual([bad.digest]);
  });

  it('tells of the one that comes closest', () => {
    const far = built({}, { ...claims, 12: 'https://github.com/acme/other', 14: 'refs/heads/x' });
    const near = built({}, { ...claims, 14: 'refs/heads/main' });
    const result = verdict({ repository: 'acme/web', ref: 'refs/tags/*' }, far, near);
    expect(result.reasons).toMatchObject([
      { message: 'the ref is not what the policy wants', observed: 'refs/heads/main' },
    ]);
  });
});

describe('when the options of provenance are read', () => {
  it.each([
    [{}],
    [{ by: 'ci', runner: 'mine' }],
    [{ by: 'ci', hermetic: false }],
    [{ by: 'ci', ref: '' }],
    [{ by: 'ci', 'max-age': '3 days' }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(provenanceCheck, written)).not.toEqual([]);
  });
});
