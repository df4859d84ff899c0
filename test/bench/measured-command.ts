import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
};

export type Cost = {
  /** Seconds from the program's start to its end. */
  readonly wall: number;
  /** Seconds of processor time, user and system. */
  readonly cpu: number;
  /** Bytes of resident memory at its highest; undefined where there is no /proc. */
  readonly peak: number | undefined;
};

/**
 * Bash times the command with its `time`, which takes user and system time from the kernel when the child ends, and
 * nothing of bash is in it. The subshell tells its process id and becomes the program; it stands in a function because
 * a subshell that `time` sees would take over the timing, and `exec` would end that.
 */
const script = [
  'exec 4>&2',
  "TIMEFORMAT='time %3R %3U %3S'",
  'run() { (echo "pid $BASHPID" >&3; exec "$@" 2>&4 3>&- 4>&-); }',
  '{ time run "$@"; } 2>&3',
].join('\n');

const keptOutput = 500;
/** Milliseconds between two looks at the highest memory, which the kernel keeps: only growth in the last one is missed. */
const look = 10;

/**
 * Runs a program and measures it. Rejects if it fails, takes longer than `timeout` milliseconds or is aborted; it does
 * not outlive any of these.
 */
export async function runMeasured(
  { program, args, env, folder }: Command,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<Cost> {
  signal.throwIfAborted();
  const child = spawn('bash', ['-c', script, 'bash', program, ...args], {
    cwd: folder,
    env,
    // A group of its own, so that it can be ended with everything below it, and by nobody else.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let stopped: string | undefined;
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  };
  const stop = (reason: string): void => {
    stopped ??= reason;
    kill();
  };
  const onAbort = (): void => stop('was stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  process.once('exit', kill);
  const timer = setTimeout(() => stop(`took longer than ${timeout / 1000} s`), timeout);
  const output = keepEnd(child.stdout, child.stderr);
  let notes = '';
  let peak: number | undefined;
  const watch = setInterval(() => {
    const pid = /^pid ([0-9]+)$/m.exec(notes)?.[1];
    peak = (pid === undefined ? undefined : highestMemory(pid)) ?? peak;
  }, look);
  (child.stdio[3] as Readable).on('data', (bytes: Buffer) => (notes += bytes.toString()));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const times = /^time ([0-9.]+) ([0-9.]+) ([0-9.]+)$/m.exec(notes);
    if (stopped !== undefined || code !== 0 || times === null)
      throw new Error(`${program} ${stopped ?? `ended with ${code}`}: ${output()}`);
    const [wall = 0, user = 0, system = 0] = times.slice(1).map(Number);
    return { wall, cpu: user + system, peak };
  } finally {
    clearInterval(watch);
    clearTimeout(timer);
    process.off('exit', kill);
    signal.removeEventListener('abort', onAbort);
  }
}

/** One command after the other: times add up, the highest memory counts. */
export function sumCosts(costs: readonly Cost[]): Cost {
  const peaks = costs.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
  return {
    wall: costs.reduce((sum, { wall }) => sum + wall, 0),
    cpu: costs.reduce((sum, { cpu }) => sum + cpu, 0),
    peak: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

function highestMemory(pid: string): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

function keepEnd(...streams: readonly (Readable | null)[]): () => string {
  let text = '';
  for (const stream of streams)
    stream?.on('data', (bytes: Buffer) => (text = (text + bytes.toString()).slice(-keptOutput)));
  return () => text.trim();
}
