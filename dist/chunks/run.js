import { U as HoistError, n as writingEvents } from "./start.js";

// src/github/run.ts
const instead = `use the command plan here, and promote from a workflow on ${[...writingEvents].join(", ")}`;
async function runFromActions(env, readEvent) {
	const event = required(env, "GITHUB_EVENT_NAME");
	const repository = required(env, "GITHUB_REPOSITORY");
	const id = required(env, "GITHUB_RUN_ID");
	const attempt = Number(env["GITHUB_RUN_ATTEMPT"] ?? 1);
	const server = env["GITHUB_SERVER_URL"] ?? "https://github.com";
	const initiator = required(env, "GITHUB_ACTOR");
	const { requested, triggeringRun } = await readAsked(event, {
		env,
		server,
		readEvent
	});
	const reason = writingEvents.has(event) ? void 0 : `${eventText(event)}: ${instead}`;
	return {
		surface: "action",
		event,
		repository,
		actor: env["GITHUB_TRIGGERING_ACTOR"] ?? initiator,
		initiator,
		id,
		attempt,
		server,
		url: `${server}/${repository}/actions/runs/${id}/attempts/${attempt}`,
		...optional("workflow", filled(env["GITHUB_WORKFLOW_REF"])),
		...optional("ref", env["GITHUB_REF"]),
		...optional("sha", env["GITHUB_SHA"]),
		...optional("workspace", env["GITHUB_WORKSPACE"]),
		...optional("triggeringRun", triggeringRun),
		requested,
		mayWrite: reason === void 0,
		...optional("mayNotWriteBecause", reason)
	};
}
async function withTriggeringRun(run, forge) {
	if (run.triggeringRun === void 0) return run;
	const { event, onDefaultBranch } = await forge.triggeringRun(run.triggeringRun);
	const { mayNotWriteBecause: _, ...rest } = run;
	if (writingEvents.has(event) && onDefaultBranch) return {
		...rest,
		mayWrite: true
	};
	const why = writingEvents.has(event) ? "was not on the default branch" : `was started by ${event}`;
	return {
		...rest,
		mayWrite: false,
		mayNotWriteBecause: `the run that triggered this workflow_run ${why}, so commands that write do not run: ${instead}`
	};
}
async function readAsked(event, { env, server, readEvent }) {
	if (!readsEvent.has(event)) return { requested: {} };
	const path = required(env, "GITHUB_EVENT_PATH");
	const { askedBy } = await import("./event.js");
	return askedBy(event, {
		read: () => readEvent(path),
		server
	});
}
const readsEvent = /* @__PURE__ */ new Set([
	"registry_package",
	"repository_dispatch",
	"workflow_dispatch",
	"workflow_run"
]);
function eventText(event) {
	if (event === "workflow_run") return "it is not known yet what caused the run that triggered this workflow_run";
	return `commands that write do not run under ${event}, which people without write access can cause`;
}
function required(env, name) {
	const value = filled(env[name]);
	if (value !== void 0) return value;
	throw new HoistError("config", "NOT_IN_ACTIONS", `${name} is not set`, { hint: "The Action runs in a GitHub Actions job; elsewhere use the command line." });
}
function filled(value) {
	return value === void 0 || value.trim() === "" ? void 0 : value.trim();
}
function optional(key, value) {
	return value === void 0 ? {} : { [key]: value };
}

export { runFromActions, withTriggeringRun };