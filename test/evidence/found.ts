import type { FoundDocument } from '../../src/evidence/document.ts';
import { createVerifier, type Verifier } from '../../src/evidence/verify.ts';
import type { Signer, TrustRoot, TrustSettings } from '../../src/domain/signer.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { CosignLayer } from '../fakes/sigstore.ts';

/** The image that everything here is about. */
export const image = digestOf(Buffer.from('an image'));

/** A document as discovery hands it over. */
export function found(bytes: Uint8Array, more: Partial<FoundDocument> = {}): FoundDocument {
  return {
    place: 'referrers',
    about: image,
    bytes,
    digest: digestOf(bytes),
    mediaType: 'application/octet-stream',
    annotations: {},
    ...more,
  };
}

export function foundJson(json: unknown, more: Partial<FoundDocument> = {}): FoundDocument {
  return found(Buffer.from(JSON.stringify(json)), more);
}

export function foundLayer({ bytes, mediaType, annotations }: CosignLayer): FoundDocument {
  return found(bytes, { place: 'cosign-tag', mediaType, annotations });
}

/** A verifier whose roots are files. Asking for a published one fails the test. */
export function verifierOf(
  roots: readonly TrustRoot[],
  signers: readonly Signer[],
  offline: TrustSettings['offline'] = 'refuse',
): Verifier {
  return createVerifier(
    { roots, signers, offline },
    { roots: (kind) => Promise.reject(new Error(`nobody should ask for the root of ${kind}`)) },
  );
}
