import { describe, expect, it } from 'vitest';
import type { Package } from '../../src/domain/software.ts';
import { componentsCheck } from '../../src/policy/checks/components.ts';
import {
  amd64,
  codesOf,
  evidenceOf,
  factsOf,
  judge,
  mistakesOf,
  platformFacts,
  sbomPart,
  waiving,
} from './facts.ts';

function having(...packages: readonly Partial<Package>[]) {
  const list = packages.map((each) => ({ name: 'other', licenses: [], ...each }));
  return factsOf({
    platforms: [platformFacts('linux/amd64')],
    evidence: [evidenceOf(sbomPart(list), { subjects: [amd64] })],
  });
}

const stream = { name: 'event-stream', version: '3.3.6', purl: 'pkg:npm/event-stream@3.3.6' };
const xz = {
  name: 'xz-utils',
  version: '5.6.1-1',
  purl: 'pkg:deb/debian/xz-utils@5.6.1-1?arch=amd64',
  type: 'deb',
};
const scoped = { name: '@acme/ui', version: '1.2.0', purl: 'pkg:npm/%40acme/ui@1.2.0' };

describe('when a component is found', () => {
  it('is shown with all that a waiver may name, and not more than five of them in one reason', () => {
    const result = judge(componentsCheck, { by: 'ci', deny: [{ name: 'event-stream' }] }, having(stream));
    expect(result.findings).toEqual([{ platform: 'linux/amd64', package: stream }]);
    expect(result.reasons).toMatchObject([{ observed: 'event-stream 3.3.6' }]);
    const bare = judge(componentsCheck, { by: 'ci', deny: [{ name: 'a' }] }, having({ name: 'a' }));
    expect(bare.findings).toEqual([{ platform: 'linux/amd64', package: { name: 'a' } }]);
    const many = [1, 2, 3, 4, 5, 6].map((version) => ({ name: 'a', version: String(version) }));
    const [reason] = judge(componentsCheck, { by: 'ci', deny: [{ name: 'a' }] }, having(...many)).reasons;
    expect(reason?.observed).toContain('a 1, a 2, a 3, a 4, a 5');
    expect(reason?.observed).not.toContain('a 6');
  });
});

describe('when components are denied', () => {
  it.each([
    [{ purl: 'pkg:npm/event-stream' }, stream],
    [{ purl: 'pkg:npm/event-stream@3.3.6' }, stream],
    [{ purl: 'pkg:npm/event-*' }, stream],
    [{ purl: 'pkg:deb/debian/*' }, xz],
    [
      { purl: 'pkg:deb/debian/xz-utils' },
      { ...xz, purl: 'pkg:deb/debian/xz-utils@5.6.1-1?upstream=a/b&arch=amd64' },
    ],
    [{ purl: 'pkg:npm/%40acme/ui' }, scoped],
    [{ purl: 'pkg:npm/@acme/*' }, scoped],
    [{ purl: 'pkg:npm/event-stream' }, { ...stream, purl: 'pkg:NPM/event-stream@3.3.6' }],
    [{ purl: 'pkg:npm/event-stream' }, { ...stream, purl: 'pkg:npm/event%2Dstream@3.3.6' }],
    [{ purl: 'pkg:pypi/typing-extensions' }, { name: 'x', purl: 'pkg:pypi/Typing_Extensions@4' }],
    [{ purl: 'pkg:golang/github.com/acme/**' }, { name: 'x', purl: 'pkg:golang/github.com/acme/a/b@v1.0.0' }],
    [{ purl: 'pkg:npm/event-stream' }, { ...stream, purl: 'pkg:%6Epm/event-stream@3.3.6' }],
    [{ purl: 'event-stream' }, { name: 'event-stream', version: '1' }],
    [{ name: 'xz-utils' }, xz],
    [{ name: { 'starts-with': 'xz' } }, xz],
    [{ name: 'xz-utils', version: { matches: '5\\.6\\.[01].*' } }, xz],
    [{ name: 'event-stream', version: { semver: '3.3.6' } }, stream],
    [{ purl: 'pkg:npm/event-stream', version: ['3.3.6', '3.3.7'] }, stream],
  ])('with %j it fails for %j', (component, found) => {
    const result = judge(componentsCheck, { by: 'ci', deny: [component] }, having(found));
    expect(codesOf(result)).toEqual(['VIOLATION']);
    expect(result.findings).toMatchObject([{ platform: 'linux/amd64', package: { name: found.name } }]);
  });

  it.each([
    [{ purl: 'pkg:npm/event-stream@3.3.5' }, stream],
    [{ purl: 'pkg:npm/event' }, stream],
    [{ purl: 'pkg:deb/debian/event-stream' }, stream],
    [{ purl: 'pkg:npm/ui' }, scoped],
    [{ purl: 'pkg:npm/*' }, scoped],
    [{ name: 'xz' }, xz],
    [{ name: 'XZ-UTILS' }, xz],
    [{ name: 'xz-utils', version: '5.6.1' }, xz],
    [{ name: 'event-stream', version: { semver: '< 3' } }, stream],
  ])('with %j it passes for %j', (component, found) => {
    expect(judge(componentsCheck, { by: 'ci', deny: [component] }, having(found)).reasons).toEqual([]);
  });

  it.each([
    ['is of a distribution, whose versions are no semver', { version: { semver: '< 6' } }, xz],
    [
      'is no semver',
      { version: { semver: '< 6' } },
      { ...xz, type: 'npm', purl: undefined, version: 'five' },
    ],
    ['is not stated', { version: '5.6.1' }, { name: 'xz-utils' }],
  ])('is unknown where the version %s', (_, version, found) => {
    const { purl, ...rest } = { purl: undefined, ...found };
    const facts = having({ ...rest, ...(purl !== undefined && { purl }) });
    const result = judge(componentsCheck, { by: 'ci', deny: [{ name: 'xz-utils', ...version }] }, facts);
    expect(codesOf(result)).toEqual(['INCOMPLETE']);
  });

  it('does not count what a waiver removes, and shows it', () => {
    const waiver = waiving(({ package: found }) => found?.name === 'event-stream');
    const result = judge(componentsCheck, { deny: [{ purl: 'pkg:npm/*' }] }, having(stream), waiver);
    expect(result.reasons).toEqual([]);
    expect(result.findings).toMatchObject([{ removedBy: 'waiver', removal: 'W-1' }]);
    const other = { name: 'left-pad', purl: 'pkg:npm/left-pad@1.0.0' };
    expect(
      codesOf(judge(componentsCheck, { deny: [{ purl: 'pkg:npm/*' }] }, having(stream, other), waiver)),
    ).toEqual(['VIOLATION']);
  });

  it('asks no waiver for what is not denied', () => {
    const asked: unknown[] = [];
    const judging = waiving((finding) => asked.push(finding) > 0);
    judge(componentsCheck, { deny: [{ name: 'xz-utils' }] }, having(stream), judging);
    expect(asked).toEqual([]);
  });
});

