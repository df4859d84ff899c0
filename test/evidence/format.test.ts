import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPredicate, readReport } from '../../src/evidence/format.ts';
import { kindsOf, problemOf, sbomOf, scanOf } from './formats/reading.ts';

const trivy = { SchemaVersion: 2, ArtifactType: 'container_image', Results: [] };
const grype = { matches: [], descriptor: { name: 'grype' } };
const syft = { artifacts: [], descriptor: { name: 'syft' } };
const spdx2 = { spdxVersion: 'SPDX-2.3', packages: [] };
const spdx3 = { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] };
const cyclonedx = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [] };
const sarif = { version: '2.1.0', runs: [{ tool: { driver: { name: 'Trivy' } }, results: [] }] };
const openVex = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] };
const reports = { trivy, grype, syft, spdx2, spdx3, cyclonedx, sarif, openVex };

describe('when a report is read', () => {
  it.each([
    ['Trivy', trivy, 'scan by trivy', ['scan']],
    ['Grype', grype, 'scan by grype', ['scan']],
    ['Syft', syft, 'Syft JSON by syft', ['sbom']],
    ['SPDX 2', spdx2, 'SPDX 2.3', ['sbom']],
    ['SPDX 3', spdx3, 'SPDX 3.0', ['sbom']],
    ['CycloneDX', cyclonedx, 'CycloneDX 1.6', ['sbom']],
    ['SARIF', sarif, 'SARIF by trivy', ['scan']],
    ['OpenVEX', openVex, 'OpenVEX 0.2', ['vex']],
  ])("is known as %s's by its marks", (_, document, title, kinds) => {
    const reading = readReport(document);
    expect(reading.title).toBe(title);
    expect(kindsOf(reading)).toEqual(kinds);
  });

  it.each([
    [null, 'UNSUPPORTED: it is not a JSON object'],
    ['SPDXVersion: SPDX-2.3', 'UNSUPPORTED: it is not a JSON object'],
    [[trivy], 'UNSUPPORTED: it is not a JSON object'],
    [
      {},
      'UNSUPPORTED: it is none of Trivy report, Grype report, Syft JSON, SPDX 2, SPDX 3, CycloneDX, SARIF, OpenVEX',
    ],
  ])('is not read where it is %j', (document, problem) => {
    expect(problemOf(readReport(document))).toBe(problem);
  });

  it('is not read where it has the marks of two formats (A3)', () => {
    expect(problemOf(readReport({ ...cyclonedx, ...spdx2 }))).toBe(
      'UNPARSABLE: it has the marks of SPDX 2 and of CycloneDX',
    );
  });

  it('never has a title that fills a page', () => {
    const tools = [{ name: 'x'.repeat(10_000) }];
    expect(readReport({ ...cyclonedx, metadata: { tools } }).title).toHaveLength(200);
    expect(readPredicate('y'.repeat(10_000), {}).title).toHaveLength(200);
  });

  it('never has a message that fills a page', () => {
    const name = 'x'.repeat(100_000);
    const statement = { buildDefinition: {}, runDetails: {} };
    const digest = { [name]: 7 };
    const predicate = { ...statement, buildDefinition: { resolvedDependencies: [{ digest }] } };
    for (const reading of [
      readPredicate('https://slsa.dev/provenance/v1', predicate),
      readReport({ ...cyclonedx, specVersion: name }),
      readReport({ ...trivy, ArtifactType: name }),
      readReport({ ...openVex, '@context': `https://openvex.dev/ns/${name}` }),
    ]) {
      expect(problemOf(reading)).toBeDefined();
      expect(problemOf(reading)?.length).toBeLessThan(300);
    }
  });

  it('stops at a list that is longer than any image has', () => {
    const packages = Array.from({ length: 200_001 }, () => ({ name: 'a' }));
    const message = 'it has 200001 entries or more, and 200000 are read';
    expect(problemOf(readReport({ ...spdx2, packages }))).toBe(`UNPARSABLE: packages: ${message}`);
    const components = packages.map((one) => ({ ...one, type: 'library' }));
    expect(problemOf(readReport({ ...cyclonedx, components }))).toBe(`UNPARSABLE: components: ${message}`);
    const digest = Object.fromEntries(packages.map((_, at) => [`a${at}`, 'x']));
    const predicate = { buildDefinition: { resolvedDependencies: [{ digest }] }, runDetails: {} };
    expect(problemOf(readPredicate('https://slsa.dev/provenance/v1', predicate))).toContain(message);
  });

  it('complains of the first of very many wrong entries, and soon', () => {
    const packages = Array.from({ length: 200_000 }, () => 7);
    const started = performance.now();
    expect(problemOf(readReport({ ...spdx2, packages }))).toBe(
      'UNPARSABLE: packages[0]: expected object, received number',
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is not taken in by names of the prototype', () => {
    const hostile: unknown = JSON.parse(
      `{"__proto__":{"spdxVersion":"SPDX-2.3"},"constructor":{},"bomFormat":"CycloneDX","specVersion":"1.6",
        "components":[{"type":"library","name":"__proto__","bom-ref":"__proto__","__proto__":{"version":"9"}}],
        "metadata":{"tools":[{"name":"x"}]},
        "vulnerabilities":[{"id":"constructor","affects":[{"ref":"__proto__"},{"ref":"toString"}],
          "ratings":[{"severity":"hasOwnProperty","method":"valueOf","score":1}]}]}`,
    );
    const reading = readReport(hostile);
    expect(sbomOf(reading).packages).toEqual([{ name: '__proto__', licenses: [] }]);
    expect(scanOf(reading).vulnerabilities).toMatchObject([
      { id: 'constructor', severity: 'unknown', package: { name: '__proto__' } },
      { id: 'constructor', severity: 'unknown', package: { name: 'toString' } },
    ]);
    const digest: unknown = JSON.parse('{"__proto__":"aa","constructor":"bb"}');
    const provenance = readPredicate('https://slsa.dev/provenance/v1', {
      buildDefinition: { resolvedDependencies: [{ uri: 'x', digest }] },
      runDetails: {},
    });
    expect(JSON.stringify(provenance)).toContain('"digest":{"__proto__":"aa","constructor":"bb"}');
  });
});

describe('when a predicate is read', () => {
  it.each([
    ['https://spdx.dev/Document', spdx2, ['sbom']],
    ['https://spdx.dev/Document/v2.3', spdx2, ['sbom']],
    ['https://spdx.dev/Document/v3', spdx3, ['sbom']],
    ['https://cyclonedx.org/bom', cyclonedx, ['sbom']],
    ['https://cyclonedx.org/bom/v1.6', cyclonedx, ['sbom']],
    ['https://syft.dev/bom', syft, ['sbom']],
    ['https://openvex.dev/ns', openVex, ['vex']],
    ['https://openvex.dev/ns/v0.2.0', openVex, ['vex']],
  ])('its type is a family, whatever its version: %s', (type, predicate, kinds) => {
    expect(kindsOf(readPredicate(type, predicate))).toEqual(kinds);
  });

  it.each([
    'https://in-toto.io/attestation/release/v0.1',
    'https://example.com/own',
    'https://evil.example/?https://slsa.dev/provenance/v1',
    'https://slsa.dev/provenance/v1/more',
    'http://slsa.dev/provenance/v1',
    '__proto__',
    '',
  ])('has no parts and no problem where its type is not known: %s', (type) => {
    expect(readPredicate(type, { buildDefinition: {} })).toEqual({
      title: type,
      parts: [],
      claims: { exact: [], reference: [] },
    });
  });

  it('is not read where its type promises something else', () => {
    expect(problemOf(readPredicate('https://spdx.dev/Document', cyclonedx))).toBe(
      'UNPARSABLE: it is none of SPDX 2, SPDX 3',
    );
    expect(problemOf(readPredicate('https://cyclonedx.org/bom', {}))).toBe(
      'UNPARSABLE: it is none of CycloneDX',
    );
  });

  it("is not read where it is text, as old cosign's SPDX was", () => {
    expect(problemOf(readPredicate('https://spdx.dev/Document', 'SPDXVersion: SPDX-2.2'))).toBe(
      'UNSUPPORTED: the predicate is text, and JSON is read',
    );
    expect(problemOf(readPredicate('https://slsa.dev/provenance/v1', null))).toBe(
      'UNPARSABLE: the predicate is not an object',
    );
  });
});

describe('when anything at all is read', () => {
  const types = [
    'https://slsa.dev/provenance/v1',
    'https://slsa.dev/provenance/v0.2',
    'https://spdx.dev/Document',
    'https://cyclonedx.org/bom',
    'https://syft.dev/bom',
    'https://openvex.dev/ns',
    'https://cosign.sigstore.dev/attestation/vuln/v1',
    'https://in-toto.io/attestation/vulns/v0.2',
    'https://slsa.dev/verification_summary/v1',
    'https://in-toto.io/attestation/svr/v0.2',
    'https://in-toto.io/attestation/test-result/v0.1',
    'https://cosign.sigstore.dev/attestation/v1',
  ];
  /** The names that the readers look for, so that arbitrary values get behind the first test. */
  const names = `
    SchemaVersion ArtifactType Results Vulnerabilities Packages Metadata OS CVSS Name matches
    ignoredMatches descriptor name vulnerability artifact source target fix artifacts licenses distro
    spdxVersion packages relationships @context @graph type bomFormat specVersion components
    vulnerabilities affects ref ratings analysis id version runs results tool driver rules ruleId
    ruleIndex properties tags statements products status hashes scanner result uri severity score
    metadata buildDefinition runDetails externalParameters workflow resolvedDependencies digest verifier
    policies verificationResult Data __proto__ toString constructor $schema
  `
    .trim()
    .split(/\s+/);
  const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        2,
        Number.POSITIVE_INFINITY,
        '',
        'CycloneDX',
        'SPDX-2.3',
        '1.6',
        '2.1.0',
        'image',
      ),
      fc.constantFrom<unknown>(
        'container_image',
        'PASSED',
        'fixed',
        'grype',
        'https://openvex.dev/ns',
        'Relationship',
      ),
      fc.constantFrom<unknown>('https://spdx.org/rdf/3.0.1/', 'pkg:oci/a@%', 'urn:cdx:1/1#%', 'git+#:@refs/'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
    ),
  })).value;
  const damaged = fc
    .tuple(
      fc.constantFrom(...Object.values<object>(reports)),
      fc.dictionary(fc.constantFrom(...names), values),
    )
    .map(([report, damage]) => ({ ...report, ...damage }));

  it('never throws, and what is read is whole', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), values, damaged), (json) => {
        for (const reading of [readReport(json), ...types.map((type) => readPredicate(type, json))]) {
          expect('problem' in reading ? reading.problem.message : reading.claims).toBeTruthy();
        }
      }),
      { numRuns: 400 },
    );
  });

  it('a report is never read without saying anything', () => {
    fc.assert(
      fc.property(damaged, (json) => {
        const reading = readReport(json);
        expect('problem' in reading || reading.parts.length > 0).toBe(true);
      }),
    );
  });
});
