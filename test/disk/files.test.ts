import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBelow, diskFiles, makeFolder } from '../../src/disk/files.ts';
import { maxFileBytes } from '../../src/domain/file-path.ts';

describe('the files of a folder', () => {
  let outer: string;
  let root: string;

  beforeEach(async () => {
    outer = await mkdtemp(join(tmpdir(), 'hoist-files-'));
    root = join(outer, 'repository');
    await mkdir(join(root, 'certs'), { recursive: true });
    await writeFile(join(root, 'certs/internal.pem'), 'PEM');
    await writeFile(join(outer, 'secret'), 'SECRET');
  });
  afterEach(() => rm(outer, { recursive: true, force: true }));

  it('when a file is there, it gives its bytes by every spelling of its path', async () => {
    for (const path of [
      'certs/internal.pem',
      './certs/internal.pem',
      'certs//internal.pem',
      'certs/./internal.pem',
    ]) {
      expect(Buffer.from((await diskFiles(root).read(path)) ?? []).toString()).toBe('PEM');
    }
  });

  it('when a file, or a folder on the way to it, is not there, it is undefined', async () => {
    expect(await diskFiles(root).read('certs/other.pem')).toBeUndefined();
    expect(await diskFiles(root).read('keys/other.pem')).toBeUndefined();
    expect(await diskFiles(root).read('certs/internal.pem/below')).toBeUndefined();
    expect(await diskFiles(join(outer, 'nothing')).read('a')).toBeUndefined();
  });

  it.each(['../secret', 'certs/../../secret', '/etc/hostname', '..', '.', '', 'a\\..\\b', 'a\nb'])(
    'when the path is %j, it is refused',
    async (path) => {
      await expect(diskFiles(root).read(path)).rejects.toMatchObject({ code: 'FILE_PATH_INVALID' });
    },
  );

  it('when a link leads out of the folder, it is refused, even through a linked folder', async () => {
    await symlink('../secret', join(root, 'link'));
    await symlink(outer, join(root, 'up'));
    await symlink('link', join(root, 'again'));
    for (const path of ['link', 'up/secret', 'again']) {
      await expect(diskFiles(root).read(path)).rejects.toMatchObject({ code: 'FILE_OUTSIDE' });
    }
  });

  it('when a link stays inside, or the folder itself is reached by one, it is followed', async () => {
    await symlink('certs/internal.pem', join(root, 'ca.pem'));
    await symlink(root, join(outer, 'alias'));
    const bytes = await diskFiles(join(outer, 'alias')).read('ca.pem');
    expect(Buffer.from(bytes ?? []).toString()).toBe('PEM');
  });

  it('when a sibling folder begins with the same name, a link to it is outside', async () => {
    await mkdir(`${root}-other`);
    await writeFile(join(`${root}-other`, 'x'), 'X');
    await symlink(join(`${root}-other`, 'x'), join(root, 'x'));
    await expect(diskFiles(root).read('x')).rejects.toMatchObject({ code: 'FILE_OUTSIDE' });
  });

  it('when the name begins with two dots, it is a file like any other', async () => {
    await writeFile(join(root, '..data'), 'D');
    expect(Buffer.from((await diskFiles(root).read('..data')) ?? []).toString()).toBe('D');
  });

  it('when it is a folder or a pipe, it is refused without waiting for a writer', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(diskFiles(root).read('certs')).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
    await expect(diskFiles(root).read('pipe')).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
  });

  it('when it is one byte over the limit, it is refused, and at the limit it is read', async () => {
    await writeFile(join(root, 'full'), Buffer.alloc(maxFileBytes));
    await writeFile(join(root, 'over'), Buffer.alloc(maxFileBytes + 1));
    expect(await diskFiles(root).read('full')).toHaveLength(maxFileBytes);
    await expect(diskFiles(root).read('over')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  it('when one is made, nothing is made outside, and what is in the way is said', async () => {
    const bytes = new TextEncoder().encode('x');
    expect(await createBelow(root, 'deep/er/file', bytes)).toBe(true);
    expect(await createBelow(root, 'deep/er/file', bytes)).toBe(false);
    await symlink(outer, join(root, 'away'));
    await symlink(join(outer, 'nowhere'), join(root, 'lost'));
    const before = await readdir(outer);
    const codes = await Promise.all(
      ['away/file', 'away/deep/file', 'lost/file', 'certs/internal.pem/file', 'certs/internal.pem/a/b'].map(
        (path) =>
          createBelow(root, path, bytes).catch(
            ({ kind, code }: { kind: string; code: string }) => `${kind} ${code}`,
          ),
      ),
    );
    const unwritable = 'config FILE_UNWRITABLE';
    expect(codes).toEqual(['config FILE_OUTSIDE', 'config FILE_OUTSIDE', unwritable, unwritable, unwritable]);
    expect(await readdir(outer)).toEqual(before);
  });
});

describe('a folder that is made', () => {
  it('when the disk is read-only, the reason is the system’s, not that something is missing', async () => {
    const root = await mkdtemp(join(tmpdir(), 'hoist-folder-'));
    const asked: unknown[] = [];
    const readOnly = (async (path: string, options?: object) => {
      asked.push(path);
      const code = options === undefined ? 'EROFS' : 'ENOENT';
      throw Object.assign(new Error(code), { code });
    }) as typeof mkdir;
    await expect(makeFolder(join(root, 'a/b/c'), readOnly)).rejects.toMatchObject({ code: 'EROFS' });
    expect(asked).toEqual([join(root, 'a/b/c'), join(root, 'a')]);
    await makeFolder(join(root, 'a/b/c'));
    expect(await readdir(join(root, 'a/b'))).toEqual(['c']);
    await rm(root, { recursive: true });
  });
});
