import { R as shortDigest, m as referenceText } from "./start.js";
import { a as problemMarkdown, c as jsonDetails, f as tables, h as plainStyle, i as problemLines, m as wrapped, p as indented, s as code, u as prose, v as inertText, y as visibleLine } from "./terminal.js";
import { i as instantText, n as countText, r as durationText } from "./number.js";
import { l as stateSign, v as checkState } from "./decision.js";
import { c as picture, d as fit, f as ranked, i as configText, l as decisionBlocks, m as summaryRoom, p as ranks } from "./record.js";
import { t as driftText } from "./drift.js";

// src/report/columns.ts
function columns(rows) {
	const visible = rows.map((row) => row.map((cell) => visibleLine(cell, 300)));
	const widths = [];
	for (const row of visible) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	return visible.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd());
}

// src/report/candidates.ts
function candidatesText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const lines = columns(report.candidates.map((one) => [
		`${stateSign(one.state).mark} ${imagesText$1(one)}`,
		stateSign(one.state).word,
		verdictText$1(one),
		promotedText(one)
	]));
	return inertText([
		style.strong(visibleLine(totalText$2(report))),
		...holdLines(report).flatMap((line) => wrapped(visibleLine(line, 2e3), width, 2).map(style.warn)),
		...lines.length === 0 ? [] : [""],
		...report.candidates.flatMap((one, at) => [style[stateSign(one.state).tone](lines[at] ?? ""), ...indented(one.problems.flatMap((problem) => problemLines(problem, width - 4, style)), 4)]),
		...report.notices.length === 0 ? [] : [""],
		...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function candidatesMarkdown(report, options = {}) {
	const rows = report.candidates.map((one) => [
		code(imagesText$1(one)),
		`${stateSign(one.state).emoji} ${stateSign(one.state).word}`,
		verdictText$1(one),
		one.promoted === void 0 ? "\u2013" : `${prose(instantText(one.promoted.at))} by ${code(one.promoted.actor)}`
	]);
	const blocks = [
		`## ${prose(totalText$2(report))}`,
		...holdLines(report).map((line) => `> ${prose(line)}`),
		...tables([
			"Image",
			"Plan",
			"Policy",
			"Promoted"
		], rows),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		...report.candidates.flatMap((one) => {
			const decisions = (one.decisions ?? []).filter(hasMoreToTell);
			if (one.problems.length === 0 && decisions.length === 0) return [];
			return [
				`### ${code(imagesText$1(one))}`,
				...one.problems.length === 0 ? [] : [one.problems.map(problemMarkdown).join("\n")],
				...decisions.flatMap(decisionBlocks)
			];
		}),
		...ranked(ranks.json, [jsonDetails("The candidates as JSON", report)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function hasMoreToTell({ checks, waivers }) {
	return waivers.used.length > 0 || checks.some((check) => checkState(check) !== "passed");
}
function totalText$2({ pipeline, stage, from, candidates }) {
	const ready = candidates.filter(({ state }) => state === "ready" || state === "pending").length;
	const origin = from === "source" ? "the source" : from;
	if (candidates.length === 0) return `Nothing of ${origin} is missing in ${pipeline}/${stage}`;
	return `${countText(candidates.length, "candidate")} of ${origin} for ${pipeline}/${stage}, ${ready} ready`;
}
function holdLines({ hold, environment, stage }) {
	return [...hold === void 0 ? [] : [`The stage is held since ${hold.actor} rolled it back, ${instantText(hold.since)}; promote to ${stage} by name to go on.`], ...environment === void 0 ? [] : [`The stage is guarded by the environment ${environment}.`]];
}
function imagesText$1({ sources }) {
	return sources.map(({ repository, tag, digest }) => {
		return `${referenceText({
			repository,
			...tag === void 0 ? {} : { tag }
		})} ${shortDigest(digest)}`;
	}).join(", ");
}
function verdictText$1({ decisions = [] }) {
	if (decisions.length === 0) return "no policy";
	const checks = decisions.flatMap((decision) => decision.checks);
	return `${checks.filter(({ verdict }) => verdict === "pass").length} of ${countText(checks.length, "check")} passed`;
}
function promotedText({ promoted }) {
	return promoted === void 0 ? "" : `${instantText(promoted.at)} by ${promoted.actor}`;
}

// src/report/check.ts
function checkText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const verdict = report.ok ? style.good(`\u2713 ${verdictText(report)}`) : style.bad(`\u2717 ${verdictText(report)}`);
	return inertText([
		style.strong(verdict),
		style.faint(`Config ${configText(report.config)}`),
		"",
		...report.pipelines.map((pipeline) => visibleLine([pipeline.name, ...pipeline.stages].join(" \u2192 "))),
		...report.access.length === 0 ? [] : [""],
		...report.access.flatMap((access) => [`${access.ok ? style.good("\u2713") : style.bad("\u2717")} ${accessText(access)}`, ...access.problem === void 0 ? [] : indented(problemLines(access.problem, width - 4, style), 4)]),
		...(report.environments ?? []).flatMap((one) => [`${one.ok ? style.good("\u2713") : style.bad("\u2717")} ${environmentText(one)}`, ...one.problem === void 0 ? [] : indented(problemLines(one.problem, width - 4, style), 4)]),
		...casesLines(report.cases ?? [], width, style),
		...hooksLines(report.hooks ?? [], style),
		...report.notices.length === 0 ? [] : [""],
		...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function checkMarkdown(report, options = {}) {
	const rows = report.access.map(({ repository, actions, usedBy, ok }) => [
		code(repository),
		actions,
		usedBy.map((user) => code(user)).join(", "),
		ok ? "\u2705" : "\u274c"
	]);
	const guarded = (report.environments ?? []).map(({ name, usedBy, rules, ok }) => [
		code(name),
		prose(rules === void 0 ? "not known" : rulesText(rules)),
		usedBy.map((user) => code(user)).join(", "),
		ok ? "\u2705" : "\u274c"
	]);
	const problems = [...report.access, ...report.environments ?? []].flatMap(({ problem }) => problem === void 0 ? [] : [problem]);
	const blocks = [
		`## ${report.ok ? "\u2705" : "\u274c"} ${verdictText(report)}`,
		...problems.length === 0 ? [] : [problems.map(problemMarkdown).join("\n")],
		...tables([
			"Environment",
			"Rules",
			"Used by",
			""
		], guarded),
		...tables([
			"Repository",
			"For",
			"Used by",
			""
		], rows),
		...report.pipelines.length === 0 ? [] : ["**Pipelines**", pipelinesMarkdown(report)],
		...casesMarkdown(report.cases ?? []),
		...hooksMarkdown(report.hooks ?? []),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		`Config ${code(configText(report.config))}`,
		...ranked(ranks.json, [jsonDetails("The report as JSON", report)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function pipelinesMarkdown({ pipelines }) {
	return pipelines.map(({ name, stages }) => `- ${code(name)}: ${stages.map((stage) => code(stage)).join(" \u2192 ")}`).join("\n");
}
function verdictText(report) {
	const failed = report.access.filter((access) => !access.ok).length;
	const cases = report.cases?.filter(({ ok }) => !ok).length ?? 0;
	const hooks = report.hooks?.filter(({ ok }) => !ok).length ?? 0;
	if (failed === 0 && cases === 0 && hooks > 0) return `${hooks} of ${countText(report.hooks?.length ?? 0, "webhook")} failed`;
	if (failed === 0 && cases > 0) return `${cases} of ${countText(report.cases?.length ?? 0, "policy case")} not as expected`;
	if (failed > 0) return `${failed} of ${countText(report.access.length, "credential check")} failed`;
	const open = report.environments?.filter(({ ok }) => !ok).length ?? 0;
	if (open > 0) return `${open} of ${countText(report.environments?.length ?? 0, "environment")} ${open === 1 ? "does" : "do"} not protect`;
	return report.ok ? "The config is in order" : "The config is not in order";
}
function casesLines(cases, width, style) {
	if (cases.length === 0) return [];
	const failed = cases.filter(({ ok }) => !ok);
	const passed = cases.length - failed.length;
	return [
		"",
		...passed === 0 ? [] : [`${style.good("\u2713")} ${countText(passed, "policy case")} as expected`],
		...failed.flatMap(({ name, file, line, mismatches }) => [`${style.bad("\u2717")} ${visibleLine(`${name} (${file}:${line})`, 500)}`, ...mismatches.flatMap((mismatch) => indented(wrapped(visibleLine(mismatch, 2e3), width - 4, 2), 4))])
	];
}
function hooksLines(hooks, style) {
	if (hooks.length === 0) return [];
	return ["", ...hooks.map(({ urlFromEnv, ok, message }) => `${ok ? style.good("\u2713") : style.bad("\u2717")} ${visibleLine(`webhook of ${urlFromEnv}: ${message}`, 500)}`)];
}
function hooksMarkdown(hooks) {
	if (hooks.length === 0) return [];
	return ["**Webhooks**", hooks.map(({ urlFromEnv, ok, message }) => `- ${ok ? "\u2705" : "\u274c"} webhook of ${code(urlFromEnv)}: ${prose(message)}`).join("\n")];
}
function casesMarkdown(cases) {
	if (cases.length === 0) return [];
	const failed = cases.filter(({ ok }) => !ok);
	const items = failed.map(({ name, file, line, mismatches }) => `- \u274c ${code(`${file}:${line}`)} ${prose(name, 300)}: ${prose(mismatches.join("; "), 1e3)}`);
	const passed = cases.length - failed.length;
	return [...passed === 0 ? [] : [`\u2705 ${countText(passed, "policy case")} as expected`], ...items.length === 0 ? [] : [items.join("\n")]];
}
function environmentText({ name, usedBy, rules }) {
	const known = rules === void 0 ? "" : `: ${rulesText(rules)}`;
	return visibleLine(`environment ${name} for ${usedBy.join(", ")}${known}`, 500);
}
function rulesText({ reviewers, preventsSelfReview, adminsBypass, waitTimer, branches }) {
	return [
		reviewers === 0 ? "no reviewers" : countText(reviewers, "reviewer"),
		...preventsSelfReview ? ["no self-review"] : [],
		...adminsBypass ? ["administrators may bypass"] : [],
		...waitTimer === 0 ? [] : [`waits ${countText(waitTimer, "minute")}`],
		...branches === "all" ? [] : [branches === "protected" ? "protected branches only" : "listed branches only"]
	].join(", ");
}
function accessText({ repository, actions, usedBy }) {
	return visibleLine(`${actions} ${repository}${usedBy.length === 0 ? "" : ` for ${usedBy.join(", ")}`}`, 500);
}

// src/report/csv.ts
function csvText(head, rows) {
	return [head, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}
function csvCell(text) {
	const cell = `${/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/u.test(text) ? "'" : ""}${visibleLine(text, 32e3)}`;
	return /^[A-Za-z0-9_.:/@ -]*$/.test(cell) ? cell : `"${cell.replaceAll("\"", "\"\"")}"`;
}

// src/report/history.ts
const unfinished = {
	mark: "?",
	emoji: "\u2754",
	tone: "warn",
	word: "unfinished"
};
function entrySign(outcome) {
	return outcome === "unfinished" ? unfinished : stateSign(outcome);
}
function historyText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const rows = report.entries.map((entry) => [
		instantText(entry.at),
		`${entrySign(entry.outcome).mark} ${entry.pipeline}/${entry.stage}`,
		outcomeText(entry),
		entry.kind,
		imagesText(entry.sources),
		placesText(entry),
		actorText(entry),
		entry.comment ?? ""
	]);
	return inertText([
		style.strong(totalText$1(report)),
		...report.environments === void 0 ? [] : [visibleLine(placesLooked(report.environments))],
		...rows.length === 0 ? [] : ["", ...columns(rows)],
		...(report.path ?? []).flatMap((step, at) => [...at === 0 ? ["", style.strong("Path")] : [], ...indented([visibleLine(stepText(step))], 2)]),
		...report.notices.length === 0 ? [] : [""],
		...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function historyMarkdown(report, options = {}) {
	const head = [
		"When",
		"Promotion",
		"Image",
		"To",
		"By",
		"Why"
	];
	const rows = report.entries.map((entry) => [
		prose(instantText(entry.at)),
		`${entrySign(entry.outcome).emoji} ${outcomeText(entry)}<br>${code(`${entry.pipeline}/${entry.stage}`)} ${entry.kind}`,
		entry.sources.map((source) => code(imageText(source))).join("<br>"),
		entry.targets.map((target) => code(placeText(target))).join("<br>"),
		code(actorText(entry)),
		entry.comment === void 0 ? "" : code(entry.comment)
	]);
	const steps = (report.path ?? []).map((step) => `- ${code(instantText(step.at))} ${code(`${step.pipeline}/${step.stage}`)} ${code(shortDigest(step.digest))}: ${code(referenceText(step.from))} \u2192 ${step.to.map((to) => code(`${to.repository}:${to.tags.join(" ")}`)).join(", ")}`);
	const blocks = [
		`## ${totalText$1(report)}`,
		...report.environments === void 0 ? [] : [`In the environments ${report.environments.map((one) => code(one)).join(", ")}.`],
		...steps.length === 0 ? [] : [
			"### Path",
			steps.join("\n"),
			"### Promotions"
		],
		...tables(head, rows),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		...ranked(ranks.json, [jsonDetails("The history as JSON", report)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
const csvHead = [
	"id",
	"at",
	"planned",
	"pipeline",
	"stage",
	"kind",
	"outcome",
	"moved",
	"all",
	"actor",
	"initiator",
	"source",
	"source-tag",
	"digest",
	"from",
	"from-tag",
	"target",
	"tags",
	"comment",
	"environment",
	"plan-hash",
	"url",
	"made-by"
];
function historyCsv({ entries }) {
	const rows = entries.flatMap((entry) => {
		const places = entry.targets.map((target) => ({
			target,
			source: entry.sources.find(({ digest }) => digest === target.digest)
		}));
		const nowhere = entry.sources.map((source) => ({
			target: void 0,
			source
		}));
		return (places.length > 0 ? places : nowhere).map(({ target, source }) => [
			entry.id,
			entry.at,
			entry.planned,
			entry.pipeline,
			entry.stage,
			entry.kind,
			entry.outcome,
			countOrNothing(entry.moved),
			countOrNothing(entry.all),
			entry.actor,
			entry.initiator,
			source?.repository ?? "",
			source?.tag ?? "",
			target?.digest ?? source?.digest ?? "",
			source?.from ?? "",
			source?.fromTag ?? "",
			target?.repository ?? "",
			(target?.tags ?? []).map(({ tag }) => tag).join(" "),
			entry.comment ?? "",
			entry.environment ?? "",
			entry.planHash ?? "",
			entry.url ?? "",
			entry.madeBy ?? ""
		]);
	});
	return csvText(csvHead, rows);
}
function countOrNothing(count) {
	return count === void 0 ? "" : String(count);
}
function totalText$1({ entries, limited, where, gap }) {
	const unread = gap === void 0 ? "" : `, looked for back to ${instantText(gap.before)}`;
	if (entries.length === 0) return `No promotion is recorded that matches${unread}`;
	const more = limited ? `, and there may be more (limit=${where["limit"] ?? entries.length})` : "";
	return `${countText(entries.length, "promotion")}${more}${unread}`;
}
function placesLooked(environments) {
	return `in the environments ${environments.join(", ")}`;
}
function outcomeText({ outcome, moved, all }) {
	const { word } = entrySign(outcome);
	return moved === void 0 || all === void 0 || moved === all ? word : `${word} ${moved}/${all}`;
}
function actorText({ actor, madeBy }) {
	if (madeBy === void 0) return actor;
	return `${actor}, says ${madeBy === "" ? "somebody" : madeBy}: no run made this entry`;
}
function imageText({ repository, tag, digest }) {
	return `${referenceText({
		repository,
		...tag === void 0 ? {} : { tag }
	})} ${shortDigest(digest)}`;
}
function imagesText(sources) {
	const [first] = sources;
	if (first === void 0) return "\u2013";
	return sources.length === 1 ? imageText(first) : `${imageText(first)} and ${sources.length - 1} more`;
}
function placeText({ repository, tags }) {
	return tags.length === 0 ? repository : `${repository}:${tags.map(({ tag }) => tag).join(" ")}`;
}
function placesText({ targets }) {
	const [first] = targets;
	if (first === void 0) return "\u2013";
	const more = targets.length > 1 ? ` and ${targets.length - 1} more` : "";
	return `\u2192 ${placeText(first)}${more}`;
}
function stepText(step) {
	const to = step.to.map(({ repository, tags }) => `${repository}:${tags.join(" ")}`).join(", ");
	const stage = `${step.pipeline}/${step.stage}`;
	return `${instantText(step.at)}  ${stage}  ${shortDigest(step.digest)}  ${referenceText(step.from)} \u2192 ${to}`;
}

// src/report/status.ts
const tagSigns = {
	"as-promoted": {
		mark: "\u2713",
		emoji: "\u2705",
		tone: "good",
		word: "as promoted"
	},
	unsettled: {
		mark: "?",
		emoji: "\u2754",
		tone: "warn",
		word: "unsettled"
	},
	moved: {
		mark: "\u2717",
		emoji: "\ud83d\udd00",
		tone: "bad",
		word: "moved"
	},
	deleted: {
		mark: "\u2717",
		emoji: "\ud83d\uddd1\ufe0f",
		tone: "bad",
		word: "deleted"
	},
	"never-promoted": {
		mark: "\u2717",
		emoji: "\ud83d\udc7b",
		tone: "bad",
		word: "never promoted"
	},
	unknown: {
		mark: "?",
		emoji: "\u2753",
		tone: "warn",
		word: "unknown"
	}
};
function statusText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	return inertText([
		style.strong(totalText(report)),
		style.faint(`Config ${configText(report.config)}`),
		...report.stages.flatMap((stage) => ["", ...stageLines(stage, width, style)]),
		...report.notices.length === 0 ? [] : [""],
		...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function statusMarkdown(report, options = {}) {
	const drawn = picture(report.stages.map(pictureStage));
	const blocks = [
		`## ${report.totals.drift > 0 ? "\ud83d\udd00" : "\ud83d\udccb"} ${totalText(report)}`,
		...ranked(ranks.fold, drawn === void 0 ? [] : [drawn]),
		...report.stages.flatMap(stageMarkdown),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		`Config ${code(configText(report.config))}`,
		...ranked(ranks.json, [jsonDetails("The status as JSON", report)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function totalText({ stages, totals }) {
	const parts = [
		totals.drift === 0 ? "no drift" : countText(totals.drift, "difference"),
		...totals.unknown === 0 ? [] : [`${countText(totals.unknown, "tag")} unknown`],
		...totals.held === 0 ? [] : [`${totals.held} held`],
		...totals.split === 0 ? [] : [`${totals.split} split`],
		...totals.unfinished === 0 ? [] : [`${totals.unfinished} unfinished`]
	];
	return `${countText(stages.length, "stage")}: ${parts.join(", ")}`;
}
function stageLines(stage, width, style) {
	const rows = stage.tags.map((tag) => [
		`${tagSigns[tag.state].mark} ${tag.repository}:${tag.tag}`,
		nowText(tag),
		tagSigns[tag.state].word,
		sinceText(tag)
	]);
	const lines = columns(rows).map((line, at) => {
		return tagSigns[stage.tags[at]?.state ?? "unknown"].tone === "bad" ? style.bad(line) : line;
	});
	return [`${style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`))} · ${visibleLine(lastText(stage))}`, ...indented([
		...lines,
		...remarksOf(stage).flatMap((remark) => wrapped(visibleLine(remark, 2e3), width - 2, 2).map((line) => style.warn(line))),
		...stage.drift.flatMap((drift) => wrapped(visibleLine(`drift: ${driftText(drift)}`, 2e3), width - 2, 2).map(style.bad)),
		...stage.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width - 2, 6))
	], 2)];
}
function stageMarkdown(stage) {
	const rows = stage.tags.map((tag) => {
		const { emoji, word } = tagSigns[tag.state];
		return [
			code(`${tag.repository}:${tag.tag}`),
			code(nowText(tag)),
			`${emoji} ${word}`,
			prose(sinceText(tag))
		];
	});
	const { hold } = stage;
	const items = [
		...hold === void 0 ? [] : [`- \u23f8\ufe0f ${prose(holdText(hold))}`],
		...hold?.comment === void 0 ? [] : [`- Reason of the rollback: ${code(hold.comment, 500)}`],
		...openOf(stage).map((remark) => `- \u23f8\ufe0f ${prose(remark)}`),
		...stage.drift.map((drift) => `- \ud83d\udd00 ${prose(driftText(drift))}`),
		...stage.notices.map((notice) => `- Note: ${prose(notice)}`)
	];
	const isCalm = stage.drift.length === 0 && items.length === 0;
	return ranked(isCalm ? ranks.calm : 0, [
		`### ${code(`${stage.pipeline}/${stage.stage}`)}`,
		`Last: ${prose(lastText(stage))}`,
		...items.length === 0 ? [] : [items.join("\n")],
		...ranked(ranks.explanation, tables([
			"Tag",
			"Names now",
			"",
			"Since"
		], rows))
	]);
}
function lastText({ last }) {
	if (last === void 0) return "nothing was promoted here yet";
	const images = last.sources.map(({ repository, tag, digest }) => {
		return `${repository.slice(repository.lastIndexOf("/") + 1)}${tag === void 0 ? "" : `:${tag}`} ${shortDigest(digest)}`;
	});
	const what = last.kind === "rollback" ? "rolled back" : "promoted";
	return `${images.join(", ")}, ${what} ${instantText(last.at)} by ${last.actor}`;
}
function nowText({ now }) {
	if (now === void 0) return "not read";
	return now === null ? "nothing" : shortDigest(now);
}
function sinceText({ since, state, reason, expected }) {
	if (state === "unknown") return reason ?? "";
	if (since === void 0) return "";
	return `${state === "as-promoted" || expected === void 0 ? "" : `${shortDigest(expected)} was promoted `}${state === "as-promoted" ? "since " : ""}${instantText(since)}`;
}
function remarksOf({ hold, ...stage }) {
	return [...hold === void 0 ? [] : [holdText(hold, hold.comment)], ...openOf(stage)];
}
function holdText({ actor, since }, comment) {
	const why = comment === void 0 ? "" : `: ${comment}`;
	return `held since ${actor} rolled it back, ${instantText(since)}${why}; promote to it by name to go on`;
}
function openOf({ split, unfinished }) {
	return [...split === void 0 ? [] : [`split: ${split.moved} of ${split.all} tags moved (record ${split.record}); promote the same images again`], ...unfinished.map(({ record, ageSeconds, actor, kind }) => `unfinished: record ${record} (${kind}, by ${actor}) began ${durationText(ageSeconds * 1e3)} ago and has not ended; it is under way, or run the same image again`)];
}
function pictureStage({ pipeline, stage, last, tags, drift, hold, split }) {
	const targets = new Set(tags.map(({ repository }) => repository)).size;
	const drawn = {
		pipeline,
		stage,
		sources: last?.sources ?? [],
		targets
	};
	if (drift.length > 0) return {
		...drawn,
		state: "conflict",
		sign: {
			mark: "\u2717",
			word: "drift"
		}
	};
	if (split !== void 0) return {
		...drawn,
		state: "conflict",
		sign: {
			mark: "\u2717",
			word: "split"
		}
	};
	if (hold !== void 0) return {
		...drawn,
		state: "waiting",
		sign: {
			mark: "\u2016",
			word: "held"
		}
	};
	if (last === void 0) return {
		...drawn,
		state: "none",
		sign: {
			mark: "·",
			word: "nothing yet"
		}
	};
	return {
		...drawn,
		state: "promoted"
	};
}

// src/report/verify.ts
function verifyText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const head = `${report.ok ? "\u2713" : "\u2717"} ${headOf(report)}`;
	return inertText([
		style.strong(report.ok ? style.good(visibleLine(head)) : style.bad(visibleLine(head))),
		...report.proven.flatMap((proven) => [
			"",
			`Proven by the signature of the ${proven.statement}:`,
			...indented(factsOf(proven).map(([name, value]) => visibleLine(`${name.padEnd(12)}${value}`)), 2)
		]),
		...report.stated === void 0 ? [] : ["", "Stated by the workflow:"],
		...indented(statedFacts(report).flatMap(([name, value]) => wrapped(visibleLine(`${name.padEnd(12)}${value}`, 1e3), width - 2, 12)), 2),
		...report.problems.length === 0 ? [] : [""],
		...report.problems.flatMap((problem) => problemLines(problem, width, style)),
		""
	]);
}
function verifyMarkdown(report, options = {}) {
	const list = (facts) => facts.map(([name, value]) => `- ${name}: ${code(value)}`).join("\n");
	const blocks = [
		`## ${report.ok ? "\u2705" : "\u274c"} ${code(imageOf(report))} ${verdictOf(report)}`,
		...report.digest === void 0 ? [] : [`Digest ${code(report.digest)}`],
		...report.problems.length === 0 ? [] : [report.problems.map(problemMarkdown).join("\n")],
		...report.proven.map((proven) => `**Proven** by the signature of the ${proven.statement}:\n\n${list(factsOf(proven))}`),
		...report.stated === void 0 ? [] : [`**Stated** by the workflow:\n\n${list(statedFacts(report))}`],
		...ranked(ranks.json, [jsonDetails("The report as JSON", report)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function headOf(report) {
	const { stage, digest } = report;
	const by = report.ok && stage !== void 0 ? `was promoted by ${stage.pipeline}/${stage.stage}, and is unaltered` : verdictOf(report);
	return `${imageOf(report)}${digest === void 0 ? "" : `@${digest}`} ${by}`;
}
function imageOf({ repository, tag }) {
	return `${repository}${tag === void 0 ? "" : `:${tag}`}`;
}
function verdictOf({ ok, promoted, unaltered }) {
	if (ok) return "was promoted, and is unaltered";
	if (!promoted) return "is not proven to be promoted";
	return unaltered ? "is not as it was promoted" : "is not whole";
}
function factsOf(proven) {
	return Object.entries(proven).filter(([name]) => name !== "statement").map(([name, value]) => [name === "signedAt" ? "signed at" : name, value]);
}
function statedFacts({ stated, stage }) {
	if (stated === void 0) return [];
	const { approvals, policy = [], sources, config, run } = stated;
	return [
		["stage", stage && `${stage.pipeline}/${stage.stage}`],
		["record", stated.record],
		["outcome", stated.outcome],
		["kind", stated.kind],
		["finished", stated.finished],
		["actor", stated.actor],
		["comment", stated.comment],
		["sources", sources.map(({ repository, digest }) => `${repository}@${digest}`).join(", ")],
		["policy", policy.map(({ policies, verdict }) => `${policies.join(", ")}: ${verdict}`).join("; ") || void 0],
		["approvals", approvals?.given.map(({ user, state }) => `${user} ${state}`).join(", ")],
		["config", config && `${config.path}@${config.commit ?? "a disk"}`],
		["run", run.url]
	].flatMap(([name, value]) => value === void 0 ? [] : [[name, value]]);
}

export { historyCsv as a, checkMarkdown as c, candidatesText as d, statusText as i, checkText as l, verifyText as n, historyMarkdown as o, statusMarkdown as r, historyText as s, verifyMarkdown as t, candidatesMarkdown as u };