import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/evidence/format.ts';
import { digestOf } from '../../../src/image/digest.ts';
import { problemOf, scanOf } from './reading.ts';

const config = digestOf(Buffer.from('config'));
const index = digestOf(Buffer.from('index'));
const rule = (id: string, properties?: object) => ({ id, properties });
const run = (results: unknown, rules: readonly object[] = [], more: object = {}) => ({
  tool: { driver: { name: 'Trivy', version: '0.68.1', rules } },
  results,
  ...more,
});
const sarif = (...runs: readonly object[]) => ({ version: '2.1.0', runs });
const found = (results: unknown, rules?: readonly object[]) =>
  scanOf(readReport(sarif(run(results, rules)))).vulnerabilities;

describe('when SARIF is read', () => {
  it('tells which image it is about, and that it knows ids and severities only', () => {
    const properties = { imageID: config, repoDigests: [`ghcr.io/acme/web@${index}`] };
    const reading = readReport(
      sarif(run([{ ruleId: 'CVE-2026-1111', ruleIndex: 0 }], [rule('CVE-2026-1111')], { properties })),
    );
    expect(reading).toMatchObject({
      title: 'SARIF by trivy 0.68.1',
      claims: { exact: [config], reference: [index] },
    });
    expect(scanOf(reading)).toEqual({
      format: 'sarif',
      scanner: { name: 'trivy', version: '0.68.1' },
      vulnerabilities: [
        { id: 'CVE-2026-1111', aliases: [], severity: 'unknown', fix: 'unknown', fixedIn: [] },
      ],
      proofOfWork: '1 finding',
      lacks: ['package', 'fix', 'cvss', 'published', 'suppressed'],
      filters: [],
    });
  });

  it.each([
    ['9.0', undefined, 'critical'],
    ['7.0', undefined, 'high'],
    [4, undefined, 'medium'],
    ['0.1', undefined, 'low'],
    ['0.0', undefined, 'unknown'],
    ['0.0', ['vulnerability', 'security', 'UNKNOWN'], 'unknown'],
    ['5.3', ['vulnerability', 'security', 'HIGH'], 'high'],
    ['9.8', ['vulnerability', 'security', 'LOW'], 'critical'],
    [undefined, ['CRITICAL'], 'critical'],
    ['a lot', undefined, 'unknown'],
    [{ toString: 1 }, undefined, 'unknown'],
    [undefined, undefined, 'unknown'],
  ])('reads the score %j with the tags %j as %s', (score, tags, severity) => {
    const rules = [rule('CVE-2026-1111', { 'security-severity': score, tags })];
    expect(found([{ ruleId: 'CVE-2026-1111' }], rules)).toMatchObject([{ severity }]);
  });

  it('counts every result', () => {
    const results = [{ ruleId: 'CVE-2026-1111' }, { ruleId: 'CVE-2026-1111' }, { ruleIndex: 1 }];
    const rules = [rule('CVE-2026-1111'), rule('CVE-2026-2222', { tags: ['HIGH'] })];
    expect(found(results, rules).map((one) => [one.id, one.severity])).toEqual([
      ['CVE-2026-1111', 'unknown'],
      ['CVE-2026-1111', 'unknown'],
      ['CVE-2026-2222', 'high'],
    ]);
  });

  it.each([
    ['CVE-2026-1111-libssl3', 'CVE-2026-1111'],
    ['GHSA-cfh5-3ghh-wfjx-httpclient', 'GHSA-cfh5-3ghh-wfjx'],
    ['GHSA-cfh5-3ghh-wfjx', 'GHSA-cfh5-3ghh-wfjx'],
    ['ALAS-2026-1', 'ALAS-2026-1'],
  ])("finds the id in Grype's rule %s", (ruleId, id) => {
    expect(found([{ ruleId }])).toMatchObject([{ id }]);
  });

  it('leaves out what is no vulnerability, and nothing else', () => {
    const kinds = ['secret', 'misconfiguration', 'license', 'vulnerability', 'other'];
    const rules = kinds.map((tag) => rule(tag, { tags: [tag, 'security'] }));
    const results = [
      ...kinds.map((ruleId) => ({ ruleId })),
      { ruleId: 'passed', kind: 'pass' },
      { ruleId: 'skipped', kind: 'notApplicable' },
      { ruleId: 'open', kind: 'open' },
    ];
    expect(found(results, rules).map((one) => one.id)).toEqual(['vulnerability', 'other', 'open']);
  });

  it('keeps what is suppressed and marks it', () => {
    const suppressed = (suppressions: unknown) => found([{ ruleId: 'a', suppressions }])[0]?.suppressed;
    expect(suppressed([{ kind: 'external', justification: 'not reachable' }])).toEqual({
      by: 'SARIF suppression',
      reason: 'not reachable',
    });
    expect(suppressed([{ status: 'rejected' }, { status: 'accepted' }])).toEqual({ by: 'SARIF suppression' });
    expect(suppressed([{ status: 'underReview' }])).toBeUndefined();
    expect(suppressed([])).toBeUndefined();
  });

  it('has no proof that anything was looked at where there is no result', () => {
    expect(scanOf(readReport(sarif(run([]))))).not.toHaveProperty('proofOfWork');
  });

  it.each([
    [{ version: '2.0.0', runs: [] }, 'UNSUPPORTED: version 2.0.0 is not read, only 2.1.0'],
    [sarif(), 'INCOMPLETE: it has no run'],
    [sarif(run([]), run([])), 'UNSUPPORTED: it has 2 runs, one is read'],
    [sarif(run(null)), 'INCOMPLETE: runs[0].results is missing'],
    [
      sarif(run([{ message: { text: 'CVE-2026-1111' } }])),
      'INCOMPLETE: runs[0].results[0].ruleId is missing',
    ],
    [sarif({ results: [] }), 'INCOMPLETE: runs[0].tool is missing'],
    [
      { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', runs: [] },
      'INCOMPLETE: version is missing',
    ],
  ])('refuses what is not as it should be (%#)', (document, problem) => {
    expect(problemOf(readReport(document))).toBe(problem);
  });
});
