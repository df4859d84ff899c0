import { describe, expect, it } from 'vitest';
import { parseRepository } from '../../src/image/reference.ts';
import type { BeginOptions, BlobBegin } from '../../src/ports/registry.ts';
import { problem, withHeaders, type Answer } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault, Intercept } from '../fakes/registry/fault.ts';
import { randomBlob } from '../fixtures/images.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';
import { openerOf } from './port/ground.ts';

const blob = randomBlob(1_000, 1);
const next = randomBlob(1_000, 2);
const { descriptor } = blob;

/** What makes an answer look like the reference implementation's, whose 202 to a mount from itself means "absent". */
const distribution = { 'x-content-type-options': 'nosniff' };
const likeDistribution: Intercept = () => (answer) => withHeaders(answer, distribution);

function isMount({ query }: SeenRequest): boolean {
  return query.has('mount');
}

function source({ server }: Bed): ReturnType<typeof parseRepository> {
  return parseRepository(`${server.host}/acme/source`);
}

function begin(
  { registry, repository }: Bed,
  options: BeginOptions = {},
  what = descriptor,
): Promise<BlobBegin> {
  return registry.beginBlob(repository, what, options);
}

async function state(begun: Promise<BlobBegin>): Promise<string> {
  return (await begun).state;
}

describe('when the source is on the same registry', { timeout: 10_000 }, () => {
  async function withSource(fault?: (request: SeenRequest) => Fault | undefined): Promise<Bed> {
    const made = await bed(fault === undefined ? {} : { intercept: (request) => fault(request) });
    for (const { bytes } of [blob, next]) made.server.store.putBlob('acme/source', bytes);
    return made;
  }

  it('the blob is mounted from it with one request (P25)', async () => {
    const made = await withSource();
    const begun = await begin(made, { mountFrom: [source(made)] });
    expect(begun).toEqual({ state: 'mounted', from: source(made) });
    const [request] = made.server.requests;
    expect(Object.fromEntries(request?.query ?? [])).toEqual({
      mount: descriptor.digest,
      from: 'acme/source',
    });
    expect(made.server.requests).toHaveLength(1);
    expect(made.server.store.blob(made.path, descriptor.digest)).toBeDefined();
  });

  it('and a mount opens an upload instead, that upload is used (P25)', async () => {
    const made = await bed({ mount: false });
    const begun = await begin(made, { mountFrom: [source(made)], assumeAbsent: true });
    if (begun.state !== 'upload') throw new Error(begun.state);
    await begun.upload.send(openerOf(blob.bytes));
    expect(asked(made.server.requests)).toEqual(['POST uploads', 'PUT upload']);
  });

  it('a 202 to a mount says nothing of the target: where it has the blob, nothing is sent', async () => {
    const made = await bed({ mount: false, intercept: likeDistribution });
    made.server.store.putBlob(made.path, blob.bytes);
    expect(await state(begin(made, { mountFrom: [source(made)] }))).toBe('present');
    expect(asked(made.server.requests)).toEqual(['POST uploads', 'HEAD blob', 'DELETE upload']);
    expect(made.server.uploads).toBe(0);
  });

  it.each([400, 401, 403, 404, 405, 412, 501])(
    'and answers a mount with %i, it is asked plainly, and not again for a mount from there (P25, F22, Q15)',
    async (status) => {
      const made = await withSource((request) => (isMount(request) ? { status } : undefined));
      for (const what of [descriptor, next.descriptor]) {
        const begun = begin(made, { mountFrom: [source(made)], assumeAbsent: true }, what);
        expect(await state(begun)).toBe('upload');
      }
      const posts = made.server.requests.filter(({ method }) => method === 'POST');
      const from = posts.map(({ query }) => query.get('from'));
      expect(from).toEqual(['acme/source', 'acme/web', null, null]);
    },
  );

  it.each<[string, Fault]>([
    ['503', { status: 503 }],
    ['a reset', 'reset'],
  ])(
    'and answers a mount with %s, it is asked plainly, and the next blob is mounted (F22)',
    async (_, fault) => {
      let left = 1;
      const made = await withSource((request) => (isMount(request) && left-- > 0 ? fault : undefined));
      const options = { mountFrom: [source(made)] };
      expect(await state(begin(made, options))).toBe('upload');
      expect(await state(begin(made, options, next.descriptor))).toBe('mounted');
    },
  );

  it('and answers a mount with a 201 about other content, nothing counts as mounted (F22)', async () => {
    const stranger = { 'docker-content-digest': next.descriptor.digest };
    const made = await withSource((request) =>
      isMount(request) ? { status: 201, headers: stranger } : undefined,
    );
    expect(await state(begin(made, { mountFrom: [source(made)] }))).toBe('upload');
    expect(await state(begin(made, { assumeAbsent: true }))).toBe('upload');
  });

  it('and claims a mount that it did not make, the blob is sent when it is asked for again (F22, P29)', async () => {
    const lie: Answer = { status: 201, headers: { location: '/v2/x' } };
    const made = await withSource((request) => (isMount(request) ? lie : undefined));
    const options = { mountFrom: [source(made)] };
    expect(await state(begin(made, options))).toBe('mounted');
    expect(await state(begin(made, options))).toBe('upload');
    expect(made.server.requests.filter(isMount)).toHaveLength(1);
  });

  it('and the registry was found to lack what it claims, it is neither asked nor mounted: sent (F30, P29)', async () => {
    const made = await withSource();
    made.server.store.putBlob(made.path, blob.bytes);
    const options = { mountFrom: [source(made)] };
    expect(await state(begin(made, options))).toBe('mounted');
    const from = made.server.requests.length;
    expect(await state(begin(made, { ...options, resend: true }))).toBe('upload');
    const requests = made.server.requests.slice(from);
    expect(asked(requests)).toEqual(['POST uploads']);
    expect(requests.some(isMount)).toBe(false);
  });

  it('only repositories of that registry are mounted from, and with the right to read there (P25, P52, A48)', async () => {
    const users = { robot: { password: 'hunter2' } };
    const made = await bed(
      { auth: { scheme: 'bearer', users } },
      { user: { user: 'robot', password: 'hunter2' } },
    );
    made.server.store.putBlob('acme/source', blob.bytes);
    const elsewhere = parseRepository('registry.example.com/acme/other');
    expect(await state(begin(made, { mountFrom: [elsewhere, made.repository, source(made)] }))).toBe(
      'mounted',
    );
    const scopes = made.server.requests.map(({ query }) => query.getAll('scope'));
    expect(scopes).toContainEqual(['repository:acme/web:pull,push', 'repository:acme/source:pull']);
    expect(
      made.server.requests.filter(isMount).every(({ query }) => query.get('from') === 'acme/source'),
    ).toBe(true);
  });
});

