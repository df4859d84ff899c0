import { A as failureOf, K as messageOf, N as stageText, j as systemClock } from "./chunks/start.js";
import { t as readDocuments } from "./chunks/documents2.js";
import { a as wavesOf, c as readCollectInputs, d as annotateError, f as createAnnotations, i as writeOutputs, n as outputsAfter, o as actionLog, r as outputsOf, t as nothingHappened, u as readToken } from "./chunks/outputs.js";
import { n as writeSummary, t as summaryOf } from "./chunks/summary2.js";
import { t as textOf } from "./chunks/result.js";
import { _t as expectedOutcome, bt as totalOutcome } from "./chunks/commands.js";
import { C as createMask } from "./chunks/terminal.js";

// src/domain/stage-stop.ts
function stopOf(stage, title, facts) {
	const job = jobTitled(title, facts.jobs ?? []);
	const said = reviewsOf(stage, facts.reviews ?? []);
	const no = said.filter(({ state }) => state === "rejected");
	if (job === void 0) return no.length > 0 && said.every(({ state }) => state !== "approved") ? rejected(stage, no) : void 0;
	if (job.conclusion === "cancelled") return cancelled(stage, job);
	if (job.conclusion === "success") return lost(stage);
	if (job.conclusion !== "failure" && job.conclusion !== "timed_out") return void 0;
	if (job.begun || !isGuarded(stage)) return failed(stage, job);
	return no.length > 0 ? rejected(stage, no) : notLetIn(stage);
}
function jobTitled(title, jobs) {
	const [found, ...others] = jobs.filter(({ name }) => name === title || name.endsWith(` / ${title}`));
	return others.length === 0 ? found : void 0;
}
function reviewsOf({ environment }, reviews) {
	const name = environment?.name.toLowerCase();
	return reviews.filter(({ environments }) => environments.some((one) => one.toLowerCase() === name));
}
function isGuarded({ environment }) {
	return environment !== void 0;
}
function rejected(stage, by) {
	const people = by.map(({ user, comment }) => {
		const name = user === "" ? "an account that is gone" : user;
		return comment.trim() === "" ? name : `${name}, who says: ${comment.trim()}`;
	});
	return {
		outcome: "refused",
		isBefore: true,
		problem: {
			code: "REJECTED",
			message: `${stageText(stage)} was not let into the environment "${stage.environment?.name ?? ""}": rejected by ${[...new Set(people)].join("; and by ")}`,
			hint: "Nothing was written. Run the job again to ask for the approval anew, or promote another image."
		}
	};
}
function notLetIn(stage) {
	return {
		outcome: "refused",
		isBefore: true,
		problem: {
			code: "NOT_LET_IN",
			message: `GitHub did not let the job of ${stageText(stage)} into the environment "${stage.environment?.name ?? ""}", and shows nobody who rejected it`,
			hint: "Nothing was written. Look at the rules of the environment: its branches and tags, its protection rules, and that a job waits 30 days at most."
		}
	};
}
function cancelled(stage, { begun }) {
	return {
		outcome: "failed",
		isBefore: !begun,
		problem: {
			code: "JOB_CANCELLED",
			message: `the job of ${stageText(stage)} was cancelled ${begun ? "and left no result" : "before it began"}`,
			hint: begun ? "Run it again: it continues where it was. `hoist status` shows what has begun and not ended." : "Nothing was written. Run it again."
		}
	};
}
function failed(stage, { begun, failedStep, conclusion }) {
	const how = conclusion === "timed_out" ? "ran out of time" : "failed";
	const where = failedStep === void 0 ? "" : ` in its step "${failedStep}"`;
	return {
		outcome: "failed",
		isBefore: !begun,
		problem: {
			code: "JOB_FAILED",
			message: `the job of ${stageText(stage)} ${how}${begun ? where : " before it began"}, and left no result`,
			hint: "Look at the log of that job, and run it again."
		}
	};
}
function lost(stage) {
	return {
		outcome: "failed",
		isBefore: false,
		problem: {
			code: "RESULT_MISSING",
			message: `the job of ${stageText(stage)} ended well, and its result is not among the artifacts of the run`,
			hint: "Its record says what it did: `hoist history` shows it."
		}
	};
}

