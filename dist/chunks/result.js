import { H as shortDigest, N as stageText, m as referenceText } from "./start.js";
import { T as visibleLine, a as problemLines, b as durationText, c as code, d as prose, f as table, g as wrapped, h as indented, i as beside, l as jsonDetails, m as plainStyle, o as problemMarkdown, p as tables, s as problemsMarkdown, u as link, v as bytesText, w as inertText, x as instantText, y as countText } from "./terminal.js";
import { ht as namesImage, vt as isInPlace } from "./commands.js";

// src/report/check-state.ts
function checkState({ verdict, level }) {
	if (verdict === "pass") return "passed";
	if (level !== "enforce") return level === "warn" ? "warns" : "later";
	return verdict === "fail" ? "fails" : verdict;
}
const order$1 = [
	"fails",
	"unknown",
	"pending",
	"warns",
	"later",
	"passed"
];
function byState(checks) {
	return checks.toSorted((a, b) => order$1.indexOf(checkState(a)) - order$1.indexOf(checkState(b)));
}
function countOf(checks, ...states) {
	return checks.filter((check) => states.includes(checkState(check))).length;
}
function tallyText({ checks, waivers, verdict }) {
	const refuse = countOf(checks, "fails", "unknown");
	const pending = countOf(checks, "pending");
	const warn = countOf(checks, "warns", "later");
	const all = countText(checks.length, "check");
	const open = [...refuse === 0 ? [] : [`${refuse} of ${all} ${verdict === "unreachable" ? "could not be evaluated" : refuse === 1 ? "refuses" : "refuse"}`], ...pending === 0 ? [] : [refuse === 0 ? `${pending} of ${all} pending` : `${pending} pending`]];
	return [
		...open.length === 0 ? [all] : open,
		...warn === 0 ? [] : [`${warn} ${warn === 1 ? "warns" : "warn"}`],
		...waivers.used.length === 0 ? [] : [`${countText(waivers.used.length, "waiver")} used`]
	].join(", ");
}

// src/report/columns.ts
const indent = 4;
function columns(rows, room = Infinity) {
	const visible = rows.map((row) => row.map((cell) => visibleLine(cell, 300)));
	const widths = [];
	for (const row of visible) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	const starts = startsOf(widths, room);
	return visible.map((row) => {
		const filled = row.map((cell, at) => cell.padEnd(widths[at] ?? 0));
		const whole = filled.join("  ").trimEnd();
		if (whole.length <= room) return [whole];
		const [first = "", ...more] = starts.map((start, at) => filled.slice(start, starts[at + 1]).join("  ").trimEnd()).filter((part) => part !== "");
		return [...wrapped(first, room, 6), ...more.flatMap((part) => indented(wrapped(part, room - indent, 2), indent))];
	});
}
function startsOf(widths, room) {
	const starts = [0];
	let used = -2;
	for (const [at, width] of widths.entries()) {
		if (at > 0 && used + 2 + width > room) {
			starts.push(at);
			used = 2;
		}
		used += 2 + width;
	}
	return starts;
}

// src/report/evidence-line.ts
function evidenceText(evidence, { evaluatedAt }) {
	const age = evidence.signedAt === void 0 ? NaN : Date.parse(evaluatedAt) - Date.parse(evidence.signedAt);
	return [
		evidence.title,
		evidence.trust,
		...age >= 0 ? [`${ageText(age)} old`] : [],
		shortDigest(evidence.digest)
	].join(", ");
}
function ignoredText({ digest, title, why }) {
	return `${title} (${shortDigest(digest)}): ${why}`;
}
function ageText(milliseconds) {
	const days = Math.floor(milliseconds / 864e5);
	return days >= 2 ? `${days} days` : durationText(milliseconds);
}

// src/report/grouping.ts
function grouped(items, keyOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const key = JSON.stringify(keyOf(item));
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [item]);
		else group.push(item);
	}
	return [...groups.values()];
}

