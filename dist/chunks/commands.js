import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { B as isDigest, D as parseFilePath, H as shortDigest, I as digestOf, M as stageNamed, N as stageText, P as algorithmOf, R as hexOf, U as HoistError, V as parseDigest, d as parseRepository, f as parseTag, n as writingEvents, r as baseNameOf, s as isTag, t as promotingEvents, u as parseReference } from "./start.js";
import { createHash } from "node:crypto";

// src/domain/outcome.ts
const loudestFirst = [
	"failed",
	"conflict",
	"refused",
	"waiting",
	"superseded",
	"promoted",
	"unchanged",
	"none"
];
function totalOutcome(outcomes) {
	const present = new Set(outcomes);
	return loudestFirst.find((outcome) => present.has(outcome)) ?? "none";
}
function expectedOutcome(state) {
	if (state === "ready") return "promoted";
	return state === "pending" ? "waiting" : state;
}
function isInPlace(outcome) {
	return outcome === "promoted" || outcome === "unchanged";
}
function totalExitCode(codes) {
	const present = new Set(codes);
	return [
		5,
		2,
		4,
		1,
		3
	].find((code) => present.has(code)) ?? 0;
}

// src/domain/plan.ts
function isWritten({ action }) {
	return action === "create" || action === "move";
}
function namesImage(tag) {
	return isWritten(tag) || tag.action === "unchanged";
}
function keepsAll({ tags }) {
	return tags.length > 0 && tags.every(({ action }) => action === "kept");
}
function overtakenOf(targets) {
	const isSame = (a, b) => a.digest === b.digest && a.source === b.source;
	return targets.filter((target) => targets.filter((other) => isSame(other, target)).every(keepsAll)).map(({ digest }) => digest);
}

// src/domain/glob.ts
const maxLength$2 = 256;
const names = /^[A-Za-z0-9._\-/:]$/;
const anyText = /^\P{Cc}$/u;
function exactGlob(name) {
	return {
		text: name,
		matches: (other) => other === name,
		sample: () => name
	};
}
function parseGlob(text) {
	return compile(text, names);
}
function parseTextGlob(text) {
	return compile(text, anyText);
}
function compile(text, alphabet) {
	if (text === "") throw invalid$3(text, "is empty", "Write at least one character; `*` is every name.");
	if (text.length > maxLength$2) throw invalid$3(text, `is longer than ${maxLength$2} characters`, "Write several shorter patterns.");
	const tokens = tokenize(text, alphabet);
	return {
		text,
		matches: (name) => matchTokens(tokens, name),
		sample: (filling) => tokens.map((token) => sampleOf$1(token, filling)).join("")
	};
}
function tokenize(text, alphabet) {
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
			const set = readSet(text, at, alphabet);
			tokens.push(set.token);
			at = set.end;
		} else {
			const literal = readLiteral(text, at, alphabet);
			tokens.push({
				kind: "char",
				char: literal.char
			});
			at = literal.end;
		}
	}
	return tokens;
}
function readLiteral(text, at, alphabet) {
	const escaped = text.charAt(at) === "\\";
	if (escaped && at + 1 === text.length) throw invalid$3(text, "ends in a `\\` that escapes nothing", "Remove the `\\`.");
	const place = escaped ? at + 1 : at;
	const char = text.charAt(place);
	if (!alphabet.test(char)) {
		const whole = String.fromCodePoint(text.codePointAt(place) ?? 0);
		if (alphabet === anyText) throw invalid$3(text, `has the control character ${nameOf(whole)}`, "Remove it.");
		throw invalid$3(text, `has ${nameOf(whole)}, which no tag or repository has`, hintFor(whole));
	}
	return {
		char,
		end: at + (escaped ? 2 : 1)
	};
}
function readSet(text, start, alphabet) {
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
		const from = readMember(text, at, alphabet);
		at = from.end;
		if (text.charAt(at) === "-" && at + 1 < text.length && text.charAt(at + 1) !== "]") {
			const to = readMember(text, at + 1, alphabet);
			if (to.char < from.char) throw invalid$3(text, `has the range ${from.char}-${to.char} the wrong way round`, `Write ${to.char}-${from.char}.`);
			ranges.push([from.char, to.char]);
			at = to.end;
		} else ranges.push([from.char, from.char]);
	}
	throw invalid$3(text, "has a `[` without its `]`", "Close the set with `]`.");
}
function readMember(text, at, alphabet) {
	return text.charAt(at) === "]" ? {
		char: "]",
		end: at + 1
	} : readLiteral(text, at, alphabet);
}
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
function sampleOf$1(token, filling) {
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
function invalid$3(text, what, hint) {
	const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}\u2026` : text);
	return new HoistError("config", "GLOB_INVALID", `the pattern ${shown} ${what}`, { hint });
}
function nameOf(char) {
	const code = char.codePointAt(0) ?? 0;
	if (code > 32 && code < 127) return `\`${char}\``;
	return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
function hintFor(char) {
	if (char === "!") return "`!` excludes only as the first character of a pattern for tags of a source.";
	if ("{},".includes(char)) return "Alternatives are patterns of their own: write a list.";
	if ("^$()|+".includes(char)) return "That looks like a regular expression: for tags, write { matches: '\u2026' }.";
	if (char === "%") return "Keywords belong into `tag`, what a stage writes.";
	return "Names have ASCII letters, digits, \".\", \"_\", \"-\", \"/\" and \":\".";
}

// src/domain/where.ts
function parseWhere(text, keys) {
	const found = /* @__PURE__ */ new Map();
	for (const part of (text ?? "").split(/[\n,]/)) {
		const written = part.trim();
		if (written === "") continue;
		const at = written.indexOf("=");
		const name = written.slice(0, Math.max(0, at)).trim();
		const value = written.slice(at + 1).trim();
		const key = keys.find((one) => one === name);
		if (at < 0 || value === "") throw invalid$2(`${shown(written)} is not key=value`, keys);
		if (key === void 0) throw invalid$2(`there is no key ${shown(name)}`, keys);
		if (found.has(key)) throw invalid$2(`${key} is given twice`, keys);
		found.set(key, value);
	}
	return found;
}
function wordOf(key, value, words) {
	if (value === void 0) return void 0;
	const word = words.find((one) => one === value);
	if (word !== void 0) return word;
	throw wrongValue(key, value, `Write one of ${words.join(", ")}.`);
}
function countOf(key, value) {
	if (value === void 0) return void 0;
	const count = /^[0-9]{1,6}$/.test(value) ? Number(value) : 0;
	if (count >= 1 && count <= mostOfAnything) return count;
	throw wrongValue(key, value, `Write a number from 1 to ${mostOfAnything}.`);
}
const mostOfAnything = 1e5;
const secondsOf = {
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800
};
function momentOf(key, value, now) {
	if (value === void 0) return void 0;
	const [, count, unit = ""] = /^([0-9]{1,6})([mhdw])$/.exec(value) ?? [];
	if (count !== void 0) return (/* @__PURE__ */ new Date(now.getTime() - Number(count) * (secondsOf[unit] ?? 0) * 1e3)).toISOString();
	const iso = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/;
	const [, time, , , zone] = iso.exec(value) ?? [];
	const moment = new Date(time !== void 0 && zone === void 0 ? `${value}Z` : value);
	if (iso.test(value) && !Number.isNaN(moment.getTime())) return moment.toISOString();
	throw wrongValue(key, value, "Write a day (2026-05-04), an instant (2026-05-04T10:00:00Z) or an age (7d).");
}
function wrongValue(key, value, hint) {
	return new HoistError("config", "WHERE_INVALID", `where: ${key} may not be ${shown(value)}`, { hint });
}
function invalid$2(what, keys) {
	return new HoistError("config", "WHERE_INVALID", `where: ${what}`, { hint: `Write key=value, one a line or separated by commas; keys are ${keys.join(", ")}.` });
}
function shown(text) {
	return JSON.stringify(text.slice(0, 100));
}

// src/domain/candidate-query.ts
const candidateKeys = [
	"tag",
	"since",
	"limit"
];
function parseCandidateQuery(text, now) {
	const where = parseWhere(text, candidateKeys);
	const tag = where.get("tag");
	const since = momentOf("since", where.get("since"), now);
	return {
		...tag === void 0 ? {} : { tag: parseGlob(tag) },
		...since === void 0 ? {} : { since },
		limit: countOf("limit", where.get("limit")) ?? 20
	};
}

// src/config/locate.ts
const defaultConfigPath = ".github/hoist.yml";
async function locateConfig({ path = defaultConfigPath, files, forge }) {
	const name = parseFilePath(path);
	if (forge === void 0) return {
		found: await readFrom(files, name),
		notices: []
	};
	const head = await forge.defaultBranch();
	const found = await readFrom(head.files, name, head.commit);
	return {
		found,
		notices: await compare$1(found, {
			files,
			name,
			place: `the default branch (${head.branch} at ${head.commit.slice(0, 12)})`
		})
	};
}
async function readFrom(files, path, commit = files.commit) {
	const bytes = await files.read(path).catch((error) => {
		throw placed(error, path);
	});
	if (bytes === void 0) return void 0;
	return {
		bytes,
		files,
		origin: {
			path,
			sha256: hexOf(digestOf(bytes)),
			...commit === void 0 ? {} : { commit }
		}
	};
}
function placed(error, file) {
	if (!(error instanceof HoistError) || error.kind !== "config" || error.position !== void 0) return error;
	const { code, message, hint } = error;
	return new HoistError("config", code, message, {
		hint,
		position: {
			file,
			line: 1,
			column: 1
		},
		cause: error
	});
}
async function compare$1(found, { files, name, place }) {
	const workspace = await readWorkspace(files, name);
	if (workspace === void 0) return [];
	if (found === void 0) return [`${name} is in the workspace but not on ${place}: it does not count before it is there`];
	if (isSameText(workspace, found.bytes)) return [];
	return [`${name} in the workspace differs from the one on ${place}, which decides`];
}
function isSameText(one, other) {
	const textOf = (bytes) => Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n");
	return textOf(one) === textOf(other);
}
async function readWorkspace(files, name) {
	try {
		return await files.read(name);
	} catch (error) {
		if (error instanceof HoistError) return void 0;
		throw error;
	}
}

// src/config/load.ts
async function loadConfig(options) {
	const early = options.forge === void 0 ? void 0 : reading();
	const { found, notices } = await locateConfig(options);
	if (found === void 0) return {
		config: void 0,
		notices
	};
	const [{ parseConfig, writtenConfig }, { resolveConfig }] = await (early ?? reading());
	const text = await parseConfig(found.bytes, found.origin.path);
	const written = writtenConfig(text, await readAll(text.files, found.files));
	const files = await readAll(written.files, found.files);
	return {
		config: await resolveConfig(written, {
			origin: found.origin,
			files
		}),
		notices
	};
}
async function readAll(named, files) {
	const byPath = new Map(named.map((file) => [file.path, file]));
	return new Map(await Promise.all([...byPath.values()].map((file) => readNamed(file, files))));
}
function reading() {
	return Promise.all([import("./parse2.js"), import("./resolve.js")]);
}
async function readNamed({ path, position }, files) {
	try {
		return [path, await files.read(path)];
	} catch (error) {
		if (!(error instanceof HoistError) || error.kind !== "config") throw error;
		const { code, message, hint } = error;
		throw new HoistError("config", code, message, {
			hint,
			position,
			cause: error
		});
	}
}

// src/commands/options.ts
const imageOption$1 = {
	name: "image",
	kind: "text",
	placeholder: "IMAGE",
	positional: true,
	description: "The image: `[REPOSITORY][:TAG][@DIGEST]`, a tag or a digest. Some events carry one; then it may be left out."
};
const wholeImageOption = {
	...imageOption$1,
	description: "The image: `REPOSITORY:TAG`, `REPOSITORY@DIGEST` or both; in a folder `oci:FOLDER:TAG`."
};
const pipelineOption = {
	name: "pipeline",
	kind: "text",
	placeholder: "NAME",
	description: "The pipeline, where the image alone does not tell."
};
const stageOption$1 = {
	name: "stage",
	kind: "text",
	placeholder: "NAME",
	description: "A manual promotion to this stage, then on through the automatic stages behind it."
};
const tagOption = {
	name: "tag",
	kind: "text",
	placeholder: "TAG",
	description: "The destination tag of a manual promotion, in place of the stage's first tag."
};
const targetsOption = {
	name: "targets",
	kind: "text",
	placeholder: "GLOB",
	description: "Only those targets of a stage whose whole repository matches: `**api`, `eu.example.com/**`. `*` does not cross a `/`, `**` does."
};
const commentOption$1 = {
	name: "comment",
	kind: "text",
	placeholder: "TEXT",
	description: "Why; kept in the record."
};
const configOption = {
	name: "config",
	kind: "text",
	placeholder: "PATH",
	default: defaultConfigPath,
	description: "The config. In Actions it is read at the head of the default branch."
};
const expectedPlanOption = {
	name: "expected-plan",
	kind: "text",
	placeholder: "HASH",
	description: "The hash of a plan of the first stage: anything else than that plan is a conflict."
};
const fixedOption = {
	name: "fixed",
	kind: "flag",
	surfaces: ["action"],
	default: "false",
	description: "Set by the reusable workflow, leave it alone: with `expected-plan`, the digest of `image` counts, whatever its tag names by now."
};
const dryRunOption = {
	name: "dry-run",
	kind: "flag",
	default: "false",
	description: "Show what would happen and write nothing."
};
const journalOption = {
	name: "journal",
	kind: "text",
	placeholder: "FILE",
	surfaces: ["cli"],
	default: ".hoist/journal.jsonl",
	description: "Where promotions are recorded, as JSON lines."
};
const whereOption = {
	name: "where",
	kind: "text",
	placeholder: "KEY=VALUE",
	repeatable: true,
	description: "What to look for: `key=value`, one a line or separated by commas."
};
const failOnOption = {
	name: "fail-on",
	kind: "choice",
	choices: ["drift", "refused"],
	description: "What else ends with exit code 1: `drift` of `status`."
};
const formatOption = {
	name: "format",
	kind: "choice",
	choices: [
		"text",
		"markdown",
		"csv"
	],
	surfaces: ["cli"],
	default: "text",
	description: "How the report is printed."
};
const markdownOption = {
	...formatOption,
	choices: ["text", "markdown"]
};
const prCommentOption = {
	name: "pr-comment",
	kind: "choice",
	choices: [
		"auto",
		"always",
		"never"
	],
	surfaces: ["action"],
	default: "auto",
	description: "Whether the pull request that brought the image is told, in one comment: `auto` where the commit is known and the token may; `always` also says where it could not; `never`."
};
const defaultCases = ".github/hoist-tests";
function textOf(values, { name }) {
	const value = values[name];
	return typeof value === "string" && value !== "" ? value : void 0;
}
function isSet(values, { name }) {
	return values[name] === true;
}
function formatOf(values) {
	const format = textOf(values, formatOption);
	return format === "markdown" || format === "csv" ? format : "text";
}

// src/commands/ground.ts
function requireWrite({ run }) {
	if (run.mayWrite) return;
	throw new HoistError("config", "EVENT_MAY_NOT_WRITE", run.mayNotWriteBecause ?? "this run may not write", { hint: "Run the command under push, workflow_dispatch, repository_dispatch, registry_package, release or schedule; `plan` works everywhere." });
}
async function readConfig(world, values) {
	const forge = await world.forge();
	const path = textOf(values, configOption);
	const { config, notices } = await loadConfig({
		path,
		files: world.files,
		...forge === void 0 ? {} : { forge }
	});
	if (config === void 0 && path !== void 0 && path !== configOption.default) requireConfig({
		config,
		notices
	}, values);
	const unbuilt = (config?.unbuilt ?? []).map(({ key, position }) => `${position.file}:${position.line}: ${key} is checked, but this version does not do it yet`);
	return {
		config,
		notices: [...notices, ...unbuilt]
	};
}
function requireConfig({ config }, values) {
	if (config !== void 0) return config;
	throw new HoistError("config", "CONFIG_MISSING", `there is no ${textOf(values, configOption) ?? configOption.default}`, { hint: "Run it in the root folder of the repository that has one; `hoist init` writes one to start from. In Actions it counts when it is on the default branch." });
}
const firstQuestions = 2;
async function openSoon(registry, repositories) {
	for (const repository of repositories) registry.expect(repository, firstQuestions);
	await new Promise((resolve) => setImmediate(resolve));
}
async function withRegistry(world, config, use) {
	const registry = await world.registry(config?.registries ?? /* @__PURE__ */ new Map());
	try {
		return await use(registry);
	} finally {
		await registry.close();
	}
}

// src/commands/candidates.ts
const toStage = {
	...stageOption$1,
	description: "The stage that they could be promoted to."
};
const ofRepository = {
	...imageOption$1,
	positional: false,
	placeholder: "REPOSITORY",
	description: "The repository at the source, where the pipeline has a pattern for many."
};
const candidatesCommand = {
	name: "candidates",
	summary: "Show the images that could be promoted to a stage now, with what its policies say of each.",
	writes: false,
	options: [
		toStage,
		pipelineOption,
		ofRepository,
		whereOption,
		markdownOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		const query = parseCandidateQuery(textOf(values, whereOption), world.clock.now());
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const request = {
			stage: textOf(values, toStage),
			pipeline: textOf(values, pipelineOption),
			image: textOf(values, ofRepository)
		};
		const report = await withRegistry(world, config, async (registry) => {
			const { candidates } = await import("./candidates.js");
			return await candidates({
				world,
				config,
				registry
			}, request, query);
		});
		const notices = [...loaded.notices, ...report.notices];
		return {
			kind: "candidates",
			format: formatOf(values),
			document: {
				...report,
				notices
			},
			notices,
			exitCode: 0
		};
	}
};

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

// src/image/attached-tag.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
const cosignKinds = [
	"sig",
	"att",
	"sbom"
];
const maxTag = 128;
const attached = /^((sha256|sha384|sha512|blake3)-([0-9a-f]+))(?:\.(sig|att|sbom))?$/;
function fallbackTag(digest) {
	return `${algorithmOf(digest)}-${hexOf(digest).slice(0, 64)}`;
}
function cosignTags(digest) {
	return cosignKinds.map((kind) => ({
		kind,
		tag: `${algorithmOf(digest)}-${hexOf(digest)}.${kind}`
	})).filter(({ tag }) => tag.length <= maxTag);
}
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
function isAttachedTag(tag) {
	return attached.test(tag);
}

// src/domain/time-keyword.ts
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const months = "January February March April May June July August September October November December".split(" ");
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
function dayOfYear(instant) {
	return (Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate()) - Date.UTC(instant.getUTCFullYear(), 0, 1)) / 864e5 + 1;
}
function weekOfYear(instant) {
	const daysSinceMonday = (instant.getUTCDay() + 6) % 7;
	return Math.floor((dayOfYear(instant) + 6 - daysSinceMonday) / 7);
}

