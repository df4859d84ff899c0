import { describe, expect, it } from 'vitest';
import type { Scan } from '../../src/domain/vulnerability.ts';
import { chooseScans } from '../../src/policy/scan-choice.ts';
import { evidenceOf, hoursAgo, localFile, now, scanPart, signedBy } from './facts.ts';

function scan(scanner: string, hours: number | 'unproven', signers: string | readonly string[] = 'ci') {
  const part = scanPart([], { scanner: { name: scanner } });
  const at = hours === 'unproven' ? hours : hoursAgo(hours);
  const evidence = evidenceOf(part, { trust: signedBy(signers, { at }) });
  return { evidence, part: (part as { readonly scan: Scan }).scan };
}

const day = { seconds: 86_400, text: '24h' };

describe('when scans are chosen', () => {
  it('of each signer and scanner the newest counts, and the others say why they do not', () => {
    const old = scan('Trivy', 5);
    const fresh = scan('trivy', 1);
    const other = scan('grype', 9);
    const chosen = chooseScans([old, fresh, other], { now });
    expect(chosen.scans).toEqual([fresh, other]);
    expect(chosen.ignored).toMatchObject([
      { digest: old.evidence.digest, why: 'there is a newer one by the same signer and scanner' },
    ]);
    expect(chosen.reasons).toEqual([]);
  });

  it('one signer does not replace what another says', () => {
    const mine = scan('trivy', 1, 'ci');
    const theirs = scan('trivy', 9, 'security');
    const local = { ...scan('trivy', 9), evidence: evidenceOf([], { trust: localFile }) };
    expect(chooseScans([mine, theirs, local], { now }).scans).toEqual([mine, theirs, local]);
  });

  it('the same signers in another order are the same', () => {
    const older = scan('trivy', 9, ['a', 'b']);
    const newer = scan('trivy', 1, ['b', 'a']);
    expect(chooseScans([older, newer], { now }).scans).toEqual([newer]);
    expect(older.evidence.trust).toMatchObject({ signers: ['a', 'b'] });
  });

  it('a scanner that is not named does not count', () => {
    const trivy = scan('Trivy', 1);
    const grype = scan('grype', 1);
    const chosen = chooseScans([trivy, grype], { now, scanners: ['TRIVY'] });
    expect(chosen.scans).toEqual([trivy]);
    expect(chosen.ignored).toMatchObject([{ why: 'by grype, which `scanners` does not name' }]);
    expect(chosen.reasons).toEqual([]);
  });

  it('says which of the named ones is not there, and of one that is too late how late', () => {
    const late = scan('trivy', 30);
    const chosen = chooseScans([late], { now, maxAge: day, scanners: ['grype', 'trivy'] });
    expect(chosen.scans).toEqual([]);
    expect(chosen.reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no scan by the scanner grype' },
      { code: 'STALE', message: 'the scan is too old', observed: '30 h', expected: '<= 24h' },
    ]);
    expect(chosen.ignored).toMatchObject([{ digest: late.evidence.digest, why: 'the scan is too old' }]);
  });

  it('of one that is too old and one of no known age it tells of the first, in any order', () => {
    const late = [scan('trivy', 30), scan('trivy', 'unproven')];
    for (const list of [late, late.toReversed()])
      expect(chooseScans(list, { now, maxAge: day }).reasons).toMatchObject([{ code: 'STALE' }]);
    expect(chooseScans(late.slice(1), { now, maxAge: day }).reasons).toMatchObject([{ code: 'INCOMPLETE' }]);
  });

  it('one that is fresh is not held back by one that is late', () => {
    const fresh = scan('trivy', 1);
    const chosen = chooseScans([scan('trivy', 30), fresh], { now, maxAge: day });
    expect(chosen).toMatchObject({ scans: [fresh], reasons: [], ignored: [{ why: 'the scan is too old' }] });
  });

  it('none is none', () => {
    expect(chooseScans([], { now }).reasons).toEqual([
      { code: 'NO_EVIDENCE', message: 'no scan by the scanner' },
    ]);
  });
});