// src/report/finding-row.ts
function findingRows(check, decision) {
	const rows = grouped(check.findings, (finding) => ({
		...finding,
		platform: void 0
	})).map((group) => rowOf(group, decision));
	return [...rows.filter(({ removed }) => removed === void 0), ...rows.filter(({ removed }) => removed !== void 0)];
}
function waivedBy(id, decision) {
	const findings = decision.checks.flatMap(flattened).flatMap((check) => check.findings).filter(({ removedBy, removal }) => removedBy === "waiver" && removal === id);
	return [...new Set(findings.map((finding) => nameOf(finding)))];
}
function flattened(check) {
	return [check, ...(check.any ?? []).flatMap(flattened)];
}
function rowOf(group, decision) {
	const [finding] = group;
	const platforms = [...new Set(group.flatMap(({ platform }) => platform ?? []))];
	return {
		platforms: decision.image.platforms.every((platform) => platforms.includes(platform)) ? [] : platforms,
		id: finding.vulnerability?.id ?? "",
		severity: finding.vulnerability?.severity ?? "",
		thing: thingOf(finding),
		detail: finding.detail ?? "",
		removed: removedOf(finding, decision)
	};
}
function nameOf(finding) {
	return [
		finding.vulnerability?.id,
		finding.package?.name,
		finding.license,
		finding.label
	].filter((part) => part !== void 0).join(" ");
}
function thingOf({ package: found, license, label }) {
	return [
		...found === void 0 ? [] : [found.name, ...found.version === void 0 ? [] : [found.version]],
		...license === void 0 ? [] : [license],
		...label === void 0 ? [] : [label]
	].join(" ");
}
function removedOf({ removedBy, removal }, { waivers }) {
	if (removedBy === void 0) return void 0;
	const waiver = removedBy === "waiver" ? waivers.used.find(({ id }) => id === removal) : void 0;
	return {
		by: removedBy,
		text: waiver === void 0 ? removal ?? "" : `${waiver.id}, ${waiver.owner}, until ${waiver.expires}`
	};
}

