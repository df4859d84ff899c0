import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/evidence/format.ts';
import { digestOf } from '../../../src/image/digest.ts';
import { kindsOf, problemOf, sbomOf, scanOf } from './reading.ts';

const config = digestOf(Buffer.from('config'));
const index = digestOf(Buffer.from('index'));
const finding = { VulnerabilityID: 'CVE-2026-1111', PkgName: 'libssl3', Severity: 'HIGH' };
const report = (more: object, result: object = {}) => ({
  SchemaVersion: 2,
  Trivy: { Version: '0.68.1' },
  ArtifactName: 'web',
  ArtifactType: 'container_image',
  Results: [{ Target: 'web', Class: 'os-pkgs', Type: 'debian', ...result }],
  ...more,
});
const findings = (...list: readonly object[]) =>
  scanOf(readReport(report({}, { Vulnerabilities: list.map((one) => ({ ...finding, ...one })) })))
    .vulnerabilities;

describe('when Trivy looked at several things', () => {
  const results = (...Results: readonly object[]) =>
    scanOf(readReport(report({ Metadata: { OS: { Family: 'debian', Name: '12.5' } }, Results })));

  it('one that is a list of packages proves that it looked at these', () => {
    expect(results({ Class: 'secret' }, { Class: 'os-pkgs' }).proofOfWork).toBe('debian 12.5');
    expect(results({ Class: 'secret' }, { Class: 'config' })).not.toHaveProperty('proofOfWork');
    expect(results({ Class: 'lang-pkgs' }, { Class: 'os-pkgs' }).os).toMatchObject({ endOfLife: false });
    expect(results({ Class: 'lang-pkgs' }, { Class: 'secret' }).os).not.toHaveProperty('endOfLife');
  });

  it('one that lists what was hidden shows that all of it is listed', () => {
    const hidden = { Class: 'os-pkgs', ExperimentalModifiedFindings: [] };
    expect(results({ Class: 'lang-pkgs' }, hidden).lacks).toEqual([]);
    expect(results({ Class: 'lang-pkgs' }, { Class: 'os-pkgs' }).lacks).toEqual(['suppressed']);
  });
});

