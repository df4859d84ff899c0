import { o as __toESM } from "./rolldown-runtime.js";
import { B as isDigest, F as digestHasher, H as shortDigest, I as digestOf, K as messageOf, L as finishDigest, P as algorithmOf, R as hexOf, U as HoistError, _ as proxyFor, a as isDigestReference, c as layoutFolder, h as sameHost, i as hostOf$1, l as parseHost, o as isLayout, p as pathOf, s as isTag, v as isLoopback, z as isComparable } from "./start.js";
import { J as attachedTo, X as fallbackTag } from "./commands.js";
import { H as _maxLength, Z as _regex, a as object, c as record, d as union, f as unknown, i as number, l as string, n as array, o as optional, r as nullish, s as pipe, t as _catch, u as transform } from "./zod-mini.js";
import { constants, statSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { dirname, isAbsolute, join, posix, relative, resolve, sep, win32 } from "node:path";
import { access, lstat, mkdir, open, readFile, readdir, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { BlockList, connect, isIP, isIPv4 } from "node:net";
import { setMaxListeners } from "node:events";
import { spawn } from "node:child_process";
import { connect as connect$1, createSecureContext } from "node:tls";
import { lookup } from "node:dns";
import { setTimeout as setTimeout$1 } from "node:timers/promises";

// src/image/strict-json.ts
const maxDepth = 64;
const quote = 34;
const backslash = 92;
const comma = 44;
const colon = 58;
const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const closeBracket = 93;
const hintOfServers = "Look at what the server sends; a proxy or a login page may stand before it.";
function parseStrictJson(bytes, what, hint = hintOfServers) {
	const text = decode(bytes, what, hint);
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw invalid$2(what, text.trimStart().startsWith("<") ? "it looks like a web page" : "it is not one JSON document", hint);
	}
	if (countNames(text, what) !== countMembers(value) || mayHaveSurrogates(text)) refuseNames(text, what);
	return value;
}
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function refuseCaseVariants(object, names, what) {
	for (const name of Object.keys(object)) {
		const known = names.get(foldCase(name));
		if (known === void 0 || known === name) continue;
		throw ambiguous$1(what, `${JSON.stringify(name)} can be read as ${JSON.stringify(known)}`);
	}
}
function namesByCase(names) {
	return new Map(names.map((name) => [foldCase(name), name]));
}
function foldCase(name) {
	return name.toUpperCase().toLowerCase();
}
function decode(bytes, what, hint) {
	try {
		const text = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
		if (!text.startsWith("\ufeff")) return text;
	} catch {
		throw invalid$2(what, "it is not UTF-8", hint);
	}
	throw invalid$2(what, "it begins with a byte order mark", hint);
}
function countNames(text, what) {
	let names = 0;
	let depth = 0;
	for (let at = 0; at < text.length; at += 1) switch (text.charCodeAt(at)) {
		case quote:
			at = endOfString(text, at);
			break;
		case colon:
			names += 1;
			break;
		case openBrace:
		case openBracket:
			depth += 1;
			if (depth > maxDepth) throw ambiguous$1(what, `it is nested more than ${maxDepth} levels deep`);
			break;
		case closeBrace:
		case closeBracket: depth -= 1;
	}
	return names;
}
function countMembers(value) {
	if (typeof value !== "object" || value === null) return 0;
	const isList = Array.isArray(value);
	const items = isList ? value : Object.values(value);
	let members = isList ? 0 : items.length;
	for (const item of items) members += countMembers(item);
	return members;
}
function mayHaveSurrogates(text) {
	return text.includes("\\u") && /\\u[Dd][89A-Fa-f]/.test(text);
}
function refuseNames(text, what) {
	const open = [];
	let names;
	let nameFollows = false;
	for (let at = 0; at < text.length; at += 1) switch (text.charCodeAt(at)) {
		case quote: {
			const end = endOfString(text, at);
			if (nameFollows && names !== void 0) addName(names, text.slice(at, end + 1), what);
			nameFollows = false;
			at = end;
			break;
		}
		case openBrace:
		case openBracket:
			open.push(names);
			names = text.charCodeAt(at) === openBrace ? /* @__PURE__ */ new Set() : void 0;
			nameFollows = names !== void 0;
			break;
		case closeBrace:
		case closeBracket:
			names = open.pop();
			nameFollows = false;
			break;
		case comma: nameFollows = names !== void 0;
	}
}
function endOfString(text, start) {
	let at = text.indexOf("\"", start + 1);
	while (isEscaped(text, at)) at = text.indexOf("\"", at + 1);
	return at;
}
function isEscaped(text, at) {
	let first = at;
	while (text.charCodeAt(first - 1) === backslash) first -= 1;
	return (at - first) % 2 === 1;
}
function addName(names, quoted, what) {
	const name = quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
	if (/\p{Surrogate}/u.test(name)) throw ambiguous$1(what, "a member name is not well-formed Unicode");
	if (names.has(name)) throw ambiguous$1(what, `the member ${JSON.stringify(name.slice(0, 100))} is there twice`);
	names.add(name);
}
function invalid$2(what, why, hint) {
	return new HoistError("unreachable", "JSON_INVALID", `${what} cannot be read: ${why}`, { hint });
}
function ambiguous$1(what, why) {
	return new HoistError("refused", "JSON_AMBIGUOUS", `${what} has no single meaning: ${why}`, { hint: "Build and push it again with a current tool; Hoist does not guess which meaning is right." });
}

// src/image/platform.ts
function platformText(platform) {
	const { os, architecture, variant } = platform;
	return variant === void 0 ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
function readPlatform(value) {
	if (!isJsonObject(value)) return void 0;
	const { os, architecture, variant } = value;
	const osVersion = value["os.version"];
	if (!isText(os) || !isText(architecture)) return void 0;
	return {
		os,
		architecture,
		...isText(variant) && { variant },
		...isText(osVersion) && { osVersion }
	};
}
function isText(value) {
	return typeof value === "string" && value !== "";
}

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
const base64$1 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
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
	const annotations = isAbsent$2(value["annotations"]) ? void 0 : readAnnotations(value, what);
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
function readAnnotations(object, what) {
	const annotations = Object.create(null);
	const stated = object["annotations"];
	if (isAbsent$2(stated)) return annotations;
	if (!isJsonObject(stated)) throw invalidManifest(what, "annotations is not an object");
	for (const [key, value] of Object.entries(stated)) {
		if (typeof value !== "string") throw invalidManifest(what, `annotation ${show$1(key)} is not a string`);
		annotations[key] = value;
	}
	return annotations;
}
function readText(object, name, what) {
	const value = object[name];
	if (isAbsent$2(value) || value === "") return void 0;
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
	if (isAbsent$2(value)) return void 0;
	if (!isJsonObject(value)) throw invalidManifest(what, "platform is not an object");
	refuseCaseVariants(value, platformNames, `${what}.platform`);
	return readPlatform(value);
}
function readUrls(object, what) {
	const value = object["urls"];
	if (isAbsent$2(value)) return void 0;
	if (!Array.isArray(value) || !value.every((url) => typeof url === "string")) throw invalidManifest(what, "urls is not a list of strings");
	return value;
}
function checkData(data, content, what) {
	if (isAbsent$2(data)) return;
	if (typeof data !== "string" || !base64$1.test(data)) throw invalidManifest(what, "data is not base64");
	const bytes = Buffer.from(data, "base64");
	if (bytes.length === content.size && digestOf(bytes, algorithmOf(content.digest)) === content.digest) return;
	throw invalidManifest(what, "the embedded data is not what digest and size say");
}
function isAbsent$2(value) {
	return value === void 0 || value === null;
}
function missing(what, name) {
	throw invalidManifest(what, `${name} is missing`);
}
function show$1(value) {
	return (JSON.stringify(value) ?? "that is missing").slice(0, 120);
}

// src/image/media-type.ts
const mediaTypes = {
	ociIndex: "application/vnd.oci.image.index.v1+json",
	ociManifest: "application/vnd.oci.image.manifest.v1+json",
	ociArtifact: "application/vnd.oci.artifact.manifest.v1+json",
	ociConfig: "application/vnd.oci.image.config.v1+json",
	ociEmpty: "application/vnd.oci.empty.v1+json",
	ociLayer: "application/vnd.oci.image.layer.v1.tar+gzip",
	dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
	dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
	dockerConfig: "application/vnd.docker.container.image.v1+json",
	dockerLayer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
	dockerSigned1: "application/vnd.docker.distribution.manifest.v1+prettyjws",
	dockerUnsigned1: "application/vnd.docker.distribution.manifest.v1+json"
};
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
function isManifestType(mediaType) {
	return manifestTypes.has(mediaType);
}
function isIndexType(mediaType) {
	return indexTypes.has(mediaType);
}
function isSchema1Type(mediaType) {
	return schema1Types.has(mediaType);
}
function isForeignLayerType(mediaType) {
	return nonDistributable.test(mediaType);
}
function bareMediaType(contentType) {
	return (contentType ?? "").split(";", 1).join("").trim().toLowerCase();
}

// src/image/manifest.ts
const maxManifestBytes = 4194304;
const maxIndexDescriptors = 1e3;
const maxLayers = 500;
const shapes = {
	image: {
		list: "layers",
		limit: maxLayers,
		foreign: [
			"manifests",
			"blobs",
			"fsLayers",
			"history"
		]
	},
	artifact: {
		list: "blobs",
		limit: maxLayers,
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
const vagueTypes = /* @__PURE__ */ new Set([
	"",
	"text/plain",
	"application/json",
	"application/octet-stream",
	"binary/octet-stream"
]);
const typeGrammar = /^[a-z]+\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;
function parseManifest(bytes, options = {}) {
	const where = options.where ?? "the manifest";
	const sent = bareMediaType(options.contentType);
	if (bytes.length > 4194304) throw manifestTooLarge(where);
	if (isSchema1Type(sent)) throw schema1(where);
	if (sent === "text/html") throw notSent(where);
	const owned = new Uint8Array(bytes);
	const digest = digestOf(owned, options.expected === void 0 ? "sha256" : algorithmOf(options.expected));
	if (digest !== (options.expected ?? digest)) throw mismatch$1(where, options.expected, digest);
	const json = parseStrictJson(owned, where);
	if (!isJsonObject(json)) throw invalidManifest(where, "it is not a JSON object");
	refuseCaseVariants(json, documentNames, where);
	const mediaType = mediaTypeOf(json, sent, where);
	const shape = shapeOf(json, mediaType, where);
	checkVersion(json, mediaType, where);
	return documentOf$2(json, shape, {
		bytes: owned,
		digest,
		mediaType,
		where
	});
}
function childrenOf(manifest) {
	return manifest.kind === "index" ? manifest.manifests : [];
}
function blobsOf(manifest) {
	if (manifest.kind === "index") return [];
	return manifest.config === void 0 ? manifest.layers : [manifest.config, ...manifest.layers];
}
function isCalled(manifest, digest) {
	return digestOf(manifest.bytes, algorithmOf(digest)) === digest;
}
function descriptorOf(manifest) {
	return {
		mediaType: manifest.mediaType,
		digest: manifest.digest,
		size: manifest.bytes.length
	};
}
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
function documentOf$2(json, shape, { where, ...origin }) {
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
function readList(json, shape, where) {
	const { list, limit } = shapes[shape];
	const entries = json[list] ?? [];
	if (!Array.isArray(entries)) throw invalidManifest(where, `${list} is not a list`);
	if (entries.length > limit) throw tooLarge$1(where, `more than ${limit} ${list}`);
	return entries.map((entry, at) => readDescriptor(entry, `${where}: ${list}[${at}]`));
}
function optionalDescriptor(json, name, where) {
	const value = json[name];
	return value === void 0 || value === null ? void 0 : readDescriptor(value, `${where}: ${name}`);
}
function mismatch$1(where, expected, actual) {
	return new HoistError("unreachable", "DIGEST_MISMATCH", `${where}: the bytes are ${actual}, ${expected} was asked for`, { hint: "The answer was cut or changed on the way, or the registry serves false content; nothing was taken from it." });
}
function notSent(where) {
	return new HoistError("unreachable", "MANIFEST_NOT_SENT", `${where}: a web page came instead of a manifest`, { hint: "A proxy or a login page stands before the registry; see HTTPS_PROXY and NO_PROXY." });
}
function ambiguous(where, why) {
	return new HoistError("refused", "MANIFEST_AMBIGUOUS", `${where}: the manifest has two meanings: ${why}`, { hint: "Build and push the image again with a current tool (CVE-2021-41190)." });
}
function manifestTooLarge(where) {
	return tooLarge$1(where, `more than ${maxManifestBytes} bytes`);
}
function tooLarge$1(where, why) {
	return new HoistError("refused", "MANIFEST_TOO_LARGE", `${where}: the manifest is too large: ${why}`, { hint: "Split the image; registries need not take more either." });
}
function schema1(where) {
	return new HoistError("refused", "SCHEMA1", `${where}: this is an image of Docker schema 1`, { hint: "It cannot be copied under its own digest. Pull and push it once with a current tool, then promote the new digest." });
}
function show(value) {
	return (JSON.stringify(value) ?? "missing").slice(0, 120);
}

// src/domain/read-back.ts
const readBackWaits = [
	1e3,
	2e3,
	4e3,
	8e3,
	15e3,
	15e3,
	15e3
];

// src/image/gathered-bytes.ts
var GatheredBytes = class {
	#bytes = Buffer.alloc(0);
	#length = 0;
	get length() {
		return this.#length;
	}
	add(piece) {
		const length = this.#length + piece.length;
		if (length > this.#bytes.length) {
			const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#length * 2));
			larger.set(this.#bytes.subarray(0, this.#length));
			this.#bytes = larger;
		}
		this.#bytes.set(piece, this.#length);
		this.#length = length;
	}
	whole() {
		return this.#length === this.#bytes.length ? this.#bytes : Buffer.from(this.#bytes.subarray(0, this.#length));
	}
};

// src/http/address-guard.ts
const nonPublicV4 = blockList("ipv4", [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"168.63.129.16/32",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/4",
	"240.0.0.0/4"
]);
const globalV6 = blockList("ipv6", ["2000::/3"]);
const nonPublicV6 = blockList("ipv6", [
	"2001::/23",
	"2001:db8::/32",
	"2002::/16",
	"3fff::/20"
]);
const wrappingV4 = blockList("ipv6", ["::ffff:0:0/96", "64:ff9b::/96"]);
function isPublicAddress(ip) {
	if (isIPv4(ip)) return !nonPublicV4.check(ip, "ipv4");
	if (isIP(ip) !== 6 || ip.includes("%")) return false;
	if (wrappingV4.check(ip, "ipv6")) return isPublicAddress(wrappedV4(ip));
	return globalV6.check(ip, "ipv6") && !nonPublicV6.check(ip, "ipv6");
}
function literalAddressOf(url) {
	const { hostname } = url;
	if (hostname.startsWith("[")) return hostname.slice(1, -1);
	if (isIPv4(hostname)) return hostname;
	const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
	return name === "localhost" || name.endsWith(".localhost") ? "127.0.0.1" : void 0;
}
function requirePublicLiteral(url) {
	const address = literalAddressOf(url);
	if (address !== void 0 && !isPublicAddress(address)) throw privateAddress(url.host);
}
function guardedLookup(lookup) {
	return (hostname, options, callback) => {
		lookup(hostname, {
			...options,
			all: true
		}, (error, found, family) => {
			if (error !== null) {
				callback(error, "", 0);
				return;
			}
			const addresses = typeof found === "string" ? [{
				address: found,
				family: family ?? isIP(found)
			}] : found;
			const [first] = addresses;
			if (first === void 0 || !addresses.every((one) => isPublicAddress(one.address))) {
				callback(privateAddress(hostname), "", 0);
				return;
			}
			answer(options, [first, ...addresses.slice(1)], callback);
		});
	};
}
function answer(options, addresses, callback) {
	if (options.all === true) callback(null, addresses);
	else callback(null, addresses[0].address, addresses[0].family);
}
function privateAddress(host) {
	return new HoistError("unreachable", "ADDRESS_PRIVATE", `a registry sent us to ${host}, which is not a public address`, { hint: `If ${host} is right, give it an entry under "registries" in the config.` });
}
function wrappedV4(ip) {
	const [high = 0, low = 0] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split(":").slice(-2).map((group) => Number.parseInt(group === "" ? "0" : group, 16));
	return [
		high >> 8,
		high & 255,
		low >> 8,
		low & 255
	].join(".");
}
function blockList(family, subnets) {
	const list = new BlockList();
	for (const subnet of subnets) {
		const slash = subnet.indexOf("/");
		list.addSubnet(subnet.slice(0, slash), Number(subnet.slice(slash + 1)), family);
	}
	return list;
}

// src/http/on-abort.ts
function onAbort(signal, aborted) {
	if (signal === void 0) return () => {};
	setMaxListeners(0, signal);
	signal.addEventListener("abort", aborted, { once: true });
	return () => signal.removeEventListener("abort", aborted);
}

// src/http/cancellation.ts
var Cancellation = class {
	#signal;
	#cancelled;
	#stopListening = () => {};
	#controller;
	constructor(signal, cancelled) {
		this.#signal = signal;
		this.#cancelled = cancelled;
		if (signal?.aborted === true) cancelled(reasonOf(signal));
		else this.#stopListening = onAbort(signal, () => this.#abort());
	}
	started(controller) {
		this.#controller = controller;
		if (this.#signal?.aborted === true) controller.abort(reasonOf(this.#signal));
	}
	over() {
		this.#stopListening();
	}
	#abort() {
		const reason = reasonOf(this.#signal);
		this.#cancelled(reason);
		this.#controller?.abort(reason);
	}
};
function reasonOf(signal) {
	return signal?.reason instanceof Error ? signal.reason : /* @__PURE__ */ new Error("aborted");
}

// src/http/interim.ts
const mostInterim = 16;
var TooManyInterim = class extends Error {
	code = "HOIST_ANSWER_ENDLESS";
};
var Interim = class {
	#count = 0;
	isBefore(status, stop) {
		if (status >= 200) return false;
		this.#count += 1;
		if (this.#count > mostInterim) stop(new TooManyInterim(`more than ${mostInterim} interim answers`));
		return true;
	}
};

// src/http/body-reader.ts
const queued = 1;
var BodyReader = class {
	response;
	#cancellation;
	#interim = new Interim();
	#slabs;
	#queue = [];
	#resolve;
	#reject;
	#controller;
	#waiting;
	#paused = false;
	#ended = false;
	#error;
	constructor({ signal }, slabs) {
		this.#slabs = slabs;
		this.response = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		this.response.catch(() => {});
		this.#cancellation = new Cancellation(signal, (reason) => {
			this.#drop();
			this.#fail(reason);
		});
	}
	onRequestStart(controller) {
		this.#controller = controller;
		this.#cancellation?.started(controller);
	}
	onResponseStart(controller, status, headers) {
		if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
		const pieces = {
			next: () => this.#next(),
			return: async () => {
				this.#end();
				return {
					done: true,
					value: void 0
				};
			}
		};
		const body = { [Symbol.asyncIterator]: () => pieces };
		this.#resolve({
			status,
			headers,
			body,
			end: () => this.#end()
		});
	}
	onResponseData(controller, chunk) {
		if (chunk.length === 0 || this.#ended) return;
		this.#slabs.hold(chunk);
		const waiting = this.#waiting;
		if (waiting !== void 0) {
			this.#waiting = void 0;
			waiting.resolve({
				done: false,
				value: this.#pieceOf(chunk)
			});
			return;
		}
		this.#queue.push(chunk);
		if (this.#queue.length < queued) return;
		this.#paused = true;
		controller.pause();
	}
	onResponseEnd() {
		this.#settle();
	}
	onResponseError(_, error) {
		this.#fail(error);
	}
	#goOn() {
		if (!this.#paused || this.#queue.length >= queued) return;
		this.#paused = false;
		this.#controller?.resume();
	}
	#fail(error) {
		this.#error ??= error;
		this.#settle();
		this.#reject(error);
	}
	#settle() {
		this.#cancellation?.over();
		this.#ended = true;
		const waiting = this.#waiting;
		this.#waiting = void 0;
		if (this.#error === void 0) waiting?.resolve({
			done: true,
			value: void 0
		});
		else waiting?.reject(this.#error);
	}
	#drop() {
		for (const bytes of this.#queue.splice(0)) this.#slabs.release(bytes);
	}
	#next() {
		const bytes = this.#queue.shift();
		if (bytes !== void 0) {
			this.#goOn();
			return Promise.resolve({
				done: false,
				value: this.#pieceOf(bytes)
			});
		}
		if (this.#error !== void 0) return Promise.reject(this.#error);
		if (this.#ended) return Promise.resolve({
			done: true,
			value: void 0
		});
		return new Promise((resolve, reject) => {
			this.#waiting = {
				resolve,
				reject
			};
		});
	}
	#end() {
		this.#drop();
		if (!this.#ended) this.#controller?.abort(/* @__PURE__ */ new Error("the body is not wanted any more"));
	}
	#pieceOf(bytes) {
		let held = true;
		const release = () => {
			if (held) this.#slabs.release(bytes);
			held = false;
		};
		return {
			bytes,
			release
		};
	}
};

// src/http/opening.ts
const longestWait$1 = 4e3;
var ConnectTimeout = class extends Error {
	code = "UND_ERR_CONNECT_TIMEOUT";
};
var Opening = class {
	socket;
	#done;
	#timer;
	#state = "opening";
	#error = null;
	#callback;
	constructor(socket, { hostname, protocol }, timeout) {
		this.socket = socket;
		this.#done = protocol === "https:" ? "secureConnect" : "connect";
		this.#timer = setTimeout(() => {
			socket.destroy(new ConnectTimeout(`no connection to ${hostname} within ${timeout / 1e3} s`));
		}, timeout);
		socket.on("error", this.#failed);
		socket.once("close", () => clearTimeout(this.#timer));
		socket.once(this.#done, this.#opened);
	}
	get isOpening() {
		return this.#state === "opening";
	}
	get lost() {
		return this.#state === "failed" || this.socket.destroyed;
	}
	take(callback) {
		this.#callback = callback;
		this.socket.setTimeout(0);
		if (this.#state !== "opening") process.nextTick(() => this.#deliver());
	}
	wait(gone) {
		this.socket.once("close", gone);
		this.socket.setTimeout(longestWait$1, () => this.socket.destroy());
	}
	#opened = () => {
		this.#state = "open";
		clearTimeout(this.#timer);
		if (this.#callback !== void 0) this.#deliver();
	};
	#failed = (error) => {
		this.#state = "failed";
		this.#error = error;
		clearTimeout(this.#timer);
		if (this.#callback !== void 0) this.#deliver();
	};
	#deliver() {
		this.socket.removeListener("error", this.#failed);
		this.socket.removeListener(this.#done, this.#opened);
		this.#callback?.(this.#error, this.#error === null ? this.socket : null);
	}
};

// src/http/patience.ts
const first = 250;
const longest$6 = 4e3;
function createPatience() {
	let now = first;
	return {
		get now() {
			return now;
		},
		learn(error, had) {
			if (isGivenUp(error)) now = Math.max(now, Math.min(had * 4, longest$6));
		}
	};
}
function isGivenUp(error) {
	if (!(error instanceof AggregateError)) return false;
	return error.errors.some((one) => one instanceof Error && "code" in one && one.code === "ETIMEDOUT");
}

// src/http/slab-reader.ts
const smallSlab = 262144;
const smallTlsSlab = 65536;
const largeSlab = 786432;
const largeTlsSlab = 262144;
const longRead = 4194304;
const shortestRead = 16384;
var SlabReader = class {
	#pool;
	#gather;
	#socket;
	#slab;
	#size;
	#read = 0;
	#end = 0;
	#start = 0;
	#ready = [];
	#given = [];
	#flush;
	constructor(pool, gather) {
		this.#pool = pool;
		this.#gather = gather;
		this.#size = gather ? smallTlsSlab : smallSlab;
		this.#slab = pool.take(this.#size);
	}
	attach(socket) {
		this.#socket = socket;
		const push = socket.push.bind(socket);
		socket.push = (chunk, encoding) => {
			if (chunk === null) this.#handOverAll(push);
			return push(chunk, encoding);
		};
		const read = socket.read.bind(socket);
		socket.read = (size) => {
			const chunk = read(size);
			if (this.#ready.length > 0 || this.#start < this.#end) this.#schedule();
			return chunk;
		};
		socket.once("close", () => this.#close());
	}
	onread = {
		buffer: () => this.#next(),
		callback: (length) => this.#received(length)
	};
	#next() {
		if (this.#slab.length - this.#end < Math.min(shortestRead, this.#size)) {
			this.#cut();
			this.#pool.release(this.#slab);
			this.#slab = this.#pool.take(this.#size);
			this.#end = 0;
			this.#start = 0;
		}
		return this.#slab.subarray(this.#end);
	}
	#received(length) {
		this.#end += length;
		this.#read += length;
		if (this.#read > longRead) this.#size = this.#gather ? largeTlsSlab : largeSlab;
		if (!this.#gather) return this.#handOver();
		if (this.#slab.length - this.#end >= shortestRead) {
			this.#schedule();
			return true;
		}
		this.#cut();
		this.#schedule();
		return this.#ready.length === 1;
	}
	#schedule() {
		this.#flush ??= setImmediate(() => {
			this.#flush = void 0;
			this.#handOver();
		});
	}
	#cut() {
		if (this.#start === this.#end) return;
		const view = this.#slab.subarray(this.#start, this.#end);
		this.#start = this.#end;
		this.#pool.hold(view);
		this.#ready.push(view);
	}
	#handOver() {
		const socket = this.#socket;
		if (socket === void 0 || socket.destroyed || socket.readableLength > 0) return false;
		for (const view of this.#given.splice(0)) this.#pool.release(view);
		if (this.#ready.length === 0) this.#cut();
		const view = this.#ready.shift();
		if (view === void 0) return true;
		this.#given.push(view);
		return socket.push(view);
	}
	#handOverAll(push) {
		this.#cut();
		for (const view of this.#ready.splice(0)) {
			this.#given.push(view);
			push(view);
		}
	}
	#close() {
		if (this.#flush !== void 0) clearImmediate(this.#flush);
		for (const view of [
			...this.#given,
			...this.#ready,
			this.#slab
		]) this.#pool.release(view);
		this.#given = [];
		this.#ready = [];
	}
};

// src/http/connect.ts
function slabConnector(options) {
	const spare = [];
	const begun = /* @__PURE__ */ new Set();
	const patience = createPatience();
	let session;
	function dial(target) {
		const secure = target.protocol === "https:";
		const reader = new SlabReader(options.slabs, secure);
		const host = target.hostname.replace(/^\[|\]$/g, "");
		const shared = {
			host,
			highWaterMark: 1,
			autoSelectFamilyAttemptTimeout: patience.now,
			onread: reader.onread,
			...options.lookup === void 0 ? {} : { lookup: options.lookup }
		};
		const socket = secure ? connect$1({
			...shared,
			port: Number(target.port || 443),
			...isIP(host) === 0 ? { servername: target.servername ?? host } : {},
			...options.secureContext === void 0 ? {} : { secureContext: options.secureContext },
			...session === void 0 ? {} : { session },
			rejectUnauthorized: options.verify,
			ALPNProtocols: ["http/1.1"]
		}) : connect({
			...shared,
			port: Number(target.port || 80)
		});
		reader.attach(socket);
		socket.setNoDelay(true);
		socket.setKeepAlive(true, 6e4);
		if (secure) {
			socket.on("session", (fresh) => session = fresh);
			socket.on("error", (error) => socket.destroy(error));
		}
		return socket;
	}
	function begin(target) {
		const had = patience.now;
		const opening = new Opening(dial(target), target, options.timeout);
		begun.add(opening);
		opening.socket.once("error", (error) => patience.learn(error, had));
		opening.socket.once("close", () => begun.delete(opening));
		return opening;
	}
	return {
		connect(target, callback) {
			let ready = spare.shift();
			while (ready?.lost === true) ready = spare.shift();
			(ready ?? begin(target)).take(callback);
		},
		prepare(target, count) {
			while (begun.size < count) {
				const opening = begin(target);
				spare.push(opening);
				opening.wait(() => {
					const at = spare.indexOf(opening);
					if (at >= 0) spare.splice(at, 1);
				});
			}
		},
		close() {
			for (const opening of spare.splice(0)) opening.socket.destroy();
			for (const opening of begun) if (opening.isOpening && !opening.lost) opening.socket.destroy(/* @__PURE__ */ new Error("the transport is closed"));
		}
	};
}

// src/http/document-reader.ts
var AnswerTooLong = class extends Error {
	code = "HOIST_ANSWER_TOO_LONG";
	status;
	constructor(message, status) {
		super(message);
		this.status = status;
	}
};
var DocumentReader = class {
	response;
	#maxBytes;
	#cancellation;
	#interim = new Interim();
	#body = new GatheredBytes();
	#resolve;
	#reject;
	#status = 0;
	#headers = {};
	#cut = false;
	constructor({ maxBytes, signal }) {
		this.#maxBytes = maxBytes;
		this.response = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		this.response.catch(() => {});
		this.#cancellation = new Cancellation(signal, (reason) => this.#reject(reason));
	}
	onRequestStart(controller) {
		this.#cancellation.started(controller);
	}
	onResponseStart(controller, status, headers) {
		if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
		this.#status = status;
		this.#headers = headers;
	}
	onResponseData(controller, chunk) {
		if (this.#cut) return;
		const room = this.#maxBytes - this.#body.length;
		if (chunk.length > room) {
			this.#cut = true;
			if (this.#status < 400) controller.abort(new AnswerTooLong(`more than ${this.#maxBytes} bytes`, this.#status));
			else {
				this.#body.add(chunk.subarray(0, room));
				this.#finish();
				controller.abort(new AnswerTooLong("the rest of an error is not read", this.#status));
			}
			return;
		}
		this.#body.add(chunk);
	}
	onResponseEnd() {
		this.#finish();
	}
	onResponseError(_, error) {
		this.#cancellation.over();
		this.#reject(error);
	}
	#finish() {
		this.#cancellation.over();
		this.#resolve({
			status: this.#status,
			headers: this.#headers,
			body: this.#body.whole()
		});
	}
};

// src/http/slab.ts
const idleLimit = 16777216;
var SlabPool = class {
	#slabs = /* @__PURE__ */ new WeakMap();
	#idle = /* @__PURE__ */ new Map();
	#idleBytes = 0;
	take(size) {
		const idle = this.#idle.get(size)?.pop();
		if (idle !== void 0) {
			this.#idleBytes -= size;
			idle.holds = 1;
			return idle.bytes;
		}
		const slab = {
			bytes: Buffer.allocUnsafeSlow(size),
			holds: 1
		};
		this.#slabs.set(slab.bytes.buffer, slab);
		return slab.bytes;
	}
	hold(view) {
		const slab = this.#slabs.get(view.buffer);
		if (slab !== void 0) slab.holds += 1;
	}
	release(view) {
		const slab = this.#slabs.get(view.buffer);
		if (slab === void 0 || slab.holds === 0) return;
		slab.holds -= 1;
		if (slab.holds > 0) return;
		const size = slab.bytes.length;
		if (this.#idleBytes + size > idleLimit) return;
		this.#idleBytes += size;
		const idle = this.#idle.get(size);
		if (idle === void 0) this.#idle.set(size, [slab]);
		else idle.push(slab);
	}
};

// src/http/transport.ts
const connectTimeout = 1e4;
const headersTimeout = 6e4;
const bodyTimeout$1 = 6e4;
const maxHeaderSize = 16384;
function createTransport(options) {
	const slabs = new SlabPool();
	const routes = /* @__PURE__ */ new Map();
	let told;
	let closed = false;
	function routeTo(request) {
		const learned = request.learned === true;
		const key = `${learned ? "learned " : ""}${request.url.origin}`;
		const known = routes.get(key);
		if (known !== void 0) return known;
		const made = makeRoute(request.url, learned);
		routes.set(key, made);
		return made;
	}
	function makeRoute(url, learned) {
		const origin = options.origin(url);
		const common = {
			connections: origin.connections,
			pipelining: 1,
			allowH2: false,
			headersTimeout,
			bodyTimeout: bodyTimeout$1,
			maxHeaderSize,
			keepAliveTimeout: 4e3
		};
		const { proxy } = origin;
		if (proxy !== void 0) return routeOf(void 0, () => whenLoaded(proxySender(origin, proxy, common)));
		const connector = slabConnector({
			slabs,
			secureContext: origin.secureContext,
			verify: origin.verify,
			lookup: learned ? options.guardedLookup : void 0,
			timeout: connectTimeout
		});
		return routeOf(connector, () => whenLoaded(poolSender(url, connector, common)));
	}
	async function whenLoaded(sender) {
		const made = await sender;
		await (told ??= options.loaded?.());
		return made;
	}
	async function dispatch(request, handler, body) {
		request.signal?.throwIfAborted();
		if (closed) throw new Error("the transport is closed");
		const { dispatcher, copies } = await routeTo(request).sender();
		await new Promise((resolve) => setImmediate(resolve));
		request.signal?.throwIfAborted();
		dispatcher.dispatch({
			origin: request.url.origin,
			path: `${request.url.pathname}${request.url.search}`,
			method: request.method,
			headers: { ...request.headers },
			body: body === void 0 ? request.body ?? null : sendable(body, copies),
			reset: false,
			idempotent: false,
			headersTimeout: request.headersTimeout ?? headersTimeout
		}, handler);
	}
	return {
		async exchange(request) {
			const reader = new DocumentReader(request);
			await dispatch(request, reader);
			return answered(reader.response);
		},
		async download(request) {
			const reader = new BodyReader(request, slabs);
			await dispatch(request, reader);
			return answered(reader.response);
		},
		async upload({ pieces, size, watch, ...request }) {
			const reader = new DocumentReader(request);
			const headers = {
				...request.headers,
				"content-length": String(size)
			};
			await dispatch({
				...request,
				headers
			}, reader, size === 0 ? void 0 : {
				pieces,
				watch
			});
			return answered(reader.response);
		},
		prepare(url, count) {
			if (closed) return;
			try {
				routeTo({ url }).connector?.prepare(url, count);
			} catch {}
		},
		async close() {
			closed = true;
			const made = [...routes.values()];
			routes.clear();
			await Promise.all(made.map((route) => route.close()));
		}
	};
}
function routeOf(connector, open) {
	let opened;
	return {
		connector,
		sender: () => opened ??= open(),
		async close() {
			connector?.close();
			await (await opened?.catch(() => void 0))?.dispatcher.destroy();
		}
	};
}
async function poolSender(url, connector, common) {
	const { default: Pool } = await import("./pool2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const connect = connector.connect;
	return {
		dispatcher: new Pool(url.origin, {
			...common,
			connect
		}),
		copies: false
	};
}
var TransportError = class extends Error {
	code;
	constructor(code, cause) {
		super(cause.message, { cause });
		this.code = code;
	}
};
async function answered(response) {
	try {
		return await response;
	} catch (error) {
		throw error instanceof Error ? coded(error) : error;
	}
}
function coded(error) {
	if (error.name === "HTTPParserError") return new TransportError("HOIST_ANSWER_NOT_HTTP", error);
	const status = /^Proxy response \(([0-9]{3})\)/.exec(error.message)?.[1];
	return status === void 0 ? error : new TransportError(`HOIST_PROXY_${status}`, error);
}
async function proxySender(origin, proxy, common) {
	const { ProxyAgent } = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	return {
		dispatcher: new ProxyAgent({
			...common,
			uri: proxy.url.href,
			...proxy.authorization === void 0 ? {} : { token: proxy.authorization },
			requestTls: {
				rejectUnauthorized: origin.verify,
				...origin.secureContext === void 0 ? {} : { secureContext: origin.secureContext }
			}
		}),
		copies: true
	};
}
async function* sendable({ pieces, watch }, copies) {
	for await (const piece of pieces) {
		watch?.offered(piece.bytes.length);
		if (copies) {
			const copy = Uint8Array.from(piece.bytes);
			piece.release();
			yield copy;
		} else {
			yield piece.bytes;
			piece.release();
		}
		watch?.taken();
	}
}

// src/http/http.ts
function headerOf(headers, name) {
	const value = headers[name];
	return typeof value === "string" || value === void 0 ? value : value.join(", ");
}

// src/http/retry-after.ts
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;
function waitOf(headers, clock) {
	const text = headerOf(headers, "retry-after")?.trim();
	if (text === void 0) return void 0;
	const wait = /^[0-9]{1,12}$/.test(text) ? Number(text) * 1e3 : dateOf(text) - (dateOf(headerOf(headers, "date")) || clock.now().getTime());
	return Number.isFinite(wait) && wait > 0 ? wait : void 0;
}
function dateOf(text) {
	return text !== void 0 && httpDate.test(text) ? Date.parse(text) : NaN;
}

// src/registry/by-place.ts
function registryByPlace(http, layout) {
	const of = (repository) => isLayout(repository) ? layout : http;
	return {
		manifest: (repository, reference, call) => of(repository).manifest(repository, reference, call),
		head: (repository, reference, call) => of(repository).head(repository, reference, call),
		putManifest: (repository, manifest, call) => of(repository).putManifest(repository, manifest, call),
		tag: (repository, manifest, tag, call) => of(repository).tag(repository, manifest, tag, call),
		hasBlob: (repository, blob, call) => of(repository).hasBlob(repository, blob, call),
		openBlob: (repository, blob, from, call) => of(repository).openBlob(repository, blob, from, call),
		beginBlob: (repository, blob, options) => of(repository).beginBlob(repository, blob, options),
		tags: (repository, call) => of(repository).tags(repository, call),
		referrers: (repository, subject, options) => of(repository).referrers(repository, subject, options),
		attach: (repository, subject, referrers, call) => of(repository).attach(repository, subject, referrers, call),
		reserve: (repositories, bytes, call) => http.reserve(repositories.filter((repository) => !isLayout(repository)), bytes, call),
		expect: (repository, requests) => of(repository).expect(repository, requests),
		pullsLeft: (repository) => of(repository).pullsLeft(repository),
		access: (repository, actions, call) => of(repository).access(repository, actions, call),
		async close() {
			await Promise.all([http.close(), layout.close()]);
		}
	};
}

// src/http/host-gate.ts
const successesToGrow = 20;
const slowestHalving = 1e3;
var HostGate = class {
	#clock;
	#most;
	#interval;
	#waiting = [];
	#sleeping = /* @__PURE__ */ new Set();
	#limit;
	#running = 0;
	#pausedUntil = 0;
	#closed;
	#nextStart = 0;
	#halvedAt = -1e3;
	#successes = 0;
	constructor(options) {
		this.#clock = options.clock;
		this.#most = options.connections;
		this.#limit = options.connections;
		this.#interval = options.requestsPerSecond === void 0 ? 0 : 1e3 / options.requestsPerSecond;
	}
	get limit() {
		return this.#limit;
	}
	async run(kind, signal, request) {
		if (kind === "body") {
			await this.#turn(signal);
			return request();
		}
		await this.#enter(signal);
		try {
			await this.#turn(signal);
			return await request();
		} finally {
			this.#leave();
		}
	}
	slowDown(wait) {
		const now = this.#clock.ticks();
		this.#successes = 0;
		if (wait !== void 0) this.#pausedUntil = Math.max(this.#pausedUntil, now + wait);
		if (now - this.#halvedAt < slowestHalving) return;
		this.#halvedAt = now;
		this.#limit = Math.max(1, Math.floor(this.#limit / 2));
	}
	closeFor(wait, reason) {
		const now = this.#clock.ticks();
		if (this.#closed !== void 0 && now + wait <= this.#closed.until) return;
		this.#closed = {
			until: now + wait,
			reason
		};
		this.#nextStart = now;
		for (const waiting of this.#waiting.splice(0)) waiting.refuse(reason());
		for (const sleep of this.#sleeping) sleep.abort(reason());
	}
	succeeded() {
		if (this.#limit === this.#most) return;
		this.#successes += 1;
		if (this.#successes < successesToGrow) return;
		this.#successes = 0;
		this.#limit += 1;
		this.#admit();
	}
	async #enter(signal) {
		signal?.throwIfAborted();
		this.#requireOpen();
		if (this.#running < this.#limit) {
			this.#running += 1;
			return;
		}
		await new Promise((resolve, reject) => {
			const waiting = {
				admit: () => {
					stopListening();
					resolve();
				},
				refuse: (reason) => {
					stopListening();
					reject(reason);
				}
			};
			const stopListening = onAbort(signal, () => {
				this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
				reject(signal?.reason);
			});
			this.#waiting.push(waiting);
		});
	}
	#leave() {
		this.#running -= 1;
		this.#admit();
	}
	#admit() {
		while (this.#running < this.#limit) {
			const next = this.#waiting.shift();
			if (next === void 0) return;
			this.#running += 1;
			next.admit();
		}
	}
	async #turn(signal) {
		signal?.throwIfAborted();
		this.#requireOpen();
		if (this.#interval > 0) {
			const now = this.#clock.ticks();
			const start = Math.max(now, this.#nextStart);
			this.#nextStart = start + this.#interval;
			if (start > now) await this.#sleep(start - now, signal);
		}
		for (let now = this.#clock.ticks(); now < this.#pausedUntil; now = this.#clock.ticks()) await this.#sleep(this.#pausedUntil - now, signal);
		this.#requireOpen();
	}
	#requireOpen() {
		if (this.#closed !== void 0 && this.#clock.ticks() < this.#closed.until) throw this.#closed.reason();
	}
	async #sleep(milliseconds, signal) {
		signal?.throwIfAborted();
		const sleep = new AbortController();
		const stopListening = onAbort(signal, () => sleep.abort(signal?.reason));
		this.#sleeping.add(sleep);
		try {
			await this.#clock.sleep(milliseconds, sleep.signal);
		} finally {
			stopListening();
			this.#sleeping.delete(sleep);
		}
	}
};

// src/http/slots.ts
const bigBody = 4194304;
const bigBodies = 4;
const forDocuments = 1;
var Slots = class {
	#limitOf;
	#use = /* @__PURE__ */ new Map();
	#waiting = [];
	constructor(limitOf) {
		this.#limitOf = limitOf;
	}
	reserve(hosts, bytes, signal) {
		return new Promise((resolve, reject) => {
			signal?.throwIfAborted();
			const waiter = {
				hosts,
				big: bytes > bigBody,
				grant: (free) => {
					stopListening();
					resolve(free);
				}
			};
			const stopListening = onAbort(signal, () => {
				const at = this.#waiting.indexOf(waiter);
				if (at >= 0) this.#waiting.splice(at, 1);
				reject(signal?.reason);
			});
			this.#waiting.push(waiter);
			this.#grant();
		});
	}
	#grant() {
		for (let at = 0; at < this.#waiting.length;) {
			const waiter = this.#waiting[at];
			if (waiter === void 0 || !this.#fits(waiter)) {
				at += 1;
				continue;
			}
			this.#waiting.splice(at, 1);
			this.#count(waiter, 1);
			let freed = false;
			waiter.grant(() => {
				if (freed) return;
				freed = true;
				this.#count(waiter, -1);
				this.#grant();
			});
		}
	}
	#fits({ hosts, big }) {
		return hosts.every((host) => {
			const asked = hosts.filter((other) => other === host).length;
			const { bodies, big: bigNow } = this.#useOf(host);
			if (bodies === 0) return true;
			const room = Math.max(1, this.#limitOf(host) - forDocuments);
			return bodies + asked <= room && (!big || bigNow + asked <= bigBodies);
		});
	}
	#count({ hosts, big }, by) {
		for (const host of hosts) {
			const use = this.#useOf(host);
			use.bodies += by;
			if (big) use.big += by;
		}
	}
	#useOf(host) {
		let use = this.#use.get(host);
		if (use === void 0) this.#use.set(host, use = {
			bodies: 0,
			big: 0
		});
		return use;
	}
};

// src/http/tls.ts
function secureContextOf(host, ca) {
	try {
		if (!ca.includes("-----BEGIN CERTIFICATE-----")) throw new Error("no certificate in it");
		return createSecureContext({ ca });
	} catch (error) {
		throw new HoistError("config", "CA_INVALID", `the CA of ${host} is not a PEM certificate`, {
			hint: "registries.HOST.ca names a file with one or more -----BEGIN CERTIFICATE----- blocks.",
			cause: error
		});
	}
}

// src/registry/header-text.ts
function linesOf(headers, name) {
	const value = headers[name];
	return typeof value === "string" ? [value] : value ?? [];
}
function skip(text, from, characters) {
	let at = from;
	while (at < text.length && characters.includes(text.charAt(at))) at += 1;
	return at;
}
function until(text, from, characters) {
	let at = from;
	while (at < text.length && !characters.includes(text.charAt(at))) at += 1;
	return at;
}
function readQuoted(text, open) {
	let value = "";
	let at = open + 1;
	for (; at < text.length && text[at] !== "\""; at += 1) {
		if (text[at] === "\\") at += 1;
		value += text[at] ?? "";
	}
	return [value, at + 1];
}

// src/registry/challenge.ts
const longest$5 = 16384;
function parseChallenges(headers) {
	return linesOf(headers, "www-authenticate").flatMap((text) => scan(text.slice(0, longest$5)));
}
function bearerOf(challenges) {
	for (const { scheme, params } of challenges) {
		const realm = params.get("realm");
		if (scheme !== "bearer" || realm === void 0) continue;
		return {
			realm,
			service: params.get("service"),
			error: params.get("error")
		};
	}
}
function basicOf(challenges) {
	return challenges.find((challenge) => challenge.scheme === "basic");
}
function scan(text) {
	const challenges = [];
	let at = 0;
	while (at < text.length) {
		at = skip(text, at, " 	,");
		const name = text.slice(at, at = until(text, at, " 	,=\"")).toLowerCase();
		const next = skip(text, at, " 	");
		if (text[next] !== "=") {
			if (name === "") at = next + 1;
			else challenges.push({
				scheme: name,
				params: /* @__PURE__ */ new Map()
			});
			continue;
		}
		const [value, end] = readValue$1(text, skip(text, next + 1, " 	"));
		const params = challenges.at(-1)?.params;
		if (name !== "" && params?.has(name) === false) params.set(name, value);
		at = end;
	}
	return challenges;
}
function readValue$1(text, start) {
	if (text[start] === "\"") return readQuoted(text, start);
	const end = until(text, start, " 	,");
	return [text.slice(start, end), end];
}

// src/registry/credential.ts
const tokenUser = "<token>";
function credentialOf(username, password, secret) {
	if (password === "") return void 0;
	secret(password);
	if (username === tokenUser) return identityOf(password, void 0, secret);
	secret(base64(`${username}:${password}`));
	return {
		kind: "basic",
		username,
		password
	};
}
function identityOf(token, username, secret) {
	secret(token);
	secret(base64(`${username ?? tokenUser}:${token}`));
	return {
		kind: "identity",
		token,
		username
	};
}
function basicHeader(credential) {
	return `Basic ${base64(credential.kind === "basic" ? `${credential.username}:${credential.password}` : `${credential.username ?? tokenUser}:${credential.token}`)}`;
}
function base64(text) {
	return Buffer.from(text).toString("base64");
}

// src/registry/vendors/vendor.ts
function isHostOf(vendor, host) {
	return vendor.hosts?.test(host) === true;
}
const MiB$1 = 1048576;
const standard = {
	name: "unknown",
	quirks: [],
	uploads: [
		"put",
		"patch",
		"chunks"
	],
	chunkSize: 8 * MiB$1,
	connections: 32,
	serialManifestPuts: false,
	selfMountTellsAbsence: false,
	mountable: "detect",
	referrers: "detect",
	tagPageSize: 1e3,
	maxPages: 1e3,
	firstRequest: "plain",
	rangeIsTrue: true,
	headIsFree: false,
	isImmutableRefusal: ({ status, codes, message }) => [
		400,
		403,
		409,
		412
	].includes(status) && (codes.includes("TAG_INVALID") || /immutab|already exist/i.test(message)),
	isCrossedPush: () => false,
	notFound(status) {
		if (status === 404) return "absent";
		return status === 401 || status === 403 ? "missing-or-denied" : void 0;
	},
	pullsLeft: () => void 0,
	hint(status) {
		if (status === 413) return "A proxy in front of the registry limits the size of a body (nginx: client_max_body_size).";
	}
};
function challengeText(headers) {
	const value = headers["www-authenticate"];
	return (typeof value === "string" ? value : (value ?? []).join(", ")).slice(0, 4096).toLowerCase();
}
function serverText(headers) {
	const value = headers["server"];
	return (typeof value === "string" ? value : value?.[0] ?? "").toLowerCase();
}

// src/registry/vendors/acr.ts
const acr = {
	hosts: /^[a-z0-9]{5,50}(?:-[a-z0-9]+)?\.azurecr\.(?:io|cn|us)$/,
	dialect: {
		...standard,
		name: "acr",
		quirks: ["Q1", "Q11"],
		uploads: [
			"patch",
			"chunks",
			"put"
		],
		chunkSize: 4194304,
		isImmutableRefusal: ({ status, message }) => status === 405 || status === 403 && /lock|disallowed/i.test(message),
		hint(status, codes) {
			if (status === 405) return "The image or repository is locked: az acr repository update --write-enabled true.";
			if (status === 401 || status === 403) return "Log in with az acr login, and give the identity the role AcrPush (to read: AcrPull).";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/artifactory.ts
const artifactory = {
	hosts: /^[a-z0-9][a-z0-9-]*\.jfrog\.io$/,
	answers: (headers) => headers["x-artifactory-id"] !== void 0 || headers["x-jfrog-version"] !== void 0 || serverText(headers).startsWith("artifactory/"),
	dialect: {
		...standard,
		name: "artifactory",
		quirks: [
			"Q1",
			"Q4",
			"Q16"
		],
		uploads: [
			"patch",
			"put",
			"chunks"
		],
		isImmutableRefusal: ({ status, codes, message }) => status === 409 || status === 403 && (codes.includes("TAG_INVALID") || /exist|overwrit|re-?deploy|immutab/i.test(message)),
		hint(status, codes) {
			if (status === 404) return "The first component of the path is the Artifactory repository: create it, or correct the name.";
			if (status === 401 || status === 403) return "Use an identity token whose permissions include Deploy (and Delete, to move tags).";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/distribution.ts
const distribution = {
	answers: (headers) => headers["docker-distribution-api-version"] === "registry/2.0" && headers["x-content-type-options"] === "nosniff" && headers["server"] === void 0 && headers["www-authenticate"] === void 0,
	dialect: {
		...standard,
		name: "distribution",
		quirks: ["Q3", "Q20"],
		selfMountTellsAbsence: true,
		mountable: true,
		hint(status, codes) {
			if (status === 405) return "This registry is read-only (storage.maintenance.readonly), or a pull-through cache.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/docker-hub.ts
const dockerHub = {
	hosts: /^docker\.io$/,
	dialect: {
		...standard,
		name: "docker-hub",
		quirks: [
			"Q3",
			"Q4",
			"Q5",
			"Q6",
			"Q22"
		],
		uploads: [
			"patch",
			"put",
			"chunks"
		],
		referrers: "detect",
		headIsFree: true,
		isImmutableRefusal: ({ status, message }) => status === 403 && /immutab/i.test(message),
		pullsLeft(headers) {
			const left = /^([0-9]{1,9})(?:;|$)/.exec(headerOf(headers, "ratelimit-remaining") ?? "")?.[1];
			return left === void 0 ? void 0 : Number(left);
		},
		hint(status, codes) {
			if (status === 429) return "Docker Hub limits pulls: log in with docker login, or run again when its window is over.";
			if (status === 401 || status === 403 || codes.includes("DENIED")) return "Docker Hub says so for repositories that do not exist, too. Check the name, and that the token may read or write it.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/ecr.ts
const MiB = 1048576;
const ecr = {
	hosts: /^[0-9]{12}\.(?:dkr\.ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.amazonaws\.com(?:\.cn)?|dkr-ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.on\.aws)$/,
	dialect: {
		...standard,
		name: "ecr",
		quirks: [
			"Q3",
			"Q4",
			"Q8",
			"Q9"
		],
		uploads: [
			"put",
			"patch",
			"chunks"
		],
		chunkSize: 10 * MiB,
		firstRequest: "basic",
		rangeIsTrue: false,
		isImmutableRefusal: ({ status, codes, message }) => (status === 400 || status === 409) && (codes.some((code) => code === "TAG_INVALID" || code === "ImageTagAlreadyExistsException") || /immutab/i.test(message)),
		hint(status, codes) {
			if (status === 404 && codes.includes("NAME_UNKNOWN")) return "ECR does not create repositories by itself: aws ecr create-repository --repository-name NAME.";
			if (status === 401 || status === 403) return "Log in with amazon-ecr-login in this job (its token lives 12 hours), and check the IAM policy of the role.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/gar.ts
const gar = {
	hosts: /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)$/,
	dialect: {
		...standard,
		name: "gar",
		quirks: ["Q4", "Q10"],
		requestsPerSecond: 50,
		isImmutableRefusal: ({ status, codes, message }) => (status === 400 || status === 409) && (codes.includes("FAILED_PRECONDITION") || /immutab/i.test(message)),
		hint(status, codes) {
			if (codes.includes("FAILED_PRECONDITION")) return "The repository has immutable tags. That blocks the tag that lists signatures and SBOMs, too.";
			if (status === 404 && codes.includes("NAME_UNKNOWN")) return "Create the repository first: gcloud artifacts repositories create NAME --repository-format=docker.";
			if (status === 401 || status === 403) return "Log in to the host before (gcloud auth configure-docker HOST), and give the account artifactregistry.writer.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/ghcr.ts
const minute = 6e4;
const ghcr = {
	hosts: /^ghcr\.io$/,
	dialect: {
		...standard,
		name: "ghcr",
		quirks: [
			"Q1",
			"Q7",
			"Q12",
			"Q22"
		],
		chunkSize: 3670016,
		uploadLimit: 10 * minute,
		hint(status, codes) {
			if (status === 403 || codes.includes("DENIED")) return "Give the job \"packages: write\", and the repository write access in the package's settings under \"Manage Actions access\".";
			if (status === 401) return "Log in to ghcr.io before, or give github-token \"packages: read\" (to write: \"packages: write\").";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/gitlab.ts
const gitlab = {
	hosts: /^registry\.gitlab\.com$/,
	answers: (headers) => headers["gitlab-container-registry-version"] !== void 0 || challengeText(headers).includes("/jwt/auth\"") && challengeText(headers).includes("service=\"container_registry\""),
	dialect: {
		...standard,
		name: "gitlab",
		quirks: ["Q14"],
		hint(status, codes) {
			if (status === 401 || status === 403) return "Use a deploy token or an access token with read_registry (to write: write_registry), and check the project's path.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/harbor.ts
const harbor = {
	answers: (headers) => challengeText(headers).includes("service=\"harbor-registry\""),
	dialect: {
		...standard,
		name: "harbor",
		quirks: [
			"Q4",
			"Q15",
			"Q22"
		],
		isImmutableRefusal: ({ status, codes }) => status === 412 && codes.includes("PRECONDITION"),
		hint(status, codes) {
			if (codes.includes("PROJECTPOLICYVIOLATION")) return "A policy of the Harbor project (vulnerabilities, signatures) does not let this image be pulled.";
			if (status === 412) return "A tag immutability rule of the Harbor project protects this tag.";
			if (status === 403 && codes.includes("DENIED")) return "Check the project's quota; a proxy-cache project takes no pushes.";
			if (status === 401 || status === 403 || status === 404) return "The Harbor project must exist and the account be its member. Names of robot accounts hold \"$\": quote them in a shell.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/nexus.ts
const nexus = {
	answers: (headers) => serverText(headers).startsWith("nexus/") || challengeText(headers).includes("realm=\"sonatype nexus repository"),
	dialect: {
		...standard,
		name: "nexus",
		quirks: ["Q4", "Q17"],
		isImmutableRefusal: ({ status, codes, message }) => (status === 400 || status === 409) && (codes.includes("BLOB_UPLOAD_INVALID") || /does not allow updating|redeploy/i.test(message)),
		hint(status, codes) {
			if (status === 401 || status === 403) return "Give the user the privileges of the Docker repository; for tokens activate the \"Docker Bearer Token Realm\".";
			if (status === 404 || status === 405) return "Nexus serves a Docker repository on its own port or subdomain: check the host.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/quay.ts
const quay = {
	hosts: /^quay\.io$/,
	answers: (headers) => /realm="https?:\/\/[^"/]+\/v2\/auth"/.test(challengeText(headers)),
	dialect: {
		...standard,
		name: "quay",
		quirks: ["Q9", "Q13"],
		serialManifestPuts: true,
		isCrossedPush: ({ status, codes }) => status === 400 && codes.includes("MANIFEST_INVALID"),
		hint(status, codes) {
			if (codes.includes("MANIFEST_INVALID")) return "Quay takes artifacts of listed media types only: see FEATURE_GENERAL_OCI_SUPPORT and ALLOWED_OCI_ARTIFACT_TYPES.";
			if (status === 401 || status === 403) return "Quay says so for repositories that do not exist, too. Check the name, and that the robot account may read or write it.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/zot.ts
const zot = {
	hosts: /^zothub\.io$/,
	answers: (headers) => /^(?:basic|bearer) realm="?zot"?(?:,|$)/.test(challengeText(headers)),
	dialect: {
		...standard,
		name: "zot",
		quirks: ["Q18", "P32"],
		selfMountTellsAbsence: true,
		mountable: true
	}
};

// src/registry/dialect.ts
const vendors = [
	dockerHub,
	ghcr,
	ecr,
	gar,
	acr,
	quay,
	gitlab,
	harbor,
	artifactory,
	nexus,
	zot,
	distribution
];
function dialectOf(host) {
	return vendors.find((vendor) => isHostOf(vendor, host))?.dialect ?? standard;
}
function refineDialect(dialect, headers) {
	if (dialect !== standard) return dialect;
	return vendors.find((vendor) => vendor.answers?.(headers) === true)?.dialect ?? dialect;
}

// src/registry/origin.ts
const dockerHubApi = "registry-1.docker.io";
function originOf(host, settings) {
	const url = new URL(`https://${host === "docker.io" ? dockerHubApi : host}/`);
	if (settings?.plainHttp ?? isLoopback(url.hostname)) return new URL(`http://${url.host}/`);
	return url;
}

// src/registry/realm.ts
const longest$4 = 2048;
const builtIn = /* @__PURE__ */ new Map([["docker.io", "auth.docker.io"]]);
async function judgeRealm(realm, { host, origin, tokenRealms }) {
	const url = parse$1(realm, host, origin);
	if (url.origin === origin.origin) return {
		url,
		trusted: true,
		learned: false
	};
	if (tokenRealms.some((allowed) => allowed.toLowerCase() === url.host)) return {
		url,
		trusted: true,
		learned: false
	};
	try {
		requirePublicLiteral(url);
	} catch (error) {
		throw withRealmSetting(error, host, url.host);
	}
	return {
		url,
		trusted: isBuiltIn(host, url) || await isSameDomain(origin, url),
		learned: true
	};
}
function realmRefused(host, realm) {
	return new HoistError("unreachable", "REALM_REFUSED", `${host} wants its credentials sent to ${realm.url.host}, which is another owner's as far as its name tells`, { hint: settingHint(host, realm.url.host) });
}
function withRealmSetting(error, host, realmHost) {
	if (!(error instanceof HoistError) || error.code !== "ADDRESS_PRIVATE") return error;
	const message = `${host} sent us to ${realmHost} for tokens, which is not a public address`;
	return new HoistError(error.kind, error.code, message, {
		hint: settingHint(host, realmHost),
		cause: error
	});
}
function settingHint(host, realmHost) {
	return `If ${realmHost} issues the tokens of ${host}, write registries.${host}.token-realms: [${realmHost}] in the config.`;
}
function parse$1(realm, host, origin) {
	const url = realm.length <= longest$4 && /^https?:\/\/[^/?#]/i.test(realm) && isPlain(realm) ? toUrl(realm) : void 0;
	if (url === void 0 || url.username !== "" || url.password !== "") throw new HoistError("unreachable", "REALM_INVALID", `${host} names no usable URL to get tokens from`, { hint: `Set the base URL (external URL) in the settings of ${host}; Nexus and ProGet give such answers without it.` });
	if (url.protocol === "http:" && origin.protocol === "https:") throw new HoistError("unreachable", "REALM_INVALID", `${host} names ${url.host} over plain http to get tokens from`, { hint: `Credentials are never sent unencrypted. Set the base URL (external URL) of ${host} to https.` });
	url.hash = "";
	return url;
}
function isPlain(text) {
	return /^[\x21-\x5b\x5d-\x7e]+$/.test(text);
}
function toUrl(text) {
	return URL.canParse(text) ? new URL(text) : void 0;
}
function isBuiltIn(host, url) {
	return url.protocol === "https:" && url.port === "" && builtIn.get(host) === url.hostname;
}
async function isSameDomain(origin, url) {
	if (literalAddressOf(origin) !== void 0 || literalAddressOf(url) !== void 0) return false;
	const { getDomain } = await import("./es6.js");
	const [ours, theirs] = [origin, url].map(({ hostname }) => getDomain(hostname, { allowPrivateDomains: true }));
	return ours !== null && ours === theirs;
}

// src/registry/token-cache.ts
const verdictTime = 1e4;
const crossing = 1e4;
var TokenCache = class {
	#ticks;
	#held = /* @__PURE__ */ new Map();
	#pending = /* @__PURE__ */ new Map();
	#refused = /* @__PURE__ */ new Set();
	constructor(ticks) {
		this.#ticks = ticks;
	}
	header(key) {
		const held = this.#held.get(key);
		return held !== void 0 && this.#ticks() < held.renewAt ? held.header : void 0;
	}
	obtain(key, fetch) {
		const header = this.header(key);
		if (header !== void 0) return Promise.resolve(header);
		const pending = this.#pending.get(key);
		if (pending !== void 0) return pending;
		const fetching = this.#fetch(key, fetch).finally(() => this.#pending.delete(key));
		this.#pending.set(key, fetching);
		return fetching;
	}
	refuse(key, sent) {
		const held = this.#held.get(key);
		if (held === void 0 || sent !== void 0 && held.header !== sent) return true;
		const age = this.#ticks() - held.at;
		if (sent === void 0 && age < crossing) return true;
		if (held.replacement && age < verdictTime) return false;
		this.#held.delete(key);
		this.#refused.add(key);
		return true;
	}
	async #fetch(key, fetch) {
		const { token, expiresIn } = await fetch();
		const at = this.#ticks();
		const header = `Bearer ${token}`;
		const renewAt = at + (expiresIn - Math.min(30, expiresIn * .1)) * 1e3;
		this.#held.set(key, {
			header,
			at,
			renewAt,
			replacement: this.#refused.delete(key)
		});
		return header;
	}
};

// src/registry/schema.ts
const mostErrors = 32;
const longestMessage = 1024;
const longestToken = 65536;
const shortestLife = 60;
const longestLife = 86400;
function lenient(schema) {
	return _catch(optional(schema), void 0);
}
const text = pipe(union([string(), number()]), transform(String));
const oneError = pipe(object({
	code: lenient(text),
	message: lenient(text),
	detail: lenient(string())
}), transform(({ code, message, detail }) => ({
	code: (code ?? "").slice(0, 128),
	message: (message ?? "").slice(0, longestMessage),
	detail: detail?.slice(0, longestMessage)
})));
const errorBody = union([
	pipe(object({ errors: array(unknown()) }), transform(({ errors }) => errors.slice(0, mostErrors).flatMap((one) => oneError.safeParse(one).data ?? []))),
	pipe(object({
		error: text,
		error_description: optional(text)
	}), transform((body) => [oneError.parse({
		code: body.error,
		message: body.error_description
	})])),
	pipe(object({ details: string() }), transform((body) => [oneError.parse({ message: body.details })]))
]);
const headerText = string().check(_maxLength(longestToken), _regex(/^[\x21-\x7e]+$/));
const tokenBody = pipe(object({
	token: lenient(headerText),
	access_token: lenient(headerText),
	refresh_token: lenient(headerText),
	expires_in: optional(unknown())
}), transform((body) => {
	const token = body.token ?? body.access_token;
	if (token === void 0) return void 0;
	return {
		token,
		expiresIn: lifetime(body.expires_in),
		refreshToken: body.refresh_token
	};
}));
const tagsBody = pipe(object({ tags: nullish(array(unknown())) }), transform(({ tags }) => {
	const all = tags ?? [];
	const kept = all.filter((tag) => typeof tag === "string" && isTag(tag));
	return {
		tags: kept,
		dropped: all.length - kept.length
	};
}));
const optionalText = lenient(string());
const authEntry = object({
	auth: optionalText,
	username: optionalText,
	password: optionalText,
	identitytoken: optionalText,
	registrytoken: optionalText
});
const dockerConfig = object({
	auths: nullish(record(string(), nullish(authEntry))),
	credHelpers: nullish(record(string(), string())),
	credsStore: nullish(string())
});
const helperAnswer = object({
	Username: string(),
	Secret: string()
});
function readErrors(body) {
	return errorBody.safeParse(jsonOf(body)).data ?? [];
}
function readToken(body) {
	return tokenBody.safeParse(jsonOf(body)).data;
}
function readTags(body) {
	return tagsBody.safeParse(jsonOf(body)).data;
}
function readDockerConfig(bytes) {
	return dockerConfig.safeParse(jsonOf(bytes)).data;
}
function readHelperAnswer(output) {
	return helperAnswer.safeParse(jsonOf(output)).data;
}
function jsonOf(body) {
	try {
		return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
	} catch {
		return;
	}
}
function lifetime(given) {
	const seconds = typeof given === "string" && given !== "" ? Number(given) : given;
	if (typeof seconds !== "number" || !Number.isFinite(seconds)) return shortestLife;
	return Math.min(Math.max(Math.floor(seconds), shortestLife), longestLife);
}

// src/http/storage-host.ts
const storageHosts = [
	/^(?:[a-z0-9.-]+\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-[0-9])?\.amazonaws\.com(?:\.cn)?$/,
	/^(?:[a-z0-9._-]+\.)?storage\.googleapis\.com$/,
	/^[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/,
	/^[0-9a-f]{32}\.(?:[a-z]{2,8}\.)?r2\.cloudflarestorage\.com$/
];
function isStorageHost(url) {
	return url.protocol === "https:" && url.port === "" && storageHosts.some((host) => host.test(url.hostname));
}

// src/http/server-url.ts
const longest$3 = 8192;
const visibleAscii = /^[\x21-\x5b\x5d-\x7e]+$/;
const absolute = /^https?:\/\/[^/?#]/i;
const anyScheme = /^[a-z][a-z0-9+.-]*:/i;
function resolveLocation(base, location, options) {
	const url = secured(base, parse(base, location));
	const sameOrigin = url.origin === base.origin;
	const learned = !options.configured(url);
	if (!sameOrigin) requireAllowed(base, url, options);
	if (learned) requirePublicLiteral(url);
	return {
		url,
		sameOrigin,
		learned
	};
}
function parse(base, location) {
	if (location.length > longest$3) throw invalid$1(base, `longer than ${longest$3} characters`);
	if (!visibleAscii.test(location)) throw invalid$1(base, "with characters that a URL does not have");
	if (location.startsWith("//")) throw invalid$1(base, "without a scheme");
	if (anyScheme.test(location) && !absolute.test(location)) throw invalid$1(base, "that is not an http URL");
	const url = URL.canParse(location, base.href) ? new URL(location, base) : void 0;
	if (url === void 0) throw invalid$1(base, "that cannot be read");
	if (url.username !== "" || url.password !== "") throw invalid$1(base, "with a user name");
	url.hash = "";
	return url;
}
function secured(base, url) {
	if (url.protocol === "https:" || base.protocol === "http:") return url;
	const upgraded = new URL(url);
	upgraded.protocol = "https:";
	if (upgraded.origin === base.origin) return upgraded;
	throw new HoistError("unreachable", "LOCATION_INSECURE", `${base.host} sent us to ${url.host} over plain http`, { hint: `Nothing is sent unencrypted because a server says so. Set the external URL of ${base.host} to https: its "http.host" or base URL, or the proxy's X-Forwarded-Proto.` });
}
function requireAllowed(base, url, { use, configured }) {
	if (use === "redirect") return;
	if (use === "upload" && (configured(url) || isStorageHost(url))) return;
	const what = use === "upload" ? "to send the bytes" : "for the next page";
	throw new HoistError("unreachable", "LOCATION_FOREIGN", `${base.host} sent us to ${url.host} ${what}`, { hint: use === "upload" ? `If ${url.host} is right, give it an entry under "registries" in the config; it is never sent credentials.` : `A list continues on the host that was asked. Set the external URL of ${base.host} to the name that is used here.` });
}
function invalid$1(base, what) {
	return new HoistError("unreachable", "LOCATION_INVALID", `${base.host} sent us to a URL ${what}`, { hint: "A proxy in front of the registry may have changed it; nothing was sent there." });
}

// src/registry/retry.ts
const extraTries = {
	read: 5,
	session: 4,
	upload: 3,
	manifest: 3,
	once: 0
};
const statuses = /* @__PURE__ */ new Set([
	408,
	425,
	429,
	499,
	500,
	502,
	503,
	504,
	520,
	521,
	522,
	523,
	524,
	598,
	599
]);
const networkCodes = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_SOCKET",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT",
	"UND_ERR_RES_CONTENT_LENGTH_MISMATCH"
]);
const unsentCodes = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_CONNECT_TIMEOUT",
	"EAI_AGAIN",
	"ENOTFOUND"
]);
const staleCodes = /* @__PURE__ */ new Set([
	"UND_ERR_SOCKET",
	"ECONNRESET",
	"EPIPE"
]);
const proxyFailed = /^HOIST_PROXY_50[0234]$/;
const nameNotFound = "ENOTFOUND";
const nameNotFoundTries = 2;
const base = 500;
const cap = 3e4;
const longestWait = 3e5;
function isRetriedStatus(status) {
	return statuses.has(status);
}
function codeOf(error) {
	if (typeof error !== "object" || error === null) return void 0;
	const code = "code" in error ? error.code : void 0;
	if (typeof code === "string") return code;
	if (error instanceof AggregateError) return codeOf(error.errors[0]);
}
function isRetriedError(error, tries) {
	const code = codeOf(error);
	if (code === nameNotFound) return tries <= nameNotFoundTries;
	return code !== void 0 && (networkCodes.has(code) || proxyFailed.test(code));
}
function isTransient(error) {
	return isRetriedError(error instanceof HoistError && error.code === "NETWORK" ? error.cause : error, 1);
}
function wasNeverSent(error) {
	const code = codeOf(error);
	return code !== void 0 && (unsentCodes.has(code) || proxyFailed.test(code));
}
function wasCut(error) {
	const code = codeOf(error);
	return code !== void 0 && staleCodes.has(code);
}
function backOff(tries, random) {
	return Math.floor(random() * Math.min(cap, base * 2 ** (tries - 1)));
}
function retryLater(host, wait, clock) {
	if (wait === void 0 || wait <= longestWait) return void 0;
	const when = new Date(Math.min(clock.now().getTime() + wait, 864e13)).toISOString();
	return () => new HoistError("unreachable", "RETRY_LATER", `${host} asks to come back at ${when}`, { hint: "Run again after that time. The registry limits how many requests one account or address may send." });
}

// src/registry/token-exchange.ts
const maxBytes = 131072;
const answerTooLong$1 = "HOIST_ANSWER_TOO_LONG";
const limit = 3e4;
const mostRedirects = 5;
const clientId = "hoist";
var TokenExchange = class {
	#request;
	#options;
	#deadline;
	constructor(request, options) {
		this.#request = request;
		this.#options = options;
		this.#deadline = options.clock.ticks() + limit;
	}
	get(credential) {
		const { realm, service, scopes } = this.#request;
		const url = new URL(realm.url);
		if (service !== void 0) url.searchParams.set("service", service);
		for (const scope of scopes) url.searchParams.append("scope", scope);
		const headers = credential === void 0 ? {} : { authorization: basicHeader(credential) };
		return this.#follow({
			method: "GET",
			url,
			headers
		});
	}
	post(grant) {
		const { realm, service, scopes } = this.#request;
		const form = new URLSearchParams({
			...grant,
			client_id: clientId
		});
		if (service !== void 0) form.set("service", service);
		if (scopes.length > 0) form.set("scope", scopes.join(" "));
		return this.#follow({
			method: "POST",
			url: realm.url,
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: form.toString()
		});
	}
	async #follow(first) {
		let sent = {
			...first,
			learned: this.#request.realm.learned
		};
		for (let hops = 0;; hops += 1) {
			const response = await this.#send(sent);
			if (response.status < 301 || response.status > 308 || response.status === 304) return response;
			const location = headerOf(response.headers, "location");
			if (first.method !== "GET" || location === void 0 || hops === mostRedirects) throw this.#unreachable(`redirects in a way that is not followed (${response.status})`);
			const next = resolveLocation(sent.url, location, {
				use: "redirect",
				configured: (url) => !this.#request.realm.learned && url.origin === this.#request.realm.url.origin
			});
			sent = {
				...sent,
				url: next.url,
				learned: next.learned,
				headers: next.sameOrigin ? sent.headers : {}
			};
		}
	}
	async #send(sent) {
		const { http, clock, random, userAgent, gates } = this.#options;
		const gate = gates(sent.url);
		const headers = {
			"user-agent": userAgent,
			accept: "application/json",
			...sent.headers
		};
		for (let tries = 1;; tries += 1) {
			let wait = backOff(tries, random);
			const left = Math.ceil(this.#deadline - clock.ticks());
			if (left <= 0 || tries > 1 + extraTries.read) throw this.#unreachable("gave no token in time");
			try {
				const signal = AbortSignal.timeout(left);
				const response = await gate.run("body", signal, () => http.exchange({
					...sent,
					headers,
					maxBytes,
					headersTimeout: left,
					signal
				}));
				if (!isRetriedStatus(response.status)) return response;
				const asked = waitOf(response.headers, clock);
				wait = asked ?? wait;
				const tooLate = clock.ticks() + wait >= this.#deadline;
				const reason = retryLater(sent.url.host, asked, clock) ?? (tooLate ? () => this.#unreachable(`answered ${response.status}`) : void 0);
				if (asked !== void 0 && reason !== void 0) gate.closeFor(asked, reason);
				if (reason !== void 0) throw reason();
			} catch (error) {
				if (error instanceof HoistError) throw this.#withSetting(error, sent.url);
				if (codeOf(error) === answerTooLong$1) throw this.invalid();
				if (!isRetriedError(error, tries) || clock.ticks() + wait >= this.#deadline) throw this.#unreachable(`cannot be asked (${codeOf(error) ?? "no answer"})`, error);
			}
			await clock.sleep(wait);
		}
	}
	refused(status) {
		const { host, credential } = this.#request;
		if (status === 401 && credential !== void 0) return new HoistError("unreachable", "UNAUTHORIZED", `the credentials for ${host} are wrong or expired`, { hint: `Log in again before this step: docker login ${host}.` });
		if (credential === void 0 && (status === 401 || status === 403)) return needsLogin(host);
		return new HoistError("unreachable", "TOKEN_DENIED", `${this.#request.realm.url.host} gave no token for ${host} (${status})`, { hint: `The account may not use ${this.#repositories()}, or that does not exist. Check its rights, or docker login ${host} with another one.` });
	}
	invalid() {
		return new HoistError("unreachable", "TOKEN_INVALID", `${this.#request.realm.url.host} answered without a usable token`, { hint: "A proxy or a login page may stand in front of it." });
	}
	#unreachable(what, cause) {
		const { realm, host } = this.#request;
		return new HoistError("unreachable", "TOKEN_UNREACHABLE", `${realm.url.host}, which gives tokens for ${host}, ${what}`, {
			hint: "Run again later; if it never works, check that the host can be reached from here.",
			cause
		});
	}
	#withSetting(error, url) {
		const { realm, host } = this.#request;
		return url.origin === realm.url.origin ? withRealmSetting(error, host, url.host) : error;
	}
	#repositories() {
		return this.#request.scopes.map((scope) => scope.split(":").slice(1, -1).join(":")).join(", ") || this.#request.host;
	}
};
function needsLogin(host) {
	return new HoistError("unreachable", "UNAUTHORIZED", `${host} wants credentials, and none are configured for it`, { hint: `Log in before this step: docker login ${host}, or docker/login-action with registry: ${host}.` });
}

// src/registry/token.ts
const postRefused = /* @__PURE__ */ new Set([
	400,
	401,
	404,
	405
]);
const getRefused = /* @__PURE__ */ new Set([404, 405]);
function createTokenSource(options) {
	const renewed = /* @__PURE__ */ new Map();
	const gates = /* @__PURE__ */ new Map();
	function gateOf({ host }) {
		const gate = gates.get(host) ?? new HostGate({
			clock: options.clock,
			connections: 1
		});
		gates.set(host, gate);
		return gate;
	}
	function read(exchange, answer) {
		if (answer.status !== 200) throw exchange.refused(answer.status);
		const found = readToken(answer.body);
		if (found === void 0) throw exchange.invalid();
		options.secret(found.token);
		if (found.refreshToken !== void 0) options.secret(found.refreshToken);
		return found;
	}
	async function byPassword(exchange, { credential }) {
		const answer = await exchange.get(credential);
		if (credential?.kind !== "basic" || !getRefused.has(answer.status)) return read(exchange, answer);
		const { username, password } = credential;
		const posted = await exchange.post({
			grant_type: "password",
			username,
			password
		});
		return read(exchange, posted.status === 200 ? posted : answer);
	}
	async function byIdentity(exchange, credential) {
		const token = renewed.get(credential.token) ?? credential.token;
		const posted = await exchange.post({
			grant_type: "refresh_token",
			refresh_token: token
		});
		if (postRefused.has(posted.status)) return read(exchange, await exchange.get({
			...credential,
			token
		}));
		const answer = read(exchange, posted);
		if (answer.refreshToken !== void 0) renewed.set(credential.token, answer.refreshToken);
		return answer;
	}
	return { get(request) {
		const exchange = new TokenExchange(request, {
			...options,
			gates: gateOf
		});
		const { credential } = request;
		return credential?.kind === "identity" ? byIdentity(exchange, credential) : byPassword(exchange, request);
	} };
}

// src/registry/authorize.ts
const pingBytes = 65536;
function createAuthorizer(options) {
	const source = createTokenSource(options);
	const cache = new TokenCache(() => options.clock.ticks());
	const ways = /* @__PURE__ */ new Map();
	const narrowed = /* @__PURE__ */ new Set();
	function lookup(scope) {
		return options.credentials.lookup(scope.host, scope.path, scope.actions);
	}
	function wayOf(scope) {
		return ways.get(`${scope.host}/${scope.path}`) ?? ways.get(scope.host);
	}
	async function tokenFor(scope, way) {
		const credential = await lookup(scope);
		if (credential?.kind === "bearer") return {
			token: credential.token,
			expiresIn: 60,
			refreshToken: void 0
		};
		if (credential !== void 0 && !way.realm.trusted) throw realmRefused(scope.host, way.realm);
		const request = {
			host: scope.host,
			realm: way.realm,
			service: way.service,
			credential
		};
		const [first, ...others] = scopesOf(scope);
		if (others.length === 0 || narrowed.has(keyOf$1(scope, way))) return source.get({
			...request,
			scopes: [first]
		});
		try {
			return await source.get({
				...request,
				scopes: [first, ...others]
			});
		} catch (error) {
			if (!(error instanceof HoistError) || error.code !== "TOKEN_DENIED") throw error;
			return source.get({
				...request,
				scopes: [first]
			});
		}
	}
	async function wayFromRoot(scope, origin, call) {
		const request = {
			method: "GET",
			url: new URL("v2/", origin),
			maxBytes: pingBytes,
			signal: call?.signal
		};
		const { status, headers } = await options.http.exchange({
			...request,
			headers: { "user-agent": options.userAgent }
		});
		return status === 401 ? wayIn(headers, scope, origin) : void 0;
	}
	async function wayIn(headers, { host }, origin) {
		const challenges = parseChallenges(headers);
		const bearer = bearerOf(challenges);
		const basic = basicOf(challenges) === void 0 ? void 0 : { kind: "basic" };
		if (bearer === void 0) return basic;
		try {
			const tokenRealms = options.settings(host)?.tokenRealms ?? [];
			return {
				kind: "bearer",
				realm: await judgeRealm(bearer.realm, {
					host,
					origin,
					tokenRealms
				}),
				service: bearer.service
			};
		} catch (error) {
			if (basic !== void 0) return basic;
			throw error;
		}
	}
	return {
		async authorization(scope, call) {
			call?.signal?.throwIfAborted();
			const way = wayOf(scope);
			if (way?.kind === "bearer") {
				const wider = widerKeyOf(scope, way);
				return (wider === void 0 ? void 0 : cache.header(wider)) ?? abortable(cache.obtain(keyOf$1(scope, way), () => tokenFor(scope, way)), call?.signal);
			}
			const credential = await lookup(scope);
			if (credential === void 0) return void 0;
			if (credential.kind === "bearer") return `Bearer ${credential.token}`;
			return way !== void 0 || dialectOf(scope.host).firstRequest === "basic" ? basicHeader(credential) : void 0;
		},
		async challenged(scope, headers, call) {
			const origin = originOf(scope.host, options.settings(scope.host));
			const way = headers["www-authenticate"] === void 0 && wayOf(scope) === void 0 ? await wayFromRoot(scope, origin, call) : await wayIn(headers, scope, origin);
			if (way === void 0) return false;
			if (!ways.has(scope.host)) ways.set(scope.host, way);
			ways.set(`${scope.host}/${scope.path}`, way);
			const credential = await lookup(scope);
			if (credential?.kind === "bearer") return call?.sent !== `Bearer ${credential.token}`;
			if (way.kind === "basic") return credential !== void 0 && call?.sent !== basicHeader(credential);
			const key = keyOf$1(scope, way);
			const wider = widerKeyOf(scope, way);
			if (call?.sent !== void 0 && bearerOf(parseChallenges(headers))?.error !== void 0) narrowed.add(key);
			return (wider === void 0 || cache.refuse(wider, call?.sent)) && cache.refuse(key, call?.sent);
		}
	};
}
function scopesOf(scope) {
	const mounts = new Set(scope.mountFrom);
	mounts.delete(scope.path);
	return [`repository:${scope.path}:${scope.actions}`, ...[...mounts].map((path) => `repository:${path}:pull`)];
}
function keyOf$1(scope, way) {
	return JSON.stringify([
		scope.host,
		way.realm.url.href,
		way.service,
		...scopesOf(scope)
	]);
}
function widerKeyOf(scope, way) {
	if (scope.actions !== "pull" || scopesOf(scope).length > 1) return void 0;
	return keyOf$1({
		host: scope.host,
		path: scope.path,
		actions: "pull,push"
	}, way);
}
function abortable(promise, signal) {
	if (signal === void 0) return promise;
	return new Promise((resolve, reject) => {
		const stopListening = onAbort(signal, () => reject(signal.reason));
		promise.then(resolve, reject).finally(stopListening);
	});
}

// src/registry/failure.ts
const html = /^\s*</;
const wantsTls = /\bHTTPS\b/;
function isOfNoRegistry({ body }) {
	const start = startOf(body);
	return html.test(start) || readErrors(body).length === 0 && wantsTls.test(start);
}
function startOf(body) {
	return Buffer.from(body.subarray(0, 500)).toString("latin1");
}
function codesOf(response) {
	return readErrors(response.body).map((error) => error.code);
}
function answerError(host, attempt, response) {
	const { status } = response;
	const errors = readErrors(response.body);
	const first = errors[0];
	const said = first === void 0 ? "" : `: ${first.code}${wordsOf(errors)}`;
	const proxy = first === void 0 && html.test(startOf(response.body)) ? " (the answer is a web page, so a proxy or a firewall may have given it)" : "";
	const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${host.host} answered ${status}${said}${proxy}`;
	const [kind, code, hint] = meaning(host, attempt, response);
	const vendorHint = host.learned.dialect.hint(status, errors.map((error) => error.code));
	const requestId = headerOf(response.headers, "x-request-id") ?? headerOf(response.headers, "x-github-request-id");
	const id = requestId !== void 0 && /^[\w:.-]{1,80}$/.test(requestId) ? ` (request id ${requestId})` : "";
	return new HoistError(kind, code, `${message}${id}`, { hint: code === "QUOTA" ? hint : vendorHint ?? hint });
}
function wordsOf(errors) {
	const message = errors[0]?.message ?? "";
	const detail = errors.map((error) => error.detail ?? "").find((text) => text !== "" && text !== message);
	return (message === "" ? "" : ` ${unsigned(message)}`) + (detail === void 0 ? "" : ` (${unsigned(detail)})`);
}
function unsigned(text) {
	return text.replaceAll(/\?[^\s?]*=\S*/g, "?\u2026");
}
function meaning(host, attempt, response) {
	const { status } = response;
	const repository = `${host.host}/${attempt.path}`;
	if (refusals.has(status) && readErrors(response.body).some(isQuota)) return [
		"incomplete",
		"QUOTA",
		`The quota of ${repository} or of its project is used up: raise it, or delete what nobody needs.`
	];
	switch (status) {
		case 401: return [
			"unreachable",
			"UNAUTHORIZED",
			host.learned.passwordRefused ? `The user and the password that are configured for ${host.host} are wrong or expired, or may not use ${repository}: log in again (docker login ${host.host}).` : `Log in before (docker login ${host.host}), or check that ${repository} exists and the account may use it.`
		];
		case 403: return [
			"unreachable",
			"DENIED",
			`The account is not allowed to do this, or ${repository} does not exist. Check its rights on the repository.`
		];
		case 404: return [
			"unreachable",
			"NOT_FOUND",
			attempt.reads === true ? `Check the name ${repository}, and that what it should hold was not deleted there.` : `Check the name ${repository}; some registries want the repository to be created first.`
		];
		case 407: return [
			"unreachable",
			"PROXY",
			proxyHint(host.base)
		];
		case 413: return [
			"incomplete",
			"TOO_LARGE",
			"The registry or a proxy before it limits the size: raise that limit."
		];
		case 429: return [
			"unreachable",
			"TOO_MANY_REQUESTS",
			"Run again later, or log in: accounts may often send more requests."
		];
		case 507: return [
			"incomplete",
			"QUOTA",
			"The registry has no room left: make some, or raise its limit."
		];
		default: return status >= 500 ? [
			"unreachable",
			"SERVER_ERROR",
			"The registry has a fault of its own. Run again later."
		] : [
			attempt.reads === true ? "unreachable" : "incomplete",
			"REFUSED_BY_REGISTRY",
			refusalHint(host, attempt, response)
		];
	}
}
function refusalHint(host, { reads }, { status, body }) {
	if (status === 405 && reads !== true) return `${host.host} takes no pushes: it is read-only, or a pull-through cache. Push to the registry behind it, if there is one.`;
	if (status === 415) return `${host.host} does not take manifests of this media type, and Hoist changes no bytes. For images in Docker's format: let it take them (zot: http.compat: ["docker2s2"]), or build them in OCI format.`;
	if (status === 400 && wantsCertificate.test(startOf(body))) return clientHint(host.host);
	return (status === 400 && wantsTls.test(startOf(body)) ? tlsHint(host) : void 0) ?? `Another try changes nothing. What is above is all that ${host.host} says; its log, or that of a proxy before it, may say more.`;
}
function proxyHint(url) {
	return `The proxy wants credentials, or others than it got: put them into ${proxyVariable(url)}: http://USER:PASSWORD@PROXY:PORT.`;
}
function proxyVariable({ protocol }) {
	return `${protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY"} (or ALL_PROXY, if that names it)`;
}
function tlsHint({ host, base, settings }) {
	if (base.protocol !== "http:") return void 0;
	return settings === void 0 ? `${host} is asked in plain HTTP, as hosts of this machine without an entry are. If it speaks TLS, say so in the config: registries: { '${host}': { plain-http: false } }.` : `${host} is asked in plain HTTP, as the config says. If it speaks TLS, take plain-http: true away there.`;
}
const refusals = /* @__PURE__ */ new Set([
	400,
	403,
	409,
	412,
	413
]);
function isQuota({ code, message }) {
	return /quota/i.test(code) || /\bquota\b|storage resource.*exceed/i.test(message);
}
const tlsCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA|INVALID_PURPOSE)/;
const plainHttpCodes = /* @__PURE__ */ new Set([
	"EPROTO",
	"ERR_SSL_WRONG_VERSION_NUMBER",
	"ERR_SSL_PACKET_LENGTH_TOO_LONG"
]);
const wantsCertificateCodes = /_ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE)$/;
const alert = /_ALERT_/;
const wantsCertificate = /\bNo required SSL certificate\b/;
const answerTooLong = "HOIST_ANSWER_TOO_LONG";
const wantsTlsCodes = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"EPIPE",
	"UND_ERR_SOCKET",
	"HOIST_ANSWER_NOT_HTTP"
]);
const proxyCode = /^HOIST_PROXY_([0-9]{3})$/;
function networkError(host, attempt, error, url) {
	const away = url !== void 0 && url.origin !== host.base.origin ? url.host : void 0;
	if (error instanceof HoistError && error.code === "ADDRESS_PRIVATE" && away !== void 0) return privateAddress(away);
	if (error instanceof HoistError) return error;
	const code = codeOf(error);
	if (code === void 0) return error;
	const where = away === void 0 ? "" : ` at ${away}, where ${host.host} sent us`;
	const proxy = unmetCodes.has(code) ? proxyOf(url ?? host.base) : void 0;
	const what = proxy === void 0 ? `${plain(code)}${where}` : `the proxy ${proxy} cannot be reached, ${plain(code)}`;
	const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${what} (${code})`;
	return new HoistError("unreachable", proxy === void 0 ? kindOf(code) : "PROXY", message, {
		hint: proxy === void 0 ? networkHint(host, code, url ?? host.base) : `Check the address of the proxy in ${proxyVariable(host.base)}, or except ${away ?? host.host} with NO_PROXY.`,
		cause: error
	});
}
const wayless = [
	"EHOSTUNREACH",
	"ENETUNREACH",
	"EHOSTDOWN",
	"ENETDOWN"
];
const unmetCodes = /* @__PURE__ */ new Set([
	"ENOTFOUND",
	"EAI_AGAIN",
	"ECONNREFUSED",
	...wayless
]);
function proxyOf(url) {
	return proxyFor(url, () => {})?.url.host;
}
function isAnswerTooLong(error) {
	return error instanceof HoistError && codeOf(error.cause) === answerTooLong;
}
function kindOf(code) {
	if (tlsCodes.test(code)) return "TLS";
	return proxyCode.test(code) ? "PROXY" : "NETWORK";
}
function plain(code) {
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host name is not known";
	if (code === "ECONNREFUSED") return "nothing listens there";
	if (wayless.includes(code)) return "no way leads there from here";
	if (alert.test(code)) return "it does not accept our TLS connection";
	if (tlsCodes.test(code)) return "the TLS connection is not trusted";
	if (code.endsWith("_TIMEOUT") || code === "ETIMEDOUT") return "no answer in time";
	if (code === answerTooLong || code === "UND_ERR_HEADERS_OVERFLOW") return "the answer is longer than allowed";
	if (code === "HOIST_ANSWER_NOT_HTTP" || code === "HOIST_ANSWER_ENDLESS") return "the answer is not HTTP as it should be";
	const proxied = proxyCode.exec(code)?.[1];
	return proxied === void 0 ? "the connection broke" : `the proxy refused the connection with ${proxied}`;
}
function networkHint(host, code, url) {
	const away = url.origin === host.base.origin ? void 0 : url.host;
	if (proxyCode.test(code)) return code === "HOIST_PROXY_407" ? proxyHint(url) : `Let the proxy connect to ${away ?? host.host}, or except the host with NO_PROXY.`;
	if (away !== void 0) return `${away} must be reachable from here, too: ${host.host} keeps its blobs there.`;
	if (tlsCodes.test(code)) return `${tlsFailureHint(host, code)}${secureProxyHint(url)}`;
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `Check the spelling of ${host.host}, and that names like it are known here: a network without them needs a proxy.`;
	const general = "Check that the host can be reached from here, through a proxy if there is one, and run again.";
	const tls = wantsTlsCodes.has(code) ? tlsHint(host) : void 0;
	return tls === void 0 ? general : `${tls} Otherwise run again.`;
}
function tlsFailureHint(host, code) {
	return plainHttpCodes.has(code) ? `If ${host.host} speaks plain HTTP, say so in the config: registries: { '${host.host}': { plain-http: true } }.` : certificateHint(host, code);
}
function secureProxyHint(url) {
	const proxy = proxyFor(url, () => {})?.url;
	if (proxy?.protocol !== "https:") return "";
	return ` If it is the proxy ${proxy.host} that fails so: write http:// before it in ${proxyVariable(url)} where it speaks plain HTTP, and give NODE_EXTRA_CA_CERTS its CA where that is your own.`;
}
function clientHint(host) {
	return `${host} wants a certificate of the client, and Hoist has none: reach it through a proxy of yours that has one, or by a name that does not ask for it.`;
}
function certificateHint({ host, settings }, code) {
	if (wantsCertificateCodes.test(code)) return clientHint(host);
	if (code.endsWith("_ALERT_NO_APPLICATION_PROTOCOL")) return `${host} takes HTTP/2 only, and Hoist speaks HTTP/1.1: let it, or the proxy before it, take that, too.`;
	if (alert.test(code)) return `${host} ended the TLS connection: it may take other versions or ciphers than this machine, or want a certificate of the client, which Hoist does not have.`;
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID" || code === "HOSTNAME_MISMATCH") return `The certificate is of another host: use the name that is in it, or have one made for ${host}.`;
	if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return `The certificate of ${host} does not count at this time: renew it, or set the clock of this machine right.`;
	return settings?.ca === void 0 ? `If ${host} has a certificate of your own CA, name it in the config: registries: { '${host}': { ca: PATH } }.` : `It was not issued by the CA that the config names for ${host}: name the right one in registries: { '${host}': { ca: PATH } }. The server has to send the certificates between, too.`;
}

// src/registry/request.ts
const errorBytes$1 = 65536;
const harmless = /* @__PURE__ */ new Set([
	"accept",
	"accept-encoding",
	"range",
	"if-range",
	"user-agent"
]);
function plainHeaders(request, userAgent) {
	return {
		"user-agent": userAgent,
		"accept-encoding": "identity",
		...request.headers
	};
}
function harmlessHeaders(request, userAgent) {
	return Object.fromEntries(Object.entries(plainHeaders(request, userAgent)).filter(([name]) => harmless.has(name.toLowerCase())));
}
function sentAs(request, { headers, configured }) {
	return {
		method: request.method,
		url: request.url,
		headers,
		maxBytes: request.maxBytes ?? errorBytes$1,
		...request.body === void 0 ? {} : { body: request.body },
		...request.headersTimeout === void 0 ? {} : { headersTimeout: request.headersTimeout },
		...request.foreign === true ? { learned: !configured(request.url) } : {},
		signal: request.signal
	};
}
function refuse(host, request, response) {
	const reads = request.method === "GET" || request.method === "HEAD";
	throw answerError(host, {
		...request.attempt,
		reads
	}, response);
}

// src/registry/host.ts
function urlOf(host, path, resource) {
	return new URL(`v2/${path}/${resource}`, host.base);
}
function learnedOf(dialect, settings) {
	return {
		dialect,
		uploads: settings?.upload === void 0 ? dialect.uploads : [settings.upload],
		selfMountTells: dialect.selfMountTellsAbsence ? true : void 0,
		referrersApi: void 0,
		referrersAsked: void 0,
		losesReferrers: false,
		passwordRefused: false,
		pullsLeft: void 0,
		rangeIsTrue: dialect.rangeIsTrue,
		noMountFrom: /* @__PURE__ */ new Set(),
		claimed: /* @__PURE__ */ new Set()
	};
}
function learnFrom(host, headers) {
	const { learned } = host;
	learned.pullsLeft = learned.dialect.pullsLeft(headers) ?? learned.pullsLeft;
	const dialect = refineDialect(learned.dialect, headers);
	if (dialect === learned.dialect) return;
	if (learned.uploads === learned.dialect.uploads) learned.uploads = dialect.uploads;
	learned.rangeIsTrue &&= dialect.rangeIsTrue;
	learned.selfMountTells ??= dialect.selfMountTellsAbsence ? true : void 0;
	learned.dialect = dialect;
}

// src/registry/page.ts
const longest$2 = 8192;
function walkPages(first, most) {
	const seen = /* @__PURE__ */ new Set([first.href]);
	let page = first;
	return {
		get page() {
			return page;
		},
		advance(headers) {
			const next = page === void 0 ? void 0 : nextPage(page, headers);
			if (next !== void 0 && seen.has(next.href)) throw endless(first, "PAGES_REPEATED", "names a page of the list a second time");
			if (next !== void 0 && seen.size >= most) throw endless(first, "PAGES_ENDLESS", `gives more than ${most} pages`);
			if (next !== void 0) seen.add(next.href);
			page = next;
		}
	};
}
function nextPage(current, headers) {
	const next = linesOf(headers, "link").flatMap(parseLinks).find((link) => link.rel.includes("next"));
	if (next === void 0) return void 0;
	const { url } = resolveLocation(current, next.target, {
		use: "link",
		configured: () => true
	});
	if (!isSamePath(url, current) && !url.searchParams.has("last")) throw new HoistError("unreachable", "LINK_INVALID", `${current.host} continues a list at another path`, { hint: `Set the external URL of ${current.host} to the name that is used here.` });
	const own = new URL(current);
	own.search = url.search;
	return own;
}
function isSamePath(one, other) {
	const segments = ({ pathname }) => JSON.stringify(pathname.split("/").map(unescaped));
	return segments(one) === segments(other);
}
function unescaped(segment) {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
function parseLinks(header) {
	if (header.length > longest$2) throw new HoistError("unreachable", "LINK_INVALID", `a registry sent a Link header of more than ${longest$2} characters`);
	const links = [];
	let at = 0;
	while (at < header.length) {
		const open = skip(header, at, " 	,");
		const bracketed = header[open] === "<";
		const start = bracketed ? open + 1 : open;
		const end = until(header, start, bracketed ? ">" : ";,");
		const target = header.slice(start, end).trim();
		const [rel, next] = readParams(header, bracketed ? end + 1 : end);
		if (target !== "") links.push({
			target,
			rel
		});
		at = next;
	}
	return links;
}
function readParams(header, from) {
	let rel;
	let at = skip(header, from, " 	");
	while (header[at] === ";") {
		at = skip(header, at, " 	;");
		const nameEnd = until(header, at, "=;,");
		const name = header.slice(at, nameEnd).trim().toLowerCase();
		at = nameEnd;
		if (header[at] !== "=") continue;
		const [value, end] = readValue(header, skip(header, at + 1, " 	"));
		if (name === "rel") rel ??= value.toLowerCase().split(/\s+/);
		at = skip(header, end, " 	");
	}
	return [rel ?? [], header[at] === "," ? at + 1 : until(header, at, ",")];
}
function readValue(header, start) {
	if (header[start] === "\"") return readQuoted(header, start);
	const end = until(header, start, ";,");
	return [header.slice(start, end).trim(), end];
}
function endless(first, code, what) {
	return new HoistError("unreachable", code, `${first.host} ${what}`, { hint: "Its paging is broken, or the repository is larger than Hoist reads; name a tag or a digest instead of listing." });
}

// src/registry/tags.ts
const mostTags = 1e5;
const pageBytes = 16777216;
const modestPage = 100;
async function* listTags(target, call) {
	const { caller, host, scope } = target;
	const { tagPageSize, maxPages } = host.learned.dialect;
	const size = Math.min(tagPageSize, 1e3);
	const first = urlOf(host, scope.path, "tags/list");
	first.searchParams.set("n", String(size));
	let walk = walkPages(first, maxPages);
	let count = 0;
	let dropped = 0;
	let begun = false;
	while (walk.page !== void 0) {
		const request = {
			method: "GET",
			url: walk.page,
			scope,
			attempt: {
				verb: "list the tags of",
				path: scope.path
			},
			headers: { accept: "application/json" },
			maxBytes: pageBytes,
			signal: call.signal
		};
		const response = await caller.ask(host, request, extraTries.read).catch((error) => {
			throw isAnswerTooLong(error) ? tooMany$1(target, "lists its tags in pages of more than 16 MiB") : error;
		});
		const { status } = response;
		if (!begun && host.learned.dialect.notFound(status, codesOf(response)) === "absent") return;
		if (!begun && (status === 405 || status === 400) && walk.page.searchParams.get("n") !== String(modestPage)) {
			const modest = new URL(first);
			modest.searchParams.set("n", String(modestPage));
			walk = walkPages(modest, maxPages);
			continue;
		}
		if (status !== 200) refuse(host, request, response);
		const page = readTags(response.body);
		if (page === void 0) throw unreadable$1(target);
		begun = true;
		dropped += page.dropped;
		for (const tag of page.tags) {
			count += 1;
			if (count > mostTags) throw tooMany$1(target, `has more than ${mostTags} tags`);
			yield tag;
		}
		walk.advance(response.headers);
	}
	if (dropped > 0) caller.warn(`${host.host}/${scope.path} lists ${dropped} ${dropped === 1 ? "entry that is no tag" : "entries that are no tags"}: left out`);
}
function unreadable$1({ host, scope }) {
	return new HoistError("unreachable", "TAGS_UNREADABLE", `${host.host}/${scope.path}: the list of tags is not one`, { hint: "A proxy or a login page may have answered instead of the registry." });
}
function tooMany$1({ host, scope }, what) {
	return new HoistError("unreachable", "TAGS_TOO_MANY", `${host.host}/${scope.path} ${what}`, { hint: "Name a tag or a digest; such a repository cannot be listed." });
}

// src/registry/access.ts
const nobodys = `sha256:${"0".repeat(64)}`;
const closed = /* @__PURE__ */ new Set([
	401,
	403,
	404,
	405
]);
async function mayPull(target, call) {
	for await (const _ of listTags(target, call)) return;
}
async function mayPush(target, call) {
	const { caller, host, scope } = target;
	const request = {
		method: "PUT",
		url: urlOf(host, scope.path, `manifests/${nobodys}`),
		scope,
		attempt: {
			verb: "write to",
			path: scope.path
		},
		headers: { "content-type": mediaTypes.ociManifest },
		body: "{}",
		signal: call.signal
	};
	const response = await caller.ask(host, request, extraTries.once);
	const { status } = response;
	if (closed.has(status) || isRetriedStatus(status)) refuse(host, request, response);
	if (isOfNoRegistry(response)) throw answerError(host, {
		...request.attempt,
		reads: true
	}, response);
}

// src/registry/stream.ts
const errorBytes = 65536;
async function drain(response) {
	await documentOf$1(response);
}
async function documentOf$1(response) {
	const body = new GatheredBytes();
	try {
		for await (const piece of response.body) {
			body.add(piece.bytes.subarray(0, errorBytes - body.length));
			piece.release();
			if (body.length === errorBytes) break;
		}
	} catch {}
	return {
		status: response.status,
		headers: response.headers,
		body: body.whole()
	};
}

// src/registry/blob-head.ts
const headRefused = /* @__PURE__ */ new Set([
	400,
	403,
	405,
	501
]);
async function hasBlob(caller, host, { scope, blob, signal }) {
	const request = {
		method: "HEAD",
		url: urlOf(host, scope.path, `blobs/${blob.digest}`),
		scope,
		attempt: {
			verb: `look for blob ${blob.digest} in`,
			path: scope.path
		},
		signal
	};
	const { response, redirected } = await caller.answer(host, request, extraTries.read);
	const { status, headers } = response;
	if (status === 404) return false;
	if ((redirected || status === 405) && headRefused.has(status)) return byFirstByte(caller, host, {
		request,
		blob
	});
	if (status < 200 || status > 299) refuse(host, request, response);
	return isOfSize(caller, host, {
		request,
		blob,
		size: lengthOf(headers)
	});
}
async function byFirstByte(caller, host, { request, blob }) {
	const asked = {
		...request,
		method: "GET",
		headers: { range: "bytes=0-0" }
	};
	const { response } = await caller.open(host, asked, extraTries.read);
	const { status, headers } = response;
	if (status !== 200 && status !== 206 && status !== 416) {
		const document = await documentOf$1(response);
		if (status === 404) return false;
		refuse(host, asked, document);
	}
	response.end();
	const total = /\/([0-9]+)$/.exec(headerOf(headers, "content-range") ?? "")?.[1];
	return isOfSize(caller, host, {
		request,
		blob,
		size: status === 200 ? lengthOf(headers) : total === void 0 ? void 0 : Number(total)
	});
}
function isOfSize(caller, host, { request, blob, size }) {
	if (size === void 0 || size === blob.size) return true;
	const where = `${host.host}/${request.attempt.path}`;
	caller.warn(`${where} says that blob ${blob.digest} has ${size} bytes, its manifest says ${blob.size}: it counts as absent`);
	return false;
}
function lengthOf(headers) {
	const length = headerOf(headers, "content-length");
	return length === void 0 ? void 0 : Number(length);
}

// src/registry/content-range.ts
function isTheRest(headers, offset, size) {
	const range = headers["content-range"];
	if (typeof range !== "string" || /^multipart\//i.test(headerOf(headers, "content-type") ?? "")) return false;
	if (codingOf(headers) !== void 0) return false;
	const [, first, last, total] = /^bytes ([0-9]{1,16})-([0-9]{1,16})\/([0-9]{1,16})$/.exec(range.trim()) ?? [];
	return Number(first) === offset && Number(last) === size - 1 && Number(total) === size;
}
function codingOf(headers) {
	const codings = (headerOf(headers, "content-encoding") ?? "").toLowerCase().split(",").map((coding) => coding.trim()).filter((coding) => coding !== "" && coding !== "identity");
	return codings.length === 0 ? void 0 : codings.join(", ").slice(0, 40);
}
function strongTag(headers) {
	const etag = headerOf(headers, "etag");
	return etag !== void 0 && /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : void 0;
}
function isHtml(headers) {
	return /^\s*text\/html/i.test(headerOf(headers, "content-type") ?? "");
}

// src/registry/manifests.ts
async function getManifest(target, reference, call) {
	const { caller, host } = target;
	const request = requestFor$1(target, "GET", reference, call);
	const where = `the manifest ${reference} of ${host.host}/${target.scope.path}`;
	const response = await caller.ask(host, request, extraTries.read).catch((error) => {
		throw isAnswerTooLong(error) ? manifestTooLarge(where) : error;
	});
	if (isAbsent$1(host, response)) return void 0;
	if (response.status !== 200) refuse(host, request, response);
	const manifest = manifestIn(response, reference, where);
	checkClaim(target, response, manifest.digest);
	return manifest;
}
async function headManifest(target, reference, call) {
	const { caller, host } = target;
	const { expected } = call;
	const request = requestFor$1(target, "HEAD", reference, call);
	const response = await caller.ask(host, request, extraTries.read);
	if (response.status === 404) return void 0;
	if (isRetriedStatus(response.status)) refuse(host, request, response);
	const claim = headerOf(response.headers, "docker-content-digest");
	const claimed = response.status === 200 && claim !== void 0 && isDigest(claim) ? claim : void 0;
	if (isDigestReference(reference)) {
		if (claimed === reference) return { digest: reference };
	} else if (claimed !== void 0 && isComparable(claimed, expected)) return { digest: claimed };
	const manifest = await getManifest(target, reference, call);
	if (manifest === void 0) return void 0;
	if (expected !== void 0 && isCalled(manifest, expected)) return { digest: expected };
	return { digest: isDigestReference(reference) ? manifest.digest : claimed ?? manifest.digest };
}
function requestFor$1(target, method, reference, call) {
	const { host, scope } = target;
	const verb = {
		GET: `read the manifest ${reference} of`,
		HEAD: `look for ${reference} in`,
		PUT: `push ${reference} to`
	}[method];
	return {
		method,
		url: urlOf(host, scope.path, `manifests/${reference}`),
		scope,
		attempt: {
			verb,
			path: scope.path
		},
		headers: { accept: acceptManifests },
		...method === "GET" ? { maxBytes: maxManifestBytes } : {},
		signal: call.signal
	};
}
function manifestIn(response, reference, where) {
	try {
		return parseManifest(response.body, {
			contentType: headerOf(response.headers, "content-type"),
			expected: isDigestReference(reference) ? reference : void 0,
			where
		});
	} catch (cause) {
		const coding = codingOf(response.headers);
		if (coding === void 0) throw cause;
		throw new HoistError("unreachable", "MANIFEST_ENCODED", `${where} comes with Content-Encoding ${coding}`, {
			hint: "A proxy or a cache before the registry compresses answers: switch that off for manifests.",
			cause
		});
	}
}
function isAbsent$1(host, response) {
	return host.learned.dialect.notFound(response.status, codesOf(response)) === "absent";
}
function contradicts(response, digest) {
	const claim = headerOf(response.headers, "docker-content-digest");
	return claim !== void 0 && isDigest(claim) && isComparable(claim, digest) && claim !== digest;
}
function checkClaim({ host, scope }, response, digest) {
	if (!contradicts(response, digest)) return;
	const claim = headerOf(response.headers, "docker-content-digest");
	throw new HoistError("unreachable", "DIGEST_CONTRADICTED", `${host.host}/${scope.path} gives ${digest} and calls it ${claim}`, { hint: "A cache or a proxy between here and the registry may mix up answers." });
}

// src/registry/upload-session.ts
const mostMinChunk = 67108864;
const cancelTime = 2e3;
async function startUpload(target, options) {
	const { caller, host, scope, blob } = target;
	const url = uploadsUrl(target);
	const query = new URLSearchParams(options.query);
	if (algorithmOf(blob.digest) !== "sha256") query.set("digest-algorithm", algorithmOf(blob.digest));
	url.search = query.toString();
	const request = {
		method: "POST",
		url,
		scope,
		attempt: {
			verb: "begin an upload to",
			path: scope.path
		},
		headers: { "content-length": "0" },
		signal: options.signal
	};
	return caller.ask(host, request, options.extra);
}
function openedSession(target, answer) {
	const location = headerOf(answer.headers, "location");
	if (location === void 0) {
		const attempt = {
			verb: "begin an upload (no Location in the answer) to",
			path: target.scope.path
		};
		throw answerError(target.host, attempt, answer);
	}
	const text = headerOf(answer.headers, "oci-chunk-min-length") ?? "";
	const least = /^[0-9]{1,19}$/.test(text) ? Number(text) : 0;
	const minChunk = Math.min(least, mostMinChunk);
	return sessionAt(target, {
		url: uploadsUrl(target),
		foreign: false,
		minChunk
	}, location);
}
function nextSession(target, last, answer) {
	const location = headerOf(answer.headers, "location");
	return location === void 0 ? last : sessionAt(target, last, location);
}
function commitUrl(session, digest) {
	const url = new URL(session.url);
	if (url.searchParams.get("digest") === digest) return url;
	url.search = `${url.search === "" ? "?" : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
	return url;
}
async function resumeAt(target, session, signal) {
	const { caller, host, scope, blob } = target;
	if (!host.learned.rangeIsTrue) return void 0;
	const { url, foreign } = session;
	const request = {
		method: "GET",
		url,
		scope,
		attempt: {
			verb: "ask how far an upload got to",
			path: scope.path
		},
		foreign,
		signal
	};
	const answer = await caller.ask(host, request, extraTries.once).catch(() => void 0);
	signal?.throwIfAborted();
	if (answer?.status !== 204) return void 0;
	const offset = storedBytes(answer);
	if (offset === void 0 || offset > blob.size) return void 0;
	return {
		session: nextSession(target, session, answer),
		offset
	};
}
function storedBytes(answer) {
	const last = /^(?:bytes[= ])?0-([0-9]{1,15})$/.exec(headerOf(answer.headers, "range")?.trim() ?? "")?.[1];
	return last === void 0 || last === "0" ? void 0 : Number(last) + 1;
}
async function cancelUpload(target, opened) {
	const { caller, host, scope } = target;
	try {
		const { url, foreign } = "url" in opened ? opened : openedSession(target, opened);
		const attempt = {
			verb: "cancel an upload to",
			path: scope.path
		};
		const signal = AbortSignal.timeout(cancelTime);
		await caller.ask(host, {
			method: "DELETE",
			url,
			scope,
			attempt,
			foreign,
			signal
		}, extraTries.once);
	} catch {}
}
function sessionAt(target, last, location) {
	const { url } = target.caller.uploadLocation(last.url, location);
	return {
		...last,
		url,
		foreign: last.foreign || url.origin !== target.host.base.origin
	};
}
function uploadsUrl({ host, scope }) {
	return urlOf(host, scope.path, "blobs/uploads/");
}

// src/registry/chunk.ts
async function* inChunks(body, size) {
	const pieces = body[Symbol.asyncIterator]();
	let rest;
	let ended = false;
	async function* chunk() {
		let room = size;
		while (room > 0) {
			let piece = rest;
			rest = void 0;
			if (piece === void 0) {
				const next = await pieces.next();
				if (next.done === true) {
					ended = true;
					return;
				}
				piece = next.value;
			}
			if (piece.bytes.length <= room) {
				room -= piece.bytes.length;
				yield piece;
			} else {
				rest = {
					bytes: piece.bytes.subarray(room),
					release: () => piece.release()
				};
				const head = {
					bytes: piece.bytes.subarray(0, room),
					release: () => {}
				};
				room = 0;
				yield head;
			}
		}
	}
	try {
		for (;;) {
			if (rest === void 0) {
				const next = await pieces.next();
				if (next.done === true) return;
				rest = next.value;
			}
			yield chunk();
			if (ended) return;
		}
	} finally {
		await pieces.return?.();
	}
}

// src/registry/upload-body.ts
const measured = 6e4;
var UploadBody = class {
	#options;
	#began;
	error;
	handed = 0;
	stored = 0;
	commits = "not yet";
	continued = false;
	constructor(options) {
		this.#options = options;
		this.#began = options.clock.ticks();
	}
	get complete() {
		return this.handed === this.#options.blob.size;
	}
	async *from(offset) {
		this.handed = offset;
		try {
			for await (const piece of this.#options.open(offset)) {
				this.#checkSpeed();
				this.handed += piece.bytes.length;
				if (this.handed > this.#options.blob.size) throw this.#otherSize();
				yield piece;
			}
			if (!this.complete) throw this.#otherSize();
		} catch (error) {
			this.error = error ?? /* @__PURE__ */ new Error("the source failed");
			throw error;
		}
	}
	#otherSize() {
		const { digest, size } = this.#options.blob;
		const what = this.handed > size ? "more" : "fewer";
		return new HoistError("incomplete", "BLOB_SIZE", `the source gave ${what} bytes than the ${size} of ${digest}`, { hint: "The source holds a damaged copy. Push the image there again; nothing was committed at the target." });
	}
	#checkSpeed() {
		const { limit, clock, blob } = this.#options;
		if (limit === void 0) return;
		const elapsed = clock.ticks() - this.#began;
		if (elapsed < measured) return;
		const expected = elapsed * (blob.size / Math.max(1, this.handed));
		if (expected <= limit) return;
		const minutes = (time) => `${Math.ceil(time / 6e4)} minutes`;
		throw new HoistError("incomplete", "UPLOAD_TOO_SLOW", `blob ${blob.digest} would take ${minutes(expected)}, and the registry gives an upload ${minutes(limit)}`, { hint: "Run where the way to the registry is faster, or make the layer smaller." });
	}
};

// src/registry/upload-verdict.ts
const wrongWay = /* @__PURE__ */ new Set([
	405,
	413,
	416,
	501
]);
const otherReasons = /^(?:BLOB_UPLOAD_|DIGEST_INVALID|SIZE_INVALID|NAME_|DENIED|UNAUTHORIZED)/;
function isAccepted({ status }) {
	return status >= 200 && status <= 204;
}
function mayBeThere(failed, body) {
	if (body.commits === "not yet" || !body.complete) return false;
	if ("error" in failed) return true;
	const { response } = failed;
	const refused = response.status === 429 || response.status === 425;
	return isAccepted(response) || response.status === 404 || isRetriedStatus(response.status) && !refused;
}
function isWrongWay(failed, body) {
	if (body.commits === "alone" || body.stored > 0) return false;
	if ("error" in failed) return wasCut(failed.error) && body.handed > 0 && !body.complete;
	const { response } = failed;
	if (wrongWay.has(response.status)) return true;
	return (response.status === 400 || response.status === 404) && !codesOf(response).some((code) => otherReasons.test(code));
}
function mayResume(failed, body) {
	if ("error" in failed) return true;
	const { status } = failed.response;
	if (isRetriedStatus(status) || status === 401) return true;
	return status === 416 && body.stored > 0 && !body.continued;
}
function mayRestart(failed, body) {
	if ("error" in failed) return isTransient(failed.error);
	const { response } = failed;
	if (body.continued || isAccepted(response)) return true;
	if (isRetriedStatus(response.status) || response.status === 401) return true;
	return codesOf(response).some((code) => code.startsWith("BLOB_UPLOAD_")) || isCorrupted(failed);
}
function isCorrupted(failed) {
	return "response" in failed && codesOf(failed.response).some((code) => code === "DIGEST_INVALID" || code === "SIZE_INVALID");
}
function causeOf(failed) {
	if ("response" in failed) return `it answers ${failed.response.status} to uploads`;
	return failed.error instanceof HoistError ? failed.error.message : "uploads break off";
}

// src/registry/upload.ts
const bodyTimeout = 6e5;
const probes = [
	1e3,
	2e3,
	4e3
];
const octets = { "content-type": "application/octet-stream" };
var HttpUpload = class {
	#target;
	#session;
	constructor(target, opened) {
		this.#target = target;
		this.#session = openedSession(target, opened);
	}
	async send(open, call = {}) {
		const { host, caller, blob } = this.#target;
		const sending = {
			open,
			call,
			retries: 0,
			corrupted: false
		};
		for (;;) {
			const [way, ...others] = host.learned.uploads;
			if (way === void 0) throw noWay(this.#target);
			const limit = host.learned.dialect.uploadLimit;
			const body = new UploadBody({
				open,
				blob,
				clock: caller.clock,
				limit
			});
			const failed = await this.#try(way, body, sending);
			if (failed === void 0 || await this.#isThereAfter(failed, body, call)) {
				this.#session = void 0;
				if (failed === void 0) await this.#checkKept(call);
				return;
			}
			await this.abort();
			if (others.length > 0 && isWrongWay(failed, body)) {
				if (host.learned.uploads[0] === way) host.learned.uploads = others;
				continue;
			}
			if (body.continued && "response" in failed) host.learned.rangeIsTrue = false;
			const again = mayRestart(failed, body) && !(sending.corrupted && isCorrupted(failed));
			sending.corrupted ||= isCorrupted(failed) && !body.continued;
			if (!again || !await this.#again(sending, failed)) throw this.#error(failed);
		}
	}
	async abort() {
		const session = this.#session;
		this.#session = void 0;
		if (session !== void 0) await cancelUpload(this.#target, session);
	}
	async #try(way, body, sending) {
		const { call } = sending;
		this.#session ??= await this.#open(call);
		try {
			const response = way === "put" || this.#target.blob.size === 0 ? await this.#put(this.#session, body, call) : await this.#patches(way, body, sending);
			return response.status === 201 && !contradicts(response, this.#target.blob.digest) ? void 0 : { response };
		} catch (error) {
			call.signal?.throwIfAborted();
			if (body.error !== void 0) throw body.error;
			return { error };
		}
	}
	async #open(call) {
		const options = {
			extra: extraTries.session,
			signal: call.signal
		};
		const response = await startUpload(this.#target, options);
		if (response.status === 202) return openedSession(this.#target, response);
		throw answerError(this.#target.host, this.#attempt("begin an upload to"), response);
	}
	#put(session, body, call) {
		const { caller, host, blob } = this.#target;
		body.commits = "with its last byte";
		const request = this.#request("PUT", {
			...session,
			url: commitUrl(session, blob.digest)
		}, call);
		return caller.push(host, request, body.from(0), blob.size);
	}
	async #patches(way, body, sending) {
		while (body.stored < this.#target.blob.size) {
			let failed;
			try {
				const response = await this.#fromStored(way, body, sending.call);
				if (response !== void 0) failed = { response };
			} catch (error) {
				if (body.error !== void 0 || !isTransient(error)) throw error;
				failed = { error };
			}
			if (failed === void 0 || await this.#resume(failed, body, sending)) continue;
			if ("error" in failed) throw failed.error;
			return failed.response;
		}
		body.commits = "alone";
		return this.#commit(sending.call);
	}
	async #fromStored(way, body, call) {
		const { caller, host, blob } = this.#target;
		const chunk = way === "patch" ? blob.size : this.#chunkSize();
		for await (const pieces of inChunks(body.from(body.stored), chunk)) {
			const start = body.stored;
			const end = Math.min(start + chunk, blob.size);
			const range = way === "patch" && start === 0 ? {} : { "content-range": `${start}-${end - 1}` };
			const request = this.#request("PATCH", this.#current(), call, range);
			const response = await caller.push(host, request, pieces, end - start);
			if (!isAccepted(response)) return response;
			this.#session = nextSession(this.#target, this.#current(), response);
			const stored = storedBytes(response);
			const short = stored !== void 0 && stored < end && stored >= start;
			body.stored = end;
			if (!short || body.continued || !host.learned.rangeIsTrue) continue;
			body.stored = stored;
			body.continued = true;
			return;
		}
	}
	async #resume(failed, body, sending) {
		const { call } = sending;
		call.signal?.throwIfAborted();
		if (!mayResume(failed, body)) return false;
		const at = await resumeAt(this.#target, this.#current(), call.signal);
		if (at === void 0 || at.offset < body.stored || !await this.#again(sending, failed)) return false;
		this.#session = at.session;
		body.stored = at.offset;
		return true;
	}
	#commit(call) {
		const { caller, host, blob } = this.#target;
		const session = this.#current();
		const url = commitUrl(session, blob.digest);
		const request = this.#request("PUT", {
			...session,
			url
		}, call, { "content-length": "0" });
		return caller.ask(host, {
			...request,
			kind: "body",
			attempt: this.#attempt("commit blob")
		}, extraTries.once);
	}
	async #isThereAfter(failed, body, { signal }) {
		if (!mayBeThere(failed, body)) return false;
		const { caller, host, scope, blob } = this.#target;
		for (const wait of probes) {
			await caller.clock.sleep(wait, signal);
			if (await hasBlob(caller, host, {
				scope,
				blob,
				signal
			})) return true;
		}
		return false;
	}
	async #checkKept({ signal }) {
		const { caller, host, scope, blob } = this.#target;
		const algorithm = algorithmOf(blob.digest);
		if (algorithm === "sha256" || await hasBlob(caller, host, {
			scope,
			blob,
			signal
		})) return;
		throw new HoistError("incomplete", "NOT_KEPT", `${host.host}/${scope.path} took blob ${blob.digest} and does not have it`, { hint: `The registry may not know ${algorithm}: build the image with sha256.` });
	}
	async #again(sending, failed) {
		const { caller, host } = this.#target;
		if (sending.retries >= extraTries.upload || !host.budget.spend(causeOf(failed))) return false;
		sending.retries += 1;
		await caller.backOff(sending.retries, sending.call.signal);
		return true;
	}
	#current() {
		if (this.#session === void 0) throw new Error("no upload is open");
		return this.#session;
	}
	#chunkSize() {
		return Math.max(this.#target.host.learned.dialect.chunkSize, this.#current().minChunk);
	}
	#request(method, { url, foreign }, { signal }, headers = {}) {
		return {
			method,
			url,
			scope: this.#target.scope,
			attempt: this.#attempt("send blob"),
			headers: {
				...octets,
				...headers
			},
			headersTimeout: bodyTimeout,
			foreign,
			signal
		};
	}
	#error(failed) {
		const { host, blob } = this.#target;
		if ("error" in failed) return networkError(host, this.#attempt("send blob"), failed.error);
		if (isAccepted(failed.response)) checkClaim(this.#target, failed.response, blob.digest);
		const cause = answerError(host, this.#attempt("send blob"), failed.response);
		if (!isCorrupted(failed)) return cause;
		return new HoistError("incomplete", "CORRUPTED_IN_TRANSIT", `${host.host} received other bytes than were sent for blob ${blob.digest}`, {
			hint: "Something between here and the registry changes bodies: look for a proxy. Or the registry could not keep all of them: look at the room on its disk.",
			cause
		});
	}
	#attempt(verb) {
		const { blob, scope } = this.#target;
		return {
			verb: verb.endsWith("blob") ? `${verb} ${blob.digest} to` : verb,
			path: scope.path
		};
	}
};
function noWay({ host, scope }) {
	return new HoistError("incomplete", "UPLOAD_REFUSED", `${host.host}/${scope.path} takes blobs in none of the ways there are`, { hint: "A proxy before the registry may limit methods or sizes." });
}

// src/registry/begin.ts
async function beginBlob(target, blob, options) {
	const begin = {
		...target,
		blob,
		options
	};
	if (options.resend === true) return upload(begin);
	const { claimed } = target.host.learned;
	if (claimed.has(keyOf(begin))) return await isThere$1(begin) ? { state: "present" } : upload(begin);
	const from = candidate(begin);
	const mounted = from === void 0 ? void 0 : await mount(begin, from);
	if (from !== void 0 && mounted?.status === 201) {
		claimed.add(keyOf(begin));
		return {
			state: "mounted",
			from
		};
	}
	if (mounted !== void 0) return orPresent(begin, mounted);
	return options.assumeAbsent === true ? fromItself(begin) : unlessThere(begin);
}
async function unlessThere(begin) {
	if (begin.host.learned.selfMountTells === true) return fromItself(begin);
	if (!await isThere$1(begin)) return upload(begin);
	await learnFromPresent(begin);
	return { state: "present" };
}
async function fromItself(begin) {
	const { host, repository } = begin;
	const { learned } = host;
	if (learned.selfMountTells === false || learned.dialect.mountable === false) return upload(begin);
	const answer = await mount(begin, repository);
	if (answer?.status === 201) {
		learned.selfMountTells = true;
		learned.claimed.add(keyOf(begin));
		return { state: "present" };
	}
	return upload(begin, answer);
}
async function orPresent(begin, opened) {
	if (begin.options.assumeAbsent === true || !await isThere$1(begin)) return upload(begin, opened);
	await cancelUpload(begin, opened);
	return { state: "present" };
}
async function learnFromPresent(begin) {
	const { learned } = begin.host;
	if (learned.selfMountTells !== void 0 || learned.dialect.mountable === false) return;
	learned.selfMountTells = false;
	const answer = await mount(begin, begin.repository);
	if (answer?.status === 201) learned.selfMountTells = true;
	else if (answer !== void 0) await cancelUpload(begin, answer);
}
async function mount(begin, from) {
	const { host, scope, blob, options, repository } = begin;
	const path = pathOf(from);
	const mounting = from === repository ? scope : {
		...scope,
		mountFrom: [path]
	};
	const query = new URLSearchParams({
		mount: blob.digest,
		from: path
	});
	let transient = false;
	try {
		const { signal } = options;
		const answer = await startUpload({
			...begin,
			scope: mounting
		}, {
			query,
			signal,
			extra: extraTries.once
		});
		if (answer.status === 201 && !contradicts(answer, blob.digest) || answer.status === 202) return answer;
		transient = isRetriedStatus(answer.status);
	} catch (error) {
		options.signal?.throwIfAborted();
		if (!(error instanceof HoistError) || error.code === "RETRY_LATER") throw error;
		transient = error.code === "NETWORK";
	}
	if (transient) return void 0;
	if (from === repository) host.learned.selfMountTells = false;
	else host.learned.noMountFrom.add(`${repository} ${from}`);
}
async function upload(begin, opened) {
	const { host, scope, options } = begin;
	const { signal } = options;
	const answer = opened ?? await startUpload(begin, {
		signal,
		extra: extraTries.session
	});
	if (answer.status !== 202) throw answerError(host, {
		verb: "begin an upload to",
		path: scope.path
	}, answer);
	return {
		state: "upload",
		upload: new HttpUpload(begin, answer)
	};
}
function isThere$1({ caller, host, scope, blob, options }) {
	return hasBlob(caller, host, {
		scope,
		blob,
		signal: options.signal
	});
}
function candidate({ host, repository, options }) {
	const { learned } = host;
	if (learned.dialect.mountable === false) return void 0;
	return (options.mountFrom ?? []).find((from) => from !== repository && sameHost(from, repository) && !learned.noMountFrom.has(`${repository} ${from}`));
}
function keyOf({ repository, blob }) {
	return `${repository} ${blob.digest}`;
}

// src/registry/redirect.ts
const redirects = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
const methodKept = /* @__PURE__ */ new Set([307, 308]);
const mostHops = 5;
function isRedirect(status) {
	return redirects.has(status);
}
const readHint = "The registry, or a proxy before it, sends readers to nowhere: set its external URL to the name that is used here.";
const writeHint = "Use the name that the registry itself answers under; a redirect of the whole host does not work for writing.";
async function followRedirects(first) {
	const { host, method } = first;
	const reads = method === "GET" || method === "HEAD";
	const bad = (why) => redirectRefused(host, {
		...first.attempt,
		reads
	}, why);
	let { response, url } = first;
	let away = false;
	for (let hops = 1; isRedirect(response.status); hops += 1) {
		const { status } = response;
		const location = headerOf(response.headers, "location");
		await first.dispose(response);
		if (hops > mostHops) throw bad(`more than ${mostHops} redirects`);
		if (location === void 0) throw bad("a redirect without Location");
		const target = resolveLocation(url, location, {
			use: "redirect",
			configured: first.configured
		});
		away ||= target.url.origin !== host.base.origin;
		if (!reads && (away || !methodKept.has(status))) throw bad(`it redirects a ${method}`);
		url = target.url;
		response = await first.send({
			url,
			learned: target.learned,
			away
		});
	}
	return {
		response,
		redirected: away
	};
}
function redirectRefused(host, attempt, why) {
	return new HoistError("unreachable", "REDIRECT", `could not ${attempt.verb} ${host.host}/${attempt.path}: ${why}`, { hint: attempt.reads === true ? readHint : writeHint });
}

// src/registry/pace.ts
const slowest = 10240;
const windowSeconds = 120;
var TooSlow = class extends Error {
	code = "UND_ERR_BODY_TIMEOUT";
};
var Pace = class {
	#clock;
	#asked;
	#waited = 0;
	#bytes = 0;
	constructor(clock) {
		this.#clock = clock;
		this.#asked = clock.ticks();
	}
	asked() {
		this.#asked = this.#clock.ticks();
	}
	came(bytes) {
		this.#waited += this.#clock.ticks() - this.#asked;
		this.#bytes += bytes;
		if (this.#waited < windowSeconds * 1e3) return void 0;
		if (this.#bytes < 10240 * windowSeconds) return new TooSlow(`less than ${slowest} bytes a second over ${windowSeconds} s`);
		this.#waited = 0;
		this.#bytes = 0;
	}
};

// src/registry/stall.ts
const longest$1 = 6e4;
const looks = 15e3;
var Stuck = class extends Error {
	code = "UND_ERR_BODY_TIMEOUT";
};
const enough = /* @__PURE__ */ new Error("nobody waits any more");
var StallWatch = class {
	signal;
	#clock;
	#stuck = new AbortController();
	#over = new AbortController();
	#since;
	#allowed = longest$1;
	constructor(clock, signal) {
		this.#clock = clock;
		this.signal = signal === void 0 ? this.#stuck.signal : AbortSignal.any([signal, this.#stuck.signal]);
		this.#look().catch(() => {});
	}
	offered(bytes) {
		this.#since = this.#clock.ticks();
		this.#allowed = Math.max(longest$1, bytes / slowest * 1e3);
	}
	taken() {
		this.#since = void 0;
	}
	end() {
		this.#over.abort(enough);
	}
	async #look() {
		while (!this.#over.signal.aborted) {
			await this.#clock.sleep(looks, this.#over.signal);
			if (this.#since === void 0 || this.#clock.ticks() - this.#since < this.#allowed) continue;
			this.#stuck.abort(new Stuck(`nothing taken for ${Math.round(this.#allowed / 1e3)} s`));
			return;
		}
	}
};

// src/registry/warning.ts
const longest = 4096;
const start = "299 - \"";
function warningsOf(headers) {
	const texts = /* @__PURE__ */ new Set();
	let budget = longest;
	for (const one of linesOf(headers, "warning")) {
		budget -= one.length;
		if (budget < 0) break;
		for (const text of quotedTexts(one)) texts.add(text);
	}
	return [...texts];
}
function* quotedTexts(header) {
	let at = 0;
	while (header.startsWith(start, at)) {
		const [text, end] = readQuoted(header, at + 7 - 1);
		if (end > header.length) return;
		if (text !== "" && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) yield text;
		at = skip(header, end, ", ");
	}
}

// src/registry/call.ts
const stale = /* @__PURE__ */ new Set([
	400,
	403,
	404
]);
const freshRedirects = 2;
const unsentTries = 2;
var Caller = class {
	clock;
	#options;
	constructor(options) {
		this.#options = options;
		this.clock = options.clock;
	}
	uploadLocation(asked, location) {
		return resolveLocation(asked, location, {
			use: "upload",
			configured: this.#options.isConfigured
		});
	}
	warn(text) {
		this.#options.warn(text);
	}
	async backOff(tries, signal) {
		await this.clock.sleep(backOff(tries, this.#options.random), signal);
	}
	async ask(host, request, extra) {
		return (await this.answer(host, request, extra)).response;
	}
	answer(host, request, extra) {
		const { transport } = this.#options;
		return this.#retry(host, request, extra, {
			send: (sent) => transport.exchange(sent),
			dispose: () => {}
		});
	}
	open(host, request, extra) {
		const { transport } = this.#options;
		return this.#retry(host, request, extra, {
			send: (sent) => transport.download(sent),
			dispose: drain
		});
	}
	async push(host, request, pieces, size) {
		host.budget.count();
		const watch = new StallWatch(this.clock, request.signal);
		const { response, sent } = await host.gate.run("body", request.signal, () => this.#authorized(host, request, (ready) => this.#options.transport.upload({
			...ready,
			signal: watch.signal,
			pieces,
			size,
			watch
		}))).finally(() => watch.end());
		if (request.foreign !== true) this.#learn(host, response);
		if (isRedirect(response.status)) throw redirectRefused(host, request.attempt, `it redirects a ${request.method}`);
		if (response.status === 401 && !await this.#renewed(host, request, {
			sent,
			response
		})) throw answerError(host, request.attempt, response);
		return response;
	}
	async #retry(host, request, extra, way) {
		host.budget.count();
		const used = {
			fresh: 0,
			stale: false
		};
		for (let tries = 1;; tries += 1) {
			const trail = { url: request.url };
			let unread;
			try {
				const answer = await this.#perform(host, request, {
					way,
					trail
				});
				unread = answer.response;
				const { status } = answer.response;
				const wait = answer.redirected || request.foreign === true ? void 0 : this.#learn(host, answer.response);
				if (answer.redirected && request.method === "GET" && stale.has(status) && used.fresh < freshRedirects) used.fresh += 1;
				else if (!this.#mayAskAgain(host, answer) || tries > extra || !this.#spend(host, status)) return answer;
				await way.dispose(answer.response);
				unread = void 0;
				await (wait === void 0 ? this.backOff(tries, request.signal) : this.clock.sleep(wait, request.signal));
			} catch (error) {
				if (unread !== void 0) await way.dispose(unread);
				request.signal?.throwIfAborted();
				if (extra > 0 && wasCut(error) && !used.stale) {
					used.stale = true;
					tries -= 1;
					continue;
				}
				const most = wasNeverSent(error) ? Math.max(extra, unsentTries) : extra;
				if (!isRetriedError(error, tries) || tries > most || !host.budget.spend(`${codeOf(error)}`)) throw networkError(host, request.attempt, error, trail.url);
				await this.backOff(tries, request.signal);
			}
		}
	}
	#mayAskAgain({ learned }, { response: { status, headers } }) {
		return isRetriedStatus(status) && !(status === 429 && learned.dialect.pullsLeft(headers) === 0);
	}
	#spend(host, status) {
		return status === 429 || host.budget.spend(`it answers ${status}`);
	}
	#learn(host, response) {
		const { status, headers } = response;
		learnFrom(host, headers);
		for (const text of warningsOf(headers)) this.warn(`${host.host}: ${text}`);
		if (!(status === 429 || status >= 500 && headers["retry-after"] !== void 0)) {
			if (status < 500) host.gate.succeeded();
			return;
		}
		const wait = waitOf(headers, this.clock);
		const later = retryLater(host.host, wait, this.clock);
		if (wait === void 0 || later === void 0) {
			host.gate.slowDown(wait);
			return wait;
		}
		host.gate.closeFor(wait, later);
		throw later();
	}
	async #perform(host, request, { way, trail }) {
		const once = () => host.gate.run(request.kind ?? "document", request.signal, () => this.#authorized(host, request, (ready) => way.send(ready)));
		let { response, sent } = await once();
		if (response.status === 401 && await this.#renewed(host, request, {
			sent,
			response
		})) {
			await way.dispose(response);
			({response, sent} = await once());
		}
		if (!isRedirect(response.status)) return {
			response,
			redirected: false
		};
		return followRedirects({
			host,
			...request,
			response,
			configured: this.#options.isConfigured,
			dispose: (unread) => way.dispose(unread),
			send: async ({ url, learned, away }) => {
				trail.url = url;
				const own = away ? harmlessHeaders(request, this.#options.userAgent) : await this.#headers(request);
				return way.send({
					...this.#sent({
						...request,
						url
					}, own),
					learned
				});
			}
		});
	}
	async #renewed(host, request, { sent, response }) {
		if (request.foreign === true) return false;
		learnFrom(host, response.headers);
		return this.#options.authorizer.challenged(request.scope, response.headers, {
			signal: request.signal,
			sent: sent["authorization"]
		});
	}
	async #authorized(host, request, send) {
		const headers = await this.#headers(request);
		const response = await send(this.#sent(request, headers));
		if (response.status === 401) host.learned.passwordRefused = headers["authorization"]?.startsWith("Basic ") === true;
		return {
			response,
			sent: headers
		};
	}
	async #headers(request) {
		const headers = plainHeaders(request, this.#options.userAgent);
		if (request.foreign === true) return headers;
		const authorization = await this.#options.authorizer.authorization(request.scope, { signal: request.signal });
		if (authorization !== void 0) headers["authorization"] = authorization;
		return headers;
	}
	#sent(request, headers) {
		return sentAs(request, {
			headers,
			configured: this.#options.isConfigured
		});
	}
};

// src/registry/download.ts
const worthBytes = 1048576;
const worthTime = 6e4;
const mostRereads = 2;
async function* readBlob$1(caller, host, read) {
	const { blob, signal } = read;
	const at = {
		offset: read.from,
		ranges: true,
		rereads: 0,
		etag: void 0
	};
	let last = {
		offset: read.from,
		ticks: caller.clock.ticks()
	};
	let idle = 0;
	while (at.offset < blob.size) {
		const { response, skip } = await open$1(caller, host, {
			...read,
			at
		});
		let ahead = skip;
		let broken;
		const pace = new Pace(caller.clock);
		try {
			for await (const piece of response.body) {
				const start = Math.min(ahead, piece.bytes.length);
				ahead -= start;
				const bytes = start === 0 ? piece.bytes : piece.bytes.subarray(start);
				const wrong = pace.came(piece.bytes.length) ?? (at.offset + bytes.length > blob.size ? wrongSize(host, read, response, "more") : void 0);
				if (wrong !== void 0 || bytes.length === 0) piece.release();
				if (wrong !== void 0) throw wrong;
				if (bytes.length > 0) {
					at.offset += bytes.length;
					yield start === 0 ? piece : {
						bytes,
						release: () => piece.release()
					};
				}
				pace.asked();
			}
		} catch (error) {
			signal?.throwIfAborted();
			broken = error;
		}
		if (broken !== void 0 && !isRetriedError(broken, 1)) throw networkError(host, attemptOf(read), broken);
		if (at.offset === blob.size) return;
		if (broken === void 0 && disguise(read, response) !== void 0) throw wrongSize(host, read, response, "fewer");
		const now = caller.clock.ticks();
		idle = at.offset - last.offset >= worthBytes || now - last.ticks >= worthTime ? 0 : idle + 1;
		last = {
			offset: at.offset,
			ticks: now
		};
		const cause = `blobs break off (${codeOf(broken) ?? "closed early"})`;
		if (idle > extraTries.read || !host.budget.spend(cause)) throw brokeOff(host, read, at.offset);
		if (idle > 1) await caller.backOff(idle - 1, signal);
	}
}
async function open$1(caller, host, opening) {
	const { at, blob } = opening;
	for (;;) {
		const ranged = at.offset > 0 && at.ranges;
		const { response } = await caller.open(host, requestFor(host, opening, ranged), extraTries.read);
		const { status } = response;
		if (ranged && status === 206 && isTheRest(response.headers, at.offset, blob.size)) return {
			response,
			skip: 0
		};
		if (status === 200) {
			checkWhole(host, opening, response);
			at.etag ??= strongTag(response.headers);
			if (at.offset > 0) reread(host, opening, response);
			return {
				response,
				skip: at.offset
			};
		}
		if (!ranged || status !== 206 && status !== 416 && status !== 400) throw answerError(host, attemptOf(opening), await documentOf$1(response));
		at.ranges = false;
		if (status === 206) response.end();
		else await drain(response);
	}
}
function requestFor(host, { at, ...read }, ranged) {
	const headers = {};
	if (ranged) {
		headers["range"] = `bytes=${at.offset}-`;
		if (at.etag !== void 0) headers["if-range"] = at.etag;
	}
	return {
		method: "GET",
		url: urlOf(host, read.scope.path, `blobs/${read.blob.digest}`),
		scope: read.scope,
		attempt: attemptOf(read),
		kind: "body",
		headers,
		signal: read.signal
	};
}
function reread(host, { at, ...read }, response) {
	at.ranges = false;
	at.rereads += 1;
	if (at.rereads <= mostRereads) return;
	response.end();
	throw brokeOff(host, read, at.offset);
}
function checkWhole(host, read, response) {
	const length = headerOf(response.headers, "content-length");
	if (length === void 0 || Number(length) === read.blob.size) return;
	response.end();
	throw wrongSize(host, read, response, length.slice(0, 20));
}
function disguise({ blob }, { status, headers }) {
	if (status !== 200) return void 0;
	const coding = codingOf(headers);
	if (coding !== void 0) return {
		what: `it comes with Content-Encoding ${coding}`,
		hint: "A proxy or a cache before the registry compresses answers: switch that off for blobs."
	};
	if (!isHtml(headers) || /^text\/html\b/i.test(blob.mediaType)) return void 0;
	return {
		what: "it is a web page, so a proxy or a firewall may have given it",
		hint: "Something answers in place of the registry: log in there, or see HTTPS_PROXY and NO_PROXY."
	};
}
function attemptOf(read) {
	return {
		verb: `read blob ${read.blob.digest} of`,
		path: read.scope.path,
		reads: true
	};
}
function wrongSize(host, read, response, size) {
	const found = disguise(read, response);
	const what = found === void 0 ? "" : ` (${found.what})`;
	return new HoistError("incomplete", "BLOB_DAMAGED", `blob ${read.blob.digest} of ${host.host}/${read.scope.path} has ${size} bytes${what}, its descriptor says ${read.blob.size}`, { hint: found?.hint ?? "The source registry, or a cache before it, does not give what the manifest names. Push the image there again." });
}
function brokeOff(host, read, offset) {
	return new HoistError("unreachable", "BLOB_BROKEN_OFF", `blob ${read.blob.digest} of ${host.host}/${read.scope.path} broke off at byte ${offset} of ${read.blob.size}, again and again`, { hint: "Run again later; what is complete at the target is not sent again." });
}

// src/registry/manifest-push.ts
const immutableStatuses = /* @__PURE__ */ new Set([
	400,
	403,
	405,
	409,
	412
]);
const missingParts = /* @__PURE__ */ new Set([
	"MANIFEST_BLOB_UNKNOWN",
	"BLOB_UNKNOWN",
	"MANIFEST_UNKNOWN"
]);
async function putManifest(target, { manifest, reference, before }, call) {
	const { caller, host } = target;
	const request = {
		...requestFor$1(target, "PUT", reference, call),
		headers: { "content-type": manifest.mediaType },
		body: manifest.bytes
	};
	const push = {
		...target,
		manifest,
		reference,
		request,
		call,
		before
	};
	let crossed = false;
	for (let tries = 1;; tries += 1) {
		const sent = await send(push);
		if ("error" in sent || isRetriedStatus(sent.response.status)) {
			if (await isThere(push)) return { subjectHandled: false };
		} else if (sent.response.status >= 200 && sent.response.status <= 204) {
			checkClaim(target, sent.response, manifest.digest);
			return { subjectHandled: subjectHandled(manifest, sent.response) };
		} else if (!crossed && host.learned.dialect.isCrossedPush(refusalOf(sent.response))) crossed = true;
		else return refused(push, sent.response);
		const cause = "error" in sent ? "pushes break off" : `it answers ${sent.response.status} to pushes`;
		if (tries > extraTries.manifest || !host.budget.spend(cause)) throw "error" in sent ? sent.error : answerError(host, request.attempt, sent.response);
		await caller.backOff(tries, call.signal);
		if (before !== void 0 && await isThereOrRaced(push)) return { subjectHandled: false };
	}
}
async function send({ caller, host, request, call }) {
	try {
		return { response: await caller.ask(host, request, extraTries.once) };
	} catch (error) {
		call.signal?.throwIfAborted();
		if (!(error instanceof HoistError) || error.code !== "NETWORK") throw error;
		return { error };
	}
}
async function isThere(push) {
	const { manifest, reference, call } = push;
	return (await headManifest(push, reference, {
		...call,
		expected: manifest.digest
	}))?.digest === manifest.digest;
}
async function isThereOrRaced(push) {
	const { host, scope, reference, before, manifest } = push;
	const now = (await headManifest(push, reference, {
		...push.call,
		expected: manifest.digest
	}))?.digest ?? null;
	if (now === manifest.digest) return true;
	if (now === before) return false;
	throw new HoistError("conflict", "TAG_RACED", `${host.host}/${scope.path}:${reference} was written by somebody else meanwhile: it names ${now ?? "nothing"}`, { hint: "Let one job at a time write a tag, and run again." });
}
async function refused(push, response) {
	const { host, scope, manifest, reference, request, call } = push;
	if (!isDigestReference(reference) && immutableStatuses.has(response.status)) {
		const now = await headManifest(push, reference, {
			...call,
			expected: manifest.digest
		});
		if (now?.digest === manifest.digest) return { subjectHandled: false };
		if (now !== void 0 && host.learned.dialect.isImmutableRefusal(refusalOf(response))) throw new HoistError("conflict", "TAG_IMMUTABLE", `${host.host}/${scope.path}:${reference} names ${now.digest} and the registry does not let it move`, {
			hint: "Promote under another tag, or lift the immutability of this tag in the registry.",
			cause: answerError(host, request.attempt, response)
		});
	}
	const error = answerError(host, request.attempt, response);
	if (response.status >= 500 || !codesOf(response).some((code) => missingParts.has(code))) throw error;
	throw new HoistError("incomplete", "PARTS_MISSING", error.message, {
		hint: "A clean-up at the registry may be taking away what was just pushed, or it does not see it yet. Run again later; if it stays so, its administrator has to look at that repository.",
		cause: error
	});
}
function subjectHandled({ subject }, { headers }) {
	return subject !== void 0 && headerOf(headers, "oci-subject") === subject.digest;
}
function refusalOf(response) {
	return {
		status: response.status,
		codes: codesOf(response),
		message: Buffer.from(response.body).toString("utf8")
	};
}

// src/registry/mortal-clock.ts
function mortalClock(clock, end) {
	setMaxListeners(0, end);
	return {
		now: () => clock.now(),
		ticks: () => clock.ticks(),
		sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal === void 0 ? end : AbortSignal.any([signal, end]))
	};
}

// src/image/referrers-index.ts
function referrerDescriptor(manifest) {
	const artifactType = artifactTypeOf(manifest);
	return {
		...descriptorOf(manifest),
		...artifactType !== void 0 && { artifactType },
		...Object.keys(manifest.annotations).length > 0 && { annotations: manifest.annotations }
	};
}
function mergeReferrers(existing, add, subject) {
	const present = existing?.digest === subject ? void 0 : existing;
	if (present !== void 0 && present.mediaType !== mediaTypes.ociIndex) throw taken(present, subject);
	const document = present === void 0 ? emptyIndex$1 : documentOf(present);
	const kept = distinct(entriesOf$2(document), /* @__PURE__ */ new Set([subject]));
	const added = distinct(add, /* @__PURE__ */ new Set([subject, ...kept.map((entry) => entry.digest)])).map(written);
	if (present !== void 0 && added.length === 0 && kept.length === entriesOf$2(document).length) return present;
	const text = JSON.stringify({
		...document,
		mediaType: mediaTypes.ociIndex,
		manifests: [...kept, ...added]
	});
	return parseManifest(new TextEncoder().encode(text), { where: `the referrers of ${shortDigest(subject)}` });
}
const emptyIndex$1 = {
	schemaVersion: 2,
	mediaType: mediaTypes.ociIndex,
	manifests: []
};
function documentOf(index) {
	return JSON.parse(new TextDecoder().decode(index.bytes));
}
function entriesOf$2(document) {
	return document["manifests"] ?? [];
}
function distinct(entries, before) {
	const seen = new Set(before);
	return entries.filter(({ digest }) => !seen.has(digest) && seen.add(digest));
}
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

// src/registry/referrers.ts
const mostPages = 50;
const mostReferrers = 1e3;
const mergeTries = 5;
const listLag = [
	1e3,
	2e3,
	4e3
];
const absentThings = /^(?:NAME_|MANIFEST_|BLOB_|PROJECT)/;
async function listReferrers(target, subject, options) {
	const { learned } = target.host;
	if (learned.referrersApi === void 0 && learned.referrersAsked !== void 0) await learned.referrersAsked.catch(() => {});
	if (learned.referrersApi !== false && learned.dialect.referrers !== "tag") {
		const asked = byApi(target, subject, options);
		learned.referrersAsked ??= asked;
		const listed = await asked;
		if (listed !== void 0) return {
			way: "api",
			api: true,
			descriptors: listed
		};
	}
	const api = learned.referrersApi === true;
	const index = await fallbackIndex(target, subject, options);
	const descriptors = index === void 0 ? [] : capped(target, entriesOf$1(index, subject));
	return {
		way: descriptors.length === 0 ? "none" : "tag",
		api,
		descriptors
	};
}
async function attachReferrers(target, subject, referrers, options) {
	if (referrers.length === 0) return;
	const call = { signal: options.signal };
	const missing = await unlisted(target, subject, {
		referrers,
		options
	});
	if (missing.length === 0) return;
	for (let tries = 0; tries < mergeTries; tries += 1) {
		const before = await getManifest(target, fallbackTag(subject), call);
		const merged = mergeReferrers(before, missing, subject);
		if (merged.digest === before?.digest) return;
		await putFallback(target, subject, {
			index: merged,
			call
		});
		const after = await readFallback$1(target, subject, {
			before,
			call
		});
		if (lackingIn(missing, after === void 0 ? [] : entriesOf$1(after, subject)).length === 0) return;
		if (after?.digest === before?.digest) throw notShown(target, subject);
	}
	throw new HoistError("incomplete", "REFERRERS_RACED", `${target.host.host}/${target.scope.path}: others keep writing the referrers of ${subject}`, { hint: "Let one job at a time write referrers of an image, and run again." });
}
async function readFallback$1(target, subject, { before, call }) {
	for (let looks = 0;; looks += 1) {
		const after = await getManifest(target, fallbackTag(subject), call);
		const wait = readBackWaits[looks];
		if (after?.digest !== before?.digest || wait === void 0) return after;
		await target.caller.clock.sleep(wait, call.signal);
	}
}
function notShown({ host, scope }, subject) {
	return new HoistError("incomplete", "REFERRER_NOT_KEPT", `${host.host}/${scope.path} took the list of the referrers of ${subject} and does not show it after a minute`, { hint: "The registry, or a cache before it, answers with what was there before. Run again later." });
}
async function unlisted(target, subject, { referrers, options: { signal, manifests } }) {
	const { learned } = target.host;
	const [first, second] = learned.losesReferrers ? [[], listLag] : [listLag, []];
	const looks = {
		referrers,
		signal
	};
	const { missing, way } = await missingAfter(target, subject, {
		...looks,
		waits: first
	});
	if (missing.length === 0 || way !== "api") return missing;
	for (const { digest } of missing) {
		const manifest = manifests?.get(digest);
		if (manifest !== void 0) await putManifest(target, {
			manifest,
			reference: digest
		}, { signal });
	}
	const left = (await missingAfter(target, subject, {
		...looks,
		waits: second
	})).missing;
	if (left.length < missing.length) learned.losesReferrers = true;
	for (const { digest } of left) if (await headManifest(target, digest, { signal }) === void 0) throw notKept(target, digest);
	return left;
}
async function missingAfter(target, subject, { referrers, waits, signal }) {
	for (let looks = 0;; looks += 1) {
		const { way, descriptors } = await listReferrers(target, subject, { signal });
		const missing = lackingIn(referrers, descriptors);
		const wait = waits[looks];
		if (missing.length === 0 || way !== "api" || wait === void 0) return {
			missing,
			way
		};
		await target.caller.clock.sleep(wait, signal);
	}
}
function notKept({ host, scope }, referrer) {
	return new HoistError("incomplete", "REFERRER_NOT_KEPT", `${host.host}/${scope.path} took ${referrer}, which is attached to the image, and does not have it`, { hint: "Run again. If it stays so, its administrator has to look at that repository." });
}
function lackingIn(wanted, found) {
	const there = new Set(found.map((descriptor) => descriptor.digest));
	return wanted.filter((descriptor) => !there.has(descriptor.digest));
}
async function putFallback(target, subject, { index, call }) {
	try {
		await putManifest(target, {
			manifest: index,
			reference: fallbackTag(subject)
		}, call);
	} catch (error) {
		if (!(error instanceof HoistError) || error.code !== "TAG_IMMUTABLE") throw error;
		const where = `${target.host.host}/${target.scope.path}`;
		throw new HoistError("incomplete", "REFERRERS_IMMUTABLE", `${where} cannot list what is attached to ${subject}: its tags are immutable, and it has no referrers API`, {
			hint: "Except tags that begin with \"sha256-\" from immutability, or set referrers: best-effort for the stage.",
			cause: error
		});
	}
}
async function byApi(target, subject, call) {
	const { caller, host, scope } = target;
	const walk = walkPages(urlOf(host, scope.path, `referrers/${subject}`), mostPages);
	const found = [];
	let begun = false;
	while (walk.page !== void 0) {
		const request = {
			method: "GET",
			url: walk.page,
			scope,
			attempt: {
				verb: `list the referrers of ${subject} in`,
				path: scope.path
			},
			headers: { accept: mediaTypes.ociIndex },
			maxBytes: maxManifestBytes,
			signal: call.signal
		};
		const response = await caller.ask(host, request, extraTries.read).catch((error) => {
			throw asList(target, error);
		});
		if ((response.status === 404 || response.status === 406) && !begun) {
			if (!codesOf(response).some((code) => absentThings.test(code)) && host.learned.referrersApi === void 0) host.learned.referrersApi = false;
			return;
		}
		if (response.status !== 200) refuse(host, request, response);
		const index = indexOf(target, subject, response);
		begun = true;
		host.learned.referrersApi = true;
		found.push(...entriesOf$1(index, subject));
		capped(target, found);
		walk.advance(response.headers);
	}
	return found;
}
function indexOf(target, subject, response) {
	const { host, scope } = target;
	const contentType = headerOf(response.headers, "content-type");
	if (bareMediaType(contentType) === mediaTypes.ociIndex) try {
		const index = parseManifest(response.body, {
			contentType,
			where: `the referrers of ${subject}`
		});
		if (index.kind === "index") return index;
	} catch (error) {
		throw asList(target, error);
	}
	throw new HoistError("unreachable", "REFERRERS_UNREADABLE", `${host.host}/${scope.path}: the list of referrers of ${subject} is not an index`, { hint: "A proxy or a login page may have answered instead of the registry. Without the list nothing is promoted." });
}
async function fallbackIndex(target, subject, options) {
	const tag = fallbackTag(subject);
	const known = await options.knownTags;
	if (known !== void 0 && !known.has(tag)) return void 0;
	const manifest = await getManifest(target, tag, options).catch((error) => {
		throw asList(target, error);
	});
	if (manifest === void 0 || manifest.digest === subject || manifest.kind !== "index") return void 0;
	return manifest;
}
function entriesOf$1(index, subject) {
	return index.kind === "index" ? index.manifests.filter((entry) => entry.digest !== subject) : [];
}
function capped(target, found) {
	if (found.length <= mostReferrers) return found;
	throw tooMany(target);
}
function asList(target, error) {
	return isAnswerTooLong(error) || error instanceof HoistError && error.code === "MANIFEST_TOO_LARGE" ? tooMany(target, error) : error;
}
function tooMany({ host, scope }, cause) {
	return new HoistError("unreachable", "REFERRERS_TOO_MANY", `${host.host}/${scope.path} lists more than ${mostReferrers} referrers of one digest, or more than 4 MiB of them`, {
		hint: "Remove referrers that nobody needs; so many cannot be judged.",
		cause
	});
}

// src/registry/retry-budget.ts
const atLeast = 64;
const share = .2;
const openFor = 3e4;
var RetryBudget = class {
	#host;
	#clock;
	#requests = 0;
	#retries = 0;
	#openUntil = Number.NEGATIVE_INFINITY;
	#cause = "";
	constructor(host, clock) {
		this.#host = host;
		this.#clock = clock;
	}
	count() {
		if (this.#clock.ticks() < this.#openUntil) throw new HoistError("unreachable", "HOST_FAILING", `${this.#host} keeps failing: ${this.#cause}`, { hint: "It was tried often enough for this run. Look at the state of the registry and run again later." });
		this.#requests += 1;
	}
	spend(cause) {
		if (this.#retries < Math.max(atLeast, this.#requests * share)) {
			this.#retries += 1;
			return true;
		}
		this.#cause = cause;
		this.#openUntil = this.#clock.ticks() + openFor;
		return false;
	}
};

// src/registry/turns.ts
function createTurns() {
	const last = /* @__PURE__ */ new Map();
	async function take(key, work) {
		const mine = (last.get(key) ?? Promise.resolve()).then(work);
		const ended = mine.catch(() => void 0);
		last.set(key, ended);
		try {
			return await mine;
		} finally {
			if (last.get(key) === ended) last.delete(key);
		}
	}
	return {
		take,
		idle: async () => {
			await Promise.all(last.values());
		}
	};
}

// src/registry/client.ts
const mostWarnings = 100;
const fewestConnections = 2;
function createRegistryClient(options) {
	const { settings } = options;
	const closed = new AbortController();
	const clock = mortalClock(options.clock, closed.signal);
	const hosts = /* @__PURE__ */ new Map();
	const contexts = /* @__PURE__ */ new Map();
	const turns = createTurns();
	function hostContext(host) {
		const known = hosts.get(host);
		if (known !== void 0) return known;
		const own = settings.get(host);
		const dialect = dialectOf(host);
		const made = {
			host,
			base: originOf(host, own),
			settings: own,
			gate: new HostGate({
				clock,
				connections: own?.connections ?? dialect.connections,
				requestsPerSecond: own?.requestsPerSecond ?? dialect.requestsPerSecond
			}),
			budget: new RetryBudget(host, clock),
			learned: learnedOf(dialect, own)
		};
		hosts.set(host, made);
		return made;
	}
	function originOptions(url) {
		const host = [...hosts.values()].find((known) => known.base.origin === url.origin);
		const own = host?.settings ?? settings.get(url.host);
		return {
			verify: own?.insecure !== true,
			connections: host === void 0 ? null : Math.max(fewestConnections, host.gate.limit),
			secureContext: own?.ca === void 0 ? void 0 : contextOf(url.host, own.ca),
			proxy: proxyFor(url, options.secret)
		};
	}
	function contextOf(host, ca) {
		const context = contexts.get(host) ?? secureContextOf(host, ca);
		contexts.set(host, context);
		return context;
	}
	function isConfigured(url) {
		return settings.has(url.host) || [...hosts.values()].some((known) => known.base.origin === url.origin);
	}
	const transport = createTransport({
		origin: originOptions,
		guardedLookup: guardedLookup(lookup),
		loaded: options.loaded
	});
	const authorizer = createAuthorizer({
		http: transport,
		credentials: options.credentials,
		settings: (host) => settings.get(host),
		clock,
		secret: options.secret,
		random: options.random,
		userAgent: options.userAgent
	});
	const caller = new Caller({
		transport,
		authorizer,
		clock,
		random: options.random,
		userAgent: options.userAgent,
		isConfigured,
		warn: warnOnce(options.warn)
	});
	const slots = new Slots((host) => hosts.get(host)?.gate.limit ?? Number.POSITIVE_INFINITY);
	function to(repository, actions) {
		const host = hostOf$1(repository);
		return {
			caller,
			host: hostContext(host),
			scope: {
				host,
				path: pathOf(repository),
				actions
			}
		};
	}
	function inTurnWhereNeeded(repository, push) {
		const { dialect } = hostContext(hostOf$1(repository)).learned;
		return dialect.serialManifestPuts ? turns.take(repository, push) : push();
	}
	return {
		manifest: (repository, reference, call = {}) => getManifest(to(repository, "pull"), reference, call),
		head: (repository, reference, call = {}) => headManifest(to(repository, "pull"), reference, call),
		putManifest: (repository, manifest, call = {}) => inTurnWhereNeeded(repository, () => putManifest(to(repository, "pull,push"), {
			manifest,
			reference: manifest.digest
		}, call)),
		tag: (repository, manifest, tag, call = {}) => inTurnWhereNeeded(repository, async () => {
			await putManifest(to(repository, "pull,push"), {
				manifest,
				reference: tag,
				before: call.before
			}, call);
		}),
		hasBlob: (repository, blob, call = {}) => {
			const target = to(repository, "pull");
			return hasBlob(caller, target.host, {
				scope: target.scope,
				blob,
				signal: call.signal
			});
		},
		openBlob: (repository, blob, from, call = {}) => {
			const target = to(repository, "pull");
			return readBlob$1(caller, target.host, {
				scope: target.scope,
				blob,
				from,
				signal: call.signal
			});
		},
		beginBlob: (repository, blob, begin = {}) => beginBlob({
			...to(repository, "pull,push"),
			repository
		}, blob, begin),
		tags: (repository, call = {}) => listTags(to(repository, "pull"), call),
		referrers: (repository, subject, asked = {}) => listReferrers(to(repository, "pull"), subject, asked),
		attach: (repository, subject, referrers, call = {}) => turns.take(repository, () => attachReferrers(to(repository, "pull,push"), subject, referrers, call)),
		reserve: (repositories, bytes, call = {}) => {
			const named = repositories.map(hostOf$1);
			for (const host of named) if (host !== "oci") hostContext(host);
			return slots.reserve(named, bytes, call.signal);
		},
		expect: (repository, requests) => {
			const { base, gate } = hostContext(hostOf$1(repository));
			transport.prepare(base, Math.min(requests, gate.limit));
		},
		pullsLeft: (repository) => hostContext(hostOf$1(repository)).learned.pullsLeft,
		access: (repository, actions, call = {}) => actions === "pull" ? mayPull(to(repository, "pull"), call) : mayPush(to(repository, "pull,push"), call),
		close() {
			closed.abort(/* @__PURE__ */ new Error("the registry is closed"));
			return transport.close();
		}
	};
}
function warnOnce(warn) {
	const said = /* @__PURE__ */ new Set();
	return (text) => {
		if (warn === void 0 || said.size >= mostWarnings || said.has(text)) return;
		said.add(text);
		warn(text);
	};
}

// src/registry/credential-files.ts
const credentialFiles = {
	async readFile(path) {
		try {
			return await readFile(path);
		} catch (error) {
			if (isAbsent(error)) return void 0;
			throw unreadable(path, error);
		}
	},
	async realPath(path) {
		try {
			return await realpath(path);
		} catch (error) {
			if (isAbsent(error)) return path;
			throw unreadable(path, error);
		}
	}
};
function isAbsent(error) {
	const code = codeOf(error);
	return code === "ENOENT" || code === "ENOTDIR";
}
function unreadable(path, error) {
	const why = codeOf(error) ?? messageOf(error);
	return new HoistError("config", "DOCKER_CONFIG_UNREADABLE", `${path}, where a Docker config is looked for, cannot be read: ${why}`, {
		hint: "Check who may read it: after sudo docker login it may belong to root. Or set DOCKER_CONFIG to another folder.",
		cause: error
	});
}

// src/registry/credential-helper.ts
const nameGrammar = /^[a-z0-9-]+$/;
async function askHelper(name, server, { run, secret }) {
	if (!nameGrammar.test(name)) throw failed("the Docker config names a credential helper with characters that a name does not have", { hint: "A credential helper is named by letters, digits and \"-\": \"ecr-login\"." });
	const result = await run(name, server);
	if (result === void 0) throw failed(`docker-credential-${name}, which the Docker config names for ${server}, is not installed`, { hint: "Install it, or remove it from credHelpers or credsStore of the Docker config." });
	if (result.code !== 0) {
		if (/credentials not found/i.test(result.output)) return void 0;
		throw helperFailed(name, `failed for ${server} with exit code ${result.code}`, { server });
	}
	const answer = readHelperAnswer(result.output);
	if (answer === void 0) throw helperFailed(name, "did not answer with a user name and a secret", { server });
	return credentialOf(answer.Username, answer.Secret, secret);
}
function helperFailed(name, what, { server, hint }) {
	return failed(`docker-credential-${name} ${what}`, { hint: hint ?? `Look at what it does: echo ${server} | docker-credential-${name} get` });
}
function failed(message, options) {
	return new HoistError("config", "CREDENTIAL_HELPER", message, options);
}

// src/registry/docker-config.ts
const dockerHubKey = "https://index.docker.io/v1/";
function parseDockerConfig(bytes, file) {
	const read = readDockerConfig(bytes);
	if (read === void 0) throw new HoistError("config", "DOCKER_CONFIG_INVALID", `${file} is not a Docker config file`, { hint: "Log in again with docker login, which writes it anew." });
	const { auths, credHelpers, credsStore } = read;
	return {
		auths: entriesOf(auths ?? {}).flatMap(({ value, ...key }) => value ? [{
			...key,
			value
		}] : []),
		helpers: entriesOf(credHelpers ?? {}),
		store: credsStore || void 0
	};
}
function parseConfigKey(key) {
	const bare = key.replace(/^https?:\/\//i, "");
	const slash = bare.indexOf("/");
	const named = slash < 0 ? bare : bare.slice(0, slash);
	const path = (slash < 0 ? "" : bare.slice(slash + 1)).replace(/\/$/, "");
	const host = hostOf(named);
	if (host === void 0) return void 0;
	return {
		host,
		path: path === "v1" || path === "v2" ? "" : path
	};
}
function covering(entries, host, path) {
	return entries.filter((entry) => entry.host === host && covers(entry.path, path)).sort((a, b) => b.path.length - a.path.length || rank(a.key) - rank(b.key));
}
function credentialIn({ key, value }, secret) {
	const [username, password] = value.auth ? decodeAuth(value.auth, key, secret) : [value.username, value.password];
	if (value.identitytoken) return identityOf(value.identitytoken, username || void 0, secret);
	if (value.registrytoken) {
		secret(value.registrytoken);
		return {
			kind: "bearer",
			token: value.registrytoken
		};
	}
	return credentialOf(username ?? "", password ?? "", secret);
}
function decodeAuth(auth, key, secret) {
	secret(auth);
	const text = Buffer.from(auth, "base64").toString().replace(/\0+$/, "");
	const colon = text.indexOf(":");
	if (colon >= 0) return [text.slice(0, colon), text.slice(colon + 1)];
	throw new HoistError("config", "DOCKER_CONFIG_INVALID", `the Docker config's entry for ${key} holds no user and password`, { hint: "Log in again with docker login, which writes it anew." });
}
function entriesOf(record) {
	return Object.entries(record).flatMap(([key, value]) => {
		const parsed = parseConfigKey(key);
		return parsed === void 0 ? [] : [{
			...parsed,
			key,
			value
		}];
	});
}
function covers(prefix, path) {
	return prefix === "" || path === prefix || path.startsWith(`${prefix}/`);
}
function rank(key) {
	if (key === "https://index.docker.io/v1/") return 0;
	return key.includes("://") ? 2 : 1;
}
function hostOf(text) {
	try {
		return parseHost(text);
	} catch {
		return;
	}
}

// src/registry/home.ts
const thisMachine$1 = {
	platform: process.platform,
	homeOfUser: () => userInfo().homedir
};
function homeOf({ HOME = "", USERPROFILE = "" }, { platform, homeOfUser } = thisMachine$1) {
	const isWindows = platform === "win32";
	const path = isWindows ? win32 : posix;
	return [...isWindows ? [USERPROFILE, HOME] : [HOME, USERPROFILE], known(homeOfUser)].find((home) => path.isAbsolute(home)) ?? path.sep;
}
function known(homeOfUser) {
	try {
		return homeOfUser();
	} catch {
		return "";
	}
}

// src/registry/credentials.ts
const helperLife = 24e4;
const actionSets = [
	"pull,push",
	"push,pull",
	"push",
	"pull",
	""
];
function createCredentials(options) {
	const configs = /* @__PURE__ */ new Map();
	const closest = /* @__PURE__ */ new Map();
	const helpers = /* @__PURE__ */ new Map();
	const docker = options.env["DOCKER_CONFIG"] || join(homeOf(options.env), ".docker");
	const buildx = options.env["BUILDX_CONFIG"] || join(docker, "buildx");
	function configIn(folder) {
		const file = join(folder, "config.json");
		const known = configs.get(file);
		if (known !== void 0) return known;
		const read = readConfig(file, options);
		configs.set(file, read);
		return read;
	}
	function configsFor(host, path, actions) {
		const key = `${host}/${path} ${actions}`;
		const known = closest.get(key);
		if (known !== void 0) return known;
		const folders = [...scopedFolders(buildx, host, path, actions), docker];
		const found = Promise.all(folders.map(configIn)).then((read) => read.filter((one) => one !== void 0));
		closest.set(key, found);
		return found;
	}
	function helper(name, server) {
		const key = `${name} ${server}`;
		const known = helpers.get(key);
		if (known !== void 0 && known.until > options.ticks()) return known.found;
		const found = askHelper(name, server, options);
		helpers.set(key, {
			until: options.ticks() + helperLife,
			found
		});
		found.catch(() => helpers.delete(key));
		return found;
	}
	async function inConfig(config, host, path) {
		const auths = covering(config.auths, host, path);
		const named = covering(config.helpers, host, path);
		for (const length of lengthsOf([...auths, ...named])) {
			for (const entry of named.filter((one) => one.path.length === length)) {
				const found = await helper(entry.value, entry.key);
				if (found !== void 0) return found;
			}
			if (length === 0 && named.length === 0 && config.store !== void 0) {
				const found = await helper(config.store, serverOf(host));
				if (found !== void 0) return found;
			}
			for (const entry of auths.filter((one) => one.path.length === length)) {
				const found = credentialIn(entry, options.secret);
				if (found !== void 0) return found;
			}
		}
	}
	return { async lookup(host, path, actions = "pull") {
		for (const config of await configsFor(host, path, actions)) {
			const found = await inConfig(config, host, path);
			if (found !== void 0) return found;
		}
		if (host !== "ghcr.io" || !options.githubToken) return void 0;
		return credentialOf("x-access-token", options.githubToken, options.secret);
	} };
}
async function readConfig(file, options) {
	const bytes = await options.readFile(file);
	if (bytes === void 0) return void 0;
	const workspace = options.env["GITHUB_WORKSPACE"];
	if (workspace && await isInside(workspace, file, options.realPath)) throw new HoistError("config", "DOCKER_CONFIG_IN_WORKSPACE", `the Docker config ${file} is inside the workspace`, { hint: "What is checked out must not decide which programs run and which credentials are used: set DOCKER_CONFIG to a folder outside, such as one in RUNNER_TEMP." });
	return parseDockerConfig(bytes, file);
}
async function isInside(folder, file, realPath) {
	return contains(folder, file) || contains(await realPath(folder), await realPath(file));
}
function contains(folder, file) {
	const way = relative(resolve(folder), resolve(file));
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
function scopedFolders(buildx, host, path, actions) {
	const hosts = host === "docker.io" ? [
		"registry-1.docker.io",
		"docker.io",
		"index.docker.io"
	] : [host];
	const wanted = new Set(actions.split(","));
	const sets = actionSets.filter((set) => set === "" || set.split(",").every((action) => wanted.has(action)));
	return [`/${path}`, ""].flatMap((repository) => sets.flatMap((set) => hosts.map((name) => join(buildx, "config", `${name}${repository}${set === "" ? "" : `@${set}`}`))));
}
function lengthsOf(entries) {
	return [.../* @__PURE__ */ new Set([...entries.map((entry) => entry.path.length), 0])].sort((a, b) => b - a);
}
function serverOf(host) {
	return host === "docker.io" ? dockerHubKey : host;
}

// src/registry/layout/failure.ts
function systemCode(error) {
	const code = error instanceof Error && "code" in error ? error.code : void 0;
	return typeof code === "string" ? code : void 0;
}
function isAbsence(error) {
	return systemCode(error) === "ENOENT";
}
function unsafe(path, why) {
	return new HoistError("refused", "LAYOUT_UNSAFE", `${path} ${why}`, { hint: "An OCI image layout holds regular files in real folders; make it again with a current tool." });
}
function notALayout(folder, why, hint) {
	return new HoistError("config", "LAYOUT_INVALID", `${folder} is not an OCI image layout: ${why}`, { hint });
}
const damagedHint = "The layout is damaged there: write it again from where it came.";
function damaged(path, cause) {
	return new HoistError("unreachable", "DIGEST_MISMATCH", `${path} holds other bytes than its name says`, {
		hint: "The layout is damaged there: remove that image from it, or write it again from where it came.",
		cause
	});
}
function entryUnread(name, error) {
	return new HoistError(error.kind, error.code, `the entry ${name} of index.json cannot be read: ${error.message}`, {
		hint: "Remove it from the layout, or write it again from where it came.",
		cause: error
	});
}
function readFailure(path, error) {
	const code = systemCode(error);
	if (code === void 0 || error instanceof HoistError) return error;
	if (code === "ENOTDIR") return notAFolder(path);
	if (code === "ELOOP" || code === "EMLINK") return unsafe(path, "is a symbolic link");
	const hint = isDenied(code) ? "Check who may read the folder." : "Check the disk and the path.";
	return new HoistError("unreachable", isDenied(code) ? "DENIED" : "LAYOUT_UNREADABLE", `could not read ${path}: ${messageOf(error)}`, {
		cause: error,
		hint
	});
}
const hintsOfWriting = /* @__PURE__ */ new Map([
	["ENOSPC", "Make room on the disk and run again."],
	["EDQUOT", "Make room on the disk and run again."],
	["EFBIG", "The disk takes no file of this size (FAT32: up to 4 GiB), or ulimit -f forbids it: use another disk."]
]);
function writeFailure(path, error) {
	const code = systemCode(error);
	if (code === void 0 || error instanceof HoistError) return error;
	if (code === "ENOTDIR" || code === "EEXIST") return notAFolder(path);
	const hint = hintsOfWriting.get(code) ?? "Check who may write the folder.";
	return new HoistError("incomplete", isDenied(code) ? "DENIED" : "LAYOUT_UNWRITABLE", `could not write ${path}: ${messageOf(error)}`, {
		cause: error,
		hint
	});
}
function notAFolder(path) {
	return notALayout(path, "a file is where a folder should be", "Name a folder.");
}
function isDenied(code) {
	return code === "EACCES" || code === "EPERM" || code === "EROFS";
}

// src/registry/layout/safe-file.ts
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function blobFolder(folder, digest) {
	return join(folder, "blobs", algorithmOf(digest));
}
function blobPath(folder, digest) {
	return join(blobFolder(folder, digest), hexOf(digest));
}
async function blobSize(folder, digest) {
	if (!await hasBlobFolder(folder, digest)) return void 0;
	return await regularSize(blobPath(folder, digest));
}
async function openBlobFile(folder, digest) {
	if (!await hasBlobFolder(folder, digest)) return void 0;
	return await openRegular(blobPath(folder, digest));
}
async function hasBlobFolder(folder, digest) {
	for (const path of [join(folder, "blobs"), blobFolder(folder, digest)]) {
		const stat = await lstatOf(path);
		if (stat === void 0) return false;
		if (!stat.isDirectory()) throw unsafe(path, "is not a real folder");
	}
	return true;
}
async function readRegular(path, limit) {
	const file = await openRegular(path);
	if (file === void 0) return void 0;
	try {
		if (file.size > limit) throw tooLarge(path, file.size, limit);
		const bytes = new Uint8Array(file.size);
		let length = 0;
		while (length < bytes.length) {
			const { bytesRead } = await file.handle.read(bytes, length, bytes.length - length, length);
			if (bytesRead === 0) break;
			length += bytesRead;
		}
		return bytes.subarray(0, length);
	} catch (error) {
		throw readFailure(path, error);
	} finally {
		await file.handle.close();
	}
}
async function openRegular(path) {
	if (await regularSize(path) === void 0) return void 0;
	let handle;
	try {
		handle = await open(path, flags);
		const stat = await handle.stat();
		if (!stat.isFile()) throw unsafe(path, "is not a regular file");
		return {
			handle,
			size: stat.size
		};
	} catch (error) {
		await handle?.close();
		if (isAbsence(error)) return void 0;
		throw readFailure(path, error);
	}
}
async function regularSize(path) {
	const stat = await lstatOf(path);
	if (stat === void 0) return void 0;
	if (stat.isSymbolicLink()) throw unsafe(path, "is a symbolic link");
	if (!stat.isFile()) throw unsafe(path, "is not a regular file");
	return stat.size;
}
async function lstatOf(path) {
	try {
		return await lstat(path);
	} catch (error) {
		if (isAbsence(error)) return void 0;
		throw readFailure(path, error);
	}
}
function tooLarge(path, size, limit) {
	return new HoistError("refused", "LAYOUT_TOO_LARGE", `${path} has ${size} bytes, of at most ${limit}`, { hint: "It is not what an OCI image layout holds there, or too much for one layout: split it." });
}

// src/registry/layout/blob-reader.ts
const slabBytes = 524288;
const keptSlabs = 16;
function createSlabPool() {
	const free = [];
	return {
		take: () => free.pop() ?? new Uint8Array(slabBytes),
		give: (slab) => {
			if (free.length < keptSlabs) free.push(slab);
		}
	};
}
async function* readBlob(folder, blob, { from, slabs, signal }) {
	signal?.throwIfAborted();
	const path = blobPath(folder, blob.digest);
	const file = await openBlobFile(folder, blob.digest);
	if (file === void 0) throw wrong("BLOB_UNKNOWN", `${path} is not there`);
	const { handle, size } = file;
	try {
		if (size !== blob.size) throw wrong("BLOB_SIZE", `${path} has ${size} bytes, not ${blob.size}`);
		let at = from;
		while (at < size) {
			const slab = slabs.take();
			const { bytesRead } = await handle.read(slab, 0, Math.min(slab.length, size - at), at);
			signal?.throwIfAborted();
			if (bytesRead === 0) throw wrong("BLOB_SIZE", `${path} became shorter while it was read`);
			at += bytesRead;
			yield pieceOf(slab, bytesRead, slabs);
		}
		signal?.throwIfAborted();
	} catch (error) {
		throw readFailure(path, error);
	} finally {
		await handle.close();
	}
}
function pieceOf(slab, length, slabs) {
	let held = true;
	return {
		bytes: slab.subarray(0, length),
		release: () => {
			if (held) slabs.give(slab);
			held = false;
		}
	};
}
function wrong(code, message) {
	return new HoistError("incomplete", code, message, { hint: "The layout is incomplete or damaged; write it again from where it came." });
}

// src/registry/layout/replace-file.ts
const passing = /* @__PURE__ */ new Set([
	"EPERM",
	"EACCES",
	"EBUSY"
]);
const naps = [
	10,
	20,
	40,
	80,
	150,
	...Array.from({ length: 24 }, () => 200)
];
async function replaceFile(from, to, options = {}) {
	const { platform = process.platform, rename: rename$1 = rename, wait = setTimeout$1 } = options;
	for (const nap of platform === "win32" ? naps : []) {
		try {
			await rename$1(from, to);
			return;
		} catch (error) {
			if (!passing.has(systemCode(error))) throw error;
		}
		await wait(nap);
	}
	await rename$1(from, to);
}

// src/registry/layout/draft.ts
const ownPrefix = ".hoist-";
const draftName = /^\.hoist-[0-9a-f-]{36}\.tmp$/;
const abandonedAfter = 864e5;
async function beginDraft(folder) {
	const path = join(folder, `${ownPrefix}${randomUUID()}.tmp`);
	let handle;
	try {
		await mkdir(folder, { recursive: true });
		handle = await open(path, "wx", 384);
	} catch (error) {
		throw writeFailure(path, error);
	}
	const opened = handle;
	let ended = false;
	return {
		async write(bytes) {
			try {
				for (let at = 0; at < bytes.length;) at += (await opened.write(bytes, at)).bytesWritten;
			} catch (error) {
				throw writeFailure(path, error);
			}
		},
		async commit(name) {
			try {
				await openUp(opened, folder);
				await flush(opened);
				await opened.close();
				await replaceFile(path, join(folder, name));
				ended = true;
			} catch (error) {
				throw writeFailure(join(folder, name), error);
			}
		},
		async discard() {
			if (ended) return;
			ended = true;
			await opened.close().catch(() => void 0);
			await unlink(path).catch(() => void 0);
		}
	};
}
async function openUp(file, folder) {
	const { mode } = await stat(folder);
	try {
		await file.chmod(mode & 438);
	} catch (error) {
		if (![
			"EPERM",
			"ENOTSUP",
			"EOPNOTSUPP",
			"ENOSYS"
		].includes(systemCode(error) ?? "")) throw error;
	}
}
async function flush(file) {
	try {
		await file.sync();
	} catch (error) {
		if (![
			"EINVAL",
			"ENOTSUP",
			"EOPNOTSUPP",
			"ENOSYS"
		].includes(systemCode(error) ?? "")) throw error;
	}
}
async function writeWhole(folder, name, bytes) {
	const draft = await beginDraft(folder);
	try {
		await draft.write(bytes);
		await draft.commit(name);
	} finally {
		await draft.discard();
	}
}
async function syncFolder(folder) {
	let handle;
	try {
		handle = await open(folder, "r");
		await handle.sync();
	} catch (error) {
		if (![
			"EISDIR",
			"EPERM",
			"EACCES",
			"EINVAL",
			"ENOTSUP",
			"ENOENT"
		].includes(systemCode(error) ?? "")) throw writeFailure(folder, error);
	} finally {
		await handle?.close();
	}
}
async function sweepDrafts(folder, now) {
	const names = await readdir(folder).catch(() => []);
	for (const name of names.filter((each) => draftName.test(each))) {
		const path = join(folder, name);
		if (await lstat(path).then(({ mtimeMs }) => now.getTime() - mtimeMs, () => 0) > abandonedAfter) await unlink(path).catch(() => void 0);
	}
}

// src/registry/layout/blob-upload.ts
function createUpload(folder, blob) {
	const stop = new AbortController();
	async function send(open, call = {}) {
		const signal = call.signal === void 0 ? stop.signal : AbortSignal.any([stop.signal, call.signal]);
		signal.throwIfAborted();
		await hasBlobFolder(folder, blob.digest);
		const draft = await beginDraft(blobFolder(folder, blob.digest));
		try {
			const hasher = digestHasher(blob.digest);
			let size = 0;
			for await (const piece of open(0)) try {
				signal.throwIfAborted();
				size += piece.bytes.length;
				if (size > blob.size) throw mismatch(blob, "more bytes came");
				const written = draft.write(piece.bytes);
				hasher.update(piece.bytes);
				await written;
			} finally {
				piece.release();
			}
			signal.throwIfAborted();
			if (size < blob.size) throw mismatch(blob, `${size} bytes came`);
			const digest = finishDigest(blob.digest, hasher);
			if (digest !== blob.digest) throw mismatch(blob, `bytes of ${digest} came`);
			await draft.commit(hexOf(blob.digest));
		} finally {
			await draft.discard();
		}
	}
	return {
		send,
		abort: async () => stop.abort(new HoistError("incomplete", "UPLOAD_ABORTED", `${blobPath(folder, blob.digest)} was given up`))
	};
}
function mismatch(blob, what) {
	return new HoistError("incomplete", "DIGEST_MISMATCH", `${what} for ${blob.digest} of ${blob.size} bytes`, { hint: "The source serves other content than its manifest names; nothing of it was kept." });
}

// src/registry/layout/index-json.ts
const refName = "org.opencontainers.image.ref.name";
const containerdName = "io.containerd.image.name";
const maxEntries = 1e5;
const emptyIndex = {
	document: {
		schemaVersion: 2,
		mediaType: mediaTypes.ociIndex
	},
	entries: []
};
function parseIndex(bytes, where) {
	const document = parseStrictJson(bytes, where, damagedHint);
	if (!isJsonObject(document)) throw invalid(where, "it is not a JSON object");
	const list = document["manifests"] ?? [];
	if (!Array.isArray(list)) throw invalid(where, "manifests is not a list");
	if (list.length > maxEntries) throw new HoistError("refused", "LAYOUT_TOO_LARGE", `${where} has ${list.length} entries, of at most ${maxEntries}`, { hint: "Split the layout." });
	return {
		document,
		entries: list.map((entry, at) => entryOf(entry, `${where}: manifests[${at}]`))
	};
}
function indexBytes({ document, entries }) {
	const manifests = entries.map(({ written }) => written);
	return new TextEncoder().encode(JSON.stringify({
		...document,
		manifests
	}));
}
function tagsOf({ entries }) {
	return new Set(entries.flatMap(({ tag }) => tag === void 0 ? [] : [tag]));
}
function findTag({ entries }, tag, where) {
	const found = entries.filter((entry) => entry.tag === tag).map(({ descriptor }) => descriptor);
	const first = found[0];
	if (found.every(({ digest }) => digest === first?.digest)) return first;
	throw new HoistError("refused", "LAYOUT_AMBIGUOUS", `${where} gives the tag ${tag} to several images`, { hint: "Name the digest, or write the layout again with a tag for each image." });
}
function findDigest({ entries }, digest) {
	return entries.find(({ descriptor }) => descriptor.digest === digest)?.descriptor;
}
function withManifest(index, manifest, isBelow = false) {
	const below = new Set(childrenOf(manifest).map(({ digest }) => digest));
	const kept = index.entries.filter((entry) => !(isBare(entry) && below.has(entry.descriptor.digest)));
	const known = isBelow || findDigest(index, manifest.digest) !== void 0;
	if (known && kept.length === index.entries.length) return index;
	return {
		...index,
		entries: known ? kept : [...kept, freshEntry(manifest)]
	};
}
function withTag(index, manifest, tag) {
	const { digest } = manifest;
	const tagged = index.entries.filter((entry) => entry.tag === tag);
	if (tagged.length === 1 && tagged[0]?.descriptor.digest === digest) return index;
	const entries = index.entries.flatMap((entry) => {
		if (entry.tag !== tag) return isBare(entry) && entry.descriptor.digest === digest ? [] : [entry];
		const rest = withoutName(entry);
		return isSuperfluous(rest, {
			index,
			tag,
			digest
		}) ? [] : [rest];
	});
	return {
		...index,
		entries: [...entries, freshEntry(manifest, tag)]
	};
}
function isSuperfluous(entry, { index, tag, digest }) {
	if (!isBare(entry)) return false;
	if (attachedTo(tag)?.kind === "referrers" || entry.descriptor.digest === digest) return true;
	return index.entries.some((other) => other.tag !== tag && other.descriptor.digest === entry.descriptor.digest);
}
function isBare({ written }) {
	return written["annotations"] === void 0;
}
function freshEntry(manifest, tag) {
	const descriptor = descriptorOf(manifest);
	if (tag === void 0) return {
		written: descriptor,
		descriptor
	};
	return {
		written: {
			...descriptor,
			annotations: { [refName]: tag }
		},
		descriptor,
		tag
	};
}
function withoutName({ written, descriptor }) {
	const { annotations, ...rest } = written;
	const kept = Object.entries(isJsonObject(annotations) ? annotations : {}).filter(([name]) => name !== refName && name !== containerdName);
	return {
		descriptor,
		written: kept.length === 0 ? rest : {
			...rest,
			annotations: Object.fromEntries(kept)
		}
	};
}
function entryOf(value, where) {
	const descriptor = readDescriptor(value, where);
	const tag = tagIn(descriptor.annotations?.[refName]);
	return {
		written: value,
		descriptor,
		...tag !== void 0 && { tag }
	};
}
function tagIn(name) {
	if (name === void 0) return void 0;
	if (isTag(name)) return name;
	const colon = name.lastIndexOf(":");
	const last = name.slice(colon + 1);
	return colon > 0 && isTag(last) && !name.includes("@") ? last : void 0;
}
function invalid(where, why) {
	return new HoistError("config", "LAYOUT_INVALID", `${where}: ${why}`, { hint: "Name a folder that holds an OCI image layout." });
}

// src/registry/layout/documents.ts
async function readManifest(folder, digest, named) {
	if (!await hasBlobFolder(folder, digest)) return void 0;
	const path = blobPath(folder, digest);
	const bytes = await readRegular(path, maxManifestBytes);
	if (bytes === void 0) return void 0;
	try {
		return parseManifest(bytes, {
			contentType: named?.mediaType,
			expected: digest,
			where: path
		});
	} catch (error) {
		throw error instanceof HoistError && error.code === "DIGEST_MISMATCH" ? damaged(path, error) : error;
	}
}
async function holdsManifest(folder, digest) {
	const size = await blobSize(folder, digest);
	if (size === void 0 || size > 4194304) return false;
	const bytes = await readRegular(blobPath(folder, digest), maxManifestBytes);
	return bytes !== void 0 && digestOf(bytes, algorithmOf(digest)) === digest;
}
async function keepManifest(folder, manifest) {
	const { digest, bytes } = manifest;
	if (await holdsManifest(folder, digest)) return true;
	const actual = digestOf(bytes, algorithmOf(digest));
	if (actual !== digest) throw mismatch(descriptorOf(manifest), `bytes of ${actual} came`);
	await writeWhole(blobFolder(folder, digest), hexOf(digest), bytes);
	return false;
}
async function readFallback(folder, index, subject) {
	const named = findTag(index, fallbackTag(subject), folder);
	return named && await readManifest(folder, named.digest, named);
}

// src/registry/layout/lock.ts
const staleAfter = 6e4;
const patience = 12e4;
const longestNap = 200;
const longestLock = 4096;
async function withLockFile(path, options, work) {
	const mine = {
		pid: process.pid,
		machine: await machine(),
		token: randomUUID()
	};
	await acquire(path, mine, options);
	try {
		return await work(async () => {
			if ((await holderOf(path))?.token !== mine.token) throw locked(path, "was taken over by another process");
		});
	} finally {
		if ((await holderOf(path))?.token === mine.token) await unlink(path).catch(() => void 0);
	}
}
async function acquire(path, mine, { clock, signal }) {
	const end = clock.ticks() + patience;
	for (let nap = 5;; nap = Math.min(nap * 2, longestNap)) {
		signal?.throwIfAborted();
		if (await create(path, mine)) return;
		if (await removeStale(path, mine, clock.now())) continue;
		if (clock.ticks() > end) throw locked(path, "is held by another process");
		await clock.sleep(nap, signal);
	}
}
async function create(path, content) {
	let file;
	try {
		file = await open(path, "wx", 384);
	} catch (error) {
		if (systemCode(error) === "EEXIST") return false;
		throw writeFailure(path, error);
	}
	try {
		await file.writeFile(JSON.stringify(content));
		await file.close();
		return true;
	} catch (error) {
		await file.close().catch(() => void 0);
		await unlink(path).catch(() => void 0);
		throw writeFailure(path, error);
	}
}
async function removeStale(path, mine, now) {
	const seen = await holderOf(path);
	if (!await isStale(path, seen, {
		mine,
		now
	})) return false;
	const claim = `${path}.${seen?.token ?? "unreadable"}`;
	if (!await create(claim, mine)) {
		if (await ageOf(claim, now) > staleAfter) await unlink(claim).catch(() => void 0);
		return false;
	}
	try {
		if ((await holderOf(path))?.token !== seen?.token) return false;
		if (seen === void 0 && await ageOf(path, now) <= staleAfter) return false;
		await unlink(path).catch(() => void 0);
		return true;
	} finally {
		await unlink(claim).catch(() => void 0);
	}
}
async function isStale(path, holder, { mine, now }) {
	if (holder?.machine === mine.machine && !isAlive(holder.pid)) return true;
	return await ageOf(path, now) > staleAfter;
}
async function ageOf(path, now) {
	return await stat(path).then(({ mtimeMs }) => now.getTime() - mtimeMs, () => 0);
}
async function holderOf(path) {
	const bytes = await readRegular(path, longestLock);
	return bytes && parseHolder(Buffer.from(bytes).toString());
}
function parseHolder(text) {
	try {
		const { pid, machine, token } = JSON.parse(text) ?? {};
		return Number.isSafeInteger(pid) && typeof machine === "string" && /^[0-9a-f-]{36}$/.test(token ?? "") ? {
			pid,
			machine,
			token
		} : void 0;
	} catch {
		return;
	}
}
async function machine() {
	return `${hostname()} ${await readlink("/proc/self/ns/pid").catch(() => "")}`;
}
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) !== "ESRCH";
	}
}
function locked(path, why) {
	return new HoistError("unreachable", "LAYOUT_LOCKED", `${path} ${why}`, { hint: "Wait for the other run to end; if there is none, remove this file." });
}

// src/registry/layout/folder.ts
const maxMarkerBytes = 4096;
const maxIndexBytes = 67108864;
async function readIndex(folder) {
	const path = join(folder, "index.json");
	const marked = await isMarked(folder);
	const bytes = await readRegular(path, maxIndexBytes);
	if (bytes === void 0) return emptyIndex;
	if (!marked && !await isMarked(folder)) throw notALayout(folder, "it has index.json and no oci-layout", "Name the folder that a tool wrote.");
	return parseIndex(bytes, path);
}
async function changeIndex(folder, options, change) {
	await prepare(folder);
	await withLockFile(join(folder, `${ownPrefix}index.lock`), options, async (confirm) => {
		const before = await readIndex(folder);
		const after = await change(before);
		if (after === before) return;
		for (const algorithm of ["sha256", "sha512"]) await syncFolder(join(folder, "blobs", algorithm));
		await confirm();
		await writeWhole(folder, "index.json", indexBytes(after));
		await syncFolder(folder);
	});
}
async function prepare(folder) {
	if (await isMarked(folder)) return;
	try {
		await mkdir(folder, { recursive: true });
	} catch (error) {
		throw writeFailure(folder, error);
	}
	refuseForeign(folder, await namesIn(folder));
	const marker = new TextEncoder().encode(JSON.stringify({ imageLayoutVersion: "1.0.0" }));
	await writeWhole(folder, "oci-layout", marker);
}
async function checkWritable(folder) {
	if (!await isMarked(folder)) refuseForeign(folder, await namesIn(folder));
	let nearest = folder;
	for (;;) try {
		await access(nearest, constants.W_OK);
		return;
	} catch (error) {
		if (!isAbsence(error) || dirname(nearest) === nearest) throw writeFailure(nearest, error);
		nearest = dirname(nearest);
	}
}
async function sweep(folder, now) {
	const blobs = join(folder, "blobs");
	for (const each of [
		folder,
		join(blobs, "sha256"),
		join(blobs, "sha512")
	]) await sweepDrafts(each, now);
}
async function isMarked(folder) {
	const path = join(folder, "oci-layout");
	const bytes = await readRegular(path, maxMarkerBytes);
	if (bytes === void 0) return false;
	const marker = parseStrictJson(bytes, path, damagedHint);
	const version = isJsonObject(marker) ? marker["imageLayoutVersion"] : void 0;
	if (typeof version === "string" && version.startsWith("1.")) return true;
	throw notALayout(folder, "its version is not 1", "Write it again with a current tool.");
}
function refuseForeign(folder, names) {
	if (names.length === 0 || names.includes("oci-layout")) return;
	throw notALayout(folder, "it holds other files", "Name a folder that is empty or not there yet.");
}
async function namesIn(folder) {
	try {
		return (await readdir(folder)).filter((name) => !name.startsWith(ownPrefix));
	} catch (error) {
		if (isAbsence(error)) return [];
		throw readFailure(folder, error);
	}
}

// src/registry/layout/links.ts
const remembered = 1e5;
function createLinkBook(read) {
	const book = /* @__PURE__ */ new Map();
	async function linksOf(descriptor) {
		const known = book.get(descriptor.digest);
		if (known !== void 0) return known;
		const manifest = await read(descriptor);
		if (manifest === void 0) return { children: [] };
		const subject = manifest.subject?.digest;
		const links = {
			children: childrenOf(manifest).map(({ digest }) => digest),
			...subject !== void 0 && {
				subject,
				listed: referrerDescriptor(manifest)
			}
		};
		if (book.size < remembered) book.set(descriptor.digest, links);
		return links;
	}
	async function referrersOf(index, subject) {
		const found = /* @__PURE__ */ new Map();
		for (const { descriptor, tag } of index.entries) {
			if (!isManifestType(descriptor.mediaType) && !isIndexType(descriptor.mediaType)) continue;
			const links = await linksOf(descriptor).catch((error) => {
				const { digest } = descriptor;
				throw error instanceof HoistError ? entryUnread(tag === void 0 ? digest : `${tag} (${digest})`, error) : error;
			});
			if (links.subject === subject && links.listed !== void 0) found.set(descriptor.digest, links.listed);
		}
		return [...found.values()];
	}
	async function isBelow(index, digest) {
		for (const { descriptor } of index.entries) {
			if (!isIndexType(descriptor.mediaType)) continue;
			const { children } = await linksOf(descriptor).catch(nothingBelow);
			if (children.includes(digest)) return true;
		}
		return false;
	}
	return {
		referrersOf,
		isBelow
	};
}
function nothingBelow(error) {
	if (error instanceof HoistError) return { children: [] };
	throw error;
}

// src/registry/layout/registry.ts
function createLayoutRegistry({ clock }) {
	const slabs = createSlabPool();
	const books = /* @__PURE__ */ new Map();
	const turns = createTurns();
	const swept = /* @__PURE__ */ new Set();
	function linksIn(folder) {
		const known = books.get(folder);
		if (known !== void 0) return known;
		const made = createLinkBook((descriptor) => readManifest(folder, descriptor.digest, descriptor));
		books.set(folder, made);
		return made;
	}
	async function change(folder, call, how) {
		await turns.take(folder, () => changeIndex(folder, {
			clock,
			signal: call.signal
		}, how));
	}
	async function makeReady(folder) {
		await prepare(folder);
		if (swept.has(folder)) return;
		swept.add(folder);
		await sweep(folder, clock.now());
	}
	async function manifest(repository, reference, call) {
		const folder = enter(repository, call);
		const index = await readIndex(folder);
		if (isDigest(reference)) return await readManifest(folder, reference, findDigest(index, reference));
		const named = findTag(index, reference, repository);
		if (named === void 0) return void 0;
		const found = await readManifest(folder, named.digest, named);
		if (found !== void 0) return found;
		throw new HoistError("incomplete", "LAYOUT_INCOMPLETE", `${repository}:${reference} names ${named.digest}, which is not there`, { hint: "The layout was not written to its end, or cut afterwards; write it again." });
	}
	async function head(repository, reference, call) {
		const folder = enter(repository, call);
		const index = await readIndex(folder);
		if (!isDigest(reference)) {
			const named = findTag(index, reference, repository);
			if (named === void 0) return void 0;
			const expected = call?.expected;
			if (expected === void 0 || isComparable(named.digest, expected)) return { digest: named.digest };
			const found = await readManifest(folder, named.digest, named);
			return { digest: found !== void 0 && isCalled(found, expected) ? expected : named.digest };
		}
		return await holdsManifest(folder, reference) ? { digest: reference } : void 0;
	}
	async function putManifest(repository, pushed, call = {}) {
		const folder = enter(repository, call);
		await makeReady(folder);
		const existed = await keepManifest(folder, pushed);
		await change(folder, call, async (index) => {
			const isBelow = existed && await linksIn(folder).isBelow(index, pushed.digest);
			return withManifest(index, pushed, isBelow);
		});
		return { subjectHandled: false };
	}
	async function tag(repository, pushed, name, call = {}) {
		const folder = enter(repository, call);
		await makeReady(folder);
		await keepManifest(folder, pushed);
		await change(folder, call, (index) => withTag(withManifest(index, pushed), pushed, name));
	}
	async function hasBlob(repository, blob, call) {
		const folder = enter(repository, call);
		return await blobSize(folder, blob.digest) === blob.size;
	}
	async function* openBlob(repository, blob, from, call) {
		yield* readBlob(enter(repository, call), blob, {
			from,
			slabs,
			signal: call?.signal
		});
	}
	async function beginBlob(repository, blob, options) {
		const folder = enter(repository, options);
		if (await blobSize(folder, blob.digest) === blob.size && options?.resend !== true) return { state: "present" };
		await makeReady(folder);
		return {
			state: "upload",
			upload: createUpload(folder, blob)
		};
	}
	async function* tags(repository, call) {
		yield* tagsOf(await readIndex(enter(repository, call)));
	}
	async function referrers(repository, subject, { signal, knownTags } = {}) {
		const folder = enter(repository, { signal });
		const index = await readIndex(folder);
		const known = await knownTags;
		const list = known === void 0 || known.has(fallbackTag(subject)) ? await readFallback(folder, index, subject) : void 0;
		const listed = list?.kind === "index" && list.digest !== subject ? list.manifests : [];
		const names = new Set(listed.map(({ digest }) => digest));
		const scanned = await linksIn(folder).referrersOf(index, subject);
		const descriptors = [...listed, ...scanned.filter(({ digest }) => !names.has(digest))];
		return {
			way: descriptors.length === 0 ? "none" : "tag",
			api: false,
			descriptors
		};
	}
	async function attach(repository, subject, added, call = {}) {
		const folder = enter(repository, call);
		if (added.length === 0) return;
		await makeReady(folder);
		await change(folder, call, async (index) => {
			const list = mergeReferrers(await readFallback(folder, index, subject), added, subject);
			await keepManifest(folder, list);
			return withTag(withManifest(index, list), list, fallbackTag(subject));
		});
	}
	async function reserve(_repositories, _bytes, call) {
		call?.signal?.throwIfAborted();
		return () => void 0;
	}
	async function access(repository, actions, call) {
		const folder = enter(repository, call);
		await readIndex(folder);
		if (actions === "push") await checkWritable(folder);
	}
	return {
		manifest,
		head,
		putManifest,
		tag,
		hasBlob,
		openBlob,
		beginBlob,
		tags,
		referrers,
		attach,
		reserve,
		expect: () => void 0,
		pullsLeft: () => void 0,
		access,
		close: () => turns.idle()
	};
}
function enter(repository, call) {
	call?.signal?.throwIfAborted();
	if (isLayout(repository)) return resolve(layoutFolder(repository));
	throw new HoistError("config", "REFERENCE_INVALID", `${repository} is no folder`, { hint: "Write oci: and the path of a folder: oci:./images." });
}

// src/registry/helper-program.ts
const endings = [
	".com",
	".exe",
	".bat",
	".cmd"
];
const thisMachine = {
	platform: process.platform,
	isFile
};
function helperProgram(name, env, { platform, isFile: isThere } = thisMachine) {
	const program = `docker-credential-${name}`;
	if (platform !== "win32") return {
		file: program,
		words: ["get"],
		verbatim: false
	};
	const file = valueOf(env, "PATH").split(";").map((folder) => folder.replaceAll("\"", "")).filter((folder) => win32.isAbsolute(folder)).flatMap((folder) => endings.map((ending) => win32.join(folder, `${program}${ending}`))).find(isThere);
	if (file === void 0 || !/\.(?:bat|cmd)$/.test(file)) return file === void 0 ? void 0 : {
		file,
		words: ["get"],
		verbatim: false
	};
	return {
		file: commandProcessor(env),
		words: [
			"/d",
			"/s",
			"/c",
			`""${file}" get"`
		],
		verbatim: true
	};
}
function commandProcessor(env) {
	const named = valueOf(env, "ComSpec");
	if (win32.isAbsolute(named)) return named;
	return win32.join(valueOf(env, "SystemRoot") || "C:\\Windows", "System32", "cmd.exe");
}
function valueOf(env, name) {
	const key = Object.keys(env).find((one) => one.toUpperCase() === name.toUpperCase());
	return (key === void 0 ? void 0 : env[key]) ?? "";
}
function isFile(path) {
	return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

// src/registry/run-helper.ts
const ours = /^(?:INPUT_|HOIST_|ACTIONS_RUNTIME_TOKEN$|GITHUB_TOKEN$)/;
function createRunHelper(options) {
	const { timeout = 3e4, maxOutput = 65536, signal } = options;
	const env = Object.fromEntries(Object.entries(options.env).filter(([name]) => !ours.test(name)));
	return (name, server) => new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const program = helperProgram(name, env);
		if (program === void 0) {
			resolve(void 0);
			return;
		}
		const child = spawn(program.file, program.words, {
			env,
			shell: false,
			stdio: [
				"pipe",
				"pipe",
				"ignore"
			],
			windowsHide: true,
			windowsVerbatimArguments: program.verbatim
		});
		let output = "";
		const over = () => {
			clearTimeout(timer);
			stopListening();
		};
		const stop = (what, hint) => {
			over();
			child.kill("SIGKILL");
			child.stdout.destroy();
			reject(helperFailed(name, what, {
				server,
				hint
			}));
		};
		const timer = setTimeout(() => stop(`gave no answer within ${timeout / 1e3} s`), timeout);
		const stopListening = onAbort(signal, () => stop("was ended: nobody waits for it any more"));
		child.stdout.setEncoding("utf8");
		child.stdout.on("data", (text) => {
			output += text;
			if (output.length > maxOutput) stop(`printed more than ${maxOutput} characters`);
		});
		child.stdin.on("error", () => {});
		child.on("error", (error) => {
			over();
			if (error.code === "ENOENT") resolve(void 0);
			else stop("could not be run", "Check that it is a program for this machine and may be executed.");
		});
		child.on("close", (code) => {
			over();
			resolve({
				code: code ?? -1,
				output
			});
		});
		child.stdin.end(`${server}\n`);
	});
}

// src/registry/open-registry.ts
function openRegistry(options) {
	const { env, clock, githubToken, secret } = options;
	const closed = new AbortController();
	const credentials = createCredentials({
		...credentialFiles,
		env,
		run: createRunHelper({
			env,
			signal: closed.signal
		}),
		githubToken,
		secret,
		ticks: () => clock.ticks()
	});
	const http = createRegistryClient({
		...options,
		credentials,
		random: Math.random
	});
	const all = registryByPlace(http, createLayoutRegistry({ clock }));
	return {
		...all,
		close() {
			closed.abort();
			return all.close();
		}
	};
}

export { parseStrictJson as S, mediaTypes as _, AnswerTooLong as a, foldCase as b, literalAddressOf as c, artifactTypeOf as d, blobsOf as f, isForeignLayerType as g, parseManifest as h, createTransport as i, GatheredBytes as l, descriptorOf as m, waitOf as n, guardedLookup as o, childrenOf as p, headerOf as r, isPublicAddress as s, openRegistry as t, readBackWaits as u, platformText as v, isJsonObject as x, readPlatform as y };