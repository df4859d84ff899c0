import { I as digestOf, K as messageOf, P as algorithmOf, U as HoistError } from "./start.js";
import { a as signedBytes, n as fromDsse, o as openSimpleSigning, r as fromLayer, t as fromBundle } from "./signed-document.js";
import { S as parseStrictJson, x as isJsonObject } from "./registry.js";
import { a as openPayload, i as nothing, o as openStatement, r as isNothing } from "./statement.js";
import { n as matchSigners, t as certificateSigners } from "./identity.js";
import { n as parsePublicKey, t as isSignedBy } from "./key-signature.js";

// src/evidence/envelope.ts
function recognise(found) {
	let json;
	try {
		json = parseStrictJson(found.bytes, "the document");
	} catch (error) {
		return isNotationByName(found) ? unsupported(notation) : unparsable(messageOf(error));
	}
	if (Array.isArray(json)) return {
		kind: "report",
		json
	};
	if (!isJsonObject(json)) return unparsable("the document is JSON, but neither an object nor a list");
	if (isBundle(json)) return {
		kind: "bundle",
		json
	};
	if (has(json, "payload") && has(json, "payloadType") && has(json, "signatures")) return {
		kind: "dsse",
		json
	};
	if (has(json, "payload") && has(json, "protected") && has(json, "signature")) return unsupported(isNotation(json) || isNotationByName(found) ? notation : "JSON Web Signature");
	if (isJsonObject(json["critical"])) return {
		kind: "simplesigning",
		json
	};
	if (typeof json["_type"] === "string" && has(json, "predicateType")) return {
		kind: "statement",
		json
	};
	return {
		kind: "report",
		json
	};
}
const notation = "Notation signature";
function isBundle(json) {
	const { mediaType } = json;
	if (typeof mediaType === "string" && mediaType.startsWith("application/vnd.dev.sigstore.bundle")) return true;
	return has(json, "verificationMaterial") && (has(json, "dsseEnvelope") || has(json, "messageSignature"));
}
function has(json, name) {
	return Object.hasOwn(json, name);
}
function isNotation(json) {
	const header = typeof json["protected"] === "string" ? json["protected"] : "";
	return Buffer.from(header, "base64url").includes("application/vnd.cncf.notary.");
}
function isNotationByName(found) {
	return found.mediaType === "application/cose" || Object.hasOwn(found.annotations, "io.cncf.notary.x509chain.thumbprint#S256");
}
function unsupported(title) {
	return {
		kind: "nothing",
		nothing: nothing("UNSUPPORTED", `${title}s are not verified by Hoist`, title)
	};
}
function unparsable(message) {
	return {
		kind: "nothing",
		nothing: nothing("UNPARSABLE", message)
	};
}

