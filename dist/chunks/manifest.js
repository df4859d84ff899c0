import { t as HoistError } from "./errors.js";
import { o as isDigest, r as digestOf, t as algorithmOf } from "./digest.js";
import { n as readPlatform } from "./platform.js";
import { a as refuseCaseVariants, i as parseStrictJson, n as isJsonObject, r as namesByCase } from "./strict-json.js";

// src/image/descriptor.ts
const descriptorNames = namesByCase([
	"mediaType",
	"digest",
	"size",
	"annotations",
	"artifactType",
	"platform",
	"urls",
	"data"
]);
const platformNames = namesByCase([
	"os",
	"architecture",
	"variant",
	"os.version",
	"os.features",
	"features"
]);
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/**
* Reads a descriptor from a document. Media and artifact types are opaque (P12, P18); embedded `data` must be the
* content that digest and size speak of (P16) and is not kept.
*
* @param what names the place in errors: `ghcr.io/acme/web:1.4.2: layers[3]`
* @throws HoistError `MANIFEST_INVALID`, `JSON_AMBIGUOUS` (both refused)
*/
function readDescriptor(value, what) {
	if (!isJsonObject(value)) throw invalidManifest(what, "it is not a descriptor");
	refuseCaseVariants(value, descriptorNames, what);
	const digest = readDigest(value, what);
	const size = readSize(value, what);
	checkData(value["data"], {
		digest,
		size
	}, what);
	const artifactType = readText(value, "artifactType", what);
	const platform = readPlatformOf(value, what);
	const urls = readUrls(value, what);
	const annotations = isAbsent(value["annotations"]) ? void 0 : readAnnotations(value, what);
	return {
		mediaType: readText(value, "mediaType", what) ?? missing(what, "mediaType"),
		digest,
		size,
		...annotations && { annotations },
		...artifactType !== void 0 && { artifactType },
		...platform && { platform },
		...urls && { urls }
	};
}
/** The `annotations` of a document or descriptor, without prototype: every key is only what the document says. */
function readAnnotations(object, what) {
	const annotations = Object.create(null);
	const stated = object["annotations"];
	if (isAbsent(stated)) return annotations;
	if (!isJsonObject(stated)) throw invalidManifest(what, "annotations is not an object");
	for (const [key, value] of Object.entries(stated)) {
		if (typeof value !== "string") throw invalidManifest(what, `annotation ${show$1(key)} is not a string`);
		annotations[key] = value;
	}
	return annotations;
}
/** A member that is text where it is there; `null` and the empty string, which Go writes for "none", are absence. */
function readText(object, name, what) {
	const value = object[name];
	if (isAbsent(value) || value === "") return void 0;
	if (typeof value !== "string" || value.length > 1024 || /\p{Cc}/u.test(value)) throw invalidManifest(what, `${name} is not a line of text`);
	return value;
}
function invalidManifest(what, why) {
	return new HoistError("refused", "MANIFEST_INVALID", `${what}: ${why}`, { hint: "The image breaks the standard; build and push it again with a current tool." });
}
function readDigest(object, what) {
	const value = object["digest"];
	if (typeof value === "string" && isDigest(value)) return value;
	throw invalidManifest(what, `digest ${show$1(value)} is not sha256: or sha512: with lower-case hex digits`);
}
function readSize(object, what) {
	const value = object["size"];
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
	throw invalidManifest(what, `size ${show$1(value)} is not a whole number of bytes`);
}
function readPlatformOf(object, what) {
	const value = object["platform"];
	if (isAbsent(value)) return void 0;
	if (!isJsonObject(value)) throw invalidManifest(what, "platform is not an object");
	refuseCaseVariants(value, platformNames, `${what}.platform`);
	return readPlatform(value);
}
function readUrls(object, what) {
	const value = object["urls"];
	if (isAbsent(value)) return void 0;
	if (!Array.isArray(value) || !value.every((url) => typeof url === "string")) throw invalidManifest(what, "urls is not a list of strings");
	return value;
}
function checkData(data, content, what) {
	if (isAbsent(data)) return;
	if (typeof data !== "string" || !base64.test(data)) throw invalidManifest(what, "data is not base64");
	const bytes = Buffer.from(data, "base64");
	if (bytes.length === content.size && digestOf(bytes, algorithmOf(content.digest)) === content.digest) return;
	throw invalidManifest(what, "the embedded data is not what digest and size say");
}
function isAbsent(value) {
	return value === void 0 || value === null;
}
function missing(what, name) {
	throw invalidManifest(what, `${name} is missing`);
}
function show$1(value) {
	return (JSON.stringify(value) ?? "that is missing").slice(0, 120);
}

