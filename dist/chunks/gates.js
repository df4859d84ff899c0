import { K as messageOf, U as HoistError } from "./start.js";
import { o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";
import { n as runReviews } from "./run-facts2.js";

// src/github/place.ts
const checkRoute = "GET /repos/{owner}/{repo}/check-runs/{check_run_id}";
const runRoute = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
async function jobOf(options) {
	const { run, repository, log } = options;
	const told = await settled(options.claims());
	const claims = told.value;
	if (claims !== void 0 && !isOfThisRun(claims, repository, run)) throw foreign("its ID token is of another run");
	const check = await checkOf(options, claims);
	const job = {
		...check !== void 0 && { checkRun: check.id },
		...check?.suite !== void 0 && { suite: check.suite }
	};
	if (check?.deployment !== void 0) {
		const { environment, id } = check.deployment;
		if (claims !== void 0 && claims.environment?.toLowerCase() !== environment.toLowerCase()) throw foreign("its check run is in another environment than its ID token says");
		return {
			...job,
			place: {
				environment,
				shownBy: "check-run",
				deployment: id
			}
		};
	}
	if (claims !== void 0) {
		const { environment } = claims;
		return {
			...job,
			place: {
				...environment !== void 0 && { environment },
				shownBy: "id-token"
			}
		};
	}
	if (told.error !== void 0) {
		if (check === void 0) throw told.error;
		log.debug(`the job's ID token was not read: ${messageOf(told.error)}`);
	}
	return check === void 0 ? job : {
		...job,
		place: { shownBy: "check-run" }
	};
}
function isOfThisRun(claims, repository, run) {
	return claims.repository.toLowerCase() === repository.toLowerCase() && claims.run === run.id && claims.attempt === run.attempt;
}
async function checkOf(options, claims) {
	const { api, repository, run, checkRunId } = options;
	const where = splitRepository(repository);
	const id = claims?.checkRun ?? checkRunId;
	if (id === void 0) return void 0;
	const [body, suiteOfRun] = await Promise.all([seen(api.get(checkRoute, {
		...where,
		check_run_id: id
	})), claims?.checkRun === void 0 ? suiteOf(api, {
		...where,
		run_id: run.id
	}) : void 0]);
	if (body === void 0) return void 0;
	const { JobCheck } = await import("./schema.js");
	const check = JobCheck.safeParse(body).data;
	if (check === void 0) return void 0;
	if (claims?.checkRun !== void 0) return check;
	if (suiteOfRun === void 0) return void 0;
	if (check.suite !== suiteOfRun) throw foreign(`check run ${id} is of another run`);
	if (check.status !== "in_progress") throw foreign(`check run ${id} is not running`);
	return check;
}
async function suiteOf(api, run) {
	const body = await seen(api.get(runRoute, run));
	const { RunSuite } = await import("./schema.js");
	return RunSuite.safeParse(body).data;
}
async function seen(answer) {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof HoistError && error.code === "GITHUB_FORBIDDEN") return void 0;
		throw error;
	}
}
async function settled(promise) {
	try {
		return { value: await promise };
	} catch (error) {
		return { error };
	}
}
function foreign(why) {
	return new HoistError("config", "JOB_FOREIGN", `what shows where this job runs is not of this job: ${why}`, { hint: "Leave the input job-check-run-id alone: it sets itself." });
}

// src/github/gates.ts
const environmentRoute = "GET /repos/{owner}/{repo}/environments/{environment_name}";
const suiteRoute = "GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs";
const mostPages = 20;
function gitHubGates(options) {
	const { api, repository, run } = options;
	const where = splitRepository(repository);
	const environments = /* @__PURE__ */ new Map();
	const reviewed = /* @__PURE__ */ new Map();
	let job;
	function thisJob() {
		job ??= jobOf(options);
		return job;
	}
	async function rulesOf(name) {
		const body = await api.get(environmentRoute, {
			...where,
			environment_name: name
		});
		if (body === void 0) return void 0;
		const { Environment } = await import("./schema.js");
		const found = Environment.safeParse(body).data;
		if (found === void 0) throw unexpected(environmentRoute, "the answer describes no environment");
		const { rules, protectedBranches, adminsBypass } = found;
		const reviewers = rules.flatMap((rule) => rule.kind === "reviewers" ? [rule] : []);
		return {
			name: found.name,
			reviewers: reviewers.reduce((sum, rule) => sum + rule.reviewers, 0),
			preventsSelfReview: reviewers.some((rule) => rule.preventsSelfReview),
			adminsBypass,
			waitTimer: Math.max(0, ...rules.map((rule) => rule.kind === "wait" ? rule.minutes : 0)),
			branches: protectedBranches === void 0 ? "all" : protectedBranches ? "protected" : "listed"
		};
	}
	async function reviewsOf(environment) {
		const [given, attribution] = await Promise.all([approvals(environment), attributionIn(environment)]);
		return {
			given,
			attribution
		};
	}
	async function approvals(environment) {
		return (await runReviews(api, {
			repository,
			id: run.id
		})).flatMap(({ environments: named, state, user, comment }) => (state === "approved" || state === "rejected") && named.some((name) => isSame(name, environment)) ? [{
			user,
			state,
			comment
		}] : []);
	}
	async function attributionIn(environment) {
		if (run.attempt !== 1) return "run";
		const { place, checkRun, suite } = await thisJob();
		if (checkRun === void 0 || suite === void 0) return "run";
		const others = (await jobsOf(suite))?.filter(({ id }) => id !== checkRun);
		if (others === void 0) return "run";
		const hides = place?.deployment === void 0 && others.length > 0;
		const shares = others.some(({ deployment }) => isSame(deployment?.environment ?? "", environment));
		return hides || shares ? "run" : "job";
	}
	async function jobsOf(suite) {
		const parameters = {
			...where,
			check_suite_id: suite,
			filter: "all"
		};
		const pages = await api.pages(suiteRoute, parameters, mostPages).catch((error) => {
			if (error instanceof HoistError && error.code === "GITHUB_FORBIDDEN") return void 0;
			throw error;
		});
		if (pages === void 0) return void 0;
		if (pages.cut) return void 0;
		const { JobChecks } = await import("./schema.js");
		return pages.bodies.flatMap((body) => {
			const page = JobChecks.safeParse(body).data;
			if (page === void 0) throw unexpected(suiteRoute, "the answer lists no check runs");
			return page;
		});
	}
	return {
		environment: (name) => once(environments, name.toLowerCase(), () => rulesOf(name)),
		place: async () => (await thisJob()).place,
		reviews: (name) => once(reviewed, name.toLowerCase(), () => reviewsOf(name))
	};
}
function isSame(one, other) {
	return one.toLowerCase() === other.toLowerCase();
}
function once(known, key, ask) {
	const asked = known.get(key) ?? ask();
	known.set(key, asked);
	return asked;
}

export { gitHubGates };