import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';

let registry: RunningRegistry;
let hoist: Hoist;
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  await hoist.close();
  await registry.close();
});

/** One stage `qa` from `dev/web` to `qa/web`, with these tags. */
async function withTags(tag: unknown, filter?: unknown): Promise<void> {
  const source = `${registry.host}/dev/web`;
  await withPipelines({
    web: {
      source: filter === undefined ? source : { repository: source, tags: filter },
      stages: [{ name: 'qa', to: `${registry.host}/qa/web`, tag }],
    },
  });
}

async function withPipelines(pipelines: object): Promise<void> {
  hoist = await startHoist({ config: { version: 1, pipelines } });
}

/** Pushes an image of its own for every seed. */
function push(seed: string, tags: readonly string[], path = 'dev/web'): Digest {
  return addSample(registry.store, path, { seed, tags, platforms: ['linux/amd64', 'linux/arm64'] }).root;
}

function tagsAt(path: string): Readonly<Record<string, Digest>> {
  return Object.fromEntries(registry.store.repository(path)?.tags ?? []);
}

/** Requests that could have changed something. */
function writes(): readonly string[] {
  return registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).map(({ path }) => path);
}

describe('when an image is named', () => {
  beforeEach(() => withTags('%n', ['1.*', 'main']));

  it('by TAG@DIGEST that the tag no longer names, it is superseded', async () => {
    const old = push('old', ['main']);
    push('new', ['main']);
    const ran = await hoist.promote(`${registry.host}/dev/web:main@${old}`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'superseded' } });
    expect(tagsAt('qa/web')).toEqual({});
  });

  it('by TAG@DIGEST that is true, it goes under that tag', async () => {
    const now = push('now', ['main', '1.0.0']);
    const ran = await hoist.promote(`main@${now}`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(tagsAt('qa/web')).toEqual({ main: now });
  });

  it('by a bare digest, it takes the one tag that names it and passes the filter', async () => {
    const now = push('now', ['1.0.0', 'unfiltered']);
    expect((await hoist.promote(now)).code).toBe(0);
    expect(tagsAt('qa/web')).toEqual({ '1.0.0': now });
  });

  it('by a bare digest with several tags or none, it is not guessed', async () => {
    const two = push('two', ['1.0.0', '1.0']);
    const none = push('none', ['unfiltered']);
    const several = await hoist.run('promote', two);
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toMatch(/DIGEST_WITH_TAGS: .*1\.0.*1\.0\.0/s);
    const nobody = await hoist.run('promote', none);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('DIGEST_WITHOUT_TAG');
    expect(writes()).toEqual([]);
  });

  it('and no pipeline takes it, nothing is to be done; by hand for a pipeline it is an error', async () => {
    push('x', ['unfiltered', `sha256-${'a'.repeat(64)}.sig`]);
    for (const image of ['dev/web:unfiltered', `dev/web:sha256-${'a'.repeat(64)}.sig`, 'dev/other:1.0.0']) {
      const ran = await hoist.promote(`${registry.host}/${image}`);
      expect(ran).toMatchObject({ code: 0, document: { outcome: 'none', stages: [], records: [] } });
      const byHand = await hoist.run('promote', `${registry.host}/${image}`, '--pipeline', 'web');
      expect(byHand).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('and is not there, that is said', async () => {
    const ran = await hoist.run('promote', '1.9.9');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`IMAGE_NOT_FOUND: there is no ${registry.host}/dev/web:1.9.9`);
  });
});

describe('when a pipeline carries a set', () => {
  const names = ['api', 'worker', 'ui'];
  beforeEach(() =>
    withPipelines({
      platform: {
        source: { repositories: names.map((name) => `${registry.host}/dev/${name}`), tags: ['v*'] },
        stages: [{ name: 'production', to: `${registry.host}/prod/{name}` }],
      },
    }),
  );

  it('waits until every repository has the tag, and names those that have not', async () => {
    push('api', ['v1'], 'dev/api');
    push('worker', ['v1'], 'dev/worker');
    const ran = await hoist.promote(`${registry.host}/dev/api:v1`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'waiting', records: [] } });
    const [problem] = ran.document.plan.stages[0]?.problems ?? [];
    expect(problem).toMatchObject({ code: 'SET_INCOMPLETE' });
    expect(problem?.message).toContain(`yet: ${registry.host}/dev/ui`);
    expect(writes()).toEqual([]);
  });

  it('its images go together, by the tag alone or by one of them', async () => {
    const images = Object.fromEntries(names.map((name) => [name, push(name, ['v1'], `dev/${name}`)]));
    const ran = await hoist.promote('v1');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(ran.document.records).toHaveLength(1);
    for (const name of names) expect(tagsAt(`prod/${name}`)).toEqual({ v1: images[name] });
    const again = await hoist.promote(`${registry.host}/dev/ui:v1`);
    expect(again).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
    const byDigest = await hoist.run('promote', images['ui'] ?? '', '--pipeline', 'platform');
    expect(byDigest.stderr).toContain('SET_TAKES_A_TAG');
  });

  it('no tag moves anywhere while one image has a conflict', async () => {
    for (const name of names) push(name, ['v1'], `dev/${name}`);
    const other = push('other', ['v1'], 'prod/ui');
    const ran = await hoist.promote('v1');
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    expect([tagsAt('prod/api'), tagsAt('prod/worker'), tagsAt('prod/ui')]).toEqual([{}, {}, { v1: other }]);
  });
});

