import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { withHeaders } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { failing, type Fault, type Intercept } from '../fakes/registry/fault.ts';
import type { RegistryOptions } from '../fakes/registry/server.ts';
import { randomBlob, type TestBlob } from '../fixtures/images.ts';
import { bed, codeOf, type Bed, type BedOptions } from './bed.ts';
import { collect } from './port/ground.ts';
import { quickClock, testClient } from './test-client.ts';

const blob = randomBlob(3_000_000, 1);
const small = randomBlob(20_000, 2);
const { descriptor } = blob;

function isBlobGet({ method, route }: SeenRequest): boolean {
  return method === 'GET' && route.kind === 'blob';
}

/** Faults for the GETs of blobs, one after the other. */
function inTurn(...faults: readonly (Fault | undefined)[]): Intercept {
  let at = 0;
  return (request) => (isBlobGet(request) ? faults[at++] : undefined);
}

async function withBlobs(options: RegistryOptions = {}, client: BedOptions = {}): Promise<Bed> {
  const made = await bed(options, client);
  for (const { bytes } of [blob, small]) made.server.store.putBlob(made.path, bytes);
  return made;
}

function read({ registry, repository }: Bed, which: TestBlob = blob, from = 0): Promise<Uint8Array> {
  return collect(registry.openBlob(repository, which.descriptor, from));
}

function same(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return Buffer.from(bytes).equals(wanted);
}

function ranges({ server }: Bed): (string | undefined)[] {
  return server.requests.filter(isBlobGet).map(({ headers }) => headers.range);
}

