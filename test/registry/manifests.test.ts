import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseTag } from '../../src/image/reference.ts';
import { problem, withHeaders, type Answer } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { failing, type Fault, type Intercept } from '../fakes/registry/fault.ts';
import type { RegistryOptions } from '../fakes/registry/server.ts';
import { blob, imageManifest } from '../fixtures/images.ts';
import { turns } from '../wait.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';
import { putImage } from './port/ground.ts';
import { imageOf } from './samples.ts';

const image = imageOf('one');
const other = imageOf('two');
const v1 = parseTag('v1');
const { digest, bytes, mediaType } = image.manifest;

function isPut({ method, route }: SeenRequest): boolean {
  return method === 'PUT' && route.kind === 'manifest';
}

async function withImage(options: RegistryOptions = {}): Promise<Bed> {
  const made = await bed(options);
  made.server.store.putManifest(made.path, bytes, { tags: ['v1'] });
  return made;
}

/** Blobs there, manifest not yet. */
async function readyFor(options: RegistryOptions = {}): Promise<Bed> {
  return bed({ allowMissing: true, ...options });
}

describe('when a manifest is read', { timeout: 10_000 }, () => {
  it('every type that there is is asked for, schema 1 too (P7, P8)', async () => {
    const made = await withImage();
    await made.registry.manifest(made.repository, v1);
    const accept = String(made.server.requests[0]?.headers.accept);
    for (const type of [
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.oci.artifact.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      'application/vnd.docker.distribution.manifest.v1+json',
    ]) {
      expect(accept).toContain(type);
    }
  });

  it.each([
    ['with a charset', { 'content-type': `${mediaType}; charset=utf-8` }],
    ['as text', { 'content-type': 'text/plain; charset=utf-8' }],
    ['as octets', { 'content-type': 'application/octet-stream' }],
    ['without a digest', { 'docker-content-digest': [] }],
    ['with a digest of another algorithm', { 'docker-content-digest': digestOf(bytes, 'sha512') }],
    ['labelled as compressed', { 'content-encoding': 'gzip' }],
    ['labelled as it is', { 'content-encoding': 'Identity' }],
    ['with no digest at all where one should be', { 'docker-content-digest': '../../x' }],
  ])('and it comes %s, its bytes count (P9, F19c, A13)', async (_, headers) => {
    const made = await withImage({ intercept: () => (answer) => withHeaders(answer, headers) });
    const manifest = await made.registry.manifest(made.repository, v1);
    expect(manifest?.digest).toBe(digest);
    expect(Buffer.from(manifest?.bytes ?? []).equals(bytes)).toBe(true);
  });

  const lying = { 'docker-content-digest': other.manifest.digest };
  it.each<[string, (answer: Answer) => Answer, string]>([
    ['another digest in its header', (answer) => withHeaders(answer, lying), 'DIGEST_CONTRADICTED'],
    ['other bytes', (answer) => ({ ...answer, body: other.manifest.bytes }), 'DIGEST_MISMATCH'],
    ['one byte less', (answer) => ({ ...answer, body: bytes.subarray(1) }), 'DIGEST_MISMATCH'],
    [
      'compressed bytes',
      (answer) => ({ ...withHeaders(answer, { 'content-encoding': 'gzip' }), body: gzipSync(bytes) }),
      'MANIFEST_ENCODED',
    ],
    [
      'a login page',
      () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }),
      'MANIFEST_NOT_SENT',
    ],
  ])('by digest and it comes with %s, it is refused (P10, P15, A13, F19c, Q23)', async (_, fault, code) => {
    const made = await withImage({ intercept: () => fault });
    expect(await codeOf(made.registry.manifest(made.repository, digest))).toBe(code);
    expect(made.server.requests).toHaveLength(1);
  });

  it.each([
    [401, 'UNAUTHORIZED', 'UNAUTHORIZED'],
    [403, 'DENIED', 'DENIED'],
    [500, 'UNKNOWN', 'SERVER_ERROR'],
    [400, 'NAME_INVALID', 'REFUSED_BY_REGISTRY'],
  ])(
    'and the answer is %i %s, that is an error and never "absent" (guarantee 4, Q22)',
    async (status, code, wanted) => {
      const made = await bed({ intercept: () => problem(status, code, 'no') });
      expect(await codeOf(made.registry.manifest(made.repository, v1))).toBe(wanted);
      expect(await codeOf(made.registry.head(made.repository, v1))).toBe(wanted);
    },
  );

  it('of 4 MiB, it is read (F62, N20)', async () => {
    const filler = 'x'.repeat(4 * 1024 * 1024 - 1_000);
    const large = imageManifest({ layers: [blob('l')], annotations: { filler } }).manifest;
    const made = await bed({ allowMissing: true, maxManifestBytes: 5 << 20 });
    made.server.store.putManifest(made.path, large.bytes);
    expect((await made.registry.manifest(made.repository, large.digest))?.bytes.length).toBe(
      large.bytes.length,
    );
    await made.registry.putManifest(made.repository, large);
  });
});

