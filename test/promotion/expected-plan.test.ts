import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { plan } from '../../src/promotion/plan.ts';
import { promote } from '../../src/promotion/promote.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene, tagWrites } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: production, to: [us.example.com/web, eu.example.com/web], tag: ['%n-%Y%m%d', { name: stable, move: any }] }]
`;
const source = 'ghcr.io/acme/dev/web:1.0.0';
const old = sampleImage({ platforms: 1, layers: 1, seed: 1 });
const ours = sampleImage({ platforms: 1, layers: 1, seed: 2 });
const later = new Date('2026-03-20T00:00:00Z');
const request = { image: source };

async function planned() {
  const first = await scene(config);
  first.push(source, ours);
  first.push('us.example.com/web:stable', old);
  first.push('eu.example.com/web:stable', old);
  const { document } = await first.plan(request);
  const expectedPlan = document.stages[0]?.hash;
  const second = await scene(config, { registry: first.registry, now: later });
  return { ...second, expectedPlan, document };
}

describe('when a plan is made', () => {
  it('writes nothing and leaves no record', async () => {
    const { registry, document, world } = await planned();
    expect(document.outcome).toBe('promoted');
    const writes = new Set(['putManifest', 'tag', 'send', 'attach', 'beginBlob']);
    expect(registry.calls.filter(({ verb }) => writes.has(verb))).toEqual([]);
    expect(world.kept).toEqual([]);
  });

  it('has the same hash whenever it is made of the same things, and another where one of them changed', async () => {
    const { plan, push, document } = await planned();
    const hex = async (): Promise<string | undefined> =>
      (await plan(request)).document.stages[0]?.hash?.slice(-64);
    const [stage] = document.stages;
    // The instant is in the tags here: the same instant gives the same hash.
    const same = await plan({ ...request, expectedPlan: stage?.hash });
    expect(same.document.stages[0]?.hash).toBe(stage?.hash);
    const before = await hex();
    expect(await hex()).toBe(before);
    push('eu.example.com/web:stable', ours);
    expect(await hex()).not.toBe(before);
  });

  it('tells for each target what would be written, moved and sent', async () => {
    const { document } = await planned();
    expect(document.stages[0]?.targets).toMatchObject(
      ['us', 'eu'].map((at) => ({
        repository: `${at}.example.com/web`,
        digest: ours.root.digest,
        image: 'absent',
        tags: [
          { tag: '1.0.0-20260304', now: null, action: 'create' },
          { tag: 'stable', now: old.root.digest, action: 'move', move: 'any' },
        ],
        transfer: { blobs: 2, manifests: 2 },
      })),
    );
    expect(document.stages[0]?.pulled).toBe(document.stages[0]?.targets[0]?.transfer?.bytes);
  });

  it('shows a target that cannot be read, and goes on', async () => {
    const { plan, push } = await scene(config, {
      memory: {
        failures: (_, repository) =>
          repository.startsWith('eu.') ? new HoistError('unreachable', 'DOWN', 'it is down') : undefined,
      },
    });
    push(source, ours);
    const { document, exitCode } = await plan(request);
    expect(document.stages[0]).toMatchObject({
      state: 'ready',
      targets: [{ image: 'absent' }, { image: 'unread' }],
      problems: [{ code: 'TARGET_UNREAD', message: expect.stringContaining('it is down') }],
    });
    expect(exitCode).toBe(0);
  });
});

describe('when a promotion expects a plan', () => {
  it('does what it says, with its instant in the tags', async () => {
    const { promote, expectedPlan, tags, world } = await planned();
    expect((await promote({ ...request, expectedPlan })).document.outcome).toBe('promoted');
    expect(tags('us.example.com/web')).toEqual(['1.0.0-20260304', 'stable']);
    expect(world.records[0]?.intent.planHash).toBe(expectedPlan);
  });

  it('is a conflict that prints what is different now, and writes nothing', async () => {
    const { promote, push, expectedPlan, registry } = await planned();
    const third = sampleImage({ platforms: 1, layers: 1, seed: 3 });
    push('eu.example.com/web:stable', third);
    const { document, exitCode } = await promote({ ...request, expectedPlan });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(tagWrites(registry)).toEqual([]);
    const [problem] = document.records[0]?.result?.problems ?? [];
    expect(problem?.code).toBe('PLAN_CHANGED');
    expect(problem?.message).toContain(third.root.digest);
    expect(problem?.message).toContain('2026-03-04T05:06:07Z');
  });

  it('is a conflict when the source names another digest', async () => {
    const { promote, push, expectedPlan } = await planned();
    push(source, old);
    expect((await promote({ ...request, expectedPlan })).document.outcome).toBe('conflict');
  });

  it('is a conflict when the config has changed', async () => {
    const { registry, expectedPlan } = await planned();
    const changed = await scene(`${config}\n# one more byte\n`, { registry, now: later });
    expect((await changed.promote({ ...request, expectedPlan })).document.outcome).toBe('conflict');
  });

  it('is a conflict when the default branch has moved on, and says from where, as far as the run knows it', async () => {
    const first = await scene(config, { run: { sha: 'c'.repeat(40) } });
    first.push(source, ours);
    const at = (commit: string) => ({
      world: first.world,
      registry: first.registry,
      config: { ...first.config, origin: { ...first.config.origin, commit } },
    });
    const { document: then } = await plan(at('c'.repeat(40)), request);
    const expectedPlan = then.stages[0]?.hash;
    const { document, exitCode } = await promote(at('d'.repeat(40)), { ...request, expectedPlan });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(document.records[0]?.result?.problems[0]?.message).toContain(
      'the default branch was at commit cccccccccccc, and is at dddddddddddd now, with the same config',
    );
  });

  it('is a conflict when the plan is older than 35 days', async () => {
    const { registry, expectedPlan } = await planned();
    const late = await scene(config, { registry, now: new Date('2026-04-08T05:06:08Z') });
    const { document, exitCode } = await late.promote({ ...request, expectedPlan });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(document.records[0]?.result?.problems).toMatchObject([{ code: 'PLAN_EXPIRED' }]);
    expect(tagWrites(registry)).toEqual([]);
  });

  it('goes on where a killed run stopped between two tags', async () => {
    const { promote, push, expectedPlan, named } = await planned();
    push('us.example.com/web:1.0.0-20260304', ours);
    push('eu.example.com/web:1.0.0-20260304', ours);
    push('us.example.com/web:stable', ours);
    expect((await promote({ ...request, expectedPlan })).document.outcome).toBe('promoted');
    expect(named('eu.example.com/web:stable')).toBe(ours.root.digest);
  });

  it('is unchanged when everything has arrived', async () => {
    const { promote, expectedPlan } = await planned();
    await promote({ ...request, expectedPlan });
    expect((await promote({ ...request, expectedPlan })).document.outcome).toBe('unchanged');
  });

  it('is a conflict when another image has arrived than the one that was planned', async () => {
    const { promote, push, expectedPlan, registry, world } = await planned();
    push(source, old);
    for (const at of ['us', 'eu']) push(`${at}.example.com/web:1.0.0-20260304`, old);
    const { document, exitCode } = await promote({ ...request, expectedPlan });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(world.records[0]?.result?.problems).toMatchObject([{ code: 'PLAN_CHANGED' }]);
    expect(tagWrites(registry)).toEqual([]);
  });

  it('holds when a target could not be read then and can be now', async () => {
    let down = true;
    const open = await scene(config, {
      memory: {
        failures: (_, repository) =>
          down && repository.startsWith('eu.')
            ? new HoistError('unreachable', 'DOWN', 'it is down')
            : undefined,
      },
    });
    open.push(source, ours);
    const { document } = await open.plan(request);
    down = false;
    expect(
      (await open.promote({ ...request, expectedPlan: document.stages[0]?.hash })).document.outcome,
    ).toBe('promoted');
  });

  it('is what a promotion by name needs, as the plan of all stages shows it at the gate', async () => {
    const gated = await scene(`
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: production, to: us.example.com/web, auto: false }]
`);
    gated.push(source, ours);
    const { document } = await gated.plan(request);
    expect(document.stages[0]).toMatchObject({
      state: 'waiting',
      targets: [{ tags: [{ tag: '1.0.0', action: 'create' }] }],
    });
    const expectedPlan = document.stages[0]?.hash;
    expect((await gated.promote({ ...request, stage: 'production', expectedPlan })).document.outcome).toBe(
      'promoted',
    );
  });
});

describe('when a tag at a target changes while what was expected travels', () => {
  const third = sampleImage({ platforms: 1, layers: 1, seed: 3 });

  /** Somebody writes a tag when the image's root arrives. */
  async function raced(reference: string, by: typeof third) {
    const made = await planned();
    const { registry, push, promote, expectedPlan } = made;
    const put = registry.putManifest.bind(registry);
    registry.putManifest = async (repository, manifest, call) => {
      const result = await put(repository, manifest, call);
      push(reference, by);
      return result;
    };
    return { ...made, ran: await promote({ ...request, expectedPlan }) };
  }

  it('is a conflict, although its rule would let it move', async () => {
    const { ran, tags, named, world } = await raced('eu.example.com/web:stable', third);
    expect([ran.document.outcome, ran.exitCode]).toEqual(['conflict', 4]);
    expect(named('eu.example.com/web:stable')).toBe(third.root.digest);
    expect(named('us.example.com/web:stable')).toBe(old.root.digest);
    expect(tags('us.example.com/web')).toEqual(['stable']);
    const [problem] = world.records.at(-1)?.result?.problems ?? [];
    expect(problem?.code).toBe('PLAN_CHANGED');
    expect(problem?.message).toContain(old.root.digest);
    expect(problem?.message).toContain(third.root.digest);
  });

  it('is a conflict too where the tag was deleted', async () => {
    const { registry, promote, expectedPlan, world } = await planned();
    const put = registry.putManifest.bind(registry);
    registry.putManifest = async (repository, manifest, call) => {
      registry
        .store('eu.example.com' as never)
        .repository('web')
        ?.tags.delete('stable');
      return await put(repository, manifest, call);
    };
    expect((await promote({ ...request, expectedPlan })).document.outcome).toBe('conflict');
    expect(world.records.at(-1)?.result?.problems[0]?.message).toContain('is not there');
  });

  it('goes on where the tag has come to what was approved', async () => {
    const { ran, named } = await raced('eu.example.com/web:stable', ours);
    expect(ran.document.outcome).toBe('promoted');
    expect(named('us.example.com/web:stable')).toBe(ours.root.digest);
  });
});
