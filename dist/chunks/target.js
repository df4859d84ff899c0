import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { t as HoistError } from "./errors.js";
import { a as isTag, i as isLayout, l as parseRepository, t as baseNameOf, x as shortDigest } from "./reference.js";

// node_modules/semver/internal/debug.js
var require_debug = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const debug = typeof process === "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {};
	module.exports = debug;
}));

// node_modules/semver/internal/constants.js
var require_constants = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SEMVER_SPEC_VERSION = "2.0.0";
	const MAX_LENGTH = 256;
	const MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER || 
	/* istanbul ignore next */ 9007199254740991;
	const MAX_SAFE_COMPONENT_LENGTH = 16;
	const MAX_SAFE_BUILD_LENGTH = 250;
	const WHITESPACE_CHARACTERS = [
		"	",
		"\n",
		"\v",
		"\f",
		"\r",
		" ",
		"\xA0",
		"\u1680",
		"\u2000",
		"\u2001",
		"\u2002",
		"\u2003",
		"\u2004",
		"\u2005",
		"\u2006",
		"\u2007",
		"\u2008",
		"\u2009",
		"\u200a",
		"\u2028",
		"\u2029",
		"\u202f",
		"\u205f",
		"\u3000",
		"\ufeff"
	];
	const RELEASE_TYPES = [
		"major",
		"premajor",
		"minor",
		"preminor",
		"patch",
		"prepatch",
		"prerelease"
	];
	module.exports = {
		MAX_LENGTH,
		MAX_SAFE_COMPONENT_LENGTH,
		MAX_SAFE_BUILD_LENGTH,
		MAX_SAFE_INTEGER,
		WHITESPACE_CHARACTERS,
		RELEASE_TYPES,
		SEMVER_SPEC_VERSION,
		FLAG_INCLUDE_PRERELEASE: 1,
		FLAG_LOOSE: 2
	};
}));

// node_modules/semver/internal/re.js
var require_re = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { MAX_SAFE_COMPONENT_LENGTH, MAX_SAFE_BUILD_LENGTH, MAX_LENGTH } = require_constants();
	const debug = require_debug();
	exports = module.exports = {};
	const re = exports.re = [];
	const safeRe = exports.safeRe = [];
	const src = exports.src = [];
	const safeSrc = exports.safeSrc = [];
	const t = exports.t = {};
	let R = 0;
	const LETTERDASHNUMBER = "[a-zA-Z0-9-]";
	const safeRegexReplacements = [
		["\\s", 1],
		["\\d", MAX_LENGTH],
		[LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
	];
	const makeSafeRegex = (value) => {
		for (const [token, max] of safeRegexReplacements) value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
		return value;
	};
	const createToken = (name, value, isGlobal) => {
		const safe = makeSafeRegex(value);
		const index = R++;
		debug(name, index, value);
		t[name] = index;
		src[index] = value;
		safeSrc[index] = safe;
		re[index] = new RegExp(value, isGlobal ? "g" : void 0);
		safeRe[index] = new RegExp(safe, isGlobal ? "g" : void 0);
	};
	createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
	createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
	createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
	createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})`);
	createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})`);
	createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
	createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
	createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
	createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
	createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
	createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
	createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
	createToken("FULL", `^${src[t.FULLPLAIN]}$`);
	createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
	createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
	createToken("GTLT", "((?:<|>)?=?)");
	createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
	createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
	createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?)?)?`);
	createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?)?)?`);
	createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
	createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("COERCEPLAIN", `(^|[^\\d])(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}})(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
	createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
	createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?(?:${src[t.BUILD]})?(?:$|[^\\d])`);
	createToken("COERCERTL", src[t.COERCE], true);
	createToken("COERCERTLFULL", src[t.COERCEFULL], true);
	createToken("LONETILDE", "(?:~>?)");
	createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, true);
	exports.tildeTrimReplace = "$1~";
	createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
	createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("LONECARET", "(?:\\^)");
	createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, true);
	exports.caretTrimReplace = "$1^";
	createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
	createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
	createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
	createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true);
	exports.comparatorTrimReplace = "$1$2$3";
	createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})\\s+-\\s+(${src[t.XRANGEPLAIN]})\\s*$`);
	createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})\\s+-\\s+(${src[t.XRANGEPLAINLOOSE]})\\s*$`);
	createToken("STAR", "(<|>)?=?\\s*\\*");
	createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
	createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
}));

