import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProxyCount } from './delay-proxy.ts';

export type Order =
  | { readonly do: 'open'; readonly target: number; readonly roundTrip: number }
  | { readonly do: 'count'; readonly port: number }
  | { readonly do: 'delay'; readonly port: number; readonly roundTrip: number }
  | { readonly do: 'close'; readonly port: number };
export type Asked = Order & { readonly id: number };
export type Answer = {
  readonly id: number;
  readonly value?: number | ProxyCount | undefined;
  readonly error?: string;
};

/** A delay proxy in the other process. */
export type RemoteProxy = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  count(): Promise<ProxyCount>;
  setRoundTrip(milliseconds: number): Promise<void>;
  close(): Promise<void>;
};

export type ProxyProcess = {
  /** Puts a proxy in front of a server: `127.0.0.1:PORT`. */
  open(host: string, roundTrip: number): Promise<RemoteProxy>;
  close(): Promise<void>;
};

/** One process for the proxies of all registries, so that their work is nobody's CPU time that is measured. */
export function startProxyProcess(): ProxyProcess {
  const child = fork(join(import.meta.dirname, 'proxy-child.ts'), [], { stdio: 'inherit', detached: true });
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  child.once('exit', () => {
    for (const [id, settle] of waiting) settle({ id, error: 'the proxy process ended' });
    waiting.clear();
  });

  function ask(order: Order): Promise<Answer['value']> {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      if (!child.connected) throw new Error('the proxy process ended');
      waiting.set(id, ({ value, error }) =>
        error === undefined ? resolve(value) : reject(new Error(error)),
      );
      child.send({ ...order, id });
    });
  }

  return {
    async open(host, roundTrip) {
      const target = Number(host.slice(host.lastIndexOf(':') + 1));
      const port = Number(await ask({ do: 'open', target, roundTrip }));
      return {
        host: `127.0.0.1:${port}`,
        count: async () => (await ask({ do: 'count', port })) as ProxyCount,
        setRoundTrip: async (milliseconds) =>
          void (await ask({ do: 'delay', port, roundTrip: milliseconds })),
        close: async () => void (await ask({ do: 'close', port })),
      };
    },
    close: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}
