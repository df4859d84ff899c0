import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/ports/registry.ts';
import { problem, withHeaders } from '../fakes/registry/answer.ts';
import { failing, type Fault, type Intercept } from '../fakes/registry/fault.ts';
import { blob as blobOf, randomBlob } from '../fixtures/images.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';
import { beginUpload, ledger, openerOf } from './port/ground.ts';
import { quickClock } from './test-client.ts';
import { blob, isPatch, isPut, isStored, large, send } from './uploads.ts';

/** Methods and kinds from the opened session on, without what decides whether an upload is needed. */
function steps({ server }: Bed): string[] {
  return asked(server.requests).slice(asked(server.requests).indexOf('POST uploads'));
}

describe('when a blob is sent', { timeout: 10_000 }, () => {
  it.each([
    ['put', ['PUT upload']],
    ['patch', ['PATCH upload', 'PUT upload']],
    ['chunks', ['PATCH upload', 'PATCH upload', 'PATCH upload', 'PUT upload']],
  ] as const)('by %s it takes these requests, and every piece is given back (P20)', async (way, wanted) => {
    const made = await bed({}, { settings: { upload: way } });
    const book = ledger();
    await send(made, large, book);
    expect(steps(made)).toEqual(['POST uploads', ...wanted]);
    expect(isStored(made, large)).toBe(true);
    expect(book).toMatchObject({ given: book.released, twice: 0, opened: [0] });
    expect(made.server.uploads).toBe(0);
  });

  it('in one PATCH it says no range, and the length (P20)', async () => {
    const made = await bed({}, { settings: { upload: 'patch' } });
    await send(made);
    const headers = made.server.requests.find(isPatch)?.headers;
    expect(headers?.['content-length']).toBe(String(blob.bytes.length));
    expect(headers).not.toHaveProperty('content-range');
    expect(headers).not.toHaveProperty('transfer-encoding');
  });

  it.each([
    [12 * 1024 * 1024, ['0-12582911', '12582912-19999999']],
    [1, ['0-8388607', '8388608-16777215', '16777216-19999999']],
    [10 ** 15, ['0-19999999']],
    ['a lot', ['0-8388607', '8388608-16777215', '16777216-19999999']],
    [-5, ['0-8388607', '8388608-16777215', '16777216-19999999']],
  ])(
    'in chunks, and the registry wants at least %s each, these are sent (P23, A21)',
    async (least, wanted) => {
      const intercept: Intercept = ({ method }) =>
        method === 'POST'
          ? (answer) => withHeaders(answer, { 'oci-chunk-min-length': String(least) })
          : undefined;
      const made = await bed({ intercept }, { settings: { upload: 'chunks' } });
      await send(made, large);
      expect(made.server.requests.filter(isPatch).map(({ headers }) => headers['content-range'])).toEqual(
        wanted,
      );
    },
  );

  it('of one byte or of none, it is stored by every way (F62)', async () => {
    for (const upload of ['put', 'patch', 'chunks'] as const) {
      const made = await bed({}, { settings: { upload } });
      for (const what of [blobOf(''), blobOf('x')]) {
        await send(made, what);
        expect(isStored(made, what)).toBe(true);
      }
    }
  });

  it('many times, connections are used again', async () => {
    const made = await bed();
    for (let round = 0; round < 10; round += 1) await send(made, randomBlob(1_000, 100 + round));
    expect(made.server.connections).toBeLessThanOrEqual(2);
  });
});

describe('when nobody says whether a commit worked', { timeout: 10_000 }, () => {
  it.each<[string, Fault]>([
    ['the connection is reset after it', 'reset-after-effect'],
    ['it answers 502', () => ({ status: 502 })],
    ['it answers 404 BLOB_UPLOAD_UNKNOWN', () => problem(404, 'BLOB_UPLOAD_UNKNOWN', 'gone')],
    ['it answers 202', (answer) => ({ ...answer, status: 202 })],
    ['it answers 204', () => ({ status: 204 })],
  ])('as %s, it is looked for and never sent again (F20, P22, Q12)', async (_, fault) => {
    for (const upload of ['put', 'patch'] as const) {
      const made = await bed({ intercept: failing(1, isPut, fault) }, { settings: { upload } });
      await send(made);
      expect(made.server.requests.filter(isPut)).toHaveLength(1);
      expect(asked(made.server.requests).at(-1)).toBe('HEAD blob');
    }
  });

  it.each<[string, Fault]>([
    ['the connection is reset', 'reset'],
    ['it answers 503', { status: 503 }],
    ['it answers 404 BLOB_UPLOAD_UNKNOWN', problem(404, 'BLOB_UPLOAD_UNKNOWN', 'gone')],
    ['it answers 201 without storing', { status: 202 }],
  ])('as %s, and it did not, it is sent in a new session (F20, N8)', async (_, fault) => {
    const made = await bed({ intercept: failing(1, isPut, fault) }, { settings: { upload: 'patch' } });
    await send(made);
    expect(isStored(made)).toBe(true);
    const sessions = made.server.requests.filter(isPut).map(({ path }) => path);
    expect(new Set(sessions).size).toBe(2);
    expect(asked(made.server.requests).filter((one) => one === 'HEAD blob').length).toBeGreaterThanOrEqual(3);
    expect(made.server.uploads).toBe(0);
  });

  it('for ever, it gives up after three restarts (N3)', async () => {
    const made = await bed(
      { intercept: (request) => (isPut(request) ? { status: 502 } : undefined) },
      { settings: { upload: 'put' } },
    );
    expect(await codeOf(send(made))).toBe('SERVER_ERROR');
    expect(made.server.requests.filter(isPut)).toHaveLength(4);
    expect(made.server.uploads).toBe(0);
  });
});

