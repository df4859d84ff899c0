import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { slabConnector, type ConnectOptions } from '../../src/http/connect.ts';
import { SlabPool } from '../../src/http/slab.ts';
import { eventually } from '../wait.ts';
import { rawServer } from './raw-server.ts';

function connect(url: URL, options: Partial<ConnectOptions> = {}): Promise<Socket> {
  const connector = slabConnector({
    slabs: new SlabPool(),
    secureContext: undefined,
    verify: true,
    timeout: 10_000,
    ...options,
  });
  return new Promise((resolve, reject) => {
    connector.connect({ hostname: url.hostname, protocol: url.protocol, port: url.port }, (error, socket) => {
      if (socket === null) reject(error ?? new Error('neither an error nor a socket'));
      else resolve(socket);
    });
  });
}

describe('when a connection is made', { timeout: 10_000 }, () => {
  it('and the server never speaks TLS, it ends when the time is over, and the socket with it (N13)', async () => {
    const server = await rawServer(() => {});
    const url = new URL(server.url.href.replace('http:', 'https:'));
    await expect(connect(url, { timeout: 50 })).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
    await eventually(() => server.connections.closed > 0);
  });

  it('the time-out is for connecting only', async () => {
    const server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const socket = await connect(server.url, { timeout: 50 });
    vi.advanceTimersByTime(60_000);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  it('a write counts as done only when its bytes are with the kernel (transport.md §3.5)', async () => {
    const server = await rawServer(() => {});
    const socket = await connect(server.url);
    expect(socket.writableHighWaterMark).toBe(1);
    socket.destroy();
  });

  it('to a host that a server named, its address is looked up by the guard (A10)', async () => {
    const asked: string[] = [];
    const lookup: ConnectOptions['lookup'] = (hostname, _options, callback) => {
      asked.push(hostname);
      callback(Object.assign(new Error('not public'), { code: 'ADDRESS_PRIVATE' }), '', 0);
    };
    const url = new URL('http://metadata.example.com/');
    await expect(connect(url, { lookup })).rejects.toMatchObject({ code: 'ADDRESS_PRIVATE' });
    expect(asked).toEqual(['metadata.example.com']);
  });
});
