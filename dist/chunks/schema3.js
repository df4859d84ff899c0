import { R as isDigest, d as parseRepository, s as isTag } from "./start.js";
import { a as boolean, c as literal, d as object, g as string, i as array, l as looseObject, n as datetime, r as _enum, s as int, v as unknown, y as NEVER } from "./zod.js";

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
	intent
}).transform(({ id, intent: read }) => ({
	id,
	intent: read
}));
const actor = object({
	__typename: string(),
	login: string()
}).transform(({ __typename: kind, login }) => kind === "Bot" && !login.endsWith("[bot]") ? `${login}[bot]` : login);
const statuses = object({ nodes: array(object({
	description: string().nullable(),
	createdAt: string(),
	creator: actor.nullable(),
	logUrl: string().nullable()
})) });
const DeploymentPage = object({
	viewer: object({ login: string() }),
	repository: object({ deployments: object({
		nodes: array(object({
			task: string().nullable(),
			createdAt: string(),
			payload: string().nullable(),
			creator: actor.nullable(),
			some: statuses,
			others: statuses
		})),
		pageInfo: object({
			hasNextPage: boolean(),
			endCursor: string().nullable()
		})
	}) })
}).transform(({ viewer, repository: { deployments } }) => ({
	viewer: viewer.login,
	deployments: deployments.nodes.map(({ some, others, ...rest }) => ({
		...rest,
		statuses: [...some.nodes, ...others.nodes]
	})),
	...deployments.pageInfo.hasNextPage && deployments.pageInfo.endCursor !== null && { next: deployments.pageInfo.endCursor }
}));
const creator = object({ login: string() }).nullable();
const Deployment = object({
	id: int(),
	task: string(),
	environment: string(),
	payload: unknown(),
	creator
}).transform((wire) => ({
	...wire,
	creator: wire.creator?.login
}));
const Deployments = array(Deployment);
const DeploymentStatuses = array(object({
	state: string(),
	description: string().nullable(),
	creator
}).transform((wire) => ({
	...wire,
	creator: wire.creator?.login
})));

export { Deployment, DeploymentPage, DeploymentStatuses, Deployments, PromotionPayload };