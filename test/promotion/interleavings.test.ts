import { describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../../src/domain/record.ts';
import { parseStatusQuery } from '../../src/domain/status-query.ts';
import type { Digest } from '../../src/image/digest.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { promote, type Ran } from '../../src/promotion/promote.ts';
import { status } from '../../src/promotion/status.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { holdsAll, scene, testInstant, testWorld } from './world.ts';

const source = 'ghcr.io/acme/dev/web';
const targets = ['us.example.com/web', 'eu.example.com/web'];
const config = `
version: 1
pipelines:
  web:
    source: ${source}
    stages:
      - { name: prod, to: [${targets.join(', ')}], tag: [{ name: stable, move: forward }, '%n'] }
`;
const versions = ['1.0.0', '1.1.0', '1.2.0'];
const images = new Map(
  versions.map((version, at) => [
    version,
    withReferrers(sampleImage({ platforms: 1, layers: 1, layerSize: 64, seed: at + 1 }), { sbomSize: 64 }),
  ]),
);
const versionOf = (digest: Digest | null | undefined): string | undefined =>
  versions.find((version) => images.get(version)?.root.digest === digest);

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whoever waits goes on when it is its turn; whose it is, is drawn. */
class Turns {
  readonly now = new Date(testInstant);
  readonly #random: () => number;
  #waiting: (() => void)[] = [];

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async play<T>(runs: readonly Promise<T>[]): Promise<readonly T[]> {
    const over = new AbortController();
    const all = Promise.all(runs).finally(() => over.abort());
    all.catch(() => {});
    for (; !over.signal.aborted; await new Promise((resolve) => setImmediate(resolve))) {
      const at = Math.floor(this.#random() * this.#waiting.length);
      this.now.setTime(this.now.getTime() + 100);
      for (const go of this.#waiting.splice(at, 1)) go();
    }
    return await all;
  }
}

/** A registry of which every request and every answer takes a turn. */
function taking(turns: Turns, registry: MemoryRegistry): MemoryRegistry {
  const verbs = ['manifest', 'head', 'putManifest', 'tag', 'hasBlob', 'beginBlob', 'referrers'] as const;
  const slow = verbs.map((verb) => {
    const ask = registry[verb] as (...asked: readonly unknown[]) => Promise<unknown>;
    return [
      verb,
      async (...asked: readonly unknown[]) => {
        await turns.wait();
        const answer = await ask(...asked);
        await turns.wait();
        return answer;
      },
    ] as const;
  });
  return { ...registry, ...Object.fromEntries(slow) };
}

async function together(seed: number, wanted: readonly string[]) {
  const turns = new Turns(seed);
  const registry = createMemoryRegistry();
  const opened = await scene(config, { registry, now: turns.now });
  for (const [version, image] of images) opened.push(`${source}:${version}`, image);
  const journal = await opened.world.journal(opened.config.record);
  const slowly = (keep: Journal['finish']) => async (record: PromotionRecord) => {
    await turns.wait();
    await keep(record);
    await turns.wait();
  };
  const shared = {
    ...journal,
    intend: slowly((record) => journal.intend(record)),
    finish: slowly((record) => journal.finish(record)),
  };
  const halves: string[] = [];
  const write = registry.tag.bind(registry);
  registry.tag = async (repository, manifest, tag, call) => {
    await write(repository, manifest, tag, call);
    const image = images.get(versionOf(manifest.digest) ?? '');
    if (image !== undefined && !targets.every((target) => holdsAll(registry, target, image)))
      halves.push(`${repository}:${tag}`);
  };
  const ran = await turns.play(
    wanted.map(async (version): Promise<Ran> => {
      await turns.wait();
      const world = {
        ...testWorld({ registry, now: turns.now, journal: shared, sleep: () => turns.wait() }),
        newId: () => opened.world.newId(),
      };
      const ground = { world, config: opened.config, registry: taking(turns, registry) };
      return await promote(ground, { image: `${source}:${version}` });
    }),
  );
  return { ...opened, ran, halves };
}

describe('when several versions are promoted to one stage at once, in any order of their requests', () => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed);
  const wishes = [
    ['1.0.0', '1.1.0'],
    ['1.1.0', '1.0.0', '1.2.0'],
    ['1.1.0', '1.1.0'],
  ].map((wanted) => ({
    wanted,
    called: wanted.join(', '),
  }));

  it.each(wishes)('no tag names what is not whole at every target: $called', async ({ wanted }) => {
    for (const seed of seeds) expect((await together(seed, wanted)).halves, `seed ${seed}`).toEqual([]);
  });

  it.each(wishes)('records tell what became of tags: $called', async ({ wanted }) => {
    for (const seed of seeds) {
      const { ran, named } = await together(seed, wanted);
      const told = ran.flatMap(({ document }) =>
        document.records.flatMap(({ result }) => result?.targets ?? []),
      );
      // Others may write `stable` a moment later.
      const own = told.flatMap(({ repository, digest, tags }) =>
        tags
          .filter(({ tag }) => tag !== 'stable')
          .map(({ tag, after }) => [named(`${repository}:${tag}`), after, digest]),
      );
      expect(own, `seed ${seed}`).toEqual(own.map(([, , digest]) => [digest, digest, digest]));
    }
  });

  it.each(wishes)('run again alone each ends well, and nothing is left: $called', async ({ wanted }) => {
    const newest = wanted.toSorted().at(-1);
    for (const seed of seeds) {
      const made = await together(seed, wanted);
      const ends = made.ran.map(({ document }) => document.outcome);
      for (const version of wanted)
        ends.push((await made.promote({ image: `${source}:${version}` })).document.outcome);
      const stable = targets.map((target) => versionOf(made.named(`${target}:stable`)));
      const { totals } = await status(made, parseStatusQuery(undefined));
      expect({ seed, stable, totals }).toMatchObject({
        stable: [newest, newest],
        totals: { drift: 0, split: 0, unfinished: 0 },
      });
      // Registries have no compare-and-swap: a tag that another run wrote at the same moment is failed.
      expect(
        ends.slice(0, wanted.length).filter((end) => !['promoted', 'unchanged', 'failed'].includes(end)),
      ).toEqual([]);
      expect(ends.slice(wanted.length).filter((end) => !['promoted', 'unchanged'].includes(end))).toEqual([]);
    }
  });
});