describe('when a download breaks off', { timeout: 10_000 }, () => {
  it.each(['reset-mid-body', 'truncate'] as const)(
    'by %s it goes on at the exact offset, only if it is the same (F11, F16)',
    async (fault) => {
      const made = await withBlobs({ intercept: inTurn(fault) });
      expect(same(await read(made), blob.bytes)).toBe(true);
      const [first, second] = made.server.requests.filter(isBlobGet);
      const got = Number(/^bytes=([0-9]+)-$/.exec(second?.headers.range ?? '')?.[1]);
      expect(got).toBeGreaterThan(0);
      expect(got).toBeLessThanOrEqual(first?.sent ?? 0);
      expect(second?.headers['if-range']).toBe(`"${descriptor.digest}"`);
      expect(second?.sent).toBe(descriptor.size - got);
    },
  );

  it('and ranges are ignored it throws away what is there already (F12)', async () => {
    const made = await withBlobs({ ranges: false, intercept: inTurn('reset-mid-body') });
    expect(same(await read(made), blob.bytes)).toBe(true);
    expect(made.server.requests.filter(isBlobGet)).toHaveLength(2);
  });

  it('again and again without ranges it gives up instead of reading O(n²) (F12, Q21)', async () => {
    const made = await withBlobs({
      ranges: false,
      intercept: (request) => (isBlobGet(request) ? 'reset-mid-body' : undefined),
    });
    expect(await codeOf(read(made))).toBe('BLOB_BROKEN_OFF');
    expect(made.server.requests.filter(isBlobGet)).toHaveLength(4);
  });

  it('again and again with ranges it gives up where nothing is gained (F15)', async () => {
    const made = await withBlobs({
      intercept: (request) => (isBlobGet(request) ? 'reset-mid-body' : undefined),
    });
    expect(await codeOf(read(made, small))).toBe('BLOB_BROKEN_OFF');
    // Each try gains half of the rest, but never the 1 MiB that would count.
    expect(made.server.requests.filter(isBlobGet)).toHaveLength(6);
  });

  it('on every connection of a large blob it goes on as long as each gains enough (F15)', async () => {
    const large = randomBlob(40_000_000, 3);
    const made = await bed({
      intercept: (request) =>
        isBlobGet(request) && made.server.requests.length <= 5 ? 'reset-mid-body' : undefined,
    });
    made.server.store.putBlob(made.path, large.bytes);
    expect(same(await read(made, large), large.bytes)).toBe(true);
    expect(made.server.requests.filter(isBlobGet).length).toBeGreaterThanOrEqual(5);
  });

  it.each<[string, (whole: string) => Readonly<Record<string, string | string[]>>]>([
    ['missing', () => ({ 'content-range': [] })],
    ['twice', (whole) => ({ 'content-range': [whole, whole] })],
    ['of another start', (whole) => ({ 'content-range': whole.replace(/[0-9]+/, '7') })],
    ['of another end', (whole) => ({ 'content-range': whole.replace(/-[0-9]+/, '-99') })],
    ['of another size', (whole) => ({ 'content-range': whole.replace(/\/.*/, '/99') })],
    ['of unknown size', (whole) => ({ 'content-range': whole.replace(/\/.*/, '/*') })],
    ['in another unit', (whole) => ({ 'content-range': whole.replace('bytes', 'items') })],
    ['in parts', (whole) => ({ 'content-range': whole, 'content-type': 'multipart/byteranges; boundary=x' })],
    [
      'in parts, in capitals',
      (whole) => ({ 'content-range': whole, 'content-type': 'Multipart/X; boundary=x' }),
    ],
    ['with another behind it', (whole) => ({ 'content-range': `${whole}, bytes 0-1/2` })],
    ['behind something else', (whole) => ({ 'content-range': `items=1; ${whole}` })],
    ['compressed', (whole) => ({ 'content-range': whole, 'content-encoding': 'gzip' })],
  ])('and a Content-Range is %s, nothing is spliced: it reads from the start (F13)', async (_, alter) => {
    const made = await withBlobs({
      intercept: inTurn('reset-mid-body', (answer) =>
        withHeaders(answer, alter(String(answer.headers?.['content-range']))),
      ),
    });
    expect(same(await read(made), blob.bytes)).toBe(true);
    expect(ranges(made)).toEqual([undefined, expect.stringMatching(/^bytes=/), undefined]);
  });

  it.each([416, 400])('and the rest is refused with %i it reads from the start (F14)', async (status) => {
    const made = await withBlobs({ intercept: inTurn('reset-mid-body', { status }) });
    expect(same(await read(made), blob.bytes)).toBe(true);
    expect(ranges(made)).toEqual([undefined, expect.stringMatching(/^bytes=/), undefined]);
  });

  it('by silence, the time-out of the body counts as a break (N15, F53)', async () => {
    // The server is silent in the middle of the second half; the clock says that it took for ever.
    let ticks = 0;
    const slow = { ...quickClock, ticks: () => (ticks += 200_000) };
    const made = await withBlobs({}, { clock: slow });
    const answers = await codeOf(read(made));
    // Less than 10 KiB a second over 120 s, again and again: given up, not waited for.
    expect(answers).toBe('BLOB_BROKEN_OFF');
  });

  it('before its headers it is asked for again (F4)', async () => {
    const made = await withBlobs({ intercept: inTurn('reset', 'reset', { status: 503 }) });
    expect(same(await read(made), blob.bytes)).toBe(true);
  });
});

