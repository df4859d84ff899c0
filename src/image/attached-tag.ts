import { algorithmOf, hexOf, isDigest, type Digest } from './digest.ts';
import type { Tag } from './reference.ts';

/** What cosign keeps under tags of its own beside an image (policy.md §1.3, P40). */
export type CosignKind = 'sig' | 'att' | 'sbom';

export type CosignTag = { readonly kind: CosignKind; readonly tag: Tag };

/** A tag that holds what is attached to an image, and so is none itself. */
export type AttachedTag = {
  /** `referrers` is the fallback tag of the referrers API. */
  readonly kind: 'referrers' | CosignKind;
  /** The tag without ending. What belongs to a digest has the prefix that {@link fallbackTag} gives for it. */
  readonly prefix: string;
  /** The digest it is attached to, where the tag names all of it: never for sha512, which is cut. */
  readonly subject?: Digest;
};

const cosignKinds: readonly CosignKind[] = ['sig', 'att', 'sbom'];
const maxTag = 128;
const attached = /^((sha256|sha384|sha512|blake3)-([0-9a-f]+))(?:\.(sig|att|sbom))?$/;

/**
 * The tag under which registries without the referrers API list what refers to a digest: the algorithm and at most 64
 * hex digits, so that of a sha512 digest only the first half is in it (P36).
 */
export function fallbackTag(digest: Digest): Tag {
  return `${algorithmOf(digest)}-${hexOf(digest).slice(0, 64)}` as Tag;
}

/** Cosign's tags for a digest; it does not cut, so a sha512 digest is too long for a tag and has none. */
export function cosignTags(digest: Digest): readonly CosignTag[] {
  return cosignKinds
    .map((kind) => ({ kind, tag: `${algorithmOf(digest)}-${hexOf(digest)}.${kind}` as Tag }))
    .filter(({ tag }) => tag.length <= maxTag);
}

/** What a tag is attached to; undefined for the tag of an image (product.md §1). `sha-1a2b3c4`, a commit, is an image's. */
export function attachedTo(tag: Tag): AttachedTag | undefined {
  const [, prefix, algorithm, hex, kind] = attached.exec(tag) ?? [];
  if (prefix === undefined) return undefined;
  const subject = `${algorithm}:${hex}`;
  return {
    kind: cosignKinds.find((known) => known === kind) ?? 'referrers',
    prefix,
    ...(isDigest(subject) && { subject }),
  };
}

/** Whether a tag of this form is never an image: `<alg>-<hex>` with or without `.sig`, `.att`, `.sbom`. */
export function isAttachedTag(tag: Tag): boolean {
  return attached.test(tag);
}
