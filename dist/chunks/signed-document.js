import { O as bundleType } from "./promotion.js";
import { S as parseStrictJson, x as isJsonObject } from "./registry.js";
import { K as messageOf } from "./start.js";
import { i as nothing, r as isNothing, s as stringsOf, t as clip } from "./statement.js";

// src/evidence/cosign.ts
const annotation = {
	signature: "dev.cosignproject.cosign/signature",
	certificate: "dev.sigstore.cosign/certificate",
	bundle: "dev.sigstore.cosign/bundle",
	timestamp: "dev.sigstore.cosign/rfc3161timestamp"
};
const payloadType = "cosign container image signature";
const title$1 = "cosign signature";
function signatureOf(annotations) {
	return read(annotations, "signature");
}
function cosignMaterial(annotations) {
	const pem = read(annotations, "certificate");
	const certificate = pem === void 0 ? void 0 : derOf(pem);
	if (pem !== void 0 && certificate === void 0) return nothing("UNPARSABLE", "the certificate of the signature is not PEM", title$1);
	const tlogEntries = logEntries(annotations);
	if (isNothing(tlogEntries)) return tlogEntries;
	const rfc3161Timestamps = timestamps(annotations);
	if (isNothing(rfc3161Timestamps)) return rfc3161Timestamps;
	return {
		mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
		certified: certificate !== void 0,
		json: {
			...certificate === void 0 ? { publicKey: { hint: "" } } : { x509CertificateChain: { certificates: [{ rawBytes: certificate }] } },
			tlogEntries,
			timestampVerificationData: { rfc3161Timestamps }
		}
	};
}
function openSimpleSigning(json) {
	const { critical, optional } = json;
	if (!isJsonObject(critical)) return nothing("UNPARSABLE", "the payload is not one of cosign", title$1);
	if (critical["type"] !== payloadType) return nothing("UNSUPPORTED", `the payload is a ${clip(String(critical["type"]))}`, title$1);
	const { image } = critical;
	const digest = isJsonObject(image) ? image["docker-manifest-digest"] : void 0;
	if (typeof digest !== "string") return nothing("UNPARSABLE", "the payload names no digest", title$1);
	return {
		what: "signature",
		digest,
		annotations: isJsonObject(optional) ? stringsOf(optional) : {}
	};
}
function derOf(pem) {
	const [, body] = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem) ?? [];
	return body?.replace(/\s+/g, "");
}
function logEntries(annotations) {
	const read = parsed(annotations, "bundle");
	if (isNothing(read)) return read;
	const { json } = read;
	if (json === void 0) return [];
	const { body, integratedTime, logIndex, logID } = isJsonObject(json["Payload"]) ? json["Payload"] : {};
	const promise = json["SignedEntryTimestamp"];
	const kind = typeof body === "string" ? kindOf(body) : void 0;
	if (kind === void 0 || typeof promise !== "string" || typeof logID !== "string" || !Number.isSafeInteger(integratedTime) || !Number.isSafeInteger(logIndex)) return nothing("UNPARSABLE", "the log entry in cosign's annotation is not complete", title$1);
	return [{
		logIndex: String(logIndex),
		logId: { keyId: Buffer.from(logID, "hex").toString("base64") },
		kindVersion: kind,
		integratedTime: String(integratedTime),
		inclusionPromise: { signedEntryTimestamp: promise },
		canonicalizedBody: body
	}];
}
function kindOf(body) {
	try {
		const entry = parseStrictJson(Buffer.from(body, "base64"), "the log entry");
		const { kind, apiVersion } = isJsonObject(entry) ? entry : {};
		return typeof kind === "string" && typeof apiVersion === "string" ? {
			kind,
			version: apiVersion
		} : void 0;
	} catch {
		return;
	}
}
function timestamps(annotations) {
	const read = parsed(annotations, "timestamp");
	if (isNothing(read)) return read;
	const { json } = read;
	if (json === void 0) return [];
	const signedTimestamp = json["SignedRFC3161Timestamp"];
	return typeof signedTimestamp === "string" ? [{ signedTimestamp }] : nothing("UNPARSABLE", "the time stamp in cosign's annotation is not complete", title$1);
}
function parsed(annotations, name) {
	const text = read(annotations, name);
	if (text === void 0) return { json: void 0 };
	try {
		const json = parseStrictJson(Buffer.from(text), `the annotation ${annotation[name]}`);
		if (isJsonObject(json)) return { json };
		return nothing("UNPARSABLE", `the annotation ${annotation[name]} is not what cosign writes`, title$1);
	} catch (error) {
		return nothing("UNPARSABLE", messageOf(error), title$1);
	}
}
function read(annotations, name) {
	const key = annotation[name];
	const value = Object.hasOwn(annotations, key) ? annotations[key] : void 0;
	return value === "" ? void 0 : value;
}

