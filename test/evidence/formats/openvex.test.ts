import { describe, expect, it } from 'vitest';
import { readPredicate, readReport } from '../../../src/evidence/format.ts';
import { digestOf, hexOf } from '../../../src/image/digest.ts';
import { problemOf, vexOf } from './reading.ts';

const index = digestOf(Buffer.from('index'));
const other = digestOf(Buffer.from('other'), 'sha512');
const statement = (more: object = {}) => ({
  vulnerability: { '@id': 'https://example.com/CVE-2026-1111', name: 'CVE-2026-1111' },
  status: 'fixed',
  ...more,
});
const vex = (statements: unknown, more: object = {}) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  author: 'Acme Security',
  timestamp: '2026-01-01T00:00:00Z',
  statements,
  ...more,
});
const read = (more: object) => vexOf(readReport(vex([statement(more)]))).statements;

describe('when OpenVEX is read', () => {
  it('reads what was said, about what, and when', () => {
    const reading = readReport(
      vex([
        {
          vulnerability: { name: 'CVE-2026-1111', aliases: ['GHSA-aaaa-bbbb-cccc', 'CVE-2026-1111'] },
          products: [
            {
              '@id': 'pkg:oci/web',
              identifiers: { purl: 'pkg:oci/web' },
              hashes: { 'sha-256': hexOf(index), md5: 'aa' },
              subcomponents: [
                { '@id': 'pkg:deb/debian/bash@5.2' },
                { identifiers: { purl: 'pkg:deb/debian/zlib@1' } },
              ],
            },
            { '@id': 'https://example.com/worker' },
          ],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
          impact_statement: 'not compiled in',
          timestamp: '2026-02-01T00:00:00Z',
          last_updated: '2026-03-01T00:00:00Z',
        },
      ]),
    );
    expect(reading).toMatchObject({
      title: 'OpenVEX 0.2 by Acme Security',
      claims: { exact: [], reference: [], whole: [index] },
    });
    const said = {
      vulnerability: 'CVE-2026-1111',
      aliases: ['GHSA-aaaa-bbbb-cccc'],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      impact: 'not compiled in',
      timestamp: '2026-03-01T00:00:00Z',
    };
    expect(vexOf(reading)).toEqual({
      format: 'openvex',
      statements: [
        {
          ...said,
          products: ['pkg:oci/web', index],
          subcomponents: ['pkg:deb/debian/bash@5.2', 'pkg:deb/debian/zlib@1'],
        },
        { ...said, products: ['https://example.com/worker'], subcomponents: [] },
      ],
    });
  });

  it('is about the subject of its statement where it names no product', () => {
    const reading = readPredicate('https://openvex.dev/ns/v0.2.0', vex([statement()]));
    expect(vexOf(reading).statements).toMatchObject([{ products: [], subcomponents: [] }]);
  });

  it('names images by hash and by package URL', () => {
    const products = [
      { hashes: { 'sha-256': hexOf(index).toUpperCase() } },
      { hashes: { 'sha-512': hexOf(other) } },
      { '@id': `pkg:oci/web@${encodeURIComponent(index)}` },
    ];
    expect(readReport(vex([statement({ products })]))).toMatchObject({
      claims: { whole: [index, other, index] },
    });
  });

  it.each([
    [{}, '2026-01-01T00:00:00Z'],
    [{ timestamp: '2026-02-01T00:00:00Z' }, '2026-02-01T00:00:00Z'],
    [{ timestamp: 'soon' }, '2026-01-01T00:00:00Z'],
  ])('takes the time of %j as %s', (more, timestamp) => {
    expect(read(more)).toMatchObject([{ timestamp }]);
  });

  it('accepts an impact statement in place of a justification', () => {
    expect(read({ status: 'not_affected', impact_statement: 'not used' })).toMatchObject([
      { impact: 'not used' },
    ]);
  });

  it.each([
    [
      vex([], { '@context': 'https://openvex.dev/ns/v0.3.0' }),
      'UNSUPPORTED: version v0.3.0 is not read, only 0.2',
    ],
    [vex(null), 'INCOMPLETE: statements is missing'],
    [
      vex([statement({ vulnerability: 'CVE-2026-1111' })], { '@context': 'https://openvex.dev/ns' }),
      'UNPARSABLE: statements[0].vulnerability: expected object, received string',
    ],
    [vex([statement({ vulnerability: {} })]), 'INCOMPLETE: statements[0].vulnerability.name is missing'],
    [vex([statement({ status: undefined })]), 'INCOMPLETE: statements[0].status is missing'],
    [
      vex([statement({ status: 'not_affected' })]),
      'UNPARSABLE: statements[0]: not_affected needs a justification or an impact statement',
    ],
    [
      vex([statement({ products: [{}] })]),
      'UNPARSABLE: statements[0].products[0]: it has neither an @id, a purl nor a hash',
    ],
    [
      vex([statement({ products: [{ '@id': 'a', subcomponents: [{ identifiers: {} }] }] })]),
      'UNPARSABLE: statements[0].products[0].subcomponents[0]: it has neither an @id, a purl nor a hash',
    ],
    [
      vex([statement({ products: [{ hashes: ['a'] }] })]),
      'UNPARSABLE: statements[0].products[0].hashes: expected object',
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toBe(problem);
  });

  it('refuses a status that is none', () => {
    expect(problemOf(readReport(vex([statement({ status: 'FIXED' })])))).toContain(
      'UNPARSABLE: statements[0].status: expected one of',
    );
  });
});
