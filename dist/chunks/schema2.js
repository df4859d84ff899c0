import { _ as unknown, a as boolean, g as union, h as string, i as array, o as int, p as record, r as _enum, s as literal, u as object$1 } from "./zod.js";

// src/github/schema.ts
const text = string().optional().catch(void 0);
const commitId = string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const RegistryPackageEvent = object$1({ registry_package: object$1({
	name: string(),
	namespace: string(),
	package_version: object$1({ container_metadata: object$1({ tag: object$1({
		name: string(),
		digest: text
	}) }) })
}) });
const RepositoryDispatchEvent = object$1({ client_payload: object$1({
	image: text,
	pipeline: string().nullish()
}) });
const WorkflowDispatchEvent = object$1({ inputs: object$1({ image: text }) });
const WorkflowRunEvent = object$1({ workflow_run: object$1({ id: int().positive() }) });
const Repository = object$1({ default_branch: string().min(1) }).transform((wire) => ({ defaultBranch: wire.default_branch }));
const GitRef = object$1({ object: object$1({
	type: literal("commit"),
	sha: commitId
}) }).transform((wire) => ({ commit: wire.object.sha }));
const Contents = union([
	array(unknown()).transform(() => ({ kind: "directory" })),
	object$1({
		type: literal("file"),
		size: int(),
		encoding: literal("base64"),
		content: string()
	}).transform((wire) => ({
		kind: "file",
		size: wire.size,
		base64: wire.content
	})),
	object$1({
		type: literal("file"),
		size: int(),
		encoding: string()
	}).transform((wire) => ({
		kind: "large",
		size: wire.size
	})),
	object$1({ type: _enum([
		"dir",
		"symlink",
		"submodule"
	]) }).transform((wire) => ({ kind: wire.type }))
]);
const WorkflowRun = object$1({
	event: string(),
	head_branch: string().nullable(),
	head_repository: object$1({ full_name: string() }).nullable(),
	repository: object$1({ full_name: string() })
}).transform((wire) => ({
	event: wire.event,
	branch: wire.head_branch,
	own: wire.head_repository?.full_name === wire.repository.full_name
}));
const CheckRuns = object$1({ check_runs: array(object$1({
	id: int(),
	name: string(),
	status: string(),
	conclusion: string().nullish(),
	app: object$1({
		slug: string(),
		id: int()
	}).nullish(),
	check_suite: object$1({ id: int() }).nullish()
}).transform(({ id, name, status, conclusion, app, check_suite: suite }) => ({
	id,
	name,
	status,
	app: app ?? {
		slug: "",
		id: 0
	},
	...typeof conclusion === "string" && { conclusion },
	...suite && { suite: suite.id }
}))) }).transform((wire) => wire.check_runs);
const WorkflowRuns = object$1({ workflow_runs: array(object$1({
	check_suite_id: int(),
	path: string()
}).transform((run) => ({
	suite: run.check_suite_id,
	path: run.path.replace(/@.*$/s, "")
}))) }).transform((wire) => wire.workflow_runs);
const CombinedStatus = object$1({ statuses: array(object$1({
	context: string(),
	state: string(),
	creator: object$1({ login: string() }).nullish()
}).transform(({ context, state, creator }) => ({
	context,
	state,
	...creator && { creator: creator.login }
}))) }).transform((wire) => wire.statuses);
const Comparison = object$1({ status: _enum([
	"ahead",
	"behind",
	"diverged",
	"identical"
]) });
const PullRequests = array(object$1({
	number: int().positive(),
	user: object$1({ login: string() }).nullable(),
	merged_at: string().nullable(),
	merge_commit_sha: string().nullish(),
	base: object$1({
		ref: string(),
		repo: object$1({ default_branch: string() })
	})
}).transform((wire) => ({
	number: wire.number,
	author: wire.user?.login ?? "",
	intoDefault: wire.base.ref === wire.base.repo.default_branch,
	...wire.merged_at !== null && { mergedAt: wire.merged_at },
	...typeof wire.merge_commit_sha === "string" && { mergeCommit: wire.merge_commit_sha }
})));
const Reviews = array(object$1({
	state: string(),
	user: object$1({ login: string() }).nullable()
}).transform(({ state, user }) => ({
	state,
	...user && { user: user.login }
})));
const Attestations = object$1({ attestations: array(object$1({
	bundle: record(string(), unknown()).nullish(),
	bundle_url: string().nullish()
}).transform(({ bundle, bundle_url: url }) => ({
	...bundle && { bundle },
	...typeof url === "string" && { url }
}))) }).transform((wire) => wire.attestations);
const object = object$1({ oid: commitId });
const tagged = object.extend({ target: object.extend({ target: object.optional() }).optional() });
const TagPage = object$1({ repository: object$1({ refs: object$1({
	nodes: array(object$1({
		name: string(),
		target: tagged
	})),
	pageInfo: object$1({
		hasNextPage: boolean(),
		endCursor: string().nullable()
	})
}) }) }).transform(({ repository: { refs } }) => ({
	tags: refs.nodes.map(({ name, target }) => ({
		name,
		commit: target.target?.target?.oid ?? target.target?.oid ?? target.oid
	})),
	...refs.pageInfo.hasNextPage && refs.pageInfo.endCursor !== null && { next: refs.pageInfo.endCursor }
}));
const Blame = object$1({ repository: object$1({ object: object$1({ blame: object$1({ ranges: array(object$1({
	startingLine: int(),
	endingLine: int(),
	commit: object$1({
		oid: commitId,
		author: object$1({ user: object$1({ login: string() }).nullable() }).nullable()
	})
})) }) }) }) }).transform(({ repository }) => repository.object.blame.ranges.map(({ startingLine, endingLine, commit }) => ({
	from: startingLine,
	to: endingLine,
	commit: commit.oid,
	...commit.author?.user && { author: commit.author.user.login }
})));
const rule = union([
	object$1({
		type: literal("wait_timer"),
		wait_timer: int().nonnegative()
	}).transform((wire) => ({
		kind: "wait",
		minutes: wire.wait_timer
	})),
	object$1({
		type: literal("required_reviewers"),
		reviewers: array(unknown()),
		prevent_self_review: boolean().optional()
	}).transform((wire) => ({
		kind: "reviewers",
		reviewers: wire.reviewers.length,
		preventsSelfReview: wire.prevent_self_review ?? false
	})),
	object$1({ type: string() }).transform(() => ({ kind: "other" }))
]);
const Environment = object$1({
	name: string(),
	protection_rules: array(rule).optional(),
	can_admins_bypass: boolean().optional(),
	deployment_branch_policy: object$1({ protected_branches: boolean() }).nullish()
}).transform((wire) => ({
	name: wire.name,
	rules: wire.protection_rules ?? [],
	adminsBypass: wire.can_admins_bypass ?? true,
	protectedBranches: wire.deployment_branch_policy?.protected_branches
}));
const RunSuite = object$1({ check_suite_id: int() }).transform((wire) => wire.check_suite_id);
const RunProgress = object$1({
	status: string(),
	run_attempt: int().positive()
}).transform((wire) => ({
	status: wire.status,
	attempt: wire.run_attempt
}));
const jobCheck = object$1({
	id: int(),
	status: string(),
	check_suite: object$1({ id: int() }).nullable(),
	deployment: object$1({
		id: int(),
		environment: string()
	}).nullish()
}).transform(({ id, status, check_suite: suite, deployment }) => ({
	id,
	status,
	...suite && { suite: suite.id },
	...deployment && { deployment }
}));
const JobCheck = jobCheck;
const JobChecks = object$1({ check_runs: array(jobCheck) }).transform((wire) => wire.check_runs);
const RunApprovals = array(object$1({
	environments: array(object$1({ name: string() })),
	state: string(),
	user: object$1({ login: string() }).nullable(),
	comment: string().nullable()
}));
const RunJobs = object$1({ jobs: array(object$1({
	name: string(),
	conclusion: string().nullable(),
	steps: array(object$1({
		name: string(),
		conclusion: string().nullable()
	})).optional()
}).transform(({ name, conclusion, steps = [] }) => {
	const bad = steps.find((step) => step.conclusion === "failure" || step.conclusion === "timed_out");
	return {
		name,
		begun: steps.length > 0,
		...conclusion !== null && { conclusion },
		...bad && { failedStep: bad.name }
	};
})) }).transform((wire) => wire.jobs);
const IdTokenAnswer = object$1({ value: string().min(1).max(65536) });
const IdTokenClaims = object$1({
	repository: string(),
	run_id: string(),
	run_attempt: string(),
	environment: string().optional(),
	check_run_id: string().optional()
}).transform(({ repository, run_id: run, run_attempt: attempt, environment, check_run_id: checkRun }) => ({
	repository,
	run,
	attempt: Number(attempt),
	...environment !== void 0 && { environment },
	...checkRun !== void 0 && /^\d{1,15}$/.test(checkRun) && { checkRun: Number(checkRun) }
}));
const PullPlaces = array(object$1({
	number: int().positive(),
	head: object$1({ repo: object$1({ full_name: string() }).nullable() }),
	base: object$1({ repo: object$1({ full_name: string() }) })
}).transform(({ number, head, base }) => ({
	number,
	isFromFork: head.repo?.full_name !== base.repo.full_name
})));
const CommentPage = object$1({ repository: object$1({ pullRequest: object$1({ comments: object$1({
	nodes: array(object$1({
		fullDatabaseId: string().regex(/^\d{1,15}$/),
		viewerDidAuthor: boolean(),
		body: string(),
		url: string()
	})),
	pageInfo: object$1({
		hasNextPage: boolean(),
		endCursor: string().nullable()
	})
}) }) }) }).transform(({ repository: { pullRequest } }) => ({
	comments: pullRequest.comments.nodes.map(({ fullDatabaseId, viewerDidAuthor, body, url }) => ({
		id: Number(fullDatabaseId),
		isOurs: viewerDidAuthor,
		body,
		url
	})),
	...pullRequest.comments.pageInfo.hasNextPage && pullRequest.comments.pageInfo.endCursor !== null && { next: pullRequest.comments.pageInfo.endCursor }
}));
const Comment = object$1({ html_url: string() }).transform((wire) => ({ url: wire.html_url }));
const RepositoryOwner = object$1({ owner: object$1({ type: string() }) }).transform(({ owner }) => owner);

export { WorkflowRuns as A, RunJobs as C, WorkflowDispatchEvent as D, TagPage as E, WorkflowRun as O, RunApprovals as S, RunSuite as T, RegistryPackageEvent as _, Comment as a, RepositoryOwner as b, Contents as c, IdTokenAnswer as d, IdTokenClaims as f, PullRequests as g, PullPlaces as h, CombinedStatus as i, WorkflowRunEvent as k, Environment as l, JobChecks as m, Blame as n, CommentPage as o, JobCheck as p, CheckRuns as r, Comparison as s, Attestations as t, GitRef as u, Repository as v, RunProgress as w, Reviews as x, RepositoryDispatchEvent as y };