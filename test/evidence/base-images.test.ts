import { describe, expect, it } from 'vitest';
import { needsNothing, type Facts } from '../../src/domain/facts.ts';
import { referenceOf } from '../../src/evidence/base-images.ts';
import { parseRepository, referenceText } from '../../src/image/reference.ts';
import { predicateTypes, provenance } from './documents.ts';
import { certificate, Ground, unreachable, type TestDocument } from './ground.ts';

const base = parseRepository('docker.io/library/debian');
const written = 'pkg:docker/debian@bookworm-slim?platform=linux%2Famd64';

type Case = {
  readonly uris?: readonly string[];
  readonly signers?: readonly string[];
  readonly name?: string;
  readonly broken?: boolean;
  readonly needs?: boolean;
};

async function factsOf({
  uris = [written],
  signers,
  name,
  broken = false,
  needs = true,
}: Case): Promise<[Facts, string, Ground]> {
  const ground = new Ground({
    failures: (_, repository) => (broken && repository === base ? unreachable() : undefined),
  });
  const there = new Ground({ at: base, in: ground.registry });
  const { root } = there.image();
  there.store.tag(there.path, 'bookworm-slim', root);
  const image = ground.image(
    name === undefined ? {} : { annotations: { 'org.opencontainers.image.base.name': name } },
  );
  const document: TestDocument = {
    predicateType: predicateTypes.provenance,
    about: image.root,
    predicate: provenance({ materials: uris }),
    claims: certificate,
    ...(signers && { signers }),
  };
  ground.attach(image.root, document);
  const facts = await ground.facts(image, { needs: { ...needsNothing, evidence: true, baseImages: needs } });
  return [facts, root, ground];
}

describe('when a check needs the base images', () => {
  it('trusted provenance names them, and what their tags name now is asked', async () => {
    const [facts, root] = await factsOf({ signers: ['ci'] });
    expect([...facts.baseImages]).toEqual([
      [written, { state: 'known', value: { digest: root, below: [expect.any(String), expect.any(String)] } }],
    ]);
  });

  it('annotations count where the image is signed', async () => {
    const name = 'docker.io/library/debian:bookworm-slim';
    const [signed] = await factsOf({ uris: [], signers: ['ci'], name });
    expect(signed.baseImages.get(name)).toMatchObject({ state: 'known' });
  });

  it.each([
    ['nobody trusted signed', { name: 'docker.io/library/debian:bookworm-slim' }],
    ['no check needs them', { signers: ['ci'], needs: false }],
  ])('and %s, nobody is asked: whoever may push would choose the host (A10)', async (_, over) => {
    const [facts, , ground] = await factsOf(over);
    expect(facts.baseImages.size).toBe(0);
    expect(ground.registry.calls.some(({ repository }) => repository === base)).toBe(false);
  });

  it.each([
    ['the registry fails', { broken: true }, 'UNREACHABLE', written],
    ['the tag is gone', { uris: ['pkg:docker/debian@gone'] }, 'NO_EVIDENCE', 'pkg:docker/debian@gone'],
    ['there is no tag', { uris: ['pkg:docker/debian'] }, 'INCOMPLETE', 'pkg:docker/debian'],
    ['it is no reference', { uris: ['pkg:docker/%zz@1'] }, 'INCOMPLETE', 'pkg:docker/%zz@1'],
  ])('and %s, that one is unknown', async (_, over, code, key) => {
    const [facts] = await factsOf({ signers: ['ci'], ...over });
    expect(facts.baseImages.get(key)).toMatchObject({ state: 'unknown', code });
  });

  it('more than fifty are not looked up', async () => {
    const uris = Array.from({ length: 60 }, (_, index) => `pkg:docker/debian@v${index}`);
    const [facts] = await factsOf({ signers: ['ci'], uris });
    const codes = [...facts.baseImages.values()].map((answer) => answer.state === 'unknown' && answer.code);
    expect([codes.slice(0, 50).every((code) => code === 'NO_EVIDENCE'), codes.slice(50)]).toEqual([
      true,
      Array.from({ length: 10 }, () => 'INCOMPLETE'),
    ]);
  });

  it.each([
    ['pkg:docker/alpine@3.17?platform=linux%2Famd64', 'docker.io/library/alpine:3.17'],
    ['pkg:docker/ghcr.io/acme/base@1.2', 'ghcr.io/acme/base:1.2'],
    ['pkg:docker/acme%2Fbase@1', 'docker.io/acme/base:1'],
    ['pkg:docker/acme/base@1?repository_url=https%3A%2F%2Fquay.io%2F', 'quay.io/acme/base:1'],
    [`pkg:docker/alpine@sha256%3A${'a'.repeat(64)}`, `docker.io/library/alpine@sha256:${'a'.repeat(64)}`],
    ['debian:12', 'docker.io/library/debian:12'],
    ['pkg:docker/UPPER@1', undefined],
    ['', undefined],
  ])('%s is %s', (text, expected) => {
    const reference = referenceOf(text);
    expect(reference && referenceText(reference)).toBe(expected);
  });
});
