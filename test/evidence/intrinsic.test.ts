import { describe, expect, it } from 'vitest';
import { needsNothing } from '../../src/domain/facts.ts';
import { Ground } from './ground.ts';

const configs = { ...needsNothing, configs: true };

describe('when an image is looked at by itself', () => {
  it('its platforms, sizes and configs are facts', async () => {
    const ground = new Ground();
    const image = ground.image({ annotations: { a: 'b' }, config: { config: { User: '65532' } } });
    const facts = await ground.facts(image, { needs: configs });
    expect(facts.image).toMatchObject({
      digest: image.root,
      isIndex: true,
      annotations: { a: 'b' },
      strangeChildren: [],
    });
    expect(facts.platforms).toMatchObject(
      image.platforms.map(({ digest, config }, index) => ({
        digest,
        configDigest: config,
        layers: 1,
        platform: { os: 'linux', architecture: index === 0 ? 'amd64' : 'arm64' },
        config: { state: 'known', value: { user: '65532' } },
      })),
    );
    expect(facts.platforms[0]).not.toHaveProperty('contradicts');
  });

  it('nothing asks for configs, none is read and none is known', async () => {
    const ground = new Ground();
    const facts = await ground.facts(ground.image(), { needs: needsNothing });
    expect(facts.platforms.map(({ config }) => config.state)).toEqual(['unknown', 'unknown']);
    expect(ground.registry.calls.some(({ verb }) => verb === 'openBlob')).toBe(false);
  });

  it('without an index, the platform is the config’s, read whether asked for or not', async () => {
    const ground = new Ground();
    const { platforms } = ground.image({ platforms: ['linux/riscv64'] });
    const facts = await ground.facts(
      { root: platforms[0]?.digest ?? ('' as never) },
      { needs: needsNothing },
    );
    expect(facts.image.isIndex).toBe(false);
    expect(facts.platforms).toMatchObject([{ platform: { os: 'linux', architecture: 'riscv64' } }]);
  });

  it('the index and the config differ, that is said', async () => {
    const ground = new Ground();
    const image = ground.image({ config: { architecture: 's390x' } });
    const facts = await ground.facts(image, { needs: configs });
    expect(facts.platforms[0]?.contradicts).toBe('the index says linux/amd64, its config linux/s390x');
  });

  it.each([
    ['linux/arm/v7', { architecture: 'arm', variant: 'v7' }, undefined],
    ['linux/arm/v7', { architecture: 'arm' }, undefined],
    ['linux/arm', { architecture: 'arm', variant: 'v7' }, undefined],
    [
      'linux/arm/v7',
      { architecture: 'arm', variant: 'v6' },
      'the index says linux/arm/v7, its config linux/arm/v6',
    ],
    ['linux/arm', { os: 'windows', architecture: 'arm' }, 'the index says linux/arm, its config windows/arm'],
  ])(
    'the index says %s and the config %j, that is told only where they differ',
    async (stated, config, said) => {
      const ground = new Ground();
      const facts = await ground.facts(ground.image({ platforms: [stated], config }), { needs: configs });
      expect(facts.platforms[0]?.contradicts).toBe(said);
    },
  );

  it('one more layer that is there twice counts once in bytes', async () => {
    const ground = new Ground();
    const layer = ground.blob('layer', 'application/vnd.oci.image.layer.v1.tar');
    const config = ground.blob(
      '{"os":"linux","architecture":"arm"}',
      'application/vnd.oci.image.config.v1+json',
    );
    const { digest } = ground.manifest({ config, layers: [layer, layer] });
    const facts = await ground.facts({ root: digest }, { needs: needsNothing });
    expect(facts.platforms[0]).toMatchObject({ bytes: layer.size + config.size, layers: 2 });
  });

  it.each([
    ['is no config', '{"os":1,"config":{"User":7}}', 'UNPARSABLE'],
    ['is a web page', '<html>', 'UNREACHABLE'],
    ['has a name twice', '{"os":"linux","os":"windows"}', 'UNPARSABLE'],
    ['is too long', ' '.repeat(4 * 1024 * 1024 + 1), 'UNPARSABLE'],
  ])('and a config %s, it is unknown with why', async (_, text, code) => {
    const ground = new Ground();
    const config = ground.blob(text, 'application/vnd.oci.image.config.v1+json');
    const { digest } = ground.manifest({ config, layers: [] });
    const facts = await ground.facts({ root: digest }, { needs: configs });
    expect(facts.platforms).toMatchObject([{ config: { state: 'unknown', code } }]);
    expect(facts.platforms[0]).not.toHaveProperty('platform');
  });
});
