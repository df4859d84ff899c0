import { describe, expect, it } from 'vitest';
import { licensesCheck } from '../../src/policy/checks/licenses.ts';
import {
  amd64,
  codesOf,
  evidenceOf,
  factsOf,
  judge,
  mistakesOf,
  packageOf,
  platformFacts,
  sbomPart,
  unsigned,
  waiving,
} from './facts.ts';

function having(...licences: readonly (string | readonly string[])[]) {
  const packages = licences.map((written, at) =>
    packageOf(`p${at}@1.0`, { licenses: typeof written === 'string' ? [written] : written }),
  );
  return factsOf({
    platforms: [platformFacts('linux/amd64')],
    evidence: [evidenceOf(sbomPart(packages), { subjects: [amd64] })],
  });
}

describe('when a package has a licence that is not allowed', () => {
  it('is shown with all that a waiver may name', () => {
    const list = [packageOf('a@1', { licenses: ['ISC'] }), { name: 'b', licenses: ['ISC'] }];
    const facts = factsOf({
      platforms: [platformFacts('linux/amd64')],
      evidence: [evidenceOf(sbomPart(list), { subjects: [amd64] })],
    });
    expect(judge(licensesCheck, { by: 'ci', allow: ['MIT'] }, facts).findings).toMatchObject([
      {
        platform: 'linux/amd64',
        package: { name: 'a', version: '1', purl: 'pkg:deb/debian/a@1' },
        license: 'ISC',
      },
      { platform: 'linux/amd64', package: { name: 'b' }, license: 'ISC' },
    ]);
  });

  it('one of several exceptions is enough', () => {
    const written = { by: 'ci', allow: ['MIT'], except: ['pkg:npm/**', 'pkg:deb/debian/p0'] };
    expect(judge(licensesCheck, written, having('ISC')).reasons).toEqual([]);
    expect(codesOf(judge(licensesCheck, written, having('ISC', 'ISC')))).toEqual(['VIOLATION']);
  });

  it('only the names that SPDX gave anew are taken for others', () => {
    const denies = (deny: string, licence: string) =>
      codesOf(judge(licensesCheck, { by: 'ci', deny: [deny] }, having(licence))).includes('VIOLATION');
    expect(denies('LicenseRef-GPL-2.0', 'LicenseRef-GPL-2.0-only')).toBe(false);
    expect(denies('GPL-2.0-only', 'GPL-2.0')).toBe(true);
  });
});

describe('when licences are allowed or denied', () => {
  it.each([
    [{ deny: ['AGPL-3.0-only'] }, 'MIT'],
    [{ deny: ['AGPL-3.0-only'] }, 'MIT OR AGPL-3.0-only'],
    [{ deny: ['AGPL-3.0-only'] }, 'AGPL-3.0-or-later'],
    [{ deny: ['GPL-2.0-only'] }, 'GPL-2.0-or-later'],
    [{ deny: ['GPL-2.0-only'] }, 'GPL-2.0+'],
    [{ allow: ['MIT', 'ISC'] }, 'MIT AND ISC'],
    [{ allow: ['MIT'] }, 'MIT OR GPL-2.0-only'],
    [{ allow: ['MIT'] }, ['MIT', 'MIT']],
    [{ allow: ['GPL-2.0-only WITH Classpath-exception-2.0'] }, 'GPL-2.0-only WITH Classpath-exception-2.0'],
    [{ allow: ['LicenseRef-acme'] }, 'LicenseRef-acme'],
    [{ allow: ['MIT', 'ISC'], deny: ['ISC'] }, 'MIT'],
  ])('with %j it passes for %j', (written, licence) => {
    expect(judge(licensesCheck, { by: 'ci', ...written }, having(licence)).reasons).toEqual([]);
  });

  it.each([
    [{ deny: ['AGPL-3.0-only'] }, 'AGPL-3.0-only'],
    [{ deny: ['AGPL-3.0-only'] }, 'MIT AND AGPL-3.0-only'],
    [{ deny: ['AGPL-3.0-only'] }, ['MIT', 'AGPL-3.0-only']],
    [{ deny: ['AGPL-3.0-only', 'SSPL-1.0'] }, 'AGPL-3.0-only OR SSPL-1.0'],
    [{ deny: ['GPL-2.0-only'] }, 'GPL-2.0-only WITH Classpath-exception-2.0'],
    [{ deny: ['LicenseRef-acme'] }, 'LicenseRef-acme'],
    [{ deny: ['GPL-2.0-only'] }, 'GPL-2.0'],
    [{ deny: ['GPL-2.0+'] }, 'GPL-2.0-or-later'],
    [{ deny: ['LGPL-2.1-or-later'] }, 'LGPL-2.1+ WITH Classpath-exception-2.0'],
    [{ allow: ['GPL-2.0-only'] }, 'GPL-2.0'],
    [{ allow: ['MIT'] }, 'MIT AND ISC'],
    [{ allow: ['MIT'] }, 'ISC'],
    [{ allow: ['GPL-2.0-only'] }, 'GPL-2.0-only WITH Classpath-exception-2.0'],
    [{ allow: ['GPL-2.0-only'] }, 'GPL-2.0-or-later'],
    [{ allow: ['MIT', 'ISC'], deny: ['ISC'] }, 'ISC'],
    [{ allow: ['MIT', 'ISC'], deny: ['ISC'] }, 'MIT AND ISC'],
  ])('with %j it fails for %j', (written, licence) => {
    const result = judge(licensesCheck, { by: 'ci', ...written }, having(licence, 'MIT'));
    expect(codesOf(result)).toEqual(['VIOLATION']);
    expect(result.findings[0]).toMatchObject({ package: { name: 'p0' }, platform: 'linux/amd64' });
  });

  it('names licence and package of what is refused, the first five', () => {
    const result = judge(licensesCheck, { deny: ['MIT'] }, having(...Array.from({ length: 7 }, () => 'MIT')));
    expect(result.reasons).toMatchObject([
      { observed: 'MIT (p0), MIT (p1), MIT (p2), MIT (p3), MIT (p4), and 2 more', expected: 'none of MIT' },
    ]);
    expect(result.findings).toHaveLength(7);
  });
});

