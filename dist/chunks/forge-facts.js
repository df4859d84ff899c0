import { a as inLanes, i as unknown, r as notAsked, t as answerTo } from "./answer.js";

// src/evidence/source-url.ts
const schemes = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]*@)?/i;
const scp = /^[^@/\s]+@([^:/\s]+):/;
const gitHubPurl = /^pkg:github\/([^/@?#]+\/[^/@?#]+)/i;
function sourceRepository(uri) {
	const owned = gitHubPurl.exec(uri)?.[1];
	if (owned !== void 0) return `github.com/${owned.toLowerCase()}`;
	const plain = scp.test(uri) ? uri.replace(scp, "$1/") : schemes.test(uri) ? uri.replace(schemes, "") : void 0;
	if (plain === void 0) return void 0;
	const [path = ""] = plain.split(/[@?#]/, 1);
	const name = path.toLowerCase().replace(/\/+$/, "").replace(/\.git$/, "");
	return name.includes("/") ? name : void 0;
}

// src/evidence/contradiction.ts
const sourceRepositoryClaim = 12;
const sourceCommitClaim = 13;
function contradictionOf(provenance, { claims }) {
	const repository = claims[12];
	const commit = claims[13];
	const { source, workflow } = provenance;
	for (const stated of [source?.uri, workflow?.repository]) {
		const named = stated === void 0 ? void 0 : sourceRepository(stated);
		const proven = repository === void 0 ? void 0 : sourceRepository(repository);
		if (named !== void 0 && proven !== void 0 && named !== proven) return `the provenance names ${named}, its certificate ${proven}`;
	}
	if (source?.commit === void 0 || commit === void 0) return void 0;
	if (source.commit.toLowerCase() === commit.toLowerCase()) return void 0;
	return `the provenance names commit ${source.commit.slice(0, 64)}, its certificate ${commit}`;
}

// src/evidence/forge-facts.ts
const lanes = 4;
const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const repositoryPath = /^\/([\w.-]+\/[\w.-]+)$/;
function needsCommit({ commit }) {
	return commit.checks || commit.statuses || commit.tags || commit.pull || commit.branches.length > 0;
}
async function commitFacts(forge, evidence, { commit: needs }) {
	const proven = provenCommit(evidence, forge?.server);
	if (proven.state === "unknown") return proven;
	if (forge === void 0) return unknown("UNREACHABLE", "GitHub is asked in GitHub Actions only");
	const at = proven.value;
	const [checks, statuses, tags, pull, branches] = await Promise.all([
		needs.checks ? answerTo(() => forge.checkRuns(at)) : notAsked("the checks"),
		needs.statuses ? answerTo(() => forge.statuses(at)) : notAsked("the statuses"),
		needs.tags ? answerTo(() => forge.tagsAt(at)) : notAsked("the tags of the commit"),
		needs.pull ? answerTo(() => forge.pullOf(at)) : notAsked("the pull request"),
		inLanes([...new Set(needs.branches)], lanes, async (branch) => {
			return [branch, await answerTo(() => forge.contains(at, branch))];
		})
	]);
	return {
		state: "known",
		value: {
			...at,
			checks,
			statuses,
			tags,
			pull,
			onBranch: new Map(branches)
		}
	};
}
function provenCommit(evidence, server) {
	const own = provenBy(evidence, (one) => has(one, "provenance") && !isSealed(one));
	const [first, ...more] = (own.size > 0 ? own : provenBy(evidence, (one) => has(one, "signature") || has(one, "provenance"))).values();
	if (first === void 0) return unknown("NO_EVIDENCE", "no certificate of a trusted provenance or signature says which commit the image was built from");
	if (more.length > 0) {
		const names = [first, ...more].map(({ repository, commit }) => `${repository} ${commit}`);
		return unknown("CONTRADICTION", `trusted documents name different commits: ${names.slice(0, 5).join(", ")}`);
	}
	return placeOf(first, server);
}
function provenBy(evidence, counts) {
	const proven = /* @__PURE__ */ new Map();
	for (const one of evidence) {
		if (one.trust.level !== "signed" || one.problem !== void 0 || !counts(one)) continue;
		const { claims } = one.trust.identity;
		const [repository, commit] = [claims[12], claims[13]];
		if (repository !== void 0 && commit !== void 0) proven.set(`${repository.toLowerCase()} ${commit}`, {
			repository,
			commit
		});
	}
	return proven;
}
function placeOf({ repository, commit }, server) {
	const url = URL.canParse(repository) ? new URL(repository) : void 0;
	const path = url && repositoryPath.exec(url.pathname)?.[1];
	if (path === void 0 || !commitId.test(commit)) return unknown("UNSUPPORTED", `the certificate names no commit of a repository on GitHub: ${repository.slice(0, 200)}`);
	if (server === void 0 || url?.origin === new URL(server).origin) return {
		state: "known",
		value: {
			repository: path,
			commit
		}
	};
	return unknown("UNSUPPORTED", `the commit is on ${url?.origin}, and this job asks ${server} only`);
}
function has({ parts }, kind) {
	return parts.some((part) => part.kind === kind);
}
function isSealed({ trust }) {
	return trust.level === "signed" && trust.sealedBy !== void 0;
}

export { contradictionOf as i, needsCommit as n, provenCommit as r, commitFacts as t };