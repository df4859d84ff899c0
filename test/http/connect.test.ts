import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { slabConnector, type Connector, type ConnectOptions } from '../../src/http/connect.ts';
import { SlabPool } from '../../src/http/slab.ts';
import { secureContextOf } from '../../src/http/tls.ts';
import { keyText } from '../servers/keys.ts';
import { eventually, turns } from '../wait.ts';
import { rawServer, testTransport } from './raw-server.ts';

function connectorOf(options: Partial<ConnectOptions> = {}): Connector {
  return slabConnector({
    slabs: new SlabPool(),
    secureContext: undefined,
    verify: true,
    timeout: 10_000,
    ...options,
  });
}

function connect(url: URL, options: Partial<ConnectOptions> = {}): Promise<Socket> {
  return ask(connectorOf(options), url);
}

function ask(connector: Connector, url: URL): Promise<Socket> {
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

  it('and it is ended before it is open, no timer of it is left', async () => {
    const server = await rawServer(() => {});
    const url = new URL(server.url.href.replace('http:', 'https:'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const connector = connectorOf();
    connector.prepare(targetOf(url), 2);
    const asked = ask(connector, url);
    expect(vi.getTimerCount()).toBe(2);
    connector.close();
    await expect(asked).rejects.toThrow('the transport is closed');
    while (vi.getTimerCount() > 0) await turns(1);
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

  it.each([
    ['http://registry.example.com/', 80],
    ['https://registry.example.com/', 443],
    ['http://registry.example.com:5000/', 5000],
    ['https://registry.example.com:5000/', 5000],
  ])('to %s, it is to port %i', async (text, port) => {
    const tried: unknown[] = [];
    const watch = (message: unknown): void => {
      const { socket } = message as { readonly socket: Socket };
      socket.once('connectionAttempt', (_ip, at) => {
        tried.push(at);
        setImmediate(() => socket.destroy(new Error('seen')));
      });
    };
    subscribe('net.client.socket', watch);
    onTestFinished(() => void unsubscribe('net.client.socket', watch));
    const lookup: ConnectOptions['lookup'] = (_hostname, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    // Whether anybody listens there is of no concern.
    await connect(new URL(text), { lookup }).catch(() => {});
    expect(tried).toEqual([port]);
  });

  it.each(['http', 'https'])('to an IPv6 address by %s, no name is looked up', async (scheme) => {
    const asked: string[] = [];
    const lookup: ConnectOptions['lookup'] = (hostname, _options, callback) => {
      asked.push(hostname);
      callback(new Error('no name'), '', 0);
    };
    // Nobody listens there, or this machine has no IPv6.
    const { port } = await unusedAddress();
    await connect(new URL(`${scheme}://[::1]:${port}/`), { lookup }).catch(() => {});
    expect(asked).toEqual([]);
  });

  it('and breaks later, who asked for it is not told a second time', async () => {
    const server = await rawServer(() => {});
    const told: unknown[] = [];
    const socket = await new Promise<Socket>((resolve) => {
      connectorOf().connect(targetOf(server.url), (error, made) => {
        told.push(error);
        if (made !== null) resolve(made);
      });
    });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy(new Error('it broke'));
    await closed;
    expect(told).toEqual([null]);
  });
});

describe('when connections are opened ahead', { timeout: 10_000 }, () => {
  it('they are handed over in place of new ones, whether open or not yet', async () => {
    const server = await rawServer(() => {});
    const connector = connectorOf();
    connector.prepare(targetOf(server.url), 2);
    const early = await ask(connector, server.url);
    await eventually(() => server.connections.opened === 2);
    const late = await ask(connector, server.url);
    expect(late).not.toBe(early);
    expect(server.connections.opened).toBe(2);
    const third = await ask(connector, server.url);
    expect(server.connections.opened).toBe(3);
    // However long an answer takes: only one that nobody asked for may be idle for so long and no longer.
    expect([early, late, third].map(({ timeout }) => timeout ?? 0)).toEqual([0, 0, 0]);
    for (const socket of [early, late, third]) socket.destroy();
  });

  it('those in use count: no more are opened than were asked for', async () => {
    const server = await rawServer(() => {});
    const connector = connectorOf();
    const used = await ask(connector, server.url);
    connector.prepare(targetOf(server.url), 2);
    connector.prepare(targetOf(server.url), 2);
    const other = await ask(connector, server.url);
    expect(server.connections.opened).toBe(2);
    for (const socket of [used, other]) socket.destroy();
  });

  it('one that the server closed meanwhile is not handed over', async () => {
    const server = await rawServer(() => {});
    const connector = connectorOf();
    connector.prepare(targetOf(server.url), 1);
    await eventually(() => server.connections.opened === 1);
    server.dropAll();
    await eventually(() => server.connections.closed === 1);
    const socket = await ask(connector, server.url);
    expect(server.connections.opened).toBe(2);
    socket.destroy();
  });

  it('to where nobody answers, only who asks is told', async () => {
    const url = await unusedAddress();
    const connector = connectorOf();
    connector.prepare(targetOf(url), 3);
    await expect(ask(connector, url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('and nobody asks, they end with the connector', async () => {
    const server = await rawServer(() => {});
    const connector = connectorOf();
    connector.prepare(targetOf(server.url), 2);
    await eventually(() => server.connections.opened === 2);
    connector.close();
    await eventually(() => server.connections.closed === 2);
    expect(server.connections.opened).toBe(2);
  });
});

describe('when a server wants to know the client by a certificate', { timeout: 10_000 }, () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('the error is what it says, over %s', async (version) => {
    const ca = keyText('ca.pem');
    const keys = { key: keyText('server.key'), cert: keyText('server.pem') };
    const server = createTlsServer({ ...keys, ca, requestCert: true, maxVersion: version });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const transport = testTransport({ secureContext: secureContextOf('test', ca) });
    const asked = transport.exchange({
      method: 'GET',
      url: new URL(`https://127.0.0.1:${port}/`),
      maxBytes: 0,
    });
    await expect(asked).rejects.toMatchObject({ code: expect.stringContaining('_ALERT_') });
  });
});

/** Of a server that was there a moment ago. */
async function unusedAddress(): Promise<URL> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://127.0.0.1:${port}/`);
}

function targetOf({ hostname, protocol, port }: URL): { hostname: string; protocol: string; port: string } {
  return { hostname, protocol, port };
}
