// Serves the embedded registry until it is stopped, to try Hoist by hand. Nothing is kept.
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { addSample } from '../test/fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../test/fakes/registry/server.ts';

const usage = `Usage: npm run registry -- [--port 5000] [--host 127.0.0.1] [--empty]

  --port   where to listen; 0 takes a free port (default 5000)
  --host   the address to listen on (default 127.0.0.1)
  --empty  serve nothing; by default there is an image to try with`;

const sample = 'dev/web:1.0.0';

type Settings = { readonly port: number; readonly hostname: string; readonly empty: boolean };

/** The settings, or undefined where only help was asked for; throws what is wrong with the arguments. */
function settingsOf(args: readonly string[]): Settings | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '5000' },
      host: { type: 'string', default: '127.0.0.1' },
      empty: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!/^[0-9]+$/.test(values.port) || port > 65_535)
    throw new Error(`--port ${values.port}: not a port number`);
  return { port, hostname: values.host, empty: values.empty };
}

function explain(error: NodeJS.ErrnoException, { port, hostname }: Settings): string {
  const other = 'Choose another port, or let the system choose: npm run registry -- --port 0';
  if (error.code === 'EADDRINUSE') return `Port ${port} of ${hostname} is taken by another program. ${other}`;
  if (error.code === 'EACCES') return `Port ${port} needs more rights than you have. ${other}`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `${hostname} is no address of this machine. Leave --host out to listen on 127.0.0.1.`;
  }
  return error.message;
}

function introduction({ host, url }: RunningRegistry, { hostname, empty }: Settings): string {
  const loopback =
    hostname === 'localhost' || hostname === '::1' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  return [
    `A registry is at ${url}: the OCI distribution spec with referrers, without TLS and without a password.`,
    'It keeps everything in memory: what you push is gone when it stops. Stop it with Ctrl+C.',
    ...(loopback ? [] : [`Whoever reaches ${host} can read and write it.`]),
    '',
    ...(empty
      ? [
          'Copy an image into it:',
          '',
          `  node dist/cli.js copy docker.io/library/alpine:3 ${host}/dev/alpine:3`,
        ]
      : [
          `It holds ${host}/${sample}, an image for two platforms with an SBOM. Copy it:`,
          '',
          `  node dist/cli.js copy ${host}/${sample} ${host}/qa/web:1.0.0`,
        ]),
    '',
    'Look at what is there:',
    '',
    `  curl ${url}/v2/${empty ? 'dev/alpine' : 'dev/web'}/tags/list`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const settings = settingsOf(process.argv.slice(2));
  if (settings === undefined) {
    console.log(usage);
    return;
  }
  const { port, hostname, empty } = settings;
  const running = await startRegistry({ port, hostname }).catch((error: unknown) => {
    throw new Error(explain(error as NodeJS.ErrnoException, settings), { cause: error });
  });
  if (!empty) {
    const [path = '', tag = ''] = sample.split(':');
    addSample(running.store, path, { tags: [tag], platforms: ['linux/amd64', 'linux/arm64'], referrers: 1 });
  }
  console.log(introduction(running, settings));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
}

try {
  await main();
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  console.error(text.startsWith('Port') ? text : `${text}\n\n${usage}`);
  process.exitCode = 1;
}
