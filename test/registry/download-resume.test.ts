import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRepository, type Repository } from '../../src/image/reference.ts';
import type { BlobBytes, Registry } from '../../src/ports/registry.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { failing } from '../fakes/registry/fault.ts';
import { randomBlob } from '../fixtures/images.ts';
import { bed, codeOf, type Bed } from './bed.ts';
import { countingClock } from './clocks.ts';
import { collect } from './port/ground.ts';
import { testClient } from './test-client.ts';

const blob = randomBlob(3_000_000, 1);
const small = randomBlob(20_000, 2);

function isBlobGet({ method, route }: SeenRequest): boolean {
  return method === 'GET' && route.kind === 'blob';
}

async function withBlobs(...options: Parameters<typeof bed>): Promise<Bed> {
  const made = await bed(...options);
  for (const { bytes } of [blob, small]) made.server.store.putBlob(made.path, bytes);
  return made;
}

function gets({ server }: Bed): number {
  return server.requests.filter(isBlobGet).length;
}

async function isRead(bytes: BlobBytes, wanted = blob): Promise<boolean> {
  return Buffer.from(await collect(bytes)).equals(wanted.bytes);
}

describe('when a download breaks off again and again', { timeout: 10_000 }, () => {
  it('but each try lasts a minute, it goes on, however little each gains (F15)', async () => {
    const clock = countingClock();
    const made = await withBlobs(
      {
        intercept: (request) => {
          if (!isBlobGet(request)) return undefined;
          clock.pass(60_000);
          return gets(made) <= 10 ? 'reset-mid-body' : undefined;
        },
      },
      { clock },
    );
    expect(await isRead(made.registry.openBlob(made.repository, small.descriptor, 0), small)).toBe(true);
    expect(gets(made)).toBe(11);
  });

  it('the first time it goes on at once, and then waits longer each time', async () => {
    const clock = countingClock();
    const made = await withBlobs(
      { intercept: (request) => (isBlobGet(request) ? 'reset-mid-body' : undefined) },
      { clock },
    );
    const { registry, repository } = made;
    expect(await codeOf(collect(registry.openBlob(repository, small.descriptor, 0)))).toBe('BLOB_BROKEN_OFF');
    expect(gets(made)).toBe(6);
    expect(clock.waits).toHaveLength(4);
    expect(clock.waits).toEqual([...new Set(clock.waits)].sort((one, other) => one - other));
  });

  it('and so does every other of its host, they have the retries of one (N11)', async () => {
    const made = await withBlobs({
      intercept: (request) => (isBlobGet(request) ? 'reset-mid-body' : undefined),
    });
    const codes: unknown[] = [];
    for (let round = 0; round < 20; round += 1) {
      const body = made.registry.openBlob(made.repository, small.descriptor, 0);
      codes.push(await codeOf(collect(body)));
    }
    expect(codes[0]).toBe('BLOB_BROKEN_OFF');
    expect(codes.at(-1)).toBe('HOST_FAILING');
    expect(gets(made)).toBeLessThan(80);
  });
});

