import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import { bundleFromJSON, ValidationError, type Bundle } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import { toSignedEntity, VerificationError, Verifier, type SignedEntity } from '@sigstore/verify';
import type { Identity } from '../domain/evidence.ts';
import { messageOf } from '../errors.ts';
import { digestOf } from '../image/digest.ts';
import { identityOf } from './certificate.ts';
import { isSignedBy } from './key-signature.ts';
import { signedBytes, type SignedDocument } from './signed-document.ts';
import type { Authority } from './trust-material.ts';

export { loadAuthorities } from './trust-material.ts';

/** What a log or a time stamp proves: the first and the last of the times. */
export type SignedAt = { readonly first: Date; readonly last: Date };

/** `broken`: it cannot be read. `invalid`: it can, and no root of the config stands behind it. */
export type Verdict =
  | { readonly state: 'valid'; readonly identity: Identity; readonly signedAt: SignedAt | undefined }
  | { readonly state: 'unsupported'; readonly why: string }
  | Failure;

type Failure = { readonly state: 'broken' | 'invalid'; readonly why: string };

/** Whether a certificate that one of the roots issued made the signature, in time and witnessed as that root wants it. */
export function verifyCertificate(document: SignedDocument, authorities: readonly Authority[]): Verdict {
  return verifyWith(document, authorities, (bundle, { material, thresholds }) => {
    const entity = entityOf(bundle, document);
    if (entity.key.$case !== 'certificate') throw new TypeError('no certificate');
    refuseLooseCertificate(bundle);
    const identity = identityOf(entity.key.certificate);
    // A key that the config names is never looked up here: certificates and keys do not stand in for each other (hole 4).
    new Verifier({ ...material, publicKey: noKey }, thresholds).verify(entity);
    return identity;
  });
}

/** Whether a log of one of the roots has an entry for this signature by this key, and says when. */
export function verifyLogEntry(
  document: SignedDocument,
  key: KeyObject,
  authorities: readonly Authority[],
): Verdict {
  return verifyWith(document, authorities, (bundle, { material }) => {
    const entity = entityOf(bundle, document);
    if (entity.key.$case !== 'public-key') throw new TypeError('no key');
    const onlyLogs = { ...material, certificateAuthorities: [], ctlogs: [], publicKey: () => always(key) };
    new Verifier(onlyLogs, { tlogThreshold: 1, ctlogThreshold: 0, timestampThreshold: 1 }).verify(entity);
    return { kind: 'key', claims: {} };
  });
}

function verifyWith(
  document: SignedDocument,
  authorities: readonly Authority[],
  verify: (bundle: Bundle, authority: Authority) => Identity,
): Verdict {
  const failures: Failure[] = [];
  for (const authority of authorities) {
    try {
      const bundle = bundleFromJSON(bundleJson(document));
      const old = bundle.verificationMaterial.tlogEntries.find(isOldInToto);
      // cosign wrote such entries before version 2.2; they cannot be checked with what is in them.
      if (old !== undefined)
        return { state: 'unsupported', why: 'its log entry is an intoto of version 0.0.1' };
      const identity = verify(bundle, authority);
      return { state: 'valid', identity, signedAt: timesOf(bundle) };
    } catch (error) {
      failures.push(failureOf(error));
    }
  }
  if (failures.length === 0) return { state: 'invalid', why: 'the config names no trust root' };
  const readable = failures.some(({ state }) => state === 'invalid');
  const reasons = new Set(failures.map(({ why }) => why));
  return { state: readable ? 'invalid' : 'broken', why: [...reasons].join('; ') };
}

function isOldInToto({ kindVersion }: Bundle['verificationMaterial']['tlogEntries'][number]): boolean {
  return kindVersion.kind === 'intoto' && kindVersion.version === '0.0.1';
}

