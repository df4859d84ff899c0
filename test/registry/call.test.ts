import { describe, expect, it, onTestFinished } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import type { Host } from '../../src/image/reference.ts';
import { hostOf, parseRepository, parseTag } from '../../src/image/reference.ts';
import { HostGate } from '../../src/http/host-gate.ts';
import type { Transport } from '../../src/http/transport.ts';
import { Caller } from '../../src/registry/call.ts';
import { dialectOf } from '../../src/registry/dialect.ts';
import { learnedOf, type HostContext } from '../../src/registry/host.ts';
import { RetryBudget } from '../../src/registry/retry-budget.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { withHeaders, type Answer } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { failing, type Fault, type Intercept } from '../fakes/registry/fault.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { eventually, turns } from '../wait.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';
import { randomBlob } from '../fixtures/images.ts';
import { collect, listTags, openerOf } from './port/ground.ts';
import { imageOf } from './samples.ts';
import { testClient } from './test-client.ts';

const image = imageOf('call');
const v1 = parseTag('v1');
const user = { user: 'robot', password: 'hunter2' };
const users = { robot: { password: 'hunter2' } };

/** A clock that never waits and remembers what it was asked to. */
function countingClock(): Clock & { readonly waits: number[]; pass(milliseconds: number): void } {
  const waits: number[] = [];
  let now = 1_000_000;
  return {
    waits,
    pass: (milliseconds) => (now += milliseconds),
    now: () => new Date(Date.UTC(2026, 0, 1) + now),
    ticks: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** A clock that stands still until the test lets time pass. */
function standingClock(): Clock & { readonly waits: number[]; pass(milliseconds: number): void } {
  const waits: number[] = [];
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let now = 1_000_000;
  return {
    waits,
    pass(milliseconds) {
      now += milliseconds;
      for (const { until, wake } of sleepers) if (until <= now) wake();
    },
    now: () => new Date(Date.UTC(2026, 0, 1) + now),
    ticks: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((wake, reject) => {
        waits.push(milliseconds);
        sleepers.push({ until: now + milliseconds, wake });
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
  };
}

function head({ registry, repository }: Bed): Promise<unknown> {
  return registry.head(repository, v1);
}

function get({ registry, repository }: Bed): Promise<unknown> {
  return registry.manifest(repository, v1);
}

async function withImage(intercept: Intercept, ...rest: Parameters<typeof bed>): Promise<Bed> {
  const made = await bed({ ...rest[0], intercept }, rest[1]);
  made.server.store.putManifest(made.path, image.manifest.bytes, { tags: ['v1'] });
  return made;
}

describe('when a request fails on the way', { timeout: 10_000 }, () => {
  it.each([408, 425, 429, 499, 500, 502, 503, 504, 520, 524, 598])(
    'with %i it is tried five times more, and no oftener (N1, N7)',
    async (status) => {
      const clock = countingClock();
      const made = await withImage(() => ({ status }), {}, { clock });
      expect(await codeOf(get(made))).toMatch(/SERVER_ERROR|TOO_MANY_REQUESTS|REFUSED_BY_REGISTRY/);
      expect(made.server.requests).toHaveLength(6);
      // Full jitter at one half (N5).
      expect(clock.waits).toEqual([250, 500, 1_000, 2_000, 4_000]);
    },
  );

  it.each([400, 403, 405, 409, 410, 501, 505, 507])('with %i it is asked once (N7)', async (status) => {
    const made = await withImage(() => ({ status }));
    expect(await codeOf(get(made))).not.toHaveProperty('value');
    expect(made.server.requests).toHaveLength(1);
  });

  it('on a connection that the server had closed, it is asked again at once and free (F8)', async () => {
    const clock = countingClock();
    let resets = 0;
    const made = await withImage(
      ({ index }) => {
        if (index % 2 === 0) return undefined;
        resets += 1;
        return 'reset';
      },
      {},
      { clock },
    );
    // Far more than the budget has: none of them is charged.
    for (let round = 0; round < 100; round += 1) await head(made);
    expect(resets).toBeGreaterThanOrEqual(99);
    expect(clock.waits).toEqual([]);
  });

  it('by a reset that goes on, it is tried five times more with waits (F4)', async () => {
    const clock = countingClock();
    const made = await withImage(() => 'reset', {}, { clock });
    expect(await codeOf(get(made))).toBe('NETWORK');
    expect(made.server.requests).toHaveLength(7);
    expect(clock.waits).toHaveLength(5);
  });

  it('since nothing listens, it is tried again, and the message names the host (F2)', async () => {
    const closed = await startRegistry();
    await closed.close();
    const clock = countingClock();
    const registry = testClient({ clock });
    const repository = parseRepository(`${closed.host}/acme/web`);
    await expect(registry.head(repository, v1)).rejects.toThrow(
      `could not look for v1 in ${closed.host}/acme/web: nothing listens there (ECONNREFUSED)`,
    );
    expect(clock.waits).toHaveLength(5);
    await registry.close();
  });

  it('by an answer longer than allowed, it is not read to its end nor tried again (N20, A14)', async () => {
    const made = await withImage(() => ({ status: 200, body: Buffer.alloc(4 * 1024 * 1024 + 1, ' ') }));
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.kind, error.code]).toEqual(['refused', 'MANIFEST_TOO_LARGE']);
    expect(made.server.requests).toHaveLength(1);
  });

  it('by headers longer than allowed, it says so (N28)', async () => {
    const made = await withImage(() => (answer) => withHeaders(answer, { 'x-much': 'y'.repeat(20_000) }));
    await expect(get(made)).rejects.toThrow(/longer than allowed/);
  });

  it('during an outage, the circuit opens: the rest fails at once with one cause, and later it is asked again (N11, F52)', async () => {
    const clock = countingClock();
    let down = true;
    const made = await withImage(() => (down ? { status: 503 } : undefined), {}, { clock });
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => codeOf(get(made))));
    expect(outcomes.every((outcome) => outcome === 'SERVER_ERROR')).toBe(true);
    const requests = made.server.requests.length;
    expect(requests).toBeLessThanOrEqual(100 + 64);
    const failed = (await get(made).catch((error: unknown) => error)) as HoistError;
    expect(failed.code).toBe('HOST_FAILING');
    expect(failed.message).toMatch(/it answers 503/);
    expect(made.server.requests).toHaveLength(requests);

    down = false;
    clock.pass(30_000);
    expect(await codeOf(get(made))).toHaveProperty('value');
  });
});

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

