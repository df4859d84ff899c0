import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { locateConfig } from '../../src/config/locate.ts';
import { fileTooLarge } from '../../src/domain/file-path.ts';
import { HoistError } from '../../src/errors.ts';
import type { Files } from '../../src/ports/files.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { keyText } from '../servers/keys.ts';
import { filesOf } from './written.ts';

const path = '.github/hoist.yml';
const commit = '0123456789abcdef0123456789abcdef01234567';

function config(target: string, rest = ''): string {
  return `version: 1\npipelines:\n  web: { source: a/x, stages: [{ name: qa, to: ${target} }] }\n${rest}`;
}

/** GitHub as far as the default branch goes. */
function forgeOf(texts: Readonly<Record<string, string>>): Pick<Forge, 'defaultBranch'> {
  return {
    defaultBranch: async () => ({ branch: 'main', commit, files: { ...filesOf(texts), commit } }),
  };
}

async function target(options: Parameters<typeof loadConfig>[0]): Promise<string | undefined> {
  const { config } = await loadConfig(options);
  return config?.pipelines[0]?.stages[0]?.to[0]?.text;
}

describe('when the config that decides is looked for', () => {
  it('outside Actions, it is the file on disk, without a commit', async () => {
    const { found, notices } = await locateConfig({ files: filesOf({ [path]: config('a/disk') }) });
    expect(found?.origin).toEqual({ path, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(notices).toEqual([]);
  });

  it('one that is too large is refused at its beginning, for it has no other place', async () => {
    const files: Files = {
      read: async (name) => {
        throw fileTooLarge(name, 2_000_000);
      },
    };
    const forge = { defaultBranch: async () => ({ branch: 'main', commit, files: { ...files, commit } }) };
    for (const options of [{ files }, { files: filesOf({}), forge }]) {
      await expect(loadConfig(options)).rejects.toMatchObject({
        code: 'FILE_TOO_LARGE',
        position: { file: path, line: 1, column: 1 },
        hint: expect.stringContaining('Split the file'),
      });
    }
  });

  it('in Actions on Windows, other line ends in the workspace are no other config', async () => {
    const files = filesOf({ [path]: config('a/main').replaceAll('\n', '\r\n') });
    const forge = forgeOf({ [path]: config('a/main') });
    expect((await locateConfig({ files, forge })).notices).toEqual([]);
  });

  it('in Actions, it is the one of the default branch; the workspace is shown, not obeyed', async () => {
    const files = filesOf({ [path]: config('a/evil') });
    const forge = forgeOf({ [path]: config('a/main') });
    expect(await target({ files, forge })).toBe('docker.io/a/main');
    const { found, notices } = await locateConfig({ files, forge });
    expect(found?.origin.commit).toBe(commit);
    expect(notices).toEqual([
      '.github/hoist.yml in the workspace differs from the one on the default branch (main at 0123456789ab), which decides',
    ]);
  });

  it('in Actions, a workspace with the same config or none is not mentioned', async () => {
    const forge = forgeOf({ [path]: config('a/main') });
    expect((await locateConfig({ files: filesOf({ [path]: config('a/main') }), forge })).notices).toEqual([]);
    expect((await locateConfig({ files: filesOf({}), forge })).notices).toEqual([]);
  });

  it('in Actions, a config that is only in the workspace does not count', async () => {
    const { config: loaded, notices } = await loadConfig({
      files: filesOf({ [path]: config('a/evil') }),
      forge: forgeOf({}),
    });
    expect(loaded).toBeUndefined();
    expect(notices[0]).toContain('it does not count before it is there');
  });

  it('in Actions, a workspace that cannot be read stops nobody', async () => {
    const files: Files = {
      read: async () => {
        throw new HoistError('config', 'FILE_OUTSIDE', 'a link to somewhere');
      },
    };
    expect(await target({ files, forge: forgeOf({ [path]: config('a/main') }) })).toBe('docker.io/a/main');
  });

  it('in Actions, what the config names is read from the same commit', async () => {
    const text = config('a/main', 'registries: { r.example.com: { ca: ca.pem } }\n');
    const workspace = filesOf({ 'ca.pem': keyText('ca.pem') });
    const refusal = await loadConfig({ files: workspace, forge: forgeOf({ [path]: text }) }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'FILE_MISSING', position: { line: 4 } });
    const forge = forgeOf({ [path]: text, 'ca.pem': keyText('ca.pem') });
    expect(await target({ files: filesOf({}), forge })).toBe('docker.io/a/main');
  });

  it('another path may be named, but not one outside', async () => {
    const files = filesOf({ 'ops/hoist.yml': config('a/other') });
    expect(await target({ files, path: './ops/hoist.yml' })).toBe('docker.io/a/other');
    await expect(locateConfig({ files, path: '../hoist.yml' })).rejects.toMatchObject({
      code: 'FILE_PATH_INVALID',
    });
  });

  it('where there is none, there is none', async () => {
    expect(await loadConfig({ files: filesOf({}) })).toEqual({ config: undefined, notices: [] });
  });

  it('when a named file cannot be read, the error points at its name', async () => {
    const text = config('a/main', 'registries: { r.example.com: { ca: ca.pem } }\n');
    const disk = filesOf({ [path]: text });
    const files: Files = {
      read: async (name) => {
        if (name === 'ca.pem')
          throw new HoistError('config', 'FILE_NOT_REGULAR', 'ca.pem is a directory, not a file');
        return disk.read(name);
      },
    };
    await expect(loadConfig({ files })).rejects.toMatchObject({
      code: 'FILE_NOT_REGULAR',
      position: { line: 4, column: 36 },
    });
  });

  it.each([path, 'ca.pem'])(
    'when %s cannot be had just now, that stays what it is, and no mistake of the config',
    async (lost) => {
      const text = config('a/main', 'registries: { r.example.com: { ca: ca.pem } }\n');
      const disk = filesOf({ [path]: text });
      for (const error of [
        new HoistError('unreachable', 'GITHUB_UNREACHABLE', 'no answer'),
        new TypeError('a fault'),
      ]) {
        const files: Files = {
          read: async (name) => {
            if (name === lost) throw error;
            return disk.read(name);
          },
        };
        const forge = {
          defaultBranch: async () => ({ branch: 'main', commit, files: { ...files, commit } }),
        };
        await expect(loadConfig({ files: filesOf({}), forge })).rejects.toBe(error);
      }
    },
  );

  it('an error that has its place keeps it', async () => {
    const position = { file: path, line: 7, column: 3 };
    const error = new HoistError('config', 'FILE_NOT_REGULAR', 'a link', { position });
    const files: Files = { read: () => Promise.reject(error) };
    await expect(loadConfig({ files })).rejects.toBe(error);
  });

  it('when GitHub cannot be reached, that is not "no config"', async () => {
    const forge: Pick<Forge, 'defaultBranch'> = {
      ...forgeOf({}),
      defaultBranch: async () => {
        throw new HoistError('unreachable', 'GITHUB_UNREACHABLE', 'no answer');
      },
    };
    await expect(loadConfig({ files: filesOf({ [path]: config('a/x') }), forge })).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });
});
