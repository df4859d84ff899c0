import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CandidatesReport } from '../../src/domain/candidate.ts';
import type { CheckReport } from '../../src/domain/check.ts';
import type { HistoryReport } from '../../src/domain/history.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import type { StatusReport } from '../../src/domain/status.ts';
import type { Credentials } from '../servers/credentials.ts';

export type Login = { readonly host: string; readonly credentials: Credentials };

export type HoistOptions = {
  /** `.github/hoist.yml`: its text, or a value that is written as JSON, which YAML holds. */
  readonly config?: string | object;
  /** Other files of the folder: path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** What `docker login` left behind. */
  readonly logins?: readonly Login[];
  /** More of the Docker config. */
  readonly docker?: object;
  /** Variables besides the few that it is given. */
  readonly env?: Readonly<Record<string, string>>;
  /** The Node that runs it; default: the one that runs the tests. */
  readonly node?: string;
};

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Begun = { readonly ran: Promise<Ran>; interrupt(signal?: NodeJS.Signals): void };

/** With what `--json` printed. */
export type Told<T> = Ran & { readonly document: T };

/** The built command line in a folder of its own. Every run throws if it printed or kept a password. */
export interface Hoist {
  readonly folder: string;
  run(...words: readonly string[]): Promise<Ran>;
  /** The same, to be interrupted on the way. */
  begin(...words: readonly string[]): Begun;
  promote(...words: readonly string[]): Promise<Told<RunResult>>;
  copy(...words: readonly string[]): Promise<Told<RunResult>>;
  plan(...words: readonly string[]): Promise<Told<Plan>>;
  check(...words: readonly string[]): Promise<Told<CheckReport>>;
  history(...words: readonly string[]): Promise<Told<HistoryReport>>;
  status(...words: readonly string[]): Promise<Told<StatusReport>>;
  candidates(...words: readonly string[]): Promise<Told<CandidatesReport>>;
  /** The lines of the default journal, oldest first. */
  journal(): Promise<readonly PromotionRecord[]>;
  write(path: string, text: string | object): Promise<void>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const configPath = '.github/hoist.yml';
const journalPath = '.hoist/journal.jsonl';
const deadline = 60_000;

/** Nothing of the environment of the tests gets to it but the way to programs. */
export async function startHoist(options: HoistOptions = {}): Promise<Hoist> {
  const { config, files = {}, logins = [], docker = {}, node = process.execPath } = options;
  const folder = await mkdtemp(join(tmpdir(), 'hoist-e2e-'));
  const home = await mkdtemp(join(tmpdir(), 'hoist-home-'));
  const dockerFolder = join(home, '.docker');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    DOCKER_CONFIG: dockerFolder,
    ...options.env,
  };
  const secrets = logins.flatMap(({ credentials }) => formsOf(credentials));

  async function write(path: string, text: string | object): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof text === 'string' ? text : JSON.stringify(text, undefined, 2));
  }

  function begin(...words: readonly string[]): Begun {
    const { ended, child } = start(node, [program, ...words], { env, cwd: folder });
    return {
      ran: ended.then((ran) => unleaked(ran, words)),
      interrupt: (signal = 'SIGINT') => void child.kill(signal),
    };
  }

  async function unleaked(ran: Ran, words: readonly string[]): Promise<Ran> {
    const kept = await readIfThere(join(folder, journalPath));
    const leak = [ran.stdout, ran.stderr, kept].some((text) => secrets.some((form) => text.includes(form)));
    if (leak) throw new Error(`a secret was printed or kept by: hoist ${words.join(' ')}`);
    return ran;
  }

  const run = (...words: readonly string[]): Promise<Ran> => begin(...words).ran;

  async function told<T>(...words: readonly string[]): Promise<Told<T>> {
    const ran = await run(...words, '--json');
    try {
      return { ...ran, document: JSON.parse(ran.stdout) as T };
    } catch (cause) {
      const said = `it exited with ${ran.code} and said\n${ran.stderr}${ran.stdout}`;
      throw new Error(`hoist ${words.join(' ')} --json printed no document; ${said}`, { cause });
    }
  }

  await mkdir(dockerFolder, { recursive: true });
  const auths = Object.fromEntries(
    logins.map(({ host, credentials }) => [host, { auth: base64(credentials) }]),
  );
  await writeFile(join(dockerFolder, 'config.json'), JSON.stringify({ auths, ...docker }));
  if (config !== undefined) await write(configPath, config);
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return {
    folder,
    run,
    begin,
    write,
    promote: (...words) => told<RunResult>('promote', ...words),
    copy: (...words) => told<RunResult>('copy', ...words),
    plan: (...words) => told<Plan>('plan', ...words),
    check: (...words) => told<CheckReport>('check', ...words),
    history: (...words) => told<HistoryReport>('history', ...words),
    status: (...words) => told<StatusReport>('status', ...words),
    candidates: (...words) => told<CandidatesReport>('candidates', ...words),
    journal: async () =>
      (await readIfThere(join(folder, journalPath)))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as PromotionRecord),
    close: async () => {
      await Promise.all([folder, home].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

/** What became of each stage, by `pipeline/stage`. */
export function outcomesOf({ document }: Told<RunResult>): Readonly<Record<string, string>> {
  return Object.fromEntries(document.stages.map((one) => [`${one.pipeline}/${one.stage}`, one.outcome]));
}

/** What a plan says of each stage, by `pipeline/stage`. */
export function statesOf({ stages }: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map((one) => [`${one.pipeline}/${one.stage}`, one.state]));
}

type StartOptions = { readonly env: NodeJS.ProcessEnv; readonly cwd: string };
type Started = { readonly child: ChildProcess; readonly ended: Promise<Ran> };

function start(command: string, words: readonly string[], { env, cwd }: StartOptions): Started {
  const child = spawn(command, words, { env, cwd, timeout: deadline, killSignal: 'SIGKILL' });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const ended = once(child, 'close').then(async ([code]): Promise<Ran> => {
    const said = { stdout: await stdout, stderr: await stderr };
    if (typeof code === 'number') return { code, ...said };
    throw new Error(`it did not end by itself; it said\n${said.stderr}${said.stdout}`);
  });
  return { child, ended };
}

async function readIfThere(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

function base64({ user, password }: Credentials): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

/** A password as it is, in a URL, and in base64 with and without its user. */
function formsOf(credentials: Credentials): readonly string[] {
  const { password } = credentials;
  return [
    password,
    encodeURIComponent(password),
    base64(credentials),
    Buffer.from(password).toString('base64').replace(/=+$/, ''),
  ];
}
