import { H as shortDigest, K as messageOf, N as stageText, U as HoistError, W as HoistErrors } from "./start.js";
import { C as createMask, E as visibleLines, S as visibleJson, T as visibleLine } from "./terminal.js";
import { vt as isInPlace } from "./commands.js";
import * as os from "os";
import * as crypto from "crypto";
import * as fs from "fs";

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}

// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
function issue$1(name, message = "") {
	issueCommand(name, {}, message);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!fs.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}

// node_modules/@actions/core/lib/core.js
var __awaiter = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
var ExitCode;
(function(ExitCode) {
	ExitCode[ExitCode["Success"] = 0] = "Success";
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`);
	if (options && options.trimWhitespace === false) return val;
	return val.trim();
}
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(os.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
function debug(message) {
	issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function notice(message, properties = {}) {
	issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
	process.stdout.write(message + os.EOL);
}
function startGroup(name) {
	issue$1("group", name);
}
function endGroup() {
	issue$1("endgroup");
}

// src/action/annotations.ts
const issue = {
	notice,
	warning,
	error
};
function createAnnotations(mask = createMask(), most = 10) {
	const said = /* @__PURE__ */ new Set();
	const counts = {
		notice: 0,
		warning: 0,
		error: 0
	};
	return { add(level, text, { position, title } = {}) {
		const message = visibleLines(mask.hide(text)).join("\n");
		const key = JSON.stringify([
			level,
			message,
			title,
			position
		]);
		if (said.has(key)) return;
		said.add(key);
		counts[level] += 1;
		if (counts[level] <= most) issue[level](message, properties(position, title));
		else for (const line of visibleLines(`${level}: ${placeText(position)}${mask.hide(text)}`)) info(line);
	} };
}
function annotateError(annotations, error) {
	const errors = error instanceof HoistErrors ? error.errors : [error];
	for (const { message, hint, code, position } of errors) {
		const text = hint === void 0 ? message : `${message}\n${hint}`;
		annotations.add("error", text, {
			position,
			title: code
		});
	}
}
function properties(position, title) {
	return {
		...title === void 0 ? {} : { title: visibleLine(title, 200) },
		...position === void 0 ? {} : {
			file: visibleLine(position.file),
			startLine: position.line,
			startColumn: position.column
		}
	};
}
function placeText(position) {
	return position === void 0 ? "" : `${position.file}:${position.line}:${position.column}: `;
}

// src/action/inputs.ts
const actionOptions = [
	{
		name: "command",
		kind: "text",
		default: "promote",
		description: "What to do. `promote`, `copy` and `rollback` write images and tags; they keep records with `deployments: write` and sign them with `id-token: write`. `plan`, `check`, `verify`, `history`, `status` and `candidates` write nothing, and need no permission to write."
	},
	{
		name: "summary",
		kind: "flag",
		default: "true",
		description: "Whether to write a job summary."
	},
	{
		name: "github-token",
		kind: "text",
		description: "The token for GitHub, with what `permissions:` of the job allow it. With `contents: read` it reads the config at the head of the default branch; with `actions: read` environments and approvals; with `deployments: read` what was promoted before, with `write` it keeps what is promoted now; with `checks: read` it learns which environment the job is in, where there is no `id-token: write`; with `pull-requests: write` it tells the pull request; with `packages: read` or `write` it serves `ghcr.io`, where nothing else is configured for it."
	},
	{
		name: "job-check-run-id",
		kind: "text",
		description: "Set by itself, leave it alone: the check run of this job, by which GitHub says which environment the job is in."
	}
];
const narrow = [
	"pipeline",
	"stage",
	"tag",
	"targets",
	"to",
	"expected-plan",
	"where",
	"fail-on"
];
function readToken() {
	return getInput("github-token") || void 0;
}
function readCheckRunId() {
	return getInput("job-check-run-id") || void 0;
}
function readInputs(commandNamed) {
	const own = valuesOf(actionOptions);
	const command = commandNamed(String(own["command"]));
	if (!isInAction(command)) throw invalid("command", command.name, "This command is for the command line only.");
	return {
		command,
		values: valuesOf(command.options.filter(isInAction)),
		summary: own["summary"] === true,
		unused: narrow.filter((name) => getInput(name) !== "" && command.options.every((option) => option.name !== name))
	};
}
function readCollectInputs() {
	const summary = getInput("summary");
	return {
		folder: getInput("folder", { required: true }),
		summary: summary === "" || flagOf("summary", summary)
	};
}
function isInAction({ surfaces }) {
	return surfaces?.includes("action") ?? true;
}
function valuesOf(options) {
	return Object.fromEntries(options.map((option) => [option.name, valueOf(option)]));
}
function valueOf(option) {
	const text = getInput(option.name) || (option.default ?? "");
	if (text === "") return void 0;
	if (option.kind === "flag") return flagOf(option.name, text);
	if (option.kind === "choice" && !(option.choices ?? []).includes(text)) throw invalid(option.name, text, `Write ${(option.choices ?? []).join(" or ")}.`);
	return text;
}
function flagOf(name, text) {
	if (/^(?:true|True|TRUE)$/.test(text)) return true;
	if (/^(?:false|False|FALSE)$/.test(text)) return false;
	throw invalid(name, text, "Write true or false.");
}
function invalid(name, text, hint) {
	const shown = JSON.stringify(text.slice(0, 100));
	return new HoistError("config", "INPUT_INVALID", `the input ${name} may not be ${shown}`, { hint });
}

// src/action/log.ts
function actionLog(mask = createMask(), annotations = createAnnotations(mask)) {
	let depth = 0;
	function print(text) {
		for (const line of visibleLines(mask.hide(text))) info(line);
	}
	return {
		info: print,
		notice: (text, position) => annotations.add("notice", text, { position }),
		warn: (text, position) => annotations.add("warning", text, { position }),
		error: (text, position) => annotations.add("error", text, { position }),
		debug(text) {
			for (const line of visibleLines(mask.hide(text))) debug(line);
		},
		async group(title, run) {
			const name = visibleLine(mask.hide(title), 200);
			if (depth > 0) print(name);
			else startGroup(name);
			depth += 1;
			try {
				return await run();
			} finally {
				depth -= 1;
				if (depth === 0) endGroup();
			}
		},
		secret(value) {
			for (const part of mask.add(value)) setSecret(part);
		}
	};
}

// src/domain/waves.ts
const mostWaves = 6;
const mostJobs = 256;
function wavesOf(plan) {
	const waves = [];
	const through = /* @__PURE__ */ new Map();
	const reached = /* @__PURE__ */ new Set();
	for (const stage of plan.stages) {
		const before = (stage.after ?? []).map((name) => stageText({
			pipeline: stage.pipeline,
			stage: name
		}));
		const depth = Math.max(0, ...before.map((name) => through.get(name) ?? 0));
		const isGoneOnTo = stage.kind === "manual" && !isGuarded(stage) && before.some((name) => reached.has(name));
		const hasJob = isToDo(stage) && !isGoneOnTo;
		through.set(stageText(stage), hasJob ? depth + 1 : depth);
		if (hasJob || isGoneOnTo) reached.add(stageText(stage));
		if (hasJob) (waves[depth] ??= []).push(jobOf(stage));
	}
	const jobs = waves.reduce((sum, wave) => sum + wave.length, 0);
	if (waves.length > 6) throw tooManyWaves(waves);
	if (jobs > mostJobs) throw tooManyJobs(jobs);
	const pipelines = new Set(waves.flat().map(({ pipeline }) => pipeline));
	const include = Array.from(pipelines, (pipeline) => ({
		pipeline,
		waves: listOf(wavesIn(waves, pipeline))
	}));
	return {
		...listOf(waves),
		...include.length === 0 ? {} : { pipelines: { include } }
	};
}
function wavesIn(waves, pipeline) {
	return waves.map((wave) => wave.filter((job) => job.pipeline === pipeline)).filter((wave) => wave.length > 0);
}
function listOf(waves) {
	return {
		count: waves.length,
		...Object.fromEntries(waves.map((include, at) => [`w${at + 1}`, { include }]))
	};
}
function isToDo({ kind, state, gate, toKeep, hash }) {
	if (kind === "copy") return false;
	const behind = gate?.opens === "environment" ? gate.behind : state;
	return hash !== void 0 && (behind === "ready" || behind === "pending" || toKeep === true);
}
function isGuarded({ environment }) {
	return environment !== void 0 && environment.approval !== "none";
}
function jobOf(stage) {
	const { pipeline, environment, hash = "", sources } = stage;
	const [first] = sources;
	const digests = new Set(sources.map(({ digest }) => digest));
	const parts = [
		stage.stage,
		pipeline,
		...first?.tag === void 0 ? [] : [first.tag],
		...first === void 0 || digests.size > 1 ? [] : [shortDigest(first.digest)]
	];
	return {
		pipeline,
		stage: stage.stage,
		environment: environment?.name ?? "",
		image: stage.isPattern === true ? "" : imageOf(sources),
		plan: hash,
		...stage.fixed === true || stage.kind === "manual" ? { fixed: true } : {},
		title: parts.join(" · ")
	};
}
function imageOf([first, second]) {
	if (first === void 0) return "";
	const tag = first.tag === void 0 ? "" : `:${first.tag}`;
	return second === void 0 ? `${tag}@${first.digest}` : tag;
}
function tooManyWaves(waves) {
	const last = waves[6]?.[0];
	const name = last === void 0 ? "" : stageText(last);
	return new HoistError("config", "TOO_MANY_WAVES", `the plan has ${waves.length} waves of stages, and a run has ${6}: ${name} would be in the next`, { hint: "Split the pipeline: a stage whose target is the source of a second one. Or let stages run side by side with `after`, or without an environment behind one that a person asks for." });
}
function tooManyJobs(jobs) {
	return new HoistError("config", "TOO_MANY_JOBS", `the plan has ${jobs} stages to carry out, and a run has at most ${mostJobs} jobs`, { hint: "Split the run: call it once for each pipeline, with the input pipeline." });
}

// src/action/result-text.ts
const room = 4e5;
const fewFindings = 20;
const fewDrifts = 100;
function resultText(result) {
	const whole = visibleJson(result.document);
	if (whole.length <= room) return whole;
	switch (result.kind) {
		case "history": return newestOf(result.document);
		case "plan": return shortened(result.document, planCuts);
		case "run": return shortened(result.document, runCuts);
		case "candidates": return shortened(result.document, candidatesCuts);
		case "status": return shortened(result.document, statusCuts);
		case "check": return shortened(result.document, checkCuts);
		default: return shortened({
			...result.document,
			notices: result.notices
		}, []);
	}
}
const shortenedNotice = "the output result is more than GitHub takes, so parts of it are left out; hoist/result.json in the temporary folder of the job has all of it";
function shortened(document, cuts) {
	let cut = {
		...document,
		notices: [...document.notices, shortenedNotice]
	};
	for (const one of cuts) {
		cut = one(cut);
		const text = visibleJson(cut);
		if (text.length <= room) return text;
	}
	const { schema, outcome } = document;
	return visibleJson({
		schema,
		outcome,
		notices: [shortenedNotice]
	});
}
function newestOf(report) {
	let { entries } = report;
	let text = "";
	do {
		entries = entries.slice(0, Math.floor(entries.length / 2));
		text = visibleJson({
			...report,
			entries,
			limited: true
		});
	} while (text.length > room && entries.length > 0);
	return text;
}
const decisionCuts = [
	cutChecks((check) => ({
		...check,
		findings: check.findings.slice(0, fewFindings),
		ignored: check.ignored.slice(0, fewFindings)
	})),
	cutChecks((check) => ({
		...check,
		findings: [],
		ignored: []
	})),
	(decision) => ({
		...decision,
		checks: []
	})
];
function cutChecks(cut) {
	const each = (check) => ({
		...cut(check),
		...check.any === void 0 ? {} : { any: check.any.map(each) }
	});
	return (decision) => ({
		...decision,
		checks: decision.checks.map(each)
	});
}
function inDecisions(cut) {
	return (each) => each.decisions === void 0 ? each : {
		...each,
		decisions: each.decisions.map(cut)
	};
}
function inStages(cut) {
	return (plan) => ({
		...plan,
		stages: plan.stages.map(cut)
	});
}
function withoutChanges(stage) {
	const { changes: _, ...rest } = stage;
	return rest;
}
function withoutSources(stage) {
	const { decisions: _, ...rest } = stage;
	return {
		...rest,
		sources: []
	};
}
function withoutTargets(each) {
	return {
		...each,
		targets: []
	};
}
const decidedPlans = decisionCuts.map((cut) => inStages(inDecisions(cut)));
const planCuts = [
	...decidedPlans,
	inStages(withoutChanges),
	inStages((stage) => stage.state === "unchanged" ? withoutTargets(stage) : stage),
	inStages(withoutTargets),
	inStages(withoutSources)
];
function inPlan(cut) {
	return (run) => ({
		...run,
		plan: cut(run.plan)
	});
}
function halfOfRecords(run) {
	return {
		...run,
		records: run.records.slice(Math.ceil(run.records.length / 2))
	};
}
const runCuts = [
	...decidedPlans.map(inPlan),
	inPlan(inStages(withoutTargets)),
	inPlan(inStages(withoutSources)),
	...Array.from({ length: 12 }, () => halfOfRecords)
];
const candidatesCuts = [
	...decisionCuts.map(inDecisions).map(inCandidates),
	inCandidates(withoutTargets),
	...Array.from({ length: 12 }, () => halfOfCandidates)
];
function inCandidates(cut) {
	return (report) => ({
		...report,
		candidates: report.candidates.map(cut)
	});
}
function halfOfCandidates(report) {
	return {
		...report,
		candidates: report.candidates.slice(0, Math.floor(report.candidates.length / 2))
	};
}
const statusCuts = [
	inBoard((stage) => ({
		...stage,
		tags: stage.tags.filter(({ state }) => state !== "as-promoted")
	})),
	inBoard((stage) => ({
		...stage,
		tags: []
	})),
	inBoard((stage) => ({
		...stage,
		drift: stage.drift.slice(0, fewDrifts)
	})),
	inBoard((stage) => ({
		...stage,
		drift: stage.drift.slice(0, 1),
		unfinished: []
	}))
];
function inBoard(cut) {
	return (report) => ({
		...report,
		stages: report.stages.map(cut)
	});
}
const checkCuts = [(report) => ({
	...report,
	access: report.access.filter(({ ok }) => !ok)
}), (report) => ({
	...report,
	access: report.access.slice(0, fewDrifts)
})];

// src/action/outputs.ts
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
		result: resultText(result)
	};
	if (result.kind === "plan") return {
		...whole,
		...outputsOfPlan(result.document)
	};
	if (result.kind === "run") return {
		...whole,
		...outputsOfRun(result.document)
	};
	const outcome = outcomeAfter(result.exitCode);
	return result.kind === "verify" ? {
		...whole,
		outcome,
		...outputsOfVerify(result.document)
	} : {
		...whole,
		outcome
	};
}
function outputsAfter(exitCode) {
	return {
		...nothingHappened,
		outcome: outcomeAfter(exitCode)
	};
}
function outcomeAfter(exitCode) {
	if (exitCode === 0) return "none";
	if (exitCode === 1) return "refused";
	return exitCode === 4 ? "conflict" : "failed";
}
function writeOutputs(outputs, kind = "incomplete") {
	try {
		for (const [name, value] of Object.entries(outputs)) {
			const lines = name === "targets" ? value.split("\n") : [value];
			setOutput(name, json.has(name) ? value : lines.filter(isSafe).join("\n"));
		}
	} catch (cause) {
		const message = `the outputs of this step cannot be written: ${messageOf(cause)}`;
		throw new HoistError(kind, "OUTPUTS_UNWRITABLE", message, {
			hint: "GITHUB_OUTPUT has to name the file that the runner made for this step, on a disk that has room; a container needs it mounted.",
			cause
		});
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
function outputsOfVerify({ ok, repository, digest }) {
	if (digest === void 0) return {};
	return {
		digest,
		...ok ? { targets: targetLines([{
			repository,
			digest
		}]) } : {}
	};
}
function outputsOfPlan(plan) {
	return {
		outcome: plan.outcome,
		stages: visibleJson(byStage(plan.stages.map((stage) => [stage, stage.state]))),
		...sourceOutputs(plan.stages.flatMap((stage) => stage.sources)),
		targets: targetLines(plan.stages.flatMap((stage) => stage.targets)),
		"plan-hash": plan.stages.find((stage) => stage.hash !== void 0)?.hash ?? "",
		waves: visibleJson(wavesOf(plan))
	};
}
function outputsOfRun(run) {
	const done = new Set(run.stages.filter(({ outcome }) => isInPlace(outcome)).map((stage) => `${stage.pipeline}/${stage.stage}`));
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

export { wavesOf as a, readCollectInputs as c, annotateError as d, createAnnotations as f, writeOutputs as i, readInputs as l, outputsAfter as n, actionLog as o, outputsOf as r, readCheckRunId as s, nothingHappened as t, readToken as u };