import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import { dialectOf, refineDialect, vendors, type Dialect } from '../../src/registry/dialect.ts';
import { standard } from '../../src/registry/vendors/vendor.ts';

const account = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

describe('dialectOf (A11)', () => {
  test.each([
    ['docker.io', 'docker-hub'],
    ['index.docker.io', 'docker-hub'],
    ['ghcr.io', 'ghcr'],
    ['GHCR.IO:443', 'ghcr'],
    ['ghcr.io.', 'ghcr'],
    [account, 'ecr'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'ecr'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'ecr'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'ecr'],
    ['gcr.io', 'gar'],
    ['eu.gcr.io', 'gar'],
    ['europe-west1-docker.pkg.dev', 'gar'],
    ['us-docker.pkg.dev', 'gar'],
    ['acme1.azurecr.io', 'acr'],
    ['acme1-a1b2c3.azurecr.io', 'acr'],
    ['acme1.azurecr.cn', 'acr'],
    ['quay.io', 'quay'],
    ['registry.gitlab.com', 'gitlab'],
    ['acme.jfrog.io', 'artifactory'],
    ['zothub.io', 'zot'],

    ['registry.example.com', 'unknown'],
    ['localhost:5000', 'unknown'],
    ['ghcr.io:5000', 'unknown'],
    ['ghcr.io.evil.test', 'unknown'],
    ['xghcr.io', 'unknown'],
    ['sub.ghcr.io', 'unknown'],
    [`${account}.evil.test`, 'unknown'],
    [`evil-${account}`, 'unknown'],
    [`evil.${account}`, 'unknown'],
    [`${account}:8443`, 'unknown'],
    ['123456789012.dkr.ecr.evil.test.amazonaws.com', 'unknown'],
    ['12345.dkr.ecr.eu-west-1.amazonaws.com', 'unknown'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil', 'unknown'],
    ['public.ecr.aws', 'unknown'],
    ['evilgcr.io', 'unknown'],
    ['a.b.gcr.io', 'unknown'],
    ['docker.pkg.dev', 'unknown'],
    ['us-docker.pkg.dev.evil.test', 'unknown'],
    ['us-docker.xpkg.dev', 'unknown'],
    ['azurecr.io', 'unknown'],
    ['a.acme1.azurecr.io', 'unknown'],
    ['acme1.azurecr.io.evil.test', 'unknown'],
    ['quay.io.evil.test', 'unknown'],
    ['xn--quay-0qa.io', 'unknown'],
    ['jfrog.io', 'unknown'],
    ['registry.gitlab.com.evil.test', 'unknown'],
    ['sub.acme.jfrog.io', 'unknown'],
    ['acme.jfrog.io.evil.test', 'unknown'],
    ['sub.docker.io', 'unknown'],
    ['docker.io.evil.test', 'unknown'],
    ['sub.quay.io', 'unknown'],
    ['sub.registry.gitlab.com', 'unknown'],
    ['sub.zothub.io', 'unknown'],
    ['zothub.io.evil.test', 'unknown'],
    ['acme.azurecr.io', 'unknown'],
  ])('when it is %s, it talks %s', (host, name) => {
    expect(dialectOf(parseHost(host)).name).toBe(name);
  });

  test.each([
    ['docker.io'],
    ['ghcr.io'],
    [account],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws'],
    ['gcr.io'],
    ['eu.gcr.io'],
    ['us-docker.pkg.dev'],
    ['acme1.azurecr.io'],
    ['acme1.azurecr.us'],
    ['quay.io'],
    ['registry.gitlab.com'],
    ['acme.jfrog.io'],
    ['zothub.io'],
  ])('when it is %s but for one dot, it talks unknown', (host) => {
    expect(dialectOf(parseHost(host))).not.toBe(standard);
    const dots = [...host.matchAll(/\./g)].map(({ index }) => index);
    const lookalikes = dots.map((dot) => `${host.slice(0, dot)}x${host.slice(dot + 1)}`);
    expect(lookalikes.map((name) => dialectOf(parseHost(name)).name)).toEqual(dots.map(() => 'unknown'));
  });
});

describe('refineDialect', () => {
  const harbor = {
    'www-authenticate': 'Bearer realm="https://h.example.com/service/token",service="harbor-registry"',
  };

  test('when nothing is known yet, an answer may tell', () => {
    expect(refineDialect(standard, harbor).name).toBe('harbor');
    expect(refineDialect(standard, {}).name).toBe('unknown');
  });

  test('when the name or an earlier answer has told, no later one changes it', () => {
    expect(refineDialect(dialectOf(parseHost('ghcr.io')), harbor).name).toBe('ghcr');
    expect(refineDialect(refineDialect(standard, harbor), { server: 'Nexus/3.80.0' }).name).toBe('harbor');
  });

  test('when it is told by an answer, credentials are never sent without being asked for', () => {
    const told = vendors.filter((vendor) => vendor.answers !== undefined && vendor.hosts === undefined);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((vendor) => vendor.dialect.firstRequest !== 'plain')).toEqual([]);
    expect(
      vendors.filter((vendor) => vendor.dialect.firstRequest === 'basic' && vendor.answers !== undefined),
    ).toEqual([]);
  });

  test.each<[string, Record<string, string | string[]>]>([
    ['nexus', { server: ['Nexus/3.80.0', 'nginx'] }],
    ['harbor', { 'www-authenticate': ['Basic realm="h"', 'Bearer realm="r",service="harbor-registry"'] }],
    ['artifactory', { 'x-jfrog-version': 'Artifactory/7.84.12 78412900' }],
    ['artifactory', { 'x-artifactory-id': '6d70dcfd451c8e98:237a9c5d:1792f16ad1d:-8000' }],
    ['artifactory', { server: 'Artifactory/7.9.1 70901900' }],
    ['unknown', { server: 'not-Artifactory/' }],
    ['nexus', { server: 'Nexus/3.80.0-06 (COMMUNITY)' }],
    ['gitlab', { 'gitlab-container-registry-version': 'v4.15.0-gitlab' }],
    [
      'unknown',
      {
        'www-authenticate':
          'Bearer realm="https://codeberg.org/v2/token",service="container_registry",scope="*"',
      },
    ],
    [
      'unknown',
      { 'www-authenticate': 'Bearer realm="https://git.example.com/jwt/auth",service="another_registry"' },
    ],
    ['unknown', { 'docker-distribution-api-version': 'registry/2.0', server: 'nginx' }],
    ['unknown', { 'docker-distribution-api-version': 'registry/2.0' }],
    ['unknown', { 'x-content-type-options': 'nosniff' }],
    [
      'unknown',
      {
        'docker-distribution-api-version': 'registry/2.0',
        'x-content-type-options': 'nosniff',
        'www-authenticate': 'Bearer realm="https://auth.example.com/token",service="registry"',
      },
    ],
    ['zot', { 'www-authenticate': 'Bearer realm="zot",service="zot"' }],
    ['unknown', { 'www-authenticate': 'Basic realm="zotter"' }],
    ['unknown', { 'www-authenticate': 'Digest realm="a", Basic realm="zot"' }],
    ['unknown', { server: 'not-Nexus/3' }],
  ])('when a header is that of %s, it is recognised', (name, headers) => {
    expect(refineDialect(standard, headers).name).toBe(name);
  });
});

