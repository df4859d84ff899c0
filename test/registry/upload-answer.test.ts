import { describe, expect, it } from 'vitest';
import { problem, withHeaders } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import { failing } from '../fakes/registry/fault.ts';
import { bed, codeOf } from './bed.ts';
import { blobInSha512 } from './samples.ts';
import { blob, isPatch, isPut, isStored, large, other, send } from './uploads.ts';

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