// node_modules/semver/internal/parse-options.js
var require_parse_options = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const looseOption = Object.freeze({ loose: true });
	const emptyOpts = Object.freeze({});
	const parseOptions = (options) => {
		if (!options) return emptyOpts;
		if (typeof options !== "object") return looseOption;
		return options;
	};
	module.exports = parseOptions;
}));

// node_modules/semver/internal/identifiers.js
var require_identifiers = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const numeric = /^[0-9]+$/;
	const compareIdentifiers = (a, b) => {
		if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
		const anum = numeric.test(a);
		const bnum = numeric.test(b);
		if (anum && bnum) {
			a = +a;
			b = +b;
		}
		return a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
	};
	const rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
	module.exports = {
		compareIdentifiers,
		rcompareIdentifiers
	};
}));

// node_modules/semver/classes/semver.js
var require_semver = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const debug = require_debug();
	const { MAX_LENGTH, MAX_SAFE_INTEGER } = require_constants();
	const { safeRe: re, t } = require_re();
	const parseOptions = require_parse_options();
	const { compareIdentifiers } = require_identifiers();
	const isPrereleaseIdentifier = (prerelease, identifier) => {
		const identifiers = identifier.split(".");
		if (identifiers.length > prerelease.length) return false;
		for (let i = 0; i < identifiers.length; i++) if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) return false;
		return true;
	};
	var SemVer = class SemVer {
		constructor(version, options) {
			options = parseOptions(options);
			if (version instanceof SemVer) {
				if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease) return version;
				else version = version.version;
			} else if (typeof version !== "string") throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
			if (version.length > MAX_LENGTH) throw new TypeError(`version is longer than ${MAX_LENGTH} characters`);
			debug("SemVer", version, options);
			this.options = options;
			this.loose = !!options.loose;
			this.includePrerelease = !!options.includePrerelease;
			const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
			if (!m) throw new TypeError(`Invalid Version: ${version}`);
			this.raw = version;
			this.major = +m[1];
			this.minor = +m[2];
			this.patch = +m[3];
			if (this.major > MAX_SAFE_INTEGER || this.major < 0) throw new TypeError("Invalid major version");
			if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) throw new TypeError("Invalid minor version");
			if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) throw new TypeError("Invalid patch version");
			if (!m[4]) this.prerelease = [];
			else this.prerelease = m[4].split(".").map((id) => {
				if (/^[0-9]+$/.test(id)) {
					const num = +id;
					if (num >= 0 && num < MAX_SAFE_INTEGER) return num;
				}
				return id;
			});
			this.build = m[5] ? m[5].split(".") : [];
			this.format();
		}
		format() {
			this.version = `${this.major}.${this.minor}.${this.patch}`;
			if (this.prerelease.length) this.version += `-${this.prerelease.join(".")}`;
			return this.version;
		}
		toString() {
			return this.version;
		}
		compare(other) {
			debug("SemVer.compare", this.version, this.options, other);
			if (!(other instanceof SemVer)) {
				if (typeof other === "string" && other === this.version) return 0;
				other = new SemVer(other, this.options);
			}
			if (other.version === this.version) return 0;
			return this.compareMain(other) || this.comparePre(other);
		}
		compareMain(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			if (this.major < other.major) return -1;
			if (this.major > other.major) return 1;
			if (this.minor < other.minor) return -1;
			if (this.minor > other.minor) return 1;
			if (this.patch < other.patch) return -1;
			if (this.patch > other.patch) return 1;
			return 0;
		}
		comparePre(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			if (this.prerelease.length && !other.prerelease.length) return -1;
			else if (!this.prerelease.length && other.prerelease.length) return 1;
			else if (!this.prerelease.length && !other.prerelease.length) return 0;
			let i = 0;
			do {
				const a = this.prerelease[i];
				const b = other.prerelease[i];
				debug("prerelease compare", i, a, b);
				if (a === void 0 && b === void 0) return 0;
				else if (b === void 0) return 1;
				else if (a === void 0) return -1;
				else if (a === b) continue;
				else return compareIdentifiers(a, b);
			} while (++i);
		}
		compareBuild(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			let i = 0;
			do {
				const a = this.build[i];
				const b = other.build[i];
				debug("build compare", i, a, b);
				if (a === void 0 && b === void 0) return 0;
				else if (b === void 0) return 1;
				else if (a === void 0) return -1;
				else if (a === b) continue;
				else return compareIdentifiers(a, b);
			} while (++i);
		}
		inc(release, identifier, identifierBase) {
			if (release.startsWith("pre")) {
				if (!identifier && identifierBase === false) throw new Error("invalid increment argument: identifier is empty");
				if (identifier) {
					const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
					if (!match || match[1] !== identifier) throw new Error(`invalid identifier: ${identifier}`);
				}
			}
			switch (release) {
				case "premajor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor = 0;
					this.major++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "preminor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "prepatch":
					this.prerelease.length = 0;
					this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "prerelease":
					if (this.prerelease.length === 0) this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "release":
					if (this.prerelease.length === 0) throw new Error(`version ${this.raw} is not a prerelease`);
					this.prerelease.length = 0;
					break;
				case "major":
					if (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) this.major++;
					this.minor = 0;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "minor":
					if (this.patch !== 0 || this.prerelease.length === 0) this.minor++;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "patch":
					if (this.prerelease.length === 0) this.patch++;
					this.prerelease = [];
					break;
				case "pre": {
					const base = Number(identifierBase) ? 1 : 0;
					if (this.prerelease.length === 0) this.prerelease = [base];
					else {
						let i = this.prerelease.length;
						while (--i >= 0) if (typeof this.prerelease[i] === "number") {
							this.prerelease[i]++;
							i = -2;
						}
						if (i === -1) {
							if (identifier === this.prerelease.join(".") && identifierBase === false) throw new Error("invalid increment argument: identifier already exists");
							this.prerelease.push(base);
						}
					}
					if (identifier) {
						let prerelease = [identifier, base];
						if (identifierBase === false) prerelease = [identifier];
						if (isPrereleaseIdentifier(this.prerelease, identifier)) {
							const prereleaseBase = this.prerelease[identifier.split(".").length];
							if (isNaN(prereleaseBase)) this.prerelease = prerelease;
						} else this.prerelease = prerelease;
					}
					break;
				}
				default: throw new Error(`invalid increment argument: ${release}`);
			}
			this.raw = this.format();
			if (this.build.length) this.raw += `+${this.build.join(".")}`;
			return this;
		}
	};
	module.exports = SemVer;
}));

