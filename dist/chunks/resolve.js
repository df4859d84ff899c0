import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { n as parseTextGlob, t as parseGlob } from "./glob.js";
import { _ as parseTagTemplate, a as targetsMeet, b as whyNeverLegal, c as collectProblems, f as parseRepositoryPattern, m as capturesOf, n as isMirror, o as targetsOf, p as parseSourcePattern, r as namedSources, t as feeds, u as matchPattern, v as renderTag } from "./target.js";
import { a as isTag, l as parseRepository, s as parseHost, t as baseNameOf } from "./reference.js";
import { A as require_semver, g as require_gt, h as require_range, k as require_parse, m as parseVersionRange, p as parseExpression, x as durationSeconds } from "./yaml.js";
import { t as HoistError } from "./errors.js";
import { i as isAttachedTag } from "./attached-tag.js";
import { c as needsNothing, n as stops, r as violation, t as passes } from "./judgement.js";
import { _ as ageOf, a as instantOf, c as checkNames$1, d as setAside, f as weigh, g as ofKind, h as anySigner, i as checksOf, l as findCheck, m as inspect, o as searchExpression, p as choose, s as secondsOf, t as fileOf, u as anyOne, v as newest, y as orderTime } from "./parse.js";
import { i as parseStrictJson, n as isJsonObject } from "./strict-json.js";
import { s as parseDigest } from "./digest.js";
import { X509Certificate, createPublicKey } from "node:crypto";

// node_modules/semver/ranges/min-version.js
var require_min_version = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
	const Range = require_range();
	const gt = require_gt();
	const minVersion = (range, loose) => {
		range = new Range(range, loose);
		let minver = new SemVer("0.0.0");
		if (range.test(minver)) return minver;
		minver = new SemVer("0.0.0-0");
		if (range.test(minver)) return minver;
		minver = null;
		for (let i = 0; i < range.set.length; ++i) {
			const comparators = range.set[i];
			let setMin = null;
			comparators.forEach((comparator) => {
				const compver = new SemVer(comparator.semver.version);
				switch (comparator.operator) {
					case ">":
						if (compver.prerelease.length === 0) compver.patch++;
						else compver.prerelease.push(0);
						compver.raw = compver.format();
					case "":
					case ">=":
						if (!setMin || gt(compver, setMin)) setMin = compver;
						break;
					case "<":
					case "<=": break;
					/* istanbul ignore next */
					default: throw new Error(`Unexpected operation: ${comparator.operator}`);
				}
			});
			if (setMin && (!minver || gt(minver, setMin))) minver = setMin;
		}
		if (minver && range.test(minver)) return minver;
		return null;
	};
	module.exports = minVersion;
}));

// src/domain/tag-filter.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
var import_min_version = /* @__PURE__ */ __toESM(require_min_version(), 1);
/** N33. */
const maxPatterns = 200;
const usualTags = ["latest main stable edge nightly dev rc bookworm 1 7 42 1.2 v1 v1.2 20260102 ab12cd3 sha-ab12cd3 pr-7", "1.2.3 v1.2.3 1.2.3-rc.1 v1.2.3-rc.1 1.2.3-stable v1.2.3-stable"].flatMap((tags) => tags.split(" "));
/** The default: every tag. Like all filters it never selects a tag that is an attachment's (`sha256-\u2026.sig`). */
function everyTag() {
	return filter("every tag", () => true, []);
}
/**
* Globs, those with a leading `!` excluded, in any order. No pattern at all selects nothing (A24); only excludes
* select everything but those.
*
* @throws HoistError `GLOB_INVALID`
*/
function globFilter(patterns) {
	if (patterns.length > maxPatterns) throw new HoistError("config", "GLOB_INVALID", `there are more than ${maxPatterns} patterns`);
	const excludes = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => tagGlob(pattern.slice(1)));
	const includes = patterns.filter((pattern) => !pattern.startsWith("!")).map((pattern) => tagGlob(pattern));
	const included = (tag) => includes.length === 0 ? excludes.length > 0 : includes.some((glob) => glob.matches(tag));
	return filter(patterns.length === 0 ? "no tag" : patterns.join(", "), (tag) => included(tag) && !excludes.some((glob) => glob.matches(tag)), includes.flatMap((glob) => [
		"1",
		"1.2.3",
		"a",
		""
	].map((filling) => glob.sample(filling))));
}
function tagGlob(text) {
	const glob = parseGlob(text);
	if (!/[/:]/.test(text)) return glob;
	throw new HoistError("config", "GLOB_INVALID", `the pattern ${JSON.stringify(text)} can match no tag`, { hint: "A tag has no `/` and no `:`: leave the repository out." });
}
/**
* Tags that are versions in the range; a leading `v` counts (`v1.4.2`), `1.4` is no version. As in npm, a pre-release
* is in a range only if the range names a pre-release of the same version, unless `preReleases` is set.
*
* @throws HoistError `SEMVER_INVALID`
*/
function semverFilter(range, options = {}) {
	const parsed = parseVersionRange(range, options.preReleases ?? false);
	const least = (0, import_min_version.default)(parsed)?.version;
	const hints = least === void 0 ? [] : [
		least,
		`v${least}`,
		`${least}-rc.1`
	];
	return filter(`semver ${range}`, (tag) => isIn(parsed, tag), hints);
}
function isIn(range, tag) {
	const version = (0, import_parse.default)(tag);
	return version !== null && range.test(version);
}
/**
* Tags that an RE2 expression matches from end to end, in linear time (A22): no look-around, no back-references.
*
* @throws HoistError `REGEX_INVALID`
*/
function regexFilter(expression) {
	return filter(`matches ${expression}`, parseExpression(expression), []);
}
function filter(text, selects, hints) {
	const matches = (tag) => !isAttachedTag(tag) && selects(tag);
	return {
		text,
		matches,
		examples: [.../* @__PURE__ */ new Set([...hints, ...usualTags])].filter((tag) => isTag(tag) && matches(tag))
	};
}

