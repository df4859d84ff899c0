import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/evidence/format.ts';
import { digestOf, hexOf } from '../../../src/image/digest.ts';
import { problemOf, sbomOf } from './reading.ts';

const manifest = digestOf(Buffer.from('manifest'));
const index = digestOf(Buffer.from('index'));
const imagePurl = `pkg:oci/web@${encodeURIComponent(index)}?arch=arm64&repository_url=ghcr.io/acme/web`;
const purl = (referenceLocator: string) => ({
  externalRefs: [
    { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a' },
    { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator },
  ],
});

describe('when SPDX 2 is read', () => {
  const describes = (...ids: readonly string[]) => ({
    relationships: ids.map((relatedSpdxElement) => ({
      spdxElementId: 'SPDXRef-DOCUMENT',
      relationshipType: 'DESCRIBES',
      relatedSpdxElement,
    })),
  });
  const document = (packages: readonly object[], more: object = {}) => ({
    SPDXID: 'SPDXRef-DOCUMENT',
    spdxVersion: 'SPDX-2.3',
    creationInfo: {
      created: '2026-11-20T10:00:00Z',
      creators: ['Organization: Acme', 'Tool: syft-1.52.0', 'Tool: other'],
    },
    packages,
    ...more,
  });
  const root = {
    SPDXID: 'SPDXRef-image',
    name: 'ghcr.io/acme/web',
    versionInfo: manifest,
    primaryPackagePurpose: 'CONTAINER',
    checksums: [
      { algorithm: 'SHA1', checksumValue: 'aa' },
      { algorithm: 'SHA256', checksumValue: hexOf(manifest) },
    ],
    ...purl(imagePurl),
  };
  const bash = {
    SPDXID: 'SPDXRef-bash',
    name: 'bash',
    versionInfo: '5.2',
    ...purl('pkg:deb/debian/bash@5.2'),
  };
  const names = (document: object) => sbomOf(readReport(document)).packages.map((one) => one.name);
  const licensesOf = (license: object) =>
    sbomOf(readReport(document([{ name: 'a', ...license }]))).packages[0]?.licenses;

  it('tells which image it is about, who wrote it and what is inside', () => {
    const system = { name: 'debian', versionInfo: '12.5', primaryPackagePurpose: 'OPERATING-SYSTEM' };
    const reading = readReport(document([root, system, bash], describes('SPDXRef-image')));
    expect(reading).toMatchObject({
      title: 'SPDX 2.3 by syft-1.52.0',
      claims: { exact: [manifest, manifest], reference: [index], platform: { architecture: 'arm64' } },
    });
    expect(sbomOf(reading)).toEqual({
      format: 'spdx-2',
      tool: 'syft-1.52.0',
      created: '2026-11-20T10:00:00Z',
      os: { family: 'debian', version: '12.5' },
      packages: [
        { name: 'bash', version: '5.2', purl: 'pkg:deb/debian/bash@5.2', type: 'deb', licenses: [] },
      ],
    });
  });

  it.each([
    [{ licenseConcluded: 'MIT', licenseDeclared: 'ISC' }, ['MIT']],
    [{ licenseConcluded: 'NOASSERTION', licenseDeclared: 'ISC AND MIT' }, ['ISC AND MIT']],
    [{ licenseConcluded: 'NONE', licenseDeclared: 'NOASSERTION' }, ['NOASSERTION']],
    [{ licenseConcluded: 'NONE' }, ['NONE']],
    [{ licenseDeclared: 'LicenseRef-own' }, ['LicenseRef-own']],
    [{}, []],
  ])('takes the licence %j as %j', (license, expected) => {
    expect(licensesOf(license)).toEqual(expected);
  });

  it('leaves out the only package that is described, whatever its purpose', () => {
    expect(names(document([{ SPDXID: 'a', name: 'folder' }, bash], describes('a')))).toEqual(['bash']);
    expect(names(document([{ SPDXID: 'a', name: 'folder' }, bash], { documentDescribes: ['a'] }))).toEqual([
      'bash',
    ]);
    const describedBy = [
      { spdxElementId: 'a', relationshipType: 'DESCRIBED_BY', relatedSpdxElement: 'SPDXRef-DOCUMENT' },
    ];
    expect(names(document([{ SPDXID: 'a', name: 'folder' }, bash], { relationships: describedBy }))).toEqual([
      'bash',
    ]);
  });

  it('loses no package of a document that describes all of them', () => {
    const evil = { SPDXID: 'SPDXRef-evil', name: 'evil' };
    expect(names(document([evil, bash], describes('SPDXRef-evil', 'SPDXRef-bash')))).toEqual([
      'evil',
      'bash',
    ]);
    expect(names(document([root, evil, bash], describes('SPDXRef-image', 'SPDXRef-evil')))).toEqual([
      'evil',
      'bash',
    ]);
  });

  it.each([
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'CONTAINS', relatedSpdxElement: 'a' },
    { spdxElementId: 'SPDXRef-bash', relationshipType: 'DESCRIBES', relatedSpdxElement: 'a' },
    { spdxElementId: 'a', relationshipType: 'DESCRIBED_BY', relatedSpdxElement: 'SPDXRef-bash' },
    { spdxElementId: 'a', relationshipType: 'CONTAINED_BY', relatedSpdxElement: 'SPDXRef-DOCUMENT' },
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBED_BY', relatedSpdxElement: 'a' },
  ])('is not described by what says something else: %j', (relationship) => {
    const packages = [{ SPDXID: 'a', name: 'folder' }, bash];
    expect(names(document(packages, { relationships: [relationship] }))).toEqual(['folder', 'bash']);
  });

  it('takes the image for the root where nothing is described, and only its SHA-256', () => {
    const checksums = [
      { algorithm: 'SHA512', checksumValue: hexOf(index) },
      { algorithm: 'SHA256', checksumValue: hexOf(manifest) },
    ];
    const { versionInfo: _, externalRefs: __, ...bare } = { ...root, checksums };
    expect(readReport(document([bash, bare]))).toMatchObject({ claims: { exact: [manifest] } });
    const { checksums: ___, ...none } = bare;
    expect(readReport(document([bash, none]))).toMatchObject({ claims: { exact: [] } });
  });

  it('is about none of several images that nothing tells apart', () => {
    const other = { ...root, SPDXID: 'SPDXRef-base', versionInfo: digestOf(Buffer.from('base')) };
    expect(readReport(document([root, other]))).toMatchObject({ claims: { exact: [], reference: [] } });
    expect(readReport(document([root, other], describes('SPDXRef-image')))).toMatchObject({
      claims: { exact: [manifest, manifest] },
    });
  });

  it.each(['CONTAINER', 'OPERATING_SYSTEM', 'FILE'])('leaves out what is a %s', (primaryPackagePurpose) => {
    expect(names(document([{ name: 'x', primaryPackagePurpose }, bash]))).toEqual(['bash']);
    expect(names(document([{ name: 'x', primaryPackagePurpose: 'APPLICATION' }, bash]))).toEqual([
      'x',
      'bash',
    ]);
  });

  it.each([
    'pkg:oci/web',
    'pkg:oci/web@1.4.2',
    'pkg:oci/web@%E0%A4%A',
    `pkg:docker/web@${index}`,
    `pkg:oci/web@sha256:${'A'.repeat(64)}`,
  ])('takes no digest from %s', (imageUrl) => {
    const named = document([{ name: 'web', primaryPackagePurpose: 'CONTAINER', ...purl(imageUrl) }]);
    expect(readReport(named)).toMatchObject({ claims: { exact: [], reference: [] } });
  });

  it.each([
    [document([], { spdxVersion: 'SPDX-2.1' }), 'UNSUPPORTED: SPDX-2.1 is not read, only 2.2 and 2.3'],
    [document([], { spdxVersion: null }), 'INCOMPLETE: spdxVersion is missing'],
    [document([], { packages: undefined }), 'INCOMPLETE: packages is missing'],
    [document([{ versionInfo: '1' }]), 'INCOMPLETE: packages[0].name is missing'],
    [
      document([{ name: 'a', licenseConcluded: ['MIT'] }]),
      'UNPARSABLE: packages[0].licenseConcluded: expected string, received array',
    ],
  ])('refuses what is not as it should be (%#)', (wrong, problem) => {
    expect(problemOf(readReport(wrong))).toBe(problem);
  });

  it('reads 2.2, which has no purposes', () => {
    expect(sbomOf(readReport(document([bash], { spdxVersion: 'SPDX-2.2' }))).packages).toHaveLength(1);
  });
});

