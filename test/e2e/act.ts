import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { requireTool } from '../tools.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Where a workflow ended: the exit code of `act`, and all that its jobs said. */
export type Ended = { readonly code: number; readonly log: string };

export type ActRun = {
  readonly event: string;
  readonly payload: object;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
};

/** A repository whose workflows are run by `act` on this machine, without a container engine and without internet. */
export interface ActRepository {
  /** Where the stand-ins of GitHub's own actions keep artifacts, and what they were asked. */
  readonly shared: string;
  /** The commit that its runs are of. */
  readonly commit: string;
  run(options: ActRun): Promise<Ended>;
  close(): Promise<void>;
}

/**
 * `files` are the repository's, by path. Actions of others are stand-ins that do what these workflows need of them;
 * `OWNER/hoist` is this checkout, with the built `dist/`.
 */
export async function startActRepository(
  files: Readonly<Record<string, string>>,
  pins: Readonly<Record<StandIn, string>>,
): Promise<ActRepository> {
  const home = await mkdtemp(join(tmpdir(), 'hoist-act-'));
  const [repository, shared, hoist] = [join(home, 'repo'), join(home, 'shared'), join(home, 'hoist')];
  await mkdir(shared);
  await write(repository, files);
  for (const name of ['action.yml', 'package.json', 'dist', '.github'])
    await cp(join(root, name), join(hoist, name), { recursive: true });
  await leaveOut(join(hoist, '.github/workflows/promote.yml'));
  const locals = [`--local-repository=OWNER/hoist@v1=${hoist}`];
  for (const [name, text] of Object.entries(standIns)) {
    const folder = join(home, name.replace('/', '-'));
    await write(folder, { 'action.yml': text });
    locals.push(`--local-repository=${name}@${pins[name as StandIn]}=${folder}`);
  }
  const git = (...words: string[]): Promise<{ readonly stdout: string }> =>
    run(requireTool('git'), ['-c', 'user.name=ann', '-c', 'user.email=ann@acme.example', ...words], {
      cwd: repository,
    });
  await git('init', '-q', '-b', 'main', '.');
  await git('remote', 'add', 'origin', 'https://github.com/acme/web');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'all');
  const { stdout: head } = await git('rev-parse', 'HEAD');
  return {
    shared,
    commit: head.trim(),
    async run({ event, payload, env, secrets }) {
      const path = join(home, 'event.json');
      await writeFile(path, JSON.stringify(payload));
      const settings = {
        ...env,
        STAND_IN_SHARED: shared,
        STAND_IN_HOIST: hoist,
        STAND_IN_CALLER: repository,
      };
      const words = [
        event,
        '--platform=ubuntu-latest=-self-hosted',
        `--eventpath=${path}`,
        '--actor=ann',
        ...locals,
        ...Object.entries(secrets).map(([name, value]) => `--secret=${name}=${value}`),
        ...Object.entries(settings).map(([name, value]) => `--env=${name}=${value}`),
      ];
      return await run(requireTool('act'), words, {
        cwd: repository,
        env: {
          PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
          HOME: home,
          XDG_CACHE_HOME: join(home, 'cache'),
        },
        timeout: 100_000,
        maxBuffer: 16 << 20,
      }).then(
        ({ stdout, stderr }) => ({ code: 0, log: stdout + stderr }),
        (error: { code?: number; stdout?: string; stderr?: string }) => ({
          code: error.code ?? -1,
          log: `${error.stdout}${error.stderr}`,
        }),
      );
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

/** The commits at which the reusable workflow uses other people's actions. */
export async function pins(): Promise<Record<StandIn, string>> {
  const text = await readFile(join(root, '.github/workflows/promote.yml'), 'utf8');
  const found = text.matchAll(/uses: ([^@\s.]+)@([0-9a-f]{40})/g);
  return Object.fromEntries([...found].map(([, name = '', commit = '']) => [name, commit])) as Record<
    StandIn,
    string
  >;
}

/** Two keys of GitHub's that act 0.2.89 refuses as unknown; it has neither environments that wait nor queues. */
async function leaveOut(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const lines = text.split('\n').filter((line) => !/^ {6}(?:deployment: \$|queue: max$)/.test(line));
  await writeFile(path, lines.join('\n'));
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

export type StandIn = keyof typeof standIns;

/**
 * What the workflows need of other people's actions. The job's journal travels with the artifacts, as it would in
 * GitHub's deployments.
 */
const standIns = {
  'actions/checkout': composite(
    ['repository', 'ref', 'path', 'sparse-checkout', 'persist-credentials'],
    [
      'echo "checkout $REPOSITORY at $REF into $PATH_" >> "$STAND_IN_SHARED/asked"',
      'if [ -z "$PATH_" ]; then exit 0; fi',
      'mkdir -p "$PATH_" "$RUNNER_TEMP/hoist"',
      'if [ "$PATH_" = .hoist/caller ]; then cp -r "$STAND_IN_CALLER/.github" "$PATH_"; else cp -r "$STAND_IN_HOIST/." "$PATH_"; fi',
      'if [ -f "$STAND_IN_SHARED/journal.jsonl" ]; then cp "$STAND_IN_SHARED/journal.jsonl" "$RUNNER_TEMP/hoist/"; fi',
    ],
  ),
  'actions/upload-artifact': composite(
    ['name', 'path', 'if-no-files-found'],
    [
      'test ! -e "$STAND_IN_SHARED/artifacts/$NAME"',
      'if [ -f "$PATH_" ]; then mkdir -p "$STAND_IN_SHARED/artifacts/$NAME"; mv "$PATH_" "$STAND_IN_SHARED/artifacts/$NAME/"; fi',
      'if [ -f "$RUNNER_TEMP/hoist/journal.jsonl" ]; then cp "$RUNNER_TEMP/hoist/journal.jsonl" "$STAND_IN_SHARED/"; fi',
    ],
  ),
  'actions/download-artifact': composite(
    ['pattern', 'path'],
    [
      'mkdir -p "$PATH_"',
      'for one in "$STAND_IN_SHARED"/artifacts/$PATTERN; do cp -r "$one" "$PATH_/"; done',
    ],
  ),
  'docker/login-action': composite(
    ['registry-auth'],
    [
      `node -e 'const all = JSON.parse(process.env.REGISTRY_AUTH); const auths = Object.fromEntries(all.map((one) => [one.registry, { auth: Buffer.from(one.username + ":" + one.password).toString("base64") }])); require("fs").writeFileSync(process.env.DOCKER_CONFIG + "/config.json", JSON.stringify({ auths }))'`,
    ],
  ),
} as const;

/** An action whose inputs are the variables of one script; `PATH` alone is taken. */
function composite(inputs: readonly string[], script: readonly string[]): string {
  const name = (input: string): string =>
    input === 'path' ? 'PATH_' : input.toUpperCase().replaceAll('-', '_');
  return [
    'name: stand-in',
    'description: stand-in',
    'inputs:',
    ...inputs.map((input) => `  ${input}: { description: as it says, required: false }`),
    'runs:',
    '  using: composite',
    '  steps:',
    '    - shell: bash',
    '      env:',
    ...inputs.map((input) => `        ${name(input)}: \${{ inputs.${input} }}`),
    '      run: |',
    '        set -eu',
    ...script.map((line) => `        ${line}`),
    '',
  ].join('\n');
}
