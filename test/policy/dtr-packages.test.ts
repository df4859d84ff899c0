import { describe, expect, it } from 'vitest';
import { bindDtrRule } from '../../src/policy/dtr.ts';
import {
  amd64,
  arm64,
  evidenceOf,
  factsOf,
  judgingOf,
  packageOf,
  platformFacts,
  sbomPart,
  waiving,
} from './facts.ts';
import { ruleOf, verdict, type Written } from './dtr-verdict.ts';

describe('when components and licences are judged by a rule of DTR', () => {
  it('every SBOM of every platform must satisfy', () => {
    const clean = evidenceOf(sbomPart([packageOf('bash@5')]), { subjects: [amd64, arm64] });
    const worse = evidenceOf(sbomPart([packageOf('log4j@2')]), { subjects: [arm64] });
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf({ evidence: [clean] }))).toEqual([]);
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf({ evidence: [clean, worse] }))).toEqual([
      'VIOLATION',
    ]);
    expect(verdict(['component.name', 'oo', 'bash'], factsOf({ evidence: [clean, worse] }))).toEqual([
      'VIOLATION',
    ]);
  });

  it('without an SBOM, or with one of nothing, nothing is absent', () => {
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf())).toEqual(['NO_EVIDENCE']);
    const empty = evidenceOf(sbomPart([]), { subjects: [amd64, arm64] });
    expect(verdict(['component.name', 'noo', 'log4j'], factsOf({ evidence: [empty] }))).toEqual([
      'INCOMPLETE',
    ]);
    expect(verdict(['license.name', 'noo', 'GPL-2.0'], factsOf({ evidence: [empty] }))).toEqual([
      'INCOMPLETE',
    ]);
  });

  it('a waiver removes a single finding', () => {
    const evidence = [
      evidenceOf(sbomPart([packageOf('a@1', { licenses: ['MIT AND AGPL-3.0-only'] })]), {
        subjects: [amd64, arm64],
      }),
    ];
    const rule: Written = ['license.name', 'noo', 'AGPL-3.0-only'];
    expect(verdict(rule, factsOf({ evidence }))).toEqual(['VIOLATION']);
    const judging = waiving(({ license }) => license === 'AGPL-3.0-only');
    expect(verdict(rule, factsOf({ evidence }), { judging })).toEqual([]);
  });

  it('what is forbidden is shown with platform and package, each of them', () => {
    const evidence = [
      evidenceOf(
        sbomPart([
          packageOf('a@1', { licenses: ['MIT', 'agpl-3.0-only'] }),
          { name: 'b', licenses: ['AGPL-3.0-only'] },
        ]),
        { subjects: [amd64] },
      ),
    ];
    const facts = factsOf({ platforms: [platformFacts('linux/amd64')], evidence });
    const judged = (rule: Written) =>
      bindDtrRule(ruleOf(rule), { scale: 'dtr', maxAge: 1 }).judge(facts, judgingOf());
    const a = { name: 'a', version: '1', purl: 'pkg:deb/debian/a@1' };
    expect(judged(['license.name', 'noo', 'AGPL-3.0-only'])).toMatchObject({
      reasons: [{ message: 'the licence agpl-3.0-only and 1 more is forbidden', platform: 'linux/amd64' }],
      findings: [
        { platform: 'linux/amd64', package: a, license: 'agpl-3.0-only' },
        { platform: 'linux/amd64', package: { name: 'b' }, license: 'AGPL-3.0-only' },
      ],
    });
    expect(judged(['component.name', 'noo', 'a', 'c'])).toMatchObject({
      reasons: [{ message: 'the component a is forbidden', observed: 'a', expected: 'noo a, c' }],
      findings: [{ platform: 'linux/amd64', package: a }],
    });
    expect(judged(['component.name', 'oo', 'c'])).toMatchObject({
      reasons: [{ message: 'no component is as the rule wants', expected: 'oo c' }],
    });
  });

  it('the words between licences are no licences', () => {
    const licenses = ['(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0'];
    const evidence = [evidenceOf(sbomPart([packageOf('a@1', { licenses })]), { subjects: [amd64, arm64] })];
    for (const word of ['AND', 'or', 'With', '('])
      expect(verdict(['license.name', 'oo', word], factsOf({ evidence }))).toEqual(['VIOLATION']);
    for (const word of ['mit', 'Apache-2.0', 'GPL-2.0-only'])
      expect(verdict(['license.name', 'noo', word], factsOf({ evidence }))).toEqual(['VIOLATION']);
  });

  it('a licence that is no expression is judged as it is written', () => {
    const evidence = [
      evidenceOf(sbomPart([packageOf('a@1', { licenses: ['Acme Source License 2'] })]), {
        subjects: [amd64, arm64],
      }),
    ];
    expect(verdict(['license.name', 'noo', 'Acme Source License 2'], factsOf({ evidence }))).toEqual([
      'VIOLATION',
    ]);
  });
});
