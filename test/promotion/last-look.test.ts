import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, type Scene } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: { name: live, move: any } }
`;
const image = 'ghcr.io/acme/dev/web:main';
const live = 'qa.example.com/web:live';
const oldest = sampleImage({ seed: 1 });
const older = sampleImage({ seed: 2 });
const ours = sampleImage({ seed: 3 });
const newer = sampleImage({ seed: 4 });

type Late = {
  /** What takes its time: the target shows the root late, or the journal keeps the intent late. */
  readonly what: 'root' | 'journal';
  /** Milliseconds. */
  readonly lasts?: number;
  readonly meanwhile: (scene: Scene) => Promise<unknown>;
};

/** A stage that holds two images, and a third one on its way: everything was looked at when something takes its time. */
async function waiting({ what, lasts = 30_000, meanwhile }: Late): Promise<Scene> {
  let ticks = 0;
  let isOn = false;
  let intended: () => void = () => undefined;
  const isIntended = new Promise<void>((resolve) => (intended = resolve));
  async function pass(): Promise<void> {
    isOn = false;
    await meanwhile(made);
    ticks += lasts;
  }
  const made = await scene(config, {
    ticks: () => ticks,
    async sleep() {
      if (!isOn) return;
      await isIntended;
      if (isOn) await pass();
    },
    journal: {
      async intend(record) {
        made.world.records.push(record);
        if (isOn) intended();
        if (isOn && what === 'journal') await pass();
      },
    },
  });
  for (const each of [oldest, older]) {
    made.push(image, each);
    await made.promote({ image });
  }
  made.push(image, ours);
  isOn = true;
  const head = made.registry.head.bind(made.registry);
  made.registry.head = async (repository, reference, call) =>
    isOn && what === 'root' && repository === 'qa.example.com/web' && reference === ours.root.digest
      ? undefined
      : await head(repository, reference, call);
  return made;
}

describe.each(['root', 'journal'] as const)('when the %s takes its time before the first tag', (what) => {
  it('a newer push that went by in the meantime is not undone (guarantee 5)', async () => {
    const { promote, named } = await waiting({
      what,
      async meanwhile(scene) {
        scene.push(image, newer);
        await scene.promote({ image });
      },
    });
    const { document, exitCode } = await promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'superseded' }, 0]);
    expect(named(live)).toBe(newer.root.digest);
    expect(document.records[0]?.result?.problems).toMatchObject([{ code: 'OVERTAKEN' }]);
  });

  it('a rollback in the meantime is not undone: it holds the stage', async () => {
    const { promote, named, world } = await waiting({
      what,
      meanwhile: ({ rollback }) => rollback({ stage: 'qa', comment: 'it leaks' }),
    });
    const { document } = await promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'waiting' });
    expect(named(live)).toBe(oldest.root.digest);
    // What was intended has an end, and no tag that moved.
    expect(world.records.at(-1)?.result).toMatchObject({
      outcome: 'waiting',
      problems: [{ code: 'HELD' }],
      targets: [{ tags: [{ tag: 'live', action: 'skipped' }] }],
    });
  });

  it('a promotion by name is a conflict with a rollback in the meantime', async () => {
    const { promote, named } = await waiting({
      what,
      meanwhile: ({ rollback }) => rollback({ stage: 'qa', comment: 'it leaks' }),
    });
    const { document, exitCode } = await promote({ image, stage: 'qa' });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'conflict' }, 4]);
    expect(named(live)).toBe(oldest.root.digest);
  });

  it('and nothing happens, the tags are written', async () => {
    const { promote, named } = await waiting({ what, meanwhile: async () => undefined });
    expect(outcomes((await promote({ image })).document)).toEqual({ 'web/qa': 'promoted' });
    expect(named(live)).toBe(ours.root.digest);
  });

  it('and nobody can look again, no tag is written and the record says why', async () => {
    const { promote, named, world } = await waiting({
      what,
      async meanwhile({ registry }) {
        const head = registry.head.bind(registry);
        registry.head = async (repository, reference, call) => {
          if (reference === 'main') throw new HoistError('unreachable', 'SERVER_ERROR', 'it answered 503');
          return await head(repository, reference, call);
        };
      },
    });
    const { document, exitCode } = await promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'failed' }, 5]);
    expect(named(live)).toBe(older.root.digest);
    expect(world.records.at(-1)?.result?.error).toMatchObject({ code: 'SERVER_ERROR' });
  });
});

it('when nothing takes its time, the source tag is asked once before the tags', async () => {
  const { promote, registry } = await waiting({
    what: 'journal',
    lasts: 0,
    meanwhile: async () => undefined,
  });
  const before = registry.calls.length;
  await promote({ image });
  const asked = registry.calls
    .slice(before)
    .filter(({ verb, reference }) => verb === 'head' && reference === 'main');
  expect(asked).toHaveLength(1);
});