// node_modules/semver/functions/parse.js
var require_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
	const parse = (version, options, throwErrors = false) => {
		if (version instanceof SemVer) return version;
		try {
			return new SemVer(version, options);
		} catch (er) {
			if (!throwErrors) return null;
			throw er;
		}
	};
	module.exports = parse;
}));

// src/domain/time-keyword.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const months = "January February March April May June July August September October November December".split(" ");
/** By letter: the `Y` of `%Y`. `%n` is not among them. */
const timeKeywords = /* @__PURE__ */ new Map([
	["A", word(days, (instant) => instant.getUTCDay())],
	["a", word(days.map(abbreviated), (instant) => instant.getUTCDay())],
	["w", number(1, [0, 6], (instant) => instant.getUTCDay())],
	["d", number(2, [1, 31], (instant) => instant.getUTCDate())],
	["B", word(months, (instant) => instant.getUTCMonth())],
	["b", word(months.map(abbreviated), (instant) => instant.getUTCMonth())],
	["m", number(2, [1, 12], (instant) => instant.getUTCMonth() + 1)],
	["Y", number(4, [0, 9999], (instant) => instant.getUTCFullYear())],
	["y", number(2, [0, 99], (instant) => instant.getUTCFullYear() % 100)],
	["H", number(2, [0, 23], (instant) => instant.getUTCHours())],
	["I", number(2, [1, 12], (instant) => instant.getUTCHours() % 12 || 12)],
	["p", word(["AM", "PM"], (instant) => instant.getUTCHours() < 12 ? 0 : 1)],
	["M", number(2, [0, 59], (instant) => instant.getUTCMinutes())],
	["S", number(2, [0, 59], (instant) => instant.getUTCSeconds())],
	["f", number(6, [0, 999999], (instant) => instant.getUTCMilliseconds() * 1e3)],
	["Z", word(["UTC"], () => 0)],
	["j", number(3, [1, 366], dayOfYear)],
	["W", number(2, [0, 53], weekOfYear)]
]);
function word(words, index) {
	return {
		render: (instant) => words[index(instant)] ?? "",
		lengths: [...new Set(words.map((each) => each.length))].sort((a, b) => a - b),
		couldBe: (text) => words.includes(text)
	};
}
function number(width, [least, most], value) {
	return {
		render: (instant) => String(value(instant)).padStart(width, "0"),
		lengths: [width],
		couldBe: (text) => /^[0-9]+$/.test(text) && Number(text) >= least && Number(text) <= most
	};
}
function abbreviated(name) {
	return name.slice(0, 3);
}
/** 1 for the first of January. */
function dayOfYear(instant) {
	return (Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate()) - Date.UTC(instant.getUTCFullYear(), 0, 1)) / 864e5 + 1;
}
/** Weeks begin on Monday; the days before the year's first Monday are week 0. */
function weekOfYear(instant) {
	const daysSinceMonday = (instant.getUTCDay() + 6) % 7;
	return Math.floor((dayOfYear(instant) + 6 - daysSinceMonday) / 7);
}

