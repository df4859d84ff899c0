import { describe, expect, it } from 'vitest';
import { packageKey, parsePackagePattern, purlType } from '../../src/policy/package-pattern.ts';

const purl = 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64';
const openssl = { name: 'openssl', version: '3.0.11-1', purl };

describe('when a package is held against a pattern', () => {
  it.each([
    ['pkg:deb/debian/openssl', true],
    ['pkg:deb/debian/openssl@3.0.11-1', true],
    ['pkg:deb/debian/*', true],
    ['pkg:deb/**', true],
    ['pkg:*/debian/openssl', true],
    ['**/openssl', true],
    // What matches leaves out qualifiers, so a pattern with some means nothing.
    [purl.replace('?', '[?]'), false],
    ['pkg:deb/debian/openssl@3.0.12', false],
    ['pkg:deb/debian/open', false],
    ['pkg:deb/*', false],
    ['pkg:apk/debian/openssl', false],
    ['xpkg:deb/debian/openssl', false],
    ['openssl', false],
  ])('%s means a Debian package: %s', (text, expected) => {
    expect(parsePackagePattern(text).matches(openssl)).toBe(expected);
  });

  it('any way of writing a purl will do', () => {
    const scoped = (text: string) => ({ name: 'a', purl: text });
    for (const text of ['pkg:npm/%40acme/a@1', 'pkg:npm/@acme/a@1', 'pkg:npm/%40acme/a', 'pkg:npm/@acme/a'])
      expect(parsePackagePattern('pkg:npm/@acme/a').matches(scoped(text))).toBe(true);
    expect(parsePackagePattern('pkg:npm/%40acme/a').matches(scoped('pkg:npm/%40acme/a@1'))).toBe(true);
    expect(parsePackagePattern('pkg:pypi/flask-login').matches(scoped('pkg:pypi/Flask_Login@1'))).toBe(true);
    expect(parsePackagePattern('pkg:deb/a').matches(scoped('pkg:deb/a?x=1\n#y'))).toBe(true);
    expect(parsePackagePattern('pkg:deb/a').matches(scoped('pkg:DEB/a@1'))).toBe(true);
    expect(parsePackagePattern('pkg:deb/%').matches(scoped('pkg:deb/%@1'))).toBe(true);
  });

  it('without a purl it is called by its name, with its version or without', () => {
    const matches = (text: string, version?: string) =>
      parsePackagePattern(text).matches({ name: 'a', ...(version !== undefined && { version }) });
    expect(matches('a', '1')).toBe(true);
    expect(matches('a@1', '1')).toBe(true);
    expect(matches('a@2', '1')).toBe(false);
    expect(matches('a')).toBe(true);
    expect(matches('a@*')).toBe(false);
    expect(matches('pkg:deb/a', '1')).toBe(false);
  });

  it('a name that is longer than any tool writes is meant by nothing (A22)', () => {
    const long = (length: number) => ({ name: 'a'.repeat(length) });
    expect(parsePackagePattern('a*').matches(long(4096))).toBe(true);
    expect(parsePackagePattern('a*').matches(long(4097))).toBe(false);
  });
});

describe('when findings of a package are put together', () => {
  it('have the purl as written, else name and version', () => {
    expect(packageKey(openssl)).toBe(purl);
    expect(packageKey({ name: 'a', version: '1' })).toBe('a@1');
    expect(packageKey({ name: 'a' })).toBe('a@');
  });
});

describe('when the type of a purl is read', () => {
  it.each([
    [purl, 'deb'],
    ['pkg:DEB/a', 'deb'],
    ['pkg://deb/a', 'deb'],
    ['pkg:deb', undefined],
    ['xpkg:deb/a', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s it is %s', (text, type) => {
    expect(purlType(text)).toBe(type);
  });
});
