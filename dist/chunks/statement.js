import { K as messageOf, P as algorithmOf, R as hexOf } from "./start.js";
import { S as parseStrictJson, x as isJsonObject } from "./registry.js";

// src/evidence/statement.ts
function nothing(code, message, title = "document") {
	return {
		what: "nothing",
		code,
		message,
		title
	};
}
function isNothing(value) {
	return "what" in value && value.what === "nothing";
}
const inTotoType = "application/vnd.in-toto+json";
const statementTypes = /* @__PURE__ */ new Set(["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"]);
const signatureType = "https://sigstore.dev/cosign/sign/v1";
function openPayload(payloadType, payload, about) {
	if (payloadType !== "application/vnd.in-toto+json") return nothing("UNSUPPORTED", `the envelope holds ${clip(payloadType)}, not ${inTotoType}`, "DSSE envelope");
	let json;
	try {
		json = parseStrictJson(payload, "the statement");
	} catch (error) {
		return nothing("UNPARSABLE", messageOf(error), title);
	}
	return openStatement(json, about);
}
const title = "in-toto statement";
function openStatement(json, about) {
	const statement = readStatement(json);
	if (isNothing(statement)) return statement;
	if (statement.predicateType !== signatureType) return {
		what: "statement",
		statement
	};
	const digests = statement.subjects.map((subject) => ({
		subject,
		digest: digestIn(subject, about)
	}));
	const chosen = digests.find(({ digest }) => digest === about) ?? digests[0];
	if (chosen?.digest === void 0) return nothing("UNPARSABLE", "the signature names no digest", "cosign signature");
	return {
		what: "signature",
		digest: chosen.digest,
		annotations: chosen.subject.annotations
	};
}
function digestIn(subject, about) {
	const algorithm = about === void 0 ? "sha256" : algorithmOf(about);
	const same = valueOf(subject.digest, algorithm);
	if (about !== void 0 && same === hexOf(about)) return about;
	const sha256 = valueOf(subject.digest, "sha256");
	return sha256 === void 0 ? void 0 : `sha256:${sha256}`;
}
function readStatement(json) {
	if (!isJsonObject(json)) return nothing("UNPARSABLE", "the statement is not an object", title);
	if (!statementTypes.has(json["_type"])) return nothing("UNSUPPORTED", `the statement is of the type ${clip(JSON.stringify(json["_type"]) ?? "undefined")}`, title);
	const { predicateType, predicate } = json;
	if (typeof predicateType !== "string" || predicateType === "") return nothing("UNPARSABLE", "the statement has no predicateType", title);
	const subjects = readSubjects(json["subject"]);
	if (subjects === void 0) return nothing("UNPARSABLE", "the statement does not say by digest what it is about", title);
	return {
		predicateType,
		predicate,
		subjects
	};
}
function readSubjects(json) {
	if (!Array.isArray(json) || json.length === 0) return void 0;
	const subjects = json.map((item) => readSubject(item));
	return subjects.every((subject) => subject !== void 0) ? subjects : void 0;
}
function readSubject(json) {
	if (!isJsonObject(json) || !isJsonObject(json["digest"])) return void 0;
	const digest = stringsOf(json["digest"]);
	if (Object.keys(digest).length !== Object.keys(json["digest"]).length) return void 0;
	const { name, annotations } = json;
	return {
		...typeof name === "string" ? { name } : {},
		digest,
		annotations: isJsonObject(annotations) ? stringsOf(annotations) : {}
	};
}
function stringsOf(json) {
	return Object.fromEntries(Object.entries(json).filter((entry) => typeof entry[1] === "string"));
}
function valueOf(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function clip(text) {
	return text.length > 120 ? `${text.slice(0, 120)}\u2026` : text;
}

export { openPayload as a, nothing as i, inTotoType as n, openStatement as o, isNothing as r, stringsOf as s, clip as t };