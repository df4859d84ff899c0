import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lacking, requireTool, tool } from './tools.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-tools-'));
  for (const place of ['own/bin', 'path']) await mkdir(join(folder, place), { recursive: true });
  vi.stubEnv('HOIST_TOOLS', join(folder, 'own'));
  vi.stubEnv('PATH', join(folder, 'path'));
  vi.stubEnv('HOIST_TOOLS_REQUIRED', '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function install(path: string, mode = 0o755): Promise<string> {
  const file = join(folder, path);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, mode);
  return file;
}

describe('when a program is looked for', () => {
  it('HOIST_TOOLS goes before PATH, and its bin is searched too', async () => {
    const onPath = await install('path/crane');
    expect(tool('crane')).toBe(onPath);
    const own = await install('own/bin/crane');
    expect([tool('crane'), requireTool('crane')]).toEqual([own, own]);
  });

  it('a folder or a file that cannot be run is none', async () => {
    await mkdir(join(folder, 'path/skopeo'));
    await install('path/regctl', 0o644);
    expect([tool('skopeo'), tool('regctl')]).toEqual([undefined, undefined]);
  });

  it('a missing one is said to be, and is an error where all are required', async () => {
    await install('path/crane');
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect([lacking('crane'), lacking('crane', 'regctl')]).toEqual([false, true]);
    expect(said.mock.calls).toEqual([
      ['left out: tests with crane, regctl (regctl not found in HOIST_TOOLS or PATH)'],
    ]);
    vi.stubEnv('HOIST_TOOLS_REQUIRED', '1');
    expect(() => lacking('regctl')).toThrow('regctl not found');
    expect(() => requireTool('regctl')).toThrow('regctl is not in');
  });
});