// src/config/resolve-source.ts
const wildcard = /[{}*?[\]]/;
/** The source of a pipeline; `except` is filled in when all pipelines are known. */
function resolveSource(pipeline, { path: pipelinePath, problems }) {
	const path = [...pipelinePath, "source"];
	const written = typeof pipeline.source === "string" ? { repository: pipeline.source } : pipeline.source;
	const tags = resolveTags$1("tags" in written ? written.tags : void 0, {
		path: [...path, "tags"],
		problems
	});
	const list = resolveList(pipeline, {
		path: pipelinePath,
		problems
	});
	if ("repositories" in written) {
		const repositories = resolveSet(written.repositories, {
			path: [...path, "repositories"],
			problems
		});
		return tags === void 0 || repositories === void 0 ? void 0 : {
			kind: "set",
			repositories,
			tags
		};
	}
	const text = written.repository;
	const place = typeof pipeline.source === "string" ? path : [...path, "repository"];
	const pattern = wildcard.test(text) ? problems.attempt(place, () => captured(parseSourcePattern(text))) : void 0;
	if (wildcard.test(text)) {
		if (pattern === void 0 || tags === void 0) return void 0;
		return {
			kind: "pattern",
			pattern,
			tags,
			except: /* @__PURE__ */ new Set(),
			...list === void 0 ? {} : { list }
		};
	}
	const repository = problems.attempt(place, () => parseRepository(text));
	return repository === void 0 || tags === void 0 ? void 0 : {
		kind: "repository",
		repository,
		tags
	};
}
function captured(pattern) {
	if (pattern.captures.length > 0) return pattern;
	throw new HoistError("config", "PATTERN_INVALID", `the repository ${JSON.stringify(pattern.text)} has no capture`);
}
function resolveTags$1(tags, { path, problems }) {
	if (tags === void 0) return everyTag();
	if (Array.isArray(tags)) return tags.map((glob, index) => problems.attempt([...path, index], () => globFilter([glob])) !== void 0).every(Boolean) ? problems.attempt(path, () => globFilter(tags)) : void 0;
	if ("matches" in tags) return problems.attempt([...path, "matches"], () => regexFilter(tags.matches));
	const options = { preReleases: tags["pre-releases"] };
	return problems.attempt([...path, "semver"], () => semverFilter(tags.semver, options));
}
function resolveSet(texts, { path, problems }) {
	const repositories = texts.map((text, index) => problems.attempt([...path, index], () => {
		if (wildcard.test(text)) throw new HoistError("config", "PATTERN_INVALID", `a set cannot have the pattern ${text}`, { hint: "Name each repository, or make the pattern the source of a pipeline of its own." });
		return parseRepository(text);
	}));
	for (const [index, repository] of repositories.entries()) if (repository !== void 0 && repositories.indexOf(repository) < index) problems.add({
		code: "SET_TWICE",
		message: `the set names ${repository} twice`,
		path: [...path, index],
		hint: "Take one of them out."
	});
	return repositories.every((repository) => repository !== void 0) ? repositories : void 0;
}
/** The captures that a source offers to `to` and to tag templates, even where something else about it is wrong. */
function writtenCaptures({ source }) {
	const names = [...textOf(source).matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
	return names.length === 0 ? ["name"] : names;
}
/** Whether the source is written as a pattern. */
function isPattern({ source }) {
	return textOf(source).includes("{");
}
function textOf(source) {
	if (typeof source === "string") return source;
	return "repository" in source ? source.repository : "";
}
/** A repository that the source may have, for rendering an example. */
function exampleCaptures(source) {
	if (source.kind === "pattern") return new Map(source.pattern.captures.map((name) => [name, name]));
	const repository = source.kind === "set" ? source.repositories[0] : source.repository;
	return new Map(repository === void 0 ? [] : [["name", baseNameOf(repository)]]);
}
function resolveList(pipeline, { path: pipelinePath, problems }) {
	const { list } = pipeline;
	if (list === void 0) return void 0;
	const path = [...pipelinePath, "list"];
	if (!isPattern(pipeline)) {
		problems.add({
			code: "LIST_WITHOUT_PATTERN",
			message: "list is for a source with a pattern; this one names its repositories",
			path,
			part: "key",
			hint: "Remove list."
		});
		return;
	}
	if (!Array.isArray(list)) return {
		kind: "github-packages",
		owner: list["github-packages"]
	};
	return {
		kind: "repositories",
		repositories: list.flatMap((name, index) => problems.attempt([...path, index], () => listed(name, parseSourcePattern(textOf(pipeline.source)))) ?? [])
	};
}
/** A whole repository, or what the only capture stands for. */
function listed(name, pattern) {
	const [only, second] = pattern.captures;
	const whole = name.includes("/") || only === void 0 || second !== void 0;
	const repository = parseRepository(whole ? name : pattern.text.replace(`{${only}}`, name));
	if (matchPattern(pattern, repository) !== void 0) return repository;
	throw new HoistError("config", "LIST_OUTSIDE_PATTERN", `${repository} does not match ${pattern.text}`, { hint: "Name repositories that match the source of this pipeline." });
}
const unitSeconds = {
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800
};
function resolveSince(written) {
	const [, count, unit] = /^([0-9]+)([mhdw])$/.exec(written) ?? [];
	if (count !== void 0 && unit !== void 0) return {
		kind: "age",
		seconds: Number(count) * (unitSeconds[unit] ?? 0)
	};
	return {
		kind: "instant",
		instant: new Date(written).toISOString()
	};
}

// src/config/resolve-stage.ts
/** A stage in our words; undefined if its targets or tags are wrong, which is then among the problems. */
function resolveStage(stage, context) {
	const { written, path } = context;
	const to = resolveTargets(stage, context);
	const tags = resolveTags(stage, context);
	checkPolicies(stage, context);
	if (to === void 0 || tags === void 0) return void 0;
	refuseShared(to, {
		tags,
		context
	});
	return {
		name: stage.name,
		to,
		tags,
		auto: stage.auto,
		...stage.environment === void 0 ? {} : { environment: resolveEnvironment(stage.environment) },
		policies: stage.policy === void 0 ? [] : asList(stage.policy),
		referrers: stage.referrers,
		missing: {
			platforms: stage.missing.platforms,
			foreignLayers: stage.missing["foreign-layers"]
		},
		after: context.after,
		skippable: stage.skippable,
		unbuilt: unbuiltOf$1(written),
		position: written.at(path)
	};
}
function asList(value) {
	return Array.isArray(value) ? value : [value];
}
/** The path of an item of something that may be written as a list or alone. */
function itemPath(value, path, index) {
	return Array.isArray(value) ? [...path, index] : path;
}
function resolveTargets(stage, { path, problems, captures }) {
	const targets = asList(stage.to).map((text, index) => {
		const place = itemPath(stage.to, [...path, "to"], index);
		return problems.attempt(place, () => {
			const target = withoutTag(text);
			const unknown = target.captures.find((name) => !captures.includes(name));
			if (unknown === void 0) return target;
			throw new HoistError("config", "PATTERN_INVALID", `the source captures no {${unknown}}`, { hint: `Known here: ${captures.map((name) => `{${name}}`).join(" ")}.` });
		});
	});
	return targets.every((target) => target !== void 0) ? targets : void 0;
}
function withoutTag(text) {
	try {
		return parseRepositoryPattern(text);
	} catch (error) {
		if (!(error instanceof HoistError) || error.code !== "REPOSITORY_INVALID") throw error;
		const hint = `${error.hint ?? ""} The tag belongs under \`tag\`.`.trim();
		throw new HoistError("config", error.code, error.message, {
			hint,
			cause: error
		});
	}
}
function resolveTags(stage, { path, problems, captures }) {
	const rules = asList(stage.tag).map((tag, index) => {
		const item = itemPath(stage.tag, [...path, "tag"], index);
		const { name, move } = typeof tag === "string" ? {
			name: tag,
			move: "never"
		} : tag;
		const place = typeof tag === "string" ? item : [...item, "name"];
		return problems.attempt(place, () => {
			const template = parseTagTemplate(name, captures);
			const why = whyNeverLegal(template);
			if (why === void 0) return {
				template,
				move
			};
			throw new HoistError("config", "TEMPLATE_NEVER_LEGAL", `the tag template "${name}" gives no legal tag: ${why}`, { hint: "A tag has 1 to 128 letters, digits, \".\", \"_\", \"-\" and begins with a letter, a digit or \"_\"." });
		});
	});
	if (!rules.every((rule) => rule !== void 0)) return void 0;
	for (const [index, { template }] of rules.entries()) if (rules.findIndex((rule) => rule.template.text === template.text) < index) {
		const place = itemPath(stage.tag, [...path, "tag"], index);
		problems.add({
			code: "TAG_TWICE",
			message: `the stage writes ${template.text} twice`,
			path: place,
			hint: "Take one of them out."
		});
	}
	return rules;
}
function checkPolicies(stage, { written, path, problems }) {
	if (stage.policy === void 0) return;
	for (const [index, name] of asList(stage.policy).entries()) {
		if (Object.hasOwn(written.policies, name)) continue;
		const place = itemPath(stage.policy, [...path, "policy"], index);
		problems.unknown("policy", name, {
			path: place,
			known: Object.keys(written.policies)
		});
	}
}
/** With a pattern, a target that leaves a capture out would hold the images of several repositories under one tag. */
function refuseShared(to, { tags, context }) {
	const { path, problems, captures } = context;
	if (!context.isPattern) return;
	const lost = captures.find((name) => to.some((target) => !target.captures.includes(name)) && tags.some(({ template }) => !template.parts.some((part) => part.kind === "value" && part.name === name)));
	if (lost === void 0) return;
	problems.add({
		code: "TARGET_SHARED",
		message: `images of several repositories would come to one: the target leaves {${lost}} out`,
		path: [...path, "to"],
		hint: `Put {${lost}} into \`to\`, or into every \`tag\`.`
	});
}
function resolveEnvironment(environment) {
	if (typeof environment === "string") return {
		name: environment,
		approval: "auto",
		selfReview: "forbid",
		bypass: "record"
	};
	const { name, approval, bypass, rollback } = environment;
	return {
		name,
		approval,
		selfReview: environment["self-review"],
		bypass,
		...rollback === void 0 ? {} : { rollback }
	};
}
/** Environments and policies are refused at the gate, which says more about them. */
function unbuiltOf$1(written) {
	const { record } = written;
	return ["attest", "linked-artifacts"].filter((key) => record[key] === "required").map((key) => ({
		key: `record.${key}`,
		position: written.at(["record", key])
	}));
}

// src/config/resolve-pipelines.ts
/** The pipelines that are sound in themselves; the others are among the problems. */
function resolvePipelines(written, problems) {
	const pipelines = Object.entries(written.pipelines).flatMap(([name, pipeline]) => resolvePipeline(name, pipeline, {
		written,
		problems
	}) ?? []);
	return pipelines.map((pipeline) => withExcept(pipeline, pipelines));
}
function resolvePipeline(name, pipeline, { written, problems }) {
	const path = ["pipelines", name];
	const source = resolveSource(pipeline, {
		path,
		problems
	});
	const after = resolveOrder(name, pipeline, problems);
	const captures = writtenCaptures(pipeline);
	const stages = pipeline.stages.map((stage, index) => resolveStage(stage, {
		written,
		problems,
		captures,
		isPattern: isPattern(pipeline),
		path: [
			...path,
			"stages",
			index
		],
		after: after?.get(stage.name) ?? []
	}));
	const { newest, since } = pipeline;
	if (source === void 0 || after === void 0 || !stages.every((stage) => stage !== void 0)) return void 0;
	const resolved = {
		name,
		source,
		stages: inOrder(stages),
		...newest === void 0 ? {} : { newest },
		...since === void 0 ? {} : { since: resolveSince(since) },
		position: written.at(path, "key")
	};
	return problems.attempt(path, () => stages.map((stage) => targetsOf(resolved, stage))) === void 0 ? void 0 : resolved;
}
/** What each stage comes after; undefined where that cannot be told. */
function resolveOrder(name, { stages }, problems) {
	const names = stages.map((stage) => stage.name);
	const after = /* @__PURE__ */ new Map();
	let sound = true;
	const refuse = (problem) => {
		sound = false;
		problems.add(problem);
	};
	for (const [index, stage] of stages.entries()) {
		const path = [
			"pipelines",
			name,
			"stages",
			index
		];
		if (after.has(stage.name)) refuse({
			code: "STAGE_TWICE",
			message: `the pipeline ${name} has two stages "${stage.name}"`,
			path: [...path, "name"],
			hint: "Name them apart."
		});
		const previous = names[index - 1];
		const wanted = stage.after === void 0 ? previous === void 0 ? [] : [previous] : asList(stage.after);
		after.set(stage.name, wanted);
		if (stage.after === void 0) continue;
		if (index === 0) refuse({
			code: "STAGE_AFTER",
			message: `"${stage.name}" is the first stage: it reads the source and comes after no other`,
			path: [...path, "after"],
			hint: "Remove after, or move the stage down."
		});
		for (const [place, other] of wanted.entries()) {
			if (names.includes(other)) continue;
			sound = false;
			problems.unknown("stage", other, {
				path: itemPath(stage.after, [...path, "after"], place),
				known: names
			});
		}
	}
	const cycle = sound ? findCycle(names, (stage) => after.get(stage) ?? []) : void 0;
	if (cycle !== void 0) {
		const index = names.indexOf(cycle[0] ?? "");
		refuse({
			code: "STAGE_CYCLE",
			message: `the stages of ${name} come after each other in a circle: ${cycle.join(" after ")}`,
			path: [
				"pipelines",
				name,
				"stages",
				index,
				"after"
			],
			hint: "Change one `after`."
		});
	}
	return sound ? after : void 0;
}
/** The nodes of a circle, the first again at the end. */
function findCycle(nodes, next) {
	const done = /* @__PURE__ */ new Set();
	const search = (node, trail) => {
		const at = trail.indexOf(node);
		if (at >= 0) return [...trail.slice(at), node];
		if (done.has(node)) return void 0;
		for (const other of next(node)) {
			const found = search(other, [...trail, node]);
			if (found !== void 0) return found;
		}
		done.add(node);
	};
	for (const node of nodes) {
		const found = search(node, []);
		if (found !== void 0) return found;
	}
}
/** Each stage behind those that it comes after, otherwise as written. */
function inOrder(stages) {
	const placed = /* @__PURE__ */ new Map();
	const place = (stage) => {
		if (placed.has(stage.name)) return;
		for (const other of stages) if (stage.after.includes(other.name)) place(other);
		placed.set(stage.name, stage);
	};
	stages.forEach(place);
	return [...placed.values()];
}
/** A pattern never takes a repository that another pipeline names. */
function withExcept(pipeline, pipelines) {
	if (pipeline.source.kind !== "pattern") return pipeline;
	const named = pipelines.filter((other) => other.name !== pipeline.name).flatMap((other) => [...namedSources(other) ?? [], ...other.stages.flatMap((stage) => targetsOf(other, stage)).flatMap(({ repository }) => repository.captures.length === 0 ? [repository.text] : [])]);
	return {
		...pipeline,
		source: {
			...pipeline.source,
			except: new Set(named)
		}
	};
}

// src/config/check-targets.ts
/** What only the targets of all stages together tell: no repository is filled twice, and no pipeline feeds itself. */
function checkTargets(pipelines, { written, problems }) {
	const targets = pipelines.flatMap((pipeline) => pipeline.stages.flatMap((stage) => targetsOf(pipeline, stage)));
	const fixed = /* @__PURE__ */ new Map();
	const open = targets.filter((target) => target.repository.captures.length > 0);
	const reported = /* @__PURE__ */ new Set();
	for (const target of targets) {
		const { text, captures } = target.repository;
		const other = captures.length === 0 ? fixed.get(text) ?? open.find((each) => each.stage !== target.stage && targetsMeet(each, target)) : open.slice(0, open.indexOf(target)).find((each) => targetsMeet(each, target));
		if (captures.length === 0 && !fixed.has(text)) fixed.set(text, target);
		const key = `${target.pipeline.name}/${target.stage.name}/${target.index}`;
		if (other === void 0 || reported.has(key)) continue;
		if (reportTwice(target, {
			other,
			written,
			problems
		})) reported.add(key);
	}
	checkPipelineCycle(pipelines, {
		targets,
		problems
	});
}
function reportTwice(target, { other, written, problems }) {
	const path = targetPath(target, written);
	const { text } = target.repository;
	if (other.stage === target.stage) {
		if (other.index !== target.index) {
			problems.add({
				code: "TARGET_TWICE",
				message: `the stage names the target ${text} twice`,
				path,
				hint: "Remove one."
			});
			return true;
		}
		return reportSet(target, {
			other,
			written,
			problems
		});
	}
	const [mirror] = [other, target].filter(({ pipeline }) => isMirror(pipeline));
	const place = `line ${written.at(targetPath(other, written)).line}`;
	const filler = `${other.pipeline.name}/${other.stage.name} (${place})`;
	if (mirror !== void 0 && other.pipeline !== target.pipeline) {
		const message = `${text} is filled by the mirror ${mirror.pipeline.name}, so no other stage may fill it; the other is`;
		const rest = mirror === other ? `${target.pipeline.name}/${target.stage.name}` : filler;
		problems.add({
			code: "MIRROR_FILLS_STAGE",
			message: `${message} ${rest}`,
			path,
			hint: "Give the stage a repository of its own."
		});
		return true;
	}
	problems.add({
		code: "TARGET_FILLED_TWICE",
		message: `${text} is a target of ${filler} already`,
		path,
		hint: "Each repository is filled by one stage: give this one a repository of its own."
	});
	return true;
}
/** Two images of a set that come to one repository; with {name} in every tag they stay apart. */
function reportSet(target, { other, written, problems }) {
	const { source } = target;
	if (source === void 0 || other.source === void 0) return false;
	const sameName = baseNameOf(source) === baseNameOf(other.source);
	if (target.stage.tags.every(({ template }) => capturesOf(template).includes("name")) && !sameName) return false;
	const message = `${other.source} and ${source} would both come to ${target.repository.text}`;
	const hint = sameName ? "Their last components are the same, so {name} is too: promote one of them in a pipeline of its own." : "Put {name} into the target: each image of the set needs a repository of its own.";
	problems.add({
		code: "SET_NAME_TWICE",
		message,
		path: targetPath(target, written),
		hint
	});
	return true;
}
function checkPipelineCycle(pipelines, { targets, problems }) {
	const names = pipelines.map((pipeline) => pipeline.name);
	const next = new Map(names.map((name) => {
		const own = targets.filter(({ pipeline }) => pipeline.name === name);
		return [name, pipelines.filter((each) => each.name !== name && own.some((target) => feeds(target, each))).map((each) => each.name)];
	}));
	const cycle = findCycle(names, (name) => next.get(name) ?? []);
	if (cycle === void 0) return;
	problems.add({
		code: "PIPELINE_CYCLE",
		message: `the pipelines fill each other's sources in a circle: ${cycle.join(" \u2192 ")}`,
		path: ["pipelines", cycle[0] ?? ""],
		part: "key",
		hint: "Let the last of them write to a repository that is no source."
	});
}
/** Where a stage is written. */
function stagePath(pipeline, stage, written) {
	const stages = written.pipelines[pipeline.name]?.stages ?? [];
	return [
		"pipelines",
		pipeline.name,
		"stages",
		stages.findIndex(({ name }) => name === stage.name)
	];
}
function targetPath({ pipeline, stage, index }, written) {
	const path = stagePath(pipeline, stage, written);
	const to = written.pipelines[pipeline.name]?.stages[Number(path[3])]?.to;
	return itemPath(to, [...path, "to"], index);
}

// src/config/check-writes.ts
const digest = `sha256:${"ab12cd34".repeat(8)}`;
const instants = [/* @__PURE__ */ new Date("2026-01-05T07:08:09Z"), /* @__PURE__ */ new Date("2031-12-31T23:59:59Z")];
/**
* Refuses a stage that writes a tag which a source filter of the same repository selects. It tries the tags that the
* source's filter surely selects: what it reports is so, with an example; what it cannot find, the same rule on
* the real tag catches at planning (guarantee 9).
*/
function checkWrites(pipelines, { written, problems }) {
	for (const pipeline of pipelines) for (const stage of pipeline.stages) {
		const crossing = findCrossing(pipelines, pipeline, stage);
		if (crossing !== void 0) problems.add(problemOf(crossing, written));
	}
}
function findCrossing(pipelines, pipeline, stage) {
	const targets = targetsOf(pipeline, stage);
	for (const reader of pipelines) {
		const target = targets.find((each) => feeds(each, reader));
		if (target === void 0) continue;
		for (const [index, { template }] of stage.tags.entries()) {
			const example = selectedTag(template, target, reader);
			if (example !== void 0) return {
				reader,
				target,
				index,
				example
			};
		}
	}
}
function problemOf({ reader, target, index, example }, written) {
	const { pipeline, stage, repository } = target;
	const own = reader === pipeline;
	const who = own ? "the source of this very pipeline" : `the source of the pipeline ${reader.name}`;
	const path = stagePath(pipeline, stage, written);
	const { tag } = written.pipelines[pipeline.name]?.stages[Number(path[3])] ?? {};
	return {
		code: "TAG_IS_A_SOURCE",
		message: `${pipeline.name}/${stage.name} would write tags like ${example} to ${repository.text}, where ${who} selects them (${reader.source.tags.text})`,
		path: tag === "%n" ? [...path, "to"] : itemPath(tag, [...path, "tag"], index),
		hint: own ? "Write to another repository, or exclude such tags in the source's `tags` with a leading !." : `Make one pipeline of the two: put the stages of ${reader.name} behind this stage.`
	};
}
/** A tag that the template makes and the reader's filter selects. */
function selectedTag(template, { pipeline, stage }, reader) {
	const { tags } = reader.source;
	const found = arriving(pipeline, stage).flatMap((example) => rendered(template, example, pipeline)).find((tag) => tags.matches(tag));
	if (found !== void 0) return found;
	return stage.after.length === 0 && /^(?:%n|\{source-tag\})$/.test(template.text) && tags.text === pipeline.source.tags.text ? template.text : void 0;
}
/** Examples of the tags under which images come to a stage: the source's, or what the stage before makes of them. */
function arriving(pipeline, stage) {
	const before = pipeline.stages.find(({ name }) => name === stage.after[0]);
	if (before === void 0) {
		const tags = pipeline.source.tags.examples ?? [];
		return tags.length === 0 ? [{
			n: void 0,
			sourceTag: void 0
		}] : tags.map((tag) => ({
			n: tag,
			sourceTag: tag
		}));
	}
	const template = before.tags[0]?.template;
	if (template === void 0) return [];
	return arriving(pipeline, before).flatMap((example) => rendered(template, example, pipeline).map((tag) => ({
		n: tag,
		sourceTag: example.sourceTag
	})));
}
function rendered(template, example, { source }) {
	return (template.parts.some(({ kind }) => kind === "time") ? instants : instants.slice(0, 1)).flatMap((instant) => {
		const values = {
			...example,
			instant,
			digest,
			sha: "ab12cd34ef56",
			run: "1234567890",
			captures: exampleCaptures(source)
		};
		try {
			return [renderTag(template, values)];
		} catch (error) {
			if (error instanceof HoistError) return [];
			throw error;
		}
	});
}

// src/config/resolve-evidence.ts
function resolveEvidence({ evidence }, problems) {
	const { sources, repository: text, files, feeds } = evidence;
	const repository = text === void 0 ? void 0 : problems.attempt(["evidence", "repository"], () => parseRepository(text));
	return {
		sources: [...new Set(sources)],
		...repository === void 0 ? {} : { repository },
		files: [...new Set(Object.values(files).flat())],
		feeds: {
			...feeds.kev === void 0 ? {} : { kev: feedOf(feeds.kev) },
			...feeds.epss === void 0 ? {} : { epss: feedOf(feeds.epss) },
			maxAge: durationSeconds(feeds["max-age"])
		}
	};
}
function feedOf(written) {
	return typeof written === "string" ? { kind: "publisher" } : {
		kind: "file",
		path: written.file
	};
}

// src/policy/dtr-count.ts
const comparisons = {
	gte: (count, limit) => count >= limit,
	gt: (count, limit) => count > limit,
	eq: (count, limit) => count === limit,
	neq: (count, limit) => count !== limit,
	lte: (count, limit) => count <= limit,
	lt: (count, limit) => count < limit
};
/** Where critical and major begin. DTR's own are from its API's documentation (seeds.md §1.1, severity bands). */
const bands = {
	dtr: {
		critical: 7,
		major: 4
	},
	cvss: {
		critical: 9,
		major: 7
	}
};
/** Scanners' words on CVSS 3's scale: the least score of each. */
const scores = {
	critical: 9,
	high: 7,
	medium: 4,
	low: .1,
	unknown: void 0
};
/** How many vulnerabilities each platform has; every platform must be as the rule wants. */
function judgeCount(facts, judging, rule) {
	const { by, field, operator, limit } = rule;
	const want = {
		...ofKind("scan"),
		noun: "scan",
		by,
		covers: "platform",
		wantsAll: true
	};
	return weigh(choose(inspect(facts), want, judging), (demand) => countDemand(demand, {
		platform: demand.platform,
		rule,
		judging
	}), {
		note: `${field} ${operator} ${limit}`,
		help: "Rebuild on what fixes them, or waive single findings until a date.",
		howTo: "Scan each platform by its digest, and attach the report with a signature."
	});
}
/** Of each scanner the newest scan counts, and different scanners must each be satisfied (policy.md §5.3). */
function countDemand({ counted }, context) {
	const { now } = context.judging;
	const { maxAge } = context.rule;
	const last = [...new Set(counted.map(({ part }) => part.scan.scanner.name))].flatMap((name) => newest(counted.filter(({ part }) => part.scan.scanner.name === name), ({ part, evidence }) => orderTime(evidence, part.scan.created, now)));
	const isFresh = ({ part, evidence }) => (ageOf(evidence, part.scan.created, now) ?? Infinity) <= maxAge;
	const fresh = last.filter(isFresh);
	const ignored = last.filter((each) => !isFresh(each)).map(({ evidence }) => setAside(evidence, "older than max-age, or of no known time"));
	if (fresh.length === 0) return {
		reasons: [{
			code: "STALE",
			message: "every scan is older than max-age, or of no known time"
		}],
		ignored
	};
	const weights = fresh.map(({ part }) => countScan(part, context));
	return {
		reasons: weights.flatMap(({ reasons }) => reasons),
		findings: weights.flatMap(({ findings = [] }) => findings),
		used: fresh.map(({ evidence }) => evidence),
		ignored
	};
}
function countScan({ scan }, { platform, rule, judging }) {
	const { field, operator, limit, scale } = rule;
	if (scan.filters.length > 0) return incomplete(`the scan leaves findings out: ${scan.filters.join(", ")}`);
	if (scan.proofOfWork === void 0) return incomplete("nothing shows that the scanner looked at anything");
	const band = field.replace("vulnerability_", "");
	const found = distinct(scan.vulnerabilities).flatMap((vulnerability) => {
		const own = band === "all" ? band : bandOf(vulnerability, scale);
		if (own !== void 0 && own !== band) return [];
		const finding = findingOf(vulnerability, platform);
		const removal = judging.waiverFor(finding);
		return [{
			finding: removal === void 0 ? finding : {
				...finding,
				removedBy: "waiver",
				removal
			},
			isSure: own !== void 0
		}];
	});
	const findings = found.map(({ finding }) => finding);
	const left = found.filter(({ finding }) => finding.removedBy === void 0);
	const [least, most] = [left.filter(({ isSure }) => isSure).length, left.length];
	const answers = /* @__PURE__ */ new Set();
	for (let count = least; count <= most; count += 1) answers.add(comparisons[operator](count, limit));
	if (!answers.has(false)) return {
		reasons: [],
		findings
	};
	const observed = least === most ? String(least) : `${least} to ${most}`;
	const expected = `${operator} ${limit}`;
	if (!answers.has(true)) return {
		reasons: [violation(`${field} is ${observed}`, {
			observed,
			expected
		})],
		findings
	};
	return {
		reasons: [{
			code: "INCOMPLETE",
			message: `${most - least} vulnerabilities have neither a CVSS score nor a severity`,
			observed,
			expected
		}],
		findings
	};
}
function incomplete(message) {
	return { reasons: [{
		code: "INCOMPLETE",
		message
	}] };
}
/**
* By CVSS, as DTR did: the highest base score that the report has, whatever word its source puts on it. Without one, by
* the word; undefined where there is neither.
*/
function bandOf(vulnerability, scale) {
	const score = scoreOf(vulnerability) ?? scores[vulnerability.severity];
	if (score === void 0) return void 0;
	if (score >= bands[scale].critical) return "critical";
	return score >= bands[scale].major ? "major" : "minor";
}
function scoreOf({ cvss = {} }) {
	const known = [
		cvss.v2,
		cvss.v3,
		cvss.v4
	].filter((score) => score !== void 0 && !Number.isNaN(score));
	return known.length === 0 ? void 0 : Math.max(...known.map(Number));
}
/** One vulnerability of one package counts once, whatever it is called; of two reports of it, the worse score. */
function distinct(vulnerabilities) {
	const known = /* @__PURE__ */ new Map();
	const rank = (each) => scoreOf(each) ?? scores[each.severity] ?? -1;
	for (const each of vulnerabilities) {
		const { id, aliases, package: entry } = each;
		const [name = id] = [id, ...aliases].filter((text) => /^CVE-/i.test(text)).sort();
		const key = JSON.stringify([name.toUpperCase(), entry?.purl ?? [entry?.name, entry?.version]]);
		const other = known.get(key);
		if (other === void 0 || rank(each) > rank(other)) known.set(key, each);
	}
	return [...known.values()];
}
function findingOf(vulnerability, platform) {
	const { id, aliases, severity, package: entry } = vulnerability;
	const score = scoreOf(vulnerability);
	return {
		...platform !== void 0 && { platform },
		vulnerability: {
			id,
			aliases,
			severity
		},
		...entry && { package: {
			name: entry.name,
			...entry.version !== void 0 && { version: entry.version },
			...entry.purl !== void 0 && { purl: entry.purl }
		} },
		...score !== void 0 && { detail: `CVSS ${score}` }
	};
}

// src/policy/dtr-text.ts
/** Whether one text is what the operator asks for. */
function textTest(operator, values) {
	const [value = ""] = values;
	switch (operator) {
		case "eq":
		case "oo": return (text) => values.includes(text);
		case "noo": return (text) => !values.includes(text);
		case "sw": return (text) => text.startsWith(value);
		case "ew": return (text) => text.endsWith(value);
		case "c": return (text) => text.includes(value);
		default: return searchExpression(value);
	}
}

// src/policy/dtr-software.ts
/** `component.name` and `license.name`, by the SBOMs of each platform: of several all must satisfy (policy.md §5.3). */
function judgeSoftware(facts, judging, rule) {
	const want = {
		...ofKind("sbom"),
		noun: "SBOM",
		by: rule.by,
		covers: "platform",
		wantsAll: true
	};
	return weigh(choose(inspect(facts), want, judging), ({ counted, platform }) => {
		const weights = counted.map(({ part }) => judgePackages(part.sbom.packages, {
			platform,
			rule,
			judging
		}));
		return {
			reasons: weights.flatMap(({ reasons }) => reasons),
			findings: weights.flatMap(({ findings = [] }) => findings)
		};
	}, {
		note: `${rule.rule.field} ${expectation(rule)}`,
		howTo: "Make an SBOM of each platform, and sign it or the index digest."
	});
}
/** `noo`: no component, or licence, is one of these. Every other operator: there is one that is so. */
function judgePackages(packages, context) {
	const { rule, judging } = context;
	const what = rule.rule.field === "license.name" ? "licence" : "component";
	const expected = expectation(rule);
	if (packages.length === 0) return { reasons: [{
		code: "INCOMPLETE",
		message: "the SBOM lists no component"
	}] };
	const met = findingsOf(packages, context);
	if (rule.rule.operator !== "noo") return { reasons: met.length > 0 ? [] : [violation(`no ${what} is as the rule wants`, { expected })] };
	const findings = met.map((finding) => {
		const removal = judging.waiverFor(finding);
		return removal === void 0 ? finding : {
			...finding,
			removedBy: "waiver",
			removal
		};
	});
	const [first, ...more] = findings.filter(({ removedBy }) => removedBy === void 0);
	if (first === void 0) return {
		reasons: [],
		findings
	};
	const observed = first.license ?? first.package?.name ?? "";
	const others = more.length === 0 ? "" : ` and ${more.length} more`;
	return {
		findings,
		reasons: [violation(`the ${what} ${observed}${others} is forbidden`, {
			observed,
			expected
		})]
	};
}
function findingsOf(packages, { platform, rule: { rule, words } }) {
	const licenses = rule.field === "license.name";
	const isList = rule.operator === "oo" || rule.operator === "noo";
	const plain = (name) => licenses && isList ? name.toLowerCase() : name;
	const test = textTest(isList ? "oo" : rule.operator, words.map(plain));
	const place = platform === void 0 ? {} : { platform };
	return packages.flatMap((entry) => {
		const { name, version, purl } = entry;
		const thing = {
			name,
			...version !== void 0 && { version },
			...purl !== void 0 && { purl }
		};
		if (!licenses) return test(name) ? [{
			...place,
			package: thing
		}] : [];
		return licenseNames(entry.licenses).filter((license) => test(plain(license))).map((license) => ({
			...place,
			package: thing,
			license
		}));
	});
}
function expectation({ rule: { operator }, words }) {
	return `${operator} ${words.join(", ")}`;
}
/** Every name in SPDX expressions, and each text as a whole, which need not be an expression. */
function licenseNames(texts) {
	const words = texts.flatMap((text) => text.split(/[\s()]+/));
	return [.../* @__PURE__ */ new Set([...texts, ...words])].filter((word) => !/^(?:AND|OR|WITH|)$/i.test(word));
}

// src/policy/dtr.ts
/** The criterion of each group of fields: the check of Hoist's own words that is nearest, so that its waivers count. */
const criteria = {
	tag: {
		criterion: "tag",
		about: "image",
		evidence: false
	},
	"component.name": {
		criterion: "components",
		about: "image",
		evidence: true
	},
	"license.name": {
		criterion: "licenses",
		about: "world",
		evidence: true
	},
	vulnerability_all: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	vulnerability_critical: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	vulnerability_major: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	vulnerability_minor: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	updated_at: {
		criterion: "age",
		about: "world",
		evidence: true
	},
	updated_at_duration: {
		criterion: "age",
		about: "world",
		evidence: true
	}
};
/** Whether a rule judges evidence, so that somebody must have signed it. */
function needsEvidence({ field }) {
	return criteria[field].evidence;
}
/** A rule of DTR with DTR's verdict, over evidence that is trusted as everywhere else. */
function bindDtrRule(rule, settings) {
	const { criterion, about, evidence } = criteria[rule.field];
	return {
		criterion,
		about,
		needs: {
			...needsNothing,
			evidence
		},
		signers: evidence ? settings.by ?? [] : [],
		dependsOn: rule.field === "updated_at_duration" ? "time" : "nothing",
		judge: judgeOf(rule, settings)
	};
}
function judgeOf(rule, { by: names, scale, maxAge }) {
	const { field } = rule;
	const words = rule.values.map(String);
	const by = names === void 0 ? anySigner : {
		names,
		groups: [names]
	};
	const [word = ""] = words;
	switch (field) {
		case "tag": return judgeTag(rule, words);
		case "component.name":
		case "license.name": return (facts, judging) => judgeSoftware(facts, judging, {
			rule,
			words,
			by
		});
		case "updated_at":
		case "updated_at_duration": return (facts, judging) => judgeTime(facts, judging, {
			rule,
			word,
			by
		});
		default: {
			const count = {
				field,
				operator: rule.operator,
				limit: Number(word),
				scale,
				maxAge,
				by
			};
			return (facts, judging) => judgeCount(facts, judging, count);
		}
	}
}
function judgeTag(rule, words) {
	const test = textTest(rule.operator, words);
	const expected = `${rule.operator} ${words.join(", ")}`;
	return ({ image: { tag } }) => {
		if (tag === void 0) return stops([{
			code: "INCOMPLETE",
			message: "the image was given by digest alone, so there is no tag to judge"
		}], { help: "Promote it by its tag." });
		return test(tag) ? passes(tag) : stops([violation(`the tag ${tag} is not allowed`, {
			observed: tag,
			expected
		})]);
	};
}
const signature = ofKind("signature");
const provenance = ofKind("provenance");
/** What a digest's own signatures are, for {@link judgeTime}. */
const signings = {
	noun: "signature or provenance",
	covers: "image",
	read: (evidence) => [...signature.read(evidence), ...provenance.read(evidence)],
	couldBe: (evidence) => signature.couldBe(evidence) || provenance.couldBe(evidence)
};
/**
* DTR asked when the tag was last pushed. What stands for it is when the image was signed, as a log or a time stamp
* proves, and one such time is enough; `created` of a config never counts.
*/
function judgeTime(facts, judging, { rule, word, by }) {
	const isAgo = rule.field === "updated_at_duration";
	const expected = `${rule.operator === "bf" ? "before" : "after"} ${isAgo ? `${word} ago` : word}`;
	return weigh(choose(inspect(facts), {
		...signings,
		by
	}, judging), ({ counted }) => anyOne(counted, ({ evidence }) => timeReasons(evidence, {
		rule,
		word,
		expected,
		now: judging.now
	})), {
		note: `signed ${expected}`,
		howTo: "Sign the digest with a transparency log or a time stamp, so that the time is proven."
	});
}
/** Clocks differ by so much; what was signed later than that is not yet. */
const skewMs = 3e5;
/** Where a time is proven as between two, the one that is worse for the rule. */
function timeReasons({ trust }, asked) {
	const { rule, word, expected, now } = asked;
	const signedAt = trust.level === "signed" ? trust.signedAt : void 0;
	if (signedAt === void 0 || signedAt.last.getTime() > now.getTime() + skewMs) return [{
		code: "INCOMPLETE",
		message: "nothing proves when it was signed"
	}];
	const limit = rule.field === "updated_at_duration" ? now.getTime() - (secondsOf(word) ?? NaN) * 1e3 : instantOf(word) ?? NaN;
	const isBefore = rule.operator === "bf";
	const time = isBefore ? signedAt.last : signedAt.first;
	if (isBefore ? time.getTime() < limit : time.getTime() > limit) return [];
	return [violation("it was not signed when the rule wants", {
		observed: time.toISOString(),
		expected
	})];
}

// src/config/rule-ids.ts
/**
* The rules of each policy by their final ids: the one that is given, else the name of the check, with a number where a
* rule that it is judged with has it already. A rule has one id wherever it is judged.
*/
function nameRules(own, naming) {
	refuseTwice(own, naming);
	const named = /* @__PURE__ */ new Map();
	for (const policy of new Set([...naming.closures.values()].flat())) {
		const related = new Set(naming.together.filter((names) => names.includes(policy)).flat());
		const taken = new Set([...related].flatMap((other) => [...(own.get(other) ?? []).flatMap(({ given }) => given.map(({ id }) => id)), ...(named.get(other) ?? []).map(({ id }) => id)]));
		const rules = (own.get(policy) ?? []).map(({ rule, word, given }) => {
			const id = given.find((each) => each.own)?.id ?? freeId(word, taken);
			taken.add(id);
			return {
				...rule,
				id
			};
		});
		named.set(policy, rules);
	}
	return named;
}
/** `size`, `size-2`, `size-3`: the first that is not taken. */
function freeId(word, taken) {
	let id = word;
	for (let count = 2; taken.has(id); count += 1) id = `${word}-${count}`;
	return id;
}
function refuseTwice(own, { closures, problems, at }) {
	const refused = /* @__PURE__ */ new Set();
	for (const [policy, parts] of closures) {
		const seen = /* @__PURE__ */ new Map();
		for (const { id, path } of parts.flatMap((part) => (own.get(part) ?? []).flatMap(({ given }) => given))) {
			const first = seen.get(id);
			const key = path.join("\0");
			if (first === void 0) seen.set(id, path);
			else if (!refused.has(key)) {
				refused.add(key);
				problems.add({
					code: "RULE_TWICE",
					message: `two checks of the policy "${policy}" have the id ${id}; the other is in line ${at(first).line}`,
					path,
					hint: "Give each its own id."
				});
			}
		}
	}
}

// src/config/stage-names.ts
/** The names of all stages, each once. */
function stageNames({ pipelines }) {
	return [...new Set(Object.values(pipelines).flatMap(({ stages }) => stages.map(({ name }) => name)))];
}

// src/config/resolve-rule.ts
/** One item of a policy; undefined where it is not one check, which is then among the problems. */
function resolveItem(item, context) {
	const { path, written, problems } = context;
	const names = checksOf(item);
	const [name, second] = names;
	if (name === void 0 || second !== void 0) {
		problems.add({
			code: "CHECK_SHAPE",
			message: name === void 0 ? "this item names no check" : `this item names several checks: ${names.join(", ")}`,
			path,
			hint: "Each item of the list is one check with its options."
		});
		return;
	}
	const any = item.any === void 0 ? void 0 : resolveAny(item.any, context);
	const check = any === void 0 ? resolveCheck(name, item[name], context) : void 0;
	const what = any === void 0 ? check : { any: any.rules };
	if (what === void 0) return void 0;
	const about = "any" in what ? aboutOf(what.any) : what.about;
	const rollback = item["on-rollback"];
	if (rollback === "record" && about === "image") problems.add({
		code: "ROLLBACK_RECORD",
		message: `${name} judges what the image is, which a rollback must pass as well`,
		path: [...path, "on-rollback"],
		hint: "Remove on-rollback; record is for what time and the world change."
	});
	return {
		word: name,
		given: [...item.id === void 0 ? [] : [{
			id: item.id,
			path: [...path, "id"],
			own: true
		}], ...any?.given ?? []],
		path,
		rule: {
			what,
			level: item.level ?? "enforce",
			onRollback: rollbackOf(about, rollback ?? context.onRollback),
			position: written.at(path),
			...item.why === void 0 ? {} : { why: item.why },
			...item["effective-from"] === void 0 ? {} : { effectiveFrom: item["effective-from"] },
			...item["on-platforms"] === void 0 ? {} : { onPlatforms: item["on-platforms"] }
		}
	};
}
/** What the image is must pass on a rollback, too; what time and the world changed where a policy says so (contract §6). */
function rollbackOf(about, wanted) {
	return about === "image" ? "enforce" : wanted ?? "record";
}
/** What the image is may not be traded for what changed since. */
function aboutOf(rules) {
	const isWorld = ({ what }) => "any" in what ? what.any.every(isWorld) : what.about === "world";
	return rules.every(isWorld) ? "world" : "image";
}
/** The alternatives, with ids that are unique among them. */
function resolveAny(items, context) {
	const path = [...context.path, "any"];
	const own = items.flatMap((item, index) => resolveItem(item, {
		...context,
		path: [...path, index]
	}) ?? []);
	const given = own.flatMap((each) => each.given.map((written) => ({
		...written,
		own: false
	})));
	const taken = new Set(given.map(({ id }) => id));
	return {
		rules: own.map((each) => {
			const id = each.given[0]?.id ?? freeId(each.word, taken);
			taken.add(id);
			return {
				...each.rule,
				id
			};
		}),
		given
	};
}
function resolveCheck(name, options, context) {
	const { path, written, problems } = context;
	const check = findCheck(name)?.bind(options);
	if (check === void 0) return void 0;
	const place = [...path, name];
	const raw = written.raw(place);
	checkSignerNames(check.signers, {
		...context,
		places: (signer) => {
			const found = placesOf(signer, raw, place);
			return found.length === 0 ? [place] : found;
		}
	});
	const from = name === "promoted" && isRecord(raw) ? raw["from"] : void 0;
	const known = stageNames(written);
	if (typeof from === "string" && !known.includes(from)) problems.unknown("stage", from, {
		path: [...place, "from"],
		known
	});
	return check;
}
/** Every name is declared: a signer that nobody is can never have signed (I1). */
function checkSignerNames(signers, { written, problems, places }) {
	const known = Object.keys(written.trust.signers);
	for (const signer of new Set(signers)) {
		if (known.includes(signer)) continue;
		for (const path of places(signer)) if (signer !== "local") problems.unknown("signer", signer, {
			path,
			known
		});
		else if (Object.keys(written.evidence.files).length === 0) problems.add({
			code: "LOCAL_MISSING",
			message: "local means reports of the job, and evidence.files names none",
			path,
			hint: "Name them: evidence: { files: { scans: ['reports/*.json'] } }."
		});
	}
}
/** Where a name stands under some `by`: `by: ci`, `by: [scanner, local]`, `vex: { by: { any-of: [ci] } }`. */
function placesOf(name, value, path, inBy = false) {
	if (value === name) return inBy ? [path] : [];
	if (Array.isArray(value)) return value.flatMap((each, index) => placesOf(name, each, [...path, index], inBy));
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([key, each]) => placesOf(name, each, [...path, key], inBy || key === "by"));
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/config/resolve-policies.ts
/** The policies by name, each with the rules of those that it extends, every rule once. */
function resolvePolicies(written, problems) {
	const context = {
		written,
		problems
	};
	const own = new Map(Object.entries(written.policies).map(([name, policy]) => [name, ownRules(name, policy, context)]));
	checkCycle(context);
	const closures = new Map([...own.keys()].map((name) => [name, closureOf([name], written)]));
	const rules = nameRules(own, {
		closures,
		together: together(written),
		problems,
		at: (path) => written.at(path)
	});
	return new Map([...closures].map(([name, parts]) => [name, {
		name,
		rules: parts.flatMap((part) => rules.get(part) ?? [])
	}]));
}
/** A policy's own rules, those of others left out. */
function ownRules(name, policy, context) {
	const { problems } = context;
	const path = ["policies", name];
	if (isEmpty(policy)) problems.add({
		code: "POLICY_EMPTY",
		message: `the policy "${name}" has no check, so it would let everything pass`,
		path,
		part: "key",
		hint: "Add a check, or remove the policy from here and from the stages."
	});
	const whole = isList(policy) ? { require: [...policy] } : policy;
	const place = isList(policy) ? path : [...path, "require"];
	if (!isList(policy)) checkNames(policy, path, context);
	const onRollback = whole["on-rollback"];
	return [...(whole.require ?? []).flatMap((item, index) => resolveItem(item, {
		...context,
		path: [...place, index],
		onRollback
	}) ?? []), ...dtrRules(whole, path, context)];
}
function isList(policy) {
	return Array.isArray(policy);
}
function isEmpty(policy) {
	if (isList(policy)) return policy.length === 0;
	return (policy.require ?? []).length + (policy.rules ?? []).length === 0 && extendsOf(policy).length === 0;
}
function extendsOf(policy) {
	return policy === void 0 || isList(policy) || policy.extends === void 0 ? [] : asList(policy.extends);
}
function checkNames(policy, path, { written, problems }) {
	const known = Object.keys(written.policies);
	for (const [index, name] of extendsOf(policy).entries()) {
		if (known.includes(name)) continue;
		problems.unknown("policy", name, {
			path: itemPath(policy.extends, [...path, "extends"], index),
			known
		});
	}
}
/** DTR's own form: each rule is one of ours, and judges what `by`, `max-age` and the scale beside it say. */
function dtrRules(policy, path, context) {
	const { written, problems } = context;
	const { rules = [], by } = policy;
	checkBeside(policy, path, context);
	for (const [index, name] of (by === void 0 ? [] : asList(by)).entries()) checkSignerNames([name], {
		...context,
		places: () => [itemPath(by, [...path, "by"], index)]
	});
	const unsigned = by === void 0 && Object.keys(written.trust.signers).length === 0;
	const first = rules.findIndex(needsEvidence);
	if (unsigned && first >= 0) problems.add({
		code: "SIGNER_MISSING",
		message: `the rule on ${rules[first]?.field} judges evidence, and nobody is named whose evidence counts`,
		path: [
			...path,
			"rules",
			first
		],
		hint: "Declare who signs it under trust.signers, or name local in `by` beside the rules."
	});
	return rules.map((rule, index) => {
		const place = [
			...path,
			"rules",
			index
		];
		const what = bindDtrRule(rule, {
			by: by === void 0 ? void 0 : asList(by),
			scale: policy["severity-scale"] ?? "cvss",
			maxAge: durationSeconds(policy["max-age"] ?? "7d")
		});
		return {
			word: what.criterion,
			given: [],
			path: place,
			rule: {
				what,
				level: "enforce",
				onRollback: rollbackOf(what.about, policy["on-rollback"]),
				position: written.at(place)
			}
		};
	});
}
function checkBeside(policy, path, { problems }) {
	const { rules } = policy;
	if (rules === void 0) {
		for (const key of [
			"severity-scale",
			"by",
			"max-age"
		]) {
			if (policy[key] === void 0) continue;
			problems.add({
				code: "RULES_MISSING",
				message: `${key} is about \`rules\`, and the policy has none`,
				path: [...path, key],
				part: "key",
				hint: "Remove it; a check of `require` has options of its own."
			});
		}
		return;
	}
	if (policy["severity-scale"] === void 0 && rules.some(({ field }) => field.startsWith("vulnerability_"))) problems.add({
		code: "SEVERITY_SCALE",
		message: "the rules count vulnerabilities by severity, and nothing says by which scale",
		path: [...path, "rules"],
		part: "key",
		hint: "Add severity-scale: dtr (critical is CVSS 7.0 and above, as DTR counted) or severity-scale: cvss (9.0)."
	});
}
function checkCycle({ written, problems }) {
	const names = Object.keys(written.policies);
	const cycle = findCycle(names, (name) => extendsOf(ownPolicy(written, name)).filter((other) => names.includes(other)));
	if (cycle === void 0) return;
	problems.add({
		code: "POLICY_CYCLE",
		message: `policies extend each other in a circle: ${cycle.join(" extends ")}`,
		path: [
			"policies",
			cycle[0] ?? "",
			"extends"
		],
		hint: "Remove one `extends`."
	});
}
function ownPolicy({ policies }, name) {
	return Object.hasOwn(policies, name) ? policies[name] : void 0;
}
/** Policies and all that they extend, what is extended first, each once. */
function closureOf(names, written) {
	const done = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	const visit = (name) => {
		const policy = ownPolicy(written, name);
		if (policy === void 0 || seen.has(name)) return;
		seen.add(name);
		extendsOf(policy).forEach(visit);
		done.add(name);
	};
	names.forEach(visit);
	return [...done];
}
/** The policies whose rules are judged together: those of one policy, of one stage. */
function together(written) {
	const lists = Object.values(written.pipelines).flatMap(({ stages: each }) => each).flatMap(({ policy }) => policy === void 0 ? [] : [asList(policy)]);
	return [...Object.keys(written.policies).map((name) => [name]), ...lists].map((names) => closureOf(names, written));
}

// src/config/resolve-registries.ts
const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
function resolveRegistries(written, { files, problems }) {
	const settings = /* @__PURE__ */ new Map();
	for (const [name, registry] of Object.entries(written.registries)) {
		const path = ["registries", name];
		const host = problems.attempt(path, () => parseHost(name));
		if (host === void 0) continue;
		if (settings.has(host)) {
			const message = `${name} is another name of ${host}, which has an entry already`;
			problems.add({
				code: "REGISTRY_TWICE",
				message,
				path,
				part: "key",
				hint: "Merge the two entries."
			});
		}
		if (registry["plain-http"] && (registry.insecure || registry.ca !== void 0)) {
			const message = `${name} has plain-http, so there is no TLS that ca or insecure could change`;
			problems.add({
				code: "REGISTRY_TLS",
				message,
				path,
				hint: "Keep one of the three."
			});
		}
		const { ca: caPath, connections, upload } = registry;
		const perSecond = registry["requests-per-second"];
		const ca = caPath === void 0 ? void 0 : readCa(caPath, {
			path: [...path, "ca"],
			written,
			files,
			problems
		});
		settings.set(host, {
			tokenRealms: registry["token-realms"].flatMap((realm, index) => problems.attempt([
				...path,
				"token-realms",
				index
			], () => parseHost(realm)) ?? []),
			insecure: registry.insecure,
			plainHttp: registry["plain-http"],
			...ca === void 0 ? {} : { ca },
			...connections === void 0 ? {} : { connections },
			...perSecond === void 0 ? {} : { requestsPerSecond: perSecond },
			...upload === void 0 ? {} : { upload }
		});
	}
	return settings;
}
/** The certificates of a PEM file and nothing else of it. */
function readCa(file, { path, written, files, problems }) {
	return problems.attempt(path, () => {
		const blocks = new TextDecoder().decode(fileOf(file, {
			files,
			position: written.at(path)
		})).match(certificate) ?? [];
		if (blocks.length === 0) throw badCa(file, "holds no certificate", "It is a PEM file: -----BEGIN CERTIFICATE-----.");
		for (const block of blocks) try {
			new X509Certificate(block).serialNumber;
		} catch (cause) {
			throw badCa(file, "holds a certificate that cannot be read", "Export it again as PEM.", cause);
		}
		return `${blocks.join("\n")}\n`;
	});
}
function badCa(file, what, hint, cause) {
	return new HoistError("config", "CA_INVALID", `${file} ${what}`, {
		hint,
		cause
	});
}

// src/config/public-key.ts
const block = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]*-----END \1-----/g;
const curves = /* @__PURE__ */ new Set([
	"prime256v1",
	"secp384r1",
	"secp521r1"
]);
/**
* The public key in a PEM text, and nothing else of it. Never says what is in there: it may be a private key.
*
* @param what names it in errors: `certs/cosign.pub`
* @throws HoistError `KEY_PRIVATE`, `KEY_INVALID`
*/
function readPublicKey(pem, what) {
	if (/-----BEGIN [A-Z0-9 ]*(?:PRIVATE|SECRET) KEY/.test(pem)) throw new HoistError("config", "KEY_PRIVATE", `${what} holds a private key`, { hint: "Name the public key, and consider the private one as lost: whoever reads the repository has it." });
	const [only, second] = [...pem.matchAll(block)];
	if (only === void 0) throw invalid(what, "holds no public key in PEM");
	if (second !== void 0) throw invalid(what, "holds several PEM blocks", "Keep one key in a file.");
	const [text, label = ""] = only;
	if (label !== "PUBLIC KEY") throw invalid(what, `holds a ${label}, not a PUBLIC KEY`);
	const key = keyOf(text, what);
	const weakness = weaknessOf(key);
	if (weakness !== void 0) throw invalid(what, `holds ${weakness}`, "Use a key on P-256, P-384 or P-521, Ed25519, or RSA from 2048 bits.");
	return key.export({
		type: "spki",
		format: "pem"
	}).toString();
}
function keyOf(text, what) {
	try {
		return createPublicKey({
			key: text,
			format: "pem",
			type: "spki"
		});
	} catch (cause) {
		throw invalid(what, "holds a public key that cannot be read", "Export it again as PEM.", cause);
	}
}
function weaknessOf({ asymmetricKeyType, asymmetricKeyDetails }) {
	switch (asymmetricKeyType) {
		case "ed25519": return;
		case "ec": return curves.has(asymmetricKeyDetails?.namedCurve) ? void 0 : `a key on the curve ${asymmetricKeyDetails?.namedCurve}`;
		case "rsa": {
			const bits = asymmetricKeyDetails?.modulusLength ?? 0;
			return bits >= 2048 ? void 0 : `an RSA key of ${bits} bits`;
		}
		default: return `a key of the kind ${asymmetricKeyType}`;
	}
}
function invalid(what, message, hint, cause) {
	return new HoistError("config", "KEY_INVALID", `${what} ${message}`, {
		hint: hint ?? "It begins with -----BEGIN PUBLIC KEY-----, as `cosign public-key` writes it.",
		cause
	});
}