/** Garbage makes the packages throw whatever comes (hole 6): their own error is a verdict, any other means unreadable. */
function failureOf(error: unknown): Failure {
  if (error instanceof VerificationError) return { state: 'invalid', why: messageOf(error) };
  if (error instanceof ValidationError)
    return { state: 'broken', why: `the bundle lacks ${error.fields.join(', ')}` };
  return { state: 'broken', why: messageOf(error) };
}

/**
 * The bundle that is verified is written anew from what was read, so that what is verified and what is used afterwards
 * are the same bytes.
 */
function bundleJson({ content, signature, material }: SignedDocument): unknown {
  const { mediaType, json } = material;
  const sig = signature.toString('base64');
  if (content.kind === 'dsse') {
    const { payload, payloadType } = content;
    const dsseEnvelope = { payloadType, payload: payload.toString('base64'), signatures: [{ sig }] };
    return { mediaType, verificationMaterial: json, dsseEnvelope };
  }
  const digest = Buffer.from(digestOf(content.payload).slice('sha256:'.length), 'hex').toString('base64');
  const messageSignature = { messageDigest: { algorithm: 'SHA2_256', digest }, signature: sig };
  return { mediaType, verificationMaterial: json, messageSignature };
}

/**
 * The packages read certificates leniently: a wrong tag around it all goes unseen. OpenSSL reads them by the letter.
 *
 * @throws Error for one that is not exactly DER
 */
function refuseLooseCertificate({ verificationMaterial: { content } }: Bundle): void {
  const [leaf] =
    content.$case === 'x509CertificateChain'
      ? content.x509CertificateChain.certificates
      : content.$case === 'certificate'
        ? [content.certificate]
        : [];
  if (leaf === undefined || !new X509Certificate(leaf.rawBytes).raw.equals(leaf.rawBytes))
    throw new Error('the certificate is not exactly one in DER');
}

/**
 * What `@sigstore/verify` verifies, with our own look at the signature: its own knows one hash, SHA-256, and neither
 * Ed25519 over a payload nor what else cosign signs with. A log's digest is told from another by its length.
 */
function entityOf(bundle: Bundle, document: SignedDocument): SignedEntity {
  const { content, signature } = document;
  const signed = signedBytes(document);
  return {
    ...toSignedEntity(bundle),
    signature: {
      signature,
      compareSignature: (other) => other.equals(signature),
      compareDigest: (digest) => isDigestOf(content.payload, digest),
      compareSignedDigest: (digest) => isDigestOf(signed, digest),
      verifySignature: (key) => isSignedBy(key, signed, signature),
    },
  };
}

function isDigestOf(bytes: Buffer, digest: Buffer): boolean {
  return ['sha256', 'sha384', 'sha512'].some((hash) =>
    createHash(hash).update(bytes).digest().equals(digest),
  );
}

/**
 * The times that verification has just proven (hole 8): of log entries with a promise of inclusion, which covers the
 * time, and of time stamps. An entry with a proof alone says nothing of its time.
 */
function timesOf({ verificationMaterial }: Bundle): SignedAt | undefined {
  const logged = verificationMaterial.tlogEntries
    .filter((entry) => entry.inclusionPromise !== undefined)
    .map((entry) => Number(entry.integratedTime) * 1000);
  const stamped = (verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? []).map((stamp) =>
    RFC3161Timestamp.parse(Buffer.from(stamp.signedTimestamp)).signingTime.getTime(),
  );
  const times = [...logged, ...stamped].filter((time) => time > 0);
  if (times.length === 0) return undefined;
  return { first: new Date(Math.min(...times)), last: new Date(Math.max(...times)) };
}

function noKey(): never {
  throw new VerificationError({
    code: 'PUBLIC_KEY_ERROR',
    message: 'a key cannot stand in for a certificate',
  });
}

function always(publicKey: KeyObject): { readonly publicKey: KeyObject; validFor(date: Date): boolean } {
  return { publicKey, validFor: () => true };
}
