import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { monotonicFactory } from 'ulid';
import { systemClock } from './disk/clock.ts';
import { createBelow, diskFiles } from './disk/files.ts';
import { runOnMachine } from './disk/run.ts';
import type { RegistrySettings } from './domain/config.ts';
import type { Run } from './domain/run.ts';
import type { AskWithBearer } from './github/id-token.ts';
import type { InActions } from './github/actions.ts';
import { noticesOf } from './http/proxy.ts';
import type { Host } from './image/reference.ts';
import type { Clock } from './ports/clock.ts';
import type { Forge } from './ports/forge.ts';
import type { Journal } from './ports/journal.ts';
import type { Log } from './ports/log.ts';
import type { Notifier } from './ports/notifier.ts';
import type { Progress } from './ports/progress.ts';
import type { Registry } from './ports/registry.ts';
import type { Web } from './ports/web.ts';
import type { World } from './ports/world.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type WorldOptions = {
  readonly surface: Run['surface'];
  /** Of Hoist itself; registries are told. */
  readonly version: string;
  readonly env: Environment;
  /** Where the config and what it names lie: the workspace, or where the command line was started. */
  readonly folder: string;
  readonly log: Log;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** For GitHub's API, and for `ghcr.io` where nothing else is configured. */
  readonly githubToken?: string | undefined;
  /** In Actions: the check run of the job, as the input `job-check-run-id` gives it. */
  readonly checkRunId?: string | undefined;
  /** The file of JSON lines that keeps records, from `folder` on. */
  readonly journal?: string | undefined;
  /** Takes secrets out of what is kept. */
  readonly hide?: <T>(value: T) => T;
  readonly clock?: Clock;
};

/**
 * Everything outside the process, each part loaded when it is first used. Who asks, and whether that may write, is
 * settled here.
 *
 * @throws HoistError `TLS_NOT_VERIFIED` where the environment switched certificate checks off (A50); `NOT_IN_ACTIONS`
 */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { env, folder, log, progress, signal, clock = systemClock(), hide = asItIs } = options;
  // On a machine of one's own one knows one's environment; in a job an earlier step may have set it.
  for (const notice of noticesOf(env))
    if (options.surface === 'action') log.notice(notice);
    else log.debug(notice);
  let opened: Promise<Web> | undefined;
  const web = (): Promise<Web> => {
    opened ??= openWeb(options, clock);
    return opened;
  };
  let bearer: Promise<AskWithBearer> | undefined;
  const askWithBearer = (): Promise<AskWithBearer> => {
    bearer ??= bearerGet(options, clock);
    return bearer;
  };
  const { run, forge, github } =
    options.surface === 'action'
      ? await inActions(options, clock, { web, askWithBearer })
      : { run: onMachine(options), forge: undefined, github: undefined };
  let kept: Promise<Journal> | undefined;
  return {
    run,
    clock,
    log,
    progress,
    signal,
    files: diskFiles(folder),
    registry: (settings) => openAll(options, clock, settings),
    forge: async () => forge,
    gates: async () => github?.gates(),
    discussion: async () => github?.discussion(),
    ledger: async () => github?.ledger(),
    attestationStore: async () => github?.attestationStore(),
    cacheFolder: cacheFolder(options),
    notifier: () => openNotifier(options, clock),
    web,
    workspace: async () => (await import('./disk/workspace.ts')).diskWorkspace(folder),
    async journal({ deployments }) {
      kept ??= openJournal(options, deployments ? github : undefined);
      const journal = await kept;
      return {
        intend: (record) => journal.intend(hide(record)),
        finish: (record) => journal.finish(hide(record)),
        moved: (record, tag) => journal.moved(record, tag),
        list: (query, left) => journal.list(query, left),
      };
    },
    async signer({ keyFromEnv, sigstore }) {
      const [{ offerSigner }, { idTokensOf }] = await Promise.all([
        import('./evidence/sign.ts'),
        import('./github/id-token.ts'),
      ]);
      const secret = (value: string): void => log.secret(value);
      const pem = keyFromEnv === undefined ? undefined : env[keyFromEnv] || undefined;
      // A log may show it line by line.
      for (const line of pem?.split(/\s*\n/) ?? []) if (/^[A-Za-z0-9+/=]{16,}$/.test(line)) secret(line);
      const inActions = options.surface === 'action';
      const ask: AskWithBearer = async (url, token) => (await askWithBearer())(url, token);
      return offerSigner({
        ...(keyFromEnv === undefined ? {} : { key: { variable: keyFromEnv, pem } }),
        idToken: inActions ? idTokensOf({ env, ask, secret }) : undefined,
        inActions,
        server: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
        endpoints: sigstore,
      });
    },
    hide,
    create: (path, bytes) => createBelow(folder, path, bytes),
    newId: monotonicFactory(randomPart),
  };
}

/** [0, 1). The package's own source of random numbers is the Web Crypto API, which costs 13 ms to load. */
function randomPart(): number {
  return randomBytes(4).readUInt32BE() / 2 ** 32;
}

function asItIs<T>(value: T): T {
  return value;
}

function onMachine({ surface, env }: WorldOptions): Run {
  return { ...runOnMachine(env), surface };
}