// src/config/resolve-trust.ts
const githubIssuer = "https://token.actions.githubusercontent.com";
function resolveTrust(written, options) {
	const context = {
		...options,
		written
	};
	const { roots, offline, signers } = written.trust;
	return {
		roots: roots.flatMap((root, index) => resolveRoot(root, [
			"trust",
			"roots",
			index
		], context) ?? []),
		offline,
		signers: Object.entries(signers).flatMap(([name, signer]) => resolveSigner(name, signer, context) ?? [])
	};
}
function resolveRoot(root, path, { written, files, problems }) {
	if (typeof root === "string") return { kind: root };
	const place = [...path, "trusted-root"];
	const file = root["trusted-root"];
	return problems.attempt(place, () => {
		const bytes = fileOf(file, {
			files,
			position: written.at(place)
		});
		checkRoot(bytes, file);
		return {
			kind: "file",
			path: file,
			bytes
		};
	});
}
/** Only that it is what it is said to be; evidence reads it. `gh attestation trusted-root` writes one root a line. */
function checkRoot(bytes, file) {
	const invalid = (cause) => new HoistError("config", "TRUSTED_ROOT_INVALID", `${file} is not a trusted root`, {
		hint: "It is JSON, as `cosign trusted-root create` or `gh attestation trusted-root` writes it.",
		cause
	});
	const texts = isJson(bytes) ? [bytes] : linesOf(bytes);
	if (texts.length === 0) throw invalid();
	for (const text of texts) {
		let root;
		try {
			root = parseStrictJson(text, file);
		} catch (cause) {
			throw invalid(cause);
		}
		const mediaType = isJsonObject(root) ? root["mediaType"] : void 0;
		if (typeof mediaType !== "string" || !mediaType.startsWith("application/vnd.dev.sigstore.trustedroot")) throw invalid();
	}
}
function isJson(bytes) {
	try {
		parseStrictJson(bytes, "");
		return true;
	} catch {
		return false;
	}
}
function linesOf(bytes) {
	return new TextDecoder().decode(bytes).split("\n").filter((line) => line.trim() !== "").map((line) => new TextEncoder().encode(line));
}
function resolveSigner(name, signer, context) {
	const path = [
		"trust",
		"signers",
		name
	];
	if (name === "local") context.problems.add({
		code: "SIGNER_RESERVED",
		message: "\"local\" is what checks call the reports of the job, so no signer may have the name",
		path,
		part: "key",
		hint: "Give it another name."
	});
	const { github, identity, key } = signer;
	const kinds = [
		github,
		identity,
		key
	].filter((kind) => kind !== void 0);
	if (kinds.length !== 1) {
		context.problems.add({
			code: "SIGNER_SHAPE",
			message: `the signer ${name} must be one of github, identity and key${kinds.length === 0 ? "" : ", not several"}`,
			path,
			part: "key",
			hint: "Say who it is: { github: { repository: OWNER/REPO, workflow: \u2026 } } or { key: { file: \u2026 } }."
		});
		return;
	}
	if (github !== void 0) return resolveGitHub(name, github, context);
	if (identity !== void 0) return resolveIdentity(name, identity, context);
	return key === void 0 ? void 0 : resolveKey(name, key, context);
}
function resolveGitHub(name, github, { problems }) {
	const path = [
		"trust",
		"signers",
		name,
		"github"
	];
	if (github.server !== "https://github.com" && github.issuer === githubIssuer) problems.add({
		code: "SIGNER_ISSUER",
		message: `${github.server} has an issuer of its own, and the signer ${name} names none`,
		path: [...path, "server"],
		hint: `Add issuer: the \`iss\` of its ID tokens, such as ${github.server}/_services/token.`
	});
	const { workflow, ref, environment, runner, repository, server, issuer } = github;
	const workflowRef = github["workflow-ref"];
	if (workflow === void 0 && workflowRef !== void 0) problems.add({
		code: "SIGNER_SHAPE",
		message: `the signer ${name} has a workflow-ref and names no workflow`,
		path: [...path, "workflow-ref"],
		part: "key",
		hint: "Add workflow, or say ref for the ref of the run."
	});
	return {
		kind: "github",
		name,
		repository,
		server,
		issuer,
		runner,
		...workflow === void 0 ? {} : { workflow },
		...ref === void 0 ? {} : { refs: asList(ref).map(parseTextGlob) },
		...workflowRef === void 0 ? {} : { workflowRefs: asList(workflowRef).map(parseTextGlob) },
		...environment === void 0 ? {} : { environment },
		...github["repository-id"] === void 0 ? {} : { repositoryId: github["repository-id"] },
		...github["owner-id"] === void 0 ? {} : { ownerId: github["owner-id"] }
	};
}
/** A workflow's subject alone would be satisfied by every repository that calls the workflow (policy.md §1.6). */
function resolveIdentity(name, { issuer, subject }, { problems }) {
	if (issuer === githubIssuer || issuer.startsWith(`${githubIssuer}/`)) problems.add({
		code: "SIGNER_ISSUER",
		message: `the signer ${name} is a workflow on GitHub, whose subject alone does not say which repository ran it`,
		path: [
			"trust",
			"signers",
			name,
			"identity",
			"issuer"
		],
		hint: "Write github: { repository: OWNER/REPO, workflow: \u2026 } instead of identity."
	});
	return {
		kind: "identity",
		name,
		issuer,
		subject
	};
}
function resolveKey(name, key, { written, files, problems }) {
	const path = [
		"trust",
		"signers",
		name,
		"key"
	];
	const { file, pem: text } = key;
	if (file === void 0 === (text === void 0)) {
		problems.add({
			code: "SIGNER_SHAPE",
			message: `the key of the signer ${name} is given ${file === void 0 ? "nowhere" : "twice"}`,
			path,
			part: "key",
			hint: "Write key: { file: PATH }, or key: { pem: \u2026 }."
		});
		return;
	}
	const place = [...path, file === void 0 ? "pem" : "file"];
	const pem = problems.attempt(place, () => {
		const { file: config, line, column } = written.at(place);
		const position = {
			file: config,
			line,
			column
		};
		try {
			return file === void 0 ? readPublicKey(text ?? "", `the key of ${name}`) : readPublicKey(new TextDecoder().decode(fileOf(file, {
				files,
				position
			})), file);
		} catch (error) {
			if (!(error instanceof HoistError)) throw error;
			const { code, message, hint, cause } = error;
			throw new HoistError("config", code, message, {
				hint,
				cause,
				position
			});
		}
	});
	return pem === void 0 ? void 0 : {
		kind: "key",
		name,
		pem,
		transparencyLog: key["transparency-log"]
	};
}

