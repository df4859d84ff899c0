import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../src/http/http.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { Caller } from '../../src/registry/call.ts';
import type { HostContext } from '../../src/registry/host.ts';
import type { RegistryRequest } from '../../src/registry/request.ts';
import { callerOf } from './call-ground.ts';
import { countingClock } from './clocks.ts';

type Bench = {
  readonly push: (change?: Partial<RegistryRequest>) => ReturnType<Caller['push']>;
  readonly read: () => ReturnType<Caller['ask']>;
  readonly context: HostContext;
  readonly clock: ReturnType<typeof countingClock>;
};

/** Bodies get this answer, documents 200. */
function bench(status: number, headers: Record<string, string> = {}): Bench {
  const clock = countingClock();
  const answer = async ({ method }: HttpRequest) =>
    method === 'GET'
      ? { status: 200, headers: {}, body: new Uint8Array() }
      : { status, headers, body: new Uint8Array() };
  const transport = { exchange: answer, upload: answer } as unknown as Transport;
  const { caller, context, scope } = callerOf('registry.example.com/acme/web', transport, clock);
  const attempt = { verb: 'send', path: 'acme/web' };
  const url = new URL('https://registry.example.com/v2/acme/web/blobs/uploads/1');
  const pieces = (async function* () {})();
  return {
    push: (change = {}) =>
      caller.push(context, { method: 'PATCH', url, scope, attempt, ...change }, pieces, 0),
    read: () => caller.ask(context, { method: 'GET', url, scope, attempt }, 0),
    context,
    clock,
  };
}

describe('when the answer to a body', () => {
  it('is that there are too many, everything else at that host waits as long as it says (N6, N12)', async () => {
    const { push, read, clock } = bench(429, { 'retry-after': '7' });
    expect((await push()).status).toBe(429);
    await read();
    expect(clock.waits).toContain(7_000);
  });

  it('asks for an hour, that is said at once, and to whatever asks the host next (N6)', async () => {
    const { push, read } = bench(429, { 'retry-after': '3600' });
    await expect(push()).rejects.toMatchObject({ code: 'RETRY_LATER' });
    await expect(read()).rejects.toMatchObject({ code: 'RETRY_LATER' });
  });

  it('is of storage that another origin gave, it says nothing of the registry', async () => {
    const url = new URL('https://storage.example.net/1?signature=1');
    const { push, read, clock } = bench(429, { 'retry-after': '3600' });
    expect((await push({ url, foreign: true })).status).toBe(429);
    await read();
    expect(clock.waits).not.toContain(3_600_000);
  });

  it('is that the credentials are refused, and there are no others, that is the end (F38)', async () => {
    const { push } = bench(401);
    await expect(push()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it.each(['https://registry.example.com/v2/other', 'https://storage.example.net/1'])(
    'is a redirect to %s, the body does not go there (P45)',
    async (location) => {
      const { push } = bench(307, { location });
      await expect(push()).rejects.toMatchObject({ code: 'REDIRECT' });
    },
  );
});

describe('when a host keeps failing', () => {
  it('no body is sent there either until its circuit closes (N11)', async () => {
    const { push, context } = bench(201);
    while (context.budget.spend('it answers 500'));
    await expect(push()).rejects.toMatchObject({ code: 'HOST_FAILING' });
  });
});
