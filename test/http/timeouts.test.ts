import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Transport } from '../../src/http/transport.ts';
import type { Piece } from '../../src/ports/registry.ts';
import { turns } from '../wait.ts';
import { rawServer, testTransport, type RawServer } from './raw-server.ts';

const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello';

// Once for all: undici keeps one timer for many time-outs, and would wait for that of a clock that is gone.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterAll(() => void vi.useRealTimers());

/** Until something has happened, without a timer. */
async function when(happened: () => boolean): Promise<void> {
  while (!happened()) await turns(1);
}

/** What a request has ended with so far: `undefined` as long as it has not. */
function watch(work: Promise<unknown>): () => unknown {
  let code: unknown;
  work.then(
    () => (code = 'nothing'),
    (error: unknown) => (code = (error as { code?: unknown }).code ?? error),
  );
  return () => code;
}

/** Lets so many seconds go by, each by itself: what one timer does may set the next. */
async function pass(seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 1) {
    vi.advanceTimersByTime(1_000);
    await turns(3);
  }
}

/** What has come of it a little before that time, and then. */
async function around(seconds: number, ended: () => unknown): Promise<readonly unknown[]> {
  await pass(seconds - 2);
  const before = ended();
  await pass(4);
  await when(() => ended() !== undefined);
  return [before, ended()];
}

function get(transport: Transport, { url }: RawServer, more: { readonly headersTimeout?: number } = {}) {
  return transport.exchange({ method: 'GET', url, maxBytes: 1_000, ...more });
}

describe('when a server is silent', { timeout: 20_000 }, () => {
  it('before its headers, a request ends after a minute and its connection is closed (N14)', async () => {
    const server = await rawServer(() => {});
    const ended = watch(get(testTransport(), server));
    await when(() => server.heads.length === 1);
    expect(await around(60, ended)).toEqual([undefined, 'UND_ERR_HEADERS_TIMEOUT']);
    await when(() => server.connections.closed > 0);
  });

  it.each([5, 600])(
    'before its headers, and they may take %i s, it ends after these (N14)',
    async (seconds) => {
      const server = await rawServer(() => {});
      const ended = watch(get(testTransport(), server, { headersTimeout: seconds * 1_000 }));
      await when(() => server.heads.length === 1);
      expect(await around(seconds, ended)).toEqual([undefined, 'UND_ERR_HEADERS_TIMEOUT']);
    },
  );

  it('in the middle of a document, it ends after a minute (N15)', async () => {
    const server = await rawServer((socket) => socket.write(half));
    const ended = watch(get(testTransport(), server));
    await when(() => server.heads.length === 1);
    expect(await around(60, ended)).toEqual([undefined, 'UND_ERR_BODY_TIMEOUT']);
    await when(() => server.connections.closed > 0);
  });

  it('in the middle of a body, who reads it is told after a minute (N15)', async () => {
    const server = await rawServer((socket) => socket.write(half));
    const { body } = await testTransport().download({ method: 'GET', url: server.url, maxBytes: 0 });
    const read = async (): Promise<void> => {
      for await (const piece of body) piece.release();
    };
    expect(await around(60, watch(read()))).toEqual([undefined, 'UND_ERR_BODY_TIMEOUT']);
    await when(() => server.connections.closed > 0);
  });

  it('after a body was sent, the time for its answer begins with its last byte (N14)', async () => {
    const server = await rawServer(() => {});
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    async function* pieces(): AsyncGenerator<Piece> {
      yield { bytes: Buffer.from('a'), release: () => {} };
      await held;
      yield { bytes: Buffer.from('b'), release: () => {} };
    }
    const sent = { method: 'PUT', url: server.url, maxBytes: 100, pieces: pieces(), size: 2 } as const;
    const ended = watch(testTransport().upload(sent));
    await pass(300);
    expect(ended()).toBeUndefined();
    go();
    await when(() => server.heads.length === 1);
    expect(await around(60, ended)).toEqual([undefined, 'UND_ERR_HEADERS_TIMEOUT']);
  });

  it('instead of a handshake, a connection is given up after ten seconds (N13)', async () => {
    const server = await rawServer(() => {});
    const url = new URL(server.url.href.replace('http:', 'https:'));
    const ended = watch(get(testTransport(), { ...server, url }));
    await when(() => server.connections.opened === 1);
    expect(await around(10, ended)).toEqual([undefined, 'UND_ERR_CONNECT_TIMEOUT']);
    await when(() => server.connections.closed === 1);
  });
});
