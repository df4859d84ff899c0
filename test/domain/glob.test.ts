import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGlob, parseTextGlob } from '../../src/domain/glob.ts';
import { refused } from './refused.ts';

describe('when a name is held against a glob', () => {
  // A24: the golden table
  it.each([
    ['v1', 'v1', true],
    ['v1', 'v1.0', false],
    ['v1', 'xv1', false],
    ['V1', 'v1', false],
    ['*', 'latest', true],
    ['*', '', true],
    ['*', 'a/b', false],
    ['**', 'a/b/c', true],
    ['*-stable', '1.4-stable', true],
    ['*-stable', '-stable', true],
    ['*-stable', '1.4-stable-2', false],
    ['v*.*', 'v1.2', true],
    ['v*.*', 'v12', false],
    ['v?', 'v1', true],
    ['v?', 'v', false],
    ['v?', 'v12', false],
    ['a?b', 'a/b', false],
    ['[abc]1', 'b1', true],
    ['[abc]1', 'd1', false],
    ['[0-9]*', '7-rc', true],
    ['[0-9]*', 'v7', false],
    ['[!0-9]*', 'v7', true],
    ['[^0-9]*', '7', false],
    ['[!a]', '/', false],
    ['[b-d]', 'a', false],
    ['[b-d]', 'd', true],
    ['[b-d]', 'e', false],
    ['[b-d]', '-', false],
    ['[b-b]', 'b', true],
    ['[]a]', 'a', true],
    ['[a-]', '-', true],
    ['v1\\.2', 'v1.2', true],
    ['ghcr.io/acme/*', 'ghcr.io/acme/web', true],
    ['ghcr.io/acme/*', 'ghcr.io/acme/team/web', false],
    ['ghcr.io/acme/**', 'ghcr.io/acme/team/web', true],
    ['**/web', 'ghcr.io/acme/web', true],
    ['**/dev-*/web', 'r.example.com/a/dev-1/web', true],
    ['**/dev-*/web', 'r.example.com/a/dev-1/x/web', false],
    ['localhost:5000/*', 'localhost:5000/web', true],
  ] as const)('%s against %s: %s', (pattern, name, expected) => {
    expect(parseGlob(pattern).matches(name)).toBe(expected);
  });

  it('when pattern and name are anything, it says what the definition says', () => {
    const pattern = fc
      .array(fc.constantFrom('*', '**', '?', 'a', 'b', '/', '[ab]', '[!a]'), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''));
    const name = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, name, (text, candidate) => {
        expect(parseGlob(text).matches(candidate)).toBe(byDefinition(text, candidate));
      }),
      { numRuns: 5000 },
    );
  });

  it('when the pattern is made to backtrack, it takes no longer than a glance (A22)', () => {
    const started = performance.now();
    for (const text of [`${'a*'.repeat(120)}b`, `${'a**'.repeat(80)}b`, `${'**a*'.repeat(60)}b`]) {
      expect(parseGlob(text).matches('a'.repeat(255))).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('when a sample of a glob without slash is taken, it matches', () => {
    for (const text of ['*-stable', 'v?.*', '[!0-9]x*', '[0-9]', 'a**b']) {
      const glob = parseGlob(text);
      expect(glob.matches(glob.sample('1.2'))).toBe(true);
    }
  });
});

describe('when a glob is not one', () => {
  it.each([
    ['', 'is empty', /at least one character/],
    ['a'.repeat(257), 'longer than 256', /several shorter/],
    ['[ab', 'without its `]`', /Close the set/],
    ['[a-', 'without its `]`', /Close the set/],
    ['[b-a]', 'the wrong way round', /.*/],
    ['v1\\', 'escapes nothing', /Remove/],
    ['v\\*', 'has `*`', /ASCII/],
    ['{v1,v2}', 'has `{`', /write a list/],
    ['v1,v2', 'has `,`', /write a list/],
    ['^v.+$', 'has `^`', /matches: '…'/],
    ['v1|v2', 'has `|`', /regular expression/],
    ['v1!', 'has `!`', /only as the first/],
    ['%n-x', 'has `%`', /belong into `tag`/],
    ['v 1', 'has U+0020', /ASCII/],
    // A27: a Cyrillic letter that looks like a Latin one
    ['st\u0430ble', 'has U+0430', /ASCII/],
  ])('%s is refused', (text, message, hint) => {
    const error = refused(() => parseGlob(text));
    expect(error.code).toBe('GLOB_INVALID');
    expect(error.message).toContain(message);
    expect(error.hint ?? '').toMatch(hint);
  });
});

/** What the grammar means, tried out without any care for time. */
function byDefinition(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  const [, token = '', rest = ''] = /^(\*\*|\[[^\]]*\]|.)(.*)$/s.exec(pattern) ?? [];
  const first = name.charAt(0);
  const tail = name.slice(1);
  switch (token) {
    case '**':
      return byDefinition(rest, name) || (name !== '' && byDefinition(pattern, tail));
    case '*':
      return byDefinition(rest, name) || (name !== '' && first !== '/' && byDefinition(pattern, tail));
    case '?':
      return name !== '' && first !== '/' && byDefinition(rest, tail);
    case '[ab]':
      return (first === 'a' || first === 'b') && byDefinition(rest, tail);
    case '[!a]':
      return first === 'b' && byDefinition(rest, tail);
    default:
      return first === token && byDefinition(rest, tail);
  }
}

describe('when a glob is over any text', () => {
  it.each([
    ['pkg:deb/debian/libxml2*', 'pkg:deb/debian/libxml2@2.9.14%2Bdfsg-1.3?arch=amd64&distro=debian-12', true],
    ['pkg:npm/%40acme/*', 'pkg:npm/%40acme/web@1.0.0', true],
    ['pkg:npm/%40acme/*', 'pkg:npm/%40other/web@1.0.0', false],
    ['libxml2@2.*', 'libxml2@2.9', true],
    ['Acme, Inc. {a,b} (*)', 'Acme, Inc. {a,b} (x)', true],
    ['*🚢', 'ship 🚢', true],
    ['🚢*', '⛵ ship', false],
    ['a [äö]', 'a ö', true],
    ['100\\*', '100*', true],
    ['100\\*', '100%', false],
  ])('%j against %j: %s', (pattern, text, expected) => {
    expect(parseTextGlob(pattern).matches(text)).toBe(expected);
  });

  it('when names alone are meant, such characters are refused', () => {
    expect(refused(() => parseGlob('libxml2@2.*')).message).toContain('`@`, which no tag or repository has');
    expect(refused(() => parseGlob('🚢')).message).toContain('U+1F6A2');
    // Where it is first, as in the option `targets`, it would not exclude either.
    expect(refused(() => parseGlob('!ghcr.io/**')).hint).toContain('for tags of a source');
  });

  it.each(['', 'a\nb', '\u0000', '[\u001b]', '[a', 'a\\', 'a'.repeat(257)])('%j is refused', (pattern) => {
    expect(refused(() => parseTextGlob(pattern)).code).toBe('GLOB_INVALID');
  });
});