// src/domain/tag-template.ts
/** Keywords in braces, each with why it may be without a value. */
const braceKeywords = /* @__PURE__ */ new Map([
	["digest", "every image has one"],
	["source-tag", "the image was given by digest"],
	["sha", "no provenance proves a commit and no label org.opencontainers.image.revision names one"],
	["run", "there is a run id in GitHub Actions only"],
	["major", "the tag is not a version like 1.4.2"],
	["minor", "the tag is not a version like 1.4.2"],
	["patch", "the tag is not a version like 1.4.2"]
]);
const maxLength$2 = 256;
const illegalInTag = /[^A-Za-z0-9_.-]/u;
/** The keywords in braces, which a capture may not be named after. */
function isTemplateKeyword(name) {
	return braceKeywords.has(name);
}
/**
* DTR's nineteen keywords, `%%`, our keywords in braces, and the captures.
*
* @throws HoistError `TEMPLATE_INVALID` for a keyword that does not exist
*/
function parseTagTemplate(text, captures = []) {
	if (text === "") throw invalid$2("a tag template is empty", "Write %n to keep the tag.");
	if (text.length > maxLength$2) throw invalid$2(`a tag template has at most ${maxLength$2} characters`);
	const known = new Set(captures);
	const parts = [];
	for (const [written] of text.matchAll(/%.?|\{[^{}]*\}?|[^%{]+/gsu)) if (written === "%%") parts.push({
		kind: "text",
		text: "%"
	});
	else if (written.startsWith("%")) parts.push(percentPart(text, written));
	else if (written.startsWith("{")) parts.push(bracePart(text, written, known));
	else parts.push({
		kind: "text",
		text: written
	});
	return {
		text,
		parts
	};
}
function percentPart(text, written) {
	if (written === "%n") return {
		kind: "value",
		written,
		name: "n"
	};
	const keyword = timeKeywords.get(written.slice(1));
	if (keyword !== void 0) return {
		kind: "time",
		written,
		keyword
	};
	const what = written === "%" ? "ends in a single %" : `has the keyword ${written}, which does not exist`;
	const letters = [...timeKeywords.keys()].map((letter) => `%${letter}`).join(" ");
	throw invalid$2(`the tag template ${JSON.stringify(text)} ${what}`, `Keywords are %n ${letters}; %% is a percent sign.`);
}
function bracePart(text, written, captures) {
	const name = written.slice(1, -1);
	if (written.endsWith("}") && (braceKeywords.has(name) || captures.has(name))) return {
		kind: "value",
		written,
		name
	};
	const what = written.endsWith("}") ? `has ${written}, which does not exist here` : "has a { without its }";
	const known = [.../* @__PURE__ */ new Set([...braceKeywords.keys(), ...captures])].map((each) => `{${each}}`).join(" ");
	const hint = name === "tag" || name === "n" ? "The tag of the image is %n." : `Known here: ${known}.`;
	throw invalid$2(`the tag template ${JSON.stringify(text)} ${what}`, hint);
}
/**
* @throws HoistError `TEMPLATE_VALUE` where a keyword has no value, `TAG_INVALID` where the result is not a legal tag
*/
function renderTag(template, values) {
	const tag = template.parts.map((part) => {
		if (part.kind === "text") return part.text;
		if (part.kind === "time") return part.keyword.render(values.instant);
		return valueOf(part.name, values) ?? missing(template, part);
	}).join("");
	if (isTag(tag)) return tag;
	const message = `the tag template ${JSON.stringify(template.text)} gives ${JSON.stringify(tag)}, which is not a legal tag`;
	throw new HoistError("config", "TAG_INVALID", message, { hint: "A tag has 1 to 128 letters, digits, \".\", \"_\", \"-\" and begins with a letter, a digit or \"_\"." });
}
/**
* Whether an earlier run, at any time and under any run id, could have made this tag of the same image: then a tag at
* the target that names the same digest counts as written (contract §5). Walks the set of places in the tag that can
* be reached, so it is linear in the template whatever is in it (A22).
*/
function couldHaveMade(template, values, tag) {
	let places = /* @__PURE__ */ new Set([0]);
	for (const part of template.parts) places = new Set([...places].flatMap((place) => endsOf(part, values, {
		tag,
		place
	})));
	return places.has(tag.length);
}
function endsOf(part, values, { tag, place }) {
	if (part.kind === "time") return part.keyword.lengths.map((length) => place + length).filter((end) => end <= tag.length && part.keyword.couldBe(tag.slice(place, end)));
	if (part.kind === "value" && part.name === "run") {
		const digits = /^[0-9]*/.exec(tag.slice(place))?.[0].length ?? 0;
		return Array.from({ length: digits }, (_, index) => place + index + 1);
	}
	const text = part.kind === "text" ? part.text : valueOf(part.name, values);
	return text !== void 0 && tag.startsWith(text, place) ? [place + text.length] : [];
}
/** Whether the tag is another one at another time. */
function usesTime(template) {
	return template.parts.some((part) => part.kind === "time" && part.written !== "%Z");
}
/** Whether the tag is another one in another run: the rule of {@link couldHaveMade} applies. */
function variesByRun(template) {
	return usesTime(template) || template.parts.some((part) => part.kind === "value" && part.name === "run");
}
/** Whether the tag tells which tag of the source it was made of. */
function namesSource(template) {
	return template.parts.some((part) => part.kind === "value" && (part.name === "n" || part.name === "source-tag"));
}
/** The names of the captures that a template uses. */
function capturesOf(template) {
	return template.parts.flatMap((part) => part.kind === "value" && part.name !== "n" ? [part.name] : []).filter((name) => !braceKeywords.has(name));
}
/** Why no values whatever make a legal tag of the template; undefined where some do. */
function whyNeverLegal(template) {
	const texts = template.parts.flatMap((part) => part.kind === "text" ? [part.text] : []);
	const illegal = illegalInTag.exec(texts.join(""))?.[0];
	if (illegal !== void 0) return `a tag cannot have ${JSON.stringify(illegal)}`;
	const first = template.parts[0];
	if (first?.kind === "text" && /^[.-]/.test(first.text)) return `a tag cannot begin with "${first.text.charAt(0)}"`;
	const least = template.parts.reduce((sum, part) => sum + leastLength(part), 0);
	return least > 128 ? `it gives at least ${least} characters, and a tag has at most 128` : void 0;
}
function leastLength(part) {
	if (part.kind === "text") return part.text.length;
	if (part.kind === "time") return part.keyword.lengths[0] ?? 0;
	return part.name === "digest" || part.name === "sha" ? 12 : 1;
}
function valueOf(name, values) {
	switch (name) {
		case "n": return values.n;
		case "digest": return shortDigest(values.digest);
		case "source-tag": return values.sourceTag;
		case "sha": return /^[0-9a-f]{12,}$/i.test(values.sha ?? "") ? values.sha?.slice(0, 12).toLowerCase() : void 0;
		case "run": return values.run;
		case "major":
		case "minor":
		case "patch": return ((0, import_parse.default)(values.sourceTag) ?? (0, import_parse.default)(values.n))?.[name].toString();
		default: return values.captures.get(name);
	}
}
function missing(template, part) {
	const message = `the tag template ${JSON.stringify(template.text)} needs ${part.written}, which has no value for this image`;
	const why = part.name === "n" ? "the image was given by digest" : braceKeywords.get(part.name);
	throw new HoistError("config", "TEMPLATE_VALUE", message, { hint: why === void 0 ? "The source captures no such name." : `Here ${why}: use another keyword, or give the image by tag.` });
}
function invalid$2(message, hint) {
	return new HoistError("config", "TEMPLATE_INVALID", message, { hint });
}

// src/domain/pattern.ts
/** N33. */
const maxLength$1 = 256;
const capture = /\{([^{}]*)\}/g;
const captureName = /^[a-z][a-z0-9-]{0,30}$/;
/**
* A target as written: a repository, parts of whose path may be captures of the source (`ghcr.io/acme/qa/{name}`,
* `\u2026/app-{name}`). Its text is canonical.
*
* @throws HoistError `PATTERN_INVALID` and what {@link parseRepository} throws
*/
function parseRepositoryPattern(text) {
	if (text.length > maxLength$1) throw invalid$1(text, `has more than ${maxLength$1} characters`);
	const names = [...text.matchAll(capture)].map((match) => match[1] ?? "");
	const bad = names.find((name) => !captureName.test(name));
	if (bad !== void 0) throw invalid$1(text, `has the capture {${bad}}`, "A capture is a lower-case word: {name}.");
	const reserved = names.find((name) => isTemplateKeyword(name));
	if (reserved !== void 0) throw invalid$1(text, `names a capture after the keyword {${reserved}} of tag templates`, "Choose another name.");
	if (/[{}]/.test(text.replaceAll(capture, ""))) throw invalid$1(text, "has a `{` or `}` without the other");
	if (/\}[^/]*\{/.test(text)) throw invalid$1(text, "has two captures in one component", "Put a slash between them.");
	if (/[*?[\]]/.test(text)) throw invalid$1(text, "has a wildcard", "Write {name} for one component of the path.");
	return {
		text: canonical(text),
		captures: [...new Set(names)]
	};
}
/**
* A source with captures, each of which is one whole component of the path.
*
* @throws HoistError as {@link parseRepositoryPattern}
*/
function parseSourcePattern(text) {
	const pattern = parseRepositoryPattern(text);
	const components = pattern.text.split("/").filter((component) => component.includes("{"));
	if (components.some((component) => !/^\{[^{}]*\}$/.test(component))) throw invalid$1(text, "has a capture that is only a part of a component", "Write {name} between two slashes.");
	if (components.length !== pattern.captures.length) throw invalid$1(text, "has a capture twice", "Name them apart.");
	return pattern;
}
/** Lets `parseRepository` judge and canonicalise the name with a stand-in for each capture. */
function canonical(text) {
	const standIn = (name) => `zz0${name}0zz`;
	const repository = parseRepository(text.replaceAll(capture, (_, name) => standIn(name)));
	const pattern = [...text.matchAll(capture)].reduce((result, [written, name]) => result.replace(standIn(name ?? ""), written), repository);
	if (!isLayout(repository) && pattern.slice(0, pattern.indexOf("/")).includes("{")) throw invalid$1(text, "has a capture in the host", "A capture is a component of the path.");
	return pattern;
}
/** What the captures of a pattern are for a repository; undefined if it does not match. */
function matchPattern(pattern, repository) {
	const wanted = pattern.text.split("/");
	const given = repository.split("/");
	if (wanted.length !== given.length) return void 0;
	const captures = /* @__PURE__ */ new Map();
	for (const [index, component] of wanted.entries()) {
		const value = given[index] ?? "";
		const [start, name, end] = parts(component);
		if (name === void 0 ? component !== value : !fits(value, start, end)) return void 0;
		if (name === void 0) continue;
		const captured = value.slice(start.length, value.length - end.length);
		if ((captures.get(name) ?? captured) !== captured) return void 0;
		captures.set(name, captured);
	}
	return captures;
}
/** A component around its capture: `app-{name}` is `app-`, `name` and nothing. */
function parts(component) {
	const [, start = component, name, end = ""] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(component) ?? [];
	return [
		start,
		name,
		end
	];
}
function fits(value, start, end) {
	return value.length > start.length + end.length && value.startsWith(start) && value.endsWith(end);
}
/**
* The captures with which a pipeline takes a repository; undefined if it does not take it. A pattern never takes one
* that another pipeline names.
*/
function matchSource({ source }, repository) {
	if (source.kind === "pattern") return source.except.has(repository) ? void 0 : matchPattern(source.pattern, repository);
	return (source.kind === "set" ? source.repositories : [source.repository]).includes(repository) ? /* @__PURE__ */ new Map([["name", baseNameOf(repository)]]) : void 0;
}
/** The repository that a target is for one source. Throws `PATTERN_INVALID` for a capture without a value. */
function expandTarget(target, captures) {
	if (target.captures.length === 0) return target.text;
	const text = target.text.replaceAll(capture, (written, name) => {
		const value = captures.get(name);
		if (value === void 0) throw invalid$1(target.text, `has ${written}, which the source does not capture`);
		return value;
	});
	return parseRepository(text);
}
/** Whether some repository is in both: exact for whole components, and never false where there is one. */
function patternsOverlap(a, b) {
	const left = a.text.split("/");
	const right = b.text.split("/");
	return left.length === right.length && left.every((part, index) => componentsOverlap(part, right[index] ?? ""));
}
function componentsOverlap(a, b) {
	const [start, name, end] = parts(a);
	const [otherStart, otherName, otherEnd] = parts(b);
	if (name === void 0) return otherName === void 0 ? a === b : fits(a, otherStart, otherEnd);
	if (otherName === void 0) return fits(b, start, end);
	return (start.startsWith(otherStart) || otherStart.startsWith(start)) && (end.endsWith(otherEnd) || otherEnd.endsWith(end));
}
function invalid$1(text, what, hint) {
	const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}\u2026` : text);
	return new HoistError("config", "PATTERN_INVALID", `the repository ${shown} ${what}`, { hint });
}

// src/domain/glob.ts
/** N33. */
const maxLength = 256;
/** Throws `GLOB_INVALID`, also for a pattern that no name can match. */
function parseGlob(text) {
	if (text === "") throw invalid(text, "is empty", "Write at least one character; `*` is every name.");
	if (text.length > maxLength) throw invalid(text, `is longer than ${maxLength} characters`, "Write several shorter patterns.");
	const tokens = tokenize(text);
	return {
		text,
		matches: (name) => matchTokens(tokens, name),
		sample: (filling) => tokens.map((token) => sampleOf(token, filling)).join("")
	};
}
function tokenize(text) {
	const tokens = [];
	for (let at = 0; at < text.length;) {
		const char = text.charAt(at);
		if (char === "*") {
			const deep = text.charAt(at + 1) === "*";
			tokens.push({ kind: deep ? "deep-star" : "star" });
			at += deep ? 2 : 1;
		} else if (char === "?") {
			tokens.push({ kind: "any" });
			at += 1;
		} else if (char === "[") {
			const set = readSet(text, at);
			tokens.push(set.token);
			at = set.end;
		} else {
			const literal = readLiteral(text, at);
			tokens.push({
				kind: "char",
				char: literal.char
			});
			at = literal.end;
		}
	}
	return tokens;
}
function readLiteral(text, at) {
	const escaped = text.charAt(at) === "\\";
	if (escaped && at + 1 === text.length) throw invalid(text, "ends in a `\\` that escapes nothing", "Remove the `\\`.");
	const char = String.fromCodePoint(text.codePointAt(escaped ? at + 1 : at) ?? 0);
	if (!/^[A-Za-z0-9._\-/:]$/.test(char)) throw invalid(text, `has ${nameOf(char)}, which no tag or repository has`, hintFor(char));
	return {
		char,
		end: at + (escaped ? 2 : 1)
	};
}
function readSet(text, start) {
	const negated = text.charAt(start + 1) === "!" || text.charAt(start + 1) === "^";
	const first = start + (negated ? 2 : 1);
	const ranges = [];
	let at = first;
	while (at < text.length) {
		if (text.charAt(at) === "]" && at > first) return {
			token: {
				kind: "set",
				negated,
				ranges
			},
			end: at + 1
		};
		const from = readMember(text, at);
		at = from.end;
		if (text.charAt(at) === "-" && at + 1 < text.length && text.charAt(at + 1) !== "]") {
			const to = readMember(text, at + 1);
			if (to.char < from.char) throw invalid(text, `has the range ${from.char}-${to.char} the wrong way round`);
			ranges.push([from.char, to.char]);
			at = to.end;
		} else ranges.push([from.char, from.char]);
	}
	throw invalid(text, "has a `[` without its `]`", "Close the set with `]`.");
}
function readMember(text, at) {
	return text.charAt(at) === "]" ? {
		char: "]",
		end: at + 1
	} : readLiteral(text, at);
}
/**
* Greedy with two places to start again from: the last `*`, which stops at a `/`, then the last `**`. An earlier star
* never needs another try, so there is no backtracking to blow up (A22): at most tokens × name² steps, in practice one
* pass.
*/
function matchTokens(tokens, name) {
	let token = 0;
	let at = 0;
	let star;
	let deep;
	for (;;) {
		const current = tokens[token];
		if (current?.kind === "star") {
			token += 1;
			star = {
				token,
				at
			};
		} else if (current?.kind === "deep-star") {
			token += 1;
			deep = {
				token,
				at
			};
			star = void 0;
		} else if (current === void 0 && at === name.length) return true;
		else if (current !== void 0 && at < name.length && accepts(current, name.charAt(at))) {
			token += 1;
			at += 1;
		} else if (star !== void 0 && star.at < name.length && name.charAt(star.at) !== "/") {
			star.at += 1;
			({token, at} = star);
		} else if (deep !== void 0 && deep.at < name.length) {
			deep.at += 1;
			star = void 0;
			({token, at} = deep);
		} else return false;
	}
}
function accepts(token, char) {
	switch (token.kind) {
		case "char": return token.char === char;
		case "any": return char !== "/";
		case "set": return char !== "/" && token.ranges.some(([from, to]) => from <= char && char <= to) !== token.negated;
		default: return false;
	}
}
function sampleOf(token, filling) {
	switch (token.kind) {
		case "char": return token.char;
		case "star":
		case "deep-star": return filling;
		default: return [
			"1",
			"a",
			...token.kind === "set" ? token.ranges.map(([from]) => from) : [],
			"0",
			"_"
		].find((char) => accepts(token, char)) ?? "-";
	}
}
function invalid(text, what, hint) {
	const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}\u2026` : text);
	return new HoistError("config", "GLOB_INVALID", `the pattern ${shown} ${what}`, { hint });
}
function nameOf(char) {
	const code = char.codePointAt(0) ?? 0;
	if (code > 32 && code < 127) return `\`${char}\``;
	return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
function hintFor(char) {
	if (char === "!") return "`!` excludes only as the first character of a pattern.";
	if ("{},".includes(char)) return "Alternatives are patterns of their own: write a list.";
	if ("^$()|+".includes(char)) return "That looks like a regular expression: for tags, write { matches: '\u2026' }.";
	if (char === "%") return "Keywords belong into `tag`, what a stage writes.";
	return "Names have ASCII letters, digits, \".\", \"_\", \"-\", \"/\" and \":\".";
}

// src/domain/target.ts
/** Every target of a stage, expanded as far as it can be without asking a registry. */
function targetsOf(pipeline, stage) {
	return stage.to.flatMap((to, index) => {
		const sources = namedSources(pipeline);
		if (sources === void 0) return [{
			pipeline,
			stage,
			index,
			repository: to
		}];
		return sources.map((source) => {
			const captures = matchSource(pipeline, source) ?? /* @__PURE__ */ new Map();
			return {
				pipeline,
				stage,
				index,
				source,
				repository: {
					text: expandTarget(to, captures),
					captures: []
				}
			};
		});
	});
}
/** The repositories that a source names; undefined for a pattern. */
function namedSources({ source }) {
	if (source.kind === "pattern") return void 0;
	return source.kind === "set" ? source.repositories : [source.repository];
}
/** Whether a target is, or for some source of a pattern would be, this repository. */
function couldBe({ pipeline, repository }, wanted) {
	if (repository.captures.length === 0 || pipeline.source.kind !== "pattern") return repository.text === wanted;
	const captures = matchPattern(repository, wanted);
	if (captures === void 0) return false;
	const { pattern, except } = pipeline.source;
	if (pattern.captures.some((name) => !captures.has(name))) return true;
	return !except.has(expandTarget(pattern, captures));
}
/** Whether some repository would be filled by both. */
function targetsMeet(a, b) {
	if (a.repository.captures.length === 0) return couldBe(b, a.repository.text);
	if (b.repository.captures.length === 0) return couldBe(a, b.repository.text);
	return patternsOverlap(a.repository, b.repository);
}
/** Whether a pipeline reads what the target holds. */
function feeds(target, reader) {
	const { source } = reader;
	const { repository } = target;
	if (source.kind !== "pattern") return (namedSources(reader) ?? []).some((each) => couldBe(target, each));
	if (repository.captures.length > 0) return patternsOverlap(source.pattern, repository);
	return matchSource(reader, repository.text) !== void 0;
}
/** The stage that fills a repository, which `copy` therefore may not write (contract §5). */
function stageThatFills(pipelines, repository) {
	const target = pipelines.flatMap((pipeline) => pipeline.stages.flatMap((stage) => targetsOf(pipeline, stage))).find((each) => couldBe(each, repository));
	return target === void 0 ? void 0 : {
		pipeline: target.pipeline.name,
		stage: target.stage.name
	};
}
/** A pipeline that does nothing but keep a repository as its source is: one stage that runs by itself, every tag moves. */
function isMirror({ stages }) {
	const [only, second] = stages;
	return only !== void 0 && second === void 0 && only.auto && only.environment === void 0 && only.tags.every(({ template, move }) => template.text === "%n" && move === "any");
}

export { require_re as C, require_parse_options as S, require_debug as T, renderTag as _, targetsMeet as a, require_parse as b, expandTarget as c, parseRepositoryPattern as d, parseSourcePattern as f, parseTagTemplate as g, namesSource as h, stageThatFills as i, matchPattern as l, couldHaveMade as m, isMirror as n, targetsOf as o, capturesOf as p, namedSources as r, parseGlob as s, feeds as t, matchSource as u, variesByRun as v, require_constants as w, require_semver as x, whyNeverLegal as y };