import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { TrustRoot } from '../../src/domain/signer.ts';
import { hexOf, type Digest } from '../../src/image/digest.ts';
import type { FakeIdentity, SigningKey } from './sigstore-signer.ts';
import { createWorld, type LogEntry, type World } from './sigstore-world.ts';

export * from './sigstore-signer.ts';

export type Proof =
  /** As on the public instance: an entry with promise and proof. */
  | 'rekor-v1'
  /** As cosign 3 and newer logs do: an entry with a proof, and a time stamp. */
  | 'rekor-v2'
  /** As GitHub signs for private repositories: a time stamp and nothing else. */
  | 'timestamp'
  | 'none';

export type Signing = {
  readonly by: FakeIdentity | SigningKey;
  /** Default: `rekor-v1` for an identity, `none` for a key. */
  readonly proof?: Proof;
  /** When it is signed; default the clock of the instance. At most 300 days ago. */
  readonly at?: Date;
  /** Adds a time stamp of this instant, in the ten minutes for which a certificate is good. */
  readonly stampedAt?: Date;
};

/** A digest, or a whole subject. */
export type FakeSubject =
  | Digest
  | { readonly name?: string; readonly digest: object; readonly annotations?: object };

export type Attestation = Signing & {
  readonly predicateType: string;
  readonly predicate: unknown;
  readonly subjects: readonly FakeSubject[];
};

export type ImageSignature = Signing & {
  readonly digest: Digest;
  readonly annotations?: Readonly<Record<string, string>>;
};

/** A layer of cosign's `.sig` or `.att` tag. */
export type CosignLayer = {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
};

export type Sigstore = {
  /** The roots of the public instance, and of a private one that has no logs: `proof: 'timestamp'` is of that one. */
  readonly trustRoot: TrustRoot;
  readonly privateTrustRoot: TrustRoot;
  /** A Sigstore bundle (version 0.3) with an in-toto statement, as `cosign attest` and `actions/attest` write it. */
  attest(attestation: Attestation): Promise<Buffer>;
  /** The same of cosign's image signature since version 3. */
  sign(signature: ImageSignature): Promise<Buffer>;
  /** A bundle of any payload. */
  bundle(signing: Signing & { readonly payloadType: string; readonly payload: Buffer }): Promise<Buffer>;
  /** A bundle with a signature over bytes that it does not hold. */
  messageBundle(signing: Signing & { readonly message: Buffer }): Promise<Buffer>;
  /** cosign's signature up to version 2. */
  legacySignature(signature: ImageSignature): Promise<CosignLayer>;
  /** cosign's attestation up to version 2. */
  legacyAttestation(attestation: Attestation): Promise<CosignLayer>;
};

export const bundleMediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const inTotoType = 'application/vnd.in-toto+json';

/** A Sigstore instance of its own: authority, logs, time stamps. Nothing of it touches the network. */
export async function createSigstore(options: { readonly clock?: Date } = {}): Promise<Sigstore> {
  const world = await createWorld();
  const clock = wholeSeconds(options.clock ?? new Date());
  const seal = (signing: Signing, content: Content) => sealWith(world, content, { at: clock, ...signing });

  async function bundle(signing: Signing & { payloadType: string; payload: Buffer }): Promise<Buffer> {
    const { payloadType, payload } = signing;
    const sealed = await seal(signing, { kind: 'dsse', payloadType, payload });
    return jsonBytes({
      mediaType: bundleMediaType,
      verificationMaterial: materialOf(sealed),
      dsseEnvelope: envelopeOf(payloadType, payload, sealed),
    });
  }

  return {
    trustRoot: world.trustRoot,
    privateTrustRoot: world.privateTrustRoot,
    bundle,
    attest: (attestation) =>
      bundle({ ...attestation, payloadType: inTotoType, payload: statementOf(attestation) }),
    sign: ({ digest, annotations = {}, ...signing }) =>
      bundle({
        ...signing,
        payloadType: inTotoType,
        payload: statementOf({
          predicateType: 'https://sigstore.dev/cosign/sign/v1',
          predicate: {},
          subjects: [{ digest: digestMap(digest), annotations }],
        }),
      }),
    async messageBundle({ message, ...signing }) {
      const sealed = await seal(signing, { kind: 'message', payload: message });
      return jsonBytes({
        mediaType: bundleMediaType,
        verificationMaterial: materialOf(sealed),
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_256', digest: sha256(message).toString('base64') },
          signature: sealed.signature.toString('base64'),
        },
      });
    },
    async legacySignature({ digest, annotations = {}, ...signing }) {
      const payload = jsonBytes({
        critical: {
          identity: { 'docker-reference': 'registry.example.com/acme/app' },
          image: { 'docker-manifest-digest': digest },
          type: 'cosign container image signature',
        },
        optional: annotations,
      });
      const sealed = await seal(signing, { kind: 'message', payload });
      return {
        bytes: payload,
        mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
        annotations: {
          'dev.cosignproject.cosign/signature': sealed.signature.toString('base64'),
          ...annotationsOf(sealed),
        },
      };
    },
    async legacyAttestation(attestation) {
      const payload = statementOf(attestation);
      const sealed = await seal(attestation, { kind: 'dsse', payloadType: inTotoType, payload });
      return {
        bytes: jsonBytes(envelopeOf(inTotoType, payload, sealed)),
        mediaType: 'application/vnd.dsse.envelope.v1+json',
        annotations: { 'dev.cosignproject.cosign/signature': '', ...annotationsOf(sealed) },
      };
    },
  };
}

