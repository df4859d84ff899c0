import * as fc from 'fast-check';
import satisfies from 'semver/functions/satisfies.js';
import { describe, expect, it } from 'vitest';
import { regexFilter } from '../../src/domain/tag-expression.ts';
import { everyTag, globFilter, semverFilter } from '../../src/domain/tag-filter.ts';
import { parseTag } from '../../src/image/reference.ts';
import { refused } from './refused.ts';

const attached = `sha256-${'ab'.repeat(32)}`;

function selected(filter: ReturnType<typeof everyTag>, tags: string): string {
  return tags
    .split(' ')
    .filter((tag) => filter.matches(parseTag(tag)))
    .join(' ');
}

describe('when tags are filtered', () => {
  it('by nothing, it selects every tag but those of attachments', () => {
    expect(selected(everyTag(), `latest v1 ${attached} ${attached}.sig ${attached}.att`)).toBe('latest v1');
  });

  it('by globs, it selects what one includes and none excludes, in any order', () => {
    const tags = 'v1 v2-rc v2 w1';
    expect(selected(globFilter(['v*', '!*-rc']), tags)).toBe('v1 v2');
    expect(selected(globFilter(['!*-rc', 'v*']), tags)).toBe('v1 v2');
    expect(selected(globFilter(['v1', 'w*']), tags)).toBe('v1 w1');
  });

  it('by excludes alone, it selects everything but those', () => {
    expect(selected(globFilter(['!*-rc']), 'v1 v2-rc w1')).toBe('v1 w1');
  });

  it('by an empty list, it selects nothing (A24)', () => {
    expect(selected(globFilter([]), 'v1 latest')).toBe('');
    expect(globFilter([]).text).toBe('no tag');
  });

  it.each(['*', 'sha256-*'])('by %s, it still leaves attachments out', (glob) => {
    expect(selected(globFilter([glob]), `${attached}.sig ${attached}`)).toBe('');
    expect(selected(regexFilter('.*'), `${attached}.sig ${attached}`)).toBe('');
  });

  it.each([
    ['>= 1', '1.0.0 v1.2.3 0.9.0 2.0.0-rc.1 1.4 latest', '1.0.0 v1.2.3'],
    ['>= 1.0.0-0', '1.0.0-rc.1 1.0.0 2.0.0-rc.1', '1.0.0-rc.1 1.0.0'],
    ['^1.2', '1.2.0 1.9.9 2.0.0 1.1.0', '1.2.0 1.9.9'],
    ['1.x || 3.x', '1.2.3 2.0.0 v3.1.0', '1.2.3 v3.1.0'],
  ])('by the range %s of %s, it selects %s', (range, tags, expected) => {
    expect(selected(semverFilter(range), tags)).toBe(expected);
  });

  it('by a range with pre-releases, it selects those too', () => {
    const filter = semverFilter('>= 1', { preReleases: true });
    expect(selected(filter, '2.0.0-rc.1 v1.0.0 0.9.0-rc.1')).toBe('2.0.0-rc.1 v1.0.0');
  });

  it('by an expression, it matches the whole tag only', () => {
    expect(selected(regexFilter('v\\d+|w'), 'v1 v12 xv1 v1x w ww')).toBe('v1 v12 w');
  });

  it('by a hostile expression, it takes no longer than a glance (A22)', () => {
    const started = performance.now();
    expect(regexFilter('(a+)+').matches(parseTag(`${'a'.repeat(127)}_`))).toBe(false);
    expect(regexFilter('(a|aa)+b').matches(parseTag('a'.repeat(128)))).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('when a filter gives examples, it selects each of them', () => {
    for (const filter of [
      everyTag(),
      globFilter(['*-stable', '!1*']),
      semverFilter('^2'),
      regexFilter('v.*'),
    ]) {
      expect(filter.examples?.length).toBeGreaterThan(0);
      expect(filter.examples?.filter((tag) => !filter.matches(tag))).toEqual([]);
    }
  });
});

describe('when a range of versions is read', () => {
  it('a range that some version is in is never refused as empty', () => {
    const version = fc
      .tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.constantFrom('', '-0', '-alpha', '-alpha.0', '-beta'))
      .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
    const side = fc
      .tuple(fc.constantFrom('>', '>=', '<', '<=', '=', '^', '~'), version)
      .map((each) => each.join(''));
    const all = fc.array(side, { minLength: 1, maxLength: 3 }).map((sides) => sides.join(' '));
    const range = fc.array(all, { minLength: 1, maxLength: 2 }).map((sets) => sets.join(' || '));
    fc.assert(
      fc.property(range, version, fc.boolean(), (text, tag, includePrerelease) => {
        fc.pre(satisfies(tag, text, { includePrerelease }));
        expect(semverFilter(text, { preReleases: includePrerelease }).matches(parseTag(tag))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('when a filter is wrong', () => {
  it.each([
    [() => globFilter(['ghcr.io/acme/*']), 'GLOB_INVALID', /leave the repository out/],
    [() => globFilter(Array.from({ length: 201 }, () => 'a')), 'GLOB_INVALID', /.*/],
    [() => globFilter(['!']), 'GLOB_INVALID', /.*/],
    [() => semverFilter('newest'), 'SEMVER_INVALID', /as npm does/],
    [() => semverFilter('  '), 'SEMVER_INVALID', /as npm does/],
    [() => semverFilter('>2 <1'), 'SEMVER_INVALID', /both must hold/],
    [() => semverFilter('1.2.3 1.2.4 || >=2 <2'), 'SEMVER_INVALID', /both must hold/],
    [() => semverFilter('<0.0.0-0', { preReleases: true }), 'SEMVER_INVALID', /both must hold/],
    [() => semverFilter(`>=${'1'.repeat(300)}`), 'SEMVER_INVALID', /.*/],
    [() => regexFilter('(?=a)b'), 'REGEX_INVALID', /no look-around/],
    [() => regexFilter('(a)\\1'), 'REGEX_INVALID', /no back-references/],
    [() => regexFilter(''), 'REGEX_INVALID', /.*/],
    [() => regexFilter('a'.repeat(257)), 'REGEX_INVALID', /.*/],
    [() => regexFilter('((a{100}){100}){100}'), 'REGEX_INVALID', /.*/],
  ])('%s is refused as %s', (make, code, hint) => {
    const error = refused(make);
    expect(error.code).toBe(code);
    expect(error.hint ?? '').toMatch(hint);
  });
});
