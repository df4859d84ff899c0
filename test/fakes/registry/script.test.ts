import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './client.ts';
import { startRegistry } from './server.ts';

const root = join(import.meta.dirname, '../../..');
let child: ChildProcessWithoutNullStreams | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

function start(...args: readonly string[]): ChildProcessWithoutNullStreams {
  child = spawn(process.execPath, [join(root, 'scripts/registry.ts'), ...args]);
  return child;
}

/** What it wrote until it ended. */
async function outcome(
  started: ChildProcessWithoutNullStreams,
): Promise<{ code: unknown; out: string; err: string }> {
  const texts = { out: '', err: '' };
  started.stdout.on('data', (piece) => (texts.out += String(piece)));
  started.stderr.on('data', (piece) => (texts.err += String(piece)));
  const [code] = (await once(started, 'close')) as unknown[];
  return { code, ...texts };
}

/** The address that it prints first. */
async function urlOf(started: ChildProcessWithoutNullStreams): Promise<string> {
  let text = '';
  for await (const piece of started.stdout) {
    text += String(piece);
    const url = /A registry is at (http:\S+):/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`it printed no address: ${text}`);
}

describe('when the registry is served by hand', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'holds an image to try with, and ends on %s with code 0',
    async (signal) => {
      const started = start('--port', '0');
      const url = await urlOf(started);
      const tags = await ask('GET', `${url}/v2/dev/web/tags/list`);
      expect(JSON.parse(tags.body.toString())).toEqual({ name: 'dev/web', tags: ['1.0.0'] });
      const ended = once(started, 'exit');
      started.kill(signal);
      expect((await ended)[0]).toBe(0);
    },
  );

  it('holds nothing if told so', async () => {
    const url = await urlOf(start('--port', '0', '--empty'));
    expect((await ask('GET', `${url}/v2/dev/web/tags/list`)).status).toBe(404);
  });

  it('on a taken port, it says so and what to do', async () => {
    const taken = await startRegistry();
    const port = new URL(taken.url).port;
    const { code, out, err } = await outcome(start('--port', port));
    await taken.close();
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`Port ${port} of 127.0.0.1 is taken`);
    expect(err).toContain('--port 0');
  });

  it.each([
    [['--port', 'many'], 'not a port number'],
    [['--host', '192.0.2.1', '--port', '0'], 'no address of this machine'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('with %j, it says what is wrong and how it is used', async (args, message) => {
    const { code, err } = await outcome(start(...args));
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).toContain('Usage: npm run registry');
  });
});
