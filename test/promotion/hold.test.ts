import { describe, expect, it } from 'vitest';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, testInstant, type Scene, type SceneOptions } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['%n', { name: live, move: any }] }
      - { name: prod, to: prod.example.com/web, tag: ['%n', { name: live, move: any }] }
      - { name: archive, to: archive.example.com/web }
`;

async function rolledBack(
  stage: string,
  { text = config, ...options }: SceneOptions & { readonly text?: string } = {},
): Promise<Scene> {
  const made = await scene(text, options);
  for (const at of [1, 2]) {
    made.push(`ghcr.io/acme/dev/web:${at}.0.0`, sampleImage({ seed: at }));
    await made.promote({ image: `ghcr.io/acme/dev/web:${at}.0.0` });
  }
  await made.rollback({ stage, comment: 'it leaks' });
  made.push('ghcr.io/acme/dev/web:3.0.0', sampleImage({ seed: 3 }));
  return made;
}
const image = 'ghcr.io/acme/dev/web:3.0.0';

describe('when a stage was rolled back', () => {
  it('automatic promotions wait there, with who and why, and nothing behind is looked at', async () => {
    const { promote, named, world } = await rolledBack('prod');
    const kept = world.kept.length;
    const { document, exitCode } = await promote({ image });
    expect(exitCode).toBe(0);
    expect(outcomes(document)).toEqual({ 'web/qa': 'promoted', 'web/prod': 'waiting' });
    expect(document.plan.stages[1]?.problems[0]).toMatchObject({
      code: 'HELD',
      message: expect.stringMatching(/ada rolled it back .* it leaks/),
      hint: expect.stringContaining('by name'),
    });
    expect(named('prod.example.com/web:3.0.0')).toBeUndefined();
    expect(world.kept.slice(kept).filter((line) => line.startsWith('intend'))).toHaveLength(1);
  });

  it('a plan says so too, with the hash of the promotion by name that would lift it', async () => {
    const { plan } = await rolledBack('qa');
    const [held] = (await plan({ image })).document.stages;
    expect(held).toMatchObject({ state: 'waiting', kind: 'manual', problems: [{ code: 'HELD' }] });
    const [named] = (await plan({ image, stage: 'qa' })).document.stages;
    expect(held?.hash).toBe(named?.hash);
  });

  it('a plan says so at its environment too: nobody is to let a job in that would end there', async () => {
    const place: { environment?: string; shownBy: 'check-run' } = {
      environment: 'live',
      shownBy: 'check-run',
    };
    const rules = { reviewers: 0, preventsSelfReview: false, adminsBypass: true, waitTimer: 0 } as const;
    const { plan } = await rolledBack('prod', {
      text: config.replace('prod,', 'prod, environment: live,'),
      gates: {
        environment: async (name) => ({ ...rules, name, branches: 'all' }),
        place: async () => place,
        reviews: async () => ({ given: [], attribution: 'run' }),
      },
    });
    delete place.environment;
    const held = (await plan({ image })).document.stages.at(-1);
    expect(held).toMatchObject({ stage: 'prod', state: 'waiting', problems: [{ code: 'HELD' }] });
  });

  it('a promotion to it by name goes through and lifts the hold', async () => {
    const { promote, named, push } = await rolledBack('prod');
    await promote({ image });
    expect(outcomes((await promote({ image, stage: 'prod' })).document)).toMatchObject({
      'web/prod': 'promoted',
    });
    push('ghcr.io/acme/dev/web:4.0.0', sampleImage({ seed: 4 }));
    expect(outcomes((await promote({ image: 'ghcr.io/acme/dev/web:4.0.0' })).document)).toMatchObject({
      'web/prod': 'promoted',
    });
    expect(named('prod.example.com/web:live')).toBe(sampleImage({ seed: 4 }).root.digest);
  });

  it('one that comes to it from a stage that was named is not by name', async () => {
    const { promote } = await rolledBack('prod');
    expect(outcomes((await promote({ image, stage: 'qa' })).document)).toEqual({
      'web/qa': 'promoted',
      'web/prod': 'waiting',
    });
  });

  it('a promotion by name of what is there lifts it too, and is recorded for that', async () => {
    const { promote, world } = await rolledBack('prod');
    const there = { image: 'ghcr.io/acme/dev/web:1.0.0', stage: 'prod' };
    expect(outcomes((await promote(there)).document)).toMatchObject({ 'web/prod': 'unchanged' });
    expect(world.records.some(({ intent }) => intent.stage === 'prod' && intent.kind === 'manual')).toBe(
      true,
    );
    expect(outcomes((await promote({ image })).document)).toMatchObject({ 'web/prod': 'promoted' });
  });

  it('other stages are not held', async () => {
    const { promote } = await rolledBack('prod');
    expect(outcomes((await promote({ image })).document)['web/qa']).toBe('promoted');
  });
});

describe('when a rollback moved nothing', () => {
  it('the stage is not held', async () => {
    const made = await scene(config);
    made.push(image);
    await made.promote({ image });
    await made.rollback({ stage: 'prod', comment: 'there is nothing earlier' });
    made.push('ghcr.io/acme/dev/web:4.0.0', sampleImage({ seed: 4 }));
    expect(outcomes((await made.promote({ image: 'ghcr.io/acme/dev/web:4.0.0' })).document)).toMatchObject({
      'web/prod': 'promoted',
    });
  });
});

describe('when a promotion died', () => {
  it('the next run of the same image closes it, even if there is nothing to do', async () => {
    const made = await scene(config);
    made.push(image);
    await made.promote({ image });
    const record = made.world.records.find(({ intent }) => intent.stage === 'qa');
    if (record === undefined) throw new Error('no record');
    const { result: _, ...intent } = record;
    made.world.records.push({ ...intent, id: `${record.id}9` });
    expect(outcomes((await made.promote({ image })).document)).toMatchObject({ 'web/qa': 'unchanged' });
    const ends = made.world.records.filter(({ intent: { stage } }) => stage === 'qa');
    expect(ends.map(({ result }) => result?.outcome)).toEqual(['promoted', 'unchanged', 'failed']);
    expect(ends.at(-1)?.result?.error?.code).toBe('DIED');
    await made.promote({ image });
    expect(made.world.records.filter(({ intent: { stage } }) => stage === 'qa')).toHaveLength(3);
  });
});

describe('when a promotion to a held stage expects a plan', () => {
  const qa = { image, stage: 'qa' };

  /** Planned, and then rolled back an hour later, to what the tags named when the plan was made. */
  async function heldSince() {
    const now = new Date(testInstant);
    const made = await scene(config, { now });
    for (const at of [1, 2, 3]) made.push(`ghcr.io/acme/dev/web:${at}.0.0`, sampleImage({ seed: at }));
    await made.promote({ image: 'ghcr.io/acme/dev/web:1.0.0', stage: 'qa' });
    const [before] = (await made.plan(qa)).document.stages;
    now.setUTCHours(6);
    await made.promote({ image: 'ghcr.io/acme/dev/web:2.0.0', stage: 'qa' });
    await made.rollback({ stage: 'qa', comment: 'it leaks' });
    return { ...made, before: before?.hash };
  }

  it('is a conflict where that was made before the rollback', async () => {
    const { promote, named, before } = await heldSince();
    const { document, exitCode } = await promote({ ...qa, expectedPlan: before });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'conflict' }, 4]);
    expect(document.records[0]?.result?.problems).toMatchObject([{ code: 'ROLLED_BACK' }]);
    expect(named('qa.example.com/web:live')).toBe(sampleImage({ seed: 1 }).root.digest);
  });

  it('goes through where it was made since', async () => {
    const { promote, plan, named } = await heldSince();
    const [since] = (await plan(qa)).document.stages;
    const { document } = await promote({ ...qa, expectedPlan: since?.hash });
    expect(document.stages[0]?.outcome).toBe('promoted');
    expect(named('qa.example.com/web:live')).toBe(sampleImage({ seed: 3 }).root.digest);
  });
});

describe('when a rollback comes while an image travels', () => {
  /** Rolls back when the new image's root arrives, to the previous image or to this one. */
  async function overtaken(stage: 'qa' | 'prod', to?: string): Promise<Scene> {
    const made = await scene(config);
    for (const at of [1, 2, 3]) made.push(`ghcr.io/acme/dev/web:${at}.0.0`, sampleImage({ seed: at }));
    for (const at of [1, 2]) await made.promote({ image: `ghcr.io/acme/dev/web:${at}.0.0` });
    const put = made.registry.putManifest.bind(made.registry);
    let done = false;
    made.registry.putManifest = async (repository, manifest, call) => {
      const result = await put(repository, manifest, call);
      if (repository === `${stage}.example.com/web` && !done) {
        done = true;
        await made.rollback({ stage, image: to, comment: 'it leaks' });
      }
      return result;
    };
    return made;
  }

  it('a run that comes by itself waits there, moves no tag and leaves a record of what it sent', async () => {
    const { promote, named, world } = await overtaken('prod');
    const { document, exitCode } = await promote({ image });
    expect(exitCode).toBe(0);
    expect(outcomes(document)).toEqual({ 'web/qa': 'promoted', 'web/prod': 'waiting' });
    expect(named('prod.example.com/web:live')).toBe(sampleImage({ seed: 1 }).root.digest);
    expect(named('prod.example.com/web:3.0.0')).toBeUndefined();
    const last = world.records.at(-1);
    expect(last?.intent).toMatchObject({ stage: 'prod', kind: 'auto' });
    expect(last?.result).toMatchObject({ outcome: 'waiting', problems: [{ code: 'HELD' }] });
  });

  it('a promotion by name is a conflict: who asked for it did not know', async () => {
    const { promote, named, world } = await overtaken('qa');
    const { document, exitCode } = await promote({ image: 'ghcr.io/acme/dev/web:3.0.0', stage: 'qa' });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'conflict' }, 4]);
    expect(named('qa.example.com/web:live')).toBe(sampleImage({ seed: 1 }).root.digest);
    expect(world.records.at(-1)?.result).toMatchObject({
      outcome: 'conflict',
      problems: [
        {
          code: 'ROLLED_BACK',
          message: expect.stringContaining('web/qa is held since ada rolled it back'),
          hint: expect.stringContaining('plan again'),
        },
      ],
    });
  });

  it('a promotion by name is one too where the stage was held already, by another rollback', async () => {
    const { promote, rollback, named } = await overtaken('qa', '2.0.0');
    await rollback({ stage: 'qa', comment: 'it leaks' });
    const { document } = await promote({ image, stage: 'qa' });
    expect(outcomes(document)).toEqual({ 'web/qa': 'conflict' });
    expect(document.records[0]?.result?.problems).toMatchObject([{ code: 'ROLLED_BACK' }]);
    expect(named('qa.example.com/web:live')).toBe(sampleImage({ seed: 2 }).root.digest);
  });
});
