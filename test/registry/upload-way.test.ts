import { describe, expect, it } from 'vitest';
import { problem, withHeaders } from '../fakes/registry/answer.ts';
import { failing, type Fault } from '../fakes/registry/fault.ts';
import { asked, bed, codeOf } from './bed.ts';
import { ledger } from './port/ground.ts';
import { isPatch, isPut, isStored, large, other, send } from './uploads.ts';

describe('when a way to upload is refused', { timeout: 10_000 }, () => {
  it.each([413, 405, 416, 501, 400, 404])(
    'with %i the next way is taken, in a new session, and from then on (Q1, F25)',
    async (status) => {
      const made = await bed({
        intercept: (request) =>
          isPut(request) && Number(request.headers['content-length']) > 0 ? { status } : undefined,
      });
      await send(made);
      await send(made, other);
      expect([isStored(made), isStored(made, other)]).toEqual([true, true]);
      const bodies = made.server.requests.filter(
        ({ headers, method }) => method !== 'POST' && Number(headers['content-length'] ?? 0) > 0,
      );
      expect(asked(bodies)).toEqual(['PUT upload', 'PATCH upload', 'PATCH upload']);
      expect(new Set(bodies.map(({ path }) => path)).size).toBe(3);
      expect(made.server.uploads).toBe(0);
    },
  );

  it('by cutting off the body, the next way is taken', async () => {
    const made = await bed({
      intercept: (request) =>
        isPut(request) && Number(request.headers['content-length']) > 0 ? 'reset-mid-upload' : undefined,
    });
    await send(made, large);
    expect(isStored(made, large)).toBe(true);
    expect(made.server.requests.filter(isPatch)).toHaveLength(1);
  });

  it('and so is the next, the blob goes in chunks', async () => {
    const made = await bed({
      intercept: ({ method, headers }) =>
        (method === 'PUT' || method === 'PATCH') && Number(headers['content-length'] ?? 0) > 9_000_000
          ? { status: 413 }
          : undefined,
    });
    await send(made, large);
    expect(isStored(made, large)).toBe(true);
    expect(made.server.requests.filter(isPatch)).toHaveLength(4);
    expect(made.server.uploads).toBe(0);
  });

  it('and the config names the way, no other is tried', async () => {
    const made = await bed(
      { intercept: (request) => (isPut(request) ? { status: 413 } : undefined) },
      { settings: { upload: 'put' } },
    );
    expect(await codeOf(send(made))).toBe('TOO_LARGE');
    expect(made.server.requests.filter(isPut)).toHaveLength(1);
    expect(made.server.uploads).toBe(0);
  });

  it.each([
    [403, 'DENIED', 'requested access is denied', 'DENIED'],
    [403, 'DENIED', 'adding 5 MiB of storage resource will exceed the quota', 'QUOTA'],
    [507, 'UNKNOWN', 'no space', 'QUOTA'],
    [412, 'PRECONDITION', 'no', 'REFUSED_BY_REGISTRY'],
  ])('with %i %s (%s) for good, it is sent once (F34)', async (status, code, message, wanted) => {
    const made = await bed({
      intercept: (request) => (isPut(request) ? problem(status, code, message) : undefined),
    });
    expect(await codeOf(send(made))).toBe(wanted);
    expect(made.server.requests.filter(isPut)).toHaveLength(1);
    expect(made.server.uploads).toBe(0);
  });
});

describe('when a PATCH is cut off', { timeout: 10_000 }, () => {
  it.each(['patch', 'chunks'] as const)(
    'sending by %s, it goes on where the registry says it stopped (F24)',
    async (upload) => {
      const made = await bed(
        { intercept: failing(1, isPatch, 'reset-mid-upload') },
        { settings: { upload } },
      );
      const book = ledger();
      await send(made, large, book);
      expect(isStored(made, large)).toBe(true);
      const [first, from] = book.opened;
      expect([first, book.opened.length]).toEqual([0, 2]);
      expect(from).toBeGreaterThan(0);
      const [, resumed] = made.server.requests.filter(isPatch);
      expect(resumed?.headers['content-range']).toMatch(new RegExp(`^${from}-`));
      expect(asked(made.server.requests)).toContain('GET upload');
      expect(made.server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    },
  );

  it.each<[string, Fault]>([
    ['refuses to say', { status: 404 }],
    ['says more than there is', (answer) => withHeaders(answer, { range: '0-99999999999' })],
    ['says nonsense', (answer) => withHeaders(answer, { range: 'many' })],
    ['says nothing', (answer) => ({ ...answer, headers: {} })],
  ])('and the registry %s, it begins again in a new session (F24)', async (_, fault) => {
    let cut = 1;
    const made = await bed(
      {
        intercept: ({ method, route }) => {
          if (method === 'GET' && route.kind === 'upload') return fault;
          return method === 'PATCH' && cut-- > 0 ? 'reset-mid-upload' : undefined;
        },
      },
      { settings: { upload: 'patch' } },
    );
    await send(made, large);
    expect(isStored(made, large)).toBe(true);
    expect(made.server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(made.server.uploads).toBe(0);
  });

  it('again and again, it gives up (N3)', async () => {
    const made = await bed(
      { intercept: (request) => (isPatch(request) ? 'reset-mid-upload' : undefined) },
      { settings: { upload: 'patch' } },
    );
    expect(await codeOf(send(made, large))).toBe('NETWORK');
    expect(made.server.requests.filter(isPatch)).toHaveLength(4);
    expect(made.server.uploads).toBe(0);
  });

  it('and the session is gone between two chunks, it begins again, by the same way (F28)', async () => {
    let patches = 0;
    const made = await bed(
      {
        intercept: (request) =>
          isPatch(request) && (patches += 1) === 2
            ? problem(404, 'BLOB_UPLOAD_UNKNOWN', 'expired')
            : undefined,
      },
      { settings: { upload: 'chunks' } },
    );
    await send(made, large);
    expect(isStored(made, large)).toBe(true);
    expect(patches).toBe(5);
  });
});