// src/domain/tag-template.ts
const braceKeywords = /* @__PURE__ */ new Map([
	["digest", "every image has one"],
	["source-tag", "the image was given by digest"],
	["sha", "no provenance proves a commit and no label org.opencontainers.image.revision names one"],
	["run", "there is a run id in GitHub Actions only"],
	["major", "the tag is not a version like 1.4.2"],
	["minor", "the tag is not a version like 1.4.2"],
	["patch", "the tag is not a version like 1.4.2"]
]);
const maxLength$1 = 256;
const legalTag = "A tag has 1 to 128 letters, digits, \".\", \"_\", \"-\" and begins with a letter, a digit or \"_\".";
const illegalInTag = /[^A-Za-z0-9_.-]/u;
function isTemplateKeyword(name) {
	return braceKeywords.has(name);
}
function parseTagTemplate(text, captures = []) {
	if (text === "") throw invalid$1("a tag template is empty", "Write %n to keep the tag.");
	if (text.length > maxLength$1) throw invalid$1(`a tag template has at most ${maxLength$1} characters`, "A tag has at most 128: write a shorter one.");
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
	throw invalid$1(`the tag template ${JSON.stringify(text)} ${what}`, `Keywords are %n ${letters}; %% is a percent sign.`);
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
	throw invalid$1(`the tag template ${JSON.stringify(text)} ${what}`, hint);
}
function renderTag(template, values) {
	const tag = template.parts.map((part) => {
		if (part.kind === "text") return part.text;
		if (part.kind === "time") return part.keyword.render(values.instant);
		return valueOf(part.name, values) ?? missing(template, part);
	}).join("");
	if (isTag(tag)) return tag;
	const message = `the tag template ${JSON.stringify(template.text)} gives ${JSON.stringify(tag)}, which is not a legal tag`;
	throw new HoistError("config", "TAG_INVALID", message, { hint: legalTag });
}
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
function usesTime(template) {
	return template.parts.some((part) => part.kind === "time" && part.written !== "%Z");
}
function variesByRun(template) {
	return usesTime(template) || template.parts.some((part) => part.kind === "value" && part.name === "run");
}
function namesSource(template) {
	return template.parts.some((part) => part.kind === "value" && (part.name === "n" || part.name === "source-tag"));
}
function capturesOf(template) {
	return template.parts.flatMap((part) => part.kind === "value" && part.name !== "n" ? [part.name] : []).filter((name) => !braceKeywords.has(name));
}
function whyNeverLegal(template) {
	const why = whyNoTag(template);
	if (why !== void 0) return {
		why,
		hint: legalTag
	};
	if (!isAttachedTag(template.parts.map(sampleOf).join(""))) return void 0;
	return {
		why: "an algorithm with hex digits behind it is the tag of signatures and the like, never of an image",
		hint: "Begin it in another way: image-{digest}."
	};
}
function sampleOf(part) {
	if (part.kind === "text") return part.text;
	if (part.kind === "time") return part.keyword.render(/* @__PURE__ */ new Date(0));
	return part.name !== "source-tag" && braceKeywords.has(part.name) ? "0" : "x";
}
function whyNoTag(template) {
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
function invalid$1(message, hint) {
	return new HoistError("config", "TEMPLATE_INVALID", message, { hint });
}

// src/domain/pattern.ts
const maxLength = 256;
const capture = /\{([^{}]*)\}/g;
const captureName = /^[a-z][a-z0-9-]{0,30}$/;
function parseRepositoryPattern(text) {
	if (text.length > maxLength) throw invalid(text, `has more than ${maxLength} characters`, "Write a shorter one.");
	const names = [...text.matchAll(capture)].map((match) => match[1] ?? "");
	const bad = names.find((name) => !captureName.test(name));
	if (bad !== void 0) throw invalid(text, `has the capture {${bad}}`, "A capture is a lower-case word: {name}.");
	const reserved = names.find((name) => isTemplateKeyword(name));
	if (reserved !== void 0) throw invalid(text, `names a capture after the keyword {${reserved}} of tag templates`, "Choose another name.");
	if (/[{}]/.test(text.replaceAll(capture, ""))) throw invalid(text, "has a `{` or `}` without the other", "Write {name}.");
	if (/\}[^/]*\{/.test(text)) throw invalid(text, "has two captures in one component", "Put a slash between them.");
	if (hasWildcard(text)) throw invalid(text, "has a wildcard", "Write {name} for one component of the path.");
	return {
		text: canonical(text),
		captures: [...new Set(names)]
	};
}
function hasWildcard(text) {
	return /[*?[\]]/.test(text.replace(/^\[[0-9A-Fa-f:.]+\](?=[:/])/, ""));
}
function parseSourcePattern(text) {
	const pattern = parseRepositoryPattern(text);
	const components = pattern.text.split("/").filter((component) => component.includes("{"));
	if (components.some((component) => !/^\{[^{}]*\}$/.test(component))) throw invalid(text, "has a capture that is only a part of a component", "Write {name} between two slashes.");
	if (components.length !== pattern.captures.length) throw invalid(text, "has a capture twice", "Name them apart.");
	return pattern;
}
function canonical(text) {
	const standIn = (name) => `zz0${name}0zz`;
	const repository = parseRepository(text.replaceAll(capture, (_, name) => standIn(name)));
	const pattern = [...text.matchAll(capture)].reduce((result, [written, name]) => result.replace(standIn(name ?? ""), written), repository);
	if (pattern.slice(0, pattern.indexOf("/")).includes("{")) throw invalid(text, "has a capture in the host", "A capture is a component of the path.");
	return pattern;
}
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
function matchSource({ source }, repository) {
	if (source.kind === "pattern") return source.except.has(repository) ? void 0 : matchPattern(source.pattern, repository);
	return (source.kind === "set" ? source.repositories : [source.repository]).includes(repository) ? /* @__PURE__ */ new Map([["name", baseNameOf(repository)]]) : void 0;
}
function expandTarget(target, captures) {
	if (target.captures.length === 0) return target.text;
	const text = target.text.replaceAll(capture, (written, name) => {
		const value = captures.get(name);
		if (value === void 0) throw invalid(target.text, `has ${written}, which the source does not capture`, "Remove it.");
		return value;
	});
	return parseRepository(text);
}
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
function invalid(text, what, hint) {
	const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}\u2026` : text);
	return new HoistError("config", "PATTERN_INVALID", `the repository ${shown} ${what}`, { hint });
}

// src/domain/decision-record.ts
function recordedDecision(decision) {
	const { image, policies, evaluatedAt, verdict, checks, waivers } = decision;
	return {
		repository: image.repository,
		...image.tag === void 0 ? {} : { tag: image.tag },
		digest: image.digest,
		policies,
		evaluatedAt,
		verdict,
		checks: checks.map(recordedCheck),
		waivers: waivers.used.map(recordedWaiver)
	};
}
function recordedCheck(check) {
	const { id, criterion, policy, verdict, level } = check;
	const code = verdict === "pass" ? void 0 : codeOf(check);
	return {
		id,
		criterion,
		policy,
		verdict,
		level,
		...code === void 0 ? {} : { code },
		evidence: [...new Set(evidenceOf(check))]
	};
}
function codeOf({ reasons, verdict }) {
	const codes = reasons.map(({ code }) => code);
	return verdict === "fail" && codes.includes("VIOLATION") ? "VIOLATION" : codes[0];
}
function evidenceOf({ evidence, any = [] }) {
	return [...evidence.map(({ digest }) => digest), ...any.flatMap(evidenceOf)];
}
function recordedWaiver(waiver) {
	const { id, check, owner, expires, findings, ticket, origin } = waiver;
	return {
		id,
		check,
		owner,
		expires,
		findings,
		...ticket === void 0 ? {} : { ticket },
		...origin?.commit === void 0 ? {} : { commit: origin.commit },
		...origin?.author === void 0 ? {} : { author: origin.author },
		...origin === void 0 || origin.approvers.length === 0 ? {} : { approvers: origin.approvers }
	};
}

// node_modules/canonicalize/lib/canonicalize.js
function canonicalize(object, seen = /* @__PURE__ */ new Set()) {
	if (typeof object === "number" && isNaN(object)) throw new Error("NaN is not allowed");
	if (typeof object === "number" && !isFinite(object)) throw new Error("Infinity is not allowed");
	if (object === null || typeof object !== "object") return JSON.stringify(object);
	if (typeof object.toJSON === "function") {
		if (seen.has(object)) throw new Error("Circular reference detected");
		seen.add(object);
		const result = canonicalize(object.toJSON(), seen);
		seen.delete(object);
		return result;
	}
	if (seen.has(object)) throw new Error("Circular reference detected");
	seen.add(object);
	let result;
	if (Array.isArray(object)) result = `[${object.map((cv) => {
		return canonicalize(cv === void 0 || typeof cv === "symbol" ? null : cv, seen);
	}).join(",")}]`;
	else {
		const parts = [];
		for (const key of Object.keys(object).sort()) {
			if (object[key] === void 0 || typeof object[key] === "symbol") continue;
			parts.push(`${canonicalize(key)}:${canonicalize(object[key], seen)}`);
		}
		result = `{${parts.join(",")}}`;
	}
	seen.delete(object);
	return result;
}

// src/domain/plan-hash.ts
const grammar = /^v1\.(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)\.([0-9a-f]{64})$/;
const longestAge = 3024e6;
const mostCombinations = 4096;
function instantText(instant) {
	return `${instant.toISOString().slice(0, 19)}Z`;
}
function coveredBy(stage, config) {
	return covered(stage, config, stage.targets.map(asRead));
}
function planHash(instant, plan) {
	return `v1.${instantText(instant)}.${hexOfPlan(plan)}`;
}
function parsePlanHash(text, now) {
	const [, written = "", hex = ""] = grammar.exec(text.trim()) ?? [];
	const instant = new Date(written);
	if (Number.isNaN(instant.getTime()) || instantText(instant) !== written) throw new HoistError("config", "PLAN_HASH_INVALID", "expected-plan is not the hash of a plan", { hint: "Give the hash that `hoist plan` prints for the stage: v1.<instant>.<64 hex digits>." });
	if (instant.getTime() > now.getTime()) throw new HoistError("config", "PLAN_HASH_INVALID", `expected-plan was made in the future, at ${written}`, { hint: "Compare the clocks of the two machines, or plan again." });
	return {
		text: text.trim(),
		instant,
		hex,
		isExpired: now.getTime() - instant.getTime() > longestAge
	};
}
function holdsPlan(expected, stage, options) {
	const choices = stage.targets.map((target) => [...combinations(target.tags.map((tag) => earlier(stage, target, {
		...tag,
		before: options.before
	}))).map((named) => ({
		repository: target.repository,
		tags: target.tags.map((tag, index) => ({
			tag: tag.tag,
			move: tag.move,
			now: named[index] ?? null
		}))
	})), unread(target)]);
	for (const targets of combinations(choices)) if (hexOfPlan(covered(stage, options.config, targets)) === expected.hex) return true;
	return false;
}
function covered(stage, config, targets) {
	return {
		schema: "hoist/plan/v1",
		kind: stage.kind,
		pipeline: stage.pipeline,
		stage: stage.stage,
		environment: stage.environment ?? null,
		sources: stage.sources.map(({ repository, tag, digest }) => ({
			repository,
			tag: tag ?? null,
			digest
		})).sort((a, b) => compare(a.repository, b.repository)),
		targets: [...targets].sort((a, b) => compare(a.repository, b.repository)),
		config: config === void 0 ? null : {
			commit: config.commit ?? null,
			sha256: config.sha256
		},
		waivers: usedWaivers(stage)
	};
}
function usedWaivers({ decisions = [] }) {
	const ids = decisions.flatMap(({ waivers }) => waivers.used.map(({ id }) => id));
	return [...new Set(ids)].sort(compare);
}
function asRead(target) {
	const tags = target.tags.map(({ tag, move, now }) => ({
		tag,
		move,
		now: now === void 0 ? "unread" : now
	}));
	return {
		repository: target.repository,
		tags
	};
}
function unread(target) {
	return {
		repository: target.repository,
		tags: target.tags.map(({ tag, move }) => ({
			tag,
			move,
			now: "unread"
		}))
	};
}
function earlier(stage, target, tag) {
	const now = tag.now === void 0 ? "unread" : tag.now;
	if (now !== target.digest) return [now];
	const elsewhere = stage.targets.flatMap((other) => other.tags.flatMap((sibling) => sibling.tag === tag.tag && sibling.now !== void 0 ? [sibling.now] : []));
	return [.../* @__PURE__ */ new Set([
		now,
		null,
		...elsewhere,
		...tag.before(target.repository, tag.tag)
	])];
}
function combinations(choices) {
	let all = [[]];
	for (const options of choices) all = extended(all, options);
	return all;
}
function extended(all, options) {
	const next = [];
	for (const chosen of all) for (const option of options) {
		if (next.length === mostCombinations) return next;
		next.push([...chosen, option]);
	}
	return next;
}
function hexOfPlan(plan) {
	return createHash("sha256").update(canonicalize(plan) ?? "").digest("hex");
}
function compare(a, b) {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

// src/promotion/record.ts
function intentOf(trip, plan) {
	const { world, config, request } = trip;
	const { actor, initiator, url, id, attempt } = world.run;
	const intent = {
		pipeline: plan.pipeline,
		stage: plan.stage,
		kind: plan.kind,
		planned: instantText(trip.instant),
		actor,
		initiator,
		...request.comment === void 0 ? {} : { comment: request.comment },
		...plan.environment === void 0 ? {} : { environment: plan.environment.name },
		sources: plan.sources,
		targets: plan.targets.map(({ repository, digest, tags }) => ({
			repository,
			digest,
			tags: tags.filter((tag) => tag.action !== "kept").map(({ tag, now }) => ({
				tag,
				before: now ?? null,
				after: digest
			}))
		})),
		...plan.decisions === void 0 || plan.decisions.length === 0 ? {} : { policy: plan.decisions.map(recordedDecision) },
		...config === void 0 ? {} : { config: config.origin },
		...plan.hash === void 0 ? {} : { planHash: plan.hash },
		run: {
			...url === void 0 ? {} : { url },
			...id === void 0 ? {} : { id },
			...attempt === void 0 ? {} : { attempt }
		}
	};
	return {
		schema: "hoist/promotion/v1",
		id: world.newId(),
		intent
	};
}
function resultOf(trip, ending) {
	const { outcome, started, targets, pulled, problems, error, plan } = ending;
	return {
		outcome,
		...plan.approvals === void 0 ? {} : { approvals: plan.approvals },
		started: started.toISOString(),
		finished: trip.world.clock.now().toISOString(),
		targets,
		pulled,
		split: isSplit(targets),
		problems,
		...error === void 0 ? {} : { error: problemOf(error) }
	};
}
function problemOf({ code, message, hint }) {
	return {
		code,
		message,
		...hint === void 0 ? {} : { hint }
	};
}
function isSplit(targets) {
	const tags = targets.flatMap((target) => target.tags.map((tag) => ({
		...tag,
		arrived: tag.after === target.digest
	})));
	const missing = tags.filter(({ action, arrived }) => action !== "kept" && !arrived);
	if (tags.some(isWritten)) return missing.length > 0;
	return tags.some(namesImage) && missing.some(({ action }) => action === "failed");
}

// src/promotion/standing.ts
async function standingBefore(gates, guard) {
	if (guard.approval === "none" || gates === void 0) return { place: "outside" };
	refuseUnprotected(guard, await gates.environment(guard.name));
	const place = await gates.place();
	if (place === void 0) return { place: "unknown" };
	if (place.environment?.toLowerCase() !== guard.name.toLowerCase()) return { place: "outside" };
	if (guard.approval === "auto") return { place: "inside" };
	return {
		place: "inside",
		reviews: await gates.reviews(guard.name)
	};
}
function refuseUnprotected(guard, rules) {
	const { name } = guard;
	if (guard.approval === "none") return;
	if (rules === void 0) throw new HoistError("config", "ENVIRONMENT_MISSING", `there is no environment "${name}"`, { hint: `Make it under Settings \u2192 Environments before a job names it: GitHub would make it without any protection. Where it is only a label, say "approval: none".` });
	if (guard.approval === "required" && rules.reviewers === 0) throw new HoistError("config", "ENVIRONMENT_UNPROTECTED", `the environment "${name}" has no required reviewers, and a stage wants its approval`, { hint: "Add reviewers under Settings \u2192 Environments. On GitHub Free, Pro and Team private repositories cannot have them: say \"approval: auto\" there, and let the policy check \"review\" ask for approved pull requests." });
}

// src/promotion/check-environments.ts
async function checkEnvironments(gates, pipelines) {
	if (gates === void 0) return [];
	return await Promise.all(guardedBy(pipelines).map((one) => checkOne(gates, one)));
}
function guardedBy(pipelines) {
	const found = /* @__PURE__ */ new Map();
	function add(guard, user) {
		if (guard.approval === "none") return;
		const key = guard.name.toLowerCase();
		const before = found.get(key);
		found.set(key, {
			guard: before?.guard.approval === "required" ? before.guard : guard,
			users: [...before?.users ?? [], user]
		});
	}
	for (const { name: pipeline, stages } of pipelines) for (const { name: stage, environment } of stages) {
		if (environment === void 0) continue;
		const user = stageText({
			pipeline,
			stage
		});
		add(environment, user);
		if (environment.rollback !== void 0) add({
			...environment,
			name: environment.rollback
		}, `${user} (rollback)`);
	}
	return [...found.values()];
}
async function checkOne(gates, { guard, users: usedBy }) {
	const { name } = guard;
	try {
		const rules = await gates.environment(name);
		const found = {
			name,
			usedBy,
			...rules === void 0 ? {} : { rules }
		};
		try {
			refuseUnprotected(guard, rules);
			return {
				...found,
				ok: true
			};
		} catch (error) {
			return {
				...found,
				...failed(error)
			};
		}
	} catch (error) {
		return {
			name,
			usedBy,
			...failed(error)
		};
	}
}
function failed(error) {
	if (!(error instanceof HoistError)) throw error;
	return {
		ok: false,
		problem: problemOf(error)
	};
}

// src/commands/deliveries.ts
const sendTestOption = {
	name: "send-test",
	kind: "flag",
	surfaces: ["cli"],
	default: "false",
	description: "Send every webhook of the config a test."
};
const redeliverOption = {
	name: "redeliver",
	kind: "text",
	placeholder: "RECORD|FILE",
	surfaces: ["cli"],
	description: "Send a record to its webhooks again, under the same id: the id of one of the journal, or a file with a record or a result; credentials are not checked then."
};
async function deliveriesOf(world, values, config) {
	const record = textOf(values, redeliverOption);
	const isTest = isSet(values, sendTestOption);
	if (record === void 0 && !isTest) return [];
	const { redeliver, sendTest } = await import("./redeliver.js");
	return [...isTest ? await sendTest(world, config) : [], ...record === void 0 ? [] : await redeliver(world, config, record)];
}

// src/commands/remarks.ts
function remarksOn(config) {
	return [...placeholders(config), ...idleComparisons(config)];
}
function sourcesOf$1({ source }) {
	if (source.kind === "repository") return [source.repository];
	if (source.kind === "set") return source.repositories;
	return source.list?.kind === "repositories" ? source.list.repositories : [];
}
function unlisted(pipeline) {
	if (pipeline.source.kind !== "pattern" || sourcesOf$1(pipeline).length > 0) return [];
	return [`${pipeline.name}: the repositories of the pattern ${pipeline.source.pattern.text} are not known, so their credentials were not checked`];
}
function placeholders({ record }) {
	return (record.workflows ?? []).filter((workflow) => workflow.startsWith("OWNER/")).map((workflow) => `record.signers names ${workflow}: replace OWNER by the account on GitHub that hosts your copy of Hoist`);
}
function idleComparisons({ pipelines, policies }) {
	return pipelines.flatMap(({ name: pipeline, stages }) => stages.filter(isStill).flatMap(({ name: stage, policies: names }) => {
		const rules = names.flatMap((name) => policies.get(name)?.rules ?? []);
		return [...new Set(rules.filter(comparesWithTarget).map(({ id }) => id))].map((id) => `${stageText({
			pipeline,
			stage
		})}: the check ${id} compares with what a moving tag of the stage names, and none of its tags moves: it always passes there`);
	}));
}
function isStill({ tags }) {
	return tags.every(({ move }) => move === "never");
}
function comparesWithTarget({ what }) {
	return "any" in what ? what.any.some(comparesWithTarget) : what.needs.previous !== "no";
}

// src/commands/check.ts
const checkCommand = {
	name: "check",
	summary: "Check the config, whether the credentials open each of its repositories, and in Actions whether its environments protect. Writes nothing.",
	writes: false,
	options: [
		configOption,
		sendTestOption,
		redeliverOption,
		journalOption
	],
	async run(world, values) {
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const hooks = await deliveriesOf(world, values, config);
		const cases = await casesOf(world, config);
		return await withRegistry(world, config, async (registry) => {
			const isRedelivery = textOf(values, redeliverOption) !== void 0;
			const questions = isRedelivery ? [] : questionsOf(config);
			const [answers, environments] = await Promise.all([Promise.all(questions.map((question) => ask(registry, world, question))), isRedelivery ? [] : checkEnvironments(await world.gates(), config.pipelines)]);
			return {
				kind: "check",
				document: {
					schema: "hoist/check/v1",
					ok: [
						...answers.map(({ access }) => access),
						...environments,
						...cases,
						...hooks
					].every(({ ok }) => ok),
					config: config.origin,
					pipelines: config.pipelines.map(({ name, stages }) => ({
						name,
						stages: stages.map((stage) => stage.name)
					})),
					access: answers.map(({ access }) => access),
					...environments.length === 0 ? {} : { environments },
					...cases.length === 0 ? {} : { cases },
					...hooks.length === 0 ? {} : { hooks },
					notices: [
						...loaded.notices,
						...config.pipelines.flatMap(unlisted),
						...answers.flatMap(({ notice }) => notice ?? []),
						...remarksOn(config)
					]
				},
				notices: [],
				exitCode: totalExitCode([
					...answers.map(({ exitCode }) => exitCode),
					...environments.map(({ ok }) => ok ? 0 : 2),
					...cases.map(({ ok }) => ok ? 0 : 1),
					...hooks.map(({ ok }) => ok ? 0 : 3)
				])
			};
		});
	}
};
async function casesOf(world, config) {
	if (world.run.surface === "action") return [];
	const { runPolicyTests } = await import("./policy-tests.js");
	return await runPolicyTests({
		config,
		workspace: await world.workspace(),
		folder: defaultCases,
		now: world.clock.now()
	});
}
function questionsOf(config) {
	const asked = /* @__PURE__ */ new Map();
	function add(repository, actions, user) {
		const before = asked.get(repository);
		const usedBy = [...before?.usedBy ?? [], user];
		asked.set(repository, {
			repository,
			actions: before?.actions === "push" ? "push" : actions,
			usedBy
		});
	}
	for (const pipeline of config.pipelines) for (const source of sourcesOf$1(pipeline)) {
		add(source, "pull", pipeline.name);
		const captures = matchSource(pipeline, source) ?? /* @__PURE__ */ new Map();
		for (const stage of pipeline.stages) {
			const user = stageText({
				pipeline: pipeline.name,
				stage: stage.name
			});
			for (const to of stage.to) add(expandTarget(to, captures), "push", user);
		}
	}
	return [...asked.values()].map((question) => ({
		...question,
		usedBy: [...new Set(question.usedBy)]
	}));
}
async function ask(registry, { signal }, question) {
	const { repository, actions, usedBy } = question;
	try {
		await registry.access(repository, actions, { signal });
		const isEmpty = actions === "pull" && !await hasTags(registry, repository, signal);
		const notice = `${usedBy.join(", ")}: ${repository} has no tags: nothing was pushed there yet, or its name is another`;
		return {
			access: {
				...question,
				ok: true
			},
			exitCode: 0,
			...isEmpty ? { notice } : {}
		};
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		const { code, message, hint, exitCode } = error;
		const problem = {
			code,
			message,
			...hint === void 0 ? {} : { hint }
		};
		return {
			access: {
				...question,
				ok: false,
				problem
			},
			exitCode
		};
	}
}
async function hasTags(registry, repository, signal) {
	for await (const _ of registry.tags(repository, { signal })) return true;
	return false;
}

// src/domain/history.ts
function happenedAt({ intent, end }) {
	return end?.finished ?? intent.planned;
}
function outcomeOf({ end }) {
	return end?.outcome ?? "unfinished";
}
function historyEntry(entry) {
	const { id, intent, end, url } = entry;
	const { pipeline, stage, kind, planned, actor, initiator, comment, environment, sources, targets } = intent;
	return {
		id,
		at: happenedAt(entry),
		planned,
		pipeline,
		stage,
		kind,
		outcome: outcomeOf(entry),
		...end === void 0 ? {} : {
			moved: end.moved,
			all: end.all
		},
		actor,
		initiator,
		...comment === void 0 ? {} : { comment },
		...environment === void 0 ? {} : { environment },
		sources,
		targets,
		...entry.cut === true ? { cut: true } : {},
		...intent.planHash === void 0 ? {} : { planHash: intent.planHash },
		...intent.config === void 0 ? {} : { config: intent.config },
		...url === void 0 ? {} : { url },
		...end === void 0 ? {} : { record: end.record },
		...entry.foreign === true ? { madeBy: entry.by ?? "" } : {}
	};
}

// src/domain/history-query.ts
const historyKeys = [
	"pipeline",
	"stage",
	"repository",
	"tag",
	"digest",
	"actor",
	"since",
	"until",
	"outcome",
	"kind",
	"order",
	"limit"
];
const kinds = [
	"auto",
	"manual",
	"rollback",
	"sync",
	"copy"
];
const ends = [
	"promoted",
	"unchanged",
	"refused",
	"conflict",
	"superseded",
	"failed",
	"unfinished"
];
const usualLimit = 100;
const longestPlan = 3024e6;
function parseHistoryQuery(text, now) {
	const where = parseWhere(text, historyKeys);
	const [repository, tag] = [where.get("repository"), where.get("tag")];
	const digest = digestPart(where.get("digest"));
	const limit = countOf("limit", where.get("limit")) ?? (digest === void 0 ? usualLimit : void 0);
	const given = {
		pipeline: where.get("pipeline"),
		stage: where.get("stage"),
		repository: repository === void 0 ? void 0 : parseRepository(repository),
		tag: tag === void 0 ? void 0 : parseTag(tag),
		digest,
		actor: where.get("actor"),
		since: momentOf("since", where.get("since"), now),
		until: momentOf("until", where.get("until"), now),
		outcome: wordOf("outcome", where.get("outcome"), ends),
		kind: wordOf("kind", where.get("kind"), kinds),
		limit
	};
	const present = Object.entries(given).filter(([, value]) => value !== void 0);
	return {
		...Object.fromEntries(present),
		order: wordOf("order", where.get("order"), ["newest", "oldest"]) ?? "newest"
	};
}
function digestPart(text) {
	if (text === void 0) return void 0;
	const digest = text.toLowerCase();
	if (/^(?:(?:sha256|sha512):)?[0-9a-f]{7,128}$/.test(digest)) return digest;
	throw wrongValue("digest", text, "Write a digest, or at least its first 7 hex digits.");
}
function isDigestLike(digest, part) {
	return part.includes(":") ? digest.startsWith(part) : digest.slice(digest.indexOf(":") + 1).startsWith(part);
}
function journalQueryOf({ pipeline, stage, since }) {
	return {
		...pipeline === void 0 ? {} : { pipeline },
		...stage === void 0 ? {} : { stage },
		...since === void 0 ? {} : { since: (/* @__PURE__ */ new Date(new Date(since).getTime() - longestPlan)).toISOString() }
	};
}
function isOfQuery(entry, query) {
	const { intent } = entry;
	const at = Date.parse(happenedAt(entry));
	return isSame(query.pipeline, intent.pipeline) && isSame(query.stage, intent.stage) && isSame(query.kind, intent.kind) && isSame(query.outcome, outcomeOf(entry)) && (query.since === void 0 || at >= Date.parse(query.since)) && (query.until === void 0 || at <= Date.parse(query.until)) && (query.actor === void 0 || isActor(entry, query.actor)) && (query.repository === void 0 || hasRepository(entry, query.repository)) && (query.tag === void 0 || hasTag(entry, query.tag)) && (query.digest === void 0 || hasDigest(entry, query.digest));
}
function isSame(asked, value) {
	return asked === void 0 || asked === value;
}
function isActor({ intent }, actor) {
	const login = actor.toLowerCase();
	return [intent.actor, intent.initiator].some((one) => one.toLowerCase() === login);
}
function hasRepository({ intent: { sources, targets } }, repository) {
	return sources.some((source) => source.repository === repository || source.from === repository) || targets.some((target) => target.repository === repository);
}
function hasTag({ intent: { sources, targets } }, tag) {
	return sources.some((source) => source.tag === tag || source.fromTag === tag) || targets.some((target) => target.tags.some((one) => one.tag === tag));
}
function hasDigest({ intent: { sources, targets } }, part) {
	return [...sources, ...targets].some(({ digest }) => isDigestLike(digest, part));
}

// src/commands/history.ts
const historyCommand = {
	name: "history",
	summary: "Show what was promoted, by whom, from where, to where and why; the whole path of a digest.",
	writes: false,
	options: [
		whereOption,
		formatOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		const query = parseHistoryQuery(textOf(values, whereOption), world.clock.now());
		const loaded = await readConfig(world, values);
		const { config } = loaded;
		const [{ history }, { openJournal }] = await Promise.all([import("./history.js"), import("./open-journal.js")]);
		const report = await history(await openJournal(world, config)(), query, {
			pipelines: config?.pipelines ?? [],
			inDeployments: world.run.surface === "action" && config?.record.deployments === true
		});
		const notices = [...loaded.notices, ...report.notices];
		return {
			kind: "history",
			format: formatOf(values),
			document: {
				...report,
				notices
			},
			notices,
			exitCode: 0
		};
	}
};

// src/domain/status-query.ts
const statusKeys = [
	"pipeline",
	"stage",
	"repository",
	"limit"
];
function parseStatusQuery(text) {
	const where = parseWhere(text, statusKeys);
	const [pipeline, stage, repository] = [
		where.get("pipeline"),
		where.get("stage"),
		where.get("repository")
	];
	return {
		...pipeline === void 0 ? {} : { pipeline },
		...stage === void 0 ? {} : { stage },
		...repository === void 0 ? {} : { repository: parseGlob(repository) },
		limit: countOf("limit", where.get("limit")) ?? 20
	};
}

// src/commands/status.ts
const failOnDrift = {
	...failOnOption,
	choices: ["drift"]
};
const statusCommand = {
	name: "status",
	summary: "Show the board: what every stage was promoted last, what its tags name now, and what differs.",
	writes: false,
	options: [
		whereOption,
		failOnDrift,
		markdownOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		const query = parseStatusQuery(textOf(values, whereOption));
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const report = await withRegistry(world, config, async (registry) => {
			const { status } = await import("./status.js");
			return await status({
				world,
				config,
				registry
			}, query);
		});
		const notices = [...loaded.notices, ...report.notices];
		const document = {
			...report,
			notices
		};
		const exitCode = textOf(values, failOnDrift) === "drift" ? driftCode(document) : 0;
		return {
			kind: "status",
			format: formatOf(values),
			document,
			notices,
			exitCode
		};
	}
};
function driftCode({ totals: { drift, unknown } }) {
	if (drift > 0) return 1;
	return unknown > 0 ? 3 : 0;
}

// src/domain/accepted-signer.ts
function ownWorkflows({ repository, server, defaultBranch }, workflow) {
	return {
		kind: "github",
		name: workflow ?? "this repository",
		repository,
		server,
		issuer: issuerOf(server),
		triggers: writingEvents,
		refs: [exactGlob(`refs/heads/${defaultBranch}`)],
		runner: "any",
		...workflow === void 0 ? {} : { workflow: workflow.startsWith(".github/") ? `${repository}/${workflow}` : workflow }
	};
}
function asPromoter(signer) {
	return signer.kind === "github" ? {
		triggers: promotingEvents,
		...signer
	} : signer;
}
function issuerOf(server) {
	if (server === "https://github.com") return "https://token.actions.githubusercontent.com";
	const { hostname } = new URL(server);
	return hostname.endsWith(".ghe.com") ? `https://token.actions.${hostname}` : `${server}/_services/token`;
}

