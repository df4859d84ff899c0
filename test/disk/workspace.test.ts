import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskWorkspace } from '../../src/disk/workspace.ts';

describe('the workspace of a job', () => {
  let outer: string;
  let root: string;

  beforeEach(async () => {
    outer = await mkdtemp(join(tmpdir(), 'hoist-workspace-'));
    root = join(outer, 'work');
    await mkdir(join(root, 'reports/deep/er'), { recursive: true });
    for (const name of ['b.json', 'a.json', 'c.txt', 'deep/d.json', 'deep/er/e.json'])
      await writeFile(join(root, 'reports', name), name);
    await writeFile(join(outer, 'secret.json'), 'SECRET');
    await symlink(join(outer, 'secret.json'), join(root, 'reports/link.json'));
    await symlink(outer, join(root, 'reports/out'));
  });
  afterEach(() => rm(outer, { recursive: true, force: true }));

  it.each([
    ['reports/*.json', ['reports/a.json', 'reports/b.json']],
    ['./reports//[ab].json', ['reports/a.json', 'reports/b.json']],
    ['reports/*/*.json', ['reports/deep/d.json']],
    ['reports/**/*.json', ['reports/deep/d.json', 'reports/deep/er/e.json']],
    ['**.json', ['reports/a.json', 'reports/b.json', 'reports/deep/d.json', 'reports/deep/er/e.json']],
    ['reports/a.json', ['reports/a.json']],
    ['reports/deep', ['reports/deep']],
    ['none/*.json', []],
    ['reports/a.json/*', []],
  ])('when %s is looked for, it is %j; links are not followed', async (pattern, found) => {
    expect(await diskWorkspace(root).find(pattern)).toEqual(found);
  });

  it.each(['../*.json', '/etc/*', 'a/../../*'])('when %s leads outside, it is refused', async (pattern) => {
    await expect(diskWorkspace(root).find(pattern)).rejects.toMatchObject({ code: 'FILE_PATH_INVALID' });
  });

  it('when a file is read, it is at most as long as asked for, and never a link to the outside', async () => {
    const workspace = diskWorkspace(root);
    const read = (path: string, most: number) => workspace.read(path, most);
    expect(Buffer.from((await read('reports/a.json', 6)) ?? []).toString()).toBe('a.json');
    await expect(read('reports/a.json', 5)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await read('reports/none.json', 5)).toBeUndefined();
    await expect(read('reports/link.json', 99)).rejects.toMatchObject({ code: 'FILE_OUTSIDE' });
    await expect(read('reports/deep', 99)).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
  });
});
