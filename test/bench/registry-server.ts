import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { keyFile, keyText } from '../servers/keys.ts';
import { requireTool } from '../tools.ts';

export type RegistryServer = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly url: string;
  /** PEM of the authority to trust, behind TLS. */
  readonly ca: string | undefined;
  /** All that it has printed: its access log is part of it. */
  log(): Promise<string>;
  close(): Promise<void>;
};

export type RegistryServerOptions = {
  /** The root of its storage, which stays. */
  readonly storage: string;
  /** Where its config and log lie while it runs. */
  readonly scratch: string;
  readonly tls: boolean;
};

const startDeadline = 30_000;

/**
 * Starts distribution 3 with its own defaults on a free loopback port. Unlike the registries of the tests it writes its
 * log to a file, whole and read by nobody while something is measured.
 */
export async function startRegistryServer(options: RegistryServerOptions): Promise<RegistryServer> {
  const command = requireTool('registry');
  const home = await mkdtemp(join(options.scratch, 'registry-'));
  const remove = (): Promise<void> => rm(home, { recursive: true, force: true });
  const logFile = join(home, 'log');
  await writeFile(join(home, 'config.yml'), JSON.stringify(configOf(options)));
  const output = await open(logFile, 'a');
  const child = spawn(command, ['serve', join(home, 'config.yml')], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home, OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', output.fd, output.fd],
    detached: true,
  });
  await output.close();
  let running = true;
  const exited = new Promise<void>((resolve) => {
    const settle = (): void => {
      running = false;
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const log = (): Promise<string> => readFile(logFile, 'utf8');
  const close = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await exited;
    await remove();
  };

  async function listening(): Promise<string> {
    for (const end = performance.now() + startDeadline; performance.now() < end; await pause(5)) {
      const host = /listening on (127\.0\.0\.1:[0-9]+)/.exec(await log())?.[1];
      if (host !== undefined) return host;
      if (!running) break;
    }
    throw new Error(`${command} did not start; it printed:\n${await log()}`);
  }

  try {
    const host = await listening();
    const url = `${options.tls ? 'https' : 'http'}://${host}`;
    const ca = options.tls ? keyText('ca.pem') : undefined;
    return { host, url, ca, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function configOf({ storage, tls }: RegistryServerOptions): object {
  const keys = { tls: { certificate: keyFile('server.pem'), key: keyFile('server.key') } };
  return {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: storage } },
    http: { addr: '127.0.0.1:0', secret: 'for the bench', ...(tls ? keys : {}) },
  };
}
