import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { $ as needsNothing, C as isOfPromotingRun, D as promotionType, E as isFromDisk, S as isOfAnotherRun, b as isAbout$1, k as readStageResource, v as cameThere, w as isShownBy, x as isInside, y as environmentsOf } from "./promotion.js";
import { c as reading, d as whole, i as Text, l as say, o as oneOrMore, r as Name, t as Day, u as strict } from "./written.js";
import { r as platformName, t as canonicalPlatform } from "./platform-name.js";
import { n as stops, r as violation, t as passes } from "./judgement.js";
import { a as TextCondition, i as Size, n as NumberCondition, o as textCondition, r as PartCondition, s as textShape, t as Age } from "./operator.js";
import { a as boolean, d as partialRecord, g as union, h as string, i as array, l as number, m as strictObject, p as record, r as _enum, s as literal, u as object } from "./zod.js";
import { B as isDigest, N as stageText, U as HoistError, d as parseRepository, s as isTag, u as parseReference } from "./start.js";
import { dt as parseGlob, ft as parseTextGlob } from "./commands.js";
import { t as compareVersions } from "./version-range.js";
import { v as platformText } from "./registry.js";
import { d as severities } from "./result.js";

// src/policy/by.ts
const local = "local";
const anySigner = {
	names: [],
	groups: [[]]
};
const Signer = Name.refine((name) => name !== local, { error: say("is for files of the job, which cannot show who made this", "Name signers of trust.signers.") });
const Signers = byOf(Signer).meta({ id: "signers" });
const By = byOf(Name).meta({ id: "signers-or-local" });
function byOf(name) {
	return union([
		name.describe("This signer."),
		array(name).min(1).describe("Any of these."),
		strict({ "any-of": array(name).min(1).describe("Any of these.") }),
		strict({ "all-of": array(Signer).min(1).describe("Each of these.") })
	]).transform((written) => {
		if (typeof written === "string") return anyOf([written]);
		if (Array.isArray(written)) return anyOf(written);
		if ("any-of" in written) return anyOf(written["any-of"]);
		const names = [...new Set(written["all-of"])];
		return {
			names,
			groups: names.map((each) => [each])
		};
	});
}
function anyOf(written) {
	const names = [...new Set(written)];
	return {
		names,
		groups: [names]
	};
}
function groupText(group) {
	return group.length === 0 ? "a declared signer" : group.join(" or ");
}

// src/policy/absence.ts
function isBound(evidence, { by }) {
	return evidence.subjects.some((digest) => by.includes(digest));
}
function absence(context) {
	const { inspected, want, seen, subject, group } = context;
	const { noun, covers } = want;
	const hidden = outOfSight(context);
	if (hidden !== void 0) return hidden;
	const ours = seen.filter(({ isOurs }) => isOurs);
	if (ours.some(({ evidence, why }) => why === void 0 && evidence.subjects.includes(inspected.digest)) && covers === "platform") return {
		code: "PARTIAL",
		message: `the ${noun} of the index does not say of which platform it is`
	};
	const broken = brokenOf(ours);
	if (broken !== void 0) return problemReason(noun, broken);
	const who = want.trust === "unsigned" && group.length === 0 ? "" : ` by ${groupText(group)}`;
	const others = seen.filter(({ evidence, byOthers }) => byOthers && isBound(evidence, subject));
	const [other] = others;
	if (other !== void 0) return {
		code: "UNTRUSTED",
		message: `no ${noun}${who}; ${others.length === 1 ? "the one that is there is" : `${others.length} are there`} by others`,
		...other.why !== void 0 && { observed: other.why }
	};
	const foreign = brokenOf(seen);
	if (foreign === void 0) return {
		code: "NO_EVIDENCE",
		message: `no ${noun}${who}`
	};
	const reason = problemReason(noun, foreign);
	return aboutContent.has(reason.code) ? {
		...reason,
		code: "UNTRUSTED"
	} : reason;
}
const aboutContent = /* @__PURE__ */ new Set(["INCOMPLETE", "CONTRADICTION"]);
function brokenOf(seen) {
	const broken = seen.map(({ evidence }) => evidence).filter(({ problem }) => problem !== void 0);
	return broken.find(({ problem }) => problem?.code === "WRONG_SUBJECT") ?? broken[0];
}
function problemReason(noun, { title, problem }) {
	return {
		code: problem?.code ?? "UNPARSABLE",
		message: `no ${noun} that counts; ${title}: ${problem?.message ?? "cannot be read"}`
	};
}
function outOfSight(context) {
	const { inspected, want, subject, judging } = context;
	const takesLocal = judging.localCounts && want.by?.names.includes("local") === true;
	const searches = inspected.searches.filter((search) => concerns(search, [...subject.by, inspected.digest], takesLocal));
	const failed = searches.find(({ state }) => state === "unreachable");
	if (failed !== void 0) return {
		code: "UNREACHABLE",
		message: `could not look for a ${want.noun} in ${placeNames[failed.place]}`,
		...failed.message !== void 0 && { observed: failed.message }
	};
	const cut = searches.find(({ state }) => state === "cut");
	if (cut === void 0) return void 0;
	return {
		code: "PARTIAL",
		message: `more is in ${placeNames[cut.place]} than is read, and a ${want.noun} may be among the rest`
	};
}
function concerns({ place, subject }, subjects, takesLocal) {
	if (place === "local") return takesLocal;
	return subject === void 0 || subjects.includes(subject);
}
const placeNames = {
	referrers: "the referrers",
	"fallback-tag": "the referrers of the fallback tag",
	"cosign-tag": "cosign's tags",
	index: "the attestations of the index",
	github: "GitHub's attestations",
	local: "the files of this job"
};

// src/policy/standing.ts
function standing(trust, { by, judging, unsigned }) {
	if (trust.level === "signed") {
		const { signers } = trust;
		const names = by.names.length === 0 ? signers : signers.filter((name) => by.names.includes(name));
		if (names.length > 0) return {
			names,
			byOthers: false
		};
		const wanted = by.groups.map(groupText).join(" and ");
		return {
			names,
			byOthers: true,
			why: `signed by ${signers.join(", ")}, the policy wants ${wanted}`
		};
	}
	if (trust.level === "untrusted") return {
		names: [],
		byOthers: true,
		why: trust.why
	};
	if (trust.level === "local") {
		if (!by.names.includes("local")) return inert("a file of this job, and `by` does not name local");
		if (!judging.localCounts) return inert("a file of this job, and before this stage such files do not count");
		return {
			names: [local],
			byOthers: false
		};
	}
	return unsigned ? {
		names: by.names,
		byOthers: false
	} : inert("unsigned");
}
function inert(why) {
	return {
		names: [],
		byOthers: false,
		why
	};
}

// src/policy/choose.ts
function inspect({ image, platforms, evidence, searches }) {
	return {
		digest: image.digest,
		platforms,
		evidence,
		searches
	};
}
function choose(inspected, want, judging) {
	const by = want.by ?? anySigner;
	const seen = inspected.evidence.flatMap((evidence) => look(evidence, {
		want,
		by,
		judging
	}));
	const demands = subjectsOf(inspected, want).flatMap((subject) => by.groups.map((group) => demand({
		inspected,
		want,
		seen,
		subject,
		group,
		judging
	})));
	const used = new Set(demands.flatMap(({ counted }) => counted.map(({ evidence }) => evidence)));
	return {
		want,
		demands,
		ignored: seen.filter(({ evidence }) => !used.has(evidence)).map(({ evidence, why }) => ({
			digest: evidence.digest,
			title: evidence.title,
			why: why ?? unboundText(evidence, inspected)
		}))
	};
}
function look(evidence, { want, by, judging }) {
	const stands = standing(evidence.trust, {
		by,
		judging,
		unsigned: want.trust === "unsigned"
	});
	const isOurs = stands.why === void 0;
	if (evidence.problem !== void 0) {
		const { problem } = evidence;
		if (!want.couldBe(evidence)) return [];
		return [{
			evidence,
			parts: [],
			names: [],
			byOthers: false,
			isOurs,
			why: `${problem.code}: ${problem.message}`
		}];
	}
	const parts = want.read(evidence);
	return parts.length === 0 ? [] : [{
		evidence,
		parts,
		isOurs,
		...stands
	}];
}
function subjectsOf({ digest, platforms }, { covers }) {
	if (covers === "digest") return [{
		digest,
		by: [digest]
	}];
	if (platforms.length === 0) return [{
		digest,
		by: covers === "image" ? [digest] : []
	}];
	return platforms.map((facts) => ({
		platform: platformName(facts),
		digest: facts.digest,
		by: covers === "image" ? [facts.digest, digest] : [facts.digest]
	}));
}
function demand(context) {
	const { want, seen, subject, group } = context;
	const counted = seen.filter(({ why, names }) => why === void 0 && (group.length === 0 || names.some((name) => group.includes(name)))).filter(({ evidence }) => isBound(evidence, subject)).flatMap(({ evidence, parts }) => parts.map((part) => ({
		part,
		evidence
	})));
	const gap = counted.length === 0 ? absence(context) : want.wantsAll === true ? outOfSight(context) : void 0;
	return {
		platform: subject.platform,
		digest: subject.digest,
		group,
		counted,
		...gap && { gap: {
			...gap,
			...subject.platform !== void 0 && { platform: subject.platform }
		} }
	};
}
function unboundText({ subjects }, { digest }) {
	return subjects.includes(digest) ? "about the index, and it does not say of which platform it is" : "about another manifest";
}

// src/policy/document-time.ts
const ahead = 36e5;
const iso = /^\d{4}-\d{2}-\d{2}(?:T|$)/;
function verifiedTime({ trust }) {
	return trust.level === "signed" ? trust.signedAt?.first : void 0;
}
function statedTime(text, now) {
	if (text === void 0 || !iso.test(text)) return void 0;
	const time = new Date(text);
	return Number.isNaN(time.getTime()) || time.getTime() > now.getTime() + ahead ? void 0 : time;
}
function orderTime(evidence, stated, now) {
	return verifiedTime(evidence) ?? statedTime(stated, now);
}
function ageOf(evidence, stated, now) {
	const times = [verifiedTime(evidence), statedTime(stated, now)].flatMap((time) => time === void 0 ? [] : [time.getTime()]);
	return times.length === 0 ? void 0 : secondsSince(new Date(Math.min(...times)), now);
}
function secondsSince(time, now) {
	return (now.getTime() - time.getTime()) / 1e3;
}
function isWithin(seconds, age) {
	return seconds <= age.seconds;
}
function ageText(seconds) {
	const minutes = Math.max(0, Math.floor(seconds / 60));
	if (minutes < 60) return `${minutes} min`;
	if (minutes < 2880) return `${Math.floor(minutes / 60)} h`;
	return `${Math.floor(minutes / 1440)} d`;
}
function newest(items, timeOf) {
	const times = items.map((item) => timeOf(item)?.getTime());
	const last = Math.max(...times.flatMap((time) => time === void 0 ? [] : [time]));
	return items.filter((_, index) => times[index] === void 0 || times[index] === last);
}

// src/policy/evidence-kind.ts
const families = {
	signature: ["https://sigstore.dev/cosign/sign/"],
	provenance: ["https://slsa.dev/provenance/"],
	sbom: ["https://spdx.dev/Document", "https://cyclonedx.org/bom"],
	scan: [
		"https://cosign.sigstore.dev/attestation/vuln/",
		"https://in-toto.io/attestation/vulns/",
		"https://cyclonedx.org/bom"
	],
	vex: ["https://openvex.dev/ns", "https://cyclonedx.org/bom"],
	summary: ["https://slsa.dev/verification_summary/", "https://in-toto.io/attestation/svr/"],
	promotion: [promotionType],
	tests: ["https://in-toto.io/attestation/test-result/"]
};
function ofKind(kind) {
	return {
		read: ({ parts }) => parts.filter((part) => part.kind === kind),
		couldBe: (evidence) => couldBe(kind, evidence)
	};
}
function couldBe(kind, evidence) {
	const { predicateType, place, title } = evidence;
	if (predicateType !== void 0) return families[kind].some((family) => predicateType.startsWith(family));
	return kind === "signature" ? place !== "local" && !isReport(evidence) : !/signature/i.test(title);
}
function isReport({ trust, title }) {
	return trust.level === "unsigned" && !/signature|bundle|envelope|statement/i.test(title);
}

// node_modules/packageurl-js/src/error.js
var require_error = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	function formatPurlErrorMessage(message = "") {
		const { length } = message;
		let formatted = "";
		if (length) {
			const code0 = message.charCodeAt(0);
			formatted = code0 >= 65 || code0 <= 90 ? `${message[0].toLowerCase()}${message.slice(1)}` : message;
			if (length > 1 && message.charCodeAt(length - 1) === 46 && message.charCodeAt(length - 2) !== 46) formatted = formatted.slice(0, -1);
		}
		return `Invalid purl: ${formatted}`;
	}
	var PurlError = class extends Error {
		constructor(message) {
			super(formatPurlErrorMessage(message));
		}
	};
	module.exports = {
		formatPurlErrorMessage,
		PurlError
	};
}));

// node_modules/packageurl-js/src/decode.js
var require_decode = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { PurlError } = require_error();
	const { decodeURIComponent } = globalThis;
	function decodePurlComponent(comp, encodedURIComponent) {
		try {
			return decodeURIComponent(encodedURIComponent);
		} catch {}
		throw new PurlError(`unable to decode "${comp}" component`);
	}
	module.exports = { decodePurlComponent };
}));

// node_modules/packageurl-js/src/constants.js
var require_constants = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const LOOP_SENTINEL = 1e6;
	const REUSED_SEARCH_PARAMS = new URLSearchParams();
	const REUSED_SEARCH_PARAMS_KEY = "_";
	const REUSED_SEARCH_PARAMS_OFFSET = 2;
	module.exports = {
		LOOP_SENTINEL,
		REUSED_SEARCH_PARAMS,
		REUSED_SEARCH_PARAMS_KEY,
		REUSED_SEARCH_PARAMS_OFFSET
	};
}));

// node_modules/packageurl-js/src/objects.js
var require_objects = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { LOOP_SENTINEL } = require_constants();
	function isObject(value) {
		return value !== null && typeof value === "object";
	}
	function recursiveFreeze(value_) {
		if (value_ === null || !(typeof value_ === "object" || typeof value_ === "function") || Object.isFrozen(value_)) return value_;
		const queue = [value_];
		let { length: queueLength } = queue;
		let pos = 0;
		while (pos < queueLength) {
			if (pos === LOOP_SENTINEL) throw new Error("Detected infinite loop in object crawl of recursiveFreeze");
			const obj = queue[pos++];
			Object.freeze(obj);
			if (Array.isArray(obj)) for (let i = 0, { length } = obj; i < length; i += 1) {
				const item = obj[i];
				if (item !== null && (typeof item === "object" || typeof item === "function") && !Object.isFrozen(item)) queue[queueLength++] = item;
			}
			else {
				const keys = Reflect.ownKeys(obj);
				for (let i = 0, { length } = keys; i < length; i += 1) {
					const propValue = obj[keys[i]];
					if (propValue !== null && (typeof propValue === "object" || typeof propValue === "function") && !Object.isFrozen(propValue)) queue[queueLength++] = propValue;
				}
			}
		}
		return value_;
	}
	module.exports = {
		isObject,
		recursiveFreeze
	};
}));

// node_modules/packageurl-js/src/strings.js
var require_strings = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { compare: localeCompare } = new Intl.Collator();
	const regexSemverNumberedGroups = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;
	function isBlank(str) {
		for (let i = 0, { length } = str; i < length; i += 1) {
			const code = str.charCodeAt(i);
			if (!(code === 32 || code === 9 || code === 10 || code === 11 || code === 12 || code === 13 || code === 160 || code === 5760 || code === 8192 || code === 8193 || code === 8194 || code === 8195 || code === 8196 || code === 8197 || code === 8198 || code === 8199 || code === 8200 || code === 8201 || code === 8202 || code === 8232 || code === 8233 || code === 8239 || code === 8287 || code === 12288 || code === 65279)) return false;
		}
		return true;
	}
	function isNonEmptyString(value) {
		return typeof value === "string" && value.length > 0;
	}
	function isSemverString(value) {
		return typeof value === "string" && regexSemverNumberedGroups.test(value);
	}
	function lowerName(purl) {
		purl.name = purl.name.toLowerCase();
	}
	function lowerNamespace(purl) {
		const { namespace } = purl;
		if (typeof namespace === "string") purl.namespace = namespace.toLowerCase();
	}
	function lowerVersion(purl) {
		const { version } = purl;
		if (typeof version === "string") purl.version = version.toLowerCase();
	}
	function replaceDashesWithUnderscores(str) {
		let result = "";
		let fromIndex = 0;
		let index = 0;
		while ((index = str.indexOf("-", fromIndex)) !== -1) {
			result = result + str.slice(fromIndex, index) + "_";
			fromIndex = index + 1;
		}
		return fromIndex ? result + str.slice(fromIndex) : str;
	}
	function replaceUnderscoresWithDashes(str) {
		let result = "";
		let fromIndex = 0;
		let index = 0;
		while ((index = str.indexOf("_", fromIndex)) !== -1) {
			result = result + str.slice(fromIndex, index) + "-";
			fromIndex = index + 1;
		}
		return fromIndex ? result + str.slice(fromIndex) : str;
	}
	function trimLeadingSlashes(str) {
		let start = 0;
		while (str.charCodeAt(start) === 47) start += 1;
		return start === 0 ? str : str.slice(start);
	}
	module.exports = {
		isBlank,
		isNonEmptyString,
		isSemverString,
		localeCompare,
		lowerName,
		lowerNamespace,
		lowerVersion,
		replaceDashesWithUnderscores,
		replaceUnderscoresWithDashes,
		trimLeadingSlashes
	};
}));

// node_modules/packageurl-js/src/encode.js
var require_encode = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { REUSED_SEARCH_PARAMS, REUSED_SEARCH_PARAMS_KEY, REUSED_SEARCH_PARAMS_OFFSET } = require_constants();
	const { isObject } = require_objects();
	const { isNonEmptyString } = require_strings();
	const { encodeURIComponent } = globalThis;
	function encodeNamespace(namespace) {
		return isNonEmptyString(namespace) ? encodeURIComponent(namespace).replace(/%3A/g, ":").replace(/%2F/g, "/") : "";
	}
	function encodeQualifierParam(param) {
		if (isNonEmptyString(param)) {
			REUSED_SEARCH_PARAMS.set(REUSED_SEARCH_PARAMS_KEY, param);
			return replacePlusSignWithPercentEncodedSpace(REUSED_SEARCH_PARAMS.toString().slice(REUSED_SEARCH_PARAMS_OFFSET));
		}
		return "";
	}
	function encodeQualifiers(qualifiers) {
		if (isObject(qualifiers)) {
			const qualifiersKeys = Object.keys(qualifiers).sort();
			const searchParams = new URLSearchParams();
			for (let i = 0, { length } = qualifiersKeys; i < length; i += 1) {
				const key = qualifiersKeys[i];
				searchParams.set(key, qualifiers[key]);
			}
			return replacePlusSignWithPercentEncodedSpace(searchParams.toString());
		}
		return "";
	}
	function encodeSubpath(subpath) {
		return isNonEmptyString(subpath) ? encodeURIComponent(subpath).replace(/%2F/g, "/") : "";
	}
	function encodeVersion(version) {
		return isNonEmptyString(version) ? encodeURIComponent(version).replace(/%3A/g, ":").replace(/%2B/g, "+") : "";
	}
	function replacePlusSignWithPercentEncodedSpace(str) {
		return str.replace(/\+/g, "%20");
	}
	module.exports = {
		encodeNamespace,
		encodeVersion,
		encodeQualifiers,
		encodeQualifierParam,
		encodeSubpath,
		encodeURIComponent
	};
}));

// node_modules/packageurl-js/src/helpers.js
var require_helpers = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	function createHelpersNamespaceObject(helpers, options_ = {}) {
		const { comparator, ...defaults } = {
			__proto__: null,
			...options_
		};
		const helperNames = Object.keys(helpers).sort();
		const propNames = [...new Set([...Object.values(helpers)].map(Object.keys).flat())].sort(comparator);
		const nsObject = Object.create(null);
		for (let i = 0, { length } = propNames; i < length; i += 1) {
			const propName = propNames[i];
			const helpersForProp = Object.create(null);
			for (let j = 0, { length: length_j } = helperNames; j < length_j; j += 1) {
				const helperName = helperNames[j];
				const helperValue = helpers[helperName][propName] ?? defaults[helperName];
				if (helperValue !== void 0) helpersForProp[helperName] = helperValue;
			}
			nsObject[propName] = helpersForProp;
		}
		return nsObject;
	}
	module.exports = { createHelpersNamespaceObject };
}));

// node_modules/packageurl-js/src/normalize.js
var require_normalize = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { isObject } = require_objects();
	const { isBlank } = require_strings();
	function normalizeName(rawName) {
		return typeof rawName === "string" ? rawName.trim() : void 0;
	}
	function normalizeNamespace(rawNamespace) {
		return typeof rawNamespace === "string" ? normalizePath(rawNamespace) : void 0;
	}
	function normalizePath(pathname, callback) {
		let collapsed = "";
		let start = 0;
		while (pathname.charCodeAt(start) === 47) start += 1;
		let nextIndex = pathname.indexOf("/", start);
		if (nextIndex === -1) return pathname.slice(start);
		while (nextIndex !== -1) {
			const segment = pathname.slice(start, nextIndex);
			if (callback === void 0 || callback(segment)) collapsed = collapsed + (collapsed.length === 0 ? "" : "/") + segment;
			start = nextIndex + 1;
			while (pathname.charCodeAt(start) === 47) start += 1;
			nextIndex = pathname.indexOf("/", start);
		}
		const lastSegment = pathname.slice(start);
		if (lastSegment.length !== 0 && (callback === void 0 || callback(lastSegment))) collapsed = collapsed + "/" + lastSegment;
		return collapsed;
	}
	function normalizeQualifiers(rawQualifiers) {
		let qualifiers;
		for (const { 0: key, 1: value } of qualifiersToEntries(rawQualifiers)) {
			const trimmed = (typeof value === "string" ? value : String(value)).trim();
			if (trimmed.length === 0) continue;
			if (qualifiers === void 0) qualifiers = { __proto__: null };
			qualifiers[key.toLowerCase()] = trimmed;
		}
		return qualifiers;
	}
	function normalizeSubpath(rawSubpath) {
		return typeof rawSubpath === "string" ? normalizePath(rawSubpath, subpathFilter) : void 0;
	}
	function normalizeType(rawType) {
		return typeof rawType === "string" ? rawType.trim().toLowerCase() : void 0;
	}
	function normalizeVersion(rawVersion) {
		return typeof rawVersion === "string" ? rawVersion.trim() : void 0;
	}
	function qualifiersToEntries(rawQualifiers) {
		if (isObject(rawQualifiers)) return rawQualifiers instanceof URLSearchParams ? rawQualifiers.entries() : Object.entries(rawQualifiers);
		return typeof rawQualifiers === "string" ? new URLSearchParams(rawQualifiers).entries() : Object.entries({});
	}
	function subpathFilter(segment) {
		const { length } = segment;
		if (length === 1 && segment.charCodeAt(0) === 46) return false;
		if (length === 2 && segment.charCodeAt(0) === 46 && segment.charCodeAt(1) === 46) return false;
		return !isBlank(segment);
	}
	module.exports = {
		normalizeName,
		normalizeNamespace,
		normalizePath,
		normalizeQualifiers,
		normalizeSubpath,
		normalizeType,
		normalizeVersion
	};
}));

// node_modules/packageurl-js/src/lang.js
var require_lang = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	function isNullishOrEmptyString(value) {
		return value === null || value === void 0 || typeof value === "string" && value.length === 0;
	}
	module.exports = { isNullishOrEmptyString };
}));

