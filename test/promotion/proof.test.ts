import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keySigner } from '../../src/evidence/sign-key.ts';
import { entryOf, isAsked } from '../../src/domain/journal-entry.ts';
import type { PromotionRecord } from '../../src/domain/record.ts';
import { HoistError } from '../../src/errors.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { SignerOffer } from '../../src/ports/signer.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, tagWrites } from './world.ts';

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherPrivate = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const otherPem = other.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const decision = 'https://slsa.dev/verification_summary/v1';
const promotion = 'urn:hoist:promotion:v1';

/** A journal that has these records. */
function journalOf(records: readonly PromotionRecord[]): Partial<Journal> {
  return {
    async *list(query = {}) {
      yield* records
        .toReversed()
        .map(entryOf)
        .filter((entry) => isAsked(entry, query));
    },
  };
}

/** Two targets in two registries. */
function config(attest: string): string {
  return `version: 1
record: { attest: ${attest}, key-from-env: KEY }
pipelines:
  web:
    source: a.example.com/dev/web
    stages: [{ name: qa, to: [b.example.com/qa/web, c.example.com/qa/web] }]
`;
}

/** A signer that fails from the n-th statement on. */
function signer(failsFrom = Infinity): { readonly offer: SignerOffer; readonly signed: string[] } {
  const signed: string[] = [];
  const own = keySigner(pem, 'KEY');
  return {
    signed,
    offer: {
      state: 'ready',
      signer: {
        ...own,
        async sign(statement) {
          const { predicateType } = JSON.parse(Buffer.from(statement).toString()) as {
            predicateType: string;
          };
          if (signed.length >= failsFrom)
            throw new HoistError('unreachable', 'SIGNING_FAILED', 'nobody signs', { hint: 'Try again.' });
          signed.push(predicateType);
          return await own.sign(statement);
        },
      },
    },
  };
}

async function attached(
  registry: MemoryRegistry,
  repository: string,
  digest: string,
): Promise<readonly string[]> {
  const { descriptors } = await registry.referrers(repository as never, digest as never);
  return descriptors.map(
    ({ annotations, artifactType }) =>
      annotations?.['dev.sigstore.bundle.predicateType'] ?? artifactType ?? '',
  );
}

const targets = ['b.example.com/qa/web', 'c.example.com/qa/web'];

describe('when a stage is promoted with statements', () => {
  it('every target holds the decision before the first tag, and the record after the last', async () => {
    const { offer } = signer();
    const stage = await scene(config('required'), { signer: offer });
    const { root } = stage.push('a.example.com/dev/web:1.0.0');
    const { document } = await stage.promote({ image: '1.0.0' });
    expect(outcomes(document)).toEqual({ 'web/qa': 'promoted' });
    for (const target of targets)
      expect((await attached(stage.registry, target, root.digest)).toSorted()).toEqual([decision, promotion]);
    const writes = stage.registry.calls
      .filter(({ verb }) => verb === 'attach' || verb === 'tag')
      .map(({ verb }) => verb);
    expect(writes).toEqual(['attach', 'attach', 'tag', 'tag', 'attach', 'attach']);
  });

  it('without the decision no tag moves, with required', async () => {
    const { offer } = signer(1);
    const stage = await scene(config('required'), { signer: offer });
    stage.push('a.example.com/dev/web:1.0.0');
    const ran = await stage.promote({ image: '1.0.0' });
    expect([ran.exitCode, outcomes(ran.document)]).toEqual([5, { 'web/qa': 'failed' }]);
    expect(tagWrites(stage.registry)).toEqual([]);
    expect(ran.document.records[0]?.result?.error).toMatchObject({ code: 'NOT_ATTACHED' });
  });

  it('a record that cannot be attached ends with 5, and the next run attaches it, though nothing else is to be done', async () => {
    const registry = createMemoryRegistry();
    const first = await scene(config('required'), { signer: signer(2).offer, registry });
    const { root } = first.push('a.example.com/dev/web:1.0.0');
    const ran = await first.promote({ image: '1.0.0' });
    expect([ran.exitCode, tagWrites(registry)]).toEqual([5, targets.map((target) => `${target}:1.0.0`)]);
    const again = signer();
    const second = await scene(config('required'), { signer: again.offer, registry });
    const done = await second.promote({ image: '1.0.0' });
    expect([done.exitCode, outcomes(done.document)]).toEqual([0, { 'web/qa': 'unchanged' }]);
    expect(again.signed).toEqual([promotion]);
    for (const target of targets)
      expect((await attached(registry, target, root.digest)).toSorted()).toEqual([decision, promotion]);
  });

  it('of a stage that failed between two tags, the record is attached all the same', async () => {
    const stage = await scene(config('required'), {
      signer: signer().offer,
      memory: {
        failures: (verb, repository) =>
          verb === 'tag' && repository === targets[1]
            ? new HoistError('unreachable', 'DOWN', 'it is down')
            : undefined,
      },
    });
    const { root } = stage.push('a.example.com/dev/web:1.0.0');
    expect(outcomes((await stage.promote({ image: '1.0.0' })).document)).toEqual({ 'web/qa': 'failed' });
    for (const target of targets)
      expect((await attached(stage.registry, target, root.digest)).toSorted()).toEqual([decision, promotion]);
  });

  it('with auto, a stage goes on without', async () => {
    const stage = await scene(config('auto'), { signer: signer(0).offer });
    const { root } = stage.push('a.example.com/dev/web:1.0.0');
    const ran = await stage.promote({ image: '1.0.0' });
    expect([ran.exitCode, outcomes(ran.document)]).toEqual([0, { 'web/qa': 'promoted' }]);
    expect(await attached(stage.registry, targets[0] ?? '', root.digest)).toEqual([]);
    expect(stage.world.said.join('\n')).toContain('signed decision could not be attached');
  });
});

