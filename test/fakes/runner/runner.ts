import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { inputVariables } from './action-inputs.ts';
import { readPairs } from './file-command.ts';
import { readLog, type RunnerLog } from './workflow-commands.ts';

const root = join(import.meta.dirname, '../../..');

/** The commit that a step's run is of. */
export const runCommit = '1234567890abcdef1234567890abcdef12345678';

export type ActionStep = {
  /** The script; default `dist/action.js`. */
  readonly entry?: string;
  /** Whose defaults are filled in, and which inputs there are; default the project's `action.yml` if `entry` is the default. */
  readonly actionFile?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Over the runner's own; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly event?: { readonly name: string; readonly payload?: unknown };
  /** `OWNER/REPO`; default `acme/web`. */
  readonly repository?: string;
  readonly token?: string;
  /** `GITHUB_API_URL`: a fake GitHub's. Default a port where nobody answers. */
  readonly apiUrl?: string;
  /** Files of the workspace by path. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** State that an earlier phase of the same step kept, for `post`. */
  readonly state?: ReadonlyMap<string, string>;
  /**
   * Cancels the step as the runner does: SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL (F41), from `cancelWith`
   * on.
   */
  readonly signal?: AbortSignal;
  readonly cancelWith?: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  /** Told of every piece of output while the step runs. */
  readonly onOutput?: (piece: string) => void;
  /** Milliseconds after which it is killed and the run rejects; default a minute. */
  readonly timeout?: number;
};

export type ActionRun = RunnerLog & {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  /** What it wrote for later steps' environment and PATH. */
  readonly exported: ReadonlyMap<string, string>;
  readonly path: string;
  /** Markdown of the job summary. */
  readonly summary: string;
  /** Every other file that it left in the runner's home, temporary folder and workspace, by path: `hoist/journal.jsonl`. */
  readonly left: ReadonlyMap<string, string>;
};

const fileCommands = [
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STEP_SUMMARY',
] as const;

/** Runs a script in a process of its own as a runner runs a JavaScript action, in a workspace that is gone afterwards. */
export async function runAction(step: ActionStep = {}): Promise<ActionRun> {
  const home = await mkdtemp(join(tmpdir(), 'hoist-runner-'));
  try {
    const workspace = join(home, 'work');
    await mkdir(workspace);
    for (const [path, content] of Object.entries(step.workspace ?? {}))
      await writeDeep(join(workspace, path), content);
    for (const name of fileCommands) await writeFile(join(home, name), '');
    await writeFile(join(home, 'event.json'), JSON.stringify(step.event?.payload ?? {}));
    const given = new Set(await filesIn(home));
    const ended = await spawnStep(step, await environment(step, home), workspace);
    const files = await Promise.all(fileCommands.map((name) => readFile(join(home, name), 'utf8')));
    const fresh = (await filesIn(home)).filter((path) => !given.has(path));
    const left = fresh.map(async (path) => [path, await readFile(join(home, path), 'utf8')] as const);
    const [output = '', state = '', exported = '', path = '', summary = ''] = files;
    return {
      ...readLog(`${ended.stdout}\n${ended.stderr}`),
      ...ended,
      outputs: readPairs(output),
      state: readPairs(state),
      exported: readPairs(exported),
      path,
      summary,
      left: new Map(await Promise.all(left)),
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Paths from the folder on. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function writeDeep(path: string, content: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
}

/** Only what a hosted runner sets, so that nothing of the machine that tests leaks in. */
async function environment(step: ActionStep, home: string): Promise<NodeJS.ProcessEnv> {
  const actionFile = step.actionFile ?? (step.entry === undefined ? join(root, 'action.yml') : undefined);
  const repository = step.repository ?? 'acme/web';
  return {
    PATH: process.env['PATH'],
    HOME: home,
    CI: 'true',
    RUNNER_TEMP: home,
    RUNNER_OS: 'Linux',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: 'ann',
    GITHUB_TRIGGERING_ACTOR: 'ann',
    GITHUB_API_URL: step.apiUrl ?? 'http://127.0.0.1:9',
    GITHUB_EVENT_NAME: step.event?.name ?? 'push',
    GITHUB_EVENT_PATH: join(home, 'event.json'),
    GITHUB_JOB: 'promote',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: repository.split('/')[0],
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4242',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: runCommit,
    GITHUB_WORKFLOW: 'promote',
    GITHUB_WORKSPACE: join(home, 'work'),
    ...Object.fromEntries(fileCommands.map((name) => [name, join(home, name)])),
    ...(await inputVariables(actionFile, step.inputs ?? {}, step.token ?? 'ghs_fake')),
    ...Object.fromEntries([...(step.state ?? [])].map(([name, value]) => [`STATE_${name}`, value])),
    ...step.env,
  };
}

type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** What the runner sends to a step that is cancelled, and after how many milliseconds. */
const cancellation = [
  { name: 'SIGINT', at: 0 },
  { name: 'SIGTERM', at: 7500 },
  { name: 'SIGKILL', at: 10_000 },
] as const;

async function spawnStep(step: ActionStep, env: NodeJS.ProcessEnv, cwd: string): Promise<Ended> {
  const entry = step.entry ?? join(root, 'dist/action.js');
  const child = spawn(process.execPath, [entry], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const timers: NodeJS.Timeout[] = [];
  const cancel = (): void => {
    const from = cancellation.findIndex(({ name }) => name === (step.cancelWith ?? 'SIGINT'));
    const [first, ...later] = cancellation.slice(from);
    if (first === undefined) return;
    // At once: whoever cancels between two requests means that moment.
    child.kill(first.name);
    for (const { name, at } of later) timers.push(setTimeout(() => child.kill(name), at - first.at));
  };
  step.signal?.addEventListener('abort', cancel, { once: true });
  if (step.signal?.aborted === true) cancel();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, step.timeout ?? 60_000);
  try {
    child.stdout.on('data', (piece: Buffer) => step.onOutput?.(piece.toString()));
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    if (late) throw new Error(`the step did not end in time\n${stdout}\n${stderr}`);
    return { exitCode, stdout, stderr };
  } finally {
    for (const one of [timer, ...timers]) clearTimeout(one);
    step.signal?.removeEventListener('abort', cancel);
  }
}