describe('when a download is not what the descriptor says', { timeout: 10_000 }, () => {
  it('but shorter or longer, that is said before a byte is given (F16, F17)', async () => {
    for (const size of [descriptor.size - 1, descriptor.size + 1]) {
      const made = await withBlobs();
      const other = { ...descriptor, size };
      const pieces = made.registry.openBlob(made.repository, other, 0)[Symbol.asyncIterator]();
      expect(await codeOf(pieces.next())).toBe('BLOB_DAMAGED');
      expect(made.server.requests).toHaveLength(1);
    }
  });

  it('and its length was not said, it ends at one byte more, without another try (F17)', async () => {
    const { registry, repository, seen } = await rawServer((response) => {
      response.writeHead(200);
      response.write(blob.bytes);
      response.end('x');
    });
    expect(await codeOf(collect(registry.openBlob(repository, descriptor, 0)))).toBe('BLOB_DAMAGED');
    expect(seen).toHaveLength(1);
  });

  it('and its length was not said, a short one is resumed (F16)', async () => {
    let first = true;
    const { registry, repository } = await rawServer((response, range) => {
      const from = Number(/[0-9]+/.exec(range)?.[0] ?? 0);
      const size = blob.bytes.length;
      response.writeHead(from > 0 ? 206 : 200, { 'content-range': `bytes ${from}-${size - 1}/${size}` });
      response.end(blob.bytes.subarray(from, first ? 1_000_000 : undefined));
      first = false;
    });
    expect(same(await collect(registry.openBlob(repository, descriptor, 0)), blob.bytes)).toBe(true);
  });

  it.each(['identity', ' Identity ', '', 'identity, identity', 'gzip', 'aws-chunked'])(
    'but its bytes are, a Content-Encoding of %j does no harm (P15)',
    async (encoding) => {
      const made = await withBlobs({
        intercept: inTurn((answer) => withHeaders(answer, { 'content-encoding': encoding })),
      });
      expect(same(await read(made), blob.bytes)).toBe(true);
      expect(made.server.requests[0]?.headers['accept-encoding']).toBe('identity');
    },
  );

  const text = Buffer.from('hello world '.repeat(1_000));
  const plain = { ...descriptor, digest: digestOf(text), size: text.length };
  it.each([true, false])(
    'but compressed, with its length %s, it is refused and not decoded (P15, A15)',
    async (measured) => {
      const packed = gzipSync(text);
      const length = measured ? { 'content-length': packed.length } : {};
      const { registry, repository, seen } = await rawServer((response) => {
        response.writeHead(200, { 'content-encoding': 'GZIP', ...length });
        response.end(packed);
      });
      const error = await collect(registry.openBlob(repository, plain, 0)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'BLOB_DAMAGED',
        message: expect.stringContaining('Content-Encoding gzip'),
        hint: expect.stringContaining('compresses'),
      });
      expect(seen).toHaveLength(1);
    },
  );

  it.each([true, false])(
    'but a login page, with its length %s, the message says so (F9, Q23)',
    async (measured) => {
      const page = '<html>login please';
      const length = measured ? { 'content-length': page.length } : {};
      const { registry, repository, seen } = await rawServer((response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...length });
        response.end(page);
      });
      const error = await collect(registry.openBlob(repository, plain, 0)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'BLOB_DAMAGED',
        message: expect.stringContaining('a web page, so a proxy or a firewall'),
        hint: expect.stringContaining('NO_PROXY'),
      });
      expect(seen).toHaveLength(1);
    },
  );

  it('and is a web page itself, one that breaks off is resumed like any blob (F16)', async () => {
    let first = true;
    const { registry, repository } = await rawServer((response, range) => {
      const from = Number(/[0-9]+/.exec(range)?.[0] ?? 0);
      const whole = `bytes ${from}-${text.length - 1}/${text.length}`;
      response.writeHead(from > 0 ? 206 : 200, { 'content-type': 'text/html', 'content-range': whole });
      response.end(text.subarray(from, first ? 1_000 : undefined));
      first = false;
    });
    const page = { ...plain, mediaType: 'text/html' };
    expect(same(await collect(registry.openBlob(repository, page, 0)), text)).toBe(true);
  });
});

