import { f as string, i as array, l as object, m as unknown, o as int, p as union, r as _enum, s as literal } from "./schemas.js";

// src/github/schema.ts
/** Of a webhook event, only what the contract's §3 names; everything else in it is dropped unread. */
const text = string().optional().catch(void 0);
/** `registry_package`: one event for each manifest that was pushed; the tag's name is empty for a child manifest. */
const RegistryPackageEvent = object({ registry_package: object({
	name: string(),
	namespace: string(),
	package_version: object({ container_metadata: object({ tag: object({
		name: string(),
		digest: text
	}) }) })
}) });
const RepositoryDispatchEvent = object({ client_payload: object({
	image: text,
	pipeline: text
}) });
/** `inputs` is null where the workflow declares none. */
const WorkflowDispatchEvent = object({ inputs: object({ image: text }) });
const WorkflowRunEvent = object({ workflow_run: object({ id: int().positive() }) });
/** `GET /repos/{owner}/{repo}` */
const Repository = object({ default_branch: string().min(1) }).transform((wire) => ({ defaultBranch: wire.default_branch }));
/** `GET /repos/{owner}/{repo}/git/ref/{ref}` */
const GitRef = object({ object: object({
	type: literal("commit"),
	sha: string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
}) }).transform((wire) => ({ commit: wire.object.sha }));
/** `GET /repos/{owner}/{repo}/contents/{path}`: a folder is an array; above 1 MB the content is left out. */
const Contents = union([
	array(unknown()).transform(() => ({ kind: "directory" })),
	object({
		type: literal("file"),
		size: int(),
		encoding: literal("base64"),
		content: string()
	}).transform((wire) => ({
		kind: "file",
		size: wire.size,
		base64: wire.content
	})),
	object({
		type: literal("file"),
		size: int(),
		encoding: string()
	}).transform((wire) => ({
		kind: "large",
		size: wire.size
	})),
	object({ type: _enum([
		"dir",
		"symlink",
		"submodule"
	]) }).transform((wire) => ({ kind: wire.type }))
]);
/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
const WorkflowRun = object({
	event: string(),
	head_branch: string().nullable(),
	head_repository: object({ full_name: string() }).nullable(),
	repository: object({ full_name: string() })
}).transform((wire) => ({
	event: wire.event,
	branch: wire.head_branch,
	/** The commit is of this repository, not of a fork. */
	own: wire.head_repository?.full_name === wire.repository.full_name
}));

export { RepositoryDispatchEvent as a, WorkflowRunEvent as c, Repository as i, GitRef as n, WorkflowDispatchEvent as o, RegistryPackageEvent as r, WorkflowRun as s, Contents as t };