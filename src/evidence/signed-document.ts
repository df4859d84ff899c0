import { bundleType } from '../domain/statement.ts';
import { isJsonObject, type JsonObject } from '../image/strict-json.ts';
import { cosignMaterial, signatureOf } from './cosign.ts';
import { isNothing, nothing, type Nothing } from './statement.ts';
import { checkMaterial, type VerificationMaterial } from './verification-material.ts';

/** Everything that carries one signature, in one form: a Sigstore bundle, a DSSE envelope, cosign's older layers. */
export type SignedDocument = {
  readonly content:
    | { readonly kind: 'dsse'; readonly payloadType: string; readonly payload: Buffer }
    /** cosign's older payload, signed as it is. */
    | { readonly kind: 'simplesigning'; readonly payload: Buffer; readonly json: JsonObject }
    /** A message signature over the manifest itself. */
    | { readonly kind: 'manifest'; readonly payload: Buffer };
  readonly signature: Buffer;
  readonly material: VerificationMaterial;
};

const bundleTypes: ReadonlySet<unknown> = new Set([
  'application/vnd.dev.sigstore.bundle+json;version=0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  bundleType,
]);

const title = 'Sigstore bundle';

/**
 * @param manifest the bytes that a message signature is over: the bundle does not hold them
 */
export function fromBundle(json: JsonObject, manifest: Uint8Array | undefined): SignedDocument | Nothing {
  const { mediaType, verificationMaterial, dsseEnvelope, messageSignature } = json;
  if (typeof mediaType !== 'string') return nothing('UNPARSABLE', 'the bundle has no mediaType', title);
  if (!bundleTypes.has(mediaType))
    return nothing('UNSUPPORTED', `bundles of the type ${mediaType.slice(0, 100)} are not known`, title);
  if (!isJsonObject(verificationMaterial))
    return nothing('UNPARSABLE', 'the bundle has no verificationMaterial', title);
  const keys = ['certificate', 'x509CertificateChain', 'publicKey'].filter(
    (name) => name in verificationMaterial,
  );
  if (keys.length !== 1)
    return nothing('UNPARSABLE', 'the bundle does not name one certificate or one key', title);
  if ((dsseEnvelope === undefined) === (messageSignature === undefined))
    return nothing('UNPARSABLE', 'the bundle does not hold one signature', title);
  const material = checkMaterial({
    mediaType,
    certified: keys[0] !== 'publicKey',
    json: verificationMaterial,
  });
  if (isNothing(material)) return material;
  return dsseEnvelope === undefined
    ? fromMessage(messageSignature, manifest, material)
    : fromEnvelope(dsseEnvelope, material);
}

/** A DSSE envelope by itself: cosign's older attestation, with certificate and log entry in annotations if at all. */
export function fromDsse(
  json: JsonObject,
  annotations: Readonly<Record<string, string>>,
): SignedDocument | Nothing {
  const material = cosignMaterial(annotations);
  if (isNothing(material)) return material;
  const sized = checkMaterial(material);
  return isNothing(sized) ? sized : fromEnvelope(json, sized);
}

/** cosign's older signature: the layer is what is signed, the annotations are the signature. */
export function fromLayer(
  bytes: Uint8Array,
  json: JsonObject,
  annotations: Readonly<Record<string, string>>,
): SignedDocument | Nothing {
  const signature = decode(signatureOf(annotations));
  if (signature === undefined)
    return nothing('UNPARSABLE', 'the signature of the payload is missing', 'cosign signature');
  const material = cosignMaterial(annotations);
  if (isNothing(material)) return material;
  const sized = checkMaterial(material);
  return isNothing(sized)
    ? sized
    : { content: { kind: 'simplesigning', payload: Buffer.from(bytes), json }, signature, material: sized };
}

/** What the signature is over: the payload, or DSSE's pre-authentication encoding of it. */
export function signedBytes({ content }: SignedDocument): Buffer {
  if (content.kind !== 'dsse') return content.payload;
  return preAuthEncoding(content.payloadType, content.payload);
}

/** DSSE's pre-authentication encoding. */
export function preAuthEncoding(payloadType: string, payload: Buffer): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

function fromEnvelope(json: unknown, material: VerificationMaterial): SignedDocument | Nothing {
  const what = 'DSSE envelope';
  if (!isJsonObject(json)) return nothing('UNPARSABLE', 'the envelope is not an object', what);
  const { payloadType, signatures } = json;
  const payload = decode(json['payload']);
  if (typeof payloadType !== 'string' || payload === undefined || !Array.isArray(signatures))
    return nothing('UNPARSABLE', 'the envelope has no payload', what);
  // One signature per envelope: with several it would have to be said which of them counted (hole 9).
  const [only] = signatures;
  if (signatures.length !== 1 || !isJsonObject(only))
    return nothing('UNPARSABLE', `the envelope has ${signatures.length} signatures, not one`, what);
  const signature = decode(only['sig']);
  if (signature === undefined) return nothing('UNPARSABLE', 'the envelope has no signature', what);
  return { content: { kind: 'dsse', payloadType, payload }, signature, material };
}

function fromMessage(
  json: unknown,
  manifest: Uint8Array | undefined,
  material: VerificationMaterial,
): SignedDocument | Nothing {
  const signature = isJsonObject(json) ? decode(json['signature']) : undefined;
  if (signature === undefined) return nothing('UNPARSABLE', 'the bundle has no signature', title);
  if (manifest === undefined)
    return nothing(
      'UNSUPPORTED',
      'the bundle signs bytes that are not in it, and the manifest is not at hand',
      title,
    );
  return { content: { kind: 'manifest', payload: Buffer.from(manifest) }, signature, material };
}

/** Base64 in either alphabet, as Sigstore's own readers take it; what is verified is what comes out. Never empty. */
function decode(text: unknown): Buffer | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 0 ? undefined : bytes;
}
