import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const program = join(import.meta.dirname, '../../dist/cli.js');
const compiled = 'hoist/compiled';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hoist-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function run(words: readonly string[], env: Readonly<Record<string, string>>): number | null {
  return spawnSync(process.execPath, [program, ...words], { env: { ...env }, cwd: home }).status;
}

it('when a command ran, what Node compiled is kept below the own caches', () => {
  expect(run(['--help'], { HOME: home })).toBe(0);
  expect(existsSync(join(home, '.cache', compiled))).toBe(true);
  expect(run(['--help'], { HOME: home, XDG_CACHE_HOME: join(home, 'other') })).toBe(0);
  expect(existsSync(join(home, 'other', compiled))).toBe(true);
});

it.each<[string, Record<string, string>]>([
  ['in CI', { CI: 'true' }],
  ['where it is switched off', { NODE_DISABLE_COMPILE_CACHE: '1' }],
])('when it runs %s, nothing is kept', (_, env) => {
  expect(run(['--help'], { HOME: home, ...env })).toBe(0);
  expect(existsSync(join(home, '.cache', compiled))).toBe(false);
});

it('when the caches have no absolute path, none are made where one happens to be', () => {
  expect(run(['--help'], { HOME: home, XDG_CACHE_HOME: 'other' })).toBe(0);
  expect(existsSync(join(home, 'other'))).toBe(false);
  expect(existsSync(join(home, '.cache', compiled))).toBe(true);
  expect(run(['--help'], { HOME: home, XDG_CACHE_HOME: '' })).toBe(0);
  expect(existsSync(join(home, 'hoist'))).toBe(false);
});

it('when the home cannot be written, it runs all the same', () => {
  expect(run(['--help'], { HOME: '/dev/null' })).toBe(0);
  expect(run(['--help'], {})).toBe(0);
});
