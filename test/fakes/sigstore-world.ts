import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
// Not the package's index: that loads nock, which replaces Node's HTTP client for everybody.
import { initializeCA, initializeCTLog } from '@sigstore/mock/dist/fulcio/index.js';
import { initializeTLog } from '@sigstore/mock/dist/rekor/index.js';
import { initializeTSA } from '@sigstore/mock/dist/timestamp/index.js';
import type { TrustRoot } from '../../src/domain/signer.ts';
import type { FakeIdentity } from './sigstore-signer.ts';

/** The services of a Sigstore instance. Each answers for the instant that it is asked about. */
export type World = {
  /** DER. A private instance has no log of certificates. */
  certificate(
    publicKey: Buffer,
    identity: FakeIdentity,
    at: Date,
    instance: 'public' | 'private',
  ): Promise<Buffer>;
  /** An entry with promise and proof (Rekor v1), as `tlogEntries` of a bundle has it. */
  log(entry: LogEntry, at: Date): Promise<object>;
  /** An entry with a proof only (Rekor v2). */
  logV2(entry: LogEntry): Promise<object>;
  /** An RFC 3161 response over the signature, in base64. */
  timestamp(signature: Buffer, at: Date): Promise<string>;
  readonly trustRoot: TrustRoot;
  readonly privateTrustRoot: TrustRoot;
};

export type LogEntry = { readonly kind: string; readonly apiVersion: string; readonly spec: object };

type Pair = KeyPairKeyObjectResult;

const rekor = 'https://rekor.example.com';
const arc = '1.3.6.1.4.1.57264.1.';
const day = 24 * 60 * 60 * 1000;

export async function createWorld(): Promise<World> {
  const keys = { ca: pair(), privateCa: pair(), ctlog: pair(), tlog: pair(), tsa: pair() };
  const { ca, privateCa, tsa, ctlog, tlog } = await backdated(async () => ({
    ca: await initializeCA(keys.ca),
    privateCa: await initializeCA(keys.privateCa),
    tsa: await initializeTSA(keys.tsa),
    ctlog: await initializeCTLog(keys.ctlog),
    tlog: await initializeTLog(rekor, keys.tlog),
  }));
  const timestampAuthorities = [authority([tsa.intCertificate, tsa.rootCertificate])];
  return {
    trustRoot: trustRoot('public', {
      tlogs: [log(tlog.publicKey, rekor)],
      ctlogs: [log(ctlog.publicKey, 'https://ctlog.example.com')],
      certificateAuthorities: [authority([ca.rootCertificate])],
      timestampAuthorities,
    }),
    privateTrustRoot: trustRoot('private', {
      tlogs: [],
      ctlogs: [],
      certificateAuthorities: [authority([privateCa.rootCertificate])],
      timestampAuthorities,
    }),
    async certificate(publicKey, { subject, claims }, at, instance) {
      const issuer =
        instance === 'public'
          ? await initializeCA(keys.ca, await initializeCTLog(keys.ctlog, at), at)
          : await initializeCA(keys.privateCa, undefined, at);
      const extensions = Object.entries(claims).map(([number, value]) => ({
        oid: `${arc}${number}`,
        value,
        legacy: Number(number) < 8,
      }));
      const der = await issuer.issueCertificate({
        publicKey: bytes(publicKey),
        subjectAltName: subject,
        extensions,
      });
      return Buffer.from(der.buffer, der.byteOffset, der.byteLength);
    },
    async log(entry, at) {
      const logged = await enter(keys.tlog, entry, at);
      const { inclusionProof, signedEntryTimestamp } = logged.verification;
      return {
        ...entryOf(entry, logged),
        integratedTime: String(logged.integratedTime),
        inclusionPromise: { signedEntryTimestamp },
        inclusionProof: proofOf(inclusionProof),
      };
    },
    async logV2(entry) {
      const logged = await enter(keys.tlog, entry, new Date());
      return {
        ...entryOf(entry, logged),
        integratedTime: '0',
        inclusionProof: proofOf(logged.verification.inclusionProof),
      };
    },
    async timestamp(signature, at) {
      const authority = await initializeTSA(keys.tsa, at);
      const response = await authority.timestamp({
        artifactHash: createHash('sha256').update(signature).digest(),
        hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
        nonce: 1,
        policyOID: '1.3.6.1.4.1.57264.2',
      });
      return base64(response);
    },
  };
}

function pair(): Pair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/**
 * The mock dates its roots to now, and old evidence needs older ones: for the moment of their making, now is 300 days
 * ago. They are good for a year.
 */
async function backdated<Made>(make: () => Promise<Made>): Promise<Made> {
  const RealDate = Date;
  const then = RealDate.now() - 300 * day;
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number]) {
      super(given.length === 0 ? then : given[0]);
    }

    static override now(): number {
      return then;
    }
  } as DateConstructor;
  try {
    return await make();
  } finally {
    globalThis.Date = RealDate;
  }
}

function trustRoot(name: string, content: object): TrustRoot {
  const json = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', ...content };
  return {
    kind: 'file',
    path: `.github/${name}-trusted-root.json`,
    bytes: Buffer.from(JSON.stringify(json)),
  };
}

const validFor = { start: '2020-01-01T00:00:00Z' };

function authority(chain: readonly ArrayBufferView[]): object {
  const certificates = chain.map((der) => ({ rawBytes: base64(der) }));
  return {
    subject: { organization: 'acme', commonName: 'acme' },
    uri: 'https://ca.example.com',
    certChain: { certificates },
    validFor,
  };
}

function log(publicKey: Buffer, baseUrl: string): object {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: base64(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  };
}

/** What Rekor answers; the mock's own type for it is of a package that is not here. */
type Logged = {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly inclusionProof: { readonly rootHash: string; readonly checkpoint: string };
    readonly signedEntryTimestamp: string;
  };
};

async function enter(keys: Pair, entry: LogEntry, at: Date): Promise<Logged> {
  const log = await initializeTLog(rekor, keys, at);
  const answer = (await log.log(entry)) as Readonly<Record<string, Logged>>;
  const [logged] = Object.values(answer);
  if (logged === undefined) throw new Error('the log answered nothing');
  return logged;
}

function entryOf(entry: LogEntry, logged: Logged): object {
  return {
    logIndex: String(logged.logIndex),
    logId: { keyId: Buffer.from(logged.logID, 'hex').toString('base64') },
    kindVersion: { kind: entry.kind, version: entry.apiVersion },
    canonicalizedBody: logged.body,
  };
}

function proofOf(proof: Logged['verification']['inclusionProof']): object {
  return {
    logIndex: '0',
    treeSize: '1',
    rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
    hashes: [],
    checkpoint: { envelope: proof.checkpoint },
  };
}

function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
}
