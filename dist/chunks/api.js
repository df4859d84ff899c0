import { t as HoistError } from "./errors.js";
import { n as networkFailure, t as failureOf } from "./failure3.js";

// src/github/api.ts
const tries = 4;
const answerWithin = 3e4;
const noticeable = 5e3;
/** Nothing is loaded and nothing is asked before the first call. */
function gitHubApi(options) {
	const { clock, signal, onWait } = options;
	let connecting;
	return { async get(route, parameters) {
		connecting ??= connect(options);
		const exchange = await connecting;
		for (let tried = 1;; tried += 1) {
			signal.throwIfAborted();
			const answer = await exchange(route, parameters).catch((error) => networkFailure(route, error));
			signal.throwIfAborted();
			if ("status" in answer && answer.status < 300) return answer.body;
			if ("status" in answer && answer.status === 404) return void 0;
			const failure = "status" in answer ? failureOf(route, answer, clock.now()) : answer;
			if (failure.retry === "never" || tried === tries) throw failure.error;
			const wait = failure.retry === "soon" ? 500 * 2 ** tried : failure.retry;
			if (wait >= noticeable) onWait?.(wait);
			await clock.sleep(wait, signal);
		}
	} };
}
/** The toolkit's client brings a whole HTTP stack: it is loaded when GitHub is first asked. */
async function connect({ token, baseUrl, signal }) {
	if (token === "") throw new HoistError("config", "GITHUB_TOKEN_MISSING", "there is no token for the GitHub API", { hint: "Leave the input github-token at its default, or give it a token that may read the repository." });
	const { getOctokit } = await import("./github.js");
	const octokit = getOctokit(token, {
		baseUrl,
		userAgent: "hoist",
		log: silent
	});
	return async (route, parameters) => {
		const timeout = AbortSignal.timeout(answerWithin);
		try {
			const { status, headers, data } = await octokit.request(route, {
				...parameters,
				headers: { "x-github-api-version": "2022-11-28" },
				request: { signal: AbortSignal.any([signal, timeout]) }
			});
			return {
				status,
				headers,
				body: data
			};
		} catch (error) {
			const answer = answerOf(error);
			if (answer === void 0) throw error;
			return answer;
		}
	};
}
/** The client throws answers of 400 and above, with the answer inside. */
function answerOf(error) {
	if (!(error instanceof Error) || !("response" in error)) return void 0;
	const { response } = error;
	return response === void 0 ? void 0 : {
		status: response.status,
		headers: response.headers,
		body: response.data
	};
}
function ignore() {}
const silent = {
	debug: ignore,
	info: ignore,
	warn: ignore,
	error: ignore
};

export { gitHubApi };