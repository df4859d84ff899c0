import { describe, expect, it } from 'vitest';
import { parseRepository } from '../../src/image/reference.ts';
import { meansImage, meansPackage, readPurl } from '../../src/policy/image-purl.ts';
import { amd64, digestFor, indexDigest } from './facts.ts';

const image = { repository: parseRepository('ghcr.io/acme/web'), digests: [indexDigest, amd64] };

describe('when a document names an image by its purl', () => {
  it.each([
    [`pkg:oci/web@${indexDigest}`, true],
    [`pkg:docker/acme/web@${amd64}`, true],
    [`pkg:oci/web@${digestFor('other')}`, false],
    [`pkg:oci/web@${digestFor('other')}?repository_url=ghcr.io/acme/web`, false],
    ['pkg:oci/web@1.4.2?repository_url=ghcr.io/acme/web', false],
    ['pkg:oci/web?repository_url=ghcr.io/acme/web', true],
    ['pkg:oci/web?repository_url=ghcr.io/acme', true],
    ['pkg:docker/web?repository_url=ghcr.io/acme', true],
    ['pkg:oci/web?repository_url=ghcr.io/acme/api', false],
    ['pkg:oci/web?repository_url=A%20B', false],
    ['pkg:oci/web', false],
    [`pkg:npm/web@${indexDigest}`, false],
    ['pkg:npm/web?repository_url=ghcr.io/acme/web', false],
  ])('%s means it: %s', (text, expected) => {
    const purl = readPurl(text);
    expect(purl !== undefined && meansImage(purl, image)).toBe(expected);
  });

  it('what is no purl is none', () => {
    expect(readPurl('ghcr.io/acme/web')).toBeUndefined();
  });
});

describe('when a document names a package', () => {
  const purl = 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12';
  const found = { name: 'openssl', version: '3.0.11-1', purl };

  it.each([
    [purl, true],
    ['pkg:deb/debian/openssl', true],
    ['pkg:deb/debian/openssl@3.0.11-1', true],
    ['pkg:deb/debian/openssl@3.0.11-1?arch=amd64', true],
    ['pkg:deb/debian/openssl?distro=debian-12', true],
    ['pkg:deb/debian/openssl@3.0.12-1', false],
    ['pkg:deb/debian/openssl?arch=arm64', false],
    ['pkg:deb/debian/openssl?epoch=1', false],
    ['pkg:deb/ubuntu/openssl', false],
    ['pkg:deb/openssl', false],
    ['pkg:deb/debian/openssl-dev', false],
    ['pkg:apk/debian/openssl', false],
    ['openssl', false],
    ['openssl@3.0.11-1', false],
  ])('%s means the one that was found: %s', (stated, expected) => {
    expect(meansPackage(stated, found)).toBe(expected);
  });

  it('is compared by name and version where what was found has no purl that can be read', () => {
    expect(meansPackage('openssl', { name: 'openssl' })).toBe(true);
    expect(meansPackage('openssl@1', { name: 'openssl', version: '1' })).toBe(true);
    expect(meansPackage('openssl@2', { name: 'openssl', version: '1' })).toBe(false);
    expect(meansPackage('pkg:deb/debian/openssl', { name: 'openssl' })).toBe(false);
    expect(meansPackage('pkg:deb/debian/openssl', { name: 'openssl', purl: 'no purl' })).toBe(false);
    expect(meansPackage('no purl', { name: 'openssl', purl: 'no purl' })).toBe(true);
  });

  it('is another with qualifiers where what was found has none', () => {
    expect(meansPackage('pkg:npm/a@1?x=1', { name: 'a', purl: 'pkg:npm/a@1' })).toBe(false);
    expect(meansPackage('pkg:npm/a', { name: 'a', purl: 'pkg:npm/a@1' })).toBe(true);
  });
});
