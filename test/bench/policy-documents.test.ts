import { describe, expect, it } from 'vitest';
import { readPredicate } from '../../src/evidence/format.ts';
import { sbomPredicate, scanPredicate } from './policy-documents.ts';

function partOf(type: string, predicate: object) {
  const read = readPredicate(type, JSON.parse(JSON.stringify(predicate)));
  if ('problem' in read) throw new Error(read.problem.message);
  return read.parts[0];
}

const sbom = (seed: string) => partOf('https://spdx.dev/Document/v2.3', sbomPredicate(seed, 50));
const scan = (seed: string) =>
  partOf('https://cosign.sigstore.dev/attestation/vuln/v1', scanPredicate(seed, 30));

describe('the evidence of the bench', () => {
  it('when the SBOM is read, every package has a purl and a licence', () => {
    const part = sbom('app-1');
    if (part?.kind !== 'sbom') throw new Error('no SBOM');
    expect(part.sbom.packages).toHaveLength(50);
    expect(part.sbom.packages.filter(({ purl, licenses }) => purl && licenses.length === 1)).toHaveLength(50);
    expect(new Set(part.sbom.packages.map(({ purl }) => purl)).size).toBe(50);
  });

  it('when the scan is read, every finding is of a package of the SBOM', () => {
    const [part, inventory] = [scan('app-1'), sbom('app-1')];
    if (part?.kind !== 'scan' || inventory?.kind !== 'sbom') throw new Error('no scan');
    const known = new Set(inventory.sbom.packages.map(({ purl }) => purl));
    expect(part.scan.vulnerabilities).toHaveLength(30);
    expect(part.scan.vulnerabilities.every((one) => known.has(one.package?.purl))).toBe(true);
    expect(new Set(part.scan.vulnerabilities.map(({ severity }) => severity))).toEqual(
      new Set(['high', 'medium', 'low']),
    );
  });

  it('when two images are made, they have no package in common', () => {
    const [a, b] = [sbom('app-1'), sbom('app-2')];
    if (a?.kind !== 'sbom' || b?.kind !== 'sbom') throw new Error('no SBOM');
    const known = new Set(a.sbom.packages.map(({ purl }) => purl));
    expect(b.sbom.packages.filter(({ purl }) => known.has(purl))).toEqual([]);
  });
});
