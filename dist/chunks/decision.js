import { A as stageText, R as shortDigest, m as referenceText } from "./start.js";
import { n as countText, r as durationText } from "./number.js";
import { h as plainStyle, m as wrapped, p as indented, y as visibleLine } from "./terminal.js";

// src/report/check-state.ts
function checkState({ verdict, level }) {
	if (verdict === "pass") return "passed";
	if (level !== "enforce") return level === "warn" ? "warns" : "later";
	return verdict === "fail" ? "fails" : verdict;
}
const order = [
	"fails",
	"unknown",
	"pending",
	"warns",
	"later",
	"passed"
];
function byState(checks) {
	return checks.toSorted((a, b) => order.indexOf(checkState(a)) - order.indexOf(checkState(b)));
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
function stateSign(state) {
	return states[state];
}
function tagSign(action) {
	return actions[action];
}
function isState(word) {
	return Object.hasOwn(states, word);
}

// src/report/decision.ts
const most = {
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
	const place = placeText(check.position);
	const isBeside = place.length > 0 && place.length <= width / 3;
	const said = `${id.padEnd(idWidth)}  ${first.code === void 0 ? "" : `${first.code}  `}${first.text}`;
	const [head = "", ...more] = wrapped(visibleLine(`${sign.mark} ${said}`), isBeside ? width - place.length - 2 : width, 4 + idWidth);
	const tail = isBeside ? `${" ".repeat(Math.max(2, width - head.length - place.length))}${style.faint(place)}` : "";
	const rest = head.slice(sign.mark.length + 1 + id.length);
	return [`${paint(sign.mark)} ${style.strong(id)}${rest}${tail}`, ...more];
}
function placeText(position) {
	return position === void 0 ? "" : visibleLine(`${position.file}:${position.line}`, 200);
}
function detailLines(check, page) {
	const { width, decision } = page;
	const [, ...more] = reasonLines(check);
	const rows = findingRows(check, decision);
	const counting = rows.filter(({ removed }) => removed === void 0);
	const removed = rows.filter((row) => row.removed !== void 0);
	const place = placeText(check.position);
	const detail = (label, text) => labelled(label, text, page);
	return [
		...more.flatMap(({ code, text }) => detail("", code === void 0 ? text : `${code} ${text}`)),
		...capped(counting, most.findings, (row) => detail(platformLabel(row), findingText(row))),
		...capped(removed, most.removed, (row) => detail(removalLabel(row), findingText(row))),
		...(check.any ?? []).flatMap((each) => checkLines(each, 0, {
			...page,
			width: width - 4
		})),
		...capped(check.evidence, most.references, (each) => detail("evidence", evidenceText(each, decision))),
		...check.lookedAt === void 0 ? [] : detail("looked at", check.lookedAt),
		...capped(check.ignored, most.references, (each) => detail("ignored", ignoredText(each))),
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
	const more = names.length - most.names;
	const listed = [...names.slice(0, most.names), ...more > 0 ? [`and ${more} more`] : []].join(", ");
	const line = `\u2713 ${countText(names.length, "check")} passed: ${listed}`;
	return wrapped(line, width, 4).map((part, at) => at === 0 ? `${style.good("\u2713")}${part.slice(1)}` : part);
}
function usedLines(waiver, { width, style, decision }) {
	const findings = waivedBy(waiver.id, decision);
	const more = findings.length - most.removed;
	const listed = [...findings.slice(0, most.removed), ...more > 0 ? [`and ${more} more`] : []].join(", ");
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

export { byState as _, subjectText as a, isState as c, verdictSign as d, reasonLines as f, ignoredText as g, evidenceText as h, placeText as i, stateSign as l, waivedBy as m, helpOf as n, usedText as o, findingRows as p, idleText as r, checkSign as s, decisionText as t, tagSign as u, checkState as v, tallyText as y };