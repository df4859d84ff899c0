import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addImage, addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { sampleImage } from '../fixtures/images.ts';
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

const stable = ['%n', { name: 'stable', move: 'forward' }];

describe('when a tag is there with another digest', () => {
  it('and never moves, it is a conflict before anything is written', async () => {
    await withTags('%n');
    const first = push('first', ['1.0.0']);
    expect((await hoist.promote('1.0.0')).code).toBe(0);
    const second = push('second', ['1.0.0']);
    registry.requests.length = 0;

    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    const [problem] = ran.document.plan.stages[0]?.problems ?? [];
    expect(problem).toMatchObject({ code: 'TAG_MAY_NOT_MOVE' });
    expect(problem?.message).toContain(`${registry.host}/qa/web:1.0.0 is ${first}`);
    expect(problem?.hint).toContain('move: forward');
    expect(writes()).toEqual([]);
    expect(tagsAt('qa/web')).toEqual({ '1.0.0': first });
    expect(second).not.toBe(first);
    expect((await hoist.journal()).at(-1)?.result?.outcome).toBe('conflict');
  });

  it('and may move to any, it moves, also back', async () => {
    await withTags({ name: 'latest', move: 'any' });
    const newer = push('newer', ['2.0.0']);
    const older = push('older', ['1.0.0']);
    await hoist.promote('2.0.0');
    expect(tagsAt('qa/web')).toEqual({ latest: newer });
    const ran = await hoist.promote('1.0.0');
    expect(ran.document.records[0]?.result?.targets[0]?.tags).toEqual([
      { tag: 'latest', before: newer, after: older, action: 'move' },
    ]);
    expect(tagsAt('qa/web')).toEqual({ latest: older });
  });
});

describe('when a tag moves forward', () => {
  it('goes to newer versions, is kept from older ones and pre-releases, and the rest is written', async () => {
    await withTags(stable);
    const images = new Map(
      ['1.1.0', '1.0.5', '2.0.0-rc.1', '1.2.0'].map((version) => [version, push(version, [version])]),
    );
    const stableNames = async (version: string) => {
      const ran = await hoist.promote(version);
      expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
      expect(tagsAt('qa/web')[version]).toBe(images.get(version));
      const written = ran.document.records[0]?.result?.targets[0]?.tags.find(({ tag }) => tag === 'stable');
      return { action: written?.action, now: tagsAt('qa/web')['stable'] };
    };
    expect(await stableNames('1.1.0')).toEqual({ action: 'create', now: images.get('1.1.0') });
    expect(await stableNames('1.0.5')).toEqual({ action: 'kept', now: images.get('1.1.0') });
    expect(await stableNames('2.0.0-rc.1')).toEqual({ action: 'kept', now: images.get('1.1.0') });
    expect(await stableNames('1.2.0')).toEqual({ action: 'move', now: images.get('1.2.0') });
  });

  it('and all of a stage are kept, it is superseded and carries nothing', async () => {
    await withTags([
      { name: 'stable', move: 'forward' },
      { name: 'v{major}', move: 'forward' },
    ]);
    push('newer', ['1.1.0']);
    push('older', ['1.0.0']);
    await hoist.promote('1.1.0');
    // What `stable` is, a tag of the same image tells.
    registry.store.tag('qa/web', '1.1.0', tagsAt('qa/web')['stable'] ?? push('newer', []));
    registry.requests.length = 0;
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'superseded', records: [] } });
    expect(writes()).toEqual([]);
  });

  it('follows a channel whose tag moves on', async () => {
    await withTags([{ name: '%n', move: 'forward' }]);
    push('monday', ['main']);
    await hoist.promote('main');
    const tuesday = push('tuesday', ['main']);
    expect((await hoist.promote('main')).code).toBe(0);
    expect(tagsAt('qa/web')).toEqual({ main: tuesday });
  });

  it('what cannot be compared is a conflict that names the way out', async () => {
    await withTags({ name: 'stable', move: 'forward' });
    push('one', ['nightly-a']);
    push('two', ['nightly-b']);
    await hoist.promote('nightly-a');
    registry.requests.length = 0;
    const ran = await hoist.run('promote', 'nightly-b');
    expect(ran.code).toBe(4);
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toMatch(/cannot be told: .*hint: .*`move: any`/);
    expect(writes()).toEqual([]);
  });
});

describe('when a tag is made of a template', () => {
  it('with time, a second run finds the tag of the first and writes nothing', async () => {
    await withTags('%n-%Y%m%d%H%M%S');
    push('one', ['1.0.0']);
    const first = await hoist.promote('1.0.0');
    expect(outcomesOf(first)).toEqual({ 'web/qa': 'promoted' });
    const [tag = ''] = Object.keys(tagsAt('qa/web'));
    expect(tag).toBe(`1.0.0-${first.document.plan.instant.replaceAll(/[-:TZ]/g, '')}`);
    const planned = first.document.plan.instant;
    let second = await hoist.promote('1.0.0');
    while (second.document.plan.instant === planned) second = await hoist.promote('1.0.0');
    expect(second).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
    expect(Object.keys(tagsAt('qa/web'))).toEqual([tag]);
  });

  it('of everything that is known, the tags say it', async () => {
    await withTags([
      '%n',
      '{source-tag}-of-{digest}',
      'git-{sha}',
      '{major}',
      'v{major}.{minor}',
      '{major}.{minor}.{patch}-%Y',
    ]);
    const sample = sampleImage();
    addImage(registry.store, 'dev/web', sample, ['1.4.2']);
    const ran = await hoist.promote('1.4.2');
    expect(ran.code).toBe(0);
    expect(Object.keys(tagsAt('qa/web')).toSorted()).toEqual(
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
    await withPipelines({
      web: {
        source: `${registry.host}/dev/web`,
        stages: [
          { name: 'qa', to: `${registry.host}/qa/web` },
          { name: 'prod', to: `${registry.host}/prod/web`, tag: template },
        ],
      },
    });
    push('one', [tag]);
    const ran = await hoist.run('promote', tag);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('TEMPLATE_VALUE');
    expect(writes()).toEqual([]);
  });
});
