import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy as companies have them: it wants a password, and leads names to where a test serves them. */
export type ConnectProxy = {
  /** `http://127.0.0.1:40123`, without user and password. */
  readonly url: string;
  /** `ghcr.io:443`, in order; those that came without the password are not among them. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
};

export type ConnectProxyOptions = {
  /** `user:password`. */
  readonly login: string;
  /** `ghcr.io:443` → `127.0.0.1:40124`; anything else gets 502. */
  readonly ways: Readonly<Record<string, string>>;
};

export async function startConnectProxy({ login, ways }: ConnectProxyOptions): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const open = new Set<Socket>();
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on('connect', (request, socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    if (request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const name = request.url ?? '';
    const [host = '', port = ''] = (ways[name] ?? '').split(':');
    if (port === '') {
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    tunnels.push(name);
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    open.add(onward);
    onward.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
