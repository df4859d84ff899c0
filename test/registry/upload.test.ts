import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/ports/registry.ts';
import { problem, withHeaders } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { failing, type Fault, type Intercept } from '../fakes/registry/fault.ts';
import { blob as blobOf, randomBlob, type TestBlob } from '../fixtures/images.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';
import { beginUpload, ledger, openerOf, type Ledger } from './port/ground.ts';
import { blobInSha512 } from './samples.ts';
import { quickClock } from './test-client.ts';

const blob = randomBlob(300_000, 1);
const other = randomBlob(200_000, 2);
const large = randomBlob(20_000_000, 3);

function isPut({ method, route }: SeenRequest): boolean {
  return method === 'PUT' && route.kind === 'upload';
}

function isPatch({ method }: SeenRequest): boolean {
  return method === 'PATCH';
}

async function send(
  { registry, repository }: Bed,
  what: TestBlob = blob,
  book: Ledger = ledger(),
): Promise<void> {
  const upload = await beginUpload(registry, repository, what.descriptor);
  try {
    await upload.send(openerOf(what.bytes, { ledger: book }));
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

function isStored({ server, path }: Bed, what: TestBlob = blob): boolean {
  return server.store.blob(path, what.descriptor.digest)?.size === what.bytes.length;
}

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

describe('when an answer is not as it should be', { timeout: 10_000 }, () => {
  it('a `Range` that lies is believed once, and then no more (F26, Q8)', async () => {
    const made = await bed(
      {
        intercept: (request) =>
          isPatch(request) ? (answer) => withHeaders(answer, { range: '0-99' }) : undefined,
      },
      { settings: { upload: 'patch' } },
    );
    await send(made);
    await send(made, other);
    expect([isStored(made), isStored(made, other)]).toEqual([true, true]);
    const ranges = made.server.requests.filter(isPatch).map(({ headers }) => headers['content-range']);
    expect(ranges).toEqual([undefined, '100-299999', undefined, undefined]);
  });

  it('a PATCH without Location leaves the last one (F27)', async () => {
    const made = await bed(
      { intercept: (request) => (isPatch(request) ? ({ status }) => ({ status }) : undefined) },
      { settings: { upload: 'chunks' } },
    );
    await send(made, large);
    expect(isStored(made, large)).toBe(true);
  });

  it('a POST without Location is an error (F23)', async () => {
    const made = await bed({ intercept: ({ method }) => (method === 'POST' ? { status: 202 } : undefined) });
    await expect(send(made)).rejects.toThrow(/no Location in the answer/);
  });

  it.each([
    ['absolute', (url: string) => url],
    ['with parameters of its own', (url: string) => `${url}&signature=a%2Fb%3D`],
    ['with our digest already', (url: string) => `${url}&digest=${blob.descriptor.digest}`],
  ])('a Location %s is followed to the letter (P21, F23)', async (_, alter) => {
    const made = await bed({
      intercept: ({ method }) =>
        method === 'POST'
          ? (answer) =>
              withHeaders(answer, {
                location: alter(`${made.server.url}${String(answer.headers?.['location'])}`),
              })
          : undefined,
    });
    await send(made);
    const query = made.server.requests.find(isPut)?.query;
    expect(query?.getAll('digest')).toEqual([blob.descriptor.digest]);
    expect([null, 'a/b=']).toContain(query?.get('signature'));
  });

  it.each(['POST', 'PATCH'])(
    'a Location at a stranger gets no byte, not after %s either (A7)',
    async (method) => {
      const canary = await startCanary({ secrets: ['hunter2'] });
      const made = await bed(
        {
          auth: { scheme: 'basic', users: { robot: { password: 'hunter2' } } },
          intercept: (request) =>
            request.method === method
              ? (answer) =>
                  answer.status === 202 ? withHeaders(answer, { location: `${canary.url}/up` }) : answer
              : undefined,
        },
        { user: { user: 'robot', password: 'hunter2' }, settings: { upload: 'chunks' } },
      );
      expect(await codeOf(send(made))).toBe('LOCATION_FOREIGN');
      canary.assertUntouched();
      await canary.close();
    },
  );

  it.each(['put', 'patch', 'chunks'] as const)(
    'sessions at a configured storage get the bytes by %s and never a credential (A7)',
    async (upload) => {
      const made = await bed(
        {
          auth: { scheme: 'basic', users: { robot: { password: 'hunter2' } } },
          storage: { uploads: true },
          // Relative from then on: same origin as the storage, which makes it no less strange.
          intercept: ({ method }) =>
            method === 'PATCH'
              ? (answer) =>
                  withHeaders(answer, {
                    location: new URL(String(answer.headers?.['location'])).href.replace(
                      /^https?:\/\/[^/]+/,
                      '',
                    ),
                  })
              : undefined,
        },
        { user: { user: 'robot', password: 'hunter2' }, settings: { upload } },
      );
      await send(made, large);
      expect(isStored(made, large)).toBe(true);
      const there = made.server.storage?.requests ?? [];
      expect(there.length).toBeGreaterThan(0);
      for (const { headers } of there) expect(headers).not.toHaveProperty('authorization');
    },
  );

  it('a redirect of a body is not followed (P45)', async () => {
    const made = await bed({
      intercept: (request) =>
        isPut(request) ? { status: 307, headers: { location: '/v2/elsewhere' } } : undefined,
    });
    expect(await codeOf(send(made))).toBe('REDIRECT');
  });

  it('a 201 that names other content is looked into: once it is sent again, for ever it is named as what it is', async () => {
    const stranger = { 'docker-content-digest': other.descriptor.digest };
    const once = await bed({ intercept: failing(1, isPut, { status: 201, headers: stranger }) });
    await send(once);
    expect(isStored(once)).toBe(true);
    const always = await bed({
      intercept: (request) => (isPut(request) ? { status: 201, headers: stranger } : undefined),
    });
    expect(await codeOf(send(always))).toBe('DIGEST_CONTRADICTED');
    expect(isStored(always)).toBe(false);
    // Only the header is wrong.
    const careless = await bed({
      intercept: (request) => (isPut(request) ? (answer) => withHeaders(answer, stranger) : undefined),
    });
    await send(careless);
    expect(careless.server.requests.filter(isPut)).toHaveLength(1);
  });

  it('a blob of another algorithm that is not found again was not kept, whatever the answer said (F35)', async () => {
    const made = await bed({
      intercept: ({ method, route }) =>
        method === 'HEAD' && route.kind === 'blob' ? problem(404, 'BLOB_UNKNOWN', 'x') : undefined,
    });
    await expect(send(made, blobInSha512(blob))).rejects.toMatchObject({
      kind: 'incomplete',
      code: 'NOT_KEPT',
      hint: expect.stringContaining('sha512'),
    });
  });

  it('DIGEST_INVALID once is sent again, twice is named as what it is (F29)', async () => {
    const invalid = problem(400, 'DIGEST_INVALID', 'other bytes');
    const once = await bed({ intercept: failing(1, isPut, invalid) });
    await send(once);
    expect(isStored(once)).toBe(true);
    const always = await bed({ intercept: (request) => (isPut(request) ? invalid : undefined) });
    await expect(send(always)).rejects.toMatchObject({
      code: 'CORRUPTED_IN_TRANSIT',
      // zot, with a full disk.
      hint: expect.stringMatching(/proxy.*disk/),
    });
    expect(always.server.requests.filter(isPut)).toHaveLength(2);
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
