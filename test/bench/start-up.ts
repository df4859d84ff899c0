import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inputVariables } from '../fakes/runner/action-inputs.ts';
import { median } from './median.ts';

export type StartUp = {
  readonly name: string;
  readonly title: string;
  /** Times `node -e 0`. */
  readonly atMost: number;
  /** Seconds. */
  readonly samples: readonly number[];
};

export type StartUps = { readonly bare: readonly number[]; readonly measured: readonly StartUp[] };

const root = join(import.meta.dirname, '../..');
const timeout = 30_000;

/**
 * How long `dist/cli.js --version` takes, and `dist/action.js` up to the first byte that it sends, beside a Node that
 * does nothing: in turn, without a compile cache. A program that fails rejects.
 */
export async function measureStartUp(
  rounds: number,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<StartUps> {
  const home = await mkdtemp(join(scratch, 'start-up-'));
  const bare: number[] = [];
  const version: number[] = [];
  const request: number[] = [];
  try {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' };
    const step = await stepEnvironment(home);
    // The first of each only warms the page cache.
    for (let round = 0; round <= rounds; round += 1) {
      const times = [
        await timeToEnd(['-e', '0'], env, signal),
        await timeToEnd([join(root, 'dist/cli.js'), '--version'], env, signal),
        await timeToFirstByte([join(root, 'dist/action.js')], { ...env, ...step }, signal),
      ] as const;
      if (round === 0) continue;
      bare.push(times[0]);
      version.push(times[1]);
      request.push(times[2]);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  return {
    bare,
    measured: [
      { name: 'start-version', title: 'start-up: --version', atMost: 1.3, samples: version },
      {
        name: 'start-action',
        title: 'start-up: the Action, to its first request',
        atMost: 4,
        samples: request,
      },
    ],
  };
}

/** Of the medians. */
export function startUpRatio({ bare }: StartUps, { samples }: StartUp): number | undefined {
  const [own, base] = [median(samples), median(bare)];
  return own === undefined || base === undefined ? undefined : own / base;
}

async function timeToEnd(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, words, {
    env,
    signal,
    timeout,
    killSignal: 'SIGKILL',
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`node ${words.join(' ')} ended with ${code}`);
  return seconds;
}

/** Ends the program when it has sent something to what it takes for GitHub's API. */
async function timeToFirstByte(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const start = performance.now();
  const firstByte = new Promise<number>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => resolve((performance.now() - start) / 1000));
    });
  });
  const child = spawn(process.execPath, words, {
    env: { ...env, GITHUB_API_URL: `http://127.0.0.1:${port}` },
    signal,
    timeout,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const ended = once(child, 'close');
  try {
    const seconds = await Promise.race([firstByte, ended.then(() => undefined)]);
    if (seconds === undefined)
      throw new Error(`node ${words.join(' ')} sent nothing; it printed:\n${output}`);
    return seconds;
  } finally {
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
    server.close();
  }
}

/** What a runner sets for a step that promotes on a push. */
async function stepEnvironment(home: string): Promise<Record<string, string>> {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];
  for (const name of files) await writeFile(join(home, name), '');
  await writeFile(join(home, 'event.json'), '{}');
  await mkdir(join(home, 'work'));
  const inputs = { image: 'ghcr.io/acme/dev/web:1.4.2' };
  return {
    ...(await inputVariables(join(root, 'action.yml'), inputs, 'ghs_bench')),
    ...Object.fromEntries(files.map((name) => [name, join(home, name)])),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'acme-bot',
    GITHUB_TRIGGERING_ACTOR: 'acme-bot',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(home, 'event.json'),
    GITHUB_JOB: 'promote',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/web',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '1234567890abcdef1234567890abcdef12345678',
    GITHUB_WORKSPACE: join(home, 'work'),
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: home,
  };
}
