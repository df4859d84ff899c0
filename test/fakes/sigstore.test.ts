import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier, type VerifierOptions } from '@sigstore/verify';
import type { TrustRoot } from '../../src/domain/signer.ts';
import { digestOf } from '../../src/image/digest.ts';
import { createSigstore, githubIdentity, signingKey, type Sigstore } from './sigstore.ts';

const image = digestOf(Buffer.from('an image'));
const statement = { predicateType: 'https://example.com/p', predicate: { a: 1 }, subjects: [image] };
const publicInstance = { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 };
const privateInstance = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 };

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

function verify(bundle: Buffer, root: TrustRoot, thresholds: VerifierOptions, artifact?: Buffer) {
  if (root.kind !== 'file') throw new Error('not a file');
  const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(Buffer.from(root.bytes).toString())));
  const entity = toSignedEntity(bundleFromJSON(JSON.parse(bundle.toString())), artifact);
  return new Verifier(material, thresholds).verify(entity).identity;
}

describe('when the fake signs', () => {
  it.each(['rekor-v1', 'rekor-v2'] as const)(
    'makes what verifies against its root with %s',
    async (proof) => {
      const by = githubIdentity({ environment: 'production' });
      const bundle = await sigstore.attest({ ...statement, by, proof });
      expect(verify(bundle, sigstore.trustRoot, publicInstance)).toMatchObject({
        subjectAlternativeName: by.subject,
        extensions: { issuer: 'https://token.actions.githubusercontent.com' },
      });
    },
  );

  it('makes what verifies against the private root only with a time stamp alone', async () => {
    const bundle = await sigstore.attest({ ...statement, by: githubIdentity(), proof: 'timestamp' });
    expect(verify(bundle, sigstore.privateTrustRoot, privateInstance)).toBeDefined();
    expect(() => verify(bundle, sigstore.trustRoot, privateInstance)).toThrow('certificate chain');
  });

  it('signs at the time that it is told, up to 300 days back', async () => {
    const at = new Date(Date.now() - 200 * 24 * 3600 * 1000);
    const bundle = await sigstore.attest({ ...statement, by: githubIdentity(), at });
    expect(verify(bundle, sigstore.trustRoot, publicInstance)).toBeDefined();
    const time = JSON.parse(bundle.toString()).verificationMaterial.tlogEntries[0].integratedTime;
    expect(Number(time)).toBe(Math.floor(at.getTime() / 1000));
  });

  it('keeps the clock of the world as it was', async () => {
    const before = Date.now();
    await createSigstore();
    expect(Date.now()).toBeGreaterThanOrEqual(before);
    expect(new Date().getTime()).toBeGreaterThanOrEqual(before);
  });

  it('two of them do not trust each other', async () => {
    const other = await createSigstore();
    const bundle = await other.attest({ ...statement, by: githubIdentity() });
    expect(() => verify(bundle, sigstore.trustRoot, publicInstance)).toThrow(/certificate|inclusion/);
  });

  it('signs a message that the bundle does not hold', async () => {
    const message = Buffer.from('{"schemaVersion":2}');
    const bundle = await sigstore.messageBundle({ message, by: githubIdentity() });
    expect(verify(bundle, sigstore.trustRoot, publicInstance, message)).toBeDefined();
    expect(() => verify(bundle, sigstore.trustRoot, publicInstance, Buffer.from('{}'))).toThrow('signature');
  });

  it("writes cosign's annotations for what it was asked to prove", async () => {
    const keyless = await sigstore.legacySignature({ digest: image, by: githubIdentity() });
    expect(Object.keys(keyless.annotations)).toEqual([
      'dev.cosignproject.cosign/signature',
      'dev.sigstore.cosign/certificate',
      'dev.sigstore.cosign/bundle',
    ]);
    const byKey = await sigstore.legacySignature({ digest: image, by: signingKey() });
    expect(Object.keys(byKey.annotations)).toEqual(['dev.cosignproject.cosign/signature']);
    const stamped = await sigstore.legacyAttestation({
      ...statement,
      by: githubIdentity(),
      proof: 'timestamp',
    });
    expect(Object.keys(stamped.annotations)).toContain('dev.sigstore.cosign/rfc3161timestamp');
  });
});