describe('when SPDX 3 is read', () => {
  const document = (...graph: readonly unknown[]) => ({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      { type: 'CreationInfo', '@id': '_:1', created: '2026-11-20T10:00:00Z', createdUsing: ['urn:tool'] },
      { type: 'Tool', spdxId: 'urn:tool', name: 'syft 1.52.0' },
      { type: 'SpdxDocument', spdxId: 'urn:doc', rootElement: ['urn:sbom'], creationInfo: '_:1' },
      { type: 'software_Sbom', spdxId: 'urn:sbom', rootElement: ['urn:image'] },
      ...graph,
    ],
  });
  const image = {
    type: 'software_Package',
    spdxId: 'urn:image',
    name: 'web',
    software_packageVersion: manifest,
    software_primaryPurpose: 'container',
    software_packageUrl: imagePurl,
    verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: hexOf(manifest) }],
  };
  const bash = { type: 'software_Package', spdxId: 'urn:bash', name: 'bash', software_packageVersion: '5.2' };
  const license = (relationshipType: string, ...to: readonly string[]) => ({
    type: 'Relationship',
    relationshipType,
    from: 'urn:bash',
    to,
  });
  const expression = (spdxId: string, simplelicensing_licenseExpression: string) => ({
    type: 'simplelicensing_LicenseExpression',
    spdxId,
    simplelicensing_licenseExpression,
  });
  const licensesOf = (...graph: readonly object[]) =>
    sbomOf(readReport(document(image, bash, ...graph))).packages[0]?.licenses;

  it('tells which image it is about, who wrote it and what is inside', () => {
    const reading = readReport(
      document(
        image,
        { ...bash, software_packageUrl: 'pkg:deb/debian/bash@5.2' },
        {
          type: 'software_Package',
          spdxId: 'urn:curl',
          name: 'curl',
          externalIdentifier: [
            { type: 'ExternalIdentifier', externalIdentifierType: 'cpe23', identifier: 'cpe' },
            { externalIdentifierType: 'packageUrl', identifier: 'pkg:deb/debian/curl@8' },
          ],
        },
        {
          type: 'software_Package',
          name: 'debian',
          software_packageVersion: '12',
          software_primaryPurpose: 'operatingSystem',
        },
        { type: 'software_File', spdxId: 'urn:file', name: '/bin/bash' },
        { type: 'Person', name: 7 },
      ),
    );
    expect(reading).toMatchObject({
      title: 'SPDX 3.0 by syft 1.52.0',
      claims: { exact: [manifest, manifest], reference: [index], platform: { architecture: 'arm64' } },
    });
    expect(sbomOf(reading)).toEqual({
      format: 'spdx-3',
      tool: 'syft 1.52.0',
      created: '2026-11-20T10:00:00Z',
      os: { family: 'debian', version: '12' },
      packages: [
        { name: 'bash', version: '5.2', purl: 'pkg:deb/debian/bash@5.2', type: 'deb', licenses: [] },
        { name: 'curl', purl: 'pkg:deb/debian/curl@8', type: 'deb', licenses: [] },
      ],
    });
  });

  it('takes concluded licences over declared ones, all of them', () => {
    expect(
      licensesOf(
        license('hasDeclaredLicense', 'urn:a'),
        license('hasConcludedLicense', 'urn:b', 'urn:c'),
        expression('urn:a', 'ISC'),
        expression('urn:b', 'MIT'),
        expression('urn:c', 'GPL-2.0-only'),
      ),
    ).toEqual(['MIT', 'GPL-2.0-only']);
  });

  it('takes declared ones where nothing was concluded', () => {
    expect(
      licensesOf(
        license('hasConcludedLicense', 'urn:none'),
        license('hasDeclaredLicense', 'urn:a'),
        expression('urn:a', 'ISC'),
        expression('urn:none', 'NOASSERTION'),
      ),
    ).toEqual(['ISC']);
  });

  it.each([
    ['https://spdx.org/licenses/MIT', 'MIT'],
    ['https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion', 'NOASSERTION'],
    ['expandedlicensing_NoAssertionLicense', 'NOASSERTION'],
    ['expandedlicensing_NoneLicense', 'NONE'],
    ['urn:nowhere', 'urn:nowhere'],
  ])('reads the licence %s, which is not written out, as %s', (id, expected) => {
    expect(licensesOf(license('hasDeclaredLicense', id))).toEqual([expected]);
  });

  it('keeps every one of very many licences', () => {
    const ids = Array.from({ length: 150_000 }, (_, at) => `https://spdx.org/licenses/L${at}`);
    expect(licensesOf({ ...license('hasDeclaredLicense'), to: ids })).toHaveLength(ids.length);
  });

  it('reads one target that is not in a list, and a root that is described by a relationship', () => {
    const graph = [
      { type: 'SpdxDocument', spdxId: 'urn:doc', creationInfo: { created: 'inline' } },
      { type: 'Relationship', relationshipType: 'describes', from: 'urn:doc', to: 'urn:image' },
      image,
      bash,
      { ...license('hasDeclaredLicense'), to: 'https://spdx.org/licenses/MIT' },
    ];
    const reading = readReport({
      '@context': ['https://spdx.org/rdf/3.0.1/spdx-context.jsonld', {}],
      '@graph': graph,
    });
    expect(reading).toMatchObject({ title: 'SPDX 3.0', claims: { reference: [index] } });
    expect(sbomOf(reading).packages).toEqual([{ name: 'bash', version: '5.2', licenses: ['MIT'] }]);
  });

  it.each([
    [
      { '@context': 'https://spdx.org/rdf/3.1/spdx-context.jsonld', '@graph': [] },
      "UNSUPPORTED: version 3.1 of SPDX's graph is not read, only 3.0",
    ],
    [
      { '@context': 'https://spdx.org/other', '@graph': [] },
      "UNSUPPORTED: version unknown of SPDX's graph is not read, only 3.0",
    ],
    [{ ...document(), '@graph': null }, 'INCOMPLETE: @graph is missing'],
    [document(7), 'UNPARSABLE: @graph[4]: expected object'],
    [document({ ...bash, name: undefined }), 'INCOMPLETE: @graph[4].name is missing'],
    [document({ ...license('hasDeclaredLicense'), to: undefined }), 'INCOMPLETE: @graph[4].to is missing'],
  ])('refuses what is not as it should be (%#)', (wrong, problem) => {
    expect(problemOf(readReport(wrong))).toBe(problem);
  });
});
