import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { sampleImage } from '../fixtures/images.ts';
import { holdsAll, outcomes, scene, tagWrites, type SceneOptions } from './world.ts';

const config = `
version: 1
pipelines:
  platform:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/worker, ghcr.io/acme/dev/ui], tags: ['v*'] }
    stages:
      - { name: qa, to: 'qa.example.com/{name}', tag: ['%n', { name: current, move: any }] }
      - { name: production, to: 'prod.example.com/{name}' }
`;
const names = ['api', 'worker', 'ui'] as const;
const images = names.map((_, at) => sampleImage({ platforms: 2, layers: 2, seed: at + 1 }));

async function open(options?: SceneOptions) {
  const opened = await scene(config, options);
  for (const [at, name] of names.entries()) opened.push(`ghcr.io/acme/dev/${name}:v1`, images[at]);
  return opened;
}

describe('when a set is promoted', () => {
  it('goes as one: all images, one record, one outcome', async () => {
    const { promote, named, registry, world } = await open();
    const { document } = await promote({ image: 'v1' });
    expect(outcomes(document)).toEqual({ 'platform/qa': 'promoted', 'platform/production': 'promoted' });
    for (const [at, name] of names.entries()) {
      expect(named(`prod.example.com/${name}:v1`)).toBe(images[at]?.root.digest);
      expect(holdsAll(registry, `prod.example.com/${name}`, images[at] ?? sampleImage())).toBe(true);
    }
    expect(world.records.map(({ intent }) => intent.sources.length)).toEqual([3, 3]);
  });

  it('moves no tag before every target of every image holds everything', async () => {
    const { promote, registry } = await open();
    await promote({ image: 'v1' });
    const qa = registry.calls.filter(({ repository }) => repository.startsWith('qa.'));
    const lastPush = qa.findLastIndex(({ verb }) => verb === 'putManifest' || verb === 'send');
    const firstTag = qa.findIndex(({ verb }) => verb === 'tag');
    expect(lastPush).toBeGreaterThan(0);
    expect(firstTag).toBeGreaterThan(lastPush);
    // First '%n' everywhere, then 'current' everywhere.
    expect(
      tagWrites(registry)
        .slice(0, 6)
        .map((tag) => tag.split(':')[1]),
    ).toEqual(['v1', 'v1', 'v1', 'current', 'current', 'current']);
  });

  it('is not fixed by the digest of one of its images: all of them are in the plan', async () => {
    const { promote, plan } = await open();
    const [stage] = (await plan({ image: 'v1', stage: 'qa' })).document.stages;
    const { document } = await promote({
      image: `ghcr.io/acme/dev/ui:v1@${images[2]?.root.digest ?? ''}`,
      stage: 'qa',
      fixed: true,
      expectedPlan: stage?.hash,
    });
    expect(document.records[0]?.intent).toMatchObject({ planHash: stage?.hash, sources: [{}, {}, {}] });
    expect(document.stages[0]?.outcome).toBe('promoted');
  });

  it('waits while a repository lacks the tag, and names it', async () => {
    const { promote, push, registry } = await open();
    push('ghcr.io/acme/dev/api:v2', images[1]);
    const { document, exitCode } = await promote({ image: 'v2' });
    expect(outcomes(document)).toEqual({ 'platform/qa': 'waiting' });
    expect(exitCode).toBe(0);
    const [problem] = document.plan.stages[0]?.problems ?? [];
    expect(problem).toMatchObject({
      code: 'SET_INCOMPLETE',
      message: expect.stringMatching(/2 of the 3.*worker.*ui/),
    });
    expect(registry.calls.some(({ repository }) => repository.startsWith('qa.'))).toBe(false);
  });

  it('waits as well where none has the tag, which may be a typing error', async () => {
    const { push, promote } = await open();
    const problemOf = async (image: string) =>
      (await promote({ image })).document.plan.stages[0]?.problems[0];
    expect(await problemOf('v11')).toMatchObject({
      message: expect.stringMatching(/^none of the 3 repositories of platform has v11 yet: .*api/),
      hint: expect.stringContaining('typing error'),
    });
    push('ghcr.io/acme/dev/api:v3', images[0]);
    push('ghcr.io/acme/dev/worker:v3', images[1]);
    expect((await problemOf('v3'))?.message).toMatch(/^1 of the 3 repositories of platform does not have v3/);
  });

  it('moves no tag at all if one image cannot be brought', async () => {
    const { promote, registry, world } = await open({
      memory: {
        failures: (verb, repository) =>
          verb === 'putManifest' && repository === 'qa.example.com/ui'
            ? new HoistError('unreachable', 'DENIED', 'no push')
            : undefined,
      },
    });
    const { document, exitCode } = await promote({ image: 'v1' });
    expect(outcomes(document)).toEqual({ 'platform/qa': 'failed' });
    expect(exitCode).toBe(5);
    expect(tagWrites(registry)).toEqual([]);
    // The others were brought all the same: the next run has only the rest to do.
    expect(holdsAll(registry, 'qa.example.com/api', images[0] ?? sampleImage())).toBe(true);
    expect(world.records[0]?.result).toMatchObject({
      outcome: 'failed',
      split: false,
      error: { code: 'DENIED' },
    });
    expect(world.records[0]?.result?.targets.flatMap(({ tags }) => tags.map(({ action }) => action))).toEqual(
      Array(6).fill('skipped'),
    );
  });

  it('tries every tag; if one fails the stage is failed and split, until the next promotion completes it', async () => {
    let broken = true;
    const { promote, registry, named, world } = await open({
      memory: {
        failures: (verb, repository) =>
          broken && verb === 'tag' && repository === 'qa.example.com/worker'
            ? new HoistError('unreachable', 'DOWN', 'it is down')
            : undefined,
      },
    });
    const { document, exitCode } = await promote({ image: 'v1' });
    expect(outcomes(document)).toEqual({ 'platform/qa': 'failed' });
    expect(exitCode).toBe(5);
    expect(tagWrites(registry)).toHaveLength(6);
    expect(named('qa.example.com/ui:current')).toBe(images[2]?.root.digest);
    expect(named('qa.example.com/worker:v1')).toBeUndefined();
    expect(world.records[0]?.result).toMatchObject({
      split: true,
      error: { code: 'TAGS_NOT_WRITTEN', message: expect.stringContaining('2 of 6') },
    });

    const vain = await promote({ image: 'v1' });
    expect(vain.document.records[0]?.result).toMatchObject({ outcome: 'failed', split: true });

    broken = false;
    const again = await promote({ image: 'v1' });
    expect(outcomes(again.document)).toEqual({
      'platform/qa': 'promoted',
      'platform/production': 'promoted',
    });
    expect(again.document.records[0]?.result?.split).toBe(false);
  });

  it('is superseded if the tag of one member moves on', async () => {
    const { promote, push, registry } = await open();
    const put = registry.putManifest.bind(registry);
    registry.putManifest = async (repository, manifest, call) => {
      push('ghcr.io/acme/dev/worker:v1', images[0]);
      return await put(repository, manifest, call);
    };
    expect(outcomes((await promote({ image: 'v1' })).document)).toEqual({ 'platform/qa': 'superseded' });
    expect(tagWrites(registry)).toEqual([]);
  });
});