// node_modules/packageurl-js/src/validate.js
var require_validate = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { PurlError } = require_error();
	const { isNullishOrEmptyString } = require_lang();
	const { isNonEmptyString } = require_strings();
	function validateEmptyByType(type, name, value, throws) {
		if (!isNullishOrEmptyString(value)) {
			if (throws) throw new PurlError(`${type} "${name}" component must be empty`);
			return false;
		}
		return true;
	}
	function validateName(name, throws) {
		return validateRequired("name", name, throws) && validateStrings("name", name, throws);
	}
	function validateNamespace(namespace, throws) {
		return validateStrings("namespace", namespace, throws);
	}
	function validateQualifiers(qualifiers, throws) {
		if (qualifiers === null || qualifiers === void 0) return true;
		if (typeof qualifiers !== "object") {
			if (throws) throw new PurlError("\"qualifiers\" must be an object");
			return false;
		}
		const keysIterable = typeof qualifiers.keys === "function" ? qualifiers.keys() : Object.keys(qualifiers);
		for (const key of keysIterable) if (!validateQualifierKey(key, throws)) return false;
		return true;
	}
	function validateQualifierKey(key, throws) {
		if (!validateStartsWithoutNumber("qualifier", key, throws)) return false;
		for (let i = 0, { length } = key; i < length; i += 1) {
			const code = key.charCodeAt(i);
			if (!(code >= 48 && code <= 57 || code >= 65 && code <= 90 || code >= 97 && code <= 122 || code === 46 || code === 45 || code === 95)) {
				if (throws) throw new PurlError(`qualifier "${key}" contains an illegal character`);
				return false;
			}
		}
		return true;
	}
	function validateRequired(name, value, throws) {
		if (isNullishOrEmptyString(value)) {
			if (throws) throw new PurlError(`"${name}" is a required component`);
			return false;
		}
		return true;
	}
	function validateRequiredByType(type, name, value, throws) {
		if (isNullishOrEmptyString(value)) {
			if (throws) throw new PurlError(`${type} requires a "${name}" component`);
			return false;
		}
		return true;
	}
	function validateStartsWithoutNumber(name, value, throws) {
		if (isNonEmptyString(value)) {
			const code = value.charCodeAt(0);
			if (code >= 48 && code <= 57) {
				if (throws) throw new PurlError(`${name} "${value}" cannot start with a number`);
				return false;
			}
		}
		return true;
	}
	function validateStrings(name, value, throws) {
		if (value === null || value === void 0 || typeof value === "string") return true;
		if (throws) throw new PurlError(`"'${name}" must be a string`);
		return false;
	}
	function validateSubpath(subpath, throws) {
		return validateStrings("subpath", subpath, throws);
	}
	function validateType(type, throws) {
		if (!validateRequired("type", type, throws) || !validateStrings("type", type, throws) || !validateStartsWithoutNumber("type", type, throws)) return false;
		for (let i = 0, { length } = type; i < length; i += 1) {
			const code = type.charCodeAt(i);
			if (!(code >= 48 && code <= 57 || code >= 65 && code <= 90 || code >= 97 && code <= 122 || code === 46 || code === 43 || code === 45)) {
				if (throws) throw new PurlError(`type "${type}" contains an illegal character`);
				return false;
			}
		}
		return true;
	}
	function validateVersion(version, throws) {
		return validateStrings("version", version, throws);
	}
	module.exports = {
		validateEmptyByType,
		validateName,
		validateNamespace,
		validateQualifiers,
		validateQualifierKey,
		validateRequired,
		validateRequiredByType,
		validateStartsWithoutNumber,
		validateStrings,
		validateSubpath,
		validateType,
		validateVersion
	};
}));

// node_modules/packageurl-js/src/purl-component.js
var require_purl_component = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { encodeNamespace, encodeVersion, encodeQualifiers, encodeQualifierParam, encodeSubpath, encodeURIComponent } = require_encode();
	const { createHelpersNamespaceObject } = require_helpers();
	const { normalizeType, normalizeNamespace, normalizeName, normalizeVersion, normalizeQualifiers, normalizeSubpath } = require_normalize();
	const { localeCompare, isNonEmptyString } = require_strings();
	const { validateType, validateNamespace, validateName, validateVersion, validateQualifiers, validateQualifierKey, validateSubpath } = require_validate();
	const PurlComponentEncoder = (comp) => isNonEmptyString(comp) ? encodeURIComponent(comp) : "";
	const PurlComponentStringNormalizer = (comp) => typeof comp === "string" ? comp : void 0;
	const PurlComponentValidator = (_comp, _throws) => true;
	const componentSortOrderLookup = {
		__proto__: null,
		type: 0,
		namespace: 1,
		name: 2,
		version: 3,
		qualifiers: 4,
		qualifierKey: 5,
		qualifierValue: 6,
		subpath: 7
	};
	function componentSortOrder(comp) {
		return componentSortOrderLookup[comp] ?? comp;
	}
	function componentComparator(compA, compB) {
		return localeCompare(componentSortOrder(compA), componentSortOrder(compB));
	}
	module.exports = { PurlComponent: createHelpersNamespaceObject({
		encode: {
			namespace: encodeNamespace,
			version: encodeVersion,
			qualifiers: encodeQualifiers,
			qualifierKey: encodeQualifierParam,
			qualifierValue: encodeQualifierParam,
			subpath: encodeSubpath
		},
		normalize: {
			type: normalizeType,
			namespace: normalizeNamespace,
			name: normalizeName,
			version: normalizeVersion,
			qualifiers: normalizeQualifiers,
			subpath: normalizeSubpath
		},
		validate: {
			type: validateType,
			namespace: validateNamespace,
			name: validateName,
			version: validateVersion,
			qualifierKey: validateQualifierKey,
			qualifiers: validateQualifiers,
			subpath: validateSubpath
		}
	}, {
		comparator: componentComparator,
		encode: PurlComponentEncoder,
		normalize: PurlComponentStringNormalizer,
		validate: PurlComponentValidator
	}) };
}));

// node_modules/packageurl-js/src/purl-qualifier-names.js
var require_purl_qualifier_names = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = { PurlQualifierNames: {
		__proto__: null,
		RepositoryUrl: "repository_url",
		DownloadUrl: "download_url",
		VcsUrl: "vcs_url",
		FileName: "file_name",
		Checksum: "checksum"
	} };
}));