describe('when the server asks for credentials', { timeout: 10_000 }, () => {
  it('and refuses them for ever, each request is sent twice and a token fetched once each (N10, F38, A19)', async () => {
    const made = await withImage(
      ({ route }) =>
        route.kind === 'manifest'
          ? {
              status: 401,
              headers: {
                'www-authenticate': `Bearer realm="${made.server.url}/token",service="registry",error="insufficient_scope"`,
              },
            }
          : undefined,
      { auth: { scheme: 'bearer', users } },
      { user },
    );
    expect(await codeOf(get(made))).toBe('UNAUTHORIZED');
    const kinds = asked(made.server.requests);
    expect(kinds.filter((kind) => kind === 'GET manifest').length).toBeLessThanOrEqual(3);
    expect(kinds.length).toBeLessThanOrEqual(6);
  });

  it.each([
    ['no challenge', {}],
    ['an unknown scheme', { 'www-authenticate': 'Negotiate' }],
  ])('with %s, it is denied and the hint says to log in (F38)', async (_, headers) => {
    const made = await withImage(
      ({ route }) => (route.kind === 'manifest' ? { status: 401, headers } : undefined),
      {},
      { user },
    );
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.code, error.hint]).toEqual(['UNAUTHORIZED', expect.stringContaining('docker login')]);
    expect(made.server.requests.filter(({ route }) => route.kind === 'manifest').length).toBeLessThanOrEqual(
      2,
    );
  });

  it.each([
    ['nobody is', undefined, /^Log in before \(docker login/],
    ['another is', { ...user, password: 'wrong' }, /^The user and the password .* are wrong or expired/],
  ])('the hint for a password tells whether %s configured', async (_, configured, hint) => {
    const made = await withImage(
      () => undefined,
      { auth: { scheme: 'basic', users } },
      configured === undefined ? {} : { user: configured },
    );
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.code, error.hint]).toEqual(['UNAUTHORIZED', expect.stringMatching(hint)]);
  });

  it('403 is no reason to fetch a token (F37)', async () => {
    const made = await withImage(
      ({ route }) => (route.kind === 'manifest' ? { status: 403 } : undefined),
      { auth: { scheme: 'bearer', users } },
      { user },
    );
    expect(await codeOf(get(made))).toBe('DENIED');
    expect(asked(made.server.requests)).toEqual(['GET manifest']);
  });

  it('and its tokens end in the middle, the request is repeated with a new one (F37)', async () => {
    const made = await withImage(() => undefined, { auth: { scheme: 'bearer', users } }, { user });
    await get(made);
    made.server.revokeTokens();
    await get(made);
    expect(asked(made.server.requests).filter((kind) => kind === 'GET token')).toHaveLength(2);
  });
});

