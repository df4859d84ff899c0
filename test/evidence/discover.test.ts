import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/domain/facts.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { FoundDocument } from '../../src/evidence/document.ts';
import { digestOf } from '../../src/image/digest.ts';
import { forgeOf, Ground, openTestDocument, repository, settings, sbom } from './ground.ts';

function looks(facts: Facts): string[] {
  return facts.searches.map(({ place, state, found }) => `${place} ${state} ${found}`);
}

const nowhere = { sources: [], files: [], feeds: settings.feeds };

describe('when evidence is looked for', () => {
  it('every place is looked at, root first, and a clean nothing is said to be one', async () => {
    const ground = new Ground();
    const image = ground.image();
    const facts = await ground.facts(image, { forge: forgeOf({}) });
    expect(looks(facts)).toEqual([
      ...Array.from({ length: 3 }, () => 'referrers none 0'),
      ...Array.from({ length: 3 }, () => 'cosign-tag none 0'),
      'index none 0',
      ...Array.from({ length: 3 }, () => 'github none 0'),
    ]);
    const all = [image.root, ...image.platforms.map(({ digest }) => digest)];
    expect(facts.searches.map(({ subject }) => subject)).toEqual([...all, ...all, image.root, ...all]);
    expect(facts.evidence).toEqual([]);
  });

  it('nothing is asked for that no check needs', async () => {
    const ground = new Ground();
    const image = ground.image();
    ground.attach(image.root, sbom(image.root));
    const { needsNothing } = await import('../../src/domain/facts.ts');
    const facts = await ground.facts(image, { needs: needsNothing, walk: { referrers: 'none' } });
    expect([facts.evidence, facts.searches, facts.feeds]).toEqual([[], [], {}]);
    expect(new Set(ground.registry.calls.map(({ verb }) => verb))).toEqual(new Set(['manifest']));
    expect(facts.commit).toMatchObject({ state: 'unknown', code: 'INCOMPLETE' });
    expect(facts.previous).toMatchObject({ state: 'unknown', code: 'INCOMPLETE' });
  });

  it('what the walk has listed is not listed again, and its blobs are read', async () => {
    const ground = new Ground();
    const image = ground.image();
    ground.attach(image.root, sbom(image.root, ['ci']));
    ground.cosign(image.root, 'sig', { document: { signs: image.root, signers: ['ci'] } });
    const facts = await ground.facts(image);
    expect(facts.evidence.map(({ place, title }) => `${place} ${title}`)).toEqual([
      'referrers SPDX 2.3',
      'cosign-tag cosign signature',
    ]);
    expect(ground.registry.calls.filter(({ verb }) => verb === 'referrers')).toHaveLength(
      // The three manifests and the two attachments, by the walk alone.
      5,
    );
    expect(ground.registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
  });

  it.each([
    { referrers: 'none' as const },
    { depth: 'root' as const },
    { referrers: 'best-effort' as const },
  ])('and the walk was told %j, the same is found', async (walk) => {
    const ground = new Ground();
    const image = ground.image({ attestations: (platform) => [sbom(platform)] });
    ground.attach(image.root, sbom(image.root, ['ci']));
    ground.cosign(image.platforms[1]?.digest ?? image.root, 'att', {
      document: sbom(image.platforms[1]?.digest ?? '', ['ci']),
    });
    const expected = await ground.facts(image);
    const facts = await ground.facts(image, { walk });
    expect(facts.evidence).toEqual(expected.evidence);
    expect(facts.evidence).toHaveLength(4);
    expect(looks(facts)).toEqual(looks(expected));
  });

  it('and the registry has no API, what the fallback tag lists is found there', async () => {
    const ground = new Ground({ referrers: () => false });
    const image = ground.image();
    const { referrer } = ground.attach(image.root, sbom(image.root, ['ci']));
    ground.fallback(image.root, referrer);
    for (const walk of [{}, { referrers: 'none' as const }]) {
      const facts = await ground.facts(image, { walk });
      expect(facts.evidence).toMatchObject([{ place: 'fallback-tag', subjects: [image.root] }]);
      expect(looks(facts).filter((look) => look.endsWith('1'))).toEqual(['fallback-tag found 1']);
    }
  });

  it('and the list names what is about another digest, that counts for nothing (A26)', async () => {
    const ground = new Ground({ referrers: () => false });
    const image = ground.image();
    const { referrer } = ground.attach(image.root, sbom(image.root, ['ci']), {
      claims: image.platforms[0]?.digest ?? image.root,
    });
    ground.fallback(image.root, referrer);
    for (const walk of [{}, { referrers: 'none' as const }, { depth: 'root' as const }])
      expect((await ground.facts(image, { walk })).evidence).toEqual([]);
  });

  it('and evidence.repository is set, it is looked there too, and told apart', async () => {
    const other = parseRepository('registry.example.com/acme/signatures');
    const ground = new Ground();
    const image = ground.image();
    const beside = new Ground({ at: other, in: ground.registry });
    beside.cosign(image.root, 'sig', { document: { signs: image.root, signers: ['ci'] } });
    const facts = await ground.facts(image, { settings: { ...settings, repository: other } });
    expect(facts.evidence).toMatchObject([{ place: 'cosign-tag', trust: { signers: ['ci'] } }]);
    expect(facts.searches.filter(({ found }) => found > 0)).toMatchObject([
      { place: 'cosign-tag', subject: image.root, repository: other },
    ]);
  });

  it('and evidence.repository is the image’s own, it is not looked there twice', async () => {
    const ground = new Ground();
    const image = ground.image();
    const once = await ground.facts(image);
    const again = await ground.facts(image, { settings: { ...settings, repository } });
    expect(again.searches).toEqual(once.searches);
  });

  it('and a source is left out, it is off and not asked', async () => {
    const ground = new Ground();
    const image = ground.image({ attestations: (platform) => [sbom(platform)] });
    const facts = await ground.facts(image, { settings: nowhere, walk: { referrers: 'none' } });
    expect(looks(facts)).toEqual(['referrers off 0', 'cosign-tag off 0', 'index off 0', 'github off 0']);
    expect(facts.evidence).toEqual([]);
    expect(ground.registry.calls.some(({ verb }) => verb === 'referrers')).toBe(false);
  });

  it('and GitHub is left out, it is not asked, and says so', async () => {
    const asked: string[] = [];
    const forge = forgeOf({
      attestations: async (subject) => {
        asked.push(subject);
        return { found: [], cut: false };
      },
    });
    const ground = new Ground();
    const image = ground.image();
    const facts = await ground.facts(image, { forge, settings: nowhere });
    expect(asked).toEqual([]);
    expect(facts.searches.at(-1)).toMatchObject({
      place: 'github',
      state: 'off',
      message: expect.stringContaining('leaves it out'),
    });
    await ground.facts(image, { forge });
    expect(asked).toHaveLength(3);
  });

  it('outside Actions GitHub is off, with why', async () => {
    const ground = new Ground();
    const facts = await ground.facts(ground.image());
    expect(facts.searches.at(-1)).toMatchObject({
      place: 'github',
      state: 'off',
      message: expect.stringContaining('Actions only'),
    });
  });

  it('what is no document is not read: a referrer of a gigabyte is no evidence', async () => {
    const ground = new Ground();
    const image = ground.image();
    const archive = ground.attach(image.root, 'PK…', { type: 'application/zip' });
    const facts = await ground.facts(image);
    expect(facts.evidence).toEqual([]);
    expect(
      ground.registry.calls.some(
        ({ verb, reference }) => verb === 'openBlob' && reference === archive.layer.digest,
      ),
    ).toBe(false);
  });
});

describe('when there is more than is read', () => {
  const limits = { documents: 2, each: 1_000, all: 100_000 };

  it('of one document, it is left out and the look is cut', async () => {
    const ground = new Ground();
    const image = ground.image();
    ground.attach(image.root, { ...sbom(image.root, ['ci']), claims: { 1: 'x'.repeat(1_000) } });
    const facts = await ground.facts(image, { limits });
    expect(facts.evidence).toEqual([]);
    expect(facts.searches[0]).toMatchObject({ place: 'referrers', state: 'cut', found: 1 });
  });

  it.each([
    ['documents', { ...limits, documents: 2 }, 2],
    ['bytes', { ...limits, documents: 50, all: 1 }, 0],
  ])('of %s, the same ones are read each time, in order', async (_, few, read) => {
    const ground = new Ground();
    const image = ground.image();
    for (let index = 0; index < 12; index += 1)
      ground.attach(image.root, sbom(image.root, [`signer-${index}`]));
    const facts = await ground.facts(image, { limits: few });
    expect(facts.evidence).toHaveLength(read);
    expect(facts.searches[0]).toMatchObject({ state: 'cut', found: 12 });
    expect((await ground.facts(image, { limits: few })).evidence).toEqual(facts.evidence);
  });

  it('of referrers in a list, the rest is left', async () => {
    const ground = new Ground();
    const image = ground.image({ platforms: ['linux/amd64'] });
    for (let index = 0; index < 201; index += 1)
      ground.attach(image.root, sbom(image.root, [`signer-${index}`]));
    const facts = await ground.facts(image, { walk: { referrers: 'none' } });
    expect(facts.searches[0]).toMatchObject({ state: 'cut', found: 200 });
    expect(ground.registry.calls.filter(({ verb }) => verb === 'openBlob').length).toBe(200);
  });

  it('at GitHub, the look is cut', async () => {
    const ground = new Ground();
    const image = ground.image({ platforms: ['linux/amd64'] });
    const bytes = Buffer.from(JSON.stringify(sbom(image.root, ['ci'])));
    const stored = { mediaType: 'application/json', read: async () => bytes };
    const forge = forgeOf({
      attestations: async (digest) => ({ found: digest === image.root ? [stored] : [], cut: true }),
    });
    const facts = await ground.facts(image, { forge });
    expect(facts.evidence).toMatchObject([{ place: 'github', subjects: [image.root] }]);
    expect(facts.searches.filter(({ place }) => place === 'github').map(({ state }) => state)).toEqual([
      'cut',
      'cut',
    ]);
  });
});

describe('when a document is handed to the verifier', () => {
  it('what it was attached to comes along, and hints of its layer over those of its manifest', async () => {
    const seen: FoundDocument[] = [];
    const ground = new Ground();
    const image = ground.image({ attestations: (platform) => [sbom(platform)] });
    ground.cosign(image.root, 'sig', { document: { signs: image.root }, annotations: { a: 'layer' } });
    await ground.facts(image, {
      open(found) {
        seen.push(found);
        return openTestDocument(found);
      },
    });
    for (const { about, subjectBytes, bytes, digest, manifest } of seen) {
      expect(digestOf(bytes)).toBe(digest);
      expect(subjectBytes && digestOf(subjectBytes)).toBe(about);
      expect(manifest).toMatch(/^sha256:/);
    }
    expect(new Set(seen.map(({ about }) => about))).toEqual(
      new Set([image.root, ...image.platforms.map((platform) => platform.digest)]),
    );
    expect(seen.find(({ place }) => place === 'cosign-tag')?.annotations).toEqual({ a: 'layer' });
  });
});