// node_modules/packageurl-js/src/purl-type.js
var require_purl_type = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { isNullishOrEmptyString } = require_lang();
	const { createHelpersNamespaceObject } = require_helpers();
	const { isSemverString, lowerName, lowerNamespace, lowerVersion, replaceDashesWithUnderscores, replaceUnderscoresWithDashes } = require_strings();
	const { validateEmptyByType, validateRequiredByType } = require_validate();
	const { PurlError } = require_error();
	const PurlTypNormalizer = (purl) => purl;
	const PurlTypeValidator = (_purl, _throws) => true;
	module.exports = { PurlType: createHelpersNamespaceObject({
		normalize: {
			alpm(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			apk(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			bitbucket(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			bitnami(purl) {
				lowerName(purl);
				return purl;
			},
			composer(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			deb(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			gitlab(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			github(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			hex(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			huggingface(purl) {
				lowerVersion(purl);
				return purl;
			},
			mlflow(purl) {
				if (purl.qualifiers?.repository_url?.includes("databricks")) lowerName(purl);
				return purl;
			},
			npm(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				return purl;
			},
			luarocks(purl) {
				lowerVersion(purl);
				return purl;
			},
			oci(purl) {
				lowerName(purl);
				return purl;
			},
			pub(purl) {
				lowerName(purl);
				purl.name = replaceDashesWithUnderscores(purl.name);
				return purl;
			},
			pypi(purl) {
				lowerNamespace(purl);
				lowerName(purl);
				purl.name = replaceUnderscoresWithDashes(purl.name);
				return purl;
			},
			qpkg(purl) {
				lowerNamespace(purl);
				return purl;
			},
			rpm(purl) {
				lowerNamespace(purl);
				return purl;
			}
		},
		validate: {
			conan(purl, throws) {
				if (isNullishOrEmptyString(purl.namespace)) {
					if (purl.qualifiers?.channel) {
						if (throws) throw new PurlError("conan requires a \"namespace\" component when a \"channel\" qualifier is present");
						return false;
					}
				} else if (isNullishOrEmptyString(purl.qualifiers)) {
					if (throws) throw new PurlError("conan requires a \"qualifiers\" component when a namespace is present");
					return false;
				}
				return true;
			},
			cran(purl, throws) {
				return validateRequiredByType("cran", "version", purl.version, throws);
			},
			golang(purl) {
				const { version } = purl;
				if ((typeof version === "string" ? version.length : 0) && version.charCodeAt(0) === 118 && !isSemverString(version.slice(1))) {
					if (throws) throw new PurlError("golang \"version\" component starting with a \"v\" must be followed by a valid semver version");
					return false;
				}
				return true;
			},
			maven(purl, throws) {
				return validateRequiredByType("maven", "namespace", purl.namespace, throws);
			},
			mlflow(purl, throws) {
				return validateEmptyByType("mlflow", "namespace", purl.namespace, throws);
			},
			oci(purl, throws) {
				return validateEmptyByType("oci", "namespace", purl.namespace, throws);
			},
			pub(purl, throws) {
				const { name } = purl;
				for (let i = 0, { length } = name; i < length; i += 1) {
					const code = name.charCodeAt(i);
					if (!(code >= 48 && code <= 57 || code >= 97 && code <= 122 || code === 95)) {
						if (throws) throw new PurlError("pub \"name\" component may only contain [a-z0-9_] characters");
						return false;
					}
				}
				return true;
			},
			swift(purl, throws) {
				return validateRequiredByType("swift", "namespace", purl.namespace, throws) && validateRequiredByType("swift", "version", purl.version, throws);
			}
		}
	}, {
		normalize: PurlTypNormalizer,
		validate: PurlTypeValidator
	}) };
}));

// node_modules/packageurl-js/src/package-url.js
/*!
Copyright (c) the purl authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/
var require_package_url = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { decodePurlComponent } = require_decode();
	const { isObject, recursiveFreeze } = require_objects();
	const { isBlank, isNonEmptyString, trimLeadingSlashes } = require_strings();
	const { PurlComponent } = require_purl_component();
	const { PurlQualifierNames } = require_purl_qualifier_names();
	const { PurlType } = require_purl_type();
	const { PurlError } = require_error();
	var PackageURL = class PackageURL {
		static Component = recursiveFreeze(PurlComponent);
		static KnownQualifierNames = recursiveFreeze(PurlQualifierNames);
		static Type = recursiveFreeze(PurlType);
		constructor(rawType, rawNamespace, rawName, rawVersion, rawQualifiers, rawSubpath) {
			const type = isNonEmptyString(rawType) ? PurlComponent.type.normalize(rawType) : rawType;
			PurlComponent.type.validate(type, true);
			const namespace = isNonEmptyString(rawNamespace) ? PurlComponent.namespace.normalize(rawNamespace) : rawNamespace;
			PurlComponent.namespace.validate(namespace, true);
			const name = isNonEmptyString(rawName) ? PurlComponent.name.normalize(rawName) : rawName;
			PurlComponent.name.validate(name, true);
			const version = isNonEmptyString(rawVersion) ? PurlComponent.version.normalize(rawVersion) : rawVersion;
			PurlComponent.version.validate(version, true);
			const qualifiers = typeof rawQualifiers === "string" || isObject(rawQualifiers) ? PurlComponent.qualifiers.normalize(rawQualifiers) : rawQualifiers;
			PurlComponent.qualifiers.validate(qualifiers, true);
			const subpath = isNonEmptyString(rawSubpath) ? PurlComponent.subpath.normalize(rawSubpath) : rawSubpath;
			PurlComponent.subpath.validate(subpath, true);
			this.type = type;
			this.name = name;
			this.namespace = namespace ?? void 0;
			this.version = version ?? void 0;
			this.qualifiers = qualifiers ?? void 0;
			this.subpath = subpath ?? void 0;
			const typeHelpers = PurlType[type];
			if (typeHelpers) {
				typeHelpers.normalize(this);
				typeHelpers.validate(this, true);
			}
		}
		toString() {
			const { namespace, name, version, qualifiers, subpath, type } = this;
			let purlStr = `pkg:${PurlComponent.type.encode(type)}/`;
			if (namespace) purlStr = `${purlStr}${PurlComponent.namespace.encode(namespace)}/`;
			purlStr = `${purlStr}${PurlComponent.name.encode(name)}`;
			if (version) purlStr = `${purlStr}@${PurlComponent.version.encode(version)}`;
			if (qualifiers) purlStr = `${purlStr}?${PurlComponent.qualifiers.encode(qualifiers)}`;
			if (subpath) purlStr = `${purlStr}#${PurlComponent.subpath.encode(subpath)}`;
			return purlStr;
		}
		static fromString(purlStr) {
			return new PackageURL(...PackageURL.parseString(purlStr));
		}
		static parseString(purlStr) {
			if (typeof purlStr !== "string") throw new Error("A purl string argument is required.");
			if (isBlank(purlStr)) return [
				void 0,
				void 0,
				void 0,
				void 0,
				void 0,
				void 0
			];
			const colonIndex = purlStr.indexOf(":");
			let url;
			let maybeUrlWithAuth;
			if (colonIndex !== -1) try {
				const beforeColon = purlStr.slice(0, colonIndex);
				const afterColon = purlStr.slice(colonIndex + 1);
				const trimmedAfterColon = trimLeadingSlashes(afterColon);
				url = new URL(`${beforeColon}:${trimmedAfterColon}`);
				maybeUrlWithAuth = afterColon.length === trimmedAfterColon.length ? url : new URL(purlStr);
			} catch (e) {
				throw new PurlError("failed to parse as URL", { cause: e });
			}
			if (url?.protocol !== "pkg:") throw new PurlError("missing required \"pkg\" scheme component");
			if (maybeUrlWithAuth.username !== "" || maybeUrlWithAuth.password !== "") throw new PurlError("cannot contain a \"user:pass@host:port\"");
			const { pathname } = url;
			const firstSlashIndex = pathname.indexOf("/");
			const rawType = decodePurlComponent("type", firstSlashIndex === -1 ? pathname : pathname.slice(0, firstSlashIndex));
			if (firstSlashIndex < 1) return [
				rawType,
				void 0,
				void 0,
				void 0,
				void 0,
				void 0
			];
			let rawVersion;
			let atSignIndex = pathname.lastIndexOf("@");
			if (atSignIndex !== -1 && pathname.charCodeAt(atSignIndex - 1) === 47) atSignIndex = -1;
			const beforeVersion = pathname.slice(rawType.length + 1, atSignIndex === -1 ? pathname.length : atSignIndex);
			if (atSignIndex !== -1) rawVersion = decodePurlComponent("version", pathname.slice(atSignIndex + 1));
			let rawNamespace;
			let rawName;
			const lastSlashIndex = beforeVersion.lastIndexOf("/");
			if (lastSlashIndex === -1) rawName = decodePurlComponent("name", beforeVersion);
			else {
				rawName = decodePurlComponent("name", beforeVersion.slice(lastSlashIndex + 1));
				rawNamespace = decodePurlComponent("namespace", beforeVersion.slice(0, lastSlashIndex));
			}
			let rawQualifiers;
			const { searchParams } = url;
			if (searchParams.size !== 0) {
				searchParams.forEach((value) => decodePurlComponent("qualifiers", value));
				rawQualifiers = searchParams;
			}
			let rawSubpath;
			const { hash } = url;
			if (hash.length !== 0) rawSubpath = decodePurlComponent("subpath", hash.slice(1));
			return [
				rawType,
				rawNamespace,
				rawName,
				rawVersion,
				rawQualifiers,
				rawSubpath
			];
		}
	};
	for (const staticProp of [
		"Component",
		"KnownQualifierNames",
		"Type"
	]) Reflect.defineProperty(PackageURL, staticProp, {
		...Reflect.getOwnPropertyDescriptor(PackageURL, staticProp),
		writable: false
	});
	Reflect.setPrototypeOf(PackageURL.prototype, null);
	module.exports = {
		PackageURL,
		PurlComponent,
		PurlQualifierNames,
		PurlType
	};
}));

// node_modules/packageurl-js/index.js
/*!
Copyright (c) the purl authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/
var require_packageurl_js = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { PackageURL, PurlComponent, PurlQualifierNames, PurlType } = require_package_url();
	module.exports = {
		PackageURL,
		PurlComponent,
		PurlQualifierNames,
		PurlType
	};
}));

// src/policy/package-pattern.ts
var import_packageurl_js = require_packageurl_js();
const longest$2 = 4096;
function parsePackagePattern(text) {
	const glob = parseTextGlob(text);
	const type = /^pkg:([a-z0-9.+-]+)\//.exec(text)?.[1];
	return {
		text,
		matches(found) {
			const other = type === void 0 ? void 0 : purlType(found.purl);
			if (other !== void 0 && other !== type) return false;
			return namesOf(found).some((name) => name.length <= longest$2 && glob.matches(name));
		}
	};
}
function namesOf({ name, version, purl }) {
	if (purl === void 0) return version === void 0 ? [name] : [`${name}@${version}`, name];
	const bare = purl.replace(/[?#].*$/s, "");
	const plain = bare.includes("%") ? decoded(bare) : bare;
	const usual = /[A-Z_]/.test(unversioned(plain)) ? canonical$1(bare) : plain;
	return [.../* @__PURE__ */ new Set([
		bare,
		plain,
		usual
	])].flatMap((spelling) => [spelling, unversioned(spelling)]);
}
function unversioned(purl) {
	const at = purl.lastIndexOf("@");
	return at > purl.lastIndexOf("/") ? purl.slice(0, at) : purl;
}
function decoded(purl) {
	try {
		return decodeURIComponent(purl);
	} catch {
		return purl;
	}
}
function canonical$1(purl) {
	try {
		return decoded(import_packageurl_js.PackageURL.fromString(purl).toString());
	} catch {
		return purl;
	}
}
function packageKey({ name, version = "", purl }) {
	return purl ?? `${name}@${version}`;
}
function purlType(purl) {
	return /^pkg:\/*([A-Za-z0-9.+-]+)\//.exec(purl ?? "")?.[1]?.toLowerCase();
}

// src/policy/vulnerability-unit.ts
const cve = /^CVE-\d+-\d+$/i;
function unitsOf({ vulnerabilities }) {
	const byKey = /* @__PURE__ */ new Map();
	for (const each of vulnerabilities) {
		const found = each.package === void 0 ? "" : packageKey(each.package);
		const key = `${groupOf(each)} ${found}`;
		const before = byKey.get(key);
		byKey.set(key, before === void 0 ? each : merge(before, each));
	}
	return [...byKey.values()].map((each) => ({
		...each,
		names: [...new Set([each.id, ...each.aliases].map((name) => name.toUpperCase()))]
	}));
}
function groupOf({ id, aliases }) {
	if (cve.test(id)) return id.toUpperCase();
	const known = [...new Set(aliases.filter((alias) => cve.test(alias)).map((alias) => alias.toUpperCase()))];
	return known.length === 1 ? known[0] ?? id : id.toUpperCase();
}
function merge(a, b) {
	const worse = severities.indexOf(a.severity) <= severities.indexOf(b.severity) ? a : b;
	const { suppressed: _, ...rest } = worse;
	const suppressed = a.suppressed && b.suppressed;
	const epss = highest([a.epss, b.epss]);
	const kevSince = a.kevSince ?? b.kevSince;
	const published = [a.published, b.published].filter((time) => time !== void 0).sort()[0];
	return {
		...rest,
		id: cve.test(a.id) ? a.id : b.id,
		aliases: [.../* @__PURE__ */ new Set([
			a.id,
			b.id,
			...a.aliases,
			...b.aliases
		])],
		fix: a.fix === "fixed" || b.fix === "fixed" ? "fixed" : worse.fix,
		fixedIn: [.../* @__PURE__ */ new Set([...a.fixedIn, ...b.fixedIn])],
		...suppressed && { suppressed },
		...epss !== void 0 && { epss },
		...kevSince !== void 0 && { kevSince },
		...published !== void 0 && { published },
		...scores(a, b)
	};
}
function scores(a, b) {
	if (a.cvss === void 0 && b.cvss === void 0) return {};
	const v2 = highest([a.cvss?.v2, b.cvss?.v2]);
	const v3 = highest([a.cvss?.v3, b.cvss?.v3]);
	const v4 = highest([a.cvss?.v4, b.cvss?.v4]);
	return { cvss: {
		...v2 !== void 0 && { v2 },
		...v3 !== void 0 && { v3 },
		...v4 !== void 0 && { v4 }
	} };
}
function highest(numbers) {
	const known = numbers.filter((number) => number !== void 0 && !Number.isNaN(number));
	return known.length === 0 ? void 0 : Math.max(...known.map(Number));
}
function findingOf$2(unit, platform, notes) {
	const { id, aliases, severity, fixedIn, fix } = unit;
	const fixed = fixedIn.length > 0 ? `fixed in ${fixedIn.join(", ")}` : fix === "fixed" ? "fixed" : "no fix known";
	return {
		...platform !== void 0 && { platform },
		vulnerability: {
			id,
			aliases: aliases.filter((alias) => alias !== id),
			severity
		},
		...unit.package && { package: named(unit.package) },
		detail: [fixed, ...notes].join(" · ")
	};
}
function named({ name, version, purl }) {
	return {
		name,
		...version !== void 0 && { version },
		...purl !== void 0 && { purl }
	};
}

// src/policy/weigh.ts
const longest$1 = 300;
function weigh(choice, judge, words) {
	const weights = choice.demands.map((demand) => weighOne(demand, choice.want.noun, judge));
	const used = [...new Set(weights.flatMap((weight) => weight.used ?? []))];
	const base = {
		findings: once(weights.flatMap(({ findings = [] }) => findings)),
		evidence: used.map(evidenceRef),
		ignored: ignoredOnce([...choice.ignored, ...weights.flatMap(({ ignored = [] }) => ignored)], used)
	};
	const [first, ...rest] = onceForAll(weights.flatMap(({ reasons }) => reasons), choice.demands.length);
	if (choice.demands.length === 0) return stops([nothing(choice.want.noun)], base);
	if (first === void 0) return passes(words.note, base);
	const help = helpFor(first, choice, words);
	return stops([first, ...rest], {
		...base,
		...help !== void 0 && { help }
	});
}
function weighOne(demand, noun, judge) {
	const { counted, gap, platform } = demand;
	if (counted.length === 0) return {
		reasons: [gap ?? nothing(noun)],
		used: []
	};
	const weight = judge(demand);
	const used = weight.used ?? counted.map(({ evidence }) => evidence);
	const place = platform === void 0 ? {} : { platform };
	const reasons = once(weight.reasons.map((reason) => ({
		...place,
		...clipped(reason)
	})));
	if (reasons.length > 0) return {
		...weight,
		reasons,
		used
	};
	const open = gap ?? (used.length === 0 ? nothing(noun) : void 0);
	return {
		...weight,
		reasons: open === void 0 ? [] : [open],
		used
	};
}
function clipped(reason) {
	const { observed } = reason;
	if (observed === void 0 || observed.length <= longest$1) return reason;
	return {
		...reason,
		observed: `${observed.slice(0, longest$1)}\u2026`
	};
}
function once(items) {
	return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
function nothing(noun) {
	return {
		code: "NO_EVIDENCE",
		message: `no ${noun}`
	};
}
function onceForAll(reasons, demands) {
	if (demands < 2 || reasons.length < demands) return reasons;
	const texts = reasons.map((reason) => JSON.stringify(withoutPlatform(reason)));
	const counts = /* @__PURE__ */ new Map();
	for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	return reasons.flatMap((reason, index) => {
		const text = texts[index] ?? "";
		if (counts.get(text) !== demands) return [reason];
		return texts.indexOf(text) === index ? [withoutPlatform(reason)] : [];
	});
}
function withoutPlatform(reason) {
	const { platform: _, ...rest } = reason;
	return rest;
}
function ignoredOnce(refs, used) {
	const taken = new Set(used.map(({ digest }) => digest));
	return refs.filter(({ digest }) => {
		const first = !taken.has(digest);
		taken.add(digest);
		return first;
	});
}
function helpFor({ code }, { want, ignored }, words) {
	const { noun } = want;
	switch (code) {
		case "VIOLATION": return words.help;
		case "UNREACHABLE": return "Run it again; if it stays so, look at the credentials and the host.";
		case "UNTRUSTED": return `Sign the ${noun} as a signer that \`by\` names, or name its signer there.`;
		case "STALE": return `Make a new ${noun} for this digest, then run it again.`;
		case "PARTIAL": return `Make a ${noun} for each platform, and remove what is attached and not needed.`;
		case "WRONG_SUBJECT": return `Make the ${noun} for this digest, not for a tag or another build.`;
		case "NO_EVIDENCE": return ignored.some(({ why }) => why === "unsigned") ? `Sign the index digest, which seals what the index has, or attach a signed ${noun}.` : words.howTo;
		default: return words.howTo;
	}
}
function evidenceRef({ digest, title, place, trust }) {
	const signers = trust.level === "signed" ? trust.signers : [];
	const by = signers.join(", ");
	const signedAt = trust.level === "signed" ? trust.signedAt?.first.toISOString() : void 0;
	return {
		digest,
		title,
		place,
		trust: trust.level === "signed" ? `${trust.sealedBy === void 0 ? "signed" : "sealed"} by ${by}` : trust.level,
		signers,
		...signedAt !== void 0 && { signedAt }
	};
}
function setAside({ digest, title }, why) {
	return {
		digest,
		title,
		why
	};
}

// src/policy/one-document.ts
function anyOne(counted, reasonsOf) {
	const [best, ...rest] = counted.map((one) => ({
		evidence: one.evidence,
		reasons: reasonsOf(one)
	})).toSorted(compareCloseness);
	if (best === void 0) return { reasons: [] };
	const ignored = rest.filter(({ evidence }) => evidence !== best.evidence).map(({ evidence, reasons: [first] }) => setAside(evidence, first === void 0 ? "another one is enough" : first.message));
	return {
		reasons: best.reasons,
		used: [best.evidence],
		ignored
	};
}
function compareCloseness(a, b) {
	const failing = ({ reasons }) => reasons.some(({ code }) => code === "VIOLATION") ? 0 : 1;
	return a.reasons.length - b.reasons.length || failing(a) - failing(b) || (a.evidence.digest < b.evidence.digest ? -1 : 1);
}
function conditionOn(name, value, condition) {
	if (condition === void 0) return [];
	const expected = condition.text;
	if (value === void 0) return [{
		code: "INCOMPLETE",
		message: `the ${name} is not stated`,
		expected
	}];
	const holds = condition.holds(value);
	if (holds === true) return [];
	if (holds === void 0) return [{
		code: "INCOMPLETE",
		message: `the ${name} cannot be compared`,
		observed: value,
		expected
	}];
	return [{
		code: "VIOLATION",
		message: `the ${name} is not what the policy wants`,
		observed: value,
		expected
	}];
}
function freshness(evidence, stated, { noun, maxAge, now }) {
	if (maxAge === void 0) return [];
	const age = ageOf(evidence, stated, now);
	const expected = `<= ${maxAge.text}`;
	if (age === void 0) return [{
		code: "INCOMPLETE",
		message: `nothing proves how old the ${noun} is`,
		expected
	}];
	if (isWithin(age, maxAge)) return [];
	return [{
		code: "STALE",
		message: `the ${noun} is too old`,
		observed: ageText(age),
		expected
	}];
}

// src/policy/built-at.ts
const wantProvenance = {
	noun: "provenance",
	...ofKind("provenance"),
	covers: "image"
};
const skewMs = 3e5;
function builtAt({ trust }, { finished }, now) {
	const ended = statedTime(finished, now);
	const signed = trust.level === "signed" ? trust.signedAt?.last : void 0;
	if (ended === void 0 || signed === void 0) return ended;
	return ended.getTime() > signed.getTime() + skewMs ? void 0 : ended;
}

// src/policy/check.ts
function defineCheck(definition) {
	const { name, title, schema, about, dependsOn = "nothing" } = definition;
	return {
		name,
		title,
		schema,
		bind(given) {
			const options = given;
			return {
				criterion: name,
				about: typeof about === "function" ? about(options) : about,
				needs: {
					...needsNothing,
					...definition.needs?.(options)
				},
				signers: definition.signers?.(options) ?? [],
				dependsOn: typeof dependsOn === "function" ? dependsOn(options) : dependsOn,
				judge: (facts, judging) => definition.judge(options, facts, judging)
			};
		}
	};
}

// src/policy/checks/age.ts
const AgeOptions = strict({
	"min-age": Age.describe("At least so old: 24h.").optional(),
	"max-age": Age.describe("At most so old: 90d.").optional(),
	since: _enum([
		"signed",
		"built",
		"promoted"
	]).describe("The proven time of a signature or provenance, the end of the build, or an earlier promotion.").default("signed"),
	by: Signers.describe("Whose evidence counts. Default: every signer of trust.signers; with since: promoted it has to be named.").optional()
}).refine((written) => written["min-age"] !== void 0 || written["max-age"] !== void 0, { error: say("is empty", "Name a limit: { min-age: 24h } or { max-age: 90d }.") }).refine(({ since, by }) => since !== "promoted" || by !== void 0, { error: say("does not say who promoted it", "Name the signer of the promotions: { by: promoter }.") });
const ageCheck = defineCheck({
	name: "age",
	title: "How long ago the image was signed, built or promoted, as signed evidence proves it.",
	schema: AgeOptions,
	about: "world",
	dependsOn: ({ since, "min-age": least }) => since === "promoted" ? "stage" : least === void 0 ? "nothing" : "time",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by?.names ?? [],
	judge(options, facts, judging) {
		const { since, by } = options;
		const want = {
			...wants[since],
			covers: "image",
			by
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => anyOne(counted, (one) => one.part.kind === "promotion" && !brought(one.part.record, facts.image.digest) ? [{
			code: "INCOMPLETE",
			message: "the record does not say that the image came anywhere"
		}] : ageReasons(one, options, judging.now)), {
			note: `${since} ${boundsText(options)}`,
			help: options["min-age"] ? "Wait, or change the limit." : "Build and sign the image again.",
			howTo: "Sign the image with a transparency log or a time stamp, so that the time is proven."
		});
	}
});
const signature$1 = ofKind("signature");
const provenance$1 = ofKind("provenance");
const promotion$1 = ofKind("promotion");
const wants = {
	signed: {
		noun: "signature or provenance",
		read: (evidence) => [...signature$1.read(evidence), ...provenance$1.read(evidence)],
		couldBe: (evidence) => signature$1.couldBe(evidence) || provenance$1.couldBe(evidence)
	},
	built: {
		noun: "provenance",
		...provenance$1
	},
	promoted: {
		noun: "record of a promotion",
		...promotion$1
	}
};
function ageReasons(one, { since, "min-age": min, "max-age": max }, now) {
	const times = timesOf(one, since, now);
	if (times === void 0) return [{
		code: "INCOMPLETE",
		message: `nothing proves when it was ${since}`
	}];
	const [youngest, oldest] = [secondsSince(times.last, now), secondsSince(times.first, now)];
	if (youngest < -skewSeconds) return [{
		code: "INCOMPLETE",
		message: `it was ${since} later than now`,
		observed: times.last.toISOString()
	}];
	return [...min && youngest < min.seconds ? [violation("it is too young", {
		observed: ageText(youngest),
		expected: `>= ${min.text}`
	})] : [], ...max && oldest > max.seconds ? [violation("it is too old", {
		observed: ageText(oldest),
		expected: `<= ${max.text}`
	})] : []];
}
function brought(record, digest) {
	return (record.result?.targets ?? []).some(({ repository }) => cameThere(record, {
		repository,
		digest
	}));
}
const skewSeconds = 300;
function timesOf({ evidence, part }, since, now) {
	if (since !== "built") return evidence.trust.level === "signed" ? evidence.trust.signedAt : void 0;
	const built = part.kind === "provenance" ? builtAt(evidence, part.provenance, now) : void 0;
	return built && {
		first: built,
		last: built
	};
}
function boundsText({ "min-age": min, "max-age": max }) {
	return [...min ? [`>= ${min.text}`] : [], ...max ? [`<= ${max.text}`] : []].join(" and ") + " ago";
}

// src/policy/per-platform.ts
function onEachPlatform({ platforms }, judge) {
	if (platforms.length === 0) return [{
		code: "INCOMPLETE",
		message: "the image has no platform to judge"
	}];
	return platforms.flatMap((platform) => judge(platform, platformName(platform)));
}
function onEachConfig(facts, judge) {
	return onEachPlatform(facts, ({ config }, platform) => config.state === "known" ? judge(config.value, platform) : [{
		code: config.code,
		message: config.message,
		platform
	}]);
}
function concluded(reasons, { note, help, ...more }) {
	const [first, ...rest] = reasons;
	if (first === void 0) return passes(note, more);
	return stops([first, ...rest], {
		...more,
		...help !== void 0 && { help }
	});
}
function platformsText({ platforms }) {
	return platforms.length === 1 ? "1 platform" : `${platforms.length} platforms`;
}

// src/policy/stated-values.ts
const StatedValues = object({ required: array(Text).min(1).describe("Keys that must be there, and not empty.").optional() }).catchall(TextCondition.describe("What its value must be: { org.opencontainers.image.vendor: acme, version: { semver: \">= 1\" } }.")).refine((written) => Object.keys(written).length > 0, { error: say("is empty", "Name a key and what it must be, or `required: [\u2026]`.") }).transform(({ required = [], ...conditions }) => ({
	required,
	conditions: Object.entries(conditions)
}));
function judgeStated({ required, conditions }, stated, { what, judging, unread = [], covers }) {
	const findings = [];
	const reasons = [...unread];
	const lacks = (key) => covers !== void 0 && valueOf(covers, key) !== void 0 ? [] : stated.filter((one) => valueOf(one, key) === void 0);
	for (const key of required) {
		const empty = [...covers ? [covers] : [], ...stated].filter((one) => valueOf(one, key) === "");
		reasons.push(...[...lacks(key), ...empty].map((one) => lacking(one, `the ${what} ${key} is not there`)));
	}
	for (const [key, condition] of conditions) {
		const stating = [...covers ? [covers] : [], ...stated].flatMap((one) => {
			const value = valueOf(one, key);
			return value === void 0 ? [] : [{
				one,
				value,
				holds: condition.holds(value)
			}];
		});
		const expected = condition.text;
		reasons.push(...lacks(key).map((one) => ({
			...lacking(one, `the ${what} ${key} is not there`),
			expected
		})));
		for (const { one, value, holds } of stating) {
			if (holds === true) continue;
			const about = {
				...platformOf(one),
				observed: value,
				expected
			};
			if (holds === void 0) {
				reasons.push({
					code: "INCOMPLETE",
					message: `the ${what} ${key} cannot be compared with that`,
					...about
				});
				continue;
			}
			const finding = {
				...platformOf(one),
				label: key,
				detail: value
			};
			const removal = judging.waiverFor(finding);
			findings.push({
				...finding,
				...removal !== void 0 && {
					removedBy: "waiver",
					removal
				}
			});
			if (removal === void 0) reasons.push(violation(`the ${what} ${key} is not as it must be`, about));
		}
		const values = new Set(stating.map(({ value }) => value));
		if (values.size > 1 && stating.every(({ holds }) => holds === true)) {
			const message = `the platforms disagree on the ${what} ${key}`;
			reasons.push({
				code: "CONTRADICTION",
				message,
				observed: [...values].join(", "),
				expected
			});
		}
	}
	const keys = [.../* @__PURE__ */ new Set([...required, ...conditions.map(([key]) => key)])];
	return concluded(reasons, {
		findings,
		note: keys.join(", "),
		help: `Build the image with the ${what}s that the policy wants.`
	});
}
function valueOf({ values }, key) {
	return Object.hasOwn(values, key) ? values[key] : void 0;
}
function platformOf({ platform }) {
	return platform === void 0 ? {} : { platform };
}
function lacking(one, message) {
	return {
		code: "INCOMPLETE",
		message,
		...platformOf(one)
	};
}

// src/policy/checks/annotations.ts
const annotationsCheck = defineCheck({
	name: "annotations",
	title: "Annotations of the image: of its index, or of every platform manifest the same.",
	schema: StatedValues,
	about: "image",
	judge(wanted, { image, platforms }, judging) {
		const stated = platforms.map((platform) => ({
			platform: platformName(platform),
			values: platform.annotations
		}));
		const covers = { values: image.annotations };
		return judgeStated(wanted, stated.length === 0 ? [covers] : stated, {
			what: "annotation",
			judging,
			...stated.length > 0 && { covers }
		});
	}
});

// src/policy/json-pointer.ts
function parsePointer(text) {
	if (text === "") return [];
	if (!text.startsWith("/") || /~(?![01])/.test(text)) throw new HoistError("config", "POINTER_INVALID", "is not a JSON pointer", { hint: "Write /key/key/0; a \"/\" inside a key is ~1, a \"~\" is ~0." });
	return text.slice(1).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
function follow(pointer, document) {
	let at = document;
	for (const key of pointer) {
		if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return void 0;
		if (Array.isArray(at) && !/^(?:0|[1-9]\d*)$/.test(key)) return void 0;
		at = at[key];
	}
	return at;
}

// src/policy/set-condition.ts
const Names = array(Text).min(1);
const setShape = {
	"all-of": Names.describe("Each of these is there.").optional(),
	"any-of": Names.describe("At least one of these is there.").optional(),
	"none-of": Names.describe("None of these is there; globs.").optional(),
	exactly: array(Text).describe("These are there, and no others.").optional()
};
function setCondition(spell = (written) => written) {
	return strict(setShape).refine((written) => Object.values(written).some((value) => value !== void 0), { error: say("is empty", "Name an operator: { none-of: [\u2026] }.") }).transform(reading((written) => {
		const { exactly } = written;
		return {
			allOf: (written["all-of"] ?? []).map(spell),
			anyOf: (written["any-of"] ?? []).map(spell),
			noneOf: (written["none-of"] ?? []).map(parseTextGlob),
			...exactly && { exactly: exactly.map(spell) }
		};
	}));
}
function setReasons({ allOf, anyOf, noneOf, exactly }, found, { what, platform, spellings = alone }) {
	const there = new Set(found);
	const wanted = [.../* @__PURE__ */ new Set([...allOf, ...exactly ?? []])];
	const lacking = wanted.filter((name) => !there.has(name));
	const isForbidden = (name) => noneOf.some((glob) => spellings(name).some((spelling) => glob.matches(spelling)));
	const forbidden = [...there].filter(isForbidden);
	const others = exactly === void 0 ? [] : [...there].filter((name) => !exactly.includes(name));
	const hasAny = anyOf.length === 0 || anyOf.some((name) => there.has(name));
	const reasons = [];
	if (lacking.length > 0) reasons.push([`${what} lack ${lacking.join(", ")}`, wanted.join(", ")]);
	if (!hasAny) reasons.push([`${what} have none of ${anyOf.join(", ")}`, `any of ${anyOf.join(", ")}`]);
	if (forbidden.length > 0) {
		const globs = noneOf.map(({ text }) => text).join(", ");
		reasons.push([`${what} have ${forbidden.join(", ")}, which is not allowed`, `none of ${globs}`]);
	}
	if (others.length > 0) reasons.push([`${what} have ${others.join(", ")} besides`, `exactly ${exactly?.join(", ") || "none"}`]);
	const observed = found.join(", ") || "none";
	return reasons.map(([message, expected]) => ({
		code: "VIOLATION",
		message,
		...platform !== void 0 && { platform },
		observed,
		expected
	}));
}
function alone(name) {
	return [name];
}

// src/policy/pointer-condition.ts
const Sets = setCondition();
const { equals: _, ...textOperators } = textShape;
const PointerCondition = strict({
	at: string().superRefine((text, context) => void reading(parsePointer)(text, context)).describe("A JSON pointer into the predicate: /result, /scores/0."),
	equals: union([
		string(),
		number(),
		boolean()
	]).describe("Exactly this, of this type.").optional(),
	...textOperators,
	number: NumberCondition.describe("A number with an operator: \">= 7\".").optional(),
	set: Sets.describe("A list of texts: { all-of, any-of, none-of, exactly }.").optional()
}).refine((written) => Object.keys(written).some((key) => key !== "at"), { error: say("has no operator", "Say what must be there: { at: /result, equals: PASSED }.") }).transform(reading(({ at, equals, number, set, ...text }) => {
	const pointer = parsePointer(at);
	const texts = Object.values(text).some((value) => value !== void 0) ? textCondition(text) : void 0;
	return {
		at,
		reasons(document) {
			const value = follow(pointer, document);
			if (value === void 0) return [{
				code: "INCOMPLETE",
				message: `nothing is at ${at}`
			}];
			return [
				...equals === void 0 || value === equals ? [] : [unlike(at, value, String(equals))],
				...texts === void 0 ? [] : textReasons(at, value, texts),
				...number === void 0 ? [] : numberReasons(at, value, number),
				...set === void 0 ? [] : listReasons(at, value, set)
			];
		}
	};
}));
function textReasons(at, value, condition) {
	if (typeof value !== "string") return [otherType(at, "text", condition.text)];
	return held(at, value, condition);
}
function numberReasons(at, value, condition) {
	if (typeof value !== "number" || !Number.isFinite(value)) return [otherType(at, "number", condition.text)];
	return held(at, value, condition);
}
function listReasons(at, value, condition) {
	return Array.isArray(value) && value.every((each) => typeof each === "string") ? setReasons(condition, value, { what: `the texts at ${at}` }) : [otherType(at, "list of texts")];
}
function held(at, value, condition) {
	const answer = condition.holds(value);
	if (answer === true) return [];
	if (answer === false) return [unlike(at, value, condition.text)];
	return [{
		code: "INCOMPLETE",
		message: `what is at ${at} cannot be compared`,
		observed: shown(value),
		expected: condition.text
	}];
}
function unlike(at, value, expected) {
	return violation(`what is at ${at} is not what the policy wants`, {
		observed: shown(value),
		expected
	});
}
function otherType(at, wanted, expected) {
	return {
		code: "INCOMPLETE",
		message: `what is at ${at} is no ${wanted}`,
		...expected !== void 0 && { expected }
	};
}
function shown(value) {
	const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
	return text.length > 80 ? `${text.slice(0, 80)}\u2026` : text;
}

// src/policy/checks/attestation.ts
const attestationCheck = defineCheck({
	name: "attestation",
	title: "A signed statement of any type about the image, and what it says.",
	schema: strict({
		type: Text.describe("The predicate type, exactly: https://example.com/review/v1."),
		by: Signers.describe("Whose statement counts."),
		"max-age": Age.describe("How long ago it may have been signed: 30d.").optional(),
		where: array(PointerCondition).min(1).describe("What its predicate must say: [{ at: /result, equals: PASSED }].").optional()
	}),
	about: "image",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by.names,
	judge({ type, by, "max-age": maxAge, where = [] }, facts, judging) {
		const noun = "attestation";
		const want = {
			noun: `${noun} ${type}`,
			read: ({ predicateType, predicate }) => predicateType === type ? [{ predicate }] : [],
			couldBe: ({ predicateType }) => predicateType === type,
			by,
			covers: "image"
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => anyOne(counted, ({ evidence, part }) => [...where.flatMap((condition) => condition.reasons(part.predicate)), ...freshness(evidence, void 0, {
			noun,
			maxAge,
			now: judging.now
		})]), {
			note: `${type} is there`,
			help: "Make the statement again when it says what the policy wants.",
			howTo: `Attest it: cosign attest --type ${type}, or actions/attest, for ${facts.image.digest}.`
		});
	}
});

// src/policy/image-purl.ts
function readPurl(text) {
	try {
		return import_packageurl_js.PackageURL.fromString(text);
	} catch {
		return;
	}
}
function meansImage(purl, { repository, digests }) {
	if (purl.type !== "oci" && purl.type !== "docker") return false;
	if (purl.version !== void 0 && purl.version !== "") return digests.some((digest) => digest === purl.version);
	const url = purl.qualifiers?.["repository_url"];
	if (url === void 0) return false;
	return [url, `${url}/${purl.name ?? ""}`].some((name) => canonical(name) === repository);
}
function canonical(name) {
	try {
		return parseRepository(name);
	} catch {
		return;
	}
}
function meansPackage(stated, { name, version, purl }) {
	if (purl === void 0) return stated === name || stated === `${name}@${version ?? ""}`;
	if (stated === purl) return true;
	const [wanted, actual] = [readPurl(stated), readPurl(purl)];
	if (wanted === void 0 || actual === void 0) return false;
	return wanted.type === actual.type && (wanted.namespace ?? "") === (actual.namespace ?? "") && wanted.name === actual.name && (wanted.version === void 0 || wanted.version === actual.version) && Object.entries(wanted.qualifiers ?? {}).every(([key, value]) => actual.qualifiers?.[key] === value);
}

// src/policy/base-reference.ts
const imageScheme = /^(?:docker-image|oci):\/\//;
const baseName = "org.opencontainers.image.base.name";
const baseDigest = "org.opencontainers.image.base.digest";
function baseOfMaterial({ uri, digest }) {
	const sha256 = Object.hasOwn(digest, "sha256") ? `sha256:${digest["sha256"] ?? ""}` : void 0;
	if (imageScheme.test(uri)) return read(uri, uri.replace(imageScheme, "").replace(/[?#].*$/s, ""), sha256);
	if (!/^pkg:\/*(?:docker|oci)\//i.test(uri)) return void 0;
	const purl = readPurl(uri);
	if (purl === void 0) return "unreadable";
	const stated = purl.qualifiers?.["digest"];
	return read(uri, referenceOf(purl), sha256 ?? (stated === void 0 || stated === null ? void 0 : stated));
}
function baseOfAnnotations(annotations) {
	const name = Object.hasOwn(annotations, "org.opencontainers.image.base.name") ? annotations[baseName] : void 0;
	if (name === void 0) return void 0;
	return read(name, name, Object.hasOwn(annotations, baseDigest) ? annotations[baseDigest] : void 0);
}
function referenceOf({ type, namespace, name, version, qualifiers }) {
	const url = qualifiers?.["repository_url"];
	const path = [namespace, name].filter((part) => part !== void 0 && part !== null && part !== "").join("/");
	const repository = url === void 0 || url === "" ? path : type === "oci" ? url : `${url}/${path}`;
	const label = version ?? qualifiers?.["tag"] ?? "";
	if (label === "") return repository;
	return isDigest(label) ? `${repository}@${label}` : `${repository}:${label}`;
}
function read(written, text, stated) {
	try {
		const { repository, tag, digest } = parseReference(text);
		const known = digest ?? (stated !== void 0 && isDigest(stated) ? stated : void 0);
		return {
			written,
			repository,
			...tag && { tag },
			...known && { digest: known }
		};
	} catch {
		return "unreadable";
	}
}
function baseText({ repository, tag }) {
	return tag === void 0 ? repository : `${repository}:${tag}`;
}

// src/policy/checks/base-image.ts
const Globs$1 = array(Text.transform(reading(parseGlob))).min(1);
const BaseImage = strict({
	by: Signers.describe("Whose provenance or signature counts. Default: every signer of trust.signers.").optional(),
	allow: Globs$1.describe("Each base is like one of these, with the host: docker.io/library/debian:*-slim.").optional(),
	deny: Globs$1.describe("No base is like one of these.").optional(),
	"up-to-date": literal(true).describe("Each base is what its tag names now.").optional(),
	"max-age": Age.describe("How long ago it may have been built on its bases: 45d.").optional(),
	"require-digest": literal(true).describe("The digest of each base is stated.").optional()
}).refine((written) => Object.entries(written).some(([key, value]) => key !== "by" && value !== void 0), { error: say("asks for nothing", "Write allow, deny, up-to-date, max-age or require-digest.") });
const provenance = ofKind("provenance");
const signature = ofKind("signature");
const baseImageCheck = defineCheck({
	name: "base-image",
	title: "The images that it was built from.",
	schema: BaseImage,
	about: (options) => options["up-to-date"] === true ? "world" : "image",
	needs: (options) => ({
		evidence: true,
		baseImages: options["up-to-date"] === true
	}),
	signers: ({ by }) => by?.names ?? [],
	judge(options, facts, judging) {
		const want = {
			noun: "provenance",
			read: (evidence) => [...provenance.read(evidence), ...signature.read(evidence).map(() => ({}))],
			couldBe: (evidence) => provenance.couldBe(evidence) || signature.couldBe(evidence),
			by: options.by,
			covers: "image",
			wantsAll: true
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted, digest }) => {
			const { bases, used } = basesOf(counted, annotationsOf(facts, digest, counted));
			const [first] = bases;
			if (first === void 0) return unnamed(counted);
			return {
				reasons: [...bases.flatMap((base) => judgeBase(base, options, facts)), ...used.flatMap(({ evidence, part }) => freshness(evidence, part.provenance?.finished, {
					noun: "build on its base images",
					maxAge: options["max-age"],
					now: judging.now
				}))],
				used: used.map(({ evidence }) => evidence)
			};
		}, {
			note: "the base images are allowed",
			help: "Build the image again on a base that the policy allows.",
			howTo: "Build with `provenance: mode=max` and sign the index digest, or annotate the base and sign."
		});
	}
});
function annotationsOf({ image, platforms }, digest, counted) {
	const own = platforms.filter((platform) => platform.digest === digest).map(({ annotations }) => annotations);
	return counted.some(({ part, evidence }) => part.provenance === void 0 && evidence.subjects.includes(image.digest)) ? [...own, image.annotations] : own;
}
function basesOf(counted, annotations) {
	const naming = counted.map((one) => ({
		one,
		bases: (one.part.provenance?.materials ?? []).flatMap((material) => {
			const base = baseOfMaterial(material);
			return base === void 0 ? [] : [{
				base,
				written: material.uri
			}];
		})
	})).filter(({ bases }) => bases.length > 0);
	if (naming.length > 0) return {
		bases: naming.flatMap(({ bases }) => bases),
		used: naming.map(({ one }) => one)
	};
	const claimed = annotations.map((each) => baseOfAnnotations(each)).find((base) => base !== void 0);
	const signatures = counted.filter(({ part }) => part.provenance === void 0);
	if (claimed === void 0 || signatures.length === 0) return {
		bases: [],
		used: []
	};
	return {
		bases: [{
			base: claimed,
			written: claimed === "unreadable" ? "the annotation" : claimed.written
		}],
		used: signatures
	};
}
function unnamed(counted) {
	if (counted.some(({ part }) => part.provenance !== void 0)) return { reasons: [{
		code: "INCOMPLETE",
		message: "the provenance names no base image"
	}] };
	return {
		reasons: [{
			code: "NO_EVIDENCE",
			message: "neither provenance nor a signed annotation names the base image"
		}],
		used: []
	};
}
function judgeBase({ base, written }, options, facts) {
	if (base === "unreadable") return [{
		code: "UNPARSABLE",
		message: "a base image cannot be read",
		observed: written.slice(0, 200)
	}];
	const { allow, deny = [] } = options;
	const observed = baseText(base);
	const names = [observed, base.repository];
	const isLike = (globs) => globs.some((glob) => names.some((name) => glob.matches(name)));
	const textOf = (globs) => globs.map(({ text }) => text).join(", ");
	return [
		...isLike(deny) ? [violation("a base image is denied", {
			observed,
			expected: `not ${textOf(deny)}`
		})] : [],
		...allow !== void 0 && !isLike(allow) ? [violation("a base image is not allowed", {
			observed,
			expected: textOf(allow)
		})] : [],
		...options["require-digest"] === true && base.digest === void 0 ? [violation("the digest of a base image is not stated", { observed })] : [],
		...options["up-to-date"] === true ? judgeCurrent(base, facts) : []
	];
}
function judgeCurrent(base, { baseImages }) {
	const observed = baseText(base);
	if (base.digest === void 0 || base.tag === void 0) return [{
		code: "INCOMPLETE",
		message: `whether a base image is current cannot be told: it has ${base.tag === void 0 ? "no tag" : "no digest"}`,
		observed
	}];
	const now = baseImages.get(base.written) ?? baseImages.get(observed);
	if (now === void 0) return [{
		code: "INCOMPLETE",
		message: "what the tag of a base image names now was not asked",
		observed
	}];
	if (now.state === "unknown") return [{
		code: now.code,
		message: `what the tag of a base image names now: ${now.message}`,
		observed
	}];
	const { digest, below } = now.value;
	if (digest === base.digest || below.includes(base.digest)) return [];
	return [violation("a base image is not what its tag names now", {
		observed: `${observed}@${base.digest}`,
		expected: digest
	})];
}

// src/policy/checks/checks.ts
const actions = "github-actions";
const Workflow = string().regex(/^\.github\/workflows\/[^/]+\.ya?ml$/, { error: say("is not a workflow", "Write its path: .github/workflows/ci.yml.") });
const Checks = strict({
	required: array(union([Text.describe("The name of a check run."), strict({
		name: Text.describe("The name of a check run."),
		workflow: Workflow.describe("The workflow whose job it is.").optional()
	})])).min(1).describe("Check runs that must be there and have succeeded: [build, \"test / e2e\"].").optional(),
	workflow: Workflow.describe("The workflow whose jobs these are, where they do not say: .github/workflows/ci.yml. Each check run of github-actions needs one, as any workflow could make a check of its name.").optional(),
	app: union([literal(actions), whole(1)]).describe("Who made the check runs: github-actions, or the id of another app. Default: github-actions.").default(actions),
	statuses: array(union([Text.describe("The context of a commit status."), strict({
		context: Text.describe("The context of a commit status."),
		creator: Text.describe("The login of whoever must have set it.").optional()
	})])).min(1).describe("Commit statuses that must be success; anybody with write access can set one, so name the creator.").optional(),
	allow: array(_enum(["neutral", "skipped"])).min(1).describe("Conclusions that count besides success. Default: none.").optional()
}).refine(({ required, statuses }) => (required ?? statuses) !== void 0, { error: say("asks for nothing", "Name what must be green: { required: [build], workflow: .github/workflows/ci.yml }.") }).refine(({ app, workflow, required = [] }) => app !== actions || required.every((each) => (typeof each === "string" ? workflow : each.workflow ?? workflow) !== void 0), { error: say("does not say of which workflow the jobs are, and any workflow could make a check of that name", "Add workflow: .github/workflows/ci.yml; for another app give its id: app: 12345.") });
const checksCheck = defineCheck({
	name: "checks",
	title: "Checks and statuses of the commit that was built are green.",
	schema: Checks,
	about: "world",
	needs: ({ required, statuses }) => ({
		evidence: true,
		commit: {
			...needsNothing.commit,
			checks: required !== void 0,
			statuses: statuses !== void 0
		}
	}),
	judge(options, { commit }) {
		const help = "Wait until the checks of the commit are green, or run them again.";
		if (commit.state === "unknown") return stops([{
			code: commit.code,
			message: commit.message
		}], { help });
		const [first, ...rest] = [...judgeRuns(commit.value, options), ...judgeStatuses(commit.value, options)];
		const of = `commit ${commit.value.commit.slice(0, 12)}`;
		return first === void 0 ? passes(`${of} is green`) : stops([first, ...rest], { help });
	}
});
function judgeRuns({ checks }, options) {
	const { required = [], workflow, allow = [] } = options;
	if (required.length === 0) return [];
	if (checks.state === "unknown") return [{
		code: checks.code,
		message: `the checks of the commit are not known: ${checks.message}`
	}];
	const accepted = ["success", ...allow];
	return required.flatMap((each) => {
		const wanted = typeof each === "string" ? {
			name: each,
			workflow
		} : {
			name: each.name,
			workflow: each.workflow ?? workflow
		};
		const runs = checks.value.filter((run) => isMeant$1(run, wanted, options.app));
		if (runs.length === 0) {
			const others = checks.value.some(({ name }) => name === wanted.name);
			const message = `no check ${wanted.name}${wanted.workflow === void 0 ? "" : ` of ${wanted.workflow}`}`;
			return [others ? {
				code: "UNTRUSTED",
				message: `${message}; the one that is there is of another app or workflow`
			} : {
				code: "NO_EVIDENCE",
				message
			}];
		}
		return runs.flatMap((run) => judgeRun(run, accepted));
	});
}
function isMeant$1({ name, app, workflow }, wanted, wantedApp) {
	if (name !== wanted.name) return false;
	if (wantedApp !== actions) return app.id === wantedApp;
	return app.slug === actions && workflow !== void 0 && workflow === wanted.workflow;
}
function judgeRun({ name, status, conclusion }, accepted) {
	const expected = accepted.join(" or ");
	if (status !== "completed" || conclusion === void 0) return [{
		code: "INCOMPLETE",
		message: `the check ${name} is not done`,
		observed: status,
		expected
	}];
	if (accepted.includes(conclusion)) return [];
	return [violation(`the check ${name} is not green`, {
		observed: conclusion,
		expected
	})];
}
function judgeStatuses({ statuses }, options) {
	const wanted = options.statuses ?? [];
	if (wanted.length === 0) return [];
	if (statuses.state === "unknown") return [{
		code: statuses.code,
		message: `the statuses of the commit are not known: ${statuses.message}`
	}];
	return wanted.flatMap((each) => {
		const { context, creator } = typeof each === "string" ? {
			context: each,
			creator: void 0
		} : each;
		const named = statuses.value.filter((status) => status.context === context);
		const found = named.filter((status) => creator === void 0 || status.creator?.toLowerCase() === creator.toLowerCase());
		const who = creator === void 0 ? "" : ` by ${creator}`;
		if (found.length === 0) return [{
			code: named.length === 0 ? "NO_EVIDENCE" : "UNTRUSTED",
			message: `no status ${context}${who}`
		}];
		return found.flatMap(({ state }) => {
			if (state === "success") return [];
			const detail = {
				observed: state,
				expected: "success"
			};
			if (state === "pending") return [{
				code: "INCOMPLETE",
				message: `the status ${context} is pending`,
				...detail
			}];
			return [violation(`the status ${context} is not green`, detail)];
		});
	});
}

// src/policy/inventory.ts
const inventoryShape = {
	by: By.describe("Whose SBOM counts, or `local`. Default: every signer of trust.signers.").optional(),
	trust: literal("unsigned").describe("Takes unsigned SBOMs as well, which anybody who can push may have written.").optional()
};
function judgeInventory(request, judge) {
	const { options, facts, judging, words, takes = () => true } = request;
	const kind = ofKind("sbom");
	const want = {
		...kind,
		noun: "SBOM",
		read: (evidence) => kind.read(evidence).filter(({ sbom }) => takes(sbom)),
		by: options.by,
		trust: options.trust,
		covers: "platform",
		wantsAll: true
	};
	const judgement = weigh(choose(inspect(facts), want, judging), ({ counted, platform }) => {
		const weights = counted.map(({ evidence, part: { sbom } }) => {
			if (sbom.packages.length === 0) return { reasons: [{
				code: "INCOMPLETE",
				message: `the SBOM lists no packages: ${evidence.title}`
			}] };
			return judge({
				sbom,
				packages: sbom.packages,
				evidence,
				platform
			});
		});
		return {
			reasons: weights.flatMap(({ reasons }) => reasons),
			findings: weights.flatMap(({ findings = [] }) => findings)
		};
	}, {
		howTo: "Build with `sbom: true` and sign the index digest, or attest an SBOM for each platform.",
		...words
	});
	return judgement.evidence.some(({ trust }) => trust === "unsigned") ? {
		...judgement,
		note: [judgement.note, "by unsigned SBOMs"].filter(Boolean).join(", ")
	} : judgement;
}

// src/policy/checks/components.ts
const Component = strict({
	purl: Text.describe("A purl or a glob over purls: pkg:npm/event-stream, pkg:deb/debian/*. Either this or name.").transform(reading(parsePackagePattern)).optional(),
	name: TextCondition.describe("The package's name. Either this or purl.").optional(),
	version: TextCondition.describe("Its version: a text, or { semver: \"< 2\" } where its kind has such versions.").optional()
}).refine(({ purl, name }) => purl === void 0 !== (name === void 0), { error: say("names no component", "Write either purl or name: { purl: pkg:npm/event-stream }.") });
const componentsCheck = defineCheck({
	name: "components",
	title: "Packages that the image must not have, or must have, by its SBOMs.",
	schema: strict({
		...inventoryShape,
		deny: array(Component).min(1).describe("None of these is there.").optional(),
		require: array(Component).min(1).describe("Each of these is there.").optional(),
		"max-count": whole(1).describe("At most so many packages.").optional()
	}).refine((written) => (written.deny ?? written.require ?? written["max-count"]) !== void 0, { error: say("asks for nothing", "Name what to deny or to require: { deny: [{ purl: pkg:npm/event-stream }] }.") }),
	about: "world",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by?.names ?? [],
	judge(options, facts, judging) {
		const { deny = [], require = [], "max-count": most } = options;
		return judgeInventory({
			options,
			facts,
			judging,
			words: {
				note: "no denied package",
				help: "Build the image with the packages that the policy allows, or add a waiver with an expiry."
			}
		}, (item) => {
			const denied = deny.map((component) => judgeDenied(component, item, judging));
			const { packages } = item;
			const tooMany = most !== void 0 && packages.length > most;
			return {
				reasons: [
					...denied.flatMap(({ reasons }) => reasons),
					...require.flatMap((component) => judgeRequired(component, packages)),
					...tooMany ? [violation("too many packages", {
						observed: String(packages.length),
						expected: `<= ${most}`
					})] : []
				],
				findings: denied.flatMap(({ findings }) => findings)
			};
		});
	}
});
function judgeDenied(component, { packages, platform }, judging) {
	const found = packages.flatMap((each) => {
		const answer = matches(component, each);
		if (answer === false) return [];
		const finding = findingOf$1(each, platform);
		const waiver = judging.waiverFor(finding);
		const removal = waiver === void 0 ? {} : {
			removedBy: "waiver",
			removal: waiver
		};
		return [{
			finding: {
				...finding,
				...removal
			},
			isCertain: answer === true
		}];
	});
	const findings = found.map(({ finding }) => finding);
	const counting = found.filter(({ finding }) => finding.removedBy === void 0);
	const certain = counting.filter(({ isCertain }) => isCertain);
	const expected = `not ${componentText(component)}`;
	const names = (list) => [...new Set(list.map(({ finding }) => findingText(finding)))].slice(0, 5).join(", ");
	if (certain.length > 0) return {
		findings,
		reasons: [violation("a denied package is there", {
			observed: names(certain),
			expected
		})]
	};
	if (counting.length === 0) return {
		findings,
		reasons: []
	};
	return {
		findings,
		reasons: [{
			code: "INCOMPLETE",
			message: "whether a package is denied cannot be told from its version",
			observed: names(counting),
			expected
		}]
	};
}
function judgeRequired(component, packages) {
	const answers = packages.map((each) => matches(component, each));
	if (answers.includes(true)) return [];
	const expected = componentText(component);
	if (!answers.includes(void 0)) return [violation("a required package is not there", { expected })];
	return [{
		code: "INCOMPLETE",
		message: "whether a required package is there cannot be told from its version",
		expected
	}];
}
function matches({ purl, name, version }, found) {
	if (purl !== void 0 && !purl.matches(found)) return false;
	if (name !== void 0 && name.holds(found.name) !== true) return name.holds(found.name);
	if (version === void 0) return true;
	if (found.version === void 0) return void 0;
	if (version.semver === true && !versionsAreSemver(found)) return void 0;
	return version.holds(found.version);
}
const otherVersions = /* @__PURE__ */ new Set([
	"deb",
	"rpm",
	"apk",
	"alpm",
	"maven",
	"jar",
	"gem",
	"pypi",
	"python",
	"portage"
]);
function versionsAreSemver({ type, purl }) {
	return ![type?.toLowerCase(), purlType(purl)].some((kind) => kind !== void 0 && otherVersions.has(kind));
}
function componentText({ purl, name, version }) {
	const text = purl?.text ?? name?.text ?? "";
	return version === void 0 ? text : `${text}, version ${version.text}`;
}
function findingOf$1({ name, version, purl }, platform) {
	return {
		...platform !== void 0 && { platform },
		package: {
			name,
			...version !== void 0 && { version },
			...purl !== void 0 && { purl }
		}
	};
}
function findingText({ package: found }) {
	return found === void 0 ? "" : [found.name, found.version].filter((text) => text !== void 0).join(" ");
}

// src/policy/checks/config.ts
const configCheck = defineCheck({
	name: "config",
	title: "How a container of the image runs: user, ports, environment, volumes, entrypoint, health check.",
	schema: strict({
		user: TextCondition.describe("The user, without a group; empty is root, and so is 0.").optional(),
		ports: setCondition(portText).describe("The exposed ports: 8080/tcp; without a protocol tcp.").optional(),
		env: setCondition().describe("The names of environment variables; values are never read.").optional(),
		volumes: setCondition().describe("The paths of volumes.").optional(),
		entrypoint: TextCondition.describe("The words of the entrypoint with a space between.").optional(),
		healthcheck: boolean().describe("Whether there must be a health check, or must be none.").optional()
	}).refine((written) => Object.values(written).some((value) => value !== void 0), { error: say("is empty", "Name what to look at: { user: { not-one-of: ['', root, '0'] } }.") }),
	about: "image",
	needs: () => ({ configs: true }),
	judge({ user, ports, env, volumes, entrypoint, healthcheck }, facts) {
		const reasons = onEachConfig(facts, (config, platform) => [
			...user ? userReasons(user, config.user, platform) : [],
			...ports ? setReasons(ports, config.exposedPorts.map(portText), {
				what: "the ports",
				platform
			}) : [],
			...env ? setReasons(env, config.env, {
				what: "the environment variables",
				platform
			}) : [],
			...volumes ? setReasons(volumes, config.volumes, {
				what: "the volumes",
				platform
			}) : [],
			...entrypoint ? entrypointReasons(entrypoint, config.entrypoint, platform) : [],
			...healthReasons(healthcheck, config.healthcheck !== void 0, platform)
		]);
		return concluded(reasons, {
			note: platformsText(facts),
			help: "Change the Dockerfile, and build and push the image again."
		});
	}
});
function portText(written) {
	return written.includes("/") ? written.toLowerCase() : `${written}/tcp`;
}
const rootNames = [
	"",
	"root",
	"0"
];
const nobody = "\0";
function userReasons(condition, written, platform) {
	const holds = allowsUser(condition, userText(written));
	if (holds === true) return [];
	const compared = {
		platform,
		observed: JSON.stringify(written),
		expected: condition.text
	};
	return holds === void 0 ? [{
		code: "INCOMPLETE",
		message: "the user cannot be compared with that",
		...compared
	}] : [violation("it runs as a user that is not allowed", compared)];
}
function userText(written) {
	const user = written.split(":", 1).join("");
	return /^[+-]?\d{1,20}$/.test(user) ? String(BigInt(user)) : user;
}
function allowsUser(condition, user) {
	const holds = condition.holds(user);
	const isRoot = rootNames.some((name) => name === user);
	if (holds !== true || !isRoot || condition.holds(nobody) !== true) return holds;
	return rootNames.every((name) => condition.holds(name) === true);
}
function entrypointReasons(condition, words, platform) {
	const entrypoint = words.join(" ");
	const holds = condition.holds(entrypoint);
	if (holds === true) return [];
	const compared = {
		platform,
		observed: entrypoint,
		expected: condition.text
	};
	return holds === void 0 ? [{
		code: "INCOMPLETE",
		message: "the entrypoint cannot be compared with that",
		...compared
	}] : [violation("the entrypoint is not allowed", compared)];
}
function healthReasons(wanted, isThere, platform) {
	if (wanted === void 0 || wanted === isThere) return [];
	return [violation(wanted ? "it has no health check" : "it has a health check", { platform })];
}

// src/policy/checks/labels.ts
const labelsCheck = defineCheck({
	name: "labels",
	title: "Labels of the image config, each on every platform the same.",
	schema: StatedValues,
	about: "image",
	needs: () => ({ configs: true }),
	judge(wanted, facts, judging) {
		const unread = onEachPlatform(facts, ({ config }, platform) => config.state === "known" ? [] : [{
			code: config.code,
			message: config.message,
			platform
		}]);
		const stated = facts.platforms.flatMap((platform) => platform.config.state === "known" ? [{
			platform: platformName(platform),
			values: platform.config.value.labels
		}] : []);
		return judgeStated(wanted, stated, {
			what: "label",
			judging,
			unread
		});
	}
});

// node_modules/spdx-license-ids/index.json
var require_spdx_license_ids = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"0BSD",
		"3D-Slicer-1.0",
		"AAL",
		"ADSL",
		"AFL-1.1",
		"AFL-1.2",
		"AFL-2.0",
		"AFL-2.1",
		"AFL-3.0",
		"AGPL-1.0-only",
		"AGPL-1.0-or-later",
		"AGPL-3.0-only",
		"AGPL-3.0-or-later",
		"ALGLIB-Documentation",
		"AMD-newlib",
		"AMDPLPA",
		"AML",
		"AML-glslang",
		"AMPAS",
		"ANTLR-PD",
		"ANTLR-PD-fallback",
		"APAFML",
		"APL-1.0",
		"APSL-1.0",
		"APSL-1.1",
		"APSL-1.2",
		"APSL-2.0",
		"ASWF-Digital-Assets-1.0",
		"ASWF-Digital-Assets-1.1",
		"Abstyles",
		"AdaCore-doc",
		"Adobe-2006",
		"Adobe-Display-PostScript",
		"Adobe-Glyph",
		"Adobe-Utopia",
		"Advanced-Cryptics-Dictionary",
		"Afmparse",
		"Aladdin",
		"Apache-1.0",
		"Apache-1.1",
		"Apache-2.0",
		"App-s2p",
		"Arphic-1999",
		"Artistic-1.0",
		"Artistic-1.0-Perl",
		"Artistic-1.0-cl8",
		"Artistic-2.0",
		"Artistic-dist",
		"Aspell-RU",
		"BOLA-1.1",
		"BSD-1-Clause",
		"BSD-2-Clause",
		"BSD-2-Clause-Darwin",
		"BSD-2-Clause-Patent",
		"BSD-2-Clause-Views",
		"BSD-2-Clause-first-lines",
		"BSD-2-Clause-pkgconf-disclaimer",
		"BSD-2-Clause-pos-unchanged",
		"BSD-3-Clause",
		"BSD-3-Clause-Attribution",
		"BSD-3-Clause-Clear",
		"BSD-3-Clause-HP",
		"BSD-3-Clause-LBNL",
		"BSD-3-Clause-Modification",
		"BSD-3-Clause-No-Military-License",
		"BSD-3-Clause-No-Nuclear-License",
		"BSD-3-Clause-No-Nuclear-License-2014",
		"BSD-3-Clause-No-Nuclear-Warranty",
		"BSD-3-Clause-Open-MPI",
		"BSD-3-Clause-OpenWebUI",
		"BSD-3-Clause-Sun",
		"BSD-3-Clause-Tso",
		"BSD-3-Clause-acpica",
		"BSD-3-Clause-flex",
		"BSD-4-Clause",
		"BSD-4-Clause-Shortened",
		"BSD-4-Clause-UC",
		"BSD-4.3RENO",
		"BSD-4.3TAHOE",
		"BSD-Advertising-Acknowledgement",
		"BSD-Attribution-HPND-disclaimer",
		"BSD-Inferno-Nettverk",
		"BSD-Mark-Modifications",
		"BSD-Protection",
		"BSD-Source-Code",
		"BSD-Source-Code-no-disclaimer",
		"BSD-Source-alt-GPL",
		"BSD-Source-beginning-file",
		"BSD-Systemics",
		"BSD-Systemics-W3Works",
		"BSD-ask-to-endorse",
		"BSL-1.0",
		"BUSL-1.1",
		"Baekmuk",
		"Bahyph",
		"Barr",
		"Beerware",
		"BitTorrent-1.0",
		"BitTorrent-1.1",
		"Bitstream-Charter",
		"Bitstream-Vera",
		"BlueOak-1.0.0",
		"Boehm-GC",
		"Boehm-GC-without-fee",
		"Borceux",
		"Brian-Gladman-2-Clause",
		"Brian-Gladman-3-Clause",
		"Brian-Gladman-3-Clause-no-conversion",
		"Buddy",
		"Bugroff",
		"C-UDA-1.0",
		"CAL-1.0",
		"CAL-1.0-Combined-Work-Exception",
		"CAPEC-tou",
		"CATOSL-1.1",
		"CC-BY-1.0",
		"CC-BY-2.0",
		"CC-BY-2.5",
		"CC-BY-2.5-AU",
		"CC-BY-3.0",
		"CC-BY-3.0-AT",
		"CC-BY-3.0-AU",
		"CC-BY-3.0-DE",
		"CC-BY-3.0-IGO",
		"CC-BY-3.0-NL",
		"CC-BY-3.0-US",
		"CC-BY-4.0",
		"CC-BY-NC-1.0",
		"CC-BY-NC-2.0",
		"CC-BY-NC-2.5",
		"CC-BY-NC-3.0",
		"CC-BY-NC-3.0-DE",
		"CC-BY-NC-3.0-IGO",
		"CC-BY-NC-4.0",
		"CC-BY-NC-ND-1.0",
		"CC-BY-NC-ND-2.0",
		"CC-BY-NC-ND-2.5",
		"CC-BY-NC-ND-3.0",
		"CC-BY-NC-ND-3.0-DE",
		"CC-BY-NC-ND-3.0-IGO",
		"CC-BY-NC-ND-4.0",
		"CC-BY-NC-SA-1.0",
		"CC-BY-NC-SA-2.0",
		"CC-BY-NC-SA-2.0-DE",
		"CC-BY-NC-SA-2.0-FR",
		"CC-BY-NC-SA-2.0-UK",
		"CC-BY-NC-SA-2.5",
		"CC-BY-NC-SA-3.0",
		"CC-BY-NC-SA-3.0-DE",
		"CC-BY-NC-SA-3.0-IGO",
		"CC-BY-NC-SA-4.0",
		"CC-BY-ND-1.0",
		"CC-BY-ND-2.0",
		"CC-BY-ND-2.5",
		"CC-BY-ND-3.0",
		"CC-BY-ND-3.0-DE",
		"CC-BY-ND-4.0",
		"CC-BY-SA-1.0",
		"CC-BY-SA-2.0",
		"CC-BY-SA-2.0-UK",
		"CC-BY-SA-2.1-JP",
		"CC-BY-SA-2.5",
		"CC-BY-SA-3.0",
		"CC-BY-SA-3.0-AT",
		"CC-BY-SA-3.0-DE",
		"CC-BY-SA-3.0-IGO",
		"CC-BY-SA-4.0",
		"CC-PDDC",
		"CC-PDM-1.0",
		"CC-SA-1.0",
		"CC0-1.0",
		"CDDL-1.0",
		"CDDL-1.1",
		"CDL-1.0",
		"CDLA-Permissive-1.0",
		"CDLA-Permissive-2.0",
		"CDLA-Sharing-1.0",
		"CECILL-1.0",
		"CECILL-1.1",
		"CECILL-2.0",
		"CECILL-2.1",
		"CECILL-B",
		"CECILL-C",
		"CERN-OHL-1.1",
		"CERN-OHL-1.2",
		"CERN-OHL-P-2.0",
		"CERN-OHL-S-2.0",
		"CERN-OHL-W-2.0",
		"CFITSIO",
		"CMU-Mach",
		"CMU-Mach-nodoc",
		"CNRI-Jython",
		"CNRI-Python",
		"CNRI-Python-GPL-Compatible",
		"COIL-1.0",
		"CPAL-1.0",
		"CPL-1.0",
		"CPOL-1.02",
		"CUA-OPL-1.0",
		"Caldera",
		"Caldera-no-preamble",
		"Catharon",
		"ClArtistic",
		"Clips",
		"Community-Spec-1.0",
		"Condor-1.1",
		"Cornell-Lossless-JPEG",
		"Cronyx",
		"Crossword",
		"CryptoSwift",
		"CrystalStacker",
		"Cube",
		"D-FSL-1.0",
		"DEC-3-Clause",
		"DL-DE-BY-2.0",
		"DL-DE-ZERO-2.0",
		"DOC",
		"DRL-1.0",
		"DRL-1.1",
		"DSDP",
		"DocBook-DTD",
		"DocBook-Schema",
		"DocBook-Stylesheet",
		"DocBook-XML",
		"Dotseqn",
		"ECL-1.0",
		"ECL-2.0",
		"EFL-1.0",
		"EFL-2.0",
		"EPICS",
		"EPL-1.0",
		"EPL-2.0",
		"ESA-PL-permissive-2.4",
		"ESA-PL-strong-copyleft-2.4",
		"ESA-PL-weak-copyleft-2.4",
		"EUDatagrid",
		"EUPL-1.0",
		"EUPL-1.1",
		"EUPL-1.2",
		"Elastic-2.0",
		"Entessa",
		"ErlPL-1.1",
		"Eurosym",
		"FBM",
		"FDK-AAC",
		"FDK-MPEG-H",
		"FSFAP",
		"FSFAP-no-warranty-disclaimer",
		"FSFUL",
		"FSFULLR",
		"FSFULLRSD",
		"FSFULLRWD",
		"FSL-1.1-ALv2",
		"FSL-1.1-MIT",
		"FTL",
		"Fair",
		"Ferguson-Twofish",
		"Frameworx-1.0",
		"FreeBSD-DOC",
		"FreeImage",
		"Furuseth",
		"GCR-docs",
		"GD",
		"GFDL-1.1-invariants-only",
		"GFDL-1.1-invariants-or-later",
		"GFDL-1.1-no-invariants-only",
		"GFDL-1.1-no-invariants-or-later",
		"GFDL-1.1-only",
		"GFDL-1.1-or-later",
		"GFDL-1.2-invariants-only",
		"GFDL-1.2-invariants-or-later",
		"GFDL-1.2-no-invariants-only",
		"GFDL-1.2-no-invariants-or-later",
		"GFDL-1.2-only",
		"GFDL-1.2-or-later",
		"GFDL-1.3-invariants-only",
		"GFDL-1.3-invariants-or-later",
		"GFDL-1.3-no-invariants-only",
		"GFDL-1.3-no-invariants-or-later",
		"GFDL-1.3-only",
		"GFDL-1.3-or-later",
		"GL2PS",
		"GLWTPL",
		"GPL-1.0-only",
		"GPL-1.0-or-later",
		"GPL-2.0-only",
		"GPL-2.0-or-later",
		"GPL-3.0-only",
		"GPL-3.0-or-later",
		"Game-Programming-Gems",
		"Giftware",
		"Glide",
		"Glulxe",
		"Graphics-Gems",
		"Gutmann",
		"HDF5",
		"HIDAPI",
		"HP-1986",
		"HP-1989",
		"HPND",
		"HPND-DEC",
		"HPND-Fenneberg-Livingston",
		"HPND-INRIA-IMAG",
		"HPND-Intel",
		"HPND-Kevlin-Henney",
		"HPND-MIT-disclaimer",
		"HPND-Markus-Kuhn",
		"HPND-Netrek",
		"HPND-Pbmplus",
		"HPND-SMC",
		"HPND-UC",
		"HPND-UC-export-US",
		"HPND-doc",
		"HPND-doc-sell",
		"HPND-export-US",
		"HPND-export-US-acknowledgement",
		"HPND-export-US-modify",
		"HPND-export2-US",
		"HPND-merchantability-variant",
		"HPND-sell-MIT-disclaimer-xserver",
		"HPND-sell-regexpr",
		"HPND-sell-variant",
		"HPND-sell-variant-MIT-disclaimer",
		"HPND-sell-variant-MIT-disclaimer-rev",
		"HPND-sell-variant-critical-systems",
		"HTMLTIDY",
		"HaskellReport",
		"Hippocratic-2.1",
		"Hippocratic-3.0-core",
		"IBM-pibs",
		"ICU",
		"IEC-Code-Components-EULA",
		"IJG",
		"IJG-short",
		"IPA",
		"IPL-1.0",
		"ISC",
		"ISC-Veillard",
		"ISO-permission",
		"ImageMagick",
		"Imlib2",
		"Info-ZIP",
		"Informatica",
		"Inner-Net-2.0",
		"InnoSetup",
		"Intel",
		"Intel-ACPI",
		"Interbase-1.0",
		"JPL-image",
		"JPNIC",
		"JSON",
		"Jam",
		"JasPer-2.0",
		"Kastrup",
		"Kazlib",
		"Knuth-CTAN",
		"LAL-1.2",
		"LAL-1.3",
		"LGPL-2.0-only",
		"LGPL-2.0-or-later",
		"LGPL-2.1-only",
		"LGPL-2.1-or-later",
		"LGPL-3.0-only",
		"LGPL-3.0-or-later",
		"LGPLLR",
		"LOOP",
		"LPD-document",
		"LPL-1.0",
		"LPL-1.02",
		"LPPL-1.0",
		"LPPL-1.1",
		"LPPL-1.2",
		"LPPL-1.3a",
		"LPPL-1.3c",
		"LZMA-SDK-9.11-to-9.20",
		"LZMA-SDK-9.22",
		"Latex2e",
		"Latex2e-translated-notice",
		"Leptonica",
		"LiLiQ-P-1.1",
		"LiLiQ-R-1.1",
		"LiLiQ-Rplus-1.1",
		"Libpng",
		"Linux-OpenIB",
		"Linux-man-pages-1-para",
		"Linux-man-pages-copyleft",
		"Linux-man-pages-copyleft-2-para",
		"Linux-man-pages-copyleft-var",
		"Lucida-Bitmap-Fonts",
		"MIPS",
		"MIT",
		"MIT-0",
		"MIT-CMU",
		"MIT-Click",
		"MIT-Festival",
		"MIT-Khronos-old",
		"MIT-Modern-Variant",
		"MIT-STK",
		"MIT-Wu",
		"MIT-advertising",
		"MIT-enna",
		"MIT-feh",
		"MIT-open-group",
		"MIT-testregex",
		"MITNFA",
		"MMIXware",
		"MMPL-1.0.1",
		"MPEG-SSG",
		"MPL-1.0",
		"MPL-1.1",
		"MPL-2.0",
		"MPL-2.0-no-copyleft-exception",
		"MS-LPL",
		"MS-PL",
		"MS-RL",
		"MTLL",
		"MVT-1.1",
		"Mackerras-3-Clause",
		"Mackerras-3-Clause-acknowledgment",
		"MakeIndex",
		"Martin-Birgmeier",
		"McPhee-slideshow",
		"Minpack",
		"MirOS",
		"Motosoto",
		"MulanPSL-1.0",
		"MulanPSL-2.0",
		"Multics",
		"Mup",
		"NAIST-2003",
		"NASA-1.3",
		"NBPL-1.0",
		"NCBI-PD",
		"NCGL-UK-2.0",
		"NCL",
		"NCSA",
		"NGPL",
		"NICTA-1.0",
		"NIST-PD",
		"NIST-PD-TNT",
		"NIST-PD-fallback",
		"NIST-Software",
		"NLOD-1.0",
		"NLOD-2.0",
		"NLPL",
		"NOSL",
		"NPL-1.0",
		"NPL-1.1",
		"NPOSL-3.0",
		"NRL",
		"NTIA-PD",
		"NTP",
		"NTP-0",
		"Naumen",
		"NetCDF",
		"Newsletr",
		"Nokia",
		"Noweb",
		"O-UDA-1.0",
		"OAR",
		"OCCT-PL",
		"OCLC-2.0",
		"ODC-By-1.0",
		"ODbL-1.0",
		"OFFIS",
		"OFL-1.0",
		"OFL-1.0-RFN",
		"OFL-1.0-no-RFN",
		"OFL-1.1",
		"OFL-1.1-RFN",
		"OFL-1.1-no-RFN",
		"OGC-1.0",
		"OGDL-Taiwan-1.0",
		"OGL-Canada-2.0",
		"OGL-UK-1.0",
		"OGL-UK-2.0",
		"OGL-UK-3.0",
		"OGTSL",
		"OLDAP-1.1",
		"OLDAP-1.2",
		"OLDAP-1.3",
		"OLDAP-1.4",
		"OLDAP-2.0",
		"OLDAP-2.0.1",
		"OLDAP-2.1",
		"OLDAP-2.2",
		"OLDAP-2.2.1",
		"OLDAP-2.2.2",
		"OLDAP-2.3",
		"OLDAP-2.4",
		"OLDAP-2.5",
		"OLDAP-2.6",
		"OLDAP-2.7",
		"OLDAP-2.8",
		"OLFL-1.3",
		"OML",
		"OPL-1.0",
		"OPL-UK-3.0",
		"OPUBL-1.0",
		"OSC-1.0",
		"OSET-PL-2.1",
		"OSL-1.0",
		"OSL-1.1",
		"OSL-2.0",
		"OSL-2.1",
		"OSL-3.0",
		"OSSP",
		"OpenMDW-1.0",
		"OpenPBS-2.3",
		"OpenSSL",
		"OpenSSL-standalone",
		"OpenVision",
		"PADL",
		"PDDL-1.0",
		"PHP-3.0",
		"PHP-3.01",
		"PPL",
		"PSF-2.0",
		"ParaType-Free-Font-1.3",
		"Parity-6.0.0",
		"Parity-7.0.0",
		"Pixar",
		"Plexus",
		"PolyForm-Noncommercial-1.0.0",
		"PolyForm-Small-Business-1.0.0",
		"PostgreSQL",
		"Python-2.0",
		"Python-2.0.1",
		"QPL-1.0",
		"QPL-1.0-INRIA-2004",
		"Qhull",
		"RHeCos-1.1",
		"RPL-1.1",
		"RPL-1.5",
		"RPSL-1.0",
		"RSA-MD",
		"RSCPL",
		"Rdisc",
		"Ruby",
		"Ruby-pty",
		"SAX-PD",
		"SAX-PD-2.0",
		"SCEA",
		"SGI-B-1.0",
		"SGI-B-1.1",
		"SGI-B-2.0",
		"SGI-OpenGL",
		"SGMLUG-PM",
		"SGP4",
		"SHL-0.5",
		"SHL-0.51",
		"SISSL",
		"SISSL-1.2",
		"SL",
		"SMAIL-GPL",
		"SMLNJ",
		"SMPPL",
		"SNIA",
		"SOFA",
		"SPL-1.0",
		"SSH-OpenSSH",
		"SSH-short",
		"SSLeay-standalone",
		"SSPL-1.0",
		"SUL-1.0",
		"SWL",
		"Saxpath",
		"SchemeReport",
		"Sendmail",
		"Sendmail-8.23",
		"Sendmail-Open-Source-1.1",
		"SimPL-2.0",
		"Sleepycat",
		"Soundex",
		"Spencer-86",
		"Spencer-94",
		"Spencer-99",
		"SugarCRM-1.1.3",
		"Sun-PPP",
		"Sun-PPP-2000",
		"SunPro",
		"Symlinks",
		"TAPR-OHL-1.0",
		"TCL",
		"TCP-wrappers",
		"TGPPL-1.0",
		"TMate",
		"TORQUE-1.1",
		"TOSL",
		"TPDL",
		"TPL-1.0",
		"TTWL",
		"TTYP0",
		"TU-Berlin-1.0",
		"TU-Berlin-2.0",
		"TekHVC",
		"TermReadKey",
		"ThirdEye",
		"TrustedQSL",
		"UCAR",
		"UCL-1.0",
		"UMich-Merit",
		"UPL-1.0",
		"URT-RLE",
		"Ubuntu-font-1.0",
		"UnRAR",
		"Unicode-3.0",
		"Unicode-DFS-2015",
		"Unicode-DFS-2016",
		"Unicode-TOU",
		"UnixCrypt",
		"Unlicense",
		"Unlicense-libtelnet",
		"Unlicense-libwhirlpool",
		"VOSTROM",
		"VSL-1.0",
		"Vim",
		"Vixie-Cron",
		"W3C",
		"W3C-19980720",
		"W3C-20150513",
		"WTFNMFPL",
		"WTFPL",
		"Watcom-1.0",
		"Widget-Workshop",
		"WordNet",
		"Wsuipa",
		"X11",
		"X11-distribute-modifications-variant",
		"X11-no-permit-persons",
		"X11-swapped",
		"XFree86-1.1",
		"XSkat",
		"Xdebug-1.03",
		"Xerox",
		"Xfig",
		"Xnet",
		"YPL-1.0",
		"YPL-1.1",
		"ZPL-1.1",
		"ZPL-2.0",
		"ZPL-2.1",
		"Zed",
		"Zeeff",
		"Zend-2.0",
		"Zimbra-1.3",
		"Zimbra-1.4",
		"Zlib",
		"any-OSI",
		"any-OSI-perl-modules",
		"atc-game",
		"bcrypt-Solar-Designer",
		"blessing",
		"bzip2-1.0.6",
		"check-cvs",
		"checkmk",
		"copyleft-next-0.3.0",
		"copyleft-next-0.3.1",
		"curl",
		"cve-tou",
		"diffmark",
		"dtoa",
		"dvipdfm",
		"eGenix",
		"etalab-2.0",
		"fwlw",
		"gSOAP-1.3b",
		"generic-xts",
		"gnuplot",
		"gtkbook",
		"hdparm",
		"hyphen-bulgarian",
		"iMatix",
		"jove",
		"libpng-1.6.35",
		"libpng-2.0",
		"libselinux-1.0",
		"libtiff",
		"libutil-David-Nugent",
		"lsof",
		"magaz",
		"mailprio",
		"man2html",
		"metamail",
		"mpi-permissive",
		"mpich2",
		"mplus",
		"ngrep",
		"pkgconf",
		"pnmstitch",
		"psfrag",
		"psutils",
		"python-ldap",
		"radvd",
		"snprintf",
		"softSurfer",
		"ssh-keyscan",
		"swrule",
		"threeparttable",
		"ulem",
		"w3m",
		"wwl",
		"xinetd",
		"xkeyboard-config-Zinoviev",
		"xlock",
		"xpp",
		"xzoom",
		"zlib-acknowledgement"
	];
}));

// node_modules/spdx-license-ids/deprecated.json
var require_deprecated = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"AGPL-1.0",
		"AGPL-3.0",
		"BSD-2-Clause-FreeBSD",
		"BSD-2-Clause-NetBSD",
		"GFDL-1.1",
		"GFDL-1.2",
		"GFDL-1.3",
		"GPL-1.0",
		"GPL-2.0",
		"GPL-2.0-with-GCC-exception",
		"GPL-2.0-with-autoconf-exception",
		"GPL-2.0-with-bison-exception",
		"GPL-2.0-with-classpath-exception",
		"GPL-2.0-with-font-exception",
		"GPL-3.0",
		"GPL-3.0-with-GCC-exception",
		"GPL-3.0-with-autoconf-exception",
		"LGPL-2.0",
		"LGPL-2.1",
		"LGPL-3.0",
		"Net-SNMP",
		"Nunit",
		"StandardML-NJ",
		"bzip2-1.0.5",
		"eCos-2.0",
		"wxWindows"
	];
}));

// node_modules/spdx-exceptions/index.json
var require_spdx_exceptions = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"389-exception",
		"Asterisk-exception",
		"Autoconf-exception-2.0",
		"Autoconf-exception-3.0",
		"Autoconf-exception-generic",
		"Autoconf-exception-generic-3.0",
		"Autoconf-exception-macro",
		"Bison-exception-1.24",
		"Bison-exception-2.2",
		"Bootloader-exception",
		"Classpath-exception-2.0",
		"CLISP-exception-2.0",
		"cryptsetup-OpenSSL-exception",
		"DigiRule-FOSS-exception",
		"eCos-exception-2.0",
		"Fawkes-Runtime-exception",
		"FLTK-exception",
		"fmt-exception",
		"Font-exception-2.0",
		"freertos-exception-2.0",
		"GCC-exception-2.0",
		"GCC-exception-2.0-note",
		"GCC-exception-3.1",
		"Gmsh-exception",
		"GNAT-exception",
		"GNOME-examples-exception",
		"GNU-compiler-exception",
		"gnu-javamail-exception",
		"GPL-3.0-interface-exception",
		"GPL-3.0-linking-exception",
		"GPL-3.0-linking-source-exception",
		"GPL-CC-1.0",
		"GStreamer-exception-2005",
		"GStreamer-exception-2008",
		"i2p-gpl-java-exception",
		"KiCad-libraries-exception",
		"LGPL-3.0-linking-exception",
		"libpri-OpenH323-exception",
		"Libtool-exception",
		"Linux-syscall-note",
		"LLGPL",
		"LLVM-exception",
		"LZMA-exception",
		"mif-exception",
		"OCaml-LGPL-linking-exception",
		"OCCT-exception-1.0",
		"OpenJDK-assembly-exception-1.0",
		"openvpn-openssl-exception",
		"PS-or-PDF-font-exception-20170817",
		"QPL-1.0-INRIA-2004-exception",
		"Qt-GPL-exception-1.0",
		"Qt-LGPL-exception-1.1",
		"Qwt-exception-1.0",
		"SANE-exception",
		"SHL-2.0",
		"SHL-2.1",
		"stunnel-exception",
		"SWI-exception",
		"Swift-exception",
		"Texinfo-exception",
		"u-boot-exception-2.0",
		"UBDL-exception",
		"Universal-FOSS-exception-1.0",
		"vsftpd-openssl-exception",
		"WxWindows-exception-3.1",
		"x11vnc-openssl-exception"
	];
}));

