import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../src/http/http.ts';
import { eventually } from '../wait.ts';
import { rawServer, testTransport, type RawServer } from './raw-server.ts';

/** An answer of so many bytes in chunks of 100, each of which reaches the reader by itself; with no end if it is cut. */
function inChunks(status: number, bytes: number, end = '0\r\n\r\n'): string {
  const chunks = Array.from({ length: Math.floor(bytes / 100) }, () => `64\r\n${'x'.repeat(100)}\r\n`);
  const rest = bytes % 100;
  if (rest > 0) chunks.push(`${rest.toString(16)}\r\n${'y'.repeat(rest)}\r\n`);
  return `HTTP/1.1 ${status} As said\r\ntransfer-encoding: chunked\r\n\r\n${chunks.join('')}${end}`;
}

function read({ url }: RawServer, signal?: AbortSignal): Promise<HttpResponse> {
  return testTransport().exchange({ method: 'GET', url, maxBytes: 1_000, signal });
}

describe('when a document comes in many pieces', { timeout: 10_000 }, () => {
  it.each([200, 500])('after %i, of as many bytes as there may be, it is given whole', async (status) => {
    const server = await rawServer((socket) => socket.write(inChunks(status, 1_000)));
    const answer = await read(server);
    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([status, 'x'.repeat(1_000)]);
  });

  it.each([200, 301, 399])(
    'after %i, of one byte more than there may be, it is an error and its connection is closed (N20–N27)',
    async (status) => {
      const server = await rawServer((socket) => socket.write(inChunks(status, 1_001)));
      await expect(read(server)).rejects.toMatchObject({ code: 'HOIST_ANSWER_TOO_LONG', status });
      await eventually(() => server.connections.closed > 0);
    },
  );

  it.each([400, 503])(
    'after %i, and it has no end, its beginning is given and its connection closed (N27)',
    async (status) => {
      const server = await rawServer((socket) => socket.write(inChunks(status, 1_150, '')));
      const { body } = await read(server);
      expect(Buffer.from(body).toString()).toBe('x'.repeat(1_000));
      await eventually(() => server.connections.closed > 0);
    },
  );
});

describe('when a document does not come', { timeout: 10_000 }, () => {
  it.each([
    ['breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello'],
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'],
    ['is too long', inChunks(200, 1_001)],
  ])('because it %s, nothing of it listens to the signal of the run any more', async (_, bytes) => {
    const server = await rawServer((socket) => socket.end(bytes));
    const { signal } = new AbortController();
    await expect(read(server, signal)).rejects.toBeInstanceOf(Error);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
