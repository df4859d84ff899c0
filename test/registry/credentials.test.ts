import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import { credentialFiles } from '../../src/registry/credential-files.ts';
import { createCredentials } from '../../src/registry/credentials.ts';

import { auth, bench, home, userOf } from './credentials-ground.ts';

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

  test.each(['', '.', 'home'])(
    'when HOME is %j, no config of the folder that one is in is read',
    async (written) => {
      const { lookup } = bench({
        env: { HOME: written },
        files: { [join(written, '.docker/config.json')]: { auths: { 'quay.io': auth('planted') } } },
      });
      expect(await lookup(parseHost('quay.io'), 'acme/web')).toBeUndefined();
    },
  );

  test('when there is no HOME, as on Windows, the config is in the profile of the user', async () => {
    const { lookup } = bench({
      env: { USERPROFILE: '/users/runner' },
      files: { '/users/runner/.docker/config.json': { auths: { 'quay.io': auth('profile') } } },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('profile');
  });

  test('when many requests ask, the config is read once: a logout in the middle of a run changes nothing', async () => {
    const read: string[] = [];
    const credentials = createCredentials({
      env: { HOME: '/home/runner' },
      readFile: async (path) => {
        read.push(path);
        return path === home ? Buffer.from(JSON.stringify({ auths: { 'quay.io': auth('me') } })) : undefined;
      },
      realPath: async (path) => path,
      run: async () => undefined,
      secret: () => {},
      ticks: () => 0,
    });
    for (const path of ['acme/web', 'acme/web', 'acme/api']) {
      expect(await userOf(credentials.lookup(parseHost('quay.io'), path))).toBe('me');
    }
    expect(new Set(read).size).toBe(read.length);
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
    [`${root}/docker.io/acme/api/config.json`]: { auths: { 'docker.io': auth('hub-api') } },
    [`${root}/index.docker.io/acme/ui/config.json`]: { auths: { 'index.docker.io': auth('hub-ui') } },
    [`${root}/registry.example.com/team/both@push,pull/config.json`]: {
      auths: { 'registry.example.com': auth('push-pull') },
    },
    [`${root}/registry.example.com/team/other/config.json`]: { auths: { 'quay.io': auth('unasked') } },
  };

  test.each([
    ['registry.example.com', 'team/app', 'pull', 'app-pull'],
    ['registry.example.com', 'team/app', 'pull,push', 'app-push'],
    ['registry.example.com', 'team/base', 'pull', 'base'],
    ['registry.example.com', 'team/base', 'pull,push', 'base'],
    ['registry.example.com', 'team/base/sub', 'pull', 'default'],
    ['registry.example.com', 'team/other', 'pull', 'default'],
    ['registry.example.com', 'other', 'pull,push', 'any-push'],
    ['registry.example.com', 'other', 'pull', 'default'],
    ['docker.io', 'acme/web', 'pull', 'hub-web'],
    ['docker.io', 'acme/api', 'pull', 'hub-api'],
    ['docker.io', 'acme/ui', 'pull', 'hub-ui'],
    ['registry.example.com', 'team/both', 'pull,push', 'push-pull'],
    ['registry.example.com', 'team/both', 'pull', 'default'],
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

describe('github-token', () => {
  test('when nothing else is configured, it is used for ghcr.io and for no other host', async () => {
    const { lookup, secrets } = bench({ githubToken: 'ghs_token' });
    expect(await lookup(parseHost('ghcr.io'), 'acme/web')).toMatchObject({
      kind: 'basic',
      username: 'x-access-token',
      password: 'ghs_token',
    });
    expect(secrets).toContain('ghs_token');
    for (const host of ['docker.io', 'ghcr.io.evil.test', 'xghcr.io', 'ghcr.io:5000']) {
      expect(await lookup(parseHost(host), 'acme/web')).toBeUndefined();
    }
  });

  test('when there are logins for other hosts only, it is used', async () => {
    const { lookup } = bench({
      githubToken: 'ghs_token',
      files: { [home]: { auths: { 'quay.io': auth('person') } } },
    });
    expect(await lookup(parseHost('ghcr.io'), 'acme/web')).toMatchObject({ password: 'ghs_token' });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('person');
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
      kind: 'config',
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
