import { beforeAll, describe, expect, it } from 'vitest';
import { inTotoType } from '../../src/evidence/statement.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import { digestOf, hexOf } from '../../src/image/digest.ts';
import {
  createSigstore,
  githubIdentity,
  githubSigner,
  keySigner,
  signingKey,
  statementOf,
  type Proof,
  type Sigstore,
} from '../fakes/sigstore.ts';
import { found, foundJson, foundLayer, image, verifierOf } from './found.ts';

const spdx = {
  predicateType: 'https://spdx.dev/Document',
  predicate: { spdxVersion: 'SPDX-2.3' },
  subjects: [image],
};
const ci = githubSigner();
const by = githubIdentity();

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore({ clock: new Date(Math.floor(Date.now() / 1000) * 1000) });
});

/** The verifier of the public instance and one signer, which is what most cases need. */
function open(document: Parameters<ReturnType<typeof verifierOf>['open']>[0], signers = [ci]) {
  return verifierOf([sigstore.trustRoot], signers).open(document);
}

describe('when a bundle is signed by a workflow that the config names', () => {
  it.each<Proof>(['rekor-v1', 'rekor-v2'])('is signed, with claims and time, proven by %s', async (proof) => {
    const now = new Date(Math.floor(Date.now() / 1000) * 1000 - 3600_000);
    const opened = await open(found(await sigstore.attest({ ...spdx, by, proof, at: now })));
    expect(opened).toMatchObject({
      what: 'statement',
      statement: {
        predicateType: spdx.predicateType,
        predicate: spdx.predicate,
        subjects: [{ name: 'app', digest: { sha256: hexOf(image) } }],
      },
      trust: {
        level: 'signed',
        signers: ['ci'],
        identity: { kind: 'certificate', issuer: ci.issuer, subject: by.subject, claims: by.claims },
        signedAt: { first: now, last: now },
      },
    });
  });

  it('is signed by every signer that it satisfies, and by no other', async () => {
    const document = found(await sigstore.attest({ ...spdx, by }));
    const identity = { kind: 'identity', name: 'release', issuer: ci.issuer, subject: by.subject } as const;
    const opened = await verifierOf(
      [sigstore.trustRoot],
      [ci, githubSigner('other', { repository: 'acme/other' }), identity, keySigner('key', signingKey())],
    ).open(document);
    expect(opened.trust).toMatchObject({ level: 'signed', signers: ['ci', 'release'] });
  });

  it('is signed in the private instance with a time stamp and no log', async () => {
    const document = found(await sigstore.attest({ ...spdx, by, proof: 'timestamp' }));
    const opened = await verifierOf([sigstore.privateTrustRoot], [ci]).open(document);
    expect(opened.trust).toMatchObject({ level: 'signed', signers: ['ci'] });
    expect(opened.trust).toHaveProperty('signedAt.first');
  });

  it('is signed whichever of the roots issued the certificate', async () => {
    const verifier = verifierOf([sigstore.trustRoot, sigstore.privateTrustRoot], [ci]);
    for (const proof of ['rekor-v1', 'rekor-v2', 'timestamp'] as const) {
      const opened = await verifier.open(found(await sigstore.attest({ ...spdx, by, proof })));
      expect(opened.trust).toMatchObject({ level: 'signed' });
    }
  });

  it("reads cosign's image signature as a signature of the subject that was asked about", async () => {
    const other = digestOf(Buffer.from('another'));
    const annotations = { stage: 'qa' };
    expect(await open(found(await sigstore.sign({ digest: image, annotations, by })))).toMatchObject({
      what: 'signature',
      digest: image,
      annotations,
      trust: { level: 'signed' },
    });
    const signed = await sigstore.attest({
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
      subjects: [other, { digest: { sha256: hexOf(image) }, annotations }],
      by,
    });
    expect(await open(found(signed))).toMatchObject({ what: 'signature', digest: image, annotations });
    expect(await open(found(signed, { about: digestOf(Buffer.from('third')) }))).toMatchObject({
      what: 'signature',
      digest: other,
      annotations: {},
    });
  });

  it('reads a signature over the manifest itself where the manifest is at hand', async () => {
    const manifest = Buffer.from('{"schemaVersion":2}');
    const bundle = await sigstore.messageBundle({ message: manifest, by });
    const about = digestOf(manifest);
    expect(await open(found(bundle, { about, subjectBytes: manifest }))).toMatchObject({
      what: 'signature',
      digest: about,
      trust: { level: 'signed' },
    });
    expect(await open(found(bundle, { about, subjectBytes: Buffer.from('{}') }))).toMatchObject({
      trust: { level: 'untrusted' },
    });
    expect(await open(found(bundle, { about }))).toMatchObject({ what: 'nothing', code: 'UNSUPPORTED' });
  });

  it('takes a manifest for what it is, also one that looks like a payload of cosign', async () => {
    const layer = await sigstore.legacySignature({ digest: image, by });
    const bundle = await sigstore.messageBundle({ message: layer.bytes, by });
    const opened = await open(found(bundle, { about: digestOf(layer.bytes), subjectBytes: layer.bytes }));
    expect(opened).toMatchObject({ what: 'signature', digest: digestOf(layer.bytes), annotations: {} });
  });
});

