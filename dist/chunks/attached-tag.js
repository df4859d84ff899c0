import { a as hexOf, o as isDigest, t as algorithmOf } from "./digest.js";

// src/image/attached-tag.ts
const cosignKinds = [
	"sig",
	"att",
	"sbom"
];
const maxTag = 128;
const attached = /^((sha256|sha384|sha512|blake3)-([0-9a-f]+))(?:\.(sig|att|sbom))?$/;
/**
* The tag under which registries without the referrers API list what refers to a digest: the algorithm and at most 64
* hex digits, so that of a sha512 digest only the first half is in it (P36).
*/
function fallbackTag(digest) {
	return `${algorithmOf(digest)}-${hexOf(digest).slice(0, 64)}`;
}
/** Cosign's tags for a digest; it does not cut, so a sha512 digest is too long for a tag and has none. */
function cosignTags(digest) {
	return cosignKinds.map((kind) => ({
		kind,
		tag: `${algorithmOf(digest)}-${hexOf(digest)}.${kind}`
	})).filter(({ tag }) => tag.length <= maxTag);
}
/** What a tag is attached to; undefined for the tag of an image (product.md §1). `sha-1a2b3c4`, a commit, is an image's. */
function attachedTo(tag) {
	const [, prefix, algorithm, hex, kind] = attached.exec(tag) ?? [];
	if (prefix === void 0) return void 0;
	const subject = `${algorithm}:${hex}`;
	return {
		kind: cosignKinds.find((known) => known === kind) ?? "referrers",
		prefix,
		...isDigest(subject) && { subject }
	};
}
/** Whether a tag of this form is never an image: `<alg>-<hex>` with or without `.sig`, `.att`, `.sbom`. */
function isAttachedTag(tag) {
	return attached.test(tag);
}

export { isAttachedTag as i, cosignTags as n, fallbackTag as r, attachedTo as t };