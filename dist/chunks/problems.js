import { t as stageText } from "./pipeline.js";

// src/commands/problems.ts
/** What stood in the way, each with the stage or repository it is about: why an exit code is not 0. */
function problemsOf(result) {
	switch (result.kind) {
		case "plan": return result.document.stages.flatMap((stage) => about(stageText(stage), stage.problems));
		case "run": return ofRun(result.document);
		case "check": return result.document.access.flatMap(({ repository, problem }) => problem ? about(repository, [problem]) : []);
		default: return [];
	}
}
/** Of a stage with a record, what the record says; of others, what the plan says. */
function ofRun({ records, plan }) {
	const recorded = new Map(records.map((record) => [stageText(record.intent), record]));
	return [.../* @__PURE__ */ new Set([...recorded.keys(), ...plan.stages.map(stageText)])].flatMap((name) => {
		const result = recorded.get(name)?.result;
		if (result === void 0) return about(name, plan.stages.find((stage) => stageText(stage) === name)?.problems ?? []);
		return about(name, [...result.error === void 0 ? [] : [result.error], ...result.problems]);
	});
}
function about(name, problems) {
	return problems.map((problem) => {
		const { message } = problem;
		return message.includes(name) ? problem : {
			...problem,
			message: `${name}: ${message}`
		};
	});
}

export { problemsOf };