// src/evidence/verification-material.ts
const maxMaterial = 262144;
const maxProofs = 16;
function checkMaterial(material) {
	const { json } = material;
	const times = json["timestampVerificationData"];
	if ([json["tlogEntries"], isJsonObject(times) ? times["rfc3161Timestamps"] : void 0].some((list) => Array.isArray(list) && list.length > maxProofs)) return nothing("UNPARSABLE", `it has more than ${maxProofs} log entries or time stamps`, "signature");
	if (JSON.stringify(json).length > maxMaterial) return nothing("UNPARSABLE", `its proofs are larger than ${maxMaterial / 1024} KiB`, "signature");
	return material;
}

// src/evidence/signed-document.ts
const bundleTypes = /* @__PURE__ */ new Set([
	"application/vnd.dev.sigstore.bundle+json;version=0.1",
	"application/vnd.dev.sigstore.bundle+json;version=0.2",
	"application/vnd.dev.sigstore.bundle+json;version=0.3",
	bundleType
]);
const title = "Sigstore bundle";
function fromBundle(json, manifest) {
	const { mediaType, verificationMaterial, dsseEnvelope, messageSignature } = json;
	if (typeof mediaType !== "string") return nothing("UNPARSABLE", "the bundle has no mediaType", title);
	if (!bundleTypes.has(mediaType)) return nothing("UNSUPPORTED", `bundles of the type ${mediaType.slice(0, 100)} are not known`, title);
	if (!isJsonObject(verificationMaterial)) return nothing("UNPARSABLE", "the bundle has no verificationMaterial", title);
	const keys = [
		"certificate",
		"x509CertificateChain",
		"publicKey"
	].filter((name) => name in verificationMaterial);
	if (keys.length !== 1) return nothing("UNPARSABLE", "the bundle does not name one certificate or one key", title);
	if (dsseEnvelope === void 0 === (messageSignature === void 0)) return nothing("UNPARSABLE", "the bundle does not hold one signature", title);
	const material = checkMaterial({
		mediaType,
		certified: keys[0] !== "publicKey",
		json: verificationMaterial
	});
	if (isNothing(material)) return material;
	return dsseEnvelope === void 0 ? fromMessage(messageSignature, manifest, material) : fromEnvelope(dsseEnvelope, material);
}
function fromDsse(json, annotations) {
	const material = cosignMaterial(annotations);
	if (isNothing(material)) return material;
	const sized = checkMaterial(material);
	return isNothing(sized) ? sized : fromEnvelope(json, sized);
}
function fromLayer(bytes, json, annotations) {
	const signature = decode(signatureOf(annotations));
	if (signature === void 0) return nothing("UNPARSABLE", "the signature of the payload is missing", "cosign signature");
	const material = cosignMaterial(annotations);
	if (isNothing(material)) return material;
	const sized = checkMaterial(material);
	return isNothing(sized) ? sized : {
		content: {
			kind: "simplesigning",
			payload: Buffer.from(bytes),
			json
		},
		signature,
		material: sized
	};
}
function signedBytes({ content }) {
	if (content.kind !== "dsse") return content.payload;
	return preAuthEncoding(content.payloadType, content.payload);
}
function preAuthEncoding(payloadType, payload) {
	const type = Buffer.from(payloadType);
	return Buffer.concat([
		Buffer.from(`DSSEv1 ${type.length} `),
		type,
		Buffer.from(` ${payload.length} `),
		payload
	]);
}
function fromEnvelope(json, material) {
	const what = "DSSE envelope";
	if (!isJsonObject(json)) return nothing("UNPARSABLE", "the envelope is not an object", what);
	const { payloadType, signatures } = json;
	const payload = decode(json["payload"]);
	if (typeof payloadType !== "string" || payload === void 0 || !Array.isArray(signatures)) return nothing("UNPARSABLE", "the envelope has no payload", what);
	const [only] = signatures;
	if (signatures.length !== 1 || !isJsonObject(only)) return nothing("UNPARSABLE", `the envelope has ${signatures.length} signatures, not one`, what);
	const signature = decode(only["sig"]);
	if (signature === void 0) return nothing("UNPARSABLE", "the envelope has no signature", what);
	return {
		content: {
			kind: "dsse",
			payloadType,
			payload
		},
		signature,
		material
	};
}
function fromMessage(json, manifest, material) {
	const signature = isJsonObject(json) ? decode(json["signature"]) : void 0;
	if (signature === void 0) return nothing("UNPARSABLE", "the bundle has no signature", title);
	if (manifest === void 0) return nothing("UNSUPPORTED", "the bundle signs bytes that are not in it, and the manifest is not at hand", title);
	return {
		content: {
			kind: "manifest",
			payload: Buffer.from(manifest)
		},
		signature,
		material
	};
}
function decode(text) {
	if (typeof text !== "string" || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return void 0;
	const bytes = Buffer.from(text, "base64");
	return bytes.length === 0 ? void 0 : bytes;
}

export { signedBytes as a, preAuthEncoding as i, fromDsse as n, openSimpleSigning as o, fromLayer as r, fromBundle as t };