// node_modules/spdx-expression-parse/scan.js
var require_scan = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	var licenses = [].concat(require_spdx_license_ids()).concat(require_deprecated());
	var exceptions = require_spdx_exceptions();
	module.exports = function(source) {
		var index = 0;
		function hasMore() {
			return index < source.length;
		}
		function read(value) {
			if (value instanceof RegExp) {
				var match = source.slice(index).match(value);
				if (match) {
					index += match[0].length;
					return match[0];
				}
			} else if (source.indexOf(value, index) === index) {
				index += value.length;
				return value;
			}
		}
		function skipWhitespace() {
			read(/[ ]*/);
		}
		function operator() {
			var string;
			var possibilities = [
				/^WITH/i,
				/^AND/i,
				/^OR/i,
				"(",
				")",
				":",
				"+"
			];
			for (var i = 0; i < possibilities.length; i++) {
				string = read(possibilities[i]);
				if (string) break;
			}
			if (string === "+" && index > 1 && source[index - 2] === " ") throw new Error("Space before `+`");
			return string && {
				type: "OPERATOR",
				string: string.toUpperCase()
			};
		}
		function idstring() {
			return read(/[A-Za-z0-9-.]+/);
		}
		function expectIdstring() {
			var string = idstring();
			if (!string) throw new Error("Expected idstring at offset " + index);
			return string;
		}
		function documentRef() {
			if (read("DocumentRef-")) return {
				type: "DOCUMENTREF",
				string: expectIdstring()
			};
		}
		function licenseRef() {
			if (read("LicenseRef-")) return {
				type: "LICENSEREF",
				string: expectIdstring()
			};
		}
		function identifier() {
			var begin = index;
			var string = idstring();
			if (licenses.indexOf(string) !== -1) return {
				type: "LICENSE",
				string
			};
			else if (exceptions.indexOf(string) !== -1) return {
				type: "EXCEPTION",
				string
			};
			index = begin;
		}
		function parseToken() {
			return operator() || documentRef() || licenseRef() || identifier();
		}
		var tokens = [];
		while (hasMore()) {
			skipWhitespace();
			if (!hasMore()) break;
			var token = parseToken();
			if (!token) throw new Error("Unexpected `" + source[index] + "` at offset " + index);
			tokens.push(token);
		}
		return tokens;
	};
}));