// src/config/resolve-waivers.ts
/** Checks that no waiver removes unless it breaks the glass (I7). */
const glass = ["signature", "provenance"];
/** What names a finding of these checks; those of all others are named by the id of the check. */
const namedBy = {
	vulnerabilities: ["vulnerability", "package"],
	licenses: ["license", "package"],
	components: ["package"],
	labels: ["label"],
	annotations: ["label"]
};
/** What time decides, expiry and how far ahead it is, is judged where a waiver is used. */
function resolveWaivers(written, options) {
	const context = {
		...options,
		written
	};
	const ids = written.waivers.map(({ id }) => id);
	return written.waivers.map((waiver, index) => {
		const path = ["waivers", index];
		if (ids.indexOf(waiver.id) < index) context.problems.add({
			code: "WAIVER_TWICE",
			message: `two waivers have the id ${waiver.id}`,
			path: [...path, "id"],
			hint: "Give each its own id."
		});
		checkStage(waiver, path, context);
		if (checkNames$1.includes(waiver.check)) {
			checkAllowed(waiver, path, context);
			checkMatch(waiver, [...path, "match"], context);
		} else context.problems.unknown("check", waiver.check, {
			path: [...path, "check"],
			known: checkNames$1
		});
		const { id, check, reason, owner, expires, ticket, outcome } = waiver;
		return {
			id,
			check,
			match: matchOf(waiver),
			reason,
			owner,
			expires,
			...ticket === void 0 ? {} : { ticket },
			breakGlass: waiver["break-glass"],
			missing: outcome === "missing",
			position: written.at(path)
		};
	});
}
function checkStage({ match: { stage } }, path, { written, problems }) {
	const known = stageNames(written);
	if (stage !== void 0 && !known.includes(stage)) problems.unknown("stage", stage, {
		path: [
			...path,
			"match",
			"stage"
		],
		known
	});
}
function checkAllowed(waiver, path, { written, problems }) {
	const { check, "break-glass": breaksGlass } = waiver;
	const isGlass = glass.includes(check);
	if (breaksGlass && !isGlass) problems.add({
		code: "WAIVER_FORBIDDEN",
		message: `break-glass is for ${glass.join(" and ")}, and this waiver is for ${check}`,
		path: [...path, "break-glass"],
		hint: "Remove break-glass."
	});
	else if (isGlass && !breaksGlass) problems.add({
		code: "WAIVER_FORBIDDEN",
		message: `a refusal by ${check} is not waived`,
		path: [...path, "check"],
		hint: "In an emergency add break-glass: true; every report will say so."
	});
	else if (!isGlass && !written.limits.waivable.includes(check)) problems.add({
		code: "WAIVER_FORBIDDEN",
		message: `limits.waivable does not let ${check} be waived`,
		path: [...path, "check"],
		hint: `It allows ${written.limits.waivable.join(", ") || "nothing"}; add ${check} there if that is meant.`
	});
}
/** A waiver removes named findings, never a whole check (I7). */
function checkMatch({ check, match, outcome }, path, context) {
	const { written, policies, problems } = context;
	const names = Object.hasOwn(namedBy, check) ? namedBy[check] : void 0;
	const wanted = outcome === "missing" ? ["rule"] : names ?? ["rule"];
	if (!wanted.some((key) => match[key] !== void 0)) problems.add({
		code: "WAIVER_WIDE",
		message: `the waiver names no finding of ${check}, so it would waive the whole check`,
		path,
		part: "key",
		hint: `Add ${wanted.join(" or ")}.`
	});
	for (const key of [
		"vulnerability",
		"package",
		"license",
		"label"
	]) {
		if (match[key] === void 0 || wanted.includes(key)) continue;
		problems.add({
			code: "WAIVER_IDLE",
			message: `findings of ${check} have no ${key}, so the waiver would match nothing`,
			path: [...path, key],
			part: "key",
			hint: `Findings of ${check} are named by ${wanted.join(" or ")}.`
		});
	}
	const { rule } = match;
	if (rule === void 0) return;
	const ids = [...policies.values()].flatMap((policy) => idsOf(policy.rules, check));
	if (!ids.includes(rule)) problems.unknown("rule", rule, {
		path: [...path, "rule"],
		known: [...new Set(ids)]
	});
	else if (rule !== check && !isGiven(rule, written)) problems.add({
		code: "RULE_UNNAMED",
		message: `${rule} is only its place in a row, and another check would take it when one is added`,
		path: [...path, "rule"],
		hint: "Give the check an id, and name that."
	});
}
/** Of all rules of a check, the alternatives of `any` among them. */
function idsOf(rules, check) {
	return rules.flatMap(({ id, what }) => "any" in what ? idsOf(what.any, check) : what.criterion === check ? [id] : []);
}
function isGiven(id, { policies }) {
	return Object.values(policies).flatMap((policy) => Array.isArray(policy) ? policy : policy.require ?? []).some((item) => item.id === id || item.any?.some((each) => each.id === id) === true);
}
function matchOf({ match }) {
	const { digest, ...texts } = match;
	return {
		...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== void 0)),
		...digest === void 0 ? {} : { digest: parseDigest(digest) }
	};
}
function resolveLimits(written, problems) {
	const { limits } = written;
	const isDefault = written.raw(["limits", "waivable"]) === void 0;
	for (const [index, check] of (isDefault ? [] : limits.waivable).entries()) {
		const path = [
			"limits",
			"waivable",
			index
		];
		if (!checkNames$1.includes(check)) problems.unknown("check", check, {
			path,
			known: checkNames$1
		});
		if (glass.includes(check)) problems.add({
			code: "WAIVER_FORBIDDEN",
			message: `${check} is never waivable`,
			path,
			hint: "A single waiver may say break-glass: true."
		});
	}
	return {
		waiverMax: durationSeconds(limits["waiver-max"]),
		warnBefore: durationSeconds(limits["warn-before"]),
		waivable: limits.waivable,
		waiverReview: limits["waiver-review"],
		localWithApproval: limits["local-with-approval"]
	};
}

