import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile, type ReplaceOptions } from '../../../src/registry/layout/replace-file.ts';

/** A system whose first renames fail with a code. */
function failing(times: number, code: string, platform: NodeJS.Platform) {
  const seen = { renames: 0, waited: 0 };
  const options: ReplaceOptions = {
    platform,
    rename: async () => {
      seen.renames += 1;
      if (seen.renames <= times) throw Object.assign(new Error(code), { code });
    },
    wait: async (milliseconds) => void (seen.waited += milliseconds),
  };
  return { seen, options };
}

describe('a file that takes the place of another', () => {
  it('when it is there, it has the name, and the other is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hoist-replace-'));
    await writeFile(join(folder, 'new'), 'new');
    await writeFile(join(folder, 'old'), 'old');
    await replaceFile(join(folder, 'new'), join(folder, 'old'));
    expect(await readdir(folder)).toEqual(['old']);
    expect(await readFile(join(folder, 'old'), 'utf8')).toBe('new');
    await rm(folder, { recursive: true });
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'when Windows says %s because a reader has the other open, it is tried again',
    async (code) => {
      const { seen, options } = failing(7, code, 'win32');
      await replaceFile('new', 'old', options);
      expect(seen).toEqual({ renames: 8, waited: 700 });
    },
  );

  it('when Windows goes on saying so for five seconds, that is the error', async () => {
    const { seen, options } = failing(Number.POSITIVE_INFINITY, 'EPERM', 'win32');
    await expect(replaceFile('new', 'old', options)).rejects.toMatchObject({ code: 'EPERM' });
    expect(seen).toEqual({ renames: 30, waited: 5_100 });
  });

  it('when Windows says anything else, nothing is tried again', async () => {
    const { seen, options } = failing(1, 'ENOENT', 'win32');
    await expect(replaceFile('new', 'old', options)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(seen).toEqual({ renames: 1, waited: 0 });
  });

  it('when another system refuses, it means it', async () => {
    const { seen, options } = failing(1, 'EPERM', 'linux');
    await expect(replaceFile('new', 'old', options)).rejects.toMatchObject({ code: 'EPERM' });
    expect(seen).toEqual({ renames: 1, waited: 0 });
  });
});
