import { describe, expect, it } from 'vitest';
import { sampleImage } from '../fixtures/images.ts';
import { scene } from './world.ts';

const a = sampleImage({ platforms: 1, layers: 1, seed: 1 });
const b = sampleImage({ platforms: 1, layers: 1, seed: 2 });
const source = 'ghcr.io/acme/dev/web';
const target = 'prod.example.com/web';

describe('when a template adds the time to a version', () => {
  const stamped = `
version: 1
pipelines:
  web:
    source: ${source}
    stages: [{ name: production, to: ${target}, tag: ['%n-%Y%m%d%H%M%S', { name: stable, move: forward }] }]
`;
  const behindStamped = `
version: 1
pipelines:
  web:
    source: ${source}
    stages:
      - { name: qa, to: qa.example.com/web, tag: '%n-%Y%m%d%H%M%S' }
      - { name: production, to: ${target}, tag: ['%n', { name: stable, move: forward }] }
`;

  it('another tag of the image at the target is none that an earlier run made', async () => {
    const { push, promote, tags } = await scene(stamped);
    push(`${source}:1.3.0`, a);
    for (const tag of ['zz', '1.3.0-2025', '1.2.0-20250304050607']) push(`${target}:${tag}`, a);
    expect((await promote({ image: `${source}:1.3.0` })).document.outcome).toBe('promoted');
    expect(tags(target)).toContain('1.3.0-20260304050607');
  });

  describe.each([
    ['of the stage itself', stamped],
    ['of a stage before it', behindStamped],
  ])('%s', (_, config) => {
    it.each([
      ['1.3.0', '1.3.0-rc.2'],
      ['1.2.0', '2.1.0-rc.1'],
      ['1.3.0', '1.2.9'],
    ])('what was %s is still a release: %s does not replace it', async (present, next) => {
      const { push, promote, named } = await scene(config);
      push(`${source}:${present}`, a);
      push(`${source}:${next}`, b);
      await promote({ image: `${source}:${present}` });
      const { document } = await promote({ image: `${source}:${next}` });
      expect(document.outcome).toBe('promoted');
      expect(named(`${target}:stable`)).toBe(a.root.digest);
      expect(document.records.at(-1)?.result?.targets[0]?.tags[1]).toMatchObject({
        tag: 'stable',
        action: 'kept',
        reason: expect.stringMatching(new RegExp(`${next.replaceAll('.', '\\.')} .*${present}$`)),
      });
    });

    it.each([
      ['1.3.0', '1.3.1'],
      ['1.3.0-rc.2', '1.3.0-rc.10'],
      ['1.3.0-rc.2', '1.3.0'],
    ])('goes forward from %s to %s', async (present, next) => {
      const { push, promote, named } = await scene(config);
      push(`${source}:${present}`, a);
      push(`${source}:${next}`, b);
      await promote({ image: `${source}:${present}` });
      expect((await promote({ image: `${source}:${next}` })).exitCode).toBe(0);
      expect(named(`${target}:stable`)).toBe(b.root.digest);
    });

    it.each(['1.3.0', 'main'])('follows the source tag %s that moved on', async (tag) => {
      const first = await scene(config);
      first.push(`${source}:${tag}`, a);
      await first.promote({ image: `${source}:${tag}` });
      first.push(`${source}:${tag}`, b);
      const later = await scene(config, { registry: first.registry, now: new Date('2027-01-01T00:00:00Z') });
      expect((await later.promote({ image: `${source}:${tag}` })).exitCode).toBe(0);
      expect(later.named(`${target}:stable`)).toBe(b.root.digest);
    });
  });
});
