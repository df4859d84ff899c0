import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/evidence/format.ts';
import { digestOf } from '../../../src/image/digest.ts';
import { kindsOf, problemOf, scanOf } from './reading.ts';

const config = digestOf(Buffer.from('config'));
const manifest = digestOf(Buffer.from('manifest'));
const index = digestOf(Buffer.from('index'));
const match = (vulnerability: object = {}, more: object = {}) => ({
  vulnerability: { id: 'GHSA-aaaa-bbbb-cccc', severity: 'Critical', ...vulnerability },
  artifact: {
    name: 'log4j-core',
    version: '2.14.1',
    type: 'java-archive',
    purl: 'pkg:maven/a/log4j-core@2.14.1',
  },
  ...more,
});
const report = (more: object = {}, descriptor: object = {}) => ({
  matches: [],
  source: { type: 'image', target: { imageID: config } },
  distro: { name: 'debian', version: '12' },
  descriptor: { name: 'grype', version: '0.110.0', ...descriptor },
  ...more,
});
const first = (one: object) => scanOf(readReport(report({ matches: [one] }))).vulnerabilities[0];

describe("when Grype's report is read", () => {
  it('tells what was scanned, with what, when, and how old the database is', () => {
    const target = {
      imageID: config,
      manifestDigest: manifest,
      repoDigests: [`ghcr.io/acme/web@${index}`],
      architecture: 'arm64',
      os: 'linux',
    };
    const reading = readReport(
      report(
        { source: { type: 'image', target } },
        {
          timestamp: '2026-11-20T10:00:00Z',
          db: { status: { built: '2026-11-19T00:00:00Z', schemaVersion: 'v6.1.0' } },
        },
      ),
    );
    expect(reading).toMatchObject({
      title: 'scan by grype 0.110.0',
      claims: {
        exact: [config, manifest],
        reference: [index],
        platform: { os: 'linux', architecture: 'arm64' },
      },
    });
    expect(scanOf(reading)).toEqual({
      format: 'grype',
      scanner: { name: 'grype', version: '0.110.0' },
      created: '2026-11-20T10:00:00Z',
      database: '2026-11-19T00:00:00Z',
      vulnerabilities: [],
      proofOfWork: 'debian 12',
      lacks: ['published'],
      os: { family: 'debian', version: '12' },
      filters: [],
    });
  });

  it('reads a match with all that is said under its other names', () => {
    const one = match(
      {
        namespace: 'github:language:java',
        fix: {
          versions: ['2.15.0', '2.12.2'],
          state: 'fixed',
          available: [
            { version: '2.15.0', date: '2021-12-10' },
            { version: '2.12.2', date: '2021-12-14' },
          ],
        },
        epss: [{ cve: 'CVE-2021-44228', epss: 0.97 }],
      },
      {
        relatedVulnerabilities: [
          {
            id: 'CVE-2021-44228',
            cvss: [
              { version: '2.0', metrics: { baseScore: 9.3 } },
              { version: '3.1', metrics: { baseScore: 10 } },
              { version: '3.0', metrics: { baseScore: 9 } },
              { version: 'x', metrics: { baseScore: 1 } },
            ],
            knownExploited: [{ cve: 'CVE-2021-44228', dateAdded: '2021-12-10' }],
          },
        ],
      },
    );
    expect(first(one)).toEqual({
      id: 'GHSA-aaaa-bbbb-cccc',
      aliases: ['CVE-2021-44228'],
      severity: 'critical',
      severitySource: 'github:language:java',
      package: {
        name: 'log4j-core',
        version: '2.14.1',
        purl: 'pkg:maven/a/log4j-core@2.14.1',
        type: 'java-archive',
      },
      fix: 'fixed',
      fixedIn: ['2.15.0', '2.12.2'],
      cvss: { v2: 9.3, v3: 10 },
      epss: 0.97,
      kevSince: '2021-12-10',
      fixedSince: '2021-12-10',
    });
  });

  it('never loses that something is known to be exploited, even without a date', () => {
    expect(first(match({ knownExploited: [{ cve: 'CVE-2021-44228' }] }))).toMatchObject({
      kevSince: 'unknown',
    });
    expect(first(match({ knownExploited: [] }))).not.toHaveProperty('kevSince');
  });

  it.each([
    [{ state: 'not-fixed' }, 'not-fixed'],
    [{ state: 'wont-fix', versions: [] }, 'wont-fix'],
    [{ state: 'unknown' }, 'unknown'],
    [{ state: '' }, 'unknown'],
    [{ state: 'unknown', versions: ['2'] }, 'fixed'],
    [null, 'unknown'],
  ])('reads the fix %j as %s', (fix, state) => {
    expect(first(match({ fix }))?.fix).toBe(state);
  });

  it.each([
    ['Negligible', 'low'],
    ['Unknown', 'unknown'],
    ['', 'unknown'],
  ])('reads the severity %j as %s', (severity, expected) => {
    expect(first(match({ severity }))?.severity).toBe(expected);
  });

  it('keeps ignored matches and marks them', () => {
    const ignoredMatches = [
      match({ id: 'CVE-1' }, { appliedIgnoreRules: [{ vulnerability: 'CVE-1', reason: 'not reachable' }] }),
      match(
        { id: 'CVE-2' },
        {
          appliedIgnoreRules: [
            { 'vex-status': 'not_affected', 'vex-justification': 'component_not_present' },
          ],
        },
      ),
      match({ id: 'CVE-3' }),
    ];
    const scan = scanOf(readReport(report({ distro: {}, ignoredMatches })));
    expect(scan.vulnerabilities.map((one) => [one.id, one.suppressed])).toEqual([
      ['CVE-1', { by: 'ignore rule', reason: 'not reachable' }],
      ['CVE-2', { by: 'VEX not_affected', reason: 'component_not_present' }],
      ['CVE-3', { by: 'ignore rule' }],
    ]);
    expect(scan.proofOfWork).toBe('3 findings');
  });

  it('names the filters that leave no trace', () => {
    const configuration = { 'only-fixed': true, 'only-notfixed': true, exclude: ['./usr/**'], ignore: [{}] };
    expect(scanOf(readReport(report({}, { configuration }))).filters).toEqual([
      'only-fixed',
      'only-notfixed',
      'exclude',
    ]);
    const none = { 'only-fixed': false, exclude: [], ignore: null };
    expect(scanOf(readReport(report({}, { configuration: none }))).filters).toEqual([]);
  });

  it.each([null, {}, { name: '', version: '' }])(
    'has no proof that Grype looked at anything with the distribution %j and no match',
    (distro) => {
      expect(scanOf(readReport(report({ distro })))).not.toHaveProperty('proofOfWork');
    },
  );

  it('reads a report without source, which names no image', () => {
    const reading = readReport(report({ source: null }));
    expect(kindsOf(reading)).toEqual(['scan']);
    expect(reading).toMatchObject({ claims: { exact: [], reference: [] } });
  });

  it.each([
    [
      report({ source: { type: 'directory', target: '/src' } }),
      'UNSUPPORTED: it is about a directory, not about an image',
    ],
    [report({ matches: null }), 'INCOMPLETE: matches is missing'],
    [report({ matches: {} }), 'UNPARSABLE: matches: expected array'],
    [
      report({ matches: [match({ id: '' })] }),
      expect.stringMatching(/^UNPARSABLE: matches\[0\]\.vulnerability\.id: /),
    ],
    [
      report({ matches: [{ ...match(), artifact: undefined }] }),
      'INCOMPLETE: matches[0].artifact is missing',
    ],
    [
      report({ matches: [match({ epss: [{ epss: 2 }] })] }),
      expect.stringContaining('vulnerability.epss[0].epss: '),
    ],
    [
      report({ source: { type: 'image', target: 'web' } }),
      'UNPARSABLE: source.target: expected object, received string',
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toEqual(problem);
  });
});