describe('when a licence is not known', () => {
  const unknowns = ['NOASSERTION', 'NONE', 'BSD', 'mit', 'LicenseRef-acme', 'sha256:00', '((', []] as const;

  it.each(unknowns)('is unknown with %j, and never guessed', (licence) => {
    const result = judge(licensesCheck, { deny: ['AGPL-3.0-only'] }, having(licence));
    expect(result.reasons).toMatchObject([{ code: 'INCOMPLETE', observed: '1 package' }]);
    expect(judge(licensesCheck, { allow: ['MIT'], unknown: 'refuse' }, having(licence)).reasons).not.toEqual(
      [],
    );
  });

  it.each(unknowns)('passes with %j where the policy says so', (licence) => {
    expect(
      judge(licensesCheck, { deny: ['AGPL-3.0-only'], unknown: 'allow' }, having(licence)).reasons,
    ).toEqual([]);
    expect(
      judge(licensesCheck, { deny: ['AGPL-3.0-only'], unknown: { max: 1 } }, having(licence)).reasons,
    ).toEqual([]);
  });

  it('fails above the number that may be unknown', () => {
    const result = judge(licensesCheck, { deny: ['MIT'], unknown: { max: 1 } }, having('BSD', 'GPL', 'ISC'));
    expect(result.reasons).toMatchObject([{ code: 'VIOLATION', observed: '2 packages', expected: '<= 1' }]);
  });

  it('does not let what is unknown hide what is denied', () => {
    const written = { deny: ['AGPL-3.0-only'], unknown: 'allow' };
    expect(codesOf(judge(licensesCheck, written, having(['NOASSERTION', 'AGPL-3.0-only'])))).toEqual([
      'VIOLATION',
    ]);
    expect(codesOf(judge(licensesCheck, { deny: ['MIT'] }, having('BSD', 'MIT')))).toEqual([
      'VIOLATION',
      'INCOMPLETE',
    ]);
  });

  it('reads a name as its alias says, and no other', () => {
    const written = { allow: ['Apache-2.0'], aliases: { 'Apache 2': 'Apache-2.0', GPL: 'GPL-2.0-only' } };
    expect(judge(licensesCheck, written, having('Apache 2')).reasons).toEqual([]);
    expect(codesOf(judge(licensesCheck, written, having('GPL')))).toEqual(['VIOLATION']);
    expect(codesOf(judge(licensesCheck, written, having('apache 2')))).toEqual(['INCOMPLETE']);
    expect(codesOf(judge(licensesCheck, written, having('constructor')))).toEqual(['INCOMPLETE']);
  });
});

describe('when packages are excepted or waived', () => {
  it('does not judge what except names', () => {
    const written = { deny: ['GPL-2.0-only'], except: ['pkg:deb/debian/p0'] };
    const result = judge(licensesCheck, written, having('GPL-2.0-only'));
    expect(result.reasons).toEqual([]);
    expect(result.findings).toMatchObject([{ removedBy: 'except' }]);
    expect(codesOf(judge(licensesCheck, written, having('MIT', 'GPL-2.0-only')))).toEqual(['VIOLATION']);
  });

  it('does not count a finding that a waiver removes', () => {
    const waiver = waiving(({ license }) => license === 'GPL-2.0-only');
    const result = judge(licensesCheck, { deny: ['GPL-2.0-only'] }, having('GPL-2.0-only'), waiver);
    expect(result.reasons).toEqual([]);
    expect(result.findings).toMatchObject([{ removedBy: 'waiver', removal: 'W-1', license: 'GPL-2.0-only' }]);
    expect(judge(licensesCheck, { deny: ['ISC'] }, having('ISC'), waiver).reasons).not.toEqual([]);
  });
});

describe('when there is no SBOM to judge licences by', () => {
  it('is unknown', () => {
    expect(codesOf(judge(licensesCheck, { deny: ['MIT'] }, factsOf()))).toEqual(['NO_EVIDENCE']);
    expect(codesOf(judge(licensesCheck, { deny: ['MIT'] }, having()))).toEqual(['INCOMPLETE']);
  });

  it('takes an unsigned one only where the check says so', () => {
    const { platforms, evidence } = having('ISC');
    const facts = factsOf({ platforms, evidence: evidence.map((each) => ({ ...each, trust: unsigned })) });
    expect(codesOf(judge(licensesCheck, { deny: ['MIT'] }, facts))).toEqual(['NO_EVIDENCE']);
    expect(judge(licensesCheck, { deny: ['MIT'], trust: 'unsigned' }, facts).reasons).toEqual([]);
  });
});

describe('when the options of licenses are read', () => {
  it.each([
    [{}],
    [{ unknown: 'allow' }],
    [{ deny: [] }],
    [{ deny: ['GPL3'] }],
    [{ deny: ['agpl-3.0-only'] }],
    [{ deny: ['MIT OR ISC'] }],
    [{ deny: ['MIT'], unknown: { max: -1 } }],
    [{ deny: ['MIT'], unknown: 'guess' }],
    [{ deny: ['MIT'], aliases: { NOASSERTION: 'MIT' } }],
    [{ deny: ['MIT'], aliases: { BSD: 'BSD' } }],
    [{ deny: ['MIT'], except: [] }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(licensesCheck, written)).not.toEqual([]);
  });
});
