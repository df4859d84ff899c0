import { N as stageText } from "./start.js";
import { C as checkState, S as findingRows, _ as subjectText, g as idleText, h as helpOf, i as driftText, v as usedText, x as reasonLines } from "./result.js";

// src/report/decision-annotations.ts
const levels = {
	fails: "error",
	unknown: "error",
	warns: "warning",
	later: "notice"
};
const most = 3;
function decisionAnnotations(decision) {
	const { used, idle } = decision.waivers;
	return [
		...decision.checks.flatMap((check) => ofCheck(check, decision)),
		...used.filter(({ expiresSoon }) => expiresSoon).map((waiver) => ({
			level: "warning",
			title: waiver.id,
			message: usedText(waiver)
		})),
		...idle.map((waiver) => ({
			level: waiver.state === "stale" || waiver.state === "expired" ? "notice" : "warning",
			title: waiver.id,
			message: idleText(waiver)
		}))
	];
}
function ofCheck(check, decision) {
	const level = levels[checkState(check)];
	if (level === void 0) return [];
	const { image, stage } = decision;
	const reasons = reasonLines(check).map(({ code, text }) => code === void 0 ? text : `${code} ${text}`);
	const later = checkState(check) === "later" ? [`Refuses from ${check.effectiveFrom ?? "a later day"} on.`] : [];
	const message = [
		`${subjectText({
			image,
			...stage === void 0 ? {} : { stage }
		})}: ${reasons.join("; ")}`,
		...foundLines(check, decision),
		...later,
		...helpOf(check)
	].join("\n");
	return [{
		level,
		title: check.id,
		message,
		position: check.position
	}];
}
function foundLines(check, decision) {
	const rows = findingRows(check, decision).filter(({ removed }) => removed === void 0);
	const more = rows.length - most;
	return [...rows.slice(0, most).map(({ id, thing, detail }) => [
		id,
		thing,
		detail
	].filter((part) => part !== "").join(" ")), ...more > 0 ? [`and ${more} more`] : []];
}

// src/commands/problems.ts
function problemsOf(result) {
	switch (result.kind) {
		case "plan": return result.document.stages.flatMap((stage) => about(stageText(stage), stage.problems));
		case "run": return ofRun(result.document);
		case "check": return result.document.access.flatMap(({ repository, problem }) => problem ? about(repository, [problem]) : []).concat(ofEnvironments(result.document.environments ?? [])).concat(ofCases(result.document.cases ?? [])).concat(ofHooks(result.document.hooks ?? []));
		case "status": return result.document.stages.flatMap(ofBoard);
		case "verify": return result.document.problems;
		case "test": return ofCases(result.document.cases);
		default: return [];
	}
}
function annotationsOf(result) {
	const annotations = stagesOf(result).flatMap(({ decisions }) => decisions ?? []).flatMap(decisionAnnotations);
	if (result.exitCode !== 0) return annotations;
	return annotations.map((each) => each.level === "error" ? {
		...each,
		level: "warning"
	} : each);
}
function stagesOf(result) {
	if (result.kind === "plan") return result.document.stages;
	return result.kind === "run" ? result.document.plan.stages : [];
}
function ofEnvironments(environments) {
	return environments.flatMap(({ name, problem }) => problem ? about(name, [problem]) : []);
}
function ofBoard(stage) {
	const name = stageText(stage);
	return stage.drift.map((drift) => ({
		code: "DRIFT",
		message: `${name}: ${driftText(drift)}`
	}));
}
function ofHooks(hooks) {
	return hooks.filter(({ ok }) => !ok).map(({ urlFromEnv, message }) => ({
		code: "HOOK_FAILED",
		message: `the webhook of ${urlFromEnv}: ${message}`
	}));
}
function ofCases(cases) {
	return cases.filter(({ ok }) => !ok).map(({ name, file, line, mismatches }) => ({
		code: "CASE_MISMATCH",
		message: `${file}:${line}: ${name}: ${mismatches.join("; ")}`,
		hint: "`hoist test` shows the whole explanation."
	}));
}
const well = /* @__PURE__ */ new Set([
	"waiting",
	"superseded",
	"promoted",
	"unchanged",
	"none"
]);
function ofRun({ stages, records, plan }) {
	const recorded = new Map(records.map((record) => [stageText(record.intent), record]));
	const ended = new Map(stages.map((stage) => [stageText(stage), stage.outcome]));
	return [.../* @__PURE__ */ new Set([...recorded.keys(), ...plan.stages.map(stageText)])].flatMap((name) => {
		const outcome = ended.get(name);
		if (outcome === void 0 || well.has(outcome)) return [];
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

export { annotationsOf, problemsOf };