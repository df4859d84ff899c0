import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import { credentialFiles } from '../../src/registry/credential-files.ts';
import type { HelperResult } from '../../src/registry/credential-helper.ts';
import {
  createCredentials,
  type Credentials,
  type CredentialsOptions,
} from '../../src/registry/credentials.ts';

type Setup = {
  readonly files?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly helpers?: Record<string, (server: string) => HelperResult>;
  readonly githubToken?: string;
  readonly ticks?: () => number;
};

type Bench = {
  readonly lookup: Credentials['lookup'];
  readonly secrets: string[];
  readonly asked: string[];
};

function bench({
  files = {},
  env = { HOME: '/home/runner' },
  helpers = {},
  githubToken,
  ticks = () => 0,
}: Setup): Bench {
  const secrets: string[] = [];
  const asked: string[] = [];
  const options: CredentialsOptions = {
    env,
    readFile: async (path) => (path in files ? Buffer.from(JSON.stringify(files[path])) : undefined),
    realPath: async (path) => path,
    run: async (name, server) => {
      asked.push(`${name} ${server}`);
      return helpers[name]?.(server);
    },
    githubToken,
    secret: (value) => secrets.push(value),
    ticks,
  };
  return { ...createCredentials(options), secrets, asked };
}

function auth(user: string): { auth: string } {
  return { auth: Buffer.from(`${user}:secret`).toString('base64') };
}

function answer(user: string, secret = 'secret'): HelperResult {
  return { code: 0, output: JSON.stringify({ ServerURL: 'x', Username: user, Secret: secret }) };
}

const home = '/home/runner/.docker/config.json';

async function userOf(found: Promise<unknown>): Promise<unknown> {
  return ((await found) as { username?: string } | undefined)?.username;
}

