import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noticesOf, proxyFor } from '../../src/http/proxy.ts';

const variables = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

function ask(url: string, secrets: string[] = []): ReturnType<typeof proxyFor> {
  return proxyFor(new URL(url), (value) => secrets.push(value));
}

describe('proxyFor', () => {
  beforeEach(() => {
    for (const name of variables) vi.stubEnv(name, undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('when the environment names none, there is none', () => {
    expect(ask('https://ghcr.io/v2/')).toBeUndefined();
  });

  test('when it names one, https goes through HTTPS_PROXY and http through HTTP_PROXY', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://secure-proxy.example.com:3128');
    vi.stubEnv('http_proxy', 'http://proxy.example.com:3128');
    expect(ask('https://ghcr.io/v2/')?.url.host).toBe('secure-proxy.example.com:3128');
    expect(ask('http://registry.lab.example.com/v2/')?.url.host).toBe('proxy.example.com:3128');
  });

  test.each([
    ['registry.example.com', 'https://registry.example.com/', false],
    ['registry.example.com', 'https://other.example.com/', true],
    ['.example.com', 'https://registry.example.com/', false],
    ['*.example.com', 'https://a.b.example.com/', false],
    ['.example.com', 'https://evilexample.com/', true],
    ['registry.example.com:5000', 'https://registry.example.com/', true],
    ['registry.example.com:5000', 'https://registry.example.com:5000/', false],
    ['a.test, registry.example.com', 'https://registry.example.com/', false],
    ['REGISTRY.example.com', 'https://registry.example.com/', false],
    ['*', 'https://registry.example.com/', false],
    ['example.com', 'https://registry.example.com/', false],
    ['example.com', 'https://example.com./', false],
    ['example.com.', 'https://a.b.example.com/', false],
    ['example.com', 'https://evilexample.com/', true],
    ['example.com:5000', 'https://registry.example.com:5000/', false],
    ['example.com:443', 'https://registry.example.com/', false],
    ['example.com:5000', 'https://registry.example.com/', true],
    ['10.0.0.0/8', 'https://10.1.2.3/', false],
    ['10.0.0.0/8', 'https://11.1.2.3/', true],
    ['10.0.0.0/8', 'https://registry.example.com/', true],
    ['10.0.0.0/99', 'https://10.1.2.3/', true],
    ['0.0.0.1', 'https://10.0.0.1/', true],
    ['fd00::/8', 'https://[fd12::1]:5000/', false],
    ['2001:db8::1', 'https://[2001:db8::1]:5000/', false],
    ['[2001:0db8::1]', 'https://[2001:db8::1]:5000/', false],
    ['[2001:db8::1]:5000', 'https://[2001:db8::1]/', true],
    ['2001:db8::2', 'https://[2001:db8::1]/', true],
    ['', 'https://registry.example.com/', true],
    [', ,', 'https://registry.example.com/', true],
    ['other.test, Example.COM\texample.org', 'https://registry.example.com/', false],
    ['other.test 10.0.0.0/8,fd00::/8', 'https://10.1.2.3/', false],
    ['example.com', 'https://example.com.evil.test/', true],
    ['example.com', 'https://registry.example.com.evil.test/', true],
    ['.', 'https://registry.example.com/', true],
    ['10.1.2.3', 'https://10.1.2.3/', false],
    ['10.1.2.3:5000', 'https://10.1.2.3/', true],
    ['10.1.2.3/32', 'https://10.1.2.3/', false],
    ['10.1.2.3/33', 'https://10.1.2.3/', true],
    ['10.0.0.0/', 'https://10.1.2.3/', true],
    ['10.0.0.0/x', 'https://10.1.2.3/', true],
    ['/8', 'https://10.1.2.3/', true],
    ['::/0', 'https://10.1.2.3/', true],
    ['0.0.0.0/0', 'https://[2001:db8::1]/', true],
    ['2001:db8::1/128', 'https://[2001:db8::1]/', false],
    ['2001:db8::1/129', 'https://[2001:db8::1]/', true],
    ['[2001:db8::1]', 'https://registry.example.com/', true],
    ['x[2001:db8::1]', 'https://[2001:db8::1]/', true],
    ['[2001:db8::1]x', 'https://[2001:db8::1]/', true],
  ])('when NO_PROXY is %j, %s goes through it: %s', (list, url, through) => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.com:3128');
    vi.stubEnv('NO_PROXY', list);
    expect(ask(url) !== undefined).toBe(through);
  });

  test('when it is a host and a port only, it is one without TLS, whatever goes through it', () => {
    vi.stubEnv('HTTPS_PROXY', 'build:pass@proxy.example.com:3128');
    expect(ask('https://ghcr.io/v2/')).toMatchObject({ authorization: expect.stringMatching(/^Basic /) });
    expect(ask('https://ghcr.io/v2/')?.url.href).toBe('http://proxy.example.com:3128/');
    vi.stubEnv('HTTPS_PROXY', 'https://proxy.example.com:3128');
    expect(ask('https://ghcr.io/v2/')?.url.href).toBe('https://proxy.example.com:3128/');
  });

  test.each(['http://localhost:5000/', 'http://127.0.0.1:5000/', 'http://[::1]:5000/'])(
    'when it is this machine (%s), there is none',
    (url) => {
      vi.stubEnv('HTTP_PROXY', 'http://proxy.example.com:3128');
      expect(ask(url)).toBeUndefined();
    },
  );

  test('when it has credentials, they are secret, and not in its URL', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://build:p%40ss%20word@proxy.example.com:3128');
    const secrets: string[] = [];
    const proxy = ask('https://ghcr.io/v2/', secrets);
    const encoded = Buffer.from('build:p@ss word').toString('base64');
    expect(proxy?.url.href).toBe('http://proxy.example.com:3128/');
    expect(proxy?.authorization).toBe(`Basic ${encoded}`);
    expect(secrets).toEqual(expect.arrayContaining(['p@ss word', 'p%40ss%20word', encoded]));
  });

  test.each([
    ['http://proxy.example.com:3128', undefined, []],
    ['http://build@proxy.example.com:3128', 'Basic YnVpbGQ6', ['YnVpbGQ6']],
    ['http://:hunter2@proxy.example.com:3128', 'Basic Omh1bnRlcjI=', ['hunter2', 'hunter2', 'Omh1bnRlcjI=']],
    ['http://50%:x@proxy.example.com:3128', 'Basic NTAlOng=', ['x', 'x', 'NTAlOng=']],
  ])('when it is %s, it is told %s, and no more than that is secret', (value, authorization, wanted) => {
    vi.stubEnv('HTTPS_PROXY', value);
    const secrets: string[] = [];
    const proxy = ask('https://ghcr.io/v2/', secrets);
    expect(proxy?.url.href).toBe('http://proxy.example.com:3128/');
    expect(proxy?.authorization).toBe(authorization);
    expect(secrets).toEqual(wanted);
  });

  test.each([
    ['HTTPS_PROXY', 'https://ghcr.io/'],
    ['https_proxy', 'https://ghcr.io/'],
    ['ALL_PROXY', 'https://ghcr.io/'],
    ['HTTP_PROXY', 'http://registry.lab.example.com/'],
  ])('when %s has no scheme, the proxy is asked in plain HTTP', (variable, url) => {
    vi.stubEnv(variable, 'build:hunter2@proxy.example.com:3128');
    expect(ask(url)?.url.href).toBe('http://proxy.example.com:3128/');
    expect(ask(url)?.authorization).toMatch(/^Basic /);
  });

  test.each(['socks5://proxy.example.com:1080', 'http://pro xy'])(
    'when it is %s, that is an error without its value',
    (value) => {
      vi.stubEnv('HTTPS_PROXY', value);
      expect(() => ask('https://ghcr.io/')).toThrow(
        expect.objectContaining({ code: 'PROXY_INVALID', message: expect.not.stringContaining(value) }),
      );
    },
  );
});

describe('noticesOf (A50)', () => {
  test('when certificate checks are switched off, it refuses', () => {
    expect(() => noticesOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
      expect.objectContaining({ kind: 'config', code: 'TLS_NOT_VERIFIED' }),
    );
    expect(noticesOf({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([]);
  });

  test('when a proxy, another CA or a key log is set, it says so and shows no value', () => {
    const notices = noticesOf({
      https_proxy: 'http://build:hunter2@proxy.example.com',
      NODE_EXTRA_CA_CERTS: '/tmp/ca.pem',
      SSLKEYLOGFILE: '/tmp/keys',
    });
    expect(notices).toHaveLength(3);
    expect(notices.join(' ')).toContain('HTTPS_PROXY');
    expect(notices.join(' ')).not.toContain('hunter2');
  });

  test('when nothing is set, or nothing in it, there is nothing to say', () => {
    expect(noticesOf({ HTTPS_PROXY: '', PATH: '/bin' })).toEqual([]);
  });
});