describe('when what is there was signed by somebody whom nobody accepts', () => {
  it('theirs is attached once, each run says so once, and what to write', async () => {
    const registry = createMemoryRegistry();
    const text = config('auto').replace(
      'record: {',
      `trust: { signers: { other: { key: { pem: ${JSON.stringify(otherPem)}, transparency-log: none } } } }
record: { signers: [other],`,
    );
    for (const run of [1, 2, 3]) {
      const stage = await scene(text, { signer: signer().offer, registry });
      if (run === 1) stage.push('a.example.com/dev/web:1.0.0');
      const { document } = await stage.promote({ image: '1.0.0' });
      expect(outcomes(document)).toEqual({ 'web/qa': run === 1 ? 'promoted' : 'unchanged' });
      const digest = stage.named('b.example.com/qa/web:1.0.0') ?? '';
      for (const target of targets)
        expect((await attached(registry, target, digest)).toSorted()).toEqual([decision, promotion]);
      const told = stage.world.said.filter((line) => line.includes('record.signers'));
      expect(told).toEqual([expect.stringContaining('they are signed by the key of KEY')]);
    }
  });

  it('whoever is accepted attaches theirs beside them, once', async () => {
    const registry = createMemoryRegistry();
    const foreign = keySigner(otherPrivate, 'KEY');
    const first = await scene(config('auto'), { signer: { state: 'ready', signer: foreign }, registry });
    const { root } = first.push('a.example.com/dev/web:1.0.0');
    await first.promote({ image: '1.0.0' });
    for (const _ of [1, 2]) {
      const stage = await scene(config('auto'), { signer: signer().offer, registry });
      await stage.promote({ image: '1.0.0' });
      expect(await attached(registry, targets[0] ?? '', root.digest)).toHaveLength(4);
      expect(stage.world.said.join('\n')).not.toContain('record.signers');
    }
  });
});

describe('when a later run asks what an earlier stage promoted', () => {
  const staged = (record: string): string => `version: 1
record: { ${record} }
pipelines:
  web:
    source: a.example.com/dev/web
    stages:
      - { name: qa, to: b.example.com/qa/web }
      - { name: prod, to: c.example.com/prod/web, auto: false }
`;
  const request = { image: '1.0.0', stage: 'prod' };
  const unsigned: SignerOffer = { state: 'unable', why: 'nobody signs here', hint: 'Name a key.' };

  async function promotedToQa(record: string, offer: SignerOffer) {
    const first = await scene(staged(record), { signer: offer });
    first.push('a.example.com/dev/web:1.0.0');
    await first.promote({ image: '1.0.0' });
    const { registry, world } = first;
    const later = (more: string): ReturnType<typeof scene> =>
      scene(staged(more), { signer: signer().offer, registry });
    return { registry, records: world.records, later };
  }

  it.each(['attest: required, key-from-env: KEY', 'attest: auto, key-from-env: KEY'])(
    'with %s the statements show it, on any machine and without a journal',
    async (record) => {
      const { later } = await promotedToQa(record, signer().offer);
      const ran = await (await later(record)).promote(request);
      expect(outcomes(ran.document)).toEqual({ 'web/prod': 'promoted' });
      expect(ran.document.notices.join('\n')).not.toContain('weaker');
    },
  );

  it.each(['attest: required, key-from-env: KEY', 'attest: auto, key-from-env: KEY'])(
    'with %s a journal and the digest at the target are not enough',
    async (record) => {
      const { registry, records } = await promotedToQa('attest: auto', unsigned);
      const second = await scene(staged(record), {
        signer: signer().offer,
        registry,
        journal: journalOf(records),
      });
      const ran = await second.promote(request);
      expect([ran.exitCode, outcomes(ran.document)]).toEqual([1, { 'web/prod': 'refused' }]);
      expect(ran.document.plan.stages[0]?.problems[0]?.code).toBe('NOT_PROMOTED_BEFORE');
    },
  );

  it.each(['attest: auto', 'attest: off'])(
    'on a machine without a key, with %s, the journal shows it',
    async (record) => {
      const { registry, records, later } = await promotedToQa(record, unsigned);
      const second = await scene(staged(record), { registry, journal: journalOf(records) });
      expect(outcomes((await second.promote(request)).document)).toEqual({ 'web/prod': 'promoted' });
      const without = await later(record);
      const planned = await without.plan(request);
      expect(planned.document.stages.map(({ state }) => state)).toEqual(['refused']);
    },
  );

  it('by another key, it is not shown', async () => {
    const record = 'attest: required, key-from-env: KEY';
    const { later } = await promotedToQa(record, {
      state: 'ready',
      signer: keySigner(otherPrivate, 'KEY'),
    });
    expect(outcomes((await (await later(record)).promote(request)).document)).toEqual({
      'web/prod': 'refused',
    });
  });
});