// src/image/media-type.ts
/** The media types of the standard (OCI image-spec, media-types.md) and their Docker forerunners. */
const mediaTypes = {
	ociIndex: "application/vnd.oci.image.index.v1+json",
	ociManifest: "application/vnd.oci.image.manifest.v1+json",
	/** Withdrawn before OCI 1.1, and still in registries. */
	ociArtifact: "application/vnd.oci.artifact.manifest.v1+json",
	ociConfig: "application/vnd.oci.image.config.v1+json",
	ociEmpty: "application/vnd.oci.empty.v1+json",
	ociLayer: "application/vnd.oci.image.layer.v1.tar+gzip",
	dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
	dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
	dockerConfig: "application/vnd.docker.container.image.v1+json",
	dockerLayer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
	/** Schema 1, signed and not: asked for only to refuse it clearly (P8). */
	dockerSigned1: "application/vnd.docker.distribution.manifest.v1+prettyjws",
	dockerUnsigned1: "application/vnd.docker.distribution.manifest.v1+json"
};
/** The `Accept` header of every manifest request; without it old registries convert to schema 1 (P7). */
const acceptManifests = [
	mediaTypes.ociIndex,
	mediaTypes.ociManifest,
	mediaTypes.dockerList,
	mediaTypes.dockerManifest,
	mediaTypes.ociArtifact,
	mediaTypes.dockerSigned1,
	mediaTypes.dockerUnsigned1
].join(", ");
const manifestTypes = /* @__PURE__ */ new Set([
	mediaTypes.ociManifest,
	mediaTypes.dockerManifest,
	mediaTypes.ociArtifact
]);
const indexTypes = /* @__PURE__ */ new Set([mediaTypes.ociIndex, mediaTypes.dockerList]);
const schema1Types = /* @__PURE__ */ new Set([mediaTypes.dockerSigned1, mediaTypes.dockerUnsigned1]);
const nonDistributable = /^application\/vnd\.(?:oci\.image\.layer\.nondistributable\.v1\.tar(?:\+[a-z0-9]+)?|docker\.image\.rootfs\.foreign\.diff\.tar(?:\.[a-z0-9]+)?)$/;
/** A manifest of one image or artifact: OCI, Docker schema 2, OCI artifact manifest. Not an index. */
function isManifestType(mediaType) {
	return manifestTypes.has(mediaType);
}
/** An OCI index or a Docker manifest list. */
function isIndexType(mediaType) {
	return indexTypes.has(mediaType);
}
/** Docker schema 1, which cannot be copied byte for byte (P8). */
function isSchema1Type(mediaType) {
	return schema1Types.has(mediaType);
}
/** A layer that its maker did not allow to be pushed everywhere. `urls` alone do not make one (P17). */
function isForeignLayerType(mediaType) {
	return nonDistributable.test(mediaType);
}
/** A `Content-Type` without its parameters, in lower case (P9); empty for none. */
function bareMediaType(contentType) {
	return (contentType ?? "").split(";", 1).join("").trim().toLowerCase();
}

