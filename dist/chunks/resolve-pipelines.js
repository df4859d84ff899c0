import { B as parseSourcePattern, I as hasWildcard, L as matchPattern, W as parseTagTemplate, f as targetsOf, l as namedSources, q as whyNeverLegal, z as parseRepositoryPattern } from "./commands.js";
import { i as semverFilter, r as globFilter, t as everyTag } from "./tag-filter.js";
import { U as HoistError, d as parseRepository, r as baseNameOf } from "./start.js";

// src/config/resolve-source.ts
function isNoName(text) {
	return /[{}]/.test(text) || hasWildcard(text);
}
async function resolveSource(pipeline, { path: pipelinePath, problems }) {
	const path = [...pipelinePath, "source"];
	const written = typeof pipeline.source === "string" ? { repository: pipeline.source } : pipeline.source;
	const tags = await resolveTags$1("tags" in written ? written.tags : void 0, {
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
	const isOpen = isNoName(text);
	const pattern = isOpen ? problems.attempt(place, () => captured(parseSourcePattern(text))) : void 0;
	if (isOpen) {
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
	throw new HoistError("config", "PATTERN_INVALID", `the repository ${JSON.stringify(pattern.text)} has no capture`, { hint: "Put {name} in the place of one component: ghcr.io/acme/dev/{name}." });
}
async function resolveTags$1(tags, { path, problems }) {
	if (tags === void 0) return everyTag();
	if (Array.isArray(tags)) return tags.map((glob, index) => problems.attempt([...path, index], () => globFilter([glob])) !== void 0).every(Boolean) ? problems.attempt(path, () => globFilter(tags)) : void 0;
	if ("matches" in tags) {
		const { regexFilter } = await import("./tag-expression.js");
		return problems.attempt([...path, "matches"], () => regexFilter(tags.matches));
	}
	const options = { preReleases: tags["pre-releases"] };
	return problems.attempt([...path, "semver"], () => semverFilter(tags.semver, options));
}
function resolveSet(texts, { path, problems }) {
	const repositories = texts.map((text, index) => problems.attempt([...path, index], () => {
		if (isNoName(text)) throw new HoistError("config", "PATTERN_INVALID", `a set cannot have the pattern ${text}`, { hint: "Name each repository, or make the pattern the source of a pipeline of its own." });
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
function writtenCaptures({ source }) {
	const names = [...textOf(source).matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
	return names.length === 0 ? ["name"] : names;
}
function isPattern({ source }) {
	return textOf(source).includes("{");
}
function textOf(source) {
	if (typeof source === "string") return source;
	return "repository" in source ? source.repository : "";
}
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
		unbuilt: [],
		position: written.at(path)
	};
}
function asList(value) {
	return Array.isArray(value) ? value : [value];
}
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
			const never = whyNeverLegal(template);
			if (never === void 0) return {
				template,
				move
			};
			throw new HoistError("config", "TEMPLATE_NEVER_LEGAL", `the tag template "${name}" gives no legal tag: ${never.why}`, { hint: never.hint });
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

// src/config/resolve-pipelines.ts
async function resolvePipelines(written, problems) {
	const pipelines = (await Promise.all(Object.entries(written.pipelines).map(([name, pipeline]) => resolvePipeline(name, pipeline, {
		written,
		problems
	})))).filter((pipeline) => pipeline !== void 0);
	return pipelines.map((pipeline) => withExcept(pipeline, pipelines));
}
async function resolvePipeline(name, pipeline, { written, problems }) {
	const path = ["pipelines", name];
	const source = await resolveSource(pipeline, {
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

export { exampleCaptures as a, itemPath as i, resolvePipelines as n, asList as r, findCycle as t };