import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../../src/domain/record.ts';
import { forgeOf } from '../evidence/ground.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, testInstant, type Scene } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: qa.example.com/web, tag: ['%n', { name: stable, move: any }] }]
`;
const image = 'ghcr.io/acme/dev/web:1.0.0';

/** A promotion of 1.0.0 whose process died before its result was kept. */
async function died(
  over: Partial<PromotionRecord['intent']> = {},
): Promise<Scene & { dead: PromotionRecord }> {
  const first = await scene(config);
  first.push(image);
  const { document } = await first.promote({ image });
  const [record] = document.records;
  if (record === undefined) throw new Error('the promotion left no record');
  const { result: _, ...intended } = record;
  const dead = { ...intended, id: '01A', intent: { ...record.intent, ...over } };
  const again = await scene(config, { registry: first.registry });
  again.world.records.push(dead);
  return { ...again, dead };
}

function kept(one: Scene, id: string): PromotionRecord | undefined {
  return one.world.records.find((record) => record.id === id);
}

describe('when a promotion died after its intent was kept', () => {
  it('the next run of the same image closes it, and says by which record', async () => {
    const one = await died();
    const { document } = await one.promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'unchanged' });
    const [record] = document.records;
    expect(kept(one, '01A')?.result).toMatchObject({
      outcome: 'failed',
      error: { code: 'DIED', message: expect.stringContaining(record?.id ?? 'no record') },
      targets: [
        {
          repository: 'qa.example.com/web',
          tags: [
            { tag: '1.0.0', before: null, after: record?.intent.sources[0]?.digest, action: 'skipped' },
            { tag: 'stable', before: null, after: record?.intent.sources[0]?.digest, action: 'skipped' },
          ],
        },
      ],
    });
  });

  it.each<[string, Partial<PromotionRecord['intent']>]>([
    ['another stage', { stage: 'production' }],
    ['another pipeline', { pipeline: 'api' }],
    ['no image of this run', { sources: [] }],
  ])('one of %s stays open', async (_, over) => {
    const one = await died(over);
    await one.promote({ image });
    expect(kept(one, '01A')?.result).toBeUndefined();
  });

  it('a run that does not bring the image there closes nothing', async () => {
    const one = await died();
    one.push('qa.example.com/web:1.0.0', sampleImage({ seed: 4 }));
    const { document } = await one.promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'conflict' });
    expect(kept(one, '01A')?.result).toBeUndefined();
  });

  it('and the journal does not take its end, the run that brought the image is none the worse', async () => {
    const { registry, dead } = await died();
    const records: PromotionRecord[] = [];
    const one = await scene(config, {
      registry,
      journal: {
        async finish(record) {
          if (record.id === dead.id) throw new Error('no room');
          records.push(record);
        },
      },
    });
    one.world.records.push(dead);
    const { exitCode } = await one.promote({ image });
    expect([exitCode, records.length]).toEqual([0, 1]);
    expect(one.world.said.join()).toContain('no room');
  });

  it('and it has ended meanwhile, its own result is the last word', async () => {
    const { registry, dead } = await died();
    const ended: string[] = [];
    const one = await scene(config, {
      registry,
      journal: {
        async finish({ id, result }) {
          ended.push(id);
          const own = one.world.records.findIndex((record) => record.id === dead.id);
          if (result !== undefined) one.world.records[own] = { ...dead, result };
        },
      },
    });
    one.world.records.push(dead);
    const { document } = await one.promote({ image });
    expect(ended).toEqual(document.records.map(({ id }) => id));
  });

  it.each<[string, PromotionRecord['intent']['run'], boolean]>([
    ['of no run of GitHub Actions', {}, false],
    ['of this very attempt, which no other process goes on with', { id: '78', attempt: 1 }, false],
    ['of another attempt of this run', { id: '78', attempt: 2 }, true],
  ])('and has only just begun, GitHub is asked of one %s: %o, %s', async (_, run, isAsked) => {
    const { registry, dead } = await died({ run });
    let asked = 0;
    const isOver = async (): Promise<boolean> => ((asked += 1), true);
    const one = await scene(config, { registry, forge: forgeOf({ isOver }), run: { id: '78', attempt: 1 } });
    const id = ulid(testInstant.getTime() - 60_000);
    one.world.records.push({ ...dead, id });
    await one.promote({ image });
    expect([kept(one, id)?.result?.error?.code, asked > 0]).toEqual(['DIED', isAsked]);
  });

  it.each<[string, number, boolean | undefined, boolean]>([
    ['has only just begun in a run that goes on, it is left alone', 60_000, false, false],
    ['has only just begun in a run that is over, it is closed', 60_000, true, true],
    ['has only just begun, and GitHub does not tell, it is closed', 60_000, undefined, true],
    ['began long ago in a run that waits for something else, it is closed', 11 * 60_000, false, true],
  ])('and it %s', async (_, age, isOver, isClosed) => {
    const { registry, dead } = await died({ run: { id: '77', attempt: 1 } });
    const asked: unknown[] = [];
    const forge = forgeOf({
      async isOver(run) {
        asked.push(run);
        return isOver;
      },
    });
    const one = await scene(config, { registry, forge, run: { id: '78', attempt: 1 } });
    const id = ulid(testInstant.getTime() - age);
    one.world.records.push({ ...dead, id });
    expect(outcomes((await one.promote({ image })).document)).toEqual({ 'web/qa': 'unchanged' });
    expect(kept(one, id)?.result?.error?.code).toBe(isClosed ? 'DIED' : undefined);
    expect(asked).toEqual(age > 600_000 ? [] : [{ id: '77', attempt: 1 }]);
  });
});
