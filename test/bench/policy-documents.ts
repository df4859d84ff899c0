import { createHash } from 'node:crypto';

/**
 * Predicates as the tools write them, in form and in size: SPDX of Syft, and cosign's frame around a report of Grype.
 * Equal seeds give equal documents, and two images have nothing in common but their licences.
 */
const licenses = [
  'MIT',
  'Apache-2.0',
  'BSD-3-Clause',
  'ISC',
  'GPL-2.0-or-later AND LGPL-2.1-only',
  '(MIT OR Apache-2.0) AND Unicode-DFS-2016',
  'GPL-3.0-or-later WITH GCC-exception-3.1',
  'MPL-2.0',
] as const;
const levels = ['Medium', 'Low', 'High', 'Negligible', 'Medium', 'Low'] as const;

type Software = {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly type: string;
};

/** SPDX 2.3, as `syft -o spdx-json` writes it: a package of the image's own, and one relationship each. */
export function sbomPredicate(seed: string, packages: number): object {
  const software = Array.from({ length: packages }, (_, number) => softwareOf(seed, number));
  const ids = software.map(
    ({ name, type }, number) => `SPDXRef-Package-${type}-${name}-${hex(name + number, 16)}`,
  );
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: seed,
    documentNamespace: `https://acme.example.com/sbom/${seed}`,
    creationInfo: {
      licenseListVersion: '3.27',
      creators: ['Organization: Acme', 'Tool: syft-1.52.0'],
      created: new Date().toISOString(),
    },
    packages: software.map((one, number) => ({
      name: one.name,
      SPDXID: ids[number],
      versionInfo: one.version,
      supplier: 'Organization: Acme Maintainers <maintainers@acme.example.com>',
      originator: 'Organization: Acme Maintainers <maintainers@acme.example.com>',
      downloadLocation: 'NOASSERTION',
      filesAnalyzed: false,
      sourceInfo: `acquired package info from the ${one.type} database: /var/lib/acme/${one.name}/metadata`,
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: licenses[number % licenses.length],
      copyrightText: 'NOASSERTION',
      externalRefs: [
        ...['acme', one.name].map((vendor) => ({
          referenceCategory: 'SECURITY',
          referenceType: 'cpe23Type',
          referenceLocator: `cpe:2.3:a:${vendor}:${one.name}:${one.version}:*:*:*:*:*:*:*`,
        })),
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: one.purl },
      ],
    })),
    relationships: ids.map((id) => ({
      spdxElementId: 'SPDXRef-DOCUMENT',
      relatedSpdxElement: id,
      relationshipType: 'CONTAINS',
    })),
  };
}

/** `cosign attest --type vuln` with `grype -o json`: none is critical, and each is of a package of the image's SBOM. */
export function scanPredicate(seed: string, findings: number): object {
  const now = new Date().toISOString();
  const result = {
    matches: Array.from({ length: findings }, (_, number) => matchOf(seed, number)),
    source: { type: 'image', target: { userInput: seed, architecture: 'amd64', os: 'linux' } },
    distro: { name: 'debian', version: '12', idLike: [] },
    descriptor: {
      name: 'grype',
      version: '0.99.1',
      timestamp: now,
      configuration: { 'only-fixed': false, 'only-notfixed': false, ignore: [] },
      db: { status: { schemaVersion: 'v6.1.0', built: now, valid: true } },
    },
  };
  return {
    invocation: { parameters: null, uri: 'https://acme.example.com/scans', event_id: '', 'builder.id': '' },
    scanner: { uri: 'pkg:golang/github.com/anchore/grype@0.99.1', version: '0.99.1', db: {}, result },
    metadata: { scanStartedOn: now, scanFinishedOn: now },
  };
}

function matchOf(seed: string, number: number): object {
  const { name, version, purl, type } = softwareOf(seed, number);
  const id = `CVE-2025-${10_000 + number}`;
  const described = {
    id,
    dataSource: `https://security.example.com/${id}`,
    severity: levels[number % levels.length],
    urls: Array.from({ length: 8 }, (_, at) => `https://advisories.example.com/${at}/${id}/${name}`),
    description: `A crafted input makes ${name} read past the end of a buffer. `.repeat(5),
    cvss: [
      {
        source: 'nvd@nist.gov',
        type: 'Primary',
        version: '3.1',
        vector: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H',
        metrics: { baseScore: 6.5, exploitabilityScore: 2.9, impactScore: 3.6 },
        vendorMetadata: {},
      },
    ],
    epss: [{ cve: id, epss: 0.00042, percentile: 0.12, date: '2026-11-20' }],
  };
  return {
    vulnerability: {
      ...described,
      namespace: `${type}:distro:acme:12`,
      fix: { versions: [`${version}.1`], state: number % 3 === 0 ? 'fixed' : 'not-fixed' },
      advisories: [],
      risk: 0.02,
    },
    relatedVulnerabilities: [{ ...described, namespace: 'nvd:cpe' }],
    matchDetails: [
      {
        type: 'exact-direct-match',
        matcher: `${type}-matcher`,
        searchedBy: { namespace: `${type}:distro:acme:12`, package: { name, version } },
        found: { versionConstraint: `< ${version}.1 (${type})`, vulnerabilityID: id },
      },
    ],
    artifact: {
      id: hex(purl, 16),
      name,
      version,
      type,
      locations: [{ path: `/var/lib/acme/${name}/metadata`, layerID: `sha256:${hex(seed, 64)}` }],
      language: '',
      licenses: [licenses[number % licenses.length]],
      cpes: [`cpe:2.3:a:acme:${name}:${version}:*:*:*:*:*:*:*`],
      purl,
      upstreams: [{ name }],
    },
  };
}

function softwareOf(seed: string, number: number): Software {
  const type = (['deb', 'npm', 'go-module'] as const)[number % 3] ?? 'deb';
  const name = `lib${hex(`${seed} ${number}`, 12)}`;
  const version = `${number % 7}.${number % 31}.${number % 11}`;
  const purl = {
    deb: `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12`,
    npm: `pkg:npm/%40acme/${name}@${version}`,
    'go-module': `pkg:golang/example.com/acme/${name}@v${version}`,
  }[type];
  return { name, version, purl, type };
}

function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
