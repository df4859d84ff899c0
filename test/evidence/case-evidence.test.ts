import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCases } from '../../src/config/case-file.ts';
import { caseManifests } from '../../src/domain/case-facts.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { parseGlob } from '../../src/domain/glob.ts';
import type { GitHubSigner, Signer } from '../../src/domain/signer.ts';
import { caseEvidence } from '../../src/evidence/case-evidence.ts';
import { digestOf } from '../../src/image/digest.ts';

const now = new Date('2026-11-20T12:00:00Z');

function gitHub(name: string, more: Partial<GitHubSigner> = {}): GitHubSigner {
  return {
    kind: 'github',
    name,
    server: 'https://github.com',
    issuer: 'https://token.actions.githubusercontent.com',
    repository: 'acme/web',
    runner: 'github-hosted',
    ...more,
  };
}

const workflow = 'acme/web/.github/workflows/release.yml';
const signers: readonly Signer[] = [
  gitHub('ci', { workflow, refs: [parseGlob('refs/tags/v*')] }),
  gitHub('anything', { runner: 'any' }),
  gitHub('elsewhere', { repository: 'acme/other', environment: 'production', repositoryId: '12' }),
  { kind: 'identity', name: 'bot', issuer: 'https://accounts.example.com', subject: 'bot@example.com' },
  { kind: 'key', name: 'legacy', pem: '', transparencyLog: 'none' },
];

function evidenceOf(item: string, file?: unknown): Evidence {
  const text = `{ name: x, policy: p, expect: pass, image: { tag: v1.4.2, platforms: [linux/amd64, linux/arm64] }, evidence: [${item}] }`;
  const [one] = readCases(new TextEncoder().encode(text), 'cases/a.yml');
  const [document] = one?.evidence ?? [];
  if (one === undefined || document === undefined) throw new Error('there is a document');
  const bytes = file === undefined ? {} : { bytes: new TextEncoder().encode(JSON.stringify(file)) };
  return caseEvidence(
    { document, position: one.at(document.path), ...bytes },
    { signers, manifests: caseManifests(one.name, one.image), now, tag: 'v1.4.2', commit: 'c0ffee' },
  );
}

function signersOf(keys: string): readonly string[] | string {
  const { trust } = evidenceOf(`{ signature: true, ${keys} }`);
  if (trust.level === 'signed') return trust.signers;
  return trust.level === 'untrusted' ? trust.why : trust.level;
}

describe('when a document of a case is signed', () => {
  it('counts for every signer that the identity satisfies', () => {
    expect(signersOf('signed-by: ci')).toEqual(['ci', 'anything']);
    expect(signersOf('signed-by: elsewhere')).toEqual(['elsewhere']);
    expect(signersOf('signed-by: bot')).toEqual(['bot']);
    expect(signersOf('signed-by: legacy')).toEqual(['legacy']);
  });

  it('has what GitHub’s certificate would show', () => {
    const { trust } = evidenceOf('{ signature: true, signed-by: ci, certificate: { trigger: schedule } }');
    expect(trust).toMatchObject({
      identity: {
        kind: 'certificate',
        subject: `https://github.com/${workflow}@refs/tags/v1.4.2`,
        claims: { 12: 'https://github.com/acme/web', 13: 'c0ffee', 14: 'refs/tags/v1.4.2', 20: 'schedule' },
      },
      signedAt: { first: now, last: now },
    });
    const { trust: key } = evidenceOf('{ signature: true, signed-by: legacy, signed-at: unknown }');
    expect(key).toEqual({ level: 'signed', signers: ['legacy'], identity: { kind: 'key', claims: {} } });
  });

  it.each([
    ['certificate: { ref: refs/heads/feature }, signed-by: ci', ['anything']],
    ['certificate: { workflow: acme/web/.github/workflows/other.yml }, signed-by: ci', ['anything']],
  ])('counts for nobody whom the certificate does not satisfy: %s', (keys, names) => {
    expect(signersOf(keys)).toEqual(names);
  });

  it('is untrusted where its certificate satisfies nobody, and says what is wanted', () => {
    expect(signersOf('certificate: { repository: beta/web }, signed-by: ci')).toMatch(/repository/);
    expect(signersOf('signed-by: stranger')).toMatch(/does not name/);
    expect(signersOf('signed-by: unsigned')).toBe('unsigned');
  });

  it('is refused for a signer that there is not', () => {
    expect(() => evidenceOf('{ signature: true, signed-by: nobody }')).toThrow(
      expect.objectContaining({ code: 'SIGNER_UNKNOWN', hint: expect.stringContaining('ci, anything') }),
    );
  });

  it('is sealed by the index where it says so', () => {
    const { trust } = evidenceOf('{ file: a.json, signed-by: ci, sealed: true, subject: linux/arm64 }', {});
    expect(trust).toMatchObject({ level: 'signed', sealedBy: expect.stringMatching(/^sha256:/) });
  });
});

