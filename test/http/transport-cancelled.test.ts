import { getEventListeners, getMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/ports/registry.ts';
import { eventually, turns } from '../wait.ts';
import { rawServer, testTransport } from './raw-server.ts';
import { codeOf, get, ok } from './asking.ts';

describe('when a request is cancelled', { timeout: 10_000 }, () => {
  const enough = new Error('enough');

  it.each(['exchange', 'download'] as const)('before it began, by %s, nothing is sent', async (verb) => {
    const server = await rawServer((socket) => socket.write(ok()));
    const signal = AbortSignal.abort(enough);
    const asked = testTransport()[verb]({ method: 'GET', url: server.url, maxBytes: 1, signal });
    expect(await codeOf(asked)).toBe('enough');
    expect(server.connections.opened).toBe(0);
  });

  it.each(['exchange', 'download'] as const)(
    'while it waits for a connection, by %s, it ends at once',
    async (verb) => {
      const server = await rawServer((socket, head) => {
        if (head.startsWith('GET /third ')) socket.write(ok());
      });
      const transport = testTransport({ connections: 1 });
      const first = new AbortController();
      const holding = codeOf(get(transport, server, first.signal));
      await eventually(() => server.heads.length === 1);
      const second = new AbortController();
      const waiting = codeOf(
        transport[verb]({
          method: 'GET',
          url: new URL('second', server.url),
          maxBytes: 1,
          signal: second.signal,
        }),
      );
      await turns(10);
      second.abort(enough);
      expect(await waiting).toBe('enough');
      first.abort(enough);
      expect(await holding).toBe('enough');
      await transport.exchange({ method: 'GET', url: new URL('third', server.url), maxBytes: 100 });
      // What was cancelled in the queue was never sent: it would have come before the one that was queued behind it.
      expect(server.heads.map((head) => head.split(' ')[1])).toEqual(['/', '/third']);
    },
  );

  it.each([
    ['before its headers', ''],
    ['in the middle of its headers', 'HTTP/1.1 200 OK\r\nx-'],
    ['in the middle of its body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello'],
  ])('%s, it ends and its connection is closed', async (_, bytes) => {
    const server = await rawServer((socket) => socket.write(bytes));
    const cancel = new AbortController();
    const waiting = codeOf(get(testTransport(), server, cancel.signal));
    await eventually(() => server.heads.length === 1);
    await turns(10);
    cancel.abort(enough);
    expect(await waiting).toBe('enough');
    await eventually(() => server.connections.closed > 0);
  });

  it('while its reader is slow and the connection paused, the reader is told at its next step', async () => {
    const server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 50000000\r\n\r\n`);
      socket.write(Buffer.alloc(20_000_000, 'x'));
    });
    const cancel = new AbortController();
    const { body } = await testTransport().download({
      method: 'GET',
      url: server.url,
      maxBytes: 0,
      signal: cancel.signal,
    });
    const reading = body[Symbol.asyncIterator]();
    const first = await reading.next();
    first.value?.release();
    await turns(50);
    cancel.abort(enough);
    await expect(reading.next()).rejects.toThrow('enough');
    await eventually(() => server.connections.closed > 0);
  });

  it('in the middle of an upload, the source is ended and the connection closed', async () => {
    const server = await rawServer(() => {});
    const cancel = new AbortController();
    let given = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<Piece> {
      try {
        for (;;) {
          await turns(1);
          given += 1;
          yield { bytes: Buffer.alloc(1_000), release: () => {} };
        }
      } finally {
        ended = true;
      }
    }
    const sent = {
      method: 'PUT',
      url: server.url,
      maxBytes: 1,
      pieces: endless(),
      size: 1e9,
      signal: cancel.signal,
    } as const;
    const sending = codeOf(testTransport().upload(sent));
    await eventually(() => given > 10);
    cancel.abort(enough);
    expect(await sending).toBe('enough');
    await eventually(() => ended && server.connections.closed > 0);
  });

  it('by the signal of a whole run, a hundred at once are no leak to warn of', async () => {
    const server = await rawServer((socket) => socket.write(ok()));
    const warned: string[] = [];
    const listen = (warning: Error): number => warned.push(warning.name);
    process.on('warning', listen);
    const cancel = new AbortController();
    const transport = testTransport();
    await Promise.all(Array.from({ length: 100 }, () => get(transport, server, cancel.signal)));
    await turns(1);
    process.off('warning', listen);
    expect(warned).toEqual([]);
    // Nothing listens any more; Node 24 would never warn, and Node 20 must not have to.
    expect([getEventListeners(cancel.signal, 'abort').length, getMaxListeners(cancel.signal)]).toEqual([
      0, 0,
    ]);
  });

  it('after its answer, nothing happens', async () => {
    const server = await rawServer((socket) => socket.write(ok()));
    const cancel = new AbortController();
    const transport = testTransport();
    await get(transport, server, cancel.signal);
    cancel.abort(enough);
    await get(transport, server);
    expect(server.connections.opened).toBe(1);
  });
});
