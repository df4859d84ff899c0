import { describe, expect, it } from 'vitest';
import type { StreamResponse } from '../../src/http/transport.ts';
import type { Piece } from '../../src/ports/registry.ts';
import { eventually } from '../wait.ts';
import { rawServer, testTransport } from './raw-server.ts';
import { codeOf, get, ok } from './asking.ts';

async function textOf(response: StreamResponse): Promise<string> {
  const parts: string[] = [];
  for await (const piece of response.body) {
    parts.push(Buffer.from(piece.bytes).toString('latin1'));
    piece.release();
  }
  return parts.join('');
}

async function* piecesOf(...texts: string[]): AsyncGenerator<Piece> {
  for (const text of texts) yield { bytes: Buffer.from(text), release: () => {} };
}

describe('when requests follow each other', { timeout: 10_000 }, () => {
  it.each(['GET', 'HEAD', 'POST', 'DELETE'] as const)(
    'ten of %s use one connection (transport.md §3.2)',
    async (method) => {
      const server = await rawServer((socket) =>
        socket.write(method === 'HEAD' ? 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n' : ok()),
      );
      const transport = testTransport();
      for (let round = 0; round < 10; round += 1) {
        await transport.exchange({ method, url: server.url, maxBytes: 100 });
      }
      expect(server.connections.opened).toBe(1);
    },
  );

  it('whoever waits until all is loaded is told once, before the first (docs/benchmarks.md)', async () => {
    const servers = [
      await rawServer((socket) => socket.write(ok())),
      await rawServer((socket) => socket.write(ok())),
    ];
    const seen: number[] = [];
    const asked = (): number => servers.reduce((sum, { heads }) => sum + heads.length, 0);
    const transport = testTransport({}, { loaded: async () => void seen.push(asked()) });
    for (const server of servers) await get(transport, server);
    await Promise.all(servers.map((server) => get(transport, server)));
    expect([seen, asked()]).toEqual([[0], 4]);
  });

  it('and each is read to its end, so do downloads and uploads', async () => {
    const server = await rawServer((socket) => socket.write(ok()));
    const transport = testTransport();
    for (let round = 0; round < 5; round += 1) {
      expect(await textOf(await transport.download({ method: 'GET', url: server.url, maxBytes: 0 }))).toBe(
        'hello',
      );
      const sent = {
        method: 'PUT',
        url: server.url,
        maxBytes: 100,
        pieces: piecesOf('ab', 'c'),
        size: 3,
      } as const;
      expect((await transport.upload(sent)).status).toBe(200);
    }
    expect(server.connections.opened).toBe(1);
  });

  it('and the server closes after each, none of them fails', async () => {
    const server = await rawServer((socket) => socket.end(ok('hello', 'connection: close\r\n')));
    const transport = testTransport();
    for (let round = 0; round < 5; round += 1) await get(transport, server);
    expect(server.connections.opened).toBe(5);
  });

  it('to a host that the user named and to the same one that a server named, no connection is shared (A20)', async () => {
    const server = await rawServer((socket) => socket.write(ok()));
    const transport = testTransport();
    await get(transport, server);
    await transport.exchange({ method: 'GET', url: server.url, maxBytes: 100, learned: true });
    expect(server.connections.opened).toBe(2);
  });

  it('after the transport is closed, they fail at once', async () => {
    const server = await rawServer((socket) => socket.write(ok()));
    const transport = testTransport();
    await get(transport, server);
    await transport.close();
    expect(await codeOf(get(transport, server))).toBe('the transport is closed');
    await eventually(() => server.connections.closed > 0);
  });
});

describe('when an answer is not HTTP as it should be', { timeout: 10_000 }, () => {
  it.each([
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello',
    ],
    ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'],
    ['a header with a line break', 'HTTP/1.1 200 OK\r\nx: a\r\n b: c\x00\r\n\r\n'],
    ['100 and never more', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
  ])('with %s, the request fails and its connection is closed (A20)', async (_, bytes) => {
    const server = await rawServer((socket) => socket.write(bytes));
    expect(await codeOf(get(testTransport(), server))).toMatch(
      /^(HOIST_ANSWER_NOT_HTTP|UND_ERR_|ECONNRESET)/,
    );
    await eventually(() => server.connections.closed > 0);
  });

  it.each([
    ['after a body', ok()],
    ['after 204', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['after 304', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n'],
  ])('and bytes follow %s, they answer no later request (A20)', async (_, bytes) => {
    const poison = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison';
    const server = await rawServer((socket, __, number) =>
      socket.write(number === 1 ? `${bytes}${poison}` : ok('honest')),
    );
    const transport = testTransport();
    await codeOf(get(transport, server));
    const second = await transport.exchange({ method: 'GET', url: server.url, maxBytes: 100 });
    expect(Buffer.from(second.body).toString()).toBe('honest');
  });

  it('and a HEAD has a body, that answers no later request (A20)', async () => {
    const poison = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison';
    const server = await rawServer((socket, __, number) =>
      socket.write(number === 1 ? poison + poison : ok('honest')),
    );
    const transport = testTransport();
    await codeOf(transport.exchange({ method: 'HEAD', url: server.url, maxBytes: 100 }));
    const second = await transport.exchange({ method: 'GET', url: server.url, maxBytes: 100 });
    expect(Buffer.from(second.body).toString()).toBe('honest');
  });

  it('but announced before by 103, the answer itself counts, for documents and bodies', async () => {
    const server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${ok()}`),
    );
    const transport = testTransport();
    expect(await get(transport, server)).toMatchObject({ status: 200, body: Buffer.from('hello') });
    const body = await transport.download({ method: 'GET', url: server.url, maxBytes: 0 });
    expect([body.status, await textOf(body)]).toEqual([200, 'hello']);
  });

  it('but announced without end, it stops (A18)', async () => {
    const server = await rawServer((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 1);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await codeOf(get(testTransport(), server))).toBe('HOIST_ANSWER_ENDLESS');
    await eventually(() => server.connections.closed > 0);
  });
});

describe('when an answer is long', { timeout: 10_000 }, () => {
  it('and good, it is an error and its connection is closed (N20–N27)', async () => {
    const server = await rawServer((socket) => socket.write(ok('x'.repeat(1_001))));
    expect(await codeOf(get(testTransport(), server))).toBe('HOIST_ANSWER_TOO_LONG');
    await eventually(() => server.connections.closed > 0);
  });

  it('and an error, its beginning is given', async () => {
    const body = 'x'.repeat(5_000);
    const server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 500 No\r\ncontent-length: 5000\r\n\r\n${body}`),
    );
    const { status, body: given } = await testTransport().exchange({
      method: 'GET',
      url: server.url,
      maxBytes: 1_000,
    });
    expect([status, given.length]).toEqual([500, 1_000]);
  });

  it('and comes a byte at a time, it takes little more memory than it has bytes (A17)', async () => {
    const length = 512 * 1024;
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
    const server = await rawServer((socket) =>
      socket.write(`${head}${'1\r\nx\r\n'.repeat(length)}0\r\n\r\n`),
    );
    const before = process.resourceUsage().maxRSS;
    const { body } = await testTransport().exchange({ method: 'GET', url: server.url, maxBytes: length });
    expect(body).toHaveLength(length);
    // KiB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(64 * 1024);
  });

  it('in its headers, it is an error (N28)', async () => {
    const server = await rawServer((socket) => socket.write(ok('hello', `x: ${'y'.repeat(17_000)}\r\n`)));
    expect(await codeOf(get(testTransport(), server))).toBe('UND_ERR_HEADERS_OVERFLOW');
  });
});

describe('when bytes are sent', { timeout: 10_000 }, () => {
  it('exactly as many go as were announced, else the request fails', async () => {
    for (const texts of [['abc', 'd'], ['ab']]) {
      const server = await rawServer((socket) => socket.write(ok()));
      const sent = {
        method: 'PUT',
        url: server.url,
        maxBytes: 100,
        pieces: piecesOf(...texts),
        size: 3,
      } as const;
      expect(await codeOf(testTransport().upload(sent))).toBe('UND_ERR_REQ_CONTENT_LENGTH_MISMATCH');
    }
  });

  it('and the source fails, its error comes out', async () => {
    const server = await rawServer(() => {});
    async function* broken(): AsyncGenerator<Piece> {
      yield { bytes: Buffer.from('a'), release: () => {} };
      throw new Error('the source died');
    }
    const sent = { method: 'PUT', url: server.url, maxBytes: 100, pieces: broken(), size: 3 } as const;
    expect(await codeOf(testTransport().upload(sent))).toBe('the source died');
    await eventually(() => server.connections.closed > 0);
  });
});

describe('when a proxy stands between', { timeout: 10_000 }, () => {
  it.each([407, 403, 502])(
    'and refuses to connect with %i, the error says that it was the proxy (F9)',
    async (status) => {
      const proxy = await rawServer((socket) =>
        socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`),
      );
      const transport = testTransport({ proxy: { url: proxy.url, authorization: 'Basic eDp5' } });
      const url = new URL('http://registry.example.com/v2/');
      expect(await codeOf(transport.exchange({ method: 'GET', url, maxBytes: 100 }))).toBe(
        `HOIST_PROXY_${status}`,
      );
      expect(proxy.heads[0]).toMatch(/^CONNECT registry\.example\.com:80 /);
      expect(proxy.heads[0]?.toLowerCase()).toContain('proxy-authorization: basic edp5');
    },
  );

  it('and connects, documents and bodies go through, and its credentials stay with it (A5)', async () => {
    let connected = false;
    const proxy = await rawServer((socket, head) => {
      if (head.startsWith('CONNECT')) {
        connected = true;
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
      } else socket.write(ok());
    });
    const transport = testTransport({ proxy: { url: proxy.url, authorization: 'Basic eDp5' } });
    const url = new URL('http://registry.example.com/v2/');
    expect(await transport.exchange({ method: 'GET', url, maxBytes: 100 })).toMatchObject({ status: 200 });
    expect(await textOf(await transport.download({ method: 'GET', url, maxBytes: 0 }))).toBe('hello');
    let released = 0;
    const pieces = (async function* (): AsyncGenerator<Piece> {
      yield { bytes: Buffer.from('abc'), release: () => (released += 1) };
    })();
    expect((await transport.upload({ method: 'PUT', url, maxBytes: 100, pieces, size: 3 })).status).toBe(200);
    expect([connected, released]).toEqual([true, 1]);
    const inside = proxy.heads.filter((head) => !head.startsWith('CONNECT'));
    expect(inside.join().toLowerCase()).not.toContain('proxy-authorization');
  });
});
