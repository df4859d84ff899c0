import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/evidence/format.ts';
import { digestOf } from '../../../src/image/digest.ts';
import { problemOf, sbomOf } from './reading.ts';

const config = digestOf(Buffer.from('config'));
const manifest = digestOf(Buffer.from('manifest'));
const index = digestOf(Buffer.from('index'));
const report = (more: object = {}) => ({
  artifacts: [],
  source: { type: 'image', metadata: { imageID: config } },
  distro: { id: 'debian', name: 'Debian GNU/Linux', versionID: '12' },
  descriptor: { name: 'syft', version: '1.52.0' },
  schema: {
    version: '16.1.0',
    url: 'https://raw.githubusercontent.com/anchore/syft/main/schema/json/schema-16.1.0.json',
  },
  ...more,
});
const licensesOf = (licenses: unknown) =>
  sbomOf(readReport(report({ artifacts: [{ name: 'bash', licenses }] }))).packages[0]?.licenses;

describe("when Syft's own form is read", () => {
  it('tells what was looked at, and every package', () => {
    const metadata = {
      imageID: config,
      manifestDigest: manifest,
      repoDigests: [`ghcr.io/acme/web@${index}`],
      architecture: 'arm64',
      os: 'linux',
    };
    const artifacts = [
      { name: 'bash', version: '5.2', type: 'deb', purl: 'pkg:deb/debian/bash@5.2', licenses: [] },
      { name: '', version: '', type: 'binary', purl: '' },
    ];
    const reading = readReport(report({ artifacts, source: { type: 'image', metadata } }));
    expect(reading).toMatchObject({
      title: 'Syft JSON by syft 1.52.0',
      claims: {
        exact: [config, manifest],
        reference: [index],
        platform: { os: 'linux', architecture: 'arm64' },
      },
    });
    expect(sbomOf(reading)).toEqual({
      format: 'syft',
      tool: 'syft 1.52.0',
      os: { family: 'debian', version: '12' },
      packages: [
        { name: 'bash', version: '5.2', type: 'deb', purl: 'pkg:deb/debian/bash@5.2', licenses: [] },
        { name: '', type: 'binary', licenses: [] },
      ],
    });
  });

  it.each([
    ['plain strings of old files', ['MIT', 'GPL-2.0-only'], ['MIT', 'GPL-2.0-only']],
    [
      'declared ones',
      [
        { value: 'GPLv2', spdxExpression: 'GPL-2.0-only', type: 'declared' },
        { value: 'own', spdxExpression: '', type: 'declared' },
      ],
      ['GPL-2.0-only', 'own'],
    ],
    [
      'concluded over declared',
      [
        { value: 'MIT', spdxExpression: 'MIT', type: 'declared' },
        { value: 'ISC', spdxExpression: 'ISC', type: 'concluded' },
      ],
      ['ISC'],
    ],
    ['one without words', [{ value: '', type: 'declared' }], ['NOASSERTION']],
    ['none', null, []],
  ])('takes licences: %s', (_, licenses, expected) => {
    expect(licensesOf(licenses)).toEqual(expected);
  });

  it('is known by its schema where the descriptor names another', () => {
    expect(sbomOf(readReport(report({ descriptor: { name: 'wrapper' } }))).format).toBe('syft');
  });

  it('says nothing of the system where none was recognised', () => {
    expect(sbomOf(readReport(report({ distro: {} })))).not.toHaveProperty('os');
  });

  it.each([
    [
      report({ source: { type: 'directory', metadata: { path: '/src' } } }),
      'UNSUPPORTED: it is about a directory, not about an image',
    ],
    [report({ artifacts: null }), 'INCOMPLETE: artifacts is missing'],
    [report({ artifacts: [{ version: '1' }] }), 'INCOMPLETE: artifacts[0].name is missing'],
    [
      report({ artifacts: [{ name: 'a', licenses: [1] }] }),
      expect.stringContaining('UNPARSABLE: artifacts[0].licenses[0]: '),
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toEqual(problem);
  });
});
