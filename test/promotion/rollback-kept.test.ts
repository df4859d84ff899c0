import { describe, expect, it } from 'vitest';
import { sampleImage } from '../fixtures/images.ts';
import { scene } from './world.ts';

const config = (tags: string): string => `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: prod, to: prod.example.com/web, tag: [${tags}] }
`;
const back = { stage: 'prod', comment: 'it does not start' };
const forward = "'%n', { name: stable, move: forward }";

async function released(versions: readonly string[], tags = forward) {
  const made = await scene(config(tags));
  const digests = new Map<string, string>();
  for (const [seed, version] of versions.entries()) {
    digests.set(made.push(`ghcr.io/acme/dev/web:${version}`, sampleImage({ seed })).root.digest, version);
    await made.promote({ image: version });
  }
  const at = (tag: string): string | undefined =>
    digests.get(made.named(`prod.example.com/web:${tag}`) ?? '');
  return { ...made, at };
}

describe('when a patch of an older version was promoted last', () => {
  it('a rollback passes it over: its tag has never named it', async () => {
    const { rollback, at } = await released(['1.4.1', '1.4.2', '1.3.9']);
    expect(at('stable')).toBe('1.4.2');
    expect((await rollback(back)).document.outcome).toBe('promoted');
    expect(at('stable')).toBe('1.4.1');
  });

  it('also where a tag of its own names it', async () => {
    const tags = `${forward}, { name: '{major}.{minor}', move: forward }`;
    const { rollback, at } = await released(['1.4.1', '1.4.2', '1.3.9'], tags);
    await rollback(back);
    expect([at('stable'), at('1.4'), at('1.3')]).toEqual(['1.4.1', '1.4.1', '1.3.9']);
  });

  it('by name it goes there all the same', async () => {
    const { rollback, at } = await released(['1.4.1', '1.4.2', '1.3.9']);
    await rollback({ ...back, image: '1.3.9' });
    expect(at('stable')).toBe('1.3.9');
  });

  it('and nothing else is there to go back to, it says why', async () => {
    const { rollback, at } = await released(['1.4.2', '1.3.9']);
    const { document } = await rollback(back);
    expect(document.plan.stages[0]?.problems[0]).toMatchObject({
      code: 'NOTHING_EARLIER',
      message: expect.stringMatching(/record \w+ left prod\.example\.com\/web:stable on another image/),
    });
    expect(at('stable')).toBe('1.4.2');
  });

  it('an earlier promotion of the same image, which the tag did name, counts', async () => {
    const { rollback, promote, at } = await released(['1.3.9', '1.4.2']);
    await promote({ image: '1.3.9', stage: 'prod' });
    expect(at('stable')).toBe('1.4.2');
    await rollback(back);
    expect(at('stable')).toBe('1.3.9');
  });
});