// node_modules/spdx-expression-parse/parse.js
var require_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = function(tokens) {
		var index = 0;
		function hasMore() {
			return index < tokens.length;
		}
		function token() {
			return hasMore() ? tokens[index] : null;
		}
		function next() {
			if (!hasMore()) throw new Error();
			index++;
		}
		function parseOperator(operator) {
			var t = token();
			if (t && t.type === "OPERATOR" && operator === t.string) {
				next();
				return t.string;
			}
		}
		function parseWith() {
			if (parseOperator("WITH")) {
				var t = token();
				if (t && t.type === "EXCEPTION") {
					next();
					return t.string;
				}
				throw new Error("Expected exception after `WITH`");
			}
		}
		function parseLicenseRef() {
			var begin = index;
			var string = "";
			var t = token();
			if (t.type === "DOCUMENTREF") {
				next();
				string += "DocumentRef-" + t.string + ":";
				if (!parseOperator(":")) throw new Error("Expected `:` after `DocumentRef-...`");
			}
			t = token();
			if (t === null) throw new Error("Unexpected end of input");
			if (t.type === "LICENSEREF") {
				next();
				string += "LicenseRef-" + t.string;
				var node = { license: string };
				var exception = parseWith();
				if (exception) node.exception = exception;
				return node;
			}
			index = begin;
		}
		function parseLicense() {
			var t = token();
			if (t && t.type === "LICENSE") {
				next();
				var node = { license: t.string };
				if (parseOperator("+")) node.plus = true;
				var exception = parseWith();
				if (exception) node.exception = exception;
				return node;
			}
		}
		function parseParenthesizedExpression() {
			if (!parseOperator("(")) return;
			var expr = parseExpression();
			if (!parseOperator(")")) throw new Error("Expected `)`");
			return expr;
		}
		function parseAtom() {
			return parseParenthesizedExpression() || parseLicenseRef() || parseLicense();
		}
		function makeBinaryOpParser(operator, nextParser) {
			return function parseBinaryOp() {
				var left = nextParser();
				if (!left) return;
				if (!parseOperator(operator)) return left;
				var right = parseBinaryOp();
				if (!right) throw new Error("Expected expression");
				return {
					left,
					conjunction: operator.toLowerCase(),
					right
				};
			};
		}
		var parseExpression = makeBinaryOpParser("OR", makeBinaryOpParser("AND", parseAtom));
		var node = parseExpression();
		if (!node || hasMore()) throw new Error("Syntax error");
		return node;
	};
}));

// node_modules/spdx-expression-parse/index.js
var require_spdx_expression_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	var scan = require_scan();
	var parse = require_parse();
	module.exports = function(source) {
		return parse(scan(source));
	};
}));

// src/policy/licence-expression.ts
var import_spdx_expression_parse = /* @__PURE__ */ __toESM(require_spdx_expression_parse(), 1);
const longest = 32768;
const deepest = 100;
function parseLicence(text) {
	if (text.length > longest || depthOf(text) > deepest) return void 0;
	try {
		return convert((0, import_spdx_expression_parse.default)(text));
	} catch {
		return;
	}
}
function depthOf(text) {
	let depth = 0;
	let most = 0;
	for (const char of text) {
		if (char === "(") depth += 1;
		if (char === ")") depth -= 1;
		most = Math.max(most, depth);
	}
	return most;
}
function convert(node) {
	if ("license" in node) {
		const plus = node.plus === true ? "+" : "";
		const exception = node.exception === void 0 ? "" : ` WITH ${node.exception}`;
		const isReference = /^(?:DocumentRef|LicenseRef)-/.test(node.license);
		return {
			kind: "licence",
			text: `${node.license}${plus}${exception}`,
			id: `${node.license}${plus}`,
			isReference
		};
	}
	const kind = node.conjunction;
	const parts = [];
	let rest = node;
	while (!("license" in rest) && rest.conjunction === kind) {
		parts.push(convert(rest.left));
		rest = rest.right;
	}
	parts.push(convert(rest));
	return {
		kind,
		parts
	};
}
const order = [
	"denied",
	"unlisted",
	"unknown",
	"allowed"
];
function standingOfLicence(expression, judge) {
	if (expression.kind === "licence") return judge(expression);
	const standings = expression.parts.map((part) => standingOfLicence(part, judge));
	return expression.kind === "and" ? worst(standings) : best(standings);
}
function worst(standings) {
	return order.find((standing) => standings.includes(standing)) ?? "unknown";
}
function best(standings) {
	return order.findLast((standing) => standings.includes(standing)) ?? "unknown";
}

