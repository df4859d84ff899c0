import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { parseImageWish } from '../../src/promotion/image-text.ts';

const hex = 'a'.repeat(64);
const digest = `sha256:${hex}`;

describe('when an image is asked for', () => {
  it.each([
    ['1.4.2', { tag: '1.4.2' }],
    ['latest', { tag: 'latest' }],
    [':1.4.2', { tag: '1.4.2' }],
    [digest, { digest }],
    [`@${digest}`, { digest }],
    [`1.4.2@${digest}`, { tag: '1.4.2', digest }],
    [`:1.4.2@${digest}`, { tag: '1.4.2', digest }],
    ['ghcr.io/acme/web:1.4.2', { repository: 'ghcr.io/acme/web', tag: '1.4.2' }],
    [`GHCR.io/acme/web@${digest}`, { repository: 'ghcr.io/acme/web', digest }],
    [`ghcr.io/acme/web:1.4.2@${digest}`, { repository: 'ghcr.io/acme/web', tag: '1.4.2', digest }],
    ['debian:bookworm', { repository: 'docker.io/library/debian', tag: 'bookworm' }],
    ['localhost:5000/web:1', { repository: 'localhost:5000/web', tag: '1' }],
    ['oci:./usb:1', { repository: 'oci:./usb', tag: '1' }],
    [' 1.4.2\n', { tag: '1.4.2' }],
  ])('reads %j', (text, wish) => {
    expect(parseImageWish(text)).toEqual({ text: text.trim(), ...wish });
  });

  it.each([
    ['', 'IMAGE_INVALID'],
    ['ghcr.io/acme/web', 'IMAGE_INVALID'],
    ['ghcr.io/acme/web:', 'TAG_INVALID'],
    ['ghcr.io/Acme/web:1', 'REFERENCE_INVALID'],
    ['1.4.2@sha256:12', 'DIGEST_INVALID'],
    ['sha256:12', 'DIGEST_INVALID'],
    ['a b', 'REFERENCE_INVALID'],
    ['-1', 'REFERENCE_INVALID'],
  ])('refuses %j with %s', (text, code) => {
    expect(() => parseImageWish(text)).toThrow(expect.objectContaining({ kind: 'config', code }));
  });

  it('gives a wish or a refusal for every text', () => {
    const read = (text: string): unknown => {
      try {
        return parseImageWish(text);
      } catch (error) {
        return error;
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const got = read(text);
        const isRefusal = got instanceof HoistError && got.kind === 'config';
        const isWish = typeof got === 'object' && got !== null && ('tag' in got || 'digest' in got);
        expect(isRefusal || isWish).toBe(true);
      }),
    );
  });
});
