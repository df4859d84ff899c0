import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import type { PromotionRecord } from '../../src/domain/record.ts';
import type { Host } from '../../src/image/reference.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { turns } from '../wait.ts';
import { holdsAll, outcomes, scene, tagWrites } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: production, to: [us.example.com/web, eu.example.com/web], tag: ['%n', { name: stable, move: any }] }]
`;
const image = 'ghcr.io/acme/dev/web:1.0.0';
const hosts = ['ghcr.io', 'us.example.com', 'eu.example.com'] as Host[];
const targets = ['us.example.com/web', 'eu.example.com/web'];
const sample = withReferrers(sampleImage({ platforms: 2, layers: 2 }));
const old = sampleImage({ platforms: 1, layers: 1, seed: 7 });

class Killed extends Error {}

/** The same content behind another port, as a second process finds it. */
function reopened(registry: MemoryRegistry): MemoryRegistry {
  return createMemoryRegistry({ stores: new Map(hosts.map((host) => [host, registry.store(host)])) });
}

/** No tag names something that is not whole: neither the old image nor the new one. */
function expectWhole(named: (reference: string) => string | undefined, registry: MemoryRegistry): void {
  for (const target of targets) {
    for (const tag of ['1.0.0', 'stable']) {
      const digest = named(`${target}:${tag}`);
      const isWhole = digest === sample.root.digest && holdsAll(registry, target, sample);
      expect(isWhole || digest === undefined || digest === old.root.digest).toBe(true);
    }
  }
}

describe('when a run dies', () => {
  async function diesAt(last: number): Promise<boolean> {
    let calls = 0;
    const dying = await scene(config, {
      memory: { failures: () => ((calls += 1) > last ? new Killed('killed') : undefined) },
    });
    dying.push(image, sample);
    for (const target of targets) dying.push(`${target}:stable`, old);
    const survived = await dying.promote({ image }).then(
      ({ document }) => document.outcome === 'promoted',
      () => false,
    );
    expectWhole(dying.named, dying.registry);
    const there = new Map(targets.map((target) => [target, blobsAt(dying.registry, target)]));

    const again = await scene(config, { registry: reopened(dying.registry) });
    const { document } = await again.promote({ image });
    expect(['promoted', 'unchanged']).toContain(document.outcome);
    for (const target of targets) {
      expect(again.named(`${target}:1.0.0`)).toBe(sample.root.digest);
      expect(again.named(`${target}:stable`)).toBe(sample.root.digest);
      expect(holdsAll(again.registry, target, sample)).toBe(true);
    }
    // What was complete is not sent again.
    const sent = again.registry.calls.filter(({ verb }) => verb === 'send');
    for (const { repository, reference } of sent) expect(there.get(repository)?.has(reference)).toBe(false);
    return survived;
  }

  it('leaves no tag on an incomplete image, whichever call was its last, and the next run finishes', async () => {
    let last = 0;
    while (!(await diesAt(last))) last += 1;
    expect(last).toBeGreaterThan(60);
  });
});

function blobsAt(registry: MemoryRegistry, target: string): ReadonlySet<string> {
  const [host = '', path = ''] = target.split('/');
  return new Set(
    registry
      .store(host as Host)
      .repository(path)
      ?.blobs.keys() ?? [],
  );
}

describe('when a run is stopped by a signal', () => {
  /** Aborts when the nth call of a verb at the targets begins. */
  async function stoppedAt(verb: string, nth: number) {
    const controller = new AbortController();
    let seen = 0;
    const opened = await scene(config, {
      signal: controller.signal,
      // The grace for a tag that is on its way does not run out here.
      sleep: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('ended')));
        }),
      memory: {
        failures: (called, repository, reference) => {
          const isImage = !reference.startsWith('sha256-');
          if (called === verb && isImage && targets.includes(repository) && (seen += 1) === nth)
            controller.abort();
          return undefined;
        },
      },
    });
    opened.push(image, sample);
    return opened;
  }

  it.each([
    ['beginBlob', 1],
    ['send', 3],
    ['putManifest', 2],
    ['putManifest', 5],
  ])('writes no tag after %s %i, records that it was cancelled, and lets nothing hang', async (verb, nth) => {
    const { promote, registry, world } = await stoppedAt(verb, nth);
    const { document, exitCode } = await promote({ image });
    expect(document.outcome).toBe('failed');
    expect(exitCode).toBe(5);
    expect(tagWrites(registry)).toEqual([]);
    expect(world.records.map(({ result }) => result?.error?.code)).toEqual(['CANCELLED']);
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
  });

  it('ends the tag that is on its way, reads it back, and begins no other', async () => {
    const { promote, registry, named, world } = await stoppedAt('tag', 1);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['failed', 5]);
    // Both targets were at their first tag; none began its second.
    expect(tagWrites(registry)).toEqual(['us.example.com/web:1.0.0', 'eu.example.com/web:1.0.0']);
    expect(named('us.example.com/web:1.0.0')).toBe(sample.root.digest);
    expect(world.records[0]?.result).toMatchObject({
      outcome: 'failed',
      split: true,
      error: { code: 'CANCELLED' },
    });
    expect(world.records[0]?.result?.targets[0]?.tags).toMatchObject([
      { tag: '1.0.0', action: 'create', after: sample.root.digest },
      { tag: 'stable', action: 'skipped' },
    ]);
  });
});

it('when a run is stopped and a tag on its way takes more than the grace, it is given up (F41)', async () => {
  const controller = new AbortController();
  const opened = await scene(config, { signal: controller.signal });
  opened.push(image, old);
  opened.registry.tag = async (_repository, _manifest, _tag, call) => {
    controller.abort();
    while (call?.signal?.aborted !== true) await turns(1);
    throw new Error('given up');
  };
  const { document, exitCode } = await opened.promote({ image });
  expect([document.outcome, exitCode]).toEqual(['failed', 5]);
  const tags = opened.world.records[0]?.result?.targets.flatMap((target) => target.tags);
  expect(tags?.map(({ action }) => action)).toEqual(['failed', 'skipped', 'failed', 'skipped']);
});

describe('when one target fails', () => {
  it('brings everything to the other, moves no tag at either, and says which it was', async () => {
    const { push, promote, registry, world } = await scene(config, {
      memory: {
        failures: (verb, repository) =>
          verb === 'beginBlob' && repository === 'eu.example.com/web'
            ? new HoistError('unreachable', 'DENIED', 'eu denies it')
            : undefined,
      },
    });
    push(image, sample);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['failed', 5]);
    expect(tagWrites(registry)).toEqual([]);
    expect(holdsAll(registry, 'us.example.com/web', { ...sample, manifests: sampleManifests() })).toBe(true);
    expect(world.records[0]?.result).toMatchObject({
      error: { code: 'DENIED', message: 'eu denies it' },
      targets: [{ tags: [{ reason: 'the stage failed' }, {}] }, {}],
    });
  });

  it('is not taken for absent when it denies to be read (guarantee 4)', async () => {
    const { push, promote, registry, world } = await scene(config, {
      memory: {
        failures: (verb, repository) =>
          verb === 'head' && repository === 'eu.example.com/web'
            ? new HoistError('unreachable', 'DENIED', '403')
            : undefined,
      },
    });
    push(image, sample);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['failed', 3]);
    expect(registry.calls.some(({ verb }) => verb === 'putManifest')).toBe(false);
    expect(world.records[0]?.result).toMatchObject({
      error: { code: 'DENIED' },
      targets: [
        { tags: [{ action: 'skipped', reason: 'the stage failed' }, {}] },
        { tags: [{ action: 'skipped', reason: 'the target could not be read' }, {}] },
      ],
    });
    // What the plan said of it is the same once more.
    expect(world.records[0]?.result?.problems).toEqual([]);
  });
});

function sampleManifests() {
  return sampleImage({ platforms: 2, layers: 2 }).manifests;
}

describe('when the source cannot be read', () => {
  it('throws what the registry said: nothing was begun', async () => {
    const { push, promote, world } = await scene(config, {
      memory: {
        failures: (verb) =>
          verb === 'manifest' ? new HoistError('unreachable', 'TIMEOUT', 'no answer') : undefined,
      },
    });
    push(image, sample);
    await expect(promote({ image })).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'TIMEOUT',
      exitCode: 3,
    });
    expect(world.records).toEqual([]);
  });

  it('fails before anything is written if a platform is missing there', async () => {
    const { push, promote, registry } = await scene(config);
    push(image, sample);
    const [child] = sample.manifests.keys();
    registry
      .store('ghcr.io' as Host)
      .repository('acme/dev/web')
      ?.manifests.delete(child ?? sample.root.digest);
    const { document } = await promote({ image });
    expect(document.outcome).toBe('failed');
    expect(registry.calls.some(({ verb }) => verb === 'putManifest')).toBe(false);
  });
});

describe('when a target took the image and does not show it', () => {
  it('moves no tag anywhere, and says which target (guarantee 3)', async () => {
    const { push, promote, registry } = await scene(config);
    push(image, sample);
    const head = registry.head.bind(registry);
    registry.head = async (repository, reference, call) =>
      repository === 'eu.example.com/web' && reference === sample.root.digest
        ? undefined
        : await head(repository, reference, call);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['failed', 5]);
    expect(document.records[0]?.result?.error).toMatchObject({
      code: 'NOT_KEPT',
      message: expect.stringContaining('eu.example.com/web'),
    });
    expect(tagWrites(registry)).toEqual([]);
  });
});

describe('when the journal cannot be written', () => {
  const full = async (): Promise<void> => {
    throw new HoistError('incomplete', 'JOURNAL_UNWRITABLE', 'the disk is full');
  };

  it('moves no tag if the intent could not be kept', async () => {
    const { push, promote, registry } = await scene(config, { journal: { intend: full } });
    push(image, sample);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['failed', 5]);
    expect(tagWrites(registry)).toEqual([]);
    expect(document.records[0]?.result?.error?.message).toContain('no tag has moved');
  });

  it('fails and says which tags have moved if the result could not be kept', async () => {
    const { push, promote } = await scene(config, { journal: { finish: full } });
    push(image, sample);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['failed', 5]);
    expect(document.records[0]?.result?.error).toMatchObject({
      code: 'RECORD_NOT_KEPT',
      message: expect.stringContaining('eu.example.com/web:stable'),
    });
  });

  it('is told of each tag that moved, from what to what', async () => {
    const told: unknown[] = [];
    const { push, promote } = await scene(config, {
      journal: { moved: async ({ id }, moved) => void told.push({ id, ...moved }) },
    });
    push(image, sample);
    push('us.example.com/web:1.0.0', sample);
    push('us.example.com/web:stable', old);
    const { document } = await promote({ image });
    const id = document.records[0]?.id;
    const after = sample.root.digest;
    expect(told).toHaveLength(3);
    expect(new Set(told)).toEqual(
      new Set([
        { id, repository: 'eu.example.com/web', tag: '1.0.0', before: null, after },
        { id, repository: 'us.example.com/web', tag: 'stable', before: old.root.digest, after },
        { id, repository: 'eu.example.com/web', tag: 'stable', before: null, after },
      ]),
    );
  });

  it('moves the tags all the same if it does not take each of them, and says so', async () => {
    const { push, promote, world } = await scene(config, { journal: { moved: full } });
    push(image, sample);
    expect((await promote({ image })).document.outcome).toBe('promoted');
    expect(world.said).toContainEqual(
      expect.stringContaining('eu.example.com/web:stable moved: the disk is full'),
    );
  });

  it('keeps the intent before the first tag moves (guarantee 8)', async () => {
    const kept: [string, number][] = [];
    const opened = await scene(config, {
      journal: {
        intend: async (record: PromotionRecord) =>
          void kept.push([record.id, tagWrites(opened.registry).length]),
      },
    });
    opened.push(image, sample);
    await opened.promote({ image });
    expect(kept).toEqual([[expect.any(String), 0]]);
  });
});

describe('when a tag is immutable', () => {
  it('is unchanged if it names the same digest, without being written', async () => {
    const { push, promote, registry } = await scene(config, { memory: { immutable: () => true } });
    push(image, sample);
    for (const target of targets) for (const tag of ['1.0.0', 'stable']) push(`${target}:${tag}`, sample);
    expect(outcomes((await promote({ image })).document)).toEqual({ 'web/production': 'unchanged' });
    expect(tagWrites(registry)).toEqual([]);
  });

  it('is a conflict if the registry refuses to move it', async () => {
    const { push, promote } = await scene(
      config.replace("['%n', { name: stable, move: any }]", '{ name: stable, move: any }'),
      { memory: { immutable: () => true } },
    );
    push(image, sample);
    for (const target of targets) push(`${target}:stable`, old);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
  });
});

describe('when the target holds a root whose parts are gone', () => {
  it('brings what is missing before a tag moves (transport.md §4.3)', async () => {
    const { push, promote, registry } = await scene(config);
    push(image, sample);
    push('us.example.com/web:pushed', sample);
    const [child] = sample.manifests.keys();
    registry
      .store('us.example.com' as Host)
      .repository('web')
      ?.manifests.delete(child ?? sample.root.digest);
    expect((await promote({ image })).document.outcome).toBe('promoted');
    expect(holdsAll(registry, 'us.example.com/web', sample)).toBe(true);
  });
});

describe('when the image itself is refused on the way', () => {
  const [child] = sample.manifests.keys();

  function refusing(at: string, which: (reference: string) => boolean) {
    return scene(config, {
      memory: {
        failures: (verb, repository, reference) =>
          verb === at && repository === 'ghcr.io/acme/dev/web' && which(reference)
            ? new HoistError('refused', 'LAYOUT_UNSAFE', 'nobody should copy this')
            : undefined,
      },
    });
  }

  it.each([
    ['manifest', (reference: string) => reference === child],
    ['openBlob', () => true],
  ])('is refused, not failed, where %s says so, and moves no tag', async (verb, which) => {
    const { push, promote, registry, world } = await refusing(verb, which);
    push(image, sample);
    const { document, exitCode } = await promote({ image });
    expect([document.outcome, exitCode]).toEqual(['refused', 1]);
    expect(tagWrites(registry)).toEqual([]);
    expect(world.records[0]?.result).toMatchObject({ outcome: 'refused', error: { code: 'LAYOUT_UNSAFE' } });
  });

  it('is refused in the plan', async () => {
    const { push, plan } = await refusing('manifest', (reference) => reference === child);
    push(image, sample);
    const { document, exitCode } = await plan({ image });
    expect([document.stages[0]?.state, exitCode]).toEqual(['refused', 1]);
    expect(document.stages[0]?.problems).toMatchObject([{ code: 'LAYOUT_UNSAFE' }]);
  });
});