describe('when credentials run out in the middle', { timeout: 10_000 }, () => {
  it.each(['put', 'patch', 'chunks'] as const)(
    'by %s, a 401 to a body renews them and the blob arrives (F37, P54)',
    async (upload) => {
      let revoked = false;
      const made = await bed(
        {
          auth: { scheme: 'bearer', users: { robot: { password: 'hunter2' } } },
          intercept: ({ method }) => {
            if (!revoked && method === (upload === 'put' ? 'PUT' : 'PATCH')) {
              revoked = true;
              made.server.revokeTokens();
            }
            return undefined;
          },
        },
        { user: { user: 'robot', password: 'hunter2' }, settings: { upload } },
      );
      await send(made, large);
      expect(isStored(made, large)).toBe(true);
      const bare = made.server.requests.filter(
        ({ method, headers }) =>
          (method === 'PUT' || method === 'PATCH') && headers.authorization === undefined,
      );
      expect(bare).toEqual([]);
    },
  );

  it('for good, a 401 to a body is one renewal and then denied (F38)', async () => {
    const made = await bed(
      {
        auth: { scheme: 'bearer', users: { robot: { password: 'hunter2' } } },
        intercept: (request) =>
          isPut(request)
            ? {
                status: 401,
                headers: { 'www-authenticate': `Bearer realm="${made.server.url}/token",service="registry"` },
              }
            : undefined,
      },
      { user: { user: 'robot', password: 'hunter2' } },
    );
    expect(await codeOf(send(made))).toBe('UNAUTHORIZED');
    expect(made.server.requests.filter(isPut).length).toBeLessThanOrEqual(2);
  });
});

describe('when an upload is ended', { timeout: 10_000 }, () => {
  it('the session is deleted, and the right to delete is not asked for (P26)', async () => {
    const made = await bed(
      { auth: { scheme: 'bearer', users: { robot: { password: 'hunter2' } } } },
      { user: { user: 'robot', password: 'hunter2' } },
    );
    const upload = await beginUpload(made.registry, made.repository, blob.descriptor);
    expect(made.server.uploads).toBe(1);
    await upload.abort();
    await upload.abort();
    expect(made.server.uploads).toBe(0);
    const scopes = made.server.requests.flatMap(({ query }) => query.getAll('scope')).join();
    expect(scopes).toContain('pull,push');
    expect(scopes).not.toContain('delete');
  });

  it.each<[string, Fault]>([
    ['refused', { status: 405 }],
    ['reset', 'reset'],
    ['left without an answer', 'hang'],
  ])('and that is %s, nothing is said and it does not take long (P26, F41)', async (_, fault) => {
    const made = await bed({ intercept: ({ method }) => (method === 'DELETE' ? fault : undefined) });
    const upload = await beginUpload(made.registry, made.repository, blob.descriptor);
    const before = performance.now();
    await upload.abort();
    expect(performance.now() - before).toBeLessThan(4_000);
  });

  it('by a source that fails, its error comes out, and nothing is committed', async () => {
    for (const way of ['put', 'patch', 'chunks'] as const) {
      const made = await bed({}, { settings: { upload: way } });
      const upload = await beginUpload(made.registry, made.repository, large.descriptor);
      const broken = async function* (from: number): AsyncGenerator<Piece> {
        yield* openerOf(large.bytes.subarray(0, 9_000_000))(from);
        throw new Error('the source died');
      };
      await expect(upload.send(broken)).rejects.toThrow('the source died');
      await upload.abort();
      expect(isStored(made, large)).toBe(false);
      expect(made.server.uploads).toBe(0);
    }
  });

  it('by being cancelled at any moment, it stops and its session can be deleted', async () => {
    for (const at of ['POST', 'PUT']) {
      const cancel = new AbortController();
      const made = await bed({
        intercept: ({ method }) => {
          if (method !== at) return undefined;
          setImmediate(() => cancel.abort(new Error('enough')));
          return at === 'PUT' ? 'hang' : undefined;
        },
      });
      const work = async (): Promise<void> => {
        const begun = await made.registry.beginBlob(made.repository, large.descriptor, {
          signal: cancel.signal,
        });
        if (begun.state !== 'upload') return;
        try {
          await begun.upload.send(openerOf(large.bytes), { signal: cancel.signal });
        } finally {
          await begun.upload.abort();
        }
      };
      await expect(work()).rejects.toThrow('enough');
    }
  });

  it('by a receiver that takes nothing, it is given up after a minute (F36, N15)', async () => {
    // A second of this clock is a tenth of a millisecond.
    const fast = { ...quickClock, ticks: () => performance.now() * 10_000 };
    const made = await bed(
      { intercept: (request) => (isPut(request) ? 'hang' : undefined) },
      { clock: fast, settings: { upload: 'put' } },
    );
    await expect(send(made, large)).rejects.toThrow(/no answer in time/);
  });
});
