import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { outcomesOf } from './hoist.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await startBed();
});
afterEach(() => bed.close());

describe('when an image is named', () => {
  beforeEach(() => bed.withTags('%n', ['1.*', 'main']));

  it('by TAG@DIGEST that the tag no longer names, it is superseded', async () => {
    const old = bed.push('old', ['main']);
    bed.push('new', ['main']);
    const ran = await bed.hoist.promote(`${bed.registry.host}/dev/web:main@${old}`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'superseded' } });
    expect(bed.tagsAt('qa/web')).toEqual({});
  });

  it('by TAG@DIGEST that is true, it goes under that tag', async () => {
    const now = bed.push('now', ['main', '1.0.0']);
    const ran = await bed.hoist.promote(`main@${now}`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(bed.tagsAt('qa/web')).toEqual({ main: now });
  });

  it('by a bare digest, it takes the one tag that names it and passes the filter', async () => {
    const now = bed.push('now', ['1.0.0', 'unfiltered']);
    expect((await bed.hoist.promote(now)).code).toBe(0);
    expect(bed.tagsAt('qa/web')).toEqual({ '1.0.0': now });
  });

  it('by a bare digest with several tags or none, it is not guessed', async () => {
    const two = bed.push('two', ['1.0.0', '1.0']);
    const none = bed.push('none', ['unfiltered']);
    const several = await bed.hoist.run('promote', two);
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toMatch(/DIGEST_WITH_TAGS: .*1\.0.*1\.0\.0/s);
    const nobody = await bed.hoist.run('promote', none);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('DIGEST_WITHOUT_TAG');
    expect(bed.writes()).toEqual([]);
  });

  it('and no pipeline takes it, nothing is to be done; by hand for a pipeline it is an error', async () => {
    bed.push('x', ['unfiltered', `sha256-${'a'.repeat(64)}.sig`]);
    for (const image of ['dev/web:unfiltered', `dev/web:sha256-${'a'.repeat(64)}.sig`, 'dev/other:1.0.0']) {
      const ran = await bed.hoist.promote(`${bed.registry.host}/${image}`);
      expect(ran).toMatchObject({ code: 0, document: { outcome: 'none', stages: [], records: [] } });
      const byHand = await bed.hoist.run('promote', `${bed.registry.host}/${image}`, '--pipeline', 'web');
      expect(byHand).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('and is not there, that is said', async () => {
    const ran = await bed.hoist.run('promote', '1.9.9');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`IMAGE_NOT_FOUND: there is no ${bed.registry.host}/dev/web:1.9.9`);
  });
});

describe('when a pipeline carries a set', () => {
  const names = ['api', 'worker', 'ui'];
  beforeEach(() =>
    bed.withPipelines({
      platform: {
        source: { repositories: names.map((name) => `${bed.registry.host}/dev/${name}`), tags: ['v*'] },
        stages: [{ name: 'production', to: `${bed.registry.host}/prod/{name}` }],
      },
    }),
  );

  it('waits until every repository has the tag, and names those that have not', async () => {
    bed.push('api', ['v1'], 'dev/api');
    bed.push('worker', ['v1'], 'dev/worker');
    const ran = await bed.hoist.promote(`${bed.registry.host}/dev/api:v1`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'waiting', records: [] } });
    const [problem] = ran.document.plan.stages[0]?.problems ?? [];
    expect(problem).toMatchObject({ code: 'SET_INCOMPLETE' });
    expect(problem?.message).toContain(`yet: ${bed.registry.host}/dev/ui`);
    expect(bed.writes()).toEqual([]);
  });

  it('its images go together, by the tag alone or by one of them', async () => {
    const images = Object.fromEntries(names.map((name) => [name, bed.push(name, ['v1'], `dev/${name}`)]));
    const ran = await bed.hoist.promote('v1');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(ran.document.records).toHaveLength(1);
    for (const name of names) expect(bed.tagsAt(`prod/${name}`)).toEqual({ v1: images[name] });
    const again = await bed.hoist.promote(`${bed.registry.host}/dev/ui:v1`);
    expect(again).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
    const byDigest = await bed.hoist.run('promote', images['ui'] ?? '', '--pipeline', 'platform');
    expect(byDigest.stderr).toContain('SET_TAKES_A_TAG');
  });

  it('no tag moves anywhere while one image has a conflict', async () => {
    for (const name of names) bed.push(name, ['v1'], `dev/${name}`);
    const other = bed.push('other', ['v1'], 'prod/ui');
    const ran = await bed.hoist.promote('v1');
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    expect([bed.tagsAt('prod/api'), bed.tagsAt('prod/worker'), bed.tagsAt('prod/ui')]).toEqual([
      {},
      {},
      { v1: other },
    ]);
  });
});

describe('when a pipeline is a pattern', () => {
  it('its captures make targets and tags, and a repository with a pipeline of its own is not taken', async () => {
    const { host } = bed.registry;
    await bed.withPipelines({
      all: {
        source: `${host}/dev/{team}/{name}`,
        stages: [{ name: 'qa', to: `${host}/qa/{team}/{name}`, tag: '{team}-%n' }],
      },
      special: { source: `${host}/dev/a/special`, stages: [{ name: 'own', to: `${host}/own/special` }] },
    });
    const web = bed.push('web', ['1.0.0'], 'dev/b/web');
    bed.push('special', ['1.0.0'], 'dev/a/special');
    expect(outcomesOf(await bed.hoist.promote(`${host}/dev/b/web:1.0.0`))).toEqual({ 'all/qa': 'promoted' });
    expect(bed.tagsAt('qa/b/web')).toEqual({ 'b-1.0.0': web });
    expect(outcomesOf(await bed.hoist.promote(`${host}/dev/a/special:1.0.0`))).toEqual({
      'special/own': 'promoted',
    });
    expect(bed.registry.store.repository('qa/a/special')).toBeUndefined();
    // One path component each: this is neither.
    expect((await bed.hoist.promote(`${host}/dev/deep/er/web:1.0.0`)).document.outcome).toBe('none');
  });
});

describe('when a stage has several targets', () => {
  it('a glob limits them, and the pipeline goes no further then', async () => {
    const { host } = bed.registry;
    await bed.withPipelines({
      web: {
        source: `${host}/dev/web`,
        stages: [
          { name: 'prod', to: [`${host}/us/web`, `${host}/eu/web`] },
          { name: 'after', to: `${host}/after/web` },
        ],
      },
    });
    const image = bed.push('one', ['1.0.0']);
    const limited = await bed.hoist.promote('1.0.0', '--targets', `${host}/us/**`);
    expect(outcomesOf(limited)).toEqual({ 'web/prod': 'promoted' });
    expect([bed.tagsAt('us/web'), bed.tagsAt('eu/web')]).toEqual([{ '1.0.0': image }, {}]);
    const empty = await bed.hoist.run('promote', '1.0.0', '--targets', 'other/**');
    expect(empty).toMatchObject({ code: 2, stdout: '' });
    expect(outcomesOf(await bed.hoist.promote('1.0.0'))).toEqual({
      'web/prod': 'promoted',
      'web/after': 'promoted',
    });
    expect(bed.tagsAt('eu/web')).toEqual({ '1.0.0': image });
  });
});
