import { t as readDocuments } from "./chunks/documents2.js";
import { a as wavesOf, c as readCollectInputs, d as annotateError, f as createAnnotations, i as writeOutputs, n as outputsAfter, o as actionLog, r as outputsOf, t as nothingHappened } from "./chunks/outputs.js";
import { n as writeSummary, t as summaryOf } from "./chunks/summary2.js";
import { t as textOf } from "./chunks/text.js";
import { ct as totalOutcome, ot as expectedOutcome } from "./chunks/commands.js";
import { A as stageText, O as failureOf } from "./chunks/start.js";
import { _ as createMask } from "./chunks/terminal.js";

// src/domain/whole-run.ts
function wholeRun(plan, runs) {
	const outcomes = new Map(runs.flatMap((run) => run.stages.map((stage) => [stageText(stage), stage])));
	const fresh = new Map(runs.flatMap((run) => run.plan.stages.map((stage) => [stageText(stage), stage])));
	const planned = new Set(plan.stages.map(stageText));
	const waves = wavesOf(plan);
	const toDo = new Set(Array.from({ length: waves.count }, (_, at) => waves[`w${at + 1}`]?.include ?? []).flat().map(stageText));
	const left = (stage) => {
		if (!toDo.has(stageText(stage))) {
			const expected = expectedOutcome(stage.state);
			return expected === "promoted" ? "waiting" : expected;
		}
		const { environment } = stage;
		return environment === void 0 || environment.approval === "none" ? "failed" : "waiting";
	};
	const stages = [...plan.stages.map((stage) => {
		const { pipeline, stage: name } = stage;
		return outcomes.get(stageText(stage)) ?? {
			pipeline,
			stage: name,
			outcome: left(stage)
		};
	}), ...[...outcomes.values()].filter((stage) => !planned.has(stageText(stage)))];
	const notices = /* @__PURE__ */ new Set([...plan.notices, ...runs.flatMap((run) => run.notices)]);
	return {
		schema: "hoist/result/v1",
		outcome: totalOutcome(stages.map(({ outcome }) => outcome)),
		stages,
		records: runs.flatMap((run) => run.records),
		plan: {
			...plan,
			stages: [...plan.stages.map((stage) => fresh.get(stageText(stage)) ?? stage), ...[...fresh.values()].filter((stage) => !planned.has(stageText(stage)))]
		},
		notices: [...notices]
	};
}

// src/collect.ts
async function main() {
	const mask = createMask();
	const annotations = createAnnotations(mask);
	const log = actionLog(mask, annotations);
	writeOutputs(nothingHappened);
	try {
		const { folder, summary } = readCollectInputs();
		const { plan, runs } = await readDocuments(folder);
		const document = wholeRun(plan, runs);
		const result = {
			kind: "run",
			document,
			exitCode: 0,
			notices: document.notices
		};
		writeOutputs(outputsOf(result));
		log.info(textOf(result));
		const markdown = summary ? summaryOf(result) : void 0;
		if (markdown !== void 0) await writeSummary(process.env["GITHUB_STEP_SUMMARY"], markdown);
		return 0;
	} catch (error) {
		const failure = failureOf(error, {
			signal: new AbortController().signal,
			log
		});
		annotateError(annotations, failure);
		writeOutputs(outputsAfter(failure.exitCode));
		return failure.exitCode;
	}
}
process.exitCode = await main();

export {  };