describe('when blobs are kept at another origin', { timeout: 10_000 }, () => {
  const user = { user: 'robot', password: 'hunter2' };
  const auth = { scheme: 'basic', users: { robot: { password: 'hunter2' } } } as const;

  it('credentials do not go there (A5, Q9)', async () => {
    const made = await withBlobs({ auth, storage: { blobs: true } }, { user });
    expect(same(await read(made), blob.bytes)).toBe(true);
    const [stored] = made.server.storage?.requests ?? [];
    expect(stored?.headers).not.toHaveProperty('authorization');
    expect(Object.keys(stored?.headers ?? {}).sort()).toEqual([
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it.each([403, 400, 404, 503])(
    'and the URL is refused with %i it goes back to the registry for another (F19)',
    async (status) => {
      let refused = 2;
      const made = await withBlobs({
        storage: { blobs: true },
        intercept: ({ listener }) =>
          listener === 'storage' && refused-- > 0 ? { status, body: '<Error/>' } : undefined,
      });
      expect(same(await read(made), blob.bytes)).toBe(true);
      expect(made.server.requests).toHaveLength(3);
    },
  );

  it('and every URL is refused it asks three times and no more (F19)', async () => {
    const made = await withBlobs({
      storage: { blobs: true },
      intercept: ({ listener }) => (listener === 'storage' ? { status: 403 } : undefined),
    });
    expect(await codeOf(read(made))).toBe('DENIED');
    expect(made.server.requests).toHaveLength(3);
  });

  it('and it breaks off there it resumes by way of the registry (F11, P45)', async () => {
    const made = await withBlobs({
      storage: { blobs: true },
      intercept: failing(1, ({ listener }) => listener === 'storage', 'reset-mid-body'),
    });
    expect(same(await read(made), blob.bytes)).toBe(true);
    expect(made.server.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=/),
    ]);
  });

  it('and it cannot be reached, the message names it and who sent us there (F1)', async () => {
    const made = await withBlobs({
      intercept: () => ({ status: 307, headers: { location: 'http://gone.invalid/blob' } }),
    });
    await expect(read(made, small)).rejects.toThrow(
      new RegExp(`the host name is not known at gone\\.invalid, where ${made.server.host} sent us`),
    );
  });

  it('a stranger on a private address is never asked (A10)', async () => {
    const canary = await startCanary();
    const made = await withBlobs({
      intercept: inTurn({ status: 307, headers: { location: `${canary.url}/blob` } }),
    });
    // The canary's address is the registry's own, so only the port makes it a stranger.
    expect(await codeOf(read(made))).toBe('ADDRESS_PRIVATE');
    canary.assertUntouched();
    await canary.close();
  });
});

describe('when a download ends', { timeout: 10_000 }, () => {
  it('its connection is used again', async () => {
    const made = await withBlobs();
    for (let round = 0; round < 5; round += 1) await read(made);
    expect(made.server.connections).toBe(1);
  });

  it('early, its connection is closed and nothing hangs', async () => {
    const made = await withBlobs();
    for (let round = 0; round < 40; round += 1) {
      for await (const piece of made.registry.openBlob(made.repository, descriptor, 0)) {
        piece.release();
        break;
      }
    }
    expect(same(await read(made), blob.bytes)).toBe(true);
  });

  it('with an error before its body, its connection is free again', async () => {
    const made = await withBlobs({}, { settings: { connections: 2 } });
    const absent = randomBlob(100, 77);
    for (let round = 0; round < 10; round += 1) expect(await codeOf(read(made, absent))).toBe('NOT_FOUND');
    expect(made.server.connections).toBe(1);
  });

  it.each([0, 1, 1_000_000, descriptor.size - 1, descriptor.size])(
    'having begun at %i, it gives exactly the rest',
    async (from) => {
      const made = await withBlobs();
      expect(same(await read(made, blob, from), blob.bytes.subarray(from))).toBe(true);
      expect(made.server.requests).toHaveLength(from === descriptor.size ? 0 : 1);
    },
  );

  it('by being cancelled before its headers, it ends at once and the server loses the connection', async () => {
    const cancel = new AbortController();
    const made = await withBlobs({
      intercept: (request) => {
        if (!isBlobGet(request)) return undefined;
        cancel.abort(new Error('enough'));
        return 'hang';
      },
    });
    const pieces = made.registry.openBlob(made.repository, descriptor, 0, { signal: cancel.signal });
    await expect(collect(pieces)).rejects.toThrow('enough');
  });
});

type Raw = {
  readonly registry: Registry;
  readonly repository: ReturnType<typeof parseRepository>;
  readonly seen: string[];
};

/** A server that says nothing of lengths, which the embedded registry always does. */
async function rawServer(answer: (response: ServerResponse, range: string) => void): Promise<Raw> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    answer(response, request.headers.range ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry = testClient();
  onTestFinished(async () => {
    await registry.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { registry, repository: parseRepository(`127.0.0.1:${port}/acme/web`), seen };
}
