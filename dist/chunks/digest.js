import { t as HoistError } from "./errors.js";
import { createHash } from "node:crypto";

// src/image/digest.ts
const grammar = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return grammar.test(text);
}
/** Throws `DIGEST_INVALID` for anything that P2 does not allow. */
function parseDigest(text) {
	if (isDigest(text)) return text;
	const shown = JSON.stringify(text.slice(0, 200).replace(/\?.*/su, "?\u2026"));
	throw new HoistError("config", "DIGEST_INVALID", `not a digest: ${shown}`, { hint: "A digest is sha256: and 64 lower-case hex digits, or sha512: and 128." });
}
function algorithmOf(value) {
	return value.startsWith("sha256:") ? "sha256" : "sha512";
}
/** The hex digits after the colon. */
function hexOf(value) {
	return value.slice(7);
}
/** The first 12 hex digits, for people. */
function shortDigest(value) {
	return hexOf(value).slice(0, 12);
}
function digestOf(bytes, algorithm = "sha256") {
	return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}
/** Hashes a stream piece by piece with the algorithm of the digest that is expected. */
function digestHasher(expected) {
	return createHash(algorithmOf(expected));
}
/** The digest of what was given to a hasher of {@link digestHasher}. */
function finishDigest(expected, hasher) {
	return `${algorithmOf(expected)}:${hasher.digest("hex")}`;
}

export { hexOf as a, shortDigest as c, finishDigest as i, digestHasher as n, isDigest as o, digestOf as r, parseDigest as s, algorithmOf as t };