/** The payload that {@link Sigstore.attest} signs; by itself it is what BuildKit attaches. */
export function statementOf(
  statement: Pick<Attestation, 'predicateType' | 'predicate' | 'subjects'>,
): Buffer {
  const { predicateType, predicate, subjects } = statement;
  return jsonBytes({
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map((subject) =>
      typeof subject === 'string' ? { name: 'app', digest: digestMap(subject) } : subject,
    ),
    predicateType,
    predicate,
  });
}

type Content =
  | { readonly kind: 'dsse'; readonly payloadType: string; readonly payload: Buffer }
  | { readonly kind: 'message'; readonly payload: Buffer };

/** A signature and everything that proves it, in no format yet. */
type Sealed = {
  readonly signature: Buffer;
  /** DER. */
  readonly certificate: Buffer | undefined;
  readonly tlogEntries: readonly object[];
  readonly timestamps: readonly string[];
};

async function sealWith(
  world: World,
  content: Content,
  signing: Signing & { readonly at: Date },
): Promise<Sealed> {
  const { by, stampedAt } = signing;
  const at = wholeSeconds(signing.at);
  const proof = signing.proof ?? (by.kind === 'key' ? 'none' : 'rekor-v1');
  const signed =
    content.kind === 'dsse' ? preAuthEncoding(content.payloadType, content.payload) : content.payload;
  if (by.kind === 'key')
    return prove(world, {
      content,
      signed,
      proof,
      at,
      stampedAt,
      signature: by.sign(signed),
      verifier: by.pem,
    });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const instance = proof === 'timestamp' ? 'private' : 'public';
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const certificate = await world.certificate(der, by, at, instance);
  const signature = sign('sha256', signed, privateKey);
  return prove(world, {
    content,
    signed,
    proof,
    at,
    stampedAt,
    signature,
    verifier: pemOf(certificate),
    certificate,
  });
}

type ToProve = {
  readonly content: Content;
  readonly signed: Buffer;
  readonly signature: Buffer;
  readonly certificate?: Buffer;
  /** PEM of key or certificate, as log entries hold it. */
  readonly verifier: string;
  readonly proof: Proof;
  readonly at: Date;
  readonly stampedAt: Date | undefined;
};

async function prove(world: World, what: ToProve): Promise<Sealed> {
  const { signature, certificate, proof, at, stampedAt } = what;
  const stamp = stampedAt ?? (proof === 'rekor-v2' || proof === 'timestamp' ? at : undefined);
  return {
    signature,
    certificate,
    tlogEntries: [
      ...(proof === 'rekor-v1' ? [await world.log(entryV1(what), at)] : []),
      ...(proof === 'rekor-v2' ? [await world.logV2(entryV2(what))] : []),
    ],
    timestamps: stamp === undefined ? [] : [await world.timestamp(signature, stamp)],
  };
}

function entryV1({ content, signature, verifier }: ToProve): LogEntry {
  const [sig, pem] = [signature.toString('base64'), Buffer.from(verifier).toString('base64')];
  const hash = { algorithm: 'sha256', value: sha256(content.payload).toString('hex') };
  return content.kind === 'dsse'
    ? {
        kind: 'dsse',
        apiVersion: '0.0.1',
        spec: { payloadHash: hash, signatures: [{ signature: sig, verifier: pem }] },
      }
    : {
        kind: 'hashedrekord',
        apiVersion: '0.0.1',
        spec: { data: { hash }, signature: { content: sig, publicKey: { content: pem } } },
      };
}

function entryV2({ signed, signature }: ToProve): LogEntry {
  const data = { algorithm: 'SHA2_256', digest: sha256(signed).toString('base64') };
  return {
    kind: 'hashedrekord',
    apiVersion: '0.0.2',
    spec: { hashedRekordV002: { data, signature: { content: signature.toString('base64') } } },
  };
}

function materialOf({ certificate, tlogEntries, timestamps }: Sealed): object {
  return {
    ...(certificate === undefined
      ? { publicKey: { hint: 'cosign' } }
      : { certificate: { rawBytes: certificate.toString('base64') } }),
    tlogEntries,
    timestampVerificationData: {
      rfc3161Timestamps: timestamps.map((signedTimestamp) => ({ signedTimestamp })),
    },
  };
}

function envelopeOf(payloadType: string, payload: Buffer, { signature }: Sealed): object {
  return {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: '', sig: signature.toString('base64') }],
  };
}

function annotationsOf({ certificate, tlogEntries, timestamps }: Sealed): Record<string, string> {
  const annotations: Record<string, string> = {};
  if (certificate !== undefined) annotations['dev.sigstore.cosign/certificate'] = pemOf(certificate);
  for (const entry of tlogEntries)
    annotations['dev.sigstore.cosign/bundle'] = JSON.stringify(rekorBundle(entry as TlogEntry));
  for (const SignedRFC3161Timestamp of timestamps)
    annotations['dev.sigstore.cosign/rfc3161timestamp'] = JSON.stringify({ SignedRFC3161Timestamp });
  return annotations;
}

type TlogEntry = {
  readonly logIndex: string;
  readonly logId: { readonly keyId: string };
  readonly integratedTime: string;
  readonly inclusionPromise: { readonly signedEntryTimestamp: string };
  readonly canonicalizedBody: string;
};

function rekorBundle(entry: TlogEntry): object {
  return {
    SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
    Payload: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
    },
  };
}

function preAuthEncoding(payloadType: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
}

function digestMap(digest: Digest): Record<string, string> {
  return { [digest.startsWith('sha512:') ? 'sha512' : 'sha256']: hexOf(digest) };
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function jsonBytes(json: unknown): Buffer {
  return Buffer.from(JSON.stringify(json));
}

/** What logs and certificates can express. */
function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
