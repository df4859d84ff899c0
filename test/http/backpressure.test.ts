import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secureContextOf } from '../../src/http/tls.ts';
import type { StreamResponse } from '../../src/http/transport.ts';
import { randomBytes } from '../fixtures/images.ts';
import { eventually, turns } from '../wait.ts';
import { testTransport } from './raw-server.ts';

const tls = join(import.meta.dirname, '../fixtures/tls');
const megabyte = randomBytes(1_000_000, 7);
const megabytes = 60;

type Giving = { readonly url: URL; readonly given: () => number; readonly closed: () => boolean };

/** A server that gives as much of a long body as is taken from it. */
async function giving(secure: boolean): Promise<Giving> {
  let given = 0;
  let closed = false;
  const give = (socket: Socket): void => {
    socket.on('error', () => {});
    socket.once('close', () => (closed = true));
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${megabytes * megabyte.length}\r\n\r\n`);
      const more = (): void => {
        while (given < megabytes) {
          given += 1;
          if (!socket.write(megabyte)) return;
        }
      };
      socket.on('drain', more);
      more();
    });
  };
  const keys = { key: readFileSync(join(tls, 'server.key')), cert: readFileSync(join(tls, 'server.pem')) };
  const server: Server = secure ? createTlsServer(keys, give) : createServer(give);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = new URL(`${secure ? 'https' : 'http'}://127.0.0.1:${port}/`);
  return { url, given: () => given, closed: () => closed };
}

/** Until nothing more is taken from the server. */
async function still({ given }: Giving): Promise<void> {
  for (let before = -1; before !== given(); await turns(300)) before = given();
}

describe.each([
  ['plain HTTP', false],
  ['TLS', true],
])('when who reads a body over %s stops for a while', { timeout: 20_000 }, (_, secure) => {
  async function open(): Promise<StreamResponse & { readonly server: Giving }> {
    const server = await giving(secure);
    const ca = readFileSync(join(tls, 'ca.pem'), 'utf8');
    const transport = testTransport(secure ? { secureContext: secureContextOf('test', ca) } : {});
    const response = await transport.download({ method: 'GET', url: server.url, maxBytes: 0 });
    return { ...response, server };
  }

  it('no more is taken from the server than the way holds, and then all the rest comes', async () => {
    const { body, server } = await open();
    const hash = createHash('sha256');
    let length = 0;
    let taken = megabytes;
    for await (const piece of body) {
      if (length === 0) {
        await still(server);
        taken = server.given();
      }
      hash.update(piece.bytes);
      length += piece.bytes.length;
      piece.release();
    }
    expect(taken).toBeLessThan(megabytes / 2);
    const wanted = createHash('sha256');
    for (let at = 0; at < megabytes; at += 1) wanted.update(megabyte);
    expect([length, hash.digest('hex')]).toEqual([megabytes * megabyte.length, wanted.digest('hex')]);
  });

  it('and then for good, the connection is closed', async () => {
    const { body, server } = await open();
    for await (const piece of body) {
      await still(server);
      piece.release();
      break;
    }
    await eventually(() => server.closed());
    expect(server.given()).toBeLessThan(megabytes / 2);
  });
});
