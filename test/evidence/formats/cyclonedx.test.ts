import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/evidence/format.ts';
import { digestOf } from '../../../src/image/digest.ts';
import { kindsOf, problemOf, sbomOf, scanOf, vexOf } from './reading.ts';

const config = digestOf(Buffer.from('config'));
const index = digestOf(Buffer.from('index'));
const manifest = digestOf(Buffer.from('manifest'));
const tools = { components: [{ type: 'application', name: 'trivy', version: '0.68.1' }] };
const bom = (more: object = {}, metadata: object = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { timestamp: '2026-11-20T10:00:00Z', tools, ...metadata },
  ...more,
});
const library = (name: string, more: object = {}) => ({ type: 'library', name, 'bom-ref': name, ...more });
const bash = library('bash', { version: '5.2', purl: 'pkg:deb/debian/bash@5.2' });
const names = (document: object) => sbomOf(readReport(document)).packages.map((one) => one.name);
const finding = (more: object = {}) => ({ id: 'CVE-2026-1111', affects: [{ ref: 'bash' }], ...more });
const findings = (...vulnerabilities: readonly object[]) =>
  scanOf(readReport(bom({ components: [bash], vulnerabilities }))).vulnerabilities;

describe('when CycloneDX is read as an inventory', () => {
  it.each(['1.4', '1.5', '1.6', '1.7'])('reads version %s', (specVersion) => {
    const reading = readReport(bom({ specVersion, components: [bash] }));
    expect(reading.title).toBe(`CycloneDX ${specVersion} by trivy 0.68.1`);
    expect(sbomOf(reading)).toEqual({
      format: 'cyclonedx',
      tool: 'trivy 0.68.1',
      created: '2026-11-20T10:00:00Z',
      packages: [
        { name: 'bash', version: '5.2', purl: 'pkg:deb/debian/bash@5.2', type: 'deb', licenses: [] },
      ],
    });
    expect(kindsOf(reading)).toEqual(['sbom']);
  });

  it('knows the tool of 1.4, and that there may be none', () => {
    const old = [{ vendor: 'anchore', name: 'grype', version: '0.50.0' }];
    expect(sbomOf(readReport(bom({ components: [] }, { tools: old }))).tool).toBe('grype 0.50.0');
    expect(sbomOf(readReport(bom({ components: [] }, { tools: null })))).not.toHaveProperty('tool');
  });

  it('tells which image it is about', () => {
    const component = {
      'bom-ref': 'image',
      type: 'container',
      name: 'web',
      version: manifest,
      purl: `pkg:oci/web@${encodeURIComponent(index)}?arch=amd64`,
      properties: [
        { name: 'aquasecurity:trivy:ImageID', value: config },
        { name: 'aquasecurity:trivy:RepoDigest', value: `ghcr.io/acme/web@${index}` },
        { name: 'aquasecurity:trivy:RepoTag', value: 'ghcr.io/acme/web:1.4.2' },
        { name: 'aquasecurity:trivy:DiffID', value: digestOf(Buffer.from('layer')) },
      ],
    };
    expect(readReport(bom({ components: [] }, { component }))).toMatchObject({
      claims: { exact: [config, manifest], reference: [index, index], platform: { architecture: 'amd64' } },
    });
  });

  it('reads components at any depth, in order, and leaves out the image, files and the system', () => {
    const component = {
      'bom-ref': 'image',
      type: 'container',
      name: 'web',
      components: [library('inside', { components: [library('deeper')] })],
    };
    const components = [
      { type: 'container', name: 'web', 'bom-ref': 'image' },
      { type: 'operating-system', name: 'debian', version: '12.5' },
      { type: 'file', name: '/bin/bash', components: [library('in a file')] },
      library('a', { components: [library('b', { components: [library('c')] }), library('d')] }),
      library('e', { components: null }),
    ];
    const document = bom({ components }, { component });
    expect(names(document)).toEqual(['inside', 'deeper', 'in a file', 'a', 'b', 'c', 'd', 'e']);
    expect(sbomOf(readReport(document)).os).toEqual({ family: 'debian', version: '12.5' });
    expect(names(bom({}, { component }))).toEqual(['inside', 'deeper']);
  });

  it('walks a nesting that would overflow the stack', () => {
    let nested: object = library('last');
    for (let depth = 0; depth < 100_000; depth += 1)
      nested = { type: 'library', name: 'x', components: [nested] };
    expect(names(bom({ components: [nested] })).at(-1)).toBe('last');
  });

  it('takes a scope as part of the name and a Maven group not', () => {
    expect(
      names(
        bom({
          components: [library('core', { group: '@acme' }), library('log4j-core', { group: 'org.apache' })],
        }),
      ),
    ).toEqual(['@acme/core', 'log4j-core']);
  });

  it.each([
    ['an id', [{ license: { id: 'MIT' } }], ['MIT']],
    ['a name', [{ license: { name: 'own licence' } }], ['own licence']],
    ['an expression', [{ expression: 'MIT OR ISC' }], ['MIT OR ISC']],
    ['several', [{ license: { id: 'MIT' } }, { expression: 'ISC' }], ['MIT', 'ISC']],
    [
      'concluded over declared (1.6)',
      [
        { license: { id: 'MIT', acknowledgement: 'declared' } },
        { license: { id: 'ISC', acknowledgement: 'concluded' } },
        { expression: 'GPL-2.0-only', acknowledgement: 'concluded' },
      ],
      ['ISC', 'GPL-2.0-only'],
    ],
    ['one without words', [{ license: {} }], ['NOASSERTION']],
    ['none', null, []],
  ])('takes licences: %s', (_, licenses, expected) => {
    expect(
      sbomOf(readReport(bom({ components: [library('a', { licenses })] }))).packages[0]?.licenses,
    ).toEqual(expected);
  });

  it.each([
    [bom({ specVersion: '1.3' }), 'UNSUPPORTED: version 1.3 is not read, only 1.4 to 1.7'],
    [bom({ specVersion: '2.0' }), 'UNSUPPORTED: version 2.0 is not read, only 1.4 to 1.7'],
    [bom({ specVersion: undefined }), 'INCOMPLETE: specVersion is missing'],
    [bom(), 'INCOMPLETE: it has neither components nor vulnerabilities'],
    [bom({ components: {} }), 'UNPARSABLE: components: expected array'],
    [bom({ components: [{ type: 'library' }] }), 'INCOMPLETE: components[0].name is missing'],
    [bom({ components: [{ name: 'a' }] }), 'INCOMPLETE: components[0].type is missing'],
    [
      bom({ components: [bash, library('a', { components: [bash, library('b', { version: 1 })] })] }),
      'UNPARSABLE: components[1].components[1].version: expected string, received number',
    ],
    [
      bom({ components: [bash, library('a', { components: 'b' })] }),
      'UNPARSABLE: components[1].components: expected array',
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toBe(problem);
  });
});

describe('when CycloneDX is read as a scan', () => {
  it('reads a finding for each component that is affected', () => {
    expect(
      findings(
        finding({
          source: { name: 'debian' },
          references: [{ id: 'GHSA-aaaa-bbbb-cccc' }, { id: 'CVE-2026-1111' }],
          ratings: [
            { source: { name: 'nvd' }, severity: 'critical', score: 9.8, method: 'CVSSv31' },
            { source: { name: 'debian' }, severity: 'low' },
            { score: 7, method: 'CVSSv2' },
            { score: 8.1, method: 'CVSSv4' },
            { score: 93, method: 'other' },
          ],
          published: '2026-01-02T03:04:05Z',
          recommendation: 'Upgrade bash to 5.3',
          affects: [{ ref: 'bash' }, { ref: 'pkg:deb/debian/zlib%2B@1.3%2B1?arch=amd64' }, { ref: 'lost' }],
        }),
      ),
    ).toEqual(
      [
        { name: 'bash', version: '5.2', purl: 'pkg:deb/debian/bash@5.2', type: 'deb' },
        { name: 'zlib+', version: '1.3+1', purl: 'pkg:deb/debian/zlib%2B@1.3%2B1?arch=amd64', type: 'deb' },
        { name: 'lost' },
      ].map((one) => ({
        id: 'CVE-2026-1111',
        aliases: ['GHSA-aaaa-bbbb-cccc'],
        severity: 'low',
        severitySource: 'debian',
        package: one,
        fix: 'unknown',
        fixedIn: [],
        cvss: { v2: 7, v3: 9.8, v4: 8.1 },
        published: '2026-01-02T03:04:05Z',
      })),
    );
  });

  it.each([
    [[{ severity: 'medium' }, { severity: 'high', source: { name: 'nvd' } }], 'high', 'nvd'],
    [[{ severity: 'info' }], 'low', undefined],
    [[{ severity: 'none' }], 'low', undefined],
    [[{ severity: 'unknown' }], 'unknown', undefined],
    [[{ score: 9.8, method: 'CVSSv31' }], 'unknown', undefined],
    [null, 'unknown', undefined],
  ])('takes the worst of the ratings %j', (ratings, severity, severitySource) => {
    const [first] = findings(finding({ source: { name: 'ghsa' }, ratings }));
    expect([first?.severity, first?.severitySource]).toEqual([severity, severitySource]);
  });

  it.each([
    [[-1, 5, 11, null], { v3: 5 }],
    [[0], { v3: 0 }],
    [[10], { v3: 10 }],
    [[10.1], undefined],
    [[-0.1], undefined],
    [[null], undefined],
  ])('takes no scores but those of CVSS: %j', (scores, cvss) => {
    const ratings = scores.map((score) => ({ score, method: 'CVSSv31' }));
    expect(findings(finding({ ratings }))[0]?.cvss).toEqual(cvss);
  });

  it('marks what is listed with unaffected versions only', () => {
    const versions = (...statuses: readonly string[]) => ({
      affects: [{ ref: 'bash', versions: statuses.map((status) => ({ version: '5.2', status })) }],
    });
    expect(findings(finding(versions('unaffected')))[0]?.suppressed).toEqual({
      by: 'affects',
      reason: 'every version is listed as unaffected',
    });
    expect(findings(finding(versions('unaffected', 'affected')))[0]).not.toHaveProperty('suppressed');
    expect(findings(finding(versions()))[0]).not.toHaveProperty('suppressed');
  });

  it('has no package where a finding affects nothing, and says so', () => {
    const scan = scanOf(readReport(bom({ components: [bash], vulnerabilities: [finding({ affects: [] })] })));
    expect(scan.vulnerabilities).toHaveLength(1);
    expect(scan.lacks).toEqual(['fix', 'suppressed', 'package']);
  });

  it('is a scan that found nothing only where the list is there', () => {
    expect(kindsOf(readReport(bom({ components: [bash] })))).toEqual(['sbom']);
    const reading = readReport(bom({ components: [bash], vulnerabilities: [] }));
    expect(kindsOf(reading)).toEqual(['sbom', 'scan']);
    expect(scanOf(reading)).toMatchObject({
      scanner: { name: 'trivy', version: '0.68.1' },
      created: '2026-11-20T10:00:00Z',
      proofOfWork: '1 package',
      lacks: ['fix', 'suppressed'],
    });
    expect(scanOf(readReport(bom({ components: [], vulnerabilities: [] })))).not.toHaveProperty(
      'proofOfWork',
    );
    expect(scanOf(readReport(bom({ vulnerabilities: [] })))).not.toHaveProperty('proofOfWork');
  });

  it.each([
    [
      bom({ vulnerabilities: [] }, { tools: [] }),
      'INCOMPLETE: it lists vulnerabilities, and metadata.tools does not say who looked',
    ],
    [bom({ vulnerabilities: [{ affects: [] }] }), 'INCOMPLETE: vulnerabilities[0].id is missing'],
    [
      bom({ vulnerabilities: [finding({ affects: [{}] })] }),
      'INCOMPLETE: vulnerabilities[0].affects[0].ref is missing',
    ],
    [
      bom({ vulnerabilities: [finding({ analysis: { state: 'fine' } })] }),
      expect.stringMatching(/^UNPARSABLE: vulnerabilities\[0\]\.analysis\.state: expected one of /),
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toEqual(problem);
  });
});

describe('when CycloneDX is read as VEX', () => {
  const analysed = (state: string, more: object = {}) => finding({ analysis: { state }, ...more });
  const statements = (...vulnerabilities: readonly object[]) =>
    vexOf(readReport(bom({ components: [bash], vulnerabilities }, { component: { 'bom-ref': 'image' } })))
      .statements;

  it.each([
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
    ['false_positive', 'not_affected'],
    ['not_affected', 'not_affected'],
  ])('reads %s as %s', (state, status) => {
    expect(statements(analysed(state))).toMatchObject([{ status }]);
  });

  it('reads what was said, about what, and when', () => {
    expect(
      statements(
        finding({
          references: [{ id: 'GHSA-aaaa-bbbb-cccc' }],
          analysis: {
            state: 'not_affected',
            justification: 'code_not_reachable',
            detail: 'never called',
            firstIssued: '2026-01-01T00:00:00Z',
            lastUpdated: '2026-02-01T00:00:00Z',
          },
        }),
      ),
    ).toEqual([
      {
        vulnerability: 'CVE-2026-1111',
        aliases: ['GHSA-aaaa-bbbb-cccc'],
        products: [],
        subcomponents: ['pkg:deb/debian/bash@5.2'],
        status: 'not_affected',
        justification: 'code_not_reachable',
        impact: 'never called',
        timestamp: '2026-02-01T00:00:00Z',
      },
    ]);
    expect(statements(analysed('not_affected'))[0]?.timestamp).toBe('2026-11-20T10:00:00Z');
  });

  it('means the whole image only where the image is named', () => {
    const refs = (...list: readonly string[]) => ({ affects: list.map((ref) => ({ ref })) });
    const meant = (...list: readonly string[]) =>
      statements(analysed('not_affected', refs(...list))).map((one) => one.subcomponents);
    expect(meant('image')).toEqual([[]]);
    expect(meant('image', 'bash')).toEqual([[], ['pkg:deb/debian/bash@5.2']]);
    expect(meant('lost')).toEqual([['lost']]);
    expect(meant('urn:cdx:00000000-0000-4000-8000-000000000000/1#pkg%3Anpm/a@1')).toEqual([['pkg:npm/a@1']]);
    const reading = readReport(
      bom({ components: [bash], vulnerabilities: [analysed('not_affected', refs())] }),
    );
    expect(kindsOf(reading)).toEqual(['sbom', 'scan']);
  });

  it('leaves the finding itself as it is: VEX counts by its signer alone', () => {
    const reading = readReport(bom({ components: [bash], vulnerabilities: [analysed('not_affected')] }));
    expect(kindsOf(reading)).toEqual(['sbom', 'scan', 'vex']);
    expect(scanOf(reading).vulnerabilities[0]).not.toHaveProperty('suppressed');
  });

  it('is no scan where it has nothing but opinions', () => {
    expect(kindsOf(readReport(bom({ vulnerabilities: [analysed('in_triage')] }, { tools: [] })))).toEqual([
      'vex',
    ]);
    expect(kindsOf(readReport(bom({ vulnerabilities: [analysed('in_triage'), finding()] })))).toEqual([
      'scan',
      'vex',
    ]);
  });
});