/** Real documents of real tools; they are beside the project, not in it. */
const data = join(import.meta.dirname, '../../../shared/data');

// Skipped where the documents are not there: they are not the project's to publish.
describe.skipIf(!existsSync(data))(
  'when a document of a case is as a tool wrote it (needs ../shared/data)',
  () => {
    it.each([
      ['trivy/alpine-310.json', ['scan']],
      ['grype/ghsa-test.json', ['scan']],
      ['syft/alpine-3.10.spdx.json', ['sbom']],
      ['syft/spdx-3.0.json', ['sbom']],
      ['syft/image.cdx.json', ['sbom']],
      ['syft/alpine-syft.json', ['sbom']],
    ])('reads %s, whatever image it was made of', (path, kinds) => {
      const json: unknown = JSON.parse(readFileSync(join(data, path), 'utf8'));
      const { parts, problem, subjects } = evidenceOf(
        '{ file: a.json, signed-by: ci, subject: linux/arm64 }',
        json,
      );
      expect(problem).toBeUndefined();
      expect(subjects).toHaveLength(1);
      expect(parts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
    });
  },
);

describe('when a document of a case is read', () => {
  const predicateType = 'https://slsa.dev/provenance/v1';
  const predicate = { buildDefinition: { buildType: 'x' }, runDetails: { builder: { id: 'y' } } };

  it('is about the image, or the platforms that it names', () => {
    const whole = evidenceOf('{ signature: true, signed-by: ci }');
    const index = evidenceOf('{ signature: true, signed-by: ci, subject: index }');
    const both = evidenceOf('{ signature: true, signed-by: ci, subject: [linux/amd64, linux/arm64] }');
    expect(whole.subjects).toEqual(index.subjects);
    expect(new Set([...whole.subjects, ...both.subjects]).size).toBe(3);
  });

  it('is the same predicate from a file, in place and in a statement', () => {
    const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [], predicateType, predicate };
    const read = [
      evidenceOf(`{ file: a.json, predicate-type: '${predicateType}', signed-by: ci }`, predicate),
      evidenceOf(
        `{ predicate: ${JSON.stringify(predicate)}, predicate-type: '${predicateType}', signed-by: ci }`,
      ),
      evidenceOf('{ file: a.json, signed-by: ci }', statement),
    ];
    for (const each of read) expect(each).toMatchObject({ predicateType, predicate });
    expect(new Set(read.map(({ parts }) => JSON.stringify(parts))).size).toBe(1);
  });

  it('has the digest of its bytes', () => {
    const { digest } = evidenceOf('{ file: a.json, signed-by: local }', { a: 1 });
    expect(digest).toBe(digestOf(new TextEncoder().encode('{"a":1}')));
  });

  it('counts for nothing where no reader knows it, and says so', () => {
    const { parts, problem } = evidenceOf('{ file: a.json, signed-by: ci }', { what: 'is this' });
    expect(parts).toEqual([]);
    expect(problem?.code).toMatch(/^(?:UNSUPPORTED|UNPARSABLE|INCOMPLETE)$/);
  });
});
