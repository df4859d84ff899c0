import { describe, expect, it } from 'vitest';
import { wavesOf } from '../../src/domain/waves.ts';
import { HoistError } from '../../src/errors.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene, type Scene, type SceneOptions } from './world.ts';

const config = `
version: 1
record: { attest: off }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - name: prod
        to: [us.example.com/web, eu.example.com/web]
        tag: ['%n', { name: stable, move: any }]
`;
const back = { stage: 'prod', comment: 'it does not start' };
const places = ['us.example.com/web:stable', 'eu.example.com/web:stable'];

/** Three versions, the newest live, in a registry that takes no more tags once they are so many. */
async function released(options: SceneOptions = {}) {
  let most = Infinity;
  const made = await scene(config, {
    ...options,
    memory: {
      failures: (verb) =>
        verb === 'tag' && (most -= 1) < 0 ? new HoistError('unreachable', 'DOWN', 'it is down') : undefined,
    },
  });
  const digests: string[] = [];
  for (const at of [1, 2, 3]) {
    const { root } = made.push(`ghcr.io/acme/dev/web:${at}.0.0`, sampleImage({ seed: at }));
    digests.push(root.digest);
    await made.promote({ image: `${at}.0.0` });
  }
  const live = (): readonly string[] =>
    places.map((place) => `${digests.indexOf(made.named(place) ?? '') + 1}.0.0`);
  return { ...made, live, limit: (count: number) => void (most = count) };
}

/** The newest record, as a process leaves it that dies before it can say how it ended. */
function dies({ world: { records } }: Pick<Scene, 'world'>): void {
  const record = records.pop();
  if (record === undefined) throw new Error('there is no record');
  const { result: _, ...intent } = record;
  records.push(intent);
}

describe('when a rollback that did not end is run again', () => {
  it('killed behind its last tag, it ends that one and goes no further back', async () => {
    const made = await released();
    await made.rollback(back);
    dies(made);
    const { document, exitCode } = await made.rollback(back);
    expect([exitCode, document.outcome, made.live()]).toEqual([0, 'unchanged', ['2.0.0', '2.0.0']]);
    // The one that died is closed by it, and the stage is held as before.
    expect(made.world.records.slice(-2).map(({ result }) => result?.error?.code)).toEqual([
      undefined,
      'DIED',
    ]);
    expect((await made.promote({ image: '3.0.0' })).document.outcome).toBe('waiting');
    await made.rollback(back);
    expect(made.live()).toEqual(['1.0.0', '1.0.0']);
  });

  it('failed when its tags had moved, it is ended once, and the next one goes on from there', async () => {
    const made = await released();
    await made.rollback(back);
    const record = made.world.records.pop();
    if (record?.result === undefined) throw new Error('there is no record');
    made.world.records.push({ ...record, result: { ...record.result, outcome: 'failed' } });
    const dry = (await made.dryRollback(back)).document.stages[0];
    expect([dry?.state, dry?.toKeep]).toEqual(['unchanged', undefined]);
    expect((await made.rollback(back)).document.outcome).toBe('unchanged');
    expect(made.world.records.at(-1)).toMatchObject({
      intent: { kind: 'rollback' },
      result: { outcome: 'unchanged' },
    });
    expect(made.live()).toEqual(['2.0.0', '2.0.0']);
    await made.rollback(back);
    expect(made.live()).toEqual(['1.0.0', '1.0.0']);
    // Of one that ended well nothing is to be kept.
    const kept = made.world.records.length;
    await made.rollback({ ...back, image: '1.0.0' });
    expect(made.world.records).toHaveLength(kept);
  });

  it('stopped between two tags, it writes the other one', async () => {
    const made = await released();
    made.limit(1);
    expect((await made.rollback(back)).exitCode).toBe(5);
    expect(made.live()).toEqual(['2.0.0', '3.0.0']);
    made.limit(Infinity);
    expect((await made.rollback(back)).document.outcome).toBe('promoted');
    expect(made.live()).toEqual(['2.0.0', '2.0.0']);
  });

  it('in Actions the plan has a job that ends it, and none where it ended well', async () => {
    const made = await released({ run: { surface: 'action' } });
    await made.rollback(back);
    dies(made);
    const begun = (await made.dryRollback(back)).document;
    expect([begun.outcome, wavesOf(begun).count]).toEqual(['unchanged', 1]);
    await made.rollback({ ...back, expectedPlan: begun.stages[0]?.hash });
    expect(made.live()).toEqual(['2.0.0', '2.0.0']);
    const ended = (await made.dryRollback({ ...back, image: '2.0.0' })).document;
    expect([ended.outcome, wavesOf(ended).count]).toEqual(['unchanged', 0]);
  });

  it('another image that is named comes all the same', async () => {
    const made = await released();
    await made.rollback(back);
    dies(made);
    await made.rollback({ ...back, image: '1.0.0' });
    expect(made.live()).toEqual(['1.0.0', '1.0.0']);
  });

  it('where the stage was promoted to by name since, it goes back from there', async () => {
    const made = await released();
    await made.rollback(back);
    dies(made);
    await made.promote({ image: '3.0.0', stage: 'prod' });
    await made.rollback(back);
    expect(made.live()).toEqual(['2.0.0', '2.0.0']);
  });
});
