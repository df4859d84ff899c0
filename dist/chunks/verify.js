import { a as visibleLines, i as visibleLine, n as inertText, r as shortened } from "./escape-text.js";
import { t as visibleJson } from "./visible-json.js";
import { i as instantText, n as countText, r as durationText, t as bytesText } from "./number.js";
import { t as stageText } from "./pipeline.js";
import { c as shortDigest } from "./digest.js";
import { f as referenceText } from "./reference.js";
import { _ as evidenceText, a as placeText$1, b as checkState, c as indented, d as stateSign, f as tagSign, g as waivedBy, h as findingRows, i as idleText, l as wrapped, m as reasonLines, n as decisionText, p as verdictSign, r as helpOf, t as driftText, u as checkSign, v as ignoredText, x as tallyText, y as byState } from "./drift.js";
import { t as plainStyle } from "./style.js";

// src/report/columns.ts
/** Rows of data as lines whose cells stand below each other; the last cell is not filled up. */
function columns(rows) {
	const visible = rows.map((row) => row.map((cell) => visibleLine(cell, 300)));
	const widths = [];
	for (const row of visible) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	return visible.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd());
}

// src/report/escape-markdown.ts
/** A code span: its fence is longer than any run of backticks inside; safe in a table's cell too. */
function code(text, max = 300) {
	const inside = visibleLine(text, max).replaceAll("|", "¦");
	if (inside.trim() === "") return "\u2013";
	const fence = "`".repeat(longestRun(inside) + 1);
	return `${fence}${/^[` ]|[` ]$/.test(inside) ? ` ${inside} ` : inside}${fence}`;
}
/**
* A sentence from anywhere, on one line: harmless words stay words, all others go into code spans. Never put it at the
* start of a block: "1." alone would begin a list there.
*/
function prose(text, max = 1e3) {
	const words = visibleLine(shortened(text, max).replaceAll(/\s+/gu, " ").trim(), max * 8).split(" ");
	const parts = [];
	let quoted = [];
	const flush = () => {
		if (quoted.length > 0) parts.push(code(quoted.join(" "), max * 8));
		quoted = [];
	};
	for (const word of words) if (isHarmless(word)) {
		flush();
		parts.push(word);
	} else quoted.push(word);
	flush();
	return parts.join(" ");
}
/** A link whose address is nothing but `https`, a host and a plain path; anything else is shown, not linked. */
function link(text, address) {
	return /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._-]+)*\/?$/.test(address) ? `[${code(text)}](${address})` : code(text);
}
/** A table of cells that are Markdown already. */
function table(head, rows) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(head),
		line(head.map(() => "---")),
		...rows.map(line)
	].join("\n");
}
/** A value as indented JSON that folds open; `title` is our own word. */
function jsonDetails(title, value) {
	const json = visibleJson(value, 2);
	const fence = "`".repeat(Math.max(3, longestRun(json) + 1));
	return `<details>\n<summary>${title}</summary>\n\n${fence}json\n${json}\n${fence}\n\n</details>`;
}
function longestRun(text) {
	return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
/** No character that Markdown or GitHub reads, and none of GitHub's own links: addresses, commits, `GH-1`, `:emoji:`. */
function isHarmless(word) {
	return /^[\p{L}\p{M}\p{N}.,;:?()'\u2019\u201c\u201d\u2013\u2014\u2026·/%+-]+$/u.test(word) && !/:\/\/|www\.|:.*:|gh-\d|(?<![\p{L}\p{N}])[0-9a-f]{7,}|^[-+]+$|--/iu.test(word);
}

// src/report/decision-markdown.ts
/** How many of a kind are shown; all of them are in the JSON. */
const most = {
	named: 3,
	findings: 25,
	references: 10,
	checks: 50
};
/**
* What policy says of one image, as one block for a job summary or a comment: a row for each check that does not pass,
* with what helps; what was found, looked at and ignored folds open.
*/
function decisionMarkdown(decision) {
	const open = byState(decision.checks).filter((check) => checkState(check) !== "passed");
	const passed = decision.checks.filter((check) => checkState(check) === "passed");
	const details = detailsMarkdown(open, passed, decision);
	return [
		headMarkdown(decision),
		...open.length === 0 ? [] : [table([
			"",
			"Check",
			"Why",
			"Policy"
		], open.map((check) => row(check, decision)))],
		...passed.length === 0 ? [] : [passedMarkdown(passed)],
		...waiverMarkdown(decision),
		...details === "" ? [] : [details]
	].join("\n\n");
}
function headMarkdown(decision) {
	const { image, stage, verdict } = decision;
	const sign = verdictSign(verdict);
	const { repository, tag, digest } = image;
	const name = code(referenceText({
		repository,
		...tag === void 0 ? {} : { tag }
	}));
	const where = stage === void 0 ? "" : ` for ${code(stageText(stage))}`;
	return `**${sign.emoji} Policy: ${sign.word}**${where}, ${name} at ${code(digest)}: ${tallyText(decision)}`;
}
function row(check, decision) {
	const counting = findingRows(check, decision).filter(({ removed }) => removed === void 0);
	const more = counting.length - most.named;
	const why = [
		...reasonsMarkdown(check),
		...counting.slice(0, most.named).map(findingMarkdown),
		...more > 0 ? [`and ${more} more below`] : [],
		...laterMarkdown(check),
		...helpOf(check).map((help) => `**Help:** ${prose(help)}`)
	];
	const place = placeText$1(check.position);
	return [
		checkSign(checkState(check)).emoji,
		code(check.id),
		why.join("<br>"),
		[code(check.policy), ...place === "" ? [] : [code(place)]].join("<br>")
	];
}
function reasonsMarkdown(check) {
	return reasonLines(check).map(({ code: kind, text }) => kind === void 0 ? prose(text) : `${code(kind)} ${prose(text)}`);
}
function laterMarkdown(check) {
	if (checkState(check) !== "later") return [];
	return [`Refuses from ${code(check.effectiveFrom ?? "a later day")} on`];
}
function findingMarkdown({ platforms, id, severity, thing, detail }) {
	return [
		...[
			id,
			severity,
			thing
		].filter((part) => part !== "").map((part) => code(part)),
		...detail === "" ? [] : [prose(detail)],
		...platforms.length === 0 ? [] : [`on ${code(platforms.join(", "))}`]
	].join(" ");
}
function passedMarkdown(passed) {
	const more = passed.length - most.checks;
	const names = passed.slice(0, most.checks).map(({ id }) => code(id));
	return `\u2705 ${countText(passed.length, "check")} passed: ${[...names, ...more > 0 ? [`and ${more} more`] : []].join(", ")}`;
}
function waiverMarkdown(decision) {
	const { used, idle } = decision.waivers;
	const rows = used.map((waiver) => [
		code(waiver.id),
		`${countText(waiver.findings, "finding")}: ${waivedBy(waiver.id, decision).slice(0, most.references).map((finding) => code(finding)).join(", ")}`,
		code(waiver.owner),
		`${waiver.expiresSoon ? "\u26a0\ufe0f " : ""}${code(waiver.expires)}`,
		[prose(waiver.reason, 300), ...waiver.ticket === void 0 ? [] : [code(waiver.ticket)]].join(" ")
	]);
	return [...rows.length === 0 ? [] : [table([
		"Waiver",
		"Accepts",
		"Owner",
		"Until",
		"Reason"
	], rows)], ...idle.length === 0 ? [] : [idle.map((waiver) => `- Not used: ${prose(idleText(waiver), 300)}`).join("\n")]];
}
/** Empty where there is nothing to unfold. The summary is our own words: Markdown is not read there. */
function detailsMarkdown(open, passed, decision) {
	const parts = [...open.flatMap((check) => openMarkdown(check, decision)), ...passed.length === 0 ? [] : [passedTable(passed.slice(0, most.checks), decision)]];
	if (parts.length === 0) return "";
	return [
		"<details>\n<summary>What was found, looked at and ignored</summary>",
		...parts,
		"</details>"
	].join("\n\n");
}
/** What the table has no room for; nothing where there is no more. */
function openMarkdown(check, decision) {
	const sign = checkSign(checkState(check));
	const rows = findingRows(check, decision);
	const listed = [
		...(check.any ?? []).map(alternativeMarkdown),
		...cappedItems(check.evidence, (each) => `- Evidence: ${prose(evidenceText(each, decision))}`),
		...check.lookedAt === void 0 ? [] : [`- Looked at: ${prose(check.lookedAt)}`],
		...cappedItems(check.ignored, (each) => `- Ignored: ${prose(ignoredText(each))}`),
		...check.why === void 0 ? [] : [`- Why the policy wants it: ${prose(check.why)}`]
	];
	if (listed.length === 0 && rows.length === 0) return [];
	return [
		`#### ${sign.emoji} ${code(check.id)} ${sign.word}`,
		...listed.length === 0 ? [] : [listed.join("\n")],
		...rows.length === 0 ? [] : [findingsTable(rows)]
	];
}
function alternativeMarkdown(check) {
	const sign = checkSign(checkState({
		...check,
		level: "enforce"
	}));
	return `- Alternative ${code(check.id)} ${sign.word}: ${reasonsMarkdown(check).join("; ")}`;
}
function findingsTable(rows) {
	const more = rows.length - most.findings;
	const cells = rows.slice(0, most.findings).map(({ platforms, id, severity, thing, detail, removed }) => [
		id === "" ? "" : code(id),
		severity === "" ? "" : code(severity),
		thing === "" ? "" : code(thing),
		platforms.length === 0 ? "all" : code(platforms.join(", ")),
		prose(detail, 300),
		removed === void 0 ? "" : `${removedWord[removed.by]} ${prose(removed.text, 300)}`
	]);
	return [table([
		"Finding",
		"Severity",
		"In",
		"Platform",
		"Detail",
		"Does not count"
	], cells), ...more > 0 ? [`and ${more} more; all are in the JSON`] : []].join("\n\n");
}
const removedWord = {
	waiver: "waived",
	vex: "VEX",
	grace: "grace",
	except: "except"
};
function passedTable(passed, decision) {
	const rows = passed.map((check) => [
		"\u2705",
		code(check.id),
		prose(check.note ?? ""),
		check.evidence.slice(0, most.named).map((each) => prose(evidenceText(each, decision))).join("<br>")
	]);
	return table([
		"",
		"Check",
		"Found",
		"Evidence"
	], rows);
}
function cappedItems(items, show) {
	const more = items.length - most.references;
	return [...items.slice(0, most.references).map(show), ...more > 0 ? [`- and ${more} more; all are in the JSON`] : []];
}

// src/report/fit.ts
/** A job summary over 1 MiB is not shown at all. */
const summaryRoom = {
	unit: "bytes",
	size: 921600
};
/**
* Joins blocks of Markdown with blank lines. What does not fit is cut at a block's end, so that no table, fence or
* `<details>` is left open, and the last line counts what was cut. `rest` says where all of it is.
*/
function fit(blocks, room, rest = "the `result` output has all of it") {
	const whole = `${blocks.join("\n\n")}\n`;
	if (sizeOf(whole, room) <= room.size) return whole;
	let left = room.size - 300;
	let count = 0;
	for (const block of blocks) {
		left -= sizeOf(block, room) + 2;
		if (left < 0) break;
		count += 1;
	}
	const cut = blocks.slice(count);
	const bytes = cut.reduce((sum, block) => sum + Buffer.byteLength(block), 0);
	const note = `_${countText(cut.length, "more section")} (${bytesText(bytes)}) did not fit here; ${rest}._`;
	return `${[...blocks.slice(0, count), note].join("\n\n")}\n`;
}
function sizeOf(text, room) {
	return room.unit === "bytes" ? Buffer.byteLength(text) : text.length;
}

// src/report/problem.ts
/** `CODE: message`, and the hint below. */
function problemLines(problem, width, style) {
	const name = visibleLine(problem.code);
	const [first = "", ...more] = visibleLines(`${name}: ${problem.message}`, 2e3).flatMap((line, at) => at === 0 ? wrapped(line, width, 2) : wrapped(line, width - 4, 2).map((part) => `    ${part}`));
	return [
		first.startsWith(name) ? `${style.bad(name)}${first.slice(name.length)}` : first,
		...more,
		...hintLines(problem.hint, width, style)
	];
}
function hintLines(hint, width, style) {
	if (hint === void 0) return [];
	return wrapped(`hint: ${visibleLine(hint, 2e3)}`, width - 2, 6).map((line) => `  ${style.faint(line)}`);
}
/** What a decision says at length below is not hinted at above it. */
function beside(decisions) {
	return (problem) => {
		if (decisions === void 0 || decisions.length === 0 || !problem.code.startsWith("POLICY_")) return problem;
		const { hint: _, ...rest } = problem;
		return rest;
	};
}
/** A list item a problem. */
function problemMarkdown(problem) {
	const hint = problem.hint === void 0 ? "" : `<br>Hint: ${prose(problem.hint)}`;
	return `- ${code(problem.code)} ${prose(problem.message)}${hint}`;
}

// src/report/candidates.ts
/** What could be promoted to a stage, a line an image, and what stands in the way. Ends with a line end. */
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
		code(promotedText(one))
	]);
	const blocks = [
		`## ${prose(totalText$2(report))}`,
		...holdLines(report).map((line) => `> ${prose(line)}`),
		...rows.length === 0 ? [] : [table([
			"Image",
			"Plan",
			"Policy",
			"Promoted"
		], rows)],
		...report.candidates.flatMap((one) => {
			if (one.problems.length === 0 && (one.decisions ?? []).length === 0) return [];
			return [
				`### ${code(imagesText$1(one))}`,
				...one.problems.length === 0 ? [] : [one.problems.map(problemMarkdown).join("\n")],
				...(one.decisions ?? []).map(decisionMarkdown)
			];
		}),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		jsonDetails("The candidates as JSON", report)
	];
	return fit(blocks, options.room ?? summaryRoom);
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