/** On GitHub where `github` is given and lets us; else in a file. */
async function openJournal(options: WorldOptions, github: InActions | undefined): Promise<Journal> {
  const inFile = async (): Promise<Journal> => {
    const { fileJournal } = await import('./disk/journal.ts');
    return fileJournal(journalPath(options));
  };
  const deployments = await github?.deployments();
  if (deployments === undefined) return inFile();
  const { journalOrOther } = await import('./github/journal/journal-or-other.ts');
  const notice =
    'promotions are not kept as deployments, only in this run: add "deployments: write" under permissions: of the job';
  return journalOrOther(deployments, { other: inFile, notice, log: options.log });
}

/** Milliseconds that a cancelled run has for what it still has to write; the process ends itself after five seconds. */
const lastWords = 4000;

async function inActions(
  options: WorldOptions,
  clock: Clock,
  {
    web,
    askWithBearer,
  }: { readonly web: () => Promise<Web>; readonly askWithBearer: () => Promise<AskWithBearer> },
): Promise<{ readonly run: Run; readonly forge: Forge; readonly github: InActions }> {
  const { env, log, signal, githubToken = '', checkRunId } = options;
  const { runFromActions, withTriggeringRun } = await import('./github/run.ts');
  const run = await runFromActions(env, (path) => readFileSync(path, 'utf8'));
  const [{ gitHubApi }, { gitHubForge }] = await Promise.all([
    import('./github/api.ts'),
    import('./github/forge.ts'),
  ]);
  const baseUrl = env['GITHUB_API_URL'] ?? 'https://api.github.com';
  const onWait = (milliseconds: number): void =>
    log.info(`GitHub asks to wait ${Math.ceil(milliseconds / 1000)} s`);
  const access = { token: githubToken, baseUrl, clock, onWait };
  const api = gitHubApi({ ...access, signal });
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const forge = gitHubForge(api, { repository: run.repository ?? '', server, web, signal });
  // Loading the commands keeps this thread busy: what they begin with is on its way before.
  if (run.mayWrite) await forge.askAhead();
  const { inActions: partsOf } = await import('./github/actions.ts');
  const settled = await withTriggeringRun(run, forge);
  const github = partsOf({
    run: settled,
    env,
    clock,
    log,
    api,
    checkRunId,
    async writing() {
      const { graceSignal } = await import('./disk/grace.ts');
      return gitHubApi({ ...access, signal: graceSignal(signal, lastWords) });
    },
    askWithBearer,
  });
  return { run: settled, forge, github };
}

async function bearerGet({ log, signal, version }: WorldOptions, clock: Clock): Promise<AskWithBearer> {
  const { createBearerGet } = await import('./http/bearer.ts');
  const secret = (value: string): void => log.secret(value);
  return createBearerGet({ clock, userAgent: `hoist/${version}`, secret, signal });
}

async function openWeb({ log, version }: WorldOptions, clock: Clock): Promise<Web> {
  const { createWeb } = await import('./http/web.ts');
  return createWeb({ clock, userAgent: `hoist/${version}`, secret: (value) => log.secret(value) });
}

async function openNotifier({ env, log, version }: WorldOptions, clock: Clock): Promise<Notifier> {
  const { createNotifier } = await import('./http/notifier.ts');
  return createNotifier({ env, clock, userAgent: `hoist/${version}`, secret: (value) => log.secret(value) });
}

async function openAll(
  { surface, env, log, githubToken, version }: WorldOptions,
  clock: Clock,
  settings: ReadonlyMap<Host, RegistrySettings>,
): Promise<Registry> {
  const { openRegistry } = await import('./registry/open-registry.ts');
  return openRegistry({
    env,
    settings,
    clock,
    githubToken,
    userAgent: `hoist/${version}`,
    secret: (value) => log.secret(value),
    warn: (text) => log.warn(text),
    // A program that uses the library decides about its process itself.
    loaded: surface === 'library' ? undefined : stayingSmall,
  });
}

async function stayingSmall(): Promise<void> {
  try {
    const { keepSmall } = await import('./disk/small-process.ts');
    keepSmall(process.versions.node);
  } catch {
    // Then it is larger.
  }
}

/**
 * In Actions the workspace may be anybody's commit, and a record helps a later stage through: the journal lies where
 * only this job's steps write, and lives as long as the job.
 */
function journalPath({ surface, env, folder, journal = '.hoist/journal.jsonl' }: WorldOptions): string {
  if (surface !== 'action') return resolve(folder, journal);
  return join(env['RUNNER_TEMP'] ?? folder, 'hoist', 'journal.jsonl');
}

/**
 * Of a job where its steps may write, and gone with it; on a machine where the user's caches are (XDG Base Directory, by
 * which a relative path counts as none). Who has no home gets a folder that nobody else can have made before.
 */
function cacheFolder({ surface, env, folder }: WorldOptions): string {
  if (surface === 'action') return join(env['RUNNER_TEMP'] ?? folder, 'hoist', 'cache');
  const { XDG_CACHE_HOME = '', HOME, USERPROFILE = '' } = env;
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME || USERPROFILE, '.cache');
  if (isAbsolute(caches)) return join(caches, 'hoist');
  return join(tmpdir(), `hoist-${randomBytes(8).toString('hex')}`);
}
