import { randomUUID } from 'node:crypto';
import { open, readlink, stat, unlink, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { HoistError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { systemCode, writeFailure } from './failure.ts';
import { readRegular } from './safe-file.ts';

export type LockOptions = {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
};

/** Throws if somebody took the lock from us, so that a writer who slept does not write over the work of others. */
export type ConfirmLock = () => Promise<void>;

type Holder = { readonly pid: number; readonly machine: string; readonly token: string };

/** Nobody holds it longer than one small file takes to be written; who does is dead or asleep. */
const staleAfter = 60_000;
const patience = 120_000;
const longestNap = 200;
/** Bytes; ours has about 120, and a machine's name can be long. */
const longestLock = 4096;

/**
 * Runs `work` while a lock file is ours. It is made with `wx`; one that a dead process of this machine left, or that is
 * older than a minute, is removed.
 *
 * @throws HoistError `LAYOUT_LOCKED` after two minutes; `LAYOUT_UNSAFE` where something else than a file is in its place
 */
export async function withLockFile<T>(
  path: string,
  options: LockOptions,
  work: (confirm: ConfirmLock) => Promise<T>,
): Promise<T> {
  const mine: Holder = { pid: process.pid, machine: await machine(), token: randomUUID() };
  await acquire(path, mine, options);
  try {
    return await work(async () => {
      if ((await holderOf(path))?.token !== mine.token)
        throw locked(path, 'was taken over by another process');
    });
  } finally {
    if ((await holderOf(path))?.token === mine.token) await unlink(path).catch(() => undefined);
  }
}

async function acquire(path: string, mine: Holder, { clock, signal }: LockOptions): Promise<void> {
  const end = clock.ticks() + patience;
  for (let nap = 5; ; nap = Math.min(nap * 2, longestNap)) {
    signal?.throwIfAborted();
    if (await create(path, mine)) return;
    if (await removeStale(path, mine, clock.now())) continue;
    if (clock.ticks() > end) throw locked(path, 'is held by another process');
    await clock.sleep(nap, signal);
  }
}

async function create(path: string, content: Holder): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeFailure(path, error);
  }
  try {
    await file.writeFile(JSON.stringify(content));
    await file.close();
    return true;
  } catch (error) {
    // On a full disk: an empty lock names no holder, and everybody would wait until it is old.
    await file.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw writeFailure(path, error);
  }
}

/**
 * Removes the lock of a dead holder; true if it is gone. Two who see the same dead holder must not both remove a file,
 * for the second could remove the lock that the first has made since. So whoever wants to remove it first makes a file
 * that is named after that holder's token, and looks again.
 */
async function removeStale(path: string, mine: Holder, now: Date): Promise<boolean> {
  const seen = await holderOf(path);
  if (!(await isStale(path, seen, { mine, now }))) return false;
  const claim = `${path}.${seen?.token ?? 'unreadable'}`;
  if (!(await create(claim, mine))) {
    if ((await ageOf(claim, now)) > staleAfter) await unlink(claim).catch(() => undefined);
    return false;
  }
  try {
    if ((await holderOf(path))?.token !== seen?.token) return false;
    if (seen === undefined && (await ageOf(path, now)) <= staleAfter) return false;
    await unlink(path).catch(() => undefined);
    return true;
  } finally {
    await unlink(claim).catch(() => undefined);
  }
}

async function isStale(
  path: string,
  holder: Holder | undefined,
  { mine, now }: { readonly mine: Holder; readonly now: Date },
): Promise<boolean> {
  if (holder?.machine === mine.machine && !isAlive(holder.pid)) return true;
  return (await ageOf(path, now)) > staleAfter;
}

/** Milliseconds since it was made; 0 where it is gone. */
async function ageOf(path: string, now: Date): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => now.getTime() - mtimeMs,
    () => 0,
  );
}

/** Undefined where there is no lock, or one whose holder is about to write it or died before. Links are not followed. */
async function holderOf(path: string): Promise<Holder | undefined> {
  const bytes = await readRegular(path, longestLock);
  return bytes && parseHolder(Buffer.from(bytes).toString());
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, machine, token } = (JSON.parse(text) ?? {}) as Partial<Holder>;
    const known =
      Number.isSafeInteger(pid) && typeof machine === 'string' && /^[0-9a-f-]{36}$/.test(token ?? '');
    return known ? ({ pid, machine, token } as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Containers can share a host's name and not its process ids, so the id's namespace belongs to the name. */
async function machine(): Promise<string> {
  return `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

function locked(path: string, why: string): HoistError {
  return new HoistError('unreachable', 'LAYOUT_LOCKED', `${path} ${why}`, {
    hint: 'Wait for the other run to end; if there is none, remove this file.',
  });
}
