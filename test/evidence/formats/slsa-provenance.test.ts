import { describe, expect, it } from 'vitest';
import { readPredicate } from '../../../src/evidence/format.ts';
import { partOf, problemOf } from './reading.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const other = 'fedcba9876543210fedcba9876543210fedcba98';
const provenanceOf = (predicate: object, version = 'v1') =>
  partOf(readPredicate(`https://slsa.dev/provenance/${version}`, predicate), 'provenance').provenance;

describe('when SLSA provenance v1 is read', () => {
  const v1 = (definition: object, details: object = {}) => ({
    buildDefinition: definition,
    runDetails: details,
  });
  const workflow = {
    ref: 'refs/tags/v1.4.2',
    repository: 'https://github.com/acme/web',
    path: '.github/workflows/release.yml',
  };
  const own = { uri: 'git+https://github.com/acme/web@refs/tags/v1.4.2', digest: { gitCommit: commit } };

  it("reads GitHub's", () => {
    expect(
      provenanceOf(
        v1(
          {
            buildType: 'https://actions.github.io/buildtypes/workflow/v1',
            externalParameters: { workflow },
            resolvedDependencies: [own],
          },
          {
            builder: { id: 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.4.2' },
            metadata: { invocationId: 'https://github.com/acme/web/actions/runs/1/attempts/1' },
          },
        ),
      ),
    ).toEqual({
      version: 'v1',
      builder: 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.4.2',
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      invocation: 'https://github.com/acme/web/actions/runs/1/attempts/1',
      source: { uri: 'https://github.com/acme/web', ref: 'refs/tags/v1.4.2', commit },
      workflow,
      materials: [own],
    });
  });

  it("reads BuildKit's", () => {
    const base = { uri: 'pkg:docker/alpine@3.20?platform=linux%2Famd64', digest: { sha256: 'aa' } };
    expect(
      provenanceOf(
        v1(
          {
            buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
            externalParameters: {
              configSource: {
                uri: 'https://github.com/acme/web.git#refs/heads/main:cmd',
                digest: { sha1: commit },
                path: 'Dockerfile',
              },
            },
            resolvedDependencies: [base],
          },
          {
            builder: { id: '' },
            metadata: {
              invocationID: 'rpv7a389uzil5lqmrgwhijwjz',
              startedOn: '2026-11-20T10:00:00.5Z',
              finishedOn: '2026-11-20T10:01:00Z',
              buildkit_hermetic: true,
            },
          },
        ),
      ),
    ).toEqual({
      version: 'v1',
      buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
      invocation: 'rpv7a389uzil5lqmrgwhijwjz',
      started: '2026-11-20T10:00:00.5Z',
      finished: '2026-11-20T10:01:00Z',
      source: { uri: 'https://github.com/acme/web', ref: 'refs/heads/main', commit },
      hermetic: true,
      materials: [base],
    });
  });

  it('takes the commit of the repository that was built, and of no other', () => {
    const sourceOf = (...resolvedDependencies: readonly object[]) =>
      provenanceOf(v1({ externalParameters: { workflow }, resolvedDependencies })).source;
    const known = { uri: workflow.repository, ref: workflow.ref };
    const library = {
      uri: 'git+https://github.com/acme/web-tools@refs/heads/main',
      digest: { gitCommit: other },
    };
    expect(sourceOf(library, own)).toEqual({ ...known, commit });
    expect(sourceOf(library)).toEqual(known);
    expect(sourceOf(own, { ...own, digest: { gitCommit: other } })).toEqual(known);
    expect(sourceOf(own, own)).toEqual({ ...known, commit });
  });

  it('takes the only git repository for the source where nothing else is said', () => {
    const sourceOf = (...resolvedDependencies: readonly object[]) =>
      provenanceOf(v1({ resolvedDependencies })).source;
    const image = { uri: 'pkg:docker/alpine@3.20', digest: { sha256: 'aa', sha1: 'bb' } };
    expect(sourceOf(image, own)).toMatchObject({ commit });
    expect(
      sourceOf(image, { uri: 'https://github.com/acme/web.git#main', digest: { sha1: commit } }),
    ).toEqual({
      uri: 'https://github.com/acme/web',
      ref: 'main',
      commit,
    });
    expect(
      sourceOf(own, { uri: 'git+https://github.com/acme/lib', digest: { sha1: other } }),
    ).toBeUndefined();
    expect(sourceOf(image)).toBeUndefined();
  });

  it('is not confused by what other builders write under the same names', () => {
    const definition = { externalParameters: { workflow: 'build.yml', configSource: 7 } };
    expect(provenanceOf(v1(definition))).toEqual({ version: 'v1', materials: [] });
  });

  it('keeps what has no address, by its name', () => {
    const resolvedDependencies = [{ name: 'base', digest: { sha256: 'aa' } }, {}];
    expect(provenanceOf(v1({ resolvedDependencies })).materials).toEqual([
      { uri: 'base', digest: { sha256: 'aa' } },
      { uri: '', digest: {} },
    ]);
  });

  it.each([
    [{}, 'INCOMPLETE: buildDefinition is missing'],
    [{ buildDefinition: {} }, 'INCOMPLETE: runDetails is missing'],
    [v1({ resolvedDependencies: {} }), 'UNPARSABLE: buildDefinition.resolvedDependencies: expected array'],
    [
      v1({ resolvedDependencies: [{ digest: { sha256: 1 } }] }),
      'UNPARSABLE: buildDefinition.resolvedDependencies[0].digest.sha256: expected string, received number',
    ],
  ])('refuses what is not as it should be (%#)', (predicate, problem) => {
    expect(problemOf(readPredicate('https://slsa.dev/provenance/v1', predicate))).toBe(problem);
  });
});

describe('when SLSA provenance v0.2 is read', () => {
  it("reads BuildKit's", () => {
    expect(
      provenanceOf(
        {
          builder: { id: 'https://github.com/acme/web/actions/runs/1' },
          buildType: 'https://mobyproject.org/buildkit@v1',
          invocation: {
            configSource: {
              uri: 'https://github.com/acme/web.git#refs/tags/v1.4.2',
              digest: { sha1: commit },
              entryPoint: 'Dockerfile',
            },
          },
          metadata: {
            buildInvocationID: 'rpv7',
            buildStartedOn: '2026-11-20T10:00:00Z',
            buildFinishedOn: '2026-11-20T10:01:00Z',
            'https://mobyproject.org/buildkit@v1#hermetic': false,
          },
          materials: [{ uri: 'pkg:docker/alpine@3.20', digest: { sha256: 'aa' } }],
        },
        'v0.2',
      ),
    ).toEqual({
      version: 'v0.2',
      builder: 'https://github.com/acme/web/actions/runs/1',
      buildType: 'https://mobyproject.org/buildkit@v1',
      invocation: 'rpv7',
      started: '2026-11-20T10:00:00Z',
      finished: '2026-11-20T10:01:00Z',
      source: { uri: 'https://github.com/acme/web', ref: 'refs/tags/v1.4.2', commit },
      hermetic: false,
      materials: [{ uri: 'pkg:docker/alpine@3.20', digest: { sha256: 'aa' } }],
    });
  });

  it('reads the workflow of a GitHub generator', () => {
    const configSource = {
      uri: 'git+https://github.com/acme/web@refs/heads/main',
      digest: { sha1: commit },
      entryPoint: '.github/workflows/release.yml',
    };
    expect(
      provenanceOf({ invocation: { configSource }, metadata: { buildInvocationId: '1-1' } }, 'v0.2'),
    ).toEqual({
      version: 'v0.2',
      invocation: '1-1',
      source: { uri: 'https://github.com/acme/web', ref: 'refs/heads/main', commit },
      workflow: {
        repository: 'https://github.com/acme/web',
        path: '.github/workflows/release.yml',
        ref: 'refs/heads/main',
      },
      materials: [],
    });
  });

  it('takes the only git repository of the materials for the source where there is no config source', () => {
    const materials = [{ uri: 'git+https://github.com/acme/web@refs/heads/main', digest: { sha1: commit } }];
    expect(provenanceOf({ materials }, 'v0.2').source).toMatchObject({ commit });
  });
});

it.each(['v0.1', 'v2', 'v1beta'])('when provenance of version %s is read, it is not supported', (version) => {
  expect(problemOf(readPredicate(`https://slsa.dev/provenance/${version}`, {}))).toBe(
    `UNSUPPORTED: ${version} is not read, only v0.2 and v1`,
  );
});