describe('when a manifest is looked for', { timeout: 10_000 }, () => {
  it('a HEAD is enough (Q5)', async () => {
    const made = await withImage();
    expect(await made.registry.head(made.repository, v1)).toEqual({ digest });
    expect(await made.registry.head(made.repository, digest)).toEqual({ digest });
    expect(await made.registry.head(made.repository, other.manifest.digest)).toBeUndefined();
    expect(asked(made.server.requests)).toEqual(['HEAD manifest', 'HEAD manifest', 'HEAD manifest']);
  });

  it.each<[string, Fault]>([
    ['405', { status: 405 }],
    ['403', { status: 403 }],
    ['no digest', (answer) => withHeaders(answer, { 'docker-content-digest': [] })],
    ['a digest that is none', (answer) => withHeaders(answer, { 'docker-content-digest': 'sha256:abc' })],
    ['a login page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['403 with a digest', { status: 403, headers: { 'docker-content-digest': other.manifest.digest } }],
  ])('and HEAD gives %s, GET decides (P11, F19b)', async (_, fault) => {
    const intercept: Intercept = ({ method }) => (method === 'HEAD' ? fault : undefined);
    for (const reference of [v1, digest]) {
      const made = await withImage({ intercept });
      expect(await made.registry.head(made.repository, reference)).toEqual({ digest });
      expect(asked(made.server.requests)).toEqual(['HEAD manifest', 'GET manifest']);
    }
  });

  it('and HEAD is not allowed, what GET does not find is absent, whatever HEAD calls it (P11)', async () => {
    const headers = { 'docker-content-digest': other.manifest.digest };
    const made = await withImage({
      intercept: ({ method }) => (method === 'HEAD' ? { status: 405, headers } : undefined),
    });
    expect(await made.registry.head(made.repository, other.manifest.digest)).toBeUndefined();
    expect(asked(made.server.requests)).toEqual(['HEAD manifest', 'GET manifest']);
  });

  it('by digest and HEAD gives another one, GET decides (F19b)', async () => {
    const made = await withImage({
      intercept: ({ method }) =>
        method === 'HEAD'
          ? (answer) => withHeaders(answer, { 'docker-content-digest': other.manifest.digest })
          : undefined,
    });
    expect(await made.registry.head(made.repository, digest)).toEqual({ digest });
  });

  it('during an outage, it is not asked by GET as often again', async () => {
    const made = await bed({ intercept: () => ({ status: 503 }) });
    expect(await codeOf(made.registry.head(made.repository, v1))).toBe('SERVER_ERROR');
    expect(made.server.requests).toHaveLength(6);
  });
});

describe('when a manifest is pushed', { timeout: 10_000 }, () => {
  it('its bytes and its type go as they are (P12, P28)', async () => {
    const made = await readyFor();
    await made.registry.putManifest(made.repository, image.manifest);
    expect(made.server.requests[0]?.headers['content-type']).toBe(mediaType);
    expect(made.server.store.manifest(made.path, digest)?.bytes).toEqual(Buffer.from(bytes));
  });

  it.each([200, 202, 204])('and the answer is %i, that is as good as 201 (P28)', async (status) => {
    const made = await readyFor({ intercept: () => (answer) => ({ ...answer, status }) });
    expect(await made.registry.putManifest(made.repository, image.manifest)).toEqual({
      subjectHandled: false,
    });
  });

  it('and the registry calls it by another digest, that is an error (P28)', async () => {
    const lying = { 'docker-content-digest': other.manifest.digest };
    const made = await readyFor({ intercept: () => (answer) => withHeaders(answer, lying) });
    expect(await codeOf(made.registry.putManifest(made.repository, image.manifest))).toBe(
      'DIGEST_CONTRADICTED',
    );
  });

  it.each<[string, Fault]>([
    ['a reset after it', 'reset-after-effect'],
    ['502 after it', () => ({ status: 502 })],
  ])('and the answer is lost by %s, it is found and not sent again (F7, F31)', async (_, fault) => {
    const made = await readyFor({ intercept: failing(1, isPut, fault), immutable: () => true });
    await made.registry.putManifest(made.repository, image.manifest);
    await made.registry.tag(made.repository, image.manifest, v1);
    expect(asked(made.server.requests)).toEqual(['PUT manifest', 'HEAD manifest', 'PUT manifest']);
  });

  it.each<[string, Fault]>([
    ['a reset before it', 'reset'],
    ['503', { status: 503 }],
    ['429', { status: 429 }],
  ])('and it failed by %s, it is looked for and sent again (F31, N4)', async (_, fault) => {
    const made = await readyFor({ intercept: failing(3, isPut, fault) });
    await made.registry.tag(made.repository, image.manifest, v1);
    expect(made.server.store.tagged(made.path, 'v1')).toBe(digest);
    expect(made.server.requests.filter(isPut)).toHaveLength(4);
  });

  it('and it fails for ever, it is given up after three tries more (N4)', async () => {
    const made = await readyFor({ intercept: (request) => (isPut(request) ? { status: 500 } : undefined) });
    expect(await codeOf(made.registry.putManifest(made.repository, image.manifest))).toBe('SERVER_ERROR');
    expect(made.server.requests.filter(isPut)).toHaveLength(4);
  });

  it.each(['MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN'])(
    'and parts are missing there (%s), the transfer is told (P29, F30)',
    async (code) => {
      for (const status of [400, 404]) {
        const made = await bed({
          intercept: (request) => (isPut(request) ? problem(status, code, 'x') : undefined),
        });
        await expect(made.registry.putManifest(made.repository, image.manifest)).rejects.toMatchObject({
          kind: 'incomplete',
          code: 'PARTS_MISSING',
          hint: expect.stringContaining('Run again later'),
        });
      }
    },
  );

  it.each([
    [400, 'MANIFEST_INVALID', 'REFUSED_BY_REGISTRY'],
    [400, 'TAG_INVALID', 'REFUSED_BY_REGISTRY'],
    [404, 'NAME_UNKNOWN', 'NOT_FOUND'],
    [413, 'SIZE_INVALID', 'TOO_LARGE'],
    [403, 'DENIED', 'DENIED'],
  ])('and it is refused by %i %s, it is not sent again (F32–F34)', async (status, code, wanted) => {
    const made = await readyFor({
      intercept: (request) => (isPut(request) ? problem(status, code, 'x') : undefined),
    });
    expect(await codeOf(made.registry.putManifest(made.repository, image.manifest))).toBe(wanted);
    expect(made.server.requests.filter(isPut)).toHaveLength(1);
  });

  const quay = {
    'www-authenticate': 'Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"',
  };
  it('to a Quay, pushes of one repository run one after the other, and a crossed one is sent once more (Q13)', async () => {
    let running = 0;
    let most = 0;
    let crossed = 1;
    const made = await readyFor({
      intercept: async (request) => {
        if (!isPut(request)) return (answer) => withHeaders(answer, quay);
        if (crossed-- > 0) return problem(400, 'MANIFEST_INVALID', 'crossed');
        running += 1;
        most = Math.max(most, running);
        await turns(20);
        running -= 1;
        return undefined;
      },
    });
    await made.registry.head(made.repository, v1);
    const images = ['a', 'b', 'c', 'd'].map((name) => imageOf(name).manifest);
    await Promise.all(images.map((one) => made.registry.putManifest(made.repository, one)));
    expect(most).toBe(1);
    for (const one of images) expect(made.server.store.manifest(made.path, one.digest)).toBeDefined();
  });
});

describe('when a tag may not move', { timeout: 10_000 }, () => {
  const refusals: [string, Answer][] = [
    ['ECR', problem(400, 'TAG_INVALID', 'The image tag v1 already exists and the repository is immutable')],
    ['Docker Hub', problem(403, 'DENIED', 'tag is immutable')],
    ['Harbor', problem(412, 'PRECONDITION', 'Failed to process: tag v1 is immutable')],
    ['GAR', problem(409, 'FAILED_PRECONDITION', 'tag is immutable')],
    ['Artifactory', problem(409, 'UNKNOWN', 'tag already exists')],
  ];

  it.each(refusals)(
    'and %s refuses it with the same digest, that is no failure (Q4, F45)',
    async (_, answer) => {
      const made = await readyFor({ immutable: () => true, immutableAnswer: answer });
      await putImage(made.registry, made.repository, image, v1);
      await made.registry.tag(made.repository, image.manifest, v1);
      expect(made.server.store.tagged(made.path, 'v1')).toBe(digest);
    },
  );

  it.each(refusals)(
    'and %s refuses another digest, that is a conflict, asked once (Q4, F45)',
    async (_, answer) => {
      const made = await readyFor({ immutable: () => true, immutableAnswer: answer });
      await putImage(made.registry, made.repository, image, v1);
      made.server.requests.length = 0;
      const error = (await made.registry
        .tag(made.repository, other.manifest, v1)
        .catch((reason: unknown) => reason)) as HoistError;
      expect([error.kind, error.code]).toEqual(['conflict', 'TAG_IMMUTABLE']);
      expect(error.message).toContain(digest);
      expect(made.server.requests.filter(isPut)).toHaveLength(1);
    },
  );

  it('but nothing is there yet, it is a refusal like any other', async () => {
    const made = await readyFor({
      intercept: (request) => (isPut(request) ? problem(403, 'DENIED', 'immutable') : undefined),
    });
    expect(await codeOf(made.registry.tag(made.repository, image.manifest, v1))).toBe('DENIED');
  });
});
