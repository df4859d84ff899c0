import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keySigner } from '../../src/evidence/sign-key.ts';
import type { SignerOffer } from '../../src/ports/signer.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene, type SceneOptions } from './world.ts';

const config = (record: string): string => `
version: 1
record: { ${record} }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['%n', { name: stable, move: forward }] }
      - { name: prod, to: prod.example.com/web, auto: false }
`;
const back = { stage: 'qa', comment: 'it does not start' };
const onward = { image: '1.0.0', stage: 'prod' };

const signed: SignerOffer = {
  state: 'ready',
  signer: keySigner(
    generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
    'KEY',
  ),
};

/** The newest first: registries list what is attached in any order. */
function listingBackwards(): MemoryRegistry {
  const registry = createMemoryRegistry();
  const referrers: MemoryRegistry['referrers'] = async (...asked) => {
    const list = await registry.referrers(...asked);
    return { ...list, descriptors: list.descriptors.toReversed() };
  };
  return { ...registry, referrers };
}

/** Two versions in the first stage, of which the older was brought back. */
async function rolledBack(record: string, options: SceneOptions = {}) {
  const made = await scene(config(record), options);
  for (const seed of [1, 2]) {
    const image = `${seed}.0.0`;
    made.push(`ghcr.io/acme/dev/web:${image}`, sampleImage({ seed }));
    await made.promote({ image });
  }
  expect((await made.rollback(back)).document.outcome).toBe('promoted');
  return made;
}

const ways: readonly [string, string, () => SceneOptions][] = [
  ['a record', 'attest: off', () => ({})],
  ['signed statements', 'attest: required, key-from-env: KEY', () => ({ signer: signed })],
  [
    'signed statements of which the last is listed first',
    'attest: required, key-from-env: KEY',
    () => ({ signer: signed, registry: listingBackwards() }),
  ],
];

describe('when an image that a stage was rolled back to goes on to the next one', () => {
  it.each(ways)('shown by %s, it keeps the tag that it was promoted under', async (_, record, options) => {
    const { promote, named } = await rolledBack(record, options());
    expect((await promote(onward)).document.outcome).toBe('promoted');
    expect(named('prod.example.com/web:1.0.0')).toBe(named('qa.example.com/web:1.0.0'));
    expect(named('prod.example.com/web:stable')).toBeUndefined();
  });

  it('of which only the rollback is recorded, it goes on under the tag that this moved', async () => {
    const { promote, named, world } = await rolledBack('attest: off');
    const records = world.records.filter(({ intent }) => intent.kind === 'rollback');
    world.records.splice(0, Infinity, ...records);
    expect((await promote(onward)).document.outcome).toBe('promoted');
    expect(named('prod.example.com/web:stable')).toBe(named('qa.example.com/web:1.0.0'));
  });
});

describe('when one digest is in a stage under two names', () => {
  it.each(ways)('shown by %s, each goes on under its own', async (_, record, options) => {
    const { push, promote, named } = await scene(config(record), options());
    for (const image of ['1.0.0', '1.0.1']) push(`ghcr.io/acme/dev/web:${image}`, sampleImage({ seed: 1 }));
    for (const image of ['1.0.0', '1.0.1']) await promote({ image });
    for (const image of ['1.0.0', '1.0.1']) {
      expect(named(`prod.example.com/web:${image}`)).toBeUndefined();
      expect((await promote({ image, stage: 'prod' })).document.outcome).toBe('promoted');
      expect(named(`prod.example.com/web:${image}`)).toBe(named('qa.example.com/web:1.0.0'));
    }
  });

  it('a name that it was not promoted under there is the one of its newest promotion', async () => {
    const { push, promote, named } = await scene(config('attest: off'));
    for (const image of ['1.0.0', '1.0.1']) push(`ghcr.io/acme/dev/web:${image}`, sampleImage({ seed: 1 }));
    await promote({ image: '1.0.0' });
    await promote({ image: '1.0.1', stage: 'prod' });
    expect(named('prod.example.com/web:1.0.0')).toBe(named('qa.example.com/web:1.0.0'));
    expect(named('prod.example.com/web:1.0.1')).toBeUndefined();
  });
});
