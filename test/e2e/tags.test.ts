import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addImage } from '../fakes/registry/sample.ts';
import { sampleImage } from '../fixtures/images.ts';
import { startBed, type Bed } from './bed.ts';
import { outcomesOf } from './hoist.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await startBed();
});
afterEach(() => bed.close());

const stable = ['%n', { name: 'stable', move: 'forward' }];

describe('when a tag is there with another digest', () => {
  it('and never moves, it is a conflict before anything is written', async () => {
    await bed.withTags('%n');
    const first = bed.push('first', ['1.0.0']);
    expect((await bed.hoist.promote('1.0.0')).code).toBe(0);
    const second = bed.push('second', ['1.0.0']);
    bed.registry.requests.length = 0;

    const ran = await bed.hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    const [problem] = ran.document.plan.stages[0]?.problems ?? [];
    expect(problem).toMatchObject({ code: 'TAG_MAY_NOT_MOVE' });
    expect(problem?.message).toContain(`${bed.registry.host}/qa/web:1.0.0 is ${first}`);
    expect(problem?.hint).toContain('move: forward');
    expect(bed.writes()).toEqual([]);
    expect(bed.tagsAt('qa/web')).toEqual({ '1.0.0': first });
    expect(second).not.toBe(first);
    expect((await bed.hoist.journal()).at(-1)?.result?.outcome).toBe('conflict');
  });

  it('and may move to any, it moves, also back', async () => {
    await bed.withTags({ name: 'latest', move: 'any' });
    const newer = bed.push('newer', ['2.0.0']);
    const older = bed.push('older', ['1.0.0']);
    await bed.hoist.promote('2.0.0');
    expect(bed.tagsAt('qa/web')).toEqual({ latest: newer });
    const ran = await bed.hoist.promote('1.0.0');
    expect(ran.document.records[0]?.result?.targets[0]?.tags).toEqual([
      { tag: 'latest', before: newer, after: older, action: 'move' },
    ]);
    expect(bed.tagsAt('qa/web')).toEqual({ latest: older });
  });
});

describe('when a tag moves forward', () => {
  it('goes to newer versions, is kept from older ones and pre-releases, and the rest is written', async () => {
    await bed.withTags(stable);
    const images = new Map(
      ['1.1.0', '1.0.5', '2.0.0-rc.1', '1.2.0'].map((version) => [version, bed.push(version, [version])]),
    );
    const stableNames = async (version: string) => {
      const ran = await bed.hoist.promote(version);
      expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
      expect(bed.tagsAt('qa/web')[version]).toBe(images.get(version));
      const written = ran.document.records[0]?.result?.targets[0]?.tags.find(({ tag }) => tag === 'stable');
      return { action: written?.action, now: bed.tagsAt('qa/web')['stable'] };
    };
    expect(await stableNames('1.1.0')).toEqual({ action: 'create', now: images.get('1.1.0') });
    expect(await stableNames('1.0.5')).toEqual({ action: 'kept', now: images.get('1.1.0') });
    expect(await stableNames('2.0.0-rc.1')).toEqual({ action: 'kept', now: images.get('1.1.0') });
    expect(await stableNames('1.2.0')).toEqual({ action: 'move', now: images.get('1.2.0') });
  });

  it('and all of a stage are kept, it is superseded and carries nothing', async () => {
    await bed.withTags([
      { name: 'stable', move: 'forward' },
      { name: 'v{major}', move: 'forward' },
    ]);
    bed.push('newer', ['1.1.0']);
    bed.push('older', ['1.0.0']);
    await bed.hoist.promote('1.1.0');
    // What `stable` is, a tag of the same image tells.
    bed.registry.store.tag('qa/web', '1.1.0', bed.tagsAt('qa/web')['stable'] ?? bed.push('newer', []));
    bed.registry.requests.length = 0;
    const ran = await bed.hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'superseded', records: [] } });
    expect(bed.writes()).toEqual([]);
  });

  it('follows a channel whose tag moves on', async () => {
    await bed.withTags([{ name: '%n', move: 'forward' }]);
    bed.push('monday', ['main']);
    await bed.hoist.promote('main');
    const tuesday = bed.push('tuesday', ['main']);
    expect((await bed.hoist.promote('main')).code).toBe(0);
    expect(bed.tagsAt('qa/web')).toEqual({ main: tuesday });
  });

  it('what cannot be compared is a conflict that names the way out', async () => {
    await bed.withTags({ name: 'stable', move: 'forward' });
    bed.push('one', ['nightly-a']);
    bed.push('two', ['nightly-b']);
    await bed.hoist.promote('nightly-a');
    bed.registry.requests.length = 0;
    const ran = await bed.hoist.run('promote', 'nightly-b');
    expect(ran.code).toBe(4);
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toMatch(/cannot be told: .*hint: .*`move: any`/);
    expect(bed.writes()).toEqual([]);
  });
});

describe('when a tag is made of a template', () => {
  it('with time, a second run finds the tag of the first and writes nothing', async () => {
    await bed.withTags('%n-%Y%m%d%H%M%S');
    bed.push('one', ['1.0.0']);
    const first = await bed.hoist.promote('1.0.0');
    expect(outcomesOf(first)).toEqual({ 'web/qa': 'promoted' });
    const [tag = ''] = Object.keys(bed.tagsAt('qa/web'));
    expect(tag).toBe(`1.0.0-${first.document.plan.instant.replaceAll(/[-:TZ]/g, '')}`);
    const planned = first.document.plan.instant;
    let second = await bed.hoist.promote('1.0.0');
    while (second.document.plan.instant === planned) second = await bed.hoist.promote('1.0.0');
    expect(second).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
    expect(Object.keys(bed.tagsAt('qa/web'))).toEqual([tag]);
  });

  it('of everything that is known, the tags say it', async () => {
    await bed.withTags([
      '%n',
      '{source-tag}-of-{digest}',
      'git-{sha}',
      '{major}',
      'v{major}.{minor}',
      '{major}.{minor}.{patch}-%Y',
    ]);
    const sample = sampleImage();
    addImage(bed.registry.store, 'dev/web', sample, ['1.4.2']);
    const ran = await bed.hoist.promote('1.4.2');
    expect(ran.code).toBe(0);
    expect(Object.keys(bed.tagsAt('qa/web')).toSorted()).toEqual(
      [
        '1.4.2',
        `1.4.2-of-${sample.root.digest.slice('sha256:'.length).slice(0, 12)}`,
        'git-0123456789ab',
        '1',
        'v1.4',
        `1.4.2-${ran.document.plan.instant.slice(0, 4)}`,
      ].toSorted(),
    );
  });

  it.each([
    ['{run}', '1.0.0'],
    ['{major}', 'nightly'],
    ['{sha}', '1.0.0'],
  ])('of %s, which has no value, nothing is written at any stage', async (template, tag) => {
    await bed.withPipelines({
      web: {
        source: `${bed.registry.host}/dev/web`,
        stages: [
          { name: 'qa', to: `${bed.registry.host}/qa/web` },
          { name: 'prod', to: `${bed.registry.host}/prod/web`, tag: template },
        ],
      },
    });
    bed.push('one', [tag]);
    const ran = await bed.hoist.run('promote', tag);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('TEMPLATE_VALUE');
    expect(bed.writes()).toEqual([]);
  });
});