describe('when the blob may be there already', { timeout: 10_000 }, () => {
  it('and nothing is known of the registry, a HEAD asks first (transport.md §4.1)', async () => {
    const made = await bed();
    expect(await state(begin(made))).toBe('upload');
    expect(asked(made.server.requests)).toEqual(['HEAD blob', 'POST uploads']);
  });

  it('and the registry shows once that a mount from itself tells, no HEAD is needed any more', async () => {
    const made = await bed();
    made.server.store.putBlob(made.path, blob.bytes);
    expect(await state(begin(made))).toBe('present');
    made.server.requests.length = 0;
    made.server.store.putBlob(made.path, next.bytes);
    expect(await state(begin(made, {}, next.descriptor))).toBe('present');
    expect(await state(begin(made, {}, randomBlob(10, 9).descriptor))).toBe('upload');
    expect(asked(made.server.requests)).toEqual(['POST uploads', 'POST uploads']);
  });

  it('and the registry shows that it does not, it is asked by HEAD and no upload stays open', async () => {
    const made = await bed({ mount: false });
    for (const { bytes } of [blob, next]) made.server.store.putBlob(made.path, bytes);
    expect(await state(begin(made))).toBe('present');
    expect(await state(begin(made, {}, next.descriptor))).toBe('present');
    expect(asked(made.server.requests)).toEqual(['HEAD blob', 'POST uploads', 'DELETE upload', 'HEAD blob']);
    expect(made.server.uploads).toBe(0);
  });

  it('and the registry is known to tell, one request settles it', async () => {
    const made = await bed({ intercept: likeDistribution });
    // The first answer shows what it is.
    await made.registry.hasBlob(made.repository, descriptor);
    made.server.requests.length = 0;
    expect(await state(begin(made))).toBe('upload');
    made.server.store.putBlob(made.path, next.bytes);
    expect(await state(begin(made, {}, next.descriptor))).toBe('present');
    expect(asked(made.server.requests)).toEqual(['POST uploads', 'POST uploads']);
  });

  it('and the repository is known to be empty, one request begins', async () => {
    const made = await bed();
    expect(await state(begin(made, { assumeAbsent: true }))).toBe('upload');
    expect(asked(made.server.requests)).toEqual(['POST uploads']);
  });

  it('but with another size, it counts as absent and that is said (P19)', async () => {
    const made = await bed();
    made.server.store.putBlob(made.path, blob.bytes);
    const other = { ...descriptor, size: 999 };
    expect(await made.registry.hasBlob(made.repository, other)).toBe(false);
    expect(made.warnings).toEqual([expect.stringMatching(/has 1000 bytes, its manifest says 999/)]);
  });

  it('and the registry takes no HEAD, the first byte is asked for (P11)', async () => {
    const made = await bed({ intercept: ({ method }) => (method === 'HEAD' ? { status: 405 } : undefined) });
    expect(await made.registry.hasBlob(made.repository, descriptor)).toBe(false);
    made.server.store.putBlob(made.path, blob.bytes);
    expect(await made.registry.hasBlob(made.repository, descriptor)).toBe(true);
    expect(made.server.requests.at(-1)?.headers.range).toBe('bytes=0-0');
  });

  it('at a storage whose URLs are good for GET only, the first byte is asked for (P45)', async () => {
    const made = await bed({
      storage: { blobs: true },
      intercept: ({ method, listener }) =>
        method === 'HEAD' && listener === 'storage' ? { status: 403 } : undefined,
    });
    made.server.store.putBlob(made.path, blob.bytes);
    expect(await made.registry.hasBlob(made.repository, descriptor)).toBe(true);
  });

  it.each([401, 403, 500])(
    'and the question is answered with %i, that is an error and never "absent" (guarantee 4)',
    async (status) => {
      const made = await bed({ intercept: ({ method }) => (method === 'HEAD' ? { status } : undefined) });
      expect(await codeOf(begin(made))).toMatch(/UNAUTHORIZED|DENIED|SERVER_ERROR/);
    },
  );
});

