import { describe, expect, it } from 'vitest';
import { needsNothing, type Facts, type Needs } from '../../src/domain/facts.ts';
import type { Evidence, EvidencePart } from '../../src/domain/evidence.ts';
import { contradictionOf } from '../../src/evidence/contradiction.ts';
import { needsCommit, provenCommit } from '../../src/evidence/forge-facts.ts';
import { digestOf } from '../../src/image/digest.ts';
import { sourceRepository } from '../../src/evidence/source-url.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { predicateTypes, provenance, type StatedProvenance } from './documents.ts';
import { certificate, commit, forgeOf, Ground, place, unreachable, type TestDocument } from './ground.ts';

const other = 'f'.repeat(40);

function attested(
  about: string,
  over: Partial<Pick<TestDocument, 'claims' | 'untrusted'>> = {},
  stated: StatedProvenance = {},
): TestDocument {
  const document = { predicateType: predicateTypes.provenance, about, predicate: provenance(stated) };
  return { ...document, signers: ['ci'], claims: certificate, ...over };
}

const commitNeeds: Needs = {
  ...needsNothing,
  commit: { checks: true, statuses: true, branches: ['main', 'main'], tags: true, pull: true },
};

async function facts(
  documents: (root: string) => readonly TestDocument[],
  forge: Partial<Forge> | undefined,
  needs: Needs = commitNeeds,
): Promise<Facts> {
  const ground = new Ground();
  const image = ground.image();
  for (const document of documents(image.root)) ground.attach(image.root, document);
  return ground.facts(image, { needs, forge: forge && forgeOf(forge) });
}

const answers: Partial<Forge> = {
  checkRuns: async () => [
    { name: 'build', app: { slug: 'github-actions', id: 15_368 }, status: 'completed' },
  ],
  statuses: async () => [],
  contains: async (_, branch) => branch === 'main',
  tagsAt: async () => ['v1'],
  pullOf: async () => undefined,
};