describe("when the signature is of cosign's older kind", () => {
  it.each<Proof>(['rekor-v1', 'timestamp'])(
    'opens signatures and attestations proven by %s',
    async (proof) => {
      const roots = [proof === 'timestamp' ? sigstore.privateTrustRoot : sigstore.trustRoot];
      const verifier = verifierOf(roots, [ci]);
      const time = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
      const annotations = { stage: 'qa' };
      const signature = await sigstore.legacySignature({ digest: image, annotations, by, proof, at: time });
      expect(await verifier.open(foundLayer(signature))).toMatchObject({
        what: 'signature',
        digest: image,
        annotations,
        trust: { level: 'signed', signers: ['ci'], signedAt: { first: time, last: time } },
      });
      const attestation = await sigstore.legacyAttestation({ ...spdx, by, proof });
      expect(await verifier.open(foundLayer(attestation))).toMatchObject({
        what: 'statement',
        statement: { predicateType: spdx.predicateType },
        trust: { level: 'signed', signers: ['ci'] },
      });
    },
  );

  it('is untrusted when the payload, the signature, the certificate or the log entry is of another', async () => {
    const one = await sigstore.legacySignature({ digest: image, by });
    const two = await sigstore.legacySignature({ digest: digestOf(Buffer.from('x')), by });
    const mixed = [
      { ...one, bytes: two.bytes },
      ...Object.keys(one.annotations).map((name) => ({
        ...one,
        annotations: { ...one.annotations, [name]: two.annotations[name] ?? '' },
      })),
    ];
    expect(mixed).toHaveLength(4);
    for (const layer of mixed) {
      expect((await open(foundLayer(layer))).trust).toMatchObject({ level: 'untrusted' });
    }
  });

  it('says that a log entry of the oldest kind is not supported', async () => {
    const layer = await sigstore.legacyAttestation({ ...spdx, by });
    const key = 'dev.sigstore.cosign/bundle';
    const rekor = JSON.parse(layer.annotations[key] ?? '');
    const entry = { kind: 'intoto', apiVersion: '0.0.1', spec: {} };
    rekor.Payload.body = Buffer.from(JSON.stringify(entry)).toString('base64');
    const annotations = { ...layer.annotations, [key]: JSON.stringify(rekor) };
    expect(await open(foundLayer({ ...layer, annotations }))).toMatchObject({
      what: 'nothing',
      code: 'UNSUPPORTED',
      message: expect.stringContaining('0.0.1'),
    });
  });

  it.each([
    ['without its signature', { 'dev.cosignproject.cosign/signature': '' }],
    ['with a certificate that is no PEM', { 'dev.sigstore.cosign/certificate': 'MIIB' }],
    ['with a certificate that is none', { 'dev.sigstore.cosign/certificate': pemOf('AAAA') }],
    ['with a log entry that is no JSON', { 'dev.sigstore.cosign/bundle': '{' }],
    ['with a log entry that is a list', { 'dev.sigstore.cosign/bundle': '[]' }],
    ['with a log entry that is half', { 'dev.sigstore.cosign/bundle': '{"Payload":{"body":"e30="}}' }],
    [
      'with a log entry that says things twice',
      { 'dev.sigstore.cosign/bundle': '{"Payload":{},"Payload":{}}' },
    ],
    ['with a time stamp that is none', { 'dev.sigstore.cosign/rfc3161timestamp': '{}' }],
    [
      'with a time stamp of garbage',
      { 'dev.sigstore.cosign/rfc3161timestamp': '{"SignedRFC3161Timestamp":"AAAA"}' },
    ],
  ])('is unparsable %s', async (_, annotations) => {
    const layer = await sigstore.legacySignature({ digest: image, by });
    const opened = await open(
      foundLayer({ ...layer, annotations: { ...layer.annotations, ...annotations } }),
    );
    expect(opened).toMatchObject({ what: 'nothing', code: 'UNPARSABLE', trust: { level: 'untrusted' } });
  });

  it('reads the digest in exactly the spelling that cosign writes, and only its own kind of payload', async () => {
    const key = signingKey();
    const verifier = verifierOf([], [keySigner('key', key)]);
    const openPayload = (payload: object) => {
      const bytes = Buffer.from(JSON.stringify(payload));
      const annotations = { 'dev.cosignproject.cosign/signature': key.sign(bytes).toString('base64') };
      return verifier.open(found(bytes, { annotations }));
    };
    const type = 'cosign container image signature';
    expect(
      await openPayload({ critical: { type, image: { 'docker-manifest-digest': image } } }),
    ).toMatchObject({
      what: 'signature',
      digest: image,
      annotations: {},
    });
    expect(
      await openPayload({ critical: { type, image: { 'Docker-manifest-digest': image } } }),
    ).toMatchObject({
      what: 'nothing',
      code: 'UNPARSABLE',
    });
    expect(await openPayload({ critical: { type: 'atomic container signature', image: {} } })).toMatchObject({
      what: 'nothing',
      code: 'UNSUPPORTED',
    });
  });
});