// src/policy/checks/licenses.ts
const Licence = Text.refine((text) => parseLicence(text)?.kind === "licence", { error: say("is not one SPDX licence", "Write it as SPDX's list does, with case: AGPL-3.0-only, GPL-2.0-only WITH Classpath-exception-2.0, LicenseRef-acme.") });
const Expression = Text.refine((text) => parseLicence(text) !== void 0, { error: say("is not an SPDX expression", "Write ids of SPDX's list: MIT, Apache-2.0 OR MIT.") });
const saysNothing = /* @__PURE__ */ new Set(["NOASSERTION", "NONE"]);
const Licenses = strict({
	...inventoryShape,
	allow: array(Licence).min(1).describe("Every licence must be one of these.").optional(),
	deny: array(Licence).min(1).describe("No licence may be one of these, with an exception or without.").optional(),
	unknown: union([_enum(["refuse", "allow"]), strict({ max: whole(0).describe("At most so many packages of a platform.") })]).describe("What becomes of packages whose licence is not stated or no SPDX expression. Default: refuse.").default("refuse"),
	aliases: record(Text.refine((text) => !saysNothing.has(text), { error: say("says nothing, so it cannot stand for a licence", "Use `except` for packages that you know.") }), Expression).describe("Names as they are written in SBOMs, and what they mean: { \"Apache 2\": Apache-2.0 }.").optional(),
	except: array(Text.transform(reading(parsePackagePattern))).min(1).describe("Packages that are not judged, as globs over purls: pkg:deb/debian/*.").optional()
}).refine(({ allow, deny }) => (allow ?? deny) !== void 0, { error: say("asks for nothing", "Name licences to allow or to deny: { deny: [AGPL-3.0-only] }.") });
const licensesCheck = defineCheck({
	name: "licenses",
	title: "The licences of the packages, by their SPDX expressions.",
	schema: Licenses,
	about: "world",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by?.names ?? [],
	judge(options, facts, judging) {
		const words = {
			note: "every licence is allowed",
			help: "Replace the packages, or add a waiver with an expiry; a name that is no SPDX id may be given in `aliases`.",
			howTo: "Make the SBOM with a tool that reads licences, give `aliases` for names that are no SPDX ids, or say how many may be `unknown`."
		};
		const standingOfText = reader(options);
		return judgeInventory({
			options,
			facts,
			judging,
			words
		}, (item) => judgePackages(item, {
			options,
			judging,
			standingOfText
		}));
	}
});
function judgePackages({ packages, platform }, { options, judging, standingOfText }) {
	const found = packages.flatMap((each) => {
		const standing = standingOf(each, standingOfText);
		if (standing === "allowed" || standing === "unknown" && options.unknown === "allow") return [];
		const finding = findingOf(each, platform);
		if (options.except?.some((pattern) => pattern.matches(each)) === true) return [{
			standing,
			finding: {
				...finding,
				removedBy: "except"
			}
		}];
		const waiver = judging.waiverFor(finding);
		return [{
			standing,
			finding: waiver === void 0 ? finding : {
				...finding,
				removedBy: "waiver",
				removal: waiver
			}
		}];
	});
	const counting = found.filter(({ finding }) => finding.removedBy === void 0);
	const of = (wanted) => counting.filter(({ standing }) => standing === wanted);
	return {
		reasons: [
			...refusal("a licence is denied", of("denied"), `none of ${options.deny?.join(", ") ?? ""}`),
			...refusal("a licence is not among those that are allowed", of("unlisted"), options.allow?.join(", ") ?? ""),
			...unknownReasons(of("unknown"), options.unknown)
		],
		findings: found.map(({ finding }) => finding)
	};
}
function reader({ allow, deny = [], aliases = {} }) {
	const known = /* @__PURE__ */ new Map();
	const allowed = allow && new Set(allow);
	const denied = new Set(deny.map(current));
	const read = (written) => {
		const text = Object.hasOwn(aliases, written) ? aliases[written] ?? written : written;
		const expression = parseLicence(text);
		if (expression === void 0) return "unknown";
		return standingOfLicence(expression, (licence) => {
			if (denied.has(current(licence.text)) || denied.has(current(licence.id))) return "denied";
			if (allowed?.has(licence.text) === true) return "allowed";
			if (licence.isReference) return "unknown";
			return allowed === void 0 ? "allowed" : "unlisted";
		});
	};
	return (text) => {
		const standing = known.get(text) ?? read(text);
		known.set(text, standing);
		return standing;
	};
}
function current(id) {
	return id.replace(/^((?:AGPL|LGPL|GPL|GFDL)-\d\.\d)(\+?)(?= |$)/, (_, name, plus) => plus === "" ? `${name}-only` : `${name}-or-later`);
}
function standingOf({ licenses }, standingOfText) {
	return licenses.length === 1 ? standingOfText(licenses[0] ?? "") : worst(licenses.map(standingOfText));
}
function refusal(message, found, expected) {
	if (found.length === 0) return [];
	const names = [...new Set(found.map(({ finding }) => `${finding.license ?? ""} (${finding.package?.name ?? ""})`))];
	const more = names.length > 5 ? `, and ${names.length - 5} more` : "";
	return [violation(message, {
		observed: `${names.slice(0, 5).join(", ")}${more}`,
		expected
	})];
}
function unknownReasons(found, unknown) {
	const most = typeof unknown === "string" ? 0 : unknown.max;
	if (found.length <= most) return [];
	const observed = found.length === 1 ? "1 package" : `${found.length} packages`;
	if (typeof unknown !== "string") return [violation("too many packages have no known licence", {
		observed,
		expected: `<= ${most}`
	})];
	return [{
		code: "INCOMPLETE",
		message: "packages have no known licence",
		observed
	}];
}
function findingOf({ name, version, purl, licenses }, platform) {
	const text = licenses.join(" AND ");
	return {
		...platform !== void 0 && { platform },
		license: text === "" ? "NOASSERTION" : text.length > 200 ? `${text.slice(0, 200)}\u2026` : text,
		package: {
			name,
			...version !== void 0 && { version },
			...purl !== void 0 && { purl }
		}
	};
}

// src/policy/checks/no-downgrade.ts
const noDowngradeCheck = defineCheck({
	name: "no-downgrade",
	title: "The image is newer than what the stage's first moving tag names at its first target. Without one, or where it names nothing yet, it passes.",
	schema: strict({ by: _enum(["semver", "built-at"]).describe("Compare the tags' versions, or when signed provenance says that they were built.") }),
	about: "world",
	needs: ({ by }) => by === "semver" ? { previous: "tags" } : {
		evidence: true,
		previous: "evidence"
	},
	judge({ by }, facts, judging) {
		const { previous, image } = facts;
		if (previous.state === "unknown") return stops([{
			code: previous.code,
			message: previous.message
		}]);
		if (previous.value === void 0) return passes("nothing is at the target yet");
		if (previous.value.digest === image.digest) return passes("it is at the target already");
		return by === "semver" ? byVersion(image.tag, previous.value) : byBuild(facts, previous.value, judging);
	}
});
const help = "Promote something newer, or go back with `hoist rollback`.";
function byVersion(tag, { tags }) {
	if (tag === void 0) return stops([{
		code: "INCOMPLETE",
		message: "the image was given by digest alone, so there is no version to compare"
	}], { help: "Promote it by its tag." });
	if (compareVersions(tag, tag) === void 0) return stops([{
		code: "INCOMPLETE",
		message: `the tag ${tag} is no version`,
		observed: tag
	}]);
	const versions = tags.filter((each) => compareVersions(each, each) !== void 0);
	if (versions.length === 0) return stops([{
		code: "INCOMPLETE",
		message: "what is at the target has no tag there that is a version",
		observed: tags.join(", ") || "no tag"
	}]);
	const [newest] = versions.filter((each) => (compareVersions(tag, each) ?? 0) <= 0).sort((a, b) => compareVersions(b, a) ?? 0);
	if (newest === void 0) return passes(`${tag} replaces ${versions.join(", ")}`);
	const message = `${tag} is not newer than ${newest}, which is at the target`;
	return stops([violation(message, {
		observed: tag,
		expected: `> ${newest}`
	})], { help });
}
function byBuild(facts, previous, judging) {
	const before = choose(previous, {
		...wantProvenance,
		wantsAll: true
	}, judging);
	const times = before.demands.flatMap(({ counted }) => counted).map(({ evidence, part }) => builtAt(evidence, part.provenance, judging.now)?.getTime());
	const known = times.filter((time) => time !== void 0);
	const gap = before.demands.find((demand) => demand.gap !== void 0)?.gap;
	if (gap !== void 0) return stops([{
		...gap,
		message: `of what is at the target: ${gap.message}`
	}]);
	if (known.length === 0 || known.length < times.length) return stops([{
		code: "INCOMPLETE",
		message: "the provenance of what is at the target does not say when it was built"
	}]);
	const newest = Math.max(...known);
	return weigh(choose(inspect(facts), wantProvenance, judging), ({ counted }) => anyOne(counted, ({ evidence, part }) => laterReasons(builtAt(evidence, part.provenance, judging.now), newest)), {
		note: `built later than ${isoText(newest)}`,
		help,
		howTo: "Attest the build: actions/attest in its workflow."
	});
}
function laterReasons(built, than) {
	if (built === void 0) return [{
		code: "INCOMPLETE",
		message: "the provenance does not say when it was built"
	}];
	if (built.getTime() > than) return [];
	const compared = {
		observed: built.toISOString(),
		expected: `> ${isoText(than)}`
	};
	return [violation("it was not built later than what is at the target", compared)];
}
function isoText(time) {
	return new Date(time).toISOString();
}

// src/policy/checks/os.ts
const Os = strict({
	by: By.describe("Whose scans and SBOMs count, or `local`. Default: every signer of trust.signers.").optional(),
	family: TextCondition.describe("The distribution: [debian, alpine].").optional(),
	version: TextCondition.describe("Its version: { starts-with: \"12\" }.").optional(),
	"end-of-life": literal("refuse").describe("It must not be past its end of life.").optional()
}).refine(({ family, version, "end-of-life": end }) => (family ?? version ?? end) !== void 0, { error: say("asks for nothing", "Write { end-of-life: refuse }, family or version.") });
const scans = ofKind("scan");
const sboms = ofKind("sbom");
const osCheck = defineCheck({
	name: "os",
	title: "The distribution in the image, and whether it is still maintained.",
	schema: Os,
	about: (options) => options["end-of-life"] === void 0 ? "image" : "world",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by?.names ?? [],
	judge(options, facts, judging) {
		const want = {
			noun: "scan or SBOM",
			read: systemsOf,
			couldBe: (evidence) => scans.couldBe(evidence) || sboms.couldBe(evidence),
			by: options.by,
			covers: "platform",
			wantsAll: true
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => {
			const known = counted.flatMap(({ part, evidence }) => part === void 0 ? [] : [{
				os: part,
				evidence
			}]);
			if (known.length === 0) return { reasons: [{
				code: "INCOMPLETE",
				message: "no scan or SBOM recognised the distribution"
			}] };
			return {
				reasons: [...known.flatMap(({ os }) => judgeNames(os, options)), ...judgeEnd(known.map(({ os }) => os), options)],
				used: known.map(({ evidence }) => evidence)
			};
		}, {
			note: "the distribution is allowed",
			help: "Build on a distribution and version that the policy allows.",
			howTo: "Scan each platform with Trivy, which recognises the distribution and its end of life, and attest the report."
		});
	}
});
function systemsOf(evidence) {
	return [...scans.read(evidence).map(({ scan }) => scan.os), ...sboms.read(evidence).map(({ sbom }) => sbom.os)];
}
function judgeNames({ family, version }, options) {
	return [...conditionOn("distribution", family, options.family), ...conditionOn("version of the distribution", version, options.version)];
}
function judgeEnd(systems, options) {
	if (options["end-of-life"] === void 0) return [];
	const ended = systems.find(({ endOfLife }) => endOfLife === true);
	if (ended !== void 0) {
		const observed = [ended.family, ended.version].filter((text) => text !== void 0).join(" ");
		return [violation("the distribution is past its end of life", {
			observed,
			expected: "maintained"
		})];
	}
	if (systems.some(({ endOfLife }) => endOfLife === false)) return [];
	return [{
		code: "INCOMPLETE",
		message: "nothing says whether the distribution is past its end of life"
	}];
}

// src/policy/checks/platforms.ts
const platformsCheck = defineCheck({
	name: "platforms",
	title: "The platforms that the image has: linux/amd64, linux/arm64, linux/arm/v7.",
	schema: setCondition(canonicalPlatform),
	about: "image",
	needs: () => ({ configs: true }),
	judge(wanted, facts) {
		const unnamed = onEachPlatform(facts, ({ platform, config, contradicts }, name) => {
			if (contradicts !== void 0) return [{
				code: "CONTRADICTION",
				message: "index and config disagree on what the platform is",
				platform: name,
				observed: contradicts
			}];
			if (platform !== void 0) return [];
			return config.state === "unknown" ? [{
				code: config.code,
				message: config.message,
				platform: name
			}] : [{
				code: "INCOMPLETE",
				message: "neither index nor config names the platform",
				platform: name
			}];
		});
		const names = facts.platforms.flatMap(({ platform }) => platform ? [platformText(platform)] : []);
		const found = [...new Set(names.map(canonicalPlatform))];
		const reasons = unnamed.length > 0 ? unnamed : setReasons(wanted, found, {
			what: "the platforms",
			spellings
		});
		return concluded(reasons, {
			note: found.join(", "),
			help: "Build and push the image for the platforms that the policy wants."
		});
	}
});
function spellings(platform) {
	return [platform, platform.split("/", 2).join("/")];
}

// src/policy/stay.ts
function judgeStay(counted, stay) {
	const { stage, place, digest, soak, now } = stay;
	const found = findings(counted, stay);
	const environments = environmentsOf(place.environment, "rollback");
	if (newest(found.atTargets.filter(({ identity }) => isInside(identity, environments) && isOfPromotingRun(identity)), ({ evidence }) => verifiedTime(evidence)).some(({ summary }) => !summary.passed)) {
		const message = `the last promotion to ${stage.stage} was refused`;
		return { reasons: [violation(message, {
			observed: "FAILED",
			expected: "PASSED"
		})] };
	}
	const proven = found.records.filter((one) => place.targets.some((repository) => isShownBy(one, found.atTargets, {
		repository,
		digest,
		...stage,
		guard: place.environment
	})));
	if (proven.length === 0) return { reasons: [whyNot(found, stay)] };
	if (soak === void 0) return { reasons: [] };
	const expected = `>= ${soak.text}`;
	const times = proven.flatMap(({ evidence: { trust } }) => trust.level === "signed" && trust.signedAt !== void 0 ? [trust.signedAt.last.getTime()] : []);
	if (times.length === 0) return { reasons: [{
		code: "INCOMPLETE",
		message: `nothing proves since when it is in ${stage.stage}`,
		expected
	}] };
	const seconds = secondsSince(new Date(Math.min(...times)), now);
	if (seconds >= soak.seconds) return { reasons: [] };
	const message = `it is not in ${stage.stage} for long enough`;
	return { reasons: [violation(message, {
		observed: ageText(seconds),
		expected
	})] };
}
function findings(counted, { stage, place }) {
	const said = counted.flatMap(({ evidence, part }) => evidence.trust.level === "signed" ? [{
		evidence,
		part,
		identity: evidence.trust.identity
	}] : []);
	const decisions = said.flatMap(({ part, ...rest }) => "summary" in part ? [{
		...rest,
		summary: part.summary
	}] : []);
	return {
		decisions,
		records: said.flatMap(({ part, ...rest }) => "record" in part ? [{
			...rest,
			record: part.record
		}] : []),
		atTargets: decisions.filter(({ summary }) => place.targets.some((repository) => isAbout$1(summary, {
			repository,
			...stage
		})))
	};
}
function whyNot({ decisions, records, atTargets }, { stage, place, digest }) {
	const name = stage.stage;
	const expected = place.targets.join(" or ");
	if (decisions.length === 0) return {
		code: "INCOMPLETE",
		message: `no decision says that it may go to ${name}, only a record`
	};
	if (atTargets.length === 0) {
		const [observed = ""] = decisions.map(({ summary }) => summary.resource ?? "").toSorted();
		return {
			code: "WRONG_SUBJECT",
			message: `what was decided is of a repository that ${name} does not fill`,
			observed,
			expected
		};
	}
	if (records.length === 0) return {
		code: "INCOMPLETE",
		message: `it was let into ${name}, and no record says that it came there`
	};
	const arrivals = records.filter(({ record }) => place.targets.some((repository) => cameThere(record, {
		repository,
		digest,
		...stage,
		evenFromDisk: true
	})));
	if (arrivals.length === 0) return {
		code: "INCOMPLETE",
		message: `no record says that it came to a target of ${name}`,
		expected
	};
	const [observed] = [...arrivals.filter(({ identity, record }) => !isInside(identity, environmentsOf(place.environment, record.intent.kind))), ...atTargets.filter(({ identity }) => !isInside(identity, environmentsOf(place.environment, "rollback")))].map(({ identity }) => identity.claims[23] ?? "no environment").toSorted();
	if (observed !== void 0) return {
		code: "UNTRUSTED",
		message: `its promotion to ${name} was signed outside of the environment that guards ${name}`,
		observed,
		...place.environment === void 0 ? {} : { expected: place.environment.name }
	};
	const stranger = [...arrivals, ...atTargets].find(({ identity }) => !isOfPromotingRun(identity));
	if (stranger !== void 0) return {
		code: "UNTRUSTED",
		message: `its promotion to ${name} was signed in a run on an event under which nothing is promoted`,
		observed: stranger.identity.claims[20] ?? ""
	};
	if (arrivals.every(({ record }) => record.intent.config?.commit === void 0) || atTargets.every(({ summary }) => isFromDisk(summary.policy))) {
		const message = `the config that let it into ${name} was a file on a disk, which nobody else could have read`;
		return violation(message, {
			observed: "a disk",
			expected: "a commit"
		});
	}
	if (arrivals.some(({ identity, record }) => isOfAnotherRun(identity, record))) return {
		code: "CONTRADICTION",
		message: `another run signed the record of its promotion to ${name} than the one that the record names`
	};
	return {
		code: "INCOMPLETE",
		message: `no promotion to ${name} is whole: decision and record have to be of one target and one environment`
	};
}

// src/policy/checks/promoted.ts
const promotedCheck = defineCheck({
	name: "promoted",
	title: "The digest was promoted to an earlier stage, and has been there for a while.",
	schema: strict({
		from: Name.describe("The stage of this pipeline."),
		by: Signers.describe("Who signs the statements of that stage."),
		for: Age.describe("How long ago that must be, by the verified time of the signature: 24h.").optional()
	}),
	about: "image",
	dependsOn: "stage",
	needs: ({ from }) => ({
		evidence: true,
		stages: [from]
	}),
	signers: ({ by }) => by.names,
	judge({ from, by, for: soak }, facts, judging) {
		const { stage, image } = facts;
		if (stage === void 0) return stops([{
			code: "INCOMPLETE",
			message: "this is no promotion to a stage, so no stage comes before it"
		}], { help: "Take `promoted` out of the policy of `copy`." });
		const place = facts.stages?.get(from);
		if (place === void 0) {
			const message = `the pipeline ${stage.pipeline} has no stage ${from}`;
			return stops([{
				code: "INCOMPLETE",
				message
			}], { help: `Name a stage of ${stage.pipeline}: ${[...facts.stages?.keys() ?? []].join(", ")}.` });
		}
		const earlier = {
			pipeline: stage.pipeline,
			stage: from
		};
		const name = stageText(earlier);
		const isOurs = (id) => id?.pipeline === stage.pipeline && id.stage === from;
		const want = {
			noun: `promotion to ${name}`,
			read: (evidence) => [...decision.read(evidence).filter(({ summary }) => summary.form === "vsa" && isOurs(readStageResource(summary.resource ?? ""))), ...promotion.read(evidence).filter(({ record }) => isOurs(record.intent))],
			couldBe: (evidence) => decision.couldBe(evidence) || promotion.couldBe(evidence),
			by,
			covers: "digest",
			wantsAll: true
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => judgeStay(counted, {
			stage: earlier,
			place,
			digest: image.digest,
			soak,
			now: judging.now
		}), {
			note: `promoted to ${name}${soak === void 0 ? "" : ` at least ${soak.text} ago`}`,
			help: soak === void 0 ? `Promote it to ${from} first.` : `Wait until it has been in ${from} for ${soak.text}.`,
			howTo: `Promote it to ${from} first; its statements are what proves it.`
		});
	}
});
const decision = ofKind("summary");
const promotion = ofKind("promotion");