// src/report/reason-line.ts
function reasonLines(check) {
	if (check.reasons.length === 0) return [{
		code: void 0,
		text: withoutReason(check)
	}];
	return grouped(check.reasons, (reason) => ({
		...reason,
		platform: void 0
	})).map(lineOf);
}
function withoutReason({ verdict, note }) {
	if (note !== void 0) return note;
	return verdict === "pending" ? "depends on an earlier stage or on time" : "does not pass";
}
function lineOf(reasons) {
	const [{ code, message, observed, expected }] = reasons;
	const platforms = reasons.flatMap(({ platform }) => platform === void 0 || message.includes(platform) ? [] : [platform]);
	const place = platforms.length === 0 ? "" : `${[...new Set(platforms)].join(", ")}: `;
	return {
		code: code === "VIOLATION" ? void 0 : code,
		text: `${place}${message}${comparedText(message, observed, expected)}`
	};
}
function comparedText(message, observed, expected) {
	const parts = [...observed === void 0 || observed !== "" && message.includes(observed) ? [] : [`found ${observed === "" ? "nothing" : observed}`], ...expected === void 0 || isSaid(message, expected) ? [] : [`wanted ${expected}`]];
	return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
function isSaid(message, expected) {
	return message.includes(expected) || expected.startsWith("<= ") && message.endsWith(`> ${expected.slice(3)}`);
}

// src/report/sign.ts
const states = {
	ready: {
		mark: "\u25b6",
		emoji: "\u25b6\ufe0f",
		tone: "good",
		word: "ready"
	},
	promoted: {
		mark: "\u2713",
		emoji: "\u2705",
		tone: "good",
		word: "promoted"
	},
	unchanged: {
		mark: "=",
		emoji: "\ud83d\udff0",
		tone: "faint",
		word: "unchanged"
	},
	none: {
		mark: "·",
		emoji: "\u25ab\ufe0f",
		tone: "faint",
		word: "nothing to do"
	},
	waiting: {
		mark: "\u2016",
		emoji: "\u23f8\ufe0f",
		tone: "warn",
		word: "waiting"
	},
	pending: {
		mark: "\u2026",
		emoji: "\u23f3",
		tone: "faint",
		word: "pending"
	},
	superseded: {
		mark: "»",
		emoji: "\u23ed\ufe0f",
		tone: "warn",
		word: "superseded"
	},
	refused: {
		mark: "\u2717",
		emoji: "\u26d4",
		tone: "bad",
		word: "refused"
	},
	conflict: {
		mark: "\u2717",
		emoji: "\u26a0\ufe0f",
		tone: "bad",
		word: "conflict"
	},
	failed: {
		mark: "\u2717",
		emoji: "\u274c",
		tone: "bad",
		word: "failed"
	}
};
const actions = {
	create: {
		mark: "+",
		emoji: "\ud83c\udd95",
		tone: "good",
		word: "new"
	},
	move: {
		mark: "\u2192",
		emoji: "\u27a1\ufe0f",
		tone: "good",
		word: "moves"
	},
	unchanged: {
		mark: "=",
		emoji: "\ud83d\udff0",
		tone: "faint",
		word: "unchanged"
	},
	kept: {
		mark: "-",
		emoji: "\ud83d\udd12",
		tone: "warn",
		word: "kept"
	},
	conflict: {
		mark: "\u2717",
		emoji: "\u26a0\ufe0f",
		tone: "bad",
		word: "conflict"
	},
	failed: {
		mark: "\u2717",
		emoji: "\u274c",
		tone: "bad",
		word: "failed"
	},
	skipped: {
		mark: "·",
		emoji: "\u25ab\ufe0f",
		tone: "faint",
		word: "not written"
	}
};
const checks = {
	fails: {
		mark: "\u2717",
		emoji: "\u274c",
		tone: "bad",
		word: "fails"
	},
	unknown: {
		mark: "?",
		emoji: "\u2753",
		tone: "bad",
		word: "unknown"
	},
	pending: {
		mark: "\u2016",
		emoji: "\u23f3",
		tone: "faint",
		word: "pending"
	},
	warns: {
		mark: "!",
		emoji: "\u26a0\ufe0f",
		tone: "warn",
		word: "warns"
	},
	later: {
		mark: "!",
		emoji: "\ud83d\udcc5",
		tone: "warn",
		word: "refuses later"
	},
	passed: {
		mark: "\u2713",
		emoji: "\u2705",
		tone: "good",
		word: "passed"
	}
};
const verdicts = {
	pass: {
		mark: "\u2713",
		emoji: "\u2705",
		tone: "good",
		word: "passed"
	},
	refused: {
		mark: "\u2717",
		emoji: "\u26d4",
		tone: "bad",
		word: "refused"
	},
	unreachable: {
		mark: "?",
		emoji: "\ud83d\udd0c",
		tone: "bad",
		word: "could not be evaluated"
	},
	pending: {
		mark: "\u2016",
		emoji: "\u23f3",
		tone: "warn",
		word: "pending"
	}
};
function checkSign(state) {
	return checks[state];
}
function verdictSign(verdict) {
	return verdicts[verdict];
}
function stateSign(state, kind) {
	const sign = states[state];
	if (kind !== "rollback") return sign;
	if (state === "promoted") return {
		...sign,
		word: "rolled back"
	};
	return state === "ready" ? {
		...sign,
		word: "ready to roll back"
	} : sign;
}
function tagSign(action) {
	return actions[action];
}
function isState(word) {
	return Object.hasOwn(states, word);
}

// src/report/decision.ts
const most$1 = {
	findings: 5,
	removed: 5,
	references: 5,
	names: 20
};
const labelWidth = 12;
function decisionText(decision, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const page = {
		width,
		style,
		decision
	};
	const open = byState(decision.checks).filter((check) => checkState(check) !== "passed");
	const idWidth = Math.min(24, Math.max(0, ...open.map(({ id }) => visibleLine(id, 60).length)));
	const rows = open.map((check) => checkLines(check, idWidth, page));
	const tail = [
		...passedLines(decision, page),
		...decision.waivers.used.flatMap((waiver) => usedLines(waiver, page)),
		...decision.waivers.idle.flatMap((waiver) => idleLines(waiver, page))
	];
	const blocks = [...rows, ...tail.length === 0 ? [] : [tail]];
	return [...verdictLines(page), ...blocks.flatMap((block, at) => at === 0 ? block : ["", ...block])];
}
function verdictLines({ decision, width, style }) {
	const sign = verdictSign(decision.verdict);
	const word = sign.word.toUpperCase();
	const [first = "", ...more] = wrapped(`${word}  ${visibleLine(subjectText(decision))}  ${tallyText(decision)}`, width, 4);
	return [`${style[sign.tone](word)}${first.slice(word.length)}`, ...more];
}
function subjectText({ image, stage }) {
	const { repository, tag, digest } = image;
	return `${referenceText({
		repository,
		...tag === void 0 ? {} : { tag }
	})} ${shortDigest(digest)}${stage === void 0 ? "" : ` \u2192 ${stageText(stage)}`}`;
}
function checkLines(check, idWidth, page) {
	return [...headLines(check, idWidth, page), ...indented(detailLines(check, page), 4)];
}
function headLines(check, idWidth, { width, style }) {
	const sign = checkSign(checkState(check));
	const paint = style[sign.tone];
	const id = visibleLine(check.id, 60);
	const [first = {
		code: void 0,
		text: ""
	}] = reasonLines(check);
	const place = placeText$1(check.position);
	const isBeside = place.length > 0 && place.length <= width / 3;
	const said = `${id.padEnd(idWidth)}  ${first.code === void 0 ? "" : `${first.code}  `}${first.text}`;
	const [head = "", ...more] = wrapped(visibleLine(`${sign.mark} ${said}`), isBeside ? width - place.length - 2 : width, 4 + idWidth);
	const tail = isBeside ? `${" ".repeat(Math.max(2, width - head.length - place.length))}${style.faint(place)}` : "";
	const rest = head.slice(sign.mark.length + 1 + id.length);
	return [`${paint(sign.mark)} ${style.strong(id)}${rest}${tail}`, ...more];
}
function placeText$1(position) {
	return position === void 0 ? "" : visibleLine(`${position.file}:${position.line}`, 200);
}
function detailLines(check, page) {
	const { width, decision } = page;
	const [, ...more] = reasonLines(check);
	const rows = findingRows(check, decision);
	const counting = rows.filter(({ removed }) => removed === void 0);
	const removed = rows.filter((row) => row.removed !== void 0);
	const place = placeText$1(check.position);
	const detail = (label, text) => labelled(label, text, page);
	return [
		...more.flatMap(({ code, text }) => detail("", code === void 0 ? text : `${code} ${text}`)),
		...capped(counting, most$1.findings, (row) => detail(platformLabel(row), findingText(row))),
		...capped(removed, most$1.removed, (row) => detail(removalLabel(row), findingText(row))),
		...(check.any ?? []).flatMap((each) => checkLines(each, 0, {
			...page,
			width: width - 4
		})),
		...capped(check.evidence, most$1.references, (each) => detail("evidence", evidenceText(each, decision))),
		...check.lookedAt === void 0 ? [] : detail("looked at", check.lookedAt),
		...capped(check.ignored, most$1.references, (each) => detail("ignored", ignoredText(each))),
		...check.why === void 0 ? [] : detail("why", check.why),
		...checkState(check) === "later" ? detail("from", `${check.effectiveFrom ?? "a later day"} on, it refuses`) : [],
		...place.length > width / 3 ? detail("policy", place) : [],
		...helpOf(check).flatMap((help) => detail("help", help))
	];
}
function helpOf(check) {
	if (check.help !== void 0) return [check.help];
	return check.reasons.some(({ code }) => code === "UNREACHABLE") ? ["Try again: something could not be reached, so nothing is known about it."] : [];
}
function labelled(label, text, { width, style }) {
	const name = visibleLine(label, 60).padEnd(labelWidth);
	return wrapped(visibleLine(text, 2e3), width - 4 - labelWidth - 1).map((line, at) => `${at === 0 ? style.faint(name) : " ".repeat(labelWidth)} ${line}`);
}
function platformLabel({ platforms }) {
	return platforms.length === 0 ? "found" : platforms.join(", ");
}
function removalLabel({ removed }) {
	if (removed?.by === "waiver") return "waived";
	return removed?.by === "vex" ? "VEX" : removed?.by ?? "";
}
function findingText({ id, severity, thing, detail, removed }) {
	const parts = [[
		id,
		severity,
		thing
	].filter((part) => part !== "").join(" "), detail].filter((part) => part !== "").join(", ");
	return removed === void 0 || removed.text === "" ? parts : `${parts} (${removed.text})`;
}
function capped(items, count, show) {
	const more = items.length - count;
	return [...items.slice(0, count).flatMap(show), ...more > 0 ? [`${" ".repeat(labelWidth)} and ${more} more; all are in the JSON`] : []];
}
function passedLines({ checks }, { width, style }) {
	const names = checks.filter((check) => checkState(check) === "passed").map(({ id }) => visibleLine(id, 60));
	if (names.length === 0) return [];
	const more = names.length - most$1.names;
	const listed = [...names.slice(0, most$1.names), ...more > 0 ? [`and ${more} more`] : []].join(", ");
	const line = `\u2713 ${countText(names.length, "check")} passed: ${listed}`;
	return wrapped(line, width, 4).map((part, at) => at === 0 ? `${style.good("\u2713")}${part.slice(1)}` : part);
}
function usedLines(waiver, { width, style, decision }) {
	const findings = waivedBy(waiver.id, decision);
	const more = findings.length - most$1.removed;
	const listed = [...findings.slice(0, most$1.removed), ...more > 0 ? [`and ${more} more`] : []].join(", ");
	const line = visibleLine(`${waiver.expiresSoon ? "!" : "·"} ${usedText(waiver)}${listed === "" ? "" : `: ${listed}`}`);
	return [...wrapped(line, width, 4), ...indented(wrapped(visibleLine(`reason: ${waiver.reason}`, 500), width - 4, 2), 4)].map(waiver.expiresSoon ? style.warn : style.faint);
}
function usedText({ id, check, findings, expires, owner, ticket, expiresSoon }) {
	const people = [owner, ...ticket === void 0 ? [] : [ticket]].join(", ");
	const soon = expiresSoon ? ", soon" : "";
	return `waiver ${id} accepts ${countText(findings, "finding")} of ${check} until ${expires}${soon} (${people})`;
}
function idleText({ id, message }) {
	return message.includes(id) ? message : `waiver ${id}: ${message}`;
}
function idleLines(waiver, { width, style }) {
	return wrapped(visibleLine(`- ${idleText(waiver)}`, 500), width, 4).map(style.faint);
}

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
		text: textOf$1(block),
		rank: rankOf(block) + rank
	}));
}
function fit(blocks, room, rest = "the `result` output has all of it") {
	const whole = `${blocks.map(textOf$1).join("\n\n")}\n`;
	if (sizeOf(whole, room) <= room.size) return whole;
	let over = sizeOf(whole, room) + 300 - room.size;
	const order = blocks.map((block, at) => ({
		block,
		at
	})).sort((a, b) => rankOf(b.block) - rankOf(a.block) || b.at - a.at);
	const gone = /* @__PURE__ */ new Set();
	for (const { block, at } of order) {
		if (over <= 0) break;
		over -= sizeOf(textOf$1(block), room) + 2;
		gone.add(at);
	}
	const texts = blocks.map(textOf$1);
	const bytes = texts.reduce((sum, text, at) => gone.has(at) ? sum + Buffer.byteLength(text) : sum, 0);
	const note = `_${countText(gone.size, "more section")} (${bytesText(bytes)}) did not fit here; ${rest}._`;
	return `${[...texts.filter((_, at) => !gone.has(at)), note].join("\n\n")}\n`;
}
function textOf$1(block) {
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

// src/report/candidates.ts
function candidatesText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const lines = columns(report.candidates.map((one) => [
		`${stateSign(one.state).mark} ${imagesText$1(one)}`,
		stateSign(one.state).word,
		verdictText$1(one),
		promotedText(one)
	]), options.columns);
	return inertText([
		style.strong(visibleLine(totalText$3(report))),
		...holdLines(report).flatMap((line) => wrapped(visibleLine(line, 2e3), width, 2).map(style.warn)),
		...lines.length === 0 ? [] : [""],
		...report.candidates.flatMap((one, at) => [...(lines[at] ?? []).map(style[stateSign(one.state).tone]), ...indented(one.problems.flatMap((problem) => problemLines(problem, width - 4, style)), 4)]),
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
		`## ${prose(totalText$3(report))}`,
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
function totalText$3({ pipeline, stage, from, candidates }) {
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

// src/domain/vulnerability.ts
const severities = [
	"critical",
	"high",
	"medium",
	"low",
	"unknown"
];

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
		lines: [[...imageParts(from, digestText), ...from.found === "journal" ? [" (the last that a record says was promoted here)"] : []], ["\u2192 ", ...imageParts(to, digestText)]]
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
	const { environment, targets, sign = stateSign(stage.state, stage.kind) } = stage;
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
	return {
		tag: tag.tag,
		action: tag.action,
		from: tag.now,
		after: namesImage(tag) ? digest : tag.now,
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
	const names = row.after === null ? "" : `, names ${after}`;
	return style[sign.tone](`${sign.word}${names}${reason}`);
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
		...plan.stages.flatMap((stage) => ["", ...stageLines$2(stage, width, style)]),
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
		...plan.stages.flatMap(stageMarkdown$2),
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
function stageLines$2(stage, width, style) {
	const sign = stateSign(stage.state, stage.kind);
	const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
	const guard = stage.environment === void 0 ? "" : ` · ${guardText(stage.environment)}`;
	return [`${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${visibleLine(guard)}`, ...indented([
		...stage.sources.map(sourceText$1),
		...stage.targets.flatMap((target) => targetLines$1(target, style)),
		...(stage.changes ?? []).flatMap((change) => changeText$1(change, width - 2, style)),
		...keepText(stage).flatMap((text) => wrapped(text, width - 2, 2)).map(style.faint),
		...costText(stage).map(style.faint),
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
function keepText({ toKeep }) {
	if (toKeep !== true) return [];
	return ["Everything is there: its job only keeps the record or statement that is missing, or lifts the hold."];
}
function costText({ pulled = 0, requests = 0, targets }) {
	const parts = [...pulled === 0 ? [] : [`${bytesText(pulled)} to pull${targets.length > 1 ? ", once for all targets" : ""}`], ...requests === 0 ? [] : [`about ${countText(requests, "request")}`]];
	return parts.length === 0 ? [] : [parts.join("; ")];
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
	const sent = blobs - mountable;
	const pushed = [
		...sent === 0 ? [] : [`${countText(sent, "blob")} (${bytesText(bytes)})`],
		...manifests === 0 ? [] : [countText(manifests, "manifest")],
		...referrers === 0 ? [] : [countText(referrers, "referrer")]
	];
	return [...pushed.length === 0 ? [] : [`${pushed.join(", ")} to push`], ...mountable === 0 ? [] : [`${countText(mountable, "blob")} to mount`]];
}
function stageMarkdown$2(stage) {
	const sign = stateSign(stage.state, stage.kind);
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
		...keepText(stage),
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
	const requests = plan.stages.reduce((sum, stage) => sum + (stage.requests ?? 0), 0);
	const unread = plan.stages.flatMap((stage) => stage.targets).filter(({ image }) => image === "unread").length;
	const unknown = unread === 0 ? "" : `; what ${countText(unread, "unread target")} would get is not known`;
	const sizes = `${bytesText(pull)} to pull, ${bytesText(push)} to push${requests === 0 ? "" : `, about ${countText(requests, "request")}`}${unknown}`;
	return `${states === "" ? "No stage" : states}; ${sizes}. Nothing was written.`;
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
	if (failed > 0) return `${failed} of ${countText(report.access.length, "credential check")} failed`;
	if (cases > 0) return `${cases} of ${countText(report.cases?.length ?? 0, "policy case")} not as expected`;
	if (hooks > 0) return `${hooks} of ${countText(report.hooks?.length ?? 0, "webhook")} failed`;
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
		style.strong(totalText$2(report)),
		...report.environments === void 0 ? [] : [visibleLine(placesLooked(report.environments))],
		...rows.length === 0 ? [] : ["", ...columns(rows, options.columns).flat()],
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
		[...entry.targets.map((target) => code(placeText(target))), ...entry.cut === true ? [notKept] : []].join("<br>"),
		code(actorText(entry)),
		entry.comment === void 0 ? "" : code(entry.comment)
	]);
	const steps = (report.path ?? []).map((step) => `- ${code(instantText(step.at))} ${code(`${step.pipeline}/${step.stage}`)} ${code(shortDigest(step.digest))}: ${code(referenceText(step.from))} \u2192 ${step.to.map((to) => code(`${to.repository}:${to.tags.join(" ")}`)).join(", ")}`);
	const blocks = [
		`## ${totalText$2(report)}`,
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
function totalText$2({ entries, limited, where, gap }) {
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
const notKept = "and what the journal could not take";
function placesText({ targets, cut }) {
	const [first] = targets;
	if (first === void 0) return "\u2013";
	const more = targets.length > 1 ? ` and ${targets.length - 1} more` : "";
	return `\u2192 ${placeText(first)}${more}${cut === true ? `, ${notKept}` : ""}`;
}
function stepText(step) {
	const to = step.to.map(({ repository, tags }) => `${repository}:${tags.join(" ")}`).join(", ");
	const stage = `${step.pipeline}/${step.stage}`;
	return `${instantText(step.at)}  ${stage}  ${shortDigest(step.digest)}  ${referenceText(step.from)} \u2192 ${to}`;
}

// src/report/approval.ts
const bypassText = "GitHub lists no approval";
const gone = "an account that is gone";
function approvalTexts(approvals) {
	if (approvals === void 0) return [];
	const place = `environment ${approvals.environment}`;
	const lines = saidTexts(approvals).map((said) => `${place}: ${said}`);
	return approvals.bypassed ? [`${place}: bypassed, ${bypassText}`, ...lines] : lines;
}
function approvalLine(approvals) {
	const said = saidTexts(approvals).join("; ");
	const bypass = `bypassed, ${bypassText}`;
	const text = approvals.bypassed ? [bypass, ...said === "" ? [] : [said]].join("; ") : said;
	return `${approvals.environment}: ${text}`;
}
function saidTexts({ given, attribution }) {
	return given.map(({ user, state, comment }) => {
		const said = comment === "" ? "" : `: ${comment}`;
		return `${state} by ${user === "" ? gone : user} ${whoseText(attribution)}${said}`;
	});
}
function approvalMarkdown(approvals) {
	if (approvals === void 0) return [];
	const { environment, given, attribution, bypassed } = approvals;
	const place = `Environment ${code(environment)}`;
	const said = given.map(({ user, state, comment }) => {
		const why = comment === "" ? "" : `: ${code(comment, 500)}`;
		return `${place}: ${code(state)} by ${user === "" ? gone : code(user)} ${whoseText(attribution)}${why}`;
	});
	const lines = bypassed ? [`\u26a0\ufe0f ${place}: **bypassed**, ${bypassText}`, ...said] : said;
	return lines.length === 0 ? [] : [lines.join("<br>")];
}
function whoseText(attribution) {
	return attribution === "job" ? "for this job" : "for this run, maybe for another job of it";
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
	const sign = runSign(result);
	return inertText([
		style.strong(style[sign.tone](`${sign.mark} ${capital(sign.word)}`)),
		...stageReports(result).flatMap((stage) => ["", ...stageLines$1(stage, width, style)]),
		...result.notices.length === 0 ? [] : [""],
		...result.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function resultMarkdown(result, options = {}) {
	const sign = runSign(result);
	const stages = stageReports(result);
	const shown = stages.map(pictureStage$1);
	const drawn = picture(shown);
	const blocks = [
		`## ${sign.emoji} ${capital(sign.word)}`,
		...ranked(ranks.fold, drawn === void 0 ? [] : [drawn]),
		...overview(shown),
		...result.notices.map((notice) => `> Note: ${prose(notice)}`),
		...stages.flatMap(stageMarkdown$1),
		...result.plan.config === void 0 ? [] : [`Config ${code(configText(result.plan.config))}`],
		...ranked(ranks.json, [jsonDetails("The records as JSON", result)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function runSign({ outcome, plan }) {
	return stateSign(outcome, plan.stages[0]?.kind);
}
function stagesMarkdown(result) {
	return stageReports(result).flatMap(stageMarkdown$1);
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
function pictureStage$1({ pipeline, stage, outcome, record, plan }) {
	return {
		pipeline,
		stage,
		state: outcome,
		kind: plan?.kind,
		sources: record?.intent.sources ?? plan?.sources ?? [],
		environment: plan?.environment,
		targets: (record?.intent.targets ?? plan?.targets ?? []).length
	};
}
function stageLines$1(stage, width, style) {
	const { record, plan } = stage;
	const sign = stateSign(stage.outcome, plan?.kind);
	const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
	const result = record?.result;
	const took = result === void 0 ? "" : style.faint(` in ${tookText(result)}`);
	const inner = [
		...(record?.intent.sources ?? plan?.sources ?? []).map(sourceText),
		...(result?.targets ?? []).flatMap((target) => targetLines(target, stage.outcome, style)),
		...result === void 0 || result.pulled === 0 ? [] : [style.faint(`${bytesText(result.pulled)} pulled${isReadOnce(result) ? ", once for all targets" : ""}`)],
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
		...approvalTexts(result?.approvals).flatMap((text) => wrapped(visibleLine(text, 1e3), width - 2, 4)),
		...record === void 0 ? [] : [style.faint(`record ${visibleLine(record.id)}`)]
	];
	return [`${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${took}`, ...indented(inner, 2)];
}
function isReadOnce({ targets, pulled }) {
	if (targets.length < 2) return false;
	const sent = /* @__PURE__ */ new Map();
	for (const { repository, pushed } of targets) sent.set(repository, (sent.get(repository) ?? 0) + pushed);
	return pulled <= Math.max(...sent.values());
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
	return isInPlace(outcome) ? "nothing had to be pushed" : "nothing was pushed";
}
function recordedOf({ plan, record }) {
	return plan?.decisions === void 0 ? (record?.intent.policy ?? []).map(recordedText) : [];
}
function stageMarkdown$1(stage) {
	const { record, plan } = stage;
	const sign = stateSign(stage.outcome, plan?.kind);
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
		...approvalMarkdown(record?.result?.approvals),
		...record === void 0 ? [] : [recordMarkdown(record)],
		...(plan?.decisions ?? []).flatMap(decisionBlocks),
		...ranked(ranks.explanation, [...recordedOf(stage).map((text) => `> Note: ${prose(text, 2e3)}`), ...carried.length === 0 ? [] : [[...carried, ...left].join("\n")]])
	]);
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

// src/report/drift.ts
function driftText({ kind, repository, tag, expected, now }) {
	const place = tag === void 0 ? repository : `${repository}:${tag}`;
	const was = expected === void 0 ? "nothing" : shortDigest(expected);
	switch (kind) {
		case "moved": return `${place} names ${now === null ? "nothing" : shortDigest(now)}, and ${was} was promoted`;
		case "deleted": return `${place} is gone, and ${was} was promoted`;
		case "never-promoted": return `${place} names ${now === null ? "nothing" : shortDigest(now)}, and no record tells of it`;
		default: return `${place} has lost what was attached to ${was}`;
	}
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
		style.strong(totalText$1(report)),
		style.faint(`Config ${configText(report.config)}`),
		...report.stages.flatMap((stage) => ["", ...stageLines(stage, options)]),
		...report.notices.length === 0 ? [] : [""],
		...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function statusMarkdown(report, options = {}) {
	const drawn = picture(report.stages.map(pictureStage));
	const blocks = [
		`## ${report.totals.drift > 0 ? "\ud83d\udd00" : "\ud83d\udccb"} ${totalText$1(report)}`,
		...ranked(ranks.fold, drawn === void 0 ? [] : [drawn]),
		...report.stages.flatMap(stageMarkdown),
		...report.notices.map((notice) => `> Note: ${prose(notice)}`),
		`Config ${code(configText(report.config))}`,
		...ranked(ranks.json, [jsonDetails("The status as JSON", report)])
	];
	return fit(blocks, options.room ?? summaryRoom);
}
function totalText$1({ stages, totals }) {
	const parts = [
		totals.drift === 0 ? "no drift" : countText(totals.drift, "difference"),
		...totals.unknown === 0 ? [] : [`${countText(totals.unknown, "tag")} unknown`],
		...totals.held === 0 ? [] : [`${totals.held} held`],
		...totals.split === 0 ? [] : [`${totals.split} split`],
		...totals.unfinished === 0 ? [] : [`${totals.unfinished} unfinished`]
	];
	return `${countText(stages.length, "stage")}: ${parts.join(", ")}`;
}
function stageLines(stage, { width = 100, columns: room = Infinity, style = plainStyle }) {
	const rows = stage.tags.map((tag) => [
		`${tagSigns[tag.state].mark} ${tag.repository}:${tag.tag}`,
		nowText(tag),
		tagSigns[tag.state].word,
		sinceText(tag)
	]);
	const lines = columns(rows, room - 2).flatMap((row, at) => {
		return tagSigns[stage.tags[at]?.state ?? "unknown"].tone === "bad" ? row.map(style.bad) : row;
	});
	const name = visibleLine(`${stage.pipeline}/${stage.stage}`);
	const [head = "", ...more] = wrapped(visibleLine(`${name} · ${lastText(stage)}`), Math.min(width, room), 4);
	return [
		`${style.strong(name)}${head.slice(name.length)}`,
		...more,
		...indented([
			...lines,
			...remarksOf(stage).flatMap((remark) => wrapped(visibleLine(remark, 2e3), width - 2, 2).map((line) => style.warn(line))),
			...stage.drift.flatMap((drift) => wrapped(visibleLine(`drift: ${driftText(drift)}`, 2e3), width - 2, 2).map(style.bad)),
			...stage.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width - 2, 6))
		], 2)
	];
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
		...indented(statedFacts(report).flatMap(([name, value]) => {
			const [first = "", ...more] = wrapped(visibleLine(value, 1e3), width - 14);
			return [`${name.padEnd(12)}${first}`, ...indented(more, 12)];
		}), 2),
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
		["approvals", approvals && approvalLine(approvals)],
		["config", config && `${config.path}@${config.commit ?? "a disk"}`],
		["run", run.url]
	].flatMap(([name, value]) => value === void 0 ? [] : [[name, value]]);
}

// src/report/test.ts
function testText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	return inertText([
		...grouped(report.cases, ({ file }) => file).flatMap((results) => [
			style.strong(visibleLine(results[0].file)),
			...results.flatMap((result) => indented(caseLines(result, width - 2, style), 2)),
			""
		]),
		style.strong(totalText(report, style)),
		style.faint(`Config ${configText(report.config)}`),
		...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2e3)}`, width, 6)),
		""
	]);
}
function caseLines(result, width, style) {
	const name = visibleLine(result.name, 300);
	if (result.ok) return [`${style.good("\u2713")} ${name}`];
	return [
		`${style.bad("\u2717")} ${style.strong(name)} ${style.faint(visibleLine(`${result.file}:${result.line}`))}`,
		...result.mismatches.flatMap((mismatch) => indented(wrapped(visibleLine(mismatch, 2e3), width - 4, 2), 4).map(style.bad)),
		"",
		...indented(decisionText(result.decision, {
			width: width - 4,
			style
		}), 4),
		""
	];
}
function totalText({ cases, ok }, style) {
	const failed = cases.filter((result) => !result.ok).length;
	if (ok) return style.good(`\u2713 ${countText(cases.length, "case")} as expected`);
	return style.bad(`\u2717 ${failed} of ${countText(cases.length, "case")} not as expected`);
}

// src/commands/text.ts
const unbounded = {
	unit: "characters",
	size: Number.POSITIVE_INFINITY
};
function textOf(result, options = {}) {
	switch (result.kind) {
		case "plan": return planText(result.document, options);
		case "run": return resultText(result.document, options);
		case "check": return checkText(result.document, options);
		case "verify": return verifyText(result.document, options);
		case "test": return testText(result.document, options);
		case "candidates":
			if (result.format === "markdown") return candidatesMarkdown(result.document, { room: unbounded });
			return candidatesText(result.document, options);
		case "status":
			if (result.format === "markdown") return statusMarkdown(result.document, { room: unbounded });
			return statusText(result.document, options);
		case "history":
			if (result.format === "csv") return historyCsv(result.document);
			if (result.format === "markdown") return historyMarkdown(result.document, { room: unbounded });
			return historyText(result.document, options);
		default: return result.document.written.map((path) => `wrote ${path}\n`).join("");
	}
}

export { checkState as C, findingRows as S, subjectText as _, resultMarkdown as a, stateSign as b, checkMarkdown as c, severities as d, candidatesMarkdown as f, idleText as g, helpOf as h, driftText as i, planMarkdown as l, fit as m, verifyMarkdown as n, stagesMarkdown as o, commentRoom as p, statusMarkdown as r, historyMarkdown as s, textOf as t, stageMarkdown$2 as u, usedText as v, reasonLines as x, isState as y };