import { describe, expect, it } from 'vitest';
import { fromBundle, fromDsse, fromLayer, signedBytes } from '../../src/evidence/signed-document.ts';

const signature = Buffer.from('signature');
const sig = signature.toString('base64');
const payload = Buffer.from('{}');
const envelope = {
  payloadType: 'application/vnd.in-toto+json',
  payload: payload.toString('base64'),
  signatures: [{ sig }],
};
const certified = { certificate: { rawBytes: 'AAAA' }, tlogEntries: [] };
const keyed = { publicKey: { hint: 'x' }, tlogEntries: [] };
const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const bundle = { mediaType, verificationMaterial: certified, dsseEnvelope: envelope };
const annotation = { signature: 'dev.cosignproject.cosign/signature', bundle: 'dev.sigstore.cosign/bundle' };

describe('when a bundle is read', () => {
  it.each([
    'application/vnd.dev.sigstore.bundle+json;version=0.1',
    'application/vnd.dev.sigstore.bundle+json;version=0.2',
    'application/vnd.dev.sigstore.bundle+json;version=0.3',
    mediaType,
  ])('holds an envelope and what it is verified by: %s', (type) => {
    expect(fromBundle({ ...bundle, mediaType: type }, undefined)).toEqual({
      content: { kind: 'dsse', payloadType: envelope.payloadType, payload },
      signature,
      material: { mediaType: type, certified: true, json: certified },
    });
  });

  it('a chain is a certificate, and a key is none', () => {
    const chain = { x509CertificateChain: { certificates: [] } };
    expect(fromBundle({ ...bundle, verificationMaterial: chain }, undefined)).toMatchObject({
      material: { certified: true },
    });
    expect(fromBundle({ ...bundle, verificationMaterial: keyed }, undefined)).toMatchObject({
      material: { certified: false },
    });
  });

  it.each<[string, object, string]>([
    ['no media type', { mediaType: undefined }, 'the bundle has no mediaType'],
    ['a media type that is a list', { mediaType: [mediaType] }, 'the bundle has no mediaType'],
    ['no material', { verificationMaterial: undefined }, 'the bundle has no verificationMaterial'],
    ['material that is a list', { verificationMaterial: [] }, 'the bundle has no verificationMaterial'],
    [
      'neither certificate nor key',
      { verificationMaterial: { tlogEntries: [] } },
      'the bundle does not name one certificate or one key',
    ],
    [
      'both certificate and key',
      { verificationMaterial: { ...certified, ...keyed } },
      'the bundle does not name one certificate or one key',
    ],
    [
      'two signatures of different kinds',
      { messageSignature: { signature: sig } },
      'the bundle does not hold one signature',
    ],
    ['no signature', { dsseEnvelope: undefined }, 'the bundle does not hold one signature'],
    ['an envelope that is a list', { dsseEnvelope: [] }, 'the envelope is not an object'],
    ['an envelope that is null', { dsseEnvelope: null }, 'the envelope is not an object'],
    [
      'a message signature that is null',
      { dsseEnvelope: undefined, messageSignature: null },
      'the bundle has no signature',
    ],
    [
      'a message signature of nothing',
      { dsseEnvelope: undefined, messageSignature: { signature: '' } },
      'the bundle has no signature',
    ],
  ])('one with %s is unparsable', (_, more, message) => {
    expect(fromBundle({ ...bundle, ...more }, payload)).toMatchObject({
      what: 'nothing',
      code: 'UNPARSABLE',
      message,
    });
  });

  it('one of an unknown version is unsupported, and its name is cut', () => {
    const type = `application/vnd.dev.sigstore.bundle.v9+json${'x'.repeat(500)}`;
    expect(fromBundle({ ...bundle, mediaType: type }, undefined)).toMatchObject({
      code: 'UNSUPPORTED',
      message: `bundles of the type ${type.slice(0, 100)} are not known`,
    });
  });

  it('a message signature is over the manifest, which must be at hand', () => {
    const { dsseEnvelope: _, ...rest } = bundle;
    const message = { ...rest, messageSignature: { signature: sig } };
    expect(fromBundle(message, payload)).toMatchObject({ content: { kind: 'manifest', payload }, signature });
    expect(fromBundle(message, undefined)).toMatchObject({ what: 'nothing', code: 'UNSUPPORTED' });
  });
});