// src/commands/verify.ts
const flag = (name, placeholder, description) => ({
	name,
	kind: "text",
	placeholder,
	surfaces: ["cli"],
	description
});
const repositoryOption = flag("signer-repository", "OWNER/REPO", "The repository whose workflow promotes.");
const workflowOption = flag("signer-workflow", "PATH", "OWNER/REPO/.github/workflows/FILE that signs, or a file of that repository; default any.");
const refOption = flag("signer-ref", "GLOB", "The ref of the run: `refs/heads/main`; default any.");
const environmentOption = flag("signer-environment", "NAME", "The GitHub environment of the job; default any.");
const serverOption = flag("signer-server", "URL", "The GitHub server of that repository. Default: GITHUB_SERVER_URL, or https://github.com.");
const keyOption = flag("key", "FILE", "A public key in PEM that signs, in place of a workflow.");
const rootOption = flag("trusted-root", "FILE", "A trusted_root.json, in place of the published roots.");
const verifyCommand = {
	name: "verify",
	summary: "Whether an image in a registry got there by promotion, unaltered, with proof. Writes nothing.",
	writes: false,
	options: [
		wholeImageOption,
		repositoryOption,
		workflowOption,
		refOption,
		environmentOption,
		serverOption,
		keyOption,
		rootOption,
		configOption
	],
	async run(world, values) {
		const image = textOf(values, wholeImageOption);
		if (image === void 0) throw new HoistError("config", "IMAGE_MISSING", "verify needs an image", { hint: "Write hoist verify REPOSITORY:TAG; in Actions, give the input image." });
		const named = await namedSigner(world, values);
		const loaded = await readConfig(world, values);
		const config = named === void 0 ? requireConfig(loaded, values) : loaded.config;
		const trust = await trustOf(world, values, {
			config,
			named
		});
		return await withRegistry(world, config, async (registry) => {
			const { verify } = await import("./verify2.js");
			const document = await verify({
				world,
				registry
			}, {
				image,
				trust,
				...config === void 0 ? {} : { stageOf: (stage) => stageNamed(config.pipelines, stage) }
			});
			return {
				kind: "verify",
				document,
				notices: loaded.notices,
				exitCode: document.ok ? 0 : 1
			};
		});
	}
};
async function trustOf(world, values, { config, named }) {
	const file = textOf(values, rootOption);
	const roots = (file === void 0 ? void 0 : [{
		kind: "file",
		path: file,
		bytes: await fileAt(world, file)
	}]) ?? config?.trust.roots ?? [{ kind: "sigstore" }, { kind: "github" }];
	const offline = config?.trust.offline ?? "refuse";
	const signers = named !== void 0 ? [named] : await signersOf(world, config);
	if (signers.length === 0) throw new HoistError("config", "SIGNER_MISSING", "nobody is named whose signature would prove a promotion", { hint: "Name the repository that promotes with --signer-repository OWNER/REPO, a key with --key, or signers of `trust` in the config with record.signers; files of workflows there count in jobs of their repository only." });
	return {
		roots,
		offline,
		signers
	};
}
async function signersOf(world, config) {
	if (config === void 0) return [];
	const { acceptedSigners } = await import("./accepted.js");
	return await acceptedSigners({
		world,
		config
	});
}
function refuseStray(values) {
	const [stray] = [
		workflowOption,
		refOption,
		environmentOption,
		serverOption
	].filter((option) => textOf(values, option) !== void 0);
	const key = textOf(values, keyOption);
	const repository = textOf(values, repositoryOption);
	if (key !== void 0 && (stray !== void 0 || repository !== void 0)) throw new HoistError("config", "ARGUMENTS_INVALID", `a signature is by a key, or by a workflow: --key goes with no other --signer option`, { hint: "Leave one of them out." });
	if (stray === void 0 || repository !== void 0) return;
	throw new HoistError("config", "ARGUMENTS_INVALID", `--${stray.name} needs --signer-repository`, { hint: "Name the repository whose workflow promotes: --signer-repository OWNER/REPO." });
}
function workflowIn(repository, workflow) {
	return workflow.startsWith(".github/") ? `${repository}/${workflow}` : workflow;
}
async function namedSigner(world, values) {
	refuseStray(values);
	const key = textOf(values, keyOption);
	const repository = textOf(values, repositoryOption);
	if (key !== void 0) return {
		kind: "key",
		name: key,
		pem: new TextDecoder().decode(await fileAt(world, key)),
		transparencyLog: "none"
	};
	if (repository === void 0) return void 0;
	const workflow = textOf(values, workflowOption);
	const ref = textOf(values, refOption);
	const environment = textOf(values, environmentOption);
	const server = serverOf(textOf(values, serverOption) ?? world.run.server ?? "https://github.com");
	return asPromoter({
		kind: "github",
		name: repository,
		repository,
		server,
		issuer: issuerOf(server),
		runner: "any",
		...workflow === void 0 ? {} : { workflow: workflowIn(repository, workflow) },
		...ref === void 0 ? {} : { refs: [parseTextGlob(ref)] },
		...environment === void 0 ? {} : { environment }
	});
}
function serverOf(text) {
	const { protocol = "", origin = "", pathname = "" } = URL.canParse(text) ? new URL(text) : {};
	if (protocol === "https:" && pathname === "/") return origin;
	throw new HoistError("config", "SERVER_INVALID", `${JSON.stringify(text)} is not the server of a repository`, { hint: "Write it as GITHUB_SERVER_URL has it: https://github.example.com." });
}
async function fileAt(world, path) {
	const bytes = await world.files.read(path);
	if (bytes !== void 0) return bytes;
	throw new HoistError("config", "FILE_MISSING", `there is no file ${path}`, { hint: "Give its path from the folder where the command is started." });
}

