import type { LookupFunction } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardedLookup } from '../../src/http/address-guard.ts';
import { createTransport, type Transport } from '../../src/http/transport.ts';
import { rawServer } from './raw-server.ts';

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

type Guarded = { readonly transport: Transport; readonly asked: readonly string[] };

/** A transport whose guard gives this address for every name. */
function guardedBy(guard: (lookup: LookupFunction) => LookupFunction, address: string): Guarded {
  const asked: string[] = [];
  const resolve = guard((hostname, options, callback) => {
    asked.push(hostname);
    if (options.all === true) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  });
  const transport = createTransport({
    origin: () => ({ verify: true, connections: 2 }),
    guardedLookup: resolve,
  });
  onTestFinished(() => transport.close());
  return { transport, asked };
}

function unguarded(lookup: LookupFunction): LookupFunction {
  return lookup;
}

describe('when a host is known from a server only', { timeout: 10_000 }, () => {
  it.each(['exchange', 'download'] as const)(
    'by %s, it is asked at the address that the guard gives, under its own name (A10)',
    async (verb) => {
      const server = await rawServer((socket) => socket.write(ok));
      const { transport, asked } = guardedBy(unguarded, '127.0.0.1');
      const url = new URL(`http://storage.example.com:${server.url.port}/a?b=c`);
      const { status } = await transport[verb]({ method: 'GET', url, maxBytes: 100, learned: true });
      expect([status, asked]).toEqual([200, ['storage.example.com']]);
      expect(server.heads[0]).toMatch(
        /^GET \/a\?b=c HTTP\/1\.1\r\nhost: storage\.example\.com:[0-9]+(?:\r\n|$)/i,
      );
    },
  );

  it.each(['exchange', 'download', 'upload'] as const)(
    'by %s, and that address is not public, nothing is sent to it (A10)',
    async (verb) => {
      const server = await rawServer((socket) => socket.write(ok));
      const { transport } = guardedBy(guardedLookup, '127.0.0.1');
      const url = new URL(`http://storage.example.com:${server.url.port}/`);
      const body = { pieces: (async function* () {})(), size: 0 };
      const request = { method: 'PUT', url, maxBytes: 100, learned: true, ...body } as const;
      await expect(transport[verb](request)).rejects.toMatchObject({ code: 'ADDRESS_PRIVATE' });
      expect(server.connections.opened).toBe(0);
    },
  );
});

describe('when the user named a host', { timeout: 10_000 }, () => {
  it('at whatever address that is, it is asked, and the guard is not asked', async () => {
    const server = await rawServer((socket) => socket.write(ok));
    const { transport, asked } = guardedBy(guardedLookup, '192.0.2.1');
    const url = new URL(`http://localhost:${server.url.port}/`);
    for (const learned of [undefined, false]) {
      const more = learned === undefined ? {} : { learned };
      expect(await transport.exchange({ method: 'GET', url, maxBytes: 100, ...more })).toMatchObject({
        status: 200,
      });
    }
    transport.prepare(url, 1);
    expect(asked).toEqual([]);
  });
});
