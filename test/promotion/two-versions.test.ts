import { describe, expect, it } from 'vitest';
import { parseStatusQuery } from '../../src/domain/status-query.ts';
import { status } from '../../src/promotion/status.ts';
import { sampleImage, type Sample } from '../fixtures/images.ts';
import { scene, tagWrites, testInstant, type Scene } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['%n', { name: stable, move: forward }] }
`;
const target = 'qa.example.com/web';
const before = sampleImage({ platforms: 1, layers: 1, seed: 1 });
const ours = sampleImage({ platforms: 1, layers: 1, seed: 2 });
const other = sampleImage({ platforms: 1, layers: 1, seed: 3 });

/** A promotion of 1.2.0, while another run promotes `version`: as soon as our root is there, or as our first tag is. */
async function besides(version: string, verb: 'putManifest' | 'tag'): Promise<Scene> {
  const opened = await scene(config);
  const { registry, push } = opened;
  push('ghcr.io/acme/dev/web:1.2.0', ours);
  push(`${target}:1.0.0`, before);
  push(`${target}:stable`, before);
  const otherRun = (): Sample => {
    push(`${target}:stable`, other);
    return push(`${target}:${version}`, other);
  };
  const [put, tag] = [registry.putManifest.bind(registry), registry.tag.bind(registry)];
  registry.putManifest = async (repository, manifest, call) => {
    const result = await put(repository, manifest, call);
    if (verb === 'putManifest' && repository === target) otherRun();
    return result;
  };
  registry.tag = async (repository, manifest, name, call) => {
    await tag(repository, manifest, name, call);
    if (verb === 'tag' && name === '1.2.0') otherRun();
  };
  return opened;
}

describe('when another version is promoted while ours is on its way', () => {
  it.each(['putManifest', 'tag'] as const)(
    'a forward tag goes on from an older one, which is told by the tag beside it (%s)',
    async (verb) => {
      const { promote, named } = await besides('1.1.0', verb);
      const { document, exitCode } = await promote({ image: 'ghcr.io/acme/dev/web:1.2.0' });
      expect([document.outcome, exitCode]).toEqual(['promoted', 0]);
      expect(named(`${target}:stable`)).toBe(ours.root.digest);
    },
  );

  it.each(['putManifest', 'tag'] as const)('and is kept by a newer one (%s)', async (verb) => {
    const { promote, named, registry } = await besides('1.3.0', verb);
    const { document } = await promote({ image: 'ghcr.io/acme/dev/web:1.2.0' });
    expect(document.outcome).toBe('promoted');
    expect(document.records[0]?.result?.targets[0]?.tags).toMatchObject([
      { tag: '1.2.0', action: 'create' },
      { tag: 'stable', action: 'kept' },
    ]);
    expect(named(`${target}:stable`)).toBe(other.root.digest);
    expect(tagWrites(registry)).toEqual([`${target}:1.2.0`]);
  });
});

describe('when another version comes while ours has only just got a moving tag', () => {
  it('finds our version beside it, also where the stage lists that last', async () => {
    const opened = await scene(config.replace(/\['%n', (.*)\]/, "[$1, '%n']"));
    const { registry, push, promote, named } = opened;
    push('ghcr.io/acme/dev/web:1.2.0', ours);
    push('ghcr.io/acme/dev/web:1.3.0', other);
    const tag = registry.tag.bind(registry);
    const outcomes: string[] = [];
    registry.tag = async (repository, manifest, name, call) => {
      await tag(repository, manifest, name, call);
      if (name !== 'stable' || manifest.digest !== ours.root.digest) return;
      outcomes.push((await promote({ image: 'ghcr.io/acme/dev/web:1.3.0' })).document.outcome);
    };
    await promote({ image: 'ghcr.io/acme/dev/web:1.2.0' });
    expect(outcomes).toEqual(['promoted']);
    expect(named(`${target}:stable`)).toBe(other.root.digest);
    expect(tagWrites(registry).slice(0, 2)).toEqual([`${target}:1.2.0`, `${target}:stable`]);
  });
});

describe('when another version was promoted before our record was kept', () => {
  const minute = 60_000;

  /** 1.1.0 writes its tags; before it says so, 1.2.0 comes and goes. */
  async function outrun(): Promise<Scene> {
    const now = new Date(testInstant);
    const opened = await scene(config, {
      now,
      journal: {
        async moved(_, { tag, after }) {
          if (tag !== 'stable' || after !== ours.root.digest) return;
          now.setTime(now.getTime() + minute);
          await opened.promote({ image: 'ghcr.io/acme/dev/web:1.2.0' });
          now.setTime(now.getTime() + minute);
        },
      },
    });
    opened.push('ghcr.io/acme/dev/web:1.1.0', ours);
    opened.push('ghcr.io/acme/dev/web:1.2.0', other);
    await opened.promote({ image: 'ghcr.io/acme/dev/web:1.1.0' });
    return opened;
  }

  it('a tag that names what that one wrote is as it was promoted, and by that record', async () => {
    const opened = await outrun();
    const { world, named } = opened;
    expect(world.records.map(({ result }) => result?.outcome)).toEqual(['promoted', 'promoted']);
    const [first, last] = world.records.map(({ intent }) => intent.sources[0]?.tag);
    expect([first, last]).toEqual(['1.2.0', '1.1.0']);
    expect(named(`${target}:stable`)).toBe(other.root.digest);
    const report = await status(opened, parseStatusQuery(undefined));
    expect(report.totals).toMatchObject({ drift: 0, unfinished: 0, split: 0 });
    expect(report.stages[0]?.tags.find(({ tag }) => tag === 'stable')).toMatchObject({
      state: 'as-promoted',
      expected: other.root.digest,
      record: world.records[0]?.id,
    });
  });

  it('and one that names what neither wrote is not', async () => {
    const opened = await outrun();
    opened.push(`${target}:stable`, before);
    const report = await status(opened, parseStatusQuery(undefined));
    expect(report.stages[0]?.drift).toMatchObject([
      { kind: 'moved', tag: 'stable', expected: ours.root.digest, now: before.root.digest },
    ]);
  });
});