// src/domain/target.ts
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
function namedSources({ source }) {
	if (source.kind === "pattern") return void 0;
	return source.kind === "set" ? source.repositories : [source.repository];
}
function couldBe({ pipeline, repository }, wanted) {
	if (repository.captures.length === 0 || pipeline.source.kind !== "pattern") return repository.text === wanted;
	const captures = matchPattern(repository, wanted);
	if (captures === void 0) return false;
	const { pattern, except } = pipeline.source;
	if (pattern.captures.some((name) => !captures.has(name))) return true;
	return !except.has(expandTarget(pattern, captures));
}
function targetsMeet(a, b) {
	if (a.repository.captures.length === 0) return couldBe(b, a.repository.text);
	if (b.repository.captures.length === 0) return couldBe(a, b.repository.text);
	return patternsOverlap(a.repository, b.repository);
}
function feeds(target, reader) {
	const { source } = reader;
	const { repository } = target;
	if (source.kind !== "pattern") return (namedSources(reader) ?? []).some((each) => couldBe(target, each));
	if (repository.captures.length > 0) return patternsOverlap(source.pattern, repository);
	return matchSource(reader, repository.text) !== void 0;
}
function stageThatFills(pipelines, repository) {
	const target = pipelines.flatMap((pipeline) => pipeline.stages.flatMap((stage) => targetsOf(pipeline, stage))).find((each) => couldBe(each, repository));
	return target === void 0 ? void 0 : {
		pipeline: target.pipeline.name,
		stage: target.stage.name
	};
}
function isMirror({ stages }) {
	const [only, second] = stages;
	return only !== void 0 && second === void 0 && only.auto && only.environment === void 0 && only.tags.every(({ template, move }) => template.text === "%n" && move === "any");
}

