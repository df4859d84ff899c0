import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Piece } from '../../src/ports/registry.ts';
import { randomBytes } from '../fixtures/images.ts';
import { eventually, turns } from '../wait.ts';
import { testTransport } from './raw-server.ts';
import { tunnel } from './tunnel.ts';

const bytes = randomBytes(24_000_000, 5);

function hashOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

type Receiver = { readonly url: URL; read(): Promise<Buffer> };

/** A server that reads nothing of a body until it is told to. */
async function receiver(): Promise<Receiver> {
  let came: IncomingMessage | undefined;
  const server = createServer((request, response) => {
    came = request;
    request.once('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    async read() {
      await eventually(() => came !== undefined);
      const chunks: Buffer[] = [];
      for await (const chunk of came ?? []) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

describe.each([
  ['directly', false],
  ['through a proxy', true],
])('when bytes are sent %s', { timeout: 20_000 }, (_, proxied) => {
  it.each([1_000, 700_000])(
    'in pieces of %i whose memory is used again as soon as it is given back, the receiver gets what was given (transport.md §3.5)',
    async (size) => {
      const transport = testTransport(proxied ? { proxy: { url: await tunnel() } } : {});
      const to = await receiver();
      let given = 0;
      const held = new Set<Buffer>();
      async function* pieces(): AsyncGenerator<Piece> {
        for (let at = 0; at < bytes.length; at += size) {
          const copy = Buffer.from(bytes.subarray(at, at + size));
          given += 1;
          held.add(copy);
          yield {
            bytes: copy,
            release: () => {
              held.delete(copy);
              copy.fill(0);
            },
          };
        }
      }
      const sending = transport.upload({
        method: 'PUT',
        url: to.url,
        maxBytes: 100,
        pieces: pieces(),
        size: bytes.length,
      });
      // Until every buffer on the way is full: only what waits behind them can be changed on its way.
      await eventually(() => given > 0);
      let before = 0;
      while (given !== before) {
        before = given;
        await turns(300);
      }
      expect(given).toBeLessThan(bytes.length / size);
      expect(hashOf(await to.read())).toBe(hashOf(bytes));
      expect((await sending).status).toBe(200);
      expect(held.size).toBe(0);
    },
  );
});
