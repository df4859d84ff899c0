import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { delayLine, type DelayClock } from './delay-line.ts';

export type ProxyCount = {
  /** Bytes from clients to the server, headers and TLS included. */
  readonly up: number;
  /** Bytes from the server to clients. */
  readonly down: number;
  /** Connections that clients opened. */
  readonly connections: number;
};

export type DelayProxy = {
  readonly port: number;
  count(): ProxyCount;
  /** Milliseconds of a round trip from now on: half of it in each direction. */
  setRoundTrip(milliseconds: number): void;
  close(): Promise<void>;
};

/** One direction of a connection. */
type Way = { readonly delay: () => number; readonly count: (bytes: number) => void };

/** As much may wait for a receiver that takes nothing, before the sender is held. */
const mostUntaken = 64 * 1024 * 1024;

const realClock: DelayClock = {
  now: () => performance.now(),
  after: (milliseconds, run) => void setTimeout(run, milliseconds),
};

/**
 * A TCP proxy on a free loopback port in front of another one. Every chunk, and the end of a stream, arrives half a round
 * trip later, in order, and nothing of a new connection arrives before a round trip for TCP's handshake is over, without
 * which programs that open one connection after the other would look better than they are. Bandwidth is not limited.
 */
export async function startDelayProxy(target: number, roundTrip: number): Promise<DelayProxy> {
  let half = roundTrip / 2;
  let [up, down, connections] = [0, 0, 0];
  const sockets = new Set<Socket>();

  function carry(from: Socket, to: Socket, { delay, count }: Way): void {
    const send = delayLine<Buffer | 'end' | 'close'>(
      delay,
      (item) => {
        if (item === 'close') to.destroy();
        else if (item === 'end') to.end();
        else if (to.writable && !to.write(item) && to.writableLength > mostUntaken && !from.isPaused()) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      },
      realClock,
    );
    from.on('data', (chunk: Buffer) => {
      count(chunk.length);
      send(chunk);
    });
    from.on('end', () => send('end'));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      // After an orderly end the other direction may still be under way.
      if (from.errored !== null || !from.readableEnded) send('close');
    });
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections += 1;
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    sockets.add(client).add(upstream);
    const opened = performance.now();
    const afterHandshake = (): number => Math.max(half, opened + 3 * half - performance.now());
    carry(client, upstream, { delay: afterHandshake, count: (bytes) => (up += bytes) });
    carry(upstream, client, { delay: () => half, count: (bytes) => (down += bytes) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    count: () => ({ up, down, connections }),
    setRoundTrip: (milliseconds) => void (half = milliseconds / 2),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