// src/evidence/judge.ts
function createJudge(trust, roots) {
	const keys = trust.signers.filter((signer) => signer.kind === "key").map((signer) => ({
		signer,
		key: parsePublicKey(signer)
	}));
	let backing;
	const load = () => backing ??= loadBacking(trust, roots);
	return (document) => document.material.certified ? judgeCertificate(document, trust, load) : judgeKeys(document, keys, load);
}
async function loadBacking(trust, roots) {
	const sigstore = await import("./sigstore.js");
	return {
		sigstore,
		authorities: await sigstore.loadAuthorities(trust, roots)
	};
}
async function judgeCertificate(document, trust, load) {
	const signers = certificateSigners(trust.signers);
	if (signers.length === 0) return untrusted("it is signed with a certificate, and the config names no keyless signer");
	const { sigstore, authorities } = await load();
	const verdict = sigstore.verifyCertificate(document, authorities.known);
	if (verdict.state !== "valid") return refusal(verdict, authorities);
	const { identity, signedAt } = verdict;
	const match = matchSigners(identity, signers);
	if (match.state === "unnamed") return {
		level: "untrusted",
		identity,
		why: match.why
	};
	return {
		level: "signed",
		signers: match.signers,
		identity,
		...signedAt === void 0 ? {} : { signedAt }
	};
}
async function judgeKeys(document, keys, load) {
	if (keys.length === 0) return untrusted("it is signed with a key, and the config names no key");
	const bytes = signedBytes(document);
	const signing = keys.filter(({ key }) => isSignedBy(key, bytes, document.signature));
	if (signing.length === 0) return untrusted(`the signature is of no key that the config names (${keys.map(({ signer }) => signer.name).join(", ")})`);
	const identity = {
		kind: "key",
		claims: {}
	};
	const unlogged = signing.filter(({ signer }) => signer.transparencyLog === "none");
	const [first] = signing.filter(({ signer }) => signer.transparencyLog === "required");
	if (first === void 0) return {
		level: "signed",
		signers: unlogged.map(({ signer }) => signer.name),
		identity
	};
	const { sigstore, authorities } = await load();
	const verdict = sigstore.verifyLogEntry(document, first.key, authorities.known);
	if (verdict.state === "valid") {
		const { signedAt } = verdict;
		return {
			level: "signed",
			signers: signing.map(({ signer }) => signer.name),
			identity,
			...signedAt === void 0 ? {} : { signedAt }
		};
	}
	if (unlogged.length > 0) return {
		level: "signed",
		signers: unlogged.map(({ signer }) => signer.name),
		identity
	};
	const refused = refusal(verdict, authorities);
	if (refused.level !== "untrusted") return refused;
	return {
		level: "untrusted",
		identity,
		why: `signed by the key of ${first.signer.name}, which wants a transparency log: ${refused.why}`
	};
}
function refusal(verdict, { unreachable }) {
	if (verdict.state === "unsupported") return nothing("UNSUPPORTED", verdict.why, "signature");
	if (unreachable.length > 0) return nothing("UNREACHABLE", unreachable.join("; "), "signature");
	if (verdict.state === "broken") return nothing("UNPARSABLE", `the signature cannot be read: ${verdict.why}`, "signature");
	return untrusted(`the signature is not valid: ${verdict.why}`);
}
function untrusted(why) {
	return {
		level: "untrusted",
		why
	};
}

// src/evidence/verify.ts
function createVerifier(trust, ports) {
	const judge = createJudge(trust, ports.roots);
	return { async open(found) {
		try {
			return await open(found, judge);
		} catch (error) {
			if (error instanceof HoistError && error.kind === "config") throw error;
			return refused(found, nothing("UNPARSABLE", `the document cannot be read: ${messageOf(error)}`));
		}
	} };
}
async function open(found, judge) {
	const envelope = recognise(found);
	switch (envelope.kind) {
		case "nothing": return refused(found, envelope.nothing);
		case "bundle": return openSigned(found, fromBundle(envelope.json, found.subjectBytes), judge);
		case "dsse": return openSigned(found, fromDsse(envelope.json, found.annotations), judge);
		case "simplesigning": return openSigned(found, fromLayer(found.bytes, envelope.json, found.annotations), judge);
		case "statement": return openBare(found, envelope.json);
		default: return {
			found,
			trust: withoutSignature(found),
			what: "report",
			json: envelope.json
		};
	}
}
async function openSigned(found, document, judge) {
	if (isNothing(document)) return refused(found, document);
	const content = contentOf(document, found.about);
	if (isNothing(content)) return refused(found, content);
	const trust = await judge(document);
	return isNothing(trust) ? refused(found, trust) : {
		found,
		trust,
		...content
	};
}
function contentOf({ content }, about) {
	switch (content.kind) {
		case "dsse": return openPayload(content.payloadType, content.payload, about);
		case "simplesigning": return openSimpleSigning(content.json);
		default: return {
			what: "signature",
			digest: digestOf(content.payload, about === void 0 ? "sha256" : algorithmOf(about)),
			annotations: {}
		};
	}
}
function openBare(found, json) {
	const content = openStatement(json, found.about);
	if (isNothing(content)) return refused(found, content);
	if (content.what === "signature") return refused(found, nothing("UNPARSABLE", "it says that it is a signature and has none", "cosign signature"));
	return {
		found,
		trust: withoutSignature(found),
		...content
	};
}
function withoutSignature({ file }) {
	return file === void 0 ? { level: "unsigned" } : {
		level: "local",
		file
	};
}
function refused(found, reason) {
	return {
		found,
		trust: {
			level: "untrusted",
			why: reason.message
		},
		...reason
	};
}

export { createVerifier };