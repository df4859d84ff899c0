import { describe, expect, it } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { withHeaders } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { eventually, turns } from '../wait.ts';
import { bed, codeOf } from './bed.ts';
import { get, head, v1, withImage } from './call-ground.ts';
import { countingClock } from './clocks.ts';
import { testClient } from './test-client.ts';

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