describe('when a set goes into one repository', () => {
  const shared = `
version: 1
pipelines:
  platform:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/worker] }
    stages: [{ name: qa, to: qa.example.com/all, tag: '{name}-%n' }]
`;
  const api = sampleImage({ platforms: 1, layers: 1, seed: 11 });
  const worker = sampleImage({ platforms: 1, layers: 3, seed: 12 });

  async function openShared() {
    const opened = await scene(shared);
    opened.push('ghcr.io/acme/dev/api:v1', api);
    opened.push('ghcr.io/acme/dev/worker:v1', worker);
    return opened;
  }

  it('records for each image what became of it', async () => {
    const { promote, world } = await openShared();
    expect((await promote({ image: 'v1' })).document.outcome).toBe('promoted');
    expect(world.records[0]?.result?.targets).toMatchObject([
      {
        digest: api.root.digest,
        blobs: { pushed: api.blobs.size },
        tags: [{ tag: 'api-v1', action: 'create', after: api.root.digest }],
      },
      {
        digest: worker.root.digest,
        blobs: { pushed: worker.blobs.size },
        tags: [{ tag: 'worker-v1', action: 'create', after: worker.root.digest }],
      },
    ]);
  });

  it('refuses a tag by hand, which all of them would get there', async () => {
    const { promote, tags } = await openShared();
    await expect(promote({ image: 'v1', stage: 'qa', tag: 'rel' })).rejects.toMatchObject({
      kind: 'config',
      code: 'TAG_TWICE_AT_TARGET',
      message: expect.stringMatching(/qa\.example\.com\/all:rel.*api.*worker/),
    });
    expect(tags('qa.example.com/all')).toEqual([]);
  });
});

