import { describe, expect, it } from 'vitest';
import { readPredicate, readReport } from '../../src/evidence/format.ts';
import { kindsOf, partOf, sbomOf, scanOf } from './formats/reading.ts';
import { realDocument, realDocumentsAreAbsent, realStatement, type RawJson } from './real-documents.ts';

// What is expected is counted in the raw document by plain expressions, or is a constant counted by jq.

function tally(words: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word ?? ''] = (counts[word ?? ''] ?? 0) + 1;
  return counts;
}

function each(list: RawJson | undefined): readonly RawJson[] {
  return list === undefined ? [] : [...(list as readonly RawJson[])];
}

describe.skipIf(realDocumentsAreAbsent)('when a real document is read', () => {
  it.each([
    ['alpine-310', 4, { medium: 4 }, { family: 'alpine', version: '3.10.2', endOfLife: true }],
    ['debian-stretch', 5, { low: 1, medium: 4 }, { family: 'debian', version: '9.9', endOfLife: false }],
    ['distroless-base', 4, { low: 2, medium: 2 }, { family: 'debian', version: '9.9', endOfLife: false }],
  ])("finds in Trivy's %s what is there", (name, count, severities, os) => {
    const raw = realDocument(`trivy/${name}.json`);
    const findings = each(raw['Results']).flatMap((result) => each(result['Vulnerabilities']));
    const reading = readReport(raw);
    const scan = scanOf(reading);
    expect(scan.vulnerabilities).toHaveLength(findings.length);
    expect(findings).toHaveLength(count);
    expect(tally(scan.vulnerabilities.map((one) => one.severity))).toEqual(severities);
    expect(scan.vulnerabilities.map((one) => [one.id, one.package?.purl, one.fixedIn.join()])).toEqual(
      findings.map((one) => [
        one['VulnerabilityID'],
        one['PkgIdentifier']?.['PURL'],
        one['FixedVersion'] ?? '',
      ]),
    );
    expect(scan).toMatchObject({ os, created: raw['CreatedAt'], scanner: { name: 'trivy', version: 'dev' } });
    expect(reading).toMatchObject({
      claims: {
        exact: [raw['Metadata']?.['ImageID']],
        platform: { os: 'linux', architecture: 'amd64' },
      },
    });
    // It lists no packages, so it is no inventory.
    expect(kindsOf(reading)).toEqual(['scan']);
  });

  it("tells Trivy's fixed, affected and abandoned apart", () => {
    const states = (name: string) =>
      tally(
        scanOf(readReport(realDocument(`trivy/${name}.json`))).vulnerabilities.map((one) => one.fix) ?? [],
      );
    expect(states('alpine-310')).toEqual({ fixed: 4 });
    expect(states('debian-stretch')).toEqual({ fixed: 4, 'wont-fix': 1 });
    expect(states('distroless-base')).toEqual({ fixed: 2, 'not-fixed': 2 });
  });

  it("finds in Trivy's CycloneDX components, system and findings", () => {
    const raw = realDocument('trivy/fluentd-multiple-lockfiles-short.cdx.json');
    const reading = readReport(raw);
    const libraries = each(raw['components']).filter((one) => one['type'] === 'library');
    expect(sbomOf(reading).packages.map((one) => [one.name, one.version, one.purl])).toEqual(
      libraries.map((one) => [one['name'], one['version'], one['purl']]),
    );
    expect(sbomOf(reading).packages).toHaveLength(3);
    expect(sbomOf(reading).os).toEqual({ family: 'debian', version: '10.2' });
    const scan = scanOf(reading);
    // No rating by Debian for the first, Debian's own for the second, GitHub's own for the third.
    expect(scan.vulnerabilities.map((one) => [one.id, one.severity, one.severitySource])).toEqual([
      ['CVE-2019-18224', 'critical', 'nvd'],
      ['CVE-2019-18276', 'low', 'debian'],
      ['CVE-2020-8165', 'high', 'ghsa'],
    ]);
    expect(scan.vulnerabilities.map((one) => one.package?.name)).toEqual([
      'libidn2-0',
      'bash',
      'activesupport',
    ]);
    expect(scan.proofOfWork).toBe('3 packages');
    expect(reading).toMatchObject({
      claims: { exact: ['sha256:5a992077baba51b97f27591a10d54d2f2723dc9c81a3fe419e261023f2554933'] },
    });
  });

  it("counts in Trivy's SARIF by severity and knows no packages", () => {
    const raw = realDocument('trivy/alpine-310.sarif');
    const reading = readReport(raw);
    const scan = scanOf(reading);
    expect(scan.vulnerabilities.map((one) => one.id)).toEqual(
      each(raw['runs']?.[0]?.['results']).map((one) => one['ruleId']),
    );
    expect(tally(scan.vulnerabilities.map((one) => one.severity))).toEqual({ medium: 4 });
    expect(scan.lacks).toEqual(expect.arrayContaining(['package', 'fix', 'cvss']));
    expect(reading).toMatchObject({ claims: { exact: [raw['runs']?.[0]?.['properties']?.['imageID']] } });
  });

  it("finds in Grype's report ids, aliases, database and digests", () => {
    const raw = realDocument('grype/ghsa-test.json');
    const reading = readReport(raw);
    expect(scanOf(reading)).toMatchObject({
      format: 'grype',
      scanner: { name: 'grype', version: '0.65.1' },
      created: raw['descriptor']?.['timestamp'],
      database: raw['descriptor']?.['db']?.['built'],
      os: { family: 'alpine', version: '3.14.2' },
      filters: [],
      vulnerabilities: [
        {
          id: 'GHSA-cfh5-3ghh-wfjx',
          aliases: ['CVE-2014-3577'],
          severity: 'medium',
          fix: 'fixed',
          fixedIn: ['4.3.5'],
          // Only the related entry, NVD's, has a score.
          cvss: { v2: 5.8 },
        },
        {
          id: 'CVE-2014-3577',
          aliases: [],
          severity: 'medium',
          fix: 'unknown',
          fixedIn: [],
          cvss: { v2: 5.8 },
        },
      ],
    });
    const target = raw['source']?.['target'];
    expect(reading).toMatchObject({
      claims: { exact: [target?.['imageID'], target?.['manifestDigest']] },
    });
    expect(kindsOf(reading)).toEqual(['scan']);
  });

  it("finds in Syft's own form every package and licence", () => {
    const raw = realDocument('syft/alpine-syft.json');
    const reading = readReport(raw);
    const packages = sbomOf(reading).packages;
    expect(packages.map((one) => [one.name, one.version, one.purl, one.type])).toEqual(
      each(raw['artifacts']).map((one) => [one['name'], one['version'], one['purl'], one['type']]),
    );
    expect(packages).toHaveLength(14);
    expect(packages.flatMap((one) => one.licenses)).toHaveLength(24);
    expect(sbomOf(reading).os).toEqual({ family: 'alpine', version: '3.14.2' });
    expect(reading).toMatchObject({
      claims: { reference: ['sha256:e1c082e3d3c45cccac829840a25941e679c25d438cc8412c2fa221cf1a824e6a'] },
    });
  });

  it("finds in Syft's SPDX 2.2, which has no root, all three packages", () => {
    const raw = realDocument('syft/alpine-3.10.spdx.json');
    const reading = readReport(raw);
    expect(sbomOf(reading).packages.map((one) => [one.name, one.licenses])).toEqual([
      ['busybox', ['GPL-2.0']],
      ['libssl1.1', ['OpenSSL']],
      ['ssl_client', ['GPL-2.0']],
    ]);
    expect(sbomOf(reading).packages.every((one) => one.purl?.startsWith('pkg:apk/alpine/'))).toBe(true);
    expect(reading.title).toBe('SPDX 2.2 by syft-[not provided]');
  });

  it("finds in Syft's CycloneDX two packages beside the operating system, and no time", () => {
    const reading = readReport(realDocument('syft/image.cdx.json'));
    expect(sbomOf(reading)).toMatchObject({
      tool: 'syft v0.42.0-bogus',
      os: { family: 'debian', version: '1.2.3' },
      packages: [
        { name: 'package-1', licenses: ['MIT'] },
        { name: 'package-2', licenses: [] },
      ],
    });
    // Its time stamp reads `timestamp:redacted`.
    expect(sbomOf(reading)).not.toHaveProperty('created');
    expect(kindsOf(reading)).toEqual(['sbom']);
  });

  it('finds in SPDX 3.0 nothing beside the root', () => {
    const raw = realDocument('syft/spdx-3.0.json');
    const packages = each(raw['@graph']).filter((one) => one['type'] === 'software_Package');
    expect(packages.map((one) => one['spdxId'])).toEqual(
      each(raw['@graph']).find((one) => one['type'] === 'SpdxDocument')?.['rootElement'],
    );
    expect(sbomOf(readReport(raw))).toMatchObject({ created: '2021-08-26T01:46:00Z', packages: [] });
  });

  it("finds in Syft's attestation what the predicate has", () => {
    const statement = realStatement('sigstore/alpine-syft.att.json');
    const reading = readPredicate(String(statement['predicateType']), statement['predicate']);
    expect(sbomOf(reading).packages.map((one) => one.name)).toEqual(
      each(statement['predicate']?.['artifacts']).map((one) => one['name']),
    );
    expect(sbomOf(reading).packages).toHaveLength(14);
    const target = statement['predicate']?.['source']?.['target'];
    expect(reading).toMatchObject({
      title: 'Syft JSON by syft 0.42.1',
      // Its target has `architecture` and `os`, both empty.
      claims: { exact: [target?.['imageID'], target?.['manifestDigest']], platform: {} },
    });
  });

  it.each([
    [
      'reusable-workflow-attestation.sigstore.json',
      { repository: 'https://github.com/malancas/attest-demo', path: '.github/workflows/shared.yml' },
      '95baf27389e83e6a5c48f42e190d48d7abcea19e',
    ],
    [
      'sigstore-js-2.1.0-bundle.json',
      { repository: 'https://github.com/sigstore/sigstore-js', path: '.github/workflows/release.yml' },
      '26d16513386ffaa790b1c32f927544f1322e4194',
    ],
  ])("finds in GitHub's provenance %s workflow and commit", (name, workflow, commit) => {
    const statement = realStatement(`sigstore/${name}`);
    const reading = readPredicate(String(statement['predicateType']), statement['predicate']);
    expect([partOf(reading, 'provenance')]).toMatchObject([
      {
        provenance: {
          version: 'v1',
          builder: 'https://github.com/actions/runner/github-hosted',
          workflow: { ...workflow, ref: 'refs/heads/main' },
          source: { uri: workflow.repository, ref: 'refs/heads/main', commit },
          materials: [{ digest: { gitCommit: commit } }],
        },
      },
    ]);
  });
});
