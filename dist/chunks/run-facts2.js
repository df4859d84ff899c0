import { U as HoistError } from "./start.js";
import { i as notVisible, o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/run-facts.ts
const jobsRoute = "GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs";
const approvalsRoute = "GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals";
const mostPages = 10;
async function runFactsOf(api, place) {
	const missed = [];
	const orNothing = async (answer) => {
		try {
			return await answer;
		} catch (error) {
			if (!(error instanceof HoistError)) throw error;
			missed.push(error);
			return;
		}
	};
	const [jobs, reviews] = await Promise.all([orNothing(jobsOf(api, place)), orNothing(runReviews(api, place))]);
	return {
		facts: {
			attempt: place.attempt,
			...jobs === void 0 ? {} : { jobs },
			...reviews === void 0 ? {} : { reviews }
		},
		missed
	};
}
async function jobsOf(api, { repository, id }) {
	const parameters = {
		...splitRepository(repository),
		run_id: id,
		filter: "latest"
	};
	const pages = await api.pages(jobsRoute, parameters, mostPages);
	if (pages === void 0) throw notVisible(`${repository}, run ${id}`, "actions: read");
	const { RunJobs } = await import("./schema.js");
	return pages.bodies.flatMap((body) => {
		const page = RunJobs.safeParse(body).data;
		if (page === void 0) throw unexpected(jobsRoute, "the answer lists no jobs");
		return page;
	});
}
async function runReviews(api, { repository, id }) {
	const body = await api.get(approvalsRoute, {
		...splitRepository(repository),
		run_id: id
	});
	if (body === void 0) throw notVisible(`${repository}, run ${id}`, "actions: read");
	const { RunApprovals } = await import("./schema.js");
	const found = RunApprovals.safeParse(body).data;
	if (found === void 0) throw unexpected(approvalsRoute, "the answer lists no approvals");
	return found.map(({ environments, state, user, comment }) => ({
		environments: environments.map(({ name }) => name),
		user: user?.login ?? "",
		state,
		comment: comment ?? ""
	}));
}

export { runReviews as n, runFactsOf as t };