import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsePublicKey } from '../../src/evidence/key-signature.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import {
  createSigstore,
  keySigner,
  signingKey,
  type KeyKind,
  type Proof,
  type Sigstore,
} from '../fakes/sigstore.ts';
import { createWorld, type LogEntry } from '../fakes/sigstore-world.ts';
import { found, foundJson, foundLayer, image, verifierOf } from './found.ts';

const spdx = { predicateType: 'https://spdx.dev/Document', predicate: {}, subjects: [image] };

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

describe('when a key signs', () => {
  it.each<[KeyKind, string]>([
    ['P-256', 'sha256'],
    ['P-384', 'sha256'],
    ['P-384', 'sha384'],
    ['rsa', 'sha256'],
    ['rsa', 'sha512'],
    ['rsa-pss', 'sha256'],
    ['ed25519', ''],
  ])('verifies %s with %s in every form, and no other key', async (kind, hash) => {
    const key = signingKey(kind, hash);
    const verifier = verifierOf([], [keySigner('other', signingKey(kind, hash)), keySigner('key', key)]);
    const documents = [
      found(await sigstore.attest({ ...spdx, by: key })),
      found(await sigstore.sign({ digest: image, by: key })),
      foundLayer(await sigstore.legacySignature({ digest: image, by: key })),
      foundLayer(await sigstore.legacyAttestation({ ...spdx, by: key })),
    ];
    for (const document of documents) {
      expect((await verifier.open(document)).trust).toEqual({
        level: 'signed',
        signers: ['key'],
        identity: { kind: 'key', claims: {} },
      });
    }
    const stranger = await sigstore.attest({ ...spdx, by: signingKey(kind, hash) });
    expect((await verifier.open(found(stranger))).trust).toEqual({
      level: 'untrusted',
      why: 'the signature is of no key that the config names (other, key)',
    });
  });

  it('verifies an envelope that stands alone, and not with one byte changed', async () => {
    const key = signingKey();
    const verifier = verifierOf([], [keySigner('key', key)]);
    const { dsseEnvelope } = JSON.parse((await sigstore.attest({ ...spdx, by: key })).toString());
    expect((await verifier.open(foundJson(dsseEnvelope))).trust).toMatchObject({ level: 'signed' });
    const payload = Buffer.from(dsseEnvelope.payload, 'base64').toString();
    const changed = Buffer.from(payload.replace('"app"', '"apq"')).toString('base64');
    const opened = await verifier.open(foundJson({ ...dsseEnvelope, payload: changed }));
    expect(opened).toMatchObject({ what: 'statement', trust: { level: 'untrusted' } });
  });

  it('needs neither roots nor logs where the signer says that none is wanted', async () => {
    const key = signingKey();
    const verifier = createVerifier(
      { roots: [{ kind: 'sigstore' }], offline: 'refuse', signers: [keySigner('key', key)] },
      { roots: () => Promise.reject(new Error('asked for a root')) },
    );
    const logged = await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v1' });
    expect((await verifier.open(found(logged))).trust).toMatchObject({ level: 'signed', signers: ['key'] });
  });
});