describe('when the turn of a host is waited for longer than a token lives', { timeout: 10_000 }, () => {
  const interval = 100_000;

  /** A host that is asked once in 100 s, with tokens of 60 s. */
  async function slowly(work: (made: Bed) => Promise<unknown>): Promise<Bed> {
    const clock = standingClock();
    const auth = { scheme: 'bearer', users, expiresIn: 60, now: () => clock.ticks() } as const;
    const made = await withImage(
      () => undefined,
      { auth },
      { user, clock, settings: { requestsPerSecond: 1_000 / interval } },
    );
    const until = { over: false };
    const working = work(made).finally(() => (until.over = true));
    working.catch(() => {});
    for (let turn = 1; !until.over; turn += 1) {
      const slept = (): number => clock.waits.filter((wait) => wait > interval / 2).length;
      await eventually(() => until.over || slept() >= turn);
      clock.pass(interval);
    }
    await working;
    return made;
  }

  it('a question goes with a token of its own time (P54, F37)', async () => {
    const made = await slowly(async (on) => {
      for (let round = 0; round < 3; round += 1) await get(on);
    });
    expect(asked(made.server.requests.slice(1))).toEqual(
      Array.from({ length: 3 }, () => ['GET token', 'GET manifest']).flat(),
    );
  });

  it('so does a body (P54, F37)', async () => {
    const blob = randomBlob(1_000, 1);
    const made = await slowly(async ({ registry, repository }) => {
      const begun = await registry.beginBlob(repository, blob.descriptor, { assumeAbsent: true });
      if (begun.state !== 'upload') throw new Error(begun.state);
      await begun.upload.send(openerOf(blob.bytes));
    });
    expect(made.server.store.blob(made.path, blob.descriptor.digest)).toBeDefined();
    expect(asked(made.server.requests).slice(-2)).toEqual(['GET token', 'PUT upload']);
  });
});