// src/image/manifest.ts
/** The longest manifest that is read, in bytes (N20). */
const maxManifestBytes = 4194304;
/** N23. */
const maxIndexDescriptors = 1e3;
/** N23. */
const maxLayers = 500;
/** What a document is, the list that it must have, and the members that would give it a second meaning (A3). */
const shapes = {
	image: {
		list: "layers",
		limit: 500,
		foreign: [
			"manifests",
			"blobs",
			"fsLayers",
			"history"
		]
	},
	artifact: {
		list: "blobs",
		limit: 500,
		foreign: [
			"config",
			"layers",
			"manifests",
			"fsLayers",
			"history"
		]
	},
	index: {
		list: "manifests",
		limit: maxIndexDescriptors,
		foreign: [
			"config",
			"layers",
			"blobs",
			"fsLayers",
			"history"
		]
	}
};
const documentNames = namesByCase([
	"schemaVersion",
	"mediaType",
	"artifactType",
	"config",
	"layers",
	"manifests",
	"blobs",
	"subject",
	"annotations",
	"fsLayers",
	"history"
]);
/** What servers say when they do not know: then the document itself decides (P9). */
const vagueTypes = /* @__PURE__ */ new Set([
	"",
	"text/plain",
	"application/json",
	"application/octet-stream",
	"binary/octet-stream"
]);
const typeGrammar = /^[a-z]+\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;
/**
* Reads a manifest or index. The bytes are copied, hashed with the algorithm of `expected` (else SHA-256), and accepted
* only if they have one meaning: one kind of document, no duplicate or case-varied names, a media type that agrees with
* the `Content-Type` (P9, P13, A3). Layers and configs may be of any type (P18). A manifest of a type that we don't know
* is read by its structure, because a copier must not fail on one (P12); it must have exactly one of `layers` and
* `manifests`, or nobody could tell what belongs to it.
*
* The error's kind tells whether asking again may help. `unreachable`: `DIGEST_MISMATCH` (cut or changed on the way:
* nothing has been written yet, so it is no failed transfer), `JSON_INVALID`, `MANIFEST_NOT_SENT` (a web page). `refused`,
* because these bytes will never be accepted: `MANIFEST_INVALID`, `MANIFEST_AMBIGUOUS`, `JSON_AMBIGUOUS`,
* `MANIFEST_TOO_LARGE`, `SCHEMA1`.
*
* @throws HoistError and nothing else
*/
function parseManifest(bytes, options = {}) {
	const where = options.where ?? "the manifest";
	const sent = bareMediaType(options.contentType);
	if (bytes.length > 4194304) throw tooLarge(where, `more than ${maxManifestBytes} bytes`);
	if (isSchema1Type(sent)) throw schema1(where);
	if (sent === "text/html") throw notSent(where);
	const owned = new Uint8Array(bytes);
	const digest = digestOf(owned, options.expected === void 0 ? "sha256" : algorithmOf(options.expected));
	if (digest !== (options.expected ?? digest)) throw mismatch(where, options.expected, digest);
	const json = parseStrictJson(owned, where);
	if (!isJsonObject(json)) throw invalidManifest(where, "it is not a JSON object");
	refuseCaseVariants(json, documentNames, where);
	const mediaType = mediaTypeOf(json, sent, where);
	const shape = shapeOf(json, mediaType, where);
	checkVersion(json, mediaType, where);
	return documentOf(json, shape, {
		bytes: owned,
		digest,
		mediaType,
		where
	});
}
/** The descriptors of the manifests directly below: children of an index, none of a manifest. */
function childrenOf(manifest) {
	return manifest.kind === "index" ? manifest.manifests : [];
}
/** The descriptors of the blobs that a manifest names, config first; none of an index. */
function blobsOf(manifest) {
	if (manifest.kind === "index") return [];
	return manifest.config === void 0 ? manifest.layers : [manifest.config, ...manifest.layers];
}
/** A descriptor that points at the manifest itself. */
function descriptorOf(manifest) {
	return {
		mediaType: manifest.mediaType,
		digest: manifest.digest,
		size: manifest.bytes.length
	};
}
/** What kind of artifact a manifest is, as a list of referrers states it: for images that do not say, the config's type (P33). */
function artifactTypeOf(manifest) {
	if (manifest.artifactType !== void 0 || manifest.kind === "index") return manifest.artifactType;
	return manifest.config?.mediaType;
}
function mediaTypeOf(json, sent, where) {
	const stated = readText(json, "mediaType", where);
	const vague = vagueTypes.has(sent);
	if (stated !== void 0 && !vague && stated.toLowerCase() !== sent) throw ambiguous(where, `it says that it is ${show(stated)} and was sent as ${show(sent)}`);
	const mediaType = stated ?? (vague ? typeByStructure(json) : sent);
	if (!typeGrammar.test(mediaType)) throw invalidManifest(where, `${show(mediaType)} is not a media type`);
	if (isSchema1Type(mediaType) || stated === void 0 && json["schemaVersion"] === 1) throw schema1(where);
	return mediaType;
}
/** OCI allows to leave the type out; Docker's documents always have it. */
function typeByStructure(json) {
	return "manifests" in json ? mediaTypes.ociIndex : mediaTypes.ociManifest;
}
function shapeOf(json, mediaType, where) {
	const shape = shapeByType(mediaType) ?? ("manifests" in json ? "index" : "image");
	const { list, foreign } = shapes[shape];
	const second = foreign.find((name) => Object.hasOwn(json, name));
	if (second !== void 0) throw ambiguous(where, `it is ${show(mediaType)} and has ${show(second)}`);
	if (shape !== "artifact" && !Object.hasOwn(json, list)) throw invalidManifest(where, `${list} is missing`);
	if (isManifestType(mediaType) && shape === "image" && !isJsonObject(json["config"])) throw invalidManifest(where, "config is missing");
	return shape;
}
function shapeByType(mediaType) {
	if (isIndexType(mediaType)) return "index";
	if (mediaType === mediaTypes.ociArtifact) return "artifact";
	return isManifestType(mediaType) ? "image" : void 0;
}
function checkVersion(json, mediaType, where) {
	const version = json["schemaVersion"];
	const optional = mediaType === mediaTypes.ociArtifact || shapeByType(mediaType) === void 0;
	if (version === 2 || optional && version === void 0) return;
	throw invalidManifest(where, `schemaVersion ${show(version)} is not 2`);
}
function documentOf(json, shape, { where, ...origin }) {
	const entries = readList(json, shape, where);
	const artifactType = readText(json, "artifactType", where);
	const subject = optionalDescriptor(json, "subject", where);
	const document = {
		...origin,
		annotations: readAnnotations(json, where),
		...artifactType !== void 0 && { artifactType },
		...subject && { subject }
	};
	if (shape === "index") return {
		kind: "index",
		...document,
		manifests: entries
	};
	const config = optionalDescriptor(json, "config", where);
	return {
		kind: "manifest",
		...document,
		...config && { config },
		layers: entries
	};
}
/** `null` is what Go writes for an empty list. */
function readList(json, shape, where) {
	const { list, limit } = shapes[shape];
	const entries = json[list] ?? [];
	if (!Array.isArray(entries)) throw invalidManifest(where, `${list} is not a list`);
	if (entries.length > limit) throw tooLarge(where, `more than ${limit} ${list}`);
	return entries.map((entry, at) => readDescriptor(entry, `${where}: ${list}[${at}]`));
}
function optionalDescriptor(json, name, where) {
	const value = json[name];
	return value === void 0 || value === null ? void 0 : readDescriptor(value, `${where}: ${name}`);
}
function mismatch(where, expected, actual) {
	return new HoistError("unreachable", "DIGEST_MISMATCH", `${where}: the bytes are ${actual}, ${expected} was asked for`, { hint: "The answer was cut or changed on the way, or the registry serves false content; nothing was taken from it." });
}
function notSent(where) {
	return new HoistError("unreachable", "MANIFEST_NOT_SENT", `${where}: a web page came instead of a manifest`, { hint: "A proxy or a login page stands before the registry; see HTTPS_PROXY and NO_PROXY." });
}
function ambiguous(where, why) {
	return new HoistError("refused", "MANIFEST_AMBIGUOUS", `${where}: the manifest has two meanings: ${why}`, { hint: "Build and push the image again with a current tool (CVE-2021-41190)." });
}
function tooLarge(where, why) {
	return new HoistError("refused", "MANIFEST_TOO_LARGE", `${where}: the manifest is too large: ${why}`, { hint: "Split the image; registries need not take more either." });
}
function schema1(where) {
	return new HoistError("refused", "SCHEMA1", `${where}: this is an image of Docker schema 1`, { hint: "It cannot be copied under its own digest. Pull and push it once with a current tool, then promote the new digest." });
}
function show(value) {
	return (JSON.stringify(value) ?? "missing").slice(0, 120);
}

export { maxManifestBytes as a, bareMediaType as c, isManifestType as d, mediaTypes as f, descriptorOf as i, isForeignLayerType as l, blobsOf as n, parseManifest as o, readDescriptor as p, childrenOf as r, acceptManifests as s, artifactTypeOf as t, isIndexType as u };