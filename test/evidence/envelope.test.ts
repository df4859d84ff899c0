import { describe, expect, it } from 'vitest';
import { recognise } from '../../src/evidence/envelope.ts';
import { found, foundJson } from './found.ts';

const bundle = { verificationMaterial: {} };
const dsse = { payload: '', payloadType: '', signatures: [] };
const jws = { payload: '', protected: '', signature: '' };
const header = (type: string) => Buffer.from(JSON.stringify({ cty: type })).toString('base64url');
const notationType = 'application/vnd.cncf.notary.payload.v1+json';

/** A copy without one member. */
function without(json: object, name: string): object {
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== name));
}

describe('when the outermost form of a document is looked at', () => {
  it.each<[string, object]>([
    ['bundle', { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }],
    ['bundle', { mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.9' }],
    ['bundle', { ...bundle, dsseEnvelope: {} }],
    ['bundle', { ...bundle, messageSignature: {} }],
    ['bundle', { ...bundle, ...dsse, dsseEnvelope: {} }],
    ['dsse', dsse],
    ['dsse', { ...dsse, critical: {} }],
    ['dsse', { ...dsse, ...jws }],
    ['simplesigning', { critical: {}, optional: null }],
    ['statement', { _type: 'x', predicateType: 'y' }],
    ['statement', { _type: 'x', predicateType: null }],
  ])('is a %s: %j', (kind, json) => {
    expect(recognise(foundJson(json))).toEqual({ kind, json });
  });

  it.each<[object | readonly unknown[]]>([
    [[]],
    [[dsse]],
    [{}],
    [bundle],
    [{ dsseEnvelope: {} }],
    [{ messageSignature: {} }],
    [{ mediaType: 'x application/vnd.dev.sigstore.bundle.v0.3+json' }],
    [{ mediaType: ['application/vnd.dev.sigstore.bundle.v0.3+json'] }],
    ...Object.keys(dsse).map((name) => [without(dsse, name)] as [object]),
    ...Object.keys(jws).map((name) => [without(jws, name)] as [object]),
    [{ critical: null }],
    [{ critical: [] }],
    [{ _type: 'x' }],
    [{ predicateType: 'y' }],
    [{ _type: 1, predicateType: 'y' }],
  ])('a mark alone does not make it more than a report: %j', (json) => {
    expect(recognise(foundJson(json))).toEqual({ kind: 'report', json });
  });

  it.each<[string, unknown]>([
    ['text', 'text'],
    ['a number', 1],
    ['null', null],
  ])('%s is none', (_, json) => {
    expect(recognise(foundJson(json))).toEqual({
      kind: 'nothing',
      nothing: {
        what: 'nothing',
        code: 'UNPARSABLE',
        message: 'the document is JSON, but neither an object nor a list',
        title: 'document',
      },
    });
  });

  it('JSON that two readers may read differently is none (A3)', () => {
    for (const text of ['{"critical":{},"critical":[]}', '{', ''])
      expect(recognise(found(Buffer.from(text)))).toMatchObject({
        kind: 'nothing',
        nothing: { code: 'UNPARSABLE', message: expect.stringContaining('the document') as string },
      });
  });
});

describe('when a signature is of a kind that is not verified', () => {
  const titleOf = (json: object, more: Parameters<typeof foundJson>[1] = {}) => {
    const envelope = recognise(foundJson(json, more));
    return envelope.kind === 'nothing' ? `${envelope.nothing.code} ${envelope.nothing.title}` : envelope.kind;
  };

  it.each<[string, object, string]>([
    ['a JWS', jws, 'JSON Web Signature'],
    ['a JWS of something else', { ...jws, protected: header('text/plain') }, 'JSON Web Signature'],
    ['a JWS whose header is no text', { ...jws, protected: { cty: notationType } }, 'JSON Web Signature'],
    ["Notation's JWS", { ...jws, protected: header(notationType) }, 'Notation signature'],
  ])('%s is told by name', (_, json, title) => {
    expect(titleOf(json)).toBe(`UNSUPPORTED ${title}`);
  });

  it('a hint chooses the words where nothing can come of it, and nowhere else', () => {
    const annotations = { 'io.cncf.notary.x509chain.thumbprint#S256': '[]' };
    expect(titleOf(jws, { annotations })).toBe('UNSUPPORTED Notation signature');
    expect(titleOf(jws, { mediaType: 'application/cose' })).toBe('UNSUPPORTED Notation signature');
    expect(titleOf(dsse, { annotations, mediaType: 'application/cose' })).toBe('dsse');
    const binary = found(Buffer.from([0xd2, 0x84]), { annotations });
    expect(recognise(binary)).toMatchObject({ nothing: { title: 'Notation signature' } });
  });
});
