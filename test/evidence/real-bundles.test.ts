import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseGlob } from '../../src/domain/glob.ts';
import type { TrustRoot } from '../../src/domain/signer.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import { githubSigner } from '../fakes/sigstore-signer.ts';
import { found, foundJson, verifierOf } from './found.ts';

const folder = new URL('../../../shared/data/sigstore/', import.meta.url);
const absent = !existsSync(folder);
if (absent) console.warn(`Real bundles are left out: ${folder.pathname} is not there.`);

const read = (name: string) => readFileSync(new URL(name, folder));
const fileRoot = (): TrustRoot => ({
  kind: 'file',
  path: 'trusted_root.json',
  bytes: read('trusted_root.json'),
});

const attestation = 'reusable-workflow-attestation.sigstore.json';
const reusable = githubSigner('ci', {
  repository: 'malancas/attest-demo',
  workflow: 'github/artifact-attestations-workflows/.github/workflows/attest.yml',
  refs: [parseGlob('refs/heads/main')],
  repositoryId: '804070735',
  ownerId: '16248153',
});
const release = githubSigner('release', {
  repository: 'sigstore/sigstore-js',
  workflow: 'sigstore/sigstore-js/.github/workflows/release.yml',
  workflowRefs: [parseGlob('refs/heads/main')],
});

describe.skipIf(absent)('when GitHub attested it with the public instance', () => {
  it.each([
    [attestation, reusable, 'https://slsa.dev/provenance/v1', '2024-05-24T19:14:24.000Z'],
    ['sigstore-js-2.1.0-bundle.json', release, 'https://slsa.dev/provenance/v1', '2023-08-29T15:40:23.000Z'],
  ])('verifies %s offline: who, what and when', async (name, signer, predicateType, time) => {
    for (const root of [fileRoot(), { kind: 'sigstore' } as const]) {
      const verifier = createVerifier(
        { roots: [root], signers: [signer], offline: 'embedded' },
        { roots: () => Promise.reject(new Error('no network')) },
      );
      const opened = await verifier.open(found(read(name)));
      expect(opened).toMatchObject({
        what: 'statement',
        statement: { predicateType },
        trust: { level: 'signed', signers: [signer.name] },
      });
      expect(opened.trust).toHaveProperty('signedAt.first', new Date(time));
    }
  });

  it('tells the caller from the reusable workflow', async () => {
    const verifier = verifierOf(
      [fileRoot()],
      [githubSigner('workflow', { repository: 'github/artifact-attestations-workflows' })],
    );
    expect((await verifier.open(found(read(attestation)))).trust).toMatchObject({
      level: 'untrusted',
      identity: {
        claims: {
          12: 'https://github.com/malancas/attest-demo',
          13: '95baf27389e83e6a5c48f42e190d48d7abcea19e',
        },
      },
      why: expect.stringMatching(
        /^signed by malancas\/attest-demo github\/artifact-attestations-workflows.*; workflow wants repository/,
      ),
    });
  });

  /** Every place that holds bytes, and some of the bytes of each: the first, the last and eleven between. */
  it.each([
    ['payload', ['dsseEnvelope', 'payload']],
    ['signature', ['dsseEnvelope', 'signatures', 0, 'sig']],
    ['certificate', ['verificationMaterial', 'certificate', 'rawBytes']],
    ['log entry', ['verificationMaterial', 'tlogEntries', 0, 'canonicalizedBody']],
    ['promise', ['verificationMaterial', 'tlogEntries', 0, 'inclusionPromise', 'signedEntryTimestamp']],
    ['log id', ['verificationMaterial', 'tlogEntries', 0, 'logId', 'keyId']],
    ['proof', ['verificationMaterial', 'tlogEntries', 0, 'inclusionProof', 'hashes', 3]],
  ] as const)('never trusts it with a byte changed in the %s', async (_, path) => {
    const verifier = verifierOf([fileRoot()], [reusable]);
    const original = JSON.parse(read(attestation).toString());
    const bytes = Buffer.from(String(at(original, path)), 'base64');
    const places = Array.from({ length: 13 }, (_, part) => Math.floor(((bytes.length - 1) * part) / 12));
    for (const place of places) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 0x01;
      const bundle = structuredClone(original);
      set(bundle, path, changed.toString('base64'));
      const opened = await verifier.open(foundJson(bundle));
      expect(opened.trust.level, `byte ${place} of ${bytes.length}`).toBe('untrusted');
    }
  });

  it('never trusts it with another time', async () => {
    const verifier = verifierOf([fileRoot()], [reusable]);
    const bundle = JSON.parse(read(attestation).toString());
    bundle.verificationMaterial.tlogEntries[0].integratedTime = '1716578065';
    expect((await verifier.open(foundJson(bundle))).trust.level).toBe('untrusted');
  });
});

describe.skipIf(absent)('when cosign attested it with a key that nobody names', () => {
  it('is a statement by Syft, and untrusted', async () => {
    expect(
      await verifierOf([fileRoot()], [reusable]).open(found(read('alpine-syft.att.json'))),
    ).toMatchObject({
      what: 'statement',
      statement: { predicateType: 'https://syft.dev/bom' },
      trust: { level: 'untrusted' },
    });
  });
});

type Path = readonly (string | number)[];

function at(json: unknown, path: Path): unknown {
  return path.reduce((value, key) => (value as Record<string | number, unknown>)[key], json);
}

function set(json: unknown, path: Path, value: string): void {
  const last = path.at(-1) ?? '';
  (at(json, path.slice(0, -1)) as Record<string | number, unknown>)[last] = value;
}
