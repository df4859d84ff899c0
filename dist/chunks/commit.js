import { a as tooMany, i as notVisible, o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/commit.ts
const checksRoute = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
const runsRoute = "GET /repos/{owner}/{repo}/actions/runs";
const statusRoute = "GET /repos/{owner}/{repo}/commits/{ref}/status";
const refRoute = "GET /repos/{owner}/{repo}/git/ref/{ref}";
const compareRoute = "GET /repos/{owner}/{repo}/compare/{basehead}";
const actions = "github-actions";
const mostPages = 20;
const mostTagPages = 100;
async function checkRunsOf(api, at) {
	const where = splitRepository(at.repository);
	const pages = await api.pages(checksRoute, {
		...where,
		ref: at.commit,
		filter: "latest"
	}, mostPages);
	if (pages === void 0) throw notVisible(textOf(at), "checks: read");
	if (pages.cut) throw tooMany(checksRoute, `${textOf(at)} has more check runs`);
	const { CheckRuns } = await import("./schema.js");
	const runs = pages.bodies.flatMap((body) => {
		const page = CheckRuns.safeParse(body).data;
		if (page === void 0) throw unexpected(checksRoute, "the answer lists no check runs");
		return page;
	});
	const workflows = runs.some(({ app }) => app.slug === actions) ? await workflowsOf(api, at) : void 0;
	const newest = /* @__PURE__ */ new Map();
	for (const run of runs) {
		const workflow = run.app.slug === actions ? workflows?.get(run.suite ?? 0) : void 0;
		const key = JSON.stringify([
			run.name,
			run.app.id,
			workflow
		]);
		const known = newest.get(key);
		if (known === void 0 || known.id < run.id) newest.set(key, {
			...run,
			...workflow !== void 0 && { workflow }
		});
	}
	return [...newest.values()].map(({ name, app, status, conclusion, workflow }) => ({
		name,
		app,
		status,
		...conclusion !== void 0 && { conclusion },
		...workflow !== void 0 && { workflow }
	}));
}
async function workflowsOf(api, at) {
	const where = splitRepository(at.repository);
	const pages = await api.pages(runsRoute, {
		...where,
		head_sha: at.commit
	}, mostPages);
	if (pages === void 0) throw notVisible(`${at.repository}, workflow runs`, "actions: read");
	if (pages.cut) throw tooMany(runsRoute, `${textOf(at)} has more workflow runs`);
	const { WorkflowRuns } = await import("./schema.js");
	const files = /* @__PURE__ */ new Map();
	for (const body of pages.bodies) {
		const page = WorkflowRuns.safeParse(body).data;
		if (page === void 0) throw unexpected(runsRoute, "the answer lists no workflow runs");
		for (const { suite, path } of page) files.set(suite, path);
	}
	return files;
}
async function statusesOf(api, at) {
	const pages = await api.pages(statusRoute, {
		...splitRepository(at.repository),
		ref: at.commit
	}, mostPages);
	if (pages === void 0) throw notVisible(textOf(at), "statuses: read");
	if (pages.cut) throw tooMany(statusRoute, `${textOf(at)} has more statuses`);
	const { CombinedStatus } = await import("./schema.js");
	return pages.bodies.flatMap((body) => {
		const page = CombinedStatus.safeParse(body).data;
		if (page === void 0) throw unexpected(statusRoute, "the answer lists no statuses");
		return page;
	});
}
async function branchContains(api, at, branch) {
	const where = splitRepository(at.repository);
	const ref = await api.get(refRoute, {
		...where,
		ref: `heads/${branch}`
	});
	if (ref === void 0) throw notVisible(`${at.repository}, branch ${branch}`, "contents: read");
	const { Comparison, GitRef } = await import("./schema.js");
	const head = GitRef.safeParse(ref).data?.commit;
	if (head === void 0) throw unexpected(refRoute, "the answer names no commit");
	if (head === at.commit) return true;
	const basehead = `${head}...${at.commit}`;
	const compared = await api.get(compareRoute, {
		...where,
		basehead,
		per_page: 1
	});
	if (compared === void 0) throw notVisible(textOf(at), "contents: read");
	const comparison = Comparison.safeParse(compared).data;
	if (comparison === void 0) throw unexpected(compareRoute, "the answer compares nothing");
	return comparison.status === "behind" || comparison.status === "identical";
}
const tagsQuery = `query ($owner: String!, $repo: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    refs(refPrefix: "refs/tags/", first: 100, after: $after, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
      nodes { name target { oid ... on Tag { target { oid ... on Tag { target { oid } } } } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
async function tagsAt(api, at) {
	const { TagPage } = await import("./schema.js");
	const names = [];
	let after = null;
	for (let pages = 0; pages < mostTagPages; pages += 1) {
		const data = await api.query("the tags", tagsQuery, {
			...splitRepository(at.repository),
			after
		});
		const page = TagPage.safeParse(data).data;
		if (page === void 0) throw notVisible(`${at.repository}, tags`, "contents: read");
		names.push(...page.tags.filter(({ commit }) => commit === at.commit).map(({ name }) => name));
		if (page.next === void 0) return names;
		after = page.next;
	}
	throw tooMany("the tags", `${at.repository} has more tags`);
}
function textOf(at) {
	return `${at.repository}, commit ${at.commit}`;
}

export { branchContains, checkRunsOf, statusesOf, tagsAt };