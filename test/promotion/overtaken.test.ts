import { describe, expect, it } from 'vitest';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, tagWrites, type Scene, type SceneOptions } from './world.ts';

const ours = sampleImage({ platforms: 1, layers: 1, seed: 1 });
const newer = sampleImage({ platforms: 1, layers: 1, seed: 2 });
const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: { name: '%n', move: any } }
      - { name: staging, to: staging.example.com/web, tag: { name: '%n', move: any } }
`;
const image = 'ghcr.io/acme/dev/web:main';
const { digest } = ours.root;

/** Pushes a newer image when the old one's root arrives at a host. */
async function overtakenAt(
  host: string,
  how: (scene: Scene) => void,
  { text = config, ...options }: SceneOptions & { readonly text?: string } = {},
): Promise<Scene> {
  const opened = await scene(text, options);
  opened.push(image, ours);
  const put = opened.registry.putManifest.bind(opened.registry);
  opened.registry.putManifest = async (repository, manifest, call) => {
    const result = await put(repository, manifest, call);
    if (repository.startsWith(host)) how(opened);
    return result;
  };
  return opened;
}

const pushNewer = (opened: Scene): void => void opened.push(image, newer);

describe('when the source tag moves on during an automatic run', () => {
  it('is superseded right before the first tag, and writes none', async () => {
    const { promote, registry, world } = await overtakenAt('qa.', pushNewer);
    const { document, exitCode } = await promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'superseded' });
    expect(exitCode).toBe(0);
    expect(tagWrites(registry)).toEqual([]);
    // It sent blobs, so it leaves a record that says so.
    expect(world.records.map(({ result }) => [result?.outcome, result?.problems[0]?.code])).toEqual([
      ['superseded', 'OVERTAKEN'],
    ]);
  });

  it('is looked at for every stage', async () => {
    const { promote, named } = await overtakenAt('staging.', pushNewer);
    expect(outcomes((await promote({ image })).document)).toEqual({
      'web/qa': 'promoted',
      'web/staging': 'superseded',
    });
    expect(named('qa.example.com/web:main')).toBe(digest);
    expect(named('staging.example.com/web:main')).toBeUndefined();
  });

  it('is no obstacle if the tag was deleted', async () => {
    const { promote } = await overtakenAt('qa.', ({ registry }) => {
      registry
        .store('ghcr.io' as never)
        .repository('acme/dev/web')
        ?.tags.delete('main');
    });
    expect((await promote({ image })).document.outcome).toBe('promoted');
  });

  it('is superseded as well when the event gave the digest with the tag', async () => {
    const requested = { image: `${image}@${digest}` };
    const { promote } = await overtakenAt('qa.', pushNewer, {
      run: { event: 'registry_package', requested },
    });
    expect((await promote({})).document.outcome).toBe('superseded');
  });
});

describe('when the source tag moves on during a run that a person fixed', () => {
  it.each([
    ['a manual promotion', { image, stage: 'qa' }],
    ['a run that was given a digest', { image: digest, pipeline: 'web' }],
    ['a run that was given tag and digest', { image: `${image}@${digest}` }],
  ])('goes on for %s', async (_, request) => {
    const { promote, named } = await overtakenAt('qa.', pushNewer);
    const { document } = await promote(request);
    expect(document.stages[0]?.outcome).toBe('promoted');
    expect(named('qa.example.com/web:main')).toBe(digest);
  });
});

describe('when the source tag moves on and a forward tag follows it by hand', () => {
  const old = sampleImage({ platforms: 1, layers: 1, seed: 3 });
  const target = 'qa.example.com/web:main';
  const request = { image, stage: 'qa' };

  async function followed(meanwhile: (opened: Scene) => void, besides = ''): Promise<Scene> {
    const opened = await overtakenAt('qa.', meanwhile, {
      text: config.replaceAll("{ name: '%n', move: any }", `[${besides}{ name: '%n', move: forward }]`),
    });
    opened.push(target, old);
    return opened;
  }

  it('does not move the tag back from what another run has brought', async () => {
    const { promote, named } = await followed((opened) => {
      pushNewer(opened);
      opened.push(target, newer);
    });
    const { document, exitCode } = await promote(request);
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(named(target)).toBe(newer.root.digest);
  });

  it.each(['', "'%n-%Y', ", '{ name: live, move: any }, '])(
    'does not take it for forward either where no other run was there yet; besides: %s',
    async (besides) => {
      const { promote, named, registry } = await followed(pushNewer, besides);
      expect((await promote(request)).document.outcome).toBe('conflict');
      expect(named(target)).toBe(old.root.digest);
      expect(tagWrites(registry)).toEqual([]);
    },
  );

  it('does not take it for forward by the plan that is expected either, which holds where it still is', async () => {
    for (const [meanwhile, outcome, after] of [
      [pushNewer, 'conflict', old.root.digest],
      [() => undefined, 'promoted', digest],
    ] as const) {
      const { plan, promote, named } = await followed(meanwhile);
      const [planned] = (await plan(request)).document.stages;
      const { document } = await promote({ ...request, expectedPlan: planned?.hash });
      expect(document.stages[0]?.outcome).toBe(outcome);
      expect(named(target)).toBe(after);
    }
  });

  it('moves the tag where the source still names the image, for one request more', async () => {
    const { promote, named, registry } = await followed(() => undefined);
    expect((await promote(request)).document.stages[0]?.outcome).toBe('promoted');
    expect(named(target)).toBe(digest);
    const asked = registry.calls.filter(
      ({ verb, repository, reference }) =>
        verb === 'head' && repository === 'ghcr.io/acme/dev/web' && reference === 'main',
    );
    // One for each of the two stages.
    expect(asked).toHaveLength(2);
  });
});

describe('when every tag turns out to be kept only at the commit', () => {
  const old = sampleImage({ platforms: 1, layers: 1, seed: 3 });
  const version = 'ghcr.io/acme/dev/web:1.4.1';

  it('is superseded, goes no further, and is no promotion for the stage behind', async () => {
    const { push, promote, named, world } = await overtakenAt(
      'qa.',
      (opened) => void opened.push('qa.example.com/web:stable', newer),
      { text: config.replaceAll("{ name: '%n', move: any }", '{ name: stable, move: forward }') },
    );
    push(version, ours);
    push('qa.example.com/web:1.4.0', old);
    push('qa.example.com/web:stable', old);
    push('qa.example.com/web:1.4.2', newer);

    const { document, exitCode } = await promote({ image: version });

    expect(outcomes(document)).toEqual({ 'web/qa': 'superseded' });
    expect(exitCode).toBe(0);
    expect(named('qa.example.com/web:stable')).toBe(newer.root.digest);
    expect(world.records[0]?.result).toMatchObject({
      outcome: 'superseded',
      problems: [{ code: 'OVERTAKEN' }],
      targets: [{ tags: [{ tag: 'stable', action: 'kept', after: newer.root.digest }] }],
    });
    expect(outcomes((await promote({ image: version, stage: 'staging' })).document)).toEqual({
      'web/staging': 'refused',
    });
  });
});
