import { describe, expect, it } from 'vitest';
import type { Evidence, Trust } from '../../src/domain/evidence.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { sealed, type Understood } from '../../src/evidence/sealed.ts';
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

describe('when what is sealed is worked out', () => {
  const named = (name: string): Digest => digestOf(Buffer.from(name));
  const [index, attestation, referrer] = [named('index'), named('attestation'), named('referrer')];
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
  const signed = (signers: string | readonly string[], first?: Date, last = first): Trust => ({
    level: 'signed',
    signers: [signers].flat(),
    identity: { kind: 'key', claims: {} },
    ...(first !== undefined && last !== undefined && { signedAt: { first, last } }),
  });
  const unsigned: Trust = { level: 'unsigned' };

  function understood(name: string, trust: Trust, more: Partial<Understood> = {}): Understood {
    const digest = named(name);
    return {
      evidence: { digest, place: 'referrers', title: name, trust, subjects: [], parts: [] },
      signs: [],
      found: { digest, annotations: {} },
      holders: [],
      isStatement: true,
      ...more,
    };
  }

  const signature = (name: string, trust: Trust, signs: readonly Digest[] = [index]) =>
    understood(name, trust, { signs, isStatement: false });
  const work = (...documents: readonly Understood[]) =>
    sealed(documents, { digest: index, attestations: new Set([attestation]) });
  const trustsOf = (name: string, ...documents: readonly Understood[]) =>
    work(...documents)
      .filter(({ title }) => title === name)
      .map(({ trust }) => trust);

  it('what anybody attached to a signed index is not: its bytes are not part of it', () => {
    for (const holders of [[referrer], [], [index]])
      expect(
        trustsOf('sbom', signature('sig', signed('ci')), understood('sbom', unsigned, { holders })),
      ).toEqual([unsigned]);
  });

  it('what an attestation manifest holds is, by who signed the index or that manifest, and by no other', () => {
    const sbom = understood('sbom', unsigned, { holders: [attestation] });
    const by = (signs: Digest) => trustsOf('sbom', sbom, signature('sig', signed('ci'), [signs]));
    expect(by(index)).toMatchObject([{ signers: ['ci'], sealedBy: index }]);
    expect(by(attestation)).toMatchObject([{ signers: ['ci'], sealedBy: attestation }]);
    expect(by(referrer)).toEqual([unsigned]);
    expect(trustsOf('sbom', sbom, signature('sig', unsigned))).toEqual([unsigned]);
    expect(trustsOf('sbom', sbom, signature('sig', { level: 'untrusted', why: 'x' }))).toEqual([unsigned]);
  });

  it('what is no statement, or believed or refused already, is left as it is', () => {
    const sig = signature('sig', signed('ci'));
    const holders = [attestation];
    for (const trust of [
      signed('qa'),
      { level: 'local', file: 'a' },
      { level: 'untrusted', why: 'x' },
    ] as const)
      expect(trustsOf('sbom', sig, understood('sbom', trust, { holders }))).toEqual([trust]);
    expect(trustsOf('sbom', sig, understood('sbom', unsigned, { holders, isStatement: false }))).toEqual([
      unsigned,
    ]);
  });

  it('the same signers are one seal, from the first to the last of their times', () => {
    const sbom = understood('sbom', unsigned, { holders: [attestation] });
    const span = (...trusts: readonly Trust[]) =>
      trustsOf('sbom', sbom, ...trusts.map((trust, order) => signature(`sig ${order}`, trust)));
    const one = signed(['a', 'b'], at(2), at(3));
    const other = signed(['b', 'a'], at(1), at(2));
    expect(span(one, other)).toMatchObject([{ signedAt: { first: at(1), last: at(3) } }]);
    expect(span(other, one)).toMatchObject([{ signedAt: { first: at(1), last: at(3) } }]);
    expect(span(one, signed(['a', 'b']))).toMatchObject([{ signedAt: { first: at(2), last: at(3) } }]);
    expect(span(signed('a'), signed('a'))[0]).not.toHaveProperty('signedAt');
    expect(span(signed('a', at(1)), signed('b', at(2)))).toMatchObject([
      { signers: ['a'], signedAt: { first: at(1) } },
      { signers: ['b'], signedAt: { first: at(2) } },
    ]);
  });

  it('of one document that was found several times, the best of each kind is kept', () => {
    const problem = { code: 'UNPARSABLE', message: 'x' } as const;
    const copy = (trust: Trust, more: Partial<Evidence> = {}): Understood => {
      const base = understood('sbom', trust);
      return { ...base, evidence: { ...base.evidence, ...more } };
    };
    const kept = (...copies: readonly Understood[]) => {
      const both = [work(...copies), work(...copies.toReversed())].map((list) =>
        list.map(({ trust, problem: wrong }) => `${trust.level}${wrong === undefined ? '' : ' broken'}`),
      );
      expect(both[0]?.toSorted()).toEqual(both[1]?.toSorted());
      return both[0];
    };
    const local: Trust = { level: 'local', file: 'a' };
    const untrusted: Trust = { level: 'untrusted', why: 'x' };
    expect(kept(copy(untrusted), copy(unsigned))).toEqual(['unsigned']);
    expect(kept(copy(untrusted), copy(unsigned, { problem }))).toEqual(['untrusted']);
    expect(kept(copy(unsigned), copy(local), copy(untrusted))).toEqual(['local']);
    expect(kept(copy(signed('ci')), copy(local), copy(unsigned))).toEqual(['signed', 'local']);
    expect(kept(copy(signed('ci'), { problem }), copy(signed('ci')))).toEqual(['signed']);
    expect(kept(copy(signed(['a', 'b'])), copy(signed(['b', 'a'])))).toEqual(['signed']);
    expect(kept(copy(signed('a')), copy(signed('b')))).toEqual(['signed', 'signed']);
    expect(kept(copy(local, { problem }), copy(unsigned))).toEqual(['local broken']);
  });

  it('one payload with other signatures is another document', () => {
    const name = 'dev.cosignproject.cosign/signature';
    const signatures = ['x', 'y'].map((text) =>
      understood('payload', signed('ci'), {
        found: { digest: named('payload'), annotations: { [name]: text } },
      }),
    );
    expect(work(...signatures)).toHaveLength(2);
  });
});
