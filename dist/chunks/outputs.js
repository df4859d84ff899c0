import { s as setOutput } from "./core.js";
import { t as visibleJson } from "./visible-json.js";

// src/action/outputs.ts
/** What is set before anything is done, so that `if:` in later steps never reads an unset output. */
const nothingHappened = {
	outcome: "none",
	stages: "{}",
	digest: "",
	digests: "{}",
	targets: "",
	"record-id": "",
	"plan-hash": "",
	waves: "{\"count\":0}",
	result: "{}"
};
function outputsOf(result) {
	const whole = {
		...nothingHappened,
		result: visibleJson(result.document)
	};
	if (result.kind === "plan") return {
		...whole,
		...outputsOfPlan(result.document)
	};
	if (result.kind === "run") return {
		...whole,
		...outputsOfRun(result.document)
	};
	return whole;
}
/** After an error that ended the run before it had a result. */
function outputsAfter(kind) {
	return {
		...nothingHappened,
		outcome: kind === "refused" || kind === "conflict" ? kind : "failed"
	};
}
/**
* Writes all outputs. Users paste them into scripts, so one that is not JSON holds nothing but
* `[A-Za-z0-9_.:/@+-]` (A43): a line with anything else, a folder with a space, is left out here and is in `result`.
*/
function writeOutputs(outputs) {
	for (const [name, value] of Object.entries(outputs)) {
		const lines = name === "targets" ? value.split("\n") : [value];
		setOutput(name, json.has(name) ? value : lines.filter(isSafe).join("\n"));
	}
}
const json = /* @__PURE__ */ new Set([
	"stages",
	"digests",
	"waves",
	"result"
]);
function isSafe(line) {
	return /^[A-Za-z0-9_.:/@+-]*$/.test(line);
}
function outputsOfPlan(plan) {
	return {
		outcome: plan.outcome,
		stages: visibleJson(byStage(plan.stages.map((stage) => [stage, stage.state]))),
		...sourceOutputs(plan.stages.flatMap((stage) => stage.sources)),
		targets: targetLines(plan.stages.flatMap((stage) => stage.targets)),
		"plan-hash": plan.stages.find((stage) => stage.hash !== void 0)?.hash ?? ""
	};
}
function outputsOfRun(run) {
	const done = new Set(run.stages.filter(({ outcome }) => outcome === "promoted" || outcome === "unchanged").map((stage) => `${stage.pipeline}/${stage.stage}`));
	const recorded = new Set(run.records.map(({ intent }) => `${intent.pipeline}/${intent.stage}`));
	const unrecorded = run.plan.stages.filter((stage) => !recorded.has(`${stage.pipeline}/${stage.stage}`));
	const sources = [...run.records.map((record) => record.intent), ...unrecorded].flatMap((stage) => stage.sources);
	const places = [...run.records.map((record) => record.intent), ...unrecorded].filter((stage) => done.has(`${stage.pipeline}/${stage.stage}`)).flatMap((stage) => stage.targets);
	return {
		outcome: run.outcome,
		stages: visibleJson(byStage(run.stages.map((stage) => [stage, stage.outcome]))),
		...sourceOutputs(sources),
		targets: targetLines(places),
		"record-id": run.records.at(-1)?.id ?? "",
		"plan-hash": run.plan.stages.find((stage) => stage.hash !== void 0)?.hash ?? ""
	};
}
function byStage(stages) {
	return Object.fromEntries(stages.map(([{ pipeline, stage }, word]) => [`${pipeline}/${stage}`, word]));
}
function sourceOutputs(sources) {
	const digests = new Set(sources.map((source) => source.digest));
	const [only = ""] = digests.size === 1 ? digests : [];
	const byRepository = Object.fromEntries(sources.map((source) => [source.repository, source.digest]));
	return {
		digest: only,
		digests: visibleJson(byRepository)
	};
}
function targetLines(places) {
	return Array.from(new Set(places.map(({ repository, digest }) => `${repository}@${digest}`))).join("\n");
}

export { nothingHappened, outputsAfter, outputsOf, writeOutputs };