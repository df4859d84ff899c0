import { createServer, type AddressInfo, type Socket } from 'node:net';
import { lookup } from 'node:dns';
import { onTestFinished } from 'vitest';
import { guardedLookup } from '../../src/http/address-guard.ts';
import {
  createTransport,
  type OriginOptions,
  type Transport,
  type TransportOptions,
} from '../../src/http/transport.ts';

export type RawServer = {
  readonly url: URL;
  /** Heads of the requests that came, in order. */
  readonly heads: string[];
  /**
   * Connections that were opened and closed so far. For every request that is cancelled under way undici opens another
   * connection, only to find that nobody wants it; it is closed like any idle one.
   */
  readonly connections: { opened: number; closed: number };
  /** Closes all connections that are open. */
  dropAll(): void;
};

/** A server that answers with whatever bytes a test wants, HTTP or not; it ends with the test. */
export async function rawServer(
  answer: (socket: Socket, head: string, number: number) => void,
): Promise<RawServer> {
  const heads: string[] = [];
  const connections = { opened: 0, closed: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections.opened += 1;
    sockets.add(socket);
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        const length = Number(/content-length: ([0-9]+)/i.exec(head)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        text = text.slice(end + 4 + length);
        heads.push(head);
        answer(socket, head, heads.length);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      connections.closed += 1;
      sockets.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    dropAll();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/`), heads, connections, dropAll };
}

/** A transport that ends with the test. */
export function testTransport(
  origin: Partial<OriginOptions> = {},
  more: Pick<TransportOptions, 'loaded'> = {},
): Transport {
  const transport = createTransport({
    ...more,
    origin: () => ({ verify: true, connections: 8, ...origin }),
    guardedLookup: guardedLookup(lookup),
  });
  onTestFinished(() => transport.close());
  return transport;
}
