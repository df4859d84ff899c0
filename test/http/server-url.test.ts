import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { resolveLocation, type ServerUrlUse } from '../../src/http/server-url.ts';
import { isStorageHost } from '../../src/http/storage-host.ts';

const base = new URL('https://registry.example.com/v2/acme/web/blobs/uploads/');
const plain = new URL('http://registry.lab.example.com:5000/v2/acme/web/blobs/sha256:abc');

function configured(url: URL): boolean {
  return ['registry.example.com', 'registry.lab.example.com:5000', 'minio.internal.example.com'].includes(
    url.host,
  );
}

function resolve(
  location: string,
  use: ServerUrlUse = 'redirect',
  from = base,
): { href: string; sameOrigin: boolean; learned: boolean } {
  const { url, sameOrigin, learned } = resolveLocation(from, location, { use, configured });
  return { href: url.href, sameOrigin, learned };
}

function codeOf(location: string, use: ServerUrlUse = 'redirect', from = base): string {
  try {
    return resolve(location, use, from).href;
  } catch (error) {
    if (error instanceof HoistError) return error.code;
    throw error;
  }
}

describe('a location on the same origin', () => {
  test.each([
    [
      '/v2/acme/web/blobs/uploads/1?_state=a%2Bb',
      'https://registry.example.com/v2/acme/web/blobs/uploads/1?_state=a%2Bb',
    ],
    ['1?_state=x', 'https://registry.example.com/v2/acme/web/blobs/uploads/1?_state=x'],
    ['?_state=x', 'https://registry.example.com/v2/acme/web/blobs/uploads/?_state=x'],
    ['https://registry.example.com/a', 'https://registry.example.com/a'],
    ['HTTPS://REGISTRY.example.com:443/a#part', 'https://registry.example.com/a'],
  ])('when it is %s, it is resolved with its query untouched', (location, href) => {
    for (const use of ['redirect', 'upload', 'link'] as const) {
      expect(resolve(location, use)).toEqual({ href, sameOrigin: true, learned: false });
    }
  });

  test.each(['http://registry.example.com/a', 'http://registry.example.com:443/a'])(
    'when TLS ends before the registry and it says %s, it is read as https (Q2)',
    (location) => {
      expect(resolve(location, 'upload')).toEqual({
        href: 'https://registry.example.com/a',
        sameOrigin: true,
        learned: false,
      });
    },
  );

  test('when the registry has a port of its own, http on that port is read as https', () => {
    const own = new URL('https://registry.example.com:8443/v2/');
    expect(resolve('http://registry.example.com:8443/a', 'upload', own).href).toBe(
      'https://registry.example.com:8443/a',
    );
    expect(codeOf('http://registry.example.com/a', 'upload', own)).toBe('LOCATION_INSECURE');
  });
});

describe('a location on another origin', () => {
  test('when it is a redirect over https, it is followed as a host that a server named', () => {
    expect(resolve('https://cdn.example.net/x?sig=1')).toEqual({
      href: 'https://cdn.example.net/x?sig=1',
      sameOrigin: false,
      learned: true,
    });
  });

  test.each([
    'https://registry.example.com:8443/a',
    'https://sub.registry.example.com/a',
    'https://registry.example.com./a',
  ])('when it is %s, it is another origin', (location) => {
    expect(resolve(location).sameOrigin).toBe(false);
  });

  test('when the config names the host, it may be private', () => {
    expect(resolve('https://minio.internal.example.com/x', 'upload')).toMatchObject({
      sameOrigin: false,
      learned: false,
    });
    expect(
      resolveLocation(base, 'https://10.0.0.1/x', { use: 'redirect', configured: () => true }),
    ).toMatchObject({
      sameOrigin: false,
      learned: false,
    });
  });

  test('when the registry is plain http by config, a redirect may be http too, and never the other way round', () => {
    expect(resolve('http://storage.example.net/x', 'redirect', plain)).toMatchObject({
      sameOrigin: false,
      learned: true,
    });
    expect(codeOf('http://storage.example.net/x')).toBe('LOCATION_INSECURE');
    expect(codeOf('http://registry.example.com:8080/x')).toBe('LOCATION_INSECURE');
  });

  test.each([
    'https://cdn.example.net/next',
    'https://registry.example.com:8443/v2/',
    'https://registry.example.com.evil.test/',
    // Known all the same, as a registry or as a store: it is not the one that was asked.
    'https://minio.internal.example.com/v2/',
    'https://acme.s3.amazonaws.com/next',
  ])('when a list goes on at %s, it is refused (A8)', (location) => {
    expect(codeOf(location, 'link')).toBe('LOCATION_FOREIGN');
  });

  test('when an upload goes to a host that is no object store, it is refused (A7)', () => {
    expect(codeOf('https://evil.test/upload', 'upload')).toBe('LOCATION_FOREIGN');
    expect(resolve('https://acme.s3.eu-central-1.amazonaws.com/x', 'upload')).toMatchObject({
      sameOrigin: false,
      learned: true,
    });
  });

  test.each([
    'https://10.0.0.1/x',
    'https://[::ffff:a9fe:a9fe]/x',
    'https://2130706433/x',
    'https://localhost/x',
  ])('when it is %s, it is refused without a connection (A10)', (location) => {
    expect(codeOf(location)).toBe('ADDRESS_PRIVATE');
  });
});

