import { describe, expect, it } from 'vitest';
import { cosignMaterial, openSimpleSigning, signatureOf } from '../../src/evidence/cosign.ts';
import { image } from './found.ts';

const names = {
  certificate: 'dev.sigstore.cosign/certificate',
  bundle: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;
const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
const bodyOf = (entry: unknown) => Buffer.from(JSON.stringify(entry)).toString('base64');
const body = bodyOf({ kind: 'hashedrekord', apiVersion: '0.0.1' });
const payload = { body, integratedTime: 1_700_000_000, logIndex: 7, logID: 'c0ffee' };
const entry = { SignedEntryTimestamp: 'c2V0', Payload: payload };

describe("when cosign's annotations are read as verification material", () => {
  it('has a key of no name without a certificate', () => {
    expect(cosignMaterial({})).toEqual({
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
      certified: false,
      json: {
        publicKey: { hint: '' },
        tlogEntries: [],
        timestampVerificationData: { rfc3161Timestamps: [] },
      },
    });
    expect(cosignMaterial({ [names.certificate]: '', [names.bundle]: '', [names.timestamp]: '' })).toEqual(
      cosignMaterial({}),
    );
  });

  it('has the first certificate, its log entry and its time stamp', () => {
    expect(
      cosignMaterial({
        [names.certificate]: pem('AAAA\r\nBBBB \n\n CC==') + pem('DDDD'),
        [names.bundle]: JSON.stringify(entry),
        [names.timestamp]: JSON.stringify({ SignedRFC3161Timestamp: 'dHM=' }),
      }),
    ).toEqual({
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
      certified: true,
      json: {
        x509CertificateChain: { certificates: [{ rawBytes: 'AAAABBBBCC==' }] },
        tlogEntries: [
          {
            logIndex: '7',
            logId: { keyId: Buffer.from('c0ffee', 'hex').toString('base64') },
            kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
            integratedTime: '1700000000',
            inclusionPromise: { signedEntryTimestamp: 'c2V0' },
            canonicalizedBody: body,
          },
        ],
        timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: 'dHM=' }] },
      },
    });
  });

  it.each(['undefined', 'AAAA', pem('A-A'), '-----BEGIN CERTIFICATE-----\nAAAA'])(
    'a certificate that is no PEM is unparsable, and not a key: %j',
    (text) => {
      expect(cosignMaterial({ [names.certificate]: text })).toMatchObject({
        what: 'nothing',
        code: 'UNPARSABLE',
        message: 'the certificate of the signature is not PEM',
      });
    },
  );

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['no promise', { Payload: payload }],
    ['a promise that is no text', { ...entry, SignedEntryTimestamp: {} }],
    ['a payload that is a list', { ...entry, Payload: [payload] }],
    ['no body', { ...entry, Payload: { ...payload, body: undefined } }],
    ['a body that is no text', { ...entry, Payload: { ...payload, body: 7 } }],
    ['a body that is no JSON', { ...entry, Payload: { ...payload, body: 'AAAA' } }],
    ['a body of a list', { ...entry, Payload: { ...payload, body: bodyOf([]) } }],
    ['a body without kind', { ...entry, Payload: { ...payload, body: bodyOf({ apiVersion: '0.0.1' }) } }],
    ['a body without version', { ...entry, Payload: { ...payload, body: bodyOf({ kind: 'dsse' }) } }],
    [
      'a kind that is no text',
      { ...entry, Payload: { ...payload, body: bodyOf({ kind: 1, apiVersion: '0.0.1' }) } },
    ],
    ['no log', { ...entry, Payload: { ...payload, logID: undefined } }],
    ['a log that is a number', { ...entry, Payload: { ...payload, logID: 7 } }],
    ['no index', { ...entry, Payload: { ...payload, logIndex: undefined } }],
    ['an index that is a text', { ...entry, Payload: { ...payload, logIndex: '7' } }],
    ['no time', { ...entry, Payload: { ...payload, integratedTime: undefined } }],
    ['half a second', { ...entry, Payload: { ...payload, integratedTime: 0.5 } }],
    ['a time that is too large', { ...entry, Payload: { ...payload, integratedTime: 2 ** 60 } }],
  ])('a log entry with %s is unparsable, and not left out', (_, json) => {
    expect(cosignMaterial({ [names.bundle]: JSON.stringify(json) })).toMatchObject({
      what: 'nothing',
      code: 'UNPARSABLE',
      message: "the log entry in cosign's annotation is not complete",
    });
  });

  it.each([names.bundle, names.timestamp])(
    '%s that is no object, or none to one reader, is unparsable',
    (name) => {
      for (const text of ['[]', 'null', '{', '{"a":1,"a":2}'])
        expect(cosignMaterial({ [name]: text })).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
    },
  );

  it('a time stamp of nothing is unparsable', () => {
    for (const json of [{}, { SignedRFC3161Timestamp: 7 }])
      expect(cosignMaterial({ [names.timestamp]: JSON.stringify(json) })).toMatchObject({
        code: 'UNPARSABLE',
        message: "the time stamp in cosign's annotation is not complete",
      });
  });

  it('what every object has is no annotation', () => {
    const inherited = Object.create({ 'dev.cosignproject.cosign/signature': 'AAAA' }) as Record<
      string,
      string
    >;
    expect(signatureOf(inherited)).toBeUndefined();
    expect(signatureOf({ 'dev.cosignproject.cosign/signature': 'AAAA' })).toBe('AAAA');
  });
});

describe("when cosign's older payload is read", () => {
  const critical = {
    type: 'cosign container image signature',
    image: { 'docker-manifest-digest': image },
    identity: { 'docker-reference': 'ghcr.io/acme/web' },
  };

  it('names a digest and what is said of it', () => {
    const optional = { a: 'b', c: 1 };
    expect(openSimpleSigning({ critical, optional })).toEqual({
      what: 'signature',
      digest: image,
      annotations: { a: 'b' },
    });
    expect(openSimpleSigning({ critical, optional: null })).toMatchObject({ annotations: {} });
  });

  it.each<[string, object, string]>([
    ['nothing critical', {}, 'UNPARSABLE'],
    ['a list of what is critical', { critical: [critical] }, 'UNPARSABLE'],
    ['another type', { critical: { ...critical, type: 'atomic container signature' } }, 'UNSUPPORTED'],
    ['no type', { critical: { ...critical, type: undefined } }, 'UNSUPPORTED'],
    ['no image', { critical: { ...critical, image: undefined } }, 'UNPARSABLE'],
    ['an image that is a text', { critical: { ...critical, image } }, 'UNPARSABLE'],
    [
      'a digest that is a list',
      { critical: { ...critical, image: { 'docker-manifest-digest': [image] } } },
      'UNPARSABLE',
    ],
    [
      'a digest in other case',
      { critical: { ...critical, image: { 'Docker-Manifest-Digest': image } } },
      'UNPARSABLE',
    ],
  ])('one with %s says nothing', (_, json, code) => {
    expect(openSimpleSigning(json as Parameters<typeof openSimpleSigning>[0])).toMatchObject({
      what: 'nothing',
      code,
    });
  });
});
