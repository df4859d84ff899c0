import { describe, expect, it } from 'vitest';
import { hexOf } from '../../src/image/digest.ts';
import { baseOfAnnotations, baseOfMaterial, baseText } from '../../src/policy/base-reference.ts';
import { digestFor } from './facts.ts';

const digest = digestFor('base');
const known = { sha256: hexOf(digest) };

/** `REPOSITORY:TAG@DIGEST` of what a material is. */
function shown(uri: string, of: Readonly<Record<string, string>> = {}) {
  const base = baseOfMaterial({ uri, digest: of });
  return typeof base === 'object' ? `${baseText(base)}${base.digest === undefined ? '' : '@known'}` : base;
}

describe('when a material is an image', () => {
  it.each([
    ['pkg:docker/debian@12-slim', 'docker.io/library/debian:12-slim'],
    ['pkg:docker/debian@12-slim?platform=linux%2Famd64', 'docker.io/library/debian:12-slim'],
    ['pkg:docker/acme/base@1', 'docker.io/acme/base:1'],
    ['pkg:docker/acme/base@1?repository_url=ghcr.io', 'ghcr.io/acme/base:1'],
    ['pkg:docker/debian', 'docker.io/library/debian'],
    ['pkg:oci/base?repository_url=ghcr.io/acme/base&tag=1', 'ghcr.io/acme/base:1'],
    [
      `pkg:oci/base@${encodeURIComponent(digest)}?repository_url=ghcr.io/acme/base`,
      'ghcr.io/acme/base@known',
    ],
    [`pkg:docker/debian@12?digest=${encodeURIComponent(digest)}`, 'docker.io/library/debian:12@known'],
    ['pkg:docker/debian@12?digest=sha256:x', 'docker.io/library/debian:12'],
    ['docker-image://docker.io/library/debian:12', 'docker.io/library/debian:12'],
    ['docker-image://docker.io/library/debian:12?platform=a\n#b', 'docker.io/library/debian:12'],
    ['docker-image://A B', 'unreadable'],
    ['pkg:docker/A B', 'unreadable'],
    ['pkg:docker/', 'unreadable'],
    ['pkg:npm/docker/debian@12', undefined],
    ['git+https://example.com/pkg:docker/debian', undefined],
    ['https://github.com/acme/web', undefined],
  ])('%s is %s', (uri, expected) => {
    expect(shown(uri)).toBe(expected);
  });

  it('its digest is that of the material before any other, and only if it is one', () => {
    const other = encodeURIComponent(digestFor('other'));
    expect(baseOfMaterial({ uri: `pkg:docker/debian@12?digest=${other}`, digest: known })).toMatchObject({
      digest,
    });
    expect(shown('pkg:docker/debian@12', { sha256: 'x' })).toBe('docker.io/library/debian:12');
    expect(shown('pkg:docker/debian@12', { sha512: 'x' })).toBe('docker.io/library/debian:12');
  });
});

describe('when annotations name a base', () => {
  const name = 'org.opencontainers.image.base.name';
  const of = 'org.opencontainers.image.base.digest';

  it('is what they say, as far as it can be read', () => {
    expect(baseOfAnnotations({})).toBeUndefined();
    expect(baseOfAnnotations({ [of]: digest })).toBeUndefined();
    expect(baseOfAnnotations({ [name]: 'debian:12', [of]: digest })).toMatchObject({ tag: '12', digest });
    expect(baseOfAnnotations({ [name]: 'debian:12', [of]: 'x' })).not.toHaveProperty('digest');
    expect(baseOfAnnotations({ [name]: 'debian:12' })).not.toHaveProperty('digest');
    expect(baseOfAnnotations({ [name]: '' })).toBe('unreadable');
  });
});