describe('when a download is slow', { timeout: 10_000 }, () => {
  it('because of who reads it, that is not held against the registry (N15)', async () => {
    const clock = countingClock();
    const made = await withBlobs({}, { clock });
    let length = 0;
    for await (const piece of made.registry.openBlob(made.repository, blob.descriptor, 0)) {
      length += piece.bytes.length;
      piece.release();
      clock.pass(300_000);
    }
    expect([length, gets(made)]).toEqual([blob.bytes.length, 1]);
  });

  it('and is cancelled in the middle, it ends with the reason and asks for nothing more', async () => {
    const cancel = new AbortController();
    const made = await withBlobs({ intercept: failing(1, isBlobGet, 'stall') });
    const { registry, repository } = made;
    const body = registry.openBlob(repository, blob.descriptor, 0, { signal: cancel.signal });
    const read = async (): Promise<void> => {
      for await (const piece of body) {
        piece.release();
        cancel.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(gets(made)).toBe(1);
  });
});

describe('when the rest of a blob is asked for', { timeout: 10_000 }, () => {
  it.each([
    ['"abc"', '"abc"'],
    ['W/"abc"', undefined],
    ['abc', undefined],
    ['"abc" ,"def"', undefined],
  ])('and the first answer had the ETag %s, If-Range is %s (F11)', async (etag, condition) => {
    const { body, asked } = await half(({ response, whole }) => response.writeHead(206, whole), { etag });
    expect(await isRead(body)).toBe(true);
    expect(asked.map((headers) => headers['if-range'])).toEqual([undefined, condition]);
  });

  it.each([
    ['identity', { 'content-encoding': 'identity' }],
    ['nothing', { 'content-encoding': '' }],
  ])('and comes encoded as %s, it is taken (P15)', async (_, headers) => {
    const { body, asked } = await half(({ response, whole }) =>
      response.writeHead(206, { ...whole, ...headers }),
    );
    expect(await isRead(body)).toBe(true);
    expect(asked).toHaveLength(2);
  });
});

describe(
  'when an answer is not what was asked for, its connection is free again',
  { timeout: 10_000 },
  () => {
    const rounds = 8;
    const two = { connections: 2 };

    it.each([416, 400])('with the rest refused by %i', async (status) => {
      const made = await withBlobs(
        {
          intercept: (request) => {
            if (!isBlobGet(request)) return undefined;
            if (request.headers.range !== undefined) return { status, body: 'x'.repeat(10_000) };
            return gets(made) % 3 === 1 ? 'reset-mid-body' : undefined;
          },
        },
        { settings: two },
      );
      for (let round = 0; round < rounds; round += 1) {
        const body = made.registry.openBlob(made.repository, blob.descriptor, 0);
        expect(await isRead(body)).toBe(true);
      }
      // Each broke one, and none was lost besides.
      expect(made.server.connections).toBe(rounds + 1);
    });

    it('with another part than the rest', async () => {
      const made = await withBlobs(
        {
          intercept: (request) => {
            if (!isBlobGet(request)) return undefined;
            if (request.headers.range !== undefined)
              return (answer) => ({
                ...answer,
                headers: { ...answer.headers, 'content-range': 'bytes 7-8/9' },
              });
            return gets(made) % 3 === 1 ? 'reset-mid-body' : undefined;
          },
        },
        { settings: two },
      );
      for (let round = 0; round < rounds; round += 1) {
        const body = made.registry.openBlob(made.repository, blob.descriptor, 0);
        expect(await isRead(body)).toBe(true);
      }
    });

    it('with an error that has no end, of which enough is read to say what it is', async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(403, { 'content-type': 'application/json' });
        response.write(JSON.stringify({ errors: [{ code: 'DENIED', message: 'over the quota of acme' }] }));
        const more = (): void =>
          void (response.destroyed || (response.write(' '.repeat(10_000)), setImmediate(more)));
        more();
      });
      const { registry, repository } = await clientOf(server);
      for (let round = 0; round < rounds; round += 1) {
        const body = registry.openBlob(repository, blob.descriptor, 0);
        await expect(collect(body)).rejects.toThrow('over the quota of acme');
      }
      expect(asked).toHaveLength(rounds);
    });

    it('with another size than the descriptor says', async () => {
      const made = await withBlobs({}, { settings: two });
      const other = { ...blob.descriptor, size: blob.descriptor.size - 1 };
      for (let round = 0; round < rounds; round += 1) {
        const body = made.registry.openBlob(made.repository, other, 0);
        expect(await codeOf(collect(body))).toBe('BLOB_DAMAGED');
      }
    });

    it('with the whole blob, once too often', async () => {
      const made = await withBlobs({ ranges: false, intercept: cutting }, { settings: two });
      for (let round = 0; round < rounds; round += 1) {
        const body = made.registry.openBlob(made.repository, blob.descriptor, 0);
        expect(await codeOf(collect(body))).toBe('BLOB_BROKEN_OFF');
      }
      expect(await isRead(made.registry.openBlob(made.repository, small.descriptor, 0), small)).toBe(true);
    });
  },
);

/** Cuts off what is large. */
function cutting(request: SeenRequest): 'reset-mid-body' | undefined {
  return isBlobGet(request) && request.path.endsWith(blob.descriptor.digest) ? 'reset-mid-body' : undefined;
}

type Rest = {
  readonly response: ServerResponse;
  /** As an honest server says what the rest is. */
  readonly whole: Readonly<Record<string, string | number>>;
};

/** A registry that gives half of the blob with these headers, and then the rest as `answer` begins it. */
async function half(
  answer: (rest: Rest) => void,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly body: BlobBytes; readonly asked: readonly IncomingHttpHeaders[] }> {
  const asked: IncomingHttpHeaders[] = [];
  const { length } = blob.bytes;
  const server = createServer((request, response) => {
    asked.push(request.headers);
    const from = Number(/^bytes=([0-9]+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from === 0) {
      response.writeHead(200, headers);
      response.end(blob.bytes.subarray(0, asked.length === 1 ? length / 2 : length));
      return;
    }
    const range = `bytes ${from}-${length - 1}/${length}`;
    answer({ response, whole: { 'content-range': range, 'content-length': length - from } });
    response.end(blob.bytes.subarray(from));
  });
  const { registry, repository } = await clientOf(server);
  return { body: registry.openBlob(repository, blob.descriptor, 0), asked };
}

/** A client for a server of the test's own; both end with the test. */
async function clientOf(
  server: Server,
): Promise<{ readonly registry: Registry; readonly repository: Repository }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const registry = testClient({ settings: { [host]: { connections: 2 } } });
  onTestFinished(async () => {
    await registry.close();
    server.closeAllConnections();
    server.close();
  });
  return { registry, repository: parseRepository(`${host}/acme/web`) };
}
