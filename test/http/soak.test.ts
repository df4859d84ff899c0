import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lookup } from 'node:dns';
import { afterAll, describe, expect, it } from 'vitest';
import { secureContextOf } from '../../src/http/tls.ts';
import { createTransport, type Transport } from '../../src/http/transport.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Piece } from '../../src/ports/registry.ts';
import { createRelay } from '../../src/transfer/relay.ts';
import { turns } from '../wait.ts';

// The soak of transport.md §3.5: a slab that is used again while its bytes still wait for some socket would be overwritten
// on the wire, with our own hash passing. Only bytes compared at a slow target show that.

/** Nobody is ever found to be stuck: a slow target is only slow here. */
const patientClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  sleep: (_, signal) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
    ),
};

const tls = join(import.meta.dirname, '../fixtures/tls');
const rounds = 40;
const closers: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closers) await close();
});

/** Bytes that differ everywhere, so that a piece in the wrong place is a wrong digest. */
function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2_654_435_761 + 1;
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

async function serve(secure: boolean, listener: RequestListener): Promise<URL> {
  const server: Server = secure
    ? createTlsServer(
        { key: readFileSync(join(tls, 'server.key')), cert: readFileSync(join(tls, 'server.pem')) },
        listener,
      )
    : createServer(listener);
  // On a busy machine a connection may rest for long, and nothing here sends again what a server closed under it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return new URL(`${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

/** Takes a little, lets the event loop turn many times, takes a little more: the sender's socket is full most of the time. */
async function takeSlowly(
  request: IncomingMessage,
  take: (bytes: Buffer) => void,
  done: () => void,
): Promise<void> {
  for await (const chunk of request) {
    take(chunk as Buffer);
    await turns(40);
  }
  done();
}

describe.each([
  ['plain HTTP to a fast and to a throttled target', false, ['fast', 'slow']],
  ['TLS to a fast and to a throttled target', true, ['fast', 'slow']],
  ['plain HTTP to a throttled target alone', false, ['slow']],
  ['TLS to a throttled target alone', true, ['slow']],
] as const)('when blobs are relayed over %s', (_, secure, kinds) => {
  it('every byte arrives where it belongs', async () => {
    const blobs = Array.from({ length: rounds }, (_, at) => noise(at + 1, 1_500_000 + at * 77_777));
    const source = await serve(secure, (request, response) => {
      const blob = blobs[Number(request.url?.slice(1))] ?? Buffer.alloc(0);
      response.setHeader('content-length', blob.length);
      response.end(blob);
    });
    const received = new Map<string, string>();
    const target = await serve(secure, (request, response) => {
      const hash = createHash('sha256');
      const done = (): void => {
        received.set(request.url ?? '', `sha256:${hash.digest('hex')}`);
        response.statusCode = 201;
        response.end();
      };
      if (request.url?.startsWith('/slow') === true)
        void takeSlowly(request, (chunk) => hash.update(chunk), done);
      else request.on('data', (chunk: Buffer) => hash.update(chunk)).on('end', done);
    });
    const transport = createTransport({
      origin: () => ({
        verify: true,
        connections: 32,
        secureContext: secure
          ? secureContextOf('test', readFileSync(join(tls, 'ca.pem'), 'utf8'))
          : undefined,
      }),
      guardedLookup: lookup,
    });
    closers.push(() => transport.close());

    await Promise.all(blobs.map((bytes, at) => relay(transport, { source, target, kinds, bytes, at })));

    const wanted = new Map(
      blobs.flatMap((bytes, at) => kinds.map((kind) => [`/${kind}${at}`, digestOf(bytes)] as const)),
    );
    expect(received).toEqual(wanted);
  }, 120_000);
});

type Round = {
  readonly source: URL;
  readonly target: URL;
  readonly kinds: readonly string[];
  readonly bytes: Buffer;
  readonly at: number;
};

async function relay(transport: Transport, { source, target, kinds, bytes, at }: Round): Promise<void> {
  const blob: Descriptor = {
    mediaType: 'application/octet-stream',
    digest: digestOf(bytes),
    size: bytes.length,
  };
  const shared = createRelay(kinds.length, {
    blob,
    source: parseRepository('ghcr.io/acme/dev/web'),
    clock: patientClock,
    open: () => download(transport, new URL(String(at), source)),
    read: () => {},

    stalled: () => {},
  });
  const reading = shared.run();
  const sent = await Promise.all(
    kinds.map((kind, writer) => {
      const pieces = shared.writers[writer]?.(0);
      if (pieces === undefined) throw new Error('no writer');
      return transport.upload({
        method: 'PUT',
        url: new URL(`${kind}${at}`, target),
        maxBytes: 1_000,
        pieces,
        size: bytes.length,
      });
    }),
  );
  await reading;
  expect(sent.map((response) => response.status)).toEqual(kinds.map(() => 201));
}

async function* download(transport: Transport, url: URL): AsyncGenerator<Piece> {
  const response = await transport.download({ method: 'GET', url, maxBytes: 0 });
  yield* response.body;
}
