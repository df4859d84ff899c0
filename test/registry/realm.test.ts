import { describe, expect, test } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { parseHost } from '../../src/image/reference.ts';
import { originOf } from '../../src/registry/origin.ts';
import { judgeRealm, realmRefused, withRealmSetting } from '../../src/registry/realm.ts';

async function judge(
  host: string,
  realm: string,
  tokenRealms: string[] = [],
  plainHttp?: boolean,
): Promise<string> {
  const name = parseHost(host);
  const settings = plainHttp === undefined ? undefined : { tokenRealms, insecure: false, plainHttp };
  try {
    const { trusted, learned } = await judgeRealm(realm, {
      host: name,
      origin: originOf(name, settings),
      tokenRealms,
    });
    return `${trusted ? 'trusted' : 'anonymous'}${learned ? ', must be public' : ''}`;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('judgeRealm (A6)', () => {
  test.each([
    ['registry.example.com', 'https://registry.example.com/token', 'trusted'],
    ['registry.example.com:5000', 'https://registry.example.com:5000/token?x=y', 'trusted'],
    ['docker.io', 'https://auth.docker.io/token', 'trusted, must be public'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth', 'trusted, must be public'],
    ['registry.example.co.uk', 'https://auth.example.co.uk/token', 'trusted, must be public'],
    ['registry.example.com', 'https://registry.example.com:8443/token', 'trusted, must be public'],
    ['registry.example.com', 'https://auth.example.com./token', 'trusted, must be public'],
    ['registry.example.com', 'HTTPS://Registry.Example.COM/token', 'trusted'],

    ['registry.example.com', 'https://evil.test/token', 'anonymous, must be public'],
    ['registry.example.com', 'https://registry.example.com.evil.test/token', 'anonymous, must be public'],
    ['registry.example.com', 'https://evil-example.com/token', 'anonymous, must be public'],
    ['registry.example.co.uk', 'https://evil.co.uk/token', 'anonymous, must be public'],
    ['a.github.io', 'https://b.github.io/token', 'anonymous, must be public'],
    ['ghcr.io', 'https://auth.docker.io/token', 'anonymous, must be public'],
    ['docker.io', 'https://auth.docker.io.evil.test/token', 'anonymous, must be public'],
    ['registry.example.com', 'https://xn--exmple-cua.com/token', 'anonymous, must be public'],
    ['registry', 'https://auth/token', 'anonymous, must be public'],
    ['8.8.8.8', 'https://8.8.4.4/token', 'anonymous, must be public'],
    ['8.8.8.8:5000', 'https://8.8.8.8/token', 'anonymous, must be public'],

    ['registry.example.com', 'https://169.254.169.254/token', 'ADDRESS_PRIVATE'],
    ['registry.example.com', 'https://0x7f.1/token', 'ADDRESS_PRIVATE'],
    ['registry.example.com', 'https://[::ffff:a9fe:a9fe]/token', 'ADDRESS_PRIVATE'],
    ['localhost:5000', 'http://localhost:5001/token', 'ADDRESS_PRIVATE'],

    ['registry.example.com', 'http://registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', 'http://evil.test/token', 'REALM_INVALID'],
    ['registry.example.com', 'null://registry.example.com/v2/token', 'REALM_INVALID'],
    ['registry.example.com', 'https://registry.example.com@evil.test/token', 'REALM_INVALID'],
    ['registry.example.com', 'https://user:pass@registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', 'https://:pass@registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', 'https://registry.example.com:99999/token', 'REALM_INVALID'],
    ['registry.example.com', 'file:///https://registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', 'https://evil.test\\@registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', 'https:/registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', '//registry.example.com/token', 'REALM_INVALID'],
    ['registry.example.com', '/token', 'REALM_INVALID'],
    ['registry.example.com', '', 'REALM_INVALID'],
    ['registry.example.com', 'Artifactory Realm', 'REALM_INVALID'],
    ['registry.example.com', 'https://registry.example.com/\r\nX: y', 'REALM_INVALID'],
    ['registry.example.com', `https://registry.example.com/${'a'.repeat(3000)}`, 'REALM_INVALID'],
  ])('when %s names %s, it is %s', async (host, realm, verdict) => {
    expect(await judge(host, realm)).toBe(verdict);
  });

  test('when the config lists the host, it is trusted and may be private, for that port only', async () => {
    expect(
      await judge('registry.internal.example.com', 'https://sso.corp.test/token', ['sso.corp.test']),
    ).toBe('trusted');
    expect(await judge('registry.example.com', 'https://sso.corp.test/token', ['SSO.corp.test'])).toBe(
      'trusted',
    );
    expect(await judge('127.0.0.1:5000', 'http://127.0.0.1:5001/token', ['127.0.0.1:5001'])).toBe('trusted');
    expect(await judge('127.0.0.1:5000', 'http://127.0.0.1:5002/token', ['127.0.0.1:5001'])).toBe(
      'ADDRESS_PRIVATE',
    );
    expect(await judge('registry.example.com', 'https://a.sso.corp.test/token', ['sso.corp.test'])).toBe(
      'anonymous, must be public',
    );
    expect(await judge('registry.example.com', 'http://sso.corp.test/token', ['sso.corp.test'])).toBe(
      'REALM_INVALID',
    );
  });

  test('when the registry is plain http by config, its realm may be', async () => {
    expect(await judge('registry.lab.example.com', 'http://registry.lab.example.com/token', [], true)).toBe(
      'trusted',
    );
    expect(await judge('registry.lab.example.com', 'http://auth.example.com/token', [], true)).toBe(
      'trusted, must be public',
    );
  });

  test('when it is at a private address, the refusal names host, port and the one setting that allows it (A6)', async () => {
    const judged = judgeRealm('http://127.0.0.1:7301/token', {
      host: parseHost('127.0.0.1:7302'),
      origin: new URL('http://127.0.0.1:7302/'),
      tokenRealms: [],
    });
    await expect(judged).rejects.toMatchObject({
      code: 'ADDRESS_PRIVATE',
      message: expect.stringMatching(/127\.0\.0\.1:7302 sent us to 127\.0\.0\.1:7301 for tokens/),
      hint: expect.stringContaining('registries.127.0.0.1:7302.token-realms: [127.0.0.1:7301]'),
    });
  });

  test('when credentials may not go there, the refusal names host and setting', async () => {
    const realm = await judgeRealm('https://evil.test/token?secret=1', {
      host: parseHost('registry.example.com'),
      origin: new URL('https://registry.example.com/'),
      tokenRealms: [],
    });
    const error = realmRefused(parseHost('registry.example.com'), realm);
    expect([error.kind, error.code]).toEqual(['unreachable', 'REALM_REFUSED']);
    expect(error.message).toContain('evil.test');
    expect(error.hint).toContain('registries.registry.example.com.token-realms');
    expect(`${error.message}${error.hint}`).not.toContain('secret');
  });
});

describe('withRealmSetting', () => {
  const host = parseHost('registry.example.com');

  test('when a realm has a private address, the setting is named, and the cause stays', () => {
    const cause = new HoistError('unreachable', 'ADDRESS_PRIVATE', '10.0.0.1 is not public');
    expect(withRealmSetting(cause, host, 'auth.lan')).toMatchObject({
      kind: 'unreachable',
      code: 'ADDRESS_PRIVATE',
      message: expect.stringContaining('auth.lan'),
      hint: expect.stringContaining('token-realms: [auth.lan]'),
      cause,
    });
  });

  test('when anything else is wrong, it stays as it is', () => {
    for (const error of [
      new HoistError('unreachable', 'TOKEN_UNREACHABLE', 'no answer'),
      Object.assign(new Error('no'), { code: 'ADDRESS_PRIVATE' }),
      undefined,
    ]) {
      expect(withRealmSetting(error, host, 'auth.lan')).toBe(error);
    }
  });
});

describe('originOf', () => {
  const settings = { tokenRealms: [], insecure: false, plainHttp: false };

  test.each([
    ['ghcr.io', undefined, 'https://ghcr.io/'],
    ['docker.io', undefined, 'https://registry-1.docker.io/'],
    ['localhost:5000', undefined, 'http://localhost:5000/'],
    ['127.0.0.1:5000', undefined, 'http://127.0.0.1:5000/'],
    ['[::1]:5000', undefined, 'http://[::1]:5000/'],
    ['localhost:5000', settings, 'https://localhost:5000/'],
    ['registry.lab.example.com', { ...settings, plainHttp: true }, 'http://registry.lab.example.com/'],
    ['10.0.0.1:5000', undefined, 'https://10.0.0.1:5000/'],
    ['localhost.example.com', undefined, 'https://localhost.example.com/'],
  ])('when it is %s with %j, its API is at %s', (host, given, url) => {
    expect(originOf(parseHost(host), given).href).toBe(url);
  });
});
