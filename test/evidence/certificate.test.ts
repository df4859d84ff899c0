import { X509Certificate } from '@sigstore/core';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../src/evidence/certificate.ts';

const issuer = 'https://token.actions.githubusercontent.com';
const uri = (text: string) => tlv(0x86, Buffer.from(text, 'latin1'));
const email = (text: string) => tlv(0x81, Buffer.from(text, 'latin1'));
const utf8 = (text: string) => tlv(0x0c, Buffer.from(text));

describe('when a certificate is read', () => {
  it('gives the subject, the claims in their two encodings, and the issuer of the newer one', () => {
    const long = 'x'.repeat(300);
    const certificate = make(
      [uri('https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main')],
      [
        [1, Buffer.from('https://old.example.com')],
        [8, utf8(issuer)],
        [14, utf8('refs/heads/ünïcode')],
        [20, utf8(long)],
        [22, utf8('')],
      ],
    );
    expect(identityOf(certificate)).toEqual({
      kind: 'certificate',
      issuer,
      subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
      claims: { 1: 'https://old.example.com', 8: issuer, 14: 'refs/heads/ünïcode', 20: long, 22: '' },
    });
  });

  it('gives the issuer of the older extension where there is no newer one', () => {
    const certificate = make([email('robot@example.com')], [[1, Buffer.from(issuer)]]);
    expect(identityOf(certificate)).toMatchObject({ issuer, subject: 'robot@example.com' });
  });

  it('gives no subject where there are several, or one of another kind', () => {
    expect(identityOf(make([uri('https://a'), uri('https://b')], []))).not.toHaveProperty('subject');
    expect(identityOf(make([tlv(0x82, Buffer.from('acme.example.com'))], []))).not.toHaveProperty('subject');
    expect(identityOf(make([], []))).toEqual({ kind: 'certificate', claims: {} });
  });

  it('leaves out what is of no arc of Fulcio, and the username', () => {
    const certificate = make([uri('https://a')], [[7, utf8('robot')]]);
    expect(identityOf(certificate).claims).toEqual({});
  });

  it('never drops the high bit of a character, which would make another name of it', () => {
    const disguised = 'https://github.com/acme'.replace('a', String.fromCodePoint(0xe1));
    expect(() => identityOf(make([uri(disguised)], []))).toThrow('ASCII');
  });

  it.each([' ', '\x7f', '\0', '\n'])('takes no subject with %j in it', (char) => {
    expect(() => identityOf(make([uri(`https://a${char}b`)], []))).toThrow('ASCII');
  });

  it('takes every other character of ASCII in a subject', () => {
    const subject = String.fromCodePoint(...Array.from({ length: 0x7e - 0x20 }, (_, order) => 0x21 + order));
    expect(identityOf(make([uri(subject)], [])).subject).toBe(subject);
  });

  it('reads a claim of an extension that is marked as critical', () => {
    const critical = sequence(
      tlv(0x06, fulcio(12)),
      tlv(0x01, Buffer.from([0xff])),
      tlv(0x04, utf8('https://github.com/acme/app')),
    );
    expect(identityOf(make([], [], [critical])).claims).toEqual({ 12: 'https://github.com/acme/app' });
  });

  it('leaves a mark of byte order where it is: it makes another text', () => {
    const claims = identityOf(make([], [[12, utf8('\ufeffhttps://github.com/acme/app')]])).claims;
    expect(claims[12]).toBe('\ufeffhttps://github.com/acme/app');
    expect(identityOf(make([], [[1, Buffer.from('\ufeffa')]])).claims[1]).toBe('\ufeffa');
  });

  it('reads a claim of any length that a certificate may have', () => {
    for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff])
      expect(identityOf(make([], [[12, utf8('x'.repeat(length))]])).claims[12]).toHaveLength(length);
    const long = Buffer.concat([Buffer.from([0x0c, 0x83, 0x01, 0x00, 0x00]), Buffer.alloc(0x10000, 'x')]);
    expect(identityOf(make([], [[12, long]])).claims[12]).toHaveLength(0x10000);
  });

  it.each<[string, readonly [number, Buffer][]]>([
    ['a length in four bytes', [[12, Buffer.from([0x0c, 0x84, 0, 0, 0, 1, 0x61])]]],
    ['an endless length of nothing', [[12, Buffer.from([0x0c, 0x80])]]],
    [
      'a claim that is there twice',
      [
        [12, utf8('https://github.com/acme/app')],
        [12, utf8('https://github.com/evil/app')],
      ],
    ],
    ['a claim of another type', [[12, tlv(0x16, Buffer.from('https://github.com/acme/app'))]]],
    [
      'a claim with something behind it',
      [[12, Buffer.concat([utf8('https://github.com/acme/app'), utf8('x')])]],
    ],
    ['a claim that is cut', [[12, utf8('https://github.com/acme/app').subarray(0, 9)]]],
    ['a claim that is raw', [[12, Buffer.from('https://github.com/acme/app')]]],
    ['an empty claim', [[12, Buffer.alloc(0)]]],
    ['a claim of endless length', [[12, Buffer.from([0x0c, 0x80, 0x61, 0, 0])]]],
    ['a claim that is no UTF-8', [[12, tlv(0x0c, Buffer.from([0xc3, 0x28]))]]],
  ])('refuses %s', (_, claims) => {
    expect(() => identityOf(make([uri('https://a')], claims))).toThrow(/twice|UTF8String|encoded data/);
  });
});

/** A certificate with nothing but names and claims: what the reader looks at. */
function make(
  names: readonly Buffer[],
  claims: readonly (readonly [number, Buffer])[],
  others: readonly Buffer[] = [],
): X509Certificate {
  const extensions = [
    ...others,
    ...(names.length === 0 ? [] : [extension(Buffer.from([0x55, 0x1d, 0x11]), sequence(...names))]),
    ...claims.map(([number, value]) => extension(fulcio(number), value)),
    extension(Buffer.from([0x55, 0x1d, 0x0f]), tlv(0x03, Buffer.from([7, 0x80]))),
  ];
  const tbs = sequence(tlv(0xa3, sequence(...extensions)));
  return X509Certificate.parse(Buffer.from(sequence(tbs, sequence(), tlv(0x03, Buffer.from([0])))));
}

function extension(oid: Buffer, value: Buffer): Buffer {
  return sequence(tlv(0x06, oid), tlv(0x04, value));
}

/** 1.3.6.1.4.1.57264.1.N */
function fulcio(number: number): Buffer {
  return Buffer.from([0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, number]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}
