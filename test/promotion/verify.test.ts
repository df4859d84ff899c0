import { describe, expect, it } from 'vitest';
import { verify } from '../../src/promotion/verify.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { scene, testWorld } from './world.ts';

const config = `version: 1
pipelines:
  web:
    source: a.example.com/dev/web
    stages: [{ name: qa, to: b.example.com/qa/web }]
`;
const trust = { roots: [], offline: 'refuse', signers: [] } as const;

describe('when the image is named by tag and digest', () => {
  it('the tag is asked whether it names that digest', async () => {
    const { registry, push, world } = await scene(config);
    const { root } = push('a.example.com/dev/web:1.0.0');
    const problemsOf = async (tag: string) => {
      const image = `a.example.com/dev/web:${tag}@${root.digest}`;
      return (await verify({ world, registry }, { image, trust })).problems.map(({ code }) => code);
    };
    expect(await problemsOf('1.0.0')).not.toContain('TAG_MOVED');
    expect(await problemsOf('3.0.0')).toContain('TAG_MOVED');
  });

  it('a run that is stopped asks no more', async () => {
    const stop = new AbortController();
    const registry = createMemoryRegistry({
      failures: (verb) => void (verb === 'manifest' && stop.abort()),
    });
    const { push } = await scene(config, { registry });
    const { root } = push('a.example.com/dev/web:1.0.0');
    const world = testWorld({ registry, signal: stop.signal });
    const image = `a.example.com/dev/web:1.0.0@${root.digest}`;
    await expect(verify({ world, registry }, { image, trust })).rejects.toThrow(/abort/);
    expect(registry.calls.map(({ verb }) => verb)).toEqual(['manifest']);
  });
});
