import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  algorithmOf,
  digestHasher,
  digestOf,
  finishDigest,
  hexOf,
  isDigest,
  parseDigest,
} from '../../src/image/digest.ts';
import { unlessRefused } from './refusal.ts';

const hex64 = '0123456789abcdef'.repeat(4);

describe('when a digest is parsed', () => {
  it.each([`sha256:${hex64}`, `sha512:${hex64}${hex64}`])('accepts %s (P2, P3)', (text) => {
    expect(parseDigest(text)).toBe(text);
  });

  it.each([
    ['a path', 'sha256:../../etc/passwd'],
    ['a path of the right length', `sha256:../${hex64.slice(3)}`],
    ['upper case', `sha256:${hex64.toUpperCase()}`],
    ['one digit less', `sha256:${hex64.slice(1)}`],
    ['one digit more', `sha256:${hex64}0`],
    ['the other length', `sha512:${hex64}`],
    ['an unregistered algorithm', `md5:${hex64}`],
    ['an algorithm that only looks right', `SHA256:${hex64}`],
    ['a slash', `sha256:${hex64.slice(1)}/`],
    ['an escaped slash', `sha256:${hex64.slice(3)}%2f`],
    ['a NUL', `sha256:${hex64.slice(1)}\0`],
    ['a space', ` sha256:${hex64}`],
    ['a line after it', `sha256:${hex64}\n`],
    ['a query', `sha256:${hex64.slice(2)}?a`],
    ['nothing', ''],
  ])('refuses %s (A13)', (_, text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => parseDigest(text)).toThrow(
      expect.objectContaining({ code: 'DIGEST_INVALID', kind: 'config' }),
    );
  });

  it('never shows a query in the error (A45)', () => {
    expect(() => parseDigest('example.com?token=canary')).toThrow(/^(?!.*canary)/s);
  });

  it('gives back the text or throws a HoistError, whatever it is given', () => {
    const near = fc.tuple(
      fc.constantFrom('sha256', 'sha512', 'sha1', ''),
      fc.constantFrom(':', '', '-'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          near.map((parts) => parts.join('')),
        ),
        (text) => {
          expect(unlessRefused(() => parseDigest(text)) ?? text).toBe(text);
        },
      ),
    );
  });
});

describe('when bytes are hashed', () => {
  it('gives the digests that the standard lists for the empty object and for nothing (P18)', () => {
    expect(digestOf(new TextEncoder().encode('{}'))).toBe(
      'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
    expect(digestOf(new Uint8Array())).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it.each(['sha256', 'sha512'] as const)('gives a %s digest piece by piece as in one go', (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (pieces) => {
        const expected = digestOf(Buffer.concat(pieces), algorithm);
        const hasher = digestHasher(expected);
        for (const piece of pieces) hasher.update(piece);
        expect(finishDigest(expected, hasher)).toBe(expected);
        expect(isDigest(expected)).toBe(true);
        expect(`${algorithmOf(expected)}:${hexOf(expected)}`).toBe(expected);
      }),
    );
  });
});
