import { U as HoistError } from "./start.js";

// src/github/failure.ts
const longestWait = 6e4;
function failureOf(route, answer, now) {
	const limited = rateLimitWait(answer, now);
	if (limited !== void 0) return rateLimited(limited, now);
	if (answer.status >= 500) return {
		error: badAnswer(route, answer),
		retry: "soon"
	};
	if (answer.status === 401) return {
		error: unauthorized(),
		retry: "never"
	};
	if (answer.status === 403) return {
		error: forbidden(route, answer),
		retry: "never"
	};
	return {
		error: badAnswer(route, answer),
		retry: "never"
	};
}
function graphFailure(name, { body }) {
	if (typeof body !== "object" || body === null || !("errors" in body) || !Array.isArray(body.errors)) return void 0;
	const [first] = body.errors;
	const { type, message } = typeof first === "object" && first !== null ? first : {};
	const said = typeof message === "string" ? message.slice(0, 300) : "no message";
	if (isForbidden.has(String(type)) || said.startsWith("Resource not accessible by ")) return {
		error: forbidden(name, {
			status: 403,
			headers: {},
			body: first
		}),
		retry: "never"
	};
	return {
		error: unexpected(name, `GitHub answered with an error: ${said}`),
		retry: type === "RATE_LIMITED" ? longestWait : "never"
	};
}
const isForbidden = /* @__PURE__ */ new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES"]);
function networkFailure(route, thrown) {
	return {
		error: new HoistError("unreachable", "GITHUB_UNREACHABLE", `${route}: GitHub did not answer: ${innermost(thrown)}`, { hint: "Check that the runner reaches GITHUB_API_URL, through its proxy if it has one." }),
		retry: "soon",
		...neverLeft.has(codeOf(thrown)) && { sent: false }
	};
}
const neverLeft = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_CONNECT_TIMEOUT"
]);
function unexpected(route, what, hint = notGitHub) {
	return new HoistError("unreachable", "GITHUB_ANSWER", `${route}: ${what}`, { hint });
}
const notGitHub = "Check that GITHUB_API_URL is the address of a GitHub API.";
function notVisible(what, permission) {
	return new HoistError("config", "GITHUB_NOT_FOUND", `GitHub shows no ${what} to this token`, { hint: `Add "${permission}" under permissions: of the job, or give github-token a token that has it.` });
}
function tooMany(route, what) {
	return new HoistError("unreachable", "GITHUB_TOO_MANY", `${route}: ${what} than are read`);
}
function rateLimitWait(answer, now) {
	if (answer.status !== 403 && answer.status !== 429) return void 0;
	const after = secondsIn(answer, "retry-after");
	if (after !== void 0) return Math.max(after, 1) * 1e3;
	const reset = secondsIn(answer, "x-ratelimit-reset");
	if (secondsIn(answer, "x-ratelimit-remaining") === 0 && reset !== void 0) return Math.max(reset * 1e3 - now.getTime(), 1e3);
	return answer.status === 429 || /rate limit/i.test(messageIn(answer)) ? longestWait : void 0;
}
function secondsIn({ headers }, name) {
	const written = String(headers[name] ?? "");
	return /^[0-9]{1,11}$/.test(written) ? Number(written) : void 0;
}
function rateLimited(wait, now) {
	const until = new Date(now.getTime() + wait).toISOString();
	return {
		error: new HoistError("unreachable", "GITHUB_RATE_LIMIT", `GitHub limits this token's requests until ${until}`, { hint: "Run again after that, or give a token of a GitHub App, whose limit is higher." }),
		retry: wait <= longestWait ? wait : "never"
	};
}
function unauthorized() {
	return new HoistError("config", "GITHUB_UNAUTHORIZED", "GitHub does not accept the token", { hint: "Leave the input github-token at its default, or renew the token that it is given." });
}
function forbidden(route, answer) {
	const accepted = String(answer.headers["x-accepted-github-permissions"] ?? "");
	const legal = /^[a-z_=;, ]+$/.test(accepted) ? accepted : "";
	const [first = ""] = legal.split(";");
	const needed = first.split(",").map((one) => one.trim().replace("_", "-").replace("=", ": "));
	const names = legal === "" ? "" : ` (X-Accepted-GitHub-Permissions: ${legal})`;
	return new HoistError("config", "GITHUB_FORBIDDEN", `${route}: the token may not do this${names}`, { hint: legal === "" ? `GitHub says: ${messageIn(answer)}` : `Add "${needed.join("\", \"")}" under permissions: of the job, or give github-token a token that has it.` });
}
function badAnswer(route, answer) {
	const hint = answer.status >= 500 ? "GitHub has a fault of its own. Run again later." : notGitHub;
	return unexpected(route, `GitHub answered ${answer.status}: ${messageIn(answer)}`, hint);
}
function messageIn({ body }) {
	const message = typeof body === "object" && body !== null && "message" in body ? body.message : void 0;
	return typeof message === "string" ? message.slice(0, 300) : "no message";
}
function innermost(thrown) {
	const error = lastCause(thrown);
	if (!(error instanceof Error)) return "no reason given";
	return error.message === "" ? codeOf(error) ?? error.name : error.message;
}
function codeOf(thrown) {
	const error = lastCause(thrown);
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : void 0;
}
function lastCause(thrown) {
	let error = thrown;
	while (error instanceof Error && error.cause instanceof Error) error = error.cause;
	return error;
}

export { tooMany as a, notVisible as i, graphFailure as n, unexpected as o, networkFailure as r, failureOf as t };