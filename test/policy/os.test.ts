import { describe, expect, it } from 'vitest';
import type { OperatingSystem } from '../../src/domain/software.ts';
import { osCheck } from '../../src/policy/checks/os.ts';
import {
  amd64,
  byStranger,
  codesOf,
  evidenceOf,
  factsOf,
  judge,
  localFile,
  mistakesOf,
  packageOf,
  platformFacts,
  sbomPart,
  scanPart,
  unreachable,
} from './facts.ts';

const scanOf = (os?: OperatingSystem) =>
  evidenceOf(scanPart([], os === undefined ? {} : { os }), { subjects: [amd64] });
const sbomOf = (os: OperatingSystem) =>
  evidenceOf(sbomPart([packageOf('a@1')], { os }), { subjects: [amd64] });

function verdict(written: object, ...evidence: ReturnType<typeof scanOf>[]) {
  return judge(
    osCheck,
    { by: 'ci', ...written },
    factsOf({ platforms: [platformFacts('linux/amd64')], evidence }),
  );
}

const debian = { family: 'debian', version: '12.5' };

describe('when the distribution is asked for', () => {
  it.each([
    [{ family: 'debian' }],
    [{ family: ['alpine', 'debian'] }],
    [{ version: { 'starts-with': '12' } }],
    [{ family: 'debian', version: '12.5' }],
  ])('passes with %j, by a scan or an SBOM', (written) => {
    expect(verdict(written, scanOf(debian)).reasons).toEqual([]);
    expect(verdict(written, sbomOf(debian)).reasons).toEqual([]);
  });

  it.each([[{ family: 'alpine' }], [{ version: '11' }], [{ family: 'debian', version: '11' }]])(
    'fails with %j',
    (written) => {
      expect(codesOf(verdict(written, scanOf(debian)))).toEqual(['VIOLATION']);
    },
  );

  it('lets all decide that name one', () => {
    expect(codesOf(verdict({ family: 'debian' }, scanOf(debian), sbomOf({ family: 'alpine' })))).toEqual([
      'VIOLATION',
    ]);
    expect(verdict({ family: 'debian' }, scanOf(debian), scanOf()).reasons).toEqual([]);
  });

  it.each([
    ['nothing was found', [], 'NO_EVIDENCE'],
    ['nothing recognised it', [scanOf()], 'INCOMPLETE'],
    ['its version is not stated', [scanOf({ family: 'debian' })], 'INCOMPLETE'],
    ['its version cannot be compared', [scanOf({ family: 'debian', version: 'trixie/sid' })], 'INCOMPLETE'],
    ['a stranger says it', [{ ...scanOf(debian), trust: byStranger }], 'UNTRUSTED'],
  ])('is unknown where %s', (_, evidence, code) => {
    expect(codesOf(verdict({ version: { semver: '>= 12' } }, ...evidence))).toEqual([code]);
  });

  it('is unknown where another may be out of sight', () => {
    const facts = factsOf({
      platforms: [platformFacts('linux/amd64')],
      evidence: [scanOf(debian)],
      searches: [unreachable()],
    });
    expect(codesOf(judge(osCheck, { family: 'debian' }, facts))).toEqual(['UNREACHABLE']);
  });

  it('takes a local file where by names it', () => {
    const evidence = { ...scanOf(debian), trust: localFile };
    expect(verdict({ by: 'local', family: 'debian' }, evidence).reasons).toEqual([]);
    expect(codesOf(verdict({ family: 'debian' }, evidence))).toEqual(['NO_EVIDENCE']);
  });
});

describe('when it must not be past its end of life', () => {
  const written = { 'end-of-life': 'refuse' };

  it.each([
    [[scanOf({ ...debian, endOfLife: false })], []],
    [[scanOf({ ...debian, endOfLife: true })], ['VIOLATION']],
    [[scanOf(debian)], ['INCOMPLETE']],
    [[scanOf({ ...debian, endOfLife: false }), sbomOf(debian)], []],
    [[scanOf({ ...debian, endOfLife: false }), scanOf({ ...debian, endOfLife: true })], ['VIOLATION']],
  ])('comes to the right verdict', (evidence, codes) => {
    expect(codesOf(verdict(written, ...evidence))).toEqual(codes);
  });

  it('is about the world, and the family about the image', () => {
    const aboutOf = (options: object) => osCheck.bind(osCheck.schema.parse(options)).about;
    expect([aboutOf(written), aboutOf({ family: 'debian' })]).toEqual(['world', 'image']);
  });
});

describe('when the options of os are read', () => {
  it.each([[{}], [{ by: 'ci' }], [{ 'end-of-life': 'allow' }]])('refuses %j', (options) => {
    expect(mistakesOf(osCheck, options)).not.toEqual([]);
  });
});
