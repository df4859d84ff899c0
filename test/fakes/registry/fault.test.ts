import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { withHeaders } from './answer.ts';
import { ask } from './client.ts';
import { failing, faultAt, type Fault, type Intercept } from './fault.ts';
import { layerOf } from './sample.ts';
import { startRegistry, type RunningRegistry } from './server.ts';

const bytes = layerOf('fault', 400_000);
const digest = digestOf(bytes);
let registry: RunningRegistry | undefined;

afterEach(async () => {
  await registry?.close();
});

async function start(intercept: Intercept): Promise<RunningRegistry> {
  registry = await startRegistry({ intercept });
  registry.store.putBlob('team/web', bytes);
  return registry;
}

function always(fault: Fault): Intercept {
  return () => fault;
}

describe('when a request is to fail', () => {
  it('by an answer, that is sent and nothing takes effect', async () => {
    const { url, store } = await start(always({ status: 503, headers: { 'retry-after': '7' } }));
    const reply = await ask('DELETE', `${url}/v2/team/web/blobs/${digest}`);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '7']);
    expect(store.blob('team/web', digest)).toBeDefined();
  });

  it('by an altered answer, it takes effect and the client is lied to', async () => {
    const { url, store } = await start(
      always((answer) => withHeaders({ ...answer, status: 200 }, { link: 'x' })),
    );
    const reply = await ask('DELETE', `${url}/v2/team/web/blobs/${digest}`);
    expect([reply.status, reply.headers['link']]).toEqual([200, 'x']);
    expect(store.blob('team/web', digest)).toBeUndefined();
  });

  it.each([
    ['reset', true],
    ['reset-after-effect', false],
  ] as const)('by %s, the connection breaks and the blob is there: %s', async (fault, there) => {
    const { url, store, requests } = await start(always(fault));
    await expect(ask('DELETE', `${url}/v2/team/web/blobs/${digest}`)).rejects.toThrow(/ECONNRESET|hang up/);
    expect(store.blob('team/web', digest) !== undefined).toBe(there);
    expect(requests.map(({ status }) => status)).toEqual([undefined]);
  });

  it.each([
    ['reset-mid-body', /ECONNRESET|aborted/],
    ['truncate', /aborted/],
  ] as const)('by %s, half of the body comes', async (fault, message) => {
    const { url, requests } = await start(always(fault));
    await expect(ask('GET', `${url}/v2/team/web/blobs/${digest}`)).rejects.toThrow(message);
    expect(requests[0]?.sent).toBe(bytes.length / 2);
  });

  it('cleanly after half of the body, exactly that half comes (F16)', async () => {
    const { url } = await start(always('truncate'));
    const request = get(`${url}/v2/team/web/blobs/${digest}`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    const [error] = (await once(response, 'error')) as [Error];
    expect(error.message).toBe('aborted');
    expect(Buffer.concat(pieces).equals(bytes.subarray(0, bytes.length / 2))).toBe(true);
  });

  it('by a mistake in the test, the answer says so', async () => {
    const { url } = await start(() => {
      throw new Error('not this one');
    });
    const reply = await ask('GET', `${url}/v2/`);
    expect([reply.status, reply.body.toString()]).toEqual([500, expect.stringContaining('not this one')]);
  });

  it.each([
    ['stall', bytes.length / 2],
    ['hang', 0],
  ] as const)('by %s, nothing comes after %i bytes until the registry is closed', async (fault, sent) => {
    const held = await start(faultAt(0, fault));
    const { url, requests } = held;
    const ended: string[] = [];
    const asked = ask('GET', `${url}/v2/team/web/blobs/${digest}`).catch((error: Error) =>
      ended.push(error.message),
    );
    expect((await ask('GET', `${url}/v2/team/web/blobs/${digest}`)).body.length).toBe(bytes.length);
    expect([requests[0]?.sent, ended]).toEqual([sent, []]);
    await held.close();
    await asked;
    expect(ended).toHaveLength(1);
    registry = undefined;
  });

  it('in the middle of an upload, what came is kept and can be gone on from (F24)', async () => {
    const { url, store } = await start(failing(1, ({ method }) => method === 'PATCH', 'reset-mid-upload'));
    const begun = await ask('POST', `${url}/v2/team/new/blobs/uploads/`, { body: '' });
    const location = `${url}${begun.headers.location ?? ''}`;
    await expect(ask('PATCH', location, { body: bytes })).rejects.toThrow(/ECONNRESET|EPIPE|hang up/);
    const status = await ask('GET', location);
    const end = Number(status.headers.range?.slice(2));
    expect(end).toBeGreaterThanOrEqual(bytes.length / 2 - 1);
    const rest = { 'content-range': `${end + 1}-${bytes.length - 1}` };
    const reply = await ask('PUT', `${location}&digest=${digest}`, {
      headers: rest,
      body: bytes.subarray(end + 1),
    });
    expect(reply.status).toBe(201);
    expect(store.blob('team/new', digest)?.size).toBe(bytes.length);
  });

  it('at one index only, the others go through', async () => {
    const { url, requests } = await start(faultAt(1, { status: 500 }));
    for (let count = 0; count < 3; count += 1) await ask('GET', `${url}/v2/`);
    expect(requests.map(({ index, status }) => [index, status])).toEqual([
      [0, 200],
      [1, 500],
      [2, 200],
    ]);
  });

  it('held by a promise, it waits for the test and others do not', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    const { url, requests } = await start(({ index }) => (index === 0 ? held : undefined));
    const first = ask('GET', `${url}/v2/`).then(() => requests.map(({ status }) => status));
    expect((await ask('GET', `${url}/v2/team/web/blobs/${digest}`)).status).toBe(200);
    expect(requests.map(({ status }) => status)).toEqual([undefined, 200]);
    release();
    expect(await first).toEqual([200, 200]);
  });
});

describe('when requests share a connection', () => {
  it('the log tells so', async () => {
    const { url, requests } = await start(() => undefined);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 3; count += 1)
      await ask('HEAD', `${url}/v2/team/web/blobs/${digest}`, { agent });
    await ask('GET', `${url}/v2/`, { agent: new Agent() });
    expect(requests.map(({ connection }) => connection)).toEqual([0, 0, 0, 1]);
    expect(registry?.connections).toBe(2);
    agent.destroy();
  });
});