describe('when there is a store for attestations besides the targets', () => {
  async function kept(kind: 'key' | 'keyless', why?: string) {
    const bundles: string[] = [];
    const own = keySigner(pem, 'KEY');
    const stage = await scene(config('auto'), {
      signer: { state: 'ready', signer: { ...own, kind } },
      attestationStore: {
        async keep(bundle) {
          bundles.push(Buffer.from(bundle).toString());
          return why;
        },
      },
    });
    stage.push('a.example.com/dev/web:1.0.0');
    const { document } = await stage.promote({ image: '1.0.0' });
    expect(outcomes(document)).toEqual({ 'web/qa': 'promoted' });
    return { bundles, notices: stage.world.said.filter((line) => line.includes('attestations')) };
  }

  it('what is signed keyless is kept there, and what a key signed is not', async () => {
    const { bundles, notices } = await kept('keyless');
    const types = bundles.map((bundle) => {
      const { dsseEnvelope } = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
      return (JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as Record<string, unknown>)[
        'predicateType'
      ];
    });
    expect([types, notices]).toEqual([[decision, decision, promotion], []]);
    expect(await kept('key')).toEqual({ bundles: [], notices: [] });
  });

  it('where it may not be kept, that is said once and stops nothing', async () => {
    const { notices } = await kept('keyless', 'the token may not do this');
    expect(notices).toEqual([expect.stringContaining('the token may not do this')]);
  });
});

describe('when nothing is signed', () => {
  it('with off, the record is attached as it is', async () => {
    const stage = await scene(config('off'));
    const { root } = stage.push('a.example.com/dev/web:1.0.0');
    await stage.promote({ image: '1.0.0' });
    for (const target of targets)
      expect(await attached(stage.registry, target, root.digest)).toEqual([
        'application/vnd.hoist.promotion.v1+json',
      ]);
  });

  it('with required, nothing is begun', async () => {
    const stage = await scene(config('required'));
    stage.push('a.example.com/dev/web:1.0.0');
    await expect(stage.promote({ image: '1.0.0' })).rejects.toMatchObject({
      code: 'ATTEST_IMPOSSIBLE',
      kind: 'config',
    });
    expect(tagWrites(stage.registry)).toEqual([]);
  });

  it('on a machine without a key, nothing is attached and nobody is asked', async () => {
    const stage = await scene(config('auto').replace(', key-from-env: KEY', ''));
    const { root } = stage.push('a.example.com/dev/web:1.0.0');
    await stage.promote({ image: '1.0.0' });
    expect(await attached(stage.registry, targets[0] ?? '', root.digest)).toEqual([]);
  });

  it('with required, no rollback is begun either', async () => {
    const text = config('required').replace('/qa/web] }', '/qa/web], tag: { name: live, move: any } }');
    const first = await scene(text, { signer: signer().offer });
    for (const seed of [1, 2]) {
      first.push(`a.example.com/dev/web:${seed}.0.0`, sampleImage({ seed }));
      await first.promote({ image: `${seed}.0.0` });
    }
    const { registry, world } = first;
    const options = { registry, journal: journalOf(world.records) };
    const unable = await scene(text, options);
    const request = { stage: 'qa', comment: 'it leaks' };
    await expect(unable.rollback(request)).rejects.toMatchObject({
      kind: 'config',
      code: 'ATTEST_IMPOSSIBLE',
    });
    expect(unable.world.records).toEqual([]);
    const able = await scene(text, { ...options, signer: signer().offer });
    expect(outcomes((await able.rollback(request)).document)).toEqual({ 'web/qa': 'promoted' });
  });
});
