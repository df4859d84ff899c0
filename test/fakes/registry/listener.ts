import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export type Tls = { readonly key: string; readonly cert: string };

export type ListenOptions = {
  /** Default 127.0.0.1. */
  readonly hostname?: string | undefined;
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly tls?: Tls | undefined;
};

export interface Listener {
  /** `127.0.0.1:40123`: what a reference begins with. */
  readonly host: string;
  /** `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Connections that were opened so far. */
  readonly connections: number;
  /** Which connection a request came on, from 0. */
  connectionOf(request: IncomingMessage): number;
  /** Stops listening and ends every connection, also those in the middle of something. */
  close(): Promise<void>;
}

/** Bytes that a socket takes before it asks to wait. Node's 16 KiB would wake us 64 times a MiB. */
const highWaterMark = 1 << 20;

export async function listen(
  options: ListenOptions,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const numbers = new WeakMap<Socket, number>();
  let connections = 0;
  const settings = { highWaterMark, keepAliveTimeout: 60_000, requestTimeout: 0, noDelay: true };
  const server: Server =
    options.tls === undefined
      ? createServer(settings, answer)
      : createTlsServer({ ...settings, ...options.tls }, answer);
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    numbers.set(socket, connections);
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.hostname ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `${hostText(options.hostname ?? '127.0.0.1')}:${port}`;
  return {
    host,
    origin: `${options.tls === undefined ? 'http' : 'https'}://${host}`,
    get connections() {
      return connections;
    },
    connectionOf: (request) => numbers.get(request.socket) ?? -1,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function hostText(hostname: string): string {
  return hostname.includes(':') ? `[${hostname}]` : hostname;
}