describe('where credentials are looked for', () => {
  test('when there is no config, there are none', async () => {
    for (const host of ['quay.io', 'ghcr.io'])
      expect(await bench({}).lookup(parseHost(host), 'acme/web')).toBeUndefined();
  });

  test('when DOCKER_CONFIG is set, the home is not read', async () => {
    const { lookup } = bench({
      env: { HOME: '/home/runner', DOCKER_CONFIG: '/tmp/docker' },
      files: {
        [home]: { auths: { 'quay.io': auth('home') } },
        '/tmp/docker/config.json': { auths: { 'quay.io': auth('folder') } },
      },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('folder');
  });

  test('when HOME is empty, no config of the folder that one is in is read', async () => {
    const { lookup } = bench({
      env: { HOME: '' },
      files: { '.docker/config.json': { auths: { 'quay.io': auth('planted') } } },
    });
    expect(await lookup(parseHost('quay.io'), 'acme/web')).toBeUndefined();
  });

  test('when nothing was looked up, nothing was read and no secret was seen', () => {
    expect(bench({ files: { [home]: { auths: { 'quay.io': auth('me') } } } }).secrets).toEqual([]);
  });

  test.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
    'when Docker Hub is named as %s, its v1 key is found',
    async (host) => {
      const { lookup } = bench({
        files: { [home]: { auths: { 'https://index.docker.io/v1/': auth('hub') } } },
      });
      expect(await userOf(lookup(parseHost(host), 'library/debian'))).toBe('hub');
    },
  );

  test('when a path has its own entry, the longest match wins', async () => {
    const { lookup } = bench({
      files: {
        [home]: {
          auths: { 'quay.io': auth('host'), 'quay.io/acme': auth('team'), 'quay.io/acme/web': auth('web') },
        },
      },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('web');
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/api'))).toBe('team');
    expect(await userOf(lookup(parseHost('quay.io'), 'other/api'))).toBe('host');
  });

  test('when an entry is empty, as credential stores leave it, the next one counts', async () => {
    const { lookup } = bench({
      files: { [home]: { auths: { 'quay.io/acme': {}, 'quay.io': auth('host') } } },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('host');
  });
});

describe("buildx's scoped configs", () => {
  const root = '/home/runner/.docker/buildx/config';
  const files = {
    [home]: { auths: { 'registry.example.com': auth('default') } },
    [`${root}/registry.example.com/team/app@pull/config.json`]: {
      auths: { 'registry.example.com': auth('app-pull') },
    },
    [`${root}/registry.example.com/team/app@pull,push/config.json`]: {
      auths: { 'registry.example.com': auth('app-push') },
    },
    [`${root}/registry.example.com/team/base/config.json`]: {
      auths: { 'registry.example.com': auth('base') },
    },
    [`${root}/registry.example.com@push/config.json`]: {
      auths: { 'registry.example.com': auth('any-push') },
    },
    [`${root}/registry-1.docker.io/acme/web/config.json`]: {
      auths: { 'https://index.docker.io/v1/': auth('hub-web') },
    },
  };

  test.each([
    ['registry.example.com', 'team/app', 'pull', 'app-pull'],
    ['registry.example.com', 'team/app', 'pull,push', 'app-push'],
    ['registry.example.com', 'team/base', 'pull', 'base'],
    ['registry.example.com', 'team/base', 'pull,push', 'base'],
    ['registry.example.com', 'team/base/sub', 'pull', 'default'],
    ['registry.example.com', 'other', 'pull,push', 'any-push'],
    ['registry.example.com', 'other', 'pull', 'default'],
    ['docker.io', 'acme/web', 'pull', 'hub-web'],
  ] as const)('when %s/%s is asked for %s, it is %s', async (host, path, actions, user) => {
    expect(await userOf(bench({ files }).lookup(parseHost(host), path, actions))).toBe(user);
  });

  test('when BUILDX_CONFIG is set, they are there', async () => {
    const { lookup } = bench({
      env: { HOME: '/home/runner', BUILDX_CONFIG: '/opt/buildx' },
      files: { '/opt/buildx/config/quay.io/config.json': { auths: { 'quay.io': auth('elsewhere') } } },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('elsewhere');
  });
});

describe('credential helpers', () => {
  const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

  test('when a host has one, it is asked by the key of the config, and comes before auths', async () => {
    const { lookup, asked, secrets } = bench({
      files: { [home]: { credHelpers: { [ecr]: 'ecr-login' }, auths: { [ecr]: auth('stale') } } },
      helpers: { 'ecr-login': () => answer('AWS', 'fresh-token') },
    });
    expect(await lookup(parseHost(ecr), 'acme/web')).toEqual({
      kind: 'basic',
      username: 'AWS',
      password: 'fresh-token',
    });
    expect(asked).toEqual([`ecr-login ${ecr}`]);
    expect(secrets).toEqual(
      expect.arrayContaining(['fresh-token', Buffer.from('AWS:fresh-token').toString('base64')]),
    );
  });

  test('when there is a store, it is asked for every host, for Docker Hub by its key', async () => {
    const { lookup, asked } = bench({
      files: { [home]: { credsStore: 'desktop', auths: { 'quay.io': auth('file') } } },
      helpers: {
        desktop: (server) =>
          server === 'quay.io'
            ? { code: 1, output: 'credentials not found in native keychain\n' }
            : answer('store'),
      },
    });
    expect(await userOf(lookup(parseHost('docker.io'), 'library/debian'))).toBe('store');
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('file');
    expect(asked).toEqual(['desktop https://index.docker.io/v1/', 'desktop quay.io']);
  });

  test('when a host has one that knows nothing, its entry counts, and the store is not asked', async () => {
    const { lookup, asked } = bench({
      files: {
        [home]: {
          credHelpers: { 'quay.io': 'own' },
          credsStore: 'desktop',
          auths: { 'quay.io': auth('file') },
        },
      },
      helpers: {
        own: () => ({ code: 1, output: 'credentials not found' }),
        desktop: () => answer('store'),
      },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('file');
    expect(await userOf(lookup(parseHost('ghcr.io'), 'acme/web'))).toBe('store');
    expect(asked).toEqual(['own quay.io', 'desktop ghcr.io']);
  });

  test.each<[string, object, string]>([
    [
      'a helper of a path before an entry of the host',
      { credHelpers: { 'quay.io/acme': 'own' }, auths: { 'quay.io': auth('host') } },
      'own',
    ],
    [
      'an entry of a path before a helper of the host',
      { credHelpers: { 'quay.io': 'own' }, auths: { 'quay.io/acme': auth('team') } },
      'team',
    ],
    [
      'a helper of the host before an entry of the host, although a path has an empty one',
      { credHelpers: { 'quay.io': 'own' }, auths: { 'quay.io/acme': {}, 'quay.io': auth('host') } },
      'own',
    ],
    [
      'an entry of a path before the store',
      { credsStore: 'own', auths: { 'quay.io/acme': auth('team') } },
      'team',
    ],
  ])('when there are several, it is %s', async (_, config, user) => {
    const { lookup } = bench({ files: { [home]: config }, helpers: { own: () => answer('own') } });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe(user);
  });

  test('when a path has one, it is asked for nothing beside that path', async () => {
    const { lookup, asked } = bench({
      files: {
        [home]: { credHelpers: { 'quay.io/acme': 'team' }, auths: { 'quay.io/acme/web': auth('web') } },
      },
      helpers: { team: () => answer('team') },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('web');
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/api'))).toBe('team');
    expect(await userOf(lookup(parseHost('quay.io'), 'acmeother/api'))).toBeUndefined();
    expect(asked).toEqual(['team quay.io/acme']);
  });

  test('when it failed, the next request asks it again', async () => {
    let fails = true;
    const { lookup, asked } = bench({
      files: { [home]: { credHelpers: { 'gcr.io': 'gcloud' } } },
      helpers: { gcloud: () => (fails ? { code: 2, output: '' } : answer('me')) },
    });
    await expect(lookup(parseHost('gcr.io'), 'acme/web')).rejects.toMatchObject({
      code: 'CREDENTIAL_HELPER',
    });
    fails = false;
    expect(await userOf(lookup(parseHost('gcr.io'), 'acme/web'))).toBe('me');
    expect(asked).toHaveLength(2);
  });

  test('when it gives the user <token>, that is an identity token', async () => {
    const { lookup } = bench({
      files: { [home]: { credsStore: 'acr' } },
      helpers: { acr: () => answer('<token>', 'refresh') },
    });
    expect(await lookup(parseHost('acme1.azurecr.io'), 'web')).toEqual({
      kind: 'identity',
      token: 'refresh',
      username: undefined,
    });
  });

  test('when many requests ask at once, it runs once, and again when its answer is old', async () => {
    let now = 0;
    const { lookup, asked } = bench({
      files: { [home]: { credHelpers: { 'gcr.io': 'gcloud' } } },
      helpers: { gcloud: () => answer('_dcgcloud_token') },
      ticks: () => now,
    });
    await Promise.all([1, 2, 3].map(() => lookup(parseHost('gcr.io'), 'acme/web')));
    expect(asked).toHaveLength(1);
    now = 3 * 60_000;
    await lookup(parseHost('gcr.io'), 'acme/web');
    expect(asked).toHaveLength(1);
    now = 5 * 60_000;
    await lookup(parseHost('gcr.io'), 'acme/web');
    expect(asked).toHaveLength(2);
  });

  test.each<[string, string, (server: string) => HelperResult]>([
    ['is not installed', 'none', () => undefined],
    ['fails', 'fails', () => ({ code: 2, output: 'token=hunter2' })],
    ['answers with something else', 'odd', () => ({ code: 0, output: 'hunter2' })],
    ['has a path for a name', '../../x', () => answer('me')],
    ['has a shell command for a name', 'a;b', () => answer('me')],
  ])('when it %s, that is an error without its output, never "anonymous"', async (_name, helper, run) => {
    const { lookup } = bench({
      files: { [home]: { credHelpers: { 'quay.io': helper } } },
      helpers: { [helper]: run },
    });
    const failure = await lookup(parseHost('quay.io'), 'acme/web').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'config', code: 'CREDENTIAL_HELPER' });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
  });
});

describe('github-token', () => {
  test('when nothing else is configured, it is used for ghcr.io and for no other host', async () => {
    const { lookup, secrets } = bench({ githubToken: 'ghs_token' });
    expect(await lookup(parseHost('ghcr.io'), 'acme/web')).toMatchObject({
      kind: 'basic',
      password: 'ghs_token',
    });
    expect(secrets).toContain('ghs_token');
    for (const host of ['docker.io', 'ghcr.io.evil.test', 'xghcr.io', 'ghcr.io:5000']) {
      expect(await lookup(parseHost(host), 'acme/web')).toBeUndefined();
    }
  });

  test('when there is a login for ghcr.io, that is used', async () => {
    const { lookup } = bench({
      githubToken: 'ghs_token',
      files: { [home]: { auths: { 'ghcr.io': auth('person') } } },
    });
    expect(await userOf(lookup(parseHost('ghcr.io'), 'acme/web'))).toBe('person');
  });
});

describe('a config inside the workspace (A29)', () => {
  test('when DOCKER_CONFIG leads there, it is refused', async () => {
    const env = { HOME: '/home/runner', GITHUB_WORKSPACE: '/work/repo', DOCKER_CONFIG: '/work/repo/.docker' };
    const { lookup } = bench({
      env,
      files: { '/work/repo/.docker/config.json': { auths: { 'quay.io': auth('planted') } } },
    });
    await expect(lookup(parseHost('quay.io'), 'acme/web')).rejects.toMatchObject({
      code: 'DOCKER_CONFIG_IN_WORKSPACE',
    });
  });

  test('when a link inside the workspace leads out of it, it is refused: who checks out decides where it leads', async () => {
    const credentials = createCredentials({
      env: { HOME: '/home/runner', GITHUB_WORKSPACE: '/work/repo', DOCKER_CONFIG: '/work/repo/link' },
      readFile: async () => Buffer.from(JSON.stringify({ auths: { 'quay.io': auth('planted') } })),
      realPath: async (path) => path.replace('/work/repo/link', '/elsewhere'),
      run: async () => undefined,
      secret: () => {},
      ticks: () => 0,
    });
    await expect(credentials.lookup(parseHost('quay.io'), 'acme/web')).rejects.toMatchObject({
      code: 'DOCKER_CONFIG_IN_WORKSPACE',
    });
  });

  test('when a folder only has the same beginning, it is not inside', async () => {
    const env = { HOME: '/home/runner', GITHUB_WORKSPACE: '/work/repo', DOCKER_CONFIG: '/work/repo-config' };
    const { lookup } = bench({
      env,
      files: { '/work/repo-config/config.json': { auths: { 'quay.io': auth('fine') } } },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('fine');
  });

  test('when a link on the disk leads there, it is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hoist-credentials-'));
    try {
      await mkdir(join(folder, 'repo', 'docker'), { recursive: true });
      await writeFile(
        join(folder, 'repo', 'docker', 'config.json'),
        JSON.stringify({ auths: { 'quay.io': auth('planted') } }),
      );
      await symlink(join(folder, 'repo', 'docker'), join(folder, 'docker'));
      const credentials = createCredentials({
        ...credentialFiles,
        env: { HOME: folder, GITHUB_WORKSPACE: join(folder, 'repo'), DOCKER_CONFIG: join(folder, 'docker') },
        run: async () => undefined,
        secret: () => {},
        ticks: () => 0,
      });
      await expect(credentials.lookup(parseHost('quay.io'), 'acme/web')).rejects.toMatchObject({
        code: 'DOCKER_CONFIG_IN_WORKSPACE',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