describe('when two images of a set are one, in one repository of a stage', () => {
  it('each goes on under its own tag', async () => {
    const { promote, push, tags } = await scene(`
version: 1
pipelines:
  platform:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/worker] }
    stages:
      - { name: qa, to: qa.example.com/all, tag: '{name}-%n' }
      - { name: production, to: 'prod.example.com/{name}', auto: false }
`);
    for (const name of ['api', 'worker']) push(`ghcr.io/acme/dev/${name}:v1`, images[0]);
    await promote({ image: 'v1' });
    expect(tags('qa.example.com/all')).toEqual(['api-v1', 'worker-v1']);
    await promote({ image: 'v1', stage: 'production' });
    expect([tags('prod.example.com/api'), tags('prod.example.com/worker')]).toEqual([
      ['api-v1'],
      ['worker-v1'],
    ]);
  });
});

describe('when something newer has every tag of one image of a set', () => {
  const moving = `
version: 1
pipelines:
  platform:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/worker] }
    stages:
      - { name: qa, to: 'qa.example.com/{name}', tag: { name: current, move: forward } }
      - { name: production, to: 'prod.example.com/{name}' }
`;
  const [first, second, newer] = images;
  const old = sampleImage({ seed: 20 });

  async function openMoving(options?: SceneOptions) {
    const opened = await scene(moving, options);
    opened.push('ghcr.io/acme/dev/api:1.4.1', first);
    opened.push('ghcr.io/acme/dev/worker:1.4.1', second);
    opened.push('qa.example.com/api:1.4.2', newer);
    return opened;
  }

  it('promotes the others, and ends there', async () => {
    const { push, promote, named, tags } = await openMoving();
    push('qa.example.com/api:current', newer);
    const { document } = await promote({ image: '1.4.1' });
    expect(outcomes(document)).toEqual({ 'platform/qa': 'promoted' });
    expect(document.notices.join()).toContain('the run ends there');
    expect(named('qa.example.com/api:current')).toBe(newer?.root.digest);
    expect(named('qa.example.com/worker:current')).toBe(second?.root.digest);
    expect(tags('prod.example.com/worker')).toEqual([]);
    // Nor does the record pass for a promotion of the image that was left behind.
    expect(outcomes((await promote({ image: '1.4.1', stage: 'production' })).document)).toEqual({
      'platform/production': 'refused',
    });
  });

  it('ends there as well if that is seen only right before the first tag', async () => {
    const { push, promote, tags } = await openMoving({
      memory: {
        failures: (verb, repository) => {
          if (verb === 'putManifest' && repository === 'qa.example.com/api')
            push('qa.example.com/api:current', newer);
          return undefined;
        },
      },
    });
    push('qa.example.com/api:1.4.0', old);
    push('qa.example.com/api:current', old);
    expect(outcomes((await promote({ image: '1.4.1' })).document)).toEqual({ 'platform/qa': 'promoted' });
    expect(tags('prod.example.com/worker')).toEqual([]);
  });
});
