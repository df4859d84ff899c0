import { describe, expect, it } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import { eventually } from '../wait.ts';
import { asked, codeOf, type Bed } from './bed.ts';
import { get, user, users, withImage } from './call-ground.ts';
import { standingClock } from './clocks.ts';
import { randomBlob } from '../fixtures/images.ts';
import { openerOf } from './port/ground.ts';

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
