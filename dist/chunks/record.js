import { A as stageText, R as shortDigest, m as referenceText } from "./start.js";
import { _ as byState, d as verdictSign, f as reasonLines, g as ignoredText, h as evidenceText, i as placeText, l as stateSign, m as waivedBy, n as helpOf, p as findingRows, r as idleText, s as checkSign, t as decisionText, u as tagSign, v as checkState, y as tallyText } from "./decision.js";
import { c as jsonDetails, d as table, f as tables, h as plainStyle, i as problemLines, l as link, m as wrapped, o as problemsMarkdown, p as indented, r as beside, s as code, u as prose, v as inertText, y as visibleLine } from "./terminal.js";
import { i as instantText, n as countText, r as durationText, t as bytesText } from "./number.js";
import { t as severities } from "./vulnerability.js";

// src/report/fit.ts
const summaryRoom = {
	unit: "bytes",
	size: 921600
};
const commentRoom = {
	unit: "characters",
	size: 6e4
};
const ranks = {
	calm: 1,
	explanation: 2,
	fold: 4,
	json: 8
};
function ranked(rank, blocks) {
	return blocks.map((block) => ({
		text: textOf(block),
		rank: rankOf(block) + rank
	}));
}
function fit(blocks, room, rest = "the `result` output has all of it") {
	const whole = `${blocks.map(textOf).join("\n\n")}\n`;
	if (sizeOf(whole, room) <= room.size) return whole;
	let over = sizeOf(whole, room) + 300 - room.size;
	const order = blocks.map((block, at) => ({
		block,
		at
	})).sort((a, b) => rankOf(b.block) - rankOf(a.block) || b.at - a.at);
	const gone = /* @__PURE__ */ new Set();
	for (const { block, at } of order) {
		if (over <= 0) break;
		over -= sizeOf(textOf(block), room) + 2;
		gone.add(at);
	}
	const texts = blocks.map(textOf);
	const bytes = texts.reduce((sum, text, at) => gone.has(at) ? sum + Buffer.byteLength(text) : sum, 0);
	const note = `_${countText(gone.size, "more section")} (${bytesText(bytes)}) did not fit here; ${rest}._`;
	return `${[...texts.filter((_, at) => !gone.has(at)), note].join("\n\n")}\n`;
}
function textOf(block) {
	return typeof block === "string" ? block : block.text;
}
function rankOf(block) {
	return typeof block === "string" ? 0 : block.rank;
}
function sizeOf(text, room) {
	return room.unit === "bytes" ? Buffer.byteLength(text) : text.length;
}