describe('when a pipeline is a pattern', () => {
  it('its captures make targets and tags, and a repository with a pipeline of its own is not taken', async () => {
    const { host } = registry;
    await withPipelines({
      all: {
        source: `${host}/dev/{team}/{name}`,
        stages: [{ name: 'qa', to: `${host}/qa/{team}/{name}`, tag: '{team}-%n' }],
      },
      special: { source: `${host}/dev/a/special`, stages: [{ name: 'own', to: `${host}/own/special` }] },
    });
    const web = push('web', ['1.0.0'], 'dev/b/web');
    push('special', ['1.0.0'], 'dev/a/special');
    expect(outcomesOf(await hoist.promote(`${host}/dev/b/web:1.0.0`))).toEqual({ 'all/qa': 'promoted' });
    expect(tagsAt('qa/b/web')).toEqual({ 'b-1.0.0': web });
    expect(outcomesOf(await hoist.promote(`${host}/dev/a/special:1.0.0`))).toEqual({
      'special/own': 'promoted',
    });
    expect(registry.store.repository('qa/a/special')).toBeUndefined();
    // One path component each: this is neither.
    expect((await hoist.promote(`${host}/dev/deep/er/web:1.0.0`)).document.outcome).toBe('none');
  });
});

describe('when a stage has several targets', () => {
  it('a glob limits them, and the pipeline goes no further then', async () => {
    const { host } = registry;
    await withPipelines({
      web: {
        source: `${host}/dev/web`,
        stages: [
          { name: 'prod', to: [`${host}/us/web`, `${host}/eu/web`] },
          { name: 'after', to: `${host}/after/web` },
        ],
      },
    });
    const image = push('one', ['1.0.0']);
    const limited = await hoist.promote('1.0.0', '--targets', `${host}/us/**`);
    expect(outcomesOf(limited)).toEqual({ 'web/prod': 'promoted' });
    expect([tagsAt('us/web'), tagsAt('eu/web')]).toEqual([{ '1.0.0': image }, {}]);
    const empty = await hoist.run('promote', '1.0.0', '--targets', 'other/**');
    expect(empty).toMatchObject({ code: 2, stdout: '' });
    expect(outcomesOf(await hoist.promote('1.0.0'))).toEqual({
      'web/prod': 'promoted',
      'web/after': 'promoted',
    });
    expect(tagsAt('eu/web')).toEqual({ '1.0.0': image });
  });
});
