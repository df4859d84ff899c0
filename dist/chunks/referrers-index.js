import { t as HoistError } from "./errors.js";
import { c as shortDigest } from "./digest.js";
import { f as mediaTypes, i as descriptorOf, o as parseManifest, t as artifactTypeOf } from "./manifest.js";

// src/image/referrers-index.ts
/** The descriptor under which a referrer is listed: with its type, or its config's, and its annotations (P33). */
function referrerDescriptor(manifest) {
	const artifactType = artifactTypeOf(manifest);
	return {
		...descriptorOf(manifest),
		...artifactType !== void 0 && { artifactType },
		...Object.keys(manifest.annotations).length > 0 && { annotations: manifest.annotations }
	};
}
/**
* The document of a subject's fallback tag with some referrers added: an OCI index, the one document that is written
* rather than copied (P33). What is there stays as it is, members that we don't know included, in its order; what is
* new follows in the order given; nothing is listed twice. Equal arguments give equal bytes, and where nothing is new
* `existing` itself comes back.
*
* The subject is never listed as its own referrer, and an `existing` that is the subject counts as absent: some
* registries answer the fallback tag with the image itself (transport.md §4.5).
*
* @param existing what the fallback tag names now, if anything
* @throws HoistError `FALLBACK_TAG_TAKEN` (incomplete: the tag names something else), `MANIFEST_TOO_LARGE` (refused)
*/
function mergeReferrers(existing, add, subject) {
	const present = existing?.digest === subject ? void 0 : existing;
	if (present !== void 0 && present.mediaType !== mediaTypes.ociIndex) throw taken(present, subject);
	const document = present === void 0 ? emptyIndex : documentOf(present);
	const kept = distinct(entriesOf(document), /* @__PURE__ */ new Set([subject]));
	const added = distinct(add, /* @__PURE__ */ new Set([subject, ...kept.map((entry) => entry.digest)])).map(written);
	if (present !== void 0 && added.length === 0 && kept.length === entriesOf(document).length) return present;
	const text = JSON.stringify({
		...document,
		mediaType: mediaTypes.ociIndex,
		manifests: [...kept, ...added]
	});
	return parseManifest(new TextEncoder().encode(text), { where: `the referrers of ${shortDigest(subject)}` });
}
const emptyIndex = {
	schemaVersion: 2,
	mediaType: mediaTypes.ociIndex,
	manifests: []
};
/** The bytes as JSON once more: parseManifest has accepted them, and read less than they say. */
function documentOf(index) {
	return JSON.parse(new TextDecoder().decode(index.bytes));
}
function entriesOf(document) {
	return document["manifests"] ?? [];
}
/** The entries whose digest was not seen before, each once. */
function distinct(entries, before) {
	const seen = new Set(before);
	return entries.filter(({ digest }) => !seen.has(digest) && seen.add(digest));
}
/** Members in one order, whoever made the descriptor. */
function written({ mediaType, digest, size, artifactType, annotations, platform, urls }) {
	const { osVersion, ...rest } = platform ?? {};
	return {
		mediaType,
		digest,
		size,
		...artifactType !== void 0 && { artifactType },
		...annotations && { annotations },
		...urls && { urls },
		...platform && { platform: {
			...rest,
			...osVersion !== void 0 && { "os.version": osVersion }
		} }
	};
}
function taken(manifest, subject) {
	const message = `the fallback tag for the referrers of ${subject} names ${manifest.mediaType}, no OCI index`;
	return new HoistError("incomplete", "FALLBACK_TAG_TAKEN", message, { hint: "Remove that tag at the target, or set `referrers: best-effort` for the stage." });
}

export { referrerDescriptor as n, mergeReferrers as t };