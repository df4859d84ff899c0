import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secureContextOf } from '../../src/http/tls.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { Piece } from '../../src/ports/registry.ts';
import { randomBytes } from '../fixtures/images.ts';
import { turns } from '../wait.ts';
import { testTransport } from './raw-server.ts';

const tls = join(import.meta.dirname, '../fixtures/tls');
const bytes = randomBytes(12_000_000, 1);

function hashOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Serves `bytes` from the offset in the path. */
async function serve(secure: boolean): Promise<{ readonly url: URL; readonly transport: Transport }> {
  const answer: Parameters<typeof createServer>[1] = (request, response) => {
    response.end(bytes.subarray(Number(request.url?.slice(1))));
  };
  const keys = { key: readFileSync(join(tls, 'server.key')), cert: readFileSync(join(tls, 'server.pem')) };
  const server = secure ? createTlsServer(keys, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ca = readFileSync(join(tls, 'ca.pem'), 'utf8');
  return {
    url: new URL(`${secure ? 'https' : 'http'}://127.0.0.1:${port}/`),
    transport: testTransport(secure ? { secureContext: secureContextOf('test', ca) } : {}),
  };
}

describe.each([
  ['plain HTTP', false],
  ['TLS', true],
])('when a body is read over %s', { timeout: 20_000 }, (_, secure) => {
  it('by a slow reader that keeps its pieces, every byte is right and few are waiting', async () => {
    const { url, transport } = await serve(secure);
    const { body } = await transport.download({ method: 'GET', url: new URL('0', url), maxBytes: 0 });
    const kept: Piece[] = [];
    const parts: Buffer[] = [];
    let at = 0;
    for await (const piece of body) {
      at += 1;
      kept.push(piece);
      if (at % 7 === 0) await turns(20);
      // Looked at late: a slab that was given out again meanwhile would show.
      if (kept.length > 6) {
        const oldest = kept.shift();
        parts.push(Buffer.from(oldest?.bytes ?? []));
        oldest?.release();
        oldest?.release();
      }
    }
    for (const piece of kept) {
      parts.push(Buffer.from(piece.bytes));
      piece.release();
    }
    expect(hashOf(Buffer.concat(parts))).toBe(hashOf(bytes));
  });

  it('many at once, some ended early, some cancelled, the others are right', async () => {
    const { url, transport } = await serve(secure);
    const read = async (from: number, kind: 'whole' | 'part' | 'cancelled'): Promise<string> => {
      const cancel = new AbortController();
      const signal = cancel.signal;
      const { body } = await transport.download({
        method: 'GET',
        url: new URL(String(from), url),
        maxBytes: 0,
        signal,
      });
      const hash = createHash('sha256');
      let length = 0;
      try {
        for await (const piece of body) {
          hash.update(piece.bytes);
          length += piece.bytes.length;
          piece.release();
          if (kind === 'part' && length > 2_000_000) return kind;
          if (kind === 'cancelled' && length > 2_000_000) cancel.abort(new Error(kind));
        }
      } catch (error) {
        return (error as Error).message;
      }
      return hash.digest('hex');
    };
    const kinds = ['whole', 'part', 'cancelled'] as const;
    const jobs = Array.from({ length: 30 }, (__, at) => ({
      from: at * 1_000,
      kind: kinds[at % 3] ?? 'whole',
    }));
    const results = await Promise.all(jobs.map(({ from, kind }) => read(from, kind)));
    const wanted = jobs.map(({ from, kind }) => (kind === 'whole' ? hashOf(bytes.subarray(from)) : kind));
    expect(results).toEqual(wanted);
  });

  it('and is given up unread, however often, it is an error to read it as if it were whole', async () => {
    const { url, transport } = await serve(secure);
    for (let round = 0; round < 10; round += 1) {
      const response = await transport.download({ method: 'GET', url: new URL('0', url), maxBytes: 0 });
      response.end();
      response.end();
      const read = async (): Promise<void> => {
        for await (const piece of response.body) piece.release();
      };
      await expect(read()).rejects.toThrow('not wanted any more');
    }
  });
});