describe('when components are required', () => {
  it('passes where they are there, and fails where not', () => {
    expect(
      judge(componentsCheck, { require: [{ purl: 'pkg:npm/event-stream' }] }, having(stream)).reasons,
    ).toEqual([]);
    expect(codesOf(judge(componentsCheck, { require: [{ name: 'tini' }] }, having(stream)))).toEqual([
      'VIOLATION',
    ]);
  });

  it('is unknown where the version cannot be compared', () => {
    const written = { require: [{ name: 'xz-utils', version: { semver: '>= 5.4' } }] };
    expect(codesOf(judge(componentsCheck, written, having(xz)))).toEqual(['INCOMPLETE']);
  });
});

describe('when components are counted', () => {
  it('fails above the limit only', () => {
    expect(judge(componentsCheck, { 'max-count': 2 }, having(stream, xz)).reasons).toEqual([]);
    expect(judge(componentsCheck, { 'max-count': 1 }, having(stream, xz)).reasons).toMatchObject([
      { code: 'VIOLATION', observed: '2', expected: '<= 1' },
    ]);
  });

  it('is unknown without an SBOM, and with an empty one', () => {
    expect(codesOf(judge(componentsCheck, { 'max-count': 9 }, factsOf()))).toEqual(['NO_EVIDENCE']);
    expect(codesOf(judge(componentsCheck, { 'max-count': 9 }, having()))).toEqual(['INCOMPLETE']);
    expect(codesOf(judge(componentsCheck, { deny: [{ name: 'x' }] }, having()))).toEqual(['INCOMPLETE']);
  });
});

describe('when a purl is hostile', () => {
  it.each([
    'pkg:npm/%',
    'pkg:npm/%E0%A4%A',
    'pkg:',
    '%',
    '@',
    'x'.repeat(100_000),
    `pkg:npm/${'a%2F'.repeat(5000)}@1`,
  ])('neither throws nor matches', (purl) => {
    const result = judge(
      componentsCheck,
      { deny: [{ purl: 'pkg:npm/event-stream' }] },
      having({ ...stream, purl }),
    );
    expect(result.reasons).toEqual([]);
  });
});

describe('when the options of components are read', () => {
  it.each([
    [{}],
    [{ by: 'ci' }],
    [{ deny: [] }],
    [{ deny: [{}] }],
    [{ deny: [{ version: '1' }] }],
    [{ deny: [{ purl: 'pkg:npm/a', name: 'a' }] }],
    [{ deny: [{ name: 'a', version: { semver: 'x.y' } }] }],
    [{ 'max-count': -1 }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(componentsCheck, written)).not.toEqual([]);
  });
});
