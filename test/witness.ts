import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digestOf, parseDigest, type Digest } from '../src/image/digest.ts';
import { requireTool } from './tools.ts';

export type WitnessName = 'skopeo' | 'crane' | 'regctl';

export type WitnessHost = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** PEM of its authority; without one it speaks plain HTTP. */
  readonly ca?: string;
  readonly credentials?: { readonly user: string; readonly password: string };
};

/** Another tool that looks at what Hoist wrote, or writes what Hoist shall read. */
export interface Witness {
  readonly name: WitnessName;
  /**
   * Copies an image with all its platforms, digest unchanged, with its referrers where the tool can (regctl). References
   * are `HOST/PATH:TAG` and `oci:FOLDER:TAG`; crane's folders have no tag: `oci:FOLDER`.
   */
  copy(from: string, to: string): Promise<void>;
  /** What a reference names; crane cannot tell of folders. */
  digest(reference: string): Promise<Digest>;
  /** Runs the tool with any arguments; resolves with what it printed. */
  run(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Prepares a tool with a home, credentials and authorities of its own. For `describe.skipIf(lacking(name))`. */
export async function startWitness(name: WitnessName, hosts: readonly WitnessHost[] = []): Promise<Witness> {
  const program = requireTool(name);
  const home = await mkdtemp(join(tmpdir(), `hoist-${name}-`));
  await writeFile(
    join(home, 'config.json'),
    JSON.stringify({ auths: Object.fromEntries(hosts.map(dockerAuth)) }),
  );
  await writeFile(
    join(home, 'regctl.json'),
    JSON.stringify({ hosts: Object.fromEntries(hosts.map(regctlHost)) }),
  );
  await writeFile(join(home, 'ca.pem'), hosts.map(({ ca }) => ca ?? '').join('\n'));
  for (const { host, ca } of hosts) {
    await mkdir(join(home, host));
    if (ca !== undefined) await writeFile(join(home, host, 'ca.crt'), ca);
  }
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    DOCKER_CONFIG: home,
    REGISTRY_AUTH_FILE: join(home, 'config.json'),
    REGCTL_CONFIG: join(home, 'regctl.json'),
    SSL_CERT_FILE: join(home, 'ca.pem'),
  };

  async function run(...args: readonly string[]): Promise<string> {
    const options = { env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(program, args, options);
    return stdout;
  }

  return {
    name,
    run,
    ...commands[name](run, { home, hosts }),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

type Run = Witness['run'];
type Setting = { readonly home: string; readonly hosts: readonly WitnessHost[] };

const commands: Readonly<
  Record<WitnessName, (run: Run, setting: Setting) => Pick<Witness, 'copy' | 'digest'>>
> = {
  skopeo: (run, { home, hosts }) => {
    const known = (reference: string) => hosts.find(({ host }) => reference.startsWith(`${host}/`));
    const flags = (reference: string, side: '' | 'src-' | 'dest-') => {
      const found = known(reference);
      if (found === undefined) return [];
      return found.ca === undefined
        ? [`--${side}tls-verify=false`]
        : [`--${side}cert-dir=${join(home, found.host)}`];
    };
    const named = (reference: string) => (isFolder(reference) ? reference : `docker://${reference}`);
    return {
      copy: async (from, to) => {
        const both = [...flags(from, 'src-'), ...flags(to, 'dest-')];
        await run(
          '--insecure-policy',
          'copy',
          '--all',
          '--preserve-digests',
          ...both,
          named(from),
          named(to),
        );
      },
      digest: async (reference) =>
        digestOf(Buffer.from(await run('inspect', '--raw', ...flags(reference, ''), named(reference)))),
    };
  },
  crane: (run) => ({
    copy: async (from, to) => {
      if (isFolder(from)) await run('push', from.slice(4), to);
      else if (isFolder(to)) await run('pull', '--format=oci', from, to.slice(4));
      else await run('copy', from, to);
    },
    digest: async (reference) => parseDigest((await run('digest', reference)).trim()),
  }),
  regctl: (run) => {
    const named = (reference: string) => reference.replace(/^oci:/, 'ocidir://');
    return {
      copy: async (from, to) => {
        await run('image', 'copy', '--referrers', '--digest-tags', named(from), named(to));
      },
      digest: async (reference) => parseDigest((await run('image', 'digest', named(reference))).trim()),
    };
  },
};

function isFolder(reference: string): boolean {
  return reference.startsWith('oci:') || reference.startsWith('dir:');
}

function dockerAuth({ host, credentials }: WitnessHost): readonly [string, object] {
  if (credentials === undefined) return [host, {}];
  const { user, password } = credentials;
  return [host, { auth: Buffer.from(`${user}:${password}`).toString('base64') }];
}

function regctlHost({ host, ca, credentials }: WitnessHost): readonly [string, object] {
  const tls = ca === undefined ? { tls: 'disabled' } : { tls: 'enabled', regcert: ca };
  const login = credentials === undefined ? {} : { user: credentials.user, pass: credentials.password };
  return [host, { hostname: host, ...tls, ...login }];
}
