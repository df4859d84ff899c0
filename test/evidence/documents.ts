/** Small documents in the words of the real formats, as predicates or reports. */

export const predicateTypes = {
  spdx: 'https://spdx.dev/Document',
  provenance: 'https://slsa.dev/provenance/v1',
  vulnerabilities: 'https://in-toto.io/attestation/vulns/v0.2',
  signature: 'https://sigstore.dev/cosign/sign/v1',
} as const;

/** Read as `SPDX 2.3`. */
export function spdx(): object {
  return {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'web',
    packages: [{ SPDXID: 'SPDXRef-1', name: 'openssl', versionInfo: '3.0.11' }],
  };
}

export type StatedProvenance = {
  /** Of GitHub's workflow. */
  readonly repository?: string;
  readonly commit?: string;
  readonly materials?: readonly string[];
};

/** Read as `SLSA provenance v1`. */
export function provenance({ repository, commit, materials = [] }: StatedProvenance = {}): object {
  const source = { uri: `git+${repository}@refs/heads/main`, digest: commit && { gitCommit: commit } };
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters:
        repository === undefined ? {} : { workflow: { repository, ref: 'refs/heads/main' } },
      resolvedDependencies: [
        ...(repository === undefined ? [] : [source]),
        ...materials.map((uri) => ({ uri, digest: { sha256: 'a'.repeat(64) } })),
      ],
    },
    runDetails: { builder: { id: 'https://github.com/acme/web/.github/workflows/ci.yml' } },
  };
}

export function vulnerabilities(ids: readonly string[]): object {
  const result = ids.map((id) => ({ id, severity: [{ method: 'nvd', score: 'high' }] }));
  return { scanner: { uri: 'pkg:github/acme/scanner@1', result } };
}

/** Read as `scan by trivy`. */
export function trivy(imageId: string): object {
  return {
    SchemaVersion: 2,
    ArtifactType: 'container_image',
    ArtifactName: 'web',
    Metadata: { ImageID: imageId, OS: { Family: 'debian', Name: '12' } },
    Results: [],
  };
}
