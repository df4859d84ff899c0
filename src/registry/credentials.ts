import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HoistError } from '../errors.ts';
import type { Host } from '../image/reference.ts';
import { askHelper, type RunHelper } from './credential-helper.ts';
import { credentialOf, type Credential, type Secret } from './credential.ts';
import {
  covering,
  credentialIn,
  dockerHubKey,
  parseDockerConfig,
  type ConfigEntry,
  type DockerConfig,
} from './docker-config.ts';
import { homeOf } from './home.ts';
import type { Scope } from './scope.ts';

/** Finds what a registry host accepts from us. */
export interface Credentials {
  /**
   * By registry host, never by realm host; the most exact one for a repository: buildx's scoped configs, then `host/path`
   * entries, then the host (contract §2). Undefined: ask anonymously.
   *
   * @throws HoistError `DOCKER_CONFIG_INVALID`, `DOCKER_CONFIG_IN_WORKSPACE`, `DOCKER_CONFIG_UNREADABLE`, `CREDENTIAL_HELPER`
   */
  lookup(host: Host, path: string, actions?: Scope['actions']): Promise<Credential | undefined>;
}

export type CredentialsOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The bytes of a file; undefined where there is none. */
  readonly readFile: (path: string) => Promise<Uint8Array | undefined>;
  /** Where a path leads after all links; the path itself where there is nothing. */
  readonly realPath: (path: string) => Promise<string>;
  readonly run: RunHelper;
  /** For ghcr.io where nothing else is configured. */
  readonly githubToken?: string | undefined;
  readonly secret: Secret;
  /** Monotonic, in milliseconds. */
  readonly ticks: () => number;
};

/** Google's helper gives tokens that live five minutes; asking again costs a process. */
const helperLife = 4 * 60_000;
const actionSets = ['pull,push', 'push,pull', 'push', 'pull', ''] as const;

/** What docker login, amazon-ecr-login and their like left behind. Nothing is read before the first look-up. */
export function createCredentials(options: CredentialsOptions): Credentials {
  const configs = new Map<string, Promise<DockerConfig | undefined>>();
  const closest = new Map<string, Promise<readonly DockerConfig[]>>();
  const helpers = new Map<
    string,
    { readonly until: number; readonly found: Promise<Credential | undefined> }
  >();
  const docker = options.env['DOCKER_CONFIG'] || join(homeOf(options.env), '.docker');
  const buildx = options.env['BUILDX_CONFIG'] || join(docker, 'buildx');

  function configIn(folder: string): Promise<DockerConfig | undefined> {
    const file = join(folder, 'config.json');
    const known = configs.get(file);
    if (known !== undefined) return known;
    const read = readConfig(file, options);
    configs.set(file, read);
    return read;
  }

  /** Those that are there, the closest first: found once, as every request asks. */
  function configsFor(host: Host, path: string, actions: Scope['actions']): Promise<readonly DockerConfig[]> {
    const key = `${host}/${path} ${actions}`;
    const known = closest.get(key);
    if (known !== undefined) return known;
    const folders = [...scopedFolders(buildx, host, path, actions), docker];
    const found = Promise.all(folders.map(configIn)).then((read) => read.filter((one) => one !== undefined));
    closest.set(key, found);
    return found;
  }

  function helper(name: string, server: string): Promise<Credential | undefined> {
    const key = `${name} ${server}`;
    const known = helpers.get(key);
    if (known !== undefined && known.until > options.ticks()) return known.found;
    const found = askHelper(name, server, options);
    helpers.set(key, { until: options.ticks() + helperLife, found });
    found.catch(() => helpers.delete(key));
    return found;
  }

  async function inConfig(config: DockerConfig, host: Host, path: string): Promise<Credential | undefined> {
    const auths = covering(config.auths, host, path);
    const named = covering(config.helpers, host, path);
    for (const length of lengthsOf([...auths, ...named])) {
      for (const entry of named.filter((one) => one.path.length === length)) {
        const found = await helper(entry.value, entry.key);
        if (found !== undefined) return found;
      }
      if (length === 0 && named.length === 0 && config.store !== undefined) {
        const found = await helper(config.store, serverOf(host));
        if (found !== undefined) return found;
      }
      for (const entry of auths.filter((one) => one.path.length === length)) {
        const found = credentialIn(entry, options.secret);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  return {
    async lookup(host, path, actions = 'pull') {
      for (const config of await configsFor(host, path, actions)) {
        const found = await inConfig(config, host, path);
        if (found !== undefined) return found;
      }
      if (host !== 'ghcr.io' || !options.githubToken) return undefined;
      return credentialOf('x-access-token', options.githubToken, options.secret);
    },
  };
}

async function readConfig(file: string, options: CredentialsOptions): Promise<DockerConfig | undefined> {
  const bytes = await options.readFile(file);
  if (bytes === undefined) return undefined;
  const workspace = options.env['GITHUB_WORKSPACE'];
  if (workspace && (await isInside(workspace, file, options.realPath))) {
    throw new HoistError(
      'config',
      'DOCKER_CONFIG_IN_WORKSPACE',
      `the Docker config ${file} is inside the workspace`,
      {
        hint: 'What is checked out must not decide which programs run and which credentials are used: set DOCKER_CONFIG to a folder outside, such as one in RUNNER_TEMP.',
      },
    );
  }
  return parseDockerConfig(bytes, file);
}

/** As written and after all links: either is enough to refuse (A29). */
async function isInside(
  folder: string,
  file: string,
  realPath: (path: string) => Promise<string>,
): Promise<boolean> {
  return contains(folder, file) || contains(await realPath(folder), await realPath(file));
}

function contains(folder: string, file: string): boolean {
  const way = relative(resolve(folder), resolve(file));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Where buildx and docker/login-action's `scope` keep configs for one repository and some actions:
 * `$BUILDX_CONFIG/config/<host>[/<repository>][@<action>,…]`, a repository before none, more actions before fewer.
 */
function scopedFolders(
  buildx: string,
  host: Host,
  path: string,
  actions: Scope['actions'],
): readonly string[] {
  const hosts = host === 'docker.io' ? ['registry-1.docker.io', 'docker.io', 'index.docker.io'] : [host];
  const wanted = new Set(actions.split(','));
  const sets = actionSets.filter((set) => set === '' || set.split(',').every((action) => wanted.has(action)));
  return [`/${path}`, ''].flatMap((repository) =>
    sets.flatMap((set) =>
      hosts.map((name) => join(buildx, 'config', `${name}${repository}${set === '' ? '' : `@${set}`}`)),
    ),
  );
}

/** The lengths of paths that entries have, longest first, always with the whole host. */
function lengthsOf(entries: readonly ConfigEntry<unknown>[]): readonly number[] {
  return [...new Set([...entries.map((entry) => entry.path.length), 0])].sort((a, b) => b - a);
}

/** What Docker asks a credential store for. */
function serverOf(host: Host): string {
  return host === 'docker.io' ? dockerHubKey : host;
}