describe('when a request is redirected', { timeout: 10_000 }, () => {
  const verbs = {
    'HEAD manifest': ({ registry, repository }: Bed) => registry.head(repository, image.manifest.digest),
    'GET manifest': ({ registry, repository }: Bed) => registry.manifest(repository, image.manifest.digest),
    'GET tags': ({ registry, repository }: Bed) => listTags(registry, repository),
    'GET blob': ({ registry, repository }: Bed) =>
      collect(registry.openBlob(repository, { ...descriptorOfConfig(), size: 2 }, 0)),
  };

  for (const status of [301, 302, 303, 307, 308]) {
    it.each(Object.keys(verbs) as (keyof typeof verbs)[])(
      `by ${status}, %s brings no credential to another origin (A5)`,
      async (verb) => {
        const canary = await startCanary({ secrets: ['hunter2'], answer: { status, headers: {} } });
        const bounced: Answer = { status, headers: { location: `${canary.url}/elsewhere?x=1` } };
        const made = await withImage(
          ({ headers }) => (headers.authorization === undefined ? undefined : bounced),
          { auth: { scheme: 'basic', users } },
          { user, overrides: { settings: settingsFor(canary.host) } },
        );
        await codeOf(Promise.resolve(verbs[verb](made)));
        expect(canary.requests.length).toBeGreaterThan(0);
        canary.assertClean();
        await canary.close();
      },
    );
  }

  it('and comes back to where it began, it has no credentials there either (A5)', async () => {
    const made = await bed(
      {
        auth: { scheme: 'basic', users },
        storage: { blobs: true },
        intercept: ({ listener, path }) =>
          listener === 'storage'
            ? { status: 307, headers: { location: `${made.server.url}${path}` } }
            : undefined,
      },
      { user },
    );
    const config = made.server.store.putBlob(made.path, Buffer.from('{}'));
    const descriptor = { mediaType: 'application/json', digest: config.digest, size: 2 };
    // The registry challenges the bare request, and that answer is final.
    expect(await codeOf(collect(made.registry.openBlob(made.repository, descriptor, 0)))).toBe(
      'UNAUTHORIZED',
    );
    const bare = made.server.requests.filter(({ headers }) => headers.authorization === undefined);
    expect(bare.length).toBeGreaterThanOrEqual(2);
  });

  it('for ever, it is followed five times (N29, F19a, A19)', async () => {
    const made = await withImage(({ path }) => ({ status: 307, headers: { location: `${path}x` } }));
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.code, error.hint]).toEqual(['REDIRECT', expect.not.stringContaining('writing')]);
    expect(made.server.requests).toHaveLength(6);
  });

  it.each([
    ['307 without Location', { status: 307 }, 'REDIRECT'],
    ['300', { status: 300, headers: { location: '/x' } }, 'REFUSED_BY_REGISTRY'],
    ['304', { status: 304 }, 'REFUSED_BY_REGISTRY'],
    [
      'a Location of 9 KiB',
      { status: 307, headers: { location: `/${'x'.repeat(9_000)}` } },
      'LOCATION_INVALID',
    ],
    ['another scheme', { status: 307, headers: { location: 'ftp://example.com/x' } }, 'LOCATION_INVALID'],
    [
      'metadata of the cloud',
      { status: 307, headers: { location: 'http://169.254.169.254/x' } },
      'ADDRESS_PRIVATE',
    ],
  ] as const)('with %s, it ends there (F19a, A10)', async (_, answer, code) => {
    const made = await withImage(() => answer);
    expect(await codeOf(get(made))).toBe(code);
    expect(made.server.requests).toHaveLength(1);
  });

  it.each([
    [308, '/v2/acme/moved/blobs/uploads/', 'upload'],
    [307, '/v2/acme/moved/blobs/uploads/', 'upload'],
    [302, '/v2/acme/moved/blobs/uploads/', 'REDIRECT'],
    [307, 'https://example.com/v2/', 'REDIRECT'],
  ])('a write is followed by %i to %s with this result (P45)', async (status, location, wanted) => {
    const made = await bed({
      intercept: ({ method, path }) =>
        method === 'POST' && !path.includes('moved') ? { status, headers: { location } } : undefined,
    });
    const begin = made.registry.beginBlob(made.repository, descriptorOfConfig(), { assumeAbsent: true });
    expect(
      await begin.then(
        ({ state }) => state,
        (error: unknown) => (error as HoistError).code,
      ),
    ).toBe(wanted);
  });
});

function descriptorOfConfig(): { mediaType: string; digest: typeof image.manifest.digest; size: number } {
  return { mediaType: 'application/json', digest: image.manifest.digest, size: image.manifest.bytes.length };
}

function settingsFor(host: string): Map<Host, never> {
  return new Map([[host as Host, { tokenRealms: [], insecure: false, plainHttp: true } as never]]);
}

describe('when the connection is not to be trusted', { timeout: 10_000 }, () => {
  const authority = createAuthority();
  const stranger = createAuthority();
  const past = { from: new Date(0), to: new Date(1_000_000) };

  it.each([
    ['is signed by nobody known', () => stranger.issue(['127.0.0.1']), 'ca: PATH'],
    ['is of another host', () => authority.issue(['registry.example.com']), 'of another host'],
    ['has expired', () => authority.issue(['127.0.0.1'], past), 'renew it'],
  ])('as its certificate %s, it is asked once and the hint says what helps (F3)', async (_, issue, hint) => {
    const clock = countingClock();
    const made = await withImage(
      () => undefined,
      { tls: issue() },
      { clock, settings: { ca: authority.ca } },
    );
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.code, error.hint]).toEqual(['TLS', expect.stringContaining(hint)]);
    expect(clock.waits).toEqual([]);
    expect(made.server.requests).toEqual([]);
  });

  it('as its CA is configured, it is asked; and only where that CA is', async () => {
    const tls = authority.issue(['127.0.0.1']);
    const made = await withImage(() => undefined, { tls }, { settings: { ca: authority.ca } });
    expect(await codeOf(get(made))).toHaveProperty('value');
    const without = await withImage(() => undefined, { tls }, { settings: { plainHttp: false } });
    expect(await codeOf(get(without))).toBe('TLS');
  });

  it('as it is plain HTTP where TLS was expected, the hint says how to allow it (A9)', async () => {
    const made = await withImage(() => undefined, {}, { settings: { plainHttp: false } });
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.code, error.hint]).toEqual(['TLS', expect.stringContaining('plain-http: true')]);
  });

  it('as it is TLS where plain HTTP was taken for granted, the hint says how to say so (A9)', async () => {
    const made = await withImage(
      () => undefined,
      { tls: authority.issue(['127.0.0.1']) },
      { clock: countingClock() },
    );
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect(error.hint).toContain(`registries: { '${made.server.host}': { plain-http: false } }`);
  });

  it('a redirect from https to http is not followed (A9)', async () => {
    const canary = await startCanary();
    const made = await withImage(
      () => ({ status: 307, headers: { location: `${canary.url}/x` } }),
      { tls: authority.issue(['127.0.0.1']) },
      { settings: { ca: authority.ca } },
    );
    expect(await codeOf(get(made))).toBe('LOCATION_INSECURE');
    canary.assertUntouched();
    await canary.close();
  });
});