describe("when Trivy's report is read", () => {
  it('tells what was scanned, with what and when', () => {
    const reading = readReport(
      report({
        CreatedAt: '2026-11-20T10:00:00.123456789+01:00',
        Metadata: {
          OS: { Family: 'debian', Name: '12.5', EOSL: false },
          ImageID: config,
          RepoDigests: [`ghcr.io/acme/web@${index}`, 'ghcr.io/acme/web:1.4.2'],
          ImageConfig: { os: 'linux', architecture: 'arm', variant: 'v7' },
        },
      }),
    );
    expect(reading).toMatchObject({
      title: 'scan by trivy 0.68.1',
      claims: {
        exact: [config],
        reference: [index],
        platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      },
    });
    expect(scanOf(reading)).toEqual({
      format: 'trivy',
      scanner: { name: 'trivy', version: '0.68.1' },
      created: '2026-11-20T10:00:00.123456789+01:00',
      vulnerabilities: [],
      proofOfWork: 'debian 12.5',
      lacks: ['suppressed'],
      os: { family: 'debian', version: '12.5', endOfLife: false },
      filters: [],
    });
  });

  it('reads a finding with all that a policy asks for', () => {
    expect(
      findings({
        VendorIDs: ['DSA-1', 'GHSA-aaaa-bbbb-cccc', 'DSA-1', 'CVE-2026-1111'],
        InstalledVersion: '3.0.11-1',
        PkgIdentifier: { PURL: 'pkg:deb/debian/libssl3@3.0.11-1' },
        FixedVersion: '3.0.12-1, 3.1.4-1',
        Status: 'fixed',
        SeveritySource: 'debian',
        CVSS: { nvd: { V2Score: 5, V3Score: 7.5 }, redhat: { V3Score: 9.1, V40Score: 8.7 } },
        PublishedDate: '2026-01-02T03:04:05Z',
      }),
    ).toEqual([
      {
        id: 'CVE-2026-1111',
        aliases: ['DSA-1', 'GHSA-aaaa-bbbb-cccc'],
        severity: 'high',
        severitySource: 'debian',
        package: {
          name: 'libssl3',
          version: '3.0.11-1',
          purl: 'pkg:deb/debian/libssl3@3.0.11-1',
          type: 'debian',
        },
        fix: 'fixed',
        fixedIn: ['3.0.12-1', '3.1.4-1'],
        cvss: { v2: 5, v3: 9.1, v4: 8.7 },
        published: '2026-01-02T03:04:05Z',
      },
    ]);
  });

  it.each([
    ['fixed', undefined, 'fixed'],
    ['affected', undefined, 'not-fixed'],
    ['fix_deferred', undefined, 'not-fixed'],
    ['under_investigation', undefined, 'not-fixed'],
    ['will_not_fix', undefined, 'wont-fix'],
    ['end_of_life', undefined, 'wont-fix'],
    ['not_affected', undefined, 'unknown'],
    ['of the future', undefined, 'unknown'],
    [undefined, undefined, 'unknown'],
    [undefined, '1.2', 'fixed'],
    ['affected', '1.2', 'fixed'],
    ['affected', ' , ', 'not-fixed'],
  ])('reads the status %s with the fix %s as %s', (Status, FixedVersion, fix) => {
    expect(findings({ Status, FixedVersion })).toMatchObject([{ fix }]);
  });

  it.each([
    ['CRITICAL', 'critical'],
    ['High', 'high'],
    ['MEDIUM', 'medium'],
    ['LOW', 'low'],
    ['UNKNOWN', 'unknown'],
    ['', 'unknown'],
    [null, 'unknown'],
    ['major', 'unknown'],
    ['constructor', 'unknown'],
  ])('reads the severity %s as %s', (Severity, severity) => {
    expect(findings({ Severity })).toMatchObject([{ severity }]);
  });

  it('keeps what was suppressed, marks it, and says when it cannot know of any', () => {
    const scan = scanOf(
      readReport(
        report(
          {},
          {
            Vulnerabilities: [finding],
            ExperimentalModifiedFindings: [
              {
                Type: 'vulnerability',
                Status: 'ignored',
                Statement: 'not reachable',
                Source: '.trivyignore.yaml',
                Finding: { ...finding, VulnerabilityID: 'CVE-2026-2222' },
              },
              { Type: 'vulnerability', Status: 'not_affected', Finding: finding },
              { Type: 'misconfiguration', Status: 'ignored', Finding: { ID: 'DS001' } },
            ],
          },
        ),
      ),
    );
    expect(scan.vulnerabilities.map((one) => [one.id, one.suppressed])).toEqual([
      ['CVE-2026-1111', undefined],
      ['CVE-2026-2222', { by: '.trivyignore.yaml', reason: 'not reachable' }],
      ['CVE-2026-1111', { by: 'not_affected', reason: 'not_affected' }],
    ]);
    expect(scan.lacks).toEqual([]);
  });

  it('reads the packages as an inventory, with versions as the system writes them', () => {
    const Packages = [
      { Name: 'bash', Version: '5.2', Release: '2', Epoch: 1, Licenses: ['GPL-3.0-or-later', 'MIT'] },
      {
        Name: 'curl',
        Version: '8.5',
        Release: '',
        Epoch: 0,
        Identifier: { PURL: 'pkg:deb/debian/curl@8.5' },
      },
      { Name: 'nameless', Version: '', Licenses: null },
    ];
    const reading = readReport(report({ CreatedAt: '2026-11-20T10:00:00Z' }, { Packages }));
    expect(sbomOf(reading)).toEqual({
      format: 'trivy',
      tool: 'trivy 0.68.1',
      created: '2026-11-20T10:00:00Z',
      packages: [
        { name: 'bash', version: '1:5.2-2', type: 'debian', licenses: ['GPL-3.0-or-later', 'MIT'] },
        { name: 'curl', version: '8.5', purl: 'pkg:deb/debian/curl@8.5', type: 'debian', licenses: [] },
        { name: 'nameless', type: 'debian', licenses: [] },
      ],
    });
    expect(scanOf(reading).proofOfWork).toBe('3 packages');
  });

  it.each([
    ['no results', report({ Results: null }), undefined],
    ['results of nothing', report({}), undefined],
    ['an unknown system', report({ Metadata: { OS: { Family: 'none', Name: '' } } }), undefined],
    ['an empty list of packages', report({}, { Packages: [] }), undefined],
    ['one package', report({}, { Packages: [{ Name: 'bash' }] }), '1 package'],
    ['a finding', report({}, { Vulnerabilities: [finding] }), '1 finding'],
    ['a system', report({ Metadata: { OS: { Family: 'alpine' } } }), 'alpine'],
    [
      'secrets only, though the system is known',
      report({ Metadata: { OS: { Family: 'alpine', Name: '3.20' } } }, { Class: 'secret' }),
      undefined,
    ],
  ])('has or lacks proof that Trivy looked at anything: %s', (_, document, proof) => {
    expect(scanOf(readReport(document)).proofOfWork).toBe(proof);
  });

  it.each([
    [true, 'os-pkgs', true],
    [undefined, 'os-pkgs', false],
    [undefined, 'secret', undefined],
    [undefined, undefined, undefined],
  ])('reads EOSL %s beside the class %s as %s', (EOSL, Class, endOfLife) => {
    const document = report({ Metadata: { OS: { Family: 'alpine', EOSL } } }, { Class });
    expect(scanOf(readReport(document)).os?.endOfLife).toBe(endOfLife);
  });

  it('has no inventory where no packages are listed', () => {
    expect(kindsOf(readReport(report({}, { Vulnerabilities: null, Packages: null })))).toEqual(['scan']);
  });

  it.each([
    [report({ SchemaVersion: 1 }), 'UNSUPPORTED: SchemaVersion 1 is not read, only 2'],
    [report({ SchemaVersion: '2' }), 'UNPARSABLE: SchemaVersion: expected number, received string'],
    [report({ ArtifactType: 'repository' }), 'UNSUPPORTED: it is about a repository, not about an image'],
    [report({ ArtifactType: undefined }), 'INCOMPLETE: ArtifactType is missing'],
    [report({ Results: {} }), 'UNPARSABLE: Results: expected array'],
    [
      report({}, { Vulnerabilities: [finding, { ...finding, PkgName: undefined }] }),
      'INCOMPLETE: Results[0].Vulnerabilities[1].PkgName is missing',
    ],
    [
      report({}, { Vulnerabilities: [{ ...finding, VulnerabilityID: null }] }),
      'INCOMPLETE: Results[0].Vulnerabilities[0].VulnerabilityID is missing',
    ],
    [
      report({}, { Vulnerabilities: [{ ...finding, Severity: 4 }] }),
      'UNPARSABLE: Results[0].Vulnerabilities[0].Severity: expected string, received number',
    ],
    [
      report({}, { Packages: [{ Name: 'a' }, 'b'] }),
      'UNPARSABLE: Results[0].Packages[1]: expected object, received string',
    ],
    [
      report({}, { ExperimentalModifiedFindings: [{ Type: 'vulnerability', Finding: { ID: 'x' } }] }),
      'UNPARSABLE: Results[0].ExperimentalModifiedFindings[0].Finding: it is no vulnerability',
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toBe(problem);
  });

  it.each([11, -1, Number.POSITIVE_INFINITY])('refuses the score %s', (V3Score) => {
    const document = report({}, { Vulnerabilities: [{ ...finding, CVSS: { nvd: { V3Score } } }] });
    expect(problemOf(readReport(document))).toContain('Vulnerabilities[0].CVSS.nvd.V3Score: ');
  });

  it.each(['yesterday', '2026-11-20', '2026-11-20T10:00:00', '2026-13-20T10:00:00Z', ''])(
    'takes no time from %j',
    (CreatedAt) => {
      expect(scanOf(readReport(report({ CreatedAt })))).not.toHaveProperty('created');
    },
  );
});
