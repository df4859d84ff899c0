import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachedTo, cosignTags, fallbackTag, isAttachedTag } from '../../src/image/attached-tag.ts';
import { digestOf, type DigestAlgorithm } from '../../src/image/digest.ts';
import { isTag, parseTag } from '../../src/image/reference.ts';

const digests = fc
  .tuple(fc.uint8Array(), fc.constantFrom<DigestAlgorithm>('sha256', 'sha512'))
  .map(([bytes, algorithm]) => digestOf(bytes, algorithm));
const hex = 'ab'.repeat(32);

describe('when the tags for a digest are named', () => {
  it('gives the fallback tag of the standard (P36)', () => {
    const empty = digestOf(new Uint8Array());
    expect(fallbackTag(empty)).toBe(
      'sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(fallbackTag(digestOf(new Uint8Array(), 'sha512'))).toBe(
      'sha512-cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce',
    );
  });

  it("gives cosign's three for sha256, and none for sha512, which is too long for a tag (P40)", () => {
    expect(cosignTags(digestOf(new Uint8Array()))).toEqual([
      { kind: 'sig', tag: 'sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.sig' },
      { kind: 'att', tag: 'sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.att' },
      { kind: 'sbom', tag: 'sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.sbom' },
    ]);
    expect(cosignTags(digestOf(new Uint8Array(), 'sha512'))).toEqual([]);
  });

  it('names legal tags that it knows again, with kind and prefix', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const prefix = fallbackTag(digest);
        const all = [{ kind: 'referrers', tag: prefix }, ...cosignTags(digest)];
        for (const { kind, tag } of all) {
          expect(isTag(tag)).toBe(true);
          expect(isAttachedTag(tag)).toBe(true);
          expect(attachedTo(tag)).toEqual({
            kind,
            prefix,
            ...(digest.startsWith('sha256') && { subject: digest }),
          });
        }
      }),
    );
  });
});

describe('when a tag is looked at', () => {
  it.each([`sha256-${hex}`, `sha512-${hex}`, `blake3-${hex}`, `sha256-${hex}.sbom`, 'sha256-abc123.att'])(
    'knows that %s is never an image',
    (text) => {
      expect(isAttachedTag(parseTag(text))).toBe(true);
    },
  );

  it.each([
    'latest',
    'sha-1a2b3c4',
    'sha256',
    'sha256-',
    `sha256-${hex}.sig.old`,
    `sha256-${hex}.txt`,
    `sha256-${hex}-amd64`,
    `v1-sha256-${hex}`,
    `SHA256-${hex}`,
    `sha256-${hex.toUpperCase()}`,
    `sha256-${'xy'.repeat(32)}`,
  ])('takes %s for the tag of an image', (text) => {
    const tags = [text].filter(isTag);
    expect(tags.map(isAttachedTag)).toEqual([false]);
    expect(tags.map(attachedTo)).toEqual([undefined]);
  });
});