describe('when an upload cannot be begun', { timeout: 10_000 }, () => {
  it.each([
    [404, 'NAME_UNKNOWN', 'NOT_FOUND'],
    [401, 'UNAUTHORIZED', 'UNAUTHORIZED'],
    [403, 'DENIED', 'DENIED'],
    [507, 'UNKNOWN', 'QUOTA'],
  ])(
    'as it answers %i %s, that is said before anything is read (F21, F33, F34, F37)',
    async (status, code, wanted) => {
      const made = await bed({
        intercept: ({ method }) => (method === 'POST' ? problem(status, code, 'no') : undefined),
      });
      expect(await codeOf(begin(made, { assumeAbsent: true }))).toBe(wanted);
      // Once as a mount from itself, once plainly.
      expect(asked(made.server.requests).filter((one) => one === 'POST uploads')).toHaveLength(2);
    },
  );

  it.each<[string, Fault, number]>([
    ['503', { status: 503 }, 4],
    ['a reset', 'reset', 4],
    ['429', { status: 429 }, 4],
  ])('for a while, by %s, it is tried four times more (F5, F21, N2)', async (_, fault, times) => {
    let left = times;
    const made = await bed({
      mount: false,
      intercept: (request) =>
        !isMount(request) && request.method === 'POST' && left-- > 0 ? fault : undefined,
    });
    expect(await state(begin(made))).toBe('upload');
  });
});