// src/policy/claims.ts
const numbers = {
	workflow: 9,
	runner: 11,
	repository: 12,
	commit: 13,
	ref: 14,
	caller: 18,
	trigger: 20
};
function claimOf({ trust }, claim) {
	if (trust.level !== "signed") return void 0;
	const value = trust.identity.claims[numbers[claim]];
	return value === "" ? void 0 : value;
}
function repositoryUrl(text) {
	return text.replace(/^git\+/, "").replace(/^(?:ssh:\/\/)?git@([^:/@]+)[:/]/, "https://$1/").replace(/[@#?].*$/s, "").replace(/\/$/, "").replace(/\.git$/, "");
}
function workflowUrl(text) {
	return /^(.*?\.ya?ml)@/s.exec(text)?.[1] ?? text;
}

// src/policy/provenance-conflict.ts
function conflictOf(evidence, provenance) {
	const { source, workflow } = provenance;
	const repository = claimOf(evidence, "repository");
	if (repository !== void 0) {
		for (const stated of [source?.uri, workflow?.repository]) if (stated !== void 0 && differs(repositoryUrl(stated), repositoryUrl(repository))) return `it names the repository ${stated}, its certificate ${repository}`;
	}
	const commit = claimOf(evidence, "commit");
	if (commit !== void 0 && source?.commit !== void 0 && differs(source.commit, commit)) return `it names the commit ${source.commit}, its certificate ${commit}`;
	const ref = claimOf(evidence, "ref");
	if (ref === void 0) return void 0;
	for (const stated of [source?.ref, workflow?.ref]) if (stated !== void 0 && stated !== ref) return `it names the ref ${stated}, its certificate ${ref}`;
}
function differs(a, b) {
	return a.toLowerCase() !== b.toLowerCase();
}

// src/policy/checks/provenance.ts
const Globs = oneOrMore(Text).transform(reading((written) => {
	const globs = [written].flat().map((glob) => parseGlob(glob));
	return {
		text: globs.map((glob) => glob.text).join(" or "),
		holds: (ref) => globs.some((glob) => glob.matches(ref))
	};
}));
const Url = oneOrMore(Text).transform((written) => {
	const list = [written].flat();
	const urls = list.map((text) => (text.includes("://") ? text : `https://github.com/${text}`).toLowerCase());
	return {
		text: list.join(" or "),
		holds: (url) => urls.includes(url.toLowerCase())
	};
});
const ProvenanceOptions = strict({
	by: Signers.describe("Whose provenance counts."),
	repository: Url.describe("Where it was built from: OWNER/REPO.").optional(),
	ref: Globs.describe("The ref that it was built from, as a glob: refs/tags/v*.").optional(),
	workflow: Url.describe("The workflow that built it, without its ref: OWNER/REPO/.github/workflows/release.yml.").optional(),
	builder: TextCondition.describe("The id of the builder.").optional(),
	"build-type": TextCondition.describe("The URI of the build type.").optional(),
	runner: _enum(["github-hosted", "self-hosted"]).transform((kind) => ({
		text: kind,
		holds: (value) => value === kind
	})).describe("Whose machine it ran on, as the certificate says.").optional(),
	trigger: TextCondition.describe("The event that started the build: push, release.").optional(),
	"max-age": Age.describe("How old it may be: 30d.").optional(),
	hermetic: literal(true).describe("It must say that the build had no network.").optional()
});
const provenanceCheck = defineCheck({
	name: "provenance",
	title: "How and where the image was built, by signed provenance.",
	schema: ProvenanceOptions,
	about: "image",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by.names,
	judge(options, facts, judging) {
		const want = {
			noun: "provenance",
			...ofKind("provenance"),
			by: options.by,
			covers: "image"
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => anyOne(counted, ({ evidence, part }) => judgeOne({
			evidence,
			part: part.provenance
		}, options, judging.now)), {
			note: noteOf(options),
			help: "Build the image again as the policy asks, or change the condition.",
			howTo: "Attest the build: actions/attest in the workflow that builds, or `provenance: true` and a signed index."
		});
	}
});
function noteOf({ repository, workflow, ref }) {
	const parts = [
		repository?.text,
		workflow?.text,
		ref?.text
	].filter((text) => text !== void 0);
	return parts.length === 0 ? "provenance is there" : `built from ${parts.join(", ")}`;
}
function judgeOne({ evidence, part }, options, now) {
	const conflict = conflictOf(evidence, part);
	if (conflict !== void 0) return [{
		code: "CONTRADICTION",
		message: `the provenance contradicts its certificate: ${conflict}`
	}];
	const { repository, ref, workflow } = valuesOf(evidence, part);
	return [
		...conditionOn("repository", repository, options.repository),
		...conditionOn("ref", ref, options.ref),
		...conditionOn("workflow", workflow, options.workflow),
		...conditionOn("builder", part.builder, options.builder),
		...conditionOn("build type", part.buildType, options["build-type"]),
		...conditionOn("runner", claimOf(evidence, "runner"), options.runner),
		...conditionOn("trigger", claimOf(evidence, "trigger"), options.trigger),
		...options.hermetic === true ? hermeticReasons(part.hermetic) : [],
		...freshness(evidence, part.finished, {
			noun: "provenance",
			maxAge: options["max-age"],
			now
		})
	];
}
function hermeticReasons(hermetic) {
	if (hermetic === true) return [];
	if (hermetic === false) return [violation("the build was not hermetic", { expected: "hermetic" })];
	return [{
		code: "INCOMPLETE",
		message: "whether the build was hermetic is not stated",
		expected: "hermetic"
	}];
}
function valuesOf(evidence, { source, workflow }) {
	const repository = claimOf(evidence, "repository") ?? source?.uri ?? workflow?.repository;
	const stated = workflow?.repository === void 0 || workflow.path === void 0 ? void 0 : `${repositoryUrl(workflow.repository)}/${workflow.path}`;
	const file = claimOf(evidence, "workflow") ?? stated;
	return {
		repository: repository && repositoryUrl(repository),
		ref: claimOf(evidence, "ref") ?? source?.ref ?? workflow?.ref,
		workflow: file && workflowUrl(file)
	};
}

// src/policy/checks/repository.ts
const repositoryCheck = defineCheck({
	name: "repository",
	title: "The canonical name of the pipeline's source: ghcr.io/acme/dev/web.",
	schema: TextCondition,
	about: "image",
	judge(condition, { image }) {
		const { repository } = image;
		const holds = condition.holds(repository);
		if (holds === true) return passes(repository);
		const compared = {
			observed: repository,
			expected: condition.text
		};
		if (holds === void 0) {
			const message = `the repository ${repository} cannot be compared with that`;
			return stops([{
				code: "INCOMPLETE",
				message,
				...compared
			}]);
		}
		return stops([violation(`the repository ${repository} is not allowed`, compared)], { help: "Promote from a repository that the policy allows; names are canonical, with their host." });
	}
});

// src/policy/checks/review.ts
const reviewCheck = defineCheck({
	name: "review",
	title: "The pull request that brought the commit was approved by others than its author.",
	schema: strict({ approvals: NumberCondition.describe("How many people must have approved it, its author aside, and not taken that back: \">= 2\". Default: \">= 1\".").prefault(">= 1") }),
	about: "image",
	needs: () => ({
		evidence: true,
		commit: {
			checks: false,
			statuses: false,
			tags: false,
			pull: true,
			branches: []
		}
	}),
	judge({ approvals }, { commit }) {
		const help = "Bring the commit by a pull request that enough people approve, and build it from there.";
		if (commit.state === "unknown") return stops([{
			code: commit.code,
			message: commit.message
		}], { help });
		const { pull } = commit.value;
		const id = commit.value.commit.slice(0, 12);
		if (pull.state === "unknown") {
			const message = `the pull request of commit ${id} is not known: ${pull.message}`;
			return stops([{
				code: pull.code,
				message
			}], { help });
		}
		if (pull.value === void 0) {
			const message = `no merged pull request brought commit ${id}: it was pushed`;
			return stops([{
				code: "NO_EVIDENCE",
				message
			}], { help });
		}
		const { number, approvers } = pull.value;
		const observed = approvers.length === 0 ? "nobody" : approvers.join(", ");
		if (approvals.holds(approvers.length) === true) return passes(`pull request ${number}, approved by ${observed}`);
		const expected = `approvals ${approvals.text}`;
		const message = `pull request ${number} was not approved by the number of people that is asked for`;
		return stops([violation(message, {
			observed: `${approvers.length}: ${observed}`,
			expected
		})], { help });
	}
});

// src/policy/checks/sbom.ts
const formatOf = {
	"spdx-2": "spdx",
	"spdx-3": "spdx",
	cyclonedx: "cyclonedx",
	syft: "syft",
	trivy: "trivy"
};
const sbomCheck = defineCheck({
	name: "sbom",
	title: "Each platform has a trusted SBOM of usable quality.",
	schema: strict({
		...inventoryShape,
		formats: array(_enum([
			"spdx",
			"cyclonedx",
			"syft",
			"trivy"
		])).min(1).describe("Only SBOMs in these formats count. Default: all that Hoist reads.").optional(),
		"min-components": whole(1).describe("It must list so many packages. Default: 1.").optional(),
		"purl-coverage": PartCondition.describe("The part of its packages that have a purl: \">= 95%\".").optional(),
		"max-age": Age.describe("How old it may be: 90d.").optional()
	}),
	about: "image",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by?.names ?? [],
	judge(options, facts, judging) {
		const { formats, "min-components": least = 1, "purl-coverage": coverage, "max-age": maxAge } = options;
		return judgeInventory({
			options,
			facts,
			judging,
			words: {
				note: "an SBOM for each platform",
				help: "Make the SBOM with a tool that sees the packages of the final image, and attest it."
			},
			takes: ({ format }) => formats?.includes(formatOf[format]) ?? true
		}, ({ sbom, packages, evidence }) => ({ reasons: [
			...count(packages, least),
			...covered(packages, coverage),
			...freshness(evidence, sbom.created, {
				noun: "SBOM",
				maxAge,
				now: judging.now
			})
		] }));
	}
});
function count(packages, least) {
	if (packages.length >= least) return [];
	return [violation("the SBOM lists too few packages", {
		observed: String(packages.length),
		expected: `>= ${least}`
	})];
}
function covered(packages, condition) {
	if (condition === void 0) return [];
	const share = packages.filter(({ purl }) => purl !== void 0).length / packages.length;
	if (condition.holds(share) === true) return [];
	const observed = `${Math.floor(share * 1e3) / 10}%`;
	return [violation("too few of the packages have a purl", {
		observed,
		expected: condition.text
	})];
}

// src/policy/distinct-signers.ts
function distinctSigners(documents, names) {
	const sets = /* @__PURE__ */ new Map();
	for (const { trust } of documents) {
		if (trust.level !== "signed") continue;
		const satisfied = names.length === 0 ? trust.signers : trust.signers.filter((name) => names.includes(name));
		sets.set([...satisfied].sort().join(" "), satisfied);
	}
	const takenBy = /* @__PURE__ */ new Map();
	return [...sets.values()].filter((set) => assign(set, takenBy, /* @__PURE__ */ new Set())).length;
}
function assign(set, takenBy, tried) {
	for (const name of set) {
		if (tried.has(name)) continue;
		tried.add(name);
		const holder = takenBy.get(name);
		if (holder !== void 0 && !assign(holder, takenBy, tried)) continue;
		takenBy.set(name, set);
		return true;
	}
	return false;
}

// src/policy/checks/signature.ts
const covers = {
	index: "digest",
	platforms: "platform",
	any: "image"
};
const Signature = strict({
	by: Signers.describe("Whose signature counts: a signer, a list of which any will do, or { all-of: [\u2026] }."),
	threshold: whole(1).describe("So many of the named signers must have signed, each by itself. Default: 1.").optional(),
	annotations: record(string(), TextCondition).describe("What the signature must say besides the digest, by key.").optional(),
	on: _enum([
		"index",
		"platforms",
		"any"
	]).describe("What must be signed: the promoted digest itself (index), each platform, or each platform by either. Default: index.").default("index")
});
const signatureCheck = defineCheck({
	name: "signature",
	title: "The digest is signed by a named signer.",
	schema: Signature,
	about: "image",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by.names,
	judge({ by, threshold = 1, annotations = {}, on }, facts, judging) {
		const want = {
			noun: "signature",
			...ofKind("signature"),
			by,
			covers: covers[on]
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted, group }) => {
			const used = counted.filter((one) => annotationProblem(one, annotations) === void 0).map(({ evidence }) => evidence);
			const [first] = counted;
			const problem = first && annotationProblem(first, annotations);
			if (used.length === 0 && problem !== void 0) {
				const { key, ...rest } = problem;
				const message = `the signature by ${groupText(group)} does not say what it must of ${key}`;
				return { reasons: [violation(message, rest)] };
			}
			const signers = distinctSigners(used, group);
			if (signers >= threshold) return {
				reasons: [],
				used
			};
			const message = `${signers} of the signers ${group.join(", ")} signed`;
			return {
				reasons: [violation(message, {
					observed: String(signers),
					expected: `>= ${threshold}`
				})],
				used
			};
		}, {
			note: `signed by ${by.groups.map(groupText).join(" and ")}`,
			help: "Sign the digest as the policy asks, then run it again.",
			howTo: `Sign ${on === "platforms" ? "each platform" : "the digest of the index"}: cosign sign REPOSITORY@${facts.image.digest}`
		});
	}
});
function annotationProblem({ part }, wanted) {
	for (const [key, condition] of Object.entries(wanted ?? {})) {
		const value = Object.hasOwn(part.annotations, key) ? part.annotations[key] : void 0;
		if (value === void 0 || condition.holds(value) !== true) return {
			key,
			observed: value ?? "nothing",
			expected: condition.text
		};
	}
}

// src/policy/checks/size.ts
const sizeCheck = defineCheck({
	name: "size",
	title: "What a platform weighs to pull, compressed, and how many layers it has.",
	schema: strict({
		max: Size.describe("At most so much a platform: 500MB, 1.5GiB.").optional(),
		layers: NumberCondition.describe("The layers of a platform: \"<= 60\".").optional()
	}).refine(({ max, layers }) => max !== void 0 || layers !== void 0, { error: say("is empty", "Name a limit: { max: 500MB }.") }),
	about: "image",
	judge({ max, layers }, facts) {
		const reasons = onEachPlatform(facts, (one, platform) => {
			const found = [];
			if (max !== void 0 && !(one.bytes <= max.bytes)) {
				const compared = {
					observed: bytesText(one.bytes, max.text),
					expected: `<= ${max.text}`
				};
				found.push(violation("it weighs more than the policy allows", {
					platform,
					...compared
				}));
			}
			if (layers !== void 0 && layers.holds(one.layers) !== true) {
				const compared = {
					observed: `${one.layers} layers`,
					expected: layers.text
				};
				found.push(violation("the number of layers is not allowed", {
					platform,
					...compared
				}));
			}
			return found;
		});
		return concluded(reasons, {
			note: platformsText(facts),
			help: "Make the image smaller: a smaller base, build stages, fewer layers."
		});
	}
});
function bytesText(bytes, limit) {
	const binary = limit.includes("i");
	return `${Math.ceil(bytes / (binary ? 2 ** 20 : 1e6) * 10) / 10}${binary ? "MiB" : "MB"}`;
}

// src/policy/checks/source.ts
const sourceCheck = defineCheck({
	name: "source",
	title: "The commit that was built is on a branch, or has a tag.",
	schema: strict({
		"reachable-from": oneOrMore(Text).transform((written) => [written].flat()).describe("A branch that has the commit; of a list, any one.").optional(),
		tagged: Text.transform(reading(parseTextGlob)).describe("A glob: some tag of the commit is like it: v*.").optional()
	}).refine((written) => (written["reachable-from"] ?? written.tagged) !== void 0, { error: say("asks for nothing", "Write { reachable-from: main } or { tagged: \"v*\" }.") }),
	about: "image",
	needs: ({ "reachable-from": branches = [], tagged }) => ({
		evidence: true,
		commit: {
			...needsNothing.commit,
			branches,
			tags: tagged !== void 0
		}
	}),
	judge({ "reachable-from": branches, tagged }, { commit }) {
		const help = "Build from a commit of the branch, by a signer whose provenance proves the commit.";
		if (commit.state === "unknown") return stops([{
			code: commit.code,
			message: commit.message
		}], { help });
		const [first, ...rest] = [...branches === void 0 ? [] : onBranch(commit.value, branches), ...tagged === void 0 ? [] : hasTag(commit.value, tagged.text, (name) => tagged.matches(name))];
		if (first === void 0) return passes(`commit ${commit.value.commit.slice(0, 12)}`);
		return stops([first, ...rest], { help });
	}
});
function onBranch({ commit, onBranch: answers }, branches) {
	const found = branches.map((branch) => ({
		branch,
		answer: answers.get(branch)
	}));
	if (found.some(({ answer }) => answer?.state === "known" && answer.value)) return [];
	const open = found.find(({ answer }) => answer?.state !== "known");
	if (open !== void 0) {
		const { branch, answer } = open;
		const message = `whether ${branch} has the commit is not known`;
		if (answer?.state !== "unknown") return [{
			code: "INCOMPLETE",
			message
		}];
		return [{
			code: answer.code,
			message: `${message}: ${answer.message}`
		}];
	}
	const expected = branches.join(" or ");
	return [violation("the commit is on no such branch", {
		observed: commit,
		expected
	})];
}
function hasTag({ commit, tags }, expected, matches) {
	if (tags.state === "unknown") return [{
		code: tags.code,
		message: `the tags of the commit are not known: ${tags.message}`
	}];
	if (tags.value.some(matches)) return [];
	const observed = tags.value.length === 0 ? `${commit} without a tag` : tags.value.slice(0, 5).join(", ");
	return [violation("the commit has no such tag", {
		observed,
		expected: `like ${expected}`
	})];
}

// src/policy/checks/summary.ts
const SummaryOptions = strict({
	by: Signers.describe("Who may sign the summary."),
	verifier: Text.describe("The id of the verifier for whom they sign: https://verify.example.com."),
	resource: TextCondition.describe("The resource that was verified: oci://ghcr.io/acme/web, or { starts-with: \u2026 }."),
	levels: array(Text).min(1).describe("Levels that it must have reached, or a higher one of the same track: [SLSA_BUILD_LEVEL_3].").optional()
});
const summaryCheck = defineCheck({
	name: "summary",
	title: "A verification summary of a trusted verifier.",
	schema: SummaryOptions,
	about: "image",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by.names,
	judge(options, facts, judging) {
		const want = {
			noun: "verification summary",
			...ofKind("summary"),
			by: options.by,
			covers: "image",
			wantsAll: true
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => {
			const ours = counted.filter(({ part }) => strayOf(part.summary, options).length === 0);
			const [first] = counted;
			if (ours.length === 0 && first !== void 0) return {
				reasons: strayOf(first.part.summary, options),
				used: []
			};
			const last = newest(ours, ({ evidence }) => verifiedTime(evidence));
			return {
				reasons: last.flatMap(({ part }) => judgeResult(part.summary, options)),
				used: last.map(({ evidence }) => evidence)
			};
		}, {
			note: ["verified", ...options.levels ?? []].join(", "),
			help: "Look at what the verifier refused, then have it verify this digest again.",
			howTo: `Have ${options.verifier} verify ${facts.image.digest} and attach the summary.`
		});
	}
});
function strayOf({ verifier, resource }, options) {
	if (verifier !== options.verifier) return [{
		code: "UNTRUSTED",
		message: "the signer speaks for another verifier",
		observed: verifier,
		expected: options.verifier
	}];
	return conditionOn("resource", resource, options.resource).map((reason) => reason.code === "VIOLATION" ? {
		...reason,
		code: "WRONG_SUBJECT"
	} : reason);
}
function judgeResult({ passed, levels }, options) {
	if (!passed) return [violation("the verifier refused it", {
		observed: "FAILED",
		expected: "PASSED"
	})];
	const missing = (options.levels ?? []).filter((level) => !levels.some((each) => reaches(each, level)));
	if (missing.length === 0) return [];
	return [violation("a level was not reached", {
		observed: levels.join(", ") || "none",
		expected: missing.join(", ")
	})];
}
function reaches(reached, wanted) {
	if (reached === wanted) return true;
	const [, track, number] = /^([A-Z_]+_LEVEL_)(\d{1,3})$/.exec(reached) ?? [];
	const [, other, least] = /^([A-Z_]+_LEVEL_)(\d{1,3})$/.exec(wanted) ?? [];
	return track !== void 0 && track === other && Number(number) >= Number(least);
}

// src/policy/checks/tag.ts
const TagCondition = TextCondition.superRefine(({ exactly = [] }, context) => {
	const text = exactly.find((each) => !isTag(each));
	if (text === void 0) return;
	const meant = /^[<>=~^]/.test(text) ? "semver" : "glob";
	context.addIssue({
		code: "custom",
		message: say(`no tag is ${JSON.stringify(text.slice(0, 60))}: a bare text is the whole tag`, `Write tag: { ${meant}: '${text.slice(0, 60)}' }.`)
	});
});
const tagCheck = defineCheck({
	name: "tag",
	title: "The image's tag at the pipeline's source.",
	schema: TagCondition,
	about: "image",
	judge(condition, { image }) {
		const { tag } = image;
		if (tag === void 0) return stops([{
			code: "INCOMPLETE",
			message: "the image was given by digest alone, so there is no tag to judge"
		}], { help: "Promote it by its tag." });
		const holds = condition.holds(tag);
		if (holds === true) return passes(tag);
		const expected = condition.text;
		if (holds === void 0) return stops([{
			code: "INCOMPLETE",
			message: `the tag ${tag} is no version`,
			observed: tag,
			expected
		}]);
		return stops([violation(`the tag ${tag} is not allowed`, {
			observed: tag,
			expected
		})], { help: "Promote a tag that the policy allows." });
	}
});

// src/policy/checks/tests.ts
const testsCheck = defineCheck({
	name: "tests",
	title: "Attested test results.",
	schema: strict({
		by: Signers.describe("Whose test results count."),
		result: _enum(["PASSED", "WARNED"]).describe("WARNED takes results with warnings as well. Default: PASSED.").default("PASSED"),
		required: array(Text).min(1).describe("Tests that must have run and passed, by name.").optional(),
		"max-age": Age.describe("How long ago they may have been signed: 7d.").optional()
	}),
	about: "image",
	needs: () => ({ evidence: true }),
	signers: ({ by }) => by.names,
	judge({ by, result, required = [], "max-age": maxAge }, facts, judging) {
		const { now } = judging;
		const accepts = (report) => report.result === "PASSED" || result === "WARNED" && report.result === "WARNED";
		const want = {
			noun: "test result",
			...ofKind("tests"),
			by,
			covers: "image",
			wantsAll: true
		};
		return weigh(choose(inspect(facts), want, judging), ({ counted }) => {
			const all = counted.map(({ evidence, part }) => ({
				evidence,
				part: part.tests
			}));
			const late = all.map((one) => freshness(one.evidence, void 0, {
				noun: "test result",
				maxAge,
				now
			}));
			const fresh = all.filter((_, index) => late[index]?.length === 0);
			if (fresh.length === 0) return {
				reasons: late[0] ?? [],
				used: []
			};
			const current = fresh.filter((one) => !fresh.some((other) => replaces(other, one)));
			return {
				reasons: [...current.filter(({ part }) => !accepts(part)).map(({ part }) => failed(part, result)), ...required.flatMap((name) => judgeTest(name, fresh, result === "WARNED"))],
				used: current.map(({ evidence }) => evidence),
				ignored: all.filter((one) => !current.includes(one)).map((one) => setAside(one.evidence, fresh.includes(one) ? "a later one covers its tests" : "too old"))
			};
		}, {
			note: "the tests passed",
			help: "Mend what failed, and attest the tests of this digest again.",
			howTo: "Attest the results of the tests: actions/attest with https://in-toto.io/attestation/test-result/v0.1."
		});
	}
});
function replaces(later, earlier) {
	const [a, b] = [verifiedTime(later.evidence), verifiedTime(earlier.evidence)];
	if (a === void 0 || b === void 0 || a <= b) return false;
	const names = new Set(testsOf(later.part));
	return testsOf(earlier.part).every((name) => names.has(name));
}
function testsOf({ passed, warned, failed: bad }) {
	return [
		...passed,
		...warned,
		...bad
	];
}
function judgeTest(name, reports, takesWarned) {
	const having = reports.filter(({ part }) => testsOf(part).includes(name));
	if (having.length === 0) return [{
		code: "NO_EVIDENCE",
		message: `no test result has the test ${name}`,
		expected: name
	}];
	const last = newest(having, ({ evidence }) => verifiedTime(evidence));
	const isGood = ({ part }) => !part.failed.includes(name) && (part.passed.includes(name) || takesWarned) && (takesWarned || !part.warned.includes(name));
	return last.every(isGood) ? [] : [violation(`the test ${name} did not pass`, { expected: "passed" })];
}
function failed({ result, failed: bad, warned }, expected) {
	const names = (result === "FAILED" ? bad : warned).slice(0, 5).join(", ");
	return violation(`the test result is ${result}`, {
		observed: names === "" ? result : `${result}: ${names}`,
		expected
	});
}

// src/policy/scan-choice.ts
function chooseScans(counted, options) {
	const wanted = options.scanners?.map((name) => name.toLowerCase());
	const isWanted = ({ part }) => wanted?.includes(nameOf(part)) ?? true;
	const others = counted.filter((one) => !isWanted(one));
	const judged = counted.filter(isWanted).map((one) => ({
		one,
		late: lateness(one, options)
	}));
	const fresh = judged.filter(({ late }) => late === void 0).map(({ one }) => one);
	const scans = [...groups(fresh).values()].flatMap((group) => newest(group, ({ evidence, part }) => orderTime(evidence, part.created, options.now)));
	return {
		scans,
		ignored: [
			...others.map(({ evidence, part }) => setAside(evidence, `by ${part.scanner.name}, which \`scanners\` does not name`)),
			...judged.flatMap(({ one, late }) => late === void 0 ? [] : [setAside(one.evidence, late.message)]),
			...fresh.filter((one) => !scans.includes(one)).map(({ evidence }) => setAside(evidence, "there is a newer one by the same signer and scanner"))
		],
		reasons: (options.scanners ?? [void 0]).flatMap((scanner) => {
			const isBy = ({ part }) => scanner === void 0 || nameOf(part) === scanner.toLowerCase();
			if (scans.some(isBy)) return [];
			const [reason] = judged.filter(({ one }) => isBy(one)).flatMap((each) => each.late ?? []).toSorted((a, b) => (a.code === "STALE" ? -1 : 0) - (b.code === "STALE" ? -1 : 0));
			return [reason ?? {
				code: "NO_EVIDENCE",
				message: `no scan by the scanner ${scanner ?? ""}`.trimEnd()
			}];
		})
	};
}
function nameOf({ scanner }) {
	return scanner.name.toLowerCase();
}
function lateness({ evidence, part }, { maxAge, now }) {
	if (maxAge === void 0) return void 0;
	const expected = `<= ${maxAge.text}`;
	const age = ageOf(evidence, part.created, now);
	if (age === void 0) return {
		code: "INCOMPLETE",
		message: "nothing says how old the scan is",
		expected
	};
	if (isWithin(age, maxAge)) return void 0;
	return {
		code: "STALE",
		message: "the scan is too old",
		observed: ageText(age),
		expected
	};
}
function groups(counted) {
	const byKey = /* @__PURE__ */ new Map();
	for (const one of counted) {
		const key = JSON.stringify([signersOf(one.evidence), nameOf(one.part)]);
		const group = byKey.get(key);
		if (group === void 0) byKey.set(key, [one]);
		else group.push(one);
	}
	return byKey;
}
function signersOf({ trust }) {
	return trust.level === "signed" ? [...trust.signers].sort() : [];
}

// src/policy/severity-count.ts
const limit = whole(0);
const keys = [...severities, "total"];
const SeverityLimits = strictObject({
	critical: limit.describe("At most so many critical ones.").optional(),
	high: limit.describe("At most so many high ones.").optional(),
	medium: limit.describe("At most so many medium ones.").optional(),
	low: limit.describe("At most so many low ones; negligible and informational ones are low.").optional(),
	unknown: limit.describe("At most so many without a known severity. Default: they count as the worst that is listed.").optional(),
	total: limit.describe("At most so many of all.").optional()
}, { error: (issue) => {
	if (issue.code !== "unrecognized_keys") return void 0;
	if (issue.keys.some((key) => key === "major" || key === "minor")) return say("knows no major and minor, which are of DTR's scale", "Say what you mean in critical, high, medium, low; or write the rule as DTR does, under `rules`, with severity-scale: dtr.");
	return keys.join(" ");
} }).refine((limits) => Object.values(limits).some((value) => value !== void 0), { error: say("is empty", "Write how many may be there: { critical: 0 }.") });
function limitOf(severity, limits) {
	if (limits[severity] !== void 0) return severity;
	return severity === "unknown" ? severities.find((each) => limits[each] !== void 0) : void 0;
}
function isLimited(severity, limits) {
	return limits !== void 0 && (limits.total !== void 0 || limitOf(severity, limits) !== void 0);
}
function exceeded(counted, limits) {
	if (limits === void 0) return [];
	const names = counted.map((severity) => limitOf(severity, limits));
	return [...severities.flatMap((severity) => over(severity, names.filter((name) => name === severity).length, limits[severity])), ...over("total", counted.length, limits.total)];
}
function over(name, count, most) {
	if (most === void 0 || count <= most) return [];
	return [violation(`${name} ${count} > ${most}`, {
		observed: `${name} ${count}`,
		expected: `<= ${most}`
	})];
}
function countsText(counted, limits) {
	const parts = severities.filter((severity) => limits === void 0 || limits[severity] !== void 0).map((severity) => `${counted.filter((each) => each === severity).length} ${severity}`);
	return parts.length === 0 ? `${counted.length} in total` : parts.join(", ");
}