// src/domain/whole-run.ts
function titlesOf(plan) {
	const waves = wavesOf(plan);
	const jobs = Array.from({ length: waves.count }, (_, at) => waves[`w${at + 1}`]?.include ?? []).flat();
	return new Map(jobs.map((job) => [stageText(job), job.title]));
}
function newestBy(jobs) {
	return new Map(jobs.flatMap((job) => job.result.stages.map((stage) => [stageText(stage), job])));
}
function lacksResults(plan, jobs, attempt) {
	const newest = newestBy(jobs);
	return [...titlesOf(plan).keys()].some((name) => (newest.get(name)?.attempt ?? 0) < attempt);
}
function wholeRun(plan, jobs, facts) {
	const titles = titlesOf(plan);
	const newest = newestBy(jobs);
	const stops = /* @__PURE__ */ new Map();
	for (const stage of plan.stages) {
		const name = stageText(stage);
		const title = titles.get(name);
		const stop = title === void 0 || facts === void 0 ? void 0 : stopOf(stage, title, facts);
		const job = newest.get(name);
		const stands = job !== void 0 && (job.attempt >= (facts?.attempt ?? 0) || stop?.isBefore !== true);
		if (stop !== void 0 && !stands) stops.set(name, stop);
	}
	const standing = (name) => stops.has(name) ? void 0 : newest.get(name);
	const planned = new Set(plan.stages.map(stageText));
	const others = [...newest.keys()].filter((name) => !planned.has(name));
	const told = (name) => stageIn(standing(name)?.result.stages, name);
	const stages = [...plan.stages.map((stage) => {
		const { pipeline, stage: name } = stage;
		const outcome = stops.get(stageText(stage))?.outcome ?? left(stage, titles.has(stageText(stage)));
		return told(stageText(stage)) ?? {
			pipeline,
			stage: name,
			outcome
		};
	}), ...others.flatMap((name) => told(name) ?? [])];
	const results = jobs.map(({ result }) => result);
	return {
		document: {
			schema: "hoist/result/v1",
			outcome: totalOutcome(stages.map(({ outcome }) => outcome)),
			stages,
			records: inOrderOf(stages, jobs.flatMap((job) => job.result.records.filter(({ intent }) => standing(stageText(intent)) === job))),
			plan: {
				...plan,
				stages: [...plan.stages.map((stage) => {
					const stop = stops.get(stageText(stage));
					if (stop !== void 0) return stopped(stage, stop);
					return stageIn(standing(stageText(stage))?.result.plan.stages, stageText(stage)) ?? stage;
				}), ...others.flatMap((name) => stageIn(standing(name)?.result.plan.stages, name) ?? [])]
			},
			notices: [.../* @__PURE__ */ new Set([...plan.notices, ...results.flatMap((result) => result.notices)])]
		},
		stops: [...stops.values()]
	};
}
function stageIn(stages, name) {
	return stages?.findLast((stage) => stageText(stage) === name);
}
function inOrderOf(stages, records) {
	const place = new Map(stages.map((stage, at) => [stageText(stage), at]));
	const at = ({ intent }) => place.get(stageText(intent)) ?? 0;
	return records.toSorted((a, b) => at(a) - at(b));
}
function left(stage, hasJob) {
	if (!hasJob) {
		const expected = expectedOutcome(stage.state);
		return expected === "promoted" ? "waiting" : expected;
	}
	const { environment } = stage;
	return environment === void 0 || environment.approval === "none" ? "failed" : "waiting";
}
function stopped(stage, { problem }) {
	return {
		...stage,
		problems: [problem, ...stage.problems.filter(({ code }) => code !== "GATE")]
	};
}

// src/collect.ts
async function main() {
	const mask = createMask();
	const annotations = createAnnotations(mask);
	const log = actionLog(mask, annotations);
	try {
		writeOutputs(nothingHappened);
		const { folder, summary } = readCollectInputs();
		const documents = await readDocuments(folder);
		const { document, stops } = wholeRun(documents.plan, documents.jobs, await factsFor(documents, log));
		const result = {
			kind: "run",
			document,
			exitCode: 0,
			notices: document.notices
		};
		writeOutputs(outputsOf(result));
		log.info(textOf(result));
		for (const { problem } of stops) annotations.add("warning", problem.message, { title: problem.code });
		const markdown = summary ? summaryOf(result) : void 0;
		const untold = markdown && await writeSummary(process.env["GITHUB_STEP_SUMMARY"], markdown);
		if (untold) log.notice(untold);
		return 0;
	} catch (error) {
		const failure = failureOf(error, {
			signal: new AbortController().signal,
			log
		});
		annotateError(annotations, failure);
		if (failure.code !== "OUTPUTS_UNWRITABLE") writeOutputs(outputsAfter(failure.exitCode));
		return failure.exitCode;
	}
}
async function factsFor({ plan, jobs }, log) {
	const { env } = process;
	const attempt = Number(env["GITHUB_RUN_ATTEMPT"] ?? 1);
	if (!lacksResults(plan, jobs, attempt)) return void 0;
	const token = readToken();
	if (token !== void 0) log.secret(token);
	const [{ gitHubApi }, { runFactsOf }] = await Promise.all([import("./chunks/api.js"), import("./chunks/run-facts.js")]);
	try {
		const { facts, missed } = await runFactsOf(gitHubApi({
			token: token ?? "",
			baseUrl: env["GITHUB_API_URL"] ?? "https://api.github.com",
			clock: systemClock(),
			signal: new AbortController().signal
		}), {
			repository: env["GITHUB_REPOSITORY"] ?? "",
			id: env["GITHUB_RUN_ID"] ?? "",
			attempt
		});
		for (const error of missed) log.notice(unasked(error.message, error.hint));
		return facts;
	} catch (error) {
		log.notice(unasked(messageOf(error)));
		return;
	}
}
function unasked(why, hint) {
	return `GitHub does not tell why a job left no result: ${why}${hint === void 0 ? "" : `\n${hint}`}`;
}
process.exitCode = await main();

export {  };