// src/report/picture.ts
/** Colours that are read on GitHub's light and dark pages. */
const classes = [
	"classDef good fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
	"classDef faint fill:#6e7781,stroke:#6e7781,color:#ffffff",
	"classDef warn fill:#9a6700,stroke:#9a6700,color:#ffffff",
	"classDef bad fill:#cf222e,stroke:#cf222e,color:#ffffff",
	"classDef image fill:none,stroke:#6e7781"
];
/** More than this is no longer seen at a glance. */
const mostStages = 24;
/**
* The way of each image through its stages as a Mermaid flowchart, which GitHub draws; undefined where there is
* nothing to draw, or too much. Each run of stages of one pipeline with the same images is one row.
*/
function picture(stages) {
	if (stages.length === 0 || stages.length > mostStages) return void 0;
	const lines = [];
	let previous;
	let row = 0;
	for (const [index, stage] of stages.entries()) {
		const goesOn = previous !== void 0 && sameImages(previous, stage);
		if (!goesOn) {
			row += 1;
			lines.push(`  i${row}(["${imageLabel(stage.sources)}"]):::image`);
		}
		const sign = stateSign(stage.state);
		lines.push(`  s${index}["${stageLabel(stage)}"]:::${sign.tone}`);
		const arrow = sign.tone === "good" || stage.state === "unchanged" ? "-->" : "-.->";
		lines.push(`  ${goesOn ? `s${index - 1}` : `i${row}`} ${arrow} s${index}`);
		previous = stage;
	}
	return [
		"```mermaid",
		"flowchart LR",
		...lines,
		...classes.map((line) => `  ${line}`),
		"```"
	].join("\n");
}
function sameImages(a, b) {
	const key = (stage) => stage.sources.map((source) => source.digest).join(" ");
	return a.pipeline === b.pipeline && (b.sources.length === 0 || key(a) === key(b));
}
function imageLabel(sources) {
	const [first] = sources;
	if (first === void 0) return "no image";
	const name = first.repository.slice(first.repository.lastIndexOf("/") + 1);
	const more = sources.length > 1 ? ` and ${sources.length - 1} more` : "";
	return lines([`${name}${first.tag === void 0 ? "" : `:${first.tag}`}${more}`, shortDigest(first.digest)]);
}
function stageLabel(stage) {
	const sign = stateSign(stage.state);
	const { environment, targets } = stage;
	return lines([
		`${stage.pipeline} / ${stage.stage}`,
		`${sign.mark} ${sign.word}${targets > 1 ? ` · ${targets} targets` : ""}`,
		...environment === void 0 || environment.approval === "none" ? [] : [`environment ${environment.name}`]
	]);
}
function lines(parts) {
	return parts.map((part) => label(part)).join("<br/>");
}
/** Mermaid reads quotes, HTML, Markdown and entities in labels: whatever is not plain is written as an entity of its own. */
function label(text) {
	return Array.from(visibleLine(text)).slice(0, 60).map((character) => isPlain(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}
function isPlain(character) {
	return /^[A-Za-z0-9 ./_-]$/.test(character);
}

// src/report/tag-row.ts
function plannedRow(tag, digest) {
	const isThere = tag.action === "create" || tag.action === "move" || tag.action === "unchanged";
	return {
		tag: tag.tag,
		action: tag.action,
		from: tag.now,
		after: isThere ? digest : tag.now,
		reason: tag.reason
	};
}
function resultRow(tag) {
	return {
		tag: tag.tag,
		action: tag.action,
		from: tag.before,
		after: tag.after,
		reason: tag.reason
	};
}
/** `\u2192 stable   99aabbccddee \u2192 ab12cd34ef56`, one line a tag, columns in line. */
function tagLines(rows, style) {
	const tags = rows.map((row) => visibleLine(row.tag, 200));
	const width = Math.max(0, ...tags.map((tag) => tag.length));
	return rows.map((row, index) => {
		const sign = tagSign(row.action);
		const paint = style[sign.tone];
		return `${paint(sign.mark)} ${(tags[index] ?? "").padEnd(width)}  ${changeText(row, style)}`;
	});
}
/** The cells tag, change, before, after. */
function tagCells(row) {
	const sign = tagSign(row.action);
	const reason = row.reason === void 0 ? "" : `: ${prose(row.reason, 300)}`;
	return [
		code(row.tag),
		`${sign.emoji} ${sign.word}${reason}`,
		digestCell(row.from),
		digestCell(row.after)
	];
}
function changeText(row, style) {
	const sign = tagSign(row.action);
	const from = digestText(row.from);
	const after = digestText(row.after);
	const reason = row.reason === void 0 ? "" : ` (${visibleLine(row.reason, 300)})`;
	if (row.action === "create" && row.from === void 0) return `\u2192 ${after} if it is new; it could not be read`;
	if (row.action === "create") return style.good(`${sign.word} \u2192 ${after}`);
	if (row.action === "move") return `${from} \u2192 ${style.good(after)}`;
	if (row.action === "unchanged") return style.faint(`names ${after} already`);
	return style[sign.tone](`${sign.word}, names ${after}${reason}`);
}
function digestText(digest) {
	if (digest === void 0) return "what could not be read";
	return digest === null ? "nothing" : shortDigest(digest);
}
function digestCell(digest) {
	if (digest === void 0) return "_not read_";
	return digest === null ? "\u2013" : code(shortDigest(digest));
}

// src/report/plan.ts
/** What a promotion would do, for a terminal or a log. Ends with a line end. */
function planText(plan, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const sign = planSign(plan);
	return inertText([
		`${style.strong("Plan")} ${visibleLine(instantText(plan.instant))}: ${style[sign.tone](sign.word)}`,
		...configLines(plan, style),
		...plan.stages.flatMap((stage) => ["", ...stageLines$2(stage, width, style)]),
		...plan.notices.length === 0 ? [] : [""],
		...plan.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		"",
		style.faint(totals(plan)),
		""
	]);
}
/** The same for a job summary or a comment. */
function planMarkdown(plan, options = {}) {
	const sign = planSign(plan);
	const drawn = picture(plan.stages.map((stage) => ({
		...stage,
		targets: stage.targets.length
	})));
	const blocks = [
		`## ${sign.emoji} Plan: ${sign.word}`,
		...drawn === void 0 ? [] : [drawn],
		...plan.stages.flatMap(stageMarkdown$2),
		...plan.notices.map((notice) => `> Note: ${prose(notice)}`),
		[totals(plan), ...configMarkdown(plan)].join("<br>"),
		jsonDetails("The plan as JSON", plan)
	];
	return fit(blocks, options.room ?? summaryRoom);
}
/** A plan that would promote has not promoted. */
function planSign(plan) {
	return stateSign(plan.outcome === "promoted" ? "ready" : plan.outcome);
}
/** `.github/hoist.yml at 3f2a91c0d2e4`, or the file's hash where it has no commit. */
function configText(config) {
	const at = config.commit === void 0 ? `sha256 ${config.sha256.slice(0, 12)}` : config.commit.slice(0, 12);
	return visibleLine(`${config.path} at ${at}`);
}
function configLines(plan, style) {
	return plan.config === void 0 ? [] : [style.faint(`Config ${configText(plan.config)}`)];
}
function configMarkdown(plan) {
	return [`Planned ${code(instantText(plan.instant))}`, ...plan.config === void 0 ? [] : [`Config ${code(configText(plan.config))}`]];
}
function stageLines$2(stage, width, style) {
	const sign = stateSign(stage.state);
	const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
	const guard = stage.environment === void 0 ? "" : ` · ${guardText(stage.environment)}`;
	return [`${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${visibleLine(guard)}`, ...indented([
		...stage.sources.map(sourceText$1),
		...stage.targets.flatMap((target) => targetLines$1(target, style)),
		...stage.pulled === void 0 || stage.pulled === 0 ? [] : [style.faint(`${bytesText(stage.pulled)} to pull${stage.targets.length > 1 ? ", once for all targets" : ""}`)],
		...stage.problems.map(beside(stage.decisions)).flatMap((problem) => problemLines(problem, width - 2, style)),
		...(stage.decisions ?? []).flatMap((decision) => [
			"",
			...decisionText(decision, {
				width: width - 2,
				style
			}),
			""
		]),
		...stage.hash === void 0 ? [] : [style.faint(visibleLine(`hash ${stage.hash}`))]
	], 2)];
}
function guardText(environment) {
	return `environment ${environment.name}${environment.approval === "required" ? ", approval required" : ""}`;
}
/** `ghcr.io/acme/dev/web:1.4.2 ab12cd34ef56 read from ghcr.io/acme/qa/web:1.4.2`. */
function sourceText$1(source) {
	const from = source.from === source.repository ? "" : ` read from ${referenceText({
		repository: source.from,
		...tagOf(source.fromTag)
	})}`;
	const name = referenceText({
		repository: source.repository,
		...tagOf(source.tag)
	});
	return visibleLine(`${name} ${shortDigest(source.digest)}${from}`);
}
function tagOf(tag) {
	return tag === void 0 ? {} : { tag };
}
function targetLines$1(target, style) {
	const rows = target.tags.map((tag) => plannedRow(tag, target.digest));
	return [visibleLine(`\u2192 ${target.repository}: ${transferText(target)}`), ...indented(tagLines(rows, style), 4)];
}
/** `the image is there; 2 referrers to push`, `12 blobs (48.2 MiB), 4 manifests to push; 3 blobs to mount`. */
function transferText({ image, transfer }) {
	if (image === "unread") return "could not be read";
	const parts = [...image === "present" ? ["the image is there"] : [], ...transfer === void 0 ? [] : transferParts(transfer)];
	if (parts.length > 0) return parts.join("; ");
	return transfer === void 0 ? "the image is not there" : "nothing to push";
}
function transferParts({ blobs, bytes, mountable, manifests, referrers }) {
	const pushed = [
		...blobs === 0 ? [] : [`${countText(blobs, "blob")} (${bytesText(bytes)})`],
		...manifests === 0 ? [] : [countText(manifests, "manifest")],
		...referrers === 0 ? [] : [countText(referrers, "referrer")]
	];
	return [...pushed.length === 0 ? [] : [`${pushed.join(", ")} to push`], ...mountable === 0 ? [] : [`${countText(mountable, "blob")} to mount`]];
}
/** As blocks, so that what does not fit is cut behind one. */
function stageMarkdown$2(stage) {
	const sign = stateSign(stage.state);
	const rows = stage.targets.flatMap((target) => {
		const head = [code(target.repository)];
		const tags = target.tags.map((tag) => [...head, ...tagCells(plannedRow(tag, target.digest))]);
		return tags.length === 0 ? [[
			...head,
			"\u2013",
			"",
			"",
			""
		]] : tags;
	});
	const costs = stage.targets.map((target) => `- ${code(target.repository)}: ${transferText(target)}`);
	return [
		`### ${sign.emoji} ${code(`${stage.pipeline}/${stage.stage}`)} ${sign.word}`,
		...stage.environment === void 0 ? [] : [`Guarded by ${prose(guardText(stage.environment))}.`],
		...sourceMarkdown(stage.sources),
		...stage.problems.length === 0 ? [] : [stage.problems.map(beside(stage.decisions)).map(problemMarkdown).join("\n")],
		...(stage.decisions ?? []).map(decisionMarkdown),
		...rows.length === 0 ? [] : [table([
			"Target",
			"Tag",
			"Change",
			"Now",
			"After"
		], rows)],
		...costs.length === 0 ? [] : [costs.join("\n")],
		...stage.hash === void 0 ? [] : [`Plan hash ${code(stage.hash)}`]
	];
}
/** A line an image, with the whole digest: it is what an approver compares. */
function sourceMarkdown(sources) {
	if (sources.length === 0) return [];
	return [sources.map((source) => {
		const from = source.from === source.repository ? "" : `, read from ${code(source.from)}`;
		return `- ${code(referenceText({
			repository: source.repository,
			...tagOf(source.tag)
		}))} is ${code(source.digest)}${from}`;
	}).join("\n")];
}
/** `2 ready, 1 waiting; 48.2 MiB to pull, 96.4 MiB to push. Nothing was written.` */
function totals(plan) {
	const counts = /* @__PURE__ */ new Map();
	for (const stage of plan.stages) {
		const { word } = stateSign(stage.state);
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const states = Array.from(counts, ([word, count]) => `${count} ${word}`).join(", ");
	const pull = plan.stages.reduce((sum, stage) => sum + (stage.pulled ?? 0), 0);
	const push = plan.stages.flatMap((stage) => stage.targets).reduce((sum, target) => sum + (target.transfer?.bytes ?? 0), 0);
	const sizes = `${bytesText(pull)} to pull, ${bytesText(push)} to push`;
	return `${states === "" ? "No stage" : states}; ${sizes}. Nothing was written.`;
}

// src/report/check.ts
/** What `check` found, for a terminal or a log. Ends with a line end. */
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
		...report.pipelines.map(({ name, stages }) => `- ${code(name)}: ${stages.map((stage) => code(stage)).join(" \u2192 ")}`),
		...rows.length === 0 ? [] : [table([
			"Repository",
			"For",
			"Used by",
			""
		], rows)],
		...guarded.length === 0 ? [] : [table([
			"Environment",
			"Rules",
			"Used by",
			""
		], guarded)],
		...problems.length === 0 ? [] : [problems.map(problemMarkdown).join("\n")],
		...casesMarkdown(report.cases ?? []),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		`Config ${code(configText(report.config))}`,
		jsonDetails("The report as JSON", report)
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function verdictText(report) {
	const failed = report.access.filter((access) => !access.ok).length;
	const cases = report.cases?.filter(({ ok }) => !ok).length ?? 0;
	if (failed === 0 && cases > 0) return `${cases} of ${countText(report.cases?.length ?? 0, "policy case")} not as expected`;
	if (failed > 0) return `${failed} of ${countText(report.access.length, "credential check")} failed`;
	const open = report.environments?.filter(({ ok }) => !ok).length ?? 0;
	if (open > 0) return `${open} of ${countText(report.environments?.length ?? 0, "environment")} ${open === 1 ? "does" : "do"} not protect`;
	return report.ok ? "The config is in order" : "The config is not in order";
}
/** What is wrong in a sentence: `hoist test` explains it. */
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
/**
* The one escaping of CSV (RFC 4180): every cell that is not plain stands in quotes. What a spreadsheet would take for a
* formula begins with an apostrophe; line ends and what cannot be seen are written out.
*/
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
/** How an entry of a journal ended, as every report shows it. */
function entrySign(outcome) {
	return outcome === "unfinished" ? unfinished : stateSign(outcome);
}
/** The promotions as a table for a terminal or a log, and below it the path of a digest. Ends with a line end. */
function historyText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const rows = report.entries.map((entry) => [
		instantText(entry.at),
		`${entrySign(entry.outcome).mark} ${entry.pipeline}/${entry.stage}`,
		outcomeText(entry),
		entry.kind,
		imagesText(entry.sources),
		placesText(entry),
		entry.actor,
		entry.comment ?? ""
	]);
	return inertText([
		style.strong(totalText$1(report)),
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
		"Stage",
		"Outcome",
		"Kind",
		"Image",
		"To",
		"By",
		"Why"
	];
	const rows = report.entries.map((entry) => [
		code(instantText(entry.at)),
		code(`${entry.pipeline}/${entry.stage}`),
		`${entrySign(entry.outcome).emoji} ${outcomeText(entry)}`,
		entry.kind,
		entry.sources.map((source) => code(imageText(source))).join("<br>"),
		entry.targets.map((target) => code(placeText(target))).join("<br>"),
		code(entry.actor),
		entry.comment === void 0 ? "" : prose(entry.comment, 300)
	]);
	const steps = (report.path ?? []).map((step) => `- ${code(instantText(step.at))} ${code(`${step.pipeline}/${step.stage}`)} ${code(shortDigest(step.digest))}: ${code(referenceText(step.from))} \u2192 ${step.to.map((to) => code(`${to.repository}:${to.tags.join(" ")}`)).join(", ")}`);
	const blocks = [
		`## ${totalText$1(report)}`,
		...chunked(rows, 50).map((part) => table(head, part)),
		...steps.length === 0 ? [] : ["### Path", steps.join("\n")],
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		jsonDetails("The history as JSON", report)
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
	"url"
];
/** A row for each image at each target, for a spreadsheet. */
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
			entry.url ?? ""
		]);
	});
	return csvText(csvHead, rows);
}
function countOrNothing(count) {
	return count === void 0 ? "" : String(count);
}
function totalText$1({ entries, limited }) {
	if (entries.length === 0) return "No promotion is recorded that matches";
	return `${countText(entries.length, "promotion")}${limited ? ", and there may be more" : ""}`;
}
/** `promoted`, `failed 3/4`. */
function outcomeText({ outcome, moved, all }) {
	const { word } = entrySign(outcome);
	return moved === void 0 || all === void 0 || moved === all ? word : `${word} ${moved}/${all}`;
}
/** `ghcr.io/acme/dev/web:1.4.2 ab12cd34ef56`. */
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
/** A table is cut at its end only, so a long one is several. */
function chunked(items, size) {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

// src/report/recorded-decision.ts
/**
* What a record keeps of a decision, in one sentence: `policy refused: 1 of 13 checks refuses (prod-vulns VIOLATION);
* waiver W-2026-014 of @acme/security`. Not escaped yet.
*/
function recordedText({ verdict, checks, waivers }) {
	const refusing = checks.filter((check) => ["fails", "unknown"].includes(checkState(check)));
	const warning = checks.filter((check) => ["warns", "later"].includes(checkState(check)));
	const all = countText(checks.length, "check");
	const count = refusing.length === 1 ? "refuses" : "refuse";
	return [
		`policy ${verdictSign(verdict).word}: ${refusing.length === 0 ? all : `${refusing.length} of ${all} ${count} ${named(refusing)}`}`,
		...warning.length === 0 ? [] : [`warned of ${named(warning)}`],
		...waivers.map(({ id, owner }) => `waiver ${id} of ${owner}`)
	].join("; ");
}
function named(checks) {
	return `(${checks.map(({ id, code }) => code === void 0 ? id : `${id} ${code}`).join(", ")})`;
}

// src/report/record.ts
/** What a run did, for a terminal or a log. Ends with a line end. */
function resultText(result, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const sign = stateSign(result.outcome);
	return inertText([
		style.strong(style[sign.tone](`${sign.mark} ${capital(sign.word)}`)),
		...stageReports(result).flatMap((stage) => ["", ...stageLines$1(stage, width, style)]),
		...result.notices.length === 0 ? [] : [""],
		...result.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
/** The same for a job summary or a comment; the whole document folds open. */
function resultMarkdown(result, options = {}) {
	const sign = stateSign(result.outcome);
	const stages = stageReports(result);
	const drawn = picture(stages.map(pictureStage$1));
	const blocks = [
		`## ${sign.emoji} ${capital(sign.word)}`,
		...drawn === void 0 ? [] : [drawn],
		...stages.flatMap(stageMarkdown$1),
		...result.notices.map((notice) => `> Note: ${prose(notice)}`),
		...result.plan.config === void 0 ? [] : [`Config ${code(configText(result.plan.config))}`],
		jsonDetails("The records as JSON", result)
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function stageReports(result) {
	const records = [...result.records];
	const plans = [...result.plan.stages];
	return result.stages.map(({ pipeline, stage, outcome }) => {
		return {
			pipeline,
			stage,
			outcome,
			record: taken(records, ({ intent }) => intent.pipeline === pipeline && intent.stage === stage),
			plan: taken(plans, (planned) => planned.pipeline === pipeline && planned.stage === stage)
		};
	});
}
/** Each record and plan belongs to one stage, in order: `sync` has several of one name. */
function taken(list, matches) {
	const index = list.findIndex(matches);
	return index < 0 ? void 0 : list.splice(index, 1)[0];
}
function pictureStage$1({ pipeline, stage, outcome, record, plan }) {
	return {
		pipeline,
		stage,
		state: outcome,
		sources: record?.intent.sources ?? plan?.sources ?? [],
		environment: plan?.environment,
		targets: (record?.intent.targets ?? plan?.targets ?? []).length
	};
}
function stageLines$1(stage, width, style) {
	const { record, plan } = stage;
	const sign = stateSign(stage.outcome);
	const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
	const result = record?.result;
	const took = result === void 0 ? "" : style.faint(` in ${tookText(result)}`);
	const inner = [
		...(record?.intent.sources ?? plan?.sources ?? []).map(sourceText),
		...(result?.targets ?? []).flatMap((target) => targetLines(target, stage.outcome, style)),
		...result === void 0 || result.pulled === 0 ? [] : [style.faint(`${bytesText(result.pulled)} pulled${result.targets.length > 1 ? ", once for all targets" : ""}`)],
		...problemsOf(stage).map(beside(plan?.decisions)).flatMap((problem) => problemLines(problem, width - 2, style)),
		...(plan?.decisions ?? []).flatMap((decision) => [
			"",
			...decisionText(decision, {
				width: width - 2,
				style
			}),
			""
		]),
		...recordedOf(stage).flatMap((text) => wrapped(visibleLine(text, 2e3), width - 2, 4)),
		...result?.split === true ? [style.bad(splitText)] : [],
		...approvalTexts(result).flatMap((text) => wrapped(visibleLine(text, 1e3), width - 2, 4)),
		...record === void 0 ? [] : [style.faint(`record ${visibleLine(record.id)}`)]
	];
	return [`${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${took}`, ...indented(inner, 2)];
}
const splitText = "Split: some targets have the new tags and some do not. Promote the same digests again.";
function targetLines(target, outcome, style) {
	const rows = target.tags.map(resultRow);
	return [
		visibleLine(`\u2192 ${target.repository}: ${carriedText(target, outcome)}`),
		...indented(tagLines(rows, style), 4),
		...indented(target.left.map((left) => style.warn(`left behind: ${visibleLine(left, 300)}`)), 4)
	];
}
/** `12 blobs (48.2 MiB) pushed, 3 mounted, 5 there already, 2 referrers`. */
function carriedText({ blobs, pushed, referrers }, outcome) {
	const parts = [
		...blobs.pushed === 0 ? [] : [`${countText(blobs.pushed, "blob")} (${bytesText(pushed)}) pushed`],
		...blobs.mounted === 0 ? [] : [`${countText(blobs.mounted, "blob")} mounted`],
		...blobs.skipped === 0 ? [] : [`${countText(blobs.skipped, "blob")} there already`],
		...referrers === 0 ? [] : [countText(referrers, "referrer")]
	];
	if (parts.length > 0) return parts.join(", ");
	return outcome === "promoted" || outcome === "unchanged" ? "nothing had to be pushed" : "nothing was pushed";
}
/** Of a stage whose decision is not at hand any more, what its record keeps of it. */
function recordedOf({ plan, record }) {
	return plan?.decisions === void 0 ? (record?.intent.policy ?? []).map(recordedText) : [];
}
/** As blocks, so that what does not fit is cut behind one. */
function stageMarkdown$1(stage) {
	const { record, plan } = stage;
	const sign = stateSign(stage.outcome);
	const targets = record?.result?.targets ?? [];
	const rows = targets.flatMap((target) => target.tags.map((tag) => [code(target.repository), ...tagCells(resultRow(tag))]));
	const carried = targets.map((target) => `- ${code(target.repository)}: ${carriedText(target, stage.outcome)}`);
	const left = targets.flatMap((target) => target.left.map((text) => `- Left behind: ${prose(text, 300)}`));
	return [
		`### ${sign.emoji} ${code(`${stage.pipeline}/${stage.stage}`)} ${sign.word}`,
		...sourceMarkdown(record?.intent.sources ?? plan?.sources ?? []),
		...problemsOf(stage).length === 0 ? [] : [problemsOf(stage).map(beside(plan?.decisions)).map(problemMarkdown).join("\n")],
		...(plan?.decisions ?? []).map(decisionMarkdown),
		...recordedOf(stage).map((text) => `> Note: ${prose(text, 2e3)}`),
		...rows.length === 0 ? [] : [table([
			"Target",
			"Tag",
			"Change",
			"Before",
			"After"
		], rows)],
		...record?.result?.split === true ? [`**${splitText}**`] : [],
		...carried.length === 0 ? [] : [[...carried, ...left].join("\n")],
		...approvalTexts(record?.result).map((text) => `- ${prose(text, 1e3)}`),
		...record === void 0 ? [] : [recordMarkdown(record)]
	];
}
/** Who let it into its environment, and how much that shows. */
function approvalTexts(result) {
	const { approvals } = result ?? {};
	if (approvals === void 0) return [];
	const { environment, given, attribution, bypassed } = approvals;
	if (bypassed) return [`environment ${environment}: bypassed, GitHub lists no approval`];
	const whose = attribution === "job" ? "for this job" : "for this run, maybe for another job of it";
	return given.map(({ user, state, comment }) => {
		const said = comment === "" ? "" : `: ${comment}`;
		return `environment ${environment}: ${state} by ${user} ${whose}${said}`;
	});
}
function recordMarkdown({ id, intent, result }) {
	return [
		...result === void 0 ? [] : [`${bytesText(result.pulled)} pulled, took ${tookText(result)}`],
		`by ${code(intent.actor)}${intent.initiator === intent.actor ? "" : `, started by ${code(intent.initiator)}`}`,
		...intent.comment === void 0 ? [] : [`comment ${code(intent.comment, 500)}`],
		`record ${code(id)}${runMarkdown(intent)}`
	].join("; ");
}
function runMarkdown({ run }) {
	return run.url === void 0 ? "" : ` of run ${link(run.id ?? "run", run.url)}`;
}
/** The record's own problems and error; of a stage that did not run, what the plan says. */
function problemsOf({ record, plan }) {
	const result = record?.result;
	if (result === void 0) return plan?.problems ?? [];
	return [...result.problems, ...result.error === void 0 ? [] : [result.error]];
}
function sourceText(source) {
	const tag = source.tag === void 0 ? {} : { tag: source.tag };
	return visibleLine(`${referenceText({
		repository: source.repository,
		...tag
	})} ${shortDigest(source.digest)}`);
}
function tookText({ started, finished }) {
	return durationText(Date.parse(finished) - Date.parse(started));
}
function capital(word) {
	return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
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
/** The board for a terminal or a log. Ends with a line end. */
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
/** The same for a job summary, with a picture of the stages. */
function statusMarkdown(report, options = {}) {
	const drawn = picture(report.stages.map(pictureStage));
	const blocks = [
		`## ${report.totals.drift > 0 ? "\ud83d\udd00" : "\ud83d\udccb"} ${totalText(report)}`,
		...drawn === void 0 ? [] : [drawn],
		...report.stages.flatMap(stageMarkdown),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		`Config ${code(configText(report.config))}`,
		jsonDetails("The status as JSON", report)
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
			code(sinceText(tag))
		];
	});
	const items = [
		...remarksOf(stage).map((remark) => `- \u23f8\ufe0f ${prose(remark)}`),
		...stage.drift.map((drift) => `- \ud83d\udd00 ${prose(driftText(drift))}`),
		...stage.notices.map((notice) => `- Note: ${prose(notice)}`)
	];
	return [
		`### ${code(`${stage.pipeline}/${stage.stage}`)}`,
		`Last: ${prose(lastText(stage))}`,
		...items.length === 0 ? [] : [items.join("\n")],
		...rows.length === 0 ? [] : [table([
			"Tag",
			"Names now",
			"",
			"Since"
		], rows)]
	];
}
/** `web:1.4.2 ab12cd34ef56, promoted 2026-05-04 10:11:12 UTC by ada`. */
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
function remarksOf({ hold, split, unfinished }) {
	const why = hold?.comment === void 0 ? "" : `: ${hold.comment}`;
	return [
		...hold === void 0 ? [] : [`held since ${hold.actor} rolled it back, ${instantText(hold.since)}${why}; promote to it by name to go on`],
		...split === void 0 ? [] : [`split: ${split.moved} of ${split.all} tags moved (record ${split.record}); promote the same images again`],
		...unfinished.map(({ record, ageSeconds, actor, kind }) => `unfinished: record ${record} (${kind}, by ${actor}) began ${durationText(ageSeconds * 1e3)} ago and has not ended; it is under way, or run the same image again`)
	];
}
function pictureStage({ pipeline, stage, last, tags, drift, hold, split }) {
	const state = drift.length > 0 || split !== void 0 ? "conflict" : hold !== void 0 ? "waiting" : last === void 0 ? "none" : "promoted";
	const targets = new Set(tags.map(({ repository }) => repository)).size;
	return {
		pipeline,
		stage,
		state,
		sources: last?.sources ?? [],
		targets
	};
}

// src/report/verify.ts
/** What `verify` found, for a terminal or a log. Ends with a line end. */
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
		`## ${report.ok ? "\u2705" : "\u274c"} ${prose(headOf(report))}`,
		...report.proven.map((proven) => `**Proven** by the signature of the ${proven.statement}:\n\n${list(factsOf(proven))}`),
		...report.stated === void 0 ? [] : [`**Stated** by the workflow:\n\n${list(statedFacts(report))}`],
		...report.problems.length === 0 ? [] : [report.problems.map(problemMarkdown).join("\n")],
		jsonDetails("The report as JSON", report)
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function headOf({ ok, repository, tag, digest, stage, promoted, unaltered }) {
	const image = `${repository}${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
	if (ok && stage !== void 0) return `${image} was promoted by ${stage.pipeline}/${stage.stage}, and is unaltered`;
	if (!promoted) return `${image}: nothing proves that it was promoted`;
	return unaltered ? `${image} is not as it was promoted` : `${image} is not whole`;
}
function factsOf(proven) {
	return Object.entries(proven).filter(([name]) => name !== "statement");
}
function statedFacts({ stated }) {
	if (stated === void 0) return [];
	const { approvals, policy = [], sources, config, run } = stated;
	return [
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

export { hintLines as _, resultMarkdown as a, historyMarkdown as c, checkText as d, configText as f, candidatesText as g, candidatesMarkdown as h, statusText as i, historyText as l, planText as m, verifyText as n, resultText as o, planMarkdown as p, statusMarkdown as r, historyCsv as s, verifyMarkdown as t, checkMarkdown as u };