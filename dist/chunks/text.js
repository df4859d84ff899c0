import { a as historyCsv, d as candidatesText, i as statusText, l as checkText, n as verifyText, o as historyMarkdown, r as statusMarkdown, s as historyText, u as candidatesMarkdown } from "./verify.js";
import { i as configText, n as resultText, o as planText } from "./record.js";
import { t as decisionText } from "./decision.js";
import { h as plainStyle, m as wrapped, p as indented, v as inertText, y as visibleLine } from "./terminal.js";
import { n as countText } from "./number.js";

// src/report/test.ts
function testText(report, options = {}) {
	const { width = 100, style = plainStyle } = options;
	const files = /* @__PURE__ */ new Map();
	for (const result of report.cases) files.set(result.file, [...files.get(result.file) ?? [], result]);
	return inertText([
		...Array.from(files, ([file, results]) => [
			style.strong(visibleLine(file)),
			...results.flatMap((result) => indented(caseLines(result, width - 2, style), 2)),
			""
		]).flat(),
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

export { textOf as t };