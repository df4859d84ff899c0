import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/domain/run.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: { repository: ghcr.io/acme/dev/web, tags: ['v*', '!*-rc*'] }
    stages: [{ name: qa, to: ghcr.io/acme/qa/web }]
  platform:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/ui], tags: ['r*'] }
    stages: [{ name: production, to: 'ghcr.io/acme/prod/{name}' }]
  rest:
    source: 'ghcr.io/acme/dev/{name}'
    stages: [{ name: qa, to: 'ghcr.io/acme/rest/{name}' }]
`;

const image = sampleImage({ platforms: 1, layers: 1 });
const other = sampleImage({ platforms: 1, layers: 1, seed: 2 });
const { digest } = image.root;
const byEvent = (requested: Run['requested'], event = 'registry_package'): Partial<Run> => ({
  event,
  requested,
});

async function open(run: Partial<Run> = {}) {
  const opened = await scene(config, { run });
  opened.push('ghcr.io/acme/dev/web:v1', image);
  opened.push('ghcr.io/acme/dev/web:v2-rc1', other);
  opened.push('ghcr.io/acme/dev/other:1', image);
  for (const name of ['api', 'ui']) opened.push(`ghcr.io/acme/dev/${name}:r1`, image);
  opened.push('ghcr.io/acme/dev/api:r2', other);
  return opened;
}

const promoted = { 'web/qa': 'promoted' };

describe('when an image is given by hand', () => {
  it.each([
    ['its repository and tag', { image: 'ghcr.io/acme/dev/web:v1' }, promoted],
    ['a name in another case of the host', { image: 'GHCR.IO/acme/dev/web:v1' }, promoted],
    ['a bare tag that only one pipeline takes', { image: 'v1' }, promoted],
    ['a bare tag and the pipeline', { image: 'v1', pipeline: 'web' }, promoted],
    ['a bare digest, by the one tag that passes the filter', { image: digest, pipeline: 'web' }, promoted],
    ['a bare digest alone, which is never a set’s', { image: digest }, promoted],
    ['its repository and digest', { image: `ghcr.io/acme/dev/web@${digest}` }, promoted],
    ['its tag and digest', { image: `v1@${digest}`, pipeline: 'web' }, promoted],
    ['all of it', { image: `ghcr.io/acme/dev/web:v1@${digest}` }, promoted],
    ['a repository that a pattern takes', { image: 'ghcr.io/acme/dev/other:1' }, { 'rest/qa': 'promoted' }],
    ['a tag of a set', { image: 'r1' }, { 'platform/production': 'promoted' }],
    ['one member of a set', { image: 'ghcr.io/acme/dev/ui:r1' }, { 'platform/production': 'promoted' }],
    [
      'a set’s tag that one repository lacks',
      { image: 'r2', pipeline: 'platform' },
      { 'platform/production': 'waiting' },
    ],
    [
      'a tag with a digest that it names no more',
      { image: `v1@${other.root.digest}`, pipeline: 'web' },
      { 'web/qa': 'superseded' },
    ],
    ['a tag that no filter takes', { image: 'ghcr.io/acme/dev/web:v2-rc1' }, {}],
    ['a repository that no pipeline takes', { image: 'ghcr.io/beta/dev/web:v1' }, {}],
    ['a signature’s tag', { image: `ghcr.io/acme/dev/other:sha256-${'a'.repeat(64)}.sig` }, {}],
  ])('goes by %s', async (_, request, expected) => {
    const { promote } = await open();
    const { document, exitCode } = await promote(request);
    expect(outcomes(document)).toEqual(expected);
    expect(exitCode).toBe(0);
    const isTaken = Object.keys(expected).length > 0;
    expect(document.outcome === 'none').toBe(!isTaken);
    expect(document.notices.join().includes('no pipeline takes')).toBe(!isTaken);
  });

  it.each([
    ['web:v1', /docker\.io\/library\/web is none of the sources, which are ghcr\.io\/acme\/dev\/web, .+/],
    ['ghcr.io/acme/dev/web:v2-rc1', /the tag filter of web leaves this tag out$/],
    [`ghcr.io/acme/dev/web:sha256-${'a'.repeat(64)}.sig`, /such tags hold signatures/],
  ])('says why nobody takes %s', async (image, why) => {
    const { promote } = await open();
    expect((await promote({ image })).document.notices).toEqual([expect.stringMatching(why)]);
  });

  it.each([
    ['nothing at all', {}, 'IMAGE_MISSING', 'registry_package'],
    ['an unknown pipeline', { image: 'v1', pipeline: 'wbe' }, 'PIPELINE_UNKNOWN', 'platform'],
    [
      'a pipeline that does not take the image',
      { image: 'ghcr.io/acme/dev/api:r1', pipeline: 'web' },
      'IMAGE_NOT_TAKEN',
      'filter',
    ],
    [
      'a pipeline whose filter leaves the tag out',
      { image: 'v2-rc1', pipeline: 'web' },
      'IMAGE_NOT_TAKEN',
      'filter',
    ],
    [
      'a pattern without repository',
      { image: '1', pipeline: 'rest' },
      'IMAGE_INVALID',
      'ghcr.io/acme/dev/{name}',
    ],
    ['a set with a digest', { image: digest, pipeline: 'platform' }, 'SET_TAKES_A_TAG', 'tag'],
    [
      'a set by its tag with a digest',
      { image: `:r1@${digest}`, pipeline: 'platform' },
      'SET_TAKES_A_TAG',
      'tag',
    ],
    ['a member of a set by digest', { image: `ghcr.io/acme/dev/api@${digest}` }, 'SET_TAKES_A_TAG', 'tag'],
    ['a tag that is not there', { image: 'v9', pipeline: 'web' }, 'IMAGE_NOT_FOUND', 'typing'],
    [
      'a digest without tag that passes',
      { image: other.root.digest, pipeline: 'web' },
      'DIGEST_WITHOUT_TAG',
      'tag',
    ],
    ['an unknown stage', { image: 'v1', stage: 'prod' }, 'STAGE_UNKNOWN', 'qa'],
    ['a destination tag without stage', { image: 'v1', tag: 'v1-hot' }, 'TAG_WITHOUT_STAGE', 'stage'],
    [
      'a glob that no target matches',
      { image: 'v1', targets: 'eu.*' },
      'TARGETS_EMPTY',
      "did you mean 'eu.**'?",
    ],
    ['a glob that ends before a slash', { image: 'v1', targets: '*web' }, 'TARGETS_EMPTY', "'**web'"],
    ['a repository that is none', { image: 'v1', targets: 'eu' }, 'TARGETS_EMPTY', 'qa/web.'],
  ])('refuses %s as wrong arguments, and writes nothing', async (_, request, code, hint) => {
    const { promote, registry, world } = await open();
    await expect(promote(request)).rejects.toMatchObject({
      kind: 'config',
      code,
      hint: expect.stringContaining(hint),
    });
    expect(registry.calls.filter(({ verb }) => verb === 'putManifest' || verb === 'tag')).toEqual([]);
    expect(world.records).toEqual([]);
  });

  it('names the tags when a bare digest has several', async () => {
    const { promote, push } = await open();
    push('ghcr.io/acme/dev/web:v1.0', image);
    await expect(promote({ image: digest, pipeline: 'web' })).rejects.toMatchObject({
      code: 'DIGEST_WITH_TAGS',
      message: expect.stringMatching(/v1.*v1\.0|v1\.0.*v1/),
    });
  });
});

describe('when the event gives the image', () => {
  it.each([
    ['a tag with digest', byEvent({ image: `ghcr.io/acme/dev/web:v1@${digest}` }), promoted],
    ['a pipeline as well', byEvent({ image: 'v1', pipeline: 'web' }, 'repository_dispatch'), promoted],
    ['an image of no pipeline', byEvent({ image: 'ghcr.io/beta/web:v1' }), {}],
    [
      'an image that the event’s pipeline does not take',
      byEvent({ image: 'ghcr.io/acme/dev/api:r1', pipeline: 'web' }, 'repository_dispatch'),
      {},
    ],
    ['a push without tag', byEvent({}), {}],
    [
      'a push that was overtaken',
      byEvent({ image: `ghcr.io/acme/dev/web:v1@${other.root.digest}` }),
      { 'web/qa': 'superseded' },
    ],
  ])('takes %s', async (_, run, expected) => {
    const { promote } = await open(run);
    const { document, exitCode } = await promote({});
    expect(outcomes(document)).toEqual(expected);
    expect(exitCode).toBe(0);
  });

  it('is none when only the pipeline was given by hand and does not take it', async () => {
    const { promote } = await open(byEvent({ image: 'ghcr.io/acme/dev/api:r1' }));
    expect((await promote({ pipeline: 'web' })).document.outcome).toBe('none');
  });

  it('gives way to an image by hand', async () => {
    const { promote } = await open(byEvent({ image: 'ghcr.io/acme/dev/other:1' }));
    expect(outcomes((await promote({ image: 'ghcr.io/acme/dev/web:v1' })).document)).toEqual(promoted);
  });

  it('must be given under events that carry none', async () => {
    const { promote } = await open({ event: 'schedule' });
    await expect(promote({})).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  });
});

describe('when a tag is resolved', () => {
  it('asks for it once by GET, and speaks of that digest whatever the registry says later (A1)', async () => {
    const { promote, push, registry, named } = await open();
    const { root } = image;
    // The tag moves on as soon as it was read: an automatic run is overtaken, and no tag names the new image.
    const manifest = registry.manifest.bind(registry);
    registry.manifest = async (repository, reference, call) => {
      const found = await manifest(repository, reference, call);
      if (reference === 'v1') push('ghcr.io/acme/dev/web:v1', other);
      return found;
    };
    const { document } = await promote({ image: 'ghcr.io/acme/dev/web:v1', stage: 'qa' });
    expect(
      registry.calls.filter(({ verb, reference }) => verb === 'manifest' && reference === 'v1'),
    ).toHaveLength(1);
    expect(outcomes(document)).toEqual(promoted);
    expect(named('ghcr.io/acme/qa/web:v1')).toBe(root.digest);
    expect(document.records[0]?.intent.sources[0]?.digest).toBe(root.digest);
  });
});

describe('when the source is Docker Hub, which counts GETs of manifests', () => {
  const hub = `
