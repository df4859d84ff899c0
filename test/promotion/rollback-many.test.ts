import { describe, expect, it } from 'vitest';
import { entryAt, journalOf } from '../domain/entries.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene } from './world.ts';

const back = { stage: 'prod', comment: 'it does not start' };

describe('when a set is rolled back', () => {
  const set = `
version: 1
pipelines:
  platform:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/ui], tags: ['v*'] }
    stages: [{ name: prod, to: 'prod.example.com/{name}', tag: ['%n', { name: live, move: any }] }]
`;

  it('all its images go back to one promotion', async () => {
    const { push, promote, rollback, named } = await scene(set);
    const ui = sampleImage({ seed: 50 });
    const api = [1, 2].map((seed) => sampleImage({ seed }));
    for (const [at, image] of api.entries()) {
      push(`ghcr.io/acme/dev/api:v${at + 1}.0.0`, image);
      push(`ghcr.io/acme/dev/ui:v${at + 1}.0.0`, ui);
      await promote({ image: `v${at + 1}.0.0` });
    }
    expect(named('prod.example.com/api:live')).toBe(api[1]?.root.digest);
    const { document } = await rollback(back);
    expect(document.outcome).toBe('promoted');
    expect(named('prod.example.com/api:live')).toBe(api[0]?.root.digest);
    expect(named('prod.example.com/ui:live')).toBe(ui.root.digest);
    expect(document.records[0]?.intent.sources.map(({ tag }) => tag)).toEqual(['v1.0.0', 'v1.0.0']);
  });

  it('and the journal lost some of its images, that is said', async () => {
    const lost = { ...entryAt(1, { pipeline: 'platform', stage: 'prod' }), cut: true } as const;
    const { dryRollback } = await scene(set, { journal: journalOf([lost]) });
    const { document } = await dryRollback(back);
    expect(document.stages[0]?.problems[0]).toMatchObject({
      code: 'NOTHING_EARLIER',
      message: expect.stringContaining(`record ${lost.id} is longer than the journal takes`),
    });
  });
});

describe('when a pipeline is a pattern', () => {
  const family = `
version: 1
pipelines:
  family:
    source: 'ghcr.io/acme/dev/{name}'
    stages: [{ name: prod, to: 'prod.example.com/{name}', tag: ['%n', { name: live, move: any }] }]
`;

  it('the repository has to be named, and only its images count', async () => {
    const { push, promote, rollback, named } = await scene(family);
    const [one, two, other] = [1, 2, 3].map((seed) => sampleImage({ seed }));
    for (const [reference, image] of [
      ['web:1.0.0', one],
      ['web:2.0.0', two],
      ['api:1.0.0', other],
    ] as const) {
      push(`ghcr.io/acme/dev/${reference}`, image);
      await promote({ image: `ghcr.io/acme/dev/${reference}` });
    }
    await expect(rollback(back)).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
    expect((await rollback({ ...back, image: 'ghcr.io/acme/dev/web' })).document.outcome).toBe('promoted');
    expect(named('prod.example.com/web:live')).toBe(one?.root.digest);
    expect(named('prod.example.com/api:live')).toBe(other?.root.digest);
  });
});
