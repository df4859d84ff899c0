/** What tools say of an image, as predicates: small, in the words of the real formats, all of `linux/amd64`. */

export type Part = { readonly name: string; readonly version: string; readonly licence: string };

const openssl: Part = { name: 'openssl', version: '3.0.11', licence: 'Apache-2.0' };
const bash: Part = { name: 'bash', version: '5.2.15', licence: 'GPL-3.0-or-later' };

function purlOf({ name, version }: Part): string {
  return `pkg:deb/debian/${name}@${version}`;
}

export function spdx(...parts: readonly Part[]): object {
  return {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'web',
    dataLicense: 'CC0-1.0',
    documentNamespace: 'https://acme.example/web',
    packages: (parts.length === 0 ? [openssl, bash] : parts).map((part, at) => ({
      SPDXID: `SPDXRef-${at}`,
      name: part.name,
      versionInfo: part.version,
      licenseConcluded: part.licence,
      licenseDeclared: 'NOASSERTION',
      downloadLocation: 'NOASSERTION',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: purlOf(part),
        },
      ],
    })),
  };
}

export function cycloneDx(...parts: readonly Part[]): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: (parts.length === 0 ? [openssl, bash] : parts).map((part) => ({
      type: 'library',
      name: part.name,
      version: part.version,
      purl: purlOf(part),
      licenses: [{ license: { id: part.licence } }],
    })),
  };
}

export type Found = { readonly id: string; readonly severity: string; readonly fixed?: string };

/** A report of Trivy's, made now, of an image with two packages. */
export function trivy(found: readonly Found[], more: object = {}): object {
  return {
    SchemaVersion: 2,
    CreatedAt: new Date().toISOString(),
    ArtifactName: 'web',
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12.8' } },
    Results: [
      {
        Target: 'web (debian 12.8)',
        Class: 'os-pkgs',
        Type: 'debian',
        Packages: [openssl, bash].map((part) => ({
          Name: part.name,
          Version: part.version,
          Identifier: { PURL: purlOf(part) },
          Licenses: [part.licence],
        })),
        Vulnerabilities: found.map(({ id, severity, fixed }) => ({
          VulnerabilityID: id,
          PkgName: openssl.name,
          InstalledVersion: openssl.version,
          PkgIdentifier: { PURL: purlOf(openssl) },
          Severity: severity,
          ...(fixed === undefined ? {} : { FixedVersion: fixed, Status: 'fixed' }),
        })),
      },
    ],
    ...more,
  };
}

/** `trivy image --format cosign-vuln`: cosign's frame around the report. */
export function vulnerabilityScan(found: readonly Found[]): object {
  const now = new Date().toISOString();
  return {
    invocation: { parameters: null, uri: '', event_id: '', 'builder.id': '' },
    scanner: {
      uri: 'pkg:github/aquasecurity/trivy@0.60.0',
      version: '0.60.0',
      db: { uri: '', version: '' },
      result: trivy(found),
    },
    metadata: { scanStartedOn: now, scanFinishedOn: now },
  };
}

/** Says of a vulnerability that it does not matter in the image that the statement is about. */
export function openVex(vulnerability: string, product: string, status = 'not_affected'): object {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://acme.example/vex/1',
    author: 'acme',
    timestamp: new Date().toISOString(),
    version: 1,
    statements: [
      {
        vulnerability: { name: vulnerability },
        products: [{ '@id': product }],
        status,
        ...(status === 'not_affected' ? { justification: 'vulnerable_code_not_in_execute_path' } : {}),
      },
    ],
  };
}

export type Built = {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  /** Images of earlier build stages and the base, as BuildKit names them: `pkg:docker/debian@bookworm`. */
  readonly bases?: readonly string[];
  /** When the build ended; default a minute ago, null: it does not say. */
  readonly finished?: Date | null;
};

/** As GitHub's workflows build. */
export function provenance({ repository, ref, commit, bases = [], finished }: Built): object {
  const ended = finished === undefined ? new Date(Date.now() - 60_000) : finished;
  const url = `https://github.com/${repository}`;
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: { ref, repository: url, path: '.github/workflows/release.yml' },
      },
      internalParameters: {},
      resolvedDependencies: [
        { uri: `git+${url}@${ref}`, digest: { gitCommit: commit } },
        ...bases.map((uri) => ({ uri, digest: { sha256: 'b'.repeat(64) } })),
      ],
    },
    runDetails: {
      builder: { id: `${url}/.github/workflows/release.yml@${ref}` },
      metadata: {
        invocationId: `${url}/actions/runs/77/attempts/1`,
        ...(ended && { finishedOn: ended.toISOString() }),
      },
    },
  };
}

export function testResult(passed: readonly string[], failed: readonly string[] = []): object {
  return {
    result: failed.length === 0 ? 'PASSED' : 'FAILED',
    configuration: [{ name: 'Makefile', digest: { sha256: 'a'.repeat(64) } }],
    passedTests: passed,
    failedTests: failed,
  };
}

export type Verified = {
  readonly passed: boolean;
  readonly levels?: readonly string[];
  /** What was verified; default `oci://registry.acme.example/web`. */
  readonly resource?: string;
};

export function verificationSummary({ passed, levels = [], resource }: Verified): object {
  return {
    verifier: { id: 'https://verify.acme.example' },
    timeVerified: new Date().toISOString(),
    resourceUri: resource ?? 'oci://registry.acme.example/web',
    policy: { uri: 'https://acme.example/policy' },
    inputAttestations: [],
    verificationResult: passed ? 'PASSED' : 'FAILED',
    verifiedLevels: levels,
  };
}

/** The record of a promotion (`hoist/promotion/v1`), as Hoist signs it in Actions. */
export function promotionRecord(about: {
  readonly pipeline: string;
  readonly stage: string;
  readonly repository: string;
  readonly digest: string;
}): object {
  const { pipeline, stage, repository, digest } = about;
  const tag = { tag: '1.0.0', before: null, after: digest };
  return {
    schema: 'hoist/promotion/v1',
    id: '01JWXYZ0123456789ABCDEFGHJ',
    intent: {
      pipeline,
      stage,
      kind: 'auto',
      planned: '2026-03-04T05:06:07Z',
      actor: 'ann',
      initiator: 'ann',
      sources: [],
      targets: [{ repository, digest, tags: [tag] }],
      config: { path: '.github/hoist.yml', commit: 'c'.repeat(40), sha256: 'ab'.repeat(32) },
      run: {},
    },
    result: {
      outcome: 'promoted',
      started: '2026-03-04T05:06:07Z',
      finished: '2026-03-04T05:06:08Z',
      targets: [
        {
          repository,
          digest,
          tags: [{ ...tag, action: 'create' }],
          pushed: 2048,
          mounted: 0,
          skipped: 0,
          blobs: { pushed: 2, mounted: 0, skipped: 0 },
          referrers: 0,
          left: [],
        },
      ],
      pulled: 2048,
      split: false,
      problems: [],
    },
  };
}

export const predicateTypes = {
  spdx: 'https://spdx.dev/Document',
  cycloneDx: 'https://cyclonedx.org/bom',
  vulnerabilityScan: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  openVex: 'https://openvex.dev/ns/v0.2.0',
  provenance: 'https://slsa.dev/provenance/v1',
  testResult: 'https://in-toto.io/attestation/test-result/v0.1',
  verificationSummary: 'https://slsa.dev/verification_summary/v1',
  promotionRecord: 'urn:hoist:promotion:v1',
} as const;
