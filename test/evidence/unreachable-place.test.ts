import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { forgeOf, Ground, repository, unreachable, sbom } from './ground.ts';

describe('when a place cannot be looked at', () => {
  it.each(['referrers', 'tag', 'manifest', 'blob'] as const)(
    'and that is the %s, the look is unreachable, the rest is found, and nothing throws',
    async (what) => {
      let broken = false;
      const image: { root?: string; layer?: string; referrer?: string } = {};
      const ground = new Ground({
        failures: (verb, _, reference) => {
          if (!broken) return undefined;
          const hit =
            (what === 'referrers' && verb === 'referrers' && reference === image.root) ||
            (what === 'tag' && verb === 'manifest' && reference.endsWith('.sig')) ||
            (what === 'manifest' && verb === 'manifest' && reference === image.referrer) ||
            (what === 'blob' && verb === 'openBlob' && reference === image.layer);
          return hit ? unreachable('it answered 403', 'Log in.') : undefined;
        },
      });
      const made = ground.image({ attestations: (platform) => [sbom(platform)] });
      const { layer, referrer } = ground.attach(made.root, sbom(made.root, ['ci']));
      Object.assign(image, { root: made.root, layer: layer.digest, referrer: referrer.digest });
      broken = true;
      const facts = await ground.facts(made, { walk: { referrers: 'none' } });
      const failed = facts.searches.filter(({ state }) => state === 'unreachable');
      expect(failed[0]).toMatchObject({
        place: what === 'tag' ? 'cosign-tag' : 'referrers',
        subject: made.root,
        message: 'it answered 403. Log in.',
      });
      expect(facts.evidence.filter(({ place }) => place === 'referrers').length).toBe(what === 'tag' ? 3 : 2);
    },
  );

  it('and best-effort left something behind, it is looked for again and the failure is seen', async () => {
    let failing = true;
    const ground = new Ground({
      failures: (verb) => (failing && verb === 'referrers' ? unreachable() : undefined),
    });
    const image = ground.image();
    const facts = await ground.facts(image, { walk: { referrers: 'best-effort' } });
    expect(facts.searches.filter(({ state }) => state === 'unreachable')).toHaveLength(3);
    failing = false;
    const again = await ground.facts(image, { walk: { referrers: 'best-effort' } });
    expect(again.searches.filter(({ state }) => state === 'unreachable')).toHaveLength(0);
  });

  it('and a list names what is not there, that is a failure and not an absence', async () => {
    const ground = new Ground({ referrers: () => false });
    const image = ground.image();
    const gone = ground.manifest({
      layers: [],
      config: ground.blob('{}', 'application/vnd.oci.empty.v1+json'),
    });
    ground.fallback(image.root, gone);
    ground.store.repository(ground.path)?.manifests.delete(gone.digest);
    const facts = await ground.facts(image, { walk: { referrers: 'none' } });
    expect(facts.searches.find(({ state }) => state === 'unreachable')).toMatchObject({
      place: 'fallback-tag',
      message: expect.stringContaining('does not have it'),
    });
  });

  it('and GitHub fails, with its hint', async () => {
    const ground = new Ground();
    const forge = forgeOf({
      attestations: () => Promise.reject(unreachable('the token may not', 'Add "attestations: read".')),
    });
    const facts = await ground.facts(ground.image(), { forge });
    expect(facts.searches.filter(({ place }) => place === 'github')).toMatchObject(
      Array.from({ length: 3 }, () => ({
        state: 'unreachable',
        message: 'the token may not. Add "attestations: read".',
      })),
    );
  });

  it('and the run is ended, it ends', async () => {
    const ground = new Ground({
      failures: (verb) => (verb === 'referrers' ? new DOMException('ended', 'AbortError') : undefined),
    });
    const image = ground.image();
    await expect(ground.facts(image, { walk: { referrers: 'none' } })).rejects.toThrow('ended');
  });

  it('and a manifest of the image is gone, there is no image to judge', async () => {
    const ground = new Ground();
    const image = ground.image();
    ground.store.repository(ground.path)?.manifests.delete(image.platforms[1]?.digest ?? image.root);
    await expect(ground.facts(image, { walk: { depth: 'root' } })).rejects.toMatchObject({
      code: 'CHILD_MISSING',
    });
    const sparse = await ground.facts(image, { walk: { missingPlatforms: 'allow' } });
    expect(sparse.platforms).toHaveLength(1);
  });
});

describe('when a blob is not what it should be', () => {
  it('its bytes have another digest, nothing is taken from it', async () => {
    const ground = new Ground();
    const image = ground.image();
    const { layer } = ground.attach(image.root, sbom(image.root, ['ci']));
    const forged = Buffer.from(JSON.stringify(sbom(image.root, ['xx'])));
    ground.store.putBlob(ground.path, forged, layer.digest);
    const facts = await ground.facts(image);
    expect(forged.length).toBe(layer.size);
    expect(facts.evidence).toEqual([]);
    expect(facts.searches[0]).toMatchObject({ state: 'unreachable' });
    expect(facts.searches[0]?.message).toContain('another digest');
  });

  it('and the verifier cannot ask whose certificates count, the document is untrusted and may be tried again', async () => {
    const ground = new Ground();
    const image = ground.image();
    ground.attach(image.root, sbom(image.root, ['ci']));
    const facts = await ground.facts(image, { open: () => Promise.reject(unreachable('no trust root')) });
    expect(facts.evidence).toMatchObject([
      { trust: { level: 'untrusted' }, problem: { code: 'UNREACHABLE', message: 'no trust root' } },
    ]);
    const wrong = new HoistError('config', 'TRUSTED_ROOT_INVALID', 'the trusted root is none');
    await expect(ground.facts(image, { open: () => Promise.reject(wrong) })).rejects.toBe(wrong);
    const broken = ground.facts(image, { open: () => Promise.reject(new TypeError('a fault of ours')) });
    await expect(broken).rejects.toThrow('a fault of ours');
    expect(facts.image.repository).toBe(repository);
  });
});