// src/promotion/route.ts
function route(pipeline, from) {
	const { stages } = pipeline;
	if (from === void 0) return stages;
	const first = stages.find((stage) => stage.name === from);
	if (first === void 0) throw new HoistError("config", "STAGE_UNKNOWN", `the pipeline ${pipeline.name} has no stage "${from}"`, { hint: `It has ${stages.map((stage) => stage.name).join(", ")}.` });
	const behind = /* @__PURE__ */ new Set([first.name]);
	for (const stage of stages) if (stage.after.some((name) => behind.has(name))) behind.add(stage.name);
	return stages.filter((stage) => behind.has(stage.name));
}
function isReached(stage, passed, stages) {
	const inRun = new Set(stages.map((one) => one.name));
	return stage.after.every((name) => !inRun.has(name) || passed.get(name) === "done");
}

// src/promotion/image-text.ts
function parseImageWish(written) {
	const text = written.trim();
	const at = text.indexOf("@");
	const name = at < 0 ? text : text.slice(0, at);
	const digest = at < 0 ? void 0 : parseDigest(text.slice(at + 1));
	if (at < 0 && /^sha(?:256|512):/.test(text)) return {
		text,
		digest: parseDigest(text)
	};
	const wish = {
		text,
		...nameParts(name),
		...digest === void 0 ? {} : { digest }
	};
	if (wish.tag !== void 0 || wish.digest !== void 0) return wish;
	throw new HoistError("config", "IMAGE_INVALID", text === "" ? "the image is empty" : `no tag and no digest: ${text}`, { hint: "Write REPOSITORY:TAG, REPOSITORY@sha256:\u2026, a tag or a digest: ghcr.io/acme/dev/web:1.4.2." });
}
function nameParts(name) {
	if (name === "") return {};
	if (name.startsWith(":")) return { tag: parseTag(name.slice(1)) };
	if (isTag(name)) return { tag: name };
	const { repository, tag } = parseReference(name);
	return {
		repository,
		...tag === void 0 ? {} : { tag }
	};
}

