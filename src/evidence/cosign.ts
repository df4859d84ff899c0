import { messageOf } from '../errors.ts';
import { isJsonObject, parseStrictJson, type JsonObject } from '../image/strict-json.ts';
import { clip, isNothing, nothing, stringsOf, type Content, type Nothing } from './statement.ts';
import type { VerificationMaterial } from './verification-material.ts';

type Annotations = Readonly<Record<string, string>>;

/** Where cosign puts what belongs to a signature, up to version 2 and on request later (policy.md §1.3). */
const annotation = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  bundle: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;

const payloadType = 'cosign container image signature';
const title = 'cosign signature';

export function signatureOf(annotations: Annotations): string | undefined {
  return read(annotations, 'signature');
}

/**
 * cosign's annotations as the verification material of a bundle of version 0.1, the one that asks for a promise of
 * inclusion and no proof. `…/chain` is not read: the roots of the config decide who may issue certificates.
 */
export function cosignMaterial(annotations: Annotations): VerificationMaterial | Nothing {
  const pem = read(annotations, 'certificate');
  const certificate = pem === undefined ? undefined : derOf(pem);
  if (pem !== undefined && certificate === undefined)
    return nothing('UNPARSABLE', 'the certificate of the signature is not PEM', title);
  const tlogEntries = logEntries(annotations);
  if (isNothing(tlogEntries)) return tlogEntries;
  const rfc3161Timestamps = timestamps(annotations);
  if (isNothing(rfc3161Timestamps)) return rfc3161Timestamps;
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    certified: certificate !== undefined,
    json: {
      ...(certificate === undefined
        ? { publicKey: { hint: '' } }
        : { x509CertificateChain: { certificates: [{ rawBytes: certificate }] } }),
      tlogEntries,
      timestampVerificationData: { rfc3161Timestamps },
    },
  };
}

/** What cosign's older payload says that it signs. `docker-reference` is ignored, so that signatures survive a promotion. */
export function openSimpleSigning(json: JsonObject): Content {
  const { critical, optional } = json;
  if (!isJsonObject(critical)) return nothing('UNPARSABLE', 'the payload is not one of cosign', title);
  if (critical['type'] !== payloadType)
    return nothing('UNSUPPORTED', `the payload is a ${clip(String(critical['type']))}`, title);
  const { image } = critical;
  // Exactly in lower case: Go would take any case, and two spellings would be two digests.
  const digest = isJsonObject(image) ? image['docker-manifest-digest'] : undefined;
  if (typeof digest !== 'string') return nothing('UNPARSABLE', 'the payload names no digest', title);
  return { what: 'signature', digest, annotations: isJsonObject(optional) ? stringsOf(optional) : {} };
}

/** The first certificate of the PEM, as base64 of its DER. */
function derOf(pem: string): string | undefined {
  const [, body] = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem) ?? [];
  return body?.replace(/\s+/g, '');
}

function logEntries(annotations: Annotations): readonly JsonObject[] | Nothing {
  const read = parsed(annotations, 'bundle');
  if (isNothing(read)) return read;
  const { json } = read;
  if (json === undefined) return [];
  const payload = isJsonObject(json['Payload']) ? json['Payload'] : {};
  const { body, integratedTime, logIndex, logID } = payload;
  const promise = json['SignedEntryTimestamp'];
  const kind = typeof body === 'string' ? kindOf(body) : undefined;
  if (
    kind === undefined ||
    typeof promise !== 'string' ||
    typeof logID !== 'string' ||
    !Number.isSafeInteger(integratedTime) ||
    !Number.isSafeInteger(logIndex)
  )
    return nothing('UNPARSABLE', "the log entry in cosign's annotation is not complete", title);
  return [
    {
      logIndex: String(logIndex),
      logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
      kindVersion: kind,
      integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp: promise },
      canonicalizedBody: body,
    },
  ];
}

/** Out of the entry itself, which the promise covers. */
function kindOf(body: string): { readonly kind: string; readonly version: string } | undefined {
  try {
    const entry = parseStrictJson(Buffer.from(body, 'base64'), 'the log entry');
    const { kind, apiVersion } = isJsonObject(entry) ? entry : {};
    return typeof kind === 'string' && typeof apiVersion === 'string'
      ? { kind, version: apiVersion }
      : undefined;
  } catch {
    return undefined;
  }
}

function timestamps(annotations: Annotations): readonly JsonObject[] | Nothing {
  const read = parsed(annotations, 'timestamp');
  if (isNothing(read)) return read;
  const { json } = read;
  if (json === undefined) return [];
  const signedTimestamp = json['SignedRFC3161Timestamp'];
  return typeof signedTimestamp === 'string'
    ? [{ signedTimestamp }]
    : nothing('UNPARSABLE', "the time stamp in cosign's annotation is not complete", title);
}

function parsed(
  annotations: Annotations,
  name: keyof typeof annotation,
): { readonly json: JsonObject | undefined } | Nothing {
  const text = read(annotations, name);
  if (text === undefined) return { json: undefined };
  try {
    const json = parseStrictJson(Buffer.from(text), `the annotation ${annotation[name]}`);
    if (isJsonObject(json)) return { json };
    return nothing('UNPARSABLE', `the annotation ${annotation[name]} is not what cosign writes`, title);
  } catch (error) {
    return nothing('UNPARSABLE', messageOf(error), title);
  }
}

/** cosign writes some of them empty. */
function read(annotations: Annotations, name: keyof typeof annotation): string | undefined {
  const key = annotation[name];
  const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  return value === '' ? undefined : value;
}
