import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.ts';
import { digestOf } from '../../src/image/digest.ts';
import { predicateTypes, spdx } from './documents.ts';
import { certificate, Ground, type TestDocument, type TestImage } from './ground.ts';

const layouts = ['artifact', 'image'] as const;

function sbom(about: string): TestDocument {
  return { predicateType: predicateTypes.spdx, about, predicate: spdx() };
}

function sign(signs: string, signer = 'ci', more: Partial<TestDocument> = {}): { document: TestDocument } {
  return { document: { signs, signers: [signer], claims: certificate, ...more } };
}

async function sboms(ground: Ground, image: TestImage): Promise<readonly Evidence[]> {
  const { evidence } = await ground.facts(image);
  return evidence.filter(({ title }) => title === 'SPDX 2.3');
}

function trusts(evidence: readonly Evidence[]): string[] {
  return evidence.map(({ trust }) =>
    trust.level === 'signed' ? `${trust.signers.join('+')} by ${trust.sealedBy?.slice(7, 15)}` : trust.level,
  );
}

describe.each(layouts)('when BuildKit attests in the layout of an %s', (layout) => {
  function made(): { ground: Ground; image: TestImage } {
    const ground = new Ground();
    return { ground, image: ground.image({ attestations: (platform) => [sbom(platform)], layout }) };
  }

  it('and nobody signed, it is found once, bound to its platform, and unsigned', async () => {
    const { ground, image } = made();
    const found = await sboms(ground, image);
    expect(trusts(found)).toEqual(['unsigned', 'unsigned']);
    expect(found.map(({ subjects }) => subjects)).toEqual(image.platforms.map(({ digest }) => [digest]));
    expect(found[0]?.place).toBe(layout === 'artifact' ? 'referrers' : 'index');
  });

  it('and the index is signed, every platform is sealed by that signer', async () => {
    const { ground, image } = made();
    ground.cosign(image.root, 'sig', sign(image.root));
    const found = await sboms(ground, image);
    expect(trusts(found)).toEqual([`ci by ${image.root.slice(7, 15)}`, `ci by ${image.root.slice(7, 15)}`]);
    expect(found[0]?.trust).toMatchObject({ identity: { claims: certificate } });
  });

  it('and an attestation manifest is signed, that one is sealed and no other', async () => {
    const { ground, image } = made();
    const [first] = image.platforms;
    const attestation = first?.attestation ?? image.root;
    ground.cosign(attestation, 'sig', sign(attestation));
    expect(trusts(await sboms(ground, image)).toSorted()).toEqual([
      `ci by ${attestation.slice(7, 15)}`,
      'unsigned',
    ]);
    const { evidence } = await ground.facts(image);
    // It signs nothing of the image itself.
    expect(evidence.find(({ title }) => title === 'cosign signature')).toMatchObject({
      subjects: [],
      parts: [],
      problem: { code: 'WRONG_SUBJECT', message: expect.stringContaining('attestation manifest') },
    });
  });

  it('and only a platform is signed, nothing beside it is sealed', async () => {
    const { ground, image } = made();
    for (const { digest } of image.platforms) ground.cosign(digest, 'sig', sign(digest));
    expect(trusts(await sboms(ground, image))).toEqual(['unsigned', 'unsigned']);
  });

  it('and the signer is nobody, or the signature is another index’s, nothing is sealed', async () => {
    const { ground, image } = made();
    const other = digestOf(Buffer.from('another'));
    ground.cosign(
      image.root,
      'sig',
      {
        document: { signs: image.root, untrusted: 'signed by X' },
        annotations: { 'dev.sigstore.cosign/certificate': 'x' },
      },
      sign(other),
    );
    expect(trusts(await sboms(ground, image))).toEqual(['unsigned', 'unsigned']);
  });

  it('and somebody attests about the index without signing it, nothing is sealed', async () => {
    const { ground, image } = made();
    ground.attach(image.root, {
      predicateType: 'https://example.com/scan',
      about: image.root,
      predicate: {},
      signers: ['scanner'],
    });
    expect(trusts(await sboms(ground, image))).toEqual(['unsigned', 'unsigned']);
  });

  it('and cosign v3 signed the index, that seals too', async () => {
    const { ground, image } = made();
    ground.attach(image.root, {
      predicateType: predicateTypes.signature,
      about: image.root,
      predicate: {},
      signers: ['ci'],
    });
    expect(trusts(await sboms(ground, image))).toEqual([
      `ci by ${image.root.slice(7, 15)}`,
      `ci by ${image.root.slice(7, 15)}`,
    ]);
  });
});

