import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../src/http/http.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { Caller } from '../../src/registry/call.ts';
import type { RegistryRequest } from '../../src/registry/request.ts';
import { eventually, turns } from '../wait.ts';
import { callerOf } from './call-ground.ts';
import { countingClock, standingClock } from './clocks.ts';

type Reply = { readonly status: number; readonly headers?: Record<string, string> };

type Bench = {
  readonly open: (change?: Partial<RegistryRequest>) => ReturnType<Caller['open']>;
  /** What was sent, and `read` where a body of that host was read to its end. */
  readonly events: string[];
  readonly sent: HttpRequest[];
};

/** A caller that tries once more; a reply that is an error is thrown. */
function bench(replies: (Reply | Error)[], clock = countingClock()): Bench {
  const events: string[] = [];
  const sent: HttpRequest[] = [];
  async function download(request: HttpRequest) {
    sent.push(request);
    events.push(`${request.method} ${request.url.host}`);
    const reply = replies.shift() ?? { status: 200 };
    if (reply instanceof Error) throw reply;
    const body = (async function* () {
      yield { bytes: Buffer.from('{}'), release: () => {} };
      events.push(`read ${request.url.host}`);
    })();
    return { status: reply.status, headers: reply.headers ?? {}, body, end: () => {} };
  }
  const transport = { download } as unknown as Transport;
  const { caller, context, scope } = callerOf('registry.example.com/acme/web', transport, clock);
  const attempt = { verb: 'read', path: 'acme/web' };
  const url = new URL('https://registry.example.com/v2/acme/web/blobs/x');
  return {
    open: (change = {}) => caller.open(context, { method: 'GET', url, scope, attempt, ...change }, 1),
    events,
    sent,
  };
}

const here = 'registry.example.com';
const storage = 'storage.example.net';
const redirect = { status: 307, headers: { location: `https://${storage}/x?signature=1` } };

describe('when a registry fails and is asked again', () => {
  it('what it answered first is read to its end, so that its connection is free (F8)', async () => {
    const { open, events } = bench([{ status: 503 }]);
    expect((await open()).response.status).toBe(200);
    expect(events).toEqual([`GET ${here}`, `read ${here}`, `GET ${here}`]);
  });

  it('and asks for an hour, what it answered is read to its end as well (N6)', async () => {
    const { open, events } = bench([{ status: 503, headers: { 'retry-after': '3600' } }]);
    await expect(open()).rejects.toMatchObject({ code: 'RETRY_LATER' });
    expect(events).toEqual([`GET ${here}`, `read ${here}`]);
  });

  it.each([{ status: 503 }, Object.assign(new Error('broke'), { code: 'ETIMEDOUT' })])(
    'that is not before the wait is over (N5)',
    async (reply) => {
      const clock = standingClock();
      const { open, sent } = bench([reply], clock);
      const opened = open();
      await eventually(() => clock.waits.length === 1);
      await turns(20);
      expect(sent).toHaveLength(1);
      clock.pass(60_000);
      expect((await opened).response.status).toBe(200);
    },
  );
});

describe('when storage behind a redirect answers', () => {
  it('that it has too many, that says nothing of the registry (N6)', async () => {
    const busy = { status: 429, headers: { 'retry-after': '3600' } };
    const { open, sent } = bench([redirect, busy, redirect]);
    expect(await open()).toMatchObject({ response: { status: 200 }, redirected: true });
    expect(sent.map(({ url }) => url.host)).toEqual([here, storage, here, storage]);
  });

  it('404 to a HEAD, or the registry says that itself, it is asked once', async () => {
    const head = bench([redirect, { status: 404 }]);
    expect((await head.open({ method: 'HEAD' })).response.status).toBe(404);
    const own = bench([{ status: 404 }]);
    expect((await own.open()).response.status).toBe(404);
    expect([head.sent.length, own.sent.length]).toEqual([2, 1]);
  });
});

it('when an error comes with a body, no more than 64 KiB of it are asked for (N27)', async () => {
  const { open, sent } = bench([{ status: 404 }]);
  await open();
  expect(sent[0]?.maxBytes).toBe(64 * 1024);
});