describe('the commit that a check needs', () => {
  it('comes from the certificate of a trusted provenance, and everything is asked about it', async () => {
    const { commit: found } = await facts((root) => [attested(root)], answers);
    expect(found).toMatchObject({
      state: 'known',
      value: {
        ...place,
        checks: { state: 'known', value: [{ name: 'build' }] },
        statuses: { state: 'known', value: [] },
        tags: { state: 'known', value: ['v1'] },
        pull: { state: 'known' },
      },
    });
    expect(found.state === 'known' && [...found.value.onBranch]).toEqual([
      ['main', { state: 'known', value: true }],
    ]);
  });

  it('only what is needed is asked', async () => {
    const needs = { ...needsNothing, commit: { ...needsNothing.commit, tags: true } };
    const { commit: found } = await facts((root) => [attested(root)], { tagsAt: async () => [] }, needs);
    expect(found).toMatchObject({
      state: 'known',
      value: { tags: { state: 'known' }, checks: { state: 'unknown', code: 'INCOMPLETE' } },
    });
  });

  it('one question fails, the others are known, and the hint is kept', async () => {
    const { commit: found } = await facts((root) => [attested(root)], {
      ...answers,
      checkRuns: () => Promise.reject(unreachable('the token may not', 'Add "checks: read".')),
    });
    expect(found).toMatchObject({
      state: 'known',
      value: {
        checks: { state: 'unknown', code: 'UNREACHABLE', message: 'the token may not. Add "checks: read".' },
        tags: { state: 'known' },
      },
    });
  });

  it('provenance comes before signatures, whatever these say', async () => {
    const signature = (root: string): TestDocument => ({
      signs: root,
      signers: ['promoter'],
      claims: { ...certificate, 13: other },
    });
    const both = await facts((root) => [signature(root), attested(root)], answers);
    expect(both.commit).toMatchObject({ state: 'known', value: { commit } });
    const alone = await facts((root) => [signature(root)], answers);
    expect(alone.commit).toMatchObject({ state: 'known', value: { commit: other } });
  });

  it.each([
    ['nothing is attached', () => [], 'NO_EVIDENCE'],
    ['nobody trusted signed', (root: string) => [attested(root, { untrusted: 'X' })], 'NO_EVIDENCE'],
    [
      'a key signed, which proves no commit',
      (root: string) => [attested(root, { claims: {} })],
      'NO_EVIDENCE',
    ],
    ['it is about another image', () => [attested(`sha256:${'0'.repeat(64)}`)], 'NO_EVIDENCE'],
    [
      'two provenances prove different commits',
      (root: string) => [attested(root), attested(root, { claims: { ...certificate, 13: other } })],
      'CONTRADICTION',
    ],
    [
      'it is of another server',
      (root: string) => [attested(root, { claims: { ...certificate, 12: 'https://gitlab.com/acme/web' } })],
      'UNSUPPORTED',
    ],
    [
      'it is of a server that looks like ours',
      (root: string) => [
        attested(root, { claims: { ...certificate, 12: 'https://github.com.evil.example/acme/web' } }),
      ],
      'UNSUPPORTED',
    ],
    [
      'it is no commit',
      (root: string) => [attested(root, { claims: { ...certificate, 13: '../x' } })],
      'UNSUPPORTED',
    ],
    [
      'its repository is a path',
      (root: string) => [attested(root, { claims: { ...certificate, 12: 'https://github.com/a/b/c' } })],
      'UNSUPPORTED',
    ],
  ])('and %s, it is unknown', async (_, documents, code) => {
    const found = await facts(documents, {});
    expect(found.commit).toMatchObject({ state: 'unknown', code });
  });

  it('outside Actions nobody can be asked, and that may change', async () => {
    const found = await facts((root) => [attested(root)], undefined);
    expect(found.commit).toMatchObject({ state: 'unknown', code: 'UNREACHABLE' });
  });

  it('and a fault of ours is met, it is not taken for an answer', async () => {
    const broken = facts((root) => [attested(root)], {
      ...answers,
      tagsAt: () => Promise.reject(new TypeError('x')),
    });
    await expect(broken).rejects.toThrow(TypeError);
  });
});

describe('when a provenance says something else than its certificate', () => {
  it.each([
    ['the repository', { repository: 'https://github.com/acme/other' }],
    ['the commit', { repository: 'https://github.com/acme/web', commit: other }],
  ])('of %s, it counts for nothing', async (_, stated) => {
    const { evidence, commit: found } = await facts((root) => [attested(root, {}, stated)], {});
    expect(evidence).toMatchObject([{ subjects: [], parts: [], problem: { code: 'CONTRADICTION' } }]);
    expect(evidence[0]).not.toHaveProperty('predicate');
    expect(found).toMatchObject({ state: 'unknown', code: 'NO_EVIDENCE' });
  });

  it('but the same in another spelling, it counts', () => {
    const identity = { kind: 'certificate', claims: certificate } as const;
    const said = (uri: string, of = commit): string | undefined =>
      contradictionOf({ version: 'v1', materials: [], source: { uri, commit: of } }, identity);
    expect(said('git+https://github.com/Acme/Web.git@refs/tags/v1')).toBeUndefined();
    expect(said('https://github.com/acme/web', commit.toUpperCase())).toBeUndefined();
    expect(said('pkg:docker/alpine@3')).toBeUndefined();
    expect(said('https://github.com/acme/web2')).toContain('github.com/acme/web2');
    const workflow = { repository: 'https://github.com/acme/other' };
    expect(contradictionOf({ version: 'v1', materials: [], workflow }, identity)).toContain('acme/other');
    expect(
      contradictionOf(
        { version: 'v1', materials: [], source: { commit: other } },
        { kind: 'key', claims: {} },
      ),
    ).toBeUndefined();
  });

  it.each([
    ['git@github.com:Acme/web.git', 'github.com/acme/web'],
    ['ssh://git@github.com/acme/web', 'github.com/acme/web'],
    ['https://token:x@github.com/acme/web/', 'github.com/acme/web'],
    ['git+https://github.com/acme/web#main', 'github.com/acme/web'],
    ['pkg:github/Acme/web@abc', 'github.com/acme/web'],
    ['https://github.com', undefined],
    ['./here', undefined],
    ['', undefined],
  ])('%s is the repository %s', (uri, name) => {
    expect(sourceRepository(uri)).toBe(name);
  });
});

