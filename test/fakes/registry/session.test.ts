import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { ask, type Reply } from './client.ts';
import { layerOf } from './sample.ts';
import { startRegistry, type RunningRegistry } from './server.ts';

const blob = layerOf('session', 1000);
const digest = digestOf(blob);
let registry: RunningRegistry;
let location: string;
let hours: number;

beforeEach(async () => {
  hours = 0;
  registry = await startRegistry({ now: () => hours * 3_600_000 });
  location = await begin();
});

afterEach(async () => {
  await registry.close();
});

async function begin(): Promise<string> {
  const { headers } = await ask('POST', `${registry.url}/v2/team/web/blobs/uploads/`, { body: '' });
  return new URL(headers.location ?? '', registry.url).href;
}

function closing(value: string = digest): string {
  return `${location}&digest=${value}`;
}

/** A request whose first `count` bytes have come; to be called is to send the rest. */
async function halfway(
  method: string,
  url: string,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<() => Promise<IncomingMessage>> {
  const before = registry.requests.length;
  const seen = (): number | undefined =>
    registry.requests.slice(before).find(({ route }) => route.kind === 'upload')?.received;
  const slow = request(url, { method, headers: { 'content-length': String(blob.length), ...headers } });
  const answered = once(slow, 'response') as Promise<[IncomingMessage]>;
  slow.write(blob.subarray(0, count));
  while (seen() !== count) await ask('GET', `${registry.url}/v2/`);
  return async () => {
    slow.end(blob.subarray(count));
    const [response] = await answered;
    response.resume();
    return response;
  };
}

/** A request that does not say beforehand how long its body is. */
async function chunked(method: string, url: string, range: string, body: Buffer): Promise<IncomingMessage> {
  const headers = { 'transfer-encoding': 'chunked', 'content-range': range };
  const sending = request(url, { method, headers });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.end(body);
  const [response] = await answered;
  response.resume();
  return response;
}

function status(): Promise<Reply> {
  return ask('GET', location);
}

describe('when two requests write to one upload', () => {
  it.each(['PUT', 'PATCH'])(
    'a closing PUT that a %s overtook is not taken, and the later one goes on',
    async (method) => {
      const first = await halfway('PUT', closing(), 400);
      const later = await halfway(method, method === 'PUT' ? closing() : location, 300);
      const early = await first();
      expect([early.statusCode, early.headers['range']]).toEqual([416, '0-699']);
      const late = await later();
      expect(late.statusCode).toBe(method === 'PUT' ? 400 : 202);
      expect(registry.store.blob('team/web', digest)).toBeUndefined();
      expect((await ask('GET', `${registry.url}/v2/`)).status).toBe(200);
    },
  );

  it('what comes after the upload was closed is dropped, and its session is unknown', async () => {
    const first = await halfway('PATCH', location, 400);
    const rest = { 'content-range': '400-999' };
    const closed = await ask('PUT', closing(), { headers: rest, body: blob.subarray(400) });
    expect(closed.status).toBe(201);
    const read = await ask('GET', `${registry.url}/v2/team/web/blobs/${digest}`);
    expect((await first()).statusCode).toBe(404);
    expect(read.body.equals(blob)).toBe(true);
  });
});

describe('when an upload is asked about or cancelled while a PATCH still sends', () => {
  it.each(['GET', 'HEAD'])('%s tells an offset that stays true, and the PATCH is told so', async (method) => {
    const slow = await halfway('PATCH', location, 600);
    const told = await ask(method, location);
    const late = await slow();
    expect([told.status, told.headers.range]).toEqual([204, '0-599']);
    expect([late.statusCode, late.headers['range']]).toEqual([416, '0-599']);
    const rest = { 'content-range': '600-999' };
    const closed = await ask('PUT', closing(), { headers: rest, body: blob.subarray(600) });
    expect(closed.status).toBe(201);
  });

  it('DELETE ends it, and the PATCH does not pretend that something is there', async () => {
    const slow = await halfway('PATCH', location, 600);
    expect((await ask('DELETE', location)).status).toBe(204);
    expect((await slow()).statusCode).toBe(404);
    expect((await status()).status).toBe(404);
  });
});

describe('when a chunk of unknown length comes', () => {
  it('as long as its range, it is taken', async () => {
    const reply = await chunked('PATCH', location, '0-399', blob.subarray(0, 400));
    expect([reply.statusCode, reply.headers['range']]).toEqual([202, '0-399']);
    expect((await chunked('PUT', closing(), '400-999', blob.subarray(400))).statusCode).toBe(201);
  });

  it.each([
    ['longer', 500, '0-399'],
    ['shorter', 300, '0-299'],
  ])(
    'that is %s than its range, it is refused, and the offset stays within the range',
    async (_, count, held) => {
      expect((await chunked('PATCH', location, '0-399', blob.subarray(0, count))).statusCode).toBe(400);
      expect((await status()).headers.range).toBe(held);
      const from = Number(held.slice(2)) + 1;
      const all = `${from}-999`;
      expect((await chunked('PUT', closing(), all, blob.subarray(from, 900))).statusCode).toBe(400);
      expect((await status()).headers.range).toBe('0-899');
      expect((await chunked('PUT', closing(), '900-999', blob.subarray(900))).statusCode).toBe(201);
      const read = await ask('GET', `${registry.url}/v2/team/web/blobs/${digest}`);
      expect(read.body.equals(blob)).toBe(true);
    },
  );

  it.each(['bytes 0-399', '0-', '-399', '0-399/1000', '399-0', 'x'])(
    'with %j for a range, it is refused and nothing is taken',
    async (range) => {
      expect((await chunked('PATCH', location, range, blob.subarray(0, 400))).statusCode).toBe(416);
      expect((await chunked('PATCH', location, '0-999', blob)).statusCode).toBe(202);
    },
  );
});

describe('when nobody needs an upload any more', () => {
  it('the registry forgets it after a day', async () => {
    hours = 24;
    expect((await status()).status).toBe(404);
    expect((await ask('PUT', closing(), { body: blob })).status).toBe(404);
    expect(registry.uploads).toBe(0);
  });

  it('the next upload that is begun clears it away', async () => {
    hours = 24;
    await begin();
    expect(registry.uploads).toBe(1);
  });

  it('a request a day keeps it', async () => {
    hours = 23;
    expect((await ask('PATCH', location, { body: blob.subarray(0, 400) })).status).toBe(202);
    hours = 46;
    const slow = await halfway('PATCH', location, 300);
    hours = 60;
    await begin();
    expect((await slow()).statusCode).toBe(202);
    hours = 83;
    expect((await status()).status).toBe(204);
    hours = 106;
    expect((await ask('DELETE', location)).status).toBe(204);
  });

  it('a request that stands still for a day is told that its upload is gone', async () => {
    const slow = await halfway('PATCH', location, 300);
    hours = 25;
    await begin();
    expect((await slow()).statusCode).toBe(404);
  });
});