// src/promotion/select.ts
function select(config, run, request) {
	const text = request.image ?? run.requested.image;
	const fromEvent = request.image === void 0;
	if (text === void 0) return withoutImage(run);
	const wish = parseImageWish(text);
	const pipelineName = request.pipeline ?? (fromEvent ? run.requested.pipeline : void 0);
	const pipelines = pipelineName === void 0 ? config.pipelines : [pipelineNamed(config, pipelineName)];
	const { repository } = wish;
	const taken = repository === void 0 ? inTheirOwnSource(pipelines, wish, pipelineName !== void 0) : pipelines.flatMap((pipeline) => takes(pipeline, repository, wish));
	if (taken.length === 0) {
		if (!fromEvent && request.pipeline !== void 0) throw notTaken(request.pipeline, wish);
		const why = whyNone(pipelines, wish);
		return {
			selections: [],
			fromEvent,
			notices: [`no pipeline takes ${wish.text}${why}`]
		};
	}
	return {
		selections: forStage(taken, request.stage),
		fromEvent,
		notices: []
	};
}
const mostNamed = 5;
function whyNone(pipelines, { repository, tag }) {
	if (tag !== void 0 && isAttachedTag(tag)) return ": such tags hold signatures and the like";
	const able = pipelines.filter((pipeline) => repository === void 0 ? pipeline.source.kind !== "pattern" : matchSource(pipeline, repository) !== void 0);
	if (able.length > 0) {
		const names = able.map(({ name }) => name).slice(0, mostNamed);
		return tag === void 0 ? "" : `: the tag filter of ${names.join(", ")} leaves this tag out`;
	}
	if (pipelines.length === 0) return ": the config has none";
	if (repository === void 0) return ": it names no repository, and every source is a pattern for many";
	const sources = [...new Set(pipelines.flatMap(namesOf))];
	const more = sources.length > mostNamed ? ` and ${sources.length - mostNamed} more` : "";
	return `: ${repository} is none of the sources, which are ${sources.slice(0, mostNamed).join(", ")}${more}`;
}
function namesOf({ source }) {
	if (source.kind === "repository") return [source.repository];
	return source.kind === "set" ? source.repositories : [source.pattern.text];
}
function withoutImage(run) {
	if (run.event === "registry_package") return {
		selections: [],
		fromEvent: true,
		notices: ["the event names no tag: a part of an image was pushed"]
	};
	throw new HoistError("config", "IMAGE_MISSING", "no image was given", { hint: "Name it: REPOSITORY:TAG, a tag or a digest. The events registry_package, repository_dispatch and workflow_dispatch can carry one, as text; so is the pipeline beside it." });
}
function pipelineNamed(config, name) {
	const found = config.pipelines.find((pipeline) => pipeline.name === name);
	if (found !== void 0) return found;
	throw new HoistError("config", "PIPELINE_UNKNOWN", `the config has no pipeline "${name}"`, { hint: `It has ${config.pipelines.map((pipeline) => pipeline.name).join(", ") || "none"}.` });
}
function takes(pipeline, repository, wish) {
	const captures = matchSource(pipeline, repository);
	if (captures === void 0 || !passes(pipeline, wish.tag)) return [];
	const { source } = pipeline;
	const { tag, digest } = wish;
	if (source.kind === "set" && tag === void 0) throw setTakesTag(pipeline);
	return [{
		pipeline,
		sources: source.kind === "set" ? sourcesOf(pipeline) : [{
			repository,
			captures
		}],
		named: repository,
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	}];
}
function inTheirOwnSource(pipelines, wish, pipelineGiven) {
	const able = pipelines.filter((pipeline) => pipeline.source.kind !== "pattern" && passes(pipeline, wish.tag) && (wish.tag !== void 0 || pipeline.source.kind !== "set" || pipelineGiven));
	const [only, second] = able;
	if (second !== void 0) throw new HoistError("config", "PIPELINE_AMBIGUOUS", `${wish.text} can be meant for several pipelines`, { hint: `Name the pipeline, one of ${able.map((pipeline) => pipeline.name).join(", ")}, or the image with its repository.` });
	const asked = pipelines[0];
	if (pipelineGiven && asked?.source.kind === "pattern") throw new HoistError("config", "IMAGE_INVALID", `${wish.text} names no repository, and ${asked.name} has a pattern for many`, { hint: `Write the image with its repository: one that matches ${asked.source.pattern.text}.` });
	if (only === void 0) return [];
	const { tag, digest } = wish;
	if (only.source.kind === "set" && (tag === void 0 || digest !== void 0)) throw setTakesTag(only);
	return [{
		pipeline: only,
		sources: sourcesOf(only),
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	}];
}
function forStage(taken, stage) {
	if (stage === void 0) return taken;
	const having = taken.filter(({ pipeline }) => pipeline.stages.some((one) => one.name === stage));
	if (having.length === 1) return having;
	if (having.length > 1) throw new HoistError("config", "PIPELINE_AMBIGUOUS", `several pipelines that take this image have a stage "${stage}"`, { hint: `Name the pipeline, one of ${having.map(({ pipeline }) => pipeline.name).join(", ")}.` });
	const stages = taken.flatMap(({ pipeline }) => pipeline.stages.map((one) => one.name));
	throw new HoistError("config", "STAGE_UNKNOWN", `no pipeline that takes this image has a stage "${stage}"`, { hint: `There is ${[...new Set(stages)].join(", ")}.` });
}
function passes({ source }, tag) {
	return tag === void 0 || !isAttachedTag(tag) && source.tags.matches(tag);
}
function sourcesOf(pipeline) {
	return (namedSources(pipeline) ?? []).map((repository) => ({
		repository,
		captures: matchSource(pipeline, repository) ?? /* @__PURE__ */ new Map()
	}));
}
function setTakesTag(pipeline) {
	return new HoistError("config", "SET_TAKES_A_TAG", `${pipeline.name} is a set: it is promoted by the tag that its images share`, { hint: "Give the tag alone, or one of its repositories with the tag." });
}
function notTaken(pipeline, wish) {
	return new HoistError("config", "IMAGE_NOT_TAKEN", `the pipeline ${pipeline} does not take ${wish.text}`, { hint: "Its source names other repositories, or its tag filter leaves this tag out. Tags that hold signatures and the like are never images." });
}

