import { B as isDigest, d as parseRepository, s as isTag } from "./start.js";
import { Ln as NEVER } from "./zod-mini.js";
import { _ as unknown, c as looseObject, h as string, i as array, n as datetime, o as int, r as _enum, s as literal, u as object } from "./zod.js";

// src/github/journal/schema.ts
const short = string().max(1e3);
const digest = string().refine(isDigest);
const tag = string().refine(isTag);
const repository = string().max(1e3).transform((text, context) => {
	try {
		return parseRepository(text);
	} catch {
		context.addIssue({
			code: "custom",
			message: "not a repository"
		});
		return NEVER;
	}
});
const instant = datetime();
const decision = object({
	repository,
	tag: tag.optional(),
	digest,
	policies: array(short),
	evaluatedAt: short,
	verdict: _enum([
		"pass",
		"fail",
		"unknown",
		"pending"
	]),
	checks: array(looseObject({
		id: short,
		criterion: short,
		policy: short,
		verdict: _enum([
			"pass",
			"fail",
			"unknown",
			"pending"
		]),
		evidence: array(digest)
	})),
	waivers: array(looseObject({
		id: short,
		check: short,
		owner: short,
		expires: short
	}))
}).transform((wire) => wire);
const source = object({
	repository,
	tag: tag.optional(),
	digest,
	from: repository.optional(),
	fromTag: tag.optional()
}).transform(({ from, ...rest }) => ({
	...rest,
	from: from ?? rest.repository
}));
const target = object({
	repository,
	digest,
	tags: array(object({
		tag,
		before: digest.nullable(),
		after: digest
	}))
});
const intent = object({
	pipeline: short,
	stage: short,
	kind: _enum([
		"auto",
		"manual",
		"rollback",
		"sync",
		"copy"
	]),
	planned: instant,
	actor: short,
	initiator: short,
	comment: string().optional(),
	environment: short.optional(),
	sources: array(source),
	targets: array(target),
	policy: array(decision).optional().catch(void 0),
	config: object({
		path: short,
		commit: short.optional(),
		sha256: short
	}).optional().catch(void 0),
	planHash: short.optional(),
	run: object({
		url: short.optional(),
		id: short.optional(),
		attempt: int().optional()
	})
}).transform((wire) => JSON.parse(JSON.stringify(wire)));
const PromotionPayload = object({
	schema: literal("hoist/promotion/v1"),
	id: string().regex(/^[0-9A-Za-z]{1,64}$/),
	intent,
	cut: array(short).optional().catch(void 0)
}).transform(({ id, intent: read, cut = [] }) => ({
	id,
	intent: read,
	...cut.includes("targets") && { cut: true }
}));
const actor = object({
	__typename: string(),
	login: string()
}).transform(({ __typename: kind, login }) => kind === "Bot" && !login.endsWith("[bot]") ? `${login}[bot]` : login).nullable().catch(null);
const text = string().nullable().catch(null);
const status = object({
	description: text,
	createdAt: string(),
	creator: actor,
	logUrl: text
});
const withStatuses = object({
	id: string(),
	some: listOf(status),
	others: listOf(status)
}).transform(({ id, some, others }) => ({
	id,
	statuses: [...some, ...others]
}));
function listOf(node) {
	return object({ nodes: array(unknown()).nullable() }).transform(({ nodes }) => readable(node, nodes ?? [])).catch([]);
}
function readable(schema, all) {
	return all.flatMap((one) => {
		const read = schema.safeParse(one);
		return read.success ? [read.data] : [];
	});
}
const nodes = object({
	viewer: object({ login: string() }),
	repository: object({ nameWithOwner: string() }),
	nodes: array(unknown()).nullable()
});
function statusesOfDeployments(data) {
	const read = nodes.safeParse(data).data;
	if (read === void 0) return void 0;
	const all = readable(withStatuses, read.nodes ?? []).map(({ id, statuses }) => [id, statuses]);
	return {
		viewer: read.viewer.login,
		statuses: new Map(all)
	};
}
const creator = object({ login: string() }).nullable().catch(null);
const Deployment = object({
	id: int(),
	node_id: string(),
	task: string(),
	environment: string(),
	created_at: string(),
	payload: unknown(),
	creator
}).transform((wire) => ({
	...wire,
	creator: wire.creator?.login
}));
function listOfDeployments(body) {
	return Array.isArray(body) ? {
		size: body.length,
		list: readable(Deployment, body)
	} : void 0;
}
function listOfStatuses(body) {
	return Array.isArray(body) ? readable(deploymentStatus, body) : void 0;
}
const deploymentStatus = object({
	state: string(),
	description: string().nullable(),
	creator
}).transform((wire) => ({
	...wire,
	creator: wire.creator?.login
}));

export { Deployment, PromotionPayload, listOfDeployments, listOfStatuses, statusesOfDeployments };