describe('when a document is sealed', () => {
  it('by several signers, it comes once for each, and by one signer twice it spans both times', async () => {
    const ground = new Ground();
    const image = ground.image({ platforms: ['linux/amd64'], attestations: (platform) => [sbom(platform)] });
    const early = { signedAt: '2026-03-01T00:00:00.000Z' };
    const late = { signedAt: '2026-03-03T00:00:00.000Z' };
    ground.cosign(
      image.root,
      'sig',
      sign(image.root, 'ci', late),
      sign(image.root, 'legacy'),
      sign(image.root, 'ci', early),
    );
    const found = await sboms(ground, image);
    expect(found.map(({ trust }) => trust)).toMatchObject([
      { signers: ['ci'], signedAt: { first: new Date(early.signedAt), last: new Date(late.signedAt) } },
      { signers: ['legacy'] },
    ]);
  });

  it('and says that it is about another digest, it counts for nothing', async () => {
    const ground = new Ground();
    const other = digestOf(Buffer.from('another'));
    const image = ground.image({ attestations: () => [sbom(other)] });
    ground.cosign(image.root, 'sig', sign(image.root));
    for (const one of await sboms(ground, image))
      expect(one).toMatchObject({ subjects: [], parts: [], problem: { code: 'WRONG_SUBJECT' } });
  });

  it('and names its subject by name only, the reference in the index binds nothing', async () => {
    const ground = new Ground();
    const nameOnly: TestDocument = {
      predicateType: predicateTypes.spdx,
      about: [{ name: 'web', digest: {} }],
      predicate: spdx(),
    };
    const image = ground.image({ attestations: () => [nameOnly] });
    ground.cosign(image.root, 'sig', sign(image.root));
    for (const one of await sboms(ground, image))
      expect(one).toMatchObject({ subjects: [], problem: { code: 'WRONG_SUBJECT' } });
  });

  it('and the same bytes are a file of the job too, both ways to believe it are kept', async () => {
    const ground = new Ground();
    const image = ground.image({ platforms: ['linux/amd64'], attestations: (platform) => [sbom(platform)] });
    ground.cosign(image.root, 'sig', sign(image.root));
    const bytes = Buffer.from(JSON.stringify(sbom(image.platforms[0]?.digest ?? '')));
    const facts = await ground.facts(image, {
      settings: { sources: ['cosign-tags', 'index'], files: ['a'], feeds: { maxAge: 0 } },
      workspace: { find: async () => ['a'], read: async () => bytes },
    });
    const levels = facts.evidence.filter(({ title }) => title === 'SPDX 2.3').map(({ trust }) => trust.level);
    expect(levels.toSorted()).toEqual(['local', 'signed']);
  });
});

describe('when an index holds what only looks like an attestation', () => {
  it.each([
    [
      'with a platform that a runtime would start',
      { platform: { os: 'linux', architecture: 'arm64' } },
      'platform',
    ],
    ['without a platform', { platform: undefined }, 'strange'],
    ['without the annotation', { annotations: {} }, 'strange'],
  ])('%s, it is none', async (_, over, what) => {
    const ground = new Ground();
    const { platforms } = ground.image();
    const child = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...ground.descriptor(platforms[0]?.digest ?? ('' as never)),
    };
    const posing = { ...ground.attestation(child, [sbom(child.digest)], 'artifact'), ...over };
    const image = ground.image({ also: [posing] as never });
    ground.cosign(image.root, 'sig', sign(image.root));
    const facts = await ground.facts(image);
    expect(facts.image.strangeChildren).toEqual(what === 'strange' ? [posing.digest] : []);
    expect(facts.platforms).toHaveLength(what === 'strange' ? 2 : 3);
    expect(facts.evidence.filter(({ place }) => place === 'index')).toEqual([]);
  });

  it('with a layer of something else, it is strange', async () => {
    const ground = new Ground();
    const layer = ground.blob('tar', 'application/vnd.oci.image.layer.v1.tar');
    const manifest = ground.manifest({
      layers: [layer],
      config: ground.blob('{}', 'application/vnd.oci.empty.v1+json'),
    });
    const image = ground.image({
      also: [
        {
          ...manifest,
          platform: { os: 'unknown', architecture: 'unknown' },
          annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
        },
      ],
    });
    expect((await ground.facts(image)).image.strangeChildren).toEqual([manifest.digest]);
  });
});

describe('when signatures are read', () => {
  it('several with one payload in one tag are several', async () => {
    const ground = new Ground();
    const image = ground.image();
    const document: TestDocument = { signs: image.root };
    ground.cosign(
      image.root,
      'sig',
      { document, annotations: { 'dev.cosignproject.cosign/signature': 'a' } },
      { document, annotations: { 'dev.cosignproject.cosign/signature': 'b' } },
      { document, annotations: { 'dev.cosignproject.cosign/signature': 'b', other: 'c' } },
    );
    const { evidence } = await ground.facts(image);
    expect(evidence).toHaveLength(2);
    expect(evidence[0]).toMatchObject({ parts: [{ kind: 'signature' }], subjects: [image.root] });
  });

  it('a v3 signature has the annotations of the subject that is ours', async () => {
    const ground = new Ground();
    const image = ground.image();
    const about = [
      { digest: { sha256: '0'.repeat(64) }, annotations: { env: 'other' } },
      { digest: { sha256: image.root.slice(7) }, annotations: { env: 'prod' } },
    ];
    ground.attach(image.root, {
      predicateType: predicateTypes.signature,
      about,
      predicate: {},
      signers: ['ci'],
    });
    const { evidence } = await ground.facts(image);
    expect(evidence).toMatchObject([
      { title: 'cosign signature', parts: [{ annotations: { env: 'prod' } }], subjects: [image.root] },
    ]);
  });

  it.each(['', 'sha256:x', '__proto__', `sha256:${'0'.repeat(64)}`])(
    'one on %j is on no part of the image',
    async (signs) => {
      const ground = new Ground();
      const image = ground.image();
      ground.cosign(image.root, 'sig', sign(signs));
      const { evidence } = await ground.facts(image);
      expect(evidence).toMatchObject([{ subjects: [], parts: [], problem: { code: 'WRONG_SUBJECT' } }]);
    },
  );
});
