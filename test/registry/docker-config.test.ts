import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import {
  covering,
  credentialIn,
  parseConfigKey,
  parseDockerConfig,
} from '../../src/registry/docker-config.ts';

function config(value: unknown): ReturnType<typeof parseDockerConfig> {
  return parseDockerConfig(
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    'config.json',
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('parseConfigKey', () => {
  test.each([
    ['ghcr.io', 'ghcr.io', ''],
    ['https://ghcr.io', 'ghcr.io', ''],
    ['HTTPS://GHCR.IO/', 'ghcr.io', ''],
    ['http://localhost:5000/v1/', 'localhost:5000', ''],
    ['registry.example.com/v2/', 'registry.example.com', ''],
    ['registry.example.com:443', 'registry.example.com', ''],
    ['https://index.docker.io/v1/', 'docker.io', ''],
    ['registry-1.docker.io', 'docker.io', ''],
    ['docker.io/acme', 'docker.io', 'acme'],
    ['registry.example.com/team/app', 'registry.example.com', 'team/app'],
    ['registry.example.com/v2/team', 'registry.example.com', 'v2/team'],
  ])('when it is %s, it is %s with %j', (key, host, path) => {
    expect(parseConfigKey(key)).toEqual({ host, path });
  });

  test.each(['', 'https://', '<token>', 'not a host', 'user@ghcr.io', 'ghcr.io?x', '../x'])(
    'when it is %j, it is none',
    (key) => {
      expect(parseConfigKey(key)).toBeUndefined();
    },
  );

  test('whatever it is, it never throws', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const parsed = parseConfigKey(key);
        expect(parsed === undefined || parsed.host.length > 0).toBe(true);
      }),
    );
  });
});

describe('covering', () => {
  const { auths } = config({
    auths: {
      'https://registry.example.com/v1/': { auth: base64('scheme:1') },
      'registry.example.com': { auth: base64('host:1') },
      'registry.example.com/team': { auth: base64('team:1') },
      'registry.example.com/team/app': { auth: base64('app:1') },
      'evil-registry.example.com': { auth: base64('evil:1') },
      'registry.example.com.evil.test': { auth: base64('evil:2') },
    },
  });

  test.each([
    [
      'team/app',
      [
        'registry.example.com/team/app',
        'registry.example.com/team',
        'registry.example.com',
        'https://registry.example.com/v1/',
      ],
    ],
    [
      'team/app/sub',
      [
        'registry.example.com/team/app',
        'registry.example.com/team',
        'registry.example.com',
        'https://registry.example.com/v1/',
      ],
    ],
    [
      'team/apples',
      ['registry.example.com/team', 'registry.example.com', 'https://registry.example.com/v1/'],
    ],
    ['other', ['registry.example.com', 'https://registry.example.com/v1/']],
  ])('when the repository is %s, the longest path comes first, whole components only', (path, keys) => {
    expect(covering(auths, parseHost('registry.example.com'), path).map((entry) => entry.key)).toEqual(keys);
  });

  test("when Docker Hub has several entries, its own key's comes first, then the plain name, in any order", () => {
    const keys = ['https://docker.io', 'docker.io', 'https://index.docker.io/v1/'];
    for (const order of [keys, keys.toReversed()]) {
      const hub = config({ auths: Object.fromEntries(order.map((key) => [key, { auth: base64('a:b') }])) });
      const found = covering(hub.auths, parseHost('docker.io'), 'library/debian');
      expect(found.map((entry) => entry.key)).toEqual(keys.toReversed());
    }
  });

  test('when the host differs, nothing of it matches (A11)', () => {
    for (const host of [
      'example.com',
      'registry.example.com:5000',
      'istry.example.com',
      'registry.example.co',
    ]) {
      expect(covering(auths, parseHost(host), 'team/app')).toEqual([]);
    }
  });
});

describe('credentialIn', () => {
  function read(entry: object): { credential: unknown; secrets: string[] } {
    const secrets: string[] = [];
    const [first] = config({ auths: { 'ghcr.io': entry } }).auths;
    if (first === undefined) throw new Error('no entry');
    return { credential: credentialIn(first, (value) => secrets.push(value)), secrets };
  }

  test.each<[string, object, object | undefined]>([
    ['auth', { auth: base64('me:pass:word') }, { kind: 'basic', username: 'me', password: 'pass:word' }],
    [
      'auth with trailing NULs',
      { auth: base64('me:pw\0\0') },
      { kind: 'basic', username: 'me', password: 'pw' },
    ],
    [
      'auth with a NUL inside',
      { auth: base64('me:p\0w') },
      { kind: 'basic', username: 'me', password: 'p\0w' },
    ],
    ['auth without a user', { auth: base64(':pw') }, { kind: 'basic', username: '', password: 'pw' }],
    ['a password alone', { password: 'pw' }, { kind: 'basic', username: '', password: 'pw' }],
    [
      'an identity token beside an empty pair',
      { auth: base64(':'), identitytoken: 'it' },
      { kind: 'identity', token: 'it', username: undefined },
    ],
    [
      'username and password',
      { username: 'me', password: 'pw' },
      { kind: 'basic', username: 'me', password: 'pw' },
    ],
    [
      'an identity token',
      { auth: base64('me:'), identitytoken: 'it' },
      { kind: 'identity', token: 'it', username: 'me' },
    ],
    [
      'the user <token>',
      { auth: base64('<token>:it') },
      { kind: 'identity', token: 'it', username: undefined },
    ],
    ['a registry token', { registrytoken: 'rt' }, { kind: 'bearer', token: 'rt' }],
    ['nothing', {}, undefined],
    ['a user alone', { username: 'me' }, undefined],
    ['numbers', { username: 1, password: 2 }, undefined],
  ])('when it holds %s, that is what it is', (_name, entry, expected) => {
    expect(read(entry).credential).toEqual(expected);
  });

  test('when it holds a secret, every form of it is told before it is given', () => {
    expect(read({ auth: base64('me:pw') }).secrets).toEqual(expect.arrayContaining(['pw', base64('me:pw')]));
    const unpadded = base64('me:pw').replace(/=+$/, '');
    expect(read({ auth: unpadded }).secrets).toEqual(expect.arrayContaining(['pw', unpadded]));
    expect(read({ identitytoken: 'it' }).secrets).toEqual(
      expect.arrayContaining(['it', base64('<token>:it')]),
    );
    expect(read({ auth: base64('me:'), identitytoken: 'it' }).secrets).toContain(base64('me:it'));
    expect(read({ registrytoken: 'rt' }).secrets).toContain('rt');
  });

  test('when auth holds no pair, that is an error without its value', () => {
    expect(() => read({ auth: base64('hunter2') })).toThrow(
      expect.objectContaining({
        kind: 'config',
        code: 'DOCKER_CONFIG_INVALID',
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });
});

describe('parseDockerConfig', () => {
  test.each(['', '{', '[]', 'null', '{"auths":[]}', '{"credHelpers":{"a":1}}'])(
    'when it is %j, it is an error that names the file',
    (text) => {
      expect(() => config(text)).toThrow(
        expect.objectContaining({
          kind: 'config',
          code: 'DOCKER_CONFIG_INVALID',
          message: expect.stringContaining('config.json'),
        }),
      );
    },
  );

  test('when it holds what we do not read, that is ignored (A29)', () => {
    expect(
      config({ HttpHeaders: { 'X-Meta': 'evil' }, proxies: {}, auths: { 'ghcr.io': null }, credsStore: '' }),
    ).toEqual({
      auths: [],
      helpers: [],
      store: undefined,
    });
  });
});