// src/config/resolve.ts
/**
* The config in our words, after every refusal of the contract's §5.
*
* @throws HoistErrors of kind `config` with all of them, each with file, line, column and hint
*/
function resolveConfig(written, { origin, files }) {
	const problems = collectProblems(written);
	const registries = resolveRegistries(written, {
		files,
		problems
	});
	const trust = resolveTrust(written, {
		files,
		problems
	});
	const evidence = resolveEvidence(written, problems);
	const policies = resolvePolicies(written, problems);
	const waivers = resolveWaivers(written, {
		policies,
		problems
	});
	const limits = resolveLimits(written, problems);
	const pipelines = resolvePipelines(written, problems);
	checkTargets(pipelines, {
		written,
		problems
	});
	checkWrites(pipelines, {
		written,
		problems
	});
	const copy = resolveCopy(written, problems);
	const notify = resolveNotify(written, problems);
	if (Object.keys(written.pipelines).length === 0 && written.copy === false) problems.add({
		code: "PIPELINES_EMPTY",
		message: "the config has no pipeline and allows no copy, so there is nothing that it could do",
		path: ["pipelines"],
		part: "key",
		hint: "Add a pipeline, or say with copy: { to: [GLOB] } what may be copied."
	});
	problems.throwIfAny();
	const { record } = written;
	return {
		origin,
		registries,
		pipelines,
		trust,
		evidence,
		policies,
		waivers,
		limits,
		copy,
		record: {
			deployments: record.deployments,
			attest: record.attest,
			linkedArtifacts: record["linked-artifacts"]
		},
		notify,
		unbuilt: unbuiltOf(written)
	};
}
function resolveCopy({ copy, policies }, problems) {
	if (copy === false) return { allowed: false };
	for (const [index, glob] of copy.to.entries()) problems.attempt([
		"copy",
		"to",
		index
	], () => parseGlob(glob));
	if (copy.policy === void 0) return {
		allowed: true,
		to: copy.to
	};
	if (!Object.hasOwn(policies, copy.policy)) problems.unknown("policy", copy.policy, {
		path: ["copy", "policy"],
		known: Object.keys(policies)
	});
	return {
		allowed: true,
		to: copy.to,
		policy: copy.policy
	};
}
function resolveNotify({ notify, pipelines }, problems) {
	const known = Object.keys(pipelines);
	return notify.map((entry, index) => {
		for (const [place, name] of (entry.pipelines ?? []).entries()) {
			if (known.includes(name)) continue;
			problems.unknown("pipeline", name, {
				path: [
					"notify",
					index,
					"pipelines",
					place
				],
				known
			});
		}
		const secret = entry["secret-from-env"];
		return {
			urlFromEnv: entry["url-from-env"],
			...secret === void 0 ? {} : { secretFromEnv: secret },
			on: entry.on,
			...entry.pipelines === void 0 ? {} : { pipelines: entry.pipelines }
		};
	});
}
function unbuiltOf(written) {
	return written.notify.length === 0 ? [] : [{
		key: "notify",
		position: written.at(["notify"], "key")
	}];
}

export { resolveConfig };