// src/policy/target-ratchet.ts
function previousUnits({ previous }, { by, judging }) {
	if (previous.state === "unknown") {
		const { code, message } = previous;
		return () => ({ reason: {
			code,
			message: `what the target has now is not known: ${message}`
		} });
	}
	const { value } = previous;
	if (value === void 0) return () => void 0;
	const want = {
		noun: "scan",
		...ofKind("scan"),
		by,
		covers: "platform"
	};
	const { demands } = choose(value, want, judging);
	return (platform) => {
		const ours = demands.filter((demand) => demand.platform === platform);
		if (ours.length === 0) return { units: /* @__PURE__ */ new Set() };
		const candidates = ours.flatMap(({ counted }) => counted.map(({ evidence, part }) => ({
			evidence,
			part: part.scan
		})));
		const { scans } = chooseScans(candidates, { now: judging.now });
		const gap = ours[0]?.gap;
		if (scans.length === 0 && gap !== void 0) return { reason: {
			...gap,
			message: `the image that the target has now: ${gap.message}`
		} };
		return { units: new Set(scans.flatMap(({ part }) => part.vulnerabilities.map(keyOf))) };
	};
}
function newUnits(units, known) {
	return new Set(units.filter((unit) => !known.has(keyOf(unit))));
}
function keyOf(unit) {
	return JSON.stringify([groupOf(unit), unit.package?.name]);
}

// src/policy/vulnerability-denial.ts
const Denial = strict({
	kev: literal(true).describe("Those that CISA lists as known to be exploited.").optional(),
	epss: PartCondition.describe("Those as likely to be exploited: \">= 0.1\", or \">= 10%\".").optional(),
	cvss: NumberCondition.describe("Those with such a base score, the highest of all versions: \">= 9\". Without a score the severity stands for its range.").optional(),
	ids: array(Text).min(1).describe("These, by any of their names: [CVE-2021-44228].").optional()
}).refine((written) => Object.values(written).some((value) => value !== void 0), { error: say("denies nothing", "Name what to deny: { kev: true }.") });
const ranges = {
	critical: [9, 10],
	high: [7, 8.9],
	medium: [4, 6.9],
	low: [.1, 3.9],
	unknown: [0, 10]
};
function denialGaps(denial, scan, feeds) {
	if (denial === void 0) return [];
	const { kev, epss, cvss } = denial;
	return [
		...kev === true ? feedGap("the list of known exploited vulnerabilities", feeds.kev, carries(scan, "kevSince")) : [],
		...epss === void 0 ? [] : feedGap("EPSS", feeds.epss, carries(scan, "epss")),
		...cvss !== void 0 && scan.lacks.includes("cvss") ? [{
			code: "INCOMPLETE",
			message: "the report has no CVSS scores"
		}] : []
	];
}
function carries({ format, vulnerabilities }, field) {
	return format === "grype" || vulnerabilities.some((each) => each[field] !== void 0);
}
function feedGap(name, feed, isInReport) {
	if (feed?.state === "unknown") return [{
		code: feed.code,
		message: `${name}: ${feed.message}`
	}];
	if (feed !== void 0 || isInReport) return [];
	return [{
		code: "INCOMPLETE",
		message: `${name} is neither in \`evidence.feeds\` nor in the report`
	}];
}
function denier(denial, feeds) {
	const ids = new Set(denial?.ids?.map((id) => id.toUpperCase()));
	return (unit) => {
		const since = unit.kevSince ?? first(unit, feeds.kev);
		const likely = highest([unit.epss, ...all(unit, feeds.epss)]);
		const notes = [...likely === void 0 ? [] : [`EPSS ${likely}`], ...since === void 0 ? [] : [`KEV since ${since}`]];
		if (denial === void 0) return {
			why: [],
			notes
		};
		return {
			why: [
				...denial.kev === true && since !== void 0 ? ["known to be exploited"] : [],
				...likely !== void 0 && denial.epss?.holds(likely) === true ? [`EPSS ${denial.epss.text}`] : [],
				...denial.cvss !== void 0 && scored(unit).some((score) => denial.cvss?.holds(score) === true) ? [`CVSS ${denial.cvss.text}`] : [],
				...unit.names.some((name) => ids.has(name)) ? ["on the list of denied ids"] : []
			],
			notes
		};
	};
}
function scored({ cvss, severity }) {
	const score = highest([
		cvss?.v2,
		cvss?.v3,
		cvss?.v4
	]);
	return score === void 0 ? ranges[severity] : [score];
}
function all({ names }, feed) {
	if (feed?.state !== "known") return [];
	const { entries } = feed.value;
	return names.flatMap((name) => entries.get(name) ?? []);
}
function first(unit, feed) {
	return all(unit, feed)[0];
}

// src/policy/scan-judgement.ts
function judgeScan(scan, platform, context) {
	const { options, feeds } = context;
	const previous = context.previous?.(platform);
	const gaps = [
		...scanGaps(scan, options),
		...denialGaps(options.deny, scan, feeds),
		...previous !== void 0 && "reason" in previous ? [previous.reason] : []
	];
	if (gaps.length > 0) return {
		reasons: gaps,
		findings: [],
		counted: []
	};
	const deny = denier(options.deny, feeds);
	const known = previous !== void 0 && "units" in previous ? previous.units : void 0;
	const units = unitsOf(scan);
	const fresh = known === void 0 ? /* @__PURE__ */ new Set() : newUnits(units, known);
	const counting = [];
	const findings = [];
	for (const unit of units) {
		const isCounted = isMeant(unit, options.only);
		const weighed = {
			unit,
			...deny(unit),
			isLimited: isCounted && isLimited(unit.severity, options.max),
			isNew: isCounted && fresh.has(unit)
		};
		if (weighed.why.length === 0 && !weighed.isLimited && !weighed.isNew) continue;
		const finding = findingOf$2(unit, platform, [...weighed.why, ...weighed.notes]);
		const removal = removalOf(weighed, finding, {
			platform,
			context
		});
		if (removal === void 0) counting.push(weighed);
		findings.push({
			...finding,
			...removal
		});
	}
	return {
		reasons: reasonsFor(counting, options),
		findings,
		counted: counting.map(({ unit }) => unit.severity)
	};
}
function scanGaps(scan, options) {
	const { max = {}, only, suppressions } = options;
	const lacks = (field) => scan.lacks.includes(field);
	const asksSeverity = severities.some((severity) => severity !== "unknown" && max[severity] !== void 0);
	return [
		scan.proofOfWork === void 0 && "nothing shows that the scanner recognised anything, so nothing found is not \"clean\"",
		only?.fixable === true && lacks("fix") && "the report does not say what is fixed, which `only: { fixable: true }` needs",
		(only?.types ?? only?.purls) !== void 0 && lacks("package") && "the report names no packages, which `only` needs",
		asksSeverity && lacks("severity") && "the report does not rate everything, which `max` needs",
		suppressions === "refuse" && lacks("suppressed") && "the report does not list what the scanner was told to hide",
		hidesMore(scan, options) && `the scan was filtered (${scan.filters.join(", ")}), and what that left out is not known`
	].filter((message) => message !== false).map((message) => ({
		code: "INCOMPLETE",
		message
	}));
}
function hidesMore({ filters }, { only, suppressions, deny, against }) {
	if (suppressions === "accept") return false;
	const countsFixable = only?.fixable === true && deny === void 0 && against === void 0;
	return filters.some((filter) => !(countsFixable && filter === "only-fixed"));
}
function isMeant({ fix, package: found }, only) {
	if (only === void 0) return true;
	if (only.fixable === true && (fix === "not-fixed" || fix === "wont-fix")) return false;
	if (found === void 0) return true;
	const types = [found.type?.toLowerCase(), purlType(found.purl)].filter((type) => type !== void 0);
	if (only.types !== void 0 && types.length > 0 && !only.types.some((type) => types.includes(type.toLowerCase()))) return false;
	return only.purls === void 0 || found.purl === void 0 || only.purls.some((pattern) => pattern.matches(found));
}
function removalOf({ unit, why }, finding, { platform, context }) {
	const { options, judging, excuse } = context;
	if (unit.suppressed !== void 0 && options.suppressions === "accept") return {
		removedBy: "except",
		removal: `hidden by the scanner's settings: ${unit.suppressed.by}`
	};
	const document = excuse?.(unit, platform);
	if (document !== void 0) return {
		removedBy: "vex",
		removal: document
	};
	const until = why.length > 0 ? void 0 : graceOf(unit, options.grace, judging.now);
	if (until !== void 0) return {
		removedBy: "grace",
		removal: `until ${until.toISOString()}`
	};
	const waiver = judging.waiverFor(finding);
	return waiver === void 0 ? void 0 : {
		removedBy: "waiver",
		removal: waiver
	};
}
function graceOf(unit, grace, now) {
	const age = grace?.[unit.severity];
	const since = statedTime(unit.published, now) ?? statedTime(unit.fixedSince, now);
	if (age === void 0 || since === void 0) return void 0;
	const until = new Date(since.getTime() + age.seconds * 1e3);
	return until > now ? until : void 0;
}
function reasonsFor(counting, options) {
	const limited = counting.filter(({ isLimited }) => isLimited).map(({ unit }) => unit.severity);
	const added = counting.filter(({ isNew }) => isNew);
	const most = options.new ?? 0;
	const hidden = options.suppressions === "refuse" ? counting.filter(({ unit }) => unit.suppressed) : [];
	return [
		...exceeded(limited, options.max),
		...denials(counting),
		...added.length > most ? [violation("vulnerabilities that the target does not have", {
			observed: `${added.length}: ${idsOf(added)}`,
			expected: `<= ${most}`
		})] : [],
		...hidden.length > 0 ? [violation("the scanner's settings hid findings", {
			observed: idsOf(hidden),
			expected: "none hidden"
		})] : []
	];
}
function denials(counting) {
	return [...new Set(counting.flatMap(({ why }) => why))].map((rule) => violation(`denied: ${rule}`, { observed: idsOf(counting.filter(({ why }) => why.includes(rule))) }));
}
function idsOf(counting) {
	const ids = [...new Set(counting.map(({ unit }) => unit.id))];
	return ids.length > 5 ? `${ids.slice(0, 5).join(", ")}, and ${ids.length - 5} more` : ids.join(", ");
}

// src/policy/vex-statement.ts
const Vex = strict({
	by: Signers.describe("Whose statements count."),
	statuses: array(_enum(["not_affected", "fixed"])).min(1).describe("Which statuses excuse a finding. Default: both.").default(["not_affected", "fixed"]),
	justifications: array(Text).min(1).describe("Which justifications count for not_affected: [vulnerable_code_not_present]. Default: any.").optional(),
	"max-age": Age.describe("How old a statement may be: 180d.").optional()
});
function vexReader({ vex, facts, judging }) {
	const want = {
		noun: "VEX",
		...ofKind("vex"),
		by: vex.by,
		covers: "image"
	};
	const { demands } = choose(inspect(facts), want, judging);
	const indexed = demands.map((demand) => ({
		demand,
		index: indexOf(demand)
	}));
	return (unit, platform) => {
		const answers = indexed.filter(({ demand }) => demand.platform === platform).map(({ demand, index }) => {
			const image = {
				repository: facts.image.repository,
				digests: [facts.image.digest, demand.digest]
			};
			const said = unit.names.flatMap((name) => index.get(name) ?? []).filter((each) => isAbout(each, unit, image));
			return excuse([...new Set(said)], vex, judging.now);
		});
		return answers.includes(void 0) ? void 0 : answers[0];
	};
}
function indexOf(demand) {
	const index = /* @__PURE__ */ new Map();
	for (const { evidence, part } of demand.counted) for (const statement of part.vex.statements) {
		const said = {
			statement,
			evidence
		};
		for (const name of new Set([statement.vulnerability, ...statement.aliases].map((id) => id.toUpperCase()))) append(index, name, said);
	}
	return index;
}
function append(index, name, said) {
	const list = index.get(name);
	if (list === void 0) index.set(name, [said]);
	else list.push(said);
}
function isAbout({ statement }, unit, image) {
	const { products, subcomponents } = statement;
	const isOurs = (name) => {
		if (image.digests.some((digest) => digest === name)) return true;
		const read = readPurl(name);
		return read !== void 0 && meansImage(read, image);
	};
	const { package: found } = unit;
	const means = (name) => found !== void 0 && meansPackage(name, found);
	if (subcomponents.length > 0) return (products.length === 0 || products.some(isOurs)) && subcomponents.some(means);
	return products.length === 0 || products.some((name) => isOurs(name) || means(name));
}
function excuse(said, vex, now) {
	const last = newest(said, ({ statement, evidence }) => statedTime(statement.timestamp, now) ?? orderTime(evidence, void 0, now));
	const [first] = last;
	if (first === void 0 || !last.every((each) => isAccepted(each, vex, now))) return void 0;
	const { status, justification } = first.statement;
	return [
		first.evidence.title,
		status,
		justification
	].filter((text) => text !== void 0).join(", ");
}
function isAccepted({ statement, evidence }, vex, now) {
	const { status, justification, impact } = statement;
	if (!vex.statuses.some((accepted) => accepted === status)) return false;
	if (status === "not_affected") {
		if (justification === void 0 && impact === void 0) return false;
		if (vex.justifications !== void 0 && !vex.justifications.some((each) => each === justification)) return false;
	}
	const maxAge = vex["max-age"];
	if (maxAge === void 0) return true;
	const age = ageOf(evidence, statement.timestamp, now);
	return age !== void 0 && isWithin(age, maxAge);
}

// src/policy/checks/vulnerabilities.ts
const Only = strict({
	fixable: literal(true).describe("Those that have a fix; where it is not known whether they have, they count.").optional(),
	types: array(Text).min(1).describe("Packages of these types: [deb, npm].").optional(),
	purls: array(Text.transform(reading(parsePackagePattern))).min(1).describe("Packages whose purl is like one of these globs: [pkg:npm/**].").optional()
}).refine((written) => Object.values(written).some((value) => value !== void 0), { error: say("is empty", "Name what counts: { fixable: true }.") });
const Grace = partialRecord(_enum(severities), Age).refine((grace) => Object.keys(grace).length > 0, { error: say("is empty", "Write { high: 7d }.") });
const Vulnerabilities = strict({
	by: By.describe("Whose scans count, or `local`. Default: every signer of trust.signers.").optional(),
	scanners: oneOrMore(Text).transform((written) => [written].flat()).describe("Each of these must have scanned each platform: trivy, grype. Default: any one.").optional(),
	"max-age": Age.describe("How old a scan may be: 24h. An older one does not count, so that a newer one cannot be hidden."),
	max: SeverityLimits.describe("At most so many of a platform, by severity.").optional(),
	deny: Denial.describe("Refused whatever their number; `only` and `grace` do not excuse them.").optional(),
	only: Only.describe("What `max` and `new` count. Default: everything.").optional(),
	grace: Grace.describe("For so long after it was published, or where that is not known after a fix came out, one of this severity does not count: { high: 7d }.").optional(),
	suppressions: _enum([
		"refuse",
		"count",
		"accept"
	]).describe("What becomes of findings that the scanner's own settings hid. Default: count.").default("count"),
	against: literal("target").describe("Compares with what the first moving tag of the stage names at its first target now. Without such a tag, or where it names nothing yet, there is nothing to be worse than.").optional(),
	new: whole(0).describe("With `against`: at most so many that the target does not have. Default: 0.").optional(),
	vex: Vex.describe("Whose VEX excuses findings. Default: none.").optional()
}).refine(({ max, deny, against }) => max !== void 0 || deny !== void 0 || against !== void 0, { error: say("asks for nothing", "Limit something: { max: { critical: 0 } }, deny, or against: target.") }).refine((written) => written.new === void 0 || written.against !== void 0, { error: say("`new` says nothing without `against`", "Add against: target.") });
const vulnerabilitiesCheck = defineCheck({
	name: "vulnerabilities",
	title: "What trusted scans found, by severity and by name.",
	schema: Vulnerabilities,
	about: "world",
	needs: ({ deny, against }) => ({
		evidence: true,
		previous: against === void 0 ? "no" : "evidence",
		feeds: [...deny?.kev === true ? ["kev"] : [], ...deny?.epss === void 0 ? [] : ["epss"]]
	}),
	signers: ({ by, vex }) => [.../* @__PURE__ */ new Set([...by?.names ?? [], ...vex?.by.names ?? []])],
	judge(options, facts, judging) {
		const { by, scanners, "max-age": maxAge, vex, max } = options;
		const { now } = judging;
		const want = {
			noun: "scan",
			...ofKind("scan"),
			by,
			covers: "platform",
			wantsAll: true
		};
		const context = {
			options,
			feeds: facts.feeds,
			judging,
			excuse: vex && vexReader({
				vex,
				facts,
				judging
			}),
			...options.against && { previous: previousUnits(facts, {
				by,
				judging
			}) }
		};
		const counts = [];
		const judgement = weigh(choose(inspect(facts), want, judging), ({ counted, platform }) => {
			const candidates = counted.map(({ evidence, part }) => ({
				evidence,
				part: part.scan
			}));
			const { scans, ignored, reasons } = chooseScans(candidates, {
				scanners,
				maxAge,
				now
			});
			const judged = scans.map(({ part }) => judgeScan(part, platform, context));
			for (const { counted: units } of judged) counts.push(`${platform ?? "image"} ${countsText(units, max)}`);
			return {
				reasons: [...reasons, ...judged.flatMap((each) => each.reasons)],
				findings: judged.flatMap(({ findings }) => findings),
				used: scans.map(({ evidence }) => evidence),
				ignored
			};
		}, {
			note: "",
			howTo: `Scan each platform and attest the report: trivy image --format cosign-vuln, cosign attest --type vuln.`
		});
		const { reasons } = judgement;
		const help = reasons.some(({ code }) => code === "VIOLATION") ? remedy(judgement.findings) : judgement.help;
		return {
			...judgement,
			note: counts.join("; "),
			...help !== void 0 && { help }
		};
	}
});
function remedy(findings) {
	const fixed = findings.flatMap(({ removedBy, package: found, detail = "" }) => {
		const versions = /^fixed in ([^·]+)/.exec(detail)?.[1]?.trim();
		return removedBy !== void 0 || found === void 0 || versions === void 0 ? [] : [`${found.name} ${versions}`];
	});
	const wanted = [...new Set(fixed)].slice(0, 3).join(", ");
	return wanted === "" ? "Nothing is fixed yet: replace the package, or add a waiver with an expiry or a VEX statement." : `Rebuild with ${wanted}, or add a waiver with an expiry.`;
}

// src/policy/local-time.ts
function isTimeZone(name) {
	try {
		return new Intl.DateTimeFormat("en-US", { timeZone: name }).format(0) !== "";
	} catch {
		return false;
	}
}
function localTime(instant, timeZone) {
	const parts = new Intl.DateTimeFormat("en-US", {
		timeZone,
		hourCycle: "h23",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit"
	}).formatToParts(instant);
	const part = (type) => parts.find((each) => each.type === type)?.value ?? "";
	const date = `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
	return {
		date,
		weekday: (/* @__PURE__ */ new Date(`${date}T00:00:00Z`)).getUTCDay(),
		clock: `${part("hour")}:${part("minute")}`
	};
}

// src/policy/checks/window.ts
const weekdays = [
	"sun",
	"mon",
	"tue",
	"wed",
	"thu",
	"fri",
	"sat"
];
const oneDay = `(?:${weekdays.join("|")})`;
const clock = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const Days = string().regex(new RegExp(`^${oneDay}(?:-${oneDay})?$`), { error: say("is no day of the week", "Write mon, tue, wed, thu, fri, sat, sun, or a range: mon-fri.") });
const Hours = string().regex(new RegExp(`^${clock}-(?:${clock}|24:00)$`), { error: say("are no hours", "Write '09:00-17:00'; the end is not included, and '22:00-06:00' crosses midnight.") }).refine((hours) => hours.slice(0, 5) !== hours.slice(6), { error: say("begin where they end", "Write '00:00-24:00' for the whole day.") });
const TimeZone = Text.refine(isTimeZone, { error: say("is no time zone", "Write a name of the IANA database, Europe/Berlin, or UTC.") }).describe("Of days and hours; default UTC.");
const Allowed = strict({
	days: oneOrMore(Days).describe("Days of the week: mon-fri.").optional(),
	hours: Hours.describe("From and until, which is not included: '09:00-17:00'; a window over midnight belongs to the day it begins on. Days, hours or both have to be there.").optional(),
	timezone: TimeZone.default("UTC")
}).refine(({ days, hours }) => days !== void 0 || hours !== void 0, { error: say("is empty", "Name days or hours: { days: mon-fri, hours: '09:00-17:00' }.") });
const Denied = strict({
	from: Day.describe("The first day."),
	to: Day.describe("The last day, included."),
	why: Text.describe("Shown where it refuses.").optional(),
	timezone: TimeZone.default("UTC")
}).refine(({ from, to }) => from <= to, { error: say("ends before it begins", "Write the earlier day as from.") });
const windowCheck = defineCheck({
	name: "window",
	title: "When promotions may happen: hours of the week, and days of a freeze.",
	schema: strict({
		allow: array(Allowed).min(1).describe("Only in one of these.").optional(),
		deny: array(Denied).min(1).describe("In none of these, whatever `allow` says.").optional()
	}).refine(({ allow, deny }) => allow !== void 0 || deny !== void 0, { error: say("is empty", "Name a freeze: { deny: [{ from: 2026-12-23, to: 2027-01-02, why: \u2026 }] }.") }),
	about: "world",
	dependsOn: "time",
	judge({ allow, deny = [] }, _facts, { now }) {
		const frozen = deny.filter(({ from, to, timezone }) => {
			const { date } = localTime(now, timezone);
			return from <= date && date <= to;
		});
		const [first, ...rest] = frozen.map(({ from, to, why, timezone }) => violation(`no promotions now: ${why ?? "a freeze"}`, {
			observed: localText(now, timezone),
			expected: `not ${from} to ${to}`
		}));
		if (first !== void 0) {
			const last = frozen.map(({ to }) => to).sort().at(-1);
			return stops([first, ...rest], { help: `Promote after ${last}.` });
		}
		if (allow === void 0) return passes("no freeze");
		const open = allow.find((window) => isOpen(window, localTime(now, window.timezone)));
		if (open !== void 0) return passes(windowText(open));
		const expected = allow.map(windowText).join(", or ");
		const observed = [...new Set(allow.map(({ timezone }) => timezone))].map((zone) => localText(now, zone)).join(", ");
		return stops([violation("no promotions at this time", {
			observed,
			expected
		})], { help: `Promote ${expected}.` });
	}
});
function isOpen({ days, hours }, { weekday, clock }) {
	const on = (day) => days === void 0 || [days].flat().some((range) => hasDay(range, day));
	if (hours === void 0) return on(weekday);
	const [from, to] = [hours.slice(0, 5), hours.slice(6)];
	if (from < to) return on(weekday) && from <= clock && clock < to;
	return on(weekday) && from <= clock || on((weekday + 6) % 7) && clock < to;
}
function hasDay(range, day) {
	const [from = "", to = from] = range.split("-");
	const [first, last] = [weekdays.indexOf(from), weekdays.indexOf(to)];
	return first <= last ? first <= day && day <= last : day >= first || day <= last;
}
function windowText({ days, hours, timezone }) {
	return [
		...days === void 0 ? [] : [[days].flat().join(", ")],
		...hours === void 0 ? [] : [hours],
		timezone
	].join(" ");
}
function localText(now, zone) {
	const { date, weekday, clock } = localTime(now, zone);
	return `${weekdays[weekday]} ${date} ${clock} ${zone}`;
}

// src/policy/catalogue.ts
const checks = [
	tagCheck,
	repositoryCheck,
	signatureCheck,
	provenanceCheck,
	attestationCheck,
	sbomCheck,
	componentsCheck,
	licensesCheck,
	vulnerabilitiesCheck,
	baseImageCheck,
	osCheck,
	platformsCheck,
	labelsCheck,
	annotationsCheck,
	configCheck,
	sizeCheck,
	ageCheck,
	promotedCheck,
	summaryCheck,
	testsCheck,
	checksCheck,
	sourceCheck,
	reviewCheck,
	windowCheck,
	noDowngradeCheck
];
const checkNames = checks.map(({ name }) => name);
function findCheck(name) {
	return checks.find((check) => check.name === name);
}

export { setAside as a, packageKey as c, newest as d, orderTime as f, anySigner as h, anyOne as i, ofKind as l, inspect as m, checks as n, weigh as o, choose as p, findCheck as r, groupOf as s, checkNames as t, ageOf as u };