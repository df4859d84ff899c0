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
  options?: SceneOptions,
): Promise<Scene> {
  const opened = await scene(config, options);
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
