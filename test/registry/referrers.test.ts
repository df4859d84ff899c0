import { describe, expect, it } from 'vitest';
import { fallbackTag } from '../../src/image/attached-tag.ts';
import { descriptorOf } from '../../src/image/manifest.ts';
import { referrerDescriptor } from '../../src/image/referrers-index.ts';
import { jsonAnswer, problem, withHeaders } from '../fakes/registry/answer.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { imageIndex } from '../fixtures/images.ts';
import { asked, codeOf } from './bed.ts';
import { imageOf } from './samples.ts';
import { image, indexType, isApi, listed, sbom, signature, underTag, withImage } from './signed-image.ts';

describe('when referrers are listed', { timeout: 10_000 }, () => {
  it('the API is asked, and every page of it (P35, P38)', async () => {
    const made = await withImage({ pageSize: 1 }, sbom, signature);
    const [way, api, ...digests] = await listed(made);
    expect([way, api, digests.sort()]).toEqual(['api', true, [sbom.digest, signature.digest].sort()]);
    expect(asked(made.server.requests)).toEqual(['GET referrers', 'GET referrers']);
  });

  it('and there is no API, the fallback tag is; the API is not asked again on that host (P35, P36)', async () => {
    const made = await withImage({ referrers: false }, sbom);
    underTag(made, imageIndex([referrerDescriptor(sbom)]));
    expect(await listed(made)).toEqual(['tag', false, sbom.digest]);
    expect(await listed(made)).toEqual(['tag', false, sbom.digest]);
    expect(made.server.requests.filter(isApi)).toHaveLength(1);
  });

  it('and the API was there once, it is asked for every image after one that it does not know (P35)', async () => {
    const made = await withImage(
      { intercept: (request) => (isApi(request) && request.index === 1 ? { status: 404 } : undefined) },
      sbom,
    );
    expect(await listed(made)).toEqual(['api', true, sbom.digest]);
    expect(await listed(made)).toEqual(['none', true]);
    expect(await listed(made)).toEqual(['api', true, sbom.digest]);
  });

  it('and an index is what the fallback tag of it names, or lists, it does not refer to itself (P36)', async () => {
    const index = imageIndex([image.manifest]);
    for (const list of [index, imageIndex([index])]) {
      const made = await withImage({ referrers: false }, index);
      made.server.store.putManifest(made.path, list.bytes, { tags: [fallbackTag(index.digest)] });
      const found = await made.registry.referrers(made.repository, index.digest);
      expect(found).toEqual({ way: 'none', api: false, descriptors: [] });
    }
  });

  it('and there are clean 404s, there are none', async () => {
    expect(await listed(await withImage({ referrers: false }))).toEqual(['none', false]);
  });

  it.each(['NAME_UNKNOWN', 'MANIFEST_UNKNOWN'])(
    'and one repository is absent (404 %s), the API is still asked for others of that host',
    async (code) => {
      const made = await withImage(
        {
          intercept: (request) =>
            isApi(request) && request.index === 0 ? problem(404, code, 'x') : undefined,
        },
        sbom,
      );
      expect(await listed(made)).toEqual(['none', false]);
      expect(await listed(made)).toEqual(['api', true, sbom.digest]);
    },
  );

  it.each<[string, Fault]>([
    ['400', { status: 400 }],
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['405', { status: 405 }],
    ['500', { status: 500 }],
    ['HTML with 200', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['JSON that is no index', jsonAnswer(200, { manifests: [] })],
    ['an index of another type', (answer) => withHeaders(answer, { 'content-type': 'application/json' })],
    ['a body that is none', { status: 200, headers: indexType, body: '{' }],
    [
      'duplicate keys',
      { status: 200, headers: indexType, body: '{"schemaVersion":2,"manifests":[],"manifests":[]}' },
    ],
    ['an empty answer', { status: 200, headers: indexType }],
  ])('and the API answers %s, that is an error: never "none" (P35, F46, A25)', async (_, fault) => {
    const made = await withImage({ intercept: (request) => (isApi(request) ? fault : undefined) }, sbom);
    const outcome = await codeOf(listed(made));
    expect(outcome).toBeTypeOf('string');
    expect(asked(made.server.requests)).not.toContain('GET manifest');
  });

  it.each([401, 403, 500])('and the fallback tag answers %i, that is an error too (F46)', async (status) => {
    const made = await withImage({
      referrers: false,
      intercept: ({ route }) => (route.kind === 'manifest' ? { status } : undefined),
    });
    expect(await codeOf(listed(made))).toMatch(/UNAUTHORIZED|DENIED|SERVER_ERROR/);
  });

  it('and the API answers 406, there is none, and the fallback tag is asked (policy.md §1.2)', async () => {
    const made = await withImage(
      { intercept: (request) => (isApi(request) ? { status: 406 } : undefined) },
      sbom,
    );
    expect(await listed(made)).toEqual(['none', false]);
    underTag(made, imageIndex([sbom]));
    expect(await listed(made)).toEqual(['tag', false, sbom.digest]);
    expect(asked(made.server.requests).filter((request) => request === 'GET referrers')).toHaveLength(1);
  });

  it('and a later page is absent, that is an error (F46)', async () => {
    const made = await withImage(
      { pageSize: 1, intercept: ({ index }) => (index === 1 ? { status: 404 } : undefined) },
      sbom,
      signature,
    );
    expect(await codeOf(listed(made))).toBe('NOT_FOUND');
  });

  it('and the fallback tag names the image itself or no index, nothing refers to it (transport.md §4.5, P36)', async () => {
    for (const stranger of [image.manifest, imageOf('stranger').manifest]) {
      const made = await withImage({ referrers: false });
      underTag(made, stranger);
      expect(await listed(made)).toEqual(['none', false]);
    }
  });

  it.each([
    ['one page', 1_001],
    ['two pages', 501],
  ])('and there are more than a thousand on %s, they are refused (N26, A17)', async (_, each) => {
    const page = (number: number): object[] =>
      Array.from({ length: each }, (__, at) => ({
        ...descriptorOf(sbom),
        digest: `sha256:${(number * 10_000 + at).toString(16).padStart(64, '0')}`,
      }));
    const made = await withImage({
      intercept: ({ path, index }) => ({
        status: 200,
        headers: { ...indexType, link: index === 0 ? `<${path}?last=1>; rel="next"` : '' },
        body: JSON.stringify({
          schemaVersion: 2,
          mediaType: indexType['content-type'],
          manifests: page(index),
        }),
      }),
    });
    expect(await codeOf(listed(made))).toBe('REFERRERS_TOO_MANY');
  });

  it('and the list of a few is longer than 4 MiB, it stops and says so (N26)', async () => {
    const entry = { ...descriptorOf(sbom), annotations: { note: 'x'.repeat(5 * 1024 * 1024) } };
    const made = await withImage({
      intercept: () => ({
        status: 200,
        headers: indexType,
        body: JSON.stringify({ schemaVersion: 2, mediaType: indexType['content-type'], manifests: [entry] }),
      }),
    });
    await expect(listed(made)).rejects.toMatchObject({
      code: 'REFERRERS_TOO_MANY',
      message: expect.stringMatching(/referrers of one digest, or more than 4 MiB of them$/) as string,
    });
  });

  it('and pages never end, it stops (N26, F55)', async () => {
    const made = await withImage({
      intercept:
        ({ path, index }) =>
        (answer) =>
          withHeaders(answer, { link: `<${path}?last=${index}>; rel="next"` }),
    });
    expect(await codeOf(listed(made))).toBe('PAGES_ENDLESS');
    expect(made.server.requests.length).toBeLessThanOrEqual(50);
  });
});
