import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene } from './world.ts';

const us = 'us.example.com/web';
const eu = 'eu.example.com/web';
const config = (to: string, tags = "'%n', { name: stable, move: forward }"): string => `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: prod, to: [${to}], tag: [${tags}] }
`;
const back = { stage: 'prod', comment: 'it does not start' };
const both = `${us}, ${eu}`;

/** Versions of which the last is live at these targets; the registry takes no more tags once they are so many. */
async function released(versions: readonly string[], text: string) {
  let most = Infinity;
  const made = await scene(text, {
    memory: {
      failures: (verb) =>
        verb === 'tag' && (most -= 1) < 0 ? new HoistError('unreachable', 'DOWN', 'it is down') : undefined,
    },
  });
  const digests = new Map<string | undefined, string>();
  for (const [seed, image] of versions.entries()) {
    digests.set(made.push(`ghcr.io/acme/dev/web:${image}`, sampleImage({ seed })).root.digest, image);
    await made.promote({ image });
  }
  const tagsAt = (repository: string): Map<string, string> => {
    const [host = '', path = ''] = repository.split('/');
    return made.registry.store(host as never).repositories.get(path)?.tags as never;
  };
  const at = (tag: string, repository = us): string | undefined =>
    digests.get(made.named(`${repository}:${tag}`));
  /** The same records and registries, under another config. */
  const under = async (other: string) => {
    const next = await scene(other, { registry: made.registry });
    next.world.records.push(...made.world.records);
    return next;
  };
  return { ...made, at, tagsAt, under, limit: (count: number) => void (most = count) };
}

describe('when one target does not have what was promoted last', () => {
  it.each<[string, (tags: Map<string, string>) => void]>([
    ['restored from a backup', (tags) => tags.set('stable', tags.get('1.0.0') ?? '')],
    ['without its tag, which somebody deleted', (tags) => tags.delete('stable')],
  ])('%s: a rollback does not bring it back there', async (_, lose) => {
    const { rollback, at, tagsAt } = await released(['1.0.0', '1.1.0'], config(both));
    lose(tagsAt(eu));
    expect((await rollback(back)).document.outcome).toBe('promoted');
    expect([at('stable', us), at('stable', eu)]).toEqual(['1.0.0', '1.0.0']);
  });

  it('by a rollback that was undone there, the rollback is completed', async () => {
    const { rollback, at, tagsAt } = await released(['1.0.0', '1.1.0', '1.2.0'], config(both));
    await rollback(back);
    tagsAt(eu).set('stable', tagsAt(eu).get('1.2.0') ?? '');
    expect((await rollback(back)).document.outcome).toBe('promoted');
    expect([at('stable', us), at('stable', eu)]).toEqual(['1.1.0', '1.1.0']);
  });

  it('by a promotion that was limited to the other, the one before comes back there', async () => {
    const { rollback, promote, push, at } = await released(['1.0.0'], config(both));
    push('ghcr.io/acme/dev/web:1.1.0', sampleImage({ seed: 9 }));
    await promote({ image: '1.1.0', stage: 'prod', targets: us });
    expect([at('stable', us), at('stable', eu)]).toEqual([undefined, '1.0.0']);
    expect((await rollback(back)).document.outcome).toBe('promoted');
    expect([at('stable', us), at('stable', eu)]).toEqual(['1.0.0', '1.0.0']);
  });

  it('by a promotion that failed halfway, the one before that comes back at both', async () => {
    const { rollback, promote, push, at, limit } = await released(['1.0.0', '1.1.0'], config(both));
    push('ghcr.io/acme/dev/web:1.2.0', sampleImage({ seed: 9 }));
    limit(3);
    expect((await promote({ image: '1.2.0' })).document.outcome).toBe('failed');
    expect(at('stable', us) === at('stable', eu)).toBe(false);
    limit(Infinity);
    await rollback(back);
    expect([at('stable', us), at('stable', eu)]).toEqual(['1.1.0', '1.1.0']);
  });
});

describe('when a stage was given something since its last promotion', () => {
  it('a tag, a rollback goes to the image before, which gets that tag, too', async () => {
    const { under, at } = await released(['1.0.0', '1.1.0'], config(us));
    const { rollback } = await under(
      config(us, "'%n', { name: stable, move: forward }, { name: latest, move: any }"),
    );
    expect((await rollback(back)).document.outcome).toBe('promoted');
    expect([at('stable'), at('latest')]).toEqual(['1.0.0', '1.0.0']);
  });

  it('a tag that was there once and is gone, a patch of an older version does not get it', async () => {
    const { rollback, at, tagsAt } = await released(['1.4.1', '1.4.2', '1.3.9'], config(us));
    tagsAt(us).delete('stable');
    await rollback(back);
    expect(at('stable')).toBe('1.4.2');
  });

  it.each<[string, object]>([
    ['NOTHING_EARLIER', {}],
    ['NOT_PROMOTED_HERE', { image: '1.0.0' }],
  ])('another source, it says of what the records are: %s', async (code, request) => {
    const { under } = await released(['1.0.0', '1.1.0'], config(us));
    const { rollback } = await under(config(us).replace('acme/dev/web', 'acme/new/web'));
    const { document, exitCode } = await rollback({ ...back, ...request });
    expect([exitCode, document.outcome]).toEqual([1, 'refused']);
    expect(document.plan.stages[0]?.problems).toMatchObject([
      {
        code,
        message: expect.stringMatching(
          /record \w+ is of ghcr\.io\/acme\/dev\/web, and the source of web is another now$/,
        ),
        hint: expect.stringContaining('comes back under a config that has these'),
      },
    ]);
  });

  it('a target, it says that this does not hold the image before', async () => {
    const { under } = await released(['1.0.0', '1.1.0'], config(us));
    const { rollback } = await under(config(both));
    const { document, exitCode } = await rollback(back);
    expect([exitCode, document.outcome]).toEqual([1, 'refused']);
    const before = sampleImage({ seed: 0 }).root.digest;
    expect(document.plan.stages[0]?.problems).toMatchObject([
      {
        code: 'NOT_AT_TARGET',
        message: `${eu} does not hold ${before}, so web/prod cannot go back to it`,
      },
    ]);
  });
});
