import { HoistError } from '../errors.ts';
import { parseHost, type Host } from '../image/reference.ts';
import { credentialOf, identityOf, type Credential, type Secret } from './credential.ts';
import { readDockerConfig, type AuthEntry } from './schema.ts';

/** What stands before a colon in `auths` and `credHelpers`, read exactly: no part of a name ever matches (A11). */
export type ConfigKey = {
  readonly host: Host;
  /** `team/app` of `registry.example.com/team/app`; empty for a whole host. */
  readonly path: string;
};

export type ConfigEntry<T> = ConfigKey & {
  /** As the file writes it, which is what a credential helper knows. */
  readonly key: string;
  readonly value: T;
};

/** One `config.json` in our words. `HttpHeaders` and `proxies` are not read (A29). */
export type DockerConfig = {
  /** Asked for by nobody but {@link credentialIn}: secrets stay in the file's form until they are needed. */
  readonly auths: readonly ConfigEntry<AuthEntry>[];
  readonly helpers: readonly ConfigEntry<string>[];
  readonly store: string | undefined;
};

/** The key of Docker Hub, for every Docker client (P4). */
export const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * Reads a Docker config file.
 *
 * @throws HoistError `DOCKER_CONFIG_INVALID`
 */
export function parseDockerConfig(bytes: Uint8Array, file: string): DockerConfig {
  const read = readDockerConfig(bytes);
  if (read === undefined) {
    throw new HoistError('config', 'DOCKER_CONFIG_INVALID', `${file} is not a Docker config file`, {
      hint: 'Log in again with docker login, which writes it anew.',
    });
  }
  const { auths, credHelpers, credsStore } = read;
  return {
    auths: entriesOf(auths ?? {}).flatMap(({ value, ...key }) => (value ? [{ ...key, value }] : [])),
    helpers: entriesOf(credHelpers ?? {}),
    store: credsStore || undefined,
  };
}

/**
 * A key as every client writes it: `ghcr.io`, `https://ghcr.io`, `https://index.docker.io/v1/`, `host/v2/`, `host/team/app`.
 * Undefined for what names no host.
 */
export function parseConfigKey(key: string): ConfigKey | undefined {
  const bare = key.replace(/^https?:\/\//i, '');
  const slash = bare.indexOf('/');
  const named = slash < 0 ? bare : bare.slice(0, slash);
  const path = (slash < 0 ? '' : bare.slice(slash + 1)).replace(/\/$/, '');
  const host = hostOf(named);
  if (host === undefined) return undefined;
  return { host, path: path === 'v1' || path === 'v2' ? '' : path };
}

/**
 * The entries that cover a repository, the longest path first; among equals the one that writes the host plainly, or
 * Docker Hub's own key, comes first.
 */
export function covering<T>(
  entries: readonly ConfigEntry<T>[],
  host: Host,
  path: string,
): readonly ConfigEntry<T>[] {
  return entries
    .filter((entry) => entry.host === host && covers(entry.path, path))
    .sort((a, b) => b.path.length - a.path.length || rank(a.key) - rank(b.key));
}

/**
 * The credential of an entry, told to `secret` first; undefined for the empty ones that credential stores leave behind.
 *
 * @throws HoistError `DOCKER_CONFIG_INVALID`
 */
export function credentialIn({ key, value }: ConfigEntry<AuthEntry>, secret: Secret): Credential | undefined {
  const [username, password] = value.auth
    ? decodeAuth(value.auth, key, secret)
    : [value.username, value.password];
  if (value.identitytoken) return identityOf(value.identitytoken, username || undefined, secret);
  if (value.registrytoken) {
    secret(value.registrytoken);
    return { kind: 'bearer', token: value.registrytoken };
  }
  return credentialOf(username ?? '', password ?? '', secret);
}

function decodeAuth(
  auth: string,
  key: string,
  secret: Secret,
): readonly [username: string, password: string] {
  secret(auth);
  const text = Buffer.from(auth, 'base64').toString().replace(/\0+$/, '');
  const colon = text.indexOf(':');
  if (colon >= 0) return [text.slice(0, colon), text.slice(colon + 1)];
  throw new HoistError(
    'config',
    'DOCKER_CONFIG_INVALID',
    `the Docker config's entry for ${key} holds no user and password`,
    {
      hint: 'Log in again with docker login, which writes it anew.',
    },
  );
}

function entriesOf<T>(record: Readonly<Record<string, T>>): readonly ConfigEntry<T>[] {
  return Object.entries(record).flatMap(([key, value]) => {
    const parsed = parseConfigKey(key);
    return parsed === undefined ? [] : [{ ...parsed, key, value }];
  });
}

function covers(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

function rank(key: string): number {
  if (key === dockerHubKey) return 0;
  return key.includes('://') ? 2 : 1;
}

function hostOf(text: string): Host | undefined {
  try {
    return parseHost(text);
  } catch {
    return undefined;
  }
}
