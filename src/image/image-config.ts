import { HoistError } from '../errors.ts';
import { readPlatform, type Platform } from './platform.ts';
import { foldCase, isJsonObject, parseStrictJson, type JsonObject } from './strict-json.ts';

/**
 * What an image's config says of it (OCI image-spec, config.md; Docker's is the same). Claims of whoever built it, bound
 * to its digest. Values of environment variables are not kept: they may be secrets.
 */
export type ImageConfig = {
  readonly platform?: Platform;
  /** RFC 3339, as written. Reproducible builds set 1970. */
  readonly created?: string;
  /** As written: a name or number with an optional group; empty where the image does not say, which is root. */
  readonly user: string;
  /** The names of environment variables, in order. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  /** The command that tells whether a container is well; absent where the image has none, or says `NONE`. */
  readonly healthcheck?: readonly string[];
  /** The commit that the label `org.opencontainers.image.revision` claims. */
  readonly revision?: string;
};

const maxConfigBytes = 4 * 1024 * 1024;

/**
 * Reads an image config. Members that we don't use may be anything and what is absent is absent, so an artifact's `{}`
 * is a config too. A member that we use and that is not what the standard says is an error and never "absent", else a
 * policy would judge what no runtime sees. Runtimes are written in Go: names are found without regard to case, and two
 * that differ by case only are refused (A3).
 *
 * @param bytes at most 4 MiB (N21)
 * @param what names the document in errors: `the config of ghcr.io/acme/web:1.4.2`
 * @throws HoistError `CONFIG_INVALID`, `JSON_AMBIGUOUS` (refused), `JSON_INVALID` (unreachable)
 */
export function readImageConfig(bytes: Uint8Array, what: string): ImageConfig {
  if (bytes.length > maxConfigBytes) throw invalid(what, `more than ${maxConfigBytes} bytes`);
  const document = membersOf(parseStrictJson(bytes, what), what);
  const settings = membersOf(document.get('config') ?? {}, `${what}: config`);
  const labels = readLabels(settings.get('labels'), what);
  const platform = readPlatform({
    os: document.get('os'),
    architecture: document.get('architecture'),
    variant: document.get('variant'),
    'os.version': document.get('os.version'),
  });
  const created = readText(document.get('created'), `${what}: created`);
  const healthcheck = readHealthcheck(settings.get('healthcheck'), what);
  const revision = labels['org.opencontainers.image.revision'];
  return {
    user: readText(settings.get('user'), `${what}: User`),
    env: readList(settings.get('env'), `${what}: Env`).map((entry) => entry.split('=', 1).join('')),
    labels,
    entrypoint: readCommand(settings.get('entrypoint'), `${what}: Entrypoint`),
    cmd: readCommand(settings.get('cmd'), `${what}: Cmd`),
    exposedPorts: readKeys(settings.get('exposedports'), `${what}: ExposedPorts`),
    volumes: readKeys(settings.get('volumes'), `${what}: Volumes`),
    ...(platform && { platform }),
    ...(created !== '' && { created }),
    ...(healthcheck && { healthcheck }),
    ...(revision !== undefined && revision !== '' && { revision }),
  };
}

/** The members of an object by their folded names; `null`, Go's "none", is left out. */
function membersOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  if (!isJsonObject(value)) throw invalid(what, 'it is not an object');
  const members = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const folded = foldCase(name);
    if (members.has(folded)) throw ambiguous(what, name);
    members.set(folded, member ?? undefined);
  }
  return members;
}

function readLabels(value: unknown, what: string): Readonly<Record<string, string>> {
  const labels = Object.create(null) as Record<string, string>;
  for (const [key, label] of Object.entries(readObject(value, `${what}: Labels`))) {
    if (typeof label !== 'string') throw invalid(what, `label ${JSON.stringify(key)} is not a string`);
    labels[key] = label;
  }
  return labels;
}

function readText(value: unknown, what: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw invalid(what, 'it is not a string');
}

/** Docker's `Healthcheck`: an empty `Test` inherits, which an image has nothing to inherit from; `NONE` switches it off. */
function readHealthcheck(value: unknown, what: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const test = readList(membersOf(value, `${what}: Healthcheck`).get('test'), `${what}: Healthcheck.Test`);
  return test.length === 0 || test[0] === 'NONE' ? undefined : test;
}

/** Old Docker wrote a lone command as a string. */
function readCommand(value: unknown, what: string): readonly string[] {
  return typeof value === 'string' ? [value] : readList(value, what);
}

function readList(value: unknown, what: string): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw invalid(what, 'it is not a list of strings');
}

function readKeys(value: unknown, what: string): readonly string[] {
  return Object.keys(readObject(value, what));
}

function readObject(value: unknown, what: string): JsonObject {
  if (value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw invalid(what, 'it is not an object');
}

function invalid(what: string, why: string): HoistError {
  return new HoistError('refused', 'CONFIG_INVALID', `${what}: ${why}`, {
    hint: 'The image config breaks the standard; build and push the image again with a current tool.',
  });
}

function ambiguous(what: string, name: string): HoistError {
  return new HoistError(
    'refused',
    'JSON_AMBIGUOUS',
    `${what}: ${JSON.stringify(name)} is there twice, apart from case`,
    { hint: 'Build and push the image again with a current tool; Hoist does not guess which one is meant.' },
  );
}
