import { D as parseFilePath, E as notAFile, T as maxFileBytes, w as fileTooLarge } from "./start.js";
import { i as notVisible, o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/contents.ts
const route = "GET /repos/{owner}/{repo}/contents/{path}";
function gitHubContents(api, repository, commit) {
	const where = splitRepository(repository);
	const read = /* @__PURE__ */ new Map();
	async function fetch(path) {
		const body = await api.get(route, {
			...where,
			path,
			ref: commit
		});
		if (body === void 0) return void 0;
		const { Contents } = await import("./schema.js");
		const contents = Contents.safeParse(body).data;
		if (contents === void 0) throw unexpected(route, `the answer for ${path} is not a file or a folder`);
		switch (contents.kind) {
			case "file":
			case "large": return bytesOf(path, contents);
			default: throw notAFile(path, contents.kind);
		}
	}
	return {
		commit,
		read(path) {
			const name = parseFilePath(path);
			const known = read.get(name) ?? fetch(name);
			read.set(name, known);
			return known;
		}
	};
}
function bytesOf(path, file) {
	if (file.base64 === void 0 || file.size > 1048576) throw fileTooLarge(path, file.size);
	const bytes = new Uint8Array(Buffer.from(file.base64, "base64"));
	if (bytes.length === file.size) return bytes;
	throw unexpected(route, `${path} came with ${bytes.length} of ${file.size} bytes`);
}

// src/github/forge.ts
const repositoryRoute = "GET /repos/{owner}/{repo}";
const refRoute = "GET /repos/{owner}/{repo}/git/ref/{ref}";
const runRoute = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
function gitHubForge(api, options) {
	const { repository, server, web, signal } = options;
	const where = splitRepository(repository);
	let branch;
	let head;
	function branchName() {
		branch ??= askBranch();
		return branch;
	}
	function defaultBranch() {
		head ??= askHead();
		return head;
	}
	async function askBranch() {
		const body = await api.get(repositoryRoute, where);
		if (body === void 0) throw notVisible(repository, "metadata: read");
		const { Repository } = await import("./schema.js");
		const found = Repository.safeParse(body).data;
		if (found === void 0) throw unexpected(repositoryRoute, "the answer names no default branch");
		return found.defaultBranch;
	}
	async function askHead() {
		const name = await branchName();
		const body = await api.get(refRoute, {
			...where,
			ref: `heads/${name}`
		});
		if (body === void 0) throw notVisible(`${repository}, branch ${name}`, "contents: read");
		const { GitRef } = await import("./schema.js");
		const found = GitRef.safeParse(body).data;
		if (found === void 0) throw unexpected(refRoute, "the answer names no commit");
		return {
			branch: name,
			commit: found.commit,
			files: gitHubContents(api, repository, found.commit)
		};
	}
	return {
		server,
		defaultBranch,
		async askAhead() {
			await branchName().catch(() => void 0);
			defaultBranch().catch(() => void 0);
		},
		async triggeringRun(runId) {
			const body = await api.get(runRoute, {
				...where,
				run_id: runId
			});
			if (body === void 0) throw notVisible(`${repository}, run ${runId}`, "actions: read");
			const { WorkflowRun } = await import("./schema.js");
			const found = WorkflowRun.safeParse(body).data;
			if (found === void 0) throw unexpected(runRoute, "the answer describes no run");
			const onDefaultBranch = found.own && found.branch === await branchName();
			return {
				event: found.event,
				onDefaultBranch
			};
		},
		async isOver({ id, attempt }) {
			const body = await api.get(runRoute, {
				...where,
				run_id: id
			});
			const { RunProgress } = await import("./schema.js");
			const run = RunProgress.safeParse(body).data;
			return run && (run.attempt > attempt || run.status === "completed");
		},
		async attestations(digest) {
			const { attestationsOf } = await import("./attestations.js");
			return attestationsOf({
				api,
				repository,
				web,
				signal
			}, digest);
		},
		checkRuns: async (at) => (await import("./commit.js")).checkRunsOf(api, at),
		statuses: async (at) => (await import("./commit.js")).statusesOf(api, at),
		contains: async (at, name) => (await import("./commit.js")).branchContains(api, at, name),
		tagsAt: async (at) => (await import("./commit.js")).tagsAt(api, at),
		pullOf: async (at) => (await import("./pull.js")).pullOf(api, at),
		blame: async (path, commit, line) => (await import("./blame.js")).blame(api, repository, {
			path,
			commit,
			line
		})
	};
}

export { gitHubForge };