// src/report/decision-markdown.ts
const most = {
	named: 3,
	reasons: 5,
	findings: 25,
	references: 10,
	checks: 50
};
function decisionBlocks(decision) {
	const open = byState(decision.checks).filter((check) => checkState(check) !== "passed");
	const passed = decision.checks.filter((check) => checkState(check) === "passed");
	const details = detailsMarkdown(open, passed, decision);
	return [
		headMarkdown(decision),
		...ranked(ranks.explanation, [
			...tables([
				"",
				"Check",
				"Why",
				"Policy"
			], open.map((check) => row(check, decision)), 10),
			...waiverMarkdown(decision),
			...passed.length === 0 ? [] : [passedMarkdown(passed)]
		]),
		...ranked(ranks.fold, details === "" ? [] : [details])
	];
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
	const reasons = reasonsMarkdown(check);
	const why = [
		...reasons.slice(0, most.reasons),
		...reasons.length > most.reasons ? [`and ${reasons.length - most.reasons} more; all are in the JSON`] : [],
		...counting.slice(0, most.named).map(findingMarkdown),
		...more > 0 ? [`and ${more} more below`] : [],
		...laterMarkdown(check),
		...helpOf(check).map((help) => `**Help:** ${prose(help)}`)
	];
	const place = placeText(check.position);
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
		acceptedMarkdown(waiver, decision),
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
function acceptedMarkdown({ id, findings }, decision) {
	const named = waivedBy(id, decision).map((finding) => code(finding));
	const more = named.length - most.references;
	const listed = [...named.slice(0, most.references), ...more > 0 ? [`and ${more} more`] : []];
	return [countText(findings, "finding"), ...listed.length === 0 ? [] : [listed.join(", ")]].join(": ");
}
function detailsMarkdown(open, passed, decision) {
	const parts = [...open.flatMap((check) => openMarkdown(check, decision)), ...passed.length === 0 ? [] : [passedTable(passed.slice(0, most.checks), decision)]];
	if (parts.length === 0) return "";
	return [
		"<details>\n<summary>What was found, looked at and ignored</summary>",
		...parts,
		"</details>"
	].join("\n\n");
}
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

// src/report/change.ts
const named$1 = 8;
function changeText$1(change, width, style) {
	const rows = rowsOf(change, shortDigest);
	const column = Math.max(...rows.map(({ name }) => name.length)) + 2;
	return [style.strong(visibleLine(`Changes at ${change.target}`)), ...rows.flatMap(({ name, lines }) => lines.flatMap((line) => wrapped(line.map(partText).join(""), width - column - 2, 2)).map((line, at) => `  ${(at === 0 ? name : "").padEnd(column)}${line}`))];
}
function changeMarkdown(change) {
	const rows = rowsOf(change, (digest) => digest).map(({ name, lines }) => [name, lines.map((line) => line.map(partMarkdown).join("")).join("<br>")]);
	return [`**Changes at** ${code(change.target)}`, table(["", "Before \u2192 after"], rows)].join("\n\n");
}
function partText(part) {
	if (typeof part === "string") return part;
	if ("data" in part) return visibleLine(part.data, 300) || "\u2013";
	return "said" in part ? visibleLine(part.said, 1e3) : visibleLine(part.address, 600);
}
function partMarkdown(part) {
	if (typeof part === "string") return part;
	if ("data" in part) return code(part.data);
	return "said" in part ? prose(part.said) : link(part.words, part.address);
}
function rowsOf(change, digestText) {
	const { from, to, differences } = change;
	const image = {
		name: "Image",
		lines: [[...imageParts(from, digestText), ...from.found === "journal" ? [" (as recorded; no tag names it)"] : []], ["\u2192 ", ...imageParts(to, digestText)]]
	};
	if (differences.state === "unknown") return [image, {
		name: "Rest",
		lines: [unknownLine(differences)]
	}];
	const { commits, size, layers, platforms, config, packages, vulnerabilities } = differences.value;
	return [
		image,
		{
			name: "Commit",
			lines: commitLines(commits)
		},
		{
			name: "Size",
			lines: [[sizeText(size)]]
		},
		{
			name: "Layers",
			lines: [[`${layers.from} \u2192 ${layers.to}: ${layers.added} new, ${layers.removed} gone`]]
		},
		{
			name: "Platforms",
			lines: platformLines(platforms)
		},
		{
			name: "Config",
			lines: known(config, configLines$1)
		},
		{
			name: "Packages",
			lines: known(packages, (value) => [
				...listLine("added", value.added, ({ name, version }) => [{ data: spaced(name, version) }]),
				...listLine("removed", value.removed, ({ name, version }) => [{ data: spaced(name, version) }]),
				...listLine("changed", value.changed, (one) => [{ data: `${one.name} ${one.from} \u2192 ${one.to}` }]),
				byLine(value, value.added, value.removed, value.changed)
			])
		},
		{
			name: "Vulnerabilities",
			lines: known(vulnerabilities, vulnerabilityLines)
		}
	];
}
function imageParts({ tags, digest }, digestText) {
	return [...tags.flatMap((tag) => [{ data: tag }, " "]), { data: digestText(digest) }];
}
function known(answer, lines) {
	return answer.state === "known" ? lines(answer.value) : [unknownLine(answer)];
}
function unknownLine({ message }) {
	return ["not known: ", { said: message }];
}
function commitLines({ from, to, compare }) {
	if (from === void 0 && to === void 0) return [["not known: neither image says which"]];
	if (from?.commit === to?.commit && from?.proof === to?.proof) return [[...commitParts(to), ", the same"]];
	return [[
		...commitParts(from),
		" \u2192 ",
		...commitParts(to)
	], ...compare === void 0 ? [] : [[{
		address: compare,
		words: "compare"
	}]]];
}
function commitParts(commit) {
	if (commit === void 0) return ["not known"];
	const short = /^[0-9a-f]{40,64}$/.test(commit.commit) ? commit.commit.slice(0, 12) : commit.commit;
	if (commit.proof === "claimed") return [{ data: short }, " (claimed, not proven)"];
	return [{ data: short }, ...commit.repository === void 0 ? [] : [" of ", { data: commit.repository }]];
}
function sizeText({ from, to }) {
	const by = to - from;
	const change = by === 0 ? "the same" : `${by > 0 ? "+" : "\u2212"}${bytesText(Math.abs(by))}`;
	return `${bytesText(from)} \u2192 ${bytesText(to)} (${change})`;
}
function platformLines({ kept, added, removed }) {
	const all = (items) => ({
		items,
		more: 0
	});
	return [
		...listLine("removed", all(removed), (name) => [{ data: name }]),
		...listLine("added", all(added), (name) => [{ data: name }]),
		...kept.length === 0 ? [] : [[...joined(kept.slice(0, named$1).map((name) => [{ data: name }])), ", as before"]]
	];
}
function configLines$1(changes) {
	if (changes.length === 0) return [["the same user, command, ports, volumes and names of variables"]];
	return changes.flatMap((change) => {
		const on = change.platforms.length === 0 ? [] : [" on ", ...joined(change.platforms.map((name) => [{ data: name }]))];
		const what = configWords[change.what];
		if ("from" in change) return [[
			`${what}: `,
			valueOf(change.from),
			" \u2192 ",
			valueOf(change.to),
			...on
		]];
		return [...listLine("removed", change.removed, (item) => [{ data: item }]), ...listLine("added", change.added, (item) => [{ data: item }])].map((line) => [
			`${what}: `,
			...line,
			...on
		]);
	});
}
function valueOf(text) {
	return text === "" ? "none stated" : { data: text };
}
const configWords = {
	user: "user (root where none is stated)",
	entrypoint: "entrypoint",
	command: "command",
	ports: "ports",
	volumes: "volumes",
	environment: "environment variables"
};
function vulnerabilityLines(value) {
	const show = ({ id, severity, package: item }) => [
		{ data: id },
		` ${severity}`,
		...item === "" ? [] : [" in ", { data: item }]
	];
	const counts = severities.filter((severity) => value.from[severity] + value.to[severity] > 0).map((severity) => `${severity} ${value.from[severity]} \u2192 ${value.to[severity]}`);
	return [
		[counts.length === 0 ? "none before and none after" : counts.join(", ")],
		...listLine("new", value.added, show),
		...listLine("gone", value.fixed, show),
		byLine(value)
	];
}
function byLine({ by, trust }, ...lists) {
	return [
		lists.length > 0 && lists.every(({ items }) => items.length === 0) ? "the same, by " : "by ",
		{ said: by },
		trust === "unsigned" ? "; not signed on both sides" : ""
	];
}
function listLine(what, { items, more }, show) {
	if (items.length === 0) return [];
	const shown = items.slice(0, named$1);
	const rest = items.length - shown.length + more;
	return [[
		`${items.length + more} ${what}: `,
		...joined(shown.map(show)),
		...rest > 0 ? [` and ${rest} more`] : []
	]];
}
function joined(lines) {
	return lines.flatMap((line, at) => at === 0 ? line : [", ", ...line]);
}
function spaced(name, version) {
	return version === "" ? name : `${name} ${version}`;
}

// src/report/picture.ts
const classes = [
	"classDef good fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
	"classDef faint fill:#6e7781,stroke:#6e7781,color:#ffffff",
	"classDef warn fill:#9a6700,stroke:#9a6700,color:#ffffff",
	"classDef bad fill:#cf222e,stroke:#cf222e,color:#ffffff",
	"classDef image fill:none,stroke:#6e7781"
];
const mostStages = 24;
function picture(stages) {
	if (stages.length === 0 || stages.length > 24) return void 0;
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
	const { environment, targets, sign = stateSign(stage.state) } = stage;
	return lines([
		`${stage.pipeline} / ${stage.stage}`,
		`${sign.mark} ${sign.word}${targets > 1 ? ` · ${targets} targets` : ""}`,
		...environment === void 0 || environment.approval === "none" ? [] : [`environment ${environment.name}`]
	]);
}
function lines(parts) {
	return parts.map((part) => label(part)).join("<br/>");
}
function label(text) {
	return Array.from(visibleLine(text)).slice(0, 60).map((character) => isPlain(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}
function isPlain(character) {
	return /^[A-Za-z0-9 ./_-]$/.test(character);
}

// src/report/overview.ts
const order = [
	"bad",
	"warn",
	"good",
	"faint"
];
function overview(rows) {
	if (rows.length <= 24) return [];
	const sorted = rows.toSorted((a, b) => urgency(a.state) - urgency(b.state));
	return tables([
		"Stage",
		"State",
		"Image"
	], sorted.map(({ pipeline, stage, state, sources }) => {
		const { emoji, word } = stateSign(state);
		return [
			code(`${pipeline}/${stage}`),
			`${emoji} ${word}`,
			imagesOf(sources)
		];
	}));
}
function urgency(state) {
	return order.indexOf(stateSign(state).tone);
}
function imagesOf(sources) {
	const [first] = sources;
	if (first === void 0) return "\u2013";
	const more = sources.length > 1 ? ` and ${sources.length - 1} more` : "";
	return `${first.tag === void 0 ? "" : `${code(first.tag)} `}${code(shortDigest(first.digest))}${more}`;
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
function tagLines(rows, style) {
	const tags = rows.map((row) => visibleLine(row.tag, 200));
	const width = Math.max(0, ...tags.map((tag) => tag.length));
	return rows.map((row, index) => {
		const sign = tagSign(row.action);
		const paint = style[sign.tone];
		return `${paint(sign.mark)} ${(tags[index] ?? "").padEnd(width)}  ${changeText(row, style)}`;
	});
}
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
function planText(plan, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const sign = planSign(plan);
	return inertText([
		`${style.strong("Plan")} ${visibleLine(instantText(plan.instant))}: ${style[sign.tone](sign.word)}`,
		...configLines(plan, style),
		...plan.stages.flatMap((stage) => ["", ...stageLines$1(stage, width, style)]),
		...plan.notices.length === 0 ? [] : [""],
		...plan.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		"",
		style.faint(totals(plan)),
		""
	]);
}
function planMarkdown(plan, options = {}) {
	const sign = planSign(plan);
	const drawn = picture(plan.stages.map((stage) => ({
		...stage,
		targets: stage.targets.length
	})));
	const blocks = [
		`## ${sign.emoji} Plan: ${sign.word}`,
		...ranked(ranks.fold, drawn === void 0 ? [] : [drawn]),
		...overview(plan.stages),
		...plan.notices.map((notice) => `> Note: ${prose(notice)}`),
		...plan.stages.flatMap(stageMarkdown$1),
		[totals(plan), ...configMarkdown(plan)].join("<br>"),
		...ranked(ranks.json, [jsonDetails("The plan as JSON", plan)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function planSign(plan) {
	return stateSign(plan.outcome === "promoted" ? "ready" : plan.outcome);
}
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
function stageLines$1(stage, width, style) {
	const sign = stateSign(stage.state);
	const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
	const guard = stage.environment === void 0 ? "" : ` · ${guardText(stage.environment)}`;
	return [`${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${visibleLine(guard)}`, ...indented([
		...stage.sources.map(sourceText$1),
		...stage.targets.flatMap((target) => targetLines$1(target, style)),
		...(stage.changes ?? []).flatMap((change) => changeText$1(change, width - 2, style)),
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
function stageMarkdown$1(stage) {
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
	return ranked(urgency(stage.state) > 1 ? ranks.calm : 0, [
		`### ${sign.emoji} ${code(`${stage.pipeline}/${stage.stage}`)} ${sign.word}`,
		...stage.environment === void 0 ? [] : [guardMarkdown(stage.environment)],
		...problemsMarkdown(stage.problems.map(beside(stage.decisions))),
		...sourceMarkdown(stage.sources),
		...tables([
			"Target",
			"Tag",
			"Change",
			"Now",
			"After"
		], rows),
		...ranked(ranks.explanation, (stage.changes ?? []).map(changeMarkdown)),
		...(stage.decisions ?? []).flatMap(decisionBlocks),
		...ranked(ranks.explanation, costs.length === 0 ? [] : [costs.join("\n")]),
		...stage.hash === void 0 ? [] : [`Plan hash ${code(stage.hash)}`]
	]);
}
function guardMarkdown({ name, approval }) {
	return `Guarded by the environment ${code(name)}${approval === "required" ? ", approval required" : ""}.`;
}
function sourceMarkdown(sources) {
	if (sources.length === 0) return [];
	return [sources.map((source) => {
		const from = source.from === source.repository ? "" : `, read from ${code(source.from)}`;
		return `${code(referenceText({
			repository: source.repository,
			...tagOf(source.tag)
		}))} is ${code(source.digest)}${from}`;
	}).join("<br>")];
}
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

// src/report/recorded-decision.ts
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
function resultText(result, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const sign = stateSign(result.outcome);
	return inertText([
		style.strong(style[sign.tone](`${sign.mark} ${capital(sign.word)}`)),
		...stageReports(result).flatMap((stage) => ["", ...stageLines(stage, width, style)]),
		...result.notices.length === 0 ? [] : [""],
		...result.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function resultMarkdown(result, options = {}) {
	const sign = stateSign(result.outcome);
	const stages = stageReports(result);
	const shown = stages.map(pictureStage);
	const drawn = picture(shown);
	const blocks = [
		`## ${sign.emoji} ${capital(sign.word)}`,
		...ranked(ranks.fold, drawn === void 0 ? [] : [drawn]),
		...overview(shown),
		...result.notices.map((notice) => `> Note: ${prose(notice)}`),
		...stages.flatMap(stageMarkdown),
		...result.plan.config === void 0 ? [] : [`Config ${code(configText(result.plan.config))}`],
		...ranked(ranks.json, [jsonDetails("The records as JSON", result)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function stagesMarkdown(result) {
	return stageReports(result).flatMap(stageMarkdown);
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
function taken(list, matches) {
	const index = list.findIndex(matches);
	return index < 0 ? void 0 : list.splice(index, 1)[0];
}
function pictureStage({ pipeline, stage, outcome, record, plan }) {
	return {
		pipeline,
		stage,
		state: outcome,
		sources: record?.intent.sources ?? plan?.sources ?? [],
		environment: plan?.environment,
		targets: (record?.intent.targets ?? plan?.targets ?? []).length
	};
}
function stageLines(stage, width, style) {
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
function recordedOf({ plan, record }) {
	return plan?.decisions === void 0 ? (record?.intent.policy ?? []).map(recordedText) : [];
}
function stageMarkdown(stage) {
	const { record, plan } = stage;
	const sign = stateSign(stage.outcome);
	const targets = record?.result?.targets ?? [];
	const rows = targets.flatMap((target) => target.tags.map((tag) => [code(target.repository), ...tagCells(resultRow(tag))]));
	const carried = targets.map((target) => `- ${code(target.repository)}: ${carriedText(target, stage.outcome)}`);
	const left = targets.flatMap((target) => target.left.map((text) => `- Left behind: ${prose(text, 300)}`));
	return ranked(urgency(stage.outcome) > 1 ? ranks.calm : 0, [
		`### ${sign.emoji} ${code(`${stage.pipeline}/${stage.stage}`)} ${sign.word}`,
		...problemsMarkdown(problemsOf(stage).map(beside(plan?.decisions))),
		...sourceMarkdown(record?.intent.sources ?? plan?.sources ?? []),
		...tables([
			"Target",
			"Tag",
			"Change",
			"Before",
			"After"
		], rows),
		...record?.result?.split === true ? [`**${splitText}**`] : [],
		...approvalMarkdown(record?.result),
		...record === void 0 ? [] : [recordMarkdown(record)],
		...(plan?.decisions ?? []).flatMap(decisionBlocks),
		...ranked(ranks.explanation, [...recordedOf(stage).map((text) => `> Note: ${prose(text, 2e3)}`), ...carried.length === 0 ? [] : [[...carried, ...left].join("\n")]])
	]);
}
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
function approvalMarkdown(result) {
	const { approvals } = result ?? {};
	if (approvals === void 0) return [];
	const { environment, given, attribution, bypassed } = approvals;
	const place = `Environment ${code(environment)}`;
	if (bypassed) return [`\u26a0\ufe0f ${place}: **bypassed**, GitHub lists no approval`];
	const whose = attribution === "job" ? "for this job" : "for this run, maybe for another job of it";
	const lines = given.map(({ user, state, comment }) => {
		const said = comment === "" ? "" : `: ${code(comment, 500)}`;
		return `${place}: ${code(state)} by ${code(user)} ${whose}${said}`;
	});
	return lines.length === 0 ? [] : [lines.join("<br>")];
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
	const took = Date.parse(finished) - Date.parse(started);
	return Number.isNaN(took) ? "an unknown time" : durationText(took);
}
function capital(word) {
	return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

export { planMarkdown as a, picture as c, fit as d, ranked as f, configText as i, decisionBlocks as l, summaryRoom as m, resultText as n, planText as o, ranks as p, stagesMarkdown as r, stageMarkdown$1 as s, resultMarkdown as t, commentRoom as u };