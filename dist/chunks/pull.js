import { a as tooMany, i as notVisible, o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/pull.ts
const pullsRoute = "GET /repos/{owner}/{repo}/commits/{ref}/pulls";
const reviewsRoute = "GET /repos/{owner}/{repo}/pulls/{number}/reviews";
const mostPages = 20;
async function pullOf(api, at) {
	const where = splitRepository(at.repository);
	const pages = await api.pages(pullsRoute, {
		...where,
		ref: at.commit
	}, mostPages);
	if (pages === void 0) throw notVisible(`${at.repository}, commit ${at.commit}`, "pull-requests: read");
	if (pages.cut) throw tooMany(pullsRoute, "the commit is in more pull requests");
	const { PullRequests } = await import("./schema.js");
	const merged = pages.bodies.flatMap((body) => {
		const page = PullRequests.safeParse(body).data;
		if (page === void 0) throw unexpected(pullsRoute, "the answer lists no pull requests");
		return page;
	}).filter(({ mergedAt, intoDefault }) => mergedAt !== void 0 && intoDefault).toSorted((a, b) => (a.mergedAt ?? "").localeCompare(b.mergedAt ?? ""));
	const pull = merged.find(({ mergeCommit }) => mergeCommit === at.commit) ?? merged[0];
	if (pull === void 0) return void 0;
	const { number, author } = pull;
	return {
		number,
		author,
		approvers: await approversOf(api, at.repository, pull)
	};
}
async function approversOf(api, repository, { number, author }) {
	const pages = await api.pages(reviewsRoute, {
		...splitRepository(repository),
		number
	}, mostPages);
	if (pages === void 0) throw notVisible(`${repository}, pull request ${number}`, "pull-requests: read");
	if (pages.cut) throw tooMany(reviewsRoute, `pull request ${number} has more reviews`);
	const { Reviews } = await import("./schema.js");
	const last = /* @__PURE__ */ new Map();
	for (const body of pages.bodies) {
		const page = Reviews.safeParse(body).data;
		if (page === void 0) throw unexpected(reviewsRoute, "the answer lists no reviews");
		for (const { user, state } of page) if (user !== void 0 && state !== "COMMENTED" && state !== "PENDING") last.set(user, state);
	}
	return [...last].filter(([user, state]) => state === "APPROVED" && user !== author).map(([user]) => user);
}

export { pullOf };