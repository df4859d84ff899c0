import { describe, expect, it, onTestFinished } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Transport } from '../../src/http/transport.ts';
import { failing } from '../fakes/registry/fault.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { eventually } from '../wait.ts';
import { asked, codeOf } from './bed.ts';
import { callerOf, descriptorOfConfig, get, head, image, v1, withImage } from './call-ground.ts';
import { countingClock, standingClock } from './clocks.ts';

describe('when the server asks to wait', { timeout: 10_000 }, () => {
  const inTwoMinutes = new Date(Date.UTC(2026, 0, 1) + 1_000_000 + 120_000).toUTCString();

  it.each([
    ['7', 7_000],
    ['0', 250],
    ['-5', 250],
    ['soon', 250],
    ['1.5', 250],
    ['Tue 5', 250],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 250],
    [inTwoMinutes, 120_000],
    ['300', 300_000],
  ])('with Retry-After: %s it waits %i ms (N6, F51)', async (text, wait) => {
    const clock = countingClock();
    const made = await withImage(
      failing(1, () => true, { status: 429, headers: { 'retry-after': text, date: 'none' } }),
      {},
      { clock },
    );
    await get(made);
    expect(clock.waits.reduce((sum, one) => sum + one, 0)).toBe(wait);
    expect(made.server.requests).toHaveLength(2);
  });

  it('and the registry is closed meanwhile, every wait ends: nobody waits for what comes of it', async () => {
    const clock = standingClock();
    const made = await withImage(() => ({ status: 503, headers: { 'retry-after': '25' } }), {}, { clock });
    const { signal } = new AbortController();
    const asking = [head(made), made.registry.head(made.repository, v1, { signal })];
    const outcomes = Promise.allSettled(asking);
    await eventually(() => clock.waits.filter((wait) => wait === 25_000).length === 2);
    await made.registry.close();
    for (const { status } of await outcomes) expect(status).toBe('rejected');
  });

  it.each(['301', '1000000000', '999999999999'])('for %s s it fails now and says when (N6)', async (text) => {
    const made = await withImage(() => ({ status: 503, headers: { 'retry-after': text } }));
    await expect(get(made)).rejects.toThrow(/asks to come back at [+0-9-]{4,}T/);
    expect(made.server.requests).toHaveLength(1);
  });

  it('for an hour, whatever asks that host fails at once with the same words, until the hour is over (N6, N12)', async () => {
    const clock = standingClock();
    let wanted: string | undefined = '3600';
    const made = await withImage(
      ({ method }) =>
        wanted !== undefined && method === 'POST'
          ? { status: 429, headers: { 'retry-after': wanted } }
          : undefined,
      {},
      { clock, settings: { requestsPerSecond: 0.001 } },
    );
    const mountFrom = [parseRepository(`${made.server.host}/acme/source`)];
    const begin = (): Promise<unknown> =>
      made.registry.beginBlob(made.repository, descriptorOfConfig(), { mountFrom });
    const first = begin();
    // They wait for their turn already.
    const others = Promise.allSettled(Array.from({ length: 40 }, () => begin()));
    const words = (await first.catch((error: unknown) => error)) as HoistError;
    expect([words.code, words.message]).toEqual([
      'RETRY_LATER',
      `${made.server.host} asks to come back at 2026-01-01T01:16:40.000Z`,
    ]);
    const told = [...(await others), ...(await Promise.allSettled([get(made), begin()]))];
    expect(told).toEqual(Array.from({ length: 42 }, () => ({ status: 'rejected', reason: words })));
    expect(asked(made.server.requests)).toEqual(['POST uploads']);

    wanted = undefined;
    clock.pass(3_600_000);
    expect(await codeOf(get(made))).toHaveProperty('value');
  });

  it('by a date, its own date counts and not our wrong clock (F59)', async () => {
    const clock = countingClock();
    const made = await withImage(
      failing(1, () => true, {
        status: 503,
        headers: { date: 'Fri, 01 Jan 2027 00:00:00 GMT', 'retry-after': 'Fri, 01 Jan 2027 00:00:09 GMT' },
      }),
      {},
      { clock },
    );
    await get(made);
    expect(clock.waits.reduce((sum, one) => sum + one, 0)).toBe(9_000);
  });

  it('every request to that host waits, others do not (N6, N12)', async () => {
    const clock = standingClock();
    const intercept = failing(1, () => true, { status: 429, headers: { 'retry-after': '20' } });
    const made = await withImage(intercept, {}, { clock });
    const free = await startRegistry();
    onTestFinished(() => free.close());
    free.store.putManifest(made.path, image.manifest.bytes, { tags: ['v1'] });
    const refused = get(made);
    await eventually(() => clock.waits.length === 1);
    const next = get(made);
    await eventually(() => clock.waits.length === 2);

    const elsewhere = parseRepository(`${free.host}/${made.path}`);
    expect(await made.registry.manifest(elsewhere, v1)).toBeDefined();
    expect(clock.waits).toEqual([20_000, 20_000]);
    expect(made.server.requests).toHaveLength(1);

    clock.pass(20_000);
    await Promise.all([refused, next]);
    expect(made.server.requests).toHaveLength(3);
  });

  it('and cancelled meanwhile, it ends at once', async () => {
    const cancel = new AbortController();
    const clock = standingClock();
    const made = await withImage(() => ({ status: 429, headers: { 'retry-after': '200' } }), {}, { clock });
    const waiting = made.registry.manifest(made.repository, v1, { signal: cancel.signal });
    await eventually(() => clock.waits.length === 1);
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('"too many" costs nothing of the budget for failures', async () => {
    let left = 150;
    const made = await withImage(
      () => (left-- > 0 ? { status: 429 } : undefined),
      {},
      { clock: countingClock() },
    );
    // 150 refusals are more than the budget of 64, and no request sees more than five of them.
    for (let round = 0; round < 50; round += 1) await codeOf(get(made));
    expect(await codeOf(get(made))).toHaveProperty('value');
  });
});

describe('when the pull limit of Docker Hub is used up', { timeout: 10_000 }, () => {
  /** Docker Hub has one name only, so the answers come from a transport that asks nobody. */
  async function asks(headers: Record<string, string>): Promise<number> {
    const clock = countingClock();
    let asked = 0;
    const answer = { status: 429, headers, body: new Uint8Array(0) };
    const transport = { exchange: async () => ((asked += 1), answer) } as unknown as Transport;
    const { caller, context, scope } = callerOf('docker.io/library/debian', transport, clock);
    const attempt = { verb: 'read', path: scope.path };
    await caller.ask(context, { method: 'GET', url: context.base, scope, attempt }, 5);
    return asked;
  }

  it('nothing is tried again: it stays so for hours (Q5)', async () => {
    expect(await asks({ 'ratelimit-remaining': '0;w=21600' })).toBe(1);
  });

  it('but "too many at once" is: that passes (Q5)', async () => {
    expect(await asks({ 'ratelimit-remaining': '55;w=21600' })).toBe(6);
    expect(await asks({})).toBe(6);
  });
});
