import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/disk/clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { withLockFile } from '../../../src/registry/layout/lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-lock-'));
  path = join(folder, 'lock');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Time passes only when somebody sleeps; `asleep` is told each time. */
function dreamClock(asleep: (slept: number) => Promise<void> | void = () => undefined): Clock {
  const start = Date.now();
  let slept = 0;
  return {
    now: () => new Date(start + slept),
    ticks: () => slept,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      slept += milliseconds;
      await asleep(slept);
    },
  };
}

/** The lock file as a process writes that holds it, with another process id. */
async function lockOf(pid: number): Promise<string> {
  const own = await withLockFile(path, { clock: systemClock() }, () => readFile(path, 'utf8'));
  return JSON.stringify({
    ...(JSON.parse(own) as object),
    pid,
    token: '00000000-0000-4000-8000-000000000000',
  });
}

async function age(file: string, milliseconds: number): Promise<void> {
  const then = new Date(Date.now() - milliseconds);
  await utimes(file, then, then);
}

const deadPid = spawnSync(process.execPath, ['--version']).pid;

describe('withLockFile', () => {
  it('when the work ends, well or not, the lock is gone', async () => {
    expect(await withLockFile(path, { clock: systemClock() }, async () => existsSync(path))).toBe(true);
    const failing = withLockFile(path, { clock: systemClock() }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([]);
  });

  it('when many want it only one works at a time', async () => {
    let inside = 0;
    let most = 0;
    const works = Array.from({ length: 20 }, () =>
      withLockFile(path, { clock: systemClock() }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await readdir(folder);
        inside -= 1;
      }),
    );
    await Promise.all(works);
    expect(most).toBe(1);
  });

  it.skipIf(process.platform === 'win32')(
    'when the disk is full that is an error, and no empty lock stays for others to wait for',
    () => {
      const subject = new URL('../../../src/registry/layout/lock.ts', import.meta.url);
      const script = `const { withLockFile } = await import(${JSON.stringify(subject.href)});
        const options = { clock: { now: () => new Date(), ticks: () => 0, sleep: async () => undefined } };
        await withLockFile(${JSON.stringify(path)}, options, async () => undefined).catch(({ code }) => console.log(code));`;
      // As good as a full disk: no file may have a byte.
      const { stdout } = spawnSync(
        'sh',
        [
          '-c',
          'ulimit -f 0; exec "$0" "$@" | cat',
          process.execPath,
          '--input-type=module',
          '--eval',
          script,
        ],
        { encoding: 'utf8' },
      );
      expect(stdout).toBe('LAYOUT_UNWRITABLE\n');
      expect(existsSync(path)).toBe(false);
    },
  );

  it('when its holder is dead it is taken at once', async () => {
    await writeFile(path, await lockOf(deadPid));
    let slept = 0;
    const clock = dreamClock((total) => void (slept = total));
    expect(await withLockFile(path, { clock }, async () => 'worked')).toBe('worked');
    expect(slept).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('when many find a dead holder only one works at a time', async () => {
    await writeFile(path, await lockOf(deadPid));
    let inside = 0;
    let most = 0;
    const works = Array.from({ length: 20 }, () =>
      withLockFile(path, { clock: systemClock() }, async (confirm) => {
        inside += 1;
        most = Math.max(most, inside);
        await readdir(folder);
        await confirm();
        inside -= 1;
      }),
    );
    await Promise.all(works);
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('when its holder lives it is waited for', async () => {
    await writeFile(path, await lockOf(process.ppid));
    const clock = dreamClock(async (slept) => {
      if (slept > 1000 && existsSync(path)) await unlink(path);
    });
    expect(await withLockFile(path, { clock }, async () => 'worked')).toBe('worked');
    expect(clock.ticks()).toBeGreaterThan(1000);
    expect(clock.ticks()).toBeLessThan(2000);
  });

  const elsewhere = { pid: 1, machine: 'elsewhere', token: '00000000-0000-4000-8000-000000000000' };
  it.each([
    ['another machine', JSON.stringify(elsewhere)],
    ['a process that died before it had written it', ''],
    ['nobody we know', 'null'],
  ])('when it is of %s it is taken after a minute, not before', async (_, held) => {
    await writeFile(path, held);
    const clock = dreamClock();
    expect(await withLockFile(path, { clock }, async () => 'worked')).toBe('worked');
    expect(clock.ticks()).toBeGreaterThan(59_000);
    expect(clock.ticks()).toBeLessThan(62_000);
  });

  it.each([
    '/../../00000000-0000-4000-8000-000000000000',
    '00000000-0000-4000-8000-000000000000/../../x',
    '00000000-0000-4000-8000-00000000000',
    '00000000-0000-4000-8000-00000000000.',
    7,
    undefined,
  ])(
    'when its token is %j no name is made of that, and it is as if nobody had written it (A13)',
    async (token) => {
      await writeFile(path, JSON.stringify({ ...(JSON.parse(await lockOf(deadPid)) as object), token }));
      const names = new Set<string>();
      const clock = dreamClock(async () => {
        for (const name of await readdir(folder, { recursive: true })) names.add(name);
      });
      expect(await withLockFile(path, { clock }, async () => 'worked')).toBe('worked');
      expect(clock.ticks()).toBeGreaterThan(59_000);
      expect([...names]).toEqual(['lock']);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('when it cannot be made that is said at once', async () => {
    const clock = dreamClock();
    const nowhere = join(folder, 'none', 'lock');
    await expect(withLockFile(nowhere, { clock }, async () => 'worked')).rejects.toMatchObject({
      kind: 'incomplete',
      code: 'LAYOUT_UNWRITABLE',
    });
    expect(clock.ticks()).toBe(0);
  });

  it('when a link or a folder is in its place, that is not followed (A28)', async () => {
    const work = () => withLockFile(path, { clock: dreamClock() }, async () => 'worked');
    const theirs = join(folder, 'theirs');
    await writeFile(theirs, JSON.stringify(elsewhere));
    await age(theirs, 61_000);
    await symlink(theirs, path);
    await expect(work()).rejects.toMatchObject({ kind: 'refused', code: 'LAYOUT_UNSAFE' });
    await unlink(path);
    await mkdir(path);
    await expect(work()).rejects.toMatchObject({ kind: 'refused', code: 'LAYOUT_UNSAFE' });
  });

  it('when it is renewed again and again the wait ends with an error that names it', async () => {
    const held = await lockOf(process.ppid);
    await writeFile(path, held);
    const clock = dreamClock(async (slept) => {
      const then = new Date(Date.now() + slept);
      await utimes(path, then, then);
    });
    await expect(withLockFile(path, { clock }, async () => 'worked')).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'LAYOUT_LOCKED',
      message: expect.stringContaining(path) as string,
    });
    expect(await readFile(path, 'utf8')).toBe(held);
  });

  it('when it was taken from us we are told before we write, and leave it to whom it belongs', async () => {
    const theirs = await lockOf(process.ppid);
    const work = withLockFile(path, { clock: systemClock() }, async (confirm) => {
      await confirm();
      await writeFile(path, theirs);
      await confirm();
    });
    await expect(work).rejects.toMatchObject({ code: 'LAYOUT_LOCKED' });
    expect(await readFile(path, 'utf8')).toBe(theirs);
  });

  it('when the wait is cancelled it ends', async () => {
    await writeFile(path, await lockOf(process.ppid));
    const cancel = new AbortController();
    const clock = dreamClock(() => cancel.abort());
    const waiting = withLockFile(path, { clock, signal: cancel.signal }, async () => 'worked');
    await expect(waiting).rejects.toThrow(/abort/i);
  });

  it('when somebody died while taking it over it is taken over all the same', async () => {
    const dead = await lockOf(deadPid);
    await writeFile(path, dead);
    const claim = `${path}.00000000-0000-4000-8000-000000000000`;
    await writeFile(claim, dead);
    await age(claim, 61_000);
    expect(await withLockFile(path, { clock: dreamClock() }, async () => 'worked')).toBe('worked');
    expect(await readdir(folder)).toEqual([]);
  });
});