describe('what is at the target', () => {
  it('is asked of who knows, and only then', async () => {
    const ground = new Ground();
    const image = ground.image();
    const previous = async () => ({ state: 'known', value: undefined }) as const;
    const needed = await ground.facts(image, { needs: { ...needsNothing, previous: 'tags' }, previous });
    expect(needed.previous).toEqual({ state: 'known', value: undefined });
    const not = await ground.facts(image, {
      needs: needsNothing,
      previous: () => Promise.reject(new Error('asked')),
    });
    expect(not.previous).toMatchObject({ state: 'unknown' });
  });
});

describe('what proves a commit', () => {
  const sbom: EvidencePart = { kind: 'sbom', sbom: { format: 'spdx-2', packages: [] } };
  const signature: EvidencePart = { kind: 'signature', annotations: {} };
  const provenancePart: EvidencePart = { kind: 'provenance', provenance: { version: 'v1', materials: [] } };
  const claims = (of: string) => ({ 12: 'https://github.com/acme/web', 13: of });

  function signed(parts: readonly EvidencePart[], of: Readonly<Record<number, string>>, more = {}): Evidence {
    return {
      digest: digestOf(Buffer.from(JSON.stringify(of))),
      place: 'referrers',
      title: 'document',
      subjects: [],
      parts,
      trust: { level: 'signed', signers: ['ci'], identity: { kind: 'certificate', claims: of }, ...more },
    };
  }

  const proven = (...evidence: readonly Evidence[]) => {
    const answer = provenCommit(evidence, 'https://github.com');
    return answer.state === 'known' ? answer.value.commit : answer.code;
  };

  it('is a signature or provenance, and no other document that somebody signed', () => {
    expect(proven(signed([sbom], claims(commit)))).toBe('NO_EVIDENCE');
    expect(proven(signed([sbom, signature], claims(commit)))).toBe(commit);
    expect(proven(signed([sbom, provenancePart], claims(commit)))).toBe(commit);
  });

  it('is provenance that was signed itself before what a later signature seals', () => {
    const sealedBy = digestOf(Buffer.from('index'));
    const own = signed([provenancePart], claims(commit));
    const sealed = signed([provenancePart], claims(other), { sealedBy });
    expect(proven(own, sealed)).toBe(commit);
    expect(proven(sealed, own)).toBe(commit);
    expect(proven(sealed)).toBe(other);
    expect(proven(sealed, signed([signature], claims(commit)))).toBe('CONTRADICTION');
  });

  it('is none that has a problem, or half a claim', () => {
    const broken = {
      ...signed([provenancePart], claims(commit)),
      problem: { code: 'STALE', message: '' } as const,
    };
    expect(proven(broken)).toBe('NO_EVIDENCE');
    expect(proven(signed([provenancePart], { 12: 'https://github.com/acme/web' }))).toBe('NO_EVIDENCE');
    expect(proven(signed([provenancePart], { 13: commit }))).toBe('NO_EVIDENCE');
  });

  it('is one where the repository is written in other case', () => {
    const upper = { ...claims(commit), 12: 'https://github.com/Acme/Web' };
    expect(proven(signed([provenancePart], upper), signed([provenancePart], claims(commit)))).toBe(commit);
  });
});

describe('whether a commit is needed', () => {
  it.each([
    [{ checks: true }, true],
    [{ statuses: true }, true],
    [{ tags: true }, true],
    [{ pull: true }, true],
    [{ branches: ['main'] }, true],
    [{}, false],
  ])('with %j: %s', (more, expected) => {
    expect(needsCommit({ ...needsNothing, commit: { ...needsNothing.commit, ...more } })).toBe(expected);
  });
});