describe('when the signer of a key wants a log', () => {
  it.each<Proof>(['rekor-v1', 'rekor-v2'])('is signed with an entry of %s, at its time', async (proof) => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
    for (const kind of ['P-256', 'P-384', 'ed25519'] as const) {
      const key = signingKey(kind);
      const verifier = verifierOf([sigstore.trustRoot], [keySigner('key', key, 'required')]);
      const opened = await verifier.open(found(await sigstore.attest({ ...spdx, by: key, proof, at })));
      expect(opened.trust).toMatchObject({
        level: 'signed',
        signers: ['key'],
        signedAt: { first: at, last: at },
      });
    }
  });

  it("is signed with cosign's older annotations", async () => {
    const key = signingKey();
    const verifier = verifierOf([sigstore.trustRoot], [keySigner('key', key, 'required')]);
    const layer = await sigstore.legacySignature({ digest: image, by: key, proof: 'rekor-v1' });
    expect((await verifier.open(foundLayer(layer))).trust).toMatchObject({ level: 'signed' });
  });

  it.each<Proof>(['none', 'timestamp'])('is untrusted with %s', async (proof) => {
    const key = signingKey();
    const verifier = verifierOf([sigstore.trustRoot], [keySigner('key', key, 'required')]);
    expect(
      (await verifier.open(found(await sigstore.attest({ ...spdx, by: key, proof })))).trust,
    ).toMatchObject({
      level: 'untrusted',
      identity: { kind: 'key' },
      why: expect.stringContaining('wants a transparency log'),
    });
  });

  it('is untrusted with an entry of another log, and with one of another signature', async () => {
    const key = signingKey();
    const verifier = verifierOf([sigstore.trustRoot], [keySigner('key', key, 'required')]);
    const elsewhere = await createSigstore();
    const foreign = await elsewhere.attest({ ...spdx, by: key, proof: 'rekor-v1' });
    expect((await verifier.open(found(foreign))).trust).toMatchObject({ level: 'untrusted' });
    const one = JSON.parse((await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v1' })).toString());
    const two = JSON.parse((await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v1' })).toString());
    one.verificationMaterial = two.verificationMaterial;
    expect((await verifier.open(foundJson(one))).trust).toMatchObject({ level: 'untrusted' });
  });

  it('is untrusted with an entry that nobody gave a time', async () => {
    const key = signingKey();
    const verifier = verifierOf([sigstore.trustRoot], [keySigner('key', key, 'required')]);
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v2' })).toString());
    bundle.verificationMaterial.timestampVerificationData = {};
    expect((await verifier.open(foundJson(bundle))).trust).toMatchObject({ level: 'untrusted' });
  });

  it.each<[string, LogEntry['spec']]>([
    ['dsse 0.0.1', { payloadHash: { algorithm: 'sha256', value: 'ab'.repeat(32) } }],
    ['hashedrekord 0.0.1', { data: { hash: { algorithm: 'sha256', value: 'ab'.repeat(32) } } }],
    ['hashedrekord 0.0.1', { data: { hash: { algorithm: 'sha512', value: '' } } }],
  ])('is untrusted with an entry (%s) of this signature over other bytes', async (name, spec) => {
    const world = await createWorld();
    const key = signingKey();
    const verifier = verifierOf([world.trustRoot], [keySigner('key', key, 'required')]);
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by: key })).toString());
    const content = bundle.dsseEnvelope.signatures[0].sig;
    const [kind = '', apiVersion = ''] = name.split(' ');
    const signed = kind === 'dsse' ? { signatures: [{ signature: content }] } : { signature: { content } };
    const entry = await world.log({ kind, apiVersion, spec: { ...spec, ...signed } }, new Date());
    bundle.verificationMaterial.tlogEntries = [entry];
    expect((await verifier.open(foundJson(bundle))).trust).toMatchObject({
      level: 'untrusted',
      why: expect.stringMatching(/mismatch/),
    });
  });

  it('counts for the signers of that key that want none', async () => {
    const key = signingKey();
    const signers = [keySigner('strict', key, 'required'), keySigner('lax', key)];
    const verifier = verifierOf([sigstore.trustRoot], signers);
    const unlogged = await verifier.open(found(await sigstore.attest({ ...spdx, by: key })));
    expect(unlogged.trust).toMatchObject({ level: 'signed', signers: ['lax'] });
    const logged = await verifier.open(found(await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v1' })));
    expect(logged.trust).toMatchObject({ level: 'signed', signers: ['strict', 'lax'] });
  });
});

describe('when the config names something that is no public key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey;

  it.each([
    ['nothing', ''],
    ['text', 'ssh-ed25519 AAAA'],
    ['a private key', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['two keys', signingKey().pem + signingKey().pem],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['garbage', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'],
    ['a key for secrets', x25519],
    ['a curve that cosign has not', curve.export({ format: 'pem', type: 'spki' }).toString()],
    ['a short key', publicKey.export({ format: 'pem', type: 'spki' }).toString()],
  ])('refuses %s before anything is opened', (_, pem) => {
    expect(() => verifierOf([], [keySigner('release', { pem })])).toThrow(
      expect.objectContaining({
        kind: 'config',
        code: 'KEY_INVALID',
        message: expect.stringContaining('release'),
      }),
    );
  });

  it('takes the two forms of public keys', () => {
    const long = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    for (const type of ['spki', 'pkcs1'] as const) {
      const pem = long.export({ format: 'pem', type }).toString();
      expect(parsePublicKey(keySigner('key', { pem })).asymmetricKeyType).toBe('rsa');
    }
  });
});