describe('a location that no honest registry sends', () => {
  test.each([
    '//evil.test/x',
    '/\\evil.test/x',
    '\\\\evil.test\\x',
    'https:/evil.test/x',
    'https:evil.test',
    'https:///evil.test/x',
    'https://user@evil.test/x',
    'https://:pass@evil.test/x',
    'https://registry.example.com:pass@evil.test/x',
    'https://registry.example.com\\@evil.test/x',
    'ftp://registry.example.com/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'https://registry.example.com:99999/x',
    'https://exa mple.com/',
    ' https://registry.example.com/x',
    '/a\r\nX: y',
    '/\u0000',
    '/ümlaut',
    '',
    `/${'a'.repeat(9000)}`,
  ])('when it is %j, it is refused', (location) => {
    for (const use of ['redirect', 'upload', 'link'] as const)
      expect(codeOf(location, use)).toBe('LOCATION_INVALID');
  });

  test('when it is refused, the error shows neither path nor query', () => {
    for (const location of [
      'https://evil.test/secret-path?X-Amz-Signature=secret',
      '//evil.test/secret-path?secret',
    ]) {
      const error = (() => {
        try {
          resolveLocation(base, location, { use: 'upload', configured });
        } catch (thrown) {
          return thrown;
        }
        return undefined;
      })();
      expect(error).toBeInstanceOf(HoistError);
      expect(`${(error as HoistError).message} ${(error as HoistError).hint}`).not.toContain('secret');
    }
  });

  test('whatever it is, it is refused, or https without a user', () => {
    const text = fc.oneof(fc.string(), fc.webUrl(), fc.stringMatching(/^[htps:/\\@.#?%a-z0-9[\]]{1,40}$/));
    const judge = (location: string): boolean => {
      try {
        const { url, sameOrigin } = resolveLocation(base, location, { use: 'redirect', configured });
        return (
          url.protocol === 'https:' &&
          url.username + url.password + url.hash === '' &&
          sameOrigin === (url.origin === base.origin)
        );
      } catch (error) {
        return error instanceof HoistError;
      }
    };
    fc.assert(
      fc.property(text, (location) => {
        expect(judge(location)).toBe(true);
      }),
    );
  });
});

describe('isStorageHost', () => {
  const known = [
    'https://acme.s3.amazonaws.com/x',
    'https://s3.amazonaws.com/acme/x',
    'https://s3.eu-west-1.amazonaws.com/acme/x',
    'https://acme.s3.dualstack.us-east-1.amazonaws.com/x',
    'https://acme.s3-us-west-2.amazonaws.com/x',
    'https://acme.s3.cn-north-1.amazonaws.com.cn/x',
    'https://storage.googleapis.com/acme/x',
    'https://acme.storage.googleapis.com/x',
    'https://acme1.blob.core.windows.net/x',
    'https://acme1.blob.core.chinacloudapi.cn/x',
    'https://acme1.blob.core.usgovcloudapi.net/x',
    'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/x',
    'https://0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com/x',
  ];

  test.each(known)('when it is %s, it is one', (url) => {
    expect(isStorageHost(new URL(url))).toBe(true);
  });

  test.each(known)('when it is %s with another character for any dot, it is none (A11)', (url) => {
    const { hostname } = new URL(url);
    for (let at = hostname.indexOf('.'); at >= 0; at = hostname.indexOf('.', at + 1)) {
      for (const other of ['x', '0']) {
        const host = `${hostname.slice(0, at)}${other}${hostname.slice(at + 1)}`;
        expect([host, isStorageHost(new URL(`https://${host}/x`))]).toEqual([host, false]);
      }
    }
  });

  test.each(known)('when it is %s with more at its end, it is none (A11)', (url) => {
    const { hostname } = new URL(url);
    for (const more of ['.evil.test', '-evil.test', 'x', '.cn.cn'])
      expect(isStorageHost(new URL(`https://${hostname}${more}/x`))).toBe(false);
  });

  test.each([
    'https://acme.s3.amazonaws.com.evil.test/x',
    'https://evils3.amazonaws.com/x',
    'https://ec2.amazonaws.com/x',
    'https://acme.s3.amazonaws.com:8443/x',
    'http://acme.s3.amazonaws.com/x',
    'https://acme.s3.amazonaws.com./x',
    'https://xstorage.googleapis.com/x',
    'https://www.googleapis.com/x',
    'https://blob.core.windows.net/x',
    'https://acme.blob.core.windows.net.evil.test/x',
    'https://evil.acme1.blob.core.windows.net/x',
    'https://evil-acme1.blob.core.windows.net/x',
    'https://abcdefghijklmnopqrstuvwxy.blob.core.windows.net/x',
    'https://r2.cloudflarestorage.com/x',
    'https://x0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/x',
    'https://0123456789abcdef0123456789abcdef.somewhere.r2.cloudflarestorage.com/x',
  ])('when it is %s, it is none (A11)', (url) => {
    expect(isStorageHost(new URL(url))).toBe(false);
  });
});
