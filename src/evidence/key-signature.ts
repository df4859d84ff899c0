import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { KeySigner } from '../domain/signer.ts';
import { HoistError, messageOf } from '../errors.ts';
import { isSignedPrehashed } from './ed25519ph.ts';

/** The key of a signer of the config. Throws `KEY_INVALID` for anything but one public key that is fit for signatures. */
export function parsePublicKey(signer: KeySigner): KeyObject {
  // Node would take the public half of a private key, and the key of a certificate; neither is what the config means.
  const blocks = signer.pem.match(/-----BEGIN [^-]*-----/g) ?? [];
  if (blocks.length !== 1 || !/^-----BEGIN (?:RSA )?PUBLIC KEY-----$/.test(blocks[0]))
    throw invalid(signer, 'is not one public key in PEM', 'Give the file that `cosign public-key` writes.');
  let key: KeyObject;
  try {
    key = createPublicKey(signer.pem);
  } catch (error) {
    throw invalid(
      signer,
      `cannot be read: ${messageOf(error)}`,
      'Give the file that `cosign public-key` writes.',
    );
  }
  if (schemesOf(key).length === 0)
    throw invalid(
      signer,
      'is of a kind that cosign does not sign with',
      'Use P-256, P-384, P-521, Ed25519 or RSA.',
    );
  if ((key.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048)
    throw invalid(signer, 'is an RSA key of less than 2048 bits', 'Use a longer key.');
  return key;
}

/**
 * Whether the key made the signature, in any of the schemes that cosign and its key services use with such a key. Not
 * left to the Sigstore packages: they cannot do Ed25519 over a payload (policy.md §3.2, hole 5).
 */
export function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  const signed = schemesOf(key).some(({ hash, ...options }) => {
    try {
      return verify(hash, bytes, { key, ...options }, signature);
    } catch {
      return false;
    }
  });
  return signed || (key.asymmetricKeyType === 'ed25519' && isSignedPrehashed(key, bytes, signature));
}

type Scheme = { readonly hash: string | null; readonly padding?: number; readonly saltLength?: number };

function schemesOf(key: KeyObject): readonly Scheme[] {
  const hashes = ['sha256', 'sha384', 'sha512'];
  const pss = hashes.map((hash) => ({
    hash,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_AUTO,
  }));
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return [{ hash: null }];
    case 'rsa':
      return [...hashes.map((hash) => ({ hash, padding: constants.RSA_PKCS1_PADDING })), ...pss];
    case 'rsa-pss':
      return pss;
    case 'ec':
      return (hashesOfCurve[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? []).map((hash) => ({ hash }));
    default:
      return [];
  }
}

/** cosign signed with SHA-256 whatever the curve, before it took the hash that goes with it. */
const hashesOfCurve: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ['sha256'],
  secp384r1: ['sha384', 'sha256'],
  secp521r1: ['sha512', 'sha256'],
};

function invalid(signer: KeySigner, what: string, hint: string): HoistError {
  return new HoistError('config', 'KEY_INVALID', `the key of the signer ${signer.name} ${what}`, { hint });
}
