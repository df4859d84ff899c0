import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedBy, parsePublicKey } from '../../src/evidence/key-signature.ts';
import { keySigner } from '../fakes/sigstore.ts';

const bytes = Buffer.from('what is signed');
const other = Buffer.from('what is not');

describe('when a key is asked whether it made a signature', () => {
  it('of a kind that is bound to one hash, it says so, and no other hash counts', () => {
    const hash = 'sha512';
    const { privateKey, publicKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: hash,
      mgf1HashAlgorithm: hash,
    });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const key = parsePublicKey(keySigner('key', { pem }));
    const signature = sign(hash, bytes, privateKey);
    expect(isSignedBy(key, bytes, signature)).toBe(true);
    // With the hashes that it refuses, the verification throws: that is no signature.
    expect(isSignedBy(key, other, signature)).toBe(false);
    expect(isSignedBy(key, bytes, Buffer.alloc(signature.length))).toBe(false);
    expect(isSignedBy(key, bytes, Buffer.alloc(0))).toBe(false);
  });

  it.each([
    ['P-256', 'sha256', true],
    ['P-256', 'sha384', false],
    ['P-384', 'sha384', true],
    ['P-384', 'sha256', true],
    ['P-384', 'sha512', false],
    ['P-521', 'sha512', true],
    ['P-521', 'sha256', true],
    ['P-521', 'sha384', false],
  ])('on %s with %s: %s', (namedCurve, hash, expected) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const key = parsePublicKey(keySigner('key', { pem }));
    const signature = sign(hash, bytes, privateKey);
    expect(isSignedBy(key, bytes, signature)).toBe(expected);
    expect(isSignedBy(key, other, signature)).toBe(false);
    for (const garbage of [Buffer.alloc(0), Buffer.from('garbage'), signature.subarray(1)])
      expect(isSignedBy(key, bytes, garbage)).toBe(false);
  });
});
