import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../fixtures/images.ts';
import { startDelayProxy, type DelayProxy } from './delay-proxy.ts';
import { startProxyProcess } from './proxy-process.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Sends back what it gets, and ends when the client has ended. */
async function startEcho(
  onSocket: (socket: Socket) => void = (socket) => socket.pipe(socket),
): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

async function startProxy(target: number, roundTrip: number): Promise<DelayProxy> {
  const proxy = await startDelayProxy(target, roundTrip);
  ends.push(() => proxy.close());
  return proxy;
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

async function timeOfEcho(socket: Socket): Promise<number> {
  const start = performance.now();
  socket.write('ping');
  await once(socket, 'data');
  return performance.now() - start;
}

describe('the delaying proxy', () => {
  it('when bytes go through it both ways, it changes none, keeps their order and counts them', async () => {
    const sent = randomBytes(3_000_000, 1);
    const proxy = await startProxy(await startEcho(), 10);
    const socket = await open(proxy.port);
    const back = buffer(socket);
    for (let at = 0; at < sent.length; at += 70_001) socket.write(sent.subarray(at, at + 70_001));
    socket.end();
    expect((await back).equals(sent)).toBe(true);
    expect(proxy.count()).toEqual({ up: sent.length, down: sent.length, connections: 1 });
  });

  it('when something is asked, the answer takes a round trip, and the first one another for the handshake', async () => {
    const proxy = await startProxy(await startEcho(), 40);
    const socket = await open(proxy.port);
    expect(await timeOfEcho(socket)).toBeGreaterThan(78);
    expect(await timeOfEcho(socket)).toBeGreaterThan(38);
    socket.destroy();
  });

  it('when it is told to delay no longer, it does not', async () => {
    const minute = 60_000;
    const proxy = await startProxy(await startEcho(), minute);
    proxy.setRoundTrip(0);
    const socket = await open(proxy.port);
    expect(await timeOfEcho(socket)).toBeLessThan(minute / 2);
    socket.destroy();
  });

  it('when the server hangs up, the client is told', async () => {
    const proxy = await startProxy(await startEcho((socket) => void socket.destroy()), 0);
    const socket = await open(proxy.port);
    expect(await buffer(socket)).toHaveLength(0);
    socket.destroy();
  });

  it('when nobody listens behind it, the client is hung up on', async () => {
    const gone = await startDelayProxy(1, 0);
    await gone.close();
    const proxy = await startProxy(gone.port, 0);
    const socket = await open(proxy.port);
    expect(await buffer(socket)).toHaveLength(0);
    socket.destroy();
  });

  it('when it runs in a process of its own, it does the same', async () => {
    const proxies = startProxyProcess();
    ends.push(() => proxies.close());
    const proxy = await proxies.open(`127.0.0.1:${await startEcho()}`, 0);
    const socket = await open(Number(proxy.host.split(':')[1]));
    await timeOfEcho(socket);
    expect(await proxy.count()).toEqual({ up: 4, down: 4, connections: 1 });
    await proxy.setRoundTrip(40);
    expect(await timeOfEcho(socket)).toBeGreaterThan(38);
    socket.destroy();
    await proxy.close();
    await expect(proxy.count()).rejects.toThrow('no proxy');
    await proxies.close();
    await expect(proxies.open('127.0.0.1:1', 0)).rejects.toThrow('ended');
  });
});
