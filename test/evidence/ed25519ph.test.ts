import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedPrehashed } from '../../src/evidence/ed25519ph.ts';
import { keySigner } from '../fakes/sigstore-signer.ts';
import { found, verifierOf } from './found.ts';

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const prime = 2n ** 255n - 19n;

/** The vector of RFC 8032 §7.3. */
const vector = {
  secret: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
  message: Buffer.from('abc'),
  signature: Buffer.from(
    '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41' +
      '31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
    'hex',
  ),
};

function publicKeyOf(secret: string): KeyObject {
  const der = Buffer.from(`302e020100300506032b657004220420${secret}`, 'hex');
  return createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

function keyOf(point: Buffer): KeyObject {
  return createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), point]),
    format: 'der',
    type: 'spki',
  });
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return changed;
}

describe('when Ed25519ph is verified', () => {
  const key = publicKeyOf(vector.secret);

  it('takes the vector of the standard', () => {
    expect(isSignedPrehashed(key, vector.message, vector.signature)).toBe(true);
  });

  it('refuses it with any bit of the signature changed, for another message and another key', () => {
    for (let bit = 0; bit < 512; bit += 1) {
      expect(isSignedPrehashed(key, vector.message, flipped(vector.signature, bit)), `bit ${bit}`).toBe(
        false,
      );
    }
    expect(isSignedPrehashed(key, Buffer.from('abd'), vector.signature)).toBe(false);
    expect(
      isSignedPrehashed(generateKeyPairSync('ed25519').publicKey, vector.message, vector.signature),
    ).toBe(false);
  });

  it('refuses another spelling of the same signature', () => {
    const s = BigInt(`0x${Buffer.from(vector.signature.subarray(32)).reverse().toString('hex')}`) + order;
    const spelled = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    const other = Buffer.concat([vector.signature.subarray(0, 32), spelled]);
    expect(isSignedPrehashed(key, vector.message, other)).toBe(false);
  });

  it.each([0, 1, 32, 63, 65, 128])('refuses a signature of %i bytes', (length) => {
    expect(isSignedPrehashed(key, vector.message, Buffer.alloc(length))).toBe(false);
  });

  it('refuses plain Ed25519, which is another scheme', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    expect(isSignedPrehashed(publicKey, vector.message, sign(null, vector.message, privateKey))).toBe(false);
  });

  it('refuses keys that are no point, or not written as they have to be', () => {
    const nothing = Buffer.alloc(64);
    const spelled = Buffer.from((prime + 1n).toString(16).padStart(64, '0'), 'hex').reverse();
    const minusZero = Buffer.from(`01${'00'.repeat(30)}80`, 'hex');
    const noPoint = Buffer.from(`02${'00'.repeat(31)}`, 'hex');
    for (const point of [spelled, minusZero, noPoint]) {
      expect(isSignedPrehashed(keyOf(point), vector.message, nothing)).toBe(false);
    }
  });
});

describe('when cosign signs with an Ed25519 key', () => {
  /** Written by cosign 3.1.3: `cosign sign --key … --new-bundle-format=false -a stage=qa`. */
  const real = {
    pem: '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAyFcVWYjRJFbP5y0jiiyfdZSK5h3UjDugzQt+XGFYcw8=\n-----END PUBLIC KEY-----\n',
    payload:
      '{"critical":{"identity":{"docker-reference":"127.0.0.1:5987/acme/app"},"image":{"docker-manifest-digest":"sha256:237751b92a0f7669f719ea64cc6483e02cbb55f2e3681459177fd18732bec0db"},"type":"cosign container image signature"},"optional":{"stage":"qa"}}',
    signature: 'VNAHyYf7V21Us/NO1bkdhcq1Ixk3fHkzVRkw4k5W0aocELLUoYqbB4Naoa2BZlB12O+15g/FK/Rwb4A5VY5ICQ==',
  };
  const open = (payload: string) =>
    verifierOf([], [keySigner('ed', real)]).open(
      found(Buffer.from(payload), { annotations: { 'dev.cosignproject.cosign/signature': real.signature } }),
    );

  it('is accepted, and not with one byte changed', async () => {
    expect(await open(real.payload)).toMatchObject({
      what: 'signature',
      digest: 'sha256:237751b92a0f7669f719ea64cc6483e02cbb55f2e3681459177fd18732bec0db',
      annotations: { stage: 'qa' },
      trust: { level: 'signed', signers: ['ed'] },
    });
    expect((await open(real.payload.replace('qa', 'qb'))).trust.level).toBe('untrusted');
  });
});
