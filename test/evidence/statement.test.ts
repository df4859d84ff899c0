import { describe, expect, it } from 'vitest';
import { clip, inTotoType, openPayload, openStatement } from '../../src/evidence/statement.ts';
import { digestOf, hexOf } from '../../src/image/digest.ts';
import { image } from './found.ts';

const spdx = 'https://spdx.dev/Document';
const sign = 'https://sigstore.dev/cosign/sign/v1';
const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  predicateType: spdx,
  predicate: { a: 1 },
  subject: [{ name: 'app', digest: { sha256: hexOf(image) } }],
};

const open = (more: object, about = image) => openStatement({ ...statement, ...more }, about);

describe('when a statement is read', () => {
  it.each(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'])('%s is one', (_type) => {
    expect(open({ _type })).toEqual({
      what: 'statement',
      statement: {
        predicateType: spdx,
        predicate: { a: 1 },
        subjects: [{ name: 'app', digest: { sha256: hexOf(image) }, annotations: {} }],
      },
    });
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'UNPARSABLE'],
    ['a list', [statement], 'UNPARSABLE'],
    ['a text', 'statement', 'UNPARSABLE'],
    ['nothing of its type', { ...statement, _type: undefined }, 'UNSUPPORTED'],
    ['another type', { ...statement, _type: 'https://in-toto.io/Statement/v2' }, 'UNSUPPORTED'],
    ['a type that is a list', { ...statement, _type: ['https://in-toto.io/Statement/v1'] }, 'UNSUPPORTED'],
    ['no predicate type', { ...statement, predicateType: undefined }, 'UNPARSABLE'],
    ['an empty predicate type', { ...statement, predicateType: '' }, 'UNPARSABLE'],
    ['a predicate type that is a list', { ...statement, predicateType: [spdx] }, 'UNPARSABLE'],
    ['no subject', { ...statement, subject: undefined }, 'UNPARSABLE'],
    ['no subject in its list', { ...statement, subject: [] }, 'UNPARSABLE'],
    ['a subject that is no list', { ...statement, subject: statement.subject[0] }, 'UNPARSABLE'],
    ['a subject that is null', { ...statement, subject: [null] }, 'UNPARSABLE'],
    ['a subject without digest', { ...statement, subject: [{ name: 'app' }] }, 'UNPARSABLE'],
    ['a digest that is a text', { ...statement, subject: [{ digest: hexOf(image) }] }, 'UNPARSABLE'],
    ['a digest that is a list', { ...statement, subject: [{ digest: [hexOf(image)] }] }, 'UNPARSABLE'],
    ['a digest of a number', { ...statement, subject: [{ digest: { sha256: 1 } }] }, 'UNPARSABLE'],
    // What is read in part would be bound to the part that was read.
    [
      'one good subject and one bad',
      { ...statement, subject: [...statement.subject, { digest: { sha256: 1 } }] },
      'UNPARSABLE',
    ],
    [
      'one good digest and one bad',
      { ...statement, subject: [{ digest: { sha256: hexOf(image), sha512: 1 } }] },
      'UNPARSABLE',
    ],
  ])('one of %s says nothing', (_, json, code) => {
    expect(openStatement(json, image)).toMatchObject({ what: 'nothing', code });
  });

  it('a name and annotations that are no texts are left out', () => {
    const subject = [{ name: 1, digest: { sha256: hexOf(image) }, annotations: { a: 'b', c: 1 } }];
    expect(open({ subject })).toMatchObject({
      statement: { subjects: [{ digest: { sha256: hexOf(image) }, annotations: { a: 'b' } }] },
    });
    const content = open({ subject: [{ ...subject[0], annotations: ['a'] }] });
    expect(content).toMatchObject({ statement: { subjects: [{ annotations: {} }] } });
    expect(content).not.toHaveProperty('statement.subjects.0.name');
  });

  it('says of what type it is, shortly', () => {
    expect(open({ _type: 'x'.repeat(500) })).toMatchObject({
      message: `the statement is of the type "${'x'.repeat(119)}…`,
    });
    expect(open({ _type: undefined })).toMatchObject({ message: 'the statement is of the type undefined' });
  });
});

describe("when a statement is cosign's signature of an image", () => {
  const sha512 = digestOf(Buffer.from('an image'), 'sha512');
  const other = digestOf(Buffer.from('another'));
  const signed = (subject: readonly object[], about?: typeof image) =>
    openStatement({ ...statement, predicateType: sign, subject }, about);

  it('is of the subject that is asked about, else of the first', () => {
    const subject = [
      { digest: { sha256: hexOf(other) }, annotations: { a: 'other' } },
      { digest: { sha256: hexOf(image) }, annotations: { a: 'image' } },
    ];
    expect(signed(subject, image)).toEqual({
      what: 'signature',
      digest: image,
      annotations: { a: 'image' },
    });
    expect(signed(subject)).toEqual({ what: 'signature', digest: other, annotations: { a: 'other' } });
    const third = digestOf(Buffer.from('third'));
    expect(signed(subject, third)).toMatchObject({ digest: other });
  });

  it('is of the algorithm that is asked about, else of SHA-256', () => {
    const both = { sha256: hexOf(image), sha512: hexOf(sha512) };
    expect(signed([{ digest: both }], sha512)).toMatchObject({ digest: sha512 });
    expect(signed([{ digest: both }], image)).toMatchObject({ digest: image });
    expect(signed([{ digest: both }])).toMatchObject({ digest: image });
    expect(signed([{ digest: { ...both, sha512: 'x' } }], sha512)).toMatchObject({ digest: image });
  });

  it('is none without a digest that Hoist knows', () => {
    for (const about of [image, sha512, undefined])
      expect(signed([{ digest: { sha1: 'a' } }], about)).toEqual({
        what: 'nothing',
        code: 'UNPARSABLE',
        message: 'the signature names no digest',
        title: 'cosign signature',
      });
    expect(signed([{ digest: {} }], image)).toMatchObject({ what: 'nothing' });
    expect(signed([{ digest: { sha512: hexOf(sha512) } }], image)).toMatchObject({ what: 'nothing' });
  });

  it('does not take what every object has for a digest', () => {
    expect(signed([{ digest: { constructor: 'x' } }], image)).toMatchObject({ what: 'nothing' });
  });
});

describe('when an envelope is opened', () => {
  it('holds a statement, and nothing else', () => {
    const bytes = Buffer.from(JSON.stringify(statement));
    expect(openPayload(inTotoType, bytes, image)).toMatchObject({ what: 'statement' });
    expect(openPayload('application/json', bytes, image)).toMatchObject({
      what: 'nothing',
      code: 'UNSUPPORTED',
      title: 'DSSE envelope',
    });
    for (const payload of ['', '{', '{"a":1,"a":2}'])
      expect(openPayload(inTotoType, Buffer.from(payload), image)).toMatchObject({
        what: 'nothing',
        code: 'UNPARSABLE',
        title: 'in-toto statement',
        message: expect.stringContaining('the statement') as string,
      });
  });
});

describe('when text of a document is put into a message', () => {
  it('is cut after 120 characters', () => {
    expect(clip('a'.repeat(120))).toBe('a'.repeat(120));
    expect(clip('a'.repeat(121))).toBe(`${'a'.repeat(120)}…`);
  });
});
