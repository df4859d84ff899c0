import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { offerSigner } from '../../src/evidence/sign.ts';
import { keySigner } from '../../src/evidence/sign-key.ts';
import { endpointsFor } from '../../src/evidence/sign-keyless.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import { digestOf } from '../../src/image/digest.ts';
import { statementOf } from '../fakes/sigstore.ts';
import { refused } from '../domain/refused.ts';

const digest = digestOf(Buffer.from('image'));
const statement = statementOf({ predicateType: 'https://example.com/x', predicate: {}, subjects: [digest] });

function privatePem(kind: 'ec' | 'ed25519' | 'p384'): string {
  const { privateKey } =
    kind === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: kind === 'ec' ? 'P-256' : 'P-384' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('when a statement is signed with a key', () => {
  it.each(['ec', 'ed25519'] as const)('its public half verifies the bundle (%s)', async (kind) => {
    const signer = keySigner(privatePem(kind), 'KEY');
    const bytes = await signer.sign(statement);
    const { publicKey: pem = '' } = signer;
    const keys = { kind: 'key', name: 'ours', pem, transparencyLog: 'none' } as const;
    const verifier = createVerifier(
      { roots: [], offline: 'refuse', signers: [keys] },
      { roots: () => Promise.reject(new Error('no root is needed')) },
    );
    const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const found = { place: 'referrers', bytes, digest: digestOf(bytes), mediaType, annotations: {} } as const;
    expect(await verifier.open(found)).toMatchObject({
      what: 'statement',
      trust: { level: 'signed', signers: ['ours'] },
    });
  });

  it('a key that is none, of another curve or encrypted is refused without being shown', () => {
    for (const pem of [
      'hunter2 text',
      privatePem('p384'),
      '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nhunter2',
    ]) {
      const error = refused(() => keySigner(pem, 'KEY'));
      expect([error.code, error.kind]).toEqual(['SIGNING_KEY_INVALID', 'config']);
      expect(JSON.stringify([error.message, error.hint])).not.toContain('hunter2');
    }
  });
});

describe('when it is asked who signs', () => {
  const job = { inActions: true, server: 'https://github.com' };

  it('without permission and without key, nobody does, and the permission is named', () => {
    expect(offerSigner(job)).toMatchObject({
      state: 'unable',
      hint: expect.stringContaining('id-token: write'),
    });
    expect(offerSigner({ ...job, key: { variable: 'KEY', pem: undefined } })).toMatchObject({
      state: 'unable',
      why: expect.stringContaining('KEY'),
    });
  });

  it.each([
    ['public', 'https://github.com', 'https://fulcio.sigstore.dev'],
    ['private', 'https://github.com', 'https://fulcio.githubapp.com'],
    ['private', 'https://acme.ghe.com', 'https://fulcio.acme.ghe.com'],
  ])('a %s repository on %s signs at %s', (visibility, server, fulcio) => {
    const claims = Buffer.from(JSON.stringify({ repository_visibility: visibility })).toString('base64url');
    expect(endpointsFor(`h.${claims}.s`, server).fulcio).toBe(fulcio);
  });
});