describe('when registries warn', { timeout: 10_000 }, () => {
  it('users see each warning once, with its host; control characters and floods are left out (P44, F56)', async () => {
    let count = 0;
    const made = await withImage(() => (answer) => {
      count += 1;
      return withHeaders(answer, {
        warning: ['299 - "deprecated"', '199 - "no"', '299 - "bad\\u0007"', `299 - "number ${count}"`],
      });
    });
    for (let round = 0; round < 300; round += 1) await head(made);
    expect(made.warnings.slice(0, 2)).toEqual([
      `${made.server.host}: deprecated`,
      expect.stringMatching(/badu0007|number 1$/),
    ]);
    expect(made.warnings.length).toBe(100);
    expect(new Set(made.warnings).size).toBe(100);
  });
});

describe('when the pull limit of Docker Hub is used up', { timeout: 10_000 }, () => {
  /** Docker Hub has one name only, so the answers come from a transport that asks nobody. */
  async function asks(headers: Record<string, string>): Promise<number> {
    const clock = countingClock();
    const host = hostOf(parseRepository('docker.io/library/debian'));
    const context: HostContext = {
      host,
      base: new URL('https://registry-1.docker.io/'),
      settings: undefined,
      gate: new HostGate({ clock, connections: 8 }),
      budget: new RetryBudget(host, clock),
      learned: learnedOf(dialectOf(host), undefined),
    };
    let asked = 0;
    const answer = { status: 429, headers, body: new Uint8Array(0) };
    const transport = { exchange: async () => ((asked += 1), answer) } as unknown as Transport;
    const caller = new Caller({
      transport,
      clock,
      authorizer: { authorization: async () => undefined, challenged: async () => false },
      random: () => 0.5,
      userAgent: 'hoist/test',
      isConfigured: () => true,
      warn: () => {},
    });
    const scope = { host, path: 'library/debian', actions: 'pull' } as const;
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

describe('when a host is asked by many at once', { timeout: 10_000 }, () => {
  it('no more requests run than connections are allowed, and fewer after "too many" (N12)', async () => {
    let held: ((fault?: Fault) => void)[] | undefined = [];
    const made = await withImage(
      () => held && new Promise((resolve) => held?.push(resolve)),
      {},
      { settings: { connections: 4 }, clock: countingClock() },
    );
    const running = async (count: number): Promise<void> => {
      await eventually(() => (held?.length ?? 0) >= count);
      await turns(50);
      expect(held).toHaveLength(count);
    };
    const asking = Array.from({ length: 12 }, () => head(made));
    await running(4);
    const [refused, ...others] = held.splice(0);
    refused?.({ status: 429 });
    for (const answer of others) answer();
    await running(2);

    const last = held;
    held = undefined;
    for (const answer of last) answer();
    await Promise.all(asking);
    expect(made.server.connections).toBe(4);
  });

  it('with one connection allowed, a blob goes from one repository to another of the host (transport.md §4.4)', async () => {
    const made = await bed({ mount: false }, { settings: { connections: 1 } });
    const from = parseRepository(`${made.server.host}/acme/from`);
    const bytes = new Uint8Array(3_000_000).fill(7);
    const stored = made.server.store.putBlob('acme/from', bytes);
    const descriptor = { mediaType: 'application/octet-stream', digest: stored.digest, size: bytes.length };
    const free = await made.registry.reserve([from, made.repository], bytes.length);
    const begun = await made.registry.beginBlob(made.repository, descriptor, { mountFrom: [from] });
    if (begun.state !== 'upload') throw new Error(begun.state);
    await begun.upload.send((offset) => made.registry.openBlob(from, descriptor, offset));
    free();
    expect(made.server.store.blob(made.path, stored.digest)?.size).toBe(bytes.length);
  });
});