describe('when an envelope is read', () => {
  it.each<[string, object, string]>([
    ['no payload', { payload: undefined }, 'the envelope has no payload'],
    ['an empty payload', { payload: '' }, 'the envelope has no payload'],
    ['a payload that is a number', { payload: 1 }, 'the envelope has no payload'],
    ['a payload that is a list', { payload: [envelope.payload] }, 'the envelope has no payload'],
    ['a payload that is no base64', { payload: 'e30=!' }, 'the envelope has no payload'],
    ['a payload with more before it', { payload: '!e30=' }, 'the envelope has no payload'],
    ['a payload with white space', { payload: 'e30=\n' }, 'the envelope has no payload'],
    ['a payload of half a byte', { payload: 'e' }, 'the envelope has no payload'],
    ['no payload type', { payloadType: undefined }, 'the envelope has no payload'],
    ['a payload type that is a list', { payloadType: [envelope.payloadType] }, 'the envelope has no payload'],
    ['no signatures', { signatures: undefined }, 'the envelope has no payload'],
    ['signatures that are no list', { signatures: { 0: { sig }, length: 1 } }, 'the envelope has no payload'],
    ['an empty list of signatures', { signatures: [] }, 'the envelope has 0 signatures, not one'],
    ['two signatures', { signatures: [{ sig }, { sig }] }, 'the envelope has 2 signatures, not one'],
    ['a signature that is a text', { signatures: [sig] }, 'the envelope has 1 signatures, not one'],
    ['a signature without bytes', { signatures: [{}] }, 'the envelope has no signature'],
    ['a signature of nothing', { signatures: [{ sig: 'A' }] }, 'the envelope has no signature'],
  ])('one with %s is unparsable', (_, more, message) => {
    expect(fromDsse({ ...envelope, ...more }, {})).toMatchObject({
      what: 'nothing',
      code: 'UNPARSABLE',
      message,
    });
  });

  it('base64 comes in either alphabet, with or without its end', () => {
    for (const text of ['+/+/', '-_-_', '+/+/-w', '+/+/-w=='])
      expect(fromDsse({ ...envelope, payload: text }, {})).toMatchObject({
        content: { payload: Buffer.from(text, 'base64') },
      });
  });

  it('what is signed says of itself what it is', () => {
    const document = fromDsse({ ...envelope, payloadType: 'té' }, {});
    if ('what' in document) throw new Error(document.message);
    expect(signedBytes(document).toString()).toBe('DSSEv1 3 té 2 {}');
  });

  it('proofs that cannot be read make it unparsable, not unproven', () => {
    expect(fromDsse(envelope, { [annotation.bundle]: '{' })).toMatchObject({ what: 'nothing' });
    expect(fromDsse(envelope, { [annotation.bundle]: '[]' })).toMatchObject({ what: 'nothing' });
  });
});

describe("when cosign's older signature is read", () => {
  const json = { critical: {} };
  const layer = Buffer.from(JSON.stringify(json));

  it('the layer itself is signed', () => {
    const document = fromLayer(layer, json, { [annotation.signature]: sig });
    expect(document).toMatchObject({ content: { kind: 'simplesigning', payload: layer, json }, signature });
    if ('what' in document) throw new Error(document.message);
    expect(signedBytes(document)).toEqual(layer);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no signature', {}],
    ['an empty signature', { [annotation.signature]: '' }],
    ['a signature that is no base64', { [annotation.signature]: 'a b' }],
    ['a log entry that cannot be read', { [annotation.signature]: sig, [annotation.bundle]: '{' }],
  ])('one with %s is unparsable', (_, annotations) => {
    expect(fromLayer(layer, json, annotations)).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
  });
});