describe('every row of the table', () => {
  const rows: [string, Dialect][] = [
    ...vendors.map(({ dialect }): [string, Dialect] => [dialect.name, dialect]),
    ['unknown', standard],
  ];

  test.each(rows)('when it is %s, its numbers are sane', (_name, dialect) => {
    expect(new Set(dialect.uploads).size).toBe(dialect.uploads.length);
    expect(dialect.uploads.length).toBeGreaterThan(1);
    expect(dialect.chunkSize % 1).toBe(0);
    expect(dialect.chunkSize).toBeGreaterThanOrEqual(1024 * 1024);
    expect(dialect.chunkSize).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(dialect.tagPageSize).toBeLessThanOrEqual(1000);
    expect([...dialect.uploads].sort()).toEqual(['chunks', 'patch', 'put']);
  });

  test.each(rows)('when it is %s, it has a hint only where a cause is known', (_name, dialect) => {
    expect(dialect.hint(413, [])).toContain('client_max_body_size');
    for (const status of [200, 400, 500, 503]) expect(dialect.hint(status, [])).toBeUndefined();
    // Of these, nothing is known that the token exchange does not say itself.
    const anybodys = ['unknown', 'distribution', 'zot'].includes(dialect.name);
    for (const status of [401, 403]) expect(dialect.hint(status, []) === undefined).toBe(anybodys);
  });

  test.each(rows)(
    'when it is %s, a success is never an immutable tag, and only 404 is absence (P43)',
    (_name, dialect) => {
      for (const status of [200, 201, 401, 404, 429, 500, 503]) {
        expect(dialect.isImmutableRefusal({ status, codes: ['TAG_INVALID'], message: 'immutable' })).toBe(
          false,
        );
      }
      for (const status of [401, 403]) expect(dialect.notFound(status, [])).toBe('missing-or-denied');
      for (const status of [200, 400, 429, 500, 503])
        expect(dialect.notFound(status, ['MANIFEST_UNKNOWN'])).toBeUndefined();
      expect(dialect.notFound(404, ['MANIFEST_UNKNOWN'])).toBe('absent');
    },
  );

  test.each(rows)(
    'when it is %s, an error that nothing is known of is no immutable tag',
    (_name, dialect) => {
      for (const status of [400, 403, 412]) {
        const refusal = { status, codes: ['MANIFEST_INVALID'], message: 'manifest invalid' };
        expect(dialect.isImmutableRefusal(refusal)).toBe(false);
      }
    },
  );

  test('when nothing is known of it, the usual code or text makes the refusal of a push one of an immutable tag', () => {
    const refusals = [
      { codes: ['DENIED', 'TAG_INVALID'], message: '' },
      { codes: [], message: 'Immutable tag' },
      { codes: [], message: 'The tag ALREADY EXISTS' },
    ];
    for (const refusal of refusals) {
      for (const status of [400, 403, 409, 412]) {
        expect(standard.isImmutableRefusal({ status, ...refusal })).toBe(true);
      }
      expect(standard.isImmutableRefusal({ status: 404, ...refusal })).toBe(false);
    }
  });

  test('when a vendor is added, it has captured answers and a test of its own', () => {
    const names = vendors.map((vendor) => vendor.dialect.name).sort();
    const fixtures = readdirSync(new URL('../fixtures/registries', import.meta.url));
    const tests = readdirSync(new URL('vendors', import.meta.url)).map((file) =>
      file.replace('.test.ts', ''),
    );
    expect(fixtures).toEqual(expect.arrayContaining(names));
    expect(tests.sort()).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    expect(vendors.filter((vendor) => vendor.dialect.quirks.length === 0)).toEqual([]);
  });
});
