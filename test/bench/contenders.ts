import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { keyFile, keyText } from '../servers/keys.ts';
import { tool } from '../tools.ts';
import type { Row } from './goal.ts';
import type { Command } from './measured-command.ts';

export type Place = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly repository: string;
};

export type Errand = {
  readonly source: Place;
  readonly targets: readonly Place[];
  readonly tag: string;
  readonly tls: boolean;
  /** Hoist promotes through a pipeline, rather than copies. */
  readonly promotes: boolean;
  /** An empty folder for config, credentials and authorities. */
  readonly home: string;
};

/** A program that copies images. */
export type Contender = {
  readonly name: string;
  readonly version: string;
  /** A `note` runs once, beside the comparison. */
  readonly role: Row['role'];
  readonly carriesReferrers: boolean;
  /** The scenarios that it takes part in; absent: all. */
  readonly only?: readonly string[];
  /** What is run for an errand, one after the other. */
  commands(errand: Errand): readonly Command[];
};

/** What is measured: the bundle, as users run it. */
export const hoistProgram = join(import.meta.dirname, '../../dist/cli.js');

/** Hoist with this Node and, for a note, with the machine's own; every peer that is installed; and what is not. */
export async function findContenders(): Promise<{
  readonly contenders: readonly Contender[];
  readonly missing: readonly string[];
}> {
  const missing: string[] = [];
  const found: Contender[] = [];
  for (const { name, version, ...rest } of peers) {
    const program = tool(name);
    if (program === undefined) missing.push(name);
    else found.push({ name, role: 'peer', version: await printed(program, version), ...rest });
  }
  const contenders = [
    hoist('Hoist', process.execPath, 'hoist', `on Node ${process.versions.node}`),
    ...found,
  ];
  contenders.push(bareRelay());
  const other = await nodeOfTheMachine();
  if (other !== undefined)
    contenders.push(
      hoist(`Hoist on Node ${other.version.slice(1)}`, other.program, 'note', 'once, for a note'),
    );
  return { contenders, missing };
}

function hoist(name: string, node: string, role: 'hoist' | 'note', version: string): Contender {
  return {
    name,
    role,
    version,
    carriesReferrers: true,
    commands(errand) {
      const { source, targets, tag, promotes, home } = errand;
      const from = `${source.host}/${source.repository}:${tag}`;
      const copied = targets.map(({ host, repository }) => `${host}/${repository}:${tag}`);
      const words = promotes ? ['promote', from] : ['copy', from, ...copied];
      return [{ program: node, args: [hoistProgram, ...words], env: environment(errand), folder: home }];
    },
  };
}

/** What is left of a program when everything but the transport is taken away: nobody on undici can be faster. */
function bareRelay(): Contender {
  const program = join(import.meta.dirname, 'bare-relay.mjs');
  return {
    name: 'bare relay on undici',
    role: 'floor',
    version: `on Node ${process.versions.node}`,
    carriesReferrers: false,
    only: ['big-layers'],
    commands: (errand) => runs(errand, process.execPath, (from, to) => [program, from, to]),
  };
}

type Peer = Pick<Contender, 'name' | 'carriesReferrers' | 'commands'> & {
  /** The words that make it print its version. */
  readonly version: readonly string[];
};

const peers: readonly Peer[] = [
  {
    name: 'skopeo',
    version: ['--version'],
    carriesReferrers: false,
    commands: (errand) =>
      runs(errand, 'skopeo', (from, to) => {
        const side = (name: 'src' | 'dest'): string =>
          errand.tls ? `--${name}-cert-dir=${join(errand.home, 'certs')}` : `--${name}-tls-verify=false`;
        const ends = [`docker://${from}`, `docker://${to}`];
        return ['--insecure-policy', 'copy', '--all', side('src'), side('dest'), ...ends];
      }),
  },
  {
    name: 'crane',
    version: ['version'],
    carriesReferrers: false,
    commands: (errand) => runs(errand, 'crane', (from, to) => ['copy', from, to]),
  },
  {
    name: 'regctl',
    version: ['version', '--format', '{{.VCSTag}}'],
    carriesReferrers: true,
    commands: (errand) => runs(errand, 'regctl', (from, to) => ['image', 'copy', '--referrers', from, to]),
  },
];

/** Once for every target. */
function runs(
  errand: Errand,
  name: string,
  words: (from: string, to: string) => readonly string[],
): readonly Command[] {
  const program = isAbsolute(name) ? name : (tool(name) ?? name);
  const from = `${errand.source.host}/${errand.source.repository}:${errand.tag}`;
  return errand.targets.map(({ host, repository }) => ({
    program,
    args: words(from, `${host}/${repository}:${errand.tag}`),
    env: environment(errand),
    folder: errand.home,
  }));
}

function environment({ home, tls }: Errand): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_RUNTIME_DIR: home,
    DOCKER_CONFIG: home,
    REGISTRY_AUTH_FILE: join(home, 'config.json'),
    REGCTL_CONFIG: join(home, 'regctl.json'),
    ...(tls ? { SSL_CERT_FILE: keyFile('ca.pem') } : {}),
  };
}

/** Writes what the programs want to know of the registries: who vouches for them, what may be copied where. */
export async function furnishHome({ source, targets, tls, promotes, home }: Errand): Promise<void> {
  const hosts = [...new Set([source, ...targets].map(({ host }) => host))];
  await mkdir(join(home, 'certs'));
  await mkdir(join(home, '.github'));
  await writeFile(join(home, 'certs/ca.crt'), keyText('ca.pem'));
  await writeFile(join(home, 'ca.pem'), keyText('ca.pem'));
  await writeFile(join(home, 'config.json'), '{}');
  const secured = tls ? { tls: 'enabled', regcert: keyText('ca.pem') } : { tls: 'disabled' };
  const known = hosts.map((host) => [host, { hostname: host, ...secured }]);
  await writeFile(join(home, 'regctl.json'), JSON.stringify({ hosts: Object.fromEntries(known) }));
  if (!tls && !promotes) return;
  const config = {
    version: 1,
    ...(tls ? { registries: Object.fromEntries(hosts.map((host) => [host, { ca: 'ca.pem' }])) } : {}),
    ...(promotes
      ? { pipelines: { web: pipeline(source, targets) } }
      : { pipelines: {}, copy: { to: ['**'] } }),
  };
  // YAML holds JSON.
  await writeFile(join(home, '.github/hoist.yml'), JSON.stringify(config, undefined, 2));
}

function pipeline(source: Place, targets: readonly Place[]): object {
  const named = ({ host, repository }: Place): string => `${host}/${repository}`;
  return { source: named(source), stages: [{ name: 'qa', to: targets.map(named) }] };
}

async function printed(program: string, words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...words], { timeout: 10_000 });
  return (
    stdout
      .trim()
      .split('\n')[0]
      ?.replace(/^.* version /, '') ?? ''
  );
}

/** The first `node` on PATH that npm did not put there, if it is another one. */
async function nodeOfTheMachine(): Promise<
  { readonly program: string; readonly version: string } | undefined
> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of folders.filter((one) => one !== '' && !one.includes('node_modules'))) {
    const program = join(folder, 'node');
    const version = await printed(program, ['--version']).catch(() => undefined);
    if (version !== undefined) return version === process.version ? undefined : { program, version };
  }
  return undefined;
}
