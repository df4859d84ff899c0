import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool } from '../tools.ts';
import { startChild } from './child.ts';
import { htpasswd } from './credentials.ts';
import { keyFile, keyText } from './keys.ts';
import { ping } from './ping.ts';
import type { TokenServer } from './token-server.ts';

export type DistributionVersion = 2 | 3;

export type DistributionOptions = {
  readonly version: DistributionVersion;
  /** Behind TLS with the authority of `test/fixtures/tls`. */
  readonly tls?: boolean;
  /** Asks for the user and the password of `goodCredentials`. */
  readonly htpasswd?: boolean;
  /** Asks for tokens of this server. */
  readonly token?: TokenServer;
  /** Whether manifests and blobs may be deleted; default true. */
  readonly delete?: boolean;
};

export type RunningRegistry = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** `http://127.0.0.1:PORT` or the same with https. */
  readonly url: string;
  /** The root of its storage. */
  readonly folder: string;
  /** PEM of the authority to trust, behind TLS. */
  readonly ca?: string;
  /** The last of what it printed: its access log among it. */
  readonly output: () => string;
  close(): Promise<void>;
};

/** The program of a version, for `describe.skipIf(lacking(…))`: Debian's package is version 2, `registry` version 3. */
export function distributionProgram(version: DistributionVersion): string {
  return version === 2 ? 'docker-registry' : 'registry';
}

/** Starts a registry of the distribution project on a free port, with storage of its own that `close` removes. */
export async function startDistribution(options: DistributionOptions): Promise<RunningRegistry> {
  const command = requireTool(distributionProgram(options.version));
  const home = await mkdtemp(join(tmpdir(), 'hoist-registry-'));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    const folder = join(home, 'storage');
    await writeFile(join(home, 'htpasswd'), htpasswd);
    // YAML holds JSON.
    await writeFile(join(home, 'config.yml'), JSON.stringify(configOf(options, home, folder)));
    const child = await startChild({
      command,
      args: ['serve', join(home, 'config.yml')],
      env: { PATH: process.env['PATH'] ?? '', HOME: home, OTEL_TRACES_EXPORTER: 'none' },
      ready: /listening on (127\.0\.0\.1:[0-9]+)/,
    });
    const close = async () => {
      await child.stop();
      await remove();
    };
    const tls = options.tls === true;
    const url = `${tls ? 'https' : 'http'}://${child.address}`;
    const ca = tls ? { ca: keyText('ca.pem') } : {};
    await ping(`${url}/v2/`, ca).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return { host: child.address, url, folder, ...ca, output: child.output, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

function configOf(options: DistributionOptions, home: string, folder: string): object {
  return {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: options.delete ?? true } },
    http: {
      addr: '127.0.0.1:0',
      secret: 'for tests',
      ...(options.tls === true
        ? { tls: { certificate: keyFile('server.pem'), key: keyFile('server.key') } }
        : {}),
    },
    ...authOf(options, home),
  };
}

function authOf({ htpasswd: asksPassword, token }: DistributionOptions, home: string): object {
  if (token !== undefined) {
    const { realm, service, issuer } = token;
    return { auth: { token: { realm, service, issuer, rootcertbundle: keyFile('token.pem') } } };
  }
  if (asksPassword === true) {
    return { auth: { htpasswd: { realm: 'hoist tests', path: join(home, 'htpasswd') } } };
  }
  return {};
}
