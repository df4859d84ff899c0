import { o as __toESM } from "./rolldown-runtime.js";
import { t as HoistError } from "./errors.js";
import { a as isTag, i as isLayout, l as parseRepository, t as baseNameOf } from "./reference.js";
import { t as require_parse } from "./parse.js";
import { c as shortDigest } from "./digest.js";

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
const maxLength$1 = 256;
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
	if (text === "") throw invalid$1("a tag template is empty", "Write %n to keep the tag.");
	if (text.length > maxLength$1) throw invalid$1(`a tag template has at most ${maxLength$1} characters`);
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
function invalid$1(message, hint) {
	return new HoistError("config", "TEMPLATE_INVALID", message, { hint });
}

// src/domain/pattern.ts
/** N33. */
const maxLength = 256;
const capture = /\{([^{}]*)\}/g;
const captureName = /^[a-z][a-z0-9-]{0,30}$/;
/**
* A target as written: a repository, parts of whose path may be captures of the source (`ghcr.io/acme/qa/{name}`,
* `\u2026/app-{name}`). Its text is canonical.
*
* @throws HoistError `PATTERN_INVALID` and what {@link parseRepository} throws
*/
function parseRepositoryPattern(text) {
	if (text.length > maxLength) throw invalid(text, `has more than ${maxLength} characters`);
	const names = [...text.matchAll(capture)].map((match) => match[1] ?? "");
	const bad = names.find((name) => !captureName.test(name));
	if (bad !== void 0) throw invalid(text, `has the capture {${bad}}`, "A capture is a lower-case word: {name}.");
	const reserved = names.find((name) => isTemplateKeyword(name));
	if (reserved !== void 0) throw invalid(text, `names a capture after the keyword {${reserved}} of tag templates`, "Choose another name.");
	if (/[{}]/.test(text.replaceAll(capture, ""))) throw invalid(text, "has a `{` or `}` without the other");
	if (/\}[^/]*\{/.test(text)) throw invalid(text, "has two captures in one component", "Put a slash between them.");
	if (/[*?[\]]/.test(text)) throw invalid(text, "has a wildcard", "Write {name} for one component of the path.");
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
	if (components.some((component) => !/^\{[^{}]*\}$/.test(component))) throw invalid(text, "has a capture that is only a part of a component", "Write {name} between two slashes.");
	if (components.length !== pattern.captures.length) throw invalid(text, "has a capture twice", "Name them apart.");
	return pattern;
}
/** Lets `parseRepository` judge and canonicalise the name with a stand-in for each capture. */
function canonical(text) {
	const standIn = (name) => `zz0${name}0zz`;
	const repository = parseRepository(text.replaceAll(capture, (_, name) => standIn(name)));
	const pattern = [...text.matchAll(capture)].reduce((result, [written, name]) => result.replace(standIn(name ?? ""), written), repository);
	if (!isLayout(repository) && pattern.slice(0, pattern.indexOf("/")).includes("{")) throw invalid(text, "has a capture in the host", "A capture is a component of the path.");
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
		if (value === void 0) throw invalid(target.text, `has ${written}, which the source does not capture`);
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
function invalid(text, what, hint) {
	const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}\u2026` : text);
	return new HoistError("config", "PATTERN_INVALID", `the repository ${shown} ${what}`, { hint });
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

export { variesByRun as _, targetsMeet as a, matchPattern as c, parseSourcePattern as d, capturesOf as f, renderTag as g, parseTagTemplate as h, stageThatFills as i, matchSource as l, namesSource as m, isMirror as n, targetsOf as o, couldHaveMade as p, namedSources as r, expandTarget as s, feeds as t, parseRepositoryPattern as u, whyNeverLegal as v };