describe('when nothing is signed', () => {
  it('takes a bare statement as unsigned, and as local where it is a file of the job', async () => {
    const bytes = statementOf(spdx);
    expect(await open(found(bytes, { place: 'index' }))).toMatchObject({
      what: 'statement',
      statement: { predicateType: spdx.predicateType },
      trust: { level: 'unsigned' },
    });
    expect(await open(found(bytes, { place: 'local', file: 'sbom.json' }))).toMatchObject({
      trust: { level: 'local', file: 'sbom.json' },
    });
  });

  it('takes a bare report the same way', async () => {
    const report = { SchemaVersion: 2 };
    expect(await open(foundJson(report))).toMatchObject({
      what: 'report',
      json: report,
      trust: { level: 'unsigned' },
    });
    expect(await open(foundJson(report, { file: 'trivy.json' }))).toMatchObject({
      trust: { level: 'local' },
    });
  });

  it("never takes cosign's forms of a signature for one: below a signed index they would count", async () => {
    const statement = {
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
      subjects: [image],
    };
    const layer = await sigstore.legacySignature({ digest: image, by: signingKey() });
    for (const bytes of [statementOf(statement), layer.bytes]) {
      expect(await open(found(bytes))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
    }
  });

  it('does not need a trust root', async () => {
    const verifier = createVerifier(
      { roots: [{ kind: 'sigstore' }], offline: 'refuse', signers: [ci] },
      { roots: () => Promise.reject(new Error('asked for a root')) },
    );
    expect(await verifier.open(found(statementOf(spdx)))).toMatchObject({ trust: { level: 'unsigned' } });
  });
});

describe('when the document is not one that is verified here', () => {
  const notation = Buffer.from('{"cty":"application/vnd.cncf.notary.payload.v1+json"}').toString('base64url');

  it.each<[string, object]>([
    ['Notation in JWS', { payload: 'e30', protected: notation, header: {}, signature: 'AAAA' }],
    ['another JWS', { payload: 'e30', protected: 'e30', signature: 'AAAA' }],
    ['a bundle of a later version', { mediaType: 'application/vnd.dev.sigstore.bundle.v0.4+json' }],
    [
      'a statement of another type',
      { _type: 'https://in-toto.io/Statement/v2', predicateType: 'x', subject: [] },
    ],
  ])('says that %s is not supported', async (_, json) => {
    expect(await open(foundJson(json))).toMatchObject({
      what: 'nothing',
      code: 'UNSUPPORTED',
      trust: { level: 'untrusted' },
    });
  });

  it('says that Notation in COSE is not supported', async () => {
    const cose = found(Buffer.from([0xd2, 0x84, 0x43]), { mediaType: 'application/cose' });
    expect(await open(cose)).toMatchObject({
      what: 'nothing',
      code: 'UNSUPPORTED',
      title: 'Notation signature',
    });
  });

  it.each([
    ['no JSON', 'SPDXVersion: SPDX-2.3'],
    ['cut JSON', '{"a":'],
    ['an empty document', ''],
    ['a web page', '<html></html>'],
    ['a number', '1'],
    ['null', 'null'],
    ['a name twice', '{"predicateType":"a","predicateType":"b"}'],
    ['too many levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a bundle of nothing', '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}'],
    [
      'a statement about nothing',
      '{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[]}',
    ],
    [
      'a statement about a name',
      '{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[{"name":"a"}]}',
    ],
    [
      'a digest that is a number',
      '{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[{"digest":{"sha256":1}}]}',
    ],
  ])('says that %s cannot be read', async (_, text) => {
    expect(await open(found(Buffer.from(text)))).toMatchObject({
      what: 'nothing',
      code: 'UNPARSABLE',
      trust: { level: 'untrusted' },
    });
  });

  it('refuses a payload that is not an in-toto statement, though it is signed', async () => {
    const other = await sigstore.bundle({ by, payloadType: 'application/json', payload: statementOf(spdx) });
    expect(await open(found(other))).toMatchObject({ what: 'nothing', code: 'UNSUPPORTED' });
    const twice = Buffer.from('{"_type":"https://in-toto.io/Statement/v1","_type":"x"}');
    const ambiguous = await sigstore.bundle({ by, payloadType: inTotoType, payload: twice });
    expect(await open(found(ambiguous))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
  });
});

describe('when a signature is not valid', () => {
  it('still tells what the document would say, as untrusted', async () => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    bundle.dsseEnvelope.payload = statementOf({ ...spdx, predicate: { forged: true } }).toString('base64');
    expect(await open(foundJson(bundle))).toMatchObject({
      what: 'statement',
      statement: { predicate: { forged: true } },
      trust: { level: 'untrusted', why: expect.stringContaining('the signature is not valid') },
    });
  });

  it('is untrusted when the certificate is of another instance, or none is configured', async () => {
    const other = await createSigstore();
    const document = found(await sigstore.attest({ ...spdx, by }));
    expect((await verifierOf([other.trustRoot], [ci]).open(document)).trust).toMatchObject({
      level: 'untrusted',
    });
    expect((await verifierOf([], [ci]).open(document)).trust).toMatchObject({
      level: 'untrusted',
      why: expect.stringContaining('no trust root'),
    });
  });

  it('is unparsable when it holds two signatures of different kinds, or none', async () => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    const { dsseEnvelope, ...empty } = bundle;
    const messageSignature = { messageDigest: {}, signature: dsseEnvelope.signatures[0].sig };
    for (const json of [empty, { ...bundle, messageSignature }]) {
      expect(await open(foundJson(json))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
    }
  });

  it('refuses proofs of a size that nobody needs before it reads them', async () => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    bundle.verificationMaterial.padding = 'x'.repeat(300_000);
    expect(await open(foundJson(bundle))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
  });

  it('refuses proofs without end before it reads them', async () => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    const [entry] = bundle.verificationMaterial.tlogEntries;
    bundle.verificationMaterial.tlogEntries = Array.from({ length: 17 }, () => entry);
    expect(await open(foundJson(bundle))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
  });
});

function pemOf(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