// src/commands/copy.ts
const toOption = {
	name: "to",
	kind: "text",
	placeholder: "REFERENCE",
	positional: true,
	description: "Where `copy` writes: a repository, or `oci:FOLDER`, with or without a tag."
};
const copyCommand = {
	name: "copy",
	summary: "Copy one image, with what is attached to it, outside any pipeline, where the config allows it.",
	writes: true,
	options: [
		wholeImageOption,
		toOption,
		commentOption$1,
		dryRunOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		requireWrite(world);
		const image = textOf(values, wholeImageOption);
		const to = textOf(values, toOption);
		if (image === void 0 || to === void 0) throw incomplete();
		const loaded = await readConfig(world, values);
		const config = world.run.surface === "action" ? requireConfig(loaded, values) : loaded.config;
		const request = {
			image,
			to,
			comment: textOf(values, commentOption$1)
		};
		const { notices } = loaded;
		return await withRegistry(world, config, async (registry) => {
			const ground = {
				world,
				config,
				registry
			};
			await openSoon(registry, named([image, to]));
			const { copy, planCopy } = await import("./copy.js");
			if (isSet(values, dryRunOption)) return {
				kind: "plan",
				notices,
				...await planCopy(ground, request)
			};
			return {
				kind: "run",
				notices,
				...await copy(ground, request)
			};
		});
	}
};
function named(references) {
	return references.flatMap((text) => {
		try {
			return [parseReference(text).repository];
		} catch {
			return [];
		}
	});
}
function incomplete() {
	return new HoistError("config", "IMAGE_MISSING", "copy needs an image and where to copy it", { hint: "Write hoist copy REPOSITORY:TAG REPOSITORY[:TAG]; in Actions, give the inputs image and to." });
}

// src/config/origin.ts
const onGitHub = /^(?:https:\/\/(?:[^@/\s]*@)?|ssh:\/\/git@|git@)github\.com[:/](?<owner>[a-z0-9]+(?:[_-]+[a-z0-9]+)*)\/(?<name>[a-z0-9]+(?:[._-][a-z0-9]+)*?)(?:\.git)?\/?$/i;
function originOf(gitConfig) {
	let section = "";
	for (const line of gitConfig.split(/\r?\n/)) {
		const text = line.trim();
		if (text.startsWith("[")) section = text;
		if (section !== "[remote \"origin\"]") continue;
		const { owner, name } = onGitHub.exec(/^url\s*=\s*(\S+)$/.exec(text)?.[1] ?? "")?.groups ?? {};
		if (owner !== void 0 && name !== void 0) return {
			owner,
			name
		};
	}
}

// src/config/starter.ts
const starterOwner = "acme";
function starterFiles({ owner = starterOwner, name = "web" } = {}) {
	const [account, image] = [owner.toLowerCase(), name.toLowerCase()];
	const pipeline = baseNameOf(parseRepository(`ghcr.io/${account}/dev/${image}`));
	return [{
		path: defaultConfigPath,
		text: config(account, {
			image,
			pipeline
		})
	}, {
		path: ".github/workflows/promote.yml",
		text: workflow
	}];
}
function config(owner, { image, pipeline }) {
	return `# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/hoist/v1/hoist.schema.json
# How images are promoted. What counts is this file on the default branch.
version: 1

pipelines:
  ${pipeline}:
    source:
      repository: ghcr.io/${owner}/dev/${image}
      tags: { semver: '>= 0.1.0' } # or globs: ['v*', '!*-rc*']
    stages:
      - name: qa # runs by itself when an image arrives
        to: ghcr.io/${owner}/qa/${image}
        tag: '%n' # keeps the tag; '%n-%Y%m%d' would add the day

      - name: production
        auto: false # runs when a person asks for it by name
        to: ghcr.io/${owner}/prod/${image}
        tag:
          - '%n'
          - { name: stable, move: forward } # moves to newer versions, never back

# A stage takes only what the stage before it has promoted, as a signed statement beside the image shows. Of all that can
# sign for this repository, this workflow promotes.
record:
  signers: [OWNER/hoist/.github/workflows/promote-pipeline.yml]
`;
}
const workflow = `name: Promote

on:
  # An image was pushed to GitHub's registry, by a person or an app. A build that pushes with its GITHUB_TOKEN starts no
  # such run: there, a job of the build calls promote.yml with the image.
  registry_package:
    types: [published]
  # The form for people.
  workflow_dispatch:
    inputs:
      command:
        description: What to do
        type: choice
        options: [promote, plan, rollback, check]
        default: promote
      image:
        description: 'The image: REPOSITORY:TAG, a tag, or a digest'
        type: string
      pipeline:
        description: The pipeline, where the image alone does not tell
        type: string
      stage:
        description: The stage to promote to; empty for all that run by themselves
        type: string
      tag:
        description: Another tag at the target
        type: string
      targets:
        description: Only targets that match this glob
        type: string
      comment:
        description: Why; it is kept with the promotion
        type: string
      dry-run:
        description: Show what would happen and write nothing
        type: boolean
        default: false

permissions: {}

jobs:
  promote:
    permissions:
      contents: read # the config is read at the head of the default branch
      actions: read # environments and approvals are looked at
      id-token: write # what a stage promoted is signed; shows the environment of a job
      deployments: write # promotions are kept as deployments
      packages: write # images and tags on ghcr.io are written
    uses: OWNER/hoist/.github/workflows/promote.yml@v1
    with:
      command: \${{ inputs.command || 'promote' }}
      image: \${{ inputs.image || '' }}
      pipeline: \${{ inputs.pipeline || '' }}
      stage: \${{ inputs.stage || '' }}
      tag: \${{ inputs.tag || '' }}
      targets: \${{ inputs.targets || '' }}
      comment: \${{ inputs.comment || '' }}
      dry-run: \${{ inputs.dry-run || false }}
    secrets:
      # Logins as docker/login-action's registry-auth takes them; ghcr.io needs none.
      HOIST_REGISTRY_AUTH: \${{ secrets.HOIST_REGISTRY_AUTH }}
`;

