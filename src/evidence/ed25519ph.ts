import type { KeyObject } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';

/**
 * Whether the signature is one of Ed25519ph (RFC 8032 §5.1), with an empty context: what cosign makes with Ed25519 keys, its
 * older versions made plain ones. Node cannot verify them.
 */
export function isSignedPrehashed(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const point = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  try {
    // ZIP 215 takes more spellings of a point than the RFC.
    return ed25519ph.verify(signature, message, point, { zip215: false });
  } catch {
    return false;
  }
}
