import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TagAction } from '../../src/domain/plan.ts';
import type { Digest } from '../../src/image/digest.ts';
import { hostOf, parseTag, pathOf } from '../../src/image/reference.ts';
import { commitTag } from '../../src/transfer/commit.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage, withReferrers, type AttachedSample, type Sample } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { carryTo, first, second, source, targetOf, worldOf, type TestWorld } from './ground.ts';

const latest = parseTag('latest');

type Lagging = { readonly world: TestWorld; readonly registry: MemoryRegistry; readonly waits: number[] };

/** A registry that shows what a reference of `first` names only so long after it was asked for the first time. */
async function lagging(
  sample: Sample,
  { reference, lag }: { readonly reference: string | undefined; readonly lag: number },
): Promise<Lagging> {
  const registry = createMemoryRegistry();
  await putSample(registry, source, sample, latest);
  const waits: number[] = [];
  let time = 0;
  let wrote: number | undefined;
  const slow: MemoryRegistry = {
    ...registry,
    head: async (repository, asked, call) => {
      const found = await registry.head(repository, asked, call);
      if (found === undefined || repository !== first || asked !== reference) return found;
      wrote ??= time;
      return time - wrote < lag ? undefined : found;
    },
  };
  const clock = {
    now: () => new Date(time),
    ticks: () => time,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      time += milliseconds;
    },
  };
  return { world: { ...worldOf(slow), clock }, registry, waits };
}

describe('when readers of a registry lag behind its writers', () => {
  it('the root is waited for (F44, N19, Q12)', async () => {
    const sample = sampleImage({ platforms: 1, layers: 1 });
    const { world, waits } = await lagging(sample, { reference: sample.root.digest, lag: 3_000 });
    const { kept } = await carryTo(world, sample.root, [targetOf(first)]);
    expect(await kept).toBeUndefined();
    expect(waits).toEqual([1_000, 2_000]);
  });

  it('a root that does not show within a minute was not kept (F35)', async () => {
    const sample = sampleImage({ platforms: 1, layers: 1 });
    const { world, waits } = await lagging(sample, { reference: sample.root.digest, lag: Infinity });
    const { kept } = await carryTo(world, sample.root, [targetOf(first)]);
    expect(await kept).toMatchObject({ kind: 'incomplete', code: 'NOT_KEPT' });
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(60_000);
  });

  it('and another target has failed, no root is waited for', async () => {
    const sample = sampleImage({ platforms: 1, layers: 1 });
    const made = await lagging(sample, { reference: sample.root.digest, lag: Infinity });
    const { clock } = made.world;
    const broken: TestWorld = {
      ...made.world,
      registry: {
        ...made.world.registry,
        putManifest: async (repository, manifest, call) => {
          if (repository === second) throw new Error('disk full');
          return made.registry.putManifest(repository, manifest, call);
        },
      },
      // Sleeps until it is told to stop.
      clock: {
        ...clock,
        sleep: (_, signal) =>
          new Promise((_resolve, reject) => {
            const wake = (): void => reject(new Error('woken'));
            if (signal?.aborted === true) wake();
            signal?.addEventListener('abort', wake);
          }),
      },
    };
    const { kept, targets } = await carryTo(broken, sample.root, [targetOf(first), targetOf(second)]);
    expect(targets.map(({ error }) => error?.message)).toEqual([undefined, 'disk full']);
    expect(await kept).toBeDefined();
  });

  async function signed(): Promise<[AttachedSample, AttachedSample['cosignTags'][number]]> {
    const sample = withReferrers(sampleImage({ platforms: 1, layers: 1 }));
    const [signature] = sample.cosignTags;
    if (signature === undefined) throw new Error('the sample is signed');
    return [sample, signature];
  }

  it("cosign's tag is waited for (F44, P34)", async () => {
    const [sample, { tag, manifest }] = await signed();
    const { world, waits, registry } = await lagging(sample, { reference: tag, lag: 2_000 });
    await registry.tag(source, manifest, tag);
    const { targets } = await carryTo(world, sample.root, [targetOf(first)]);
    expect(targets[0]?.error).toBeUndefined();
    expect(waits).toEqual([1_000, 2_000]);
  });

  it("cosign's tag that somebody else wrote meanwhile is not", async () => {
    const [sample, { tag, manifest }] = await signed();
    const { world, waits, registry } = await lagging(sample, { reference: undefined, lag: 0 });
    await registry.tag(source, manifest, tag);
    const racing: TestWorld = {
      ...world,
      registry: {
        ...world.registry,
        tag: async (repository, pushed, name, call) => {
          await registry.tag(repository, pushed, name, call);
          if (name === tag) registry.store(hostOf(first)).tag(pathOf(first), tag, sample.root.digest);
        },
      },
    };
    const { targets } = await carryTo(racing, sample.root, [targetOf(first)]);
    expect(targets[0]?.error).toMatchObject({ code: 'REFERRER_NOT_KEPT' });
    expect(waits).toEqual([]);
  });
});

describe('when a root showed only after a while', () => {
  const never = (now: Digest | null): { action: TagAction } => ({
    action: now === null ? 'create' : 'conflict',
  });

  it('the tag is read again, and what somebody wrote meanwhile is not overwritten (P31)', async () => {
    const ours = sampleImage({ platforms: 0, seed: 1 });
    const theirs = sampleImage({ platforms: 0, seed: 2 });
    const { world, registry } = await lagging(ours, { reference: undefined, lag: 0 });
    for (const image of [ours, theirs]) await putSample(registry, first, image, parseTag('old'));
    const ready = (async () => {
      await setImmediate();
      await world.clock.sleep(1_000);
      await registry.tag(first, theirs.root, latest);
      return true;
    })();
    // Read before, as it is where the root is looked at beside.
    const early = { ...registry, head: firstOf((...call) => registry.head(...call)) };
    const result = await commitTag(
      { ...world, registry: early },
      { repository: first, manifest: ours.root, tag: latest, expectedBefore: null, ready, decide: never },
    );
    expect(result).toMatchObject({ action: 'conflict', before: theirs.root.digest });
    expect((await registry.head(first, latest))?.digest).toBe(theirs.root.digest);
  });

  /** Nothing is there the first time. */
  function firstOf(head: MemoryRegistry['head']): MemoryRegistry['head'] {
    let asked = false;
    return async (...call) => {
      if (asked) return head(...call);
      asked = true;
      return undefined;
    };
  }
});