// src/commands/init.ts
const ownerOption = {
	name: "owner",
	kind: "text",
	placeholder: "OWNER",
	surfaces: ["cli"],
	description: "The owner of the images on ghcr.io; default: that of git's remote origin on GitHub."
};
const nameOption = {
	name: "name",
	kind: "text",
	placeholder: "NAME",
	surfaces: ["cli"],
	description: "The image's name; default: the repository's."
};
const unknownOwner = `whose images these are was not found, so the config says ${starterOwner}: write the owner there, or remove the file and run \`hoist init --owner OWNER\``;
const initCommand = {
	name: "init",
	summary: "Write a config and a workflow to start from. Files that are there stay as they are.",
	writes: false,
	surfaces: ["cli"],
	options: [ownerOption, nameOption],
	async run(world, values) {
		const origin = await originHere(world);
		const owner = textOf(values, ownerOption) ?? origin?.owner;
		const files = starterFiles({
			owner,
			name: textOf(values, nameOption) ?? origin?.name
		});
		const written = [];
		const kept = [];
		for (const { path, text } of files) (await world.create(path, new TextEncoder().encode(text)) ? written : kept).push(path);
		if (written.length === 0) throw new HoistError("config", "FILES_EXIST", `${kept.join(" and ")} are there already`, { hint: "Remove what is to be written anew." });
		return {
			kind: "files",
			document: { written },
			notices: [
				...kept.map((path) => `${path} was there already`),
				...owner === void 0 && written.includes(".github/hoist.yml") ? [unknownOwner] : [],
				`${written.join(" and ")} ${written.length === 1 ? "names" : "name"} OWNER/hoist: replace OWNER by the account on GitHub that hosts your copy of Hoist`
			],
			exitCode: 0
		};
	}
};
async function originHere({ files }) {
	const config = await files.read(".git/config").catch(() => void 0);
	return config === void 0 ? void 0 : originOf(new TextDecoder().decode(config));
}

// src/commands/request.ts
const requestOptions = [
	imageOption$1,
	pipelineOption,
	stageOption$1,
	tagOption,
	targetsOption,
	commentOption$1,
	expectedPlanOption,
	prCommentOption
];
function promoteRequest(values) {
	return {
		image: textOf(values, imageOption$1),
		pipeline: textOf(values, pipelineOption),
		stage: textOf(values, stageOption$1),
		tag: textOf(values, tagOption),
		targets: textOf(values, targetsOption),
		comment: textOf(values, commentOption$1),
		expectedPlan: textOf(values, expectedPlanOption),
		prComment: wishOf(textOf(values, prCommentOption))
	};
}
function askedFirst(config, run, request) {
	try {
		return select(config, run, request).selections.flatMap(({ pipeline, sources }) => {
			const [stage] = route(pipeline, request.stage);
			const targets = stage?.to ?? [];
			return sources.flatMap(({ repository, captures }) => [repository, ...targets.map((target) => expandTarget(target, captures))]);
		});
	} catch (error) {
		if (error instanceof HoistError) return [];
		throw error;
	}
}
function wishOf(text) {
	return text === "auto" || text === "always" || text === "never" ? text : void 0;
}

// src/commands/plan.ts
const planCommand = {
	name: "plan",
	summary: "Show what a promotion would do: targets, tags, bytes, and a hash for each stage. Writes nothing.",
	writes: false,
	options: [
		...requestOptions,
		configOption,
		journalOption
	],
	async run(world, values) {
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		return await withRegistry(world, config, async (registry) => {
			const request = promoteRequest(values);
			await openSoon(registry, askedFirst(config, world.run, request));
			const { plan } = await import("./plan.js");
			const { notices } = loaded;
			return {
				kind: "plan",
				notices,
				...await plan({
					world,
					config,
					registry
				}, request)
			};
		});
	}
};

// src/commands/promote.ts
const promoteCommand = {
	name: "promote",
	summary: "Carry an image through its stages up to the next gate, or to one stage by hand.",
	writes: true,
	options: [
		...requestOptions,
		fixedOption,
		dryRunOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		requireWrite(world);
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const { notices } = loaded;
		return await withRegistry(world, config, async (registry) => {
			const ground = {
				world,
				config,
				registry
			};
			const request = {
				...promoteRequest(values),
				fixed: isSet(values, fixedOption)
			};
			await openSoon(registry, askedFirst(config, world.run, request));
			if (isSet(values, dryRunOption)) {
				const { plan } = await import("./plan.js");
				return {
					kind: "plan",
					notices,
					...await plan(ground, request)
				};
			}
			const { promote } = await import("./promote.js");
			return {
				kind: "run",
				notices,
				...await promote(ground, request)
			};
		});
	}
};

// src/commands/rollback.ts
const imageOption = {
	...imageOption$1,
	description: "An earlier image of the stage: a tag or a digest. Default: the previous one."
};
const stageOption = {
	...stageOption$1,
	description: "The stage that goes back."
};
const commentOption = {
	...commentOption$1,
	description: "Why; required, and kept in the record."
};
const rollbackCommand = {
	name: "rollback",
	summary: "Bring the previous image of a stage, or a named earlier one, back; the stage is held afterwards.",
	writes: true,
	options: [
		imageOption,
		pipelineOption,
		stageOption,
		commentOption,
		expectedPlanOption,
		dryRunOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		requireWrite(world);
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const { notices } = loaded;
		return await withRegistry(world, config, async (registry) => {
			const ground = {
				world,
				config,
				registry
			};
			const request = requestOf(values);
			const { dryRollback, rollback } = await import("./rollback2.js");
			if (isSet(values, dryRunOption)) return {
				kind: "plan",
				notices,
				...await dryRollback(ground, request)
			};
			return {
				kind: "run",
				notices,
				...await rollback(ground, request)
			};
		});
	}
};
function requestOf(values) {
	return {
		image: textOf(values, imageOption),
		pipeline: textOf(values, pipelineOption),
		stage: textOf(values, stageOption),
		comment: textOf(values, commentOption),
		expectedPlan: textOf(values, expectedPlanOption)
	};
}

// src/commands/test.ts
const folderOption = {
	name: "folder",
	kind: "text",
	placeholder: "FOLDER",
	positional: true,
	surfaces: ["cli"],
	default: defaultCases,
	description: "The folder of cases."
};
const testCommand = {
	name: "test",
	summary: "Run a folder of policy cases offline: images and documents, and what policy should say of them.",
	writes: false,
	surfaces: ["cli"],
	options: [folderOption, configOption],
	async run(world, values) {
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const folder = textOf(values, folderOption) ?? ".github/hoist-tests";
		const { runPolicyTests } = await import("./policy-tests.js");
		const cases = await runPolicyTests({
			config,
			workspace: await world.workspace(),
			folder,
			now: world.clock.now()
		});
		if (cases.length === 0) throw new HoistError("config", "CASES_MISSING", `there is no case in ${folder}`, { hint: "Write a file of cases, NAME.yml, into it; docs/policy-tests.md shows how." });
		const document = {
			schema: "hoist/test/v1",
			ok: cases.every(({ ok }) => ok),
			folder,
			config: config.origin,
			cases,
			notices: loaded.notices
		};
		return {
			kind: "test",
			document,
			notices: [],
			exitCode: document.ok ? 0 : 1
		};
	}
};

// src/commands/catalogue.ts
const catalogue = [
	promoteCommand,
	planCommand,
	copyCommand,
	rollbackCommand,
	historyCommand,
	statusCommand,
	candidatesCommand,
	verifyCommand,
	checkCommand,
	testCommand,
	initCommand
];
const planned = /* @__PURE__ */ new Set(["sync"]);
function commandNamed(name) {
	const found = catalogue.find((command) => command.name === name);
	if (found !== void 0) return found;
	const names = catalogue.map((command) => command.name).join(", ");
	if (planned.has(name)) throw new HoistError("config", "COMMAND_UNSUPPORTED", `this version of Hoist does not have the command ${name} yet`, { hint: `It has ${names}.` });
	throw new HoistError("config", "COMMAND_UNKNOWN", `there is no command ${JSON.stringify(name.slice(0, 60))}`, { hint: `There is ${names}.` });
}

export { require_semver as $, holdsPlan as A, parseSourcePattern as B, checkCommand as C, resultOf as D, problemOf as E, expandTarget as F, renderTag as G, couldHaveMade as H, hasWildcard as I, attachedTo as J, variesByRun as K, matchPattern as L, parsePlanHash as M, planHash as N, coveredBy as O, canonicalize as P, require_parse as Q, matchSource as R, historyEntry as S, intentOf as T, namesSource as U, capturesOf as V, parseTagTemplate as W, fallbackTag as X, cosignTags as Y, isAttachedTag as Z, historyCommand as _, expectedOutcome as _t, isReached as a, candidatesCommand as at, journalQueryOf as b, totalOutcome as bt, isMirror as c, requireWrite as ct, targetsMeet as d, parseGlob as dt, require_identifiers as et, targetsOf as f, parseTextGlob as ft, statusCommand as g, overtakenOf as gt, ownWorkflows as h, namesImage as ht, parseImageWish as i, require_debug as it, instantText as j, hexOfPlan as k, namedSources as l, withRegistry as lt, asPromoter as m, keepsAll as mt, commandNamed as n, require_re as nt, route as o, readConfig as ot, verifyCommand as p, isWritten as pt, whyNeverLegal as q, select as r, require_constants as rt, feeds as s, requireConfig as st, catalogue as t, require_parse_options as tt, stageThatFills as u, exactGlob as ut, isDigestLike as v, isInPlace as vt, standingBefore as w, happenedAt as x, isOfQuery as y, totalExitCode as yt, parseRepositoryPattern as z };