import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import { credentialFiles } from '../../src/registry/credential-files.ts';
import { createCredentials } from '../../src/registry/credentials.ts';
import { auth } from './credentials-ground.ts';

const { readFile, realPath } = credentialFiles;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-credential-files-'));
  await mkdir(join(folder, 'folder', 'config.json'), { recursive: true });
  await writeFile(join(folder, 'file'), 'bytes');
  await symlink(join(folder, 'file'), join(folder, 'link'));
  await symlink('circle', join(folder, 'circle'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('when a Docker config is looked for on the disk', () => {
  test('what is there is read, and a link leads where it leads', async () => {
    expect(String(await readFile(join(folder, 'file')))).toBe('bytes');
    expect(await realPath(join(folder, 'link'))).toBe(await realPath(join(folder, 'file')));
  });

  test('what is not there is absent, a file in the place of its folder too', async () => {
    for (const path of [join(folder, 'none'), join(folder, 'file', 'config.json')]) {
      expect(await readFile(path)).toBeUndefined();
      expect(await realPath(path)).toBe(path);
    }
  });

  test('what is there and cannot be read is never absent', async () => {
    for (const [path, why] of [
      [join(folder, 'folder', 'config.json'), 'EISDIR'],
      [join(folder, 'circle'), 'ELOOP'],
    ] as const) {
      await expect(readFile(path)).rejects.toMatchObject({
        kind: 'config',
        code: 'DOCKER_CONFIG_UNREADABLE',
        message: expect.stringContaining(`${path}, where a Docker config is looked for`),
        hint: expect.stringContaining('DOCKER_CONFIG'),
        cause: { code: why },
      });
    }
    await expect(realPath(join(folder, 'circle'))).rejects.toMatchObject({
      code: 'DOCKER_CONFIG_UNREADABLE',
    });
  });

  test('and cannot be read, no credential of a wider config is sent in its place', async () => {
    const docker = join(folder, 'docker');
    await mkdir(join(docker, 'buildx', 'config', 'quay.io', 'config.json'), { recursive: true });
    await writeFile(join(docker, 'config.json'), JSON.stringify({ auths: { 'quay.io': auth('anybody') } }));
    const credentials = createCredentials({
      ...credentialFiles,
      env: { DOCKER_CONFIG: docker },
      run: async () => undefined,
      secret: () => {},
      ticks: () => 0,
    });
    await expect(credentials.lookup(parseHost('quay.io'), 'acme/web')).rejects.toMatchObject({
      code: 'DOCKER_CONFIG_UNREADABLE',
    });
  });
});
