import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { sampleImage } from '../fixtures/images.ts';
import { turns } from '../wait.ts';
import { outcomes, scene, tagWrites, type Scene, type SceneOptions } from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.0.0';
const ours = sampleImage({ platforms: 1, layers: 1, seed: 1 });
const old = sampleImage({ platforms: 1, layers: 1, seed: 2 });

/** A stage with these tags that brings 1.0.0, and whose tag `live` names an older image. */
async function open(tags: string, options: SceneOptions = {}): Promise<Scene> {
  const made = await scene(
    `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: qa.example.com/web, tag: ${tags} }]
`,
    options,
  );
  made.push(image, ours);
  made.push('qa.example.com/web:live', old);
  return made;
}

const live = '{ name: live, move: any }';

describe('when the tags of a stage are written', () => {
  it('the journal has been told of each before it is told how the stage ended (contract §8)', async () => {
    const told: string[] = [];
    const { promote } = await open(`['%n', ${live}]`, {
      journal: {
        async moved(_, { tag }) {
          await turns(5);
          told.push(tag);
        },
        finish: async ({ result }) => void told.push(`${result?.outcome}`),
      },
    });
    await promote({ image });
    expect(told).toHaveLength(3);
    expect(told.at(-1)).toBe('promoted');
  });

  it('they are written as the stage lists them', async () => {
    const { promote, registry } = await open(`['%n', ${live}, { name: stable, move: forward }]`);
    await promote({ image });
    expect(tagWrites(registry)).toEqual(
      ['1.0.0', 'live', 'stable'].map((tag) => `qa.example.com/web:${tag}`),
    );
  });

  it('and the registry lets one of them not move, some of it is done: the stage failed', async () => {
    const { promote, named } = await open(`['%n', ${live}]`, { memory: { immutable: () => true } });
    const { document, exitCode } = await promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'failed' }, 5]);
    expect(named('qa.example.com/web:1.0.0')).toBe(ours.root.digest);
    expect(document.records[0]?.result).toMatchObject({
      error: { code: 'TAGS_NOT_WRITTEN', message: expect.stringContaining('1 of 2 tags') },
      targets: [
        {
          tags: [
            { tag: '1.0.0', action: 'create' },
            { tag: 'live', action: 'conflict', after: old.root.digest },
          ],
        },
      ],
    });
  });

  it('and none can be, since the registry is down, that is no conflict', async () => {
    const { promote } = await open(live, {
      memory: {
        failures: (verb) =>
          verb === 'tag' ? new HoistError('unreachable', 'DOWN', 'it is down') : undefined,
      },
    });
    const { document, exitCode } = await promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'failed' }, 5]);
    expect(document.records[0]?.result?.targets[0]?.tags).toMatchObject([{ tag: 'live', action: 'failed' }]);
  });
});

it('when a stage ends before its first tag, its record is begun before it is ended (guarantee 8)', async () => {
  const told: unknown[] = [];
  const { promote } = await open('live', {
    journal: {
      async intend({ result }) {
        await turns(5);
        told.push(result);
      },
      finish: async ({ result }) => void told.push(result?.outcome),
    },
  });
  const { document, exitCode } = await promote({ image });
  expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'conflict' }, 4]);
  expect(told).toEqual([undefined, 'conflict']);
});