version: 1
pipelines:
  debian:
    source: { repository: docker.io/library/debian, tags: ['bookworm*'] }
    stages: [{ name: mirror, to: registry.example.com/mirror/debian, tag: { name: '%n', move: any } }]
`;

  it('finds out by HEADs alone that nothing is to be done', async () => {
    const { promote, push, registry } = await scene(hub);
    push('debian:bookworm', image);
    expect((await promote({ image: 'debian:bookworm' })).document.outcome).toBe('promoted');
    const before = registry.calls.length;

    expect((await promote({ image: 'debian:bookworm' })).document.outcome).toBe('unchanged');
    expect(registry.calls.slice(before).map(({ verb }) => verb)).toEqual(['head', 'head']);
  });
});

describe('when several pipelines take an image', () => {
  const twice = `
version: 1
pipelines:
  release:
    source: { repository: ghcr.io/acme/dev/web, tags: ['v*'] }
    stages: [{ name: production, to: ghcr.io/acme/prod/web }]
  mirror:
    source: { repository: ghcr.io/acme/dev/web, tags: ['v*'] }
    stages: [{ name: production, to: mirror.example.com/web }]
`;

  it('runs all of them', async () => {
    const { promote, push, named } = await scene(twice);
    push('ghcr.io/acme/dev/web:v1', image);
    const { document } = await promote({ image: 'ghcr.io/acme/dev/web:v1' });
    expect(outcomes(document)).toEqual({ 'release/production': 'promoted', 'mirror/production': 'promoted' });
    expect(named('mirror.example.com/web:v1')).toBe(digest);
  });

  it.each([
    ['a bare tag', { image: 'v1' }],
    ['a stage that both have', { image: 'ghcr.io/acme/dev/web:v1', stage: 'production' }],
    [
      'an expected plan',
      { image: 'ghcr.io/acme/dev/web:v1', expectedPlan: `v1.2026-03-04T05:06:07Z.${'0'.repeat(64)}` },
    ],
  ])('asks which is meant for %s', async (_, request) => {
    const { promote, push } = await scene(twice);
    push('ghcr.io/acme/dev/web:v1', image);
    await expect(promote(request)).rejects.toMatchObject({
      code: 'PIPELINE_AMBIGUOUS',
      hint: expect.stringContaining('release, mirror'),